//! The contract's calls: each parses, loads, decides, saves.

mod change;
mod follow;
mod parse;
mod place;
mod read;
mod show;

use base::Currency;
use chassis::{World, db::Db, events::Feed};
use futures_util::stream::BoxStream;
use proto::orders::v1 as wire;
use tonic::{Request, Response, Status};

use crate::catalog::Catalog;

type Answer<T> = Result<Response<T>, Status>;

/// The handlers and what they need. Cheap to clone.
#[derive(Clone)]
pub struct Api {
    pub(crate) db: Db,
    pub(crate) feed: Feed,
    pub(crate) catalog: Catalog,
    pub(crate) currency: Currency,
    pub(crate) world: World,
}

#[tonic::async_trait]
impl wire::orders_service_server::OrdersService for Api {
    type FollowStream = BoxStream<'static, Result<wire::FollowResponse, Status>>;

    async fn quote(&self, request: Request<wire::QuoteRequest>) -> Answer<wire::QuoteResponse> {
        Ok(Response::new(place::quote(self, request.into_inner()).await?))
    }

    async fn place_order(&self, request: Request<wire::PlaceOrderRequest>) -> Answer<wire::PlaceOrderResponse> {
        Ok(Response::new(place::place_order(self, request.into_inner()).await?))
    }

    async fn get_order(&self, request: Request<wire::GetOrderRequest>) -> Answer<wire::GetOrderResponse> {
        Ok(Response::new(read::get_order(self, request.into_inner()).await?))
    }

    async fn list_orders(&self, request: Request<wire::ListOrdersRequest>) -> Answer<wire::ListOrdersResponse> {
        Ok(Response::new(read::list_orders(self, request.into_inner()).await?))
    }

    async fn change_order_status(
        &self,
        request: Request<wire::ChangeOrderStatusRequest>,
    ) -> Answer<wire::ChangeOrderStatusResponse> {
        Ok(Response::new(change::change_order_status(self, request.into_inner()).await?))
    }

    async fn follow(&self, request: Request<wire::FollowRequest>) -> Answer<Self::FollowStream> {
        Ok(Response::new(follow::follow(self, request.into_inner()).await?))
    }
}
