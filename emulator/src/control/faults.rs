//! Limits and faults of sends.

use std::sync::Arc;

use axum::{
    Json,
    extract::{State, rejection::JsonRejection},
};
use serde_json::{Value, json};

use super::ControlError;
use crate::{
    Limits,
    emulator::Shared,
    meta::faults::{Fault, Rule},
};

type Answer = Result<Json<Value>, ControlError>;

pub(super) async fn limits(State(shared): State<Arc<Shared>>) -> Json<Limits> {
    Json(shared.with(|state| state.limits.clone()))
}

/// Sets the limits that are named and leaves the others.
pub(super) async fn set_limits(State(shared): State<Arc<Shared>>, body: Result<Json<Value>, JsonRejection>) -> Answer {
    let Json(wish) = body?;
    shared.with(|state| {
        let mut limits = json!(state.limits);
        if let (Some(limits), Some(wish)) = (limits.as_object_mut(), wish.as_object()) {
            limits.extend(wish.clone());
        }
        let invalid = |error: serde_json::Error| ControlError::invalid("LIMITS_INVALID", error.to_string());
        state.limits = serde_json::from_value(limits).map_err(invalid)?;
        state.people.touch();
        Ok(Json(json!(state.limits)))
    })
}

pub(super) async fn list(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(shared.with(|state| json!({"rules": state.faults.rules(), "struck": state.faults.struck()})))
}

pub(super) async fn add(State(shared): State<Arc<Shared>>, rule: Result<Json<Rule>, JsonRejection>) -> Answer {
    let Json(rule) = rule?;
    check(&rule)?;
    shared.with(|state| {
        if !state.faults.add(rule) {
            return Err(ControlError::full("FAULTS_FULL", "There are too many rules; DELETE /control/faults first."));
        }
        state.people.touch();
        Ok(Json(json!({"rules": state.faults.rules()})))
    })
}

pub(super) async fn clear(State(shared): State<Arc<Shared>>) -> Json<Value> {
    shared.with(|state| {
        state.faults.clear();
        state.people.touch();
    });
    Json(json!({"rules": []}))
}

fn check(rule: &Rule) -> Result<(), ControlError> {
    if matches!(rule.fault, Fault::Status { status, .. } if !(200..=599).contains(&status)) {
        return Err(ControlError::invalid("STATUS_INVALID", "status must be an HTTP status from 200 to 599."));
    }
    if rule.times == Some(0) || rule.share.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
        return Err(ControlError::invalid("RULE_INVALID", "times must be at least 1, share between 0 and 1."));
    }
    Ok(())
}
