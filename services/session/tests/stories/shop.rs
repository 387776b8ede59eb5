//! A shop to write to: the session service beside the real catalogue, orders and notifications.

use std::time::Duration;

use chassis::{
    World,
    db::Db,
    lifecycle::Life,
    settings::Environment,
    testing, vault,
    wire::{self, Wire},
};
use proto::{
    catalog::v1 as catalog_wire,
    common::v1 as common,
    orders::v1::{self as orders_wire, orders_service_client::OrdersServiceClient},
    session::v1::{self as session_wire, inbound_message::Content, session_service_client::SessionServiceClient},
};
use session::{Peers, Session, Settings};
use tonic::service::Routes;

use crate::{
    graph::{Graph, PATIENCE},
    wire::Switch,
};

/// The shop's key.
pub(crate) const KEY: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
/// Our own number.
pub(crate) const ACCOUNT: &str = "106540352242922";

/// Everything a story needs.
pub(crate) struct Shop {
    pub(crate) world: World,
    pub(crate) graph: Graph,
    pub(crate) catalog: catalog_wire::catalog_service_client::CatalogServiceClient<Wire>,
    pub(crate) orders: OrdersServiceClient<Wire>,
    pub(crate) orders_switch: Switch,
    pub(crate) catalog_switch: Switch,
    pub(crate) notifications_switch: Switch,
    peers: Peers,
    pub(crate) db: Db,
    life: Life,
    _folders: Vec<tempfile::TempDir>,
}

/// One process of the session service.
pub(crate) struct Process {
    pub(crate) client: SessionServiceClient<Wire>,
    life: Life,
    runtime: Option<tokio::runtime::Runtime>,
}

impl Shop {
    pub(crate) async fn open(db: Db) -> Self {
        let (world, life, graph) = (testing::world(), Life::new(), Graph::start().await);
        let (catalog_db, catalog_folder) = testing::sqlite(catalog::NAME, &catalog::MIGRATIONS).await;
        let (orders_db, orders_folder) = testing::sqlite(orders::NAME, &orders::MIGRATIONS).await;
        let (notes_db, notes_folder) = testing::sqlite(notifications::NAME, &notifications::MIGRATIONS).await;

        let settings = catalog::Settings::from_environment(&Environment::new([])).unwrap();
        let catalog = local(catalog::Catalog::new(catalog_db, settings, world.clone()).server());
        let key = (vault::SETTING.to_owned(), KEY.to_owned());
        let settings = orders::Settings::from_environment(&Environment::new([key])).unwrap();
        let orders =
            local(orders::Orders::new(orders_db, catalog.clone(), settings, world.clone(), life.clone()).server());
        let settings = notifications::Settings {
            api_url: graph.url.clone(),
            messages_per_second: 0,
            pair_interval: Duration::ZERO,
            ..notifications::Settings::default()
        };
        let notes = notifications::Notifications::new(notes_db, orders.clone(), settings, world.clone(), life.clone());

        let switches = [Switch::default(), Switch::default(), Switch::default()];
        let [catalog_switch, orders_switch, notifications_switch] = switches;
        let peers = Peers {
            catalog: catalog_switch.on(catalog.clone()),
            orders: orders_switch.on(orders.clone()),
            sellers: orders.clone(),
            notifications: notifications_switch.on(local(notes.server())),
        };
        let shop = Self {
            world,
            graph,
            catalog: catalog_wire::catalog_service_client::CatalogServiceClient::new(catalog),
            orders: OrdersServiceClient::new(orders),
            orders_switch,
            catalog_switch,
            notifications_switch,
            peers,
            db,
            life,
            _folders: vec![catalog_folder, orders_folder, notes_folder],
        };
        shop.stock().await;
        shop
    }

    /// Fills the shelves.
    async fn stock(&self) {
        let category = |slug: &str, name: &str, position| catalog_wire::Category {
            slug: slug.into(),
            name: name.into(),
            position,
            active: true,
            ..catalog_wire::Category::default()
        };
        let product = |sku: &str, category: &str, name: &str, amount_minor| catalog_wire::Product {
            sku: sku.into(),
            category_id: category.into(),
            name: name.into(),
            price: Some(common::Money { amount_minor, currency: "NGN".into() }),
            available: true,
            active: true,
            ..catalog_wire::Product::default()
        };
        let request = catalog_wire::ImportMarketRequest {
            categories: vec![category("food", "Food", 1), category("drinks", "Drinks", 2)],
            products: vec![
                product("CHICKEN-SUYA", "food", "Chicken Suya", 180_000),
                product("ZOBO", "drinks", "Zobo", 60_000),
                product("BOTTLED-WATER", "drinks", "Bottled Water", 30_000),
            ],
            ..Default::default()
        };
        self.catalog.clone().import_market(request).await.unwrap();
    }

    /// Starts a process of the session service.
    pub(crate) fn start(&self) -> Process {
        self.start_with(&[("INBOUND_PER_MINUTE", "0")])
    }

    pub(crate) fn start_with(&self, settings: &[(&str, &str)]) -> Process {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let _inside = runtime.enter();
        let life = Life::new();
        let pairs = [(vault::SETTING, KEY)];
        let pairs = pairs.iter().chain(settings).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let settings = Settings::from_environment(&Environment::new(pairs)).unwrap();
        let session = Session::new(self.db.clone(), self.peers.clone(), settings, self.world.clone(), life.clone());
        let client = SessionServiceClient::new(local(session.server()));
        drop(_inside);
        Process { client, life, runtime: Some(runtime) }
    }

    /// Lets the clock run, twenty times as fast as the machine's, until something has come: fast enough for a test,
    /// and slow enough for real calls between the services.
    pub(crate) async fn pass_until<T>(&self, ask: impl AsyncFnMut() -> Option<T>) -> T {
        self.pass_quickly_until(Duration::from_millis(100), ask).await
    }

    /// The same with so much time between two looks.
    pub(crate) async fn pass_quickly_until<T>(&self, step: Duration, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
        let mut ticks = tokio::time::interval(Duration::from_millis(5));
        until(async || {
            ticks.tick().await;
            self.world.advance(step);
            ask().await
        })
        .await
    }

    /// Every order there is, newest first.
    pub(crate) async fn all_orders(&self) -> Vec<orders_wire::Order> {
        let request = orders_wire::ListOrdersRequest::default();
        self.orders.clone().list_orders(request).await.unwrap().into_inner().orders
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        self.life.end();
    }
}

fn local<S>(server: S) -> Wire
where
    S: tower::Service<http::Request<tonic::body::Body>, Error = std::convert::Infallible>
        + tonic::server::NamedService
        + Clone
        + Send
        + Sync
        + 'static,
    S::Response: axum::response::IntoResponse,
    S::Future: Send + 'static,
{
    wire::local(Routes::new(server))
}

impl Process {
    /// Ends it as a power cut would: nothing that runs in it gets to its next step.
    pub(crate) fn kill(mut self) {
        self.runtime.take().unwrap().shutdown_background();
    }

    /// Ends it as an operator would.
    pub(crate) async fn stop(self) {
        self.retire().await;
    }

    /// Ends it as an operator would, and leaves to others the connections to the database that it opened.
    pub(crate) async fn retire(&self) {
        self.life.end();
        assert!(self.life.drained().await);
    }

    /// Stores messages; tells how many were new and how many known.
    pub(crate) async fn receive(&self, messages: Vec<session_wire::InboundMessage>) -> (i32, i32) {
        let request = session_wire::ReceiveRequest { messages };
        let answer = self.client.clone().receive(request).await.unwrap().into_inner();
        (answer.accepted, answer.duplicates)
    }

    /// Writes words and waits for the answer to them, the person's `count`th.
    pub(crate) async fn say(&self, shop: &Shop, person: &Person, count: usize, words: &str) -> String {
        assert_eq!(self.receive(vec![person.says(&shop.world, &format!("{count}"), words)]).await, (1, 0));
        shop.graph.wait_for(&person.reached_at(), count).await.pop().unwrap()
    }

    /// The turns of a customer, oldest first.
    pub(crate) async fn turns(&self, customer_id: &str) -> Vec<session_wire::Turn> {
        let request = session_wire::ListTurnsRequest { customer_id: customer_id.into(), ..Default::default() };
        let mut turns = self.client.clone().list_turns(request).await.unwrap().into_inner().turns;
        turns.reverse();
        turns
    }

    /// Waits until a customer has had so many turns; returns them, oldest first.
    pub(crate) async fn wait_for_turns(&self, customer_id: &str, count: usize) -> Vec<session_wire::Turn> {
        until(async || Some(self.turns(customer_id).await).filter(|turns| turns.len() >= count)).await
    }

    /// The messages that were given up.
    pub(crate) async fn dead(&self) -> Vec<session_wire::DeadMessage> {
        let request = session_wire::ListDeadMessagesRequest::default();
        self.client.clone().list_dead_messages(request).await.unwrap().into_inner().messages
    }

    /// Every customer, the most recently heard first.
    pub(crate) async fn customers(&self) -> Vec<session_wire::Customer> {
        let request = session_wire::ListCustomersRequest { page_size: 200, ..Default::default() };
        self.client.clone().list_customers(request).await.unwrap().into_inner().customers
    }

    /// The one customer there is, with the cart.
    pub(crate) async fn only_customer(&self) -> session_wire::Customer {
        let customers = self.customers().await;
        assert_eq!(customers.len(), 1, "{customers:#?}");
        let request = session_wire::GetCustomerRequest { customer_id: customers[0].id.clone() };
        self.client.clone().get_customer(request).await.unwrap().into_inner().customer.unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.life.end();
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Asks again and again until there is an answer.
pub(crate) async fn until<T>(mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let asking = async {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, asking).await.expect("it happens in time")
}

/// Somebody with a phone.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) phone: String,
    pub(crate) user_id: String,
    pub(crate) parent_user_id: String,
    pub(crate) name: String,
}

impl Person {
    pub(crate) fn with_phone(phone: &str) -> Self {
        Self { phone: phone.into(), user_id: String::new(), parent_user_id: String::new(), name: "Ada".into() }
    }

    pub(crate) fn with_user_id(user_id: &str) -> Self {
        Self { user_id: user_id.into(), ..Self::with_phone("") }
    }

    /// Under which name the Graph server knows the person.
    pub(crate) fn reached_at(&self) -> String {
        if self.phone.is_empty() { self.user_id.clone() } else { self.phone.clone() }
    }

    pub(crate) fn says(&self, world: &World, id: &str, words: &str) -> session_wire::InboundMessage {
        self.sends(world, id, Content::Text(session_wire::InboundText { body: words.into() }))
    }

    pub(crate) fn sends(&self, world: &World, id: &str, content: Content) -> session_wire::InboundMessage {
        let address = common::Address {
            channel: common::Channel::Whatsapp.into(),
            account_id: ACCOUNT.into(),
            phone: self.phone.clone(),
            user_id: self.user_id.clone(),
        };
        let sender = session_wire::Sender {
            address: Some(address),
            parent_user_id: self.parent_user_id.clone(),
            profile_name: self.name.clone(),
            username: String::new(),
        };
        session_wire::InboundMessage {
            message_id: format!("wamid.{}.{id}", self.reached_at()),
            sender: Some(sender),
            sent_time: Some(proto::convert::to_time(world.now())),
            replied_to_id: String::new(),
            content: Some(content),
            traceparent: String::new(),
        }
    }
}
