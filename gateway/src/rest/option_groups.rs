//! Option groups over REST.

use axum::{
    Json,
    extract::{OriginalUri, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use proto::catalog::v1::{
    self as contract, CreateOptionGroupRequest, DeleteOptionGroupRequest, GetOptionGroupRequest,
    ListOptionGroupsRequest, UpdateOptionGroupRequest,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    body::JsonBody,
    etag,
    paging::{self, Page},
    path::Path,
    query::Params,
    view::{Money, promised},
};
use crate::{Gateway, error::Error, problems::Refusals};

/// Choices that go with a product, shared between products.
#[derive(Serialize, ToSchema)]
pub(crate) struct OptionGroup {
    id: String,
    #[schema(example = "protein")]
    slug: String,
    #[schema(example = "Protein")]
    name: String,
    /// How many choices must be made at least; 0 makes the group free to skip.
    choices_min: i32,
    /// How many may be made at most.
    choices_max: i32,
    /// In the order customers see them.
    choices: Vec<Choice>,
    /// Grows with every change; also the ETag.
    version: i64,
}

/// One choice of a group.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Choice {
    /// Left out to add a choice.
    #[serde(default)]
    id: String,
    /// Made from the name when left out.
    #[serde(default)]
    #[schema(example = "chicken")]
    slug: String,
    #[schema(example = "Chicken")]
    name: String,
    /// Other names customers use.
    #[serde(default)]
    aliases: Vec<String>,
    /// What it adds to the price of one; left out for free.
    price: Option<Money>,
    /// Whether it can be chosen now; true when left out.
    #[serde(default = "yes")]
    available: bool,
}

/// A page of option groups, by slug.
#[derive(Serialize, ToSchema)]
pub(crate) struct OptionGroupList {
    option_groups: Vec<OptionGroup>,
    /// Empty on the last page.
    next_page_token: String,
}

/// A group to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewOptionGroup {
    /// Made from the name when left out.
    #[serde(default)]
    slug: String,
    name: String,
    #[serde(default)]
    choices_min: i32,
    /// One when left out.
    #[serde(default = "one")]
    choices_max: i32,
    choices: Vec<Choice>,
}

/// What shall be different; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OptionGroupChange {
    name: Option<String>,
    choices_min: Option<i32>,
    choices_max: Option<i32>,
    /// All choices the group shall have.
    choices: Option<Vec<Choice>>,
}

const fn yes() -> bool {
    true
}

const fn one() -> i32 {
    1
}

/// Option groups by slug
#[utoipa::path(get, path = "/api/v1/option-groups", operation_id = "list_option_groups", tag = "menu", params(Page),
    security(("bearer" = [])), responses((status = 200, body = OptionGroupList), Refusals))]
pub(crate) async fn list(
    State(gateway): State<Gateway>,
    OriginalUri(uri): OriginalUri,
    Params(Page { page_size, page_token }): Params<Page>,
) -> Result<Response, Error> {
    let request = ListOptionGroupsRequest { page_size, page_token };
    let page = gateway.peers().catalog().list_option_groups(request).await?.into_inner();
    let link = paging::link_to_next(&uri, &page.next_page_token);
    let option_groups = page.option_groups.into_iter().map(OptionGroup::from).collect();
    Ok((link, Json(OptionGroupList { option_groups, next_page_token: page.next_page_token })).into_response())
}

/// One option group
#[utoipa::path(get, path = "/api/v1/option-groups/{group}", operation_id = "get_option_group", tag = "menu",
    params(("group" = String, Path, description = "Id or slug.", example = "protein")), security(("bearer" = [])),
    responses((status = 200, body = OptionGroup), Refusals))]
pub(crate) async fn get(State(gateway): State<Gateway>, Path(group): Path<String>) -> Result<Response, Error> {
    Ok(answer(StatusCode::OK, load(&gateway, group).await?))
}

/// Add an option group
#[utoipa::path(post, path = "/api/v1/option-groups", operation_id = "create_option_group", tag = "menu",
    request_body = NewOptionGroup, security(("bearer" = [])),
    responses((status = 201, body = OptionGroup), Refusals))]
pub(crate) async fn create(
    State(gateway): State<Gateway>,
    JsonBody(new): JsonBody<NewOptionGroup>,
) -> Result<Response, Error> {
    let NewOptionGroup { slug, name, choices_min, choices_max, choices } = new;
    let choices = choices.into_iter().map(Choice::into).collect();
    let group = contract::OptionGroup { slug, name, choices_min, choices_max, choices, ..Default::default() };
    let request = CreateOptionGroupRequest { option_group: Some(group) };
    let created = gateway.peers().catalog().create_option_group(request).await?.into_inner();
    Ok(answer(StatusCode::CREATED, promised(created.option_group)?))
}

/// Change an option group
///
/// Choices that keep their id stay the same choice; those left out are removed.
#[utoipa::path(patch, path = "/api/v1/option-groups/{group}", operation_id = "update_option_group", tag = "menu",
    params(("group" = String, Path, description = "Id or slug."),
        ("if-match" = Option<String>, Header, description = "The group's ETag.")),
    request_body = OptionGroupChange, security(("bearer" = [])),
    responses((status = 200, body = OptionGroup), Refusals))]
pub(crate) async fn update(
    State(gateway): State<Gateway>,
    Path(group): Path<String>,
    headers: HeaderMap,
    JsonBody(change): JsonBody<OptionGroupChange>,
) -> Result<Response, Error> {
    let expected = etag::expected(&headers)?;
    let current = load(&gateway, group).await?;
    let group = contract::OptionGroup {
        name: change.name.unwrap_or(current.name),
        choices_min: change.choices_min.unwrap_or(current.choices_min),
        choices_max: change.choices_max.unwrap_or(current.choices_max),
        choices: change.choices.map_or(current.choices, |choices| choices.into_iter().map(Choice::into).collect()),
        version: if expected == 0 { current.version } else { expected },
        id: current.id,
        slug: current.slug,
    };
    let request = UpdateOptionGroupRequest { option_group: Some(group) };
    let updated = gateway.peers().catalog().update_option_group(request).await.map_err(etag::refusal)?;
    Ok(answer(StatusCode::OK, promised(updated.into_inner().option_group)?))
}

/// Remove an option group
///
/// Products that used it no longer do.
#[utoipa::path(delete, path = "/api/v1/option-groups/{group}", operation_id = "delete_option_group", tag = "menu",
    params(("group" = String, Path, description = "Id or slug."),
        ("if-match" = Option<String>, Header, description = "The group's ETag.")),
    security(("bearer" = [])),
    responses((status = 204, description = "Removed."), Refusals))]
pub(crate) async fn delete(
    State(gateway): State<Gateway>,
    Path(option_group): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Error> {
    let request = DeleteOptionGroupRequest { option_group, version: etag::expected(&headers)? };
    gateway.peers().catalog().delete_option_group(request).await.map_err(etag::refusal)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn load(gateway: &Gateway, option_group: String) -> Result<contract::OptionGroup, Error> {
    let found = gateway.peers().catalog().get_option_group(GetOptionGroupRequest { option_group }).await?;
    promised(found.into_inner().option_group)
}

fn answer(status: StatusCode, group: contract::OptionGroup) -> Response {
    (status, [(header::ETAG, etag::of(group.version))], Json(OptionGroup::from(group))).into_response()
}

impl From<contract::OptionGroup> for OptionGroup {
    fn from(group: contract::OptionGroup) -> Self {
        let contract::OptionGroup { id, slug, name, choices_min, choices_max, choices, version } = group;
        let choices = choices.into_iter().map(Choice::from).collect();
        Self { id, slug, name, choices_min, choices_max, choices, version }
    }
}

impl From<contract::OptionChoice> for Choice {
    fn from(choice: contract::OptionChoice) -> Self {
        let contract::OptionChoice { id, slug, name, aliases, price, available } = choice;
        Self { id, slug, name, aliases, price: price.map(Money::from), available }
    }
}

impl From<Choice> for contract::OptionChoice {
    fn from(choice: Choice) -> Self {
        let Choice { id, slug, name, aliases, price, available } = choice;
        Self { id, slug, name, aliases, price: price.map(Money::into), available }
    }
}
