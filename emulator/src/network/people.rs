//! All customers, found by id, phone or user id, with bounded memory.

use std::collections::{BTreeMap, HashMap, VecDeque};

use base::{Id, Phone};

use super::{ChatMessage, Customer, Failure, Progress, Side};
use crate::meta::identity;

/// Customers kept at once.
const CUSTOMERS_MAX: usize = 5_000;
/// Numbers whose former owners are counted; then counting starts over.
const OWNERS_MAX: usize = 10_000;
/// Messages kept in one conversation.
const MESSAGES_PER_CUSTOMER_MAX: usize = 500;
/// Messages kept over all conversations: some 20 MB when each is a full list.
const MESSAGES_MAX: usize = 10_000;
/// Departures that a page may have missed and still catch up on.
const DEPARTURES_MAX: usize = 100;

/// There is no room for another customer.
#[derive(Debug)]
pub(crate) struct PeopleFull;

pub(crate) struct People {
    /// Changes whenever positions start over, so that a page knows its cursor is worthless.
    epoch: u64,
    revision: u64,
    position: u64,
    customers: BTreeMap<Id, Customer>,
    by_phone: HashMap<Phone, Id>,
    by_user_id: HashMap<String, Id>,
    /// How many people have had each number, also before a reset.
    owners: HashMap<Phone, u32>,
    by_message: HashMap<String, Id>,
    /// Every message in the order it came, to forget the oldest first.
    order: VecDeque<(Id, u64)>,
    departures: VecDeque<(u64, Id)>,
    departures_known_since: u64,
}

impl People {
    pub(crate) fn new(epoch: u64) -> Self {
        Self {
            epoch,
            revision: 1,
            position: 0,
            customers: BTreeMap::new(),
            by_phone: HashMap::new(),
            by_user_id: HashMap::new(),
            owners: HashMap::new(),
            by_message: HashMap::new(),
            order: VecDeque::new(),
            departures: VecDeque::new(),
            departures_known_since: 0,
        }
    }

    /// Keeps the counts rising over a reset, so that nobody who waits for news is fooled.
    pub(crate) fn continue_after(&mut self, former: &Self) {
        self.revision = former.revision + 1;
        self.position = former.position;
        self.owners.clone_from(&former.owners);
    }

    pub(crate) const fn epoch(&self) -> u64 {
        self.epoch
    }

    /// The number of changes so far.
    pub(crate) const fn revision(&self) -> u64 {
        self.revision
    }

    /// The position of the newest message.
    pub(crate) const fn position(&self) -> u64 {
        self.position
    }

    /// Notes that something outside the conversations changed.
    pub(crate) fn touch(&mut self) {
        self.revision += 1;
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Customer> {
        self.customers.values()
    }

    pub(crate) fn get(&self, id: Id) -> Option<&Customer> {
        self.customers.get(&id)
    }

    /// A customer to change; counts as a change.
    pub(crate) fn change(&mut self, id: Id) -> Option<&mut Customer> {
        let customer = self.customers.get_mut(&id)?;
        self.revision += 1;
        customer.revision = self.revision;
        Some(customer)
    }

    /// Finds by id, by phone (with or without "+") or by user id.
    pub(crate) fn find(&self, name: &str) -> Option<Id> {
        let by_id = name.parse().ok().filter(|id| self.customers.contains_key(id));
        by_id.or_else(|| self.by_phone(&name.parse().ok()?)).or_else(|| self.by_user_id(name))
    }

    pub(crate) fn by_phone(&self, phone: &Phone) -> Option<Id> {
        self.by_phone.get(phone).copied()
    }

    pub(crate) fn by_user_id(&self, user_id: &str) -> Option<Id> {
        self.by_user_id.get(user_id).copied()
    }

    /// The user id of the next owner of a number.
    pub(crate) fn next_user_id(&mut self, phone: &Phone) -> String {
        if self.owners.len() >= OWNERS_MAX {
            self.owners.clear();
        }
        let owners = self.owners.entry(phone.clone()).or_default();
        *owners += 1;
        identity::user_id(phone, *owners - 1)
    }

    /// Adds a customer; a number or user id that is taken is the caller's to check.
    pub(crate) fn add(&mut self, customer: Customer) -> Result<Id, PeopleFull> {
        if self.customers.len() >= CUSTOMERS_MAX {
            return Err(PeopleFull);
        }
        let id = customer.id;
        self.by_phone.insert(customer.phone.clone(), id);
        self.by_user_id.insert(customer.user_id.clone(), id);
        self.customers.insert(id, customer);
        self.change(id);
        Ok(id)
    }

    pub(crate) fn remove(&mut self, id: Id) -> Option<Customer> {
        let customer = self.customers.remove(&id)?;
        self.by_phone.remove(&customer.phone);
        self.by_user_id.remove(&customer.user_id);
        for message in &customer.messages {
            self.by_message.remove(&message.id);
        }
        self.touch();
        self.note_departure(id);
        Some(customer)
    }

    /// Gives a customer another number. The old one belongs to nobody then.
    pub(crate) fn renumber(&mut self, id: Id, phone: Phone) {
        if let Some(customer) = self.change(id) {
            let former = std::mem::replace(&mut customer.phone, phone.clone());
            self.by_phone.remove(&former);
            self.by_phone.insert(phone, id);
        }
    }

    /// Adds a message to a conversation; its position and revision are given here.
    pub(crate) fn push(&mut self, id: Id, mut message: ChatMessage) -> Option<&ChatMessage> {
        self.position += 1;
        message.position = self.position;
        let customer = self.customers.get_mut(&id)?;
        self.revision += 1;
        (message.revision, customer.revision, customer.active_at) = (self.revision, self.revision, message.at);
        self.by_message.insert(message.id.clone(), id);
        self.order.push_back((id, message.position));
        customer.messages.push_back(message);
        self.forget_beyond_limits(id);
        self.customers.get(&id)?.messages.back()
    }

    pub(crate) fn message(&self, wamid: &str) -> Option<&ChatMessage> {
        let customer = self.get(*self.by_message.get(wamid)?)?;
        customer.messages.iter().rev().find(|message| message.id == wamid)
    }

    /// The customer in whose conversation a message is.
    pub(crate) fn owner(&self, wamid: &str) -> Option<Id> {
        self.by_message.get(wamid).copied()
    }

    /// Moves a message on; never back.
    pub(crate) fn progress(&mut self, wamid: &str, progress: Progress, failure: Option<Failure>) {
        let Some(id) = self.owner(wamid) else { return };
        let revision = self.revision + 1;
        let Some(customer) = self.customers.get_mut(&id) else { return };
        let found = customer.messages.iter_mut().rev().find(|message| message.id == wamid);
        if let Some(message) = found.filter(|message| message.progress < progress) {
            (message.progress, message.failure, message.revision) = (progress, failure, revision);
            (self.revision, customer.revision) = (revision, revision);
        }
    }

    /// Marks a customer's own messages as read by the business, up to a position.
    pub(crate) fn mark_read_up_to(&mut self, id: Id, position: u64) {
        let Some(customer) = self.customers.get(&id) else { return };
        let unread = |message: &&ChatMessage| {
            message.side == Side::Customer && message.position <= position && message.progress < Progress::Read
        };
        let unread: Vec<String> = customer.messages.iter().filter(unread).map(|message| message.id.clone()).collect();
        for wamid in unread {
            self.progress(&wamid, Progress::Read, None);
        }
    }

    /// Makes room by letting go of whoever was silent longest.
    pub(crate) fn make_room(&mut self) {
        if self.customers.len() >= CUSTOMERS_MAX
            && let Some(silent) = self.customers.values().min_by_key(|customer| customer.active_at).map(|one| one.id)
        {
            self.remove(silent);
        }
    }

    /// Those who left since a revision; `None` when that is no longer known.
    pub(crate) fn departures_since(&self, revision: u64) -> Option<Vec<Id>> {
        let known = revision >= self.departures_known_since;
        known.then(|| self.departures.iter().filter(|(at, _)| *at > revision).map(|(_, id)| *id).collect())
    }

    fn note_departure(&mut self, id: Id) {
        self.departures.push_back((self.revision, id));
        if self.departures.len() > DEPARTURES_MAX
            && let Some((at, _)) = self.departures.pop_front()
        {
            self.departures_known_since = at;
        }
    }

    fn forget_beyond_limits(&mut self, id: Id) {
        if self.customers.get(&id).is_some_and(|customer| customer.messages.len() > MESSAGES_PER_CUSTOMER_MAX) {
            self.forget_oldest_of(id);
        }
        while self.order.len() > MESSAGES_MAX {
            let Some((id, position)) = self.order.pop_front() else { return };
            let oldest = self.customers.get(&id).and_then(|customer| customer.messages.front());
            if oldest.is_some_and(|message| message.position == position) {
                self.forget_oldest_of(id);
            }
        }
    }

    fn forget_oldest_of(&mut self, id: Id) {
        let oldest = self.customers.get_mut(&id).and_then(|customer| customer.messages.pop_front());
        if let Some(message) = oldest {
            self.by_message.remove(&message.id);
        }
    }
}
