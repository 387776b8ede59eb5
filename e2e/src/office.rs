//! Staff at the admin REST API.

use std::{net::SocketAddr, sync::Mutex, time::Duration};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::failure::{Failure, Outcome, ensure};

/// Who the first administrator is.
pub const EMAIL: &str = "office@souk.test";
/// The first administrator's password.
pub const PASSWORD: &str = "correct horse battery staple";
const REQUEST_MAX: Duration = Duration::from_secs(30);

/// Somebody of the shop, logged in when it is needed.
pub struct Office {
    http: reqwest::Client,
    base: String,
    token: Mutex<Option<String>>,
}

/// What the REST API answers.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// The JSON; null when there is none.
    pub body: Value,
}

impl Answer {
    /// The machine-readable reason of a refusal.
    pub fn reason(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }
}

impl Office {
    /// The office of the gateway at this address.
    pub fn at(gateway: SocketAddr) -> Self {
        let http = reqwest::Client::builder().no_proxy().timeout(REQUEST_MAX).build();
        let http = http.expect("a client without files to read is always built");
        Self { http, base: format!("http://{gateway}"), token: Mutex::new(None) }
    }

    /// Logs in; returns what the API answers.
    pub async fn log_in_as(&self, email: &str, password: &str) -> Outcome<Answer> {
        let url = format!("{}/api/v1/auth/login", self.base);
        let answer = self.http.post(url).json(&json!({"email": email, "password": password})).send().await?;
        read(answer).await
    }

    async fn log_in(&self) -> Outcome<String> {
        let answer = self.log_in_as(EMAIL, PASSWORD).await?;
        let token = answer.body["access_token"].as_str().map(str::to_owned);
        let token = token.ok_or_else(|| Failure::new(format!("the office cannot log in: {answer:?}")))?;
        *self.token.lock().expect("nobody panics with it") = Some(token.clone());
        Ok(token)
    }

    /// Asks the API for anything; a token that is too old is replaced.
    pub async fn request(&self, method: Method, path: &str, body: &Value) -> Outcome<Answer> {
        let known = self.token.lock().expect("nobody panics with it").clone();
        let token = match known {
            Some(token) => token,
            None => self.log_in().await?,
        };
        let answer = self.request_with(&token, method.clone(), path, body).await?;
        if answer.status != StatusCode::UNAUTHORIZED {
            return Ok(answer);
        }
        let token = self.log_in().await?;
        self.request_with(&token, method, path, body).await
    }

    async fn request_with(&self, token: &str, method: Method, path: &str, body: &Value) -> Outcome<Answer> {
        let request = self.http.request(method, format!("{}{path}", self.base)).bearer_auth(token);
        let request = if body.is_null() { request } else { request.json(body) };
        read(request.send().await?).await
    }

    /// Reads something that must be there.
    pub async fn get(&self, path: &str) -> Outcome<Value> {
        let answer = self.request(Method::GET, path, &Value::Null).await?;
        ensure(answer.status.is_success(), || format!("GET {path}: {answer:?}"))?;
        Ok(answer.body)
    }

    /// One order by its number or id.
    pub async fn order(&self, number: &str) -> Outcome<Value> {
        self.get(&format!("/api/v1/orders/{number}")).await
    }

    /// Every order, newest first.
    pub async fn orders(&self) -> Outcome<Vec<Value>> {
        let mut orders = Vec::new();
        let mut token = String::new();
        loop {
            let page = self.get(&format!("/api/v1/orders?page_size=200&page_token={token}")).await?;
            orders.extend(page["orders"].as_array().cloned().unwrap_or_default());
            match page["next_page_token"].as_str() {
                None | Some("") => return Ok(orders),
                Some(next) => next.clone_into(&mut token),
            }
        }
    }

    /// Moves an order on, or tries to.
    pub async fn move_order(&self, number: &str, status: &str, reason: &str) -> Outcome<Answer> {
        let body = json!({"status": status, "reason": reason});
        self.request(Method::POST, &format!("/api/v1/orders/{number}/status"), &body).await
    }

    /// Whether the gateway says that it is ready.
    pub async fn is_ready(&self) -> bool {
        let answer = self.http.get(format!("{}/readyz", self.base)).send().await;
        answer.is_ok_and(|answer| answer.status().is_success())
    }
}

async fn read(answer: reqwest::Response) -> Outcome<Answer> {
    let status = answer.status();
    let body = serde_json::from_slice(&answer.bytes().await?).unwrap_or_default();
    Ok(Answer { status, body })
}
