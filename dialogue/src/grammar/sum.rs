//! Sums of money as people type them.

use base::{Currency, Money};

use super::{fold, stem};

/// What stands between groups of digits; the last three are spaces that do not break a line.
const GROUP_MARKS: [char; 7] = ['.', ',', '\'', ' ', '\u{a0}', '\u{2009}', '\u{202f}'];
/// How many digits stand together in a large number.
const GROUP: usize = 3;
/// The largest sum that is taken for one, in minor units.
const SUM_MAX_MINOR: i64 = 10_000_000_000;

/// "200", "1,000", "1 000,50", "2k", "₦200", "200 naira": a sum in the shop's currency, zero or more.
pub(super) fn read(words: &str, currency: Currency) -> Option<Money> {
    let digit = |c: char| c.is_ascii_digit();
    let (start, end) = (words.find(digit)?, words.rfind(digit)? + 1);
    let (before, number, behind) = (&words[..start], &words[start..end], &words[end..]);
    let behind = behind.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | '!'));
    let thousands = behind.strip_prefix(['k', 'K']).filter(|rest| !rest.starts_with(char::is_alphabetic));
    let is_ours = leads_sum(before.trim(), currency) && names(thousands.unwrap_or(behind).trim(), currency);
    let factor = if thousands.is_some() { 1_000 } else { 1 };
    let minor = minor(number, currency.exponent() as usize).filter(|_| is_ours)?.checked_mul(factor)?;
    (minor <= SUM_MAX_MINOR).then_some(Money::new(minor, currency))
}

/// Whether words before a sum only say that it is one of this currency: "₦", "NGN", "N", and "#" where no key has "₦".
fn leads_sum(words: &str, currency: Currency) -> bool {
    let initial = |name: &str| {
        name.chars().next().is_some_and(|initial| words.eq_ignore_ascii_case(initial.encode_utf8(&mut [0; 4])))
    };
    words == "#" || names(words, currency) || currency.name().split(' ').any(initial)
}

/// Whether these words, or none, name the currency: its sign, its code or a word of its name.
fn names(words: &str, currency: Currency) -> bool {
    let sign = Money::zero(currency).to_string();
    let sign = sign.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').trim();
    let name = fold(&currency.name());
    let is_name = |word: &str| {
        let is_franc = matches!(word, "f" | "fcfa") && name.contains("franc");
        is_franc || word == fold(currency.code()) || name.split(' ').any(|part| stem(part) == stem(word))
    };
    let folded = fold(words);
    words.is_empty() || words == sign || !folded.is_empty() && folded.split(' ').all(is_name)
}

/// Digits in minor units. Behind the last point or comma stand cents, or groups of three do.
fn minor(number: &str, exponent: usize) -> Option<i64> {
    let is_digits = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit());
    let (whole, cents) = match number.rsplit_once(['.', ',']) {
        Some((whole, cents)) if cents.len() <= exponent && cents.len() != GROUP && is_digits(cents) => (whole, cents),
        _ => (number, ""),
    };
    let mut groups = whole.split(GROUP_MARKS);
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let is_grouped = rest.is_empty() || first.len() <= GROUP && rest.iter().all(|group| group.len() == GROUP);
    if !is_grouped || !is_digits(first) || !rest.iter().all(|group| is_digits(group)) {
        return None;
    }
    format!("{first}{}{cents:0<exponent$}", rest.concat()).parse().ok()
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
            ("1 000", Some(100_000)),
            ("1 000,50", Some(100_050)),
            ("1\u{a0}200,00\u{a0}₦", Some(120_000)),
            ("12\u{202f}000", Some(1_200_000)),
            ("2k", Some(200_000)),
            ("1.5K naira", Some(150_000)),
            ("N200", Some(20_000)),
            ("#200", Some(20_000)),
            ("NGN 200", Some(20_000)),
            ("200,", Some(20_000)),
            ("2m", None),
            ("2kg", None),
            ("$200", None),
            ("200 dollars", None),
            ("1 00", None),
            ("12 34", None),
            ("2.5055", None),
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
        assert_eq!(read("1.5", yen), None);
        let franc: Currency = "XOF".parse().unwrap();
        for words in ["500 F", "500 FCFA", "500 francs", "500 CFA", "500 XOF"] {
            assert_eq!(read(words, franc).map(|sum| sum.minor), Some(500), "{words}");
        }
    }
}
