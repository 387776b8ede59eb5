//! What stands where on an invoice: who sent it, to whom, what for, how much, until when. Long ones go on over the page,
//! under the same headings.

use base::Money;

use super::{
    ink::{Colour, Mark, PAGE_HEIGHT, PAGE_WIDTH, Page, Pen, Style},
    words::{Words, fill},
};
use crate::domain::{Invoice, InvoiceKind, InvoiceLine, InvoiceStatus};

const MARGIN: f32 = 48.0;
const RIGHT: f32 = PAGE_WIDTH - MARGIN;
/// Below it stands only the foot.
const BOTTOM: f32 = PAGE_HEIGHT - 72.0;
const FOOT: f32 = PAGE_HEIGHT - 36.0;
/// Where the columns of the table end, but the first, which begins at the margin.
const QUANTITY_END: f32 = 362.0;
const PRICE_END: f32 = 456.0;
/// Where the facts above the table begin, and how wide they may be: a day in Portuguese is the longest.
const FACTS: [(f32, f32); 4] = [(MARGIN, 140.0), (196.0, 88.0), (290.0, 126.0), (421.0, RIGHT - 421.0)];
const DESCRIPTION_WIDTH: f32 = 272.0;
const CELL_PADDING: f32 = 8.0;
const LINE_HEIGHT: f32 = 13.0;
/// Where the sums begin.
const SUMS_LEFT: f32 = 320.0;
/// Lines of a sender that are shown.
const SENDER_LINES_MAX: usize = 8;

const TITLE: Style = Style { is_bold: true, size: 22.0, colour: Colour::Accent };
const SENDER: Style = Style { is_bold: true, size: 14.0, colour: Colour::Ink };
const BODY: Style = Style { is_bold: false, size: 9.5, colour: Colour::Ink };
const STRONG: Style = Style { is_bold: true, size: 9.5, colour: Colour::Ink };
const SMALL: Style = Style { is_bold: false, size: 8.5, colour: Colour::Grey };
const LABEL: Style = Style { is_bold: true, size: 7.5, colour: Colour::Grey };
const HEADING: Style = Style { is_bold: true, size: 8.5, colour: Colour::Accent };
const SUM: Style = Style { is_bold: true, size: 11.5, colour: Colour::White };

/// A page in the making: what stands on it, and how far down it is filled.
struct Sheet<'a> {
    pen: &'a Pen,
    words: &'a Words,
    pages: Vec<Page>,
    down: f32,
}

/// The pages of a document.
pub(super) fn lay_out(invoice: &Invoice, words: &Words, pen: &Pen) -> Vec<Page> {
    let mut sheet = Sheet { pen, words, pages: Vec::new(), down: 0.0 };
    sheet.turn();
    sheet.head(invoice);
    sheet.parties(invoice);
    sheet.headings();
    for line in &invoice.content.lines {
        sheet.line(line);
    }
    sheet.sums(invoice);
    sheet.notes(invoice);
    sheet.foot(&invoice.number);
    sheet.pages
}

impl Sheet<'_> {
    fn put(&mut self, mark: Mark) {
        self.pages.last_mut().expect("a sheet has a page").push(mark);
    }

    fn write(&mut self, text: &str, style: Style, left: f32, base: f32) {
        let text = self.pen.line(text, style);
        self.put(Mark::Words { left, base, style, text });
    }

    fn write_to(&mut self, text: &str, style: Style, right: f32, base: f32) {
        let text = self.pen.line(text, style);
        let left = right - self.pen.width(&text, style);
        self.put(Mark::Words { left, base, style, text });
    }

    fn block(&mut self, left: f32, top: f32, width: f32, height: f32, colour: Colour) {
        self.put(Mark::Block { left, top, width, height, colour });
    }

    /// Begins a page.
    fn turn(&mut self) {
        self.pages.push(Page::new());
        self.block(0.0, 0.0, PAGE_WIDTH, 6.0, Colour::Accent);
        self.down = MARGIN;
    }

    /// Goes on over the page when there is no room for so much.
    fn make_room(&mut self, height: f32) -> bool {
        let is_full = self.down + height > BOTTOM;
        if is_full {
            self.turn();
        }
        is_full
    }

    /// Who sent it, and what it is.
    fn head(&mut self, invoice: &Invoice) {
        let top = self.down + 14.0;
        let title = match invoice.content.document {
            InvoiceKind::Invoice => &self.words.invoice,
            InvoiceKind::CreditNote => &self.words.credit_note,
        };
        self.write_to(title, TITLE, RIGHT, top + 4.0);
        self.write_to(&invoice.number, STRONG, RIGHT, top + 22.0);
        self.stamp(invoice, top + 30.0);
        let mut lines = invoice.content.sender.lines().filter(|line| !line.trim().is_empty()).take(SENDER_LINES_MAX);
        self.down = top;
        if let Some(name) = lines.next() {
            self.write(name, SENDER, MARGIN, top);
        }
        for line in lines {
            self.down += LINE_HEIGHT;
            self.write(line, SMALL, MARGIN, self.down + 3.0);
        }
        self.down = self.down.max(top + 52.0) + 26.0;
    }

    /// Where it stands, in a word.
    fn stamp(&mut self, invoice: &Invoice, top: f32) {
        let (word, colour) = match (invoice.content.document, invoice.status) {
            (InvoiceKind::CreditNote, _) | (_, InvoiceStatus::Issued) => return,
            (InvoiceKind::Invoice, InvoiceStatus::Paid) => (&self.words.paid, Colour::Accent),
            (InvoiceKind::Invoice, InvoiceStatus::Overdue) => (&self.words.overdue, Colour::Alarm),
            (InvoiceKind::Invoice, InvoiceStatus::Credited) => (&self.words.credited, Colour::Grey),
        };
        let style = Style { colour: Colour::White, ..LABEL };
        let width = self.pen.width(word, style) + 16.0;
        self.block(RIGHT - width, top, width, 16.0, colour);
        self.write(word, style, RIGHT - width + 8.0, top + 11.0);
    }

    /// To whom, and the facts that people look for.
    fn parties(&mut self, invoice: &Invoice) {
        let content = &invoice.content;
        let top = self.down;
        self.block(MARGIN, top - 14.0, RIGHT - MARGIN, 0.75, Colour::Hairline);
        let name = content.customer_name.as_str();
        let words = self.words;
        let (issued_on, due_on) = (words.date(content.issued_on), words.date(content.due_on));
        let last = match content.document {
            InvoiceKind::Invoice => (&words.due, &due_on),
            InvoiceKind::CreditNote => (&words.for_invoice, &content.credited_number),
        };
        let name = if name.is_empty() { &words.customer } else { name };
        let facts: [(&str, &str); 4] = [
            (&words.billed_to, name),
            (&words.order, &content.order_number),
            (&words.issued, &issued_on),
            (last.0, last.1),
        ];
        let height =
            facts.into_iter().zip(FACTS).map(|(fact, column)| self.fact(fact, column, top)).fold(0.0, f32::max);
        self.down = top + 26.0 + height;
    }

    /// Writes a fact on as many lines as it needs and tells how high they are together.
    fn fact(&mut self, (label, value): (&str, &str), (left, width): (f32, f32), top: f32) -> f32 {
        self.write(label, LABEL, left, top + 4.0);
        let lines = self.pen.wrap(value, STRONG, width);
        for (line, row) in lines.iter().zip(0_u8..) {
            self.write(line, STRONG, left, top + 19.0 + f32::from(row) * LINE_HEIGHT);
        }
        lines.len() as f32 * LINE_HEIGHT
    }

    fn headings(&mut self) {
        let top = self.down;
        self.block(MARGIN, top, RIGHT - MARGIN, 22.0, Colour::Mist);
        let (base, words) = (top + 14.5, self.words);
        self.write(&words.description, HEADING, MARGIN + CELL_PADDING, base);
        self.write_to(&words.quantity, HEADING, QUANTITY_END, base);
        self.write_to(&words.unit_price, HEADING, PRICE_END, base);
        self.write_to(&words.amount, HEADING, RIGHT - CELL_PADDING, base);
        self.down = top + 22.0;
    }

    fn line(&mut self, line: &InvoiceLine) {
        let description = self.pen.wrap(&line.description, BODY, DESCRIPTION_WIDTH);
        let height = description.len() as f32 * LINE_HEIGHT + 10.0;
        if self.make_room(height) {
            self.headings();
        }
        let base = self.down + 15.0;
        for (text, row) in description.iter().zip(0_u8..) {
            self.write(text, BODY, MARGIN + CELL_PADDING, base + f32::from(row) * LINE_HEIGHT);
        }
        self.write_to(&line.quantity.to_string(), BODY, QUANTITY_END, base);
        self.write_to(&self.words.money(line.unit_price), BODY, PRICE_END, base);
        self.write_to(&self.words.money(line.total), BODY, RIGHT - CELL_PADDING, base);
        self.down += height;
        self.block(MARGIN, self.down, RIGHT - MARGIN, 0.5, Colour::Hairline);
    }

    fn sums(&mut self, invoice: &Invoice) {
        let content = &invoice.content;
        let (words, sums) = (self.words, sums(invoice, self.words));
        self.make_room(sums.len() as f32 * 17.0 + 70.0);
        self.down += 12.0;
        for (label, sum) in sums {
            self.down += 17.0;
            self.write(&label, BODY, SUMS_LEFT, self.down);
            self.write_to(&sum, BODY, RIGHT - CELL_PADDING, self.down);
        }
        self.down += 12.0;
        self.block(SUMS_LEFT - 12.0, self.down, RIGHT - SUMS_LEFT + 12.0, 28.0, Colour::Accent);
        let label = match content.document {
            InvoiceKind::Invoice => &words.total,
            InvoiceKind::CreditNote => &words.total_credited,
        };
        self.write(label, SUM, SUMS_LEFT, self.down + 18.5);
        self.write_to(&words.money(content.total), SUM, RIGHT - CELL_PADDING, self.down + 18.5);
        self.down += 28.0;
        if content.is_tax_included && content.tax.minor > 0 {
            self.down += 16.0;
            let facts = [("{sum}", &*words.money(content.tax)), ("{tax}", tax_name(invoice, words))];
            let tax = fill(&words.contains_tax, &facts);
            self.write_to(&tax, SMALL, RIGHT - CELL_PADDING, self.down);
        }
    }

    fn notes(&mut self, invoice: &Invoice) {
        let (words, content) = (self.words, &invoice.content);
        let note = match (content.document, invoice.status) {
            (InvoiceKind::CreditNote, _) => fill(&words.takes_back, &[("{invoice}", &content.credited_number)]),
            (InvoiceKind::Invoice, InvoiceStatus::Paid) => words.paid_with_thanks.clone(),
            (InvoiceKind::Invoice, InvoiceStatus::Credited) => words.taken_back.clone(),
            (InvoiceKind::Invoice, InvoiceStatus::Issued | InvoiceStatus::Overdue) => {
                let facts = [("{due}", &*words.date(content.due_on)), ("{order}", &content.order_number)];
                fill(&words.please_pay, &facts)
            }
        };
        self.make_room(40.0);
        self.down += 34.0;
        self.write(&note, SMALL, MARGIN, self.down);
    }

    /// Every page says what it belongs to.
    fn foot(&mut self, number: &str) {
        let count = self.pages.len();
        for (page, place) in self.pages.iter_mut().zip(1..) {
            let (left, text) = (MARGIN, self.pen.line(number, SMALL));
            page.push(Mark::Words { left, base: FOOT, style: SMALL, text });
            let text = fill(&self.words.page, &[("{page}", &place.to_string()), ("{count}", &count.to_string())]);
            let left = RIGHT - self.pen.width(&text, SMALL);
            page.push(Mark::Words { left, base: FOOT, style: SMALL, text });
        }
    }
}

/// The sums on the way to the total, without those that are nothing.
fn sums(invoice: &Invoice, words: &Words) -> Vec<(String, String)> {
    let content = &invoice.content;
    let shown = |label: &str, sum: Money| (label.to_owned(), words.money(sum));
    let some = |label: &str, sum: Money| (sum.minor != 0).then(|| shown(label, sum));
    let discount = Money::new(-content.discount.minor, content.discount.currency);
    let tax = content.tax.minor != 0 && !content.is_tax_included;
    [
        Some(shown(&words.subtotal, content.subtotal)),
        some(&words.discount, discount),
        some(&words.delivery, content.delivery_fee),
        tax.then(|| shown(tax_name(invoice, words), content.tax)),
        some(&words.tip, content.tip),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What the shop calls its tax.
fn tax_name<'a>(invoice: &'a Invoice, words: &'a Words) -> &'a str {
    let name = &invoice.content.tax_name;
    if name.is_empty() { &words.tax } else { name }
}
