use super::*;
use crate::domain::Slot;

/// An order that is paid this way, and wanted as soon as possible.
fn order(policy: PaymentPolicy, days: u32) -> Order {
    Order { terms: terms(policy, days), ..crate::domain::order::tests::placed() }
}

fn terms(policy: PaymentPolicy, days: u32) -> Terms {
    Terms { payment_policy: policy, invoice_due_days: days, ..Terms::default() }
}

#[test]
fn numbers_count_up_under_their_kind_and_year() {
    assert_eq!(InvoiceKind::Invoice.number(2026, 1), "INV-2026-000001");
    assert_eq!(InvoiceKind::CreditNote.number(2027, 1_234_567), "CN-2027-1234567");
}

#[test]
fn only_an_invoice_by_policy_may_be_paid_some_days_later() {
    let issued_on = jiff::civil::date(2026, 11, 20);
    assert_eq!(due_on(issued_on, &order(PaymentPolicy::Invoice, 14)), jiff::civil::date(2026, 12, 4));
    assert_eq!(due_on(issued_on, &order(PaymentPolicy::PayOnDelivery, 14)), issued_on);
    assert_eq!(due_on(issued_on, &order(PaymentPolicy::Prepaid, 14)), issued_on);
}

#[test]
fn what_is_paid_at_the_door_is_due_on_the_day_it_is_wanted() {
    let issued_on = jiff::civil::date(2026, 11, 20);
    let wanted = |policy: PaymentPolicy, start: &str, end: &str| {
        let slot = Some(Slot { start: start.parse().unwrap(), end: end.parse().unwrap() });
        let order = order(policy, 14);
        due_on(issued_on, &Order { deal: super::super::Deal { slot, ..order.deal }, ..order })
    };
    // Half past eleven at night in Greenwich is the next day in Lagos.
    let (start, end) = ("2026-11-23T23:30:00Z", "2026-11-24T00:30:00Z");
    assert_eq!(wanted(PaymentPolicy::PayOnDelivery, start, end), jiff::civil::date(2026, 11, 24));
    assert_eq!(wanted(PaymentPolicy::Prepaid, start, end), issued_on);
    assert_eq!(wanted(PaymentPolicy::Invoice, start, end), jiff::civil::date(2026, 12, 4));
    let earlier = ("2026-11-19T10:00:00Z", "2026-11-19T11:00:00Z");
    assert_eq!(wanted(PaymentPolicy::PayOnDelivery, earlier.0, earlier.1), issued_on);
}

#[test]
fn days_are_those_of_the_shop() {
    let terms = terms(PaymentPolicy::Invoice, 0);
    let late_in_london = "2026-11-20T23:30:00Z".parse().unwrap();
    assert_eq!(day(late_in_london, &terms), jiff::civil::date(2026, 11, 21));
    let content = serde_json::json!({"document":"INVOICE","order_id":"0199a5a0-7c11-7000-8000-000000000001",
        "order_number":"ORD-00000000","customer_id":"c-1","customer_name":"","sender":"","lines":[],
        "subtotal":{"minor":0,"currency":"NGN"},"discount":{"minor":0,"currency":"NGN"},
        "delivery_fee":{"minor":0,"currency":"NGN"},"tax":{"minor":0,"currency":"NGN"},"tax_name":"",
        "is_tax_included":false,"tip":{"minor":0,"currency":"NGN"},"total":{"minor":0,"currency":"NGN"},
        "issued_at":"2026-11-20T23:30:00Z","issued_on":"2026-11-21","due_on":"2026-11-21","credited_number":""});
    let content: InvoiceContent = serde_json::from_value(content).unwrap();
    assert_eq!(overdue_at(&content, &terms).to_string(), "2026-11-21T23:00:00Z");
}

#[test]
fn credit_notes_together_take_back_the_tax_of_their_invoice_to_the_last_unit() {
    let order = order(PaymentPolicy::Invoice, 14);
    let now = order.created_at;
    let content = InvoiceContent::of(&order, now);
    let currency = content.total.currency;
    let content = InvoiceContent { tax: Money::new(2_093, currency), total: Money::new(30_000, currency), ..content };
    let invoice =
        Invoice { id: order.id, number: "INV-2026-000001".to_owned(), status: InvoiceStatus::Issued, content };
    let tax = |credited, minor| {
        let (credited, amount) = (Money::new(credited, currency), Money::new(minor, currency));
        InvoiceContent::credit(&invoice, credited, amount, &Reason::default(), &order.terms, now).tax.minor
    };
    assert_eq!((tax(0, 15_000), tax(15_000, 15_000)), (1_047, 1_046));
    assert_eq!((0..30_000).map(|credited| tax(credited, 1)).sum::<i64>(), 2_093);
}
