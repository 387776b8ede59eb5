//! What we say: one field for every phrase, so that a language that lacks one does not load.

use base::Money;
use serde::Deserialize;

use super::{
    Phrase,
    buttons::Buttons,
    names::{Days, Payments, Statuses},
};
use crate::Language;

/// All phrases of a language, by family.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Say {
    language: Language,
    pub(crate) greeting: Greeting,
    pub(crate) menu: Menu,
    pub(crate) cart: Cart,
    pub(crate) checkout: Checkout,
    pub(crate) orders: Orders,
    pub(crate) options: Options,
    pub(crate) sums: Sums,
    pub(crate) coupons: Coupons,
    pub(crate) terms: Terms,
    pub(crate) slots: Slots,
    pub(crate) obstacles: Obstacles,
    pub(crate) payments: Payments,
    pub(crate) editing: Editing,
    pub(crate) files: Files,
    pub(crate) days: Days,
    pub(crate) trouble: Trouble,
    pub(crate) notices: Notices,
    pub(crate) buttons: Buttons,
    pub(crate) statuses: Statuses,
}

impl Say {
    /// A sum as the language writes it.
    pub(crate) fn money(&self, sum: Money) -> String {
        sum.written_in(self.language.code())
    }
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
    pub(crate) several_lines: Phrase,
    pub(crate) now_sold_out: Phrase,
    pub(crate) choices_now_sold_out: Phrase,
    pub(crate) order_the_rest: Phrase,
    pub(crate) nothing_else: Phrase,
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
    pub(crate) address_hint: Phrase,
    pub(crate) no_address: Phrase,
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
    pub(crate) placed_prepaid: Phrase,
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
    pub(crate) not_today: Phrase,
    pub(crate) again: Phrase,
}

/// What goes with a product.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Options {
    pub(crate) one: Phrase,
    pub(crate) exactly: Phrase,
    pub(crate) between: Phrase,
    pub(crate) one_or_none: Phrase,
    pub(crate) some_or_none: Phrase,
    pub(crate) price: Phrase,
    pub(crate) chosen: Phrase,
    pub(crate) field: Phrase,
    pub(crate) example: Phrase,
    pub(crate) sold_out: Phrase,
    pub(crate) too_many: Phrase,
    pub(crate) too_few: Phrase,
    pub(crate) needed: Phrase,
    pub(crate) field_wrong: Phrase,
    pub(crate) customise_how: Phrase,
    pub(crate) unknown: Phrase,
    pub(crate) there_are: Phrase,
    pub(crate) open_line: Phrase,
    pub(crate) how_many: Phrase,
    pub(crate) dropped: Phrase,
}

/// What an order comes to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sums {
    pub(crate) subtotal: Phrase,
    pub(crate) discount: Phrase,
    pub(crate) discount_coupon: Phrase,
    pub(crate) delivery: Phrase,
    pub(crate) delivery_to: Phrase,
    pub(crate) tax: Phrase,
    pub(crate) tax_included: Phrase,
    pub(crate) tax_name: Phrase,
    pub(crate) tip: Phrase,
}

/// Coupons.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Coupons {
    pub(crate) ask: Phrase,
    pub(crate) perhaps: Phrase,
    pub(crate) not_a_code: Phrase,
    pub(crate) noted: Phrase,
    pub(crate) removed: Phrase,
    pub(crate) none: Phrase,
    pub(crate) not_found: Phrase,
    pub(crate) not_started: Phrase,
    pub(crate) expired: Phrase,
    pub(crate) used_up: Phrase,
    pub(crate) already_used: Phrase,
    pub(crate) not_applicable: Phrase,
    pub(crate) below_minimum: Phrase,
}

/// Tips and ways to pay.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Terms {
    pub(crate) tip_how: Phrase,
    pub(crate) no_tip: Phrase,
    pub(crate) tip_noted: Phrase,
    pub(crate) tips_not_offered: Phrase,
    pub(crate) payment_ways: Phrase,
    pub(crate) payment_not_offered: Phrase,
    pub(crate) order_keeps_payment: Phrase,
    pub(crate) pay_that_order: Phrase,
    pub(crate) order_otherwise: Phrase,
    pub(crate) later: Phrase,
}

/// Times to plan an order for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Slots {
    pub(crate) ask: Phrase,
    pub(crate) wanted: Phrase,
    pub(crate) noted: Phrase,
    pub(crate) soon: Phrase,
    pub(crate) left: Phrase,
    pub(crate) full: Phrase,
    pub(crate) not_offered: Phrase,
    pub(crate) none_offered: Phrase,
    pub(crate) none_free: Phrase,
}

/// What keeps a cart from being an order.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Obstacles {
    pub(crate) shortage: Phrase,
    pub(crate) closed: Phrase,
    pub(crate) closed_until: Phrase,
    pub(crate) schedule: Phrase,
    pub(crate) outside_zones: Phrase,
    pub(crate) pin_required: Phrase,
    pub(crate) or_pickup: Phrase,
    pub(crate) below_minimum: Phrase,
}

/// Orders that are changed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Editing {
    pub(crate) heading: Phrase,
    pub(crate) summary: Phrase,
    pub(crate) confirm: Phrase,
    pub(crate) confirm_again: Phrase,
    pub(crate) begun: Phrase,
    pub(crate) left: Phrase,
    pub(crate) which: Phrase,
    pub(crate) nothing_to_edit: Phrase,
    pub(crate) too_late: Phrase,
    pub(crate) changed: Phrase,
    pub(crate) changed_meanwhile: Phrase,
    pub(crate) nothing_changed: Phrase,
    pub(crate) only_lines: Phrase,
    pub(crate) which_change: Phrase,
    pub(crate) no_change_open: Phrase,
    pub(crate) agreed: Phrase,
    pub(crate) declined: Phrase,
    pub(crate) change_closed: Phrase,
    pub(crate) proposed: Phrase,
    pub(crate) agree: Phrase,
}

/// Files that customers send.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Files {
    pub(crate) no_order: Phrase,
    pub(crate) which_order: Phrase,
    pub(crate) which_order_many: Phrase,
    pub(crate) what_for: Phrase,
    pub(crate) what_for_many: Phrase,
    pub(crate) not_kept: Phrase,
    pub(crate) not_kept_many: Phrase,
    pub(crate) not_kept_of: Phrase,
    pub(crate) left: Phrase,
    pub(crate) left_many: Phrase,
    pub(crate) waits: Phrase,
    pub(crate) waits_many: Phrase,
    pub(crate) too_many_at_once: Phrase,
    pub(crate) kept: Phrase,
    pub(crate) kept_many: Phrase,
    pub(crate) proof_kept: Phrase,
    pub(crate) too_large: Phrase,
    pub(crate) type_refused: Phrase,
    pub(crate) gone: Phrase,
    pub(crate) too_many: Phrase,
    pub(crate) too_much_today: Phrase,
    pub(crate) unavailable: Phrase,
    pub(crate) unavailable_many: Phrase,
    pub(crate) only_words_heard: Phrase,
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
