//! Quoting and placing.

use chassis::db::Conn;
use proto::orders::v1 as wire;

use super::{Api, parse, show};
use crate::{
    domain::{Items, Key, Order, Priced, StatusChange, Wish},
    error::Error,
    store::{self, Earlier, Placed},
};

pub(super) async fn quote(api: &Api, request: wire::QuoteRequest) -> Result<wire::QuoteResponse, Error> {
    let items = parse::items(request.lines)?;
    Ok(show::quote(priced(api, &items).await?))
}

/// A retry is answered before anything else is asked, so that it succeeds even when prices changed or the catalogue is
/// away.
pub(super) async fn place_order(
    api: &Api,
    request: wire::PlaceOrderRequest,
) -> Result<wire::PlaceOrderResponse, Error> {
    let parse::Placing { key, wish, expected_total } = parse::placing(request)?;
    if let Some(earlier) = earlier(api, key.clone()).await? {
        return replayed(api, earlier, &wish).await;
    }
    let priced = priced(api, &wish.items).await?.agreed(expected_total)?;
    match save(api, key, wish.clone(), priced).await? {
        Placed::New(order, change) => Ok(placed(order, vec![change], false)),
        Placed::Before(earlier) => replayed(api, earlier, &wish).await,
    }
}

async fn priced(api: &Api, items: &Items) -> Result<Priced, Error> {
    let offers = api.catalog.offers(items).await?;
    Priced::new(items, &offers, api.currency)
}

async fn earlier(api: &Api, key: Key) -> Result<Option<Earlier>, Error> {
    api.db.read(async move |conn: &mut Conn| store::earlier(conn, &key).await).await
}

async fn save(api: &Api, key: Key, wish: Wish, priced: Priced) -> Result<Placed, Error> {
    let world = api.world.clone();
    let saved = api.db.write(async move |tx: &mut Conn| store::place(tx, &world, key, wish, priced).await).await?;
    api.feed.committed();
    Ok(saved)
}

async fn replayed(api: &Api, earlier: Earlier, wish: &Wish) -> Result<wire::PlaceOrderResponse, Error> {
    if earlier.fingerprint != wish.fingerprint() {
        return Err(Error::KeyReused);
    }
    let id = earlier.order.id;
    let history = api.db.read(async move |conn: &mut Conn| store::history(conn, id).await).await?;
    Ok(placed(earlier.order, history, true))
}

fn placed(order: Order, history: Vec<StatusChange>, replayed: bool) -> wire::PlaceOrderResponse {
    wire::PlaceOrderResponse { order: Some(show::order_with(order, history)), replayed }
}
