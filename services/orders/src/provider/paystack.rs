//! Paystack's API, as its documentation and its answers describe it.

mod answer;
mod event;

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use chassis::{World, breaker::Breaker, telemetry};
use reqwest::{
    Client, Method, Request, Response, Url,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue},
    redirect,
};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;
use tracing::Instrument as _;

use self::answer::Answer;
pub(crate) use self::event::read as read_event;
use super::{Opened, Opening, PaymentProvider, Refunded, Trouble, Verified};
use crate::domain::Refund;

/// How long a call may take in all.
const CALL_MAX: Duration = Duration::from_secs(10);
const CONNECT_MAX: Duration = Duration::from_secs(3);
/// Connections that idle are closed before Paystack closes them under a call.
const IDLE_MAX: Duration = Duration::from_secs(30);
const IDLE_CONNECTIONS_MAX: usize = 16;
/// Bytes of an answer; Paystack's have a few thousand.
const ANSWER_MAX: usize = 1024 * 1024;
/// Refunds of one payment that are read back.
const REFUNDS_MAX: &str = "100";
const USER_AGENT: &str = concat!("souk/", env!("CARGO_PKG_VERSION"));

/// An account at Paystack.
pub(crate) struct Paystack {
    client: Client,
    api_url: Url,
    /// Where customers come back to after paying; what it says on the way is not believed.
    callback_url: Option<String>,
    headers: HeaderMap,
    world: World,
    breaker: Mutex<Breaker>,
}

/// Why no client can be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BadPaystack {
    #[error("PAYSTACK_API_URL is no address")]
    Url,
    #[error("PAYSTACK_SECRET_KEY has characters that no header may have")]
    Key,
    #[error("the HTTP client cannot start: {0}")]
    Client(#[from] reqwest::Error),
}

impl Paystack {
    pub(crate) fn new(
        api_url: &str,
        secret_key: &SecretString,
        callback_url: Option<String>,
        world: World,
    ) -> Result<Self, BadPaystack> {
        let client = Client::builder()
            .timeout(CALL_MAX)
            .connect_timeout(CONNECT_MAX)
            .pool_idle_timeout(IDLE_MAX)
            .pool_max_idle_per_host(IDLE_CONNECTIONS_MAX)
            .tcp_nodelay(true)
            .user_agent(USER_AGENT)
            .redirect(redirect::Policy::none())
            .build()?;
        let api_url = api_url.parse().ok().filter(|url: &Url| !url.cannot_be_a_base()).ok_or(BadPaystack::Url)?;
        let breaker = Mutex::new(Breaker::default());
        Ok(Self { client, api_url, callback_url, headers: headers(secret_key)?, world, breaker })
    }

    async fn get(&self, name: &'static str, path: &[&str], query: &[(&str, &str)]) -> Result<Answer, Trouble> {
        let mut url = self.url(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        self.call(name, Request::new(Method::GET, url)).await
    }

    async fn post(&self, name: &'static str, path: &[&str], body: serde_json::Value) -> Result<Answer, Trouble> {
        let mut request = Request::new(Method::POST, self.url(path));
        *request.body_mut() = Some(body.to_string().into());
        self.call(name, request).await
    }

    fn url(&self, path: &[&str]) -> Url {
        let mut url = self.api_url.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        url
    }

    async fn call(&self, name: &'static str, mut request: Request) -> Result<Answer, Trouble> {
        self.ask_breaker()?;
        request.headers_mut().extend(self.headers.clone());
        let span = telemetry::client_span(name, request.headers_mut());
        let answer = async {
            match self.client.execute(request).await {
                Ok(response) => read(response).await,
                Err(error) if error.is_connect() || error.is_builder() => Err(Trouble::Away(None)),
                Err(_) => Err(Trouble::Unknown),
            }
        };
        let answer = answer.instrument(span).await;
        self.tell_breaker(name, answer.is_ok());
        answer.and_then(Answer::heard)
    }

    fn ask_breaker(&self) -> Result<(), Trouble> {
        let now = self.world.now();
        let mut breaker = self.breaker.lock().unwrap_or_else(PoisonError::into_inner);
        breaker.ask(now).map_err(|until| Trouble::Away(Some(until)))?;
        breaker.begin(now);
        Ok(())
    }

    fn tell_breaker(&self, name: &'static str, has_answered: bool) {
        let mut breaker = self.breaker.lock().unwrap_or_else(PoisonError::into_inner);
        if has_answered {
            breaker.succeeded();
        } else if breaker.failed(self.world.now()) {
            tracing::error!(call = name, "Paystack fails again and again; its breaker is open");
        }
    }
}

#[tonic::async_trait]
impl PaymentProvider for Paystack {
    async fn open(&self, opening: &Opening) -> Result<Opened, Trouble> {
        let mut body = json!({
            "reference": opening.reference,
            "email": opening.email,
            "amount": opening.amount.minor,
            "currency": opening.amount.currency.code(),
            "metadata": { "order_id": opening.order_id.to_string(), "order_number": opening.order_number },
        });
        if let Some(callback_url) = &self.callback_url {
            body["callback_url"] = json!(callback_url);
        }
        self.post("paystack.initialize", &["transaction", "initialize"], body).await?.opened(&opening.reference)
    }

    async fn verify(&self, reference: &str) -> Result<Verified, Trouble> {
        self.get("paystack.verify", &["transaction", "verify", reference], &[]).await?.verified(reference)
    }

    /// The merchant's note carries the refund's id: by it a refund is found whose answer was lost.
    async fn refund(&self, refund: &Refund) -> Result<Refunded, Trouble> {
        let body = json!({
            "transaction": refund.payment_reference,
            "amount": refund.amount.minor,
            "currency": refund.amount.currency.code(),
            "merchant_note": refund.id.to_string(),
        });
        self.post("paystack.refund", &["refund"], body).await?.refunded()
    }

    async fn find_refund(&self, refund: &Refund, provider_id: &str) -> Result<Option<Refunded>, Trouble> {
        if !provider_id.is_empty() {
            return self.get("paystack.get_refund", &["refund", provider_id], &[]).await?.refund_read().map(Some);
        }
        let query = [("reference", refund.payment_reference.as_str()), ("perPage", REFUNDS_MAX)];
        self.get("paystack.list_refunds", &["refund"], &query).await?.refund_noted(&refund.id.to_string())
    }
}

fn headers(secret_key: &SecretString) -> Result<HeaderMap, BadPaystack> {
    let bearer = format!("Bearer {}", secret_key.expose_secret());
    let mut bearer = HeaderValue::try_from(bearer).map_err(|_| BadPaystack::Key)?;
    bearer.set_sensitive(true);
    Ok(HeaderMap::from_iter([(AUTHORIZATION, bearer), (CONTENT_TYPE, HeaderValue::from_static("application/json"))]))
}

async fn read(mut response: Response) -> Result<Answer, Trouble> {
    let status = response.status().as_u16();
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= ANSWER_MAX => body.extend_from_slice(&chunk),
            Ok(None) => return Answer::new(status, &body),
            Ok(Some(_)) | Err(_) => return Err(Trouble::Unknown),
        }
    }
}
