//! Logging in and out over REST.

use axum::{
    Extension, Json,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Grant, User,
    tokens::RefreshSecret,
    users::{EMAIL_MAX, PASSWORD_MAX},
};
use crate::{Gateway, error::Error, problems::Refusals, rest::body::JsonBody};

/// How long others may keep the public keys.
const KEYS_CACHE: HeaderValue = HeaderValue::from_static("public, max-age=60");

/// Who wants to log in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Login {
    #[schema(example = "admin@souk.example")]
    email: String,
    password: String,
}

/// A refresh token to be changed for a new pair.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refresh {
    refresh_token: String,
}

/// A pair of tokens.
#[derive(Serialize, ToSchema)]
pub(crate) struct Tokens {
    /// Goes into `Authorization: Bearer`.
    access_token: String,
    /// Good for one call of `POST /api/v1/auth/refresh`.
    refresh_token: String,
    /// Always "Bearer".
    token_type: &'static str,
    /// Seconds the access token lives.
    #[schema(example = 600)]
    expires_in: i64,
    /// What the user may do now: "viewer" looks, "staff" works with orders, products and customers, "admin" does all.
    #[schema(example = "admin")]
    role: &'static str,
}

impl From<Grant> for Tokens {
    fn from(grant: Grant) -> Self {
        Self {
            access_token: grant.access_token,
            refresh_token: grant.refresh_token.into_string(),
            token_type: "Bearer",
            expires_in: grant.expires_in.as_secs(),
            role: grant.role.as_str(),
        }
    }
}

/// Log in
///
/// After five failures in a row an account is closed for a while that doubles with each further one.
#[utoipa::path(post, path = "/api/v1/auth/login", operation_id = "login", tag = "auth", request_body = Login,
    responses((status = 200, body = Tokens), Refusals))]
pub(crate) async fn login(
    State(gateway): State<Gateway>,
    JsonBody(login): JsonBody<Login>,
) -> Result<Json<Tokens>, Error> {
    if login.email.len() > EMAIL_MAX || login.password.len() > PASSWORD_MAX {
        return Err(Error::LoginWrong);
    }
    let granted = gateway.auth().login(&login.email, login.password).await;
    if matches!(granted, Err(Error::LoginWrong)) {
        gateway.metrics().login_failed();
    }
    Ok(Json(granted?.into()))
}

/// Change a refresh token for a new pair
///
/// A refresh token works once. When it comes a second time somebody else has it, and the session ends.
#[utoipa::path(post, path = "/api/v1/auth/refresh", operation_id = "refresh", tag = "auth", request_body = Refresh,
    responses((status = 200, body = Tokens), Refusals))]
pub(crate) async fn refresh(
    State(gateway): State<Gateway>,
    JsonBody(refresh): JsonBody<Refresh>,
) -> Result<Json<Tokens>, Error> {
    let grant = gateway.auth().refresh(&RefreshSecret::presented(refresh.refresh_token)).await?;
    Ok(Json(grant.into()))
}

/// Log out
///
/// The session's tokens are worthless at once.
#[utoipa::path(post, path = "/api/v1/auth/logout", operation_id = "logout", tag = "auth", security(("bearer" = [])),
    responses((status = 204, description = "Logged out."), Refusals))]
pub(crate) async fn logout(
    State(gateway): State<Gateway>,
    Extension(user): Extension<User>,
) -> Result<StatusCode, Error> {
    gateway.auth().logout(user).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The public keys of access tokens
#[utoipa::path(get, path = "/.well-known/jwks.json", operation_id = "get_keys", tag = "auth",
    responses((status = 200, description = "A JSON Web Key Set (RFC 7517).", body = Object), Refusals))]
pub(crate) async fn keys(State(gateway): State<Gateway>) -> Response {
    ([(header::CACHE_CONTROL, KEYS_CACHE)], Json(gateway.auth().public_keys())).into_response()
}
