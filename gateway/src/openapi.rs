//! The routes of the admin API, and their description: one declaration for both.

use axum::{
    Router,
    body::Bytes,
    http::{HeaderValue, header},
    middleware, routing,
};
use utoipa::{
    Modify, OpenApi as _,
    openapi::{
        HttpMethod, OpenApi, PathItem, Ref, RefOr,
        path::Operation,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_axum::{router::OpenApiRouter, routes};
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::{Gateway, auth, edge, error::Error, office, payments, probes, rest};

const SPEC: &str = "/api/openapi.json";
const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// Under this name operations find the header's description.
const IDEMPOTENCY_KEY: &str = "IdempotencyKey";

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Souk",
        description = "The office's side of the market. Log in with POST /api/v1/auth/login and send the access token \
                       as Authorization: Bearer. Lists are paged by page_token; changes take Idempotency-Key and \
                       If-Match; errors are application/problem+json with a stable code.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    servers((url = "/")),
    tags(
        (name = "auth", description = "Logging in and out."),
        (name = "orders", description = "Orders from the moment a customer confirms a cart."),
        (name = "payments", description = "Money that came and went, and invoices."),
        (name = "menu", description = "What the shop sells."),
        (name = "customers", description = "Customers and what was said."),
        (name = "messages", description = "What leaves for people's phones."),
        (name = "sellers", description = "Who makes and brings what the market sells."),
        (name = "operation", description = "For those who run it.")
    ),
    modifiers(&Shared)
)]
struct Description;

/// What many operations name.
struct Shared;

impl Modify for Shared {
    fn modify(&self, api: &mut OpenApi) {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        let components = api.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        components.parameters.insert(IDEMPOTENCY_KEY.to_owned(), RefOr::T(rest::idempotency::parameter()));
    }
}

/// Names the Idempotency-Key at every operation that changes something: what users ask passes the same middleware.
fn name_keys(api: &mut OpenApi) {
    for item in api.paths.paths.values_mut() {
        let changes = [&mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        for operation in changes.into_iter().flatten() {
            let key = Ref::new(format!("#/components/parameters/{IDEMPOTENCY_KEY}"));
            operation.parameters.get_or_insert_default().push(RefOr::Ref(key));
        }
    }
}

/// An address of the original systems: it shares its handler with one of ours.
struct Older {
    method: HttpMethod,
    path: &'static str,
    /// The operation that is the same.
    like: &'static str,
    operation_id: &'static str,
}

const OLDER: [Older; 10] = [
    older(HttpMethod::Get, "/whatsapp-orders", "list_orders", "list_whatsapp_orders"),
    older(HttpMethod::Get, "/whatsapp-orders/{order}", "get_order", "get_whatsapp_order"),
    older(HttpMethod::Patch, "/whatsapp-orders/{order}/status", "change_order_status", "change_whatsapp_order_status"),
    older(HttpMethod::Get, "/whatsapp/orders/{order}", "get_order", "track_whatsapp_order"),
    older(HttpMethod::Get, "/whatsapp/invoices/{invoice}", "get_invoice", "get_whatsapp_invoice"),
    older(HttpMethod::Get, "/sellers", "list_sellers", "list_whatsapp_sellers"),
    older(HttpMethod::Post, "/sellers", "create_seller", "create_whatsapp_seller"),
    older(HttpMethod::Get, "/sellers/{seller}", "get_seller", "get_whatsapp_seller"),
    older(HttpMethod::Patch, "/sellers/{seller}", "update_seller", "update_whatsapp_seller"),
    older(HttpMethod::Get, "/whatsapp/health", "is_ready", "is_whatsapp_ready"),
];

const fn older(method: HttpMethod, path: &'static str, like: &'static str, operation_id: &'static str) -> Older {
    Older { method, path, like, operation_id }
}

/// Every route but the webhooks, inside the edge.
pub(crate) fn router(gateway: &Gateway) -> Router<Gateway> {
    let (router, api) = open().merge(guarded(gateway)).split_for_parts();
    router
        .merge(documents(api))
        .merge(office::routes())
        .merge(payments::routes())
        .fallback(|| async { Error::RouteUnknown })
        .method_not_allowed_fallback(|| async { Error::MethodNotAllowed })
        .layer(middleware::from_fn_with_state(gateway.clone(), edge::pass))
}

/// What anybody may ask.
fn open() -> OpenApiRouter<Gateway> {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(auth::api::login))
        .routes(routes!(auth::api::refresh))
        .routes(routes!(auth::api::keys))
        .routes(routes!(probes::livez))
        .routes(routes!(probes::readyz))
        .routes(routes!(probes::metrics))
        .route("/whatsapp/health", routing::get(probes::readyz))
}

/// What only users may ask.
fn guarded(gateway: &Gateway) -> OpenApiRouter<Gateway> {
    let mut router = OpenApiRouter::new()
        .routes(routes!(auth::api::logout))
        .merge(orders())
        .merge(money())
        .merge(menu())
        .merge(people())
        .merge(older_paths());
    name_keys(router.get_openapi_mut());
    router
        .route_layer(middleware::from_fn_with_state(gateway.clone(), rest::idempotency::once))
        .route_layer(middleware::from_fn_with_state(gateway.clone(), auth::guard::guard))
}

fn orders() -> OpenApiRouter<Gateway> {
    OpenApiRouter::new()
        .routes(routes!(rest::orders::list))
        .routes(routes!(rest::orders::get, rest::orders::update))
        .routes(routes!(rest::orders::change_status))
        .routes(routes!(rest::orders::lines::amend))
        .routes(routes!(rest::orders::lines::reveal))
        .routes(routes!(rest::orders::attachments::list))
        .routes(routes!(rest::orders::attachments::content))
        .routes(routes!(rest::orders::attachments::review))
        .routes(routes!(rest::dead_jobs::list))
        .routes(routes!(rest::dead_jobs::redrive))
}

fn money() -> OpenApiRouter<Gateway> {
    OpenApiRouter::new()
        .routes(routes!(rest::orders::payments::list, rest::orders::payments::record))
        .routes(routes!(rest::orders::payments::refunds, rest::orders::payments::refund))
        .routes(routes!(rest::invoices::of_order))
        .routes(routes!(rest::invoices::list))
        .routes(routes!(rest::invoices::get))
        .routes(routes!(rest::invoices::pdf))
        .routes(routes!(rest::invoices::credit))
        .routes(routes!(rest::payment_events::list))
}

fn menu() -> OpenApiRouter<Gateway> {
    OpenApiRouter::new()
        .routes(routes!(rest::products::list, rest::products::create))
        .routes(routes!(rest::products::get, rest::products::update, rest::products::delete))
        .routes(routes!(rest::products::set_stock))
        .routes(routes!(rest::option_groups::list, rest::option_groups::create))
        .routes(routes!(rest::option_groups::get, rest::option_groups::update, rest::option_groups::delete))
        .routes(routes!(rest::coupons::list, rest::coupons::create))
        .routes(routes!(rest::coupons::get, rest::coupons::update, rest::coupons::delete))
        .routes(routes!(rest::shop::get, rest::shop::update))
        .routes(routes!(rest::categories::list, rest::categories::create))
        .routes(routes!(rest::categories::get, rest::categories::update, rest::categories::delete))
}

fn people() -> OpenApiRouter<Gateway> {
    OpenApiRouter::new()
        .routes(routes!(rest::customers::list))
        .routes(routes!(rest::customers::get))
        .routes(routes!(rest::customers::turns))
        .routes(routes!(rest::customers::reset))
        .routes(routes!(rest::dead_messages::list))
        .routes(routes!(rest::dead_messages::redrive))
        .routes(routes!(rest::messages::list))
        .routes(routes!(rest::messages::get))
        .routes(routes!(rest::messages::redrive))
        .routes(routes!(rest::sellers::list, rest::sellers::create))
        .routes(routes!(rest::sellers::get, rest::sellers::update))
}

fn older_paths() -> OpenApiRouter<Gateway> {
    OpenApiRouter::new()
        .route("/whatsapp-orders", routing::get(rest::orders::list))
        .route("/whatsapp-orders/{order}", routing::get(rest::orders::get))
        .route("/whatsapp-orders/{order}/status", routing::patch(rest::orders::change_status))
        .route("/whatsapp/orders/{order}", routing::get(rest::orders::get))
        .route("/whatsapp/invoices/{invoice}", routing::get(rest::invoices::get))
        .route("/sellers", routing::get(rest::sellers::list).post(rest::sellers::create))
        .route("/sellers/{seller}", routing::get(rest::sellers::get).patch(rest::sellers::update))
}

fn documents(mut api: OpenApi) -> Router<Gateway> {
    OLDER.iter().for_each(|older| describe(&mut api, older));
    // Written out once: as a tree of values it takes megabytes.
    let spec = Bytes::from(serde_json::to_vec(&api).expect("a description has a form in JSON"));
    let page = SwaggerUi::new("/api/docs").config(Config::from(SPEC).try_it_out_enabled(true));
    Router::new()
        .route(SPEC, routing::get(|| async move { ([(header::CONTENT_TYPE, JSON)], spec.clone()) }))
        .merge(page)
}

fn describe(api: &mut OpenApi, older: &Older) {
    let named = |operation: &&Operation| operation.operation_id.as_deref() == Some(older.like);
    let operations =
        api.paths.paths.values().flat_map(|item| [&item.get, &item.post, &item.patch].into_iter().flatten());
    let Some(mut operation) = operations.into_iter().find(named).cloned() else { return };
    operation.operation_id = Some(older.operation_id.to_owned());
    let item = PathItem::new(older.method.clone(), operation);
    api.paths.paths.entry(older.path.to_owned()).or_default().merge_operations(item);
}
