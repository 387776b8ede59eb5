//! A small stand-in for Meta's Graph API: it notes what it is sent and answers as it was told.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard},
};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
    routing::post,
};
use serde_json::{Value, json};

use crate::{
    shelf::{self, Shelf},
    stand::until,
};

/// How the stand-in answers one request.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Answer {
    Taken,
    Error {
        status: u16,
        code: i32,
    },
    /// Not Graph JSON: a proxy, or a server that broke down.
    Page(u16),
    /// Never.
    Silence,
    /// The connection is cut after the request was read.
    Cut,
}

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) account_id: String,
    pub(crate) authorization: String,
    pub(crate) body: Value,
}

#[derive(Default)]
struct Notes {
    received: Vec<Received>,
    answers: VecDeque<Answer>,
}

#[derive(Clone)]
pub(crate) struct Graph {
    port: u16,
    notes: Arc<Mutex<Notes>>,
    shelf: Arc<Mutex<Shelf>>,
}

impl Graph {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let graph = Self { port: listener.local_addr().unwrap().port(), notes: Arc::default(), shelf: Arc::default() };
        let router = Router::new().route("/v25.0/{account}/messages", post(messages));
        let router = router.merge(shelf::routes()).with_state(graph.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        graph
    }

    pub(crate) fn url(&self) -> String {
        format!("{}/v25.0", self.origin())
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The files it has taken and those it has to give.
    pub(crate) fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap()
    }

    /// The next requests are answered like this; those after them are taken.
    pub(crate) fn answers(&self, answers: impl IntoIterator<Item = Answer>) {
        self.notes.lock().unwrap().answers.extend(answers);
    }

    pub(crate) fn fails(&self, status: u16, code: i32) {
        self.answers([Answer::Error { status, code }]);
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.notes.lock().unwrap().received.clone()
    }

    /// What was asked to be shown to people, in the order it came.
    pub(crate) fn texts(&self) -> Vec<String> {
        let words = |body: &Value| match &body["text"]["body"] {
            Value::String(text) => text.clone(),
            _ => {
                let caption = body["document"]["caption"].as_str();
                caption.or(body["interactive"]["body"]["text"].as_str()).unwrap_or_default().to_owned()
            }
        };
        self.received().iter().map(|received| words(&received.body)).collect()
    }

    /// Waits until so many requests have come.
    pub(crate) async fn has_received(&self, count: usize) -> Vec<Received> {
        let what = format!("Meta has got {count} messages");
        until(&what, async || Some(self.received()).filter(|received| received.len() >= count)).await
    }
}

async fn messages(
    State(graph): State<Graph>,
    Path(account_id): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let authorization = headers["authorization"].to_str().unwrap().to_owned();
    let (count, answer) = {
        let mut notes = graph.notes.lock().unwrap();
        notes.received.push(Received { account_id, authorization, body });
        (notes.received.len(), notes.answers.pop_front().unwrap_or(Answer::Taken))
    };
    match answer {
        Answer::Taken => Json(json!({
            "messaging_product": "whatsapp", "contacts": [{"input": "+1", "wa_id": "1"}],
            "messages": [{"id": format!("wamid.{count}")}],
        }))
        .into_response(),
        Answer::Error { status, code } => {
            let error = json!({"error": {"message": format!("(#{code})"), "type": "OAuthException", "code": code}});
            (StatusCode::from_u16(status).unwrap(), Json(error)).into_response()
        }
        Answer::Page(status) => (StatusCode::from_u16(status).unwrap(), "<html>").into_response(),
        Answer::Silence => std::future::pending().await,
        Answer::Cut => panic!("the connection is cut"),
    }
}
