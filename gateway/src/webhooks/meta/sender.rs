//! Who wrote: by phone number, by business-scoped user id (BSUID), or both.

use base::{address::Phone, one_line};
use proto::{
    common::v1::{Address, Channel},
    session::v1::Sender,
};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    loose::{List, Text, read},
    message::Message,
};

/// What Meta tells about a person beside the message.
#[derive(Deserialize)]
pub(super) struct Contact<'a> {
    #[serde(borrow, default)]
    profile: Option<&'a RawValue>,
    #[serde(borrow, default)]
    wa_id: Text<'a>,
    #[serde(borrow, default)]
    user_id: Text<'a>,
    #[serde(borrow, default)]
    parent_user_id: Text<'a>,
}

#[derive(Deserialize, Default)]
struct Profile<'a> {
    #[serde(borrow, default)]
    name: Text<'a>,
    #[serde(borrow, default)]
    username: Text<'a>,
}

pub(super) fn contacts<'a>(list: &List<'a>) -> Vec<Contact<'a>> {
    list.items.iter().filter_map(|raw| read(raw)).collect()
}

/// The sender of a message; `None` when nothing says who it is. `sole` is the only contact beside an only message: the
/// two belong together even where Meta writes the number in two forms, as it does in Brazil and Mexico.
pub(super) fn sender(
    message: &Message<'_>,
    number: &str,
    contacts: &[Contact<'_>],
    sole: Option<&Contact<'_>>,
) -> Option<Sender> {
    let contact = contacts.iter().find(|contact| contact.is_about(message)).or(sole);
    let phone = phone(&message.from).or_else(|| contact.and_then(|contact| phone(&contact.wa_id)));
    let user_id = user_id(message, contact);
    if phone.is_none() && user_id.is_empty() {
        return None;
    }
    let profile = contact.and_then(|contact| contact.profile).and_then(read::<Profile<'_>>).unwrap_or_default();
    let parent = contact.map_or("", |contact| contact.parent_user_id.as_str());
    Some(Sender {
        address: Some(Address {
            channel: Channel::Whatsapp.into(),
            account_id: number.to_owned(),
            phone: phone.map(String::from).unwrap_or_default(),
            user_id: user_id.to_owned(),
        }),
        parent_user_id: first([message.from_parent_user_id.as_str(), parent]).to_owned(),
        profile_name: one_line(profile.name.as_str()),
        username: one_line(profile.username.as_str()).trim_start_matches('@').to_owned(),
    })
}

impl Contact<'_> {
    fn is_about(&self, message: &Message<'_>) -> bool {
        let same = |left: &Text<'_>, right: &Text<'_>| !left.is_empty() && left.as_str() == right.as_str();
        same(&self.user_id, &message.from_user_id) || same(&self.wa_id, &message.from)
    }
}

fn user_id<'m>(message: &'m Message<'_>, contact: Option<&'m Contact<'_>>) -> &'m str {
    // Drafts of Meta's documents put the user id where the number was.
    let from = if phone(&message.from).is_none() { message.from.as_str() } else { "" };
    first([message.from_user_id.as_str(), contact.map_or("", |contact| contact.user_id.as_str()), from])
}

fn first<const N: usize>(words: [&str; N]) -> &str {
    words.into_iter().find(|word| !word.is_empty()).unwrap_or_default()
}

pub(super) fn phone(text: &Text<'_>) -> Option<Phone> {
    text.as_str().parse().ok()
}
