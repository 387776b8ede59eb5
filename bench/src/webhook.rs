//! Webhooks as Meta sends them, over a connection that is kept.

use std::{
    net::SocketAddr,
    sync::atomic::{AtomicU64, Ordering},
    time::SystemTime,
};

use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http_body_util::{BodyExt as _, Full};
use hyper::{Request, client::conn::http1::SendRequest};
use hyper_util::rt::TokioIo;
use sha2::Sha256;
use tokio::net::TcpStream;

/// What webhooks are signed with here.
pub(crate) const APP_SECRET: &str = "bench-app-secret";
/// The business number of all messages.
pub(crate) const PHONE_NUMBER_ID: &str = "100000000000001";

/// One connection to the gateway.
pub(crate) struct Sender {
    gateway: SocketAddr,
    connection: Option<SendRequest<Full<Bytes>>>,
}

impl Sender {
    pub(crate) const fn new(gateway: SocketAddr) -> Self {
        Self { gateway, connection: None }
    }

    /// Posts one text message and tells whether it was acknowledged.
    pub(crate) async fn post(&mut self, from: &str, text: &str) -> bool {
        let (body, signature) = signed(from, text);
        match self.send(body, signature).await {
            Some(status) => (200..300).contains(&status),
            None => {
                self.connection = None;
                false
            }
        }
    }

    async fn send(&mut self, body: Bytes, signature: String) -> Option<u16> {
        if self.connection.as_ref().is_none_or(SendRequest::is_closed) {
            self.connection = Some(connect(self.gateway).await?);
        }
        let connection = self.connection.as_mut()?;
        connection.ready().await.ok()?;
        let request = Request::post("/webhooks/whatsapp")
            .header("host", self.gateway.to_string())
            .header("content-type", "application/json")
            .header("x-hub-signature-256", signature)
            .body(Full::new(body))
            .ok()?;
        let response = connection.send_request(request).await.ok()?;
        let status = response.status().as_u16();
        response.into_body().collect().await.ok()?;
        Some(status)
    }
}

async fn connect(gateway: SocketAddr) -> Option<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(gateway).await.ok()?;
    stream.set_nodelay(true).ok()?;
    let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.ok()?;
    tokio::spawn(connection);
    Some(sender)
}

fn signed(from: &str, text: &str) -> (Bytes, String) {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let id = format!("wamid.IN{:x}.{}", now.as_micros(), COUNT.fetch_add(1, Ordering::Relaxed));
    let body = serde_json::json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{
    "field": "messages", "value": {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": PHONE_NUMBER_ID},
        "contacts": [{"profile": {"name": "Customer"}, "wa_id": from, "user_id": format!("NG.{from}")}],
        "messages": [{"from": from, "from_user_id": format!("NG.{from}"), "id": id,
            "timestamp": now.as_secs().to_string(), "type": "text", "text": {"body": text}}],
    }}]}]})
    .to_string();
    let mut mac = Hmac::<Sha256>::new_from_slice(APP_SECRET.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(body.as_bytes());
    (Bytes::from(body), format!("sha256={}", hex::encode(mac.finalize().into_bytes())))
}
