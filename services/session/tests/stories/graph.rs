//! A Graph server that takes every message and remembers what people read. Whatever file is asked for is a small PDF.

use std::{collections::HashMap, time::Duration};

use axum::{
    Json, Router,
    extract::{Path, State},
    routing::{get, post},
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::watch};

/// How long a story waits for something that must happen.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// What each person read, by phone number or user id.
type Read = HashMap<String, Vec<String>>;

/// The Graph server.
#[derive(Clone)]
pub(crate) struct Graph {
    pub(crate) url: String,
    read: watch::Sender<Read>,
}

impl Graph {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let graph = Self { url: format!("http://{}", listener.local_addr().unwrap()), read: watch::Sender::default() };
        let router = Router::new()
            .route("/{account}/messages", post(take))
            .route("/{media_id}", get(address))
            .route("/files/{media_id}", get(async || "%PDF-1.7"))
            .with_state(graph.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        graph
    }

    /// What a person has read so far.
    pub(crate) fn read_by(&self, person: &str) -> Vec<String> {
        self.read.borrow().get(person).cloned().unwrap_or_default()
    }

    /// Waits until a person has read so many messages; returns all of them.
    pub(crate) async fn wait_for(&self, person: &str, count: usize) -> Vec<String> {
        let mut read = self.read.subscribe();
        let enough = read.wait_for(|read| read.get(person).map_or(0, Vec::len) >= count);
        // What it yields locks the reading of others, so it must not outlive this line.
        let is_in_time = tokio::time::timeout(PATIENCE, enough).await.is_ok();
        let found = self.read_by(person);
        assert!(is_in_time, "{person} read only {found:#?}");
        found
    }
}

async fn take(State(graph): State<Graph>, Json(message): Json<Value>) -> Json<Value> {
    let person = message["to"].as_str().or(message["recipient"].as_str()).unwrap_or_default();
    let person = person.trim_start_matches('+').to_owned();
    let words = words(&message);
    graph.read.send_modify(|read| read.entry(person.clone()).or_default().push(words));
    let id = format!("wamid.out.{}", graph.read.borrow().values().map(Vec::len).sum::<usize>());
    Json(
        json!({"messaging_product": "whatsapp", "contacts": [{"input": person, "wa_id": person}], "messages": [{"id": id}]}),
    )
}

async fn address(State(graph): State<Graph>, Path(media_id): Path<String>) -> Json<Value> {
    let url = format!("{}/files/{media_id}", graph.url);
    Json(json!({"url": url, "mime_type": "application/pdf", "file_size": 8}))
}

/// The words a person reads first.
fn words(message: &Value) -> String {
    let text = &message["text"]["body"];
    text.as_str().or(message["interactive"]["body"]["text"].as_str()).unwrap_or_default().to_owned()
}
