//! Options, coupons, zones, hours, taxes and tips: what an order costs and what keeps it from being one.

use proto::{
    catalog::v1::{Circle, DeliveryZone, GeoPoint, PaymentPolicy, Shop, Slots, WeeklyHours, delivery_zone::Shape},
    convert::to_time,
    orders::v1::{
        DeliveryAddress, Fulfilment, Location, OrderStatus, PlaceOrderRequest, QuoteRequest, QuoteResponse,
        RepeatOrderRequest,
    },
};

use crate::{
    goods::with_choices,
    market::{Market, line, naira, on_every_database, reason, to},
};

fn reasons(quote: &QuoteResponse) -> Vec<&str> {
    quote.obstacles.iter().map(|obstacle| obstacle.reason.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn options_a_coupon_tax_and_a_tip_make_the_total_that_was_quoted() {
    on_every_database(async |market: Market| {
        let (jollof, protein) = market.jollof().await;
        market.coupon("ILK50", |_| {}).await;
        market.terms(Shop { tax_basis_points: 750, tax_name: "VAT".into(), tips: true, ..Shop::default() }).await;
        let lines = vec![with_choices(&jollof, &[&protein.choices[0]])];
        let (coupon_code, tip) = ("ilk50".to_owned(), Some(naira(10_000)));
        let request = QuoteRequest {
            lines: lines.clone(),
            coupon_code: coupon_code.clone(),
            tip: tip.clone(),
            ..Default::default()
        };
        let quote = market.quote(request).await.unwrap();
        assert!(quote.obstacles.is_empty(), "{:?}", quote.obstacles);
        // 3,000.00 less half of it, and 7.5 % of the rest, and 100.00.
        assert_eq!((quote.discount.clone(), quote.tax.clone()), (Some(naira(150_000)), Some(naira(11_250))));
        assert_eq!(quote.total, Some(naira(171_250)));
        let expected_total = quote.total.clone();
        let wish = PlaceOrderRequest { lines, coupon_code, tip, expected_total, ..market.wish("k-1") };
        let order = market.place(wish).await.unwrap().order.unwrap();
        assert_eq!((order.total.clone(), order.discount.clone()), (quote.total, quote.discount));
        assert_eq!((order.coupon_code.as_str(), order.tax_included), ("ILK50", false));
        assert_eq!(order.lines[0].choices[0].name, "Chicken");
        assert_eq!(market.get(&order.number, "").await.unwrap(), order);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quote_names_all_that_stands_in_the_way_and_placing_is_refused_with_the_first() {
    on_every_database(async |market: Market| {
        let (jollof, protein) = market.jollof().await;
        let cement = market.cement(3).await;
        let lines = vec![line(&cement, 4), line(&jollof, 1)];
        let (coupon_code, tip) = ("NOSUCH".to_owned(), Some(naira(1)));
        let request = QuoteRequest {
            lines: lines.clone(),
            coupon_code: coupon_code.clone(),
            tip: tip.clone(),
            ..Default::default()
        };
        let quote = market.quote(request).await.unwrap();
        assert_eq!(reasons(&quote), ["OUT_OF_STOCK", "CHOICE_REQUIRED", "TIPS_NOT_OFFERED", "COUPON_NOT_FOUND"]);
        assert_eq!(quote.obstacles[0].metadata["left"], "3");
        let wish = PlaceOrderRequest { lines, coupon_code, tip, ..market.wish("k-1") };
        let refused = market.place(wish).await.unwrap_err();
        assert_eq!(refused.reason, "CHOICE_REQUIRED");
        assert_eq!((refused.detail("product"), refused.detail("missing")), (Some(&*jollof.id), Some("1")));
        assert_eq!(refused.detail("group"), Some(&*protein.id));
        let unknown =
            PlaceOrderRequest { lines: vec![with_choices(&cement, &[&protein.choices[0]])], ..market.wish("k-2") };
        assert_eq!(reason(market.place(unknown).await), "OPTION_UNKNOWN");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_pays_its_zone_and_outside_of_all_it_is_refused() {
    on_every_database(async |market: Market| {
        let center = Some(GeoPoint { latitude: 6.6, longitude: 3.35 });
        let zone = DeliveryZone {
            name: "Ikeja".into(),
            shape: Some(Shape::Circle(Circle { center, radius_meters: 5_000 })),
            fee: Some(naira(50_000)),
            free_from: Some(naira(420_001)),
            subtotal_min: None,
        };
        market.terms(Shop { zones: vec![zone], ..Shop::default() }).await;
        let to = |key: &str, latitude| {
            let location = Some(Location { latitude, longitude: 3.35 });
            let address = Some(DeliveryAddress { text: String::new(), location });
            PlaceOrderRequest { fulfilment: Fulfilment::Delivery.into(), address, ..market.wish(key) }
        };
        let order = market.place(to("k-1", 6.61)).await.unwrap().order.unwrap();
        assert_eq!((order.delivery_fee, order.zone.as_str()), (Some(naira(50_000)), "Ikeja"));
        assert_eq!(order.total, Some(naira(470_000)));
        assert_eq!(reason(market.place(to("k-2", 9.0)).await), "ADDRESS_OUTSIDE_ZONES");
        let large = PlaceOrderRequest { lines: vec![line(&market.suya, 3)], ..to("k-3", 6.61) };
        assert_eq!(market.place(large).await.unwrap().order.unwrap().delivery_fee, Some(naira(0)));
    })
    .await;
}

/// Open on Saturdays from ten to twelve, with a slot an hour that takes one order; the story's day is a Friday.
fn saturdays() -> Shop {
    Shop {
        weekly_hours: vec![WeeklyHours { weekday: 6, opens_minute: 600, closes_minute: 720 }],
        slots: Some(Slots { length_minutes: 60, capacity: 1, days_ahead: 7 }),
        ..Shop::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_shop_says_when_it_opens_and_takes_orders_for_a_slot_until_it_is_full() {
    on_every_database(async |market: Market| {
        market.terms(saturdays()).await;
        let refused = market.place(market.wish("k-1")).await.unwrap_err();
        // Ten in Lagos is nine in Greenwich.
        let opening = "2026-11-21T09:00:00Z";
        assert_eq!((refused.reason.as_str(), refused.detail("next_opening")), ("SHOP_CLOSED", Some(opening)));
        let at = |key: &str, time: &str| {
            let slot_time = Some(to_time(time.parse().unwrap()));
            PlaceOrderRequest { slot_time, ..market.wish(key) }
        };
        let planned = market.place(at("k-2", opening)).await.unwrap().order.unwrap();
        assert_eq!(planned.slot.unwrap().end_time, Some(to_time("2026-11-21T10:00:00Z".parse().unwrap())));
        assert_eq!(reason(market.place(at("k-3", opening)).await), "SLOT_FULL");
        assert_eq!(reason(market.place(at("k-4", "2026-11-21T09:30:00Z")).await), "SLOT_NOT_OFFERED");
        market.place(at("k-5", "2026-11-21T10:00:00Z")).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_paid_as_the_shop_usually_takes_it_or_as_it_also_offers() {
    on_every_database(async |market: Market| {
        let offered = [PaymentPolicy::Prepaid, PaymentPolicy::Invoice].map(i32::from).to_vec();
        market.terms(Shop { payment_policies: offered, ..Shop::default() }).await;
        assert_eq!(market.placed("k-1").await.payment_policy(), PaymentPolicy::Prepaid);
        let by =
            |key: &str, policy: PaymentPolicy| PlaceOrderRequest { payment_policy: policy.into(), ..market.wish(key) };
        let order = market.place(by("k-2", PaymentPolicy::Invoice)).await.unwrap().order.unwrap();
        assert_eq!(order.payment_policy(), PaymentPolicy::Invoice);
        assert_eq!(reason(market.place(by("k-3", PaymentPolicy::PayOnDelivery)).await), "POLICY_NOT_OFFERED");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_died_gives_its_stock_and_its_coupon_back_once() {
    on_every_database(async |market: Market| {
        let cement = market.cement(10).await;
        market.coupon("FIRST1", |coupon| coupon.uses_max = 1).await;
        let wish = |key: &str| PlaceOrderRequest { coupon_code: "FIRST1".into(), ..market.wish_of(key, &cement, 4) };
        let order = market.place(wish("k-1")).await.unwrap().order.unwrap();
        assert_eq!(market.left(&cement).await, 6);
        assert_eq!(reason(market.place(wish("k-2")).await), "COUPON_USED_UP");
        market.change(crate::market::cancel_by("c-k-1", &order)).await.unwrap();
        market.until_left(&cement, 10).await;
        let second = market.place(wish("k-3")).await.unwrap().order.unwrap();
        assert_eq!(second.total, Some(naira(1_900_000)));
        let why = market.change(proto::orders::v1::ChangeOrderStatusRequest {
            reason: "No truck".into(),
            ..to(&second, OrderStatus::Rejected)
        });
        why.await.unwrap();
        market.until_left(&cement, 10).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_repeated_at_todays_prices_and_what_is_missing_is_named() {
    on_every_database(async |mut market: Market| {
        let order = market.placed("k-1").await;
        market.reprice(200_000).await;
        market.sell_out_zobo().await;
        let request = |customer_id: &str| RepeatOrderRequest { customer_id: customer_id.into(), order: String::new() };
        let again = market.orders.clone().repeat_order(request("c-1")).await.unwrap().into_inner();
        assert_eq!((again.order_number, again.missing), (order.number, vec!["Zobo".to_owned()]));
        assert_eq!((again.lines.len(), again.lines[0].total.clone()), (1, Some(naira(400_000))));
        let nobody = market.orders.clone().repeat_order(request("c-2")).await.unwrap_err();
        assert_eq!(chassis::Problem::from(nobody).reason, "ORDER_NOT_FOUND");
    })
    .await;
}
