//! The five services as other teams' programs call them: the generated clients, over their ports.

use std::net::SocketAddr;

use proto::{
    catalog::v1::{
        GetProductRequest, Product, SetAvailabilityRequest, UpdateProductRequest,
        catalog_service_client::CatalogServiceClient,
    },
    common::v1::Money,
    notifications::v1::{
        ListMessagesRequest, MessageState, OutboundMessage, notifications_service_client::NotificationsServiceClient,
    },
    orders::v1::{ListOrdersRequest, Order, orders_service_client::OrdersServiceClient},
    session::v1::{ListDeadMessagesRequest, session_service_client::SessionServiceClient},
};
use tonic::transport::{Channel, Endpoint};

use crate::failure::{Failure, Outcome};

const PAGE_SIZE: i32 = 200;

/// Clients of all services. Cheap to clone.
#[derive(Clone)]
pub struct Services {
    /// What the shop sells.
    pub catalog: CatalogServiceClient<Channel>,
    /// Customers, conversations and carts.
    pub session: SessionServiceClient<Channel>,
    /// Orders.
    pub orders: OrdersServiceClient<Channel>,
    /// Outbound messages.
    pub notifications: NotificationsServiceClient<Channel>,
}

/// Connects when it is first used, and again whenever the server was away.
pub fn channel(address: SocketAddr) -> Channel {
    Endpoint::from_shared(format!("http://{address}")).expect("an address makes a URL").connect_lazy()
}

impl Services {
    /// The clients, given where each role is.
    pub fn at(place: impl Fn(&str) -> SocketAddr) -> Self {
        let channel = |role| channel(place(role));
        Self {
            catalog: CatalogServiceClient::new(channel("catalog")),
            session: SessionServiceClient::new(channel("session")),
            orders: OrdersServiceClient::new(channel("orders")),
            notifications: NotificationsServiceClient::new(channel("notifications")),
        }
    }

    /// One product by its SKU.
    pub async fn product(&self, sku: &str) -> Outcome<Product> {
        let request = GetProductRequest { product: sku.to_owned() };
        let found = self.catalog.clone().get_product(request).await?.into_inner();
        found.product.ok_or_else(|| Failure::new(format!("{sku} is answered without a product")))
    }

    /// Marks a product sold out, or to be had again.
    pub async fn set_available(&self, sku: &str, available: bool) -> Outcome {
        let request = SetAvailabilityRequest { product: sku.to_owned(), available };
        self.catalog.clone().set_availability(request).await?;
        Ok(())
    }

    /// Gives a product a new price.
    pub async fn reprice(&self, sku: &str, amount_minor: i64) -> Outcome {
        let mut product = self.product(sku).await?;
        product.price = product.price.map(|price| Money { amount_minor, ..price });
        self.catalog.clone().update_product(UpdateProductRequest { product: Some(product) }).await?;
        Ok(())
    }

    /// Every order, newest first.
    pub async fn all_orders(&self) -> Outcome<Vec<Order>> {
        let mut orders = Vec::new();
        let mut request = ListOrdersRequest { page_size: PAGE_SIZE, ..Default::default() };
        loop {
            let page = self.orders.clone().list_orders(request.clone()).await?.into_inner();
            orders.extend(page.orders);
            if page.next_page_token.is_empty() {
                return Ok(orders);
            }
            request.page_token = page.next_page_token;
        }
    }

    /// Every outbound message in this state, newest first.
    pub async fn messages(&self, state: MessageState) -> Outcome<Vec<OutboundMessage>> {
        let mut messages = Vec::new();
        let mut request = ListMessagesRequest { page_size: PAGE_SIZE, state: state.into(), ..Default::default() };
        loop {
            let page = self.notifications.clone().list_messages(request.clone()).await?.into_inner();
            messages.extend(page.messages);
            if page.next_page_token.is_empty() {
                return Ok(messages);
            }
            request.page_token = page.next_page_token;
        }
    }

    /// How many inbound messages were given up.
    pub async fn dead_inbound(&self) -> Outcome<usize> {
        let request = ListDeadMessagesRequest { page_size: PAGE_SIZE, ..Default::default() };
        Ok(self.session.clone().list_dead_messages(request).await?.into_inner().messages.len())
    }
}
