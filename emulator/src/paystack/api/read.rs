//! What can be asked: one transaction, one refund, lists of both.

use std::sync::Arc;

use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use http::HeaderMap;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Outcome, PaystackError, serve, success};
use crate::{
    emulator::Shared,
    network,
    paystack::{Refund, Till, faults::Call, refund_view, transaction_view},
};

/// Entries on a page.
const PER_PAGE_DEFAULT: usize = 50;
const PER_PAGE_MAX: usize = 100;

/// `GET /transaction/verify/{reference}`.
pub(super) async fn verify(
    State(shared): State<Arc<Shared>>,
    Path(reference): Path<String>,
    headers: HeaderMap,
) -> Response {
    let act = |state: &mut network::State| -> Outcome {
        let found = state.till.find(&reference).filter(|transaction| transaction.reference == reference);
        let transaction = found.ok_or_else(PaystackError::transaction_not_found)?;
        Ok(success("Verification successful", transaction_view(transaction)))
    };
    serve(&shared, (Call::Verify, "GET /transaction/verify"), &headers, act).await
}

/// `GET /transaction/{id}`.
pub(super) async fn get_transaction(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<u64>,
    headers: HeaderMap,
) -> Response {
    let act = |state: &mut network::State| -> Outcome {
        let transaction = state.till.find(&id.to_string()).ok_or_else(PaystackError::transaction_not_found)?;
        Ok(success("Transaction retrieved", transaction_view(transaction)))
    };
    serve(&shared, (Call::Read, "GET /transaction/{id}"), &headers, act).await
}

/// Which page, and of what.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Wanted {
    #[serde(rename = "perPage")]
    per_page: Option<usize>,
    page: Option<usize>,
    status: Option<String>,
    /// Refunds of this transaction, by reference or id.
    reference: Option<String>,
    transaction: Option<String>,
    currency: Option<String>,
}

/// `GET /transaction`.
pub(super) async fn list_transactions(
    State(shared): State<Arc<Shared>>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    let act = |state: &mut network::State| -> Outcome {
        let fits = |status: &str| wanted.status.as_deref().is_none_or(|wanted| wanted == status);
        let all = state.till.transactions().filter(|transaction| fits(transaction.status()));
        Ok(wanted.page("Transactions retrieved", all.map(transaction_view).collect()))
    };
    serve(&shared, (Call::Read, "GET /transaction"), &headers, act).await
}

/// `GET /refund`.
pub(super) async fn list_refunds(
    State(shared): State<Arc<Shared>>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    let act = |state: &mut network::State| -> Outcome {
        let till = &state.till;
        let of = wanted.reference.as_ref().or(wanted.transaction.as_ref());
        let of = match of.map(|name| till.find(name)) {
            None => None,
            Some(found) => Some(found.ok_or_else(PaystackError::transaction_not_found)?.reference.clone()),
        };
        let fits = |refund: &&Refund| {
            of.as_ref().is_none_or(|of| *of == refund.transaction)
                && wanted.currency.as_ref().is_none_or(|currency| *currency == refund.currency)
        };
        Ok(wanted.page("Refunds retrieved", till.refunds().filter(fits).filter_map(|one| shown(till, one)).collect()))
    };
    serve(&shared, (Call::Read, "GET /refund"), &headers, act).await
}

/// `GET /refund/{id}`.
pub(super) async fn get_refund(State(shared): State<Arc<Shared>>, Path(id): Path<u64>, headers: HeaderMap) -> Response {
    let act = |state: &mut network::State| -> Outcome {
        let found = state.till.refund(id).and_then(|refund| shown(&state.till, refund));
        found.map(|refund| success("Refund retrieved", refund)).ok_or_else(PaystackError::refund_not_found)
    };
    serve(&shared, (Call::Read, "GET /refund/{id}"), &headers, act).await
}

fn shown(till: &Till, refund: &Refund) -> Option<Value> {
    till.find(&refund.transaction).map(|transaction| refund_view(refund, transaction))
}

impl Wanted {
    fn page(&self, message: &str, all: Vec<Value>) -> Value {
        let per_page = self.per_page.unwrap_or(PER_PAGE_DEFAULT).clamp(1, PER_PAGE_MAX);
        let (page, total) = (self.page.unwrap_or(1).max(1), all.len());
        let shown: Vec<Value> = all.into_iter().skip((page - 1).saturating_mul(per_page)).take(per_page).collect();
        let meta = json!({"total": total, "skipped": 0, "perPage": per_page, "page": page,
            "pageCount": total.div_ceil(per_page)});
        json!({"status": true, "message": message, "data": shown, "meta": meta})
    }
}
