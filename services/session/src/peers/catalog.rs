//! The menu, fetched when it changed and kept in between.

use std::sync::{Arc, Mutex, PoisonError};

use base::Timestamp;
use chassis::{Problem, gather::Gather, wire::Wire};
use dialogue::{Answer, Menu, Slot};
use proto::{
    catalog::v1::{self as wire, catalog_service_client::CatalogServiceClient},
    convert,
};

use super::{Trouble, menu, opened, orders::Asker, refusal, within_limit};

/// The present menu.
pub(crate) struct Menus(Gather<(), Result<Arc<Menu>, Trouble>>);

/// The menu as of the last look.
struct Shelf {
    catalog: Wire,
    known: Mutex<Option<Arc<Menu>>>,
}

impl Menus {
    pub(crate) fn new(catalog: Wire) -> Self {
        let shelf = Arc::new(Shelf { catalog, known: Mutex::default() });
        Self(Gather::new(move |callers: Vec<()>| {
            let shelf = shelf.clone();
            async move { vec![shelf.present().await; callers.len()] }
        }))
    }

    /// The present menu. Conversations of the same moment share a look, which begins after all of them asked.
    pub(crate) async fn present(&self) -> Result<Arc<Menu>, Trouble> {
        self.0.run(()).await.unwrap_or(Err(Trouble::Away))
    }
}

impl Shelf {
    /// While catalog is away the last menu known must do: prices are asked again before an order.
    async fn present(&self) -> Result<Arc<Menu>, Trouble> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match (self.fetch(known.as_ref().map_or(0, |menu| menu.revision())).await, known) {
            (Ok(Some(menu)), _) => Ok(self.keep(menu)),
            (Ok(None), Some(menu)) => Ok(menu),
            (Ok(None), None) => Ok(self.keep(Menu::new(0, Vec::new()))),
            (Err(problem), Some(menu)) if problem.is_passing() => {
                tracing::warn!(reason = problem.reason, "the catalogue is away; the menu known last is used");
                Ok(menu)
            }
            (Err(problem), _) => Err(problem.into()),
        }
    }

    /// The menu, if it is another than the one at this revision.
    async fn fetch(&self, known_revision: i64) -> Result<Option<Menu>, Problem> {
        let mut client = CatalogServiceClient::new(self.catalog.clone());
        let answer = opened(client.get_menu(within_limit(wire::GetMenuRequest { known_revision })).await)?;
        Ok(answer.changed.then(|| menu::read(answer)))
    }

    fn keep(&self, menu: Menu) -> Arc<Menu> {
        let menu = Arc::new(menu);
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(menu.clone());
        menu
    }
}

/// What keeps this customer from using a coupon, whatever the cart holds.
pub(super) async fn coupon(catalog: &Wire, asker: &Asker<'_>, code: String) -> Result<Answer, Trouble> {
    let mut client = CatalogServiceClient::new(catalog.clone());
    let request = wire::CheckCouponRequest { code, customer_id: asker.customer_id.to_string() };
    match opened(client.check_coupon(within_limit(request)).await) {
        Ok(_) => Ok(Answer::Coupon(None)),
        Err(problem) => match refusal::coupon_fault(&problem.reason, |_| None) {
            Some(fault) => Ok(Answer::Coupon(Some(fault))),
            None => Err(problem.into()),
        },
    }
}

/// Times an order can be planned for; none when the shop plans no orders.
pub(super) async fn slots(catalog: &Wire, from: Option<Timestamp>, limit: u32) -> Result<Answer, Trouble> {
    let mut client = CatalogServiceClient::new(catalog.clone());
    let page_size = i32::try_from(limit).unwrap_or(i32::MAX);
    let request = wire::ListSlotsRequest { from_time: from.map(convert::to_time), page_size };
    match opened(client.list_slots(within_limit(request)).await) {
        Ok(answer) => Ok(Answer::Slots(Some(answer.slots.into_iter().filter_map(slot).collect()))),
        Err(problem) if problem.reason == "SLOTS_NOT_OFFERED" => Ok(Answer::Slots(None)),
        Err(problem) => Err(problem.into()),
    }
}

fn slot(slot: wire::Slot) -> Option<Slot> {
    Some(Slot {
        start: convert::from_time(slot.start_time?).ok()?,
        end: convert::from_time(slot.end_time?).ok()?,
        left: u32::try_from(slot.left).ok(),
    })
}
