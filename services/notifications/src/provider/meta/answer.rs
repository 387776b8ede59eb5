//! What Meta's answer means.

use serde::Deserialize;

use super::codes;
use crate::domain::{
    outbound::Reason,
    outcome::{Again, Outcome},
};

/// Characters of a message id; Meta's have some sixty.
const ID_MAX: usize = 512;
const TOO_MANY_REQUESTS: u16 = 429;

#[derive(Deserialize)]
struct Accepted<'a> {
    #[serde(borrow)]
    messages: [Taken<'a>; 1],
}

#[derive(Deserialize)]
struct Taken<'a> {
    #[serde(borrow)]
    id: std::borrow::Cow<'a, str>,
}

#[derive(Deserialize)]
struct Kept {
    id: String,
}

#[derive(Deserialize)]
struct Refusal {
    error: GraphError,
}

#[derive(Deserialize)]
struct GraphError {
    code: i32,
}

/// Reads an answer by its status and body.
pub(super) fn outcome(status: u16, body: &[u8]) -> Outcome {
    match status {
        200..=299 => taken(body),
        _ => code(body).map_or_else(|| unexplained(status), |code| refused(status, code)),
    }
}

/// Reads the answer to a file by its status and body: Meta's id of the file.
pub(super) fn uploaded(status: u16, body: &[u8]) -> Result<String, Outcome> {
    if !(200..=299).contains(&status) {
        return Err(outcome(status, body));
    }
    let id = serde_json::from_slice(body).map(|Kept { id }| id);
    id.ok().filter(|id| is_id(id)).ok_or(Outcome::Unknown)
}

/// The code of a refusal.
pub(super) fn code(body: &[u8]) -> Option<i32> {
    serde_json::from_slice(body).ok().map(|Refusal { error: GraphError { code } }| code)
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= ID_MAX && !id.contains(char::is_control)
}

/// A success without an id cannot be told from one that was cut off.
fn taken(body: &[u8]) -> Outcome {
    let id = serde_json::from_slice::<Accepted<'_>>(body).ok().map(|Accepted { messages: [Taken { id }] }| id);
    match id.filter(|id| is_id(id)) {
        Some(id) => Outcome::Sent { provider_id: id.into_owned() },
        None => Outcome::Unknown,
    }
}

fn refused(status: u16, code: i32) -> Outcome {
    match (codes::outcome(code), status) {
        (Some(outcome), _) => outcome,
        (None, TOO_MANY_REQUESTS) => Outcome::NotSent { reason: Reason::Provider(code), again: Again::Pause },
        (None, 400..=499) => Outcome::Refused(Reason::Provider(code)),
        // A code nobody has described, from a server in trouble.
        (None, _) => Outcome::Unknown,
    }
}

/// An answer that is not Meta's: from a proxy on the way, or from a server that broke down over the request.
fn unexplained(status: u16) -> Outcome {
    match status {
        TOO_MANY_REQUESTS => Outcome::NotSent { reason: Reason::Http(status), again: Again::Pause },
        300..=499 => Outcome::Refused(Reason::Http(status)),
        _ => Outcome::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(code: i32) -> Vec<u8> {
        format!(r#"{{"error":{{"message":"(#{code})","type":"OAuthException","code":{code},"fbtrace_id":"A"}}}}"#)
            .into()
    }

    fn told(outcome: &Outcome) -> String {
        match outcome {
            Outcome::Sent { provider_id } => format!("sent {provider_id}"),
            Outcome::NotSent { reason, again: Again::Pause } => format!("pause {reason}"),
            Outcome::NotSent { reason, again: Again::PairPause } => format!("pair {reason}"),
            Outcome::NotSent { reason, again: Again::AccountHeld(_) } => format!("hold {reason}"),
            Outcome::Refused(reason) => format!("refused {reason}"),
            Outcome::Unknown => "unknown".to_owned(),
        }
    }

    #[test]
    fn a_success_is_one_with_an_id() {
        let body = br#"{"messaging_product":"whatsapp","contacts":[{"input":"+1","wa_id":"1"}],"messages":[{"id":"wamid.X"}]}"#;
        assert_eq!(told(&outcome(200, body)), "sent wamid.X");
        for odd in [&b""[..], b"<html>", br#"{"messages":[]}"#, br#"{"messages":[{"id":""}]}"#, br#"{"success":true}"#]
        {
            assert_eq!(told(&outcome(200, odd)), "unknown");
        }
    }

    #[test]
    fn the_code_decides_whatever_the_status() {
        for (status, code, expected) in [
            (400, 131_056, "pair PROVIDER_131056"),
            (429, 131_056, "pair PROVIDER_131056"),
            (400, 130_429, "hold PROVIDER_130429"),
            (400, 80_007, "hold PROVIDER_80007"),
            (500, 131_057, "hold PROVIDER_131057"),
            (401, 190, "hold PROVIDER_190"),
            (401, 0, "hold PROVIDER_0"),
            (403, 131_031, "hold PROVIDER_131031"),
            (500, 131_000, "pause PROVIDER_131000"),
            (500, 131_016, "pause PROVIDER_131016"),
            (503, 2, "pause PROVIDER_2"),
            (400, 131_026, "refused PROVIDER_131026"),
            (400, 131_047, "refused PROVIDER_131047"),
            (404, 132_001, "refused PROVIDER_132001"),
            (400, 100, "refused PROVIDER_100"),
            (500, 999_999, "unknown"),
        ] {
            assert_eq!(told(&outcome(status, &error(code))), expected, "{status} {code}");
        }
    }

    #[test]
    fn an_answer_that_is_not_metas_is_told_by_its_status() {
        for (status, expected) in [
            (500, "unknown"),
            (502, "unknown"),
            (504, "unknown"),
            (302, "refused HTTP_302"),
            (404, "refused HTTP_404"),
            (429, "pause HTTP_429"),
        ] {
            assert_eq!(told(&outcome(status, b"<html>")), expected, "{status}");
        }
    }

    #[test]
    fn a_failed_status_without_a_code_is_final() {
        assert_eq!(told(&codes::told_failure(0)), "refused PROVIDER_0");
        assert_eq!(told(&codes::told_failure(131_000)), "pause PROVIDER_131000");
    }
}
