//! What a customer is told about an order.

use base::Message;

use super::words::Words;

/// Something that happened to an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct News {
    pub(crate) customer_id: String,
    pub(crate) number: String,
    pub(crate) change: Change,
    pub(crate) is_by_customer: bool,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    Confirmed,
    Processing,
    ReadyForPickup,
    ReadyForDelivery,
    OutForDelivery,
    Delivered,
    Cancelled { reason: String },
    Rejected { reason: String },
}

impl News {
    /// Customers hear of what others do; what they do themselves the chat has answered already.
    pub(crate) const fn is_worth_telling(&self) -> bool {
        !self.is_by_customer
    }

    /// The news in words.
    pub(crate) fn message(&self, words: &Words, shop_name: &str) -> Message {
        let (phrase, reason) = match &self.change {
            Change::Confirmed => (&words.confirmed, ""),
            Change::Processing => (&words.processing, ""),
            Change::ReadyForPickup => (&words.ready_for_pickup, ""),
            Change::ReadyForDelivery => (&words.ready_for_delivery, ""),
            Change::OutForDelivery => (&words.out_for_delivery, ""),
            Change::Delivered => (&words.delivered, ""),
            Change::Cancelled { reason } => (&words.cancelled, reason.as_str()),
            Change::Rejected { reason } => (&words.rejected, reason.as_str()),
        };
        // What people wrote comes last, so that braces in it stay what they are.
        let body = phrase.replace("{number}", &self.number).replace("{shop}", shop_name).replace("{reason}", reason);
        Message::text(body)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::words::Library, *};

    fn news(change: Change) -> News {
        let (customer_id, number) = ("ada".to_owned(), "ORD-7K3M9XQ2".to_owned());
        News { customer_id, number, change, is_by_customer: false }
    }

    fn told(change: Change) -> String {
        news(change).message(Library::new().first_of(&["en"]), "Mama Titi").body().to_owned()
    }

    #[test]
    fn the_news_names_the_order_and_the_shop() {
        assert_eq!(told(Change::Confirmed), "✅ Mama Titi has confirmed your order *ORD-7K3M9XQ2*.");
    }

    #[test]
    fn ready_says_whether_to_come_or_to_wait() {
        assert!(told(Change::ReadyForPickup).contains("pick it up at Mama Titi"));
        assert!(told(Change::ReadyForDelivery).contains("leaves soon"));
    }

    #[test]
    fn a_reason_is_told_as_it_was_written() {
        let told = told(Change::Cancelled { reason: "no {shop} chicken left".to_owned() });
        assert_eq!(told, "❌ Your order *ORD-7K3M9XQ2* was cancelled: no {shop} chicken left");
    }

    #[test]
    fn what_customers_did_themselves_is_not_told_to_them() {
        let own = News { is_by_customer: true, ..news(Change::Cancelled { reason: "changed my mind".to_owned() }) };
        assert!(!own.is_worth_telling() && news(Change::Processing).is_worth_telling());
    }
}
