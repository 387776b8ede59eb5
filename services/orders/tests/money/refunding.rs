//! Money that goes back.

use chassis::Problem;
use proto::{
    catalog::v1::PaymentPolicy,
    orders::v1::{Order, OrderStatus, PaymentStatus, Refund, RefundPaymentRequest, RefundState},
};

use crate::{
    paystack::Fault,
    till::{TOTAL, Till, naira, on_every_database, reason, until},
};

pub(crate) async fn refund(till: &Till, order: &Order, minor: Option<i64>, key: &str) -> Result<Vec<Refund>, Problem> {
    let request = RefundPaymentRequest {
        order: order.id.clone(),
        amount: minor.map(naira),
        reason: "the suya was cold".to_owned(),
        user_id: "u-1".to_owned(),
        idempotency_key: key.to_owned(),
    };
    Ok(till.orders.clone().refund_payment(request).await?.into_inner().refunds)
}

/// Paystack tells that a refund of this payment went through.
async fn told_processed(till: &Till, refund: &Refund) {
    let (reference, name) = (&refund.payment_reference, &refund.id);
    let data = format!(r#"{{"transaction_reference":"{reference}","refund_reference":"{name}"}}"#);
    till.told(&format!(r#"{{"event":"refund.processed","data":{data}}}"#)).await;
}

async fn refund_becomes(till: &Till, order: &Order, refund: &Refund, state: RefundState) {
    until(&format!("the refund is {state:?}"), async || {
        let refunds = till.money(order).await.refunds;
        refunds.iter().any(|it| it.id == refund.id && it.state() == state).then_some(())
    })
    .await;
}

/// A refund of all there is, which Paystack has begun.
async fn pending(till: &Till, order: &Order, key: &str) -> Refund {
    let begun = refund(till, order, None, key).await.unwrap().remove(0);
    refund_becomes(till, order, &begun, RefundState::Pending).await;
    till.rests("send_refund").await;
    begun
}

/// A refund of all there is, which Paystack says has failed.
async fn failed(till: &Till, order: &Order, key: &str) -> Refund {
    let begun = pending(till, order, key).await;
    till.paystack.settle_refunds("failed");
    till.later(11).await;
    refund_becomes(till, order, &begun, RefundState::Failed).await;
    begun
}

async fn paid(till: &Till, key: &str) -> Order {
    let (order, payment) = till.prepaid(key).await;
    till.pays(&payment, TOTAL).await;
    till.becomes(&order, OrderStatus::Confirmed, PaymentStatus::Paid).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_goes_back_once_for_its_key_and_then_the_rest() {
    on_every_database(async |till: Till| {
        let order = paid(&till, "k-1").await;
        let begun = refund(&till, &order, Some(120_000), "r-1").await.unwrap();
        assert_eq!(refund(&till, &order, Some(120_000), "r-1").await.unwrap()[0].id, begun[0].id);
        assert_eq!(reason(refund(&till, &order, Some(1), "r-1").await), "KEY_REUSED");
        until("Paystack has it", async || (till.paystack.books().refunds.len() == 1).then_some(())).await;
        till.paystack.settle_refunds("processed");
        till.later(11).await;
        till.becomes(&order, OrderStatus::Confirmed, PaymentStatus::PartiallyRefunded).await;
        assert_eq!(till.ledger_sum(&order).await, TOTAL - 120_000);
        let refused = refund(&till, &order, Some(TOTAL), "r-2").await.unwrap_err();
        assert_eq!((refused.reason.as_str(), refused.detail("left_minor")), ("REFUND_TOO_LARGE", Some("300000")));
        refund(&till, &order, None, "r-3").await.unwrap();
        until("Paystack has both", async || (till.paystack.books().refunds.len() == 2).then_some(())).await;
        till.paystack.settle_refunds("processed");
        till.later(11).await;
        till.becomes(&order, OrderStatus::Confirmed, PaymentStatus::Refunded).await;
        assert_eq!(reason(refund(&till, &order, None, "r-4").await), "NOTHING_TO_REFUND");
        assert_eq!(till.ledger_sum(&order).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_whose_answer_was_lost_is_found_again_and_not_repeated() {
    on_every_database(async |till: Till| {
        let order = paid(&till, "k-1").await;
        till.paystack.fails([Fault::AnswerLost]);
        refund(&till, &order, Some(100_000), "r-1").await.unwrap();
        until("Paystack has it", async || (till.paystack.books().refunds.len() == 1).then_some(())).await;
        till.paystack.settle_refunds("processed");
        until("it is known", async || {
            till.world.advance(std::time::Duration::from_secs(61));
            (till.ledger_sum(&order).await == TOTAL - 100_000).then_some(())
        })
        .await;
        assert_eq!(till.paystack.books().refunds.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_fails_leaves_the_money_for_another_try() {
    on_every_database(async |till: Till| {
        let order = paid(&till, "k-1").await;
        failed(&till, &order, "r-1").await;
        assert_eq!(till.ledger_sum(&order).await, TOTAL);
        assert_eq!(refund(&till, &order, None, "r-2").await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_waits_for_bank_details_is_no_failed_one_and_goes_through_later() {
    on_every_database(async |till: Till| {
        let order = paid(&till, "k-1").await;
        let begun = pending(&till, &order, "r-1").await;
        till.paystack.settle_refunds("needs-attention");
        till.later(11).await;
        refund_becomes(&till, &order, &begun, RefundState::NeedsAttention).await;
        assert_eq!(reason(refund(&till, &order, None, "r-2").await), "NOTHING_TO_REFUND");
        assert_eq!(till.get(&order).await.returning.unwrap().amount_minor, TOTAL);
        till.paystack.settle_refunds("processed");
        told_processed(&till, &begun).await;
        refund_becomes(&till, &order, &begun, RefundState::Done).await;
        assert_eq!(till.ledger_sum(&order).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_about_which_nothing_is_said_has_not_failed() {
    on_every_database(async |till: Till| {
        let order = paid(&till, "k-1").await;
        let begun = pending(&till, &order, "r-1").await;
        till.paystack.settle_refunds("processed");
        till.paystack.fails([Fault::Refused]);
        till.later(11).await;
        until("Paystack said nothing", async || till.paystack.books().faults.is_empty().then_some(())).await;
        until("it is asked again", async || {
            till.world.advance(std::time::Duration::from_secs(61));
            let state = till.money(&order).await.refunds[0].state();
            assert_ne!(state, RefundState::Failed);
            (state == RefundState::Done).then_some(())
        })
        .await;
        assert_eq!(till.money(&order).await.refunds[0].id, begun.id);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_left_by_a_refund_that_had_failed_stands_in_the_ledger() {
    on_every_database(async |till: Till| {
        let order = paid(&till, "k-1").await;
        let begun = failed(&till, &order, "r-1").await;
        till.paystack.settle_refunds("processed");
        told_processed(&till, &begun).await;
        refund_becomes(&till, &order, &begun, RefundState::Done).await;
        till.becomes(&order, OrderStatus::Confirmed, PaymentStatus::Refunded).await;
        assert_eq!(till.ledger_sum(&order).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_went_back_twice_has_a_name_and_stands_in_the_ledger() {
    on_every_database(async |till: Till| {
        let order = paid(&till, "k-1").await;
        let first = failed(&till, &order, "r-1").await;
        let second = pending(&till, &order, "r-2").await;
        till.paystack.settle_refunds("processed");
        till.later(11).await;
        refund_becomes(&till, &order, &second, RefundState::Done).await;
        told_processed(&till, &first).await;
        refund_becomes(&till, &order, &first, RefundState::Duplicate).await;
        till.becomes(&order, OrderStatus::Confirmed, PaymentStatus::Refunded).await;
        assert_eq!(till.ledger_sum(&order).await, -TOTAL);
        assert_eq!(till.get(&order).await.outstanding.unwrap().amount_minor, 0);
        assert_eq!(reason(refund(&till, &order, None, "r-3").await), "NOTHING_TO_REFUND");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_takes_days_is_asked_about_once_in_a_while() {
    on_every_database(async |till: Till| {
        let order = paid(&till, "k-1").await;
        pending(&till, &order, "r-1").await;
        // Hours that pass, and how often Paystack was asked by then.
        for (hours, asked) in [(1, 2), (6, 3), (24, 4), (72, 5), (168, 6), (1_000, 6)] {
            till.later(hours * 60).await;
            until("Paystack was asked", async || (till.paystack.books().refunds_read >= asked).then_some(())).await;
            till.rests("check_refund").await;
        }
        assert_eq!(till.paystack.books().refunds_read, 6);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cash_of_a_cancelled_order_waits_for_people_who_hand_it_back() {
    on_every_database(async |till: Till| {
        let order = till.place("k-1", PaymentPolicy::PayOnDelivery).await;
        till.record(&order, TOTAL, "cash-1").await.unwrap();
        till.change(&order, OrderStatus::Cancelled).await.unwrap();
        let owed = till.money(&order).await.refunds;
        assert_eq!((owed.len(), owed[0].state()), (1, RefundState::Due));
        let part = refund(&till, &order, Some(20_000), "r-1").await.unwrap();
        assert_eq!(part[0].amount.as_ref().unwrap().amount_minor, 20_000);
        until("a part is back", async || (till.ledger_sum(&order).await == TOTAL - 20_000).then_some(())).await;
        let rest = refund(&till, &order, None, "r-2").await.unwrap();
        assert_eq!((rest.len(), rest[0].id.as_str()), (1, owed[0].id.as_str()));
        until("all is back", async || (till.ledger_sum(&order).await == 0).then_some(())).await;
        till.becomes(&order, OrderStatus::Cancelled, PaymentStatus::Refunded).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_a_paid_order_sends_all_its_money_back() {
    on_every_database(async |till: Till| {
        let order = paid(&till, "k-1").await;
        till.change(&order, OrderStatus::Cancelled).await.unwrap();
        until("Paystack has it", async || (till.paystack.books().refunds.len() == 1).then_some(())).await;
        till.paystack.settle_refunds("processed");
        till.later(11).await;
        till.becomes(&order, OrderStatus::Cancelled, PaymentStatus::Refunded).await;
    })
    .await;
}
