//! Work about orders that was given up, over REST.

use axum::{Json, extract::State, http::StatusCode};
use jiff::Timestamp;
use proto::orders::v1::{self as contract, ListDeadJobsRequest, RedriveDeadJobRequest};
use serde::Serialize;
use utoipa::ToSchema;

use super::{path::Path, view::time};
use crate::{Gateway, error::Error, problems::Refusals};

/// Work that failed too often: a refund that could not be sent, a reservation that could not be settled.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeadJob {
    id: String,
    /// What it was to do.
    #[schema(example = "send_refund")]
    kind: String,
    /// How often it was tried.
    attempts: i32,
    /// Why the last try failed.
    error: String,
    #[schema(value_type = String, format = DateTime)]
    create_time: Option<Timestamp>,
}

/// Given-up work, oldest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeadJobList {
    /// At most 200; the next ones show when these are gone.
    jobs: Vec<DeadJob>,
}

/// Work about orders that was given up, oldest first
#[utoipa::path(get, path = "/api/v1/dead-jobs", operation_id = "list_dead_jobs", tag = "orders",
    security(("bearer" = [])), responses((status = 200, body = DeadJobList), Refusals))]
pub(crate) async fn list(State(gateway): State<Gateway>) -> Result<Json<DeadJobList>, Error> {
    let listed = gateway.peers().orders().list_dead_jobs(ListDeadJobsRequest {}).await?.into_inner();
    Ok(Json(DeadJobList { jobs: listed.jobs.into_iter().map(DeadJob::from).collect() }))
}

/// Try given-up work again
#[utoipa::path(post, path = "/api/v1/dead-jobs/{job}/redrive", operation_id = "redrive_dead_job", tag = "orders",
    params(("job" = String, Path, description = "Id.")), security(("bearer" = [])),
    responses((status = 204, description = "It is tried again."), Refusals))]
pub(crate) async fn redrive(State(gateway): State<Gateway>, Path(id): Path<String>) -> Result<StatusCode, Error> {
    gateway.peers().orders().redrive_dead_job(RedriveDeadJobRequest { id }).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl From<contract::DeadJob> for DeadJob {
    fn from(job: contract::DeadJob) -> Self {
        let contract::DeadJob { id, kind, attempts, error, create_time } = job;
        Self { id, kind, attempts, error, create_time: time(create_time) }
    }
}
