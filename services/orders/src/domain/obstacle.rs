//! What keeps a cart from being an order, and what its customer can do about it.

use std::{collections::BTreeMap, fmt};

use base::{Id, Money};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Something that keeps a cart from being an order. It is stored with a placement that it ended, so later versions may
/// add kinds but not rename them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each variant is its sentence below")]
pub enum Obstacle {
    ShopClosed { next_opening: Option<Timestamp> },
    SlotNotOffered,
    SlotFull,
    OutOfStock { product: Id, left: i64 },
    ChoiceRequired { product: Id, group: Id, missing: usize },
    TooManyChoices { product: Id, group: Id },
    ChoiceUnavailable { product: Id, choice: Id },
    FieldRequired { product: Id, field: String },
    FieldInvalid { product: Id, field: String },
    AddressOutsideZones,
    PinRequired,
    BelowMinimum { minimum: Money, missing: Money },
    CouponNotFound,
    CouponNotStarted,
    CouponExpired,
    CouponUsedUp,
    CouponAlreadyUsed,
    CouponNotApplicable,
    CouponBelowMinimum { minimum: Money },
    TipsNotOffered,
}

impl Obstacle {
    /// What is wrong with a coupon, by the reason the catalogue gives.
    pub fn of_coupon(reason: &str) -> Option<Self> {
        let all = [
            Self::CouponNotFound,
            Self::CouponNotStarted,
            Self::CouponExpired,
            Self::CouponUsedUp,
            Self::CouponAlreadyUsed,
        ];
        all.into_iter().find(|obstacle| obstacle.reason() == reason)
    }

    /// The word for programs.
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::ShopClosed { .. } => "SHOP_CLOSED",
            Self::SlotNotOffered => "SLOT_NOT_OFFERED",
            Self::SlotFull => "SLOT_FULL",
            Self::OutOfStock { .. } => "OUT_OF_STOCK",
            Self::ChoiceRequired { .. } => "CHOICE_REQUIRED",
            Self::TooManyChoices { .. } => "TOO_MANY_CHOICES",
            Self::ChoiceUnavailable { .. } => "CHOICE_UNAVAILABLE",
            Self::FieldRequired { .. } => "FIELD_REQUIRED",
            Self::FieldInvalid { .. } => "FIELD_INVALID",
            Self::AddressOutsideZones => "ADDRESS_OUTSIDE_ZONES",
            Self::PinRequired => "PIN_REQUIRED",
            Self::BelowMinimum { .. } => "BELOW_MINIMUM",
            Self::CouponNotFound => "COUPON_NOT_FOUND",
            Self::CouponNotStarted => "COUPON_NOT_STARTED",
            Self::CouponExpired => "COUPON_EXPIRED",
            Self::CouponUsedUp => "COUPON_USED_UP",
            Self::CouponAlreadyUsed => "COUPON_ALREADY_USED",
            Self::CouponNotApplicable => "COUPON_NOT_APPLICABLE",
            Self::CouponBelowMinimum { .. } => "COUPON_BELOW_MINIMUM",
            Self::TipsNotOffered => "TIPS_NOT_OFFERED",
        }
    }

    /// Details for programs, by the names the contract gives them.
    pub fn metadata(&self) -> BTreeMap<&'static str, String> {
        let about = |product: &Id, name, what: String| BTreeMap::from([("product", product.to_string()), (name, what)]);
        match self {
            Self::ShopClosed { next_opening } => {
                next_opening.iter().map(|opening| ("next_opening", opening.to_string())).collect()
            }
            Self::OutOfStock { product, left } => about(product, "left", left.to_string()),
            Self::ChoiceRequired { product, group, missing } => {
                let mut metadata = about(product, "group", group.to_string());
                metadata.insert("missing", missing.to_string());
                metadata
            }
            Self::TooManyChoices { product, group } => about(product, "group", group.to_string()),
            Self::ChoiceUnavailable { product, choice } => about(product, "choice", choice.to_string()),
            Self::FieldRequired { product, field } | Self::FieldInvalid { product, field } => {
                about(product, "field", field.clone())
            }
            Self::BelowMinimum { minimum, missing } => {
                let mut metadata = of_minimum(*minimum);
                metadata.insert("missing_minor", missing.minor.to_string());
                metadata
            }
            Self::CouponBelowMinimum { minimum } => of_minimum(*minimum),
            _ => BTreeMap::new(),
        }
    }

    /// Whether the shop itself, when it changes an order, has to heed it: it may sell below its own minimum and
    /// outside its own hours, but not what is missing.
    pub const fn binds_the_shop(&self) -> bool {
        matches!(
            self,
            Self::OutOfStock { .. }
                | Self::ChoiceRequired { .. }
                | Self::TooManyChoices { .. }
                | Self::ChoiceUnavailable { .. }
                | Self::FieldRequired { .. }
                | Self::FieldInvalid { .. }
        )
    }

    /// Whether it still counts when a placed order is changed: its time, place and tip were settled before.
    pub const fn binds_a_change(&self) -> bool {
        self.binds_the_shop()
            || matches!(self, Self::BelowMinimum { .. } | Self::CouponNotApplicable | Self::CouponBelowMinimum { .. })
    }
}

fn of_minimum(minimum: Money) -> BTreeMap<&'static str, String> {
    BTreeMap::from([("minimum_minor", minimum.minor.to_string()), ("currency", minimum.currency.code().to_owned())])
}

impl fmt::Display for Obstacle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ShopClosed { next_opening: Some(opening) } => {
                write!(formatter, "The shop is closed until {opening}. Order then, or plan the order for a slot.")
            }
            Self::ShopClosed { next_opening: None } => {
                formatter.write_str("The shop is closed and has not said when it opens. Ask the shop.")
            }
            Self::SlotNotOffered => formatter.write_str("No such time is offered. Choose one of the slots listed."),
            Self::SlotFull => formatter.write_str("That time is fully booked. Choose another slot."),
            Self::OutOfStock { left: 0, .. } => formatter.write_str("Something is sold out. Leave it out."),
            Self::OutOfStock { left, .. } => {
                write!(formatter, "There are only {left} left of something. Order fewer, or leave it out.")
            }
            Self::ChoiceRequired { missing, .. } => write!(formatter, "{missing} more to choose from an option group."),
            Self::TooManyChoices { .. } => formatter.write_str("Too many choices of an option group. Take some away."),
            Self::ChoiceUnavailable { .. } => formatter.write_str("A choice is not available now. Choose another."),
            Self::FieldRequired { field, .. } => write!(formatter, "The field \"{field}\" is missing. Fill it in."),
            Self::FieldInvalid { field, .. } => {
                write!(formatter, "The field \"{field}\" does not look right. Check it and send it again.")
            }
            Self::AddressOutsideZones => {
                formatter.write_str("The shop does not deliver there. Choose another address, or pick the order up.")
            }
            Self::PinRequired => formatter.write_str("The shop needs a pin on the map. Send your location."),
            Self::BelowMinimum { minimum, missing } => {
                write!(formatter, "Orders start at {minimum}. Add goods for {missing} more.")
            }
            Self::CouponNotFound => formatter.write_str("There is no such coupon. Check its code."),
            Self::CouponNotStarted => formatter.write_str("That coupon does not hold yet. Order without it."),
            Self::CouponExpired => formatter.write_str("That coupon has expired. Order without it."),
            Self::CouponUsedUp => formatter.write_str("That coupon is used up: others were faster. Order without it."),
            Self::CouponAlreadyUsed => formatter.write_str("You have used that coupon already. Order without it."),
            Self::CouponNotApplicable => {
                formatter.write_str("That coupon covers nothing in this order. Order without it.")
            }
            Self::CouponBelowMinimum { minimum } => {
                write!(formatter, "That coupon needs goods for {minimum}. Add some, or order without it.")
            }
            Self::TipsNotOffered => formatter.write_str("The shop takes no tips. Order without one."),
        }
    }
}
