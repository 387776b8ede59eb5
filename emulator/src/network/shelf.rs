//! Files that customers and the business sent, and the goods a cart can be filled with.

use std::collections::VecDeque;

use bytes::Bytes;
use chassis::world::World;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Bytes of all files kept.
const FILES_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Files kept.
const FILES_MAX: usize = 200;
/// Where ids begin, and how many there are: sixteen digits.
const ID_MIN: u64 = 1_000_000_000_000_000;
const IDS: u64 = 9_000_000_000_000_000;
/// Goods a cart can offer.
pub(crate) const CATALOG_MAX: usize = 500;
/// How long the address of a file works.
const ADDRESS_LIFETIME: SignedDuration = SignedDuration::from_mins(5);

/// A good that a customer can put into a native cart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogItem {
    /// The id the business knows it by: Souk's SKU.
    pub product_retailer_id: String,
    /// What the customer sees.
    pub name: String,
    /// What the customer sees of the price, in minor units.
    pub price_minor: i64,
    /// The price's currency, as its ISO code.
    pub currency: String,
}

#[derive(Clone)]
pub(crate) struct MediaFile {
    pub(crate) id: String,
    pub(crate) mime_type: String,
    pub(crate) sha256: [u8; 32],
    pub(crate) bytes: Bytes,
    /// Until when the address last given out works.
    pub(crate) address_until: Timestamp,
}

impl MediaFile {
    /// A file of this type, under a fresh id.
    pub(crate) fn new(world: &World, mime_type: String, bytes: Bytes) -> Self {
        let id = (ID_MIN + world.random_u64() % IDS).to_string();
        Self { id, mime_type, sha256: Sha256::digest(&bytes).into(), bytes, address_until: Timestamp::MIN }
    }
}

#[derive(Default)]
pub(crate) struct Shelf {
    files: VecDeque<MediaFile>,
    catalog: Vec<CatalogItem>,
}

impl Shelf {
    /// Replaces the goods; those beyond the limit are left out.
    pub(crate) fn set_catalog(&mut self, mut items: Vec<CatalogItem>) {
        items.truncate(CATALOG_MAX);
        self.catalog = items;
    }

    pub(crate) fn catalog(&self) -> &[CatalogItem] {
        &self.catalog
    }

    /// Keeps a file, letting go of the oldest for want of room.
    pub(crate) fn keep(&mut self, file: MediaFile) {
        self.files.push_back(file);
        while self.files.len() > FILES_MAX || self.bytes() > FILES_BYTES_MAX {
            self.files.pop_front();
        }
    }

    pub(crate) fn file(&self, id: &str) -> Option<&MediaFile> {
        self.files.iter().find(|file| file.id == id)
    }

    /// The file, with its address made good for another while.
    pub(crate) fn hand_out_address(&mut self, id: &str, now: Timestamp) -> Option<&MediaFile> {
        let file = self.files.iter_mut().find(|file| file.id == id)?;
        file.address_until = now.saturating_add(ADDRESS_LIFETIME).unwrap_or(Timestamp::MAX);
        Some(file)
    }

    fn bytes(&self) -> usize {
        self.files.iter().map(|file| file.bytes.len()).sum()
    }
}
