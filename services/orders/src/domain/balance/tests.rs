use base::Id;
use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::domain::lifecycle::Reason;

fn naira(minor: i64) -> Money {
    Money::new(minor, Currency::NGN)
}

fn id(number: u64) -> Id {
    Id::from_uuid(uuid::Uuid::from_u64_pair(7, number))
}

fn payment(reference: &str, provider: Provider, received: i64) -> Payment {
    Payment {
        reference: reference.to_owned(),
        order_id: id(1),
        provider,
        state: PaymentState::Succeeded,
        amount: naira(received),
        received: (received > 0).then(|| naira(received)),
        url: String::new(),
        created_at: Timestamp::UNIX_EPOCH,
        opened_at: None,
        updated_at: Timestamp::UNIX_EPOCH,
    }
}

fn refund(reference: &str, state: RefundState, minor: i64) -> Refund {
    Refund {
        id: id(2),
        order_id: id(1),
        payment_reference: reference.to_owned(),
        amount: naira(minor),
        state,
        reason: Reason::default(),
        created_at: Timestamp::UNIX_EPOCH,
        updated_at: Timestamp::UNIX_EPOCH,
    }
}

fn entry(kind: EntryKind, minor: i64) -> LedgerEntry {
    LedgerEntry {
        id: id(3),
        order_id: id(1),
        kind,
        amount: naira(minor),
        payment_reference: "R-1".to_owned(),
        note: Reason::default(),
        time: Timestamp::UNIX_EPOCH,
    }
}

/// An order over a hundred, where its money stands so.
fn order(status: PaymentStatus) -> Order {
    Order { total: naira(100), payment_status: status, ..crate::domain::order::tests::placed() }
}

#[test]
fn the_status_follows_from_the_ledger() {
    use EntryKind::{Payment, Refund};
    let status = |before: PaymentStatus, moved: &[(EntryKind, i64)]| {
        let ledger: Vec<_> = moved.iter().map(|(kind, minor)| entry(*kind, *minor)).collect();
        order(before).settled(&ledger, &[]).payment_status
    };
    use PaymentStatus::{LinkSent, Overdue, Paid, PartiallyPaid, PartiallyRefunded, Refunded};
    assert_eq!(status(LinkSent, &[]), LinkSent);
    assert_eq!(status(LinkSent, &[(Payment, 60)]), PartiallyPaid);
    assert_eq!(status(Overdue, &[(Payment, 60)]), Overdue);
    assert_eq!(status(PartiallyPaid, &[(Payment, 60), (Payment, 40)]), Paid);
    assert_eq!(status(Paid, &[(Payment, 130), (Refund, 30)]), Paid);
    assert_eq!(status(Paid, &[(Payment, 100), (Refund, 30)]), PartiallyRefunded);
    assert_eq!(status(PartiallyPaid, &[(Payment, 60), (Refund, 30)]), PartiallyPaid);
    assert_eq!(status(Paid, &[(Payment, 100), (Refund, 100)]), Refunded);
}

#[test]
fn what_is_to_go_back_counts_as_gone_for_what_is_open_but_not_for_the_status() {
    let ledger = [entry(EntryKind::Payment, 100)];
    let order = order(PaymentStatus::Paid).settled(&ledger, &[refund("R-1", RefundState::Pending, 30)]);
    assert_eq!((order.payment_status, order.paid_minor, order.returning_minor), (PaymentStatus::Paid, 100, 30));
    assert_eq!((order.outstanding(), order.asked(), order.excess()), (naira(30), naira(0), None));
    let dearer = order.repriced(naira(120));
    assert_eq!((dearer.payment_status, dearer.asked()), (PaymentStatus::PartiallyPaid, naira(50)));
}

#[test]
fn an_amount_goes_back_from_the_oldest_payment_on() {
    let payments = [payment("R-1", Provider::Paystack, 60), payment("R-2", Provider::Paystack, 40)];
    let parts = |wanted, refunds: &[Refund]| {
        let parts = divide(&payments, refunds, wanted, Asker::People)?;
        Ok::<_, Error>(parts.into_iter().map(|(payment, part)| (payment.reference, part.minor)).collect::<Vec<_>>())
    };
    let named = |name: &str, minor| (name.to_owned(), minor);
    assert_eq!(parts(Some(naira(70)), &[]).unwrap(), [named("R-1", 60), named("R-2", 10)]);
    assert_eq!(parts(None, &[refund("R-1", RefundState::Pending, 50)]).unwrap(), [named("R-1", 10), named("R-2", 40)]);
    assert_eq!(parts(None, &[refund("R-1", RefundState::Failed, 50)]).unwrap().len(), 2);
    let too_much = parts(Some(naira(101)), &[]).unwrap_err();
    assert!(matches!(too_much, Error::Money(MoneyRefusal::RefundTooLarge { left }) if left == naira(100)));
    let other = parts(Some(Money::new(1, "KWD".parse().unwrap())), &[]).unwrap_err();
    assert!(matches!(other, Error::Money(MoneyRefusal::CurrencyMismatch { .. })));
}

#[test]
fn cash_that_is_due_waits_for_people_and_counts_as_gone_for_rules() {
    let payments = [payment("R-1", Provider::Manual, 100)];
    let due = [refund("R-1", RefundState::Due, 100)];
    assert!(divide(&payments, &due, None, Asker::Rule).is_err());
    assert_eq!(divide(&payments, &due, None, Asker::People).unwrap()[0].1, naira(100));
}

proptest! {
    #[test]
    fn never_more_goes_back_than_came(
        came in prop::collection::vec(0_i64..1_000, 0..6),
        back in prop::collection::vec((0_usize..6, 1_i64..500), 0..6),
        wanted in prop::option::of(1_i64..5_000),
    ) {
        let payments: Vec<_> = came.iter().enumerate()
            .map(|(place, minor)| payment(&format!("R-{place}"), Provider::Paystack, *minor)).collect();
        let refunds: Vec<_> =
            back.iter().map(|(place, minor)| refund(&format!("R-{place}"), RefundState::Done, *minor)).collect();
        if let Ok(parts) = divide(&payments, &refunds, wanted.map(naira), Asker::People) {
            for (payment, part) in &parts {
                let gone: i64 = refunds.iter().filter(|refund| refund.payment_reference == payment.reference)
                    .map(|refund| refund.amount.minor).sum();
                prop_assert!(part.minor > 0 && gone + part.minor <= payment.received.unwrap().minor);
            }
            let sum: i64 = parts.iter().map(|(_, part)| part.minor).sum();
            prop_assert!(wanted.is_none_or(|wanted| wanted == sum));
        }
    }
}
