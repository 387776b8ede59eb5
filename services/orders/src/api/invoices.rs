//! Invoices and credit notes.

use base::Id;
use chassis::{db::Conn, page};
use jiff::Timestamp;
use proto::orders::v1 as wire;

use super::{
    Api,
    parse::{self, money as read},
    show::money as show,
};
use crate::{
    domain::Invoice,
    error::Error,
    money::invoicing,
    pdf,
    store::{
        self,
        invoices::{self, InvoiceFilter},
    },
};

pub(super) async fn get_invoice(
    api: &Api,
    request: wire::GetInvoiceRequest,
) -> Result<wire::GetInvoiceResponse, Error> {
    Ok(wire::GetInvoiceResponse { invoice: Some(show::invoice(find(api, &request.invoice).await?)) })
}

/// The document is drawn when it is asked for, from what was kept when it was issued.
pub(super) async fn get_invoice_pdf(
    api: &Api,
    request: wire::GetInvoicePdfRequest,
) -> Result<wire::GetInvoicePdfResponse, Error> {
    let invoice = find(api, &request.invoice).await?;
    let filename = format!("{}.pdf", invoice.number);
    let drawn = tokio::task::spawn_blocking(move || pdf::draw(&invoice, &request.language)).await;
    let content = drawn.map_err(|_| crate::error::MoneyRefusal::NotDrawn("drawing panicked".to_owned()))??;
    Ok(wire::GetInvoicePdfResponse { content, filename })
}

async fn find(api: &Api, name: &str) -> Result<Invoice, Error> {
    let name = read::invoice_ref(name);
    api.db.read(async move |conn: &mut Conn| invoices::find(conn, name).await).await
}

pub(super) async fn list_invoices(
    api: &Api,
    request: wire::ListInvoicesRequest,
) -> Result<wire::ListInvoicesResponse, Error> {
    let size = page::size(request.page_size)?;
    let before: Option<(Timestamp, Id)> = page::start(&request.page_token)?;
    let statuses = read::invoice_statuses(request.statuses)?;
    let order = Some(request.order).filter(|order| !order.is_empty());
    let order = order.map(|order| parse::order_ref(&order)).transpose()?;
    let listed = async move |conn: &mut Conn| -> Result<Vec<Invoice>, Error> {
        let order_id = match order {
            Some(order) => Some(store::find(conn, order).await?.id),
            None => None,
        };
        invoices::list(conn, InvoiceFilter { order_id, statuses, before }, size + 1).await
    };
    let mut invoices = api.db.read(listed).await?;
    let next_page_token = page::next(&mut invoices, size, |invoice| (invoice.content.issued_at, invoice.id));
    Ok(wire::ListInvoicesResponse { invoices: invoices.into_iter().map(show::invoice).collect(), next_page_token })
}

pub(super) async fn create_credit_note(
    api: &Api,
    request: wire::CreateCreditNoteRequest,
) -> Result<wire::CreateCreditNoteResponse, Error> {
    let (wish, world) = (read::credit(request)?, api.world.clone());
    let credited = async move |tx: &mut Conn| invoicing::create_credit_note(tx, &world, wish).await;
    let credit_note = api.db.write(credited).await?;
    api.committed();
    Ok(wire::CreateCreditNoteResponse { credit_note: Some(show::invoice(credit_note)) })
}
