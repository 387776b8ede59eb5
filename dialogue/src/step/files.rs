//! Files that customers send: kept with an order, or told why not. None is lost without a word.
//!
//! Pictures of an album come one by one. Those that come before the customer has said what the first is for wait with
//! it, and one answer is for all of them.

use base::{OrderNumber, message::Choice};

use super::{Then, draft::Draft, orders, trouble};
use crate::{
    Facts, File, FilePurpose, FileRefusal, OrderPage, OrderSummary, Request, State, Step, choice,
    intent::{About, Act},
    words::Phrase,
};

/// Orders looked through for one that a file may belong to; a row is left for "No".
const FILEABLE_ROWS: u32 = 9;
/// Files that wait at most for the customer to say what they are for. A turn asks orders once for each of them.
const FILES_MAX: usize = 5;
/// Kinds of files that are kept.
const KINDS_KEPT: [&str; 4] = ["image", "document", "audio", "video"];

/// Where files go, and what became of those that were tried.
#[derive(Debug)]
pub(crate) struct Filed {
    number: OrderNumber,
    purpose: FilePurpose,
    kept: usize,
    refused: Vec<FileRefusal>,
}

/// Asks for the orders that the file may belong to, or what it is for together with those that wait.
pub(super) fn received(mut draft: Draft, kind: &str, file: File, about: About, facts: &Facts<'_>) -> Step {
    if file.media_id.is_empty() || !KINDS_KEPT.contains(&kind) {
        let remark = cannot_read(&draft, kind);
        return trouble::again(draft.noting(remark), facts);
    }
    if draft.session.files.len() == FILES_MAX {
        let remark = draft.say.files.too_many_at_once.with(&[("count", &FILES_MAX)]);
        return trouble::again(draft.noting(remark), facts);
    }
    draft.session.files.push(file);
    said(draft, kind, about, facts)
}

/// Whether files go on waiting while the customer does this: looks at something, or is not understood.
pub(super) const fn wait_through(act: &Act) -> bool {
    matches!(
        act,
        Act::Greet
            | Act::Menu { .. }
            | Act::Category { .. }
            | Act::Item { .. }
            | Act::Items { .. }
            | Act::More
            | Act::Cart
            | Act::Status(_)
            | Act::OrderHistory
            | Act::MoreOrders
            | Act::Help
            | Act::Agent
            | Act::Language(_)
            | Act::Thanks
            | Act::Suggest(_)
            | Act::OutOfRange
            | Act::Stale
            | Act::Media { .. }
            | Act::Unreadable
            | Act::Unknown { .. }
    )
}

/// Goes on with what was said about the files that wait.
fn said(draft: Draft, kind: &str, about: About, facts: &Facts<'_>) -> Step {
    match draft.session.state.clone() {
        State::Filing { number: Some(number) } if about.number.as_ref().is_none_or(|named| *named == number) => {
            match about.purpose {
                Some(purpose) => attach(draft, number, purpose, facts),
                None => ask_purpose(draft, number),
            }
        }
        _ => list(draft, kind.to_owned(), about),
    }
}

/// Asks once more what the files are for.
pub(super) fn again(draft: Draft, number: Option<OrderNumber>) -> Step {
    match number {
        _ if draft.session.files.is_empty() => trouble::home(draft),
        Some(number) => ask_purpose(draft, number),
        None => list(draft, String::new(), About::default()),
    }
}

fn list(draft: Draft, kind: String, about: About) -> Step {
    draft.wait(Request::ListOrders { limit: FILEABLE_ROWS, after: None }, Then::Fileable { kind, about })
}

/// What a file of this kind cannot be used for.
pub(super) fn cannot_read(draft: &Draft, kind: &str) -> String {
    let say = &draft.say.trouble;
    match kind {
        "image" | "video" | "sticker" => say.media_image.plain(),
        "audio" => say.media_audio.plain(),
        _ => say.media_other.plain(),
    }
}

/// Keeps the files with the only order they may belong to, or asks what is not said.
pub(super) fn fileable(mut draft: Draft, kind: &str, about: About, page: OrderPage, facts: &Facts<'_>) -> Step {
    let may_have = |order: &OrderSummary| order.is_open() || order.awaits_payment();
    let orders: Vec<OrderSummary> = page.orders.into_iter().filter(may_have).collect();
    let (orders, purpose) = meant(orders, about);
    match (&orders[..], purpose) {
        ([], _) => {
            draft.session.files.clear();
            let remark = format!("{} {}", cannot_read(&draft, kind), draft.say.files.no_order.plain());
            trouble::again(draft.noting(remark), facts)
        }
        ([only], Some(purpose)) => attach(draft, only.number.clone(), purpose, facts),
        ([only], None) => ask_purpose(draft, only.number.clone()),
        (several, purpose) => ask_order(draft, several, purpose),
    }
}

/// The orders the files may belong to and their purpose, as far as both are clear: the order that is named, else those
/// that wait for the money when it is a proof of that. Where another order was named, everything is asked.
fn meant(mut orders: Vec<OrderSummary>, about: About) -> (Vec<OrderSummary>, Option<FilePurpose>) {
    let is_named = |order: &OrderSummary| about.number.as_ref().is_some_and(|number| order.number == *number);
    if about.number.is_some() && !orders.iter().any(is_named) {
        return (orders, None);
    }
    let is_proof = about.purpose == Some(FilePurpose::PaymentProof);
    if about.number.is_some() {
        orders.retain(is_named);
    } else if is_proof && orders.iter().any(OrderSummary::awaits_payment) {
        orders.retain(OrderSummary::awaits_payment);
    }
    // Whoever has paid already can only mean the order itself.
    let is_clear = !orders.is_empty() && !orders.iter().any(OrderSummary::awaits_payment);
    (orders, if is_clear { Some(FilePurpose::Other) } else { about.purpose })
}

fn ask_order(draft: Draft, orders: &[OrderSummary], said: Option<FilePurpose>) -> Step {
    let purpose = |order: &OrderSummary| if order.awaits_payment() { said } else { Some(FilePurpose::Other) };
    let row = |order| orders::row(&draft, order, choice::file_with(&order.number, purpose(order), mark(&draft)));
    let mut choices: Vec<Choice> = orders.iter().map(row).collect();
    choices.push(Choice::new(choice::NO, &draft.say.buttons.no));
    let say = &draft.say.files;
    let count = draft.session.files.len();
    let body = one_or_many(count, &say.which_order, &say.which_order_many).with(&[("count", &count)]);
    draft.at(State::Filing { number: None }).ask(body, choices)
}

fn ask_purpose(draft: Draft, number: OrderNumber) -> Step {
    let (say, buttons, count) = (&draft.say.files, &draft.say.buttons, draft.session.files.len());
    let choices = vec![
        Choice::new(choice::file_with(&number, Some(FilePurpose::PaymentProof), mark(&draft)), &buttons.proof),
        Choice::new(choice::file_with(&number, Some(FilePurpose::Other), mark(&draft)), &buttons.for_order),
        Choice::new(choice::NO, &buttons.no),
    ];
    let body = one_or_many(count, &say.what_for, &say.what_for_many).with(&[("count", &count), ("number", &number)]);
    draft.at(State::Filing { number: Some(number) }).ask(body, choices)
}

/// Marks the questions about the files that wait: all questions about one album are one, and the choices under them say
/// nothing about files that come after an answer.
fn mark(draft: &Draft) -> &str {
    draft.session.files.first().map_or("", |file| file.media_id.as_str())
}

fn one_or_many(count: usize, one: &'static Phrase, many: &'static Phrase) -> &'static Phrase {
    if count == 1 { one } else { many }
}

/// The customer chose which order the files belong to.
pub(super) fn file_with(draft: Draft, number: OrderNumber, purpose: Option<FilePurpose>, facts: &Facts<'_>) -> Step {
    match purpose {
        _ if draft.session.files.is_empty() => trouble::stale(draft, facts),
        Some(purpose) => attach(draft, number, purpose, facts),
        None => ask_purpose(draft, number),
    }
}

/// The customer said what the files are for, or which order they belong to.
pub(super) fn file_for(draft: Draft, about: About, facts: &Facts<'_>) -> Step {
    if draft.session.files.is_empty() {
        return trouble::nothing_asked(draft, facts);
    }
    said(draft, "", about, facts)
}

/// "No" to what the files are for.
pub(super) fn forget(mut draft: Draft) -> Step {
    let (say, count) = (&draft.say.files, std::mem::take(&mut draft.session.files).len());
    let remark = one_or_many(count, &say.not_kept, &say.not_kept_many).with(&[("count", &count)]);
    trouble::home(draft.at(State::Idle).noting(remark))
}

/// What is said while files wait and the customer looks at something else.
pub(super) fn waits(draft: &Draft, count: usize) -> String {
    let say = &draft.say.files;
    one_or_many(count, &say.waits, &say.waits_many).with(&[("count", &count)])
}

/// What is said when the customer goes on to something else and files wait.
pub(super) fn left(draft: &Draft, count: usize) -> String {
    let say = &draft.say.files;
    one_or_many(count, &say.left, &say.left_many).with(&[("count", &count)])
}

fn attach(draft: Draft, number: OrderNumber, purpose: FilePurpose, facts: &Facts<'_>) -> Step {
    if draft.session.files.is_empty() {
        return trouble::stale(draft, facts);
    }
    attach_next(draft, Filed { number, purpose, kept: 0, refused: Vec::new() }, facts)
}

/// Keeps the file that came first; once there is none left, tells what became of them.
fn attach_next(mut draft: Draft, filed: Filed, facts: &Facts<'_>) -> Step {
    if draft.session.files.is_empty() {
        return go_on(told(draft, &filed), facts);
    }
    let (number, purpose, file) = (filed.number.clone(), filed.purpose, draft.session.files.remove(0));
    draft.wait(Request::Attach { number, file, purpose }, Then::Attached(filed))
}

/// Goes on with what was asked before the files came, when that still is the question.
fn go_on(draft: Draft, facts: &Facts<'_>) -> Step {
    match draft.session.state {
        State::Filing { .. } => trouble::home(draft),
        _ => trouble::again(draft, facts),
    }
}

/// Notes what became of a file and goes on with the next one.
pub(super) fn attached(draft: Draft, mut filed: Filed, outcome: Result<(), FileRefusal>, facts: &Facts<'_>) -> Step {
    match outcome {
        Ok(()) => filed.kept += 1,
        Err(refusal) => filed.refused.push(refusal),
    }
    attach_next(draft, filed, facts)
}

/// Tells what is kept, and of the rest once for each reason why it is not.
fn told(mut draft: Draft, filed: &Filed) -> Draft {
    let (kept, refused) = (filed.kept, filed.refused.len());
    if kept > 0 {
        draft.note(kept_words(&draft, filed));
    }
    if kept + refused > 1 && refused > 0 {
        draft.note(draft.say.files.not_kept_of.with(&[("count", &refused), ("total", &(kept + refused))]));
    }
    let is_new = |place: &usize| !filed.refused[..*place].contains(&filed.refused[*place]);
    for place in (0..refused).filter(is_new) {
        draft.note(refused_words(&draft, filed.refused[place], &filed.number));
    }
    draft
}

fn kept_words(draft: &Draft, filed: &Filed) -> String {
    let (say, Filed { number, kept, .. }) = (&draft.say.files, filed);
    let phrase = match filed.purpose {
        FilePurpose::PaymentProof => &say.proof_kept,
        FilePurpose::Other => one_or_many(*kept, &say.kept, &say.kept_many),
    };
    phrase.with(&[("number", number), ("count", kept)])
}

fn refused_words(draft: &Draft, refusal: FileRefusal, number: &OrderNumber) -> String {
    let say = &draft.say.files;
    match refusal {
        FileRefusal::TooLarge => say.too_large.plain(),
        FileRefusal::TypeRefused => say.type_refused.plain(),
        FileRefusal::Gone => say.gone.plain(),
        FileRefusal::TooMany => say.too_many.with(&[("number", number)]),
        FileRefusal::TooMuchToday => say.too_much_today.plain(),
        FileRefusal::OrderNotFound => draft.say.orders.not_found.with(&[("number", number)]),
    }
}

/// Nobody can be asked, so the files that wait are not kept; `filed` has those that were tried before.
pub(super) fn unavailable(mut draft: Draft, filed: Option<&Filed>, facts: &Facts<'_>) -> Step {
    // The file that was being kept does not wait any more.
    let count = std::mem::take(&mut draft.session.files).len() + usize::from(filed.is_some());
    let draft = filed.into_iter().fold(draft, told);
    let say = &draft.say.files;
    let remark = one_or_many(count, &say.unavailable, &say.unavailable_many).with(&[("count", &count)]);
    go_on(draft.noting(remark), facts)
}
