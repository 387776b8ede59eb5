//! Options, stock, coupons and the shop's terms over REST.

use axum::http::StatusCode;
use gateway::Role;
use serde_json::{Value, json};

use crate::house::House;

const ZOBO: &str = "/api/v1/products/ZOBO";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_added_without_a_word_about_it_is_for_sale() {
    let house = House::new().await;
    let token = house.log_in(Role::Staff).await;
    let shelf = house.post("/api/v1/categories", &token, json!({"name": "Grills"})).await.json();
    assert_eq!(shelf["active"], true);
    let new = json!({"name": "Suya", "category_id": "grills", "price": {"amount_minor": 180_000, "currency": "NGN"}});
    let product = house.post("/api/v1/products", &token, new).await.json();
    assert_eq!((&product["active"], &product["available"]), (&json!(true), &json!(true)));
    assert_eq!(product["stock"]["tracked"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn options_are_added_changed_and_put_on_a_product() {
    let house = House::new().await;
    let token = house.log_in(Role::Staff).await;
    let choices = json!([{"name": "Ginger", "price": {"amount_minor": 5_000, "currency": "NGN"}}, {"name": "Mint"}]);
    let new = json!({"name": "Flavour", "slug": "flavour", "choices_min": 1, "choices": choices});
    let added = house.post("/api/v1/option-groups", &token, new.clone()).await;
    assert_eq!((added.status, added.header("etag")), (StatusCode::CREATED, "\"1\""), "{added:?}");
    let group = added.json();
    assert_eq!((&group["choices_max"], &group["choices"][1]["available"]), (&json!(1), &json!(true)));
    assert_eq!(house.post("/api/v1/option-groups", &token, new).await.code(), "SLUG_TAKEN");

    let mut choices = group["choices"].clone();
    choices[0]["available"] = json!(false);
    let path = "/api/v1/option-groups/flavour";
    let changed = house.call("PATCH", path, &token, json!({"choices": choices}), &[("if-match", "\"1\"")]).await.json();
    assert_eq!(changed["choices"][0]["id"], group["choices"][0]["id"], "it is the same choice");
    assert_eq!((&changed["choices"][0]["available"], &changed["choices_min"]), (&json!(false), &json!(1)));
    let stale = house.call("PATCH", path, &token, json!({"name": "Taste"}), &[("if-match", "\"1\"")]).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);

    let fields = json!([{"key": "name", "label": "Name on the bottle", "sensitive": true}]);
    let wish = json!({"option_group_ids": ["flavour"], "fields": fields});
    let zobo = house.call("PATCH", ZOBO, &token, wish, &[]).await.json();
    assert_eq!(zobo["option_group_ids"], json!([group["id"]]));
    assert_eq!((&zobo["fields"][0]["sensitive"], &zobo["price"]["amount_minor"]), (&json!(true), &json!(60_000)));
    let gone = house.call("DELETE", path, &token, Value::Null, &[]).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(house.get(path, &token).await.code(), "OPTION_GROUP_NOT_FOUND");
    assert_eq!(house.get(ZOBO, &token).await.json()["option_group_ids"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn stock_is_counted_set_and_let_go() {
    let house = House::new().await;
    let token = house.log_in(Role::Staff).await;
    let path = format!("{ZOBO}/stock");
    let put = async |body: Value| house.call("PUT", &path, &token, body, &[]).await;
    assert_eq!(put(json!({"on_hand": 12})).await.json()["stock"]["on_hand"], 12);
    assert_eq!(put(json!({"add": -2})).await.json()["stock"]["on_hand"], 10);
    let renamed = house.call("PATCH", ZOBO, &token, json!({"unit": "bottle"}), &[]).await.json();
    assert_eq!(renamed["stock"]["on_hand"], 10, "a change of words leaves the count alone");
    assert_eq!(put(json!({"tracked": false})).await.json()["stock"]["tracked"], false);
    for wrong in [json!({}), json!({"on_hand": 1, "add": 1}), json!({"tracked": true})] {
        let answer = put(wrong).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "BODY_INVALID"));
    }
    assert_eq!(put(json!({"on_hand": -1})).await.code(), "STOCK_INVALID");
    let unknown = house.call("PUT", "/api/v1/products/NOTHING/stock", &token, json!({"on_hand": 1}), &[]).await;
    assert_eq!((unknown.status, unknown.code().as_str()), (StatusCode::NOT_FOUND, "PRODUCT_NOT_FOUND"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coupon_is_added_changed_and_removed() {
    let house = House::new().await;
    let token = house.log_in(Role::Staff).await;
    let new = json!({"code": "ilk50", "percent_basis_points": 5_000, "customers_max": 50,
        "discount_max": {"amount_minor": 100_000, "currency": "NGN"}, "end_time": "2026-12-31T23:00:00Z"});
    let added = house.post("/api/v1/coupons", &token, new.clone()).await;
    assert_eq!(added.status, StatusCode::CREATED, "{added:?}");
    let coupon = added.json();
    assert_eq!((&coupon["code"], &coupon["active"], &coupon["uses"]), (&json!("ILK50"), &json!(true), &json!(0)));
    assert_eq!(house.post("/api/v1/coupons", &token, new).await.code(), "CODE_TAKEN");

    let path = "/api/v1/coupons/ILK50";
    let tag = added.header("etag");
    let off = json!({"active": false, "discount_max": null});
    let off = house.call("PATCH", path, &token, off, &[("if-match", tag)]).await.json();
    assert_eq!((&off["active"], &off["discount_max"]), (&json!(false), &Value::Null));
    assert_eq!((&off["customers_max"], &off["end_time"]), (&json!(50), &json!("2026-12-31T23:00:00Z")));
    let sum = json!({"amount": {"amount_minor": 20_000, "currency": "NGN"}});
    let other = house.call("PATCH", path, &token, sum, &[]).await.json();
    assert_eq!((&other["percent_basis_points"], &other["amount"]["amount_minor"]), (&Value::Null, &json!(20_000)));
    let both = json!({"percent_basis_points": 1, "amount": {"amount_minor": 1, "currency": "NGN"}});
    assert_eq!(house.call("PATCH", path, &token, both, &[]).await.json()["errors"][0]["pointer"], "#/amount");
    let stale = house.call("PATCH", path, &token, json!({"active": true}), &[("if-match", tag)]).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(house.get("/api/v1/coupons", &token).await.json()["coupons"][0]["code"], "ILK50");
    assert_eq!(house.call("DELETE", path, &token, Value::Null, &[]).await.status, StatusCode::NO_CONTENT);
    assert_eq!(house.get(path, &token).await.code(), "COUPON_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shops_terms_are_replaced_by_an_administrator_only() {
    let house = House::new().await;
    let (staff, admin) = (house.log_in(Role::Staff).await, house.log_in(Role::Admin).await);
    let read = house.get("/api/v1/shop", &staff).await;
    let mut terms = read.json();
    assert_eq!(terms["payment_policies"], json!([]));
    terms["tax_basis_points"] = json!(750);
    terms["tax_name"] = json!("VAT");
    terms["payment_policies"] = json!(["PREPAID", "PAY_ON_DELIVERY"]);
    terms["weekly_hours"] = json!([{"weekday": 1, "opens_minute": 540, "closes_minute": 1_260}]);
    terms["zones"] = json!([{"name": "Yaba", "circle": {"center": {"latitude": 6.5158, "longitude": 3.3722},
        "radius_meters": 3_000}, "fee": {"amount_minor": 50_000, "currency": "NGN"}}]);
    let put = async |token: &str, body: Value, tag: &str| {
        house.call("PUT", "/api/v1/shop", token, body, &[("if-match", tag)]).await
    };
    let tag = read.header("etag");
    assert_eq!(put(&staff, terms.clone(), tag).await.status, StatusCode::FORBIDDEN);
    let put_once = put(&admin, terms.clone(), tag).await;
    assert_eq!(put_once.status, StatusCode::OK, "{put_once:?}");
    let stored = put_once.json();
    assert_eq!(
        (&stored["tax_basis_points"], &stored["zones"][0]["circle"]["radius_meters"]),
        (&json!(750), &json!(3_000))
    );
    assert_eq!(stored["payment_policies"], json!(["PREPAID", "PAY_ON_DELIVERY"]));
    assert_eq!(put(&admin, terms.clone(), tag).await.status, StatusCode::PRECONDITION_FAILED);
    let mut wrong = stored.clone();
    wrong["payment_policies"] = json!(["PREPAID", "CREDIT"]);
    let refused = put(&admin, wrong, put_once.header("etag")).await.json();
    assert_eq!(refused["errors"][0]["pointer"], "#/payment_policies/1");
    let mut shapeless = stored;
    shapeless["zones"][0]["circle"] = Value::Null;
    assert_eq!(put(&admin, shapeless, put_once.header("etag")).await.json()["errors"][0]["pointer"], "#/zones/0");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_changed_meanwhile_is_neither_removed_nor_counted() {
    let house = House::new().await;
    let token = house.log_in(Role::Staff).await;
    house.post("/api/v1/categories", &token, json!({"name": "Empty"})).await;
    house.post("/api/v1/option-groups", &token, json!({"name": "Flavour", "choices": [{"name": "Mint"}]})).await;
    house.post("/api/v1/coupons", &token, json!({"code": "ILK50", "percent_basis_points": 5_000})).await;
    for (path, change) in [
        (ZOBO, json!({"unit": "bottle"})),
        ("/api/v1/categories/empty", json!({"name": "Full"})),
        ("/api/v1/option-groups/flavour", json!({"name": "Taste"})),
        ("/api/v1/coupons/ILK50", json!({"active": false})),
    ] {
        let changed = house.call("PATCH", path, &token, change, &[]).await;
        assert_eq!(changed.header("etag"), "\"2\"", "{changed:?}");
        let delete = async |tag: &str| house.call("DELETE", path, &token, Value::Null, &[("if-match", tag)]).await;
        let stale = delete("\"1\"").await;
        assert_eq!((stale.status, stale.code().as_str()), (StatusCode::PRECONDITION_FAILED, "VERSION_MISMATCH"));
        for malformed in ["2", "W/\"2\"", "\"two\""] {
            let refused = delete(malformed).await;
            assert_eq!((refused.status, refused.code().as_str()), (StatusCode::BAD_REQUEST, "ETAG_INVALID"));
        }
        if path == ZOBO {
            let stock = format!("{ZOBO}/stock");
            let count = async |tag: &str| {
                house.call("PUT", &stock, &token, json!({"on_hand": 3}), &[("if-match", tag)]).await.status
            };
            assert_eq!(count("\"1\"").await, StatusCode::PRECONDITION_FAILED);
            assert_eq!(count("2").await, StatusCode::BAD_REQUEST);
            assert_eq!(count("\"2\"").await, StatusCode::OK);
        }
        assert_eq!(delete("\"2\"").await.status, StatusCode::NO_CONTENT, "{path}");
    }
}
