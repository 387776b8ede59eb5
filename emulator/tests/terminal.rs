//! The phone in the terminal, against a real socket and a bot that answers.
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod common;

use std::sync::{Arc, Mutex};

use common::{PHONE, Stage, message, stage};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::mpsc};

/// What the terminal showed.
#[derive(Clone, Default)]
struct Screen(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Screen {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

async fn serve(stage: &Stage) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = stage.emulator.router();
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

/// Answers "hi" with a list and everything else with what it was.
async fn answer_one(stage: &Stage) -> Value {
    let said = stage.hook.next_message().await;
    let rows = json!([{"id": "a", "title": "Suya", "description": "Spicy"}, {"id": "b", "title": "Zobo"}]);
    let list =
        json!({"type": "list", "body": {"text": "Choose"}, "action": {"button": "Open", "sections": [{"rows": rows}]}});
    let reply = if said["text"]["body"] == "hi" {
        message("interactive", list)
    } else {
        message("text", json!({"body": "Thanks"}))
    };
    assert_eq!(stage.send(reply).await.status, 200);
    said
}

#[tokio::test]
async fn a_typed_number_is_sent_as_a_list_reply() {
    let stage = stage().await;
    let url = serve(&stage).await;
    let (typed, lines) = mpsc::channel(10);
    let screen = Screen::default();
    let chat = tokio::spawn({
        let screen = screen.clone();
        async move { emulator::terminal::chat(&url, PHONE.parse().unwrap(), lines, screen, false).await }
    });
    for line in ["hi", "2", "/location 6.5 3.4 Home", "/nonsense"] {
        typed.send(line.to_owned()).await.unwrap();
    }
    drop(typed);
    assert_eq!(answer_one(&stage).await["text"]["body"], "hi");
    assert_eq!(answer_one(&stage).await["interactive"]["list_reply"]["id"], "b");
    assert_eq!(answer_one(&stage).await["location"]["name"], "Home");
    chat.await.unwrap().unwrap();
    let text = screen.text();
    assert!(text.contains("   1. Suya  (Spicy)") && text.contains("   2. Zobo"), "{text}");
    assert!(text.contains("Thanks") && text.contains("There is no /nonsense"), "{text}");
}

#[tokio::test]
async fn a_missing_emulator_is_told_in_one_sentence() {
    let (_typed, lines) = mpsc::channel(1);
    let chat =
        emulator::terminal::chat("http://127.0.0.1:9", PHONE.parse().unwrap(), lines, Screen::default(), true).await;
    assert!(chat.unwrap_err().to_string().starts_with("nothing answers at http://127.0.0.1:9;"));
}
