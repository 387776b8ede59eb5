//! What orders reserve.

use std::collections::BTreeMap;

use base::Id;
use proto::catalog::v1::{
    ReservationDenied, ReservationGranted, ReserveRequest, ReserveResponse, ReservedLine, Shortage as ShortageMessage,
    reserve_response::Outcome as OutcomeMessage,
};

use super::{given, time};
use crate::{
    domain::{
        coupon::Code,
        reservation::{Customer, Denial, LINES_MAX, Outcome, QUANTITY_MAX, Wish},
    },
    error::Error,
};

pub(in crate::api) fn order_id(text: &str) -> Result<Id, Error> {
    text.parse().map_err(|_| Error::OrderIdInvalid)
}

/// The wish. A code that cannot be one is no error: it names no coupon, and that is the answer.
pub(in crate::api) fn wish(request: &ReserveRequest) -> Result<Wish, Error> {
    if request.revision < 1 {
        return Err(Error::RevisionInvalid);
    }
    Ok(Wish {
        customer: Customer::parse(&request.customer_id)?,
        goods: goods(&request.lines)?,
        coupon: given(&request.coupon_code).map(Code::asked),
        slot: time(request.slot_time)?,
    })
}

fn goods(lines: &[ReservedLine]) -> Result<BTreeMap<Id, i64>, Error> {
    if lines.is_empty() {
        return Err(Error::NoLines);
    }
    if lines.len() > LINES_MAX {
        return Err(Error::TooManyLines);
    }
    let mut goods: BTreeMap<Id, i64> = BTreeMap::new();
    for line in lines {
        if !(1..=QUANTITY_MAX).contains(&line.quantity) {
            return Err(Error::QuantityInvalid);
        }
        let product = line.product_id.parse().map_err(|_| Error::ProductNotFound)?;
        *goods.entry(product).or_default() += i64::from(line.quantity);
    }
    Ok(goods)
}

impl From<Outcome> for ReserveResponse {
    fn from(outcome: Outcome) -> Self {
        let outcome = match outcome {
            Outcome::Granted => OutcomeMessage::Granted(ReservationGranted {}),
            Outcome::Denied(denial) => OutcomeMessage::Denied(denial.into()),
        };
        Self { outcome: Some(outcome) }
    }
}

impl From<Denial> for ReservationDenied {
    fn from(denial: Denial) -> Self {
        let reason = denial.reason().to_owned();
        let shortages = match denial {
            Denial::OutOfStock(shortages) => shortages,
            Denial::Coupon(_) | Denial::SlotFull | Denial::Released => Vec::new(),
        };
        let shortages = shortages.into_iter();
        let shortages =
            shortages.map(|shortage| ShortageMessage { product_id: shortage.product.to_string(), left: shortage.left });
        Self { reason, shortages: shortages.collect() }
    }
}
