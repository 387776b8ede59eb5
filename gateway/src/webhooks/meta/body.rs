//! What a message is made of, by its type. A type or a body we cannot read yields `None`.

use base::{message::BODY_LONG_MAX, one_line};
use proto::session::v1::{
    InboundCart, InboundCartItem, InboundChoice, InboundLocation, InboundMedia, InboundReaction, InboundText,
    inbound_message::Content,
};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    loose::{List, Text, read},
    message::Message,
};

pub(super) fn content(message: &Message<'_>) -> Option<Content> {
    match message.kind.as_str() {
        "text" => text(message.text?),
        "interactive" => interactive(message.interactive?),
        "button" => button(message.button?),
        "order" => order(message.order?),
        "location" => location(message.location?),
        "image" => media("image", message.image?),
        "video" => media("video", message.video?),
        "audio" => media("audio", message.audio?),
        "voice" => media("audio", message.voice?),
        "document" => media("document", message.document?),
        "sticker" => media("sticker", message.sticker?),
        "reaction" => reaction(message.reaction?),
        _ => None,
    }
}

fn text(raw: &RawValue) -> Option<Content> {
    #[derive(Deserialize)]
    struct Body<'a> {
        #[serde(borrow)]
        body: Text<'a>,
    }
    let mut body = read::<Body<'_>>(raw)?.body.into_string();
    if let Some((end, _)) = body.char_indices().nth(BODY_LONG_MAX) {
        body.truncate(end);
    }
    Some(Content::Text(InboundText { body }))
}

fn interactive(raw: &RawValue) -> Option<Content> {
    #[derive(Deserialize)]
    struct Interactive<'a> {
        #[serde(borrow, alias = "list_reply")]
        button_reply: Reply<'a>,
    }
    #[derive(Deserialize)]
    struct Reply<'a> {
        #[serde(borrow)]
        id: Text<'a>,
        #[serde(borrow, default)]
        title: Text<'a>,
    }
    let Reply { id, title } = read::<Interactive<'_>>(raw)?.button_reply;
    choice(id, title)
}

/// A tapped quick reply of a template. One without a payload is known by its words.
fn button(raw: &RawValue) -> Option<Content> {
    #[derive(Deserialize)]
    struct Button<'a> {
        #[serde(borrow, default)]
        payload: Text<'a>,
        #[serde(borrow, default)]
        text: Text<'a>,
    }
    let Button { payload, text } = read(raw)?;
    if payload.is_empty() { choice(text.clone(), text) } else { choice(payload, text) }
}

fn choice(id: Text<'_>, title: Text<'_>) -> Option<Content> {
    let (id, title) = (id.into_string(), title.into_string());
    if id.is_empty() { None } else { Some(Content::Choice(InboundChoice { id, title })) }
}

/// A native cart. Its prices are left behind here: the shop prices it again. A cart with a line that cannot be read is
/// not read at all, since half a cart would be a wrong order.
fn order(raw: &RawValue) -> Option<Content> {
    #[derive(Deserialize)]
    struct Order<'a> {
        #[serde(borrow, default)]
        catalog_id: Text<'a>,
        #[serde(borrow, default)]
        text: Text<'a>,
        #[serde(borrow)]
        product_items: List<'a>,
    }
    let order = read::<Order<'_>>(raw).filter(|order| !order.product_items.is_broken)?;
    let items = order.product_items.items.into_iter().map(cart_item).collect::<Option<_>>()?;
    let (catalog_id, text) = (order.catalog_id.into_string(), order.text.into_string());
    Some(Content::Cart(InboundCart { catalog_id, text, items }))
}

fn cart_item(raw: &RawValue) -> Option<InboundCartItem> {
    #[derive(Deserialize)]
    struct Item<'a> {
        #[serde(borrow)]
        product_retailer_id: Text<'a>,
        #[serde(borrow)]
        quantity: Text<'a>,
    }
    let item = read::<Item<'_>>(raw).filter(|item| !item.product_retailer_id.is_empty())?;
    let quantity = item.quantity.as_str().parse().ok().filter(|quantity| *quantity > 0)?;
    Some(InboundCartItem { sku: item.product_retailer_id.into_string(), quantity })
}

fn location(raw: &RawValue) -> Option<Content> {
    #[derive(Deserialize)]
    struct Location<'a> {
        #[serde(borrow)]
        latitude: Text<'a>,
        #[serde(borrow)]
        longitude: Text<'a>,
        #[serde(borrow, default)]
        name: Text<'a>,
        #[serde(borrow, default)]
        address: Text<'a>,
    }
    let Location { latitude, longitude, name, address } = read(raw)?;
    Some(Content::Location(InboundLocation {
        latitude: degrees(&latitude)?,
        longitude: degrees(&longitude)?,
        name: one_line(name.as_str()),
        address: address.into_string(),
    }))
}

/// Any number: that a place is on no map is told to the customer by the conversation.
fn degrees(text: &Text<'_>) -> Option<f64> {
    text.as_str().parse().ok().filter(|degrees: &f64| degrees.is_finite())
}

fn media(kind: &str, raw: &RawValue) -> Option<Content> {
    #[derive(Deserialize)]
    struct Media<'a> {
        #[serde(borrow, default)]
        id: Text<'a>,
        #[serde(borrow, default)]
        mime_type: Text<'a>,
        #[serde(borrow, default)]
        caption: Text<'a>,
        #[serde(borrow, default)]
        filename: Text<'a>,
    }
    let Media { id, mime_type, caption, filename } = read(raw)?;
    Some(Content::Media(InboundMedia {
        kind: kind.to_owned(),
        media_id: id.into_string(),
        mime_type: mime_type.into_string(),
        caption: caption.into_string(),
        filename: one_line(filename.as_str()),
    }))
}

/// An emoji on a message; none, or an empty one, takes it away.
fn reaction(raw: &RawValue) -> Option<Content> {
    #[derive(Deserialize)]
    struct Reaction<'a> {
        #[serde(borrow)]
        message_id: Text<'a>,
        #[serde(borrow, default)]
        emoji: Text<'a>,
    }
    let Reaction { message_id, emoji } = read(raw)?;
    Some(Content::Reaction(InboundReaction { message_id: message_id.into_string(), emoji: emoji.into_string() }))
}
