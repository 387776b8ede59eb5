//! Bad input is refused with a reason that says what to do, and never reaches the database.

use chassis::Kind;
use proto::orders::v1::{
    Actor, ActorKind, ChangeOrderStatusRequest, DeliveryAddress, Fulfilment, ListOrdersRequest, Location,
    OrderCustomer, OrderStatus, PlaceOrderRequest, RequestedLine,
};

use crate::market::{Market, by, customer, home, line, naira, on_every_database, reason, staff, to};

type Spoil = fn(&mut PlaceOrderRequest);

const SPOILT_WISHES: &[(&str, Spoil)] = &[
    ("KEY_REQUIRED", |wish| wish.idempotency_key.clear()),
    ("KEY_REQUIRED", |wish| wish.idempotency_key = "k".repeat(201)),
    ("KEY_REQUIRED", |wish| wish.idempotency_key = "k\0".to_owned()),
    ("NO_LINES", |wish| wish.lines.clear()),
    ("TOO_MANY_LINES", |wish| wish.lines = vec![wish.lines[0].clone(); 51]),
    ("QUANTITY_INVALID", |wish| wish.lines[1].quantity = 0),
    ("QUANTITY_INVALID", |wish| wish.lines[1].quantity = 1000),
    ("QUANTITY_INVALID", |wish| wish.lines[1].quantity = i32::MIN),
    ("NOTE_TOO_LONG", |wish| wish.lines[0].note = "n".repeat(201)),
    ("PRODUCT_NOT_FOUND", |wish| wish.lines[0].product_id = "not a name\0".to_owned()),
    ("CUSTOMER_INVALID", |wish| wish.customer = None),
    ("CUSTOMER_INVALID", |wish| wish.customer = Some(customer(""))),
    ("CUSTOMER_INVALID", |wish| wish.customer = Some(OrderCustomer { phone: "call me".to_owned(), ..customer("c-1") })),
    ("SOURCE_INVALID", |wish| wish.source = "telegram".to_owned()),
    ("FULFILMENT_REQUIRED", |wish| wish.fulfilment = 0),
    ("FULFILMENT_REQUIRED", |wish| wish.fulfilment = 99),
    ("ADDRESS_REQUIRED", |wish| wish.fulfilment = Fulfilment::Delivery.into()),
    ("ADDRESS_INVALID", |wish| {
        wish.fulfilment = Fulfilment::Delivery.into();
        wish.address = Some(DeliveryAddress { text: "a".repeat(501), location: None });
    }),
    ("ADDRESS_INVALID", |wish| {
        let nowhere = Some(Location { latitude: f64::NAN, longitude: 0.0 });
        wish.fulfilment = Fulfilment::Delivery.into();
        wish.address = home().map(|address| DeliveryAddress { location: nowhere, ..address });
    }),
    ("EXPECTED_TOTAL_INVALID", |wish| wish.expected_total.get_or_insert_with(|| naira(1)).currency = "??".to_owned()),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_wish_that_cannot_be_right_is_refused_before_anything_is_asked() {
    on_every_database(async |market: Market| {
        for (number, (expected, spoil)) in SPOILT_WISHES.iter().enumerate() {
            let mut wish = market.wish("k-1");
            spoil(&mut wish);
            let refused = market.place(wish).await.unwrap_err();
            assert_eq!((refused.kind, refused.reason.as_str()), (Kind::InvalidArgument, *expected), "wish {number}");
        }
        assert!(market.list(ListOrdersRequest::default()).await.unwrap().orders.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn characters_that_no_screen_shows_are_left_out_of_words() {
    on_every_database(async |market: Market| {
        let asked = RequestedLine { note: "no\0 onion\u{7}".to_owned(), ..line(&market.suya, 1) };
        let named = OrderCustomer { name: "Ada\0".repeat(60), ..customer("c-1") };
        let wish = PlaceOrderRequest { lines: vec![asked], customer: Some(named), ..market.wish("k-1") };
        let order = market.place(wish).await.unwrap().order.unwrap();
        assert_eq!(order.lines[0].note, "no onion");
        assert_eq!(order.customer.unwrap().name.chars().count(), 100);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_says_who_wants_what() {
    on_every_database(async |market: Market| {
        let order = market.placed("k-1").await;
        let asked = to(&order, OrderStatus::Confirmed);
        let refused = async |change| reason(market.change(change).await);
        for actor in
            [None, by(ActorKind::Staff, ""), by(ActorKind::Customer, "\0"), Some(Actor { kind: 99, id: "u".into() })]
        {
            assert_eq!(refused(ChangeOrderStatusRequest { actor, ..asked.clone() }).await, "ACTOR_REQUIRED");
        }
        for to in [0, 99] {
            assert_eq!(refused(ChangeOrderStatusRequest { to, ..asked.clone() }).await, "STATUS_REQUIRED");
        }
        let long = ChangeOrderStatusRequest { reason: "r".repeat(301), actor: staff(), ..asked };
        assert_eq!(refused(long).await, "REASON_TOO_LONG");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_cannot_be_right_is_refused() {
    on_every_database(async |market: Market| {
        let time = |seconds| Some(prost_types::Timestamp { seconds, nanos: 0 });
        let nonsense = [
            ("PAGE_SIZE_INVALID", ListOrdersRequest { page_size: -1, ..Default::default() }),
            ("PAGE_TOKEN_INVALID", ListOrdersRequest { page_token: "next".into(), ..Default::default() }),
            ("FILTER_INVALID", ListOrdersRequest { statuses: vec![0], ..Default::default() }),
            ("FILTER_INVALID", ListOrdersRequest { customer_id: "c\0".into(), ..Default::default() }),
            ("FILTER_INVALID", ListOrdersRequest { created_from: time(2), created_to: time(1), ..Default::default() }),
            ("FILTER_INVALID", ListOrdersRequest { created_from: time(i64::MAX), ..Default::default() }),
        ];
        for (expected, request) in nonsense {
            assert_eq!(reason(market.list(request).await), expected);
        }
        let ages = ListOrdersRequest { created_from: time(-99_999_999_999), ..Default::default() };
        assert!(market.list(ages).await.unwrap().orders.is_empty());
    })
    .await;
}
