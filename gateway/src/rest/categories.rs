//! Categories over REST.

use axum::{
    Json,
    extract::{OriginalUri, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use proto::catalog::v1::{
    self as contract, CreateCategoryRequest, DeleteCategoryRequest, GetCategoryRequest, ListCategoriesRequest,
    UpdateCategoryRequest,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    body::JsonBody,
    etag,
    paging::{self, Page},
    path::Path,
    query::Params,
    view::promised,
};
use crate::{Gateway, error::Error, problems::Refusals};

/// A shelf of the shop.
#[derive(Serialize, ToSchema)]
pub(crate) struct Category {
    id: String,
    #[schema(example = "drinks")]
    slug: String,
    #[schema(example = "Drinks")]
    name: String,
    /// Place in the menu; smaller comes first.
    position: i32,
    /// Whether customers see it.
    active: bool,
    /// Grows with every change; also the ETag.
    version: i64,
}

/// A page of categories, as customers see them.
#[derive(Serialize, ToSchema)]
pub(crate) struct CategoryList {
    categories: Vec<Category>,
    /// Empty on the last page.
    next_page_token: String,
}

/// A category to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCategory {
    /// Made from the name when left out.
    #[serde(default)]
    slug: String,
    name: String,
    #[serde(default)]
    position: i32,
    /// True when left out.
    active: Option<bool>,
}

/// What shall be different; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CategoryChange {
    slug: Option<String>,
    name: Option<String>,
    position: Option<i32>,
    active: Option<bool>,
}

/// Categories, in the order customers see them
#[utoipa::path(get, path = "/api/v1/categories", operation_id = "list_categories", tag = "menu", params(Page),
    security(("bearer" = [])), responses((status = 200, body = CategoryList), Refusals))]
pub(crate) async fn list(
    State(gateway): State<Gateway>,
    OriginalUri(uri): OriginalUri,
    Params(Page { page_size, page_token }): Params<Page>,
) -> Result<Response, Error> {
    let request = ListCategoriesRequest { page_size, page_token };
    let page = gateway.peers().catalog().list_categories(request).await?.into_inner();
    let link = paging::link_to_next(&uri, &page.next_page_token);
    let categories = page.categories.into_iter().map(Category::from).collect();
    Ok((link, Json(CategoryList { categories, next_page_token: page.next_page_token })).into_response())
}

/// One category
///
/// By id or by slug.
#[utoipa::path(get, path = "/api/v1/categories/{category}", operation_id = "get_category", tag = "menu",
    params(("category" = String, Path, description = "Id or slug.", example = "drinks")), security(("bearer" = [])),
    responses((status = 200, body = Category), Refusals))]
pub(crate) async fn get(State(gateway): State<Gateway>, Path(category): Path<String>) -> Result<Response, Error> {
    Ok(answer(StatusCode::OK, load(&gateway, category).await?))
}

/// Add a category
#[utoipa::path(post, path = "/api/v1/categories", operation_id = "create_category", tag = "menu",
    request_body = NewCategory, security(("bearer" = [])), responses((status = 201, body = Category), Refusals))]
pub(crate) async fn create(
    State(gateway): State<Gateway>,
    JsonBody(new): JsonBody<NewCategory>,
) -> Result<Response, Error> {
    let NewCategory { slug, name, position, active } = new;
    let active = active.unwrap_or(true);
    let category = contract::Category { slug, name, position, active, ..contract::Category::default() };
    let request = CreateCategoryRequest { category: Some(category) };
    let created = gateway.peers().catalog().create_category(request).await?.into_inner();
    Ok(answer(StatusCode::CREATED, promised(created.category)?))
}

/// Change a category
#[utoipa::path(patch, path = "/api/v1/categories/{category}", operation_id = "update_category", tag = "menu",
    params(("category" = String, Path, description = "Id or slug."),
        ("if-match" = Option<String>, Header, description = "The category's ETag.")),
    request_body = CategoryChange, security(("bearer" = [])), responses((status = 200, body = Category), Refusals))]
pub(crate) async fn update(
    State(gateway): State<Gateway>,
    Path(category): Path<String>,
    headers: HeaderMap,
    JsonBody(change): JsonBody<CategoryChange>,
) -> Result<Response, Error> {
    let expected = etag::expected(&headers)?;
    let current = load(&gateway, category).await?;
    let category = contract::Category {
        slug: change.slug.unwrap_or(current.slug),
        name: change.name.unwrap_or(current.name),
        position: change.position.unwrap_or(current.position),
        active: change.active.unwrap_or(current.active),
        version: if expected == 0 { current.version } else { expected },
        id: current.id,
    };
    let request = UpdateCategoryRequest { category: Some(category) };
    let updated = gateway.peers().catalog().update_category(request).await.map_err(etag::refusal)?;
    Ok(answer(StatusCode::OK, promised(updated.into_inner().category)?))
}

/// Remove an empty category
#[utoipa::path(delete, path = "/api/v1/categories/{category}", operation_id = "delete_category", tag = "menu",
    params(("category" = String, Path, description = "Id or slug."),
        ("if-match" = Option<String>, Header, description = "The category's ETag.")),
    security(("bearer" = [])),
    responses((status = 204, description = "Removed."), Refusals))]
pub(crate) async fn delete(
    State(gateway): State<Gateway>,
    Path(category): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Error> {
    let request = DeleteCategoryRequest { category, version: etag::expected(&headers)? };
    gateway.peers().catalog().delete_category(request).await.map_err(etag::refusal)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn load(gateway: &Gateway, category: String) -> Result<contract::Category, Error> {
    promised(gateway.peers().catalog().get_category(GetCategoryRequest { category }).await?.into_inner().category)
}

fn answer(status: StatusCode, category: contract::Category) -> Response {
    (status, [(header::ETAG, etag::of(category.version))], Json(Category::from(category))).into_response()
}

impl From<contract::Category> for Category {
    fn from(category: contract::Category) -> Self {
        let contract::Category { id, slug, name, position, active, version } = category;
        Self { id, slug, name, position, active, version }
    }
}
