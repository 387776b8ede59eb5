//! A small market to tell stories in.

use catalog::Catalog;
use chassis::{Problem, World, db::Db, lifecycle::Life, settings::Environment, testing, wire};
use orders::{Orders, Settings};
use proto::{
    catalog::v1::{
        Category, ImportMarketRequest, ListProductsRequest, Product, catalog_service_client::CatalogServiceClient,
    },
    common::v1::Money,
    orders::v1::{
        Actor, ActorKind, ChangeOrderStatusRequest, DeliveryAddress, Fulfilment, GetOrderRequest, ListOrdersRequest,
        ListOrdersResponse, Order, OrderCustomer, OrderStatus, PlaceOrderRequest, PlaceOrderResponse, RequestedLine,
        orders_service_client::OrdersServiceClient,
    },
};
use tonic::service::Routes;

/// Runs a story in a fresh market on each database; the catalogue is on the same kind.
pub(crate) async fn on_every_database<F: AsyncFn(Market)>(story: F) {
    let (db, _orders_folder) = testing::sqlite(orders::NAME, &orders::MIGRATIONS).await;
    let (catalog_db, _catalog_folder) = testing::sqlite(catalog::NAME, &catalog::MIGRATIONS).await;
    story(Market::open(db, catalog_db).await).await;
    if let Some(db) = testing::postgres(orders::NAME, &orders::MIGRATIONS).await {
        let catalog_db = testing::postgres(catalog::NAME, &catalog::MIGRATIONS).await;
        story(Market::open(db, catalog_db.unwrap()).await).await;
    }
}

/// The orders service with a catalogue that offers Chicken Suya and Zobo.
pub(crate) struct Market {
    pub(crate) orders: OrdersServiceClient<wire::Wire>,
    pub(crate) catalog: CatalogServiceClient<wire::Wire>,
    pub(crate) suya: Product,
    pub(crate) zobo: Product,
    pub(crate) world: World,
    db: Db,
    catalog_wire: wire::Wire,
}

impl Market {
    async fn open(db: Db, catalog_db: Db) -> Self {
        let orders_world = testing::world();
        let service = Catalog::new(
            catalog_db,
            catalog::Settings::from_environment(&Environment::new([])).unwrap(),
            testing::world(),
        );
        let catalog_wire = wire::local(Routes::new(service.server()));
        let mut catalog = CatalogServiceClient::new(catalog_wire.clone());
        let [suya, zobo] = sample(&mut catalog).await;
        let orders = client(db.clone(), catalog_wire.clone(), orders_world.clone());
        Self { orders, catalog, suya, zobo, world: orders_world, db, catalog_wire }
    }

    /// Two suya and one zobo for pick-up: 4,200.00.
    pub(crate) fn wish(&self, key: &str) -> PlaceOrderRequest {
        PlaceOrderRequest {
            idempotency_key: key.to_owned(),
            customer: Some(customer("c-1")),
            lines: vec![line(&self.suya, 2), line(&self.zobo, 1)],
            fulfilment: Fulfilment::Pickup.into(),
            address: None,
            source: "whatsapp".to_owned(),
            expected_total: None,
            ..Default::default()
        }
    }

    pub(crate) async fn place(&self, wish: PlaceOrderRequest) -> Result<PlaceOrderResponse, Problem> {
        Ok(self.orders.clone().place_order(wish).await?.into_inner())
    }

    /// Places the usual wish.
    pub(crate) async fn placed(&self, key: &str) -> Order {
        self.place(self.wish(key)).await.unwrap().order.unwrap()
    }

    pub(crate) async fn change(&self, change: ChangeOrderStatusRequest) -> Result<Order, Problem> {
        Ok(self.orders.clone().change_order_status(change).await?.into_inner().order.unwrap())
    }

    pub(crate) async fn get(&self, order: &str, customer_id: &str) -> Result<Order, Problem> {
        let request = GetOrderRequest { order: order.to_owned(), customer_id: customer_id.to_owned() };
        Ok(self.orders.clone().get_order(request).await?.into_inner().order.unwrap())
    }

    pub(crate) async fn list(&self, request: ListOrdersRequest) -> Result<ListOrdersResponse, Problem> {
        Ok(self.orders.clone().list_orders(request).await?.into_inner())
    }

    pub(crate) async fn reprice(&mut self, price_minor: i64) {
        let product = Product { price: Some(naira(price_minor)), ..self.suya.clone() };
        let request = proto::catalog::v1::UpdateProductRequest { product: Some(product) };
        self.suya = self.catalog.update_product(request).await.unwrap().into_inner().product.unwrap();
    }

    pub(crate) async fn sell_out_zobo(&mut self) {
        let request = proto::catalog::v1::SetAvailabilityRequest { product: self.zobo.id.clone(), available: false };
        self.catalog.set_availability(request).await.unwrap();
    }

    /// Another process of the service on the same database, whose dice fall as this one's did.
    pub(crate) fn twin(&self) -> OrdersServiceClient<wire::Wire> {
        client(self.db.clone(), self.catalog_wire.clone(), testing::world())
    }

    /// Another process of the service on the same database, whose catalogue does not answer.
    pub(crate) fn without_catalogue(&self) -> OrdersServiceClient<wire::Wire> {
        let nobody = wire::remote("http://127.0.0.1:1").unwrap();
        client(self.db.clone(), nobody, World::real())
    }
}

fn client(db: Db, catalog: wire::Wire, world: World) -> OrdersServiceClient<wire::Wire> {
    let service = Orders::new(db, catalog, settings(), world, Life::new());
    OrdersServiceClient::new(wire::local(Routes::new(service.server())))
}

/// The shop has an account at Paystack, which nobody answers for: these stories are not about money.
fn settings() -> Settings {
    let set = [
        ("FIELD_ENCRYPTION_KEY", "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="),
        ("PAYSTACK_SECRET_KEY", "sk_test_abc"),
        ("PAYSTACK_API_URL", "http://127.0.0.1:1"),
    ];
    let set = set.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Settings::from_environment(&Environment::new(set)).unwrap()
}

async fn sample(catalog: &mut CatalogServiceClient<wire::Wire>) -> [Product; 2] {
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
    catalog
        .import_market(ImportMarketRequest { categories: vec![shelf], products, ..Default::default() })
        .await
        .unwrap();
    let listed = catalog.list_products(ListProductsRequest::default()).await.unwrap().into_inner().products;
    listed.try_into().unwrap()
}

pub(crate) fn naira(amount_minor: i64) -> Money {
    Money { amount_minor, currency: "NGN".to_owned() }
}

pub(crate) fn line(product: &Product, quantity: i32) -> RequestedLine {
    RequestedLine { product_id: product.id.clone(), quantity, note: String::new(), ..Default::default() }
}

pub(crate) fn customer(id: &str) -> OrderCustomer {
    OrderCustomer { id: id.to_owned(), name: "Ada".to_owned(), phone: "2348031234567".to_owned() }
}

pub(crate) fn home() -> Option<DeliveryAddress> {
    Some(DeliveryAddress { text: "12 Allen Avenue\nIkeja".to_owned(), location: None })
}

pub(crate) fn by(kind: ActorKind, id: &str) -> Option<Actor> {
    Some(Actor { kind: kind.into(), id: id.to_owned() })
}

pub(crate) fn staff() -> Option<Actor> {
    by(ActorKind::Staff, "u-1")
}

/// A change by staff, without reason, key or version.
pub(crate) fn to(order: &Order, status: OrderStatus) -> ChangeOrderStatusRequest {
    ChangeOrderStatusRequest { order: order.id.clone(), to: status.into(), actor: staff(), ..Default::default() }
}

/// A customer's cancel.
pub(crate) fn cancel_by(customer: &str, order: &Order) -> ChangeOrderStatusRequest {
    ChangeOrderStatusRequest { actor: by(ActorKind::Customer, customer), ..to(order, OrderStatus::Cancelled) }
}

pub(crate) fn reason<T: std::fmt::Debug>(refused: Result<T, Problem>) -> String {
    refused.unwrap_err().reason
}
