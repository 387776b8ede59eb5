//! Sellers over REST.

use axum::{
    Json,
    extract::{OriginalUri, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use proto::sellers::v1::{
    self as contract, Availability, CreateSellerRequest, GetSellerRequest, ListSellersRequest, SellerStatus,
    UpdateSellerRequest,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    body::JsonBody,
    etag, paging,
    path::Path,
    query::Params,
    view::{promised, time, word},
};
use crate::{Gateway, error::Error, problems::Refusals};

const STATUS_PREFIX: &str = "SELLER_STATUS_";
const AVAILABILITY_PREFIX: &str = "AVAILABILITY_";

/// Somebody who makes or brings what the market sells.
#[derive(Serialize, ToSchema)]
pub(crate) struct Seller {
    id: String,
    name: String,
    /// Digits only.
    #[schema(example = "2348031234567")]
    phone: String,
    /// "ACTIVE", "INACTIVE" or "SUSPENDED".
    #[schema(example = "ACTIVE")]
    status: String,
    /// "AVAILABLE", "BUSY" or "OFFLINE".
    #[schema(example = "AVAILABLE")]
    availability: String,
    #[schema(example = json!(["food"]))]
    specializations: Vec<String>,
    /// Grows with every change; also the ETag.
    version: i64,
    #[schema(value_type = String, format = DateTime)]
    create_time: Option<Timestamp>,
}

/// A page of sellers, by name.
#[derive(Serialize, ToSchema)]
pub(crate) struct SellerList {
    sellers: Vec<Seller>,
    /// Empty on the last page.
    next_page_token: String,
}

/// Which sellers.
#[derive(Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// Only with this specialization.
    specialization: String,
    /// Sellers on a page: 50 when left out, 200 at most.
    page_size: i32,
    /// `next_page_token` of the page before.
    page_token: String,
}

/// A seller to add, or what of one shall be different; what is left out stays, or is as usual.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SellerChange {
    name: Option<String>,
    phone: Option<String>,
    status: Option<String>,
    availability: Option<String>,
    specializations: Option<Vec<String>>,
}

/// Sellers by name
#[utoipa::path(get, path = "/api/v1/sellers", operation_id = "list_sellers", tag = "sellers", params(Filter),
    security(("bearer" = [])), responses((status = 200, body = SellerList), Refusals))]
pub(crate) async fn list(
    State(gateway): State<Gateway>,
    OriginalUri(uri): OriginalUri,
    Params(filter): Params<Filter>,
) -> Result<Response, Error> {
    let Filter { specialization, page_size, page_token } = filter;
    let request = ListSellersRequest { page_size, page_token, specialization };
    let page = gateway.peers().sellers().list_sellers(request).await?.into_inner();
    let link = paging::link_to_next(&uri, &page.next_page_token);
    let sellers = page.sellers.into_iter().map(Seller::from).collect();
    Ok((link, Json(SellerList { sellers, next_page_token: page.next_page_token })).into_response())
}

/// One seller
///
/// By id or by phone number.
#[utoipa::path(get, path = "/api/v1/sellers/{seller}", operation_id = "get_seller", tag = "sellers",
    params(("seller" = String, Path, description = "Id or phone number.")), security(("bearer" = [])),
    responses((status = 200, body = Seller), Refusals))]
pub(crate) async fn get(State(gateway): State<Gateway>, Path(seller): Path<String>) -> Result<Response, Error> {
    Ok(answer(StatusCode::OK, load(&gateway, seller).await?))
}

/// Add a seller
#[utoipa::path(post, path = "/api/v1/sellers", operation_id = "create_seller", tag = "sellers",
    request_body = SellerChange, security(("bearer" = [])), responses((status = 201, body = Seller), Refusals))]
pub(crate) async fn create(
    State(gateway): State<Gateway>,
    JsonBody(new): JsonBody<SellerChange>,
) -> Result<Response, Error> {
    let seller = new.onto(contract::Seller::default())?;
    let request = CreateSellerRequest { seller: Some(seller) };
    let created = gateway.peers().sellers().create_seller(request).await?.into_inner();
    Ok(answer(StatusCode::CREATED, promised(created.seller)?))
}

/// Change a seller
#[utoipa::path(patch, path = "/api/v1/sellers/{seller}", operation_id = "update_seller", tag = "sellers",
    params(("seller" = String, Path, description = "Id or phone number."),
        ("if-match" = Option<String>, Header, description = "The seller's ETag.")),
    request_body = SellerChange, security(("bearer" = [])), responses((status = 200, body = Seller), Refusals))]
pub(crate) async fn update(
    State(gateway): State<Gateway>,
    Path(seller): Path<String>,
    headers: HeaderMap,
    JsonBody(change): JsonBody<SellerChange>,
) -> Result<Response, Error> {
    let expected = etag::expected(&headers)?;
    let current = load(&gateway, seller).await?;
    let version = if expected == 0 { current.version } else { expected };
    let seller = contract::Seller { version, ..change.onto(current)? };
    let request = UpdateSellerRequest { seller: Some(seller) };
    let updated = gateway.peers().sellers().update_seller(request).await.map_err(etag::refusal)?;
    Ok(answer(StatusCode::OK, promised(updated.into_inner().seller)?))
}

async fn load(gateway: &Gateway, seller: String) -> Result<contract::Seller, Error> {
    promised(gateway.peers().sellers().get_seller(GetSellerRequest { seller }).await?.into_inner().seller)
}

fn answer(status: StatusCode, seller: contract::Seller) -> Response {
    (status, [(header::ETAG, etag::of(seller.version))], Json(Seller::from(seller))).into_response()
}

impl From<contract::Seller> for Seller {
    fn from(seller: contract::Seller) -> Self {
        Self {
            status: word(seller.status().as_str_name(), STATUS_PREFIX),
            availability: word(seller.availability().as_str_name(), AVAILABILITY_PREFIX),
            id: seller.id,
            name: seller.name,
            phone: seller.phone,
            specializations: seller.specializations,
            version: seller.version,
            create_time: time(seller.create_time),
        }
    }
}

impl SellerChange {
    fn onto(self, current: contract::Seller) -> Result<contract::Seller, Error> {
        let status = self.status.map(|word| status_of(&word)).transpose()?.map_or(current.status, i32::from);
        let availability = self.availability.map(|word| availability_of(&word)).transpose()?;
        Ok(contract::Seller {
            name: self.name.unwrap_or(current.name),
            phone: self.phone.unwrap_or(current.phone),
            specializations: self.specializations.unwrap_or(current.specializations),
            status,
            availability: availability.map_or(current.availability, i32::from),
            ..current
        })
    }
}

fn status_of(word: &str) -> Result<SellerStatus, Error> {
    let status = SellerStatus::from_str_name(&format!("{STATUS_PREFIX}{}", word.to_uppercase()));
    let status = status.filter(|status| *status != SellerStatus::Unspecified);
    status.ok_or_else(|| unknown("#/status", "a status is one of ACTIVE, INACTIVE, SUSPENDED"))
}

fn availability_of(word: &str) -> Result<Availability, Error> {
    let availability = Availability::from_str_name(&format!("{AVAILABILITY_PREFIX}{}", word.to_uppercase()));
    let availability = availability.filter(|availability| *availability != Availability::Unspecified);
    availability.ok_or_else(|| unknown("#/availability", "an availability is one of AVAILABLE, BUSY, OFFLINE"))
}

fn unknown(pointer: &str, detail: &str) -> Error {
    Error::BodyInvalid { pointer: pointer.to_owned(), detail: detail.to_owned() }
}
