//! The keys that sign access tokens.
//!
//! The first process makes one and stores it; others find it there. A key that another process made later is found
//! when a token names it.

use std::sync::{PoisonError, RwLock};

use base::Id;
use chassis::{
    Problem, World,
    db::{Conn, Db, types::Uid},
};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation,
    jwk::{Jwk, JwkSet},
};

use super::tokens::Claims;
use crate::{
    error::Error,
    store::signing_keys::{self, SigningKey},
};

/// The type of our access tokens (RFC 9068).
const TOKEN_TYPE: &str = "at+jwt";
/// Keys are not looked for more often than this, whatever tokens name.
const LOOK_PAUSE: SignedDuration = SignedDuration::from_secs(10);
/// What stands before the 32 secret bytes of an Ed25519 key in PKCS #8 (RFC 8410).
const PKCS8_HEAD: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// The keys in use.
pub(super) struct Keys {
    db: Db,
    world: World,
    ring: RwLock<Ring>,
}

/// The keys as they were read at one moment, newest first; never empty.
struct Ring {
    keys: Vec<Key>,
    read_at: Timestamp,
}

#[derive(Clone)]
struct Key {
    id: Id,
    private: EncodingKey,
    public: DecodingKey,
    jwk: Jwk,
}

impl Keys {
    /// Reads the keys; makes the first one when there is none.
    pub(super) async fn open(db: Db, world: World) -> Result<Self, Problem> {
        let (now, first) = (world.now(), SigningKey { id: world.id().into(), pkcs8: pkcs8(world.random()) });
        let rows = db.write(async move |tx: &mut Conn| all_or_first(tx, first, now).await).await?;
        let ring = RwLock::new(Ring { keys: keys(rows)?, read_at: now });
        Ok(Self { db, world, ring })
    }

    pub(super) fn public(&self) -> JwkSet {
        let ring = self.ring.read().unwrap_or_else(PoisonError::into_inner);
        JwkSet { keys: ring.keys.iter().map(|key| key.jwk.clone()).collect() }
    }

    /// Signs with the newest key.
    pub(super) fn sign(&self, claims: &Claims) -> Result<String, Problem> {
        let ring = self.ring.read().unwrap_or_else(PoisonError::into_inner);
        let key = ring.keys.first().ok_or_else(Problem::internal)?;
        let header =
            Header { typ: Some(TOKEN_TYPE.to_owned()), kid: Some(key.id.to_string()), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, claims, &key.private).map_err(|_| Problem::internal())
    }

    /// Reads a token; of its header only the name of one of our keys counts.
    pub(super) async fn read(&self, token: &str, now: Timestamp) -> Result<Claims, Error> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| Error::TokenInvalid)?;
        let id = header.kid.as_deref().and_then(|kid| kid.parse().ok()).ok_or(Error::TokenInvalid)?;
        let public = match self.find(id) {
            Some(key) => key,
            None => self.look_for(id).await?.ok_or(Error::TokenInvalid)?,
        };
        let read = jsonwebtoken::decode::<Claims>(token, &public, &validation()).map_err(|_| Error::TokenInvalid)?;
        let ours = read.header.typ.as_deref() == Some(TOKEN_TYPE) && read.claims.hold(now);
        if ours { Ok(read.claims) } else { Err(Error::TokenInvalid) }
    }

    fn find(&self, id: Id) -> Option<DecodingKey> {
        let ring = self.ring.read().unwrap_or_else(PoisonError::into_inner);
        ring.keys.iter().find(|key| key.id == id).map(|key| key.public.clone())
    }

    async fn look_for(&self, id: Id) -> Result<Option<DecodingKey>, Error> {
        let now = self.world.now();
        {
            let mut ring = self.ring.write().unwrap_or_else(PoisonError::into_inner);
            if now.duration_since(ring.read_at) < LOOK_PAUSE {
                return Ok(None);
            }
            ring.read_at = now;
        }
        let rows = self.db.read(async move |conn: &mut Conn| signing_keys::all(conn).await).await?;
        let keys = keys(rows).map_err(Error::Said)?;
        self.ring.write().unwrap_or_else(PoisonError::into_inner).keys = keys;
        Ok(self.find(id))
    }
}

async fn all_or_first(tx: &mut Conn, first: SigningKey, now: Timestamp) -> Result<Vec<SigningKey>, chassis::db::Error> {
    let rows = signing_keys::all(tx).await?;
    if rows.is_empty() {
        signing_keys::insert(tx, first, now).await?;
        return signing_keys::all(tx).await;
    }
    Ok(rows)
}

fn keys(rows: Vec<SigningKey>) -> Result<Vec<Key>, Problem> {
    rows.into_iter().map(key).collect()
}

fn key(SigningKey { id: Uid(id), pkcs8 }: SigningKey) -> Result<Key, Problem> {
    let broken = |error| {
        tracing::error!(%error, "a signing key in the database is broken");
        Problem::internal()
    };
    let private = EncodingKey::from_ed_der(&pkcs8);
    let mut jwk = Jwk::from_encoding_key(&private, Algorithm::EdDSA).map_err(broken)?;
    jwk.common.key_id = Some(id.to_string());
    jwk.common.public_key_use = Some(jsonwebtoken::jwk::PublicKeyUse::Signature);
    let public = DecodingKey::from_jwk(&jwk).map_err(broken)?;
    Ok(Key { id, private, public, jwk })
}

fn pkcs8(secret: [u8; 32]) -> Vec<u8> {
    [&PKCS8_HEAD[..], &secret].concat()
}

/// Only the algorithm and the signature are checked here: the claims are checked by [`Claims::hold`], on our clock.
fn validation() -> Validation {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation
}
