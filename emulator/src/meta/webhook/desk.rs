//! What lies on the courier's desk: parcels in lanes, updates held back, and how it goes.

use std::collections::{HashMap, VecDeque};

use base::Id;
use jiff::Timestamp;

use super::{
    Shape, Update,
    demand::{CourierView, WebhookFaults},
};

/// Updates waiting to be posted, or posted again; beyond this the newest are dropped and counted.
const WAITING_MAX: usize = 10_000;

/// Updates that keep their order among each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Lane {
    Messages(Id),
    Statuses(Id),
}

/// Updates that travel in one post, until it is taken or given up.
#[derive(Clone)]
pub(super) struct Parcel {
    pub(super) updates: Vec<Update>,
    pub(super) shape: Shape,
    pub(super) since: Timestamp,
    pub(super) attempts: u32,
    /// Parcels from before a reset are thrown away wherever they turn up.
    pub(super) era: u64,
}

#[derive(Default)]
pub(super) struct Desk {
    lanes: HashMap<Lane, VecDeque<Parcel>>,
    held: Option<Vec<Update>>,
    era: u64,
    pub(super) faults: WebhookFaults,
    view: CourierView,
}

impl Desk {
    pub(super) fn new(url: String) -> Self {
        Self { view: CourierView { url, ..CourierView::default() }, ..Self::default() }
    }

    pub(super) fn view(&self) -> CourierView {
        CourierView { held: self.held.as_ref().map(Vec::len), ..self.view.clone() }
    }

    pub(super) fn url(&self) -> &str {
        &self.view.url
    }

    pub(super) fn set_url(&mut self, url: String) {
        self.view.url = url;
    }

    pub(super) const fn era(&self) -> u64 {
        self.era
    }

    /// Keeps updates back from now on.
    pub(super) fn hold(&mut self) {
        self.held.get_or_insert_default();
    }

    /// Hands over what was held and holds no longer.
    pub(super) fn take_held(&mut self) -> Vec<Update> {
        self.held.take().unwrap_or_default()
    }

    /// Keeps an update back if that is wanted, else gives it back to be sent; one too many is dropped.
    pub(super) fn keep_back(&mut self, update: Update) -> Option<Update> {
        let held = self.held.as_ref().map_or(0, Vec::len);
        if self.view.waiting + held >= WAITING_MAX {
            self.view.dropped += 1;
            return None;
        }
        match &mut self.held {
            Some(held) => held.push(update),
            None => return Some(update),
        }
        None
    }

    /// Forgets everything but where the webhook is.
    pub(super) fn clear(&mut self) {
        self.era += 1;
        self.lanes.values_mut().for_each(VecDeque::clear);
        (self.held, self.faults) = (None, WebhookFaults::default());
        self.view = CourierView { url: std::mem::take(&mut self.view.url), ..CourierView::default() };
    }

    /// Counts a parcel that sets out.
    pub(super) const fn note_departure(&mut self) {
        self.view.waiting += 1;
    }

    /// Puts a parcel into its lane; true when nobody works there yet.
    pub(super) fn put(&mut self, lane: Lane, parcel: Parcel) -> bool {
        let idle = !self.lanes.contains_key(&lane);
        self.lanes.entry(lane).or_default().push_back(parcel);
        idle
    }

    /// The next parcel of a lane. The lane ends with its last one, so that customers who fell silent cost nothing.
    pub(super) fn next_in(&mut self, lane: Lane) -> Option<Parcel> {
        let next = self.lanes.get_mut(&lane)?.pop_front();
        if next.is_none() {
            self.lanes.remove(&lane);
        }
        next
    }

    /// Counts a parcel that was taken; true when that ends a time of trouble.
    pub(super) fn note_taken(&mut self) -> bool {
        self.view.waiting = self.view.waiting.saturating_sub(1);
        self.view.delivered += 1;
        self.view.problem.take().is_some()
    }

    /// Counts a post that failed; true when the problem is a new one.
    pub(super) fn note_failure(&mut self, problem: String, given_up: bool) -> bool {
        self.view.failed_posts += 1;
        if given_up {
            self.view.waiting = self.view.waiting.saturating_sub(1);
            self.view.dropped += 1;
        }
        let new = self.view.problem.as_ref() != Some(&problem);
        self.view.problem = Some(problem);
        new
    }
}
