//! Moving an order along its life.

use base::Id;
use chassis::{World, db::Conn};
use proto::orders::v1 as wire;

use super::{Api, parse, show};
use crate::{
    domain::{Key, Order, StatusChange, Step},
    error::Error,
    moving, store,
};

/// How often a change is decided anew when others change the same order at the same time.
const RACES_MAX: usize = 5;

pub(super) async fn change_order_status(
    api: &Api,
    request: wire::ChangeOrderStatusRequest,
) -> Result<wire::ChangeOrderStatusResponse, Error> {
    let change = parse::change(request)?;
    for _ in 0..RACES_MAX {
        match attempt(api, change.clone()).await {
            Err(Error::Contended) => {}
            done => {
                let (order, history) = done?;
                return Ok(wire::ChangeOrderStatusResponse { order: Some(show::order_with(order, history)) });
            }
        }
    }
    Err(Error::Contended)
}

async fn attempt(api: &Api, change: parse::Change) -> Result<(Order, Vec<StatusChange>), Error> {
    let world = api.world.clone();
    let done = api.db.write(async move |tx: &mut Conn| change_in(tx, &world, change).await).await?;
    api.committed();
    Ok(done)
}

async fn change_in(tx: &mut Conn, world: &World, change: parse::Change) -> Result<(Order, Vec<StatusChange>), Error> {
    let parse::Change { order, step, expected_version, key } = change;
    let mut order = store::find(tx, order).await?.of(step.actor.customer())?;
    if !is_replay(tx, key.as_ref(), order.id, &step).await? {
        order = moving::step(tx, world, order.at_version(expected_version)?, step, key.as_ref()).await?;
    }
    let history = store::history(tx, order.id).await?;
    Ok((order, history))
}

/// Whether an earlier call with this key made the change already.
async fn is_replay(tx: &mut Conn, key: Option<&Key>, order_id: Id, step: &Step) -> Result<bool, Error> {
    let Some(key) = key else { return Ok(false) };
    match store::made_with(tx, key).await? {
        None => Ok(false),
        Some((id, change)) if id == order_id && change.was(step) => Ok(true),
        Some(_) => Err(Error::KeyReused),
    }
}
