//! Coupons.

use base::Currency;
use proto::{
    catalog::v1::{Coupon as CouponMessage, coupon::Benefit as BenefitMessage},
    convert::to_time,
};

use super::{given, optional_sum, sum, time};
use crate::{
    domain::{
        code::{CategoryKey, ProductKey},
        coupon::{Benefit, CATEGORIES_MAX, Code, Coupon, CouponDraft, PRODUCTS_MAX, Terms},
    },
    error::Error,
};

pub(in crate::api) fn draft(message: &CouponMessage, currency: Currency) -> Result<CouponDraft, Error> {
    if message.product_ids.len() > PRODUCTS_MAX || message.category_ids.len() > CATEGORIES_MAX {
        return Err(Error::ScopeInvalid);
    }
    let products = message.product_ids.iter().map(|key| ProductKey::parse(key).map_err(|_| Error::ScopeInvalid));
    let categories = message.category_ids.iter().map(|key| CategoryKey::parse(key).map_err(|_| Error::ScopeInvalid));
    Ok(CouponDraft {
        code: given(&message.code).map(Code::parse).transpose()?,
        terms: terms(message, currency)?,
        products: products.collect::<Result<_, _>>()?,
        categories: categories.collect::<Result<_, _>>()?,
    })
}

fn terms(message: &CouponMessage, currency: Currency) -> Result<Terms, Error> {
    let benefit = match &message.benefit {
        Some(BenefitMessage::PercentBasisPoints(share)) => Benefit::Percent(*share),
        Some(BenefitMessage::Amount(amount)) => Benefit::Amount(sum(amount, currency)?),
        None => return Err(Error::BenefitInvalid),
    };
    let terms = Terms {
        benefit,
        discount_max: optional_sum(message.discount_max.as_ref(), currency)?,
        subtotal_min: optional_sum(message.subtotal_min.as_ref(), currency)?,
        products: Vec::new(),
        categories: Vec::new(),
        starts_at: time(message.start_time)?,
        ends_at: time(message.end_time)?,
        uses_max: message.uses_max,
        customers_max: message.customers_max,
        uses_per_customer_max: message.uses_per_customer_max,
        active: message.active,
    };
    terms.check()
}

impl From<&Coupon> for CouponMessage {
    fn from(coupon: &Coupon) -> Self {
        let terms = &coupon.terms;
        Self {
            id: coupon.id.to_string(),
            code: coupon.code.to_string(),
            benefit: Some(match terms.benefit {
                Benefit::Percent(share) => BenefitMessage::PercentBasisPoints(share),
                Benefit::Amount(amount) => BenefitMessage::Amount(amount.into()),
            }),
            discount_max: terms.discount_max.map(Into::into),
            subtotal_min: terms.subtotal_min.map(Into::into),
            product_ids: terms.products.iter().map(ToString::to_string).collect(),
            category_ids: terms.categories.iter().map(ToString::to_string).collect(),
            start_time: terms.starts_at.map(to_time),
            end_time: terms.ends_at.map(to_time),
            uses_max: terms.uses_max,
            customers_max: terms.customers_max,
            uses_per_customer_max: terms.uses_per_customer_max,
            active: terms.active,
            uses: coupon.uses,
            customers: coupon.customers,
            version: coupon.version,
        }
    }
}
