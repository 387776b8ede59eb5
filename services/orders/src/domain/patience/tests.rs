use base::{Currency, Id, Money};

use super::*;
use crate::domain::{
    Private, ProofState, Provider, Purpose, RefundState, Terms, lifecycle::Reason, order::tests::placed,
};

const PATIENCE: i64 = 30;

fn minutes(count: i64) -> Timestamp {
    later(placed().created_at, SignedDuration::from_mins(count))
}

fn id(number: u64) -> Id {
    Id::from_uuid(uuid::Uuid::from_u64_pair(7, number))
}

fn waiting() -> Waiting {
    let terms = Terms { payment_policy: PaymentPolicy::Prepaid, ..Terms::default() };
    let order = Order { terms, ..placed() };
    Waiting { order, payments: Vec::new(), refunds: Vec::new(), files: Vec::new() }
}

fn payment(state: PaymentState, received: Option<Money>) -> Payment {
    Payment {
        reference: "R-1".to_owned(),
        order_id: id(1),
        provider: Provider::Paystack,
        state,
        amount: placed().total,
        received,
        url: String::new(),
        created_at: minutes(0),
        opened_at: None,
        updated_at: minutes(0),
    }
}

fn proof(state: ProofState) -> Attachment {
    Attachment {
        id: id(2),
        order_id: id(1),
        purpose: Purpose::PaymentProof(state),
        mime_type: "image/png".to_owned(),
        filename: Private::default(),
        caption: Private::default(),
        size_bytes: 1,
        created_at: minutes(20),
    }
}

fn dollars() -> Money {
    Money::new(500, "USD".parse::<Currency>().unwrap())
}

fn refund() -> Refund {
    Refund {
        id: id(3),
        order_id: id(1),
        payment_reference: "R-1".to_owned(),
        amount: dollars(),
        state: RefundState::Done,
        reason: Reason::default(),
        created_at: minutes(31),
        updated_at: minutes(31),
    }
}

#[test]
fn an_order_waits_its_time_and_no_longer() {
    assert_eq!(waiting().patience(minutes(PATIENCE - 1)), Patience::Until(minutes(PATIENCE)));
    assert_eq!(waiting().patience(minutes(PATIENCE)), Patience::Over);
}

#[test]
fn the_time_to_pay_begins_when_the_link_is_there() {
    let linked = |opened_at| {
        let open = Payment { opened_at: Some(minutes(opened_at)), ..payment(PaymentState::Open, None) };
        Waiting { payments: vec![open], ..waiting() }
    };
    assert_eq!(linked(29).patience(minutes(PATIENCE)), Patience::Until(minutes(29 + PATIENCE)));
    assert_eq!(linked(29).patience(minutes(29 + PATIENCE)), Patience::Over);
}

#[test]
fn an_order_waits_for_its_link_and_not_for_ever() {
    let linkless = Waiting { payments: vec![payment(PaymentState::Opening, None)], ..waiting() };
    let end = later(minutes(0), OPENING_MAX);
    assert_eq!(linkless.patience(minutes(PATIENCE)), Patience::Until(later(minutes(PATIENCE), LOOK_EVERY)));
    assert_eq!(linkless.patience(later(end, SignedDuration::from_mins(-1))), Patience::Until(end));
    assert_eq!(linkless.patience(end), Patience::Over);
}

#[test]
fn an_order_waits_while_people_look_at_what_came_and_not_for_ever() {
    let looked_at = [
        Waiting { files: vec![proof(ProofState::Pending)], ..waiting() },
        Waiting { payments: vec![payment(PaymentState::WrongCurrency, Some(dollars()))], ..waiting() },
    ];
    let end = later(minutes(PATIENCE), PEOPLE_MAX);
    for waiting in looked_at {
        assert_eq!(waiting.patience(minutes(PATIENCE)), Patience::Until(later(minutes(PATIENCE), LOOK_EVERY)));
        assert_eq!(waiting.patience(later(end, SignedDuration::from_mins(-1))), Patience::Until(end));
        assert_eq!(waiting.patience(end), Patience::Over);
    }
}

#[test]
fn what_people_have_decided_about_holds_up_nothing() {
    for state in [ProofState::Approved, ProofState::Rejected] {
        let decided = Waiting { files: vec![proof(state)], ..waiting() };
        assert_eq!(decided.patience(minutes(PATIENCE)), Patience::Over);
    }
    let payments = vec![payment(PaymentState::WrongCurrency, Some(dollars()))];
    let sent_back = Waiting { payments, refunds: vec![refund()], ..waiting() };
    assert_eq!(sent_back.patience(minutes(PATIENCE)), Patience::Over);
}

#[test]
fn an_order_that_does_not_wait_for_money_is_left_alone() {
    let order = waiting().order;
    for order in [Order { status: Status::Confirmed, ..order.clone() }, Order { terms: Terms::default(), ..order }] {
        assert_eq!(Waiting { order, ..waiting() }.patience(minutes(PATIENCE)), Patience::Needless);
    }
}

#[test]
fn a_part_that_came_is_left_to_people_until_it_went_back() {
    let with = |paid_minor| Waiting { order: Order { paid_minor, ..waiting().order }, ..waiting() };
    assert_eq!(with(1).patience(minutes(PATIENCE)), Patience::Until(later(minutes(PATIENCE), LOOK_EVERY)));
    assert_eq!(with(0).patience(minutes(PATIENCE)), Patience::Over);
}
