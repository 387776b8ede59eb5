//! Changing the lines of a placed order.
//!
//! What the order needs is reserved first, enough for it before and after the change; then the change and all that
//! follows from it are one transaction; then a job gives back what is needed no more. A change that makes the order
//! dearer and is not the customer's own waits for consent in between.

mod answer;
mod draft;
mod quote;

use base::{Id, Money};
use chassis::{World, db::Conn};

pub(crate) use answer::{answer, expire};
pub(crate) use quote::{Question, quote};

use crate::{
    Api,
    catalog::Reserved,
    domain::{
        Actor, Amendment, Items, Key, News, Obstacle, Order, StatusChange,
        amendment::AmendmentState,
        lifecycle::Reason,
        placement::{PATIENCE, Reservation, quantities, quantities_of_either},
        wish::{self, LINES_MAX},
    },
    error::Error,
    jobs::Job,
    money::following,
    store::{self, AmendmentRecord, OrderRef, amendments, feed},
};

/// How often a change is decided anew when others change the same order at the same time.
const RACES_MAX: usize = 5;
/// Unfinished changes that one sweep takes up.
const SWEPT_MAX: i64 = 100;

/// A wish to change an order's lines.
#[derive(Clone)]
pub(crate) struct Wanted {
    pub(crate) order: OrderRef,
    pub(crate) items: Items,
    pub(crate) actor: Actor,
    pub(crate) reason: Reason,
    pub(crate) expected_version: Option<i64>,
    pub(crate) expected_total: Option<Money>,
    pub(crate) key: Key,
}

/// An order with its history.
pub(crate) type Told = (Order, Vec<StatusChange>);

/// A change that the catalogue has to agree to.
#[derive(Clone)]
struct Change {
    order_id: Id,
    amendment: Amendment,
    /// Whether the catalogue holds anything for it.
    reserved: bool,
}

/// Changes an order's lines, or asks the customer to consent.
pub(crate) async fn amend(api: &Api, wanted: Wanted) -> Result<Told, Error> {
    let order = find(api, wanted.order.clone()).await?.of(wanted.actor.customer())?;
    let fingerprint = wish::fingerprint(&(order.id, &wanted.items, &wanted.actor, &wanted.reason));
    if let Some(earlier) = made_with(api, &wanted.key).await? {
        return replay(api, earlier, &fingerprint).await;
    }
    let order = order.at_version(wanted.expected_version)?;
    order.amendable_by(&wanted.actor)?;
    let change = draft::draft(api, &order, &wanted).await?;
    let Some((order, change)) = begin(api, order, change, &wanted.key, fingerprint.clone()).await? else {
        let earlier = made_with(api, &wanted.key).await?.ok_or(Error::Contended)?;
        return replay(api, earlier, &fingerprint).await;
    };
    reserve(api, &order, &change).await?;
    match conclude(api, order, &wanted, &change).await {
        Err(error) => {
            give_up(api, change.order_id, change.amendment.revision).await?;
            Err(error)
        }
        done => done,
    }
}

async fn find(api: &Api, order: OrderRef) -> Result<Order, Error> {
    api.db.read(async move |conn: &mut Conn| store::find(conn, order).await).await
}

async fn made_with(api: &Api, key: &Key) -> Result<Option<AmendmentRecord>, Error> {
    let key = key.clone();
    api.db.read(async move |conn: &mut Conn| amendments::with_key(conn, &key).await).await
}

/// What the same wish brought before.
async fn replay(api: &Api, earlier: AmendmentRecord, fingerprint: &[u8]) -> Result<Told, Error> {
    if earlier.fingerprint != fingerprint {
        return Err(Error::KeyReused);
    }
    match (earlier.state, earlier.denial) {
        (AmendmentState::Denied, Some(obstacle)) => Err(Error::Hindered(obstacle)),
        (AmendmentState::Reserving | AmendmentState::Dropped | AmendmentState::Denied, _) => Err(Error::Contended),
        (AmendmentState::Proposed | AmendmentState::Applied | AmendmentState::Declined, _) => {
            told(api, earlier.order_id).await
        }
    }
}

async fn told(api: &Api, order_id: Id) -> Result<Told, Error> {
    let read = async move |conn: &mut Conn| {
        let order = store::find(conn, OrderRef::Id(order_id)).await?;
        Ok((order, store::history(conn, order_id).await?))
    };
    api.db.read(read).await
}

/// Stores the wish under the order's next number; `None` when its key is taken. One wish at a time reserves for an
/// order, and only for the order it was drafted for, so that the catalogue never forgets what another wish needs.
async fn begin(
    api: &Api,
    order: Order,
    change: Change,
    key: &Key,
    fingerprint: Vec<u8>,
) -> Result<Option<(Order, Change)>, Error> {
    let (world, key) = (api.world.clone(), key.clone());
    api.db.write(async move |tx: &mut Conn| begin_in(tx, &world, &key, fingerprint, order, change).await).await
}

async fn begin_in(
    tx: &mut Conn,
    world: &World,
    key: &Key,
    fingerprint: Vec<u8>,
    order: Order,
    change: Change,
) -> Result<Option<(Order, Change)>, Error> {
    let current = store::find_locked(tx, OrderRef::Id(order.id)).await?;
    let last = amendments::last(tx, order.id).await?;
    if current.version != order.version || last.as_ref().is_some_and(|last| last.state == AmendmentState::Reserving) {
        return Err(Error::Contended);
    }
    let revision = last.map_or(change.amendment.revision, |last| last.amendment.revision + 1);
    let amendment = Amendment { revision, ..change.amendment };
    if !amendments::insert(tx, key, fingerprint, order.id, amendment.clone()).await? {
        return Ok(None);
    }
    let order = if change.reserved && !order.reserved { hold(tx, world, order).await? } else { order };
    Ok(Some((order, Change { amendment, ..change })))
}

/// From now on the catalogue may hold something for the order, whatever becomes of the change: whoever ends the order
/// has to give it back.
async fn hold(tx: &mut Conn, world: &World, order: Order) -> Result<Order, Error> {
    let order = Order { reserved: true, version: order.version + 1, updated_at: world.now(), ..order };
    if store::save_lines(tx, &order).await? { Ok(order) } else { Err(Error::Contended) }
}

/// Lets the catalogue hold enough for the order before and after the change.
async fn reserve(api: &Api, order: &Order, change: &Change) -> Result<(), Error> {
    let (id, amendment) = (order.id, &change.amendment);
    if !change.reserved {
        return Ok(());
    }
    let lines = quantities_of_either(&order.lines, &amendment.lines);
    let reserved = match lines.len() {
        0..=LINES_MAX => api.catalog.reserve(&Reservation::of(order, amendment.reserving_revision(), lines)).await,
        _ => Err(Error::TooManyLines),
    };
    match reserved {
        Ok(Reserved::Granted) => Ok(()),
        Ok(Reserved::Denied(obstacle)) => {
            let (from, to) = (AmendmentState::Reserving, AmendmentState::Denied);
            end(api, (id, amendment.revision), from, to, Some(obstacle.clone())).await?;
            Err(Error::Hindered(obstacle))
        }
        Ok(Reserved::Late) => {
            give_up(api, id, amendment.revision).await?;
            Err(Error::AmendTooLate { status: find(api, OrderRef::Id(id)).await?.status })
        }
        Err(error) => {
            give_up(api, id, amendment.revision).await?;
            Err(error)
        }
    }
}

/// Applies the change, or proposes it to the customer, unless the order went on meanwhile.
async fn conclude(api: &Api, mut order: Order, wanted: &Wanted, change: &Change) -> Result<Told, Error> {
    for _ in 0..RACES_MAX {
        let (world, old, change) = (api.world.clone(), order, change.clone());
        let saved = async move |tx: &mut Conn| conclude_in(tx, &world, old, change).await;
        match api.db.write(saved).await {
            Err(Error::Contended) => {}
            done => {
                let order = done?;
                committed(api);
                return told(api, order.id).await;
            }
        }
        order = find(api, wanted.order.clone()).await?.at_version(wanted.expected_version)?;
        order.amendable_by(&wanted.actor)?;
    }
    Err(Error::Contended)
}

async fn conclude_in(tx: &mut Conn, world: &World, order: Order, change: Change) -> Result<Order, Error> {
    let Change { order_id, amendment, .. } = change;
    let (revision, reason, now) = (amendment.revision, amendment.reason.clone(), world.now());
    let needs_consent = amendment.needs_consent(&order);
    let state = if needs_consent { AmendmentState::Proposed } else { AmendmentState::Applied };
    advance(tx, (order_id, revision), AmendmentState::Reserving, state).await?;
    if needs_consent {
        let due_at = amendment.expires_at();
        let order = order.with_pending(amendment, now);
        save(tx, world, &order, News::AmendmentProposed { reason }).await?;
        Job::ExpireAmendment { order_id, revision, due_at }.enqueue(tx, world).await?;
        return Ok(order);
    }
    let settled = amendment.settled_revision();
    let order = order.amended(amendment, now);
    save(tx, world, &order, News::Amended { reason }).await?;
    settle(tx, world, &order, settled).await?;
    following::amended(tx, world, order).await
}

/// Moves a wish on, or fails the transaction when somebody else did.
async fn advance(tx: &mut Conn, wish: (Id, i32), from: AmendmentState, to: AmendmentState) -> Result<(), Error> {
    let is_moved = amendments::advance(tx, wish, from, to, None).await?;
    if is_moved { Ok(()) } else { Err(Error::Contended) }
}

async fn save(tx: &mut Conn, world: &World, order: &Order, news: News) -> Result<(), Error> {
    if !store::save_lines(tx, order).await? {
        return Err(Error::Contended);
    }
    Ok(feed::append(tx, world, order, news).await?)
}

/// Lets the catalogue hold what the order needs as it is, and no more. A dead order holds nothing anyway.
async fn settle(tx: &mut Conn, world: &World, order: &Order, revision: i32) -> Result<(), Error> {
    if !order.reserved || order.status.is_dead() {
        return Ok(());
    }
    let reservation = Reservation::of(order, revision, quantities(&order.lines));
    Ok(Job::Settle { reservation }.enqueue(tx, world).await?)
}

/// Ends a wish that cannot be concluded. It may be made again with its key.
async fn give_up(api: &Api, order_id: Id, revision: i32) -> Result<(), Error> {
    end(api, (order_id, revision), AmendmentState::Reserving, AmendmentState::Dropped, None).await
}

/// Ends a wish that comes to nothing. The catalogue counted it all the same, and would take what the change before left
/// to settle for older than that, so the order is settled anew; what was reserved beyond its lines is given back.
async fn end(
    api: &Api,
    wish: (Id, i32),
    from: AmendmentState,
    to: AmendmentState,
    denial: Option<Obstacle>,
) -> Result<(), Error> {
    let world = api.world.clone();
    let ended = async move |tx: &mut Conn| -> Result<(), Error> {
        if amendments::advance(tx, wish, from, to, denial).await? {
            if to == AmendmentState::Dropped {
                amendments::free_key(tx, wish).await?;
            }
            settle_current(tx, &world, wish).await?;
        }
        Ok(())
    };
    api.db.write(ended).await?;
    api.jobs.committed();
    Ok(())
}

async fn settle_current(tx: &mut Conn, world: &World, (order_id, revision): (Id, i32)) -> Result<(), Error> {
    let order = store::find(tx, OrderRef::Id(order_id)).await?;
    settle(tx, world, &order, 2 * revision - 1).await
}

fn committed(api: &Api) {
    api.feed.committed();
    api.jobs.committed();
}

/// Ends wishes whose callers went away.
pub(crate) async fn sweep(api: &Api) -> Result<(), Error> {
    let before = api.world.now().saturating_sub(PATIENCE).unwrap_or(jiff::Timestamp::MIN);
    let left = api.db.read(async move |conn: &mut Conn| amendments::unfinished(conn, before, SWEPT_MAX).await).await?;
    for wish in left {
        give_up(api, wish.order_id, wish.amendment.revision).await?;
    }
    Ok(())
}
