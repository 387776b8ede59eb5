//! The stand-in for Meta, driven through its control API.

use std::{net::SocketAddr, time::Duration};

use serde_json::{Value, json};

use crate::{
    failure::{Failure, Outcome, ensure, until},
    phone::Phone,
};

/// How long one request to it may take, a long poll included.
const REQUEST_MAX: Duration = Duration::from_secs(30);

/// The emulator of one [`crate::Souk`]. Cheap to clone.
#[derive(Clone)]
pub struct Emulator {
    http: reqwest::Client,
    base: String,
}

impl Emulator {
    /// The emulator at this address.
    pub fn at(address: SocketAddr) -> Self {
        let http = reqwest::Client::builder().no_proxy().timeout(REQUEST_MAX).build();
        Self { http: http.expect("a client without files to read is always built"), base: format!("http://{address}") }
    }

    /// Asks for something below `/control`.
    pub async fn get(&self, path: &str) -> Outcome<Value> {
        Self::answer(path, self.http.get(format!("{}/control/{path}", self.base))).await
    }

    /// Posts to something below `/control`.
    pub async fn post(&self, path: &str, body: Value) -> Outcome<Value> {
        Self::answer(path, self.http.post(format!("{}/control/{path}", self.base)).json(&body)).await
    }

    /// Keeps a file that phones can send, and tells its id.
    pub async fn keep_file(&self, mime_type: &str, bytes: &'static [u8]) -> Outcome<Value> {
        let request =
            self.http.post(format!("{}/control/media", self.base)).header("content-type", mime_type).body(bytes);
        Ok(Self::answer("media", request).await?["id"].clone())
    }

    /// A file that the shop sent.
    pub async fn file(&self, id: &str) -> Outcome<Vec<u8>> {
        let response = self.http.get(format!("{}/control/media/{id}", self.base)).send().await?;
        Ok(response.error_for_status()?.bytes().await?.to_vec())
    }

    /// Opens a web page, which must be there.
    pub async fn open_page(&self, url: &str) -> Outcome {
        self.http.get(url).send().await?.error_for_status()?;
        Ok(())
    }

    /// Replaces something below `/control`.
    pub async fn put(&self, path: &str, body: Value) -> Outcome<Value> {
        Self::answer(path, self.http.put(format!("{}/control/{path}", self.base)).json(&body)).await
    }

    /// Changes something below `/control`.
    pub async fn patch(&self, path: &str, body: Value) -> Outcome<Value> {
        Self::answer(path, self.http.patch(format!("{}/control/{path}", self.base)).json(&body)).await
    }

    /// Removes something below `/control`.
    pub async fn delete(&self, path: &str) -> Outcome<Value> {
        Self::answer(path, self.http.delete(format!("{}/control/{path}", self.base))).await
    }

    async fn answer(path: &str, request: reqwest::RequestBuilder) -> Outcome<Value> {
        let response = request.send().await?;
        let status = response.status();
        let body: Value = response.json().await?;
        ensure(status.is_success(), || format!("the emulator refuses {path}: {}", body["title"]))?;
        Ok(body)
    }

    /// Whether it serves.
    pub async fn is_up(&self) -> bool {
        self.get("health").await.is_ok()
    }

    /// A new customer with a number of their own.
    pub async fn phone(&self, name: &str) -> Outcome<Phone> {
        self.phone_with(json!({"name": name})).await
    }

    /// A new customer as wished: `identity`, `receipts`, `phone` and so on.
    pub async fn phone_with(&self, wish: Value) -> Outcome<Phone> {
        let customer = self.post("customers", wish).await?;
        Ok(Phone::new(self.clone(), &customer))
    }

    /// Everything a sender was told off for, newest first.
    pub async fn refused(&self) -> Outcome<Vec<Value>> {
        let list = self.get("refused").await?;
        Ok(list["refused"].as_array().cloned().unwrap_or_default())
    }

    /// Fails when any send was refused: that is a mistake of the product's.
    pub async fn ensure_nothing_refused(&self) -> Outcome {
        let refused = self.refused().await?;
        let show = |entry: &Value| {
            format!("\n  {} {} {} {}", entry["code"], entry["message"], entry["details"], entry["body"])
        };
        let list: String = refused.iter().map(show).collect();
        ensure(refused.is_empty(), || format!("the emulator refused {} sends:{list}", refused.len()))
    }

    /// Waits until the webhook has taken everything that was meant for it.
    pub async fn all_delivered(&self) -> Outcome {
        until("the webhook takes everything", async || {
            let view = self.get("webhooks").await.ok()?;
            (view["waiting"] == 0).then_some(())
        })
        .await
    }

    /// Tries at once what waits for a retry.
    pub async fn retry_now(&self) -> Outcome {
        self.post("webhooks/retry", Value::Null).await.map(drop)
    }

    /// Tries at once, and again and again, what waits for a retry, until the webhook has taken everything.
    pub async fn redeliver_all(&self) -> Outcome {
        until("the webhook takes everything", async || {
            let view = self.post("webhooks/retry", Value::Null).await.ok()?;
            (view["waiting"] == 0).then_some(())
        })
        .await
    }

    /// Keeps back what is meant for the webhook from now on.
    pub async fn hold(&self) -> Outcome {
        self.post("webhooks/hold", Value::Null).await.map(drop)
    }

    /// Lets go of what was held, arranged as asked; returns how many posts were made.
    pub async fn release(&self, how: Value) -> Outcome<u64> {
        let released = self.post("webhooks/release", how).await?;
        released["posts"].as_u64().ok_or_else(|| Failure::new("release does not say how many posts were made"))
    }
}
