//! The services behind the gateway.

use chassis::wire::Wire;
use proto::{
    catalog::v1::catalog_service_client::CatalogServiceClient,
    notifications::v1::notifications_service_client::NotificationsServiceClient,
    orders::v1::orders_service_client::OrdersServiceClient, sellers::v1::sellers_service_client::SellersServiceClient,
    session::v1::session_service_client::SessionServiceClient,
};

/// Bytes of an answer: the largest attachment, and what stands around it.
const ANSWER_MAX: usize = 17 * 1024 * 1024;

/// The ways to the services behind the gateway.
#[derive(Clone)]
pub struct Peers {
    /// What the shop sells.
    pub catalog: Wire,
    /// Customers and their conversations.
    pub session: Wire,
    /// Orders.
    pub orders: Wire,
    /// Sellers.
    pub sellers: Wire,
    /// Outbound messages.
    pub notifications: Wire,
}

impl Peers {
    pub(crate) fn catalog(&self) -> CatalogServiceClient<Wire> {
        CatalogServiceClient::new(self.catalog.clone())
    }

    pub(crate) fn session(&self) -> SessionServiceClient<Wire> {
        SessionServiceClient::new(self.session.clone())
    }

    pub(crate) fn orders(&self) -> OrdersServiceClient<Wire> {
        OrdersServiceClient::new(self.orders.clone()).max_decoding_message_size(ANSWER_MAX)
    }

    pub(crate) fn sellers(&self) -> SellersServiceClient<Wire> {
        SellersServiceClient::new(self.sellers.clone())
    }

    pub(crate) fn notifications(&self) -> NotificationsServiceClient<Wire> {
        NotificationsServiceClient::new(self.notifications.clone())
    }
}
