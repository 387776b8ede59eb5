//! Invoices and credit notes over REST.

mod view;

use axum::{
    Extension, Json,
    extract::{OriginalUri, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use proto::orders::v1::{
    CreateCreditNoteRequest, GetInvoicePdfRequest, GetInvoiceRequest, InvoiceStatus, ListInvoicesRequest,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::view::Invoice;
use super::{
    body::JsonBody,
    idempotency::{Key, wish_name},
    paging::{self, Page},
    path::Path,
    query::Params,
    view::{Money, file, promised},
};
use crate::{Gateway, auth::User, error::Error, problems::Refusals};

/// Which invoices.
#[derive(Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// Only of this order, by number or id.
    order: String,
    /// Only with these statuses, separated by commas.
    #[param(example = "ISSUED,OVERDUE")]
    status: String,
    /// Invoices on a page: 50 when left out, 200 at most.
    page_size: i32,
    /// `next_page_token` of the page before.
    page_token: String,
}

/// A page of invoices, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct InvoiceList {
    invoices: Vec<Invoice>,
    /// Empty on the last page.
    next_page_token: String,
}

/// How much of an invoice to take back, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCreditNote {
    /// All that is left when left out.
    amount: Option<Money>,
    /// It stands on the document.
    reason: String,
}

/// Invoices and credit notes, newest first
#[utoipa::path(get, path = "/api/v1/invoices", operation_id = "list_invoices", tag = "payments", params(Filter),
    security(("bearer" = [])), responses((status = 200, body = InvoiceList), Refusals))]
pub(crate) async fn list(
    State(gateway): State<Gateway>,
    OriginalUri(uri): OriginalUri,
    Params(filter): Params<Filter>,
) -> Result<Response, Error> {
    let Filter { order, status, page_size, page_token } = filter;
    let request = ListInvoicesRequest { page_size, page_token, order, statuses: statuses(&status)? };
    let page = gateway.peers().orders().list_invoices(request).await?.into_inner();
    let link = paging::link_to_next(&uri, &page.next_page_token);
    let invoices = page.invoices.into_iter().map(Invoice::from).collect();
    Ok((link, Json(InvoiceList { invoices, next_page_token: page.next_page_token })).into_response())
}

/// Invoices and credit notes of an order
#[utoipa::path(get, path = "/api/v1/orders/{order}/invoices", operation_id = "list_order_invoices", tag = "payments",
    params(("order" = String, Path, description = "Number or id."), Page), security(("bearer" = [])),
    responses((status = 200, body = InvoiceList), Refusals))]
pub(crate) async fn of_order(
    state: State<Gateway>,
    uri: OriginalUri,
    Path(order): Path<String>,
    Params(Page { page_size, page_token }): Params<Page>,
) -> Result<Response, Error> {
    list(state, uri, Params(Filter { order, status: String::new(), page_size, page_token })).await
}

/// One invoice or credit note
///
/// By number or by id.
#[utoipa::path(get, path = "/api/v1/invoices/{invoice}", operation_id = "get_invoice", tag = "payments",
    params(("invoice" = String, Path, description = "Number or id.", example = "INV-2026-000001")),
    security(("bearer" = [])), responses((status = 200, body = Invoice), Refusals))]
pub(crate) async fn get(State(gateway): State<Gateway>, Path(invoice): Path<String>) -> Result<Json<Invoice>, Error> {
    let found = gateway.peers().orders().get_invoice(GetInvoiceRequest { invoice }).await?.into_inner();
    Ok(Json(promised(found.invoice)?.into()))
}

/// What language a document is in.
#[derive(Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Reader {
    /// "en", "fr" or "pt"; English in any other, and when left out.
    #[param(example = "fr")]
    language: String,
}

/// An invoice or credit note as a PDF
#[utoipa::path(get, path = "/api/v1/invoices/{invoice}/pdf", operation_id = "get_invoice_pdf", tag = "payments",
    params(("invoice" = String, Path, description = "Number or id."), Reader), security(("bearer" = [])),
    responses((status = 200, description = "The document.", body = Vec<u8>, content_type = "application/pdf"),
        Refusals))]
pub(crate) async fn pdf(
    State(gateway): State<Gateway>,
    Path(invoice): Path<String>,
    Params(Reader { language }): Params<Reader>,
) -> Result<Response, Error> {
    let request = GetInvoicePdfRequest { invoice, language };
    let made = gateway.peers().orders().get_invoice_pdf(request).await?.into_inner();
    Ok(file("application/pdf", &made.filename, made.content))
}

/// Take an invoice back, whole or in part
#[utoipa::path(post, path = "/api/v1/invoices/{invoice}/credit-notes", operation_id = "create_credit_note",
    tag = "payments", params(("invoice" = String, Path, description = "Number or id.")),
    request_body = NewCreditNote, security(("bearer" = [])), responses((status = 201, body = Invoice), Refusals))]
pub(crate) async fn credit(
    State(gateway): State<Gateway>,
    Extension(user): Extension<User>,
    key: Option<Extension<Key>>,
    Path(invoice): Path<String>,
    JsonBody(NewCreditNote { amount, reason }): JsonBody<NewCreditNote>,
) -> Result<(StatusCode, Json<Invoice>), Error> {
    let request = CreateCreditNoteRequest {
        invoice,
        amount: amount.map(Money::into),
        reason,
        user_id: user.id.to_string(),
        idempotency_key: wish_name(&gateway, &user, key),
    };
    let issued = gateway.peers().orders().create_credit_note(request).await?.into_inner();
    Ok((StatusCode::CREATED, Json(promised(issued.credit_note)?.into())))
}

fn statuses(words: &str) -> Result<Vec<i32>, Error> {
    let words = words.split(',').map(str::trim).filter(|word| !word.is_empty());
    words.map(|word| status(word).map(i32::from)).collect::<Option<_>>().ok_or_else(|| {
        let known = (1..).map_while(|number| InvoiceStatus::try_from(number).ok()).map(view::status_word);
        let detail = format!("a status is one of {}", known.collect::<Vec<_>>().join(", "));
        Error::QueryInvalid { parameter: Some("status"), detail }
    })
}

fn status(word: &str) -> Option<InvoiceStatus> {
    let status = InvoiceStatus::from_str_name(&format!("INVOICE_STATUS_{}", word.to_uppercase()));
    status.filter(|status| *status != InvoiceStatus::Unspecified)
}
