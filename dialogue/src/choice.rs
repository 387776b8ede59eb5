//! The ids of choices: stable over languages, sessions and releases, so that an old button keeps its meaning as long
//! as what it names is there.

use base::{Id, OrderNumber};

use crate::{
    Fulfilment, Language,
    intent::{Act, Quantity, Target, Wish},
};

pub(crate) const MENU: &str = "menu";
pub(crate) const CART: &str = "cart";
pub(crate) const CHECKOUT: &str = "checkout";
pub(crate) const CONFIRM: &str = "confirm";
pub(crate) const CANCEL: &str = "cancel";
pub(crate) const BACK: &str = "back";
pub(crate) const CLEAR: &str = "clear";
pub(crate) const HELP: &str = "help";
pub(crate) const AGENT: &str = "agent";
pub(crate) const LANGUAGE: &str = "language";
pub(crate) const NEW_ORDER: &str = "new-order";
pub(crate) const ORDERS: &str = "orders";
pub(crate) const MORE_ORDERS: &str = "more-orders";
pub(crate) const STATUS: &str = "status";
pub(crate) const CANCEL_ORDER: &str = "cancel-order";
pub(crate) const REMOVE: &str = "remove";
pub(crate) const PICKUP: &str = "pickup";
pub(crate) const DELIVERY: &str = "delivery";
/// These three answer the question they stand under and mean nothing later.
pub(crate) const YES: &str = "yes";
pub(crate) const NO: &str = "no";
pub(crate) const NONE: &str = "none";

pub(crate) fn menu_page(page: u16) -> String {
    format!("{MENU}:{page}")
}

pub(crate) fn category(category: Id) -> String {
    format!("category:{category}")
}

pub(crate) fn category_page(category: Id, page: u16) -> String {
    format!("category:{category}:{page}")
}

pub(crate) fn item(item: Id) -> String {
    format!("item:{item}")
}

pub(crate) fn add(item: Id, quantity: u32) -> String {
    format!("add:{item}:{quantity}")
}

pub(crate) fn remove(item: Id) -> String {
    format!("{REMOVE}:{item}")
}

pub(crate) fn confirm(total_minor: i64) -> String {
    format!("{CONFIRM}:{total_minor}")
}

pub(crate) fn status(number: &OrderNumber) -> String {
    format!("{STATUS}:{number}")
}

pub(crate) fn cancel_order(number: &OrderNumber) -> String {
    format!("{CANCEL_ORDER}:{number}")
}

pub(crate) fn ask_cancel_order(number: &OrderNumber) -> String {
    format!("ask-{CANCEL_ORDER}:{number}")
}

pub(crate) fn language(language: Language) -> String {
    format!("{LANGUAGE}:{language}")
}

/// Whether the choice only answers the question it stands under.
pub(crate) fn is_momentary(id: &str) -> bool {
    matches!(id, YES | NO | NONE | MORE_ORDERS)
}

/// What a choice says; `None` when no choice of ours has this id.
pub(crate) fn act(id: &str) -> Option<Act> {
    simple(id).or_else(|| {
        let (kind, rest) = id.split_once(':')?;
        let (first, second) = rest.split_once(':').unwrap_or((rest, ""));
        with_argument(kind, first, second)
    })
}

fn simple(id: &str) -> Option<Act> {
    Some(match id {
        MENU => Act::Menu { page: 0 },
        CART => Act::Cart,
        CHECKOUT => Act::Checkout,
        CONFIRM => Act::Confirm { total_minor: None },
        CANCEL => Act::Cancel,
        BACK => Act::Back,
        CLEAR => Act::Clear,
        HELP => Act::Help,
        AGENT => Act::Agent,
        LANGUAGE => Act::Language(None),
        NEW_ORDER => Act::NewOrder,
        ORDERS => Act::OrderHistory,
        MORE_ORDERS => Act::MoreOrders,
        STATUS => Act::Status(None),
        CANCEL_ORDER => Act::CancelOrder(None),
        REMOVE => Act::Remove { wishes: Vec::new() },
        PICKUP => Act::Fulfil(Fulfilment::Pickup),
        DELIVERY => Act::Fulfil(Fulfilment::Delivery),
        YES => Act::Yes,
        NO | NONE => Act::No,
        _ => return None,
    })
}

fn with_argument(kind: &str, first: &str, second: &str) -> Option<Act> {
    Some(match kind {
        MENU => Act::Menu { page: first.parse().ok()? },
        "category" => Act::Category { category: first.parse().ok()?, page: second.parse().unwrap_or(0) },
        "item" => Act::Item { item: first.parse().ok()? },
        "add" => Act::Add { wishes: vec![wish(first.parse().ok()?, count(second)?)], proposal: false },
        REMOVE => Act::Remove { wishes: vec![wish(first.parse().ok()?, Quantity::Missing)] },
        CONFIRM => Act::Confirm { total_minor: Some(first.parse().ok()?) },
        STATUS => Act::Status(Some(first.parse().ok()?)),
        CANCEL_ORDER => Act::CancelOrder(Some(first.parse().ok()?)),
        "ask-cancel-order" => Act::AskCancelOrder(first.parse().ok()?),
        LANGUAGE => Act::Language(Some(first.parse().ok()?)),
        _ => return None,
    })
}

fn wish(item: Id, quantity: Quantity) -> Wish {
    Wish { words: String::new(), target: Target::Item(item), quantity, note: String::new() }
}

fn count(digits: &str) -> Option<Quantity> {
    let count = digits.parse().ok()?;
    (1..=crate::QUANTITY_MAX).contains(&count).then_some(Quantity::Count(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_is_read_back() {
        let product: Id = "018f0000-0000-7000-8000-000000000001".parse().unwrap();
        let number = OrderNumber::from_random(42);
        assert_eq!(act(&item(product)), Some(Act::Item { item: product }));
        assert_eq!(act(&category_page(product, 3)), Some(Act::Category { category: product, page: 3 }));
        assert_eq!(act(&category(product)), Some(Act::Category { category: product, page: 0 }));
        assert_eq!(act(&menu_page(2)), Some(Act::Menu { page: 2 }));
        assert_eq!(act(&confirm(420_000)), Some(Act::Confirm { total_minor: Some(420_000) }));
        assert_eq!(act(&status(&number)), Some(Act::Status(Some(number.clone()))));
        assert_eq!(act(&cancel_order(&number)), Some(Act::CancelOrder(Some(number.clone()))));
        assert_eq!(act(&ask_cancel_order(&number)), Some(Act::AskCancelOrder(number)));
        assert_eq!(act(&language(Language::Pt)), Some(Act::Language(Some(Language::Pt))));
        assert!(
            matches!(act(&add(product, 12)), Some(Act::Add { wishes, .. }) if wishes[0].quantity == Quantity::Count(12))
        );
    }

    #[test]
    fn ids_of_nobody_say_nothing() {
        for id in [
            "",
            ":",
            "add",
            "add:x:1",
            "menu:-1",
            "item:",
            "confirm:x",
            "language:xx",
            "add:018f0000-0000-7000-8000-000000000001:0",
        ] {
            assert_eq!(act(id), None, "{id}");
        }
    }
}
