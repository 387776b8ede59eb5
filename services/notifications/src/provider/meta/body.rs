//! The JSON of `POST /{phone-number-id}/messages`.

use base::{
    Message,
    message::{Button, Row, Section},
};
use serde::Serialize;

use crate::provider::Letter;

#[derive(Serialize)]
struct Body<'a> {
    messaging_product: &'static str,
    recipient_type: &'static str,
    /// Always with "+": without it Meta may put the business's own country code in front.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    /// The business-scoped user id of someone whose number is hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    recipient: Option<&'a str>,
    #[serde(flatten)]
    content: Content<'a>,
    biz_opaque_callback_data: String,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Content<'a> {
    Text { text: Text<'a> },
    Interactive { interactive: Interactive<'a> },
    Document { document: Document<'a> },
}

#[derive(Serialize)]
struct Document<'a> {
    id: &'a str,
    filename: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    caption: &'a str,
}

#[derive(Serialize)]
struct Text<'a> {
    body: &'a str,
    preview_url: bool,
}

#[derive(Serialize)]
struct Interactive<'a> {
    r#type: &'static str,
    body: Words<'a>,
    action: Action<'a>,
}

#[derive(Serialize)]
struct Words<'a> {
    text: &'a str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Action<'a> {
    Buttons { buttons: Vec<ReplyButton<'a>> },
    List { button: &'a str, sections: Vec<ListSection<'a>> },
    Location { name: &'static str },
    Link { name: &'static str, parameters: LinkParameters<'a> },
}

#[derive(Serialize)]
struct ReplyButton<'a> {
    r#type: &'static str,
    reply: &'a Button,
}

#[derive(Serialize)]
struct ListSection<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
    rows: Vec<ListRow<'a>>,
}

#[derive(Serialize)]
struct ListRow<'a> {
    id: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
}

#[derive(Serialize)]
struct LinkParameters<'a> {
    display_text: &'a str,
    url: &'a str,
}

/// The request's body.
pub(super) fn json(letter: Letter<'_>) -> Vec<u8> {
    let phone = letter.address.handle.phone();
    let body = Body {
        messaging_product: "whatsapp",
        recipient_type: "individual",
        to: phone.map(|phone| format!("+{}", phone.digits())),
        recipient: letter.address.handle.user_id().filter(|_| phone.is_none()),
        content: content(letter),
        biz_opaque_callback_data: letter.id.to_string(),
    };
    serde_json::to_vec(&body).expect("strings and flags always become JSON")
}

fn content<'a>(letter: Letter<'a>) -> Content<'a> {
    let Letter { message, media_id, .. } = letter;
    let (r#type, action) = match message {
        Message::Document { caption, filename, .. } => {
            let id = media_id.unwrap_or_default();
            return Content::Document { document: Document { id, filename, caption } };
        }
        Message::Text { body } => return Content::Text { text: Text { body, preview_url: false } },
        Message::Buttons { buttons, .. } => {
            let buttons = buttons.iter().map(|reply| ReplyButton { r#type: "reply", reply }).collect();
            ("button", Action::Buttons { buttons })
        }
        Message::List { button, sections, .. } => {
            ("list", Action::List { button, sections: sections.iter().map(section).collect() })
        }
        Message::LocationRequest { .. } => ("location_request_message", Action::Location { name: "send_location" }),
        Message::Link { button, url, .. } => {
            let parameters = LinkParameters { display_text: button, url };
            ("cta_url", Action::Link { name: "cta_url", parameters })
        }
    };
    Content::Interactive { interactive: Interactive { r#type, body: Words { text: message.body() }, action } }
}

fn section(section: &Section) -> ListSection<'_> {
    ListSection { title: &section.title, rows: section.rows.iter().map(row).collect() }
}

fn row(Row { id, title, description }: &Row) -> ListRow<'_> {
    ListRow { id, title, description }
}

#[cfg(test)]
mod tests {
    use base::{Address, Channel, address::Handle, message::Choice};
    use serde_json::{Value, json};

    use super::*;

    const ID: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

    fn sent(phone: Option<&str>, user_id: Option<&str>, message: &Message) -> Value {
        let handle = Handle::new(phone.map(|phone| phone.parse().unwrap()), user_id.map(str::to_owned)).unwrap();
        let address = Address { channel: Channel::Whatsapp, account_id: "106".to_owned(), handle };
        let letter = Letter { id: ID.parse().unwrap(), address: &address, message, media_id: Some("77") };
        serde_json::from_slice(&json(letter)).unwrap()
    }

    fn interactive(message: &Message) -> Value {
        sent(Some("2348031234567"), None, message)["interactive"].clone()
    }

    #[test]
    fn a_text_goes_to_the_number_with_a_plus_and_carries_our_id() {
        let expected = json!({
            "messaging_product": "whatsapp", "recipient_type": "individual", "to": "+2348031234567", "type": "text",
            "text": {"body": "hi", "preview_url": false}, "biz_opaque_callback_data": ID,
        });
        assert_eq!(sent(Some("2348031234567"), Some("NG.1"), &Message::text("hi")), expected);
    }

    #[test]
    fn someone_without_a_number_is_addressed_by_user_id() {
        let body = sent(None, Some("NG.1349"), &Message::text("hi"));
        assert_eq!((&body["recipient"], &body["to"]), (&json!("NG.1349"), &Value::Null));
    }

    #[test]
    fn buttons_and_lists_have_metas_shape() {
        let choices: Vec<Choice> = (1..=4).map(|n| Choice::new(format!("id:{n}"), format!("Item {n}"))).collect();
        assert_eq!(
            interactive(&Message::ask("Which?", "See", &choices[..1])),
            json!({"type": "button", "body": {"text": "Which?"},
                "action": {"buttons": [{"type": "reply", "reply": {"id": "id:1", "title": "Item 1"}}]}})
        );
        let list = interactive(&Message::ask("Which?", "See", &choices));
        assert_eq!(list["action"]["button"], "See");
        assert_eq!(list["action"]["sections"][0]["rows"][3], json!({"id": "id:4", "title": "Item 4"}));
        assert_eq!(list["action"]["sections"][0].get("title"), None);
    }

    #[test]
    fn a_document_names_its_file_and_leaves_an_empty_caption_out() {
        let invoice = |caption| Message::document(caption, "7.pdf", "application/pdf", vec![1], "");
        let sent = |message| sent(Some("2348031234567"), None, &message);
        assert_eq!(sent(invoice("Thanks"))["document"], json!({"id": "77", "filename": "7.pdf", "caption": "Thanks"}));
        let bare = sent(invoice(""));
        assert_eq!((&bare["type"], &bare["document"]), (&json!("document"), &json!({"id": "77", "filename": "7.pdf"})));
    }

    #[test]
    fn a_location_request_and_a_link_have_metas_shape() {
        assert_eq!(
            interactive(&Message::location_request("Where?")),
            json!({"type": "location_request_message", "body": {"text": "Where?"}, "action": {"name": "send_location"}})
        );
        assert_eq!(
            interactive(&Message::link("Pay", "Pay now", "https://pay.example/1"))["action"],
            json!({"name": "cta_url", "parameters": {"display_text": "Pay now", "url": "https://pay.example/1"}})
        );
    }
}
