//! Passwords are kept as argon2id hashes and compared on threads of their own, a few at a time.

use std::{sync::Arc, thread};

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version, password_hash::phc::PasswordHash,
};
use chassis::Problem;
use tokio::sync::Semaphore;

use crate::error::Error;

/// Logins that may wait for their turn; more are told to come again.
const WAITING_MAX: usize = 64;
/// What OWASP recommends: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Compared with when there is no such user, so that it takes as long. No password has this hash.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The seats where passwords are compared.
pub(super) struct Passwords {
    waiting: Semaphore,
    seats: Arc<Semaphore>,
}

impl Passwords {
    pub(super) fn new() -> Self {
        let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { waiting: Semaphore::new(WAITING_MAX), seats: Arc::new(Semaphore::new(cores)) }
    }

    /// Whether the password has this hash; without a hash it never has, after the same work.
    pub(super) async fn fit(&self, password: String, hash: Option<String>) -> Result<bool, Error> {
        let _place = self.waiting.try_acquire().map_err(|_| Error::Busy)?;
        let seat = self.seats.clone().acquire_owned().await.map_err(|_| Error::Busy)?;
        let compare = move || {
            let _seat = seat;
            fits(&password, hash.as_deref().unwrap_or(NOBODY))
        };
        tokio::task::spawn_blocking(compare).await.map_err(|_| Error::Said(Problem::internal()))
    }
}

fn fits(password: &str, hash: &str) -> bool {
    // The parameters in the hash count, so that older hashes still fit after ours have changed.
    let hash = PasswordHash::new(hash);
    hash.is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// Hashes a new password; takes some 35 ms, so it is called where blocking is allowed.
pub(super) fn hash(password: &str, salt: [u8; 16]) -> Result<String, Problem> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| Problem::internal())?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash: PasswordHash =
        argon2.hash_password_with_salt(password.as_bytes(), &salt).map_err(|_| Problem::internal())?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let hash = hash("correct horse", [7; 16]).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(fits("correct horse", &hash));
        assert!(!fits("battery staple", &hash));
        assert!(!fits("", NOBODY));
        assert!(PasswordHash::new(NOBODY).is_ok());
    }
}
