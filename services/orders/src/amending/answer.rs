//! The customer's answer to a change that waits for consent, or none.

use base::Id;
use chassis::{World, db::Conn};

use super::{RACES_MAX, Told, advance, committed, end, save, settle, told};
use crate::{
    Api,
    domain::{CustomerId, News, Order, amendment::AmendmentState, lifecycle::Reason},
    error::Error,
    money::following,
    store::{self, OrderRef, amendments},
};

/// Takes the customer's answer. The same answer again changes nothing.
pub(crate) async fn answer(
    api: &Api,
    order: OrderRef,
    customer: Option<CustomerId>,
    revision: i32,
    is_accepted: bool,
) -> Result<Told, Error> {
    for _ in 0..RACES_MAX {
        let (world, order, customer) = (api.world.clone(), order.clone(), customer.clone());
        let answered = async move |tx: &mut Conn| {
            let order = store::find(tx, order).await?.of(customer.as_ref())?;
            answer_in(tx, &world, order, revision, is_accepted).await
        };
        match api.db.write(answered).await {
            Err(Error::Contended) => {}
            done => {
                let order_id = done?;
                committed(api);
                return told(api, order_id).await;
            }
        }
    }
    Err(Error::Contended)
}

async fn answer_in(tx: &mut Conn, world: &World, order: Order, revision: i32, is_accepted: bool) -> Result<Id, Error> {
    let Some(pending) = order.pending.clone().filter(|pending| pending.revision == revision) else {
        let record = amendments::numbered(tx, order.id, revision).await?;
        let answered = if is_accepted { AmendmentState::Applied } else { AmendmentState::Declined };
        return match record {
            Some(record) if record.state == answered => Ok(order.id),
            _ => Err(Error::AmendmentNotFound),
        };
    };
    let (wish, settled) = ((order.id, revision), pending.settled_revision());
    // Who consents knows why, and is answered there.
    let (state, order, news) = if is_accepted {
        (AmendmentState::Applied, order.amended(*pending, world.now()), News::Amended { reason: Reason::default() })
    } else {
        (AmendmentState::Declined, order.without_pending(world.now()), News::AmendmentDeclined)
    };
    advance(tx, wish, AmendmentState::Proposed, state).await?;
    save(tx, world, &order, news).await?;
    settle(tx, world, &order, settled).await?;
    if is_accepted {
        following::amended(tx, world, order.clone()).await?;
    }
    Ok(order.id)
}

/// Ends a change that nobody answered in time. One whose order went on without it ends too.
pub(crate) async fn expire(api: &Api, order_id: Id, revision: i32) -> Result<(), Error> {
    match answer(api, OrderRef::Id(order_id), None, revision, false).await {
        Ok(_) => Ok(()),
        Err(Error::AmendmentNotFound) => {
            end(api, (order_id, revision), AmendmentState::Proposed, AmendmentState::Declined, None).await
        }
        Err(error) => Err(error),
    }
}
