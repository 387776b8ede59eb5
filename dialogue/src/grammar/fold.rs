//! One form for every way to write a word: small letters without accents, ASCII digits, no invisible characters.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use super::token;

/// The zeros of the decimal digits people type besides ASCII's: Arabic, Persian, N'Ko, Devanagari, Bengali, Gurmukhi,
/// Gujarati, Tamil, Telugu, Thai, Burmese.
const ZEROS: [u32; 11] = [0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xbe6, 0xc66, 0xe50, 0x1040];

/// A whole phrase folded, its words joined by one space.
pub(crate) fn fold(phrase: &str) -> String {
    let tokens = token::split(phrase);
    tokens.iter().map(|token| token.fold.as_str()).collect::<Vec<_>>().join(" ")
}

/// One word folded.
pub(super) fn fold_word(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(word.len());
    for character in word.nfkd().flat_map(char::to_lowercase).filter(|&c| !is_combining_mark(c) && !is_invisible(c)) {
        match character {
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'ı' => folded.push('i'),
            other => folded.push(ascii_digit(other)),
        }
    }
    folded
}

fn ascii_digit(character: char) -> char {
    let code = u32::from(character);
    let digit = ZEROS.iter().find_map(|zero| code.checked_sub(*zero).filter(|digit| *digit < 10));
    digit.and_then(|digit| char::from_digit(digit, 10)).unwrap_or(character)
}

/// Characters that shape or direct text and show nothing: soft hyphen, zero-width and bidirectional marks.
pub(crate) const fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{1f3fb}'..='\u{1f3ff}')
}

/// A folded word without a plural's "s".
pub(crate) fn stem(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(single) if single.len() > 2 && !single.ends_with('s') => single,
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fold_to_one_form() {
        for (written, folded) in [
            ("  Pão  de\tQueijo! ", "pao de queijo"),
            ("ZO\u{200b}BO", "zobo"),
            ("ＺＯＢＯ", "zobo"),
            ("œufs", "oeufs"),
            ("٣ زوبو", "3 زوبو"),
            ("1️⃣", "1"),
            ("I'd like", "i d like"),
            ("\u{202e}zobo\u{202c}", "zobo"),
            ("👍", ""),
        ] {
            assert_eq!(fold(written), folded, "{written:?}");
        }
    }

    #[test]
    fn a_plural_has_the_stem_of_its_singular() {
        assert_eq!((stem("plates"), stem("glass"), stem("bus"), stem("zobo")), ("plate", "glass", "bus", "zobo"));
    }
}
