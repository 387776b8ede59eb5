//! What rests sealed: what customers wrote, what they were answered, and what conversations remember.
//!
//! Each of these is sealed whole, since any words may turn out to hold what is private, and each only opens in its own
//! row and column.

use std::sync::Arc;

use base::Id;
use chassis::{
    db::types::Sealed,
    vault::{Unopened, Vault},
    world::World,
};
use dialogue::Session;
use serde::{Serialize, de::DeserializeOwned};

use crate::domain::{message::Payload, turn::Turn};

/// The keys, and where nonces come from. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Seals(Arc<(Vault, World)>);

/// The columns with sealed values.
#[derive(Clone, Copy)]
enum Column {
    Conversation,
    Payload,
    Turn,
}

impl Seals {
    pub(crate) fn new(vault: Vault, world: World) -> Self {
        Self(Arc::new((vault, world)))
    }

    /// Seals what a customer's conversation remembers.
    pub(crate) fn conversation(&self, customer: Id, session: &Session) -> Sealed {
        self.seal(Column::Conversation, customer, session)
    }

    /// Seals a message.
    pub(crate) fn payload(&self, message: Id, payload: &Payload) -> Sealed {
        self.seal(Column::Payload, message, payload)
    }

    /// Seals what was decided about a message.
    pub(crate) fn turn(&self, message: Id, turn: &Turn) -> Sealed {
        self.seal(Column::Turn, message, turn)
    }

    /// What a customer's conversation remembers: nothing until there was a turn.
    pub(super) fn open_conversation(&self, customer: Id, sealed: Option<&Sealed>) -> Result<Session, Unopened> {
        sealed.map_or_else(|| Ok(Session::default()), |sealed| self.open(Column::Conversation, customer, sealed))
    }

    pub(super) fn open_payload(&self, message: Id, sealed: &Sealed) -> Result<Payload, Unopened> {
        self.open(Column::Payload, message, sealed)
    }

    pub(super) fn open_turn(&self, message: Id, sealed: &Sealed) -> Result<Turn, Unopened> {
        self.open(Column::Turn, message, sealed)
    }

    fn seal(&self, column: Column, row: Id, value: &impl Serialize) -> Sealed {
        let (vault, world) = &*self.0;
        vault.seal_json(&place(column, row), world.random(), value).into()
    }

    fn open<T: DeserializeOwned>(&self, column: Column, row: Id, sealed: &Sealed) -> Result<T, Unopened> {
        self.0.0.open_json(&place(column, row), &sealed.0)
    }
}

/// The row's id behind the column's letter.
fn place(column: Column, row: Id) -> [u8; 17] {
    let letter = match column {
        Column::Conversation => b'c',
        Column::Payload => b'p',
        Column::Turn => b't',
    };
    let mut place = [letter; 17];
    place[1..].copy_from_slice(row.uuid().as_bytes());
    place
}
