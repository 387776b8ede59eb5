//! Placing an order: what it would cost, and how it becomes one.
//!
//! An order that needs nothing reserved is stored in one transaction. Any other is first stored as a placement, then
//! the catalogue reserves, then the placement becomes an order or is denied for good. Each step can be repeated: the
//! same call with the same key goes on where the first broke off, and so does the sweep.

use std::{collections::HashMap, sync::Arc};

use base::{Money, OrderNumber};
use chassis::db::Conn;
use futures_util::try_join;

use crate::{
    Api,
    catalog::Reserved,
    domain::{
        Basket, CustomerId, Items, Key, Obstacle, Offered, Order, Priced, Shelf, StatusChange, Wish,
        placement::{PATIENCE, Placement, PlacementState, Reservation, quantities},
        shop::Destination,
    },
    error::Error,
    jobs::Job,
    store::{self, Earlier, NewOrder, placements},
};

/// How often a number is drawn before placing is given up. With a million orders stored, one draw in 34,000 is taken.
const DRAWS_MAX: usize = 5;
/// Unfinished placements that one sweep takes up.
const SWEPT_MAX: i64 = 100;

/// A question for a price.
#[derive(Debug, Clone)]
pub(crate) struct Inquiry {
    pub(crate) items: Items,
    pub(crate) destination: Destination,
    pub(crate) coupon_code: Option<String>,
    pub(crate) customer: Option<CustomerId>,
    pub(crate) tip: Option<Money>,
    pub(crate) slot_start: Option<jiff::Timestamp>,
}

/// An order that was placed, now or before.
pub(crate) struct Outcome {
    pub(crate) order: Order,
    pub(crate) history: Vec<StatusChange>,
    pub(crate) replayed: bool,
}

/// What a cart would cost now, and what keeps it from being an order.
pub(crate) async fn quote(api: &Api, inquiry: &Inquiry) -> Result<Priced, Error> {
    let shelf = api.catalog.shelf().await?;
    let offers = inquiry.items.iter().filter_map(|item| shelf.offer(&item.product));
    let counted: Vec<_> = offers.filter(|offer| offer.reserved).map(|offer| offer.id).collect();
    let stock = api.catalog.stock(&counted).await?;
    Ok(consider(api, inquiry, shelf, &stock).await?.0.priced)
}

/// Places an order once for its key.
pub(crate) async fn place(api: &Api, key: Key, wish: Wish, expected: Option<Money>) -> Result<Outcome, Error> {
    match agree(api, &wish, expected).await {
        Ok(offered) => begin(api, key, &wish, &offered).await,
        // A retry succeeds even when prices changed or the catalogue is away.
        Err(refusal) => match find(api, &key).await? {
            Some(earlier) => resume(api, &key, earlier, &wish.fingerprint()).await,
            None => Err(refusal),
        },
    }
}

/// What the shop offers for a wish, at the total the customer agreed to and with nothing in the way.
async fn agree(api: &Api, wish: &Wish, expected: Option<Money>) -> Result<Offered, Error> {
    let inquiry = Inquiry {
        items: wish.items.clone(),
        destination: Destination::from(&wish.fulfilment),
        coupon_code: wish.coupon_code.clone(),
        customer: Some(wish.customer.id.clone()),
        tip: wish.tip,
        slot_start: wish.slot_start,
    };
    let shelf = api.catalog.shelf().await?;
    // What is counted is asked for when it is reserved.
    let (offered, shelf) = consider(api, &inquiry, shelf, &HashMap::new()).await?;
    let terms = shelf.shop.terms(wish.policy)?;
    api.providers.check_policy(terms.payment_policy)?;
    Ok(Offered { priced: offered.priced.unhindered()?.agreed(expected)?, terms, ..offered })
}

async fn consider(
    api: &Api,
    inquiry: &Inquiry,
    shelf: Arc<Shelf>,
    stock: &HashMap<base::Id, i64>,
) -> Result<(Offered, Arc<Shelf>), Error> {
    let (coupon, slot) = try_join!(coupon(api, inquiry), slot(api, inquiry, &shelf))?;
    let (coupon, no_coupon) = either(coupon);
    let (slot, no_slot) = either(slot);
    let closed = if inquiry.slot_start.is_none() { shelf.shop.closed(api.world.now()) } else { no_slot };
    let tip = inquiry.tip.unwrap_or(Money::zero(api.currency));
    let tip = Some(tip).filter(|tip| tip.currency == api.currency).ok_or(Error::TipInvalid)?;
    let (items, destination) = (&inquiry.items, inquiry.destination);
    let basket = Basket { items, destination, coupon: coupon.as_ref(), tip, stock, changed: None };
    let priced = Priced::new(&basket, &shelf)?.hindered_by(closed, no_coupon);
    Ok((Offered { priced, coupon, slot, terms: shelf.shop.terms(None)? }, shelf))
}

fn either<T>(found: Option<Result<T, Obstacle>>) -> (Option<T>, Option<Obstacle>) {
    match found {
        None => (None, None),
        Some(Ok(found)) => (Some(found), None),
        Some(Err(obstacle)) => (None, Some(obstacle)),
    }
}

async fn coupon(api: &Api, inquiry: &Inquiry) -> Result<Option<Result<crate::domain::Coupon, Obstacle>>, Error> {
    let Some(code) = &inquiry.coupon_code else { return Ok(None) };
    let customer = inquiry.customer.as_ref().map_or("", CustomerId::as_str);
    api.catalog.coupon(code, customer).await.map(Some)
}

async fn slot(
    api: &Api,
    inquiry: &Inquiry,
    shelf: &Shelf,
) -> Result<Option<Result<crate::domain::Slot, Obstacle>>, Error> {
    let Some(start) = inquiry.slot_start else { return Ok(None) };
    api.catalog.slot(start, shelf).await.map(Some)
}

/// Stores a new order, or the placement it comes from; whoever used the key before wins.
async fn begin(api: &Api, key: Key, wish: &Wish, offered: &Offered) -> Result<Outcome, Error> {
    let fingerprint = wish.fingerprint();
    for _ in 0..DRAWS_MAX {
        let new = Arc::new(NewOrder::new(draft(api, wish, offered)?, key.clone(), fingerprint.clone()));
        let writer = if new.order.reserved { &api.begun } else { &api.placed };
        if writer.run(new.clone()).await? {
            return if new.order.reserved { settle(api, new).await } else { Ok(placed(api, &new)) };
        }
        if let Some(earlier) = find(api, &key).await? {
            return resume(api, &key, earlier, &fingerprint).await;
        }
    }
    Err(Error::Contended)
}

fn draft(api: &Api, wish: &Wish, offered: &Offered) -> Result<Order, Error> {
    let (id, number) = (api.world.id(), OrderNumber::from_random(api.world.random_u64()));
    let order = Order::placed(id, number, wish.clone(), offered.clone(), api.world.now());
    let lines = api.vault.seal_lines(id, order.lines, || api.world.random())?;
    Ok(Order { lines, ..order })
}

fn placed(api: &Api, new: &NewOrder) -> Outcome {
    api.committed();
    Outcome { order: new.order.clone(), history: vec![new.order.placing()], replayed: false }
}

/// What became of the wish that was made with this key before.
async fn find(api: &Api, key: &Key) -> Result<Option<Earlier>, Error> {
    let key = key.clone();
    api.db.read(async move |conn: &mut Conn| store::earlier(conn, &key).await).await
}

/// Goes on where an earlier call with the same key stands.
async fn resume(api: &Api, key: &Key, earlier: Earlier, fingerprint: &[u8]) -> Result<Outcome, Error> {
    if earlier.fingerprint() != fingerprint {
        return Err(Error::KeyReused);
    }
    match earlier {
        Earlier::Order { order, .. } => replayed(api, *order).await,
        Earlier::Placement(placement) => take_up(api, key.clone(), placement).await,
    }
}

/// The order that this wish became before, unless its key was used for another one.
async fn same(api: &Api, new: &NewOrder, order: Order, fingerprint: &[u8]) -> Result<Outcome, Error> {
    if new.fingerprint != fingerprint { Err(Error::KeyReused) } else { replayed(api, order).await }
}

async fn replayed(api: &Api, order: Order) -> Result<Outcome, Error> {
    let id = order.id;
    let history = api.db.read(async move |conn: &mut Conn| store::history(conn, id).await).await?;
    Ok(Outcome { order, history, replayed: true })
}

async fn take_up(api: &Api, key: Key, placement: Placement) -> Result<Outcome, Error> {
    let is_too_old = placement.is_too_old(api.world.now());
    match placement.state {
        PlacementState::Reserving(_) if is_too_old => {
            abandon(api, placement.order_id).await?;
            Err(Error::PlacementExpired)
        }
        PlacementState::Reserving(order) => {
            settle(api, Arc::new(NewOrder::new(*order, key, placement.fingerprint))).await
        }
        PlacementState::Denied(obstacle) => Err(Error::Hindered(obstacle)),
        PlacementState::Expired => Err(Error::PlacementExpired),
        PlacementState::Placed => Err(Error::Contended),
    }
}

/// Lets the catalogue reserve and ends the placement accordingly.
async fn settle(api: &Api, new: Arc<NewOrder>) -> Result<Outcome, Error> {
    let reservation = Reservation::of(&new.order, 1, quantities(&new.order.lines));
    match api.catalog.reserve(&reservation).await? {
        Reserved::Granted => finish(api, new).await,
        Reserved::Denied(obstacle) => {
            let (id, denial) = (new.order.id, obstacle.clone());
            api.db.write_single(async move |tx: &mut Conn| placements::deny(tx, id, denial).await).await?;
            // The wish may have been granted before, when its goods were not counted yet.
            match find(api, &new.key).await? {
                Some(Earlier::Order { order, fingerprint }) => same(api, &new, *order, &fingerprint).await,
                _ => Err(Error::Hindered(obstacle)),
            }
        }
        Reserved::Late => {
            abandon(api, new.order.id).await?;
            Err(Error::PlacementExpired)
        }
    }
}

/// Turns a placement whose goods are reserved into an order.
async fn finish(api: &Api, mut new: Arc<NewOrder>) -> Result<Outcome, Error> {
    for _ in 0..DRAWS_MAX {
        if api.placed.run(new.clone()).await? {
            return Ok(placed(api, &new));
        }
        match find(api, &new.key).await?.ok_or(Error::Contended)? {
            // Another caller was faster, in this placement or with the same key and nothing to reserve.
            Earlier::Order { order, fingerprint } => {
                abandon(api, new.order.id).await?;
                return same(api, &new, *order, &fingerprint).await;
            }
            Earlier::Placement(Placement { state: PlacementState::Reserving(order), .. }) => {
                let number = OrderNumber::from_random(api.world.random_u64());
                new = Arc::new(NewOrder::new(Order { number, ..*order }, new.key.clone(), new.fingerprint.clone()));
            }
            Earlier::Placement(Placement { state: PlacementState::Denied(obstacle), .. }) => {
                return Err(Error::Hindered(obstacle));
            }
            Earlier::Placement(_) => return Err(Error::PlacementExpired),
        }
    }
    Err(Error::Contended)
}

/// Gives up a placement that waited too long, and whatever the catalogue holds for it.
async fn abandon(api: &Api, order_id: base::Id) -> Result<(), Error> {
    let world = api.world.clone();
    let abandoned = async move |tx: &mut Conn| -> Result<(), Error> {
        if placements::expire(tx, order_id).await? {
            Job::Release { order_id }.enqueue(tx, &world).await?;
        }
        Ok(())
    };
    api.db.write(abandoned).await?;
    api.jobs.committed();
    Ok(())
}

/// Takes up placements whose callers went away.
pub(crate) async fn sweep(api: &Api) -> Result<(), Error> {
    let before = api.world.now().saturating_sub(PATIENCE).unwrap_or(jiff::Timestamp::MIN);
    let left = api.db.read(async move |conn: &mut Conn| placements::unfinished(conn, before, SWEPT_MAX).await).await?;
    for (key, placement) in left {
        match take_up(api, key, placement).await {
            Ok(_) | Err(Error::Hindered(_) | Error::PlacementExpired | Error::Contended) => {}
            Err(error) => tracing::warn!(%error, "a placement waits to be settled"),
        }
    }
    Ok(())
}
