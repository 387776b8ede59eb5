use std::time::Duration;

use chassis::Kind;
use proto::{
    catalog::v1::{Shop as Terms, *},
    common::v1::Money,
    convert::{from_time, to_time},
};

use crate::{
    reservations::{release, reserve, wish},
    shop::{Shop, because, on_every_database, reason, refusal},
};

fn naira(naira: i64) -> Option<Money> {
    Some(Money { amount_minor: naira * 100, currency: "NGN".to_owned() })
}

/// Open on weekdays from eight to four, with slots of two hours for one order each.
fn terms() -> Terms {
    let hours = |weekday| WeeklyHours { weekday, opens_minute: 480, closes_minute: 960 };
    let center = Some(GeoPoint { latitude: 6.4281, longitude: 3.4219 });
    let circle = delivery_zone::Shape::Circle(Circle { center, radius_meters: 5_000 });
    Terms {
        weekly_hours: (1..=5).map(hours).collect(),
        special_days: vec![SpecialDay {
            date: "2026-12-25".to_owned(),
            hours: Vec::new(),
            name: "Christmas".to_owned(),
        }],
        lead_time_minutes: 90,
        slots: Some(Slots { length_minutes: 120, capacity: 1, days_ahead: 3 }),
        zones: vec![DeliveryZone {
            name: "Victoria Island".to_owned(),
            shape: Some(circle),
            fee: naira(500),
            free_from: naira(10_000),
            subtotal_min: None,
        }],
        tax_basis_points: 750,
        tax_name: "VAT".to_owned(),
        tips: true,
        payment_policies: vec![PaymentPolicy::Prepaid.into(), PaymentPolicy::Invoice.into()],
        invoice_due_days: 14,
        invoice_sender: "Souk Ltd\n1 Marina, Lagos".to_owned(),
        ..Terms::default()
    }
}

async fn update(shop: &mut Shop, terms: Terms) -> Terms {
    let updated = shop.client.update_shop(UpdateShopRequest { shop: Some(terms) }).await;
    updated.unwrap().into_inner().shop.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_shop_is_always_open_and_its_terms_come_with_the_menu_once_changed() {
    on_every_database(async |mut shop| {
        let new = shop.client.get_shop(GetShopRequest {}).await.unwrap().into_inner().shop.unwrap();
        assert_eq!(new, Terms { version: 1, time_zone: "Africa/Lagos".to_owned(), ..Terms::default() });
        let before = shop.menu().await;
        assert_eq!(before.shop, Some(new));
        let updated = update(&mut shop, terms()).await;
        assert_eq!(updated, Terms { version: 2, time_zone: "Africa/Lagos".to_owned(), ..terms() });
        let after = shop.menu().await;
        assert!(after.revision > before.revision && after.shop == Some(updated.clone()));
        let late = UpdateShopRequest { shop: Some(Terms { version: 1, ..terms() }) };
        let late = refusal(shop.client.update_shop(late).await);
        assert_eq!(
            (late.kind, late.reason.as_str(), late.detail("version")),
            (Kind::Aborted, "VERSION_MISMATCH", Some("2"))
        );
        assert_eq!(shop.client.get_shop(GetShopRequest {}).await.unwrap().into_inner().shop, Some(updated));
    })
    .await;
}

/// A polygon whose first and third side cross.
fn bow_tie() -> Option<delivery_zone::Shape> {
    let corners = [(6.0, 3.0), (7.0, 4.0), (7.0, 3.0), (6.0, 4.0)];
    let corners = corners.map(|(latitude, longitude)| GeoPoint { latitude, longitude }).to_vec();
    Some(delivery_zone::Shape::Polygon(Polygon { corners }))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_polygon_that_crosses_itself_is_refused_with_the_sides_that_do() {
    on_every_database(async |mut shop| {
        let mut wrong = terms();
        wrong.zones[0].shape = bow_tie();
        let name = wrong.zones[0].name.clone();
        let refused = shop.client.update_shop(UpdateShopRequest { shop: Some(wrong) }).await.unwrap_err();
        let problem = chassis::Problem::from(refused);
        assert_eq!((problem.detail("zone"), problem.detail("fault")), (Some(&*name), Some("CROSSED")));
        assert!(problem.message.contains("corners 1 and 3 cross or touch"), "{}", problem.message);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_terms_are_refused_with_their_reason() {
    type Breaks = fn(&mut Terms);
    on_every_database(async |mut shop| {
        let broken: [(Breaks, &str); 19] = [
            (|terms| terms.weekly_hours[0].weekday = 8, "HOURS_INVALID"),
            (|terms| terms.weekly_hours[0].closes_minute = 480, "HOURS_INVALID"),
            (|terms| terms.weekly_hours.push(terms.weekly_hours[0]), "HOURS_INVALID"),
            (|terms| terms.special_days[0].date = "25 December".to_owned(), "SPECIAL_DAY_INVALID"),
            (|terms| terms.special_days.push(terms.special_days[0].clone()), "SPECIAL_DAY_INVALID"),
            (|terms| terms.slots.as_mut().unwrap().length_minutes = 4, "SLOTS_INVALID"),
            (|terms| terms.lead_time_minutes = -1, "SLOTS_INVALID"),
            (|terms| terms.zones[0].name.clear(), "ZONE_INVALID"),
            (|terms| terms.zones[0].shape = None, "ZONE_INVALID"),
            (
                |terms| {
                    let corners = vec![GeoPoint { latitude: 0.0, longitude: f64::NAN }; 3];
                    terms.zones[0].shape = Some(delivery_zone::Shape::Polygon(Polygon { corners }));
                },
                "ZONE_INVALID",
            ),
            (|terms| terms.zones[0].shape = bow_tie(), "ZONE_INVALID"),
            (|terms| terms.delivery_fee = naira(-1), "SUM_INVALID"),
            (|terms| terms.subtotal_min = Some(Money { amount_minor: 1, currency: "JPY".into() }), "CURRENCY_MISMATCH"),
            (|terms| terms.tax_basis_points = 10_001, "TAX_INVALID"),
            (|terms| terms.tax_name = "x".repeat(21), "TAX_INVALID"),
            (|terms| terms.payment_policies.push(PaymentPolicy::Prepaid.into()), "PAYMENT_INVALID"),
            (|terms| terms.payment_policies.push(9), "PAYMENT_INVALID"),
            (|terms| terms.payment_timeout_minutes = 4, "PAYMENT_INVALID"),
            (|terms| terms.invoice_sender = "x".repeat(501), "SENDER_INVALID"),
        ];
        for (number, (breaks, expected)) in broken.into_iter().enumerate() {
            let mut wrong = terms();
            breaks(&mut wrong);
            let refused = reason(shop.client.update_shop(UpdateShopRequest { shop: Some(wrong) }).await);
            assert_eq!(refused, because(Kind::InvalidArgument, expected), "case {number}");
        }
    })
    .await;
}

/// When each offered slot begins, and how many orders it takes.
async fn slots(shop: &mut Shop, page_size: i32) -> Vec<(String, i32)> {
    let answer = shop.client.list_slots(ListSlotsRequest { from_time: None, page_size }).await.unwrap().into_inner();
    let slot = |slot: Slot| (from_time(slot.start_time.unwrap()).unwrap().to_string(), slot.left);
    answer.slots.into_iter().map(slot).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn slots_are_offered_after_the_lead_time_until_they_are_full() {
    on_every_database(async |mut shop| {
        shop.category("Food").await;
        let rice = shop.product("food", "Rice", 100).await;
        let refused = reason(shop.client.list_slots(ListSlotsRequest::default()).await);
        assert_eq!(refused, because(Kind::FailedPrecondition, "SLOTS_NOT_OFFERED"));
        update(&mut shop, terms()).await;
        // It is Friday noon in Lagos, one hour ahead of UTC; three days ahead is Monday.
        let offered = slots(&mut shop, 0).await;
        assert_eq!(offered[0], ("2026-11-20T13:00:00Z".to_owned(), 1), "at half past one at the earliest");
        assert_eq!((offered.len(), offered[1].0.as_str()), (5, "2026-11-23T07:00:00Z"));
        assert_eq!(slots(&mut shop, 2).await.len(), 2);
        let planned = |order, revision, start: &str| ReserveRequest {
            revision,
            slot_time: Some(to_time(start.parse().unwrap())),
            ..wish(order, &rice.id, revision)
        };
        assert_eq!(reserve(&mut shop.client, planned(1, 1, "2026-11-20T13:00:00Z")).await, "GRANTED");
        assert_eq!(reserve(&mut shop.client, planned(2, 1, "2026-11-20T13:00:00Z")).await, "SLOT_FULL");
        assert_eq!(reserve(&mut shop.client, planned(2, 2, "2026-11-20T13:30:00Z")).await, "SLOT_FULL");
        assert_eq!(slots(&mut shop, 0).await[0].0, "2026-11-23T07:00:00Z");
        assert_eq!(reserve(&mut shop.client, planned(1, 2, "2026-11-20T13:00:00Z")).await, "GRANTED");
        assert_eq!(reserve(&mut shop.client, planned(1, 3, "2026-11-23T07:00:00Z")).await, "GRANTED");
        assert_eq!(slots(&mut shop, 0).await[0].0, "2026-11-20T13:00:00Z");
        assert!(release(&mut shop.client, 1).await);
        assert_eq!(slots(&mut shop, 0).await.len(), 5);
        shop.world.advance(Duration::from_secs(3_600));
        assert_eq!(slots(&mut shop, 0).await.len(), 4);
        let mut unlimited = terms();
        unlimited.slots.as_mut().unwrap().capacity = 0;
        update(&mut shop, unlimited).await;
        assert_eq!(slots(&mut shop, 1).await[0].1, -1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slot_takes_as_many_orders_as_it_has_places_however_many_ask_at_once() {
    on_every_database(async |mut shop| {
        shop.category("Food").await;
        let rice = shop.product("food", "Rice", 100).await;
        let mut terms = terms();
        terms.slots.as_mut().unwrap().capacity = 7;
        update(&mut shop, terms).await;
        let start = Some(to_time("2026-11-20T13:00:00Z".parse().unwrap()));
        let asked = (0..40).map(|order| {
            let (mut client, wish) = (shop.replica(), ReserveRequest { slot_time: start, ..wish(order, &rice.id, 1) });
            tokio::spawn(async move { reserve(&mut client, wish).await })
        });
        let answers = futures_util::future::join_all(asked).await;
        let granted = answers.iter().filter(|answer| matches!(answer, Ok(word) if word == "GRANTED")).count();
        assert_eq!((granted, answers.len()), (7, 40));
    })
    .await;
}
