//! Changing the lines of placed orders.

use std::time::Duration;

use chassis::Problem;
use futures_util::{StreamExt as _, TryStreamExt as _};
use proto::{
    catalog::v1::{Shop, coupon::Benefit},
    orders::v1::{
        ActorKind, AmendOrderRequest, AnswerAmendmentRequest, FollowRequest, Order, OrderEventKind, OrderStatus,
        PlaceOrderRequest, QuoteRequest, RequestedLine, RevealFieldsRequest,
    },
};

use crate::{
    goods::with_fields,
    market::{Market, by, cancel_by, line, naira, on_every_database, reason, staff, to},
};

fn by_staff(order: &Order, key: &str, lines: Vec<RequestedLine>) -> AmendOrderRequest {
    AmendOrderRequest {
        order: order.id.clone(),
        lines,
        actor: staff(),
        reason: "Another truck".into(),
        idempotency_key: key.into(),
        ..Default::default()
    }
}

fn by_customer(order: &Order, key: &str, lines: Vec<RequestedLine>) -> AmendOrderRequest {
    let customer = by(ActorKind::Customer, &order.customer.as_ref().unwrap().id);
    AmendOrderRequest { actor: customer, reason: String::new(), ..by_staff(order, key, lines) }
}

/// A moment later than all that happened: what happens at the same moment is told in no promised order.
fn later(market: &Market) {
    market.world.advance(Duration::from_secs(1));
}

async fn amend(market: &Market, request: AmendOrderRequest) -> Result<Order, Problem> {
    later(market);
    Ok(market.orders.clone().amend_order(request).await?.into_inner().order.unwrap())
}

async fn answer(market: &Market, order: &Order, revision: i32, accept: bool) -> Result<Order, Problem> {
    later(market);
    let (order, customer_id) = (order.id.clone(), order.customer.as_ref().unwrap().id.clone());
    let request = AnswerAmendmentRequest { order, customer_id, revision, accept };
    Ok(market.orders.clone().answer_amendment(request).await?.into_inner().order.unwrap())
}

async fn kinds(market: &Market, count: usize) -> Vec<OrderEventKind> {
    let stream = market.orders.clone().follow(FollowRequest { after: 0, from_now: false }).await.unwrap();
    let events: Vec<_> = stream.into_inner().take(count).try_collect().await.unwrap();
    events.into_iter().map(|event| event.event.unwrap().kind()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_changes_an_order_until_it_is_confirmed_and_the_stock_follows() {
    on_every_database(async |market: Market| {
        let cement = market.cement(10).await;
        let order = market.placed_of("k-1", &cement, 4).await;
        let more = by_customer(&order, "a-1", vec![line(&cement, 6), line(&market.zobo, 1)]);
        let changed = amend(&market, more.clone()).await.unwrap();
        assert_eq!((changed.total.clone(), changed.version), (Some(naira(5_760_000)), 2));
        assert_eq!(market.left(&cement).await, 4);
        assert_eq!(amend(&market, more).await.unwrap(), changed);
        let fewer = by_customer(&order, "a-2", vec![line(&cement, 1)]);
        assert_eq!(amend(&market, fewer).await.unwrap().total, Some(naira(950_000)));
        market.until_left(&cement, 9).await;
        let too_many = by_customer(&order, "a-3", vec![line(&cement, 11)]);
        let refused = amend(&market, too_many.clone()).await.unwrap_err();
        assert_eq!((refused.reason.as_str(), refused.detail("left")), ("OUT_OF_STOCK", Some("10")));
        assert_eq!(reason(amend(&market, too_many).await), "OUT_OF_STOCK");
        assert_eq!(market.left(&cement).await, 9);
        later(&market);
        market.change(to(&order, OrderStatus::Confirmed)).await.unwrap();
        let late = by_customer(&order, "a-4", vec![line(&cement, 2)]);
        assert_eq!(reason(amend(&market, late).await), "AMEND_TOO_LATE");
        use OrderEventKind::{Amended, Placed, StatusChanged};
        assert_eq!(kinds(&market, 4).await, [Placed, Amended, Amended, StatusChanged]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_quoted_with_what_the_order_holds_and_only_to_its_customer() {
    on_every_database(async |market: Market| {
        let cement = market.cement(5).await;
        market.coupon("FIRST1", |coupon| (coupon.uses_max, coupon.uses_per_customer_max) = (1, 1)).await;
        let wish = PlaceOrderRequest { coupon_code: "FIRST1".into(), ..market.wish_of("k-1", &cement, 5) };
        let order = market.place(wish).await.unwrap().order.unwrap();
        let asked = |customer: &str, lines: Vec<RequestedLine>| QuoteRequest {
            lines,
            customer_id: customer.into(),
            order: order.number.clone(),
            ..Default::default()
        };
        let lines = vec![line(&cement, 5), line(&market.zobo, 1)];
        let quote = market.quote(asked("c-k-1", lines.clone())).await.unwrap();
        assert_eq!((&quote.obstacles[..], quote.total.clone()), (&[][..], Some(naira(2_405_000))));
        let changed = amend(&market, by_customer(&order, "a-1", lines)).await.unwrap();
        assert_eq!((changed.total, changed.discount), (quote.total, quote.discount));
        let more = asked("c-k-1", vec![line(&cement, 6)]);
        assert_eq!(reason(market.quote(more).await), "PRODUCT_UNAVAILABLE");
        for stranger in ["c-2", ""] {
            let asked = asked(stranger, vec![line(&cement, 1)]);
            assert_eq!(reason(market.quote(asked).await), "ORDER_NOT_FOUND", "{stranger:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dearer_change_by_staff_waits_for_consent_and_holds_its_stock_meanwhile() {
    on_every_database(async |market: Market| {
        let cement = market.cement(10).await;
        let order = market.placed_of("k-1", &cement, 2).await;
        market.change(to(&order, OrderStatus::Confirmed)).await.unwrap();
        let proposed = amend(&market, by_staff(&order, "a-1", vec![line(&cement, 5)])).await.unwrap();
        assert_eq!(proposed.total, Some(naira(1_900_000)));
        let pending = proposed.pending_amendment.clone().unwrap();
        assert_eq!((pending.revision, pending.total), (2, Some(naira(4_750_000))));
        assert_eq!(market.left(&cement).await, 5);
        let second = by_staff(&order, "a-2", vec![line(&cement, 7)]);
        assert_eq!(reason(amend(&market, second).await), "AMENDMENT_PENDING");
        assert_eq!(reason(answer(&market, &order, 3, true).await), "AMENDMENT_NOT_FOUND");
        let accepted = answer(&market, &order, 2, true).await.unwrap();
        assert_eq!((accepted.total.clone(), &accepted.pending_amendment), (Some(naira(4_750_000)), &None));
        assert_eq!(answer(&market, &order, 2, true).await.unwrap(), accepted);
        assert_eq!(reason(answer(&market, &order, 2, false).await), "AMENDMENT_NOT_FOUND");
        assert_eq!(market.left(&cement).await, 5);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_is_declined_or_never_answered_leaves_the_order_and_gives_its_stock_back() {
    on_every_database(async |market: Market| {
        let cement = market.cement(10).await;
        let order = market.placed_of("k-1", &cement, 2).await;
        amend(&market, by_staff(&order, "a-1", vec![line(&cement, 5)])).await.unwrap();
        let declined = answer(&market, &order, 2, false).await.unwrap();
        assert_eq!((declined.total.clone(), &declined.lines), (order.total.clone(), &order.lines));
        market.until_left(&cement, 8).await;
        amend(&market, by_staff(&order, "a-2", vec![line(&cement, 9)])).await.unwrap();
        assert_eq!(market.left(&cement).await, 1);
        market.world.advance(Duration::from_secs(61 * 60));
        market.until_left(&cement, 8).await;
        let ended = market.get(&order.id, "").await.unwrap();
        assert_eq!((ended.total, ended.pending_amendment), (order.total, None));
        use OrderEventKind::{AmendmentDeclined, AmendmentProposed, Placed};
        let told = [Placed, AmendmentProposed, AmendmentDeclined, AmendmentProposed, AmendmentDeclined];
        assert_eq!(kinds(&market, 5).await, told);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_refused_that_changes_nothing_says_nothing_or_costs_what_nobody_agreed_to() {
    on_every_database(async |market: Market| {
        let order = market.placed("k-1").await;
        let same = vec![line(&market.suya, 2), line(&market.zobo, 1)];
        assert_eq!(reason(amend(&market, by_staff(&order, "a-1", same)).await), "NOTHING_CHANGED");
        let fewer = by_staff(&order, "a-1", vec![line(&market.suya, 1)]);
        let silent = AmendOrderRequest { reason: String::new(), ..fewer.clone() };
        assert_eq!(reason(amend(&market, silent).await), "REASON_REQUIRED");
        let dearer = AmendOrderRequest { expected_total: Some(naira(1)), ..fewer.clone() };
        assert_eq!(reason(amend(&market, dearer).await), "PRICE_CHANGED");
        let old = AmendOrderRequest { expected_version: 7, ..fewer.clone() };
        assert_eq!(reason(amend(&market, old).await), "VERSION_MISMATCH");
        let cheaper = amend(&market, fewer).await.unwrap();
        assert_eq!((cheaper.total, cheaper.pending_amendment), (Some(naira(180_000)), None));
        let other = by_staff(&order, "a-1", vec![line(&market.suya, 3)]);
        assert_eq!(reason(amend(&market, other).await), "KEY_REUSED");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_order_has_already_is_not_sold_out_for_it() {
    on_every_database(async |mut market: Market| {
        let cement = market.cement(10).await;
        let lines = vec![line(&cement, 10), line(&market.zobo, 2)];
        let wish = PlaceOrderRequest { lines, ..market.wish("k-1") };
        let order = market.place(wish).await.unwrap().order.unwrap();
        assert_eq!(market.left(&cement).await, 0);
        market.sell_out_zobo().await;
        let fewer = by_customer(&order, "a-1", vec![line(&cement, 9), line(&market.zobo, 2)]);
        assert_eq!(amend(&market, fewer).await.unwrap().lines[0].quantity, 9);
        market.until_left(&cement, 1).await;
        let all_again = by_staff(&order, "a-2", vec![line(&cement, 10), line(&market.zobo, 1)]);
        let revision = amend(&market, all_again).await.unwrap().pending_amendment.unwrap().revision;
        answer(&market, &order, revision, true).await.unwrap();
        assert_eq!(market.left(&cement).await, 0);
        let too_many = by_customer(&order, "a-3", vec![line(&cement, 10), line(&market.zobo, 2)]);
        let refused = amend(&market, too_many).await.unwrap_err();
        assert_eq!((&*refused.reason, refused.detail("products")), ("PRODUCT_UNAVAILABLE", Some(&*market.zobo.id)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_percentage_follows_the_goods_and_a_coupon_that_covers_nothing_any_more_takes_nothing_off() {
    on_every_database(async |market: Market| {
        market
            .coupon("ODD", |coupon| {
                coupon.benefit = Some(Benefit::PercentBasisPoints(1_250));
                coupon.product_ids = vec![market.suya.id.clone()];
            })
            .await;
        market.terms(Shop { tax_basis_points: 750, tax_name: "VAT".into(), ..Shop::default() }).await;
        let wish = PlaceOrderRequest { coupon_code: "ODD".into(), ..market.wish("k-1") };
        let order = market.place(wish).await.unwrap().order.unwrap();
        let sums =
            |order: &Order| [&order.discount, &order.tax, &order.total].map(|sum| sum.as_ref().unwrap().amount_minor);
        // An eighth of two suya, and 7.5 % of what is left of 4,200.00.
        assert_eq!(sums(&order), [45_000, 28_125, 403_125]);
        let fewer = amend(&market, by_staff(&order, "a-1", vec![line(&market.suya, 1), line(&market.zobo, 1)])).await;
        // 225.00 off 2,400.00, and 7.5 % of 2,175.00 are 163.125: half up.
        assert_eq!(sums(&fewer.unwrap()), [22_500, 16_313, 233_813]);
        let none = amend(&market, by_staff(&order, "a-2", vec![line(&market.zobo, 1)])).await.unwrap();
        assert_eq!((sums(&none), none.coupon_code.as_str()), ([0, 4_500, 64_500], "ODD"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coupon_stays_with_its_order_when_the_shop_takes_something_out() {
    on_every_database(async |market: Market| {
        let minimum = Some(naira(400_000));
        market.coupon("HALF", |coupon| (coupon.subtotal_min, coupon.uses_max) = (minimum, 1)).await;
        let wish = PlaceOrderRequest { coupon_code: "HALF".into(), ..market.wish("k-1") };
        let order = market.place(wish).await.unwrap().order.unwrap();
        assert_eq!(order.total, Some(naira(210_000)));
        let lines = vec![line(&market.suya, 1)];
        let own = amend(&market, by_customer(&order, "a-1", lines.clone())).await;
        assert_eq!(reason(own), "COUPON_BELOW_MINIMUM");
        let by_shop = amend(&market, by_staff(&order, "a-2", lines)).await.unwrap();
        assert_eq!((by_shop.total, by_shop.coupon_code.as_str()), (Some(naira(90_000)), "HALF"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_reserved_for_a_change_that_came_too_late_goes_back() {
    on_every_database(async |market: Market| {
        let cement = market.cement(100).await;
        for round in 0..15 {
            let order = market.placed(&format!("k-{round}")).await;
            let more = by_customer(&order, &format!("a-{round}"), vec![line(&market.suya, 2), line(&cement, 5)]);
            // Whichever is first, the order ends; it held nothing before the change.
            let (_, cancelled) = tokio::join!(amend(&market, more), market.change(cancel_by("c-1", &order)));
            cancelled.unwrap();
        }
        market.until_left(&cement, 100).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_changes_at_once_none_takes_what_the_other_needs() {
    on_every_database(async |market: Market| {
        let cement = market.cement(100).await;
        let mut held = 0;
        for round in 0..15 {
            let order = market.placed_of(&format!("k-{round}"), &cement, 2).await;
            let change = |name: &str, count| {
                amend(&market, by_staff(&order, &format!("{name}-{round}"), vec![line(&cement, count)]))
            };
            let _ = tokio::join!(change("a", 5), change("b", 3));
            let order = market.get(&order.id, "").await.unwrap();
            let pending = order.pending_amendment.as_ref().expect("one of them waits for consent");
            let order = answer(&market, &order, pending.revision, true).await.unwrap();
            held += i64::from(order.lines[0].quantity);
        }
        market.until_left(&cement, 100 - held).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_is_refused_leaves_what_the_one_before_gave_back() {
    on_every_database(async |market: Market| {
        let cement = market.cement(100).await;
        for round in 0..10 {
            let order = market.placed_of(&format!("k-{round}"), &cement, 6).await;
            let change = |name: &str, count| {
                amend(&market, by_customer(&order, &format!("{name}-{round}"), vec![line(&cement, count)]))
            };
            change("fewer", 1).await.unwrap();
            assert_eq!(reason(change("too-many", 200).await), "OUT_OF_STOCK");
        }
        market.until_left(&cement, 90).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_that_look_alike_stay_with_whom_they_belong_to() {
    on_every_database(async |market: Market| {
        let service = market.nid_service().await;
        let of = |name: &str, nid: &str| with_fields(&service, &[("nid", nid), ("name", name)]);
        let lines = vec![of("Ada", "1111111142"), of("Bayo", "2222222242"), of("Bayo", "3333333342")];
        let order = market.place(PlaceOrderRequest { lines, ..market.wish("k-1") }).await.unwrap().order.unwrap();
        let mask = "••••••••42";
        let unclear = by_staff(&order, "a-1", vec![of("Bayo", mask), line(&market.zobo, 1)]);
        let refused = amend(&market, unclear).await.unwrap_err();
        assert_eq!((refused.reason.as_str(), refused.detail("field")), ("SECRET_UNCLEAR", Some("nid")));
        let lines = vec![of("Ada", mask), of("Bayo", mask), of("Bayo", mask), line(&market.zobo, 1)];
        let proposed = amend(&market, by_staff(&order, "a-2", lines)).await.unwrap();
        answer(&market, &order, proposed.pending_amendment.unwrap().revision, true).await.unwrap();
        let reveal = RevealFieldsRequest { order: order.number.clone(), user_id: "u-1".into() };
        let revealed = market.orders.clone().reveal_fields(reveal).await.unwrap().into_inner();
        let numbers: Vec<_> = revealed.lines.iter().flat_map(|line| &line.fields).map(|field| &*field.value).collect();
        assert_eq!(numbers, ["1111111142", "2222222242", "3333333342"]);
    })
    .await;
}
