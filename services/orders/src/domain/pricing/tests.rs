use base::hours::OpeningHours;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::domain::{
    Location, Private, Quantity,
    coupon::Benefit,
    geo::Shape,
    offer::{Choice, FieldSpec, OptionGroup},
    shop::Zone,
    wish::{LINES_MAX, QUANTITY_MAX},
};

fn id(number: u64) -> Id {
    Id::from_uuid(uuid::Uuid::from_u64_pair(7, number))
}

fn naira(minor: i64) -> Money {
    Money::new(minor, Currency::NGN)
}

fn offer(number: u64, name: &str, price: Money) -> Offer {
    Offer {
        id: id(number),
        sku: format!("P-{number}"),
        category: id(900 + number % 3),
        name: name.to_owned(),
        price,
        available: true,
        groups: Vec::new(),
        fields: Vec::new(),
        reserved: false,
    }
}

fn item(product: ProductRef, quantity: i32) -> Item {
    let quantity = Quantity::new(quantity).unwrap();
    Item { product, quantity, note: Private::default(), choices: Vec::new(), fields: Vec::new() }
}

fn of(number: u64, quantity: i32) -> Item {
    item(ProductRef::Id(id(number)), quantity)
}

fn shop() -> Shop {
    Shop::without_terms(OpeningHours::always(TimeZone::UTC))
}

fn shelf(offers: Vec<Offer>) -> Shelf {
    Shelf::new(offers, Vec::new(), shop())
}

fn suya_and_zobo() -> Vec<Offer> {
    vec![offer(1, "Chicken Suya", naira(180_000)), offer(2, "Zobo", naira(60_000))]
}

struct Asked {
    items: Vec<Item>,
    destination: Destination,
    coupon: Option<Coupon>,
    tip: i64,
    stock: HashMap<Id, i64>,
}

fn asked(items: Vec<Item>) -> Asked {
    Asked { items, destination: Destination::Open, coupon: None, tip: 0, stock: HashMap::new() }
}

impl Asked {
    fn price(self, shelf: &Shelf) -> Result<Priced, Error> {
        let items = Items::new(self.items)?;
        let (coupon, stock) = (self.coupon.as_ref(), &self.stock);
        let (destination, tip) = (self.destination, naira(self.tip));
        Priced::new(&Basket { items: &items, destination, coupon, tip, stock, changed: None }, shelf)
    }
}

fn half_off() -> Coupon {
    Coupon {
        code: "ILK50".to_owned(),
        benefit: Benefit::BasisPoints(5_000),
        discount_max: None,
        subtotal_min: None,
        products: Vec::new(),
        categories: Vec::new(),
    }
}

fn reasons(priced: &Priced) -> Vec<&str> {
    priced.obstacles.iter().map(Obstacle::reason).collect()
}

#[test]
fn a_wish_costs_what_its_lines_cost_whether_named_by_id_or_by_sku() {
    let items = vec![of(1, 2), item(ProductRef::Sku("P-2".to_owned()), 1)];
    let priced = asked(items).price(&shelf(suya_and_zobo())).unwrap();
    assert_eq!(priced.lines.iter().map(|line| line.total.minor).collect::<Vec<_>>(), [360_000, 60_000]);
    assert_eq!((priced.subtotal, priced.total), (naira(420_000), naira(420_000)));
    assert!(priced.obstacles.is_empty() && !priced.counted);
}

#[test]
fn what_is_unknown_or_sold_out_is_named() {
    let mut offers = suya_and_zobo();
    offers[1].available = false;
    let shelf = shelf(offers);
    let unknown = asked(vec![item(ProductRef::Sku("P-9".to_owned()), 1)]).price(&shelf).unwrap_err();
    assert_eq!(unknown.to_string(), "The catalogue has no such product: P-9.");
    let sold_out = asked(vec![of(1, 1), of(2, 1)]).price(&shelf).unwrap_err();
    assert_eq!(sold_out.to_string(), "Not available right now: Zobo. Leave it out, or order again later.");
}

#[test]
fn a_long_list_of_what_is_missing_is_cut_for_people() {
    let items = (1..=8).map(|number| item(ProductRef::Sku(format!("X-{number}")), 1)).collect();
    let missing = asked(items).price(&shelf(Vec::new())).unwrap_err();
    assert!(missing.to_string().ends_with(": X-1, X-2, X-3, X-4, X-5 and 3 more."), "{missing}");
}

#[test]
fn a_total_nobody_agreed_to_is_refused() {
    let priced = asked(vec![of(1, 1)]).price(&shelf(suya_and_zobo())).unwrap();
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
    let gold = shelf(vec![offer(1, "Naira", naira(1)), offer(2, "Gold", naira(i64::MAX / 2))]);
    assert!(matches!(asked(vec![of(1, 1), of(2, 3)]).price(&gold), Err(Error::OrderTooLarge)));
    assert!(asked(vec![of(1, 1), of(2, 2)]).price(&gold).is_ok());
    let foreign = shelf(vec![offer(1, "Yen", Money::new(5, "JPY".parse().unwrap()))]);
    assert!(matches!(asked(vec![of(1, 1)]).price(&foreign), Err(Error::CurrencyMismatch)));
}

/// Jollof with a protein that must be chosen and up to two extras.
fn jollof() -> Shelf {
    let choice = |number, name: &str, price, available| {
        let (id, name, price) = (id(number), name.to_owned(), naira(price));
        Choice { id, name, price, available }
    };
    let group = |number, name: &str, choices_min, choices_max, choices| OptionGroup {
        id: id(number),
        name: name.to_owned(),
        choices_min,
        choices_max,
        choices,
    };
    let protein = vec![choice(11, "Chicken", 50_000, true), choice(12, "Beef", 40_000, true)];
    let extras =
        vec![choice(21, "Plantain", 20_000, true), choice(22, "Egg", 15_000, false), choice(23, "Salad", 10_000, true)];
    let rice = Offer { groups: vec![id(10), id(20)], ..offer(1, "Jollof Rice", naira(250_000)) };
    Shelf::new(vec![rice], vec![group(10, "Protein", 1, 1, protein), group(20, "Extras", 0, 2, extras)], shop())
}

#[test]
fn the_choices_of_a_line_make_each_piece_dearer() {
    let items = vec![Item { choices: vec![id(21), id(11)], ..of(1, 3) }];
    let priced = asked(items).price(&jollof()).unwrap();
    let line = &priced.lines[0];
    assert_eq!((line.unit_price, line.total), (naira(320_000), naira(960_000)));
    // As customers are asked, not as they answered.
    let names: Vec<_> = line.choices.iter().map(|choice| (&*choice.group_name, &*choice.name)).collect();
    assert_eq!(names, [("Protein", "Chicken"), ("Extras", "Plantain")]);
    assert!(priced.obstacles.is_empty());
}

#[test]
fn choices_that_are_missing_too_many_or_gone_stand_in_the_way() {
    let with = |choices: &[u64]| {
        let choices = choices.iter().map(|&number| id(number)).collect();
        asked(vec![Item { choices, ..of(1, 1) }]).price(&jollof())
    };
    let (product, group) = (id(1), id(10));
    assert_eq!(with(&[]).unwrap().obstacles, [Obstacle::ChoiceRequired { product, group, missing: 1 }]);
    assert_eq!(with(&[11, 12]).unwrap().obstacles, [Obstacle::TooManyChoices { product, group }]);
    assert_eq!(with(&[11, 22]).unwrap().obstacles, [Obstacle::ChoiceUnavailable { product, choice: id(22) }]);
    for wrong in [&[11, 99][..], &[11, 11]] {
        assert!(matches!(with(wrong), Err(Error::OptionUnknown { product: of, .. }) if of == product));
    }
}

#[test]
fn a_service_asks_for_its_fields_and_checks_them() {
    let field = |key: &str, pattern: Option<&str>| FieldSpec {
        key: key.to_owned(),
        label: key.to_uppercase(),
        pattern: pattern.map(|pattern| regex::Regex::new(pattern).unwrap()),
        sensitive: key == "nid",
    };
    let fields = vec![field("name", None), field("nid", Some(r"\A(?:\d{10})\z"))];
    let shelf = shelf(vec![Offer { fields, ..offer(1, "NID Service", naira(10_000)) }]);
    let with = |fields: &[(&str, &str)]| {
        let value = |(key, value): &(&str, &str)| ((*key).to_owned(), Private::parse(value).unwrap());
        asked(vec![Item { fields: fields.iter().map(value).collect(), ..of(1, 1) }]).price(&shelf)
    };
    assert_eq!(reasons(&with(&[("nid", "123")]).unwrap()), ["FIELD_REQUIRED", "FIELD_INVALID"]);
    assert_eq!(reasons(&with(&[("name", " "), ("nid", "1234567890")]).unwrap()), ["FIELD_REQUIRED"]);
    let filled = with(&[("nid", "1234567890"), ("name", "John Doe")]).unwrap();
    let shown: Vec<_> = filled.lines[0].fields.iter().map(super::super::fields::FieldValue::shown).collect();
    assert_eq!((shown, filled.obstacles), (vec!["John Doe".to_owned(), "••••••••90".to_owned()], vec![]));
    assert!(matches!(with(&[("age", "7")]), Err(Error::FieldUnknown { .. })));
}

#[test]
fn a_coupon_covers_what_it_says_and_no_more() {
    let shelf = shelf(suya_and_zobo());
    let with =
        |coupon: Coupon| Asked { coupon: Some(coupon), ..asked(vec![of(1, 2), of(2, 1)]) }.price(&shelf).unwrap();
    assert_eq!(with(half_off()).total, naira(210_000));
    assert_eq!(with(Coupon { discount_max: Some(naira(1_000)), ..half_off() }).total, naira(419_000));
    assert_eq!(with(Coupon { products: vec![id(2)], ..half_off() }).total, naira(390_000));
    assert_eq!(with(Coupon { categories: vec![id(901)], ..half_off() }).total, naira(240_000));
    let gift = Coupon { benefit: Benefit::Amount(naira(100_000)), products: vec![id(2)], ..half_off() };
    assert_eq!(with(gift).charges.discount, naira(60_000));
}

#[test]
fn a_coupon_that_does_not_count_takes_nothing_off_and_says_why() {
    let shelf = shelf(suya_and_zobo());
    let with = |coupon: Coupon| Asked { coupon: Some(coupon), ..asked(vec![of(1, 1)]) }.price(&shelf).unwrap();
    let idle = with(Coupon { products: vec![id(2)], ..half_off() });
    assert_eq!((idle.total, reasons(&idle)), (naira(180_000), vec!["COUPON_NOT_APPLICABLE"]));
    let below = with(Coupon { subtotal_min: Some(naira(180_001)), ..half_off() });
    assert_eq!((below.total, reasons(&below)), (naira(180_000), vec!["COUPON_BELOW_MINIMUM"]));
    assert!(with(Coupon { subtotal_min: Some(naira(180_000)), ..half_off() }).obstacles.is_empty());
}

fn zoned() -> Shop {
    let at = |latitude, longitude| Location::new(latitude, longitude).unwrap();
    let near = Zone {
        name: "Ikeja".to_owned(),
        shape: Shape::Circle { center: at(6.60, 3.35), radius_meters: 5_000.0 },
        fee: Some(naira(50_000)),
        free_from: Some(naira(400_000)),
        subtotal_min: None,
    };
    let corners = vec![at(6.0, 3.0), at(6.0, 4.0), at(7.0, 4.0), at(7.0, 3.0)];
    let far = Zone {
        name: "Lagos".to_owned(),
        shape: Shape::Polygon(corners),
        fee: Some(naira(150_000)),
        free_from: None,
        subtotal_min: Some(naira(300_000)),
    };
    Shop { zones: vec![near, far], delivery_fee: Some(naira(200_000)), ..shop() }
}

#[test]
fn the_first_zone_that_holds_the_pin_prices_the_way() {
    let shelf = Shelf::new(suya_and_zobo(), Vec::new(), zoned());
    let to = |latitude, longitude, quantity| {
        let destination = Destination::Delivery(Location::new(latitude, longitude));
        Asked { destination, ..asked(vec![of(1, quantity)]) }.price(&shelf).unwrap()
    };
    let near = to(6.61, 3.36, 1);
    assert_eq!((near.zone.as_deref(), near.charges.delivery_fee), (Some("Ikeja"), naira(50_000)));
    assert_eq!(to(6.61, 3.36, 3).charges.delivery_fee, naira(0));
    let far = to(6.3, 3.5, 1);
    assert_eq!((far.zone.as_deref(), far.charges.delivery_fee), (Some("Lagos"), naira(150_000)));
    assert_eq!(far.obstacles, [Obstacle::BelowMinimum { minimum: naira(300_000), missing: naira(120_000) }]);
    assert_eq!(reasons(&to(9.0, 7.0, 1)), ["ADDRESS_OUTSIDE_ZONES"]);
}

#[test]
fn an_address_without_a_pin_costs_the_usual_fee_unless_a_pin_is_needed() {
    let priced = |shop, destination| {
        let shelf = Shelf::new(suya_and_zobo(), Vec::new(), shop);
        Asked { destination, ..asked(vec![of(1, 1)]) }.price(&shelf).unwrap()
    };
    let words = Destination::Delivery(None);
    assert_eq!(priced(zoned(), words).charges.delivery_fee, naira(200_000));
    assert_eq!(reasons(&priced(Shop { pin_required: true, ..zoned() }, words)), ["PIN_REQUIRED"]);
    assert_eq!(priced(zoned(), Destination::Pickup).charges.delivery_fee, naira(0));
}

#[test]
fn tax_is_added_or_contained_and_tips_are_not_taxed() {
    let shelf = |tax, tips| Shelf::new(suya_and_zobo(), Vec::new(), Shop { tax, tips, ..shop() });
    let vat = |included| Tax { basis_points: 750, included };
    let with_tip = || Asked { tip: 10_000, ..asked(vec![of(1, 1)]) };
    let added = with_tip().price(&shelf(vat(false), true)).unwrap();
    assert_eq!((added.charges.tax, added.total), (naira(13_500), naira(203_500)));
    let contained = with_tip().price(&shelf(vat(true), true)).unwrap();
    // 1,800.00 * 7.5 / 107.5 = 125.581...
    assert_eq!((contained.charges.tax, contained.total), (naira(12_558), naira(190_000)));
    assert_eq!(reasons(&with_tip().price(&shelf(vat(false), false)).unwrap()), ["TIPS_NOT_OFFERED"]);
}

#[test]
fn more_than_there_is_stands_in_the_way_over_all_lines_of_a_product() {
    let stock = HashMap::from([(id(1), 5)]);
    let with = |first, second| Asked { stock: stock.clone(), ..asked(vec![of(1, first), of(2, 9), of(1, second)]) };
    let priced = with(3, 3).price(&shelf(suya_and_zobo())).unwrap();
    assert_eq!(priced.obstacles, [Obstacle::OutOfStock { product: id(1), left: 5 }]);
    assert!(with(3, 2).price(&shelf(suya_and_zobo())).unwrap().obstacles.is_empty());
}

/// Any basket of up to fifty lines, in any shop that could be.
fn any_case() -> impl Strategy<Value = (Shelf, Vec<(usize, i32)>, Coupon, i64)> {
    let lines = prop::collection::vec((1..1_000_000_000_i64, 1..=QUANTITY_MAX.cast_signed()), 1..=LINES_MAX);
    let benefit = prop_oneof![
        (1..=10_000_u32).prop_map(Benefit::BasisPoints),
        (1..1_000_000_000_000_i64).prop_map(|minor| Benefit::Amount(naira(minor))),
    ];
    let coupon = (benefit, prop::option::of(0..100_000_i64), prop::collection::vec(0..60_u64, 0..4)).prop_map(
        |(benefit, most, products)| Coupon {
            benefit,
            discount_max: most.map(naira),
            products: products.into_iter().map(id).collect(),
            ..half_off()
        },
    );
    let shop = (0..=10_000_u32, any::<bool>(), prop::option::of(0..10_000_000_i64)).prop_map(
        |(basis_points, included, fee)| Shop {
            tax: Tax { basis_points, included },
            delivery_fee: fee.map(naira),
            tips: true,
            ..shop()
        },
    );
    (lines, coupon, shop, 0..10_000_000_i64).prop_map(|(lines, coupon, shop, tip)| {
        let offers = (0..).zip(&lines).map(|(number, (price, _))| offer(number, "Thing", naira(*price))).collect();
        let wanted = lines.iter().enumerate().map(|(place, (_, count))| (place, *count)).collect();
        (Shelf::new(offers, Vec::new(), shop), wanted, coupon, tip)
    })
}

fn case(wanted: &[(usize, i32)], coupon: &Coupon, tip: i64) -> Asked {
    let items = wanted.iter().map(|(place, count)| of(*place as u64, *count)).collect();
    let (destination, coupon) = (Destination::Delivery(None), Some(coupon.clone()));
    Asked { destination, coupon, tip, ..asked(items) }
}

proptest! {
    #[test]
    fn lines_tax_fee_and_tip_less_the_discount_are_the_total((shelf, wanted, coupon, tip) in any_case()) {
        let priced = case(&wanted, &coupon, tip).price(&shelf).unwrap();
        let Charges { discount, delivery_fee, tax, tax_included, tip } = priced.charges;
        let lines: i128 = priced.lines.iter().map(|line| i128::from(line.total.minor)).sum();
        let added = if tax_included { 0 } else { tax.minor };
        let sum = lines + i128::from(added) + i128::from(delivery_fee.minor) + i128::from(tip.minor) - i128::from(discount.minor);
        prop_assert_eq!(sum, i128::from(priced.total.minor));
        let covered: i64 = priced.lines.iter().enumerate()
            .filter(|(place, line)| coupon.covers(line.product_id, id(900 + *place as u64 % 3)))
            .map(|(_, line)| line.total.minor).sum();
        prop_assert!(discount.minor <= covered);
        for part in [discount, delivery_fee, tax, tip, priced.total] {
            prop_assert!(part.minor >= 0);
        }
        prop_assert!(!tax_included || tax.minor <= priced.total.minor);
    }

    #[test]
    fn what_an_order_costs_does_not_depend_on_the_order_of_its_lines((shelf, mut wanted, coupon, tip) in any_case()) {
        let forwards = case(&wanted, &coupon, tip).price(&shelf).unwrap();
        wanted.reverse();
        let backwards = case(&wanted, &coupon, tip).price(&shelf).unwrap();
        prop_assert_eq!((forwards.charges, forwards.total), (backwards.charges, backwards.total));
    }

    #[test]
    fn the_total_is_the_sum_of_its_lines_or_refused(
        wanted in prop::collection::vec((0..i64::MAX, 1..=QUANTITY_MAX), 1..=LINES_MAX),
    ) {
        let offers = (0..).zip(&wanted).map(|(number, (price, _))| offer(number, "Thing", naira(*price))).collect();
        let items = (0..).zip(&wanted).map(|(number, (_, count))| of(number, count.cast_signed())).collect();
        let exact: i128 = wanted.iter().map(|(price, count)| i128::from(*price) * i128::from(*count)).sum();
        match asked(items).price(&shelf(offers)) {
            Ok(priced) => prop_assert_eq!(i128::from(priced.total.minor), exact),
            Err(error) => prop_assert!(matches!(error, Error::OrderTooLarge) && exact > i128::from(i64::MAX)),
        }
    }
}
