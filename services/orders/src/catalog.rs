//! What the catalogue offers now, and what it holds for orders.

mod read;

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use base::{Currency, Id};
use chassis::{Kind, Problem, wire::Wire};
use jiff::Timestamp;
use proto::{
    catalog::v1::{
        BatchGetProductsRequest, CheckCouponRequest, GetMenuRequest, ListSlotsRequest, ReleaseRequest,
        catalog_service_client::CatalogServiceClient, reserve_response::Outcome,
    },
    convert::to_time,
};

pub(crate) use read::policy;

use crate::{
    domain::{Coupon, Obstacle, Shelf, Slot, placement::Reservation},
    error::Error,
};

/// The way to the catalogue. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Catalog {
    client: CatalogServiceClient<Wire>,
    currency: Currency,
    kept: Arc<RwLock<Option<Kept>>>,
}

/// The shelf as it was last seen.
#[derive(Clone)]
struct Kept {
    revision: i64,
    shelf: Arc<Shelf>,
}

/// What became of a wish to reserve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reserved {
    /// All is held.
    Granted,
    /// Nothing is.
    Denied(Obstacle),
    /// The order ended before, or a newer wish of it was answered already.
    Late,
}

impl Catalog {
    pub(crate) fn new(wire: Wire, currency: Currency) -> Self {
        Self { client: CatalogServiceClient::new(wire), currency, kept: Arc::default() }
    }

    /// All that is offered now. The catalogue sends it only when it changed since it was asked last.
    pub(crate) async fn shelf(&self) -> Result<Arc<Shelf>, Error> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner).clone();
        let known_revision = kept.as_ref().map_or(0, |kept| kept.revision);
        let menu = self.client.clone().get_menu(GetMenuRequest { known_revision }).await.map_err(failed)?.into_inner();
        match kept {
            Some(kept) if !menu.changed => Ok(kept.shelf),
            _ => {
                let revision = menu.revision;
                let shelf = Arc::new(read::shelf(menu, self.currency)?);
                let kept = Kept { revision, shelf: shelf.clone() };
                *self.kept.write().unwrap_or_else(PoisonError::into_inner) = Some(kept);
                Ok(shelf)
            }
        }
    }

    /// A coupon that this customer could use now, or why not.
    pub(crate) async fn coupon(&self, code: &str, customer_id: &str) -> Result<Result<Coupon, Obstacle>, Error> {
        let request = CheckCouponRequest { code: code.to_owned(), customer_id: customer_id.to_owned() };
        match self.client.clone().check_coupon(request).await {
            Ok(answer) => read::coupon(answer.into_inner().coupon.unwrap_or_default(), self.currency).map(Ok),
            Err(status) => {
                let problem = Problem::from(status);
                Obstacle::of_coupon(&problem.reason).map(Err).ok_or(Error::Catalog(problem))
            }
        }
    }

    /// How many can be had now of products that are counted.
    pub(crate) async fn stock(&self, products: &[Id]) -> Result<HashMap<Id, i64>, Error> {
        if products.is_empty() {
            return Ok(HashMap::new());
        }
        let request = BatchGetProductsRequest { ids: products.iter().map(ToString::to_string).collect() };
        let answer = self.client.clone().batch_get_products(request).await.map_err(failed)?;
        answer.into_inner().products.into_iter().filter_map(|product| read::left(product).transpose()).collect()
    }

    /// The slot that begins then, if it is offered and has a place left, or why not.
    pub(crate) async fn slot(&self, start: Timestamp, shelf: &Shelf) -> Result<Result<Slot, Obstacle>, Error> {
        let request = ListSlotsRequest { from_time: Some(to_time(start)), page_size: 1 };
        let listed = match self.client.clone().list_slots(request).await.map_err(Problem::from) {
            Ok(answer) => answer.into_inner().slots,
            Err(problem) if problem.kind == Kind::FailedPrecondition => Vec::new(),
            Err(problem) => return Err(Error::Catalog(problem)),
        };
        let first = listed.into_iter().next().map(read::slot).transpose()?;
        Ok(first.filter(|slot| slot.start == start).ok_or_else(|| shelf.shop.missing_slot(start)))
    }

    /// Holds what an order needs: all of it or nothing, once for each revision however often it is asked.
    pub(crate) async fn reserve(&self, reservation: &Reservation) -> Result<Reserved, Error> {
        let answer = self.client.clone().reserve(read::reserve_request(reservation)).await;
        let outcome = match answer.map_err(Problem::from) {
            Ok(answer) => answer.into_inner().outcome,
            Err(problem) if problem.reason == "REVISION_STALE" => return Ok(Reserved::Late),
            Err(problem) => return Err(Error::Catalog(problem)),
        };
        match outcome {
            Some(Outcome::Granted(_)) => Ok(Reserved::Granted),
            Some(Outcome::Denied(denied)) => read::denial(denied),
            None => Err(read::unreadable("outcome")),
        }
    }

    /// Gives back all that an order holds, once however often it is asked.
    pub(crate) async fn release(&self, order: Id) -> Result<(), Error> {
        let request = ReleaseRequest { order_id: order.to_string() };
        self.client.clone().release(request).await.map(drop).map_err(failed)
    }
}

fn failed(status: tonic::Status) -> Error {
    Error::Catalog(status.into())
}
