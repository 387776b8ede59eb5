//! Coupons over REST.

mod view;

use axum::{
    Json,
    extract::{OriginalUri, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use proto::catalog::v1::{
    self as contract, CreateCouponRequest, DeleteCouponRequest, GetCouponRequest, ListCouponsRequest,
    UpdateCouponRequest,
};
use serde::Serialize;
use utoipa::ToSchema;

use self::view::{Coupon, CouponChange, NewCoupon};
use super::{
    body::JsonBody,
    etag,
    paging::{self, Page},
    path::Path,
    query::Params,
    view::promised,
};
use crate::{Gateway, error::Error, problems::Refusals};

/// A page of coupons, by code.
#[derive(Serialize, ToSchema)]
pub(crate) struct CouponList {
    coupons: Vec<Coupon>,
    /// Empty on the last page.
    next_page_token: String,
}

/// Coupons by code
#[utoipa::path(get, path = "/api/v1/coupons", operation_id = "list_coupons", tag = "menu", params(Page),
    security(("bearer" = [])), responses((status = 200, body = CouponList), Refusals))]
pub(crate) async fn list(
    State(gateway): State<Gateway>,
    OriginalUri(uri): OriginalUri,
    Params(Page { page_size, page_token }): Params<Page>,
) -> Result<Response, Error> {
    let request = ListCouponsRequest { page_size, page_token };
    let page = gateway.peers().catalog().list_coupons(request).await?.into_inner();
    let link = paging::link_to_next(&uri, &page.next_page_token);
    let coupons = page.coupons.into_iter().map(Coupon::from).collect();
    Ok((link, Json(CouponList { coupons, next_page_token: page.next_page_token })).into_response())
}

/// One coupon
#[utoipa::path(get, path = "/api/v1/coupons/{coupon}", operation_id = "get_coupon", tag = "menu",
    params(("coupon" = String, Path, description = "Id or code.", example = "ILK50")), security(("bearer" = [])),
    responses((status = 200, body = Coupon), Refusals))]
pub(crate) async fn get(State(gateway): State<Gateway>, Path(coupon): Path<String>) -> Result<Response, Error> {
    Ok(answer(StatusCode::OK, load(&gateway, coupon).await?))
}

/// Add a coupon
#[utoipa::path(post, path = "/api/v1/coupons", operation_id = "create_coupon", tag = "menu", request_body = NewCoupon,
    security(("bearer" = [])), responses((status = 201, body = Coupon), Refusals))]
pub(crate) async fn create(
    State(gateway): State<Gateway>,
    JsonBody(new): JsonBody<NewCoupon>,
) -> Result<Response, Error> {
    let request = CreateCouponRequest { coupon: Some(new.into_contract()?) };
    let created = gateway.peers().catalog().create_coupon(request).await?.into_inner();
    Ok(answer(StatusCode::CREATED, promised(created.coupon)?))
}

/// Change a coupon's terms
///
/// `"active": false` switches it off. Its code stays.
#[utoipa::path(patch, path = "/api/v1/coupons/{coupon}", operation_id = "update_coupon", tag = "menu",
    params(("coupon" = String, Path, description = "Id or code."),
        ("if-match" = Option<String>, Header, description = "The coupon's ETag.")),
    request_body = CouponChange, security(("bearer" = [])), responses((status = 200, body = Coupon), Refusals))]
pub(crate) async fn update(
    State(gateway): State<Gateway>,
    Path(coupon): Path<String>,
    headers: HeaderMap,
    JsonBody(change): JsonBody<CouponChange>,
) -> Result<Response, Error> {
    let expected = etag::expected(&headers)?;
    let current = load(&gateway, coupon).await?;
    let version = if expected == 0 { current.version } else { expected };
    let coupon = contract::Coupon { version, ..change.onto(current)? };
    let request = UpdateCouponRequest { coupon: Some(coupon) };
    let updated = gateway.peers().catalog().update_coupon(request).await.map_err(etag::refusal)?;
    Ok(answer(StatusCode::OK, promised(updated.into_inner().coupon)?))
}

/// Remove a coupon
///
/// Orders that used it keep their discount.
#[utoipa::path(delete, path = "/api/v1/coupons/{coupon}", operation_id = "delete_coupon", tag = "menu",
    params(("coupon" = String, Path, description = "Id or code."),
        ("if-match" = Option<String>, Header, description = "The coupon's ETag.")),
    security(("bearer" = [])),
    responses((status = 204, description = "Removed."), Refusals))]
pub(crate) async fn delete(
    State(gateway): State<Gateway>,
    Path(coupon): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Error> {
    let request = DeleteCouponRequest { coupon, version: etag::expected(&headers)? };
    gateway.peers().catalog().delete_coupon(request).await.map_err(etag::refusal)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn load(gateway: &Gateway, coupon: String) -> Result<contract::Coupon, Error> {
    promised(gateway.peers().catalog().get_coupon(GetCouponRequest { coupon }).await?.into_inner().coupon)
}

fn answer(status: StatusCode, coupon: contract::Coupon) -> Response {
    (status, [(header::ETAG, etag::of(coupon.version))], Json(Coupon::from(coupon))).into_response()
}
