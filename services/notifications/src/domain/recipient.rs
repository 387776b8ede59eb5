//! A person messages go to.

use base::{Address, address::Handle};
use jiff::{SignedDuration, Timestamp};

/// How much later a person must have written for it to be worth storing. Every message of a conversation would cost a
/// write otherwise, for a window that is twenty-four hours long.
const HEARD_GRAIN: SignedDuration = SignedDuration::from_mins(1);

/// A person as stored.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Recipient {
    pub(crate) id: String,
    pub(crate) address: Address,
    /// Empty when nobody told it.
    pub(crate) language: String,
    pub(crate) heard_at: Option<Timestamp>,
    /// Until when the messages sent so far are paid for at the pair rate.
    pub(crate) paid_until: Option<Timestamp>,
}

/// What a call tells about a person.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Told {
    pub(crate) id: String,
    pub(crate) address: Option<Address>,
    pub(crate) language: Option<String>,
    pub(crate) heard_at: Option<Timestamp>,
}

/// A person after news.
#[derive(Debug)]
pub(crate) struct Updated {
    pub(crate) recipient: Recipient,
    /// Whether the news is worth storing.
    pub(crate) is_worth_storing: bool,
}

impl Recipient {
    /// A person nobody knew; `None` when the news does not say where they are.
    pub(crate) fn first(told: &Told) -> Option<Self> {
        let Told { id, address, language, heard_at } = told.clone();
        Some(Self { id, address: address?, language: language.unwrap_or_default(), heard_at, paid_until: None })
    }

    /// The person after news; later times win.
    pub(crate) fn after(mut self, told: &Told) -> Updated {
        let stored = self.clone();
        if let Some(address) = &told.address {
            self.move_to(address);
        }
        if let Some(language) = &told.language {
            self.language.clone_from(language);
        }
        self.heard_at = self.heard_at.max(told.heard_at);
        let is_worth_storing = self.is_elsewhere(&stored) || is_later(stored.heard_at, self.heard_at);
        Updated { recipient: self, is_worth_storing }
    }

    /// A window belongs to one number of ours: whoever writes to another one has not written to this one.
    fn move_to(&mut self, address: &Address) {
        if (self.address.channel, &self.address.account_id) != (address.channel, &address.account_id) {
            (self.heard_at, self.paid_until) = (None, None);
        }
        let handle = known_phone_kept(&self.address.handle, &address.handle);
        self.address = Address { handle, ..address.clone() };
    }

    fn is_elsewhere(&self, stored: &Self) -> bool {
        self.address != stored.address || self.language != stored.language
    }
}

/// Meta hides the number of a person with a username after a while; while the user id is the same, so is the number.
fn known_phone_kept(known: &Handle, told: &Handle) -> Handle {
    match (known, told) {
        (Handle::Both(phone, id), Handle::UserId(same)) if id == same => Handle::Both(phone.clone(), id.clone()),
        _ => told.clone(),
    }
}

fn is_later(stored: Option<Timestamp>, heard: Option<Timestamp>) -> bool {
    match (stored, heard) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(stored), Some(heard)) => heard.duration_since(stored) >= HEARD_GRAIN,
    }
}

#[cfg(test)]
mod tests {
    use base::Channel;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    fn address(account_id: &str, phone: Option<&str>, user_id: Option<&str>) -> Address {
        let handle = Handle::new(phone.map(|phone| phone.parse().unwrap()), user_id.map(str::to_owned)).unwrap();
        Address { channel: Channel::Whatsapp, account_id: account_id.to_owned(), handle }
    }

    fn told(address: Option<Address>, heard_at: Option<Timestamp>) -> Told {
        Told { id: "ada".to_owned(), address, language: None, heard_at }
    }

    fn ada() -> Recipient {
        Recipient::first(&told(Some(address("1", Some("2348031234567"), Some("NG.1"))), Some(at(0)))).unwrap()
    }

    #[test]
    fn a_person_is_first_told_with_an_address() {
        assert_eq!(Recipient::first(&told(None, Some(at(0)))), None);
    }

    #[test]
    fn writing_again_within_a_minute_is_known_but_not_stored() {
        let soon = ada().after(&told(None, Some(at(59))));
        assert_eq!((soon.recipient.heard_at, soon.is_worth_storing), (Some(at(59)), false));
        assert!(ada().after(&told(None, Some(at(60)))).is_worth_storing);
        let earlier = ada().after(&told(None, Some(at(-600))));
        assert_eq!((earlier.recipient.heard_at, earlier.is_worth_storing), (Some(at(0)), false));
    }

    #[test]
    fn another_number_of_ours_is_another_window() {
        let moved = ada().after(&told(Some(address("2", Some("2348031234567"), None)), None));
        assert_eq!((moved.recipient.heard_at, moved.is_worth_storing), (None, true));
    }

    #[test]
    fn a_phone_that_became_hidden_is_kept() {
        let hidden = ada().after(&told(Some(address("1", None, Some("NG.1"))), None));
        assert_eq!((hidden.recipient.address, hidden.is_worth_storing), (ada().address, false));
        let other = ada().after(&told(Some(address("1", None, Some("NG.2"))), None)).recipient;
        assert_eq!(other.address.handle, Handle::UserId("NG.2".to_owned()));
    }
}
