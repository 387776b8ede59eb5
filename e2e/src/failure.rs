//! What makes a test fail, and how long it waits before it does.

use std::{fmt, time::Duration};

/// How long anything may take that a test waits for: far longer than it takes, shorter than the runner's patience.
pub const PATIENCE: Duration = Duration::from_secs(20);
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// A sentence for the person who reads the test's output.
pub struct Failure(String);

/// What every step of a test returns.
pub type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    /// A failure in these words.
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }

    /// The same failure, with what was being done before it.
    #[must_use]
    pub fn while_doing(self, deed: impl fmt::Display) -> Self {
        Self(format!("{deed}: {}", self.0))
    }
}

/// Fails with these words unless it is so.
pub fn ensure(is_so: bool, words: impl FnOnce() -> String) -> Outcome {
    if is_so { Ok(()) } else { Err(Failure(words())) }
}

/// Looks again and again until there is something to see, with [`PATIENCE`].
pub async fn until<T>(what: &str, look: impl AsyncFnMut() -> Option<T>) -> Outcome<T> {
    until_within(PATIENCE, what, look).await
}

/// Looks again and again until there is something to see, or the time is up.
#[expect(
    clippy::disallowed_methods,
    reason = "another process tells nobody when it changes, and its clock is not ours"
)]
pub async fn until_within<T>(time: Duration, what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> Outcome<T> {
    let looking = async {
        loop {
            if let Some(seen) = look().await {
                return seen;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    };
    let seen = tokio::time::timeout(time, looking).await;
    seen.map_err(|_| Failure(format!("waited {} s in vain: {what}", time.as_secs())))
}

// `unwrap` and a test's own result show the words as they are.
impl fmt::Debug for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        let causes = std::iter::successors(error.source(), |cause| cause.source());
        Self(causes.fold(error.to_string(), |words, cause| format!("{words}: {cause}")))
    }
}
