use base::Currency;

use super::*;
use crate::domain::{Address, Items, Location, News, OrderEvent, Private, ProductRef, Quantity, Terms, wish::Item};

/// An event as the first version stored it: every later one must read it.
const STORED: &str = r#"{
  "kind": "placed",
  "order": {
    "id": "0199a5a0-7c11-7000-8000-000000000001",
    "number": "ORD-00000000",
    "status": "PENDING_CONFIRMATION",
    "version": 1,
    "customer": {"id": "c-1", "name": "Ada", "phone": "2348031234567"},
    "lines": [{
      "product_id": "0199a5a0-7c11-7000-8000-000000000002",
      "sku": "ZOBO",
      "name": "Zobo",
      "quantity": 2,
      "unit_price": {"minor": 60000, "currency": "NGN"},
      "total": {"minor": 120000, "currency": "NGN"},
      "note": "cold"
    }],
    "subtotal": {"minor": 120000, "currency": "NGN"},
    "total": {"minor": 120000, "currency": "NGN"},
    "deal": {
      "charges": {
        "discount": {"minor": 0, "currency": "NGN"},
        "delivery_fee": {"minor": 0, "currency": "NGN"},
        "tax": {"minor": 0, "currency": "NGN"},
        "tax_included": false,
        "tip": {"minor": 0, "currency": "NGN"}
      },
      "coupon": null,
      "slot": null,
      "zone": null
    },
    "revision": 1,
    "reserved": false,
    "pending": null,
    "fulfilment": {"delivery": {"text": "12 Allen Avenue", "location": {"latitude": 6.5, "longitude": 3.25}}},
    "source": "whatsapp",
    "created_at": "2026-11-20T11:00:00Z",
    "updated_at": "2026-11-20T11:00:00Z"
  },
  "change": {
    "from": null,
    "to": "PENDING_CONFIRMATION",
    "actor": {"kind": "customer", "id": "c-1"},
    "reason": "",
    "time": "2026-11-20T11:00:00Z",
    "version": 1
  }
}"#;

fn id(number: u64) -> Id {
    Id::from_uuid(uuid::Uuid::from_u64_pair(0x0199_a5a0_7c11_7000, 0x8000_0000_0000_0000 | number))
}

pub(in crate::domain) fn placed() -> Order {
    let line = Line {
        product_id: id(2),
        sku: "ZOBO".to_owned(),
        name: "Zobo".to_owned(),
        quantity: Quantity::new(2).unwrap(),
        unit_price: Money::new(60_000, Currency::NGN),
        total: Money::new(120_000, Currency::NGN),
        note: Private::parse("cold").unwrap(),
        choices: Vec::new(),
        fields: Vec::new(),
    };
    let priced = Priced {
        lines: vec![line],
        subtotal: Money::new(120_000, Currency::NGN),
        charges: Charges::none(Currency::NGN),
        total: Money::new(120_000, Currency::NGN),
        zone: None,
        obstacles: Vec::new(),
        counted: false,
    };
    let offered = Offered { priced, coupon: None, slot: None, terms: Terms::default() };
    Order::placed(id(1), OrderNumber::from_random(0), wish(), offered, "2026-11-20T11:00:00Z".parse().unwrap())
}

fn wish() -> Wish {
    let item = Item {
        product: ProductRef::Id(id(2)),
        quantity: Quantity::new(2).unwrap(),
        note: Private::parse("cold").unwrap(),
        choices: Vec::new(),
        fields: Vec::new(),
    };
    let customer = Customer {
        id: CustomerId::stored("c-1".to_owned()),
        name: Private::cut("Ada"),
        phone: "2348031234567".parse().ok(),
    };
    let address = Address { text: Private::parse("12 Allen Avenue").unwrap(), location: Location::new(6.5, 3.25) };
    Wish {
        customer,
        items: Items::new(vec![item]).unwrap(),
        fulfilment: Fulfilment::Delivery(address),
        source: Source::Whatsapp,
        coupon_code: None,
        tip: None,
        slot_start: None,
        policy: None,
    }
}

#[test]
fn events_stored_by_the_first_version_are_still_read() {
    let order = placed();
    let event = OrderEvent { news: News::Placed { change: order.placing() }, order };
    assert_eq!(serde_json::from_str::<OrderEvent>(STORED).unwrap(), event);
    assert_eq!(serde_json::from_value::<OrderEvent>(serde_json::to_value(&event).unwrap()).unwrap(), event);
}

#[test]
fn every_kind_of_event_is_stored_under_its_word() {
    let reason = || Reason::parse("sold out").unwrap();
    for news in [
        News::Placed { change: placed().placing() },
        News::StatusChanged { change: placed().placing() },
        News::AmendmentProposed { reason: reason() },
        News::Amended { reason: reason() },
        News::AmendmentDeclined,
        News::ProofRejected { reason: reason() },
    ] {
        let kind = news.kind();
        let event = OrderEvent { news, order: placed() };
        let stored = serde_json::to_value(&event).unwrap();
        assert_eq!(stored["kind"], kind);
        assert_eq!(serde_json::from_value::<OrderEvent>(stored).unwrap(), event);
    }
}

#[test]
fn an_order_in_a_log_says_nothing_about_its_customer() {
    let log = format!("{:?}", placed());
    for secret in ["Ada", "23480", "Allen", "cold", "6.5"] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}

#[test]
fn a_move_leaves_everything_but_the_status_as_it_was() {
    let order = placed();
    let later = "2026-11-20T12:00:00Z".parse().unwrap();
    let step = Step { to: Status::Confirmed, actor: Actor::System, reason: Reason::default() };
    let (moved, change) = order.clone().moved(step.clone(), later).unwrap();
    assert!(change.was(&step));
    assert_eq!((change.from, change.version, moved.version), (Some(order.status), 2, 2));
    assert_eq!(moved, Order { status: Status::Confirmed, version: 2, updated_at: later, ..order });
}
