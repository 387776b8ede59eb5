//! The door: nobody passes without a token whose role the policy lets in.

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::Response,
};

use crate::{Gateway, domain::policy, error::Error};

/// The middleware. Handlers behind it find the [`User`](super::User) in the request's extensions.
pub(crate) async fn guard(
    State(gateway): State<Gateway>,
    route: MatchedPath,
    mut request: Request,
    next: Next,
) -> Result<Response, Error> {
    let token = bearer(request.headers()).ok_or(Error::TokenInvalid)?;
    let user = gateway.auth().user(token).await?;
    if !policy::allows(user.role, request.method().as_str(), route.as_str()) {
        return Err(Error::Forbidden);
    }
    request.extensions_mut().insert(user);
    Ok(next.run(request).await)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") { Some(token.trim()) } else { None }
}
