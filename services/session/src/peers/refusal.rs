//! Why orders does not do what customers want.

use base::{Id, Money};
use chassis::Problem;
use dialogue::{CouponFault, Obstacle, Refusal};

use super::{Trouble, is_answer};

/// Why orders does not price or place a cart; a failure stays a failure.
pub(super) fn refusal(problem: Problem) -> Result<Refusal, Trouble> {
    if !is_answer(&problem) {
        return Err(problem.into());
    }
    let detail = |name: &str| problem.detail(name);
    Ok(match problem.reason.as_str() {
        "PRICE_CHANGED" => match money(detail, "total_minor") {
            Some(total) => Refusal::PriceChanged { total },
            None => Refusal::Other { reason: problem.reason },
        },
        "PRODUCT_UNAVAILABLE" | "PRODUCT_NOT_FOUND" => {
            let products = detail("products").unwrap_or_default().split(',');
            Refusal::SoldOut { products: products.filter_map(|id| id.trim().parse().ok()).collect() }
        }
        reason => match obstacle(reason, detail) {
            Some(obstacle) => Refusal::Obstacles(vec![obstacle]),
            None => {
                tracing::warn!(reason = problem.reason, "orders refused a cart for a reason without words of its own");
                Refusal::Other { reason: problem.reason }
            }
        },
    })
}

/// An obstacle by its reason and details; `None` for one that this version does not know.
pub(super) fn obstacle<'a>(reason: &str, detail: impl Fn(&str) -> Option<&'a str> + Copy) -> Option<Obstacle> {
    let product = || detail("product").and_then(|id| id.parse::<Id>().ok());
    Some(match reason {
        "CHOICE_REQUIRED" | "TOO_MANY_CHOICES" | "CHOICE_UNAVAILABLE" | "OPTION_UNKNOWN" => {
            Obstacle::Choices { product: product()? }
        }
        "FIELD_REQUIRED" | "FIELD_INVALID" => {
            Obstacle::Field { product: product()?, key: detail("field").unwrap_or_default().to_owned() }
        }
        "OUT_OF_STOCK" => {
            let left = detail("left").and_then(|left| left.parse().ok()).unwrap_or(0);
            Obstacle::OutOfStock { product: product()?, left }
        }
        "SHOP_CLOSED" => Obstacle::Closed { next_opening: detail("next_opening").and_then(|time| time.parse().ok()) },
        "SLOT_NOT_OFFERED" | "SLOTS_NOT_OFFERED" => Obstacle::SlotNotOffered,
        "SLOT_FULL" => Obstacle::SlotFull,
        "ADDRESS_OUTSIDE_ZONES" => Obstacle::OutsideZones,
        "PIN_REQUIRED" => Obstacle::PinRequired,
        "BELOW_MINIMUM" => Obstacle::BelowMinimum {
            minimum: money(detail, "minimum_minor")?,
            missing: money(detail, "missing_minor")?,
        },
        "TIPS_NOT_OFFERED" | "TIP_INVALID" => Obstacle::TipsNotOffered,
        "POLICY_NOT_OFFERED" => Obstacle::PolicyNotOffered,
        _ => Obstacle::Coupon(coupon_fault(reason, detail)?),
    })
}

/// What is wrong with a coupon, by the reason the catalogue gives.
pub(super) fn coupon_fault<'a>(reason: &str, detail: impl Fn(&str) -> Option<&'a str>) -> Option<CouponFault> {
    Some(match reason {
        "COUPON_NOT_FOUND" => CouponFault::NotFound,
        "COUPON_NOT_STARTED" => CouponFault::NotStarted,
        "COUPON_EXPIRED" => CouponFault::Expired,
        "COUPON_USED_UP" => CouponFault::UsedUp,
        "COUPON_ALREADY_USED" => CouponFault::AlreadyUsed,
        "COUPON_NOT_APPLICABLE" => CouponFault::NotApplicable,
        "COUPON_BELOW_MINIMUM" => CouponFault::BelowMinimum { minimum: money(detail, "minimum_minor")? },
        _ => return None,
    })
}

fn money<'a>(detail: impl Fn(&str) -> Option<&'a str>, name: &str) -> Option<Money> {
    Some(Money::new(detail(name)?.parse().ok()?, detail("currency")?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Currency;
    use chassis::Kind;

    fn problem(reason: &'static str) -> Problem {
        Problem::new(Kind::FailedPrecondition, reason, "")
    }

    #[test]
    fn a_changed_price_carries_the_new_total() {
        let problem = problem("PRICE_CHANGED").with("total_minor", 450_000).with("currency", "NGN");
        assert_eq!(refusal(problem), Ok(Refusal::PriceChanged { total: Money::new(450_000, Currency::NGN) }));
    }

    #[test]
    fn sold_out_products_are_named_as_far_as_they_can_be_read() {
        let id: Id = "018f0000-0000-7000-8000-000000000001".parse().unwrap();
        let problem = problem("PRODUCT_UNAVAILABLE").with("products", format!("{id},ZOBO"));
        assert_eq!(refusal(problem), Ok(Refusal::SoldOut { products: vec![id] }));
    }

    #[test]
    fn a_failure_is_no_refusal() {
        assert_eq!(refusal(Problem::unavailable()), Err(Trouble::Away));
        assert!(matches!(refusal(Problem::internal()), Err(Trouble::Fault(_))));
    }

    #[test]
    fn every_obstacle_of_the_contract_is_known() {
        let id = "018f0000-0000-7000-8000-000000000001";
        for reason in [
            "CHOICE_REQUIRED",
            "TOO_MANY_CHOICES",
            "CHOICE_UNAVAILABLE",
            "FIELD_REQUIRED",
            "FIELD_INVALID",
            "OUT_OF_STOCK",
            "SHOP_CLOSED",
            "SLOT_NOT_OFFERED",
            "SLOT_FULL",
            "ADDRESS_OUTSIDE_ZONES",
            "PIN_REQUIRED",
            "BELOW_MINIMUM",
            "COUPON_NOT_FOUND",
            "COUPON_NOT_STARTED",
            "COUPON_EXPIRED",
            "COUPON_USED_UP",
            "COUPON_ALREADY_USED",
            "COUPON_NOT_APPLICABLE",
            "COUPON_BELOW_MINIMUM",
            "TIPS_NOT_OFFERED",
            "POLICY_NOT_OFFERED",
        ] {
            let problem = problem(reason)
                .with("product", id)
                .with("field", "nid")
                .with("left", 3)
                .with("minimum_minor", 500)
                .with("missing_minor", 100)
                .with("currency", "NGN");
            assert!(matches!(refusal(problem), Ok(Refusal::Obstacles(_))), "{reason}");
        }
        assert_eq!(refusal(problem("MOON_TOO_FULL")), Ok(Refusal::Other { reason: "MOON_TOO_FULL".into() }));
    }
}
