//! The event feed as a stream.

use chassis::events::Event;
use futures_util::{StreamExt as _, stream::BoxStream};
use proto::orders::v1 as wire;
use tonic::Status;

use super::{Api, show};
use crate::{domain::OrderEvent, error::Error};

pub(super) async fn follow(
    api: &Api,
    request: wire::FollowRequest,
) -> Result<BoxStream<'static, Result<wire::FollowResponse, Status>>, Error> {
    let after = match request {
        wire::FollowRequest { from_now: true, .. } => api.feed.newest().await?,
        wire::FollowRequest { after: 0.., .. } => request.after,
        _ => return Err(Error::PositionInvalid),
    };
    let events = api.feed.follow::<OrderEvent>(after);
    Ok(events.map(|event| event.map(response).map_err(|error| Error::from(error).into())).boxed())
}

fn response(event: Event<OrderEvent>) -> wire::FollowResponse {
    wire::FollowResponse { event: Some(show::event(event)) }
}
