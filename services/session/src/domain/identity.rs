//! Who a message is from: the names under which networks know people.
//!
//! A person may be known by a business-scoped user id, by a parent user id and by a phone number, and any of them may
//! be missing. Whoever was seen under two names at once is one customer under both.

use base::{Address, Channel};

use super::message::{IdentityChange, Sender};

/// One name of a person, such as `whatsapp:1234:phone:2348031234567`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Alias(String);

impl Alias {
    fn phone(address: &Address, digits: &str) -> Self {
        Self(format!("{}:{}:phone:{digits}", address.channel.as_str(), address.account_id))
    }

    fn user_id(address: &Address, user_id: &str) -> Self {
        Self(format!("{}:{}:user:{user_id}", address.channel.as_str(), address.account_id))
    }

    /// Parent ids are the same for all numbers of a business.
    fn parent(channel: Channel, user_id: &str) -> Self {
        Self(format!("{}:parent:{user_id}", channel.as_str()))
    }

    /// The name as it is stored.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is a phone number, which may be handed on to somebody else.
    pub(crate) fn is_phone(&self) -> bool {
        self.0.contains(":phone:")
    }
}

/// The names a message goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// Names that tell who it is, the strongest first.
    pub(crate) known_as: Vec<Alias>,
    /// Names to keep for the customer; at least one.
    pub(crate) kept: Vec<Alias>,
    /// Names that are no longer the customer's.
    pub(crate) given_up: Vec<Alias>,
}

impl Identity {
    /// Most names of one message.
    pub(crate) const KEPT_MAX: usize = 3;

    /// The names of whoever wrote.
    pub(crate) fn of_sender(sender: &Sender) -> Self {
        let kept = names(sender);
        Self { known_as: kept.clone(), kept, given_up: Vec::new() }
    }

    /// The names after a change. The sender's own are those before it, as far as the network gave them.
    pub(crate) fn of_change(sender: &Sender, change: &IdentityChange) -> Self {
        let address = &sender.address;
        let old_user_id = change.old_user_id.as_deref().or_else(|| address.handle.user_id());
        let old_phone = address.handle.phone().map(|phone| Alias::phone(address, phone.digits()));
        let old_user = old_user_id.map(|id| Alias::user_id(address, id));
        let new_phone = change.new_phone.as_ref().map(|phone| Alias::phone(address, phone.digits()));
        let new_user = change.new_user_id.as_deref().map(|id| Alias::user_id(address, id));

        let mut known_as: Vec<Alias> = old_user.iter().cloned().collect();
        known_as.extend(names(sender));
        known_as.extend(new_user.iter().chain(&new_phone).cloned());
        let changed =
            |old: Option<Alias>, new: &Option<Alias>| old.filter(|old| new.as_ref().is_some_and(|new| new != old));
        let given_up: Vec<Alias> =
            changed(old_user, &new_user).into_iter().chain(changed(old_phone, &new_phone)).collect();
        let mut kept: Vec<Alias> = Vec::new();
        for name in new_user.into_iter().chain(new_phone).chain(names(sender)) {
            if !given_up.contains(&name) && !kept.contains(&name) && kept.len() < Self::KEPT_MAX {
                kept.push(name);
            }
        }
        Self { known_as, kept, given_up }
    }
}

/// The sender's names, the strongest first.
fn names(sender: &Sender) -> Vec<Alias> {
    let (address, handle) = (&sender.address, &sender.address.handle);
    let user_id = handle.user_id().map(|id| Alias::user_id(address, id));
    let parent = sender.parent_user_id.as_deref().map(|id| Alias::parent(address.channel, id));
    let phone = handle.phone().map(|phone| Alias::phone(address, phone.digits()));
    [user_id, parent, phone].into_iter().flatten().collect()
}

/// Whether a number that was `owner`'s now belongs to somebody else: networks hand numbers on, and a user id tells.
pub(crate) fn is_somebody_else(sender: &Address, owner: &Address) -> bool {
    let one_account = sender.channel == owner.channel && sender.account_id == owner.account_id;
    match (sender.handle.user_id(), owner.handle.user_id()) {
        (Some(sender), Some(owner)) => one_account && sender != owner,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::address::Handle;

    fn sender(phone: &str, user_id: &str, parent: &str) -> Sender {
        let handle = Handle::new(phone.parse().ok(), Some(user_id.to_owned())).unwrap();
        let address = Address { channel: Channel::Whatsapp, account_id: "1".into(), handle };
        Sender { address, parent_user_id: Some(parent.to_owned()).filter(|id| !id.is_empty()), name: String::new() }
    }

    fn texts(names: &[Alias]) -> Vec<&str> {
        names.iter().map(Alias::as_str).collect()
    }

    #[test]
    fn a_user_id_is_a_stronger_name_than_a_phone_number() {
        let identity = Identity::of_sender(&sender("2348030000001", "NG.1", "NG.ENT.1"));
        let names = ["whatsapp:1:user:NG.1", "whatsapp:parent:NG.ENT.1", "whatsapp:1:phone:2348030000001"];
        assert_eq!(texts(&identity.known_as), names);
        assert_eq!(texts(&identity.kept), names);
    }

    #[test]
    fn a_changed_number_is_kept_and_the_old_one_given_up() {
        let change = IdentityChange {
            new_phone: "2348030000002".parse().ok(),
            new_user_id: Some("NG.2".into()),
            old_user_id: Some("NG.1".into()),
        };
        let identity = Identity::of_change(&sender("2348030000001", "", ""), &change);
        assert_eq!(texts(&identity.known_as)[..2], ["whatsapp:1:user:NG.1", "whatsapp:1:phone:2348030000001"]);
        assert_eq!(texts(&identity.kept), ["whatsapp:1:user:NG.2", "whatsapp:1:phone:2348030000002"]);
        assert_eq!(texts(&identity.given_up), ["whatsapp:1:user:NG.1", "whatsapp:1:phone:2348030000001"]);
    }

    #[test]
    fn a_changed_user_id_keeps_the_number() {
        let change = IdentityChange { new_phone: None, new_user_id: Some("NG.2".into()), old_user_id: None };
        let identity = Identity::of_change(&sender("2348030000001", "NG.2", ""), &change);
        assert_eq!(texts(&identity.kept), ["whatsapp:1:user:NG.2", "whatsapp:1:phone:2348030000001"]);
        assert!(identity.given_up.is_empty());
    }

    #[test]
    fn a_number_with_another_user_id_belongs_to_somebody_else() {
        let [first, second, unknown] = [("NG.1"), ("NG.2"), ("")].map(|id| sender("2348030000001", id, "").address);
        assert!(is_somebody_else(&second, &first));
        assert!(!is_somebody_else(&first, &first) && !is_somebody_else(&first, &unknown));
    }
}
