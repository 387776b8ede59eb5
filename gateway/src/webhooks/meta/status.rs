//! What became of a message of ours.

use proto::{common::v1::Channel, notifications::v1::DeliveryStatus};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    loose::{List, Text, read},
    message::moment,
};

#[derive(Deserialize)]
struct Status<'a> {
    #[serde(borrow, default)]
    id: Text<'a>,
    #[serde(borrow, default)]
    status: Text<'a>,
    #[serde(borrow, default)]
    timestamp: Text<'a>,
    /// "payment" for statuses of a payment, which are about no delivery.
    #[serde(borrow, default, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow, default)]
    biz_opaque_callback_data: Text<'a>,
    #[serde(borrow, default)]
    errors: List<'a>,
}

#[derive(Deserialize, Default)]
struct Failure<'a> {
    #[serde(borrow, default)]
    code: Text<'a>,
    #[serde(borrow, default)]
    title: Text<'a>,
}

/// Reads a status; `None` when it is about no message or tells nothing.
pub(super) fn convert(raw: &RawValue) -> Option<DeliveryStatus> {
    let status = read::<Status<'_>>(raw).filter(Status::is_about_a_message)?;
    let failure = status.errors.items.first().and_then(|raw| read::<Failure<'_>>(raw)).unwrap_or_default();
    Some(DeliveryStatus {
        channel: Channel::Whatsapp.into(),
        time: moment(&status.timestamp),
        provider_message_id: status.id.into_string(),
        callback_data: status.biz_opaque_callback_data.into_string(),
        status: status.status.into_string(),
        error_code: failure.code.as_str().parse().unwrap_or_default(),
        error_title: failure.title.into_string(),
    })
}

impl Status<'_> {
    fn is_about_a_message(&self) -> bool {
        let named = !self.id.is_empty() || !self.biz_opaque_callback_data.is_empty();
        named && !self.status.is_empty() && self.kind.as_str() != "payment"
    }
}
