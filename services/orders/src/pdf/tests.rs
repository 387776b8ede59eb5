use base::{Currency, Id, Money};
use jiff::civil::date;

use super::{
    words::{LANGUAGES, Words},
    *,
};
use crate::domain::{CustomerId, InvoiceContent, InvoiceKind, InvoiceLine, InvoiceStatus, Private};

fn naira(minor: i64) -> Money {
    Money::new(minor, Currency::NGN)
}

fn invoice(lines: usize) -> Invoice {
    let id = Id::from_uuid(uuid::Uuid::nil());
    let goods = [
        ("Jollof Rice (Chicken, extra plantain; no onion)", 3, 270_000),
        ("Chicken Suya 🍗", 2, 180_000),
        ("NID Service for a name that is rather long and therefore needs more than one line of this table", 1, 10_000),
    ];
    let lines: Vec<InvoiceLine> = goods
        .iter()
        .cycle()
        .take(lines)
        .map(|(name, quantity, price)| InvoiceLine {
            description: (*name).to_owned(),
            quantity: *quantity,
            unit_price: naira(*price),
            total: naira(price * i64::from(*quantity)),
        })
        .collect();
    let subtotal: i64 = lines.iter().map(|line| line.total.minor).sum();
    let content = InvoiceContent {
        document: InvoiceKind::Invoice,
        order_id: id,
        order_number: "ORD-7K3M9XQ2".to_owned(),
        customer_id: CustomerId::stored("c-1".to_owned()),
        customer_name: Private::cut("Adaeze Okonkwo"),
        sender: "Mama Titi Foods Ltd\n12 Allen Avenue, Ikeja\nLagos, Nigeria\nTIN 12345678-0001".to_owned(),
        lines,
        subtotal: naira(subtotal),
        discount: naira(50_000),
        delivery_fee: naira(80_000),
        tax: naira(84_000),
        tax_name: "VAT 7.5%".to_owned(),
        is_tax_included: false,
        tip: naira(20_000),
        total: naira(subtotal - 50_000 + 80_000 + 84_000 + 20_000),
        issued_at: "2026-11-20T19:00:00Z".parse().unwrap(),
        issued_on: date(2026, 11, 20),
        due_on: date(2026, 12, 4),
        credited_number: String::new(),
    };
    Invoice { id, number: "INV-2026-000001".to_owned(), status: InvoiceStatus::Issued, content }
}

fn words(pages: &[ink::Page]) -> Vec<String> {
    let marks = pages.iter().flatten();
    let text = |mark: &ink::Mark| match mark {
        ink::Mark::Words { text, .. } => Some(text.clone()),
        ink::Mark::Block { .. } => None,
    };
    marks.filter_map(text).collect()
}

#[test]
fn an_invoice_says_who_what_how_much_and_until_when() {
    let pages = sheet::lay_out(&invoice(3), &Words::of("en"), &ink::Pen::new().unwrap());
    let words = words(&pages);
    for expected in [
        "Mama Titi Foods Ltd",
        "INVOICE",
        "INV-2026-000001",
        "Adaeze Okonkwo",
        "ORD-7K3M9XQ2",
        "4 December 2026",
        "Chicken Suya",
        "₦8,100.00",
        "VAT 7.5%",
        "-₦500.00",
        "₦13,140.00",
        "Page 1 of 1",
    ] {
        assert!(words.iter().any(|text| text == expected), "{expected} in {words:?}");
    }
}

#[test]
fn nothing_leaves_the_page_and_long_invoices_go_on_over_it_in_every_language() {
    let pen = ink::Pen::new().unwrap();
    for (language, _) in LANGUAGES {
        let lexicon = Words::of(language);
        let pages = sheet::lay_out(&invoice(50), &lexicon, &pen);
        assert!(pages.len() > 1);
        for mark in pages.iter().flatten() {
            if let ink::Mark::Words { left, base, style, text } = mark {
                assert!(*left >= 40.0 && left + pen.width(text, *style) <= ink::PAGE_WIDTH - 40.0, "{text}");
                assert!(*base <= ink::PAGE_HEIGHT - 30.0, "{text}");
            }
        }
        let count = pages.len().to_string();
        let last = words::fill(&lexicon.page, &[("{page}", &count), ("{count}", &count)]);
        assert!(words(&pages).contains(&last));
    }
}

#[test]
fn an_invoice_is_written_in_the_language_of_its_reader() {
    let written = |language: &str, invoice: &Invoice| {
        words(&sheet::lay_out(invoice, &Words::of(language), &ink::Pen::new().unwrap()))
    };
    let has =
        |words: &[String], expected: &str| assert!(words.iter().any(|it| it == expected), "{expected} in {words:?}");
    let french = written("fr", &invoice(3));
    for expected in ["FACTURE", "4 décembre 2026", "8\u{a0}100,00\u{a0}₦", "-500,00\u{a0}₦", "Page 1 sur 1"] {
        has(&french, expected);
    }
    let mut note = invoice(1);
    note.content.document = InvoiceKind::CreditNote;
    note.content.credited_number = "INV-2026-000001".to_owned();
    let portuguese = written("pt-BR", &note);
    for expected in ["NOTA DE CRÉDITO", "20 de novembro de 2026", "DA FATURA", "Total creditado"] {
        has(&portuguese, expected);
    }
}

#[test]
fn a_document_is_a_pdf_of_a_size_that_phones_take() {
    for (number, status, language) in [
        (3, InvoiceStatus::Overdue, "en"),
        (50, InvoiceStatus::Paid, "fr"),
        (4, InvoiceStatus::Issued, "fr"),
        (4, InvoiceStatus::Credited, "pt"),
    ] {
        let drawn = draw(&Invoice { status, ..invoice(number) }, language).unwrap();
        assert!(drawn.starts_with(b"%PDF-") && drawn.len() < 200_000, "{}", drawn.len());
        // For eyes: the pages of the last run.
        if let Ok(folder) = std::env::var("SHOW_PAGES_IN") {
            std::fs::write(format!("{folder}/invoice-{language}-{number}.pdf"), drawn).unwrap();
        }
    }
}
