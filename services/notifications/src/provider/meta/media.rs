//! Files: handed to Meta before a document is sent, and fetched when a person sent one.

use std::time::Duration;

use base::message::FileContent;
use reqwest::{
    Method, Request, Response, StatusCode, Url,
    multipart::{Form, Part},
};
use serde::Deserialize;

use super::{Meta, answer, whole_answer};
use crate::{
    domain::{
        media::{MEDIA_BYTES_MAX, Media, MediaId, NoMedia, read_type},
        outbound::Reason,
        outcome::{Again, Outcome},
    },
    provider::Enclosure,
};

/// How long handing over a file may take.
pub(crate) const UPLOAD_MAX: Duration = Duration::from_secs(10);
/// How long fetching a file may take.
const DOWNLOAD_MAX: Duration = Duration::from_secs(15);
/// How often the address of a file is asked for: it may stop working while it is on its way to us.
const ADDRESSES_MAX: usize = 2;
/// Meta's codes for a file that does not exist, and for one that Meta itself cannot get any more.
const NO_SUCH_OBJECT: i32 = 100;
const DOWNLOAD_FAILED: i32 = 131_052;
/// Meta gives out files from hosts below these domains, such as lookaside.fbsbx.com.
const META_DOMAINS: [&str; 4] = [".fbsbx.com", ".fbcdn.net", ".facebook.com", ".whatsapp.net"];

/// Where a file is.
#[derive(Deserialize)]
struct Address {
    url: String,
    mime_type: String,
    /// A number, or, as Meta's own examples have it, a text.
    #[serde(default)]
    file_size: serde_json::Value,
}

impl Address {
    fn file_size(&self) -> usize {
        let number = self.file_size.as_u64().or_else(|| self.file_size.as_str()?.parse().ok());
        number.and_then(|size| usize::try_from(size).ok()).unwrap_or(0)
    }
}

impl Meta {
    /// Hands a file over and tells Meta's id of it. Whatever goes wrong, the person has got nothing.
    pub(crate) async fn upload(&self, enclosure: Enclosure<'_>) -> Result<String, Outcome> {
        let Enclosure { account_id, filename, mime_type, content } = enclosure;
        let url = self.url(&[self.number(account_id), "media"]);
        let request = self.client.post(url).headers(self.headers.clone()).timeout(UPLOAD_MAX);
        let form = form(filename, mime_type, content).map_err(|_| Outcome::Refused(Reason::NotUploaded))?;
        let response = request.multipart(form).send().await.map_err(|_| not_uploaded())?;
        let status = response.status().as_u16();
        let body = whole_answer(response).await;
        match answer::uploaded(status, &body) {
            Err(Outcome::Unknown) => Err(not_uploaded()),
            told => told,
        }
    }

    /// Fetches a file that a person sent.
    pub(crate) async fn fetch(&self, id: &MediaId) -> Result<Media, NoMedia> {
        for _ in 0..ADDRESSES_MAX {
            let address = self.address(id).await?;
            let mime_type = read_type(&address.mime_type)?;
            if address.file_size() > MEDIA_BYTES_MAX {
                return Err(NoMedia::TooLarge);
            }
            if let Some(content) = self.download(&address.url).await? {
                return Ok(Media { mime_type, content });
            }
        }
        Err(NoMedia::Expired)
    }

    async fn address(&self, id: &MediaId) -> Result<Address, NoMedia> {
        let request = self.get(self.url(&[id.as_str()]));
        let response = self.client.execute(request).await.map_err(|_| NoMedia::Unavailable)?;
        let is_success = response.status().is_success();
        let body = whole_answer(response).await;
        if is_success {
            return serde_json::from_slice(&body).map_err(|_| NoMedia::Unavailable);
        }
        match answer::code(&body) {
            Some(NO_SUCH_OBJECT) => Err(NoMedia::NotFound),
            Some(DOWNLOAD_FAILED) => Err(NoMedia::Expired),
            _ => Err(NoMedia::Unavailable),
        }
    }

    /// The file; `None` when the address does not work any more.
    async fn download(&self, url: &str) -> Result<Option<Vec<u8>>, NoMedia> {
        let mut request = self.get(self.trusted(url)?);
        *request.timeout_mut() = Some(DOWNLOAD_MAX);
        let response = self.client.execute(request).await.map_err(|_| NoMedia::Unavailable)?;
        match response.status() {
            StatusCode::OK => content(response).await.map(Some),
            StatusCode::NOT_FOUND | StatusCode::GONE => Ok(None),
            _ => Err(NoMedia::Unavailable),
        }
    }

    fn get(&self, url: Url) -> Request {
        let mut request = Request::new(Method::GET, url);
        request.headers_mut().clone_from(&self.headers);
        request
    }

    /// The address of a file, if the token may be taken there. Of any other, only the host is logged: the rest names
    /// the file.
    fn trusted(&self, url: &str) -> Result<Url, NoMedia> {
        let url: Url = url.parse().map_err(|_| NoMedia::Unavailable)?;
        if may_have_token(&url, &self.api_url) {
            return Ok(url);
        }
        let host = url.host_str().unwrap_or_default();
        tracing::error!(host, "a file is said to be at a host that is not Meta's, so it is not fetched");
        Err(NoMedia::Unavailable)
    }
}

/// The token goes to Meta's own hosts, and nowhere in the clear but to where it goes anyway.
fn may_have_token(url: &Url, api_url: &Url) -> bool {
    let is_metas = |host: &str| META_DOMAINS.iter().any(|domain| host.ends_with(domain));
    let is_known = url.host_str().is_some_and(|host| api_url.host_str() == Some(host) || is_metas(host));
    url.origin() == api_url.origin() || (url.scheme() == "https" && url.port().is_none() && is_known)
}

const fn not_uploaded() -> Outcome {
    Outcome::NotSent { reason: Reason::NotUploaded, again: Again::Pause }
}

fn form(filename: &str, mime_type: &str, content: FileContent) -> reqwest::Result<Form> {
    let length = content.bytes().len() as u64;
    let part = Part::stream_with_length(content.bytes().clone(), length).file_name(filename.to_owned());
    let part = part.mime_str(mime_type)?;
    Ok(Form::new().text("messaging_product", "whatsapp").text("type", mime_type.to_owned()).part("file", part))
}

/// A whole body, if it keeps the limit: what was said about its size may be wrong.
async fn content(mut response: Response) -> Result<Vec<u8>, NoMedia> {
    let mut content = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| NoMedia::Unavailable)? {
        if content.len() + chunk.len() > MEDIA_BYTES_MAX {
            return Err(NoMedia::TooLarge);
        }
        content.extend_from_slice(&chunk);
    }
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may_have(url: &str) -> bool {
        may_have_token(&url.parse().unwrap(), &"http://graph.local:8090/v25.0".parse().unwrap())
    }

    #[test]
    fn metas_hosts_and_the_one_that_was_set_get_the_token() {
        for url in [
            "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1",
            "https://LOOKASIDE.FBSBX.COM/1",
            "https://scontent.xx.fbcdn.net/1",
            "https://graph.facebook.com/1",
            "https://media-lhr8-1.cdn.whatsapp.net/1",
            "http://graph.local:8090/lookaside/1",
            "https://graph.local/1",
        ] {
            assert!(may_have(url), "{url}");
        }
    }

    #[test]
    fn no_other_host_gets_the_token() {
        for url in [
            "http://lookaside.fbsbx.com/1",
            "https://lookaside.fbsbx.com:8443/1",
            "https://lookaside.fbsbx.com.example.org/1",
            "https://notfbsbx.com/1",
            "https://example.org/lookaside.fbsbx.com",
            "https://lookaside.fbsbx.com@example.org/1",
            "https://169.254.169.254/latest/meta-data",
            "https://[::ffff:10.0.0.1]/1",
            "http://graph.local:8091/1",
            "http://graph.local/1",
            "data:text/plain,1",
        ] {
            assert!(!may_have(url), "{url}");
        }
    }
}
