//! Payloads that public projects show, where they are at hand.

use std::{fs, path::Path};

use proto::session::v1::inbound_message::Content;
use serde_json::Value;

use super::super::{Delivery, parse};

#[test]
fn payloads_of_public_projects_are_read_whole() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/fixtures");
    let Ok(projects) = fs::read_dir(&folder) else {
        eprintln!("not run: there are no payloads of public projects in {}", folder.display());
        return;
    };
    let files = projects.flatten().filter_map(|project| fs::read_dir(project.path().join("webhook")).ok()).flatten();
    let mut read = 0;
    for file in files.flatten() {
        let text = fs::read_to_string(file.path()).unwrap();
        let body: Value = serde_json::from_str(&text).unwrap();
        if body["object"] != "whatsapp_business_account" {
            continue;
        }
        assert_counts(&body, &parse(text.as_bytes(), None), &file.path());
        read += 1;
    }
    assert!(read > 30, "{read} payloads");
}

fn assert_counts(body: &Value, delivery: &Delivery, path: &Path) {
    let change = &body["entry"][0]["changes"][0];
    let (field, value) = (&change["field"], &change["value"]);
    let count = |key: &str| value[key].as_array().map_or(0, Vec::len);
    if field == "messages" {
        let read = (delivery.messages.len(), delivery.statuses.len());
        assert_eq!(read, (count("messages"), count("statuses")), "{}", path.display());
    } else {
        assert_eq!(delivery.events.len(), 1, "{}", path.display());
    }
    for message in &delivery.messages {
        let kind = &value["messages"][0]["type"];
        let other = matches!(&message.content, Some(Content::Other(_)));
        let expected_other = ["unsupported", "contacts"].iter().any(|word| kind == word)
            || value["messages"][0]["interactive"]["type"] == "nfm_reply"
            || value["messages"][0]["group_id"].is_string()
            || kind == "interactive" && value["messages"][0]["interactive"].is_null();
        assert_eq!(other, expected_other, "{}", path.display());
    }
}
