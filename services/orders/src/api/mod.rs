//! The contract's calls: each parses, loads, decides, saves.

mod amend;
mod attachments;
mod change;
mod dead_jobs;
mod fields;
mod follow;
mod invoices;
mod parse;
mod payments;
mod place;
mod read;
mod show;

use std::sync::Arc;

use base::Currency;
use chassis::{
    World,
    db::{Db, Together},
    events::Feed,
    jobs::Jobs,
};
use futures_util::stream::BoxStream;
use proto::orders::v1 as wire;
use tonic::{Request, Response, Status};

use crate::{catalog::Catalog, domain::Vault, jobs::Job, provider::Providers, store::NewOrder};

type Answer<T> = Result<Response<T>, Status>;

/// The handlers and what they need. Cheap to clone.
#[derive(Clone)]
pub struct Api {
    pub(crate) db: Db,
    pub(crate) feed: Feed,
    pub(crate) jobs: Jobs<Job>,
    pub(crate) catalog: Catalog,
    /// Stores placements of many callers together.
    pub(crate) begun: Together<Arc<NewOrder>, bool>,
    /// Stores orders of many callers together.
    pub(crate) placed: Together<Arc<NewOrder>, bool>,
    pub(crate) currency: Currency,
    pub(crate) vault: Vault,
    pub(crate) providers: Arc<Providers>,
    /// The host of the addresses that stand for customers where a provider asks for one.
    pub(crate) mail_host: Arc<str>,
    pub(crate) world: World,
}

impl Api {
    /// Says that a transaction with events and jobs was committed, so that nobody waits for the next look.
    pub(crate) fn committed(&self) {
        self.feed.committed();
        self.jobs.committed();
    }
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

    async fn amend_order(&self, request: Request<wire::AmendOrderRequest>) -> Answer<wire::AmendOrderResponse> {
        Ok(Response::new(amend::amend_order(self, request.into_inner()).await?))
    }

    async fn answer_amendment(
        &self,
        request: Request<wire::AnswerAmendmentRequest>,
    ) -> Answer<wire::AnswerAmendmentResponse> {
        Ok(Response::new(amend::answer_amendment(self, request.into_inner()).await?))
    }

    async fn repeat_order(&self, request: Request<wire::RepeatOrderRequest>) -> Answer<wire::RepeatOrderResponse> {
        Ok(Response::new(place::repeat_order(self, request.into_inner()).await?))
    }

    async fn reveal_fields(&self, request: Request<wire::RevealFieldsRequest>) -> Answer<wire::RevealFieldsResponse> {
        Ok(Response::new(fields::reveal_fields(self, request.into_inner()).await?))
    }

    async fn start_payment(&self, request: Request<wire::StartPaymentRequest>) -> Answer<wire::StartPaymentResponse> {
        Ok(Response::new(payments::start_payment(self, request.into_inner()).await?))
    }

    async fn check_payment(&self, request: Request<wire::CheckPaymentRequest>) -> Answer<wire::CheckPaymentResponse> {
        Ok(Response::new(payments::check_payment(self, request.into_inner()).await?))
    }

    async fn receive_payment_event(
        &self,
        request: Request<wire::ReceivePaymentEventRequest>,
    ) -> Answer<wire::ReceivePaymentEventResponse> {
        Ok(Response::new(payments::receive_payment_event(self, request.into_inner()).await?))
    }

    async fn list_payment_events(
        &self,
        request: Request<wire::ListPaymentEventsRequest>,
    ) -> Answer<wire::ListPaymentEventsResponse> {
        Ok(Response::new(payments::list_payment_events(self, request.into_inner()).await?))
    }

    async fn list_dead_jobs(&self, _: Request<wire::ListDeadJobsRequest>) -> Answer<wire::ListDeadJobsResponse> {
        Ok(Response::new(dead_jobs::list_dead_jobs(self).await?))
    }

    async fn redrive_dead_job(
        &self,
        request: Request<wire::RedriveDeadJobRequest>,
    ) -> Answer<wire::RedriveDeadJobResponse> {
        Ok(Response::new(dead_jobs::redrive_dead_job(self, request.into_inner()).await?))
    }

    async fn record_payment(
        &self,
        request: Request<wire::RecordPaymentRequest>,
    ) -> Answer<wire::RecordPaymentResponse> {
        Ok(Response::new(payments::record_payment(self, request.into_inner()).await?))
    }

    async fn refund_payment(
        &self,
        request: Request<wire::RefundPaymentRequest>,
    ) -> Answer<wire::RefundPaymentResponse> {
        Ok(Response::new(payments::refund_payment(self, request.into_inner()).await?))
    }

    async fn list_payments(&self, request: Request<wire::ListPaymentsRequest>) -> Answer<wire::ListPaymentsResponse> {
        Ok(Response::new(payments::list_payments(self, request.into_inner()).await?))
    }

    async fn get_invoice(&self, request: Request<wire::GetInvoiceRequest>) -> Answer<wire::GetInvoiceResponse> {
        Ok(Response::new(invoices::get_invoice(self, request.into_inner()).await?))
    }

    async fn get_invoice_pdf(
        &self,
        request: Request<wire::GetInvoicePdfRequest>,
    ) -> Answer<wire::GetInvoicePdfResponse> {
        Ok(Response::new(invoices::get_invoice_pdf(self, request.into_inner()).await?))
    }

    async fn list_invoices(&self, request: Request<wire::ListInvoicesRequest>) -> Answer<wire::ListInvoicesResponse> {
        Ok(Response::new(invoices::list_invoices(self, request.into_inner()).await?))
    }

    async fn create_credit_note(
        &self,
        request: Request<wire::CreateCreditNoteRequest>,
    ) -> Answer<wire::CreateCreditNoteResponse> {
        Ok(Response::new(invoices::create_credit_note(self, request.into_inner()).await?))
    }

    async fn add_attachment(
        &self,
        request: Request<wire::AddAttachmentRequest>,
    ) -> Answer<wire::AddAttachmentResponse> {
        Ok(Response::new(attachments::add_attachment(self, request.into_inner()).await?))
    }

    async fn list_attachments(
        &self,
        request: Request<wire::ListAttachmentsRequest>,
    ) -> Answer<wire::ListAttachmentsResponse> {
        Ok(Response::new(attachments::list_attachments(self, request.into_inner()).await?))
    }

    async fn get_attachment(
        &self,
        request: Request<wire::GetAttachmentRequest>,
    ) -> Answer<wire::GetAttachmentResponse> {
        Ok(Response::new(attachments::get_attachment(self, request.into_inner()).await?))
    }

    async fn review_proof(&self, request: Request<wire::ReviewProofRequest>) -> Answer<wire::ReviewProofResponse> {
        Ok(Response::new(attachments::review_proof(self, request.into_inner()).await?))
    }
}
