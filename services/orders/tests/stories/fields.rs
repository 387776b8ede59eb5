//! Services that ask for fields, some of them sensitive.

use chassis::Problem;
use proto::orders::v1::{PlaceOrderRequest, RepeatOrderRequest, RevealFieldsRequest};

use crate::{
    goods::with_fields,
    market::{Market, on_every_database, reason},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_sensitive_value_is_masked_everywhere_but_where_staff_ask_for_it() {
    on_every_database(async |market: Market| {
        let service = market.nid_service().await;
        let lines = vec![with_fields(&service, &[("nid", "1234567890"), ("name", "John Doe")])];
        let order = market.place(PlaceOrderRequest { lines, ..market.wish("k-1") }).await.unwrap().order.unwrap();
        let shown: Vec<_> = order.lines[0].fields.iter().map(|field| (&*field.label, &*field.value)).collect();
        assert_eq!(shown, [("Name", "John Doe"), ("NID", "••••••••90")]);
        assert_eq!(market.get(&order.number, "").await.unwrap(), order);
        let reveal = |user_id: &str| RevealFieldsRequest { order: order.number.clone(), user_id: user_id.into() };
        let nobody = market.orders.clone().reveal_fields(reveal("")).await.unwrap_err();
        assert_eq!(Problem::from(nobody).reason, "USER_REQUIRED");
        let revealed = market.orders.clone().reveal_fields(reveal("u-1")).await.unwrap().into_inner();
        let fields = &revealed.lines[0].fields;
        assert_eq!((fields.len(), &*fields[0].key, &*fields[0].value), (1, "nid", "1234567890"));
        let again = RepeatOrderRequest { customer_id: "c-1".into(), order: order.id.clone() };
        let again = market.orders.clone().repeat_order(again).await.unwrap().into_inner();
        assert_eq!(again.lines[0].fields.iter().map(|field| &*field.key).collect::<Vec<_>>(), ["name"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_that_is_missing_wrong_or_unknown_is_named() {
    on_every_database(async |market: Market| {
        let service = market.nid_service().await;
        let with = |key: &str, fields: &[(&str, &str)]| {
            market.place(PlaceOrderRequest { lines: vec![with_fields(&service, fields)], ..market.wish(key) })
        };
        let missing = with("k-1", &[("nid", "1234567890")]).await.unwrap_err();
        assert_eq!((missing.reason.as_str(), missing.detail("field")), ("FIELD_REQUIRED", Some("name")));
        let wrong = with("k-1", &[("nid", "12345"), ("name", "John")]).await.unwrap_err();
        assert_eq!((wrong.reason.as_str(), wrong.detail("field")), ("FIELD_INVALID", Some("nid")));
        assert!(!wrong.message.contains("12345"));
        assert_eq!(reason(with("k-1", &[("age", "7")]).await), "FIELD_UNKNOWN");
        assert_eq!(reason(with("k-1", &[("name", &"n".repeat(201))]).await), "FIELD_INVALID");
    })
    .await;
}
