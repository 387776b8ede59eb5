//! The number people say to each other.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Crockford's base 32: no I, L, O or U, so that nothing is misread.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters before the check character: 35 bits.
const LENGTH: usize = 7;

/// An order number: `ORD-` and eight characters of Crockford's base 32, the last of them a check character, so that a
/// typing mistake names no order instead of somebody else's.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrderNumber(String);

/// The text is not an order number, or has a typing mistake.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not an order number")]
pub struct NotAnOrderNumber;

impl OrderNumber {
    /// Makes a number from random bits; only the lowest 35 are used. Whoever stores it sees to it that it is unique.
    pub fn from_random(random: u64) -> Self {
        let digits: [u8; LENGTH] = std::array::from_fn(|place| (random >> (5 * place)) as u8 & 31);
        let body: String = digits.iter().chain([&check(&digits)]).map(|&digit| char_of(digit)).collect();
        Self(format!("ORD-{body}"))
    }

    /// The number as people read it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Each place has an odd weight of its own, so that every single wrong character and most swaps change the sum.
fn check(digits: &[u8; LENGTH]) -> u8 {
    let weighted = digits.iter().zip((3_u32..).step_by(2)).map(|(&digit, weight)| u32::from(digit) * weight);
    (weighted.sum::<u32>() % 32) as u8
}

fn char_of(digit: u8) -> char {
    char::from(ALPHABET[usize::from(digit & 31)])
}

/// Reads a character as Crockford does: any case, O as 0, I and L as 1.
fn digit_of(character: char) -> Option<u8> {
    let character = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = ALPHABET.iter().position(|&letter| char::from(letter) == character)?;
    u8::try_from(place).ok()
}

impl FromStr for OrderNumber {
    type Err = NotAnOrderNumber;
    /// Reads a number in any case, with or without "ORD-", with spaces and dashes anywhere.
    fn from_str(text: &str) -> Result<Self, NotAnOrderNumber> {
        let compact: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '#')).collect();
        let has_prefix = compact.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("ord"));
        let body = if has_prefix && compact.len() == LENGTH + 4 { &compact[3..] } else { &compact };
        let digits: Option<Vec<u8>> = body.chars().map(digit_of).collect();
        let digits = digits.filter(|digits| digits.len() == LENGTH + 1).ok_or(NotAnOrderNumber)?;
        let head: [u8; LENGTH] = std::array::from_fn(|place| digits[place]);
        if check(&head) != digits[LENGTH] {
            return Err(NotAnOrderNumber);
        }
        Ok(Self(format!("ORD-{}", digits.into_iter().map(char_of).collect::<String>())))
    }
}

impl TryFrom<String> for OrderNumber {
    type Error = NotAnOrderNumber;
    fn try_from(text: String) -> Result<Self, NotAnOrderNumber> {
        text.parse()
    }
}

impl From<OrderNumber> for String {
    fn from(number: OrderNumber) -> Self {
        number.0
    }
}

impl fmt::Display for OrderNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_number_is_read_back_however_it_is_typed(random: u64) {
            let number = OrderNumber::from_random(random);
            let bare = number.as_str().trim_start_matches("ORD-").to_lowercase();
            prop_assert_eq!(bare.parse(), Ok(number.clone()));
            prop_assert_eq!(format!("ord {bare}").parse(), Ok(number.clone()));
            prop_assert_eq!(number.as_str().parse(), Ok(number.clone()));
        }

        #[test]
        fn one_wrong_character_names_no_order(random: u64, place in 0_usize..8, shift in 1_u8..32) {
            let number = OrderNumber::from_random(random);
            let mut letters: Vec<char> = number.as_str()[4..].chars().collect();
            letters[place] = char_of(digit_of(letters[place]).unwrap().wrapping_add(shift));
            let typed: String = letters.into_iter().collect();
            prop_assert_eq!(typed.parse::<OrderNumber>(), Err(NotAnOrderNumber));
        }
    }
}
