//! Many at once: money and orders agree whoever is faster.

use futures_util::future::join_all;
use proto::{
    catalog::v1::PaymentPolicy,
    orders::v1::{OrderStatus, PaymentState, RefundPaymentRequest, RefundState},
};

use crate::till::{TOTAL, Till, naira, on_every_database, until};

#[tokio::test(flavor = "multi_thread")]
async fn who_cancels_and_pays_at_the_same_moment_gets_one_outcome() {
    on_every_database(async |till: Till| {
        for round in 0..8 {
            let (order, payment) = till.prepaid(&format!("k-{round}")).await;
            till.paystack.pay(&payment.reference, TOTAL, "NGN");
            let (cancelled, _) =
                tokio::join!(till.change(&order, OrderStatus::Cancelled), till.told_paid(&payment.reference));
            let came = until("the money came", async || {
                till.money(&order).await.payments.into_iter().find(|payment| payment.received.is_some())
            });
            let (came, after) = (came.await, till.get(&order).await);
            // Staff may cancel a confirmed order as well: then its money is owed like late money.
            assert!(cancelled.is_ok() && after.status() == OrderStatus::Cancelled);
            assert!(matches!(came.state(), PaymentState::Late | PaymentState::Succeeded), "{:?}", came.state());
            let owed: i64 =
                till.money(&order).await.refunds.iter().map(|it| it.amount.as_ref().unwrap().amount_minor).sum();
            assert_eq!((till.ledger_sum(&order).await, owed), (TOTAL, TOTAL));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_payment_told_and_asked_for_many_times_comes_once() {
    on_every_database(async |till: Till| {
        let (order, payment) = till.prepaid("k-1").await;
        till.paystack.pay(&payment.reference, TOTAL, "NGN");
        let check = || {
            let (mut orders, order) = (till.orders.clone(), order.id.clone());
            let request = proto::orders::v1::CheckPaymentRequest { order, customer_id: String::new() };
            async move { orders.check_payment(request).await.unwrap() }
        };
        let told = join_all((0..10).map(|_| till.told_paid(&payment.reference)));
        let (_, told) = tokio::join!(join_all((0..10).map(|_| check())), told);
        assert_eq!(told.into_iter().filter(|is_news| *is_news).count(), 1);
        assert_eq!(till.ledger_sum(&order).await, TOTAL);
        assert_eq!(till.get(&order).await.status(), OrderStatus::Confirmed);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_refunds_at_once_never_send_back_more_than_came() {
    on_every_database(async |till: Till| {
        let order = till.place("k-1", PaymentPolicy::PayOnDelivery).await;
        till.record(&order, TOTAL, "cash-1").await.unwrap();
        let refund = |number: usize| {
            let mut orders = till.orders.clone();
            let request = RefundPaymentRequest {
                order: order.id.clone(),
                amount: Some(naira(100_000)),
                reason: "cold".to_owned(),
                user_id: "u-1".to_owned(),
                idempotency_key: format!("r-{number}"),
            };
            async move { orders.refund_payment(request).await }
        };
        let won = join_all((0..10).map(refund)).await.into_iter().filter(Result::is_ok).count();
        assert_eq!(won, 4);
        until("all are back", async || {
            let refunds = till.money(&order).await.refunds;
            refunds.iter().all(|refund| refund.state() == RefundState::Done).then_some(())
        })
        .await;
        assert_eq!(till.ledger_sum(&order).await, TOTAL - 400_000);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_wish_noted_twenty_times_at_once_is_one_payment() {
    on_every_database(async |till: Till| {
        let order = till.place("k-1", PaymentPolicy::PayOnDelivery).await;
        let noted = join_all((0..20).map(|_| till.record(&order, TOTAL, "cash-1"))).await;
        let first = noted[0].clone().unwrap();
        assert!(noted.into_iter().all(|payment| payment.unwrap() == first));
        assert_eq!(till.ledger_sum(&order).await, TOTAL);
    })
    .await;
}
