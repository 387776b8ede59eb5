//! Work that was given up, for people to look at.

use base::Id;
use proto::{convert::to_time, orders::v1 as wire};

use super::Api;
use crate::error::Error;

/// Given-up jobs shown at once.
const DEAD_MAX: i64 = 200;

pub(super) async fn list_dead_jobs(api: &Api) -> Result<wire::ListDeadJobsResponse, Error> {
    let jobs = api.jobs.dead(DEAD_MAX).await?;
    let shown = jobs.into_iter().map(|job| wire::DeadJob {
        id: job.id.0.to_string(),
        kind: job.kind,
        attempts: job.attempts,
        error: job.last_error.unwrap_or_default(),
        create_time: Some(to_time(job.created_at.0)),
    });
    Ok(wire::ListDeadJobsResponse { jobs: shown.collect() })
}

pub(super) async fn redrive_dead_job(
    api: &Api,
    request: wire::RedriveDeadJobRequest,
) -> Result<wire::RedriveDeadJobResponse, Error> {
    let id: Id = request.id.parse().map_err(|_| Error::JobNotFound)?;
    if api.jobs.redrive(id).await? { Ok(wire::RedriveDeadJobResponse {}) } else { Err(Error::JobNotFound) }
}
