use proptest::prelude::*;

use super::*;
use crate::domain::wish::{LINES_MAX, QUANTITY_MAX};

fn id(number: u64) -> Id {
    Id::from_uuid(uuid::Uuid::from_u64_pair(7, number))
}

fn naira(minor: i64) -> Money {
    Money::new(minor, Currency::NGN)
}

fn offer(number: u64, name: &str, price: Money) -> Offer {
    Offer { id: id(number), sku: format!("P-{number}"), name: name.to_owned(), price, available: true }
}

fn item(product: ProductRef, quantity: i32) -> Item {
    Item { product, quantity: Quantity::new(quantity).unwrap(), note: Private::default() }
}

fn price(items: Vec<Item>, offers: &[Offer]) -> Result<Priced, Error> {
    Priced::new(&Items::new(items)?, offers, Currency::NGN)
}

fn suya_and_zobo() -> [Offer; 2] {
    [offer(1, "Chicken Suya", naira(180_000)), offer(2, "Zobo", naira(60_000))]
}

#[test]
fn a_wish_costs_what_its_lines_cost_whether_named_by_id_or_by_sku() {
    let items = vec![item(ProductRef::Id(id(1)), 2), item(ProductRef::Sku("P-2".to_owned()), 1)];
    let priced = price(items, &suya_and_zobo()).unwrap();
    assert_eq!(priced.lines.iter().map(|line| line.total.minor).collect::<Vec<_>>(), [360_000, 60_000]);
    assert_eq!((priced.subtotal, priced.total), (naira(420_000), naira(420_000)));
}

#[test]
fn what_is_unknown_or_sold_out_is_named() {
    let mut offers = suya_and_zobo();
    offers[1].available = false;
    let unknown = price(vec![item(ProductRef::Sku("P-9".to_owned()), 1)], &offers).unwrap_err();
    assert_eq!(unknown.to_string(), "The catalogue has no such product: P-9.");
    let sold_out = price(vec![item(ProductRef::Id(id(1)), 1), item(ProductRef::Id(id(2)), 1)], &offers).unwrap_err();
    assert_eq!(sold_out.to_string(), "Not available right now: Zobo. Leave it out, or order again later.");
}

#[test]
fn a_long_list_of_what_is_missing_is_cut_for_people() {
    let items = (1..=8).map(|number| item(ProductRef::Sku(format!("X-{number}")), 1)).collect();
    let missing = price(items, &[]).unwrap_err();
    assert!(missing.to_string().ends_with(": X-1, X-2, X-3, X-4, X-5 and 3 more."), "{missing}");
}

#[test]
fn a_total_nobody_agreed_to_is_refused() {
    let priced = price(vec![item(ProductRef::Id(id(1)), 1)], &suya_and_zobo()).unwrap();
    assert!(priced.clone().agreed(None).is_ok());
    assert!(priced.clone().agreed(Some(naira(180_000))).is_ok());
    let dollars = Money::new(180_000, "USD".parse().unwrap());
    for other in [naira(179_999), dollars] {
        let changed = priced.clone().agreed(Some(other));
        assert!(matches!(changed, Err(Error::PriceChanged { total }) if total == naira(180_000)));
    }
}

#[test]
fn two_currencies_never_meet_and_sums_never_wrap() {
    let offers = [offer(1, "Naira", naira(1)), offer(2, "Gold", naira(i64::MAX / 2))];
    let both = |quantity| vec![item(ProductRef::Id(id(1)), 1), item(ProductRef::Id(id(2)), quantity)];
    assert!(matches!(price(both(3), &offers), Err(Error::OrderTooLarge)));
    assert!(price(both(2), &offers).is_ok());
    let foreign = [offer(1, "Yen", Money::new(5, "JPY".parse().unwrap()))];
    assert!(matches!(price(vec![item(ProductRef::Id(id(1)), 1)], &foreign), Err(Error::CurrencyMismatch)));
}

proptest! {
    #[test]
    fn the_total_is_the_sum_of_its_lines_or_refused(
        wanted in prop::collection::vec((0..i64::MAX, 1..=QUANTITY_MAX), 1..=LINES_MAX),
    ) {
        let offers: Vec<_> = (0..).zip(&wanted).map(|(number, (price, _))| offer(number, "Thing", naira(*price))).collect();
        let items = (0..).zip(&wanted).map(|(number, (_, count))| item(ProductRef::Id(id(number)), *count as i32));
        let exact: i128 = wanted.iter().map(|(price, count)| i128::from(*price) * i128::from(*count)).sum();
        match price(items.collect(), &offers) {
            Ok(priced) => {
                prop_assert_eq!(i128::from(priced.total.minor), exact);
                prop_assert_eq!(Money::sum(Currency::NGN, priced.lines.iter().map(|line| line.total)), Ok(priced.total));
            }
            Err(error) => prop_assert!(matches!(error, Error::OrderTooLarge) && exact > i128::from(i64::MAX)),
        }
    }
}
