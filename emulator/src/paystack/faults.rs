//! Faults of Paystack's API and of its webhooks on demand.

use serde::{Deserialize, Serialize};

use crate::meta::webhook::SignatureMode;

/// Rules in force at once.
const RULES_MAX: usize = 32;

/// A call of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Call {
    Initialize,
    Verify,
    Refund,
    /// Lists and single objects.
    Read,
}

/// What goes wrong with a call that is itself right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum CallFault {
    /// Answered with a bare HTTP status; `accept` says whether it is done all the same.
    Status {
        status: u16,
        #[serde(default)]
        accept: bool,
    },
    /// Done and never answered.
    NoAnswer,
    /// Done, and the connection closed without an answer.
    Reset,
}

impl CallFault {
    /// Whether the call has its effect.
    pub(crate) const fn accepts(self) -> bool {
        !matches!(self, Self::Status { accept: false, .. })
    }
}

/// A fault, the call it strikes (any when left out), and how often (always when left out).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CallRule {
    #[serde(flatten)]
    pub(crate) fault: CallFault,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) call: Option<Call>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) times: Option<u32>,
}

/// The rules in force; the first that fits counts.
#[derive(Default)]
pub(crate) struct CallFaults(Vec<CallRule>);

impl CallFaults {
    pub(crate) fn rules(&self) -> &[CallRule] {
        &self.0
    }

    /// Adds a rule; false when there is no room.
    pub(crate) fn add(&mut self, rule: CallRule) -> bool {
        let room = self.0.len() < RULES_MAX;
        if room {
            self.0.push(rule);
        }
        room
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// The fault that strikes this call.
    pub(crate) fn strike(&mut self, call: Call) -> Option<CallFault> {
        let rule = self.0.iter_mut().find(|rule| rule.call.is_none_or(|wanted| wanted == call))?;
        let fault = rule.fault;
        rule.times = rule.times.map(|left| left.saturating_sub(1));
        self.0.retain(|rule| rule.times != Some(0));
        Some(fault)
    }
}

/// Faults of the way to the payment webhook.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct EventFaults {
    /// Share of events that come again after their 200.
    pub(crate) duplicate_share: f64,
    /// Share of events that come `late_ms` late.
    pub(crate) late_share: f64,
    pub(crate) late_ms: u64,
    /// Share of events that never come.
    pub(crate) lost_share: f64,
    /// How events are signed.
    pub(crate) signature: SignatureMode,
}
