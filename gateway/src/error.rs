//! What can go wrong in the gateway, and how its callers hear of it.

use axum::http::StatusCode;
use chassis::{Kind, Problem};

/// Seconds after which a caller may try again when something needed was away.
const RETRY_AFTER: u64 = 2;

/// Everything a request can be refused for.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("There is nothing at this address; GET /api/openapi.json lists what there is.")]
    RouteUnknown,
    #[error("This address knows other methods; the Allow header lists them.")]
    MethodNotAllowed,
    #[error("The body must be sent within its time.")]
    TooSlow,
    #[error("The body must not be larger than {0} bytes.")]
    BodyTooLarge(usize),
    #[error("The body must be sent whole.")]
    BodyBroken,
    #[error("The body must be JSON, with Content-Type: application/json.")]
    BodyNotJson,
    #[error("The body is not JSON: {0}.")]
    BodyMalformed(String),
    #[error("The body holds something that is not understood; see errors.")]
    BodyInvalid { pointer: String, detail: String },
    #[error("The query holds something that is not understood; see errors.")]
    QueryInvalid { parameter: Option<&'static str>, detail: String },
    #[error("The address holds something that cannot be read; see errors.")]
    PathInvalid { detail: String },
    #[error("X-Hub-Signature-256 must hold the HMAC-SHA256 of this body under the app secret, once.")]
    SignatureWrong,
    #[error("x-paystack-signature must hold the HMAC-SHA512 of this body under the secret key, once.")]
    PaymentSignatureWrong,
    #[error("This shop takes no payments by Paystack: PAYSTACK_SECRET_KEY is not set.")]
    PaymentsNotOffered,
    #[error("The verify token does not fit, or the challenge is not a plain word.")]
    VerificationRefused,
    #[error("Log in: send Authorization: Bearer with an access token of POST /api/v1/auth/login.")]
    TokenInvalid,
    #[error("Email and password do not fit each other.")]
    LoginWrong,
    #[error("Too many failed logins; try again in {0} seconds.")]
    LockedOut(u64),
    #[error("The refresh token is not valid any more; log in again.")]
    RefreshInvalid,
    #[error("Your role does not allow this.")]
    Forbidden,
    #[error("Idempotency-Key must have 1 to {0} printable characters and be sent once.")]
    KeyInvalid(usize),
    #[error("This Idempotency-Key was used for another request; take a new one.")]
    KeyReused,
    #[error("The first request with this Idempotency-Key is still running; try again in a moment.")]
    KeyInUse,
    #[error("If-Match must hold the ETag you read, such as \"3\".")]
    EtagInvalid,
    #[error("It was changed meanwhile; read it again and decide again.")]
    EtagStale,
    #[error("This order has no attachment of this id; GET /api/v1/orders/{{order}}/attachments lists them.")]
    AttachmentElsewhere,
    #[error("Too much is going on right now; try again in a moment.")]
    Busy,
    /// What a service or the database said.
    #[error("{0}")]
    Said(Problem),
}

impl Error {
    /// The one table: the HTTP status and the word for programs.
    pub(crate) fn row(&self) -> (StatusCode, &str) {
        match self {
            Self::RouteUnknown => (StatusCode::NOT_FOUND, "ROUTE_UNKNOWN"),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED"),
            Self::TooSlow => (StatusCode::REQUEST_TIMEOUT, "TOO_SLOW"),
            Self::BodyTooLarge(_) => (StatusCode::PAYLOAD_TOO_LARGE, "BODY_TOO_LARGE"),
            Self::BodyBroken => (StatusCode::BAD_REQUEST, "BODY_BROKEN"),
            Self::BodyNotJson => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "BODY_NOT_JSON"),
            Self::BodyMalformed(_) => (StatusCode::BAD_REQUEST, "BODY_MALFORMED"),
            Self::BodyInvalid { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "BODY_INVALID"),
            Self::QueryInvalid { .. } => (StatusCode::BAD_REQUEST, "QUERY_INVALID"),
            Self::PathInvalid { .. } => (StatusCode::BAD_REQUEST, "PATH_INVALID"),
            Self::SignatureWrong | Self::PaymentSignatureWrong => (StatusCode::UNAUTHORIZED, "SIGNATURE_WRONG"),
            Self::PaymentsNotOffered => (StatusCode::SERVICE_UNAVAILABLE, "PAYMENTS_NOT_OFFERED"),
            Self::VerificationRefused => (StatusCode::FORBIDDEN, "VERIFICATION_REFUSED"),
            Self::TokenInvalid => (StatusCode::UNAUTHORIZED, "TOKEN_INVALID"),
            Self::LoginWrong => (StatusCode::UNAUTHORIZED, "LOGIN_WRONG"),
            Self::LockedOut(_) => (StatusCode::TOO_MANY_REQUESTS, "LOCKED_OUT"),
            Self::RefreshInvalid => (StatusCode::UNAUTHORIZED, "REFRESH_TOKEN_INVALID"),
            Self::Forbidden => (StatusCode::FORBIDDEN, "FORBIDDEN"),
            Self::KeyInvalid(_) => (StatusCode::BAD_REQUEST, "IDEMPOTENCY_KEY_INVALID"),
            Self::KeyReused => (StatusCode::UNPROCESSABLE_ENTITY, "IDEMPOTENCY_KEY_REUSED"),
            Self::KeyInUse => (StatusCode::CONFLICT, "IDEMPOTENCY_KEY_IN_USE"),
            Self::EtagInvalid => (StatusCode::BAD_REQUEST, "ETAG_INVALID"),
            Self::EtagStale => (StatusCode::PRECONDITION_FAILED, "VERSION_MISMATCH"),
            Self::AttachmentElsewhere => (StatusCode::NOT_FOUND, "ATTACHMENT_NOT_FOUND"),
            Self::Busy => (StatusCode::SERVICE_UNAVAILABLE, "BUSY"),
            Self::Said(problem) => (status_of(problem.kind), &problem.reason),
        }
    }

    /// The sentence for people. What a service says of a failure of its own stays inside.
    pub(crate) fn detail(&self) -> String {
        match self {
            Self::Said(problem) => match problem.kind {
                Kind::Internal => Problem::internal().message,
                Kind::Unavailable | Kind::DeadlineExceeded => Problem::unavailable().message,
                _ => problem.message.clone(),
            },
            other => other.to_string(),
        }
    }

    /// Seconds after which the same request may succeed.
    pub(crate) fn retry_after(&self) -> Option<u64> {
        match self {
            Self::LockedOut(seconds) => Some(*seconds),
            Self::Busy | Self::KeyInUse => Some(1),
            Self::Said(problem) if problem.is_passing() && problem.kind != Kind::Aborted => Some(RETRY_AFTER),
            _ => None,
        }
    }
}

fn status_of(kind: Kind) -> StatusCode {
    StatusCode::from_u16(kind.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Said(problem)
    }
}

impl From<tonic::Status> for Error {
    fn from(status: tonic::Status) -> Self {
        Self::Said(Problem::from(status))
    }
}

impl From<chassis::db::Error> for Error {
    fn from(error: chassis::db::Error) -> Self {
        Self::Said(Problem::from(error))
    }
}
