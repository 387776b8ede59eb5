//! The calls, one file per family.

mod convert;
mod customers;
mod dead;
mod parse;
mod receive;
mod turns;

use std::sync::Arc;

use base::Id;
use chassis::{db::Db, lanes::Lanes};
use dialogue::Language;
use proto::session::v1::{self as wire, session_service_server::SessionService};
use tonic::{Request, Response, Status};

use crate::{conversation::Marks, peers::catalog::Menus, receiving::Door, store::seals::Seals};

/// The service's calls.
#[derive(Clone)]
pub struct Api {
    pub(crate) db: Db,
    pub(crate) seals: Seals,
    pub(crate) menus: Arc<Menus>,
    pub(crate) left_over: Arc<Marks>,
    pub(crate) door: Door,
    pub(crate) lanes: Lanes<Id>,
    /// The language of customers who have not chosen one.
    pub(crate) language: Language,
}

#[tonic::async_trait]
impl SessionService for Api {
    async fn receive(&self, request: Request<wire::ReceiveRequest>) -> Result<Response<wire::ReceiveResponse>, Status> {
        Ok(Response::new(receive::receive(self, request.into_inner()).await?))
    }

    async fn get_customer(
        &self,
        request: Request<wire::GetCustomerRequest>,
    ) -> Result<Response<wire::GetCustomerResponse>, Status> {
        Ok(Response::new(customers::get(self, request.into_inner()).await?))
    }

    async fn list_customers(
        &self,
        request: Request<wire::ListCustomersRequest>,
    ) -> Result<Response<wire::ListCustomersResponse>, Status> {
        Ok(Response::new(customers::list(self, request.into_inner()).await?))
    }

    async fn list_turns(
        &self,
        request: Request<wire::ListTurnsRequest>,
    ) -> Result<Response<wire::ListTurnsResponse>, Status> {
        Ok(Response::new(turns::list(self, request.into_inner()).await?))
    }

    async fn reset_session(
        &self,
        request: Request<wire::ResetSessionRequest>,
    ) -> Result<Response<wire::ResetSessionResponse>, Status> {
        Ok(Response::new(customers::reset(self, request.into_inner()).await?))
    }

    async fn list_dead_messages(
        &self,
        request: Request<wire::ListDeadMessagesRequest>,
    ) -> Result<Response<wire::ListDeadMessagesResponse>, Status> {
        Ok(Response::new(dead::list(self, request.into_inner()).await?))
    }

    async fn redrive_dead_message(
        &self,
        request: Request<wire::RedriveDeadMessageRequest>,
    ) -> Result<Response<wire::RedriveDeadMessageResponse>, Status> {
        Ok(Response::new(dead::redrive(self, request.into_inner()).await?))
    }
}
