//! Meta's Graph API.

mod answer;
mod body;
pub(crate) mod codes;
mod media;

use std::time::Duration;

use chassis::telemetry;
use reqwest::{
    Client, Request, Response, Url,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue},
    redirect,
};
use secrecy::{ExposeSecret as _, SecretString};
use tracing::Instrument as _;

use super::Letter;
use crate::domain::{
    outbound::Reason,
    outcome::{Again, Outcome},
};

/// How long a send may take in all.
const SEND_MAX: Duration = Duration::from_secs(10);
const CONNECT_MAX: Duration = Duration::from_secs(3);
/// Connections kept open. Meta closes idle ones itself; closing them first keeps a send from meeting a dead one.
const IDLE_MAX: Duration = Duration::from_secs(30);
/// As many as sends at the same time: with fewer, a burst would close what the next one opens again.
const IDLE_CONNECTIONS_MAX: usize = 512;
/// Bytes of an answer; Meta's have a few hundred.
const ANSWER_MAX: usize = 64 * 1024;

/// What Meta's servers are told is calling; those that keep files refuse callers without a name.
const USER_AGENT: &str = concat!("souk/", env!("CARGO_PKG_VERSION"));

/// The client of one Graph API.
pub(crate) struct Meta {
    client: Client,
    api_url: Url,
    /// Sends when an address does not say which number of ours was written to.
    phone_number_id: String,
    headers: HeaderMap,
}

/// Why no client can be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BadMeta {
    #[error("WHATSAPP_API_URL is no address")]
    Url,
    #[error("WHATSAPP_ACCESS_TOKEN has characters that no header may have")]
    Token,
    #[error("the HTTP client cannot start: {0}")]
    Client(#[from] reqwest::Error),
}

impl Meta {
    pub(crate) fn new(api_url: &str, token: &SecretString, phone_number_id: &str) -> Result<Self, BadMeta> {
        let client = Client::builder()
            .timeout(SEND_MAX)
            .connect_timeout(CONNECT_MAX)
            .pool_idle_timeout(IDLE_MAX)
            .pool_max_idle_per_host(IDLE_CONNECTIONS_MAX)
            .tcp_nodelay(true)
            .user_agent(USER_AGENT)
            .redirect(redirect::Policy::none())
            .build()?;
        let api_url = api_url.parse().ok().filter(|url: &Url| !url.cannot_be_a_base()).ok_or(BadMeta::Url)?;
        Ok(Self { client, api_url, phone_number_id: phone_number_id.to_owned(), headers: headers(token)? })
    }

    pub(crate) async fn send(&self, letter: Letter<'_>) -> Outcome {
        let mut request = self.request(letter);
        let span = telemetry::client_span("graph.messages", request.headers_mut());
        async {
            match self.client.execute(request).await {
                Ok(response) => read(response).await,
                Err(error) => unanswered(&error),
            }
        }
        .instrument(span)
        .await
    }

    fn request(&self, letter: Letter<'_>) -> Request {
        let url = self.url(&[self.number(&letter.address.account_id), "messages"]);
        let mut request = Request::new(reqwest::Method::POST, url);
        request.headers_mut().clone_from(&self.headers);
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        *request.body_mut() = Some(body::json(letter).into());
        request
    }

    fn number<'a>(&'a self, account_id: &'a str) -> &'a str {
        if account_id.is_empty() { &self.phone_number_id } else { account_id }
    }

    fn url(&self, path: &[&str]) -> Url {
        let mut url = self.api_url.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        url
    }
}

fn headers(token: &SecretString) -> Result<HeaderMap, BadMeta> {
    let bearer = format!("Bearer {}", token.expose_secret());
    let mut bearer = HeaderValue::try_from(bearer).map_err(|_| BadMeta::Token)?;
    bearer.set_sensitive(true);
    Ok(HeaderMap::from_iter([(AUTHORIZATION, bearer)]))
}

/// Only before a connection stood is it certain that nothing was sent.
fn unanswered(error: &reqwest::Error) -> Outcome {
    if error.is_connect() || error.is_builder() {
        return Outcome::NotSent { reason: Reason::NotReached, again: Again::Pause };
    }
    Outcome::Unknown
}

async fn read(response: Response) -> Outcome {
    let status = response.status();
    answer::outcome(status.as_u16(), &whole_answer(response).await)
}

/// The body of an answer; empty when it cannot be had. Its head still tells whether it was an error.
async fn whole_answer(mut response: Response) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= ANSWER_MAX => body.extend_from_slice(&chunk),
            Ok(None) => return body,
            Ok(Some(_)) | Err(_) => return Vec::new(),
        }
    }
}
