//! Hiding what customers entrust to the shop.

/// Letters of a masked value that stay readable.
const SHOWN: usize = 2;

/// The value as everybody may see it: dots for all but the last two letters, and for all of a value so short that two
/// would tell it.
pub fn masked(value: &str) -> String {
    let letters = value.chars().count();
    let hidden = if letters > 2 * SHOWN { letters - SHOWN } else { letters };
    std::iter::repeat_n('•', hidden).chain(value.chars().skip(hidden)).collect()
}
