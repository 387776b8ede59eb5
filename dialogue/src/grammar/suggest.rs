//! Commands with a typing mistake, which are asked about and never obeyed.

use crate::{
    Language, choice,
    words::{Command, hearing},
};

/// From here on a phrase may be a command with a mistake.
const SUGGEST_MIN: f64 = 0.88;
/// Shorter phrases resemble too much.
const LETTERS_MIN: usize = 4;
/// Longer phrases are sentences, which resemble others that mean something else.
const WORDS_MAX: usize = 3;
/// The most letters by which a phrase may be longer or shorter than the command.
const LENGTH_SLACK: usize = 2;

/// The choice for the command this folded phrase resembles most, and how much.
pub(super) fn command(phrase: &str, language: Language) -> Option<(&'static str, f64)> {
    let length = phrase.len();
    let is_command = |known: &str| known.len() >= LETTERS_MIN && known.split(' ').count() <= WORDS_MAX;
    let near = |known: &str| is_command(known) && known.len().abs_diff(length) <= LENGTH_SLACK;
    hearing()
        .phrases(language)
        .filter(|(known, _)| near(known))
        .filter_map(|(known, command)| Some((choice_of(command)?, strsim::jaro_winkler(phrase, known))))
        .filter(|(_, likeness)| *likeness >= SUGGEST_MIN)
        .max_by(|(a_id, a), (b_id, b)| a.total_cmp(b).then(a_id.cmp(b_id)))
}

/// The choice that does what a command does; none for small talk.
fn choice_of(command: Command) -> Option<&'static str> {
    Some(match command {
        Command::Menu => choice::MENU,
        Command::Cart => choice::CART,
        Command::Checkout | Command::Proceed => choice::CHECKOUT,
        Command::Confirm => choice::CONFIRM,
        Command::Cancel => choice::CANCEL,
        Command::Back => choice::BACK,
        Command::Clear => choice::CLEAR,
        Command::Help => choice::HELP,
        Command::Agent => choice::AGENT,
        Command::Language => choice::LANGUAGE,
        Command::NewOrder => choice::NEW_ORDER,
        Command::OrderHistory => choice::ORDERS,
        Command::Status => choice::STATUS,
        Command::CancelOrder => choice::CANCEL_ORDER,
        Command::Remove => choice::REMOVE,
        Command::Pickup => choice::PICKUP,
        Command::Delivery => choice::DELIVERY,
        Command::Coupon => choice::COUPON,
        Command::RemoveCoupon => choice::REMOVE_COUPON,
        Command::Schedule => choice::SCHEDULE,
        Command::Pay => choice::PAY,
        Command::Again => choice::AGAIN,
        Command::Edit => choice::EDIT,
        Command::Greet
        | Command::Yes
        | Command::No
        | Command::More
        | Command::Thanks
        | Command::NoneOfThese
        | Command::Customise
        | Command::ChangeAddress
        | Command::Skip
        | Command::Tip
        | Command::NoTip
        | Command::PayOnline
        | Command::PayOnDelivery
        | Command::PayByInvoice
        | Command::Soon
        | Command::Accept
        | Command::Decline
        | Command::Proof
        | Command::ForOrder => return None,
    })
}
