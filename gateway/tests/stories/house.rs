//! A whole market behind a gateway, in one process.

use std::time::Duration;

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use catalog::Catalog;
use chassis::{
    World,
    db::Db,
    lifecycle::Life,
    settings::Environment,
    testing,
    wire::{self, Wire},
};
use gateway::{Gateway, Peers, Role, Settings};
use hmac::{Hmac, KeyInit as _, Mac as _};
use notifications::Notifications;
use orders::Orders;
use proto::{
    catalog::v1::{Category, ImportMarketRequest, Product, catalog_service_client::CatalogServiceClient},
    common::v1::Money,
    orders::v1::{
        Fulfilment, Order, OrderCustomer, PlaceOrderRequest, RequestedLine, orders_service_client::OrdersServiceClient,
    },
};
use sellers::Sellers;
use serde_json::{Value, json};
use session::Session;
use sha2::Sha256;
use tonic::service::Routes;
use tower::ServiceExt as _;

pub(crate) const SECRET: &str = "app-secret-1";
pub(crate) const OLD_SECRET: &str = "app-secret-0";
pub(crate) const VERIFY_TOKEN: &str = "let-me-in";
pub(crate) const PAYSTACK_KEY: &str = "sk_test_abc";
pub(crate) const NUMBER: &str = "106540352242922";
pub(crate) const PASSWORD: &str = "correct horse battery staple";
/// Nobody listens there.
pub(crate) const NOWHERE: &str = "http://127.0.0.1:1";

/// A gateway, the services behind it, and the clock they share.
pub(crate) struct House {
    pub(crate) db: Db,
    pub(crate) world: World,
    pub(crate) life: Life,
    pub(crate) peers: Peers,
    router: Router,
    _folders: Vec<tempfile::TempDir>,
}

/// An answer of the gateway.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{self:?} is no JSON"))
    }

    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

fn environment() -> Environment {
    let pairs = [
        ("WHATSAPP_API_URL", NOWHERE),
        ("WHATSAPP_ACCESS_TOKEN", "token"),
        ("WHATSAPP_APP_SECRET", "app-secret-1,app-secret-0"),
        ("WHATSAPP_VERIFY_TOKEN", VERIFY_TOKEN),
        ("WHATSAPP_PHONE_NUMBER_ID", NUMBER),
        ("PAYSTACK_SECRET_KEY", PAYSTACK_KEY),
        ("PAYSTACK_API_URL", NOWHERE),
        ("FIELD_ENCRYPTION_KEY", "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="),
        ("PUBLIC_URL", "https://souk.example"),
    ];
    Environment::new(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())))
}

fn settings() -> Settings {
    Settings::from_environment(&environment()).unwrap()
}

/// Runs a story with the gateway's own tables on each database.
pub(crate) async fn on_every_database<F: AsyncFn(House)>(story: F) {
    testing::on_every_database(gateway::NAME, &gateway::MIGRATIONS, async |db| story(House::at(db).await).await).await;
}

impl House {
    pub(crate) async fn new() -> Self {
        let (db, folder) = testing::sqlite(gateway::NAME, &gateway::MIGRATIONS).await;
        let mut house = Self::at(db).await;
        house._folders.push(folder);
        house
    }

    pub(crate) async fn at(db: Db) -> Self {
        let (world, life) = (testing::world(), Life::new());
        let (peers, folders) = services(&world, &life).await;
        Self::with(db, peers, world, life, folders).await
    }

    /// The same house with other ways to its services.
    pub(crate) async fn with_peers(self, change: impl Fn(&mut Peers)) -> Self {
        let mut peers = self.peers.clone();
        change(&mut peers);
        Self::with(self.db, peers, self.world, self.life, self._folders).await
    }

    /// The same house without an account at the payment provider.
    pub(crate) async fn without_paystack(self) -> Self {
        let settings = Settings { paystack_secret_key: None, ..settings() };
        let peers = self.peers.clone();
        Self::under(settings, self.db, peers, self.world, self.life, self._folders).await
    }

    async fn with(db: Db, peers: Peers, world: World, life: Life, folders: Vec<tempfile::TempDir>) -> Self {
        Self::under(settings(), db, peers, world, life, folders).await
    }

    async fn under(
        settings: Settings,
        db: Db,
        peers: Peers,
        world: World,
        life: Life,
        folders: Vec<tempfile::TempDir>,
    ) -> Self {
        let gateway = Gateway::new(db.clone(), peers.clone(), settings, world.clone(), life.clone()).await.unwrap();
        let router = gateway.router();
        Self { db, world, life, peers, router, _folders: folders }
    }

    /// Everything the gateway serves.
    pub(crate) fn router(&self) -> Router {
        self.router.clone()
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, text }
    }

    pub(crate) async fn get(&self, path: &str, token: &str) -> Answer {
        self.call("GET", path, token, Value::Null, &[]).await
    }

    pub(crate) async fn post(&self, path: &str, token: &str, body: Value) -> Answer {
        self.call("POST", path, token, body, &[]).await
    }

    pub(crate) async fn call(
        &self,
        method: &str,
        path: &str,
        token: &str,
        body: Value,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = match body {
            Value::Null => request.body(Body::empty()),
            body => request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())),
        };
        self.send(request.unwrap()).await
    }

    /// Posts a webhook as Meta signs it.
    pub(crate) async fn webhook(&self, body: impl AsRef<[u8]>) -> Answer {
        let signature = sign(SECRET, body.as_ref());
        self.webhook_with(body, &[("x-hub-signature-256", &signature)]).await
    }

    pub(crate) async fn webhook_with(&self, body: impl AsRef<[u8]>, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::post("/webhooks/whatsapp").header(header::CONTENT_TYPE, "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body.as_ref().to_vec())).unwrap()).await
    }

    /// Adds a user of this role and logs in.
    pub(crate) async fn log_in(&self, role: Role) -> String {
        let tokens = self.log_in_fully(role).await;
        tokens["access_token"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn log_in_fully(&self, role: Role) -> Value {
        let email = format!("{}@souk.test", role.as_str());
        gateway::add_user(&self.db, &self.world, &email, role, PASSWORD).await.unwrap();
        let answer = self.try_login(&email, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        answer.json()
    }

    /// Another session of a user who was added by [`House::log_in`].
    pub(crate) async fn log_in_again(&self, role: Role) -> String {
        let answer = self.try_login(&format!("{}@souk.test", role.as_str()), PASSWORD).await;
        answer.json()["access_token"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn try_login(&self, email: &str, password: &str) -> Answer {
        self.post("/api/v1/auth/login", "", json!({"email": email, "password": password})).await
    }

    /// Places an order for two portions of zobo.
    pub(crate) async fn place_order(&self, key: &str) -> Order {
        let customer_id = self.world.id().to_string();
        self.place_order_of(key, &customer_id).await
    }

    pub(crate) async fn place_order_of(&self, key: &str, customer_id: &str) -> Order {
        self.world.advance(Duration::from_secs(1));
        let line = RequestedLine { product_id: "ZOBO".into(), quantity: 2, note: String::new(), ..Default::default() };
        let customer = OrderCustomer { id: customer_id.into(), name: "Ada".into(), phone: String::new() };
        let request = PlaceOrderRequest {
            idempotency_key: key.into(),
            customer: Some(customer),
            lines: vec![line],
            fulfilment: Fulfilment::Pickup.into(),
            source: "whatsapp".into(),
            ..PlaceOrderRequest::default()
        };
        let placed = OrdersServiceClient::new(self.peers.orders.clone()).place_order(request).await.unwrap();
        placed.into_inner().order.unwrap()
    }
}

/// The signature as Meta writes it.
pub(crate) fn sign(secret: &str, body: &[u8]) -> String {
    let keyed = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    format!("sha256={}", hex::encode(keyed.chain_update(body).finalize().into_bytes()))
}

async fn services(world: &World, life: &Life) -> (Peers, Vec<tempfile::TempDir>) {
    let environment = environment();
    let (catalog_db, a) = testing::sqlite(catalog::NAME, &catalog::MIGRATIONS).await;
    let (orders_db, b) = testing::sqlite(orders::NAME, &orders::MIGRATIONS).await;
    let (sellers_db, c) = testing::sqlite(sellers::NAME, &sellers::MIGRATIONS).await;
    let (notifications_db, d) = testing::sqlite(notifications::NAME, &notifications::MIGRATIONS).await;
    let (session_db, e) = testing::sqlite(session::NAME, &session::MIGRATIONS).await;
    let catalog = Catalog::new(catalog_db, catalog::Settings::from_environment(&environment).unwrap(), world.clone());
    let catalog = wire::local(Routes::new(catalog.server()));
    import_market(catalog.clone()).await;
    let settings = orders::Settings::from_environment(&environment).unwrap();
    let orders = Orders::new(orders_db, catalog.clone(), settings, world.clone(), life.clone());
    let orders = wire::local(Routes::new(orders.server()));
    let sellers = Sellers::new(sellers_db, sellers::Settings::from_environment(&environment).unwrap(), world.clone());
    let sellers = wire::local(Routes::new(sellers.server()));
    let settings = notifications::Settings::from_environment(&environment).unwrap();
    let notifications = Notifications::new(notifications_db, orders.clone(), settings, world.clone(), life.clone());
    let notifications = wire::local(Routes::new(notifications.server()));
    let peers = session::Peers {
        catalog: catalog.clone(),
        orders: orders.clone(),
        sellers: sellers.clone(),
        notifications: notifications.clone(),
    };
    let settings = session::Settings::from_environment(&environment).unwrap();
    let session = Session::new(session_db, peers, settings, world.clone(), life.clone());
    let session = wire::local(Routes::new(session.server()));
    (Peers { catalog, session, orders, sellers, notifications }, vec![a, b, c, d, e])
}

async fn import_market(catalog: Wire) {
    let category = Category { slug: "drinks".into(), name: "Drinks".into(), active: true, ..Category::default() };
    let product = Product {
        sku: "ZOBO".into(),
        name: "Zobo".into(),
        category_id: "drinks".into(),
        price: Some(Money { amount_minor: 60_000, currency: "NGN".into() }),
        available: true,
        active: true,
        ..Product::default()
    };
    let market = ImportMarketRequest { categories: vec![category], products: vec![product], ..Default::default() };
    CatalogServiceClient::new(catalog).import_market(market).await.unwrap();
}
