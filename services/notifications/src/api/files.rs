//! Files that people sent.

use proto::notifications::v1::{FetchMediaRequest, FetchMediaResponse};
use sha2::{Digest as _, Sha256};

use super::Api;
use crate::{
    domain::media::{MediaId, NoMedia},
    error::Error,
};

/// Files fetched at the same time; each may take 16 MiB of memory.
pub(super) const FETCHES_MAX: usize = 4;

impl Api {
    pub(super) async fn fetch(&self, request: FetchMediaRequest) -> Result<FetchMediaResponse, Error> {
        let id = MediaId::parse(request.media_id)?;
        let _seat = self.fetches.acquire().await.map_err(|_| NoMedia::Unavailable)?;
        let media = self.provider.fetch(&id).await?;
        let sha256 = hex::encode(Sha256::digest(&media.content));
        Ok(FetchMediaResponse { mime_type: media.mime_type.to_owned(), content: media.content, sha256 })
    }
}
