//! Users, as an operator makes them.

use chassis::{
    Kind, Problem, World,
    db::{Conn, Db},
};

use super::passwords;
use crate::{domain::role::Role, error::Error, store};

/// Characters of a password, at least.
const PASSWORD_MIN: usize = 12;
/// Bytes of a password.
pub(crate) const PASSWORD_MAX: usize = 1024;
/// Bytes of an email address.
pub(crate) const EMAIL_MAX: usize = 254;

/// Adds a user who may log in.
pub async fn add_user(db: &Db, world: &World, email: &str, role: Role, password: &str) -> Result<(), Error> {
    let email = checked(email)?;
    check_password(password)?;
    let (password, salt) = (password.to_owned(), world.random());
    let hashed = tokio::task::spawn_blocking(move || passwords::hash(&password, salt)).await;
    let password_hash = hashed.map_err(|_| Problem::internal())??;
    let user = store::users::NewUser { id: world.id(), email, role, password_hash, created_at: world.now() };
    match db.write(async move |tx: &mut Conn| store::users::insert(tx, user).await).await {
        Err(error) if error.is_unique_violation("email") => {
            let message = "There is a user with this email already.";
            Err(Problem::new(Kind::AlreadyExists, "EMAIL_TAKEN", message).into())
        }
        stored => Ok(stored?),
    }
}

/// Whether there is any user yet.
pub async fn has_users(db: &Db) -> Result<bool, Error> {
    Ok(db.read(async move |conn: &mut Conn| store::users::exist(conn).await).await?)
}

/// Gives a user another role, which counts from the next request on.
pub async fn set_role(db: &Db, email: &str, role: Role) -> Result<(), Error> {
    let email = normal(email);
    let known = db.write(async move |tx: &mut Conn| store::users::set_role(tx, email, role).await).await?;
    let missing = || Problem::new(Kind::NotFound, "USER_NOT_FOUND", "There is no user with this email.");
    if known { Ok(()) } else { Err(missing().into()) }
}

/// One person has one account, however the address is written.
pub(super) fn normal(email: &str) -> String {
    email.trim().to_lowercase()
}

fn checked(email: &str) -> Result<String, Problem> {
    let email = normal(email);
    let parts = email.split_once('@').filter(|(name, host)| !name.is_empty() && !host.is_empty());
    if parts.is_none() || email.len() > EMAIL_MAX || email.contains(char::is_whitespace) {
        return Err(Problem::new(Kind::InvalidArgument, "EMAIL_INVALID", "An email looks like name@example.com."));
    }
    Ok(email)
}

fn check_password(password: &str) -> Result<(), Problem> {
    if password.chars().count() >= PASSWORD_MIN && password.len() <= PASSWORD_MAX {
        return Ok(());
    }
    let message = format!("A password has at least {PASSWORD_MIN} characters and at most {PASSWORD_MAX} bytes.");
    Err(Problem::new(Kind::InvalidArgument, "PASSWORD_INVALID", message))
}
