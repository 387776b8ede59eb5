//! The ids of choices: stable over languages, sessions and releases, so that an old button keeps its meaning as long
//! as what it names is there.

use base::{Id, OrderNumber, Timestamp};

use crate::{
    FilePurpose, Fulfilment, Language, PaymentPolicy,
    intent::{Act, Quantity, Wish},
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
pub(crate) const COUPON: &str = "coupon";
pub(crate) const REMOVE_COUPON: &str = "remove-coupon";
pub(crate) const SCHEDULE: &str = "schedule";
pub(crate) const SOON: &str = "soon";
pub(crate) const PAY: &str = "pay";
pub(crate) const AGAIN: &str = "again";
pub(crate) const EDIT: &str = "edit";
/// These answer the question they stand under and mean nothing later.
pub(crate) const YES: &str = "yes";
pub(crate) const NO: &str = "no";
pub(crate) const NONE: &str = "none";
pub(crate) const SKIP: &str = "skip";
const OPTION: &str = "option";
const COUNT: &str = "count";
const FILE: &str = "file";
/// The most characters of what tells one question about files from another; the networks' ids of files have fewer.
const MARK_MAX: usize = 64;

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

pub(crate) fn option(choice: Id) -> String {
    format!("{OPTION}:{choice}")
}

pub(crate) fn count_of(quantity: u32) -> String {
    format!("{COUNT}:{quantity}")
}

pub(crate) fn customise(item: Id) -> String {
    format!("customise:{item}")
}

pub(crate) fn take_left(product: Id, left: u32) -> String {
    format!("take-left:{product}:{left}")
}

pub(crate) fn pay_by(policy: PaymentPolicy) -> String {
    format!("pay-by:{}", policy_word(policy))
}

pub(crate) fn pay(number: &OrderNumber) -> String {
    format!("{PAY}:{number}")
}

pub(crate) fn edit(number: &OrderNumber) -> String {
    format!("{EDIT}:{number}")
}

pub(crate) fn more_slots(from: Timestamp) -> String {
    format!("{SCHEDULE}:{}", from.as_second())
}

pub(crate) fn slot(start: Timestamp) -> String {
    format!("slot:{}", start.as_second())
}

/// The answer to a change staff want to make. Notifications puts the same ids under the message that tells of one.
pub(crate) fn consent(accept: bool, number: &OrderNumber, revision: i32) -> String {
    format!("amendment-{}:{number}:{revision}", if accept { YES } else { NO })
}

/// Keeps the files that wait with this order. The mark tells their question from those about earlier files, so that a
/// choice under one of these is stale.
pub(crate) fn file_with(number: &OrderNumber, purpose: Option<FilePurpose>, mark: &str) -> String {
    let word = match purpose {
        None => "ask",
        Some(FilePurpose::PaymentProof) => "proof",
        Some(FilePurpose::Other) => "other",
    };
    let mark: String = mark.chars().take(MARK_MAX).collect();
    format!("{FILE}:{number}:{word}:{mark}")
}

const fn policy_word(policy: PaymentPolicy) -> &'static str {
    match policy {
        PaymentPolicy::Prepaid => "prepaid",
        PaymentPolicy::PayOnDelivery => "pay-on-delivery",
        PaymentPolicy::Invoice => "invoice",
    }
}

pub(crate) fn language(language: Language) -> String {
    format!("{LANGUAGE}:{language}")
}

/// Whether the choice only answers the question it stands under.
pub(crate) fn is_momentary(id: &str) -> bool {
    let kind = id.split_once(':').map_or("", |(kind, _)| kind);
    matches!(id, YES | NO | NONE | SKIP | MORE_ORDERS) || matches!(kind, OPTION | COUNT | FILE)
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
        SKIP => Act::Skip,
        COUPON => Act::Coupon(None),
        REMOVE_COUPON => Act::RemoveCoupon,
        SCHEDULE => Act::Schedule { from: None },
        SOON => Act::Slot(None),
        PAY => Act::Pay(None),
        AGAIN => Act::Again(None),
        EDIT => Act::Edit(None),
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
        _ => return with_more(kind, first, second),
    })
}

fn with_more(kind: &str, first: &str, second: &str) -> Option<Act> {
    Some(match kind {
        OPTION => Act::Choose { choices: vec![first.parse().ok()?], is_all: false },
        COUNT => Act::Count(count(first)?),
        "customise" => Act::Customise { item: Some(first.parse().ok()?) },
        "take-left" => Act::TakeLeft { product: first.parse().ok()?, left: second.parse().ok()? },
        "pay-by" => Act::PayBy(policy(first)?),
        PAY => Act::Pay(Some(first.parse().ok()?)),
        AGAIN => Act::Again(Some(first.parse().ok()?)),
        EDIT => Act::Edit(Some(first.parse().ok()?)),
        SCHEDULE => Act::Schedule { from: Some(moment(first)?) },
        "slot" => Act::Slot(Some(moment(first)?)),
        "amendment-yes" | "amendment-no" => {
            let (order, revision) = (Some(first.parse().ok()?), Some(second.parse().ok()?));
            Act::Consent { accept: kind == "amendment-yes", order, revision }
        }
        FILE => Act::FileWith { number: first.parse().ok()?, purpose: purpose(second)? },
        _ => return None,
    })
}

fn moment(seconds: &str) -> Option<Timestamp> {
    Timestamp::from_second(seconds.parse().ok()?).ok()
}

fn policy(word: &str) -> Option<PaymentPolicy> {
    let all = [PaymentPolicy::Prepaid, PaymentPolicy::PayOnDelivery, PaymentPolicy::Invoice];
    all.into_iter().find(|policy| policy_word(*policy) == word)
}

fn purpose(words: &str) -> Option<Option<FilePurpose>> {
    match words.split_once(':').map_or(words, |(word, _mark)| word) {
        "ask" => Some(None),
        "proof" => Some(Some(FilePurpose::PaymentProof)),
        "other" => Some(Some(FilePurpose::Other)),
        _ => None,
    }
}

fn wish(item: Id, quantity: Quantity) -> Wish {
    Wish::of(item, quantity)
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
        assert_eq!(act(&option(product)), Some(Act::Choose { choices: vec![product], is_all: false }));
        assert_eq!(act(&count_of(7)), Some(Act::Count(Quantity::Count(7))));
        assert_eq!(act(&customise(product)), Some(Act::Customise { item: Some(product) }));
        assert_eq!(act(&take_left(product, 3)), Some(Act::TakeLeft { product, left: 3 }));
        for policy in [PaymentPolicy::Prepaid, PaymentPolicy::PayOnDelivery, PaymentPolicy::Invoice] {
            assert_eq!(act(&pay_by(policy)), Some(Act::PayBy(policy)));
        }
    }

    #[test]
    fn every_id_about_an_order_is_read_back() {
        let number = OrderNumber::from_random(42);
        assert_eq!(act(&pay(&number)), Some(Act::Pay(Some(number.clone()))));
        assert_eq!(act(&format!("again:{number}")), Some(Act::Again(Some(number.clone()))));
        assert_eq!(act(&edit(&number)), Some(Act::Edit(Some(number.clone()))));
        assert_eq!(act(&more_slots(Timestamp::UNIX_EPOCH)), Some(Act::Schedule { from: Some(Timestamp::UNIX_EPOCH) }));
        assert_eq!(act(&slot(Timestamp::UNIX_EPOCH)), Some(Act::Slot(Some(Timestamp::UNIX_EPOCH))));
        for accept in [true, false] {
            let order = Some(number.clone());
            assert_eq!(act(&consent(accept, &number, 2)), Some(Act::Consent { accept, order, revision: Some(2) }));
        }
        for purpose in [None, Some(FilePurpose::PaymentProof), Some(FilePurpose::Other)] {
            let number = number.clone();
            assert_eq!(act(&file_with(&number, purpose, "17:9")), Some(Act::FileWith { number, purpose }));
        }
        let product: Id = "018f0000-0000-7000-8000-000000000001".parse().unwrap();
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
