use chassis::{settings::Environment, testing, wire};
use proto::catalog::v1::{GetShopRequest, ImportMarketResponse, catalog_service_client::CatalogServiceClient};
use tonic::service::Routes;

use super::*;

#[test]
fn a_price_tag_is_read_exactly_or_not_at_all() {
    let minor = |text: &str, code: &str| price::parse(text, code.parse().unwrap()).map(|money| money.minor);
    assert_eq!(minor("1800.00", "NGN"), Some(180_000));
    assert_eq!(minor("0.5", "NGN"), Some(50));
    assert_eq!(minor("250", "JPY"), Some(250));
    assert_eq!(minor("1.234", "NGN"), None);
    assert_eq!(minor("-1", "NGN"), None);
}

#[test]
fn the_sample_market_is_what_the_readme_promises() {
    let market = Market::parse(SAMPLE).unwrap().request().unwrap();
    let find = |name: &str| market.products.iter().find(|product| product.name == name).unwrap();
    for (name, naira) in [
        ("Chicken Suya", 1_800),
        ("Zobo", 600),
        ("Bottled Water", 300),
        ("Cement 50kg", 9_500),
        ("Jollof Rice", 2_500),
        ("NID Service", 100),
    ] {
        assert_eq!(find(name).price.as_ref().unwrap().amount_minor, naira * 100, "{name}");
    }
    for plain in ["Chicken Suya", "Zobo", "Bottled Water", "Cement 50kg"] {
        let product = find(plain);
        assert!(product.option_group_ids.is_empty() && product.fields.is_empty() && product.stock.is_none(), "{plain}");
    }
    assert_eq!(find("Jollof Rice").option_group_ids[0], "protein");
    assert_eq!(find("NID Service").fields.len(), 2);
    assert!(market.products.iter().any(|product| product.stock.is_some_and(|stock| stock.tracked)));
    let ilk50 = &market.coupons[0];
    assert_eq!((ilk50.code.as_str(), ilk50.customers_max), ("ILK50", 50));
    let shop = market.shop.unwrap();
    assert!(shop.weekly_hours.is_empty() && shop.zones.is_empty() && shop.delivery_fee.is_none() && shop.tips);
}

#[test]
fn hours_zones_and_coupons_are_written_as_people_say_them() {
    let text = r#"
        currency = "NGN"
        [[coupon]]
        code = "LESS"
        amount = "500.00"
        end_time = "2027-01-01T00:00:00Z"
        [shop]
        hours = [{ days = [5, 6], opens = "18:30", closes = "26:00" }]
        special_days = [{ date = "2026-12-25", name = "Christmas" }]
        payment_policies = ["invoice"]
        [[shop.zone]]
        name = "Ikeja"
        polygon = [[6.5, 3.3], [6.7, 3.3], [6.6, 3.4]]
        fee = "750"
    "#;
    let market = Market::parse(text).unwrap().request().unwrap();
    assert!(market.coupons[0].end_time.is_some());
    let shop = market.shop.unwrap();
    let hours = shop.weekly_hours[1];
    assert_eq!((hours.weekday, hours.opens_minute, hours.closes_minute), (6, 1_110, 1_560));
    assert_eq!(shop.zones[0].fee.as_ref().unwrap().amount_minor, 75_000);
    for (wrong, says) in [
        ("hours = [{ days = [1], opens = \"8\", closes = \"9:00\" }]", "must be a time"),
        ("zone = [{ name = \"Nowhere\" }]", "must have a circle or a polygon"),
        ("opening = 1", "unknown field"),
    ] {
        let market = Market::parse(&format!("currency = \"NGN\"\n[shop]\n{wrong}")).and_then(Market::request);
        assert!(market.unwrap_err().to_string().contains(says), "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_catalogue_takes_the_sample_market_and_loading_it_again_changes_nothing() {
    let (db, _folder) = testing::sqlite(catalog::NAME, &catalog::MIGRATIONS).await;
    let settings = catalog::Settings::from_environment(&Environment::new([])).unwrap();
    let catalog = catalog::Catalog::new(db, settings, testing::world());
    let mut client = CatalogServiceClient::new(wire::local(Routes::new(catalog.server())));
    let mut load = async || {
        let request = Market::parse(SAMPLE).unwrap().request().unwrap();
        client.import_market(request).await.unwrap().into_inner()
    };
    let first = load().await;
    assert_eq!((first.option_groups_added, first.coupons_added), (3, 1));
    assert_eq!(load().await, ImportMarketResponse::default());
    let shop = client.get_shop(GetShopRequest {}).await.unwrap().into_inner().shop.unwrap();
    assert_eq!((shop.version, shop.tips), (2, true));
}
