//! The desk where orders reserve: those that come at the same time share one transaction.

use std::sync::Arc;

use base::{Id, OpeningHours, TimeZone, hours::Slots};
use chassis::{
    World,
    db::{self, Conn, Db, Together},
};

use crate::{
    domain::{
        reservation::{Outcome, Wish},
        shelf::{Circumstances, Shelf},
        stock::Day,
    },
    error::Error,
    store::{
        self,
        shelf::{self, Errand},
    },
};

/// Where orders reserve and give back. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Desk {
    reserving: Together<Request, Result<Outcome, Error>>,
    releasing: Together<Id, bool>,
}

/// One revision of what an order asks for.
#[derive(Debug, Clone)]
struct Request {
    order_id: Id,
    revision: i32,
    wish: Arc<Wish>,
}

/// What the desk works with.
struct Keeper {
    db: Db,
    time_zone: TimeZone,
    world: World,
}

impl Desk {
    pub(crate) fn open(db: Db, time_zone: TimeZone, world: World) -> Self {
        let keeper = Arc::new(Keeper { db, time_zone, world });
        let releaser = keeper.clone();
        let reserving = Together::new(move |requests: Arc<Vec<Request>>| {
            let keeper = keeper.clone();
            async move { keeper.reserve(requests).await }
        });
        let releasing = Together::new(move |orders: Arc<Vec<Id>>| {
            let keeper = releaser.clone();
            async move { keeper.release(orders).await }
        });
        Self { reserving, releasing }
    }

    /// Reserves all that a wish asks for, or nothing; durable when this returns.
    pub(crate) async fn reserve(&self, order_id: Id, revision: i32, wish: Wish) -> Result<Outcome, Error> {
        self.reserving.run(Request { order_id, revision, wish: Arc::new(wish) }).await?
    }

    /// Gives back what an order held, for good; tells whether that was anything.
    pub(crate) async fn release(&self, order_id: Id) -> Result<bool, Error> {
        Ok(self.releasing.run(order_id).await?)
    }
}

impl Keeper {
    async fn reserve(&self, requests: Arc<Vec<Request>>) -> Result<Vec<Result<Outcome, Error>>, db::Error> {
        let errands = requests.iter().map(|request| (request.order_id, Some(request.wish.clone()))).collect();
        let serve = move |shelf: &mut Shelf, at: &Circumstances| {
            let served = requests.iter();
            served.map(|request| shelf.reserve(request.order_id, request.revision, &request.wish, at)).collect()
        };
        self.at_shelf(errands, serve).await
    }

    async fn release(&self, orders: Arc<Vec<Id>>) -> Result<Vec<bool>, db::Error> {
        let errands = orders.iter().map(|order| (*order, None)).collect();
        let serve =
            move |shelf: &mut Shelf, at: &Circumstances| orders.iter().map(|order| shelf.release(*order, at)).collect();
        self.at_shelf(errands, serve).await
    }

    /// Fills a shelf for the errands, serves from it and writes back what changed, in one transaction.
    async fn at_shelf<R: Send + 'static>(
        &self,
        errands: Vec<Errand>,
        serve: impl FnOnce(&mut Shelf, &Circumstances) -> R + Send + 'static,
    ) -> Result<R, db::Error> {
        let (now, time_zone) = (self.world.now(), self.time_zone.clone());
        let today = Day::of(&time_zone, now);
        let write = async move |tx: &mut Conn| -> Result<R, db::Error> {
            let before = shelf::fill(tx, &errands).await?;
            let slots = if before.slots.is_empty() { None } else { plan(tx, time_zone).await? };
            let mut after = before.clone();
            let served = serve(&mut after, &Circumstances { now, today, slots });
            shelf::save(tx, &after, &before, today).await?;
            Ok(served)
        };
        self.db.write(write).await
    }
}

/// When slots are, if any are offered.
async fn plan(tx: &mut Conn, time_zone: TimeZone) -> Result<Option<(OpeningHours, Slots)>, db::Error> {
    let terms = store::shop::get(tx).await?.terms;
    // Hours were checked before they were stored.
    Ok(terms.hours(time_zone).ok().zip(terms.slots))
}
