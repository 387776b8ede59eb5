//! What happens to money: a customer pays, a refund is begun and comes to its end. Each step tells the webhook.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Refund, RefundState, Stage, charge_event, refund_event, transaction::Paid};
use crate::{emulator::Shared, network::State};

/// How refunds end by themselves, and after how long.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RefundManner {
    pub(crate) end: RefundEnd,
    pub(crate) after_ms: u64,
}

/// The end of a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RefundEnd {
    /// The money went back.
    Processed,
    /// It could not be given back.
    Failed,
    /// The customer's bank account has to be named first.
    NeedsAttention,
    /// It stays as it is until somebody ends it by hand.
    None,
}

impl Default for RefundManner {
    fn default() -> Self {
        Self { end: RefundEnd::Processed, after_ms: 2_000 }
    }
}

/// The customer pays so much; `announced` is false for a webhook that is lost for good. False when it was paid before.
pub(crate) fn pay(
    shared: &Arc<Shared>,
    state: &mut State,
    name: &str,
    (amount_minor, currency): (u64, String),
    announced: bool,
) -> bool {
    let now = shared.now();
    let Some(transaction) = state.till.find_mut(name).filter(|transaction| transaction.paid().is_none()) else {
        return false;
    };
    transaction.stage = Stage::Paid(Paid { at: now, amount_minor, currency, refunded_minor: 0 });
    if announced {
        shared.herald.send(shared, &charge_event(transaction));
    }
    true
}

/// Keeps a refund, tells that it began, and ends it in time as the manner has it.
pub(crate) fn begin_refund(shared: &Arc<Shared>, state: &mut State, refund: Refund) {
    if let Some(paid) = state.till.find_mut(&refund.transaction).and_then(|transaction| transaction.paid_mut()) {
        paid.refunded_minor += refund.amount_minor;
    }
    if let Some(transaction) = state.till.find(&refund.transaction) {
        shared.herald.send(shared, &refund_event(&refund, transaction));
    }
    let (id, manner) = (refund.id, state.till.manner.clone());
    state.till.add_refund(refund);
    if manner.end != RefundEnd::None {
        tokio::spawn(end_later(Arc::clone(shared), id, manner));
    }
}

async fn end_later(shared: Arc<Shared>, id: u64, manner: RefundManner) {
    shared.world.sleep(Duration::from_millis(manner.after_ms)).await;
    shared.with(|state| end_refund(&shared, state, id, manner.end));
}

/// Brings a refund to its end and tells each step; false when there is none that still can end.
pub(crate) fn end_refund(shared: &Arc<Shared>, state: &mut State, id: u64, end: RefundEnd) -> bool {
    let steps: &[RefundState] = match end {
        RefundEnd::Processed => &[RefundState::Processing, RefundState::Processed],
        RefundEnd::Failed => &[RefundState::Processing, RefundState::Failed],
        RefundEnd::NeedsAttention => &[RefundState::NeedsAttention],
        RefundEnd::None => &[],
    };
    let open = state.till.refund(id).is_some_and(|refund| !refund.state.is_final());
    if open {
        steps.iter().for_each(|step| move_on(shared, state, id, *step, shared.now()));
    }
    open
}

fn move_on(shared: &Arc<Shared>, state: &mut State, id: u64, to: RefundState, now: Timestamp) {
    let Some(refund) = state.till.refund_mut(id) else { return };
    (refund.state, refund.updated_at) = (to, now);
    let refund = refund.clone();
    let Some(transaction) = state.till.find_mut(&refund.transaction) else { return };
    if to == RefundState::Failed
        && let Some(paid) = transaction.paid_mut()
    {
        paid.refunded_minor = paid.refunded_minor.saturating_sub(refund.amount_minor);
    }
    shared.herald.send(shared, &refund_event(&refund, transaction));
}
