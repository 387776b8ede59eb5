use std::slice::from_ref;

use chassis::Kind;
use proto::{catalog::v1::*, common::v1::Money};

use crate::shop::{Shop, because, on_every_database, product, reason, refusal};

fn choice(name: &str, naira: i64) -> OptionChoice {
    let price = Some(Money { amount_minor: naira * 100, currency: "NGN".to_owned() });
    OptionChoice { name: name.to_owned(), price, available: true, ..OptionChoice::default() }
}

/// Exactly one of two.
fn protein() -> OptionGroup {
    OptionGroup {
        name: "Protein".to_owned(),
        choices_min: 1,
        choices_max: 1,
        choices: vec![choice("Chicken", 0), choice("Fish", 700)],
        ..OptionGroup::default()
    }
}

async fn create(shop: &mut Shop, group: OptionGroup) -> OptionGroup {
    let request = CreateOptionGroupRequest { option_group: Some(group) };
    shop.client.create_option_group(request).await.unwrap().into_inner().option_group.unwrap()
}

async fn dish(shop: &mut Shop, name: &str, groups: &[&str]) -> Product {
    let option_group_ids = groups.iter().map(|group| (*group).to_owned()).collect();
    let product = Some(Product { option_group_ids, ..product("food", name, 2_500) });
    shop.client.create_product(CreateProductRequest { product }).await.unwrap().into_inner().product.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_shared_between_products_and_comes_with_the_menu() {
    on_every_database(async |mut shop| {
        shop.category("Food").await;
        let protein = create(&mut shop, protein()).await;
        assert_eq!((protein.slug.as_str(), protein.version), ("protein", 1));
        assert_eq!(protein.choices[1].slug, "fish");
        let unused = OptionGroup { name: "Sauce".to_owned(), ..self::protein() };
        create(&mut shop, unused).await;
        for name in ["Jollof Rice", "Fried Rice"] {
            assert_eq!(dish(&mut shop, name, &["protein"]).await.option_group_ids, from_ref(&protein.id));
        }
        assert_eq!(shop.menu().await.option_groups, from_ref(&protein));
        for key in [protein.id.as_str(), "PROTEIN"] {
            let request = GetOptionGroupRequest { option_group: key.to_owned() };
            let found = shop.client.get_option_group(request).await.unwrap().into_inner();
            assert_eq!(found.option_group.unwrap(), protein);
        }
        let page = |page_token| ListOptionGroupsRequest { page_size: 1, page_token };
        let first = shop.client.list_option_groups(page(String::new())).await.unwrap().into_inner();
        let second = shop.client.list_option_groups(page(first.next_page_token)).await.unwrap().into_inner();
        assert_eq!([&first.option_groups[0].slug, &second.option_groups[0].slug], ["protein", "sauce"]);
        assert_eq!(second.next_page_token, "");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn choices_keep_their_ids_when_their_group_changes_and_the_menu_notices() {
    on_every_database(async |mut shop| {
        shop.category("Food").await;
        let created = create(&mut shop, protein()).await;
        dish(&mut shop, "Jollof Rice", &["protein"]).await;
        let before = shop.menu().await.revision;
        let mut changed = created.clone();
        changed.choices[1].available = false;
        changed.choices[0] = choice("Goat", 900);
        let update = UpdateOptionGroupRequest { option_group: Some(changed) };
        let updated = shop.client.update_option_group(update.clone()).await.unwrap().into_inner().option_group.unwrap();
        assert_eq!((updated.version, &updated.choices[1].id), (2, &created.choices[1].id));
        let menu = shop.menu().await;
        assert!(menu.revision > before && menu.option_groups == [updated]);
        let late = refusal(shop.client.update_option_group(update).await);
        assert_eq!((late.reason.as_str(), late.detail("version")), ("VERSION_MISMATCH", Some("2")));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_group_leaves_its_products() {
    on_every_database(async |mut shop| {
        shop.category("Food").await;
        create(&mut shop, protein()).await;
        let sauce = create(&mut shop, OptionGroup { name: "Sauce".to_owned(), ..protein() }).await;
        let jollof = dish(&mut shop, "Jollof Rice", &["protein", "sauce"]).await;
        let delete = DeleteOptionGroupRequest { option_group: "protein".to_owned(), version: 0 };
        shop.client.delete_option_group(delete.clone()).await.unwrap();
        let gone = reason(shop.client.delete_option_group(delete).await);
        assert_eq!(gone, because(Kind::NotFound, "OPTION_GROUP_NOT_FOUND"));
        let found = shop.client.get_product(GetProductRequest { product: jollof.id }).await.unwrap().into_inner();
        let found = found.product.unwrap();
        assert_eq!((found.option_group_ids, found.version), (vec![sauce.id.clone()], 2));
        assert_eq!(shop.menu().await.option_groups, [sauce]);
        assert_eq!(create(&mut shop, protein()).await.slug, "protein");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_group_is_refused_with_its_reason() {
    on_every_database(async |mut shop| {
        create(&mut shop, protein()).await;
        let new = || OptionGroup { slug: "new".to_owned(), ..protein() };
        let priced = |naira| OptionGroup { choices: vec![choice("Fish", naira)], ..new() };
        let mut yen = priced(1);
        yen.choices[0].price = Some(Money { amount_minor: 1, currency: "JPY".to_owned() });
        let mut alias = priced(1);
        alias.choices[0].aliases = vec![String::new()];
        for (wrong, kind, expected) in [
            (protein(), Kind::AlreadyExists, "SLUG_TAKEN"),
            (OptionGroup { slug: "a slug".to_owned(), ..protein() }, Kind::InvalidArgument, "SLUG_INVALID"),
            (OptionGroup { name: "x".repeat(25), ..new() }, Kind::InvalidArgument, "NAME_INVALID"),
            (OptionGroup { choices: vec![choice("", 0)], ..new() }, Kind::InvalidArgument, "NAME_INVALID"),
            (OptionGroup { choices: Vec::new(), ..new() }, Kind::InvalidArgument, "CHOICES_INVALID"),
            (OptionGroup { choices_max: 11, ..new() }, Kind::InvalidArgument, "CHOICES_INVALID"),
            (priced(-1), Kind::InvalidArgument, "PRICE_INVALID"),
            (yen, Kind::InvalidArgument, "CURRENCY_MISMATCH"),
            (alias, Kind::InvalidArgument, "ALIAS_INVALID"),
        ] {
            let request = CreateOptionGroupRequest { option_group: Some(wrong) };
            assert_eq!(reason(shop.client.create_option_group(request).await), because(kind, expected));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_asks_for_fields_and_wrong_fields_and_groups_are_refused() {
    on_every_database(async |mut shop| {
        shop.category("Food").await;
        create(&mut shop, protein()).await;
        let nid = ProductField {
            key: "nid".to_owned(),
            label: "NID".to_owned(),
            pattern: "[0-9]{11}".to_owned(),
            example: "12345678901".to_owned(),
            sensitive: true,
            aliases: vec!["nin".to_owned()],
        };
        let with_fields = |fields: Vec<ProductField>| Product { fields, ..product("food", "NID Service", 100) };
        let request = CreateProductRequest { product: Some(with_fields(vec![nid.clone()])) };
        let created = shop.client.create_product(request).await.unwrap().into_inner().product.unwrap();
        assert_eq!(created.fields, from_ref(&nid));
        assert_eq!(shop.menu().await.sections[0].products[0].fields, from_ref(&nid));
        let wrong_pattern = ProductField { pattern: "(".to_owned(), ..nid.clone() };
        let wrong_example = ProductField { example: "twelve".to_owned(), ..nid.clone() };
        let groups = |groups: Vec<&str>| Product {
            option_group_ids: groups.into_iter().map(str::to_owned).collect(),
            ..product("food", "Rice", 100)
        };
        for (wrong, kind, expected) in [
            (with_fields(vec![wrong_pattern]), Kind::InvalidArgument, "FIELD_INVALID"),
            (with_fields(vec![wrong_example]), Kind::InvalidArgument, "FIELD_INVALID"),
            (with_fields(vec![nid.clone(), nid]), Kind::InvalidArgument, "FIELD_INVALID"),
            (groups(vec!["nope"]), Kind::NotFound, "OPTION_GROUP_NOT_FOUND"),
            (groups(vec!["protein", "PROTEIN"]), Kind::InvalidArgument, "OPTION_GROUPS_INVALID"),
        ] {
            let request = CreateProductRequest { product: Some(wrong) };
            assert_eq!(reason(shop.client.create_product(request).await), because(kind, expected));
        }
    })
    .await;
}
