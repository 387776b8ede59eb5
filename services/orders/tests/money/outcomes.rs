//! Money that is not what was asked for: each has a named outcome.

use proto::{
    catalog::v1::PaymentPolicy,
    orders::v1::{OrderStatus, PaymentState, PaymentStatus, RefundState},
};

use crate::till::{TOTAL, Till, on_every_database, reason, until};

#[tokio::test(flavor = "multi_thread")]
async fn too_little_leaves_the_order_unpaid_and_the_rest_completes_it() {
    on_every_database(async |till: Till| {
        let (order, payment) = till.prepaid("k-1").await;
        till.pays(&payment, TOTAL - 1_000).await;
        till.payment_becomes(&order, PaymentState::Underpaid).await;
        let waiting = till.get(&order).await;
        assert_eq!(
            (waiting.status(), waiting.payment_status()),
            (OrderStatus::PendingConfirmation, PaymentStatus::PartiallyPaid)
        );
        till.later(31).await;
        assert_eq!(till.record(&order, 1_000, "cash-1").await.unwrap().state(), PaymentState::Succeeded);
        till.becomes(&order, OrderStatus::Confirmed, PaymentStatus::Paid).await;
        assert_eq!(till.ledger_sum(&order).await, TOTAL);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn too_much_pays_the_order_and_the_rest_goes_back() {
    on_every_database(async |till: Till| {
        let (order, payment) = till.prepaid("k-1").await;
        till.pays(&payment, TOTAL + 5_000).await;
        till.payment_becomes(&order, PaymentState::Overpaid).await;
        until("Paystack is asked to send it back", async || (!till.paystack.books().refunds.is_empty()).then_some(()))
            .await;
        till.paystack.settle_refunds("processed");
        till.told(&format!(
            r#"{{"event":"refund.processed","data":{{"id":1,"transaction_reference":"{}","refund_reference":"T"}}}}"#,
            payment.reference
        ))
        .await;
        until("it went back", async || (till.ledger_sum(&order).await == TOTAL).then_some(())).await;
        till.becomes(&order, OrderStatus::Confirmed, PaymentStatus::Paid).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_for_a_cancelled_order_goes_back_and_revives_nothing() {
    on_every_database(async |till: Till| {
        let (order, payment) = till.prepaid("k-1").await;
        till.change(&order, OrderStatus::Cancelled).await.unwrap();
        till.pays(&payment, TOTAL).await;
        till.payment_becomes(&order, PaymentState::Late).await;
        until("Paystack is asked to send it back", async || (!till.paystack.books().refunds.is_empty()).then_some(()))
            .await;
        till.paystack.settle_refunds("processed");
        till.later(11).await;
        till.becomes(&order, OrderStatus::Cancelled, PaymentStatus::Refunded).await;
        assert_eq!(till.ledger_sum(&order).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_payment_goes_back_whole() {
    on_every_database(async |till: Till| {
        let (order, payment) = till.prepaid("k-1").await;
        till.record(&order, TOTAL, "cash-1").await.unwrap();
        till.becomes(&order, OrderStatus::Confirmed, PaymentStatus::Paid).await;
        till.pays(&payment, TOTAL).await;
        till.payment_becomes(&order, PaymentState::Duplicate).await;
        let refunds = until("it is owed", async || Some(till.money(&order).await.refunds).filter(|it| !it.is_empty()));
        assert_eq!(refunds.await[0].amount.as_ref().unwrap().amount_minor, TOTAL);
        assert_eq!(till.get(&order).await.payment_status(), PaymentStatus::Paid);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_currency_pays_nothing_and_waits_for_people() {
    on_every_database(async |till: Till| {
        let (order, payment) = till.prepaid("k-1").await;
        till.paystack.pay(&payment.reference, TOTAL, "GHS");
        till.told_paid(&payment.reference).await;
        till.payment_becomes(&order, PaymentState::WrongCurrency).await;
        let order = till.get(&order).await;
        assert_eq!((order.payment_status(), order.paid.as_ref().unwrap().amount_minor), (PaymentStatus::LinkSent, 0));
        let money = till.money(&order).await;
        assert_eq!((money.ledger[0].amount.as_ref().unwrap().currency.as_str(), money.refunds.len()), ("GHS", 0));
        till.later(31).await;
        till.prepaid("k-2").await;
        assert_eq!(till.get(&order).await.status(), OrderStatus::PendingConfirmation);
        till.later(48 * 60).await;
        till.becomes(&order, OrderStatus::Cancelled, PaymentStatus::LinkSent).await;
        assert_eq!(till.money(&order).await.refunds[0].amount.as_ref().unwrap().currency, "GHS");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cash_is_noted_once_for_its_key_and_owed_by_people_when_it_is_too_much() {
    on_every_database(async |till: Till| {
        let order = till.place("k-1", PaymentPolicy::PayOnDelivery).await;
        let paid = till.record(&order, TOTAL + 500, "cash-1").await.unwrap();
        assert_eq!(paid.state(), PaymentState::Overpaid);
        assert_eq!(till.record(&order, TOTAL + 500, "cash-1").await.unwrap(), paid);
        assert_eq!(reason(till.record(&order, TOTAL, "cash-1").await), "KEY_REUSED");
        assert_eq!(reason(till.record(&order, 0, "cash-2").await), "AMOUNT_INVALID");
        let money = till.money(&order).await;
        assert_eq!((money.payments.len(), money.ledger.len()), (1, 1));
        assert_eq!(money.ledger[0].note, "cash (u-1)");
        assert_eq!(
            (money.refunds[0].state(), money.refunds[0].amount.as_ref().unwrap().amount_minor),
            (RefundState::Due, 500)
        );
    })
    .await;
}
