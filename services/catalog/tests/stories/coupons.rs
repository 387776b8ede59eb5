use std::time::Duration;

use chassis::Kind;
use proto::{
    catalog::v1::{coupon::Benefit, *},
    common::v1::Money,
    convert::to_time,
};

use crate::{
    reservations::{release, reserve, wish},
    shop::{Shop, because, on_every_database, reason, refusal},
};

fn half_off(code: &str) -> Coupon {
    let benefit = Some(Benefit::PercentBasisPoints(5_000));
    Coupon { code: code.to_owned(), benefit, active: true, ..Coupon::default() }
}

async fn create(shop: &mut Shop, coupon: Coupon) -> Coupon {
    let created = shop.client.create_coupon(CreateCouponRequest { coupon: Some(coupon) }).await;
    created.unwrap().into_inner().coupon.unwrap()
}

async fn check(shop: &mut Shop, code: &str, customer: &str) -> String {
    let request = CheckCouponRequest { code: code.to_owned(), customer_id: customer.to_owned() };
    match shop.client.check_coupon(request).await {
        Ok(answer) => answer.into_inner().coupon.unwrap().code,
        Err(refused) => refusal::<()>(Err(refused)).reason,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coupon_is_added_found_changed_listed_and_removed() {
    on_every_database(async |mut shop| {
        let drinks = shop.category("Drinks").await;
        let zobo = shop.product("drinks", "Zobo", 600).await;
        let scoped = Coupon {
            product_ids: vec!["zobo".to_owned()],
            category_ids: vec!["drinks".to_owned()],
            ..half_off("ilk50")
        };
        let created = create(&mut shop, scoped).await;
        assert_eq!((created.code.as_str(), created.version, created.uses), ("ILK50", 1, 0));
        assert_eq!((&created.product_ids, &created.category_ids), (&vec![zobo.id], &vec![drinks.id]));
        for key in [created.id.as_str(), "ilk50", "ILK50"] {
            let found = shop.client.get_coupon(GetCouponRequest { coupon: key.to_owned() }).await.unwrap();
            assert_eq!(found.into_inner().coupon.unwrap(), created);
        }
        create(&mut shop, half_off("BETA")).await;
        let page = |page_token| ListCouponsRequest { page_size: 1, page_token };
        let first = shop.client.list_coupons(page(String::new())).await.unwrap().into_inner();
        let second = shop.client.list_coupons(page(first.next_page_token)).await.unwrap().into_inner();
        assert_eq!([&first.coupons[0].code, &second.coupons[0].code], ["BETA", "ILK50"]);
        let changed = Coupon { uses_max: 5, code: String::new(), ..created.clone() };
        let update = UpdateCouponRequest { coupon: Some(changed) };
        let updated = shop.client.update_coupon(update.clone()).await.unwrap().into_inner().coupon.unwrap();
        assert_eq!((updated.code.as_str(), updated.uses_max, updated.version), ("ILK50", 5, 2));
        let late = refusal(shop.client.update_coupon(update).await);
        assert_eq!((late.reason.as_str(), late.detail("version")), ("VERSION_MISMATCH", Some("2")));
        shop.client.delete_coupon(DeleteCouponRequest { coupon: "ilk50".to_owned(), version: 0 }).await.unwrap();
        let gone = shop.client.get_coupon(GetCouponRequest { coupon: created.id }).await;
        assert_eq!(reason(gone), because(Kind::NotFound, "COUPON_NOT_FOUND"));
        create(&mut shop, half_off("ILK50")).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_coupon_is_refused_with_its_reason() {
    on_every_database(async |mut shop| {
        create(&mut shop, half_off("TAKEN")).await;
        let yen = Money { amount_minor: 5, currency: "JPY".to_owned() };
        let nothing = Money { amount_minor: 0, currency: "NGN".to_owned() };
        let now = to_time(shop.world.now());
        for (wrong, kind, expected) in [
            (half_off("taken"), Kind::AlreadyExists, "CODE_TAKEN"),
            (half_off("A"), Kind::InvalidArgument, "CODE_INVALID"),
            (half_off(""), Kind::InvalidArgument, "CODE_INVALID"),
            (Coupon { benefit: None, ..half_off("NEW") }, Kind::InvalidArgument, "BENEFIT_INVALID"),
            (
                Coupon { benefit: Some(Benefit::Amount(nothing)), ..half_off("NEW") },
                Kind::InvalidArgument,
                "BENEFIT_INVALID",
            ),
            (Coupon { discount_max: Some(yen), ..half_off("NEW") }, Kind::InvalidArgument, "CURRENCY_MISMATCH"),
            (Coupon { product_ids: vec!["NOPE".into()], ..half_off("NEW") }, Kind::InvalidArgument, "SCOPE_INVALID"),
            (Coupon { category_ids: vec!["nope".into()], ..half_off("NEW") }, Kind::InvalidArgument, "SCOPE_INVALID"),
            (
                Coupon { start_time: Some(now), end_time: Some(now), ..half_off("NEW") },
                Kind::InvalidArgument,
                "DATES_INVALID",
            ),
            (Coupon { uses_max: -1, ..half_off("NEW") }, Kind::InvalidArgument, "LIMIT_INVALID"),
        ] {
            let request = CreateCouponRequest { coupon: Some(wrong) };
            assert_eq!(reason(shop.client.create_coupon(request).await), because(kind, expected));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_hears_before_ordering_why_a_coupon_does_not_hold() {
    on_every_database(async |mut shop| {
        shop.category("Food").await;
        let rice = shop.product("food", "Rice", 100).await;
        let in_an_hour = |shop: &Shop| to_time(shop.world.now() + Duration::from_secs(3_600));
        let (start_time, end_time) = (Some(in_an_hour(&shop)), Some(in_an_hour(&shop)));
        create(&mut shop, Coupon { start_time, ..half_off("LATER") }).await;
        create(&mut shop, Coupon { end_time, ..half_off("SOON-OVER") }).await;
        create(&mut shop, Coupon { active: false, ..half_off("OFF") }).await;
        create(&mut shop, Coupon { uses_max: 2, uses_per_customer_max: 1, ..half_off("FEW") }).await;
        assert_eq!(check(&mut shop, "NOPE!", "ade").await, "COUPON_NOT_FOUND");
        assert_eq!(check(&mut shop, "off", "ade").await, "COUPON_NOT_FOUND");
        assert_eq!(check(&mut shop, "later", "ade").await, "COUPON_NOT_STARTED");
        assert_eq!(check(&mut shop, "soon-over", "ade").await, "SOON-OVER");
        let mine = |order, customer: &str| ReserveRequest {
            coupon_code: "few".to_owned(),
            customer_id: customer.to_owned(),
            ..wish(order, &rice.id, 1)
        };
        assert_eq!(reserve(&mut shop.client, mine(1, "ade")).await, "GRANTED");
        assert_eq!(check(&mut shop, "few", "ade").await, "COUPON_ALREADY_USED");
        assert_eq!(check(&mut shop, "few", "").await, "FEW");
        assert_eq!(reserve(&mut shop.client, mine(2, "bisi")).await, "GRANTED");
        assert_eq!(check(&mut shop, "few", "chi").await, "COUPON_USED_UP");
        release(&mut shop.client, 1).await;
        assert_eq!(check(&mut shop, "few", "ade").await, "FEW");
        shop.world.advance(Duration::from_secs(3_600));
        assert_eq!(check(&mut shop, "soon-over", "ade").await, "COUPON_EXPIRED");
        assert_eq!(check(&mut shop, "later", "ade").await, "LATER");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_keeps_its_coupon_through_changes_even_when_it_is_over_by_then() {
    on_every_database(async |mut shop| {
        shop.category("Food").await;
        let rice = shop.product("food", "Rice", 100).await;
        let old = create(&mut shop, Coupon { uses_max: 1, ..half_off("OLD") }).await;
        create(&mut shop, half_off("NEW")).await;
        let revised = |revision, code: &str| ReserveRequest {
            coupon_code: code.to_owned(),
            revision,
            ..wish(1, &rice.id, revision)
        };
        assert_eq!(reserve(&mut shop.client, revised(1, "OLD")).await, "GRANTED");
        shop.client.delete_coupon(DeleteCouponRequest { coupon: old.id.clone(), version: 0 }).await.unwrap();
        assert_eq!(reserve(&mut shop.client, revised(2, "old")).await, "GRANTED");
        assert_eq!(reserve(&mut shop.client, revised(3, "nonsense")).await, "COUPON_NOT_FOUND");
        assert_eq!(reserve(&mut shop.client, revised(4, "NEW")).await, "GRANTED");
        assert_eq!(reserve(&mut shop.client, revised(5, "OLD")).await, "COUPON_NOT_FOUND");
        let uses = async |shop: &mut Shop| {
            let found = shop.client.get_coupon(GetCouponRequest { coupon: "NEW".to_owned() }).await.unwrap();
            let coupon = found.into_inner().coupon.unwrap();
            (coupon.uses, coupon.customers)
        };
        assert_eq!(uses(&mut shop).await, (1, 1));
        assert!(release(&mut shop.client, 1).await);
        assert_eq!(uses(&mut shop).await, (0, 0));
    })
    .await;
}
