//! Products over REST.

mod view;

use axum::{
    Json,
    extract::{OriginalUri, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use proto::catalog::v1::{
    self as contract, CreateProductRequest, DeleteProductRequest, GetProductRequest, ListProductsRequest,
    SetStockRequest, UpdateProductRequest,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::view::{NewProduct, Product, ProductChange, StockCount};
use super::{body::JsonBody, etag, paging, path::Path, query::Params, view::promised};
use crate::{Gateway, error::Error, problems::Refusals};

/// A page of products, by name.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProductList {
    products: Vec<Product>,
    /// Empty on the last page.
    next_page_token: String,
}

/// Which products.
#[derive(Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// Only of this category, by id or slug.
    category: String,
    /// Products on a page: 50 when left out, 200 at most.
    page_size: i32,
    /// `next_page_token` of the page before.
    page_token: String,
}

/// Products by name
///
/// Those that customers do not see are among them.
#[utoipa::path(get, path = "/api/v1/products", operation_id = "list_products", tag = "menu", params(Filter),
    security(("bearer" = [])), responses((status = 200, body = ProductList), Refusals))]
pub(crate) async fn list(
    State(gateway): State<Gateway>,
    OriginalUri(uri): OriginalUri,
    Params(filter): Params<Filter>,
) -> Result<Response, Error> {
    let Filter { category, page_size, page_token } = filter;
    let request = ListProductsRequest { page_size, page_token, category };
    let page = gateway.peers().catalog().list_products(request).await?.into_inner();
    let link = paging::link_to_next(&uri, &page.next_page_token);
    let products = page.products.into_iter().map(Product::from).collect();
    Ok((link, Json(ProductList { products, next_page_token: page.next_page_token })).into_response())
}

/// One product
///
/// By id or by SKU.
#[utoipa::path(get, path = "/api/v1/products/{product}", operation_id = "get_product", tag = "menu",
    params(("product" = String, Path, description = "Id or SKU.", example = "ZOBO")), security(("bearer" = [])),
    responses((status = 200, body = Product), Refusals))]
pub(crate) async fn get(State(gateway): State<Gateway>, Path(product): Path<String>) -> Result<Response, Error> {
    Ok(answer(StatusCode::OK, load(&gateway, product).await?))
}

/// Add a product
#[utoipa::path(post, path = "/api/v1/products", operation_id = "create_product", tag = "menu",
    request_body = NewProduct, security(("bearer" = [])), responses((status = 201, body = Product), Refusals))]
pub(crate) async fn create(
    State(gateway): State<Gateway>,
    JsonBody(new): JsonBody<NewProduct>,
) -> Result<Response, Error> {
    let request = CreateProductRequest { product: Some(new.into()) };
    let created = gateway.peers().catalog().create_product(request).await?.into_inner();
    Ok(answer(StatusCode::CREATED, promised(created.product)?))
}

/// Change a product
///
/// A new price holds from the next message on; prices on placed orders stay. `"available": false` takes it off sale.
#[utoipa::path(patch, path = "/api/v1/products/{product}", operation_id = "update_product", tag = "menu",
    params(("product" = String, Path, description = "Id or SKU."),
        ("if-match" = Option<String>, Header, description = "The product's ETag.")),
    request_body = ProductChange, security(("bearer" = [])), responses((status = 200, body = Product), Refusals))]
pub(crate) async fn update(
    State(gateway): State<Gateway>,
    Path(product): Path<String>,
    headers: HeaderMap,
    JsonBody(change): JsonBody<ProductChange>,
) -> Result<Response, Error> {
    let expected = etag::expected(&headers)?;
    let current = load(&gateway, product).await?;
    let version = if expected == 0 { current.version } else { expected };
    let product = contract::Product { version, ..change.onto(current) };
    let request = UpdateProductRequest { product: Some(product) };
    let updated = gateway.peers().catalog().update_product(request).await.map_err(etag::refusal)?;
    Ok(answer(StatusCode::OK, promised(updated.into_inner().product)?))
}

/// Count a product's stock
///
/// Exactly one of `on_hand`, `add` and `"tracked": false`.
#[utoipa::path(put, path = "/api/v1/products/{product}/stock", operation_id = "set_stock", tag = "menu",
    params(("product" = String, Path, description = "Id or SKU."),
        ("if-match" = Option<String>, Header, description = "The product's ETag, which counting does not change.")),
    request_body = StockCount, security(("bearer" = [])), responses((status = 200, body = Product), Refusals))]
pub(crate) async fn set_stock(
    State(gateway): State<Gateway>,
    Path(product): Path<String>,
    headers: HeaderMap,
    JsonBody(count): JsonBody<StockCount>,
) -> Result<Response, Error> {
    let one = "give exactly one of on_hand, add and \"tracked\": false";
    let wrong = || Error::BodyInvalid { pointer: "#".to_owned(), detail: one.to_owned() };
    let change = Some(count.change().ok_or_else(wrong)?);
    let request = SetStockRequest { product, change, version: etag::expected(&headers)? };
    let counted = gateway.peers().catalog().set_stock(request).await.map_err(etag::refusal)?;
    Ok(answer(StatusCode::OK, promised(counted.into_inner().product)?))
}

/// Remove a product
///
/// Placed orders keep their lines.
#[utoipa::path(delete, path = "/api/v1/products/{product}", operation_id = "delete_product", tag = "menu",
    params(("product" = String, Path, description = "Id or SKU."),
        ("if-match" = Option<String>, Header, description = "The product's ETag.")),
    security(("bearer" = [])),
    responses((status = 204, description = "Removed."), Refusals))]
pub(crate) async fn delete(
    State(gateway): State<Gateway>,
    Path(product): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Error> {
    let request = DeleteProductRequest { product, version: etag::expected(&headers)? };
    gateway.peers().catalog().delete_product(request).await.map_err(etag::refusal)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn load(gateway: &Gateway, product: String) -> Result<contract::Product, Error> {
    promised(gateway.peers().catalog().get_product(GetProductRequest { product }).await?.into_inner().product)
}

fn answer(status: StatusCode, product: contract::Product) -> Response {
    (status, [(header::ETAG, etag::of(product.version))], Json(Product::from(product))).into_response()
}
