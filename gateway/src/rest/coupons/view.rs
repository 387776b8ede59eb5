//! A coupon as JSON shows it.

use jiff::Timestamp;
use proto::{
    catalog::v1::{self as contract, coupon::Benefit},
    convert,
};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::{
    error::Error,
    rest::view::{Money, time},
};

/// A code that makes an order cheaper.
#[derive(Serialize, ToSchema)]
pub(crate) struct Coupon {
    id: String,
    #[schema(example = "ILK50")]
    code: String,
    /// The share it takes off, in hundredths of a percent; null when it takes off a sum.
    #[schema(example = 5000)]
    percent_basis_points: Option<i32>,
    /// The sum it takes off; null when it takes off a share.
    amount: Option<Money>,
    /// The most a share takes off.
    discount_max: Option<Money>,
    /// What the goods must cost at least.
    subtotal_min: Option<Money>,
    /// Only these products are covered; empty together with `category_ids` for all.
    product_ids: Vec<String>,
    category_ids: Vec<String>,
    #[schema(value_type = String, format = DateTime)]
    start_time: Option<Timestamp>,
    #[schema(value_type = String, format = DateTime)]
    end_time: Option<Timestamp>,
    /// How many orders may use it in all; 0 for no limit.
    uses_max: i32,
    /// How many different customers may use it; 0 for no limit.
    customers_max: i32,
    /// How many orders one customer may use it for; 0 for no limit.
    uses_per_customer_max: i32,
    /// Whether it can be used at all.
    active: bool,
    /// Orders that use it now.
    uses: i32,
    /// Different customers among them.
    customers: i32,
    /// Grows with every change of its terms; also the ETag.
    version: i64,
}

/// A coupon to add, with exactly one of `percent_basis_points` and `amount`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCoupon {
    #[schema(example = "ILK50")]
    code: String,
    percent_basis_points: Option<i32>,
    amount: Option<Money>,
    discount_max: Option<Money>,
    subtotal_min: Option<Money>,
    /// Ids or SKUs.
    #[serde(default)]
    product_ids: Vec<String>,
    /// Ids or slugs.
    #[serde(default)]
    category_ids: Vec<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    start_time: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    end_time: Option<Timestamp>,
    #[serde(default)]
    uses_max: i32,
    #[serde(default)]
    customers_max: i32,
    #[serde(default)]
    uses_per_customer_max: i32,
    /// True when left out.
    active: Option<bool>,
}

/// What shall be different; what is left out stays, and null takes a limit away.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CouponChange {
    /// Takes the place of `amount`.
    percent_basis_points: Option<i32>,
    /// Takes the place of `percent_basis_points`.
    amount: Option<Money>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Money>)]
    discount_max: Option<Option<Money>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Money>)]
    subtotal_min: Option<Option<Money>>,
    product_ids: Option<Vec<String>>,
    category_ids: Option<Vec<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, format = DateTime)]
    start_time: Option<Option<Timestamp>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, format = DateTime)]
    end_time: Option<Option<Timestamp>>,
    uses_max: Option<i32>,
    customers_max: Option<i32>,
    uses_per_customer_max: Option<i32>,
    active: Option<bool>,
}

/// Tells null from nothing.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

fn benefit(percent_basis_points: Option<i32>, amount: Option<Money>) -> Result<Option<Benefit>, Error> {
    match (percent_basis_points, amount) {
        (Some(_), Some(_)) => {
            let detail = "a coupon takes off a share or a sum, not both".to_owned();
            Err(Error::BodyInvalid { pointer: "#/amount".to_owned(), detail })
        }
        (percent, amount) => {
            let percent = percent.map(Benefit::PercentBasisPoints);
            Ok(percent.or_else(|| amount.map(|amount| Benefit::Amount(amount.into()))))
        }
    }
}

impl NewCoupon {
    pub(super) fn into_contract(self) -> Result<contract::Coupon, Error> {
        Ok(contract::Coupon {
            code: self.code,
            benefit: benefit(self.percent_basis_points, self.amount)?,
            discount_max: self.discount_max.map(Money::into),
            subtotal_min: self.subtotal_min.map(Money::into),
            product_ids: self.product_ids,
            category_ids: self.category_ids,
            start_time: self.start_time.map(convert::to_time),
            end_time: self.end_time.map(convert::to_time),
            uses_max: self.uses_max,
            customers_max: self.customers_max,
            uses_per_customer_max: self.uses_per_customer_max,
            active: self.active.unwrap_or(true),
            ..contract::Coupon::default()
        })
    }
}

impl CouponChange {
    /// The coupon as it shall be.
    pub(super) fn onto(self, current: contract::Coupon) -> Result<contract::Coupon, Error> {
        let money = |wish: Option<Option<Money>>, now| wish.map_or(now, |money| money.map(Money::into));
        let moment = |wish: Option<Option<Timestamp>>, now| wish.map_or(now, |time| time.map(convert::to_time));
        Ok(contract::Coupon {
            benefit: benefit(self.percent_basis_points, self.amount)?.or(current.benefit),
            discount_max: money(self.discount_max, current.discount_max),
            subtotal_min: money(self.subtotal_min, current.subtotal_min),
            product_ids: self.product_ids.unwrap_or(current.product_ids),
            category_ids: self.category_ids.unwrap_or(current.category_ids),
            start_time: moment(self.start_time, current.start_time),
            end_time: moment(self.end_time, current.end_time),
            uses_max: self.uses_max.unwrap_or(current.uses_max),
            customers_max: self.customers_max.unwrap_or(current.customers_max),
            uses_per_customer_max: self.uses_per_customer_max.unwrap_or(current.uses_per_customer_max),
            active: self.active.unwrap_or(current.active),
            ..current
        })
    }
}

impl From<contract::Coupon> for Coupon {
    fn from(coupon: contract::Coupon) -> Self {
        let (percent_basis_points, amount) = match coupon.benefit {
            Some(Benefit::PercentBasisPoints(share)) => (Some(share), None),
            Some(Benefit::Amount(sum)) => (None, Some(sum.into())),
            None => (None, None),
        };
        Self {
            id: coupon.id,
            code: coupon.code,
            percent_basis_points,
            amount,
            discount_max: coupon.discount_max.map(Money::from),
            subtotal_min: coupon.subtotal_min.map(Money::from),
            product_ids: coupon.product_ids,
            category_ids: coupon.category_ids,
            start_time: time(coupon.start_time),
            end_time: time(coupon.end_time),
            uses_max: coupon.uses_max,
            customers_max: coupon.customers_max,
            uses_per_customer_max: coupon.uses_per_customer_max,
            active: coupon.active,
            uses: coupon.uses,
            customers: coupon.customers,
            version: coupon.version,
        }
    }
}
