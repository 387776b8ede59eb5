//! Sums of money in whole minor units.

use std::{fmt, iter, str::FromStr};

use serde::{Deserialize, Serialize};

/// A currency of ISO 4217 that has a minor unit.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

/// The code names no currency.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not an ISO 4217 currency code")]
pub struct UnknownCurrency;

impl Currency {
    /// The Nigerian naira, the sample market's currency.
    pub const NGN: Self = Self(iso_currency::Currency::NGN);

    /// The ISO code, such as "NGN".
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// The English name, such as "Nigerian naira".
    pub fn name(self) -> String {
        self.0.name().to_owned()
    }

    /// How many digits stand behind the point: 2 for NGN, 0 for JPY, 3 for KWD.
    pub fn exponent(self) -> u32 {
        self.0.exponent().map_or(2, u32::from)
    }
}

impl FromStr for Currency {
    type Err = UnknownCurrency;
    fn from_str(code: &str) -> Result<Self, UnknownCurrency> {
        iso_currency::Currency::from_code(code).map(Self).ok_or(UnknownCurrency)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = std::borrow::Cow::<str>::deserialize(deserializer)?;
        code.parse().map_err(serde::de::Error::custom)
    }
}

/// A sum of money: whole minor units and their currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// The sum in the currency's smallest unit.
    pub minor: i64,
    /// The currency.
    pub currency: Currency,
}

/// A sum that cannot be formed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MoneyError {
    /// Two currencies met.
    #[error("two currencies in one sum")]
    CurrencyMismatch,
    /// The result is beyond what can be stored.
    #[error("a sum is too large")]
    Overflow,
}

impl Money {
    /// A sum of so many minor units.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing, in this currency.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// The two sums together.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::CurrencyMismatch);
        }
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Self::new(minor, self.currency))
    }

    /// The sum so many times.
    pub fn times(self, count: u32) -> Result<Self, MoneyError> {
        let minor = self.minor.checked_mul(i64::from(count)).ok_or(MoneyError::Overflow)?;
        Ok(Self::new(minor, self.currency))
    }

    /// All of them together; zero of `currency` when there are none.
    pub fn sum(currency: Currency, sums: impl IntoIterator<Item = Self>) -> Result<Self, MoneyError> {
        sums.into_iter().try_fold(Self::zero(currency), Self::plus)
    }
}

/// How a language writes sums.
struct Writing {
    /// Between groups of three digits.
    group_mark: &'static str,
    /// Before the smallest units.
    decimal_mark: &'static str,
    /// Whether the symbol stands after the number, with a space that does not break.
    symbol_follows: bool,
}

const ENGLISH: Writing = Writing { group_mark: ",", decimal_mark: ".", symbol_follows: false };
/// French and Portuguese. The space does not break.
const ROMANCE: Writing = Writing { group_mark: "\u{a0}", decimal_mark: ",", symbol_follows: true };

impl Writing {
    /// How the language of a tag writes sums, or English. A country does not matter: "pt-BR" is Portuguese.
    fn of(tag: &str) -> Self {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        if ["fr", "pt"].iter().any(|language| language.eq_ignore_ascii_case(primary)) { ROMANCE } else { ENGLISH }
    }
}

impl Money {
    /// The sum as people who speak a language write it: "₦4,200.00" in "en".
    pub fn written_in(self, language: &str) -> String {
        let writing = Writing::of(language);
        let exponent = self.currency.exponent();
        let unit = 10_u64.pow(exponent);
        let (whole, rest) = (self.minor.unsigned_abs() / unit, self.minor.unsigned_abs() % unit);
        let sign = if self.minor < 0 { "-" } else { "" };
        let rest = match exponent {
            0 => String::new(),
            _ => format!("{}{rest:0width$}", writing.decimal_mark, width = exponent as usize),
        };
        let (symbol, number) = (symbol(self.currency), format!("{}{rest}", grouped(whole, writing.group_mark)));
        match writing.symbol_follows {
            true => format!("{sign}{number}\u{a0}{}", symbol.trim_end()),
            false => format!("{sign}{symbol}{number}"),
        }
    }
}

impl fmt::Display for Money {
    /// As it is written in English: "₦4,200.00".
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.written_in("en"))
    }
}

/// The symbol, or the code with a space where the symbol would be unclear to a reader.
fn symbol(currency: Currency) -> String {
    let symbol = currency.0.symbol().symbol.to_owned();
    let clear = symbol.chars().count() <= 3 && symbol.chars().all(|c| !('\u{0590}'..='\u{08ff}').contains(&c));
    if clear && symbol != "¤" { symbol } else { format!("{} ", currency.code()) }
}

fn grouped(whole: u64, mark: &str) -> String {
    let digits = whole.to_string();
    let first = (digits.len() + 2) % 3 + 1;
    let (head, tail) = digits.split_at(first.min(digits.len()));
    let groups = tail.as_bytes().chunks(3).map(|group| String::from_utf8_lossy(group).into_owned());
    iter::once(head.to_owned()).chain(groups).collect::<Vec<_>>().join(mark)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn money(minor: i64, code: &str) -> Money {
        Money::new(minor, code.parse().unwrap())
    }

    #[test]
    fn money_reads_as_customers_expect_in_every_exponent() {
        assert_eq!(money(420_000, "NGN").to_string(), "₦4,200.00");
        assert_eq!(money(5, "NGN").to_string(), "₦0.05");
        assert_eq!(money(-123_456_789, "NGN").to_string(), "-₦1,234,567.89");
        assert_eq!(money(2_500, "JPY").to_string(), "¥2,500");
        assert_eq!(money(1_234_567, "KWD").to_string(), "KWD 1,234.567");
    }

    #[test]
    fn money_is_written_as_the_language_does() {
        let sum = money(-123_456_789, "NGN");
        for (tag, written) in [
            ("en-GB", "-₦1,234,567.89"),
            ("fr", "-1\u{a0}234\u{a0}567,89\u{a0}₦"),
            ("pt_BR", "-1\u{a0}234\u{a0}567,89\u{a0}₦"),
            ("", "-₦1,234,567.89"),
        ] {
            assert_eq!(sum.written_in(tag), written, "{tag}");
        }
        assert_eq!(money(4_200, "KWD").written_in("fr"), "4,200\u{a0}KWD");
    }

    #[test]
    fn two_currencies_never_meet_in_one_sum() {
        assert_eq!(money(1, "NGN").plus(money(1, "JPY")), Err(MoneyError::CurrencyMismatch));
        assert_eq!(money(i64::MAX, "NGN").plus(money(1, "NGN")), Err(MoneyError::Overflow));
    }

    proptest! {
        #[test]
        fn a_sum_is_the_sum_of_its_parts(parts in prop::collection::vec(-1_000_000_i64..1_000_000, 0..30)) {
            let total = Money::sum(Currency::NGN, parts.iter().map(|&minor| Money::new(minor, Currency::NGN)));
            prop_assert_eq!(total.unwrap().minor, parts.iter().sum::<i64>());
        }
    }
}
