//! What the networks tell us. A webhook is answered with 200 only after what it brought is durable.

mod intake;
pub(crate) mod meta;
mod paystack;
mod receive;
pub(crate) mod signature;
pub(crate) mod storing;
mod verification;

use axum::{
    Router,
    routing::{get, post},
};

pub(crate) use self::intake::BODIES_MAX_KIB;
use crate::{Gateway, error::Error};

/// Meta's webhook, and the addresses it had in the original systems.
pub(crate) const WHATSAPP_PATHS: [&str; 4] =
    ["/webhooks/whatsapp", "/webhooks/whatsapp/", "/whatsapp-webhook", "/whatsapp/webhook"];
/// Paystack's webhook.
const PAYSTACK_PATHS: [&str; 2] = ["/webhooks/paystack", "/webhooks/paystack/"];

pub(crate) fn routes() -> Router<Gateway> {
    let whatsapp = get(verification::verify).post(receive::receive);
    let router = WHATSAPP_PATHS.iter().fold(Router::new(), |router, path| router.route(path, whatsapp.clone()));
    let router = PAYSTACK_PATHS.iter().fold(router, |router, path| router.route(path, post(paystack::receive)));
    router.method_not_allowed_fallback(|| async { Error::MethodNotAllowed })
}
