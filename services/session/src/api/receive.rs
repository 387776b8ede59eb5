//! Taking messages in.

use chassis::telemetry;
use proto::session::v1 as wire;

use super::{Api, parse};
use crate::error::{Error, MESSAGES_MAX};

pub(super) async fn receive(api: &Api, request: wire::ReceiveRequest) -> Result<wire::ReceiveResponse, Error> {
    if request.messages.len() > MESSAGES_MAX {
        return Err(Error::TooManyMessages);
    }
    let parsed = request.messages.into_iter().enumerate();
    let messages = parsed
        .map(|(index, message)| parse::inbound(message).map_err(|fault| Error::MessageInvalid { index, fault }))
        .collect::<Result<Vec<_>, _>>()?;
    let received = api.door.receive(messages, telemetry::traceparent()).await?;
    Ok(wire::ReceiveResponse { accepted: count(received.accepted), duplicates: count(received.duplicates) })
}

fn count(messages: usize) -> i32 {
    i32::try_from(messages).unwrap_or(i32::MAX)
}
