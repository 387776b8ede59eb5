//! Asking the provider what became of payments: when it told something, when nobody told anything, and always once
//! before an unpaid order is cancelled.

use base::Id;
use chassis::{World, db::Conn, telemetry};

use super::{
    arriving,
    jobs::{Interruption, MoneyJob},
    locked, opening, returning,
};
use crate::{
    Api,
    domain::{
        Actor, EventOutcome, Order, Payment, PaymentState, Provider, Status, Step, Subject,
        lifecycle::Reason,
        patience::{Patience, Waiting},
    },
    error::Error,
    moving,
    provider::Verified,
    store::{self, OrderRef, attachments, payment_events, payments, refunds},
};

/// Why a prepaid order ends that nobody paid.
const UNPAID: &str = "It was not paid in time.";

/// Counts what providers told, by what became of it.
const EVENTS: &str = "souk_payment_events";

/// A payment and its order; `None` for one that was never begun here.
pub(super) async fn find(api: &Api, reference: &str) -> Result<Option<(Order, Payment)>, Error> {
    let reference = reference.to_owned();
    let found = async move |conn: &mut Conn| -> Result<Option<(Order, Payment)>, Error> {
        let Some(payment) = payments::find(conn, &reference).await? else { return Ok(None) };
        let order = store::find(conn, OrderRef::Id(payment.order_id)).await?;
        Ok(Some((order, payment)))
    };
    api.db.read(found).await
}

/// Asks about every payment of an order that may still bring money.
pub(crate) async fn ask_all(api: &Api, order_id: Id) -> Result<(), Interruption> {
    let all = api.db.read(async move |conn: &mut Conn| payments::of_order(conn, order_id).await).await?;
    for payment in all.iter().filter(|payment| payment.received.is_none() && payment.provider != Provider::Manual) {
        ask(api, payment).await?;
    }
    Ok(())
}

/// Asks about one payment and writes down the answer.
async fn ask(api: &Api, payment: &Payment) -> Result<(), Interruption> {
    let Some(provider) = api.providers.of(payment.provider) else { return Ok(()) };
    match provider.verify(&payment.reference).await? {
        Verified::Paid(received) => Ok(arriving::receive(api, &payment.reference, received).await?),
        Verified::Failed => Ok(note_failure(api, payment).await?),
        Verified::NotYet | Verified::NotKnown => Ok(()),
    }
}

async fn note_failure(api: &Api, payment: &Payment) -> Result<(), Error> {
    let (world, order_id, reference) = (api.world.clone(), payment.order_id, payment.reference.clone());
    let noted = async move |tx: &mut Conn| -> Result<(), Error> {
        let order = locked(tx, order_id).await?;
        match payments::find(tx, &reference).await? {
            Some(payment) if payment.state == PaymentState::Open => opening::fail(tx, &world, order, payment).await,
            _ => Ok(()),
        }
    };
    api.db.write(noted).await?;
    api.committed();
    Ok(())
}

/// Asks about a payment nobody told anything about. After the last time it is given up; should its money come even
/// then, it is not forgotten.
pub(super) async fn check(api: &Api, reference: &str, round: usize) -> Result<(), Interruption> {
    let Some((_, payment)) = find(api, reference).await? else { return Ok(()) };
    if payment.received.is_some() {
        return Ok(());
    }
    ask(api, &payment).await?;
    let (world, order_id, reference) = (api.world.clone(), payment.order_id, reference.to_owned());
    let noted = async move |tx: &mut Conn| -> Result<(), Error> {
        locked(tx, order_id).await?;
        let payment = payments::find(tx, &reference).await?;
        let Some(payment) = payment.filter(|payment| payment.received.is_none()) else { return Ok(()) };
        match MoneyJob::check_payment(reference, round + 1, payment.opened_at.unwrap_or(payment.created_at)) {
            Some(next) => Ok(next.enqueue(tx, &world).await?),
            None if payment.state == PaymentState::Open => opening::abandon(tx, &world, payment).await,
            None => Ok(()),
        }
    };
    Ok(api.db.write(noted).await?)
}

/// Gives an event its effect: whatever it says is asked for again.
pub(super) async fn apply(api: &Api, id: Id) -> Result<(), Interruption> {
    let subject = api.db.read(async move |conn: &mut Conn| payment_events::subject(conn, id).await).await?;
    let outcome = take_up(api, subject).await?;
    api.db.write_single(async move |tx: &mut Conn| payment_events::note(tx, id, outcome).await).await?;
    telemetry::count(EVENTS, "outcome", outcome.as_str().to_lowercase());
    Ok(())
}

async fn take_up(api: &Api, subject: Subject) -> Result<EventOutcome, Interruption> {
    let (Subject::Payment(reference) | Subject::Refund(reference)) = &subject else { return Ok(EventOutcome::Ignored) };
    let Some((_, payment)) = find(api, reference).await? else {
        tracing::warn!("a payment event is about a payment that was never begun here; it is listed as UNKNOWN");
        return Ok(EventOutcome::Unknown);
    };
    match subject {
        Subject::Refund(reference) => returning::ask_all(api, &reference).await?,
        _ => ask(api, &payment).await?,
    }
    Ok(EventOutcome::Applied)
}

/// Cancels a prepaid order whose time is up, unless its money came after all.
pub(super) async fn expire(api: &Api, order_id: Id) -> Result<(), Interruption> {
    let waiting = api.db.read(async move |conn: &mut Conn| load(conn, order_id).await).await?;
    if let Some(ended) = unless_over(waiting.patience(api.world.now())) {
        return ended;
    }
    ask_all(api, order_id).await?;
    let world = api.world.clone();
    let ended = async move |tx: &mut Conn| -> Result<Patience, Error> {
        locked(tx, order_id).await?;
        let waiting = load(tx, order_id).await?;
        let patience = waiting.patience(world.now());
        if patience == Patience::Over {
            cancel(tx, &world, waiting.order).await?;
        }
        Ok(patience)
    };
    let patience = api.db.write(ended).await?;
    api.committed();
    unless_over(patience).unwrap_or(Ok(()))
}

/// How the work ends when nothing is to be cancelled.
fn unless_over(patience: Patience) -> Option<Result<(), Interruption>> {
    match patience {
        Patience::Needless => Some(Ok(())),
        Patience::Until(moment) => Some(Err(Interruption::NotYet(moment))),
        Patience::Over => None,
    }
}

async fn load(conn: &mut Conn, order_id: Id) -> Result<Waiting, Error> {
    Ok(Waiting {
        order: store::find(conn, OrderRef::Id(order_id)).await?,
        payments: payments::of_order(conn, order_id).await?,
        refunds: refunds::of_order(conn, order_id).await?,
        files: attachments::of_order(conn, order_id).await?,
    })
}

async fn cancel(tx: &mut Conn, world: &World, order: Order) -> Result<(), Error> {
    let step = Step { to: Status::Cancelled, actor: Actor::System, reason: Reason::cut(UNPAID) };
    moving::step(tx, world, order, step, None).await.map(drop)
}
