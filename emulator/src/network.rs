//! Who has a phone, what was said, and what the stand-in was told to do about it.

mod choice;
mod customer;
mod message;
mod people;
mod refusals;
mod shelf;

use base::{Id, Phone};
use chassis::world::World;

pub(crate) use choice::Choice;
pub(crate) use customer::{Customer, Identity, Receipts};
pub(crate) use message::{ChatMessage, Failure, Progress, Side};
pub(crate) use people::People;
pub(crate) use refusals::{Reason, Refusals};
pub use shelf::CatalogItem;
pub(crate) use shelf::{CATALOG_MAX, MediaFile, Shelf};

use crate::{
    Limits, Settings,
    meta::{faults::SendFaults, pace::Throughput, templates::Templates},
    paystack::Till,
};

/// Everything that changes, under one lock.
pub(crate) struct State {
    pub(crate) people: People,
    pub(crate) refusals: Refusals,
    pub(crate) limits: Limits,
    pub(crate) throughput: Throughput,
    pub(crate) faults: SendFaults,
    pub(crate) templates: Templates,
    pub(crate) shelf: Shelf,
    pub(crate) till: Till,
}

impl State {
    pub(crate) fn new(settings: &Settings, world: &World) -> Self {
        Self {
            people: People::new(world.random_u64()),
            refusals: Refusals::default(),
            limits: settings.limits.clone(),
            throughput: Throughput::default(),
            faults: SendFaults::default(),
            templates: Templates::default(),
            shelf: Shelf::default(),
            till: Till::default(),
        }
    }

    /// Forgets everybody and everything, so that one process can serve many tests.
    pub(crate) fn reset(&mut self, settings: &Settings, world: &World) {
        let mut fresh = Self::new(settings, world);
        fresh.people.continue_after(&self.people);
        *self = fresh;
    }
}

/// Makes a phone for a number that was written to before anyone wrote from it.
pub(crate) fn stranger(people: &mut People, phone: Phone, world: &World) -> Id {
    people.make_room();
    let (name, user_id) = (format!("+{}", phone.digits()), people.next_user_id(&phone));
    let customer = Customer::new(world.id(), phone, name, user_id, world.now());
    let id = customer.id;
    people.add(customer).map_or(id, |id| id)
}
