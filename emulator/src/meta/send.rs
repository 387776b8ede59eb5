//! The body of `POST /{phone-number-id}/messages`: parsed here, or refused as Meta refuses it.

mod interactive;
mod reader;
mod rules;
mod sections;
mod template;

use base::Phone;
use serde_json::Value;

pub(crate) use reader::Object;

use super::{graph::GraphError, identity::is_user_id, templates::TemplateUse};

/// Characters in `biz_opaque_callback_data`.
const CALLBACK_DATA_MAX: usize = 512;

/// What was asked for.
pub(crate) enum Request<'a> {
    Send(Send<'a>),
    MarkRead { message_id: &'a str, typing: bool },
}

/// A message that keeps every rule of its kind.
pub(crate) struct Send<'a> {
    pub(crate) recipient: Recipient<'a>,
    pub(crate) kind: Kind<'a>,
}

/// To whom. A phone number wins over a user id.
pub(crate) enum Recipient<'a> {
    Phone { input: String, phone: Phone },
    UserId(&'a str),
}

/// What later steps need to know of a message.
pub(crate) enum Kind<'a> {
    /// Anything that needs an open window, and the media it refers to.
    Free { media_id: Option<&'a str> },
    /// May be sent at any time.
    Template(TemplateUse<'a>),
}

/// Reads a body.
pub(crate) fn parse(body: &Value) -> Result<Request<'_>, GraphError> {
    let root = Object::root(body);
    match root.get("messaging_product").and_then(Value::as_str) {
        Some("whatsapp") => {}
        Some(_) => return Err(GraphError::parameter("Param messaging_product must be one of {WHATSAPP}")),
        None => return Err(GraphError::parameter("The parameter messaging_product is required.")),
    }
    if root.get("status").is_some() { mark_read(&root) } else { send(&root).map(Request::Send) }
}

fn mark_read<'a>(root: &Object<'a>) -> Result<Request<'a>, GraphError> {
    root.only(&["messaging_product", "status", "message_id", "typing_indicator", "recipient_type", "to"])?;
    root.one_of("status", &["read"])?;
    let typing = root.optional_object("typing_indicator")?;
    if let Some(typing) = &typing {
        typing.only(&["type"])?;
        typing.one_of("type", &["text"])?;
    }
    Ok(Request::MarkRead { message_id: root.text("message_id")?, typing: typing.is_some() })
}

fn send<'a>(root: &Object<'a>) -> Result<Send<'a>, GraphError> {
    let kind = root.optional_text("type")?.unwrap_or("text");
    if !rules::KINDS.contains(&kind) {
        return Err(GraphError::of(131_051).because(format!("Message type {kind} is not supported.")));
    }
    let common =
        ["messaging_product", "recipient_type", "to", "recipient", "type", "context", "biz_opaque_callback_data"];
    root.only(&[common.as_slice(), &[kind]].concat())?;
    check_recipient_type(root)?;
    let recipient = recipient(root)?;
    if let Some(context) = root.optional_object("context")? {
        context.only(&["message_id"])?;
        context.text("message_id")?;
    }
    root.optional_text_within("biz_opaque_callback_data", CALLBACK_DATA_MAX)?;
    let kind = match kind {
        "contacts" => rules::contacts(&root.objects(kind)?)?,
        _ => rules::check(kind, &root.object(kind)?)?,
    };
    Ok(Send { recipient, kind })
}

fn check_recipient_type(root: &Object<'_>) -> Result<(), GraphError> {
    match root.optional_text("recipient_type")? {
        None | Some("individual") => Ok(()),
        Some("group") => Err(GraphError::of(131_005).because("This number has no access to groups.")),
        Some(_) => Err(GraphError::parameter("Param recipient_type must be one of {INDIVIDUAL, GROUP}")),
    }
}

fn recipient<'a>(root: &Object<'a>) -> Result<Recipient<'a>, GraphError> {
    match (root.get("to"), root.get("recipient")) {
        (Some(Value::String(to)), _) => phone(to.clone()),
        (Some(Value::Number(to)), _) => phone(to.to_string()),
        (Some(_), _) => Err(GraphError::parameter("Param to must be a string")),
        (None, Some(Value::String(user_id))) if is_user_id(user_id) => Ok(Recipient::UserId(user_id)),
        (None, Some(Value::String(_))) => Err(GraphError::value("The business-scoped user ID is malformed.")),
        (None, Some(_)) => Err(GraphError::parameter("Param recipient must be a string")),
        (None, None) => Err(GraphError::parameter("The parameter to is required.")),
    }
}

fn phone<'a>(input: String) -> Result<Recipient<'a>, GraphError> {
    let phone = input.parse();
    let malformed = "The phone number is malformed: Please use the format: +1234567890.";
    phone.map(|phone| Recipient::Phone { input, phone }).map_err(|_| GraphError::value(malformed))
}
