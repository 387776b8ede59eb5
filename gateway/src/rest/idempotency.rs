//! `Idempotency-Key`: a change that is asked for twice happens once, and both callers get the same answer.

use axum::{
    Extension,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};
use chassis::db::{Conn, Error as DbError};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use utoipa::openapi::{
    Required,
    path::{Parameter, ParameterBuilder, ParameterIn},
    schema::{ObjectBuilder, Type},
};

use super::body;
use crate::{
    Gateway,
    auth::User,
    edge::BODY_MAX,
    error::Error,
    store::idempotency_keys::{self, Answer, Known, Wish},
};

const HEADER: HeaderName = HeaderName::from_static("idempotency-key");
/// Marks an answer that was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// Characters of a key.
pub(crate) const KEY_MAX: usize = 128;
/// After this a request that never ended counts as dead, and its key may be tried again.
const RUNNING_MAX: SignedDuration = SignedDuration::from_secs(60);

/// The header, as the description of the API has it.
pub(crate) fn parameter() -> Parameter {
    let key = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(KEY_MAX));
    ParameterBuilder::new()
        .name(HEADER.as_str())
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("Names the change, not the try: what is asked for twice with one key happens once."))
        .schema(Some(key))
        .build()
}

/// The key of a request, when it has one.
#[derive(Clone)]
pub(crate) struct Key(pub(crate) String);

/// How a user's wish is named to a service: by the caller's key, or for a caller without one by a name of its own.
pub(crate) fn wish_name(gateway: &Gateway, user: &User, key: Option<Extension<Key>>) -> String {
    let key = key.map_or_else(|| gateway.world().id().to_string(), |Extension(Key(key))| key);
    format!("rest:{}:{key}", user.id)
}

enum Claim {
    First,
    Running,
    Reused,
    Done(Answer),
}

/// The middleware, for requests of users that change something.
pub(crate) async fn once(State(gateway): State<Gateway>, request: Request, next: Next) -> Result<Response, Error> {
    let Some(key) = key(request.headers())?.filter(|_| changes(request.method())) else {
        return Ok(next.run(request).await);
    };
    let user = *request.extensions().get::<User>().ok_or(Error::TokenInvalid)?;
    let (mut parts, body) = request.into_parts();
    let body = body::read(body, BODY_MAX).await?;
    let route = parts.uri.path().to_owned();
    let wish = Wish { user: user.id, key: key.clone(), fingerprint: fingerprint(&parts.method, &route, &body) };
    match claim(&gateway, &wish).await? {
        Claim::Running => return Err(Error::KeyInUse),
        Claim::Reused => return Err(Error::KeyReused),
        Claim::Done(answer) => return Ok(replayed(answer)),
        Claim::First => {}
    }
    parts.extensions.insert(Key(key));
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    remember(&gateway, wish, response).await
}

fn changes(method: &Method) -> bool {
    [Method::POST, Method::PATCH, Method::PUT, Method::DELETE].contains(method)
}

fn key(headers: &HeaderMap) -> Result<Option<String>, Error> {
    let mut values = headers.get_all(HEADER).iter();
    let Some(value) = values.next() else { return Ok(None) };
    let text = value.to_str().ok().filter(|_| values.next().is_none()).map(|text| text.trim().trim_matches('"'));
    match text {
        Some(text) if (1..=KEY_MAX).contains(&text.len()) => Ok(Some(text.to_owned())),
        _ => Err(Error::KeyInvalid(KEY_MAX)),
    }
}

fn fingerprint(method: &Method, path: &str, body: &Bytes) -> String {
    let mut hash = Sha256::new_with_prefix(method.as_str());
    hash.update([0]);
    hash.update(path);
    hash.update([0]);
    hash.update(body);
    hex::encode(hash.finalize())
}

async fn claim(gateway: &Gateway, wish: &Wish) -> Result<Claim, Error> {
    let (now, wish) = (gateway.world().now(), wish.clone());
    Ok(gateway.db().write(async move |tx: &mut Conn| claim_in(tx, &wish, now).await).await?)
}

async fn claim_in(tx: &mut Conn, wish: &Wish, now: Timestamp) -> Result<Claim, DbError> {
    let Some(known) = idempotency_keys::claim(tx, wish, now).await? else { return Ok(Claim::First) };
    if known.fingerprint != wish.fingerprint {
        return Ok(Claim::Reused);
    }
    let Known { claimed_at, status, etag, body, .. } = known;
    match status {
        Some(status) => Ok(Claim::Done(Answer { status, etag, body: body.unwrap_or_default() })),
        None if now.duration_since(claimed_at.0) < RUNNING_MAX => Ok(Claim::Running),
        None if idempotency_keys::take_over(tx, wish, claimed_at, now).await? => Ok(Claim::First),
        None => Ok(Claim::Running),
    }
}

/// Keeps what was done. What was refused had no effect, so its key stays free.
async fn remember(gateway: &Gateway, wish: Wish, response: Response) -> Result<Response, Error> {
    if !response.status().is_success() {
        gateway.db().write_single(async move |tx: &mut Conn| idempotency_keys::release(tx, &wish).await).await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = body::read(body, BODY_MAX).await?;
    let etag = parts.headers.get(header::ETAG).and_then(|etag| etag.to_str().ok()).map(str::to_owned);
    let text = String::from_utf8_lossy(&body).into_owned();
    let answer = Answer { status: parts.status.as_u16().into(), etag, body: text };
    gateway.db().write_single(async move |tx: &mut Conn| idempotency_keys::finish(tx, &wish, answer).await).await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn replayed(answer: Answer) -> Response {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = u16::try_from(answer.status)
        .ok()
        .and_then(|status| StatusCode::from_u16(status).ok())
        .unwrap_or(StatusCode::OK);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    if let Some(etag) = answer.etag.and_then(|etag| HeaderValue::try_from(etag).ok()) {
        headers.insert(header::ETAG, etag);
    }
    response
}
