//! The control API: tests, the page and the terminal act as customers and cause faults through it. JSON both ways;
//! errors are `application/problem+json` with a `reason`.
//!
//! | request | does |
//! |---|---|
//! | `GET /control/health` | `{"status": "ok"}` once it serves |
//! | `GET /control/status` | the business, the webhook, counts of accepted and refused sends, limits, the time |
//! | `POST /control/reset` | forgets customers, messages, refusals, faults and held updates; limits start over |
//! | `POST /control/clock` | `{"advance_ms": 86400000}` moves this process's clock forward |
//! | `GET /control/customers` | all customers |
//! | `POST /control/customers` | adds one: `{"phone"?, "name"?, "username"?, "identity"?, "receipts"?}`; without a phone it gets the next free number, without a name a usual one |
//! | `GET, PATCH, DELETE /control/customers/{who}` | one customer; `{who}` is an id, a phone or a user id |
//! | `GET /control/customers/{who}/messages` | the conversation: `after` a position, `from=business` or `customer`, waiting up to `wait_ms` for the first |
//! | `POST /control/customers/{who}/act` | acts as the customer, see below |
//! | `GET, DELETE /control/refused` | refused sends, newest first |
//! | `GET, PUT /control/limits` | [`crate::Limits`] |
//! | `GET, POST, DELETE /control/faults` | faults of sends: `{"kind": "error", "code": 131000, "times": 3}`; also `status` (`status`, `accept`), `no_answer`, `reset`, `fail_later` (`code`); `share` in place of `times` |
//! | `GET, PUT /control/webhooks` | the webhook's state; `{"url"}` moves it |
//! | `PUT /control/webhooks/faults` | `duplicate_share`, `late_share`, `late_ms`, `lost_status_share`, `bad_element_share`, `signature` (`right`, `missing`, `wrong`, `upper_case`) |
//! | `POST /control/webhooks/hold`, `/release` | keeps updates back; lets them go as `per_post`, `shape` (`changes`, `entries`, `messages`), `order` (`given`, `reversed`, `shuffled`), `copies`, `bad_element` |
//! | `POST /control/webhooks/retry` | tries at once what waits for a retry |
//! | `POST /control/webhooks/verify` | sends the GET verification |
//! | `POST /control/webhooks/raw` | posts `body` (JSON, or text as it is) once, with `signature` |
//! | `GET, PUT /control/catalog` | the goods the page's cart offers |
//! | `POST /control/media`, `GET /control/media/{id}` | keeps the body, up to 16 MiB, as a file to send; shows it |
//! | `GET /control/payments` | payments, refunds, refused calls, faults, and the way to the payment webhook |
//! | `GET /control/payments/{which}` | one payment; `{which}` is its reference, its id, or its page's access code |
//! | `POST /control/payments/{which}/act` | acts on the payment page, see below |
//! | `POST, DELETE /control/payments/faults` | faults of Paystack's API: `{"kind": "status", "status": 503, "accept": true, "call": "initialize", "times": 1}`; also `no_answer`, `reset`; calls are `initialize`, `verify`, `refund`, `read` |
//! | `PUT /control/payments/refunds` | how refunds end: `{"end": "processed", "after_ms": 2000}`; also `failed`, `needs_attention`, `none` |
//! | `POST /control/payments/refunds/{id}` | ends a refund now: `{"end": "failed"}` |
//! | `PUT /control/payments/webhooks` | `{"url"}` moves the payment webhook |
//! | `PUT /control/payments/webhooks/faults` | `duplicate_share`, `late_share`, `late_ms`, `lost_share`, `signature` |
//! | `POST /control/payments/webhooks/hold`, `/release`, `/retry`, `/raw` | as for Meta's; a release may be `reversed` |
//! | `GET /control/events` | server-sent events, resumed by `Last-Event-ID` |
//!
//! # Acts
//!
//! | `type` | fields |
//! |---|---|
//! | `text` | `text`, `reply_to`? |
//! | `tap` | `number`, `id` or `title` of a choice, on `message_id` or the newest message that has choices |
//! | `location` | `latitude`, `longitude`, `name`?, `address`? |
//! | `order` | `items` of `product_retailer_id`, `quantity`, `item_price`, `currency`; `catalog_id`?, `text`? |
//! | `image`, `video`, `audio`, `voice`, `document`, `sticker` | `media_id`?, `caption`?, `filename`? |
//! | `reaction` | `emoji` (empty takes it back), on `message_id` or the newest message |
//! | `contacts` | `name`, `phone` |
//! | `unsupported` | |
//! | `change_number` | `phone` |
//! | `raw` | `message`: any element of `messages`; `from`, `id` and `timestamp` are filled in where missing |
//!
//! # Acts on a payment page
//!
//! | `type` | fields |
//! |---|---|
//! | `open` | |
//! | `pay` | `amount_minor`? and `currency`? (what was asked), `silent`? loses the webhook for good |
//! | `fail` | `reason`? |
//! | `abandon` | |
//! | `announce` | `charge.success` once more |

mod acts;
mod customers;
mod error;
mod events;
mod faults;
mod payment_webhooks;
mod payments;
mod status;
mod webhooks;

use std::sync::Arc;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    middleware::{Next, from_fn},
    response::{IntoResponse as _, Response},
    routing::{any, get, post, put},
};
use http::{HeaderMap, header};

use crate::emulator::Shared;
use error::ControlError;

/// Bytes of a request.
const BODY_MAX: usize = 2 * 1024 * 1024;
/// Bytes of a file.
const FILE_MAX: usize = 16 * 1024 * 1024;

/// All paths under `/control`.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/control/health", get(status::health))
        .route("/control/status", get(status::status))
        .route("/control/reset", post(status::reset))
        .route("/control/clock", post(status::advance_clock))
        .route("/control/customers", get(customers::list).post(customers::add))
        .route("/control/customers/{who}", get(customers::get).patch(customers::change).delete(customers::remove))
        .route("/control/customers/{who}/messages", get(customers::messages))
        .route("/control/customers/{who}/act", post(acts::act))
        .route("/control/refused", get(status::refused).delete(status::forget_refused))
        .route("/control/limits", get(faults::limits).put(faults::set_limits))
        .route("/control/faults", get(faults::list).post(faults::add).delete(faults::clear))
        .route("/control/webhooks", get(webhooks::get).put(webhooks::move_to))
        .route("/control/webhooks/faults", put(webhooks::set_faults))
        .route("/control/webhooks/hold", post(webhooks::hold))
        .route("/control/webhooks/release", post(webhooks::release))
        .route("/control/webhooks/retry", post(webhooks::retry))
        .route("/control/webhooks/verify", post(webhooks::verify))
        .route("/control/webhooks/raw", post(webhooks::raw))
        .route("/control/catalog", get(status::catalog).put(status::set_catalog))
        .route("/control/media", post(status::keep_media).layer(DefaultBodyLimit::max(FILE_MAX)))
        .route("/control/media/{id}", get(status::show_media))
        .route("/control/events", get(events::stream))
        .merge(payment_routes())
        .route("/control/{*rest}", any(unknown))
        .route_layer(from_fn(own_pages_only))
        .layer(DefaultBodyLimit::max(BODY_MAX))
}

fn payment_routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/control/payments", get(payments::overview))
        .route("/control/payments/{which}", get(payments::get))
        .route("/control/payments/{which}/act", post(payments::act))
        .route("/control/payments/faults", post(payments::add_fault).delete(payments::clear_faults))
        .route("/control/payments/refunds", put(payments::set_manner))
        .route("/control/payments/refunds/{id}", post(payments::end_refund))
        .route("/control/payments/webhooks", put(payment_webhooks::move_to))
        .route("/control/payments/webhooks/faults", put(payment_webhooks::set_faults))
        .route("/control/payments/webhooks/hold", post(payment_webhooks::hold))
        .route("/control/payments/webhooks/release", post(payment_webhooks::release))
        .route("/control/payments/webhooks/retry", post(payment_webhooks::retry))
        .route("/control/payments/webhooks/raw", post(payment_webhooks::raw))
}

async fn unknown() -> ControlError {
    ControlError::not_found(
        "PATH_UNKNOWN",
        "There is no such path under /control; the crate's documentation lists them.",
    )
}

/// Refuses browsers that were sent here by somebody else's page.
async fn own_pages_only(request: Request, next: Next) -> Response {
    if came_from_elsewhere(request.headers()) {
        let message = "The control API answers its own page, programs and terminals, not other web pages.";
        return ControlError::forbidden("FOREIGN_ORIGIN", message).into_response();
    }
    next.run(request).await
}

fn came_from_elsewhere(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let origin = text(header::ORIGIN);
    let own = origin.and_then(|origin| origin.split_once("://")).map(|(_, host)| host) == text(header::HOST);
    origin.is_some() && !own
}
