//! Money that came: what it means, and what follows from it.

use base::Money;
use chassis::{World, db::Conn};

use super::{following, locked, returning, settle, tell};
use crate::{
    Api,
    domain::{EntryKind, LedgerEntry, News, Order, Payment, PaymentState, lifecycle::Reason},
    error::Error,
    store::{ledger, payments},
};

/// Writes down that a payment's money came, as the provider confirmed. Told again, it changes nothing.
pub(super) async fn receive(api: &Api, reference: &str, received: Money) -> Result<(), Error> {
    let (world, reference) = (api.world.clone(), reference.to_owned());
    let arrived = async move |tx: &mut Conn| -> Result<(), Error> {
        let Some(payment) = payments::find(tx, &reference).await? else { return Ok(()) };
        let order = locked(tx, payment.order_id).await?;
        match payments::find(tx, &reference).await?.filter(|payment| payment.received.is_none()) {
            Some(payment) => arrive(tx, &world, order, payment, received, Reason::default()).await.map(drop),
            None => Ok(()),
        }
    };
    api.db.write(arrived).await?;
    api.committed();
    Ok(())
}

/// Gives arrived money its meaning, while the order is locked; tells the payment as it is now.
pub(super) async fn arrive(
    tx: &mut Conn,
    world: &World,
    order: Order,
    payment: Payment,
    received: Money,
    note: Reason,
) -> Result<Payment, Error> {
    let arrival = order.arrival(received);
    let payment = Payment { state: arrival.state, received: Some(received), updated_at: world.now(), ..payment };
    payments::save(tx, &payment).await?;
    ledger::add(tx, &entry(world, &payment, received, note)).await?;
    let order = settle(tx, world, order).await?;
    tell(tx, world, &order, News::PaymentChanged { payment: payment.clone() }).await?;
    let order = match arrival.excess {
        Some(excess) => returning::owe(tx, world, order, vec![(payment.clone(), excess)], why(payment.state)).await?,
        None => order,
    };
    following::money_came(tx, world, order).await?;
    Ok(payment)
}

fn entry(world: &World, payment: &Payment, received: Money, note: Reason) -> LedgerEntry {
    LedgerEntry {
        id: world.id(),
        order_id: payment.order_id,
        kind: EntryKind::Payment,
        amount: received,
        payment_reference: payment.reference.clone(),
        note,
        time: world.now(),
    }
}

/// Why money goes back at once, in words for staff.
const fn why(state: PaymentState) -> &'static str {
    match state {
        PaymentState::Late => "The order had ended before the money came.",
        PaymentState::Duplicate => "The order had been paid already.",
        _ => "More came than was open.",
    }
}
