//! Messages as they come in, checked once.

use base::{Address, Phone, one_line};
use proto::{convert, session::v1 as wire};
use wire::inbound_message::Content as Wire;

use crate::domain::message::{Content, IdentityChange, Inbound, Payload, Sender};

/// The most characters of a network's id.
const ID_MAX: usize = 512;
/// The most bytes of a trace context.
const TRACE_MAX: usize = 200;
/// The most characters of typed words; networks send no more.
const WORDS_MAX: usize = 4096;
/// The most characters of a name, a kind or a title.
const NAME_MAX: usize = 256;
/// The most items of a native cart that are read.
const ITEMS_MAX: usize = 100;
/// The most characters of a message that is kept as it came.
const RAW_MAX: usize = 64 * 1024;

/// A message of ours, or what is wrong with it.
pub(super) fn inbound(message: wire::InboundMessage) -> Result<Inbound, String> {
    let sender = sender(message.sender.ok_or("sender is required")?)?;
    let message_id = clean(message.message_id, ID_MAX + 1);
    if !(1..=ID_MAX).contains(&message_id.chars().count()) {
        return Err(format!("message_id must have 1 to {ID_MAX} characters"));
    }
    let sent_at = message.sent_time.map(convert::from_time).transpose().map_err(|fault| fault.to_string())?;
    let content = content(message.content.ok_or("content is required")?)?;
    let traceparent = Some(message.traceparent).filter(|trace| (1..=TRACE_MAX).contains(&trace.len()));
    Ok(Inbound { message_id, sent_at, traceparent, payload: Payload { sender, content } })
}

fn sender(sender: wire::Sender) -> Result<Sender, String> {
    let mut address = sender.address.ok_or("sender.address is required")?;
    address.account_id = clean(address.account_id, NAME_MAX);
    address.user_id = clean(address.user_id, NAME_MAX);
    let address = Address::try_from(address).map_err(|fault| fault.to_string())?;
    let name =
        [sender.profile_name, sender.username].map(|name| one_line(&name)).into_iter().find(|name| !name.is_empty());
    let name = clean(name.unwrap_or_default(), NAME_MAX);
    Ok(Sender { address, parent_user_id: some(sender.parent_user_id), name })
}

fn content(content: Wire) -> Result<Content, String> {
    Ok(match content {
        Wire::Text(text) => Content::Text { body: clean(text.body, WORDS_MAX) },
        Wire::Choice(choice) => {
            Content::Choice { id: clean(choice.id, NAME_MAX), title: clean(choice.title, NAME_MAX) }
        }
        Wire::Cart(cart) => {
            let items = cart.items.into_iter().take(ITEMS_MAX).map(|item| (clean(item.sku, NAME_MAX), item.quantity));
            Content::Cart { items: items.collect(), text: clean(cart.text, WORDS_MAX) }
        }
        Wire::Location(location) => self::location(location),
        Wire::Media(media) => Content::Media {
            kind: clean(media.kind, NAME_MAX),
            media_id: clean(media.media_id, ID_MAX),
            caption: clean(media.caption, WORDS_MAX),
            filename: clean(one_line(&media.filename), NAME_MAX),
        },
        Wire::Reaction(reaction) => Content::Reaction { emoji: clean(reaction.emoji, NAME_MAX) },
        Wire::IdentityChange(change) => Content::IdentityChange(identity_change(change)?),
        Wire::Other(other) => {
            Content::Other { kind: clean(other.r#type, NAME_MAX), raw_json: clean(other.raw_json, RAW_MAX) }
        }
    })
}

/// JSON has no words for a place that is no number; such a pin is kept as something that cannot be read.
fn location(location: wire::InboundLocation) -> Content {
    let wire::InboundLocation { latitude, longitude, name, address } = location;
    if !(latitude.is_finite() && longitude.is_finite()) {
        return Content::Other { kind: "location".to_owned(), raw_json: String::new() };
    }
    Content::Location {
        latitude,
        longitude,
        name: clean(one_line(&name), WORDS_MAX),
        address: clean(address, WORDS_MAX),
    }
}

fn identity_change(change: wire::InboundIdentityChange) -> Result<IdentityChange, String> {
    let new_phone = some(change.new_phone).map(|digits| digits.parse::<Phone>()).transpose();
    Ok(IdentityChange {
        new_phone: new_phone.map_err(|fault| fault.to_string())?,
        new_user_id: some(change.new_user_id),
        old_user_id: some(change.old_user_id),
    })
}

fn some(id: String) -> Option<String> {
    Some(clean(id, NAME_MAX)).filter(|id| !id.is_empty())
}

/// Without NUL, which PostgreSQL cannot keep, and cut to a length.
fn clean(mut text: String, limit: usize) -> String {
    if text.contains('\0') {
        text.retain(|letter| letter != '\0');
    }
    // Most texts are short in bytes already; only the others must be counted.
    if text.len() > limit
        && let Some((end, _)) = text.char_indices().nth(limit)
    {
        text.truncate(end);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proto::common::v1 as common;

    fn message(content: Option<Wire>) -> wire::InboundMessage {
        let address = common::Address {
            channel: 1,
            account_id: "1".into(),
            phone: "2348030000001".into(),
            user_id: String::new(),
        };
        let sender = wire::Sender { address: Some(address), username: "ada".into(), ..wire::Sender::default() };
        wire::InboundMessage {
            message_id: "wamid.1".into(),
            sender: Some(sender),
            content,
            ..wire::InboundMessage::default()
        }
    }

    fn text(body: &str) -> Option<Wire> {
        Some(Wire::Text(wire::InboundText { body: body.to_owned() }))
    }

    #[test]
    fn words_are_kept_without_what_no_database_keeps() {
        let parsed = inbound(message(text(&format!("h\0i{}", "é".repeat(5000))))).unwrap();
        let Content::Text { body } = parsed.payload.content else { panic!("it was a text") };
        assert_eq!((body.chars().count(), body.starts_with("hié")), (WORDS_MAX, true));
        assert_eq!(parsed.payload.sender.name, "ada");
    }

    #[test]
    fn a_name_that_shows_nothing_is_none() {
        let mut unseen = message(text("hi"));
        let named = |name: &str| wire::Sender { profile_name: name.into(), ..unseen.sender.clone().unwrap() };
        let senders = [named("\u{202e}\n"), named("Bo\r\nla\u{202e}")];
        let names = senders.map(|sender| {
            unseen.sender = Some(sender);
            inbound(unseen.clone()).unwrap().payload.sender.name
        });
        assert_eq!(names, ["ada", "Bo la"]);
    }

    #[test]
    fn what_cannot_be_answered_or_named_is_refused() {
        let nobody = wire::InboundMessage { sender: None, ..message(text("hi")) };
        let nameless = wire::InboundMessage { message_id: "\0".into(), ..message(text("hi")) };
        for (broken, fault) in [(nobody, "sender"), (nameless, "message_id"), (message(None), "content")] {
            assert!(inbound(broken).unwrap_err().starts_with(fault));
        }
    }

    #[test]
    fn a_pin_without_numbers_is_kept_as_unreadable() {
        let pin = wire::InboundLocation { latitude: f64::NAN, ..wire::InboundLocation::default() };
        let parsed = inbound(message(Some(Wire::Location(pin)))).unwrap();
        assert!(matches!(parsed.payload.content, Content::Other { .. }));
    }
}
