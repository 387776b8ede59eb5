use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::domain::Address;

fn step(to: Status, actor: Actor, reason: &str) -> Step {
    Step { to, actor, reason: Reason::parse(reason).unwrap() }
}

fn staff() -> Actor {
    Actor::Staff("ada".to_owned())
}

fn customer() -> Actor {
    Actor::Customer(CustomerId::stored("c-1".to_owned()))
}

fn delivery() -> Fulfilment {
    Fulfilment::Delivery(Address { text: Private::parse("12 Allen Ave").unwrap(), location: None })
}

fn change(from: Option<Status>, to: Status) -> StatusChange {
    StatusChange { from, to, actor: staff(), reason: Reason::default(), time: Timestamp::UNIX_EPOCH, version: 1 }
}

fn any_fulfilment() -> impl Strategy<Value = Fulfilment> {
    prop_oneof![Just(Fulfilment::Pickup), Just(delivery())]
}

fn any_actor() -> impl Strategy<Value = Actor> {
    prop_oneof![Just(customer()), Just(staff()), Just(Actor::Seller("s-1".to_owned())), Just(Actor::System)]
}

#[test]
fn a_pickup_skips_the_road_and_a_delivery_does_not() {
    let handed_over = |fulfilment| Status::Ready.step(&fulfilment, &step(Status::Delivered, staff(), ""));
    assert!(matches!(handed_over(Fulfilment::Pickup), Ok(Status::Delivered)));
    assert!(matches!(handed_over(delivery()), Err(Error::TransitionNotAllowed { .. })));
    let sent_out = Status::Ready.step(&Fulfilment::Pickup, &step(Status::OutForDelivery, staff(), ""));
    assert!(matches!(sent_out, Err(Error::TransitionNotAllowed { .. })));
}

#[test]
fn a_customer_takes_back_only_what_nobody_has_confirmed() {
    for status in Status::ALL {
        let cancelled = status.step(&Fulfilment::Pickup, &step(Status::Cancelled, customer(), ""));
        match status {
            Status::PendingConfirmation => assert!(matches!(cancelled, Ok(Status::Cancelled))),
            _ => assert!(matches!(cancelled, Err(Error::CancelTooLate { status: at }) if at == status)),
        }
        let confirmed = status.step(&Fulfilment::Pickup, &step(Status::Confirmed, customer(), ""));
        assert!(matches!(confirmed, Err(Error::TransitionNotAllowed { .. })));
    }
}

#[test]
fn the_shop_cancels_until_the_end_and_says_why() {
    for status in Status::ALL {
        let cancelled = |reason| status.step(&delivery(), &step(Status::Cancelled, staff(), reason));
        let ended = status.next(&delivery()).is_empty();
        assert_eq!(cancelled("Out of rice").is_ok(), !ended, "{status}");
        assert_eq!(matches!(cancelled("  "), Err(Error::ReasonRequired)), !ended, "{status}");
    }
}

#[test]
fn an_order_is_rejected_only_while_it_waits_for_the_shop() {
    for status in Status::ALL {
        let rejected = status.step(&delivery(), &step(Status::Rejected, staff(), "Closed today"));
        assert_eq!(rejected.is_ok(), status == Status::PendingConfirmation, "{status}");
    }
}

#[test]
fn a_seller_turns_down_but_does_not_cancel() {
    let by_seller =
        |to| Status::PendingConfirmation.step(&delivery(), &step(to, Actor::Seller("s-1".to_owned()), "Busy"));
    assert!(by_seller(Status::Rejected).is_ok());
    let refused = by_seller(Status::Cancelled);
    let expected = [Status::Confirmed, Status::Rejected];
    assert!(matches!(refused, Err(Error::TransitionNotAllowed { allowed, .. }) if allowed == expected));
}

#[test]
fn a_history_that_leaves_the_table_is_not_one() {
    use Status::{Confirmed, Delivered, PendingConfirmation};
    let begun = change(None, PendingConfirmation);
    let replay = |history: &[StatusChange]| Status::replay(&Fulfilment::Pickup, history);
    assert_eq!(replay(std::slice::from_ref(&begun)), Some(PendingConfirmation));
    assert_eq!(replay(&[]), None);
    assert_eq!(replay(&[change(None, Confirmed)]), None);
    assert_eq!(replay(&[begun.clone(), change(Some(PendingConfirmation), Delivered)]), None);
    assert_eq!(replay(&[begun, change(Some(Confirmed), Status::Processing)]), None);
}

#[test]
fn every_status_is_read_back_from_its_word() {
    for status in Status::ALL {
        assert_eq!(status.as_str().parse(), Ok(status));
        assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
    }
    assert_eq!("SHIPPED".parse::<Status>(), Err(UnknownWord));
}

proptest! {
    #[test]
    fn whatever_is_tried_the_history_is_a_path_in_the_table(
        fulfilment in any_fulfilment(),
        wishes in prop::collection::vec((prop::sample::select(&Status::ALL[..]), any_actor()), 0..60),
    ) {
        let (mut status, mut history) = (Status::FIRST, vec![change(None, Status::FIRST)]);
        for (to, actor) in wishes {
            if let Ok(next) = status.step(&fulfilment, &step(to, actor, "Because")) {
                history.push(change(Some(status), next));
                status = next;
            }
        }
        prop_assert_eq!(Status::replay(&fulfilment, &history), Some(status));
        // No status comes twice, so every life ends.
        prop_assert!(history.len() <= Status::ALL.len());
    }

    #[test]
    fn what_is_refused_says_what_is_allowed_and_that_is_true(
        fulfilment in any_fulfilment(),
        status in prop::sample::select(&Status::ALL[..]),
        to in prop::sample::select(&Status::ALL[..]),
        actor in any_actor(),
    ) {
        if let Err(Error::TransitionNotAllowed { allowed, .. }) = status.step(&fulfilment, &step(to, actor.clone(), "")) {
            prop_assert!(!allowed.contains(&to));
            for next in allowed {
                prop_assert!(status.step(&fulfilment, &step(next, actor.clone(), "Because")).is_ok());
            }
        }
    }
}
