//! What stands on buttons.

use serde::Deserialize;

/// Buttons, at most 20 characters each.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Buttons {
    pub(crate) menu: String,
    pub(crate) cart: String,
    pub(crate) checkout: String,
    pub(crate) clear: String,
    pub(crate) orders: String,
    pub(crate) help: String,
    pub(crate) yes: String,
    pub(crate) no: String,
    pub(crate) delivery: String,
    pub(crate) pickup: String,
    pub(crate) confirm: String,
    pub(crate) cancel: String,
    pub(crate) back: String,
    pub(crate) none_of_these: String,
    pub(crate) more: String,
    pub(crate) status: String,
    pub(crate) cancel_order: String,
    pub(crate) new_order: String,
    pub(crate) language: String,
    pub(crate) list: String,
    pub(crate) skip: String,
    pub(crate) enough: String,
    pub(crate) customise: String,
    pub(crate) take: String,
    pub(crate) take_out: String,
    pub(crate) schedule: String,
    pub(crate) pay: String,
    pub(crate) pay_online: String,
    pub(crate) pay_on_delivery: String,
    pub(crate) pay_by_invoice: String,
    pub(crate) agree: String,
    pub(crate) decline: String,
    pub(crate) proof: String,
    pub(crate) for_order: String,
    pub(crate) coupon: String,
    pub(crate) remove_coupon: String,
    pub(crate) again: String,
    pub(crate) edit: String,
}
