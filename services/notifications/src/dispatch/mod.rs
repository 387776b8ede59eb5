//! Getting messages out: who is sent what, when, and what became of it.
//!
//! Every person has a lane, on which one message after the other is decided, written ahead, sent and recorded. A
//! message for an idle lane skips the queue: it is stored as being sent, and handed over in memory. What a process
//! forgets by dying is found by the sweep.

mod accept;
mod errands;
mod files;
mod gate;
mod ids;
mod lane;
mod paces;
mod quick;
mod recorder;
mod statuses;
mod sweep;

use std::sync::Arc;

use base::Address;
use chassis::{
    World,
    db::{Db, Together},
    lanes::Lanes,
    lifecycle::Life,
    telemetry,
};
use jiff::Timestamp;

pub(crate) use self::{accept::Letter, statuses::Status};
use self::{
    errands::Errands, gate::Gate, ids::Ids, paces::Paces, quick::QuickWay, recorder::Recorder, statuses::StatusDesk,
};
use crate::{
    domain::{
        outcome::Tried,
        pace::Rate,
        plan::{self, Plan, Situation, Waiting},
        recipient::Recipient,
    },
    provider::Provider,
    settings::Settings,
};

/// Messages one process sends at the same time. A network that takes long to answer must not hold up others much.
const SEATS: usize = 512;

/// A person's id; cheap to clone.
pub(crate) type RecipientId = Arc<str>;

/// The way out. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Dispatch {
    shared: Arc<Shared>,
    bell: Bell,
    quick_way: QuickWay,
    desk: StatusDesk,
    began_at: Timestamp,
}

/// Wakes lanes. Cheap to clone.
#[derive(Clone)]
struct Bell {
    shared: Arc<Shared>,
    lanes: Lanes<RecipientId>,
}

/// What lanes, the sweep and the calls share.
struct Shared {
    db: Db,
    world: World,
    provider: Arc<Provider>,
    gate: Gate,
    pair_rate: Option<Rate>,
    paces: Paces,
    errands: Errands,
    recorder: Recorder,
    ids: Ids,
}

/// A message that is written ahead and must now be sent.
#[derive(Debug)]
struct Outgoing {
    tried: Tried,
    recipient_id: RecipientId,
    address: Address,
    message: base::Message,
    class: crate::domain::outbound::Class,
    traceparent: Option<String>,
    written_at: Timestamp,
}

impl Dispatch {
    /// Starts the lanes and the sweep.
    pub(crate) fn start(db: Db, provider: Arc<Provider>, settings: &Settings, world: World, life: &Life) -> Self {
        let shared = Arc::new(Shared {
            recorder: Recorder::start(db.clone(), world.clone()),
            db,
            provider,
            gate: Gate::new(settings.messages_per_second),
            pair_rate: Rate::new(settings.pair_interval, settings.pair_burst),
            paces: Paces::default(),
            errands: Errands::default(),
            ids: Ids::new(world.clone()),
            world: world.clone(),
        });
        let began_at = world.now();
        let runner = shared.clone();
        let lanes = Lanes::new(life.clone(), world, SEATS, move |recipient_id| lane::run(runner.clone(), recipient_id));
        let bell = Bell { shared: shared.clone(), lanes };
        let (taking, noting) = (bell.clone(), shared.clone());
        let dispatch = Self {
            shared,
            bell,
            began_at,
            quick_way: Together::new(move |calls| taking.clone().take_quickly(calls)),
            desk: Together::new(move |calls| noting.clone().note_together(calls)),
        };
        life.spawn_until_end(dispatch.clone().sweep());
        dispatch
    }

    /// A fresh id, larger than those before.
    pub(crate) fn id(&self) -> base::Id {
        self.shared.ids.next()
    }

    /// Says that something may wait for a person.
    pub(crate) fn look(&self, recipient_id: RecipientId) {
        self.bell.look(recipient_id);
    }
}

impl Bell {
    fn look(&self, recipient_id: RecipientId) {
        self.shared.errands.look(&recipient_id);
        self.lanes.wake(recipient_id);
    }

    fn hand_over(&self, outgoing: Outgoing) {
        let recipient_id = outgoing.recipient_id.clone();
        self.shared.errands.hand_over(outgoing);
        self.lanes.wake(recipient_id);
    }
}

impl Shared {
    /// Decides what happens to a person's waiting messages, and pays the pace of the one that leaves.
    fn decide(&self, queue: Vec<Waiting>, recipient: &mut Recipient, now: Timestamp) -> Plan {
        let paid_until = self.paces.paid_until(recipient);
        let situation = Situation {
            now,
            heard_at: recipient.heard_at,
            free_at: self.pair_rate.map_or(Timestamp::MIN, |rate| rate.free_at(paid_until)),
            is_reachable: self.provider.serves(recipient.address.channel),
        };
        let admit = |class| self.gate.pass(&recipient.address.account_id, class, now);
        let plan = plan::decide(queue, &situation, admit);
        if matches!(plan.next, plan::Step::Send(_)) {
            self.pay(recipient, paid_until, now);
        }
        plan
    }

    /// Writes the new pace to memory, and into the recipient when that has become worth storing.
    fn pay(&self, recipient: &mut Recipient, paid_until: Timestamp, now: Timestamp) {
        let Some(rate) = self.pair_rate else { return };
        let paid = rate.pay(paid_until, now);
        self.paces.set(&recipient.id, paid);
        if rate.is_worth_storing(recipient.paid_until, paid, now) {
            recipient.paid_until = Some(paid);
        }
    }
}

/// The trace a message belongs to: the one it was given, or that of the call at hand.
pub(crate) fn trace(given: String) -> Option<String> {
    if given.is_empty() { telemetry::traceparent() } else { Some(given) }
}
