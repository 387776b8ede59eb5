//! What the networks tell us. A webhook is answered with 200 only after what it brought is durable.

pub(crate) mod meta;
mod receive;
pub(crate) mod signature;
mod storing;
mod verification;

use axum::{Router, routing::get};

pub(crate) use self::receive::BODIES_MAX_KIB;
use crate::Gateway;

/// Meta's webhook, and the addresses it had in the original systems.
pub(crate) const WHATSAPP_PATHS: [&str; 4] =
    ["/webhooks/whatsapp", "/webhooks/whatsapp/", "/whatsapp-webhook", "/whatsapp/webhook"];

pub(crate) fn routes() -> Router<Gateway> {
    let whatsapp = get(verification::verify).post(receive::receive);
    WHATSAPP_PATHS.iter().fold(Router::new(), |router, path| router.route(path, whatsapp.clone()))
}
