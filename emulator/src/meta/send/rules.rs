//! The rules of each plain kind of message.

use serde_json::Value;

use super::{Kind, Object, interactive, template};
use crate::meta::graph::GraphError;

/// Characters in a text.
const TEXT_MAX: usize = 4096;
/// Characters under a picture.
const CAPTION_MAX: usize = 1024;
/// Contact cards in one message.
const CONTACTS_MAX: usize = 257;

/// The kinds of message this stand-in takes.
pub(super) const KINDS: [&str; 11] = [
    "text",
    "image",
    "video",
    "audio",
    "document",
    "sticker",
    "location",
    "contacts",
    "reaction",
    "interactive",
    "template",
];

/// Checks the object named like the kind.
pub(super) fn check<'a>(kind: &str, body: &Object<'a>) -> Result<Kind<'a>, GraphError> {
    match kind {
        "image" | "video" => media(body, &["caption"]),
        "document" => media(body, &["caption", "filename"]),
        "audio" => media(body, &["voice"]),
        "sticker" => media(body, &[]),
        "location" => location(body).map(|()| WITHOUT_MEDIA),
        "reaction" => reaction(body).map(|()| WITHOUT_MEDIA),
        "interactive" => interactive::check(body).map(|()| WITHOUT_MEDIA),
        "template" => template::check(body).map(Kind::Template),
        _ => text(body).map(|()| WITHOUT_MEDIA),
    }
}

const WITHOUT_MEDIA: Kind<'static> = Kind::Free { media_id: None };

fn text(text: &Object<'_>) -> Result<(), GraphError> {
    text.only(&["body", "preview_url"])?;
    if text.text("body")?.chars().count() > TEXT_MAX {
        return Err(GraphError::parameter(format!("Param text['body'] must be at most {TEXT_MAX} characters long.")));
    }
    match text.get("preview_url") {
        None | Some(Value::Bool(_)) => Ok(()),
        Some(_) => Err(GraphError::parameter("Param text['preview_url'] must be a boolean")),
    }
}

/// Either an uploaded file or a link, never both.
pub(super) fn media<'a>(media: &Object<'a>, more: &[&str]) -> Result<Kind<'a>, GraphError> {
    media.only(&[&["id", "link"], more].concat())?;
    media.optional_text_within("caption", CAPTION_MAX)?;
    media.optional_text("filename")?;
    match (media.get("id").is_some(), media.get("link").is_some()) {
        (true, false) => Ok(Kind::Free { media_id: Some(media.text("id")?) }),
        (false, true) => media.web_address("link").map(|_| WITHOUT_MEDIA),
        (true, true) => Err(GraphError::parameter("Only one of the parameters id and link may be given.")),
        (false, false) => Err(GraphError::missing(format!("{} or {}", media.path_of("id"), media.path_of("link")))),
    }
}

fn location(location: &Object<'_>) -> Result<(), GraphError> {
    location.only(&["latitude", "longitude", "name", "address"])?;
    location.number_between("latitude", -90.0, 90.0)?;
    location.number_between("longitude", -180.0, 180.0)?;
    let name = location.optional_text("name")?;
    // An address is shown under its name only.
    if location.optional_text("address")?.is_some() && name.is_none() {
        return Err(GraphError::missing(location.path_of("name")));
    }
    Ok(())
}

fn reaction(reaction: &Object<'_>) -> Result<(), GraphError> {
    reaction.only(&["message_id", "emoji"])?;
    reaction.text("message_id")?;
    let emoji = reaction.required("emoji")?.as_str();
    emoji.map(|_| ()).ok_or_else(|| GraphError::parameter("Param reaction['emoji'] must be a string"))
}

/// Contact cards, which stand in an array right under the root.
pub(super) fn contacts(cards: &[Object<'_>]) -> Result<Kind<'static>, GraphError> {
    if !(1..=CONTACTS_MAX).contains(&cards.len()) {
        return Err(GraphError::value(format!("Invalid contacts count. Min: 1, Max: {CONTACTS_MAX}")));
    }
    for card in cards {
        card.only(&["name", "phones", "emails", "addresses", "org", "urls", "birthday"])?;
        let name = card.object("name")?;
        name.text("formatted_name")?;
        let parts = ["first_name", "last_name", "middle_name", "suffix", "prefix"];
        if parts.iter().all(|part| name.get(part).is_none()) {
            return Err(GraphError::value("A contact's name needs one more part than formatted_name."));
        }
    }
    Ok(WITHOUT_MEDIA)
}
