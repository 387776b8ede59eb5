//! Conditions on a message's state, word for word as the partial indexes have them.
//!
//! A database uses a partial index only where it sees the index's own condition, so the words cannot be bound as
//! parameters; and Diesel's own `sql` is prepared anew every time.

use diesel::{
    backend::Backend,
    expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate},
    query_builder::{AstPass, QueryFragment, QueryId},
    result::QueryResult,
    sql_types::Bool,
};

use crate::domain::outbound::State;

/// A condition in SQL that both databases read alike.
#[derive(Debug, Clone, Copy)]
pub(super) enum Condition {
    /// In these words.
    Sql(&'static str),
    /// The message is in one of these states.
    StateIn(&'static [State]),
}

use Condition::Sql;

/// The message is on its way.
pub(super) const SENDING: Condition = Sql("state = 'SENDING'");
/// The message waits for its turn.
pub(super) const QUEUED: Condition = Sql("state IN ('QUEUED', 'AMBIGUOUS') AND state = 'QUEUED'");
/// The message waits, for its turn or for a status.
pub(super) const WAITING: Condition = Sql("state IN ('QUEUED', 'AMBIGUOUS')");
/// Nobody but us knows what became of the message.
pub(super) const OPEN_ENDED: Condition = Sql("state IN ('SENDING', 'AMBIGUOUS')");
/// One of the states an operator looks for.
pub(super) const UNCOMMON: Condition = Sql("state NOT IN ('SENDING', 'ACCEPTED', 'SENT', 'DELIVERED', 'READ')");
/// No record of a further try is missing, which a late word about the one before could be taken for.
pub(super) const IS_RECORDED: Condition = Sql("state <> 'SENDING' OR failures = 0");
/// In a query of recipients: a message is on its way to this one.
pub(super) const HAS_SENDING: Condition =
    Sql("EXISTS (SELECT 1 FROM messages WHERE messages.recipient_id = recipients.id AND messages.state = 'SENDING')");
/// In a query of recipients: a message waits for this one's turn.
pub(super) const HAS_QUEUED: Condition =
    Sql("EXISTS (SELECT 1 FROM messages WHERE messages.recipient_id = recipients.id \
     AND messages.state IN ('QUEUED', 'AMBIGUOUS') AND messages.state = 'QUEUED')");

impl Expression for Condition {
    type SqlType = Bool;
}

impl<T> AppearsOnTable<T> for Condition {}
impl<T> SelectableExpression<T> for Condition {}

impl<G> ValidGrouping<G> for Condition {
    type IsAggregate = is_aggregate::Never;
}

impl QueryId for Condition {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<DB: Backend> QueryFragment<DB> for Condition {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        match self {
            Sql(sql) => {
                out.push_sql("(");
                out.push_sql(sql);
            }
            Self::StateIn(states) => {
                out.push_sql("(state IN (''");
                states.iter().for_each(|state| {
                    out.push_sql(", '");
                    out.push_sql(state.as_str());
                    out.push_sql("'");
                });
                out.push_sql(")");
            }
        }
        out.push_sql(")");
        Ok(())
    }
}
