//! The calls of `souk.sellers.v1.SellersService`.

mod convert;
mod profiles;

use proto::sellers::v1::{sellers_service_server::SellersService, *};
use tonic::{Request, Response, Status};

use crate::{Sellers, error::Error};

type Answer<T> = Result<Response<T>, Status>;

/// The sellers' gRPC service.
pub struct Api(Sellers);

impl Api {
    pub(crate) const fn new(sellers: Sellers) -> Self {
        Self(sellers)
    }
}

fn answer<T>(done: Result<T, Error>) -> Answer<T> {
    Ok(Response::new(done?))
}

#[tonic::async_trait]
impl SellersService for Api {
    async fn create_seller(&self, request: Request<CreateSellerRequest>) -> Answer<CreateSellerResponse> {
        answer(profiles::create(&self.0, request.into_inner()).await)
    }

    async fn get_seller(&self, request: Request<GetSellerRequest>) -> Answer<GetSellerResponse> {
        answer(profiles::get(&self.0, request.into_inner()).await)
    }

    async fn list_sellers(&self, request: Request<ListSellersRequest>) -> Answer<ListSellersResponse> {
        answer(profiles::list(&self.0, request.into_inner()).await)
    }

    async fn update_seller(&self, request: Request<UpdateSellerRequest>) -> Answer<UpdateSellerResponse> {
        answer(profiles::update(&self.0, request.into_inner()).await)
    }
}
