//! The services that a conversation needs.

pub(crate) mod catalog;
pub(crate) mod desk;
mod files;
mod menu;
pub(crate) mod notifications;
pub(crate) mod orders;
mod refusal;
mod summary;
mod wish;

use std::time::Duration;

use chassis::{Kind, Problem, wire::Wire};
use tonic::{Request, Response, Status};

/// How long a peer may take for one answer: a customer waits for it, and so does whoever needs the lane's seat.
const CALL_MAX: Duration = Duration::from_secs(2);

/// Ways to the services that a conversation needs.
#[derive(Clone)]
pub struct Peers {
    /// What the shop sells.
    pub catalog: Wire,
    /// What customers ordered.
    pub orders: Wire,
    /// Who makes and brings it.
    pub sellers: Wire,
    /// What customers are told.
    pub notifications: Wire,
}

/// Why a peer gave no answer that a turn could go on with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It is away; the same call may succeed later.
    Away,
    /// It failed, or said what this version does not understand. The words hold no personal data.
    Fault(String),
}

impl From<Problem> for Trouble {
    fn from(problem: Problem) -> Self {
        if problem.is_passing() {
            Self::Away
        } else {
            Self::Fault(format!("a peer refused a call: {}", problem.reason))
        }
    }
}

/// Whether a problem is an answer about the request, rather than a failure.
fn is_answer(problem: &Problem) -> bool {
    matches!(problem.kind, Kind::InvalidArgument | Kind::NotFound | Kind::AlreadyExists | Kind::FailedPrecondition)
}

/// A call with its time limit.
fn within_limit<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.set_timeout(CALL_MAX);
    request
}

/// What came back, or the problem it carries.
fn opened<T>(answer: Result<Response<T>, Status>) -> Result<T, Problem> {
    Ok(answer?.into_inner())
}
