//! One look at what a webhook answered.

use serde::Serialize;

/// Bytes of the webhook's answer that are shown.
const ANSWER_SHOWN_MAX: usize = 2_000;

/// What a webhook answered.
#[derive(Debug, Serialize)]
pub(crate) struct Posted {
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// Sends a request and keeps the beginning of what comes back.
pub(crate) async fn answer(request: reqwest::RequestBuilder) -> reqwest::Result<Posted> {
    let mut response = request.send().await?;
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while body.len() < ANSWER_SHOWN_MAX {
        let Some(chunk) = response.chunk().await? else { break };
        body.extend_from_slice(&chunk[..chunk.len().min(ANSWER_SHOWN_MAX - body.len())]);
    }
    Ok(Posted { status, body: String::from_utf8_lossy(&body).into_owned() })
}
