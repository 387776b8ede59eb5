//! Sums of money as people type them.

use base::{Currency, Money};

/// The largest sum that is taken for one, in minor units.
const SUM_MAX_MINOR: i64 = 10_000_000_000;

/// "200", "1,000", "2.50", "₦200": a sum in the shop's currency, zero or more.
pub(super) fn read(words: &str, currency: Currency) -> Option<Money> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let digits = words.trim_matches(|c: char| !is_part(c) && c != '-').trim_end_matches(['.', ',']);
    if words.contains('%')
        || digits.is_empty()
        || !digits.chars().all(is_part)
        || !digits.starts_with(|c: char| c.is_ascii_digit())
    {
        return None;
    }
    let exponent = currency.exponent() as usize;
    let (whole, cents) = match digits.rsplit_once(['.', ',']) {
        Some((whole, cents)) if cents.len() <= exponent && cents.len() != 3 => (whole, cents),
        _ => (digits, ""),
    };
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    let minor: i64 = format!("{whole}{cents:0<exponent$}").parse().ok()?;
    (minor <= SUM_MAX_MINOR).then_some(Money::new(minor, currency))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_read_as_people_write_them() {
        for (words, minor) in [
            ("200", Some(20_000)),
            ("₦200", Some(20_000)),
            ("200 naira", Some(20_000)),
            ("1,000", Some(100_000)),
            ("1.000,50", Some(100_050)),
            ("2.5", Some(250)),
            ("0", Some(0)),
            ("-5", None),
            ("10%", None),
            ("lots", None),
            ("", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(read(words, Currency::NGN).map(|sum| sum.minor), minor, "{words}");
        }
        let yen: Currency = "JPY".parse().unwrap();
        assert_eq!(read("1,000", yen).map(|sum| sum.minor), Some(1_000));
    }
}
