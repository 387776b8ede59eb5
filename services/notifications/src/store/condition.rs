//! Conditions on a message's state, word for word as the partial indexes have them.
//!
//! A database uses a partial index only where it sees the index's own condition, so the words cannot be bound as
//! parameters; and Diesel's own `sql` is prepared anew every time. Each condition is a type, so that a statement with it
//! is kept by its type.

use std::marker::PhantomData;

use diesel::{
    backend::Backend,
    expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate},
    query_builder::{AstPass, QueryFragment, QueryId},
    result::QueryResult,
    sql_types::Bool,
};

/// A condition in SQL that both databases read alike.
#[derive(Debug, Clone, Copy)]
pub(super) struct Condition<W>(PhantomData<W>);

/// The words of a condition.
pub(super) trait Words: Send + Sync + 'static {
    const SQL: &'static str;
}

/// The message is on its way.
pub(super) const SENDING: Condition<Sending> = Condition(PhantomData);
/// The message waits for its turn.
pub(super) const QUEUED: Condition<Queued> = Condition(PhantomData);
/// The message waits, for its turn or for a status.
pub(super) const WAITING: Condition<Waiting> = Condition(PhantomData);
/// Nobody but us knows what became of the message.
pub(super) const OPEN_ENDED: Condition<OpenEnded> = Condition(PhantomData);
/// One of the states an operator looks for.
pub(super) const UNCOMMON: Condition<Uncommon> = Condition(PhantomData);
/// "Sent" moves the message on: it stands below, and no record of a further try is missing, which a late word about the
/// one before could be taken for.
pub(super) const BELOW_SENT: Condition<BelowSent> = Condition(PhantomData);
/// "Delivered" moves the message on.
pub(super) const BELOW_DELIVERED: Condition<BelowDelivered> = Condition(PhantomData);
/// "Read" moves the message on.
pub(super) const BELOW_READ: Condition<BelowRead> = Condition(PhantomData);
/// In a query of documents: the file is still here, and its message will not be sent any more.
pub(super) const HAS_ENDED_UNSENT: Condition<HasEndedUnsent> = Condition(PhantomData);
/// In a query of recipients: a message is on its way to this one.
pub(super) const HAS_SENDING: Condition<HasSending> = Condition(PhantomData);
/// In a query of recipients: a message waits for this one's turn.
pub(super) const HAS_QUEUED: Condition<HasQueued> = Condition(PhantomData);

#[derive(Debug, Clone, Copy)]
pub(super) struct Sending;
impl Words for Sending {
    const SQL: &'static str = "(state = 'SENDING')";
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Queued;
impl Words for Queued {
    const SQL: &'static str = "(state IN ('QUEUED', 'AMBIGUOUS') AND state = 'QUEUED')";
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Waiting;
impl Words for Waiting {
    const SQL: &'static str = "(state IN ('QUEUED', 'AMBIGUOUS'))";
}

#[derive(Debug, Clone, Copy)]
pub(super) struct OpenEnded;
impl Words for OpenEnded {
    const SQL: &'static str = "(state IN ('SENDING', 'AMBIGUOUS'))";
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Uncommon;
impl Words for Uncommon {
    const SQL: &'static str = "(state NOT IN ('SENDING', 'ACCEPTED', 'SENT', 'DELIVERED', 'READ'))";
}

#[derive(Debug, Clone, Copy)]
pub(super) struct BelowSent;
impl Words for BelowSent {
    const SQL: &'static str =
        "(state IN ('SENDING', 'AMBIGUOUS', 'ACCEPTED') AND (state <> 'SENDING' OR failures = 0))";
}

#[derive(Debug, Clone, Copy)]
pub(super) struct BelowDelivered;
impl Words for BelowDelivered {
    const SQL: &'static str = "(state IN ('QUEUED', 'SENDING', 'AMBIGUOUS', 'ACCEPTED', 'SENT', 'FAILED', 'DEAD'))";
}

#[derive(Debug, Clone, Copy)]
pub(super) struct BelowRead;
impl Words for BelowRead {
    const SQL: &'static str =
        "(state IN ('QUEUED', 'SENDING', 'AMBIGUOUS', 'ACCEPTED', 'SENT', 'FAILED', 'DEAD', 'DELIVERED'))";
}

#[derive(Debug, Clone, Copy)]
pub(super) struct HasEndedUnsent;
impl Words for HasEndedUnsent {
    const SQL: &'static str = "(content IS NOT NULL AND EXISTS (SELECT 1 FROM messages \
        WHERE messages.id = documents.message_id AND messages.state NOT IN ('QUEUED', 'SENDING', 'AMBIGUOUS', 'DEAD')))";
}

#[derive(Debug, Clone, Copy)]
pub(super) struct HasSending;
impl Words for HasSending {
    const SQL: &'static str =
        "(EXISTS (SELECT 1 FROM messages WHERE messages.recipient_id = recipients.id AND messages.state = 'SENDING'))";
}

#[derive(Debug, Clone, Copy)]
pub(super) struct HasQueued;
impl Words for HasQueued {
    const SQL: &'static str = "(EXISTS (SELECT 1 FROM messages WHERE messages.recipient_id = recipients.id \
        AND messages.state IN ('QUEUED', 'AMBIGUOUS') AND messages.state = 'QUEUED'))";
}

impl<W> Expression for Condition<W> {
    type SqlType = Bool;
}

impl<W, T> AppearsOnTable<T> for Condition<W> {}
impl<W, T> SelectableExpression<T> for Condition<W> {}

impl<W, G> ValidGrouping<G> for Condition<W> {
    type IsAggregate = is_aggregate::Never;
}

impl<W: Words> QueryId for Condition<W> {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<W: Words, DB: Backend> QueryFragment<DB> for Condition<W> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(W::SQL);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::status::Forward;

    #[test]
    fn the_conditions_have_the_states_that_the_ladder_has() {
        for (step, sql) in [
            (Forward::Sent, BelowSent::SQL),
            (Forward::Delivered, BelowDelivered::SQL),
            (Forward::Read, BelowRead::SQL),
        ] {
            let states: Vec<String> = step.from().iter().map(|state| format!("'{}'", state.as_str())).collect();
            assert!(sql.starts_with(&format!("(state IN ({})", states.join(", "))), "{sql}");
        }
    }
}
