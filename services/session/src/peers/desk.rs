//! Where the requests of a turn go: each to the service that can answer it.

use chassis::wire::Wire;
use dialogue::{Answer, Request};

use super::{
    Peers, Trouble, catalog, files,
    orders::{Asker, Orders},
    wish,
};

/// The ways to the services that answer requests.
pub(crate) struct Desk {
    catalog: Wire,
    orders: Orders,
    notifications: Wire,
}

impl Desk {
    pub(crate) fn new(peers: &Peers) -> Self {
        Self {
            catalog: peers.catalog.clone(),
            orders: Orders::new(peers.orders.clone()),
            notifications: peers.notifications.clone(),
        }
    }

    /// Asks. The same key with the same request has one effect, however often it is asked.
    pub(crate) async fn ask(&self, asker: &Asker<'_>, request: Request, key: String) -> Result<Answer, Trouble> {
        let orders = &self.orders;
        match request {
            Request::Quote { lines, terms, order } => orders.quote(wish::quote(asker, lines, terms, order)).await,
            Request::Place { lines, terms, payment, expected_total } => {
                orders.place(wish::placing(asker, lines, terms, payment, expected_total, key)).await
            }
            Request::Amend { number, version, lines, expected_total } => {
                orders.amend(wish::amending(asker, &number, version, lines, expected_total, key)).await
            }
            Request::AnswerAmendment { number, revision, accept } => {
                orders.answer_amendment(asker, &number, revision, accept).await
            }
            Request::FindOrder { number } => orders.find(asker, &number).await,
            Request::ListOrders { limit, after } => orders.list(asker, limit, after).await,
            Request::CancelOrder { number } => orders.cancel(asker, &number, key).await,
            Request::RepeatOrder { number } => orders.repeat(asker, number).await,
            Request::StartPayment { number } => orders.pay(asker, &number).await,
            Request::CheckCoupon { code } => catalog::coupon(&self.catalog, asker, code).await,
            Request::ListSlots { from, limit } => catalog::slots(&self.catalog, from, limit).await,
            Request::Attach { number, file, purpose } => {
                files::attach((&self.notifications, orders), asker, &number, file, purpose, key).await
            }
        }
    }
}
