//! The shop's terms over REST.

mod view;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use proto::catalog::v1::{self as contract, GetShopRequest, UpdateShopRequest};

use self::view::Shop;
use super::{body::JsonBody, etag, view::promised};
use crate::{Gateway, error::Error, problems::Refusals};

/// When, where and on what terms the shop sells
#[utoipa::path(get, path = "/api/v1/shop", operation_id = "get_shop", tag = "menu", security(("bearer" = [])),
    responses((status = 200, body = Shop), Refusals))]
pub(crate) async fn get(State(gateway): State<Gateway>) -> Result<Response, Error> {
    let found = gateway.peers().catalog().get_shop(GetShopRequest {}).await?.into_inner();
    Ok(answer(promised(found.shop)?))
}

/// Replace the shop's terms
///
/// What is left out is switched off, so send what you read with your changes. `If-Match` counts before `version`.
#[utoipa::path(put, path = "/api/v1/shop", operation_id = "update_shop", tag = "menu",
    params(("if-match" = Option<String>, Header, description = "The terms' ETag.")), request_body = Shop,
    security(("bearer" = [])), responses((status = 200, body = Shop), Refusals))]
pub(crate) async fn update(
    State(gateway): State<Gateway>,
    headers: HeaderMap,
    JsonBody(shop): JsonBody<Shop>,
) -> Result<Response, Error> {
    let mut shop = shop.into_contract()?;
    let expected = etag::expected(&headers)?;
    if expected != 0 {
        shop.version = expected;
    }
    let request = UpdateShopRequest { shop: Some(shop) };
    let updated = gateway.peers().catalog().update_shop(request).await.map_err(etag::refusal)?;
    Ok(answer(promised(updated.into_inner().shop)?))
}

fn answer(shop: contract::Shop) -> Response {
    ([(header::ETAG, etag::of(shop.version))], Json(Shop::from(shop))).into_response()
}
