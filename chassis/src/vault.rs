//! Values that must not rest readable are sealed with AES-256-GCM-SIV before they are stored.
//!
//! A sealed value names the key it needs, so that a new key can be put in front while the older ones still open what
//! they sealed. It opens only at the place it was sealed for: a row's value copied into another row does not. Nonces
//! are random, and a busy shop seals thousands of values a second under one key for years; should two of them ever
//! get the same nonce, this cipher tells no more than whether they are equal, where plain GCM would give itself away.

use std::{fmt, sync::Arc};

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};

use crate::settings::{Environment, SettingError};

/// The setting with the keys: one, or several between commas when older ones are to open what they sealed.
pub const SETTING: &str = "FIELD_ENCRYPTION_KEY";
/// Bytes of a key.
pub const KEY_BYTES: usize = 32;
/// Bytes of a key's digest that name it.
const KEY_ID_BYTES: usize = 4;
/// What stands before the encrypted bytes: the key's name and the nonce.
const HEAD_BYTES: usize = KEY_ID_BYTES + NONCE_LEN;
/// What most sealed values have room in.
const ROOM_BYTES: usize = 1024;

/// A nonce: random, for each value anew.
pub type Salt = [u8; NONCE_LEN];

/// The keys of the shop, at least one. Cheap to clone.
#[derive(Clone)]
pub struct Vault(Arc<[Key]>);

struct Key {
    id: [u8; KEY_ID_BYTES],
    cipher: LessSafeKey,
}

/// A sealed value: the name of its key, the nonce, the encrypted bytes and their tag.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

/// The text is no key.
#[derive(Debug, PartialEq, Eq)]
pub struct NotAKey;

/// Why a sealed value could not be opened. The words go on from its name: "the message ...".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unopened {
    /// Another key sealed it.
    #[error("is sealed with a key that this process does not have")]
    OtherKey,
    /// It is not what was sealed for this place.
    #[error("was changed since it was sealed")]
    Changed,
    /// It was opened, and holds what this version does not understand.
    #[error("cannot be read by this version")]
    Unreadable,
}

impl Vault {
    /// Reads keys in base64 between commas, the one that seals first.
    pub fn parse(text: &str) -> Result<Self, NotAKey> {
        text.split(',').map(|key| Key::parse(key.trim())).collect::<Result<Vec<_>, _>>().map(|keys| Self(keys.into()))
    }

    /// The keys of [`SETTING`], when it is set.
    pub fn from_environment(environment: &Environment) -> Result<Option<Self>, SettingError> {
        let wrong = |NotAKey| {
            SettingError::new(format!(
                "{SETTING} must be {KEY_BYTES} bytes in base64, as `openssl rand -base64 {KEY_BYTES}` makes them; \
                 older keys may follow after commas."
            ))
        };
        environment.secret(SETTING)?.map(|keys| Self::parse(&keys).map_err(wrong)).transpose()
    }

    /// Seals bytes for a place, with the first key.
    pub fn seal(&self, place: &[u8], salt: Salt, value: &[u8]) -> Sealed {
        self.seal_with(place, salt, |room| room.extend_from_slice(value))
    }

    /// Seals a value as JSON.
    ///
    /// # Panics
    /// When the value has no form in JSON, which a type that is made to be stored has.
    pub fn seal_json(&self, place: &[u8], salt: Salt, value: &impl Serialize) -> Sealed {
        self.seal_with(place, salt, |room| {
            serde_json::to_writer(room, value).expect("a stored type has a form in JSON")
        })
    }

    fn seal_with(&self, place: &[u8], salt: Salt, write: impl FnOnce(&mut Vec<u8>)) -> Sealed {
        let [key, ..] = &*self.0 else { unreachable!("a vault has a key") };
        let mut bytes = Vec::with_capacity(ROOM_BYTES);
        bytes.extend_from_slice(&key.id);
        bytes.extend_from_slice(&salt);
        write(&mut bytes);
        let (nonce, place) = (Nonce::assume_unique_for_key(salt), Aad::from(place));
        let tag = key.cipher.seal_in_place_separate_tag(nonce, place, &mut bytes[HEAD_BYTES..]);
        bytes.extend_from_slice(tag.expect("what fits into memory is not too long for the cipher").as_ref());
        Sealed(bytes)
    }

    /// Opens what was sealed for this place.
    pub fn open(&self, place: &[u8], sealed: &Sealed) -> Result<Vec<u8>, Unopened> {
        let (id, rest) = sealed.0.split_first_chunk::<KEY_ID_BYTES>().ok_or(Unopened::Changed)?;
        let (salt, encrypted) = rest.split_first_chunk::<NONCE_LEN>().ok_or(Unopened::Changed)?;
        let key = self.0.iter().find(|key| key.id == *id).ok_or(Unopened::OtherKey)?;
        let mut bytes = encrypted.to_vec();
        let opened = key.cipher.open_in_place(Nonce::assume_unique_for_key(*salt), Aad::from(place), &mut bytes);
        let length = opened.map_err(|_| Unopened::Changed)?.len();
        bytes.truncate(length);
        Ok(bytes)
    }

    /// Opens a value that was sealed as JSON.
    pub fn open_json<T: DeserializeOwned>(&self, place: &[u8], sealed: &Sealed) -> Result<T, Unopened> {
        serde_json::from_slice(&self.open(place, sealed)?).map_err(|_| Unopened::Unreadable)
    }
}

impl Key {
    fn parse(text: &str) -> Result<Self, NotAKey> {
        let bytes = BASE64_STANDARD.decode(text).map_err(|_| NotAKey)?;
        let cipher = LessSafeKey::new(UnboundKey::new(&AES_256_GCM_SIV, &bytes).map_err(|_| NotAKey)?);
        let mut id = [0; KEY_ID_BYTES];
        id.copy_from_slice(&Sha256::digest(&bytes)[..KEY_ID_BYTES]);
        Ok(Self { id, cipher })
    }
}

impl Sealed {
    /// What was sealed, as it was stored.
    pub const fn stored(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A key as settings hold it.
pub fn key_text(bytes: [u8; KEY_BYTES]) -> String {
    BASE64_STANDARD.encode(bytes)
}

impl fmt::Debug for Vault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Vault({} keys)", self.0.len())
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Sealed")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(keys: &[u8]) -> Vault {
        let keys: Vec<String> = keys.iter().map(|byte| key_text([*byte; KEY_BYTES])).collect();
        Vault::parse(&keys.join(", ")).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_only_at_its_place_and_unchanged() {
        let vault = vault(&[1]);
        let sealed = vault.seal(b"here", [9; 12], b"1234567890");
        assert!(!sealed.as_bytes().windows(4).any(|part| part == b"1234"));
        assert_eq!(vault.open(b"here", &sealed).unwrap(), b"1234567890");
        assert_eq!(vault.open(b"there", &sealed), Err(Unopened::Changed));
        for place in 0..sealed.as_bytes().len() {
            let mut bytes = sealed.as_bytes().to_vec();
            bytes[place] ^= 1;
            assert!(vault.open(b"here", &Sealed::stored(bytes)).is_err(), "byte {place}");
            let cut = Sealed::stored(sealed.as_bytes()[..place].to_vec());
            assert!(vault.open(b"here", &cut).is_err(), "cut at {place}");
        }
    }

    #[test]
    fn a_new_key_in_front_seals_and_the_older_one_still_opens() {
        let sealed = vault(&[1]).seal(b"here", [9; 12], b"old");
        let rotated = vault(&[2, 1]);
        assert_eq!(rotated.open(b"here", &sealed).unwrap(), b"old");
        let anew = rotated.seal(b"here", [8; 12], b"new");
        assert_eq!(vault(&[1]).open(b"here", &anew), Err(Unopened::OtherKey));
    }

    #[test]
    fn json_comes_back_or_is_said_to_be_of_another_version() {
        let vault = vault(&[1]);
        let sealed = vault.seal_json(b"here", [9; 12], &("two", 2));
        assert_eq!(vault.open_json(b"here", &sealed), Ok(("two".to_owned(), 2)));
        assert_eq!(vault.open_json::<Vec<u64>>(b"here", &sealed), Err(Unopened::Unreadable));
    }

    #[test]
    fn a_key_that_is_none_is_refused_with_the_command_that_makes_one() {
        let with = |key: &str| Vault::from_environment(&Environment::new([(SETTING.to_owned(), key.to_owned())]));
        assert!(with(&key_text([1; KEY_BYTES])).unwrap().is_some() && with("").unwrap().is_none());
        for wrong in ["short", ",", &BASE64_STANDARD.encode([1; 31])] {
            assert!(with(wrong).unwrap_err().to_string().contains("openssl rand -base64 32"), "{wrong}");
        }
    }
}
