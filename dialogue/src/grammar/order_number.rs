//! Words that are an order's number, or were meant as one.

use super::token::Token;
use crate::intent::Act;

/// "ORD-7K2M9QX4" alone asks how that order stands.
pub(super) fn order_number(text: &str, first: &Token) -> Option<Act> {
    if !first.fold.starts_with("ord") {
        return None;
    }
    if let Ok(number) = text.parse() {
        return Some(Act::Status(Some(number)));
    }
    let is_alone = !text.contains(char::is_whitespace);
    (is_alone && text.contains(|c: char| c.is_ascii_digit())).then_some(Act::NotAnOrderNumber)
}

/// One word, or words with digits, were meant as an order number.
pub(super) fn not_a_number(rest: &[Token]) -> Option<Act> {
    let has_digit = rest.iter().any(|token| token.fold.contains(|c: char| c.is_ascii_digit()));
    (rest.len() == 1 || has_digit).then_some(Act::NotAnOrderNumber)
}

/// Words with digits were meant as an order number.
pub(super) fn odd_number(rest: &[Token]) -> Option<Act> {
    let has_digit = rest.iter().any(|token| token.fold.contains(|c: char| c.is_ascii_digit()));
    let is_order = rest.first().is_some_and(|token| token.fold.starts_with("ord"));
    (is_order && has_digit).then_some(Act::NotAnOrderNumber)
}
