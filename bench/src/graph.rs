//! A stand-in for Meta's Graph server that accepts every message and hands it to the customer it is for.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::{Request, Response, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpListener, sync::mpsc};

/// A message that reached a customer.
pub(crate) struct Reply {
    pub(crate) at: Instant,
    pub(crate) text: String,
}

/// The server. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Graph {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    latency: Duration,
    phones: Mutex<HashMap<String, mpsc::UnboundedSender<Reply>>>,
    taken: AtomicU64,
}

impl Graph {
    /// Serves on a free port of this machine; every answer takes `latency`.
    pub(crate) async fn start(latency: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let shared = Arc::new(Shared { latency, phones: Mutex::default(), taken: AtomicU64::new(0) });
        tokio::spawn(serve(listener, shared.clone()));
        Self { address, shared }
    }

    /// Gives the messages of one customer to whoever asks.
    pub(crate) fn phone(&self, number: &str) -> mpsc::UnboundedReceiver<Reply> {
        let (sender, receiver) = mpsc::unbounded_channel();
        self.shared.phones.lock().unwrap_or_else(PoisonError::into_inner).insert(number.to_owned(), sender);
        receiver
    }

    /// How many messages it took over.
    pub(crate) fn taken(&self) -> u64 {
        self.shared.taken.load(Ordering::Relaxed)
    }
}

async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        let _ = stream.set_nodelay(true);
        let shared = shared.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request| answer(shared.clone(), request));
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(shared: Arc<Shared>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let body = request.into_body().collect().await?.to_bytes();
    let at = Instant::now();
    let message: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
    let number = shared.taken.fetch_add(1, Ordering::Relaxed);
    let to = message["to"].as_str().unwrap_or_default().trim_start_matches('+').to_owned();
    if let Some(phone) = shared.phones.lock().unwrap_or_else(PoisonError::into_inner).get(&to) {
        let _ = phone.send(Reply { at, text: text_of(&message) });
    }
    tokio::time::sleep(shared.latency).await;
    let accepted = format!(
        r#"{{"messaging_product":"whatsapp","contacts":[{{"input":"{to}","wa_id":"{to}"}}],"messages":[{{"id":"wamid.OUT{number:012}"}}]}}"#
    );
    Ok(Response::builder()
        .header("content-type", "application/json")
        .body(Full::new(Bytes::from(accepted)))
        .expect("the header is well formed"))
}

fn text_of(message: &serde_json::Value) -> String {
    let text = message["text"]["body"].as_str().or_else(|| message["interactive"]["body"]["text"].as_str());
    text.unwrap_or_default().to_owned()
}
