//! Telling customers what happens to their orders, as the real orders service says it.

use chassis::{World, lifecycle::Life, settings::Environment, testing, wire};
use proto::{
    catalog::v1::{Category, ImportMarketRequest, Product, catalog_service_client::CatalogServiceClient},
    common::v1::Money,
    notifications::v1::{MessageClass, MessageState, OutgoingMessage},
    orders::v1::{
        Actor, ActorKind, ChangeOrderStatusRequest, DeliveryAddress, Fulfilment, Order, OrderCustomer, OrderStatus,
        PlaceOrderRequest, RequestedLine, orders_service_client::OrdersServiceClient,
    },
};
use tonic::service::Routes;

use crate::stand::{Stand, address, recipient_at};

/// A shop that sells Zobo.
struct Shop {
    orders: OrdersServiceClient<wire::Wire>,
    _folders: [tempfile::TempDir; 2],
}

impl Shop {
    async fn open(world: &World) -> (Self, wire::Wire) {
        let (catalog_db, shelf) = testing::sqlite(catalog::NAME, &catalog::MIGRATIONS).await;
        let (orders_db, ledger) = testing::sqlite(orders::NAME, &orders::MIGRATIONS).await;
        let goods = catalog::Catalog::new(
            catalog_db,
            catalog::Settings::from_environment(&Environment::new([])).unwrap(),
            world.clone(),
        );
        let goods = wire::local(Routes::new(goods.server()));
        fill(goods.clone()).await;
        let settings = orders::Settings::from_environment(&Environment::new([])).unwrap();
        let orders = orders::Orders::new(orders_db, goods, settings, world.clone(), Life::new());
        let wire = wire::local(Routes::new(orders.server()));
        (Self { orders: OrdersServiceClient::new(wire.clone()), _folders: [shelf, ledger] }, wire)
    }

    async fn place(&self, key: &str, customer: &str, fulfilment: Fulfilment) -> Order {
        let customer = OrderCustomer { id: customer.to_owned(), ..Default::default() };
        let lines = vec![RequestedLine {
            product_id: "ZOBO".to_owned(),
            quantity: 2,
            note: String::new(),
            ..Default::default()
        }];
        let at_home = DeliveryAddress { text: "12 Allen Avenue".to_owned(), location: None };
        let wish = PlaceOrderRequest {
            idempotency_key: key.to_owned(),
            customer: Some(customer),
            lines,
            fulfilment: fulfilment.into(),
            address: Some(at_home).filter(|_| fulfilment == Fulfilment::Delivery),
            source: "whatsapp".to_owned(),
            expected_total: None,
            ..Default::default()
        };
        self.orders.clone().place_order(wish).await.unwrap().into_inner().order.unwrap()
    }

    async fn change(&self, order: &Order, to: OrderStatus, by: ActorKind, reason: &str) {
        let id = if by == ActorKind::Customer { order.customer.clone().unwrap().id } else { "staff".to_owned() };
        let change = ChangeOrderStatusRequest {
            order: order.id.clone(),
            to: to.into(),
            actor: Some(Actor { kind: by.into(), id }),
            reason: reason.to_owned(),
            ..Default::default()
        };
        self.orders.clone().change_order_status(change).await.unwrap();
    }

    async fn moves(&self, order: &Order, statuses: &[OrderStatus]) {
        for status in statuses {
            self.change(order, *status, ActorKind::Staff, "").await;
        }
    }
}

async fn fill(goods: wire::Wire) {
    let category = Category { slug: "drinks".into(), name: "Drinks".into(), active: true, ..Default::default() };
    let zobo = Product {
        sku: "ZOBO".to_owned(),
        category_id: "drinks".to_owned(),
        name: "Zobo".to_owned(),
        price: Some(Money { amount_minor: 60_000, currency: "NGN".to_owned() }),
        available: true,
        active: true,
        ..Default::default()
    };
    let market = ImportMarketRequest { categories: vec![category], products: vec![zobo], ..Default::default() };
    CatalogServiceClient::new(goods).import_market(market).await.unwrap();
}

/// Runs a story on every database with a shop beside; "ada" has written, in this language.
async fn on_every_database(language: &str, story: impl AsyncFn(Stand, Shop)) {
    testing::on_every_database(notifications::NAME, &notifications::MIGRATIONS, async |db| {
        let world = testing::world();
        let (shop, orders) = Shop::open(&world).await;
        let named = |settings: &mut notifications::Settings| settings.shop_name = "Mama Titi".to_owned();
        let stand = Stand::open(db, world, orders, &named).await;
        let mut ada = recipient_at("ada", address("2348031234567"));
        ada.language = language.to_owned();
        stand.sends(OutgoingMessage { recipient: Some(ada), ..stand.reply("greeting", "hi") }).await;
        stand.becomes("greeting", MessageState::Accepted).await;
        story(stand, shop).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_is_told_each_step_once_in_order_and_in_their_language() {
    on_every_database("fr-CI", async |stand, shop| {
        let order = shop.place("k1", "ada", Fulfilment::Delivery).await;
        let steps = [OrderStatus::Confirmed, OrderStatus::Processing, OrderStatus::Ready, OrderStatus::OutForDelivery];
        for (step, count) in steps.iter().zip(3..) {
            shop.moves(&order, &[*step]).await;
            stand.graph.has_received(count).await;
        }
        let number = &order.number;
        let invoice = stand.graph.texts()[2].clone();
        assert!(invoice.starts_with("🧾 Facture INV-") && invoice.contains("1\u{a0}200,00\u{a0}₦"), "{invoice}");
        let expected = [
            "hi".to_owned(),
            format!("✅ Mama Titi a confirmé votre commande *{number}*."),
            invoice.clone(),
            format!("👩‍🍳 Votre commande *{number}* est en préparation."),
            format!("📦 Votre commande *{number}* est prête et part bientôt."),
            format!("🛵 Votre commande *{number}* est en route."),
        ];
        assert_eq!(stand.graph.texts(), expected);
        assert!(stand.list().await.iter().take(5).all(|message| message.class() == MessageClass::Order));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_while_the_service_was_down_is_told_once_when_it_is_back() {
    on_every_database("", async |stand, shop| {
        let order = shop.place("k1", "ada", Fulfilment::Pickup).await;
        shop.moves(&order, &[OrderStatus::Confirmed]).await;
        stand.graph.has_received(3).await;
        stand.stopped().await;
        shop.change(&order, OrderStatus::Cancelled, ActorKind::Staff, "no hibiscus left").await;
        let stand = stand.restarted();
        stand.graph.has_received(5).await;
        let stand = stand.restarted();
        let next = shop.place("k2", "ada", Fulfilment::Pickup).await;
        shop.change(&next, OrderStatus::Rejected, ActorKind::Staff, "closed").await;
        stand.graph.has_received(6).await;
        let papers: Vec<String> = stand.graph.texts().into_iter().filter(|text| text.starts_with('🧾')).collect();
        assert!(papers[0].starts_with("🧾 Invoice INV-") && papers[1].starts_with("🧾 Credit note CN-"), "{papers:?}");
        let expected = [
            "hi".to_owned(),
            format!("✅ Mama Titi has confirmed your order *{}*.", order.number),
            papers[0].clone(),
            format!("❌ Your order *{}* was cancelled: no hibiscus left", order.number),
            papers[1].clone(),
            format!("🙏 Sorry, Mama Titi cannot take your order *{}*: closed", next.number),
        ];
        assert_eq!(stand.graph.texts(), expected);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_customers_did_themselves_is_not_told_to_them() {
    on_every_database("pt", async |stand, shop| {
        let own = shop.place("k1", "ada", Fulfilment::Pickup).await;
        shop.change(&own, OrderStatus::Cancelled, ActorKind::Customer, "").await;
        let other = shop.place("k2", "ada", Fulfilment::Pickup).await;
        shop.moves(&other, &[OrderStatus::Confirmed]).await;
        let received = stand.graph.has_received(3).await;
        assert_eq!(received.len(), 3);
        assert!(stand.graph.texts()[1].contains(&other.number));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_nobody_can_reach_is_recorded_as_such() {
    on_every_database("", async |stand, shop| {
        let order = shop.place("k1", "from the website", Fulfilment::Pickup).await;
        shop.moves(&order, &[OrderStatus::Confirmed]).await;
        let dropped = crate::stand::until("the news are recorded", async || {
            stand.list().await.into_iter().find(|it| it.class() == MessageClass::Order)
        });
        assert_eq!(dropped.await.reason, "ADDRESS_UNKNOWN");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_replicas_tell_a_customer_once() {
    on_every_database("", async |stand, shop| {
        let Stand { db, world, graph, settings, orders, .. } = &stand;
        let _twin = Stand::start(db.clone(), world.clone(), graph.clone(), settings.clone(), orders.clone());
        let order = shop.place("k1", "ada", Fulfilment::Pickup).await;
        for (step, count) in [OrderStatus::Confirmed, OrderStatus::Processing, OrderStatus::Ready].iter().zip(3..) {
            shop.moves(&order, &[*step]).await;
            stand.later(20);
            stand.graph.has_received(count).await;
        }
        assert_eq!(stand.list().await.len(), 5);
    })
    .await;
}
