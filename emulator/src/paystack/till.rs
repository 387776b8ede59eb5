//! All transactions and refunds, within bounded memory.

use std::collections::VecDeque;

use super::{Refund, RefundManner, Transaction, faults::CallFaults};

/// Transactions kept; the oldest is forgotten for another.
const TRANSACTIONS_MAX: usize = 5_000;
/// Refunds kept.
const REFUNDS_MAX: usize = 5_000;
/// Refused calls kept.
const REFUSALS_MAX: usize = 200;

/// A call that was refused.
#[derive(Clone, serde::Serialize)]
pub(crate) struct RefusedCall {
    pub(crate) call: String,
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

#[derive(Default)]
pub(crate) struct Till {
    transactions: VecDeque<Transaction>,
    refunds: VecDeque<Refund>,
    refused: VecDeque<RefusedCall>,
    pub(crate) faults: CallFaults,
    pub(crate) manner: RefundManner,
}

impl Till {
    /// Newest first.
    pub(crate) fn transactions(&self) -> impl Iterator<Item = &Transaction> {
        self.transactions.iter().rev()
    }

    /// Newest first.
    pub(crate) fn refunds(&self) -> impl Iterator<Item = &Refund> {
        self.refunds.iter().rev()
    }

    /// Newest first.
    pub(crate) fn refused(&self) -> impl Iterator<Item = &RefusedCall> {
        self.refused.iter().rev()
    }

    pub(crate) fn add(&mut self, transaction: Transaction) {
        push(&mut self.transactions, transaction, TRANSACTIONS_MAX);
    }

    pub(crate) fn add_refund(&mut self, refund: Refund) {
        push(&mut self.refunds, refund, REFUNDS_MAX);
    }

    pub(crate) fn note_refusal(&mut self, refused: RefusedCall) {
        push(&mut self.refused, refused, REFUSALS_MAX);
    }

    /// By reference, id or access code.
    pub(crate) fn find(&self, name: &str) -> Option<&Transaction> {
        self.transactions.iter().find(|transaction| is_named(transaction, name))
    }

    pub(crate) fn find_mut(&mut self, name: &str) -> Option<&mut Transaction> {
        self.transactions.iter_mut().find(|transaction| is_named(transaction, name))
    }

    pub(crate) fn refund(&self, id: u64) -> Option<&Refund> {
        self.refunds.iter().find(|refund| refund.id == id)
    }

    pub(crate) fn refund_mut(&mut self, id: u64) -> Option<&mut Refund> {
        self.refunds.iter_mut().find(|refund| refund.id == id)
    }
}

fn is_named(transaction: &Transaction, name: &str) -> bool {
    transaction.reference == name || transaction.access_code == name || transaction.id.to_string() == name
}

fn push<T>(queue: &mut VecDeque<T>, item: T, limit: usize) {
    if queue.len() >= limit {
        queue.pop_front();
    }
    queue.push_back(item);
}
