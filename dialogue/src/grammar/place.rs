//! Words as a place: an address where one is asked for or can be corrected or that follows goods, words that are none,
//! and words for fetching the goods oneself.

use super::{
    ADDRESS_MAX, ADDRESS_MIN, Reader,
    fold::is_invisible,
    goods::{Goods, phrase, raw},
    terms::cart_acts,
    text::is_sure,
    token::{self, Token},
};
use crate::{
    DeliveryAddress, Fulfilment, Language, State,
    intent::{Act, AddressFault, Target, Wish},
    unfinished::Question,
    words::{Command, VERB_WORDS_MAX, Verb, hearing},
};

/// Marks at the end of a question.
const QUESTION_MARKS: [char; 3] = ['?', '？', '؟'];
/// The fewest words of a verb that means bringing, among other words: "deliver to".
const DELIVERING_WORDS_MIN: usize = 2;
/// The fewest words of a phrase that means fetching wherever it stands: "pick it up".
const FETCHING_WORDS_MIN: usize = 2;
/// The most words of such a phrase that are looked for.
const FETCHING_WORDS_MAX: usize = 6;

impl Reader<'_> {
    /// What words that are no command say about where the goods shall go, at the points where that is asked or shown.
    pub(super) fn place(&self, text: &str, tokens: &[Token], wishes: &[Wish]) -> Option<Act> {
        let is_asked = *self.state == State::Address;
        if !is_asked && !self.can_move && *self.state != State::Fulfilment {
            return None;
        }
        if let Some(goods) = self.wanted((wishes.to_vec(), 1.0)).filter(is_sure) {
            return is_asked.then_some(goods);
        }
        if self.fetches(tokens) {
            return Some(Act::Fulfil(Fulfilment::Pickup));
        }
        let corrects = self.can_move && !is_question(text) && looks_like_one(tokens, wishes);
        (is_asked || corrects).then(|| address(text))
    }

    /// Goods and where to bring them: "2 zobo, please deliver to 5 Allen Avenue". All that follows is the address.
    pub(super) fn with_destination(&self, text: &str, tokens: &[Token], goods: &Goods<'_>) -> Option<(Language, Act)> {
        if matches!(self.question, Some((_, Question::Field(_)))) || *self.state == State::Coupon {
            return None;
        }
        let (at, address) = self.destination(text, tokens)?;
        let (language, act) = self.meaning(text, self.without_joints(&tokens[..at]), goods);
        let mut acts = cart_acts(&act)?;
        acts.push(Act::Deliver(address));
        Some((language, Act::Several(acts)))
    }

    /// The address behind a verb that has other words before it, and where that verb stands.
    fn destination(&self, text: &str, tokens: &[Token]) -> Option<(usize, DeliveryAddress)> {
        let begins = |at: &usize| !tokens[*at].in_brackets && hearing().begins_verb(&tokens[*at].fold);
        (1..tokens.len()).filter(begins).find_map(|at| {
            let longest = (tokens.len() - at).saturating_sub(1).min(VERB_WORDS_MAX);
            (DELIVERING_WORDS_MIN..=longest).rev().find_map(|length| {
                let (_, verb) = hearing().verb(&phrase(&tokens[at..at + length]), self.language)?;
                let there = (verb == Verb::Deliver).then(|| address(raw(text, &tokens[at + length..])))?;
                if let Act::Deliver(address) = there { Some((at, address)) } else { None }
            })
        })
    }

    /// Whether the customer will come for the goods: "I will pick it up myself".
    fn fetches(&self, tokens: &[Token]) -> bool {
        let is_other = |token: &Token| has_digit(token) || hearing().is_not(&token.fold) || is_place(token);
        let is_fetching = |window: &[Token]| {
            let command = hearing().command(&phrase(window), self.language);
            command.is_some_and(|(_, command)| command == Command::Pickup)
        };
        let lengths = FETCHING_WORDS_MIN..=FETCHING_WORDS_MAX;
        !tokens.iter().any(is_other) && lengths.into_iter().any(|length| tokens.windows(length).any(is_fetching))
    }
}

/// Words where an address was asked for: the address, or why they are none.
pub(super) fn address(text: &str) -> Act {
    let text: String = text.trim().chars().filter(|c| !is_invisible(*c)).collect();
    let tokens = token::split(&text);
    match text.chars().count() {
        _ if tokens.is_empty() => Act::NotAnAddress(AddressFault::TooShort),
        _ if is_talk(&text, &tokens) => Act::NotAnAddress(AddressFault::Talk),
        0..ADDRESS_MIN => Act::NotAnAddress(AddressFault::TooShort),
        ADDRESS_MIN..=ADDRESS_MAX => Act::Deliver(DeliveryAddress { text, pin: None }),
        _ => Act::NotAnAddress(AddressFault::TooLong),
    }
}

/// Whether the words ask something.
pub(super) fn is_question(text: &str) -> bool {
    text.trim_end().ends_with(QUESTION_MARKS)
}

/// A question, or a sentence said to somebody: it begins like one and has nothing that addresses have.
fn is_talk(text: &str, tokens: &[Token]) -> bool {
    let begins = tokens.first().is_some_and(|token| hearing().is_talk(&token.fold));
    is_question(text) || begins && !tokens.iter().any(|token| has_digit(token) || is_place(token))
}

/// Whether nobody asked for an address and the words are one all the same: a number and a word, and no goods.
fn looks_like_one(tokens: &[Token], wishes: &[Wish]) -> bool {
    let has_word = tokens.iter().any(|token| token.fold.chars().all(char::is_alphabetic));
    let is_nothing = wishes.iter().all(|wish| wish.target == Target::Nothing);
    has_word && tokens.iter().any(has_digit) && (is_nothing || tokens.iter().any(is_place))
}

fn has_digit(token: &Token) -> bool {
    token.fold.contains(|c: char| c.is_ascii_digit())
}

fn is_place(token: &Token) -> bool {
    hearing().is_place(&token.fold)
}
