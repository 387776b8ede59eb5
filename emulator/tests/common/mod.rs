//! An emulator with a clock that is moved by hand, and a webhook that writes down what it gets.
#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{RawQuery, State},
    routing::get,
};
use bytes::Bytes;
use chassis::World;
use emulator::{Emulator, PaystackAccount, Settings};
use http::{HeaderMap, Request, StatusCode};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::{
    net::TcpListener,
    sync::{Mutex, mpsc, watch},
};
use tower::ServiceExt as _;

pub(crate) const PHONE: &str = "2348012345678";
pub(crate) const SECRET: &str = "app-secret-1";
/// The key of the account at the payment provider.
pub(crate) const SECRET_KEY: &str = "sk_test_abc";
pub(crate) const TOKEN: &str = "access-token-1";
/// Longer than anything here takes, shorter than anybody's patience.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) struct Stage {
    pub(crate) emulator: Emulator,
    pub(crate) world: World,
    pub(crate) hook: Hook,
    pub(crate) path: String,
}

/// What the webhook got.
pub(crate) struct Hook {
    posts: Mutex<mpsc::UnboundedReceiver<Post>>,
    status: watch::Sender<u16>,
}

pub(crate) struct Post {
    pub(crate) signature: Option<String>,
    pub(crate) payment_signature: Option<String>,
    pub(crate) body: Bytes,
}

impl Post {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The `value` of every change.
    pub(crate) fn values(&self) -> Vec<Value> {
        let json = self.json();
        let changes = json["entry"].as_array().unwrap().iter().flat_map(|entry| entry["changes"].as_array().unwrap());
        changes.map(|change| change["value"].clone()).collect()
    }
}

pub(crate) async fn stage() -> Stage {
    stage_with(|_| {}).await
}

pub(crate) async fn stage_with(adjust: impl FnOnce(&mut Settings)) -> Stage {
    let (hook, url) = hook().await;
    let mut settings = Settings::local(url.clone(), SECRET, TOKEN);
    settings.paystack = Some(PaystackAccount { secret_key: SECRET_KEY.to_owned(), webhook_url: url, page_url: None });
    adjust(&mut settings);
    let path = format!("/v25.0/{}/messages", settings.phone_number_id);
    let world = World::standing_at(Timestamp::from_second(1_795_000_000).unwrap(), 7);
    Stage { emulator: Emulator::new(settings, world.clone()), world, hook, path }
}

/// A stage with the usual customer on it.
pub(crate) async fn stage_with_customer() -> Stage {
    let stage = stage().await;
    stage.customer(json!({"phone": PHONE, "name": "Ada"})).await;
    stage
}

async fn hook() -> (Hook, String) {
    let (sender, posts) = mpsc::unbounded_channel();
    let status = watch::Sender::new(200);
    let taken = Arc::new((sender, status.subscribe()));
    let router = Router::new().route("/hook", get(verify).post(take)).with_state(taken);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (Hook { posts: Mutex::new(posts), status }, url)
}

type Taken = Arc<(mpsc::UnboundedSender<Post>, watch::Receiver<u16>)>;

async fn take(State(taken): State<Taken>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    let (signature, payment_signature) = (text("x-hub-signature-256"), text("x-paystack-signature"));
    taken.0.send(Post { signature, payment_signature, body }).unwrap();
    StatusCode::from_u16(*taken.1.borrow()).unwrap()
}

async fn verify(RawQuery(query): RawQuery) -> String {
    let query = query.unwrap();
    let part = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    assert_eq!((part("hub.mode"), part("hub.verify_token")), (Some("subscribe"), Some("souk")));
    part("hub.challenge").unwrap().to_owned()
}

impl Hook {
    /// The next post.
    pub(crate) async fn next(&self) -> Post {
        let mut posts = self.posts.lock().await;
        tokio::time::timeout(PATIENCE, posts.recv()).await.expect("a webhook").unwrap()
    }

    /// The next customer's message.
    pub(crate) async fn next_message(&self) -> Value {
        self.next_of("messages").await
    }

    /// The next status.
    pub(crate) async fn next_status(&self) -> Value {
        self.next_of("statuses").await
    }

    async fn next_of(&self, key: &str) -> Value {
        loop {
            if let Some(element) = self.next().await.values()[0][key].get(0) {
                return element.clone();
            }
        }
    }

    /// What the webhook answers from now on.
    pub(crate) fn answer(&self, status: u16) {
        self.status.send_replace(status);
    }

    /// Whether nothing has come that was not looked at.
    pub(crate) async fn is_quiet(&self) -> bool {
        self.posts.lock().await.is_empty()
    }
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The error code; 0 where there is none.
    pub(crate) fn code(&self) -> u64 {
        self.json()["error"]["code"].as_u64().unwrap_or(0)
    }
}

impl Stage {
    pub(crate) async fn request(&self, request: Request<Body>) -> Answer {
        let response = self.emulator.router().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 10_000_000).await.unwrap_or_default();
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    pub(crate) async fn call(&self, method: &str, path: &str, body: Value) -> Answer {
        let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
        let request = request.header("authorization", format!("Bearer {TOKEN}"));
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        self.request(request.body(body).unwrap()).await
    }

    /// Calls the control API, which must not refuse.
    pub(crate) async fn control(&self, method: &str, path: &str, body: Value) -> Value {
        let answer = self.call(method, &format!("/control/{path}"), body).await;
        assert_eq!(answer.status, 200, "{method} {path}: {}", answer.json());
        answer.json()
    }

    /// A customer who has just written, so that the window is open. Their webhook is taken off the pile.
    pub(crate) async fn customer(&self, wish: Value) -> Value {
        let customer = self.control("POST", "customers", wish).await;
        self.act(customer["id"].as_str().unwrap(), json!({"type": "text", "text": "hi"})).await;
        self.hook.next_message().await;
        customer
    }

    pub(crate) async fn act(&self, who: &str, act: Value) -> Value {
        self.control("POST", &format!("customers/{who}/act"), act).await["message"].clone()
    }

    pub(crate) async fn send(&self, body: Value) -> Answer {
        self.call("POST", &self.path, body).await
    }

    /// A text to the usual customer.
    pub(crate) async fn say(&self, text: &str) -> Answer {
        self.send(message("text", json!({"body": text}))).await
    }

    pub(crate) async fn conversation(&self, who: &str) -> Vec<Value> {
        let page = self.control("GET", &format!("customers/{who}/messages"), Value::Null).await;
        page["messages"].as_array().unwrap().clone()
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.world.advance(Duration::from_secs(seconds));
    }
}

/// A send of any kind to the usual customer.
pub(crate) fn message(kind: &str, body: Value) -> Value {
    json!({"messaging_product": "whatsapp", "to": format!("+{PHONE}"), "type": kind, kind: body})
}

/// The same send to somebody else.
pub(crate) fn to(phone: &str, mut body: Value) -> Value {
    body["to"] = json!(format!("+{phone}"));
    body
}
