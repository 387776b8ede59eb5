//! The shop's terms, and the slots they give.

use std::collections::HashMap;

use base::{Timestamp, hours::Slot};
use chassis::{db::Conn, page};
use jiff::SignedDuration;
use proto::{
    catalog::v1::{
        GetShopRequest, GetShopResponse, ListSlotsRequest, ListSlotsResponse, Slot as SlotMessage, UpdateShopRequest,
        UpdateShopResponse,
    },
    convert::{from_time, to_time},
};

use super::convert::shop as convert;
use crate::{
    Catalog,
    domain::shop::Shop,
    error::Error,
    store::{revision, shop, slots},
};

/// Slots in an answer when the caller does not say how many.
const SLOTS_DEFAULT: i64 = 10;
/// Slots in an answer at most; a larger wish is not an error.
const SLOTS_MAX: i64 = 100;

pub(super) async fn get(catalog: &Catalog, _: GetShopRequest) -> Result<GetShopResponse, Error> {
    let shop = current(catalog).await?;
    Ok(GetShopResponse { shop: Some(convert::show(&shop, &catalog.settings.time_zone)) })
}

pub(super) async fn update(catalog: &Catalog, request: UpdateShopRequest) -> Result<UpdateShopResponse, Error> {
    let message = request.shop.unwrap_or_default();
    let terms = convert::terms(&message, catalog.settings.currency)?;
    let write = async move |tx: &mut Conn| -> Result<Shop, Error> {
        revision::lock(tx).await?;
        let shop = shop::get(tx).await?.replaced(terms, message.version)?;
        shop::update(tx, &shop).await?;
        revision::raise(tx).await?;
        Ok(shop)
    };
    let shop = catalog.db.write(write).await?;
    Ok(UpdateShopResponse { shop: Some(convert::show(&shop, &catalog.settings.time_zone)) })
}

pub(super) async fn list_slots(catalog: &Catalog, request: ListSlotsRequest) -> Result<ListSlotsResponse, Error> {
    let limit = if request.page_size == 0 { SLOTS_DEFAULT } else { page::size(request.page_size)?.min(SLOTS_MAX) };
    let from = request.from_time.map(from_time).transpose().map_err(|_| Error::TimeInvalid)?;
    let terms = current(catalog).await?.terms;
    let plan = terms.slots.ok_or(Error::SlotsNotOffered)?;
    let now = catalog.world.now();
    let ready = now.saturating_add(SignedDuration::from_mins(terms.lead_time_minutes.into())).unwrap_or(now);
    let hours = terms.hours(catalog.settings.time_zone.clone())?;
    let offered = hours.slots(plan, now, from.map_or(ready, |from| from.max(ready)));
    let taken = taken(catalog, &offered).await?;
    let left = |slot: &Slot| match i32::try_from(plan.capacity()).unwrap_or(i32::MAX) {
        0 => -1,
        capacity => capacity - taken.get(&slot.start).copied().unwrap_or_default(),
    };
    let free = offered.iter().map(|slot| (slot, left(slot))).filter(|(_, left)| *left != 0 && *left >= -1);
    let slots = free.map(|(slot, left)| show_slot(slot, left)).take(usize::try_from(limit).unwrap_or_default());
    Ok(ListSlotsResponse { slots: slots.collect() })
}

fn show_slot(slot: &Slot, left: i32) -> SlotMessage {
    SlotMessage { start_time: Some(to_time(slot.start)), end_time: Some(to_time(slot.end)), left }
}

async fn current(catalog: &Catalog) -> Result<Shop, Error> {
    catalog.db.read(async move |conn: &mut Conn| -> Result<Shop, Error> { Ok(shop::get(conn).await?) }).await
}

/// How many orders are planned for these slots already.
async fn taken(catalog: &Catalog, offered: &[Slot]) -> Result<HashMap<Timestamp, i32>, Error> {
    let (Some(first), Some(last)) = (offered.first(), offered.last()) else { return Ok(HashMap::new()) };
    let (from, until) = (first.start, last.end);
    let read = async move |conn: &mut Conn| -> Result<Vec<(Timestamp, i32)>, Error> {
        Ok(slots::between(conn, from, until).await?)
    };
    Ok(catalog.db.read(read).await?.into_iter().collect())
}
