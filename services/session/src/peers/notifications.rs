//! What customers are told.

use base::Id;
use chassis::wire::Wire;
use proto::notifications::v1::{
    OutgoingMessage, SendRequest, notifications_service_client::NotificationsServiceClient,
};

use super::{Trouble, is_answer, opened, within_limit};

/// The way out to customers.
pub(crate) struct Notifications(Wire);

impl Notifications {
    pub(crate) const fn new(wire: Wire) -> Self {
        Self(wire)
    }

    /// Hands messages over. Those that can never be sent are logged and count as handed over: trying again would only
    /// hold up what comes after them.
    pub(crate) async fn send(&self, turn: Id, messages: Vec<OutgoingMessage>) -> Result<(), Trouble> {
        let mut client = NotificationsServiceClient::new(self.0.clone());
        match opened(client.send(within_limit(SendRequest { messages })).await) {
            Ok(_) => Ok(()),
            Err(problem) if is_answer(&problem) => {
                tracing::error!(reason = problem.reason, %turn, "notifications refused the replies of a turn");
                Ok(())
            }
            Err(problem) => Err(problem.into()),
        }
    }
}
