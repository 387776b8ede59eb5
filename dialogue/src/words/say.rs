//! What we say: one field for every phrase, so that a language that lacks one does not load.

use serde::Deserialize;

use super::Phrase;
use crate::OrderStatus;

/// All phrases of a language, by family.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Say {
    pub(crate) greeting: Greeting,
    pub(crate) menu: Menu,
    pub(crate) cart: Cart,
    pub(crate) checkout: Checkout,
    pub(crate) orders: Orders,
    pub(crate) trouble: Trouble,
    pub(crate) notices: Notices,
    pub(crate) buttons: Buttons,
    pub(crate) statuses: Statuses,
}

/// Beginning and small talk.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Greeting {
    pub(crate) welcome: Phrase,
    pub(crate) how: Phrase,
    pub(crate) how_when_empty: Phrase,
    pub(crate) cart_is_here: Phrase,
    pub(crate) silence: Phrase,
    pub(crate) thanks: Phrase,
    pub(crate) what_now: Phrase,
}

/// Looking around.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Menu {
    pub(crate) categories: Phrase,
    pub(crate) items: Phrase,
    pub(crate) page: Phrase,
    pub(crate) empty: Phrase,
    pub(crate) item: Phrase,
    pub(crate) item_with_unit: Phrase,
    pub(crate) how_many: Phrase,
    pub(crate) sold_out: Phrase,
    pub(crate) sold_out_mark: Phrase,
    pub(crate) gone: Phrase,
}

/// Filling the cart.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cart {
    pub(crate) added: Phrase,
    pub(crate) corrected: Phrase,
    pub(crate) heading: Phrase,
    pub(crate) summary_heading: Phrase,
    pub(crate) line: Phrase,
    pub(crate) line_sold_out: Phrase,
    pub(crate) more_lines: Phrase,
    pub(crate) gone_lines: Phrase,
    pub(crate) total: Phrase,
    pub(crate) empty: Phrase,
    pub(crate) removed: Phrase,
    pub(crate) changed: Phrase,
    pub(crate) not_in_cart: Phrase,
    pub(crate) remove_which: Phrase,
    pub(crate) no_such_line: Phrase,
    pub(crate) cleared: Phrase,
    pub(crate) kept: Phrase,
    pub(crate) too_many: Phrase,
    pub(crate) too_many_lines: Phrase,
    pub(crate) order_this: Phrase,
    pub(crate) not_ordered: Phrase,
    pub(crate) which: Phrase,
    pub(crate) did_you_mean: Phrase,
    pub(crate) unknown: Phrase,
    pub(crate) more_problems: Phrase,
    pub(crate) quantity_zero: Phrase,
    pub(crate) quantity_negative: Phrase,
    pub(crate) quantity_too_large: Phrase,
    pub(crate) quantity_not_whole: Phrase,
    pub(crate) change_how: Phrase,
}

/// From the cart to an order.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Checkout {
    pub(crate) fulfilment: Phrase,
    pub(crate) only_pickup: Phrase,
    pub(crate) only_delivery: Phrase,
    pub(crate) address: Phrase,
    pub(crate) address_too_short: Phrase,
    pub(crate) address_too_long: Phrase,
    pub(crate) no_place: Phrase,
    pub(crate) address_noted: Phrase,
    pub(crate) summary: Phrase,
    pub(crate) pickup_line: Phrase,
    pub(crate) delivery_line: Phrase,
    pub(crate) pin: Phrase,
    pub(crate) confirm: Phrase,
    pub(crate) confirm_again: Phrase,
    pub(crate) placed: Phrase,
    pub(crate) placed_next: Phrase,
    pub(crate) last_order: Phrase,
    pub(crate) price_changed: Phrase,
    pub(crate) left_out: Phrase,
    pub(crate) nothing_left: Phrase,
    pub(crate) summary_changed: Phrase,
    pub(crate) cancelled: Phrase,
    pub(crate) nothing_under_way: Phrase,
    pub(crate) cancel_hint: Phrase,
    pub(crate) refused: Phrase,
    pub(crate) unavailable: Phrase,
}

/// Orders placed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Orders {
    pub(crate) status: Phrase,
    pub(crate) line: Phrase,
    pub(crate) placed_on: Phrase,
    pub(crate) history: Phrase,
    pub(crate) history_line: Phrase,
    pub(crate) none: Phrase,
    pub(crate) no_more: Phrase,
    pub(crate) not_found: Phrase,
    pub(crate) not_a_number: Phrase,
    pub(crate) cancel_which: Phrase,
    pub(crate) cancel_sure: Phrase,
    pub(crate) cancel_sure_short: Phrase,
    pub(crate) cancelled: Phrase,
    pub(crate) not_cancelled: Phrase,
    pub(crate) nothing_to_cancel: Phrase,
    pub(crate) too_late: Phrase,
    pub(crate) too_late_short: Phrase,
    pub(crate) new_order: Phrase,
    pub(crate) new_order_cart: Phrase,
}

/// When something is not understood.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Trouble {
    pub(crate) unknown: Phrase,
    pub(crate) unclear: Phrase,
    pub(crate) stale: Phrase,
    pub(crate) out_of_range: Phrase,
    pub(crate) no_choices: Phrase,
    pub(crate) nothing_asked: Phrase,
    pub(crate) suggest: Phrase,
    pub(crate) media_image: Phrase,
    pub(crate) media_audio: Phrase,
    pub(crate) media_other: Phrase,
    pub(crate) unreadable: Phrase,
    pub(crate) help: Phrase,
    pub(crate) agent_contact: Phrase,
    pub(crate) agent_none: Phrase,
    pub(crate) language_which: Phrase,
    pub(crate) language_set: Phrase,
}

/// What is said outside of a turn.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Notices {
    pub(crate) given_up: Phrase,
    pub(crate) still_trying: Phrase,
    pub(crate) slow_down: Phrase,
}

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
}

/// Where an order stands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Statuses {
    pub(crate) pending_confirmation: String,
    pub(crate) confirmed: String,
    pub(crate) processing: String,
    pub(crate) ready: String,
    pub(crate) out_for_delivery: String,
    pub(crate) delivered: String,
    pub(crate) cancelled: String,
    pub(crate) rejected: String,
}

impl Statuses {
    /// The words for a status.
    pub(crate) fn of(&self, status: OrderStatus) -> &str {
        match status {
            OrderStatus::PendingConfirmation => &self.pending_confirmation,
            OrderStatus::Confirmed => &self.confirmed,
            OrderStatus::Processing => &self.processing,
            OrderStatus::Ready => &self.ready,
            OrderStatus::OutForDelivery => &self.out_for_delivery,
            OrderStatus::Delivered => &self.delivered,
            OrderStatus::Cancelled => &self.cancelled,
            OrderStatus::Rejected => &self.rejected,
        }
    }
}
