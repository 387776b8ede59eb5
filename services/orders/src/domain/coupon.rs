//! What a coupon takes off.

use base::{Id, Money};
use serde::{Deserialize, Serialize};

use super::rounding::share;

/// A coupon's terms, as the catalogue had them when it was claimed. They stay with the order, so that a later change
/// of its lines is priced by the same terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coupon {
    /// What customers type.
    pub code: String,
    /// What it takes off.
    pub benefit: Benefit,
    /// The most a percentage takes off.
    pub discount_max: Option<Money>,
    /// What the goods of the cart must cost at least.
    pub subtotal_min: Option<Money>,
    /// Only these products are covered; none together with no categories means all.
    pub products: Vec<Id>,
    /// Products of these categories are covered too.
    pub categories: Vec<Id>,
}

/// What a coupon takes off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Benefit {
    /// A share of the goods it covers, in hundredths of a percent.
    BasisPoints(u32),
    /// A sum.
    Amount(Money),
}

impl Coupon {
    /// Whether it makes this product cheaper.
    pub fn covers(&self, product: Id, category: Id) -> bool {
        let all = self.products.is_empty() && self.categories.is_empty();
        all || self.products.contains(&product) || self.categories.contains(&category)
    }

    /// What it takes off goods that cost `covered`: never more than they cost.
    pub fn discount(&self, covered: Money) -> Money {
        let wished = match self.benefit {
            Benefit::BasisPoints(points) => share(covered.minor, points.into(), 10_000),
            Benefit::Amount(amount) => amount.minor,
        };
        let most = self.discount_max.map_or(i64::MAX, |most| most.minor);
        Money::new(wished.min(most).min(covered.minor), covered.currency)
    }
}
