//! Invoices and credit notes.

use chassis::Problem;
use futures_util::future::join_all;
use proto::{
    catalog::v1::PaymentPolicy,
    orders::v1::{
        CreateCreditNoteRequest, GetInvoicePdfRequest, GetInvoiceRequest, Invoice, InvoiceKind, InvoiceStatus,
        ListInvoicesRequest, Order, OrderStatus, PaymentStatus,
    },
};

use crate::till::{TOTAL, Till, naira, on_every_database, reason, until};

pub(crate) async fn all(till: &Till, order: &str) -> Vec<Invoice> {
    let request = ListInvoicesRequest { order: order.to_owned(), page_size: 200, ..Default::default() };
    let mut invoices = till.orders.clone().list_invoices(request).await.unwrap().into_inner().invoices;
    invoices.reverse();
    invoices
}

async fn invoiced(till: &Till, key: &str) -> (Order, Invoice) {
    let order = till.place(key, PaymentPolicy::Invoice).await;
    let order = till.change(&order, OrderStatus::Confirmed).await.unwrap();
    let invoice = all(till, &order.id).await.remove(0);
    (order, invoice)
}

async fn credit(till: &Till, invoice: &Invoice, minor: Option<i64>, key: &str) -> Result<Invoice, Problem> {
    let request = CreateCreditNoteRequest {
        invoice: invoice.number.clone(),
        amount: minor.map(naira),
        reason: "one suya too few".to_owned(),
        user_id: "u-1".to_owned(),
        idempotency_key: key.to_owned(),
    };
    Ok(till.orders.clone().create_credit_note(request).await?.into_inner().credit_note.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn confirming_an_order_writes_its_invoice_and_paying_it_marks_it() {
    on_every_database(async |till: Till| {
        let (order, invoice) = invoiced(&till, "k-1").await;
        let year = &invoice.due_date[..4];
        assert_eq!((invoice.number.clone(), invoice.status()), (format!("INV-{year}-000001"), InvoiceStatus::Issued));
        assert_eq!((invoice.total.clone(), invoice.lines.len()), (Some(naira(TOTAL)), 2));
        assert_eq!(invoice.sender, "Mama Titi Foods Ltd\n12 Allen Avenue, Ikeja");
        till.record(&order, TOTAL, "cash-1").await.unwrap();
        let request = GetInvoiceRequest { invoice: invoice.number.to_lowercase() };
        let paid = till.orders.clone().get_invoice(request).await.unwrap().into_inner().invoice.unwrap();
        assert_eq!(paid.status(), InvoiceStatus::Paid);
        assert_eq!(Invoice { status: invoice.status, ..paid }, invoice);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invoice_that_is_not_paid_by_its_last_day_is_overdue_the_day_after() {
    on_every_database(async |till: Till| {
        let (order, _) = invoiced(&till, "k-1").await;
        till.later(13 * 24 * 60).await;
        assert_eq!(all(&till, &order.id).await[0].status(), InvoiceStatus::Issued);
        till.later(2 * 24 * 60).await;
        till.becomes(&order, OrderStatus::Confirmed, PaymentStatus::Overdue).await;
        assert_eq!(all(&till, &order.id).await[0].status(), InvoiceStatus::Overdue);
        till.record(&order, TOTAL, "cash-1").await.unwrap();
        till.becomes(&order, OrderStatus::Confirmed, PaymentStatus::Paid).await;
        assert_eq!(all(&till, &order.id).await[0].status(), InvoiceStatus::Paid);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_have_no_gaps_though_many_confirm_at_once_and_some_fail() {
    on_every_database(async |till: Till| {
        let mut orders = Vec::new();
        for number in 0..20 {
            orders.push(till.place(&format!("k-{number}"), PaymentPolicy::PayOnDelivery).await);
        }
        // Each is confirmed twice at once: one of the two fails and leaves no number behind.
        let tries = orders.iter().chain(&orders).map(|order| till.change(order, OrderStatus::Confirmed));
        let won = join_all(tries).await.into_iter().filter(Result::is_ok).count();
        assert_eq!(won, 20);
        let mut numbers: Vec<String> = all(&till, "").await.into_iter().map(|invoice| invoice.number).collect();
        numbers.sort();
        let counts: Vec<_> = numbers.iter().map(|number| number.rsplit('-').next().unwrap().to_owned()).collect();
        assert_eq!(counts, (1..=20).map(|count| format!("{count:06}")).collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invoice_is_taken_back_in_parts_and_never_beyond_its_total() {
    on_every_database(async |till: Till| {
        let (_, invoice) = invoiced(&till, "k-1").await;
        let part = credit(&till, &invoice, Some(180_000), "n-1").await.unwrap();
        assert_eq!((part.kind(), part.credited_number.clone()), (InvoiceKind::CreditNote, invoice.number.clone()));
        assert_eq!(part.lines[0].description, "one suya too few");
        assert_eq!(credit(&till, &invoice, Some(180_000), "n-1").await.unwrap(), part);
        assert_eq!(reason(credit(&till, &invoice, Some(1), "n-1").await), "KEY_REUSED");
        let refused = credit(&till, &invoice, Some(TOTAL), "n-2").await.unwrap_err();
        assert_eq!((refused.reason.as_str(), refused.detail("left_minor")), ("CREDIT_TOO_LARGE", Some("240000")));
        let rest = credit(&till, &invoice, None, "n-3").await.unwrap();
        assert_eq!(rest.total, Some(naira(240_000)));
        assert!(rest.number.starts_with("CN-") && rest.number.ends_with("-000002"));
        assert_eq!(reason(credit(&till, &invoice, None, "n-4").await), "CREDIT_TOO_LARGE");
        assert_eq!(reason(credit(&till, &rest, None, "n-5").await), "CREDIT_TOO_LARGE");
        assert_eq!(all(&till, "").await[0].status(), InvoiceStatus::Credited);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_a_confirmed_order_takes_its_invoice_back() {
    on_every_database(async |till: Till| {
        let (order, invoice) = invoiced(&till, "k-1").await;
        till.change(&order, OrderStatus::Cancelled).await.unwrap();
        let papers = all(&till, &order.number).await;
        assert_eq!((papers.len(), papers[0].status()), (2, InvoiceStatus::Credited));
        assert_eq!((papers[1].kind(), papers[1].total.clone()), (InvoiceKind::CreditNote, invoice.total));
        assert_eq!(papers[1].lines, papers[0].lines);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_drawn_when_it_is_asked_for() {
    on_every_database(async |till: Till| {
        let (_, invoice) = invoiced(&till, "k-1").await;
        let request = |invoice: &str| GetInvoicePdfRequest { invoice: invoice.to_owned(), language: String::new() };
        let drawn = till.orders.clone().get_invoice_pdf(request(&invoice.id)).await.unwrap().into_inner();
        assert_eq!(drawn.filename, format!("{}.pdf", invoice.number));
        assert!(drawn.content.starts_with(b"%PDF-"));
        let refused = till.orders.clone().get_invoice_pdf(request("INV-2026-999999")).await;
        assert_eq!(reason(refused.map_err(Into::into)), "INVOICE_NOT_FOUND");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_paged_and_filtered() {
    on_every_database(async |till: Till| {
        for number in 0..5 {
            let (order, _) = invoiced(&till, &format!("k-{number}")).await;
            till.later(1).await;
            if number < 2 {
                till.record(&order, TOTAL, &format!("cash-{number}")).await.unwrap();
            }
        }
        let mut seen = Vec::new();
        let mut page_token = String::new();
        loop {
            let request = ListInvoicesRequest { page_size: 2, page_token, ..Default::default() };
            let page = till.orders.clone().list_invoices(request).await.unwrap().into_inner();
            seen.extend(page.invoices.into_iter().map(|invoice| invoice.number));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
        assert!(seen.len() == 5 && seen.is_sorted_by(|newer, older| newer > older), "{seen:?}");
        let paid = ListInvoicesRequest { statuses: vec![InvoiceStatus::Paid.into()], ..Default::default() };
        let paid = until("both are paid", async || {
            let page = till.orders.clone().list_invoices(paid.clone()).await.unwrap().into_inner();
            Some(page.invoices).filter(|invoices| invoices.len() == 2)
        });
        assert!(paid.await.iter().all(|invoice| invoice.status() == InvoiceStatus::Paid));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_paid_at_the_door_is_not_overdue_before_it_is_there() {
    on_every_database(async |till: Till| {
        let order = till.place("k-1", PaymentPolicy::PayOnDelivery).await;
        till.change(&order, OrderStatus::Confirmed).await.unwrap();
        till.later(3 * 24 * 60).await;
        till.rests("mark_overdue").await;
        assert_eq!(till.get(&order).await.payment_status(), PaymentStatus::Unpaid);
        for status in [OrderStatus::Processing, OrderStatus::Ready, OrderStatus::Delivered] {
            till.change(&order, status).await.unwrap();
        }
        till.later(24 * 60).await;
        till.becomes(&order, OrderStatus::Delivered, PaymentStatus::Overdue).await;
    })
    .await;
}
