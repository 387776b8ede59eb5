use proptest::prelude::*;

use super::*;

fn item(product: &str, quantity: i32) -> Item {
    let (product, quantity) = (ProductRef::parse(product).unwrap(), Quantity::new(quantity).unwrap());
    Item { product, quantity, note: Private::default(), choices: Vec::new(), fields: Vec::new() }
}

fn wish(items: Vec<Item>) -> Wish {
    let customer = Customer {
        id: CustomerId::stored("c-1".to_owned()),
        name: Private::cut("Ada"),
        phone: "2348031234567".parse().ok(),
    };
    Wish {
        customer,
        items: Items::new(items).unwrap(),
        fulfilment: Fulfilment::Pickup,
        source: Source::Whatsapp,
        coupon_code: None,
        tip: None,
        slot_start: None,
        policy: None,
    }
}

#[test]
fn a_wish_has_one_to_fifty_lines() {
    let lines = |count| Items::new(vec![item("ZOBO", 1); count]);
    assert!(matches!(lines(0), Err(Error::NoLines)));
    assert!(lines(1).is_ok() && lines(LINES_MAX).is_ok());
    assert!(matches!(lines(LINES_MAX + 1), Err(Error::TooManyLines)));
}

#[test]
fn a_product_is_named_by_id_or_sku_and_by_nothing_else() {
    assert_eq!(ProductRef::parse("zobo-1"), Some(ProductRef::Sku("ZOBO-1".to_owned())));
    assert!(matches!(ProductRef::parse("0199a5a0-7c11-7000-8000-000000000001"), Some(ProductRef::Id(_))));
    for wrong in ["", "two words", "zobo;", &"Z".repeat(65)] {
        assert_eq!(ProductRef::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn a_retry_with_another_name_is_the_same_wish_and_another_cart_is_not() {
    let first = wish(vec![item("ZOBO", 1)]);
    let mut renamed = first.clone();
    renamed.customer.name = Private::cut("Ada O.");
    assert_eq!(renamed.fingerprint(), first.fingerprint());
    assert_ne!(wish(vec![item("ZOBO", 2)]).fingerprint(), first.fingerprint());
    assert_ne!(Wish { source: Source::Api, ..first.clone() }.fingerprint(), first.fingerprint());
    let with_coupon = Wish { coupon_code: Some("ILK50".to_owned()), ..first.clone() };
    assert_ne!(with_coupon.fingerprint(), first.fingerprint());
}

/// Stored fingerprints outlive the program that made them.
#[test]
fn a_fingerprint_is_the_same_in_every_version() {
    let stored = "ebeb4adc2c74aaf5c02fedc0df4ddd0d8848167ee74b9e90a19ec1f2562ea43f";
    let now: String = wish(vec![item("ZOBO", 1)]).fingerprint().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(now, stored);
}

#[test]
fn a_source_is_read_back_from_its_word() {
    for source in [Source::Whatsapp, Source::Twilio, Source::Website, Source::Api] {
        assert_eq!(source.as_str().parse(), Ok(source));
    }
    assert!("telegram".parse::<Source>().is_err());
}

proptest! {
    #[test]
    fn a_quantity_is_1_to_999(count: i32) {
        prop_assert_eq!(Quantity::new(count).map(i32::from), (1..=999).contains(&count).then_some(count));
    }
}
