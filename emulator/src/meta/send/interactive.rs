//! The rules of interactive messages.

use serde_json::Value;

use super::{Object, rules, sections};
use crate::meta::graph::GraphError;

/// Characters in the body of a list.
const LIST_BODY_MAX: usize = 4096;
/// Characters in the body of every other interactive message.
const BODY_MAX: usize = 1024;
const FOOTER_MAX: usize = 60;
const HEADER_MAX: usize = 60;
/// Characters on the button that opens a list, a link or a flow.
const LABEL_MAX: usize = 20;
const BUTTONS_MAX: usize = 3;
const BUTTON_TITLE_MAX: usize = 20;
const BUTTON_ID_MAX: usize = 256;
/// Characters on the button of a flow.
const FLOW_LABEL_MAX: usize = 30;

/// Checks an interactive message of any kind.
pub(super) fn check(interactive: &Object<'_>) -> Result<(), GraphError> {
    interactive.only(&["type", "header", "body", "footer", "action"])?;
    let kind = interactive.text("type")?;
    let action = interactive.object("action")?;
    check_words(interactive, kind)?;
    match kind {
        "button" => buttons(&action),
        "list" => list(&action),
        "cta_url" => link(&action),
        "location_request_message" => named(&action, "send_location"),
        "contact_request" => named(&action, "request_contact_info"),
        "catalog_message" => catalog(&action),
        "product" => product(&action),
        "product_list" => sections::check_products(&action),
        "flow" => flow(&action),
        _ => Err(GraphError::of(131_051).because(format!("Interactive type {kind} is not supported."))),
    }
}

fn check_words(interactive: &Object<'_>, kind: &str) -> Result<(), GraphError> {
    let body_max = if kind == "list" { LIST_BODY_MAX } else { BODY_MAX };
    let body = if kind == "product" { interactive.optional_object("body")? } else { Some(interactive.object("body")?) };
    if let Some(body) = body {
        body.only(&["text"])?;
        body.text_within("text", body_max)?;
    }
    if let Some(footer) = interactive.optional_object("footer")? {
        footer.only(&["text"])?;
        footer.text_within("text", FOOTER_MAX)?;
    }
    match interactive.optional_object("header")? {
        Some(header) => check_header(&header, kind),
        None if kind == "product_list" => Err(GraphError::missing("interactive['header']")),
        None => Ok(()),
    }
}

/// Pictures stand over buttons, links and flows only; nothing stands over a product or a location request.
fn check_header(header: &Object<'_>, kind: &str) -> Result<(), GraphError> {
    let allowed: &[&str] = match kind {
        "button" | "cta_url" | "flow" => &["text", "image", "video", "document"],
        "list" | "product_list" => &["text"],
        _ => return Err(GraphError::parameter("Unexpected key \"header\" on param \"interactive\".")),
    };
    let header_kind = header.one_of("type", allowed)?;
    header.only(&["type", header_kind])?;
    match header_kind {
        "text" => header.text_within("text", HEADER_MAX).map(|_| ()),
        "document" => rules::media(&header.object("document")?, &["filename"]).map(|_| ()),
        media => rules::media(&header.object(media)?, &[]).map(|_| ()),
    }
}

fn buttons(action: &Object<'_>) -> Result<(), GraphError> {
    action.only(&["buttons"])?;
    let buttons = action.objects("buttons")?;
    if !(1..=BUTTONS_MAX).contains(&buttons.len()) {
        let details = format!("Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: {BUTTONS_MAX}");
        return Err(GraphError::value(details));
    }
    let (mut ids, mut titles) = (Vec::new(), Vec::new());
    for button in &buttons {
        button.only(&["type", "reply"])?;
        button.one_of("type", &["reply"])?;
        let reply = button.object("reply")?;
        reply.only(&["id", "title"])?;
        ids.push(reply.text_within("id", BUTTON_ID_MAX)?);
        titles.push(button_title(&reply)?);
    }
    sections::all_differ(&ids, "Duplicated button id")?;
    sections::all_differ(&titles, "Duplicated button title")
}

fn button_title<'a>(reply: &Object<'a>) -> Result<&'a str, GraphError> {
    let title = reply.optional_text("title")?.unwrap_or_default();
    let right =
        (1..=BUTTON_TITLE_MAX).contains(&title.trim().chars().count()) && title.chars().count() <= BUTTON_TITLE_MAX;
    let details = || format!("Button title length invalid. Min length: 1, Max length: {BUTTON_TITLE_MAX}");
    if right { Ok(title) } else { Err(GraphError::value(details())) }
}

fn list(action: &Object<'_>) -> Result<(), GraphError> {
    action.only(&["button", "sections"])?;
    action.text_within("button", LABEL_MAX)?;
    sections::check_rows(&action.objects("sections")?)
}

fn link(action: &Object<'_>) -> Result<(), GraphError> {
    action.only(&["name", "parameters"])?;
    action.one_of("name", &["cta_url"])?;
    let parameters = action.object("parameters")?;
    parameters.only(&["display_text", "url"])?;
    parameters.text_within("display_text", LABEL_MAX)?;
    parameters.web_address("url").map(|_| ())
}

fn named(action: &Object<'_>, name: &str) -> Result<(), GraphError> {
    action.only(&["name"])?;
    action.one_of("name", &[name]).map(|_| ())
}

fn catalog(action: &Object<'_>) -> Result<(), GraphError> {
    action.only(&["name", "parameters"])?;
    action.one_of("name", &["catalog_message"])?;
    let Some(parameters) = action.optional_object("parameters")? else { return Ok(()) };
    parameters.only(&["thumbnail_product_retailer_id"])?;
    parameters.optional_text("thumbnail_product_retailer_id").map(|_| ())
}

fn product(action: &Object<'_>) -> Result<(), GraphError> {
    action.only(&["catalog_id", "product_retailer_id"])?;
    action.text("catalog_id")?;
    action.text("product_retailer_id").map(|_| ())
}

fn flow(action: &Object<'_>) -> Result<(), GraphError> {
    action.only(&["name", "parameters"])?;
    action.one_of("name", &["flow"])?;
    let parameters = action.object("parameters")?;
    let known = ["mode", "flow_message_version", "flow_token", "flow_id", "flow_name", "flow_cta", "flow_action"];
    parameters.only(&[known.as_slice(), &["flow_action_payload"]].concat())?;
    parameters.one_of("flow_message_version", &["3"])?;
    parameters.text_within("flow_cta", FLOW_LABEL_MAX)?;
    match (parameters.get("flow_id"), parameters.get("flow_name")) {
        (Some(Value::String(_)), None) | (None, Some(Value::String(_))) => Ok(()),
        _ => Err(GraphError::value("Exactly one of flow_id and flow_name must be given.")),
    }
}
