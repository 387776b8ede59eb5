//! Faults of the Graph server on demand.

use chassis::world::World;
use serde::{Deserialize, Serialize};

/// Rules in force at once.
const RULES_MAX: usize = 32;

/// What goes wrong with a send that is itself right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Fault {
    /// Refused with one of Meta's error codes.
    Error { code: u32 },
    /// Answered with a bare HTTP status; `accept` says whether the message goes out all the same.
    Status {
        status: u16,
        #[serde(default)]
        accept: bool,
    },
    /// Accepted and never answered.
    NoAnswer,
    /// Accepted, and the connection closed without an answer.
    Reset,
    /// Accepted, and reported as failed later.
    FailLater { code: u32 },
}

impl Fault {
    /// Whether the message reaches the customer.
    pub(crate) const fn accepts(self) -> bool {
        !matches!(self, Self::Error { .. } | Self::Status { accept: false, .. })
    }
}

/// A fault and how often it strikes: the next `times` sends, a `share` of all sends, or (with neither) every send.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Rule {
    #[serde(flatten)]
    pub(crate) fault: Fault,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) times: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) share: Option<f64>,
}

/// The rules in force; the first that strikes counts.
#[derive(Default)]
pub(crate) struct SendFaults {
    rules: Vec<Rule>,
    struck: u64,
}

impl SendFaults {
    pub(crate) fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// How many sends were struck.
    pub(crate) const fn struck(&self) -> u64 {
        self.struck
    }

    /// Adds a rule; false when there is no room.
    pub(crate) fn add(&mut self, rule: Rule) -> bool {
        let room = self.rules.len() < RULES_MAX;
        if room {
            self.rules.push(rule);
        }
        room
    }

    pub(crate) fn clear(&mut self) {
        self.rules.clear();
    }

    /// The fault that strikes the present send.
    pub(crate) fn strike(&mut self, world: &World) -> Option<Fault> {
        let place = self.rules.iter().position(|rule| strikes(rule, world))?;
        let rule = &mut self.rules[place];
        let fault = rule.fault;
        rule.times = rule.times.map(|left| left.saturating_sub(1));
        self.rules.retain(|rule| rule.times != Some(0));
        self.struck += 1;
        Some(fault)
    }
}

fn strikes(rule: &Rule, world: &World) -> bool {
    rule.share.is_none_or(|share| chance(share, world))
}

/// True in about this share of cases.
pub(crate) fn chance(share: f64, world: &World) -> bool {
    share > 0.0 && (world.random_u64() >> 11) as f64 / (1_u64 << 53) as f64 <= share
}
