//! What a customer is told about an order.

use base::{Message, Money, message::Choice};

use super::words::Words;

/// What an invoice is as a file.
const PDF: &str = "application/pdf";

/// The most characters of the lines of an order that are shown; the rest is counted.
const LINES_SHOWN_MAX: usize = 500;

/// Something that happened to an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct News {
    pub(crate) customer_id: String,
    pub(crate) number: String,
    pub(crate) change: Change,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    Confirmed,
    Processing,
    ReadyForPickup,
    ReadyForDelivery,
    OutForDelivery,
    Delivered,
    Cancelled {
        reason: String,
    },
    Rejected {
        reason: String,
    },
    PaymentOpened {
        amount: Money,
        url: String,
    },
    PaymentReceived {
        amount: Money,
    },
    PaymentUnderpaid {
        amount: Money,
        open: Money,
        total: Money,
    },
    PaymentGoesBack {
        amount: Money,
    },
    PaymentUnclear {
        amount: Money,
    },
    PaymentFailed,
    Refunded {
        amount: Money,
    },
    /// `lines` are what the order would have; `open` is what would be left to pay, for a customer who has paid something.
    AmendmentProposed {
        revision: i32,
        lines: Vec<Line>,
        total: Money,
        open: Option<Money>,
        reason: String,
    },
    /// `lines` are what the order has now; `goes_back` is what was paid beyond the new total.
    Amended {
        lines: Vec<Line>,
        total: Money,
        goes_back: Option<Money>,
        reason: String,
    },
    /// `due` is the last day to pay it; nothing for one that is paid already.
    Invoiced {
        invoice: String,
        total: Money,
        due: Option<String>,
    },
    Credited {
        invoice: String,
        total: Money,
    },
    InvoiceOverdue {
        invoice: String,
        total: Money,
    },
    ProofRejected {
        reason: String,
    },
}

/// A line of an order: how many of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) quantity: i32,
    pub(crate) name: String,
    pub(crate) choices: Vec<String>,
}

/// A file that goes with news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paper {
    pub(crate) filename: String,
    pub(crate) content: Vec<u8>,
}

impl News {
    /// The invoice or credit note that goes with it, by its number.
    pub(crate) fn paper(&self) -> Option<&str> {
        match &self.change {
            Change::Invoiced { invoice, .. } | Change::Credited { invoice, .. } => Some(invoice),
            _ => None,
        }
    }

    /// The news in words, with what people tap to answer it.
    pub(crate) fn message(&self, words: &Words, shop_name: &str, paper: Option<Paper>) -> Message {
        let body = self.body(words, shop_name);
        match (&self.change, paper) {
            (Change::PaymentOpened { url, .. }, _) => Message::link(body, &words.pay_button, url),
            (Change::AmendmentProposed { revision, .. }, _) => {
                Message::ask(body, &words.amendment_yes, &self.answers(words, *revision))
            }
            (_, Some(Paper { filename, content })) => Message::document(body, filename, PDF, content, ""),
            (_, None) => Message::text(body),
        }
    }

    /// The conversation knows these ids.
    fn answers(&self, words: &Words, revision: i32) -> [Choice; 2] {
        let id = |word: &str| format!("amendment-{word}:{}:{revision}", self.number);
        [Choice::new(id("yes"), &words.amendment_yes), Choice::new(id("no"), &words.amendment_no)]
    }

    fn body(&self, words: &Words, shop_name: &str) -> String {
        let phrase = self.phrase(words).replace("{number}", &self.number).replace("{shop}", shop_name);
        let facts = self.facts(words.language).into_iter();
        let phrase = facts.fold(phrase, |phrase, (name, fact)| phrase.replace(name, &fact));
        // What people wrote comes last, so that braces in it stay what they are.
        let lines = self.lines(words);
        let parts: Vec<String> = phrase.split("{reason}").map(|part| part.replace("{lines}", &lines)).collect();
        parts.join(self.reason())
    }

    /// The lines an order has or would have, as many as there is room for.
    fn lines(&self, words: &Words) -> String {
        let (Change::AmendmentProposed { lines, .. } | Change::Amended { lines, .. }) = &self.change else {
            return String::new();
        };
        let mut room = LINES_SHOWN_MAX;
        let fits = |line: &String| {
            let left = room.checked_sub(line.chars().count() + 1);
            room = left.unwrap_or(0);
            left.is_some()
        };
        let mut shown: Vec<String> = lines.iter().map(Line::written).take_while(fits).collect();
        if shown.len() < lines.len() {
            shown.push(words.more_lines.replace("{count}", &(lines.len() - shown.len()).to_string()));
        }
        shown.join("\n")
    }

    const fn phrase<'w>(&self, words: &'w Words) -> &'w String {
        match &self.change {
            Change::Confirmed => &words.confirmed,
            Change::Processing => &words.processing,
            Change::ReadyForPickup => &words.ready_for_pickup,
            Change::ReadyForDelivery => &words.ready_for_delivery,
            Change::OutForDelivery => &words.out_for_delivery,
            Change::Delivered => &words.delivered,
            Change::Cancelled { .. } => &words.cancelled,
            Change::Rejected { .. } => &words.rejected,
            Change::PaymentOpened { .. } => &words.payment_opened,
            Change::PaymentReceived { .. } => &words.payment_received,
            Change::PaymentUnderpaid { .. } => &words.payment_underpaid,
            Change::PaymentGoesBack { .. } => &words.payment_goes_back,
            Change::PaymentUnclear { .. } => &words.payment_unclear,
            Change::PaymentFailed => &words.payment_failed,
            Change::Refunded { .. } => &words.refunded,
            Change::AmendmentProposed { open: Some(_), .. } => &words.amendment_proposed_paid,
            Change::AmendmentProposed { .. } => &words.amendment_proposed,
            Change::Amended { goes_back: Some(_), .. } => &words.amended_goes_back,
            Change::Amended { .. } => &words.amended,
            Change::Invoiced { due: Some(_), .. } => &words.invoiced,
            Change::Invoiced { due: None, .. } => &words.invoiced_paid,
            Change::Credited { .. } => &words.credited,
            Change::InvoiceOverdue { .. } => &words.invoice_overdue,
            Change::ProofRejected { .. } => &words.proof_rejected,
        }
    }

    /// What stands in the places of the phrase, besides what every phrase may name.
    fn facts(&self, language: &str) -> Vec<(&'static str, String)> {
        let sum = |name: &'static str, sum: &Money| (name, sum.written_in(language));
        match &self.change {
            Change::PaymentOpened { amount, .. }
            | Change::PaymentReceived { amount }
            | Change::PaymentGoesBack { amount }
            | Change::PaymentUnclear { amount }
            | Change::Refunded { amount } => vec![sum("{amount}", amount)],
            Change::PaymentUnderpaid { amount, open, total } => {
                vec![sum("{amount}", amount), sum("{open}", open), sum("{total}", total)]
            }
            Change::AmendmentProposed { total, open, .. } => {
                [sum("{total}", total)].into_iter().chain(open.iter().map(|open| sum("{open}", open))).collect()
            }
            Change::Amended { total, goes_back, .. } => {
                let goes_back = goes_back.iter().map(|amount| sum("{amount}", amount));
                [sum("{total}", total)].into_iter().chain(goes_back).collect()
            }
            Change::Invoiced { invoice, total, due } => {
                let due = due.iter().map(|due| ("{due}", due.clone()));
                [("{invoice}", invoice.clone()), sum("{total}", total)].into_iter().chain(due).collect()
            }
            Change::Credited { invoice, total } | Change::InvoiceOverdue { invoice, total } => {
                vec![("{invoice}", invoice.clone()), sum("{total}", total)]
            }
            _ => Vec::new(),
        }
    }

    fn reason(&self) -> &str {
        match &self.change {
            Change::Cancelled { reason }
            | Change::Rejected { reason }
            | Change::AmendmentProposed { reason, .. }
            | Change::Amended { reason, .. }
            | Change::ProofRejected { reason } => reason,
            _ => "",
        }
    }
}

impl Line {
    fn written(&self) -> String {
        let Self { quantity, name, choices } = self;
        match choices.is_empty() {
            true => format!("{quantity} × {name}"),
            false => format!("{quantity} × {name} ({})", choices.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use base::Currency;

    use super::{super::words::Library, *};

    const fn naira(whole: i64) -> Money {
        Money::new(whole * 100, Currency::NGN)
    }

    fn message(change: Change, paper: Option<Paper>) -> Message {
        let (customer_id, number) = ("ada".to_owned(), "ORD-7K3M9XQ2".to_owned());
        News { customer_id, number, change }.message(Library::new().first_of(&["en"]), "Mama Titi", paper)
    }

    fn told(change: Change) -> String {
        message(change, None).body().to_owned()
    }

    #[test]
    fn the_news_names_the_order_and_the_shop() {
        assert_eq!(told(Change::Confirmed), "✅ Mama Titi has confirmed your order *ORD-7K3M9XQ2*.");
    }

    #[test]
    fn ready_says_whether_to_come_or_to_wait() {
        assert!(told(Change::ReadyForPickup).contains("pick it up at Mama Titi"));
        assert!(told(Change::ReadyForDelivery).contains("leaves soon"));
    }

    #[test]
    fn a_reason_is_told_as_it_was_written() {
        let told = told(Change::Cancelled { reason: "no {shop} chicken left".to_owned() });
        assert_eq!(told, "❌ Your order *ORD-7K3M9XQ2* was cancelled: no {shop} chicken left");
    }

    #[test]
    fn a_link_to_pay_is_a_button() {
        let url = "https://checkout.example/x".to_owned();
        let Message::Link { body, button, url } = message(Change::PaymentOpened { amount: naira(4_200), url }, None)
        else {
            panic!("it is no link")
        };
        assert!(body.contains("₦4,200.00") && body.contains("*ORD-7K3M9XQ2*"), "{body}");
        assert_eq!((button.as_str(), url.as_str()), ("Pay now", "https://checkout.example/x"));
    }

    #[test]
    fn sums_are_written_in_the_language_of_the_words() {
        let library = Library::new();
        for (language, written) in
            [("en", "₦4,200.00"), ("fr-CI", "4\u{a0}200,00\u{a0}₦"), ("pt", "4\u{a0}200,00\u{a0}₦")]
        {
            let refunded = News {
                customer_id: "ada".to_owned(),
                number: "ORD-7K3M9XQ2".to_owned(),
                change: Change::Refunded { amount: naira(4_200) },
            };
            let message = refunded.message(library.first_of(&[language]), "Mama Titi", None);
            assert!(message.body().contains(written), "{message:?}");
        }
    }

    #[test]
    fn a_change_is_answered_with_ids_that_the_conversation_knows() {
        let Message::Buttons { body, buttons } = message(proposed(), None) else { panic!("there are no buttons") };
        assert!(body.contains("It would then cost ₦5,000.00."), "{body}");
        let ids: Vec<_> = buttons.iter().map(|button| button.id.as_str()).collect();
        assert_eq!(ids, ["amendment-yes:ORD-7K3M9XQ2:2", "amendment-no:ORD-7K3M9XQ2:2"]);
    }

    fn lines() -> Vec<Line> {
        let jollof =
            Line { quantity: 2, name: "Jollof".to_owned(), choices: vec!["Beef".to_owned(), "Egg".to_owned()] };
        vec![jollof, Line { quantity: 1, name: "{reason}".to_owned(), choices: Vec::new() }]
    }

    fn proposed() -> Change {
        let reason = "only beef {lines} left".to_owned();
        Change::AmendmentProposed { revision: 2, lines: lines(), total: naira(5_000), open: None, reason }
    }

    #[test]
    fn a_change_names_the_lines_the_reason_and_the_words_that_answer_it() {
        let (lines, reason) = ("\n2 × Jollof (Beef, Egg)\n1 × {reason}\n", "only beef {lines} left");
        let asked = told(proposed());
        assert!(asked.contains(lines) && asked.contains(reason), "{asked}");
        assert!(asked.contains("*agree ORD-7K3M9XQ2*") && asked.contains("*refuse ORD-7K3M9XQ2*"), "{asked}");
        for goes_back in [None, Some(naira(300))] {
            let (lines, reason) = (self::lines(), reason.to_owned());
            let changed = told(Change::Amended { lines, total: naira(4_700), goes_back, reason });
            assert!(changed.contains("\n2 × Jollof (Beef, Egg)\n") && changed.contains("only beef {lines} left"));
        }
    }

    #[test]
    fn lines_that_do_not_fit_are_counted() {
        let line = Line { quantity: 1, name: "x".repeat(246), choices: Vec::new() };
        let (lines, total, goes_back) = (vec![line; 50], naira(5_000), None);
        let changed = told(Change::Amended { lines, total, goes_back, reason: "so".to_owned() });
        assert!(changed.contains("… and 49 more") && changed.chars().count() < 700, "{changed}");
    }

    #[test]
    fn who_has_paid_hears_what_a_change_leaves_open_or_gives_back() {
        let (total, open) = (naira(5_000), Some(naira(800)));
        let asked = told(Change::AmendmentProposed { revision: 2, lines: lines(), total, open, reason: String::new() });
        assert!(asked.contains("₦5,000.00") && asked.contains("₦800.00 would be left to pay"), "{asked}");
        let changed =
            told(Change::Amended { lines: lines(), total, goes_back: Some(naira(300)), reason: String::new() });
        assert!(changed.contains("₦5,000.00") && changed.contains("₦300.00 goes back to you"), "{changed}");
    }

    #[test]
    fn an_invoice_comes_as_a_file_under_its_summary_and_without_the_file_as_words() {
        let invoiced = invoiced(Some("04/12/2026"));
        let paper = Paper { filename: "INV-2026-000001.pdf".to_owned(), content: b"%PDF-1.7".to_vec() };
        let Message::Document { caption, filename, .. } = message(invoiced.clone(), Some(paper)) else {
            panic!("it is no file")
        };
        assert_eq!((caption.as_str(), filename.as_str()), (told(invoiced).as_str(), "INV-2026-000001.pdf"));
        assert!(caption.contains("INV-2026-000001") && caption.contains("due on 04/12/2026"), "{caption}");
    }

    #[test]
    fn an_invoice_that_is_paid_already_asks_for_nothing() {
        let told = told(invoiced(None));
        assert!(told.contains("₦4,200.00, paid") && !told.contains("due"), "{told}");
    }

    fn invoiced(due: Option<&str>) -> Change {
        let (invoice, total) = ("INV-2026-000001".to_owned(), naira(4_200));
        Change::Invoiced { invoice, total, due: due.map(str::to_owned) }
    }
}
