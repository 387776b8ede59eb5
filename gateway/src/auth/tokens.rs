//! What access tokens and refresh tokens say.

use base::Id;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// How long an access token lives.
pub(super) const ACCESS_MAX: SignedDuration = SignedDuration::from_mins(10);
/// How far the clock of the process that made a token may be ahead of ours.
const SKEW_MAX: SignedDuration = SignedDuration::from_secs(5);
const ISSUER: &str = "souk";
const AUDIENCE: &str = "souk-admin";

/// What an access token says. Times are numbers: a token that writes them otherwise is none of ours.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Claims {
    iss: String,
    aud: String,
    /// The user.
    pub(super) sub: Id,
    /// The session.
    pub(super) sid: Id,
    iat: i64,
    nbf: i64,
    exp: i64,
}

impl Claims {
    pub(super) fn new(user: Id, session: Id, now: Timestamp) -> Self {
        let iat = now.as_second();
        let exp = iat.saturating_add(ACCESS_MAX.as_secs());
        Self { iss: ISSUER.to_owned(), aud: AUDIENCE.to_owned(), sub: user, sid: session, iat, nbf: iat, exp }
    }

    /// Whether the token is ours and its time is now.
    pub(super) fn hold(&self, now: Timestamp) -> bool {
        let now = now.as_second();
        let in_time = self.nbf <= now.saturating_add(SKEW_MAX.as_secs()) && now < self.exp;
        self.iss == ISSUER && self.aud == AUDIENCE && in_time
    }
}

/// A refresh token: 256 random bits that only its owner has.
pub(crate) struct RefreshSecret(String);

impl RefreshSecret {
    pub(super) fn new(random: [u8; 32]) -> Self {
        Self(BASE64_URL_SAFE_NO_PAD.encode(random))
    }

    /// Takes what a caller presents. Whatever it is, only its hash is looked for.
    pub(crate) fn presented(text: String) -> Self {
        Self(text)
    }

    pub(crate) fn into_string(self) -> String {
        self.0
    }

    /// What is stored. A plain hash is enough for a secret nobody can guess.
    pub(super) fn hash(&self) -> String {
        hex::encode(Sha256::digest(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(change: impl Fn(&mut Claims)) -> bool {
        let now: Timestamp = "2026-11-20T11:00:00Z".parse().unwrap();
        let id = Id::new(now, [1; 10]);
        let mut claims = Claims::new(id, id, now);
        change(&mut claims);
        claims.hold(now)
    }

    #[test]
    fn a_token_holds_for_us_and_for_now_only() {
        assert!(claims(|_| {}));
        assert!(!claims(|claims| claims.iss = "else".into()));
        assert!(!claims(|claims| claims.aud = "shop".into()));
        assert!(!claims(|claims| claims.exp = claims.iat));
        assert!(!claims(|claims| claims.nbf = claims.iat + 60));
    }

    #[test]
    fn times_that_are_written_as_text_are_refused() {
        let id = "019a9e3c-3f80-7000-8000-000000000000";
        for (exp, nbf) in [("\"never\"", "0"), ("\"9999999999\"", "0"), ("9999999999", "\"0\""), ("null", "0")] {
            let text = format!(
                r#"{{"iss":"souk","aud":"souk-admin","sub":"{id}","sid":"{id}","iat":0,"nbf":{nbf},"exp":{exp}}}"#
            );
            assert!(serde_json::from_str::<Claims>(&text).is_err(), "{text}");
        }
    }
}
