//! A shop that takes money: the orders service, a real catalogue, a stand-in for Paystack.

use std::time::Duration;

use catalog::Catalog;
use chassis::{
    Problem, World,
    db::{Conn, Db},
    lifecycle::Life,
    settings::Environment,
    testing, wire,
};
use diesel::{dsl::sql, sql_types::Bool};
use orders::{Orders, PaystackSettings, Settings};
use proto::{
    catalog::v1::{
        Category, ImportMarketRequest, PaymentPolicy, Product, Shop, UpdateShopRequest,
        catalog_service_client::CatalogServiceClient,
    },
    common::v1::Money,
    orders::v1::{
        Actor, ActorKind, ChangeOrderStatusRequest, Fulfilment, GetOrderRequest, LedgerEntry, LedgerEntryKind,
        ListPaymentsRequest, ListPaymentsResponse, Order, OrderCustomer, OrderStatus, Payment, PaymentProvider,
        PaymentState, PaymentStatus, PlaceOrderRequest, ReceivePaymentEventRequest, RecordPaymentRequest,
        RequestedLine, orders_service_client::OrdersServiceClient,
    },
};
use tonic::service::Routes;

use crate::paystack::Paystack;

/// How long a test waits for something that must happen by itself, and how often it looks.
const PATIENCE: Duration = Duration::from_secs(30);
const GLANCE: Duration = Duration::from_millis(5);

/// What the usual order costs: two suya and a zobo.
pub(crate) const TOTAL: i64 = 420_000;

pub(crate) struct Till {
    pub(crate) orders: OrdersServiceClient<wire::Wire>,
    pub(crate) world: World,
    pub(crate) paystack: Paystack,
    db: Db,
    catalog: wire::Wire,
    _folder: tempfile::TempDir,
}

/// Runs a story on each database.
pub(crate) async fn on_every_database<F: AsyncFn(Till)>(story: F) {
    testing::on_every_database(orders::NAME, &orders::MIGRATIONS, async |db| story(Till::open(db).await).await).await;
}

/// Waits until something has happened.
pub(crate) async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let mut glances = tokio::time::interval(GLANCE);
    let looking = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            glances.tick().await;
        }
    };
    tokio::time::timeout(PATIENCE, looking).await.unwrap_or_else(|_| panic!("waited in vain until {what}"))
}

pub(crate) fn naira(amount_minor: i64) -> Money {
    Money { amount_minor, currency: "NGN".to_owned() }
}

pub(crate) fn reason<T: std::fmt::Debug>(refused: Result<T, Problem>) -> String {
    refused.unwrap_err().reason
}

impl Till {
    /// A shop of its own on SQLite.
    pub(crate) async fn alone() -> (Self, tempfile::TempDir) {
        let (db, folder) = testing::sqlite(orders::NAME, &orders::MIGRATIONS).await;
        (Self::open(db).await, folder)
    }

    /// Changes the shop's terms.
    pub(crate) async fn terms(&self, change: impl FnOnce(&mut Shop)) {
        let mut shop = shop();
        change(&mut shop);
        let mut catalog = CatalogServiceClient::new(self.catalog.clone());
        catalog.update_shop(UpdateShopRequest { shop: Some(shop) }).await.unwrap();
    }

    async fn open(db: Db) -> Self {
        let (world, paystack) = (testing::world(), Paystack::start().await);
        let (catalog_db, folder) = testing::sqlite(catalog::NAME, &catalog::MIGRATIONS).await;
        let settings = catalog::Settings::from_environment(&Environment::new([])).unwrap();
        let service = Catalog::new(catalog_db, settings, testing::world());
        let catalog = wire::local(Routes::new(service.server()));
        fill(CatalogServiceClient::new(catalog.clone())).await;
        let settings = with_paystack(&paystack);
        let orders = serve(db.clone(), catalog.clone(), settings, world.clone());
        Self { orders, world, paystack, db, catalog, _folder: folder }
    }

    /// The same shop without an account at Paystack.
    pub(crate) fn without_account(&self) -> OrdersServiceClient<wire::Wire> {
        serve(self.db.clone(), self.catalog.clone(), Settings::default(), self.world.clone())
    }

    /// Stores work that no version of the service can do.
    pub(crate) async fn enqueue_nonsense(&self) {
        let (world, nonsense) = (self.world.clone(), serde_json::json!({"kind": "nonsense"}));
        let stored = async move |tx: &mut Conn| chassis::jobs::enqueue(tx, &world, &nonsense, world.now(), None).await;
        self.db.write(stored).await.unwrap();
        self.later(1).await;
    }

    /// Waits until no job of this kind is being done.
    pub(crate) async fn rests(&self, kind: &str) {
        until(&format!("{kind} rests"), async || {
            let is_idle = format!("NOT EXISTS (SELECT 1 FROM jobs WHERE kind = '{kind}' AND attempts > 0)");
            let look = async move |conn: &mut Conn| conn.one::<bool>(diesel::select(sql::<Bool>(&is_idle))).await;
            self.db.read(look).await.unwrap().then_some(())
        })
        .await;
    }

    pub(crate) async fn later(&self, minutes: u64) {
        self.world.advance(Duration::from_secs(minutes * 60));
    }

    pub(crate) fn wish(&self, key: &str, policy: PaymentPolicy) -> PlaceOrderRequest {
        let line = |sku: &str, quantity| RequestedLine { product_id: sku.to_owned(), quantity, ..Default::default() };
        PlaceOrderRequest {
            idempotency_key: key.to_owned(),
            customer: Some(OrderCustomer { id: "c-1".into(), name: "Ada".into(), phone: String::new() }),
            lines: vec![line("SUYA", 2), line("ZOBO", 1)],
            fulfilment: Fulfilment::Pickup.into(),
            source: "whatsapp".to_owned(),
            payment_policy: policy.into(),
            ..Default::default()
        }
    }

    pub(crate) async fn place(&self, key: &str, policy: PaymentPolicy) -> Order {
        let placed = self.orders.clone().place_order(self.wish(key, policy)).await.unwrap();
        placed.into_inner().order.unwrap()
    }

    /// A prepaid order whose customer has a link.
    pub(crate) async fn prepaid(&self, key: &str) -> (Order, Payment) {
        let order = self.place(key, PaymentPolicy::Prepaid).await;
        let payment = self.payment_becomes(&order, PaymentState::Open).await;
        (order, payment)
    }

    pub(crate) async fn get(&self, order: &Order) -> Order {
        let request = GetOrderRequest { order: order.id.clone(), customer_id: String::new() };
        self.orders.clone().get_order(request).await.unwrap().into_inner().order.unwrap()
    }

    pub(crate) async fn money(&self, order: &Order) -> ListPaymentsResponse {
        let request = ListPaymentsRequest { order: order.id.clone() };
        self.orders.clone().list_payments(request).await.unwrap().into_inner()
    }

    pub(crate) async fn change(&self, order: &Order, to: OrderStatus) -> Result<Order, Problem> {
        let actor = Some(Actor { kind: ActorKind::Staff.into(), id: "u-1".to_owned() });
        let change = ChangeOrderStatusRequest {
            order: order.id.clone(),
            to: to.into(),
            actor,
            reason: "the kitchen is closed".to_owned(),
            ..Default::default()
        };
        Ok(self.orders.clone().change_order_status(change).await?.into_inner().order.unwrap())
    }

    pub(crate) async fn becomes(&self, order: &Order, status: OrderStatus, money: PaymentStatus) -> Order {
        until(&format!("{status:?} and {money:?}"), async || {
            let order = self.get(order).await;
            Some(order).filter(|order| order.status() == status && order.payment_status() == money)
        })
        .await
    }

    pub(crate) async fn payment_becomes(&self, order: &Order, state: PaymentState) -> Payment {
        until(&format!("a payment is {state:?}"), async || {
            self.money(order).await.payments.into_iter().find(|payment| payment.state() == state)
        })
        .await
    }

    /// Paystack tells of a payment; tells whether it is news.
    pub(crate) async fn told_paid(&self, reference: &str) -> bool {
        self.told(&format!(r#"{{"event":"charge.success","data":{{"id":1,"reference":"{reference}"}}}}"#)).await
    }

    pub(crate) async fn told(&self, body: &str) -> bool {
        let request = ReceivePaymentEventRequest { provider: PaymentProvider::Paystack.into(), body: body.into() };
        !self.orders.clone().receive_payment_event(request).await.unwrap().into_inner().duplicate
    }

    /// The customer pays and Paystack tells.
    pub(crate) async fn pays(&self, payment: &Payment, minor: i64) {
        self.paystack.pay(&payment.reference, minor, "NGN");
        self.told_paid(&payment.reference).await;
    }

    pub(crate) async fn record(&self, order: &Order, minor: i64, key: &str) -> Result<Payment, Problem> {
        let request = RecordPaymentRequest {
            order: order.number.clone(),
            amount: Some(naira(minor)),
            note: "cash".to_owned(),
            user_id: "u-1".to_owned(),
            idempotency_key: key.to_owned(),
        };
        Ok(self.orders.clone().record_payment(request).await?.into_inner().payment.unwrap())
    }

    /// The ledger added up, which must be what the order says was paid.
    pub(crate) async fn ledger_sum(&self, order: &Order) -> i64 {
        let signed = |entry: &LedgerEntry| {
            let minor = entry.amount.as_ref().unwrap().amount_minor;
            if entry.kind() == LedgerEntryKind::Payment { minor } else { -minor }
        };
        // The two are read one after the other, so money may move in between; it must not stay so.
        until("the order and its ledger agree", async || {
            let sum: i64 = self.money(order).await.ledger.iter().map(signed).sum();
            let paid = self.get(order).await.paid.unwrap().amount_minor;
            (paid == sum).then_some(sum)
        })
        .await
    }
}

fn with_paystack(paystack: &Paystack) -> Settings {
    let account = PaystackSettings { api_url: paystack.url(), secret_key: "sk_test_abc".into() };
    Settings { paystack: Some(account), public_url: Some("https://souk.example".to_owned()), ..Settings::default() }
}

fn serve(db: Db, catalog: wire::Wire, settings: Settings, world: World) -> OrdersServiceClient<wire::Wire> {
    let service = Orders::new(db, catalog, settings, world, Life::new());
    OrdersServiceClient::new(wire::local(Routes::new(service.server())))
}

async fn fill(mut catalog: CatalogServiceClient<wire::Wire>) {
    let shelf = Category { slug: "food".into(), name: "Food".into(), active: true, ..Category::default() };
    let product = |sku: &str, name: &str, price_minor| Product {
        sku: sku.to_owned(),
        category_id: "food".to_owned(),
        name: name.to_owned(),
        price: Some(naira(price_minor)),
        available: true,
        active: true,
        ..Product::default()
    };
    let products = vec![product("SUYA", "Chicken Suya", 180_000), product("ZOBO", "Zobo", 60_000)];
    let market = ImportMarketRequest { categories: vec![shelf], products, ..Default::default() };
    catalog.import_market(market).await.unwrap();
    catalog.update_shop(UpdateShopRequest { shop: Some(shop()) }).await.unwrap();
}

fn shop() -> Shop {
    let policies = [PaymentPolicy::PayOnDelivery, PaymentPolicy::Prepaid, PaymentPolicy::Invoice];
    Shop {
        payment_policies: policies.map(Into::into).to_vec(),
        payment_timeout_minutes: 30,
        invoice_due_days: 14,
        invoice_sender: "Mama Titi Foods Ltd\n12 Allen Avenue, Ikeja".to_owned(),
        ..Shop::default()
    }
}
