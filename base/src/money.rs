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

impl fmt::Display for Money {
    /// As customers read it: the symbol, groups of three, a point: "₦4,200.00".
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exponent = self.currency.exponent();
        let unit = 10_u64.pow(exponent);
        let (whole, rest) = (self.minor.unsigned_abs() / unit, self.minor.unsigned_abs() % unit);
        let sign = if self.minor < 0 { "-" } else { "" };
        write!(formatter, "{sign}{}{}", symbol(self.currency), grouped(whole))?;
        if exponent > 0 { write!(formatter, ".{rest:0width$}", width = exponent as usize) } else { Ok(()) }
    }
}

/// The symbol, or the code with a space where the symbol would be unclear to a reader.
fn symbol(currency: Currency) -> String {
    let symbol = currency.0.symbol().symbol.to_owned();
    let clear = symbol.chars().count() <= 3 && symbol.chars().all(|c| !('\u{0590}'..='\u{08ff}').contains(&c));
    if clear && symbol != "¤" { symbol } else { format!("{} ", currency.code()) }
}

fn grouped(whole: u64) -> String {
    let digits = whole.to_string();
    let first = (digits.len() + 2) % 3 + 1;
    let (head, tail) = digits.split_at(first.min(digits.len()));
    let groups = tail.as_bytes().chunks(3).map(|group| String::from_utf8_lossy(group).into_owned());
    iter::once(head.to_owned()).chain(groups).collect::<Vec<_>>().join(",")
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
