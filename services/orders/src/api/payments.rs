//! Payments and refunds.

use base::Id;
use chassis::{db::Conn, page};
use jiff::Timestamp;
use proto::orders::v1 as wire;

use super::{
    Api,
    parse::{self, money as read},
    show::money as show,
};
use crate::{
    domain::{LedgerEntry, Payment, Provider, Refund},
    error::{Error, MoneyRefusal},
    money::{
        asking,
        jobs::{Interruption, MoneyJob, unreadable},
        noting, opening, returning,
    },
    provider::Trouble,
    store::{self, OrderRef, ledger, payment_events, payments, refunds},
};

pub(super) async fn start_payment(
    api: &Api,
    request: wire::StartPaymentRequest,
) -> Result<wire::StartPaymentResponse, Error> {
    let (order, customer) = read::guarded(&request.order, request.customer_id)?;
    if !api.providers.offers_links() {
        return Err(MoneyRefusal::PaymentsNotOffered.into());
    }
    let world = api.world.clone();
    let started = async move |tx: &mut Conn| opening::start(tx, &world, order, customer).await;
    let payment = api.db.write(started).await?;
    api.committed();
    Ok(wire::StartPaymentResponse { payment: Some(show::payment(payment)) })
}

pub(super) async fn check_payment(
    api: &Api,
    request: wire::CheckPaymentRequest,
) -> Result<wire::CheckPaymentResponse, Error> {
    let (order, customer) = read::guarded(&request.order, request.customer_id)?;
    let find = async move |conn: &mut Conn| store::find(conn, order).await?.of(customer.as_ref());
    let order_id = api.db.read(find).await?.id;
    asking::ask_all(api, order_id).await.map_err(unanswered)?;
    let load = async move |conn: &mut Conn| -> Result<_, Error> {
        let order = store::find(conn, OrderRef::Id(order_id)).await?;
        Ok((order, payments::of_order(conn, order_id).await?))
    };
    let (order, mut payments) = api.db.read(load).await?;
    Ok(wire::CheckPaymentResponse {
        payment_status: show::status(order.payment_status).into(),
        payment: payments.pop().map(show::payment),
    })
}

fn unanswered(interruption: Interruption) -> Error {
    match interruption {
        Interruption::Error(error) => return error,
        Interruption::Provider(Trouble::Unreadable(what)) => tracing::error!("{}", unreadable(what)),
        Interruption::Provider(Trouble::Away(_) | Trouble::Unknown) | Interruption::NotYet(_) => {}
    }
    MoneyRefusal::ProviderUnavailable.into()
}

pub(super) async fn receive_payment_event(
    api: &Api,
    request: wire::ReceivePaymentEventRequest,
) -> Result<wire::ReceivePaymentEventResponse, Error> {
    let event = read::event(&request)?;
    let (world, id) = (api.world.clone(), api.world.id());
    let kept = async move |tx: &mut Conn| -> Result<bool, Error> {
        let is_new = payment_events::insert(tx, id, Provider::Paystack, event, world.now()).await?;
        if is_new {
            MoneyJob::ApplyPaymentEvent { id }.enqueue(tx, &world).await?;
        }
        Ok(is_new)
    };
    let is_new = api.db.write(kept).await?;
    api.committed();
    Ok(wire::ReceivePaymentEventResponse { duplicate: !is_new })
}

pub(super) async fn list_payment_events(
    api: &Api,
    request: wire::ListPaymentEventsRequest,
) -> Result<wire::ListPaymentEventsResponse, Error> {
    let size = page::size(request.page_size)?;
    let before: Option<(Timestamp, Id)> = page::start(&request.page_token)?;
    let outcome = read::event_outcome(request.outcome)?;
    let listed = async move |conn: &mut Conn| payment_events::list(conn, outcome, before, size + 1).await;
    let mut events = api.db.read(listed).await?;
    let next_page_token = page::next(&mut events, size, |event| (event.received_at, event.id));
    Ok(wire::ListPaymentEventsResponse {
        events: events.into_iter().map(show::payment_event).collect(),
        next_page_token,
    })
}

pub(super) async fn record_payment(
    api: &Api,
    request: wire::RecordPaymentRequest,
) -> Result<wire::RecordPaymentResponse, Error> {
    let (taken, world) = (read::taken(request)?, api.world.clone());
    let payment = api.db.write(async move |tx: &mut Conn| noting::record(tx, &world, taken).await).await?;
    api.committed();
    Ok(wire::RecordPaymentResponse { payment: Some(show::payment(payment)) })
}

pub(super) async fn refund_payment(
    api: &Api,
    request: wire::RefundPaymentRequest,
) -> Result<wire::RefundPaymentResponse, Error> {
    let (wish, world) = (read::refund(request)?, api.world.clone());
    let refunds = api.db.write(async move |tx: &mut Conn| returning::begin(tx, &world, wish).await).await?;
    api.committed();
    Ok(wire::RefundPaymentResponse { refunds: refunds.into_iter().map(show::refund).collect() })
}

pub(super) async fn list_payments(
    api: &Api,
    request: wire::ListPaymentsRequest,
) -> Result<wire::ListPaymentsResponse, Error> {
    let order = parse::order_ref(&request.order)?;
    let (payments, ledger, refunds) = api.db.read(async move |conn: &mut Conn| load(conn, order).await).await?;
    Ok(wire::ListPaymentsResponse {
        payments: payments.into_iter().map(show::payment).collect(),
        ledger: ledger.into_iter().map(show::ledger_entry).collect(),
        refunds: refunds.into_iter().map(show::refund).collect(),
    })
}

async fn load(conn: &mut Conn, order: OrderRef) -> Result<(Vec<Payment>, Vec<LedgerEntry>, Vec<Refund>), Error> {
    let id = store::find(conn, order).await?.id;
    let payments = payments::of_order(conn, id).await?;
    Ok((payments, ledger::of_order(conn, id).await?, refunds::of_order(conn, id).await?))
}
