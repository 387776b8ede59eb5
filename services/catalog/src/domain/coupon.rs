//! Codes that make an order cheaper.

use std::fmt;

use base::{Id, Money, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    check_version,
    code::{CategoryKey, ProductKey},
    product::PRICE_MAX_MINOR,
};
use crate::error::Error;

/// Characters of a code.
const CODE_LETTERS: std::ops::RangeInclusive<usize> = 3..=30;
/// A whole in hundredths of a percent.
pub(crate) const BASIS_POINTS_MAX: i32 = 10_000;
/// Products a coupon is for at most.
pub(crate) const PRODUCTS_MAX: usize = 200;
/// Categories a coupon is for at most.
pub(crate) const CATEGORIES_MAX: usize = 50;

/// What customers type: A-Z, 0-9 and "-".
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Code(String);

impl Code {
    /// Reads a code in any case.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim().to_ascii_uppercase();
        let is_sign = |sign: u8| sign.is_ascii_uppercase() || sign.is_ascii_digit() || sign == b'-';
        let right = CODE_LETTERS.contains(&text.len()) && text.bytes().all(is_sign);
        if right { Ok(Self(text)) } else { Err(Error::CodeInvalid) }
    }

    /// Takes what a customer asks for, whether it can be a code or not; what is too long is cut and names none.
    pub(crate) fn asked(text: &str) -> Self {
        Self(text.to_uppercase().chars().take(CODE_LETTERS.end() + 1).collect())
    }

    /// Takes a code that was checked before it was stored.
    pub(crate) const fn stored(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// What a request names a coupon by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CouponKey {
    Id(Id),
    Code(Code),
}

impl CouponKey {
    /// Reads an id or a code; anything else names no coupon. No code is as long as an id.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let id = text.parse().map(Self::Id);
        id.or_else(|_| Code::parse(text).map(Self::Code)).map_err(|_| Error::CouponNotFound)
    }
}

/// What a coupon takes off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Benefit {
    /// A share of the goods it covers, in hundredths of a percent.
    Percent(i32),
    /// A sum.
    Amount(Money),
}

/// When and for what a coupon can be used; zero is no limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Terms {
    pub(crate) benefit: Benefit,
    pub(crate) discount_max: Option<Money>,
    pub(crate) subtotal_min: Option<Money>,
    pub(crate) products: Vec<Id>,
    pub(crate) categories: Vec<Id>,
    pub(crate) starts_at: Option<Timestamp>,
    pub(crate) ends_at: Option<Timestamp>,
    pub(crate) uses_max: i32,
    pub(crate) customers_max: i32,
    pub(crate) uses_per_customer_max: i32,
    pub(crate) active: bool,
}

impl Terms {
    /// Checks what the parts must be to each other.
    pub(crate) fn check(self) -> Result<Self, Error> {
        let right = match self.benefit {
            Benefit::Percent(share) => (1..=BASIS_POINTS_MAX).contains(&share),
            Benefit::Amount(sum) => (1..=PRICE_MAX_MINOR).contains(&sum.minor),
        };
        if !right {
            return Err(Error::BenefitInvalid);
        }
        if self.starts_at.zip(self.ends_at).is_some_and(|(start, end)| start >= end) {
            return Err(Error::DatesInvalid);
        }
        let limits = [self.uses_max, self.customers_max, self.uses_per_customer_max];
        if limits.iter().any(|&limit| limit < 0) { Err(Error::LimitInvalid) } else { Ok(self) }
    }
}

/// A coupon as a request describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CouponDraft {
    /// `None` is the code the coupon has.
    pub(crate) code: Option<Code>,
    /// What it is for is named apart.
    pub(crate) terms: Terms,
    pub(crate) products: Vec<ProductKey>,
    pub(crate) categories: Vec<CategoryKey>,
}

impl CouponDraft {
    /// The terms with what the coupon is for.
    pub(crate) fn scoped(self, products: Vec<Id>, categories: Vec<Id>) -> Terms {
        Terms { products, categories, ..self.terms }
    }
}

/// A coupon as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Coupon {
    pub(crate) id: Id,
    pub(crate) code: Code,
    pub(crate) terms: Terms,
    /// Orders that use it now.
    pub(crate) uses: i32,
    /// Different customers among them.
    pub(crate) customers: i32,
    pub(crate) version: i64,
    pub(crate) removed: bool,
}

/// Why a coupon cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Unusable {
    NotFound,
    NotStarted,
    Expired,
    AlreadyUsed,
    UsedUp,
}

impl Coupon {
    /// A coupon nobody has used yet.
    pub(crate) const fn new(id: Id, code: Code, terms: Terms) -> Self {
        Self { id, code, terms, uses: 0, customers: 0, version: 1, removed: false }
    }

    /// The coupon with other terms. Its code stays.
    pub(crate) fn replaced(self, code: Option<&Code>, terms: Terms, expected_version: i64) -> Result<Self, Error> {
        check_version(self.version, expected_version)?;
        if code.is_some_and(|code| *code != self.code) {
            return Err(Error::CodeFixed);
        }
        Ok(Self { terms, version: self.version + 1, ..self })
    }

    /// Whether a customer who uses it so often already can use it once more.
    pub(crate) fn check_use(&self, now: Timestamp, uses_of_customer: i32) -> Result<(), Unusable> {
        let Terms { uses_max, customers_max, uses_per_customer_max, .. } = self.terms;
        let reached = |limit: i32, count: i32| limit > 0 && count >= limit;
        if self.removed || !self.terms.active {
            Err(Unusable::NotFound)
        } else if self.terms.starts_at.is_some_and(|start| now < start) {
            Err(Unusable::NotStarted)
        } else if self.terms.ends_at.is_some_and(|end| now >= end) {
            Err(Unusable::Expired)
        } else if reached(uses_per_customer_max, uses_of_customer) {
            Err(Unusable::AlreadyUsed)
        } else if reached(uses_max, self.uses) || (uses_of_customer == 0 && reached(customers_max, self.customers)) {
            Err(Unusable::UsedUp)
        } else {
            Ok(())
        }
    }

    /// Counts one more use by a customer who has so many, and returns how many that customer has then.
    pub(crate) fn claim(&mut self, uses_of_customer: i32) -> i32 {
        self.uses += 1;
        self.customers += i32::from(uses_of_customer == 0);
        uses_of_customer + 1
    }

    /// Counts one use less, and returns how many the customer has then.
    pub(crate) fn give_back(&mut self, uses_of_customer: i32) -> i32 {
        self.uses = (self.uses - 1).max(0);
        self.customers = (self.customers - i32::from(uses_of_customer == 1)).max(0);
        (uses_of_customer - 1).max(0)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Half off, without limits.
    pub(crate) fn half_off() -> Terms {
        Terms {
            benefit: Benefit::Percent(5_000),
            discount_max: None,
            subtotal_min: None,
            products: Vec::new(),
            categories: Vec::new(),
            starts_at: None,
            ends_at: None,
            uses_max: 0,
            customers_max: 0,
            uses_per_customer_max: 0,
            active: true,
        }
    }

    pub(crate) fn coupon(terms: Terms) -> Coupon {
        Coupon::new(Id::new(Timestamp::UNIX_EPOCH, [7; 10]), Code::parse("ilk50").unwrap(), terms)
    }

    fn moment(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn a_coupon_holds_from_its_start_until_just_before_its_end() {
        let dated = coupon(Terms { starts_at: Some(moment(10)), ends_at: Some(moment(20)), ..half_off() });
        let check = |seconds| dated.check_use(moment(seconds), 0);
        assert_eq!([check(9), check(10), check(19)], [Err(Unusable::NotStarted), Ok(()), Ok(())]);
        assert_eq!(check(20), Err(Unusable::Expired));
        let off = coupon(Terms { active: false, ..half_off() });
        assert_eq!(off.check_use(moment(0), 0), Err(Unusable::NotFound));
    }

    #[test]
    fn customers_are_counted_once_however_often_they_use_it() {
        let mut coupon = coupon(Terms { customers_max: 1, ..half_off() });
        let mine = coupon.claim(0);
        assert_eq!(coupon.check_use(moment(0), 0), Err(Unusable::UsedUp));
        assert_eq!(coupon.check_use(moment(0), mine), Ok(()));
        let mine = coupon.claim(mine);
        assert_eq!((coupon.uses, coupon.customers, mine), (2, 1, 2));
        let mine = coupon.give_back(mine);
        assert_eq!((coupon.customers, coupon.give_back(mine), coupon.customers), (1, 0, 0));
        assert_eq!(coupon.check_use(moment(0), 0), Ok(()));
    }

    #[test]
    fn limits_per_customer_and_in_all_are_told_apart() {
        let mut coupon = coupon(Terms { uses_max: 1, uses_per_customer_max: 1, ..half_off() });
        let mine = coupon.claim(0);
        assert_eq!(coupon.check_use(moment(0), mine), Err(Unusable::AlreadyUsed));
        assert_eq!(coupon.check_use(moment(0), 0), Err(Unusable::UsedUp));
    }

    #[test]
    fn terms_that_cannot_be_are_refused() {
        let dates = Terms { starts_at: Some(moment(2)), ends_at: Some(moment(2)), ..half_off() };
        assert!(matches!(dates.check(), Err(Error::DatesInvalid)));
        assert!(matches!(Terms { uses_max: -1, ..half_off() }.check(), Err(Error::LimitInvalid)));
        let too_much = Terms { benefit: Benefit::Percent(10_001), ..half_off() };
        assert!(matches!(too_much.check(), Err(Error::BenefitInvalid)));
        assert!(matches!(Code::parse("a b"), Err(Error::CodeInvalid)));
    }
}
