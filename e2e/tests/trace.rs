//! One trace tells the whole story of an order, from the webhook to the message that leaves.

use std::collections::BTreeSet;

use e2e::{Collector, Database, Form, Outcome, Start, collector::Span, until};

/// The span that begins when a webhook comes in.
const WEBHOOK: &str = "POST /webhooks/whatsapp";
/// Who has a part in placing an order.
const PARTS: [&str; 5] = ["gateway", "session", "catalog", "orders", "notifications"];

async fn order_and_look(form: Form, is_whole: impl Fn(&[Span]) -> bool) -> Outcome {
    let collector = Collector::start().await?;
    let souk = Start::new(form, Database::Sqlite).set_all(collector.settings()).open().await?;
    let mut ada = souk.phone("Ada").await?;
    ada.ask_for("add zobo 1", "Added 1 × Zobo").await?;
    ada.ask_for("pickup", "Place this order?").await?;
    ada.ask_for("confirm", "is placed").await?;
    // A span is told when it ends, so children come before their parents.
    let whole = until("one trace has every part of an order, and hangs together", async || {
        let traces = collector.traces_with(WEBHOOK);
        traces.iter().any(|trace| is_whole(trace) && hangs_together(trace)).then_some(())
    });
    whole.await.map_err(|failure| failure.while_doing(describe(&collector)))?;
    souk.close(&[]).await
}

/// Every span but the webhook's has its parent in the trace.
fn hangs_together(trace: &[Span]) -> bool {
    let ids: BTreeSet<&[u8]> = trace.iter().map(|span| span.span_id.as_slice()).collect();
    let mut orphans = trace.iter().filter(|span| !ids.contains(span.parent_id.as_slice()));
    let first = orphans.next().is_some_and(|span| span.name == WEBHOOK && span.parent_id.is_empty());
    first && orphans.next().is_none()
}

fn describe(collector: &Collector) -> String {
    let trace = |trace: Vec<Span>| {
        let names: BTreeSet<String> = trace.iter().map(|span| format!("{}: {}", span.service, span.name)).collect();
        names.into_iter().collect::<Vec<_>>().join(", ")
    };
    collector.traces_with(WEBHOOK).into_iter().map(trace).collect::<Vec<_>>().join("\n")
}

fn has_call(trace: &[Span], service: &str) -> bool {
    trace.iter().any(|span| span.name.contains(service))
}

#[tokio::test(flavor = "multi_thread")]
async fn one_trace_spans_everything_in_one_process() -> Outcome {
    order_and_look(Form::AllInOne, |trace| {
        let calls = ["SessionService", "OrdersService/PlaceOrder", "CatalogService", "NotificationsService"];
        calls.iter().all(|call| has_call(trace, call)) && trace.iter().any(is_send)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_trace_spans_six_processes() -> Outcome {
    order_and_look(Form::SixProcesses, |trace| {
        let services: BTreeSet<&str> = trace.iter().map(|span| span.service.as_str()).collect();
        PARTS.iter().all(|part| services.contains(format!("souk-{part}").as_str()))
            && has_call(trace, "PlaceOrder")
            && trace.iter().any(is_send)
    })
    .await
}

/// The request that leaves for Meta.
fn is_send(span: &Span) -> bool {
    span.name == "graph.messages"
}
