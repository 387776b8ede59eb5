use std::time::Duration;

use chassis::Kind;
use proto::catalog::v1::{reserve_response::Outcome, *};

use crate::shop::{Client, Shop, because, on_every_database, product, reason};

/// What became of a wish, in a word.
pub(crate) fn word(answer: ReserveResponse) -> String {
    match answer.outcome.unwrap() {
        Outcome::Granted(_) => "GRANTED".to_owned(),
        Outcome::Denied(denied) => denied.reason,
    }
}

/// A wish of a customer for some of one product.
pub(crate) fn wish(order: u64, product: &str, quantity: i32) -> ReserveRequest {
    ReserveRequest {
        order_id: order_id(order),
        customer_id: format!("customer-{order}"),
        revision: 1,
        lines: vec![ReservedLine { product_id: product.to_owned(), quantity }],
        ..ReserveRequest::default()
    }
}

pub(crate) fn order_id(number: u64) -> String {
    format!("01979e3c-7f1a-7000-8000-{number:012}")
}

pub(crate) async fn reserve(client: &mut Client, wish: ReserveRequest) -> String {
    word(client.reserve(wish).await.unwrap().into_inner())
}

pub(crate) async fn release(client: &mut Client, order: u64) -> bool {
    client.release(ReleaseRequest { order_id: order_id(order) }).await.unwrap().into_inner().released
}

/// A product of which there are so many.
pub(crate) async fn counted(shop: &mut Shop, name: &str, on_hand: i64, daily_limit: i32) -> Product {
    let stock = Some(Stock { tracked: true, on_hand, daily_limit, sold_today: 0 });
    let product = Some(Product { stock, ..product("food", name, 1_000) });
    shop.client.create_product(CreateProductRequest { product }).await.unwrap().into_inner().product.unwrap()
}

async fn on_hand(shop: &mut Shop, product: &Product) -> i64 {
    let request = GetProductRequest { product: product.id.clone() };
    shop.client.get_product(request).await.unwrap().into_inner().product.unwrap().stock.unwrap().on_hand
}

async fn is_available(shop: &mut Shop, product: &Product) -> bool {
    let sections = shop.menu().await.sections.into_iter();
    let found = sections.flat_map(|section| section.products).find(|found| found.id == product.id);
    found.unwrap().available
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_reserves_all_of_it_or_nothing_and_hears_what_lacks() {
    on_every_database(async |mut shop| {
        shop.category("Food").await;
        let rice = counted(&mut shop, "Rice", 5, 0).await;
        let fish = counted(&mut shop, "Fish", 1, 0).await;
        let fish_line = ReservedLine { product_id: fish.id.clone(), quantity: 2 };
        let mut both = wish(1, &rice.id, 2);
        both.lines.extend([fish_line, ReservedLine { product_id: rice.id.clone(), quantity: 1 }]);
        let Some(Outcome::Denied(denied)) = shop.client.reserve(both.clone()).await.unwrap().into_inner().outcome
        else {
            panic!("there is one fish only")
        };
        assert_eq!(denied.reason, "OUT_OF_STOCK");
        assert_eq!(denied.shortages, [Shortage { product_id: fish.id.clone(), left: 1 }]);
        assert_eq!((on_hand(&mut shop, &rice).await, on_hand(&mut shop, &fish).await), (5, 1));
        both.order_id = order_id(2);
        both.lines[1].quantity = 1;
        assert_eq!(reserve(&mut shop.client, both).await, "GRANTED");
        assert_eq!((on_hand(&mut shop, &rice).await, on_hand(&mut shop, &fish).await), (2, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_wish_again_gets_the_same_answer_whatever_happened_since() {
    on_every_database(async |mut shop| {
        shop.category("Food").await;
        let rice = counted(&mut shop, "Rice", 3, 0).await;
        for _ in 0..3 {
            assert_eq!(reserve(&mut shop.client, wish(1, &rice.id, 2)).await, "GRANTED");
            assert_eq!(reserve(&mut shop.client, wish(2, &rice.id, 2)).await, "OUT_OF_STOCK");
        }
        assert_eq!(on_hand(&mut shop, &rice).await, 1);
        assert!(release(&mut shop.client, 1).await);
        assert_eq!(reserve(&mut shop.client, wish(2, &rice.id, 2)).await, "OUT_OF_STOCK");
        let other = shop.client.reserve(wish(2, &rice.id, 3)).await;
        assert_eq!(reason(other), because(Kind::FailedPrecondition, "KEY_REUSED"));
        assert_eq!(on_hand(&mut shop, &rice).await, 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_revision_moves_only_the_difference_and_a_denied_one_leaves_the_older() {
    on_every_database(async |mut shop| {
        shop.category("Food").await;
        let rice = counted(&mut shop, "Rice", 5, 0).await;
        let fish = counted(&mut shop, "Fish", 5, 0).await;
        let revised =
            |revision, product: &Product, quantity| ReserveRequest { revision, ..wish(1, &product.id, quantity) };
        assert_eq!(reserve(&mut shop.client, revised(1, &rice, 4)).await, "GRANTED");
        assert_eq!(reserve(&mut shop.client, revised(2, &rice, 6)).await, "OUT_OF_STOCK");
        assert_eq!(on_hand(&mut shop, &rice).await, 1);
        assert_eq!(reserve(&mut shop.client, revised(3, &rice, 5)).await, "GRANTED");
        assert_eq!(on_hand(&mut shop, &rice).await, 0);
        let stale = shop.client.reserve(revised(2, &rice, 6)).await;
        assert_eq!(reason(stale), because(Kind::FailedPrecondition, "REVISION_STALE"));
        assert_eq!(reserve(&mut shop.client, revised(4, &fish, 2)).await, "GRANTED");
        assert_eq!((on_hand(&mut shop, &rice).await, on_hand(&mut shop, &fish).await), (5, 3));
        assert!(release(&mut shop.client, 1).await);
        assert_eq!(on_hand(&mut shop, &fish).await, 5);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_gives_back_once_and_refuses_the_reservation_it_overtook() {
    on_every_database(async |mut shop| {
        shop.category("Food").await;
        let rice = counted(&mut shop, "Rice", 3, 0).await;
        assert!(!release(&mut shop.client, 1).await);
        assert_eq!(reserve(&mut shop.client, wish(1, &rice.id, 2)).await, "RELEASED");
        assert_eq!(reserve(&mut shop.client, wish(2, &rice.id, 2)).await, "GRANTED");
        assert!(release(&mut shop.client, 2).await && !release(&mut shop.client, 2).await);
        assert_eq!(reserve(&mut shop.client, wish(2, &rice.id, 2)).await, "RELEASED");
        assert_eq!(on_hand(&mut shop, &rice).await, 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_runs_out_is_sold_out_in_the_next_menu_and_comes_back_with_it() {
    on_every_database(async |mut shop| {
        shop.category("Food").await;
        let rice = counted(&mut shop, "Rice", 3, 0).await;
        assert!(rice.reserved && is_available(&mut shop, &rice).await);
        let full = shop.menu().await.revision;
        assert_eq!(reserve(&mut shop.client, wish(1, &rice.id, 2)).await, "GRANTED");
        assert_eq!(shop.menu().await.revision, full, "two of three change nothing that customers see");
        assert_eq!(reserve(&mut shop.client, wish(2, &rice.id, 1)).await, "GRANTED");
        assert!(shop.menu().await.revision > full && !is_available(&mut shop, &rice).await);
        release(&mut shop.client, 2).await;
        assert!(is_available(&mut shop, &rice).await);
        let empty = SetStockRequest {
            product: rice.sku.clone(),
            change: Some(set_stock_request::Change::OnHand(0)),
            version: 0,
        };
        shop.client.set_stock(empty).await.unwrap();
        assert!(!is_available(&mut shop, &rice).await);
        assert!(shop.menu().await.sections[0].products[0].stock.is_none(), "customers do not see how many there are");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_daily_limit_sells_again_on_the_shops_next_day() {
    on_every_database(async |mut shop| {
        shop.category("Food").await;
        let stock = Some(Stock { daily_limit: 2, ..Stock::default() });
        let limited = CreateProductRequest { product: Some(Product { stock, ..product("food", "Egusi", 900) }) };
        let egusi = shop.client.create_product(limited).await.unwrap().into_inner().product.unwrap();
        assert_eq!(reserve(&mut shop.client, wish(1, &egusi.id, 2)).await, "GRANTED");
        assert_eq!(reserve(&mut shop.client, wish(2, &egusi.id, 1)).await, "OUT_OF_STOCK");
        assert!(!is_available(&mut shop, &egusi).await);
        let known_revision = shop.menu().await.revision;
        // It is noon in Lagos.
        shop.world.advance(Duration::from_secs(12 * 3_600 - 1));
        assert!(!shop.client.get_menu(GetMenuRequest { known_revision }).await.unwrap().into_inner().changed);
        shop.world.advance(Duration::from_secs(1));
        assert!(shop.client.get_menu(GetMenuRequest { known_revision }).await.unwrap().into_inner().changed);
        assert!(is_available(&mut shop, &egusi).await);
        assert_eq!(reserve(&mut shop.client, wish(3, &egusi.id, 2)).await, "GRANTED");
        release(&mut shop.client, 1).await;
        assert!(!is_available(&mut shop, &egusi).await, "what yesterday gives back is not today's");
        release(&mut shop.client, 3).await;
        assert!(is_available(&mut shop, &egusi).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_wish_is_refused_with_its_reason() {
    on_every_database(async |mut shop| {
        shop.category("Food").await;
        let rice = counted(&mut shop, "Rice", 3, 0).await;
        type Breaks = fn(&mut ReserveRequest);
        let broken: [(Breaks, &str); 9] = [
            (|wish| wish.order_id = "ORD-1".to_owned(), "ORDER_ID_INVALID"),
            (|wish| wish.customer_id.clear(), "CUSTOMER_REQUIRED"),
            (|wish| wish.revision = 0, "REVISION_INVALID"),
            (|wish| wish.lines.clear(), "NO_LINES"),
            (|wish| wish.lines = vec![wish.lines[0].clone(); 51], "TOO_MANY_LINES"),
            (|wish| wish.lines[0].quantity = 0, "QUANTITY_INVALID"),
            (|wish| wish.lines[0].quantity = -1, "QUANTITY_INVALID"),
            (|wish| wish.lines[0].quantity = 1_000, "QUANTITY_INVALID"),
            (|wish| wish.slot_time = Some(prost_types::Timestamp { seconds: i64::MAX, nanos: 0 }), "TIME_INVALID"),
        ];
        for (breaks, expected) in broken {
            let mut wish = wish(1, &rice.id, 1);
            breaks(&mut wish);
            assert_eq!(reason(shop.client.reserve(wish).await), because(Kind::InvalidArgument, expected));
        }
        let unreadable = shop.client.reserve(wish(1, "rice", 1)).await;
        assert_eq!(reason(unreadable), because(Kind::NotFound, "PRODUCT_NOT_FOUND"));
        let nameless = shop.client.release(ReleaseRequest::default()).await;
        assert_eq!(reason(nameless), because(Kind::InvalidArgument, "ORDER_ID_INVALID"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn counting_stock_takes_a_number_or_a_difference_and_says_what_it_cannot_do() {
    on_every_database(async |mut shop| {
        shop.category("Food").await;
        let zobo = shop.product("food", "Zobo", 600).await;
        assert!(!zobo.reserved);
        let set = |change| SetStockRequest { product: "zobo".to_owned(), change, version: 0 };
        use set_stock_request::Change;
        let refused = reason(shop.client.set_stock(set(Some(Change::Add(1)))).await);
        assert_eq!(refused, because(Kind::FailedPrecondition, "STOCK_NOT_TRACKED"));
        for (change, expected) in [
            (None, "STOCK_CHANGE_REQUIRED"),
            (Some(Change::Untrack(false)), "STOCK_CHANGE_REQUIRED"),
            (Some(Change::OnHand(-1)), "STOCK_INVALID"),
            (Some(Change::OnHand(i64::MAX)), "STOCK_INVALID"),
        ] {
            let refused = reason(shop.client.set_stock(set(change)).await);
            assert_eq!(refused, because(Kind::InvalidArgument, expected));
        }
        for (change, tracked, on_hand) in [
            (Change::OnHand(5), true, 5),
            (Change::Add(3), true, 8),
            (Change::Add(-20), true, 0),
            (Change::Untrack(true), false, 0),
        ] {
            let counted = shop.client.set_stock(set(Some(change))).await.unwrap().into_inner().product.unwrap();
            let stock = counted.stock.unwrap();
            assert_eq!((stock.tracked, stock.on_hand, counted.reserved), (tracked, on_hand, tracked));
        }
        assert!(is_available(&mut shop, &zobo).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changing_a_product_leaves_a_running_count_alone() {
    on_every_database(async |mut shop| {
        shop.category("Food").await;
        let rice = counted(&mut shop, "Rice", 5, 0).await;
        assert_eq!(reserve(&mut shop.client, wish(1, &rice.id, 2)).await, "GRANTED");
        let mut update = async |stock: Option<Stock>| {
            let product = Some(Product { version: 0, name: "Ofada Rice".to_owned(), stock, ..rice.clone() });
            let updated = shop.client.update_product(UpdateProductRequest { product }).await.unwrap();
            updated.into_inner().product.unwrap().stock.unwrap()
        };
        assert_eq!(update(rice.stock).await.on_hand, 3);
        assert_eq!(update(None).await.on_hand, 3);
        let limited = update(Some(Stock { tracked: true, daily_limit: 9, ..Stock::default() })).await;
        assert_eq!((limited.on_hand, limited.daily_limit, limited.sold_today), (3, 9, 2));
        assert!(!update(Some(Stock::default())).await.tracked);
    })
    .await;
}
