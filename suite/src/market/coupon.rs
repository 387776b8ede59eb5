//! Coupons.

use base::{Currency, Timestamp};
use chassis::settings::SettingError;
use proto::{
    catalog::v1::{Coupon, coupon::Benefit},
    convert::to_time,
};
use serde::Deserialize;

use super::price;

/// Exactly one of the benefits must be given.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CouponEntry {
    code: String,
    percent_basis_points: Option<i32>,
    amount: Option<String>,
    discount_max: Option<String>,
    subtotal_min: Option<String>,
    #[serde(default)]
    products: Vec<String>,
    #[serde(default)]
    categories: Vec<String>,
    /// "2026-12-01T00:00:00Z"; so is `end_time`.
    start_time: Option<Timestamp>,
    end_time: Option<Timestamp>,
    #[serde(default)]
    uses_max: i32,
    #[serde(default)]
    customers_max: i32,
    #[serde(default)]
    uses_per_customer_max: i32,
}

impl CouponEntry {
    pub(super) fn coupon(self, currency: Currency) -> Result<Coupon, SettingError> {
        let sum = |text: &Option<String>, of: &str| {
            price::optional(text.as_ref(), currency, &format!("{of} of the coupon {}", self.code))
        };
        let benefit = match (self.percent_basis_points, sum(&self.amount, "amount")?) {
            (Some(share), None) => Benefit::PercentBasisPoints(share),
            (None, Some(amount)) => Benefit::Amount(amount),
            _ => {
                let words = format!("The coupon {} must have percent_basis_points or amount, not both.", self.code);
                return Err(SettingError::new(words));
            }
        };
        Ok(Coupon {
            benefit: Some(benefit),
            discount_max: sum(&self.discount_max, "discount_max")?,
            subtotal_min: sum(&self.subtotal_min, "subtotal_min")?,
            code: self.code,
            product_ids: self.products,
            category_ids: self.categories,
            start_time: self.start_time.map(to_time),
            end_time: self.end_time.map(to_time),
            uses_max: self.uses_max,
            customers_max: self.customers_max,
            uses_per_customer_max: self.uses_per_customer_max,
            active: true,
            ..Coupon::default()
        })
    }
}
