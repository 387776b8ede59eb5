use std::collections::BTreeMap;

use chassis::testing;
use futures_util::future::join_all;
use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
use proto::catalog::v1::*;

use crate::{
    reservations::{counted, order_id, reserve, wish, word},
    shop::{Client, Shop, on_every_database},
};

/// Processes that serve at the same time.
const REPLICAS: usize = 3;

/// Half off for the first customers.
async fn coupon(shop: &mut Shop, coupon: Coupon) -> Coupon {
    let benefit = Some(coupon::Benefit::PercentBasisPoints(5_000));
    let coupon = Some(Coupon { benefit, active: true, ..coupon });
    shop.client.create_coupon(CreateCouponRequest { coupon }).await.unwrap().into_inner().coupon.unwrap()
}

/// Everybody asks at the same time, each of several processes; how often each answer was given.
async fn all_at_once(shop: &Shop, wishes: Vec<ReserveRequest>) -> BTreeMap<String, usize> {
    let replicas: Vec<Client> = (0..REPLICAS).map(|_| shop.replica()).collect();
    let asked = wishes.into_iter().enumerate().map(|(number, wish)| {
        let client = replicas[number % REPLICAS].clone();
        tokio::spawn(reserve_at_last(client, wish))
    });
    let mut answers = BTreeMap::new();
    for answer in join_all(asked).await {
        *answers.entry(answer.unwrap()).or_insert(0) += 1;
    }
    answers
}

async fn reserve_at_last(client: Client, wish: ReserveRequest) -> String {
    let ask = || {
        let (mut client, wish) = (client.clone(), wish.clone());
        async move { client.reserve(wish).await }
    };
    word(testing::at_last(ask).await.unwrap().into_inner())
}

fn counts(counts: &[(&str, usize)]) -> BTreeMap<String, usize> {
    counts.iter().map(|(word, count)| ((*word).to_owned(), *count)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_customers_claim_ilk50_at_once_and_exactly_fifty_get_it() {
    on_every_database(async |mut shop| {
        shop.category("Food").await;
        let rice = counted(&mut shop, "Rice", 1_000, 0).await;
        let ilk50 = Coupon { code: "ILK50".to_owned(), customers_max: 50, ..Coupon::default() };
        let ilk50 = coupon(&mut shop, ilk50).await;
        let wishes =
            (0..200).map(|order| ReserveRequest { coupon_code: "ilk50".to_owned(), ..wish(order, &rice.id, 1) });
        let answers = all_at_once(&shop, wishes.collect()).await;
        assert_eq!(answers, counts(&[("GRANTED", 50), ("COUPON_USED_UP", 150)]));
        let request = GetCouponRequest { coupon: ilk50.id };
        let coupon = shop.client.get_coupon(request).await.unwrap().into_inner().coupon.unwrap();
        assert_eq!((coupon.uses, coupon.customers), (50, 50));
        let request = GetProductRequest { product: rice.id };
        let rice = shop.client.get_product(request).await.unwrap().into_inner().product.unwrap();
        assert_eq!(rice.stock.unwrap().on_hand, 950, "who did not get the coupon holds no rice");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_customers_race_for_the_last_ten_and_exactly_ten_get_one() {
    on_every_database(async |mut shop| {
        shop.category("Food").await;
        let rice = counted(&mut shop, "Rice", 10, 0).await;
        let answers = all_at_once(&shop, (0..100).map(|order| wish(order, &rice.id, 1)).collect()).await;
        assert_eq!(answers, counts(&[("GRANTED", 10), ("OUT_OF_STOCK", 90)]));
        let menu = shop.menu().await;
        assert!(!menu.sections[0].products[0].available);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_customer_who_orders_many_times_at_once_uses_a_coupon_once() {
    on_every_database(async |mut shop| {
        shop.category("Food").await;
        let rice = shop.product("food", "Rice", 100).await;
        let once = Coupon { code: "ONCE".to_owned(), uses_per_customer_max: 1, ..Coupon::default() };
        coupon(&mut shop, once).await;
        let wishes = (0..40).map(|order| ReserveRequest {
            coupon_code: "once".to_owned(),
            customer_id: "ade".to_owned(),
            ..wish(order, &rice.id, 1)
        });
        let answers = all_at_once(&shop, wishes.collect()).await;
        assert_eq!(answers, counts(&[("GRANTED", 1), ("COUPON_ALREADY_USED", 39)]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_of_the_same_goods_in_every_order_never_wait_for_each_other_in_a_circle() {
    on_every_database(async |mut shop| {
        shop.category("Food").await;
        let mut goods = Vec::new();
        for name in ["Rice", "Beans", "Yam", "Fish"] {
            goods.push(counted(&mut shop, name, 60, 0).await.id);
        }
        coupon(&mut shop, Coupon { code: "MANY".to_owned(), uses_max: 100, ..Coupon::default() }).await;
        let wishes = (0..120_usize).map(|order| {
            let line = |place: usize| ReservedLine {
                product_id: goods[(order + place * (1 + order % 2)) % 4].clone(),
                quantity: 1,
            };
            let lines = (0..3).map(line).collect();
            ReserveRequest { lines, coupon_code: "MANY".to_owned(), ..wish(order as u64, &goods[0], 1) }
        });
        let mut office = shop.replica();
        let rice = goods[0].clone();
        let counting = tokio::spawn(async move {
            for _ in 0..20 {
                let change = Some(set_stock_request::Change::Add(0));
                office.set_stock(SetStockRequest { product: rice.clone(), change, version: 0 }).await.unwrap();
            }
        });
        let answers = all_at_once(&shop, wishes.collect()).await;
        counting.await.unwrap();
        assert_eq!(answers.values().sum::<usize>(), 120);
        assert!(answers.keys().all(|word| word == "GRANTED" || word == "OUT_OF_STOCK"), "{answers:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_order_asked_for_at_the_same_time_from_everywhere_reserves_once() {
    on_every_database(async |mut shop| {
        shop.category("Food").await;
        let rice = counted(&mut shop, "Rice", 10, 0).await;
        let answers = all_at_once(&shop, vec![wish(1, &rice.id, 2); 60]).await;
        assert_eq!(answers, counts(&[("GRANTED", 60)]));
        assert_eq!(reserve(&mut shop.client, wish(2, &rice.id, 9)).await, "OUT_OF_STOCK");
        assert_eq!(reserve(&mut shop.client, wish(3, &rice.id, 8)).await, "GRANTED");
    })
    .await;
}

/// One deed of the model: an order asks for so many of both goods, with or without the coupon, or ends.
#[derive(Debug, Clone)]
enum Deed {
    Reserve { order: u64, first: i32, second: i32, coupon: bool },
    Again { order: u64 },
    Release { order: u64 },
}

fn deed() -> impl Strategy<Value = Deed> {
    let reserve = (0_u64..5, 0_i32..5, 0_i32..5, any::<bool>())
        .prop_map(|(order, first, second, coupon)| Deed::Reserve { order, first, second, coupon });
    prop_oneof![
        5 => reserve,
        2 => (0_u64..5).prop_map(|order| Deed::Again { order }),
        1 => (0_u64..5).prop_map(|order| Deed::Release { order }),
    ]
}

/// How it ought to be, in the plainest words.
struct Model {
    stock: [i64; 2],
    coupon_uses_max: usize,
    orders: BTreeMap<u64, ModelOrder>,
}

#[derive(Default, Clone)]
struct ModelOrder {
    held: [i64; 2],
    coupon: bool,
    ended: bool,
    last: Option<(ReserveRequest, String)>,
}

impl Model {
    fn reserve(&mut self, number: u64, wished: [i64; 2], coupon: bool) -> String {
        let used = self.orders.iter().filter(|(other, order)| **other != number && order.coupon).count();
        let max = self.coupon_uses_max;
        let order = self.orders.entry(number).or_default();
        if order.ended {
            return "RELEASED".to_owned();
        }
        if (0..2).any(|place| wished[place] - order.held[place] > self.stock[place]) {
            return "OUT_OF_STOCK".to_owned();
        }
        if coupon && !order.coupon && used >= max {
            return "COUPON_USED_UP".to_owned();
        }
        for ((stock, held), wished) in self.stock.iter_mut().zip(order.held).zip(wished) {
            *stock -= wished - held;
        }
        (order.held, order.coupon) = (wished, coupon);
        "GRANTED".to_owned()
    }

    fn release(&mut self, number: u64) -> bool {
        let order = self.orders.entry(number).or_default();
        let gave = order.held != [0, 0] || order.coupon;
        for (stock, held) in self.stock.iter_mut().zip(order.held) {
            *stock += held;
        }
        *order = ModelOrder { ended: true, last: order.last.take(), ..ModelOrder::default() };
        gave
    }
}

fn request(order: u64, goods: &[String], wished: [i32; 2], coupon: &str, revision: i32) -> ReserveRequest {
    let lines = goods.iter().zip(wished).filter(|(_, quantity)| *quantity > 0);
    let lines = lines.map(|(product, quantity)| ReservedLine { product_id: product.clone(), quantity }).collect();
    ReserveRequest { lines, coupon_code: coupon.to_owned(), revision, ..wish(order, "", 1) }
}

async fn play(shop: &mut Shop, run: u64, deeds: &[Deed]) {
    let first = counted(shop, &format!("First {run}"), 6, 0).await;
    let second = counted(shop, &format!("Second {run}"), 4, 0).await;
    let code = format!("MODEL{run}");
    coupon(shop, Coupon { code: code.clone(), uses_max: 2, ..Coupon::default() }).await;
    let goods = [first.id, second.id];
    let mut model = Model { stock: [6, 4], coupon_uses_max: 2, orders: BTreeMap::new() };
    for (number, deed) in (1..).zip(deeds) {
        let id = |order: u64| run * 10 + order;
        match *deed {
            Deed::Reserve { first: 0, second: 0, .. } => {}
            Deed::Reserve { order, first, second, coupon } => {
                let code = if coupon { code.as_str() } else { "" };
                let asked = request(id(order), &goods, [first, second], code, number);
                let expected = model.reserve(order, [first.into(), second.into()], coupon);
                assert_eq!(reserve(&mut shop.client, asked.clone()).await, expected, "{deeds:?}");
                model.orders.entry(order).or_default().last = Some((asked, expected));
            }
            Deed::Again { order } => {
                let order = model.orders.entry(order).or_default().clone();
                let Some((asked, answer)) = order.last else { continue };
                let expected = if order.ended { "RELEASED".to_owned() } else { answer };
                assert_eq!(reserve(&mut shop.client, asked).await, expected, "{deeds:?}");
            }
            Deed::Release { order } => {
                let request = ReleaseRequest { order_id: order_id(id(order)) };
                let released = shop.client.release(request).await.unwrap().into_inner().released;
                assert_eq!(released, model.release(order), "{deeds:?}");
            }
        }
        let ids = BatchGetProductsRequest { ids: goods.to_vec() };
        let found = shop.client.batch_get_products(ids).await.unwrap().into_inner().products;
        let left = |id: &String| found.iter().find(|found| found.id == *id).unwrap().stock.unwrap().on_hand;
        assert_eq!([left(&goods[0]), left(&goods[1])], model.stock, "{deeds:?}");
        let coupon = shop.client.get_coupon(GetCouponRequest { coupon: code.clone() }).await.unwrap().into_inner();
        let uses = model.orders.values().filter(|order| order.coupon).count();
        assert_eq!(usize::try_from(coupon.coupon.unwrap().uses).unwrap(), uses, "{deeds:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reserving_and_releasing_in_any_order_does_what_the_model_does() {
    on_every_database(async |mut shop| {
        shop.category("Food").await;
        let mut runner = TestRunner::deterministic();
        let histories = prop::collection::vec(deed(), 1..25);
        for run in 0..25 {
            let deeds = histories.new_tree(&mut runner).unwrap().current();
            play(&mut shop, run, &deeds).await;
        }
    })
    .await;
}
