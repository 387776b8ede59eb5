//! What people should hear of is counted, by every process of its own.

use e2e::{Collector, Database, Form, Outcome, Start, until};
use proto::orders::v1::{PaymentProvider, ReceivePaymentEventRequest};

/// An event of a payment that nobody began here.
const EVENT: &str = r#"{"event":"charge.success","data":{"id":4300000001,"reference":"ord_1-a","amount":250000,"currency":"NGN","status":"success"}}"#;

#[tokio::test(flavor = "multi_thread")]
async fn an_event_about_a_payment_that_was_never_begun_here_is_counted_by_the_process_of_orders() -> Outcome {
    let collector = Collector::start().await?;
    let souk = Start::new(Form::SixProcesses, Database::Sqlite).set_all(collector.settings()).open().await?;
    let request = ReceivePaymentEventRequest { provider: PaymentProvider::Paystack.into(), body: EVENT.into() };
    souk.services.orders.clone().receive_payment_event(request).await?;
    let counted = until("the event is counted", async || {
        collector.counts().into_iter().find(|count| count.name == "souk_payment_events")
    });
    let counted = counted.await?;
    assert_eq!(
        (counted.service.as_str(), counted.labels, counted.count),
        ("souk-orders", vec!["unknown".to_owned()], 1)
    );
    souk.close(&[]).await
}
