//! Who is calling: logins, tokens and what they allow.
//!
//! A login starts a session. Its access tokens are signed, live ten minutes and name the session, which is looked up
//! for every request: a logout or another role counts at once. Its refresh tokens are random, stored as hashes and
//! used once; one that comes a second time was stolen, and ends the session.

pub(crate) mod api;
mod attempts;
pub(crate) mod guard;
mod keys;
mod passwords;
mod tokens;
pub(crate) mod users;

use base::Id;
use chassis::{
    World,
    db::{Conn, Db, Error as DbError},
};
use jiff::{SignedDuration, Timestamp};

use self::{
    attempts::Attempts,
    keys::Keys,
    passwords::Passwords,
    tokens::{Claims, RefreshSecret},
};
use crate::{domain::role::Role, error::Error, store};

/// How long a login lasts at most, however often it is refreshed.
const SESSION_MAX: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Who is calling.
#[derive(Debug, Clone, Copy)]
pub(crate) struct User {
    pub(crate) id: Id,
    pub(crate) role: Role,
    session: Id,
}

/// A pair of tokens as its owner gets it.
pub(crate) struct Grant {
    pub(crate) access_token: String,
    pub(crate) refresh_token: RefreshSecret,
    pub(crate) expires_in: SignedDuration,
    pub(crate) role: Role,
}

/// Logins, and the keys that sign their tokens.
pub(crate) struct Auth {
    db: Db,
    world: World,
    keys: Keys,
    passwords: Passwords,
    attempts: Attempts,
}

/// What became of a refresh token.
enum Refreshed {
    By { session: Id, user: Id },
    Invalid,
    Stolen,
}

impl Auth {
    pub(crate) async fn open(db: Db, world: World) -> Result<Self, Error> {
        let keys = Keys::open(db.clone(), world.clone()).await?;
        let attempts = Attempts::new(db.clone(), world.clone());
        Ok(Self { db, world, keys, passwords: Passwords::new(), attempts })
    }

    /// The public keys that verify access tokens.
    pub(crate) fn public_keys(&self) -> jsonwebtoken::jwk::JwkSet {
        self.keys.public()
    }

    /// Starts a session. A try is counted as a failure before the password is looked at, so that many tries at once
    /// are counted too, and taken back when it was right.
    pub(crate) async fn login(&self, email: &str, password: String) -> Result<Grant, Error> {
        let email = users::normal(email);
        let account = attempts::account(&email);
        self.attempts.count(&account).await?;
        let user = self.credentials(email).await?;
        let (id, hash) = user.map(|user| (user.id.0, user.password_hash)).unzip();
        let fits = self.passwords.fit(password, hash).await?;
        let user = id.filter(|_| fits).ok_or(Error::LoginWrong)?;
        self.attempts.clear(account).await?;
        self.start(user).await
    }

    async fn credentials(&self, email: String) -> Result<Option<store::users::Credentials>, DbError> {
        self.db.read(async move |conn: &mut Conn| store::users::credentials(conn, email).await).await
    }

    async fn start(&self, user: Id) -> Result<Grant, Error> {
        let (now, session, secret) = (self.world.now(), self.world.id(), RefreshSecret::new(self.world.random()));
        let row = store::sessions::NewSession {
            id: session,
            user_id: user,
            token_hash: secret.hash(),
            created_at: now,
            expires_at: now.saturating_add(SESSION_MAX).unwrap_or(Timestamp::MAX),
        };
        self.db.write(async move |tx: &mut Conn| store::sessions::insert(tx, row).await).await?;
        self.grant(user, session, secret, now).await
    }

    async fn grant(&self, user: Id, session: Id, refresh_token: RefreshSecret, now: Timestamp) -> Result<Grant, Error> {
        let access_token = self.keys.sign(&Claims::new(user, session, now))?;
        let (_, role) = self.owner(session, now).await?;
        Ok(Grant { access_token, refresh_token, expires_in: tokens::ACCESS_MAX, role })
    }

    /// Changes a refresh token for a new pair.
    pub(crate) async fn refresh(&self, secret: &RefreshSecret) -> Result<Grant, Error> {
        let (now, used, next) = (self.world.now(), secret.hash(), RefreshSecret::new(self.world.random()));
        let fresh = next.hash();
        let refreshed = self.db.write(async move |tx: &mut Conn| rotate(tx, used, fresh, now).await).await?;
        match refreshed {
            Refreshed::By { session, user } => self.grant(user, session, next, now).await,
            Refreshed::Invalid => Err(Error::RefreshInvalid),
            Refreshed::Stolen => {
                tracing::warn!("a refresh token was used twice; its session was ended");
                Err(Error::RefreshInvalid)
            }
        }
    }

    /// Ends a session; its tokens are worthless at once.
    pub(crate) async fn logout(&self, user: User) -> Result<(), Error> {
        let now = self.world.now();
        self.db.write_single(async move |tx: &mut Conn| store::sessions::end(tx, user.session, now).await).await?;
        Ok(())
    }

    /// The user an access token stands for right now.
    pub(crate) async fn user(&self, token: &str) -> Result<User, Error> {
        let now = self.world.now();
        let claims = self.keys.read(token, now).await?;
        let session = claims.sid;
        let (id, role) = self.owner(session, now).await?;
        if id == claims.sub { Ok(User { id, role, session }) } else { Err(Error::TokenInvalid) }
    }

    /// Whose session it is, while it lives, and what they may do now.
    async fn owner(&self, session: Id, now: Timestamp) -> Result<(Id, Role), Error> {
        let found = self.db.read(async move |conn: &mut Conn| store::sessions::user(conn, session, now).await).await?;
        found.ok_or(Error::TokenInvalid)
    }
}

async fn rotate(tx: &mut Conn, used: String, fresh: String, now: Timestamp) -> Result<Refreshed, DbError> {
    let Some(token) = store::sessions::token(tx, used.clone(), now).await? else { return Ok(Refreshed::Invalid) };
    let (session, user) = (token.session_id.0, token.user_id.0);
    if token.used_at.is_some() || !store::sessions::use_token(tx, used, now).await? {
        store::sessions::end(tx, session, now).await?;
        return Ok(Refreshed::Stolen);
    }
    store::sessions::insert_token(tx, session, fresh, now).await?;
    Ok(Refreshed::By { session, user })
}
