//! One post to the webhook, and one look at what came back.

use std::time::Duration;

use http::header;

use super::demand::SignatureMode;
use crate::{
    Settings,
    meta::signature::sign,
    post::{Posted, answer},
};

/// How long the webhook may take.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);

/// The way to the webhook.
pub(super) struct Poster {
    client: reqwest::Client,
    app_secret: String,
    verify_token: String,
}

impl Poster {
    pub(super) fn new(settings: &Settings) -> Self {
        let builder = reqwest::Client::builder().no_proxy().timeout(ANSWER_TIMEOUT);
        let client = builder.redirect(reqwest::redirect::Policy::none()).build();
        Self {
            client: client.expect("a client without files to read is always built"),
            app_secret: settings.app_secret.clone(),
            verify_token: settings.verify_token.clone(),
        }
    }

    /// Posts these bytes.
    pub(super) async fn post(&self, url: &str, body: Vec<u8>, mode: SignatureMode) -> reqwest::Result<Posted> {
        let mut request = self.client.post(url).header(header::CONTENT_TYPE, "application/json");
        if let Some(signature) = self.signature(&body, mode) {
            request = request.header("X-Hub-Signature-256", signature);
        }
        answer(request.header(header::USER_AGENT, "facebookexternalua").body(body)).await
    }

    /// Asks the webhook to verify itself; true when it echoes the challenge.
    pub(super) async fn verify(&self, url: &str, challenge: &str) -> reqwest::Result<(Posted, bool)> {
        let mut address: reqwest::Url = match url.parse() {
            Ok(address) => address,
            Err(_) => return Ok((Posted { status: 0, body: "the webhook's address is not valid".into() }, false)),
        };
        let query = [("hub.mode", "subscribe"), ("hub.challenge", challenge), ("hub.verify_token", &self.verify_token)];
        address.query_pairs_mut().extend_pairs(query);
        let posted = answer(self.client.get(address)).await?;
        let verified = posted.status == 200 && posted.body == challenge;
        Ok((posted, verified))
    }

    fn signature(&self, body: &[u8], mode: SignatureMode) -> Option<String> {
        let right = sign(&self.app_secret, body);
        match mode {
            SignatureMode::Right => Some(right),
            SignatureMode::Missing => None,
            SignatureMode::Wrong => Some(sign("somebody else's secret", body)),
            SignatureMode::UpperCase => Some(right.to_uppercase().replace("SHA256", "sha256")),
        }
    }
}
