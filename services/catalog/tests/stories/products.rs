use std::time::Duration;

use chassis::Kind;
use proto::{catalog::v1::*, common::v1::Money};

use crate::shop::{Client, Shop, because, on_every_database, product, reason, refusal};

/// A race is run so often that connections are open and rivals really meet.
const ROUNDS: i64 = 5;

async fn get(shop: &mut Shop, key: &str) -> Product {
    let answer = shop.client.get_product(GetProductRequest { product: key.to_owned() }).await;
    answer.unwrap().into_inner().product.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_comes_back_as_it_was_stored() {
    on_every_database(async |mut shop| {
        let drinks = shop.category("Drinks").await;
        let zobo = Product {
            description: "Cold, with ginger.".to_owned(),
            unit: "bottle".to_owned(),
            aliases: vec!["sobo".to_owned(), "hibiscus".to_owned()],
            position: 3,
            ..product("drinks", " Zobo ", 600)
        };
        let created = shop.client.create_product(CreateProductRequest { product: Some(zobo.clone()) }).await;
        let created = created.unwrap().into_inner().product.unwrap();
        let expected = Product {
            id: created.id.clone(),
            sku: "ZOBO".to_owned(),
            category_id: drinks.id,
            name: "Zobo".to_owned(),
            version: 1,
            update_time: Some(proto::convert::to_time(shop.world.now())),
            stock: Some(Stock::default()),
            ..zobo
        };
        assert_eq!(created, expected);
        assert_eq!(get(&mut shop, &created.id).await, expected);
        assert_eq!(get(&mut shop, "zobo").await, expected);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_product_is_refused_with_its_reason() {
    on_every_database(async |mut shop| {
        shop.category("Drinks").await;
        let zobo = shop.product("drinks", "Zobo", 600).await;
        let right = product("drinks", "Water", 300);
        let money = |amount_minor, currency: &str| Some(Money { amount_minor, currency: currency.to_owned() });
        let text = |length: usize| "x".repeat(length);
        for (wrong, kind, expected) in [
            (Product { sku: "zobo".to_owned(), ..right.clone() }, Kind::AlreadyExists, "SKU_TAKEN"),
            (Product { sku: "a b".to_owned(), ..right.clone() }, Kind::InvalidArgument, "SKU_INVALID"),
            (Product { sku: zobo.id, ..right.clone() }, Kind::InvalidArgument, "SKU_INVALID"),
            (Product { name: text(101), ..right.clone() }, Kind::InvalidArgument, "NAME_INVALID"),
            (Product { description: text(501), ..right.clone() }, Kind::InvalidArgument, "DESCRIPTION_INVALID"),
            (Product { unit: text(31), ..right.clone() }, Kind::InvalidArgument, "UNIT_INVALID"),
            (Product { aliases: vec![text(61)], ..right.clone() }, Kind::InvalidArgument, "ALIAS_INVALID"),
            (Product { price: None, ..right.clone() }, Kind::InvalidArgument, "PRICE_INVALID"),
            (Product { price: money(0, "NGN"), ..right.clone() }, Kind::InvalidArgument, "PRICE_INVALID"),
            (Product { price: money(100, "USD"), ..right.clone() }, Kind::InvalidArgument, "CURRENCY_MISMATCH"),
            (Product { price: money(100, "shells"), ..right.clone() }, Kind::InvalidArgument, "CURRENCY_MISMATCH"),
            (Product { category_id: "food".to_owned(), ..right.clone() }, Kind::NotFound, "CATEGORY_NOT_FOUND"),
        ] {
            let request = CreateProductRequest { product: Some(wrong) };
            assert_eq!(reason(shop.client.create_product(request).await), because(kind, expected));
        }
        assert_eq!(shop.board().await, ["Drinks: Zobo"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_replaces_everything_but_a_sku_left_out() {
    on_every_database(async |mut shop| {
        shop.category("Drinks").await;
        let food = shop.category("Food").await;
        let zobo = shop.product("drinks", "Zobo", 600).await;
        shop.product("drinks", "Water", 300).await;
        shop.world.advance(Duration::from_secs(60));
        let change = Product { id: zobo.id.clone(), version: 1, ..product("food", "Zobo Cake", 900) };
        let update = UpdateProductRequest { product: Some(change.clone()) };
        let updated = shop.client.update_product(update.clone()).await.unwrap().into_inner().product.unwrap();
        assert_eq!((updated.sku.as_str(), updated.version), ("ZOBO", 2));
        assert_eq!((updated.category_id.as_str(), updated.price.clone()), (food.id.as_str(), change.price.clone()));
        assert_ne!(updated.update_time, zobo.update_time);
        let late = refusal(shop.client.update_product(update).await);
        assert_eq!((late.kind, late.reason.as_str()), (Kind::Aborted, "VERSION_MISMATCH"));
        let taken = Product { sku: "WATER".to_owned(), version: 2, ..change };
        let refused = reason(shop.client.update_product(UpdateProductRequest { product: Some(taken) }).await);
        assert_eq!(refused, because(Kind::AlreadyExists, "SKU_TAKEN"));
        assert_eq!(get(&mut shop, "ZOBO").await, updated);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_change_one_version_at_once_one_is_told_to_look_again() {
    on_every_database(async |mut shop| {
        shop.category("Drinks").await;
        let zobo = shop.product("drinks", "Zobo", 600).await;
        let update = async |mut client: Client, version: i64| {
            let product = Product { id: zobo.id.clone(), version, ..product("drinks", "Zobo", 700) };
            client.update_product(UpdateProductRequest { product: Some(product) }).await
        };
        for version in 1..=ROUNDS {
            let (one, two) = tokio::join!(update(shop.replica(), version), update(shop.replica(), version));
            assert!(one.is_ok() != two.is_ok());
            let late = if one.is_ok() { two } else { one };
            assert_eq!(reason(late), because(Kind::Aborted, "VERSION_MISMATCH"));
        }
        assert_eq!(get(&mut shop, "ZOBO").await.version, ROUNDS + 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_add_one_sku_at_once_one_does() {
    on_every_database(async |mut shop| {
        shop.category("Drinks").await;
        for round in 1..=ROUNDS {
            let zobo = product("drinks", &format!("Zobo {round}"), 600);
            let add = async |mut client: Client| {
                client.create_product(CreateProductRequest { product: Some(zobo.clone()) }).await
            };
            let answers = futures_util::future::join_all((0..8).map(|_| add(shop.replica()))).await;
            let (added, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
            assert_eq!(added.len(), 1);
            for answer in refused {
                assert_eq!(reason(answer), because(Kind::AlreadyExists, "SKU_TAKEN"));
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_product_is_gone_and_its_sku_can_be_used_again() {
    on_every_database(async |mut shop| {
        shop.category("Drinks").await;
        let zobo = shop.product("drinks", "Zobo", 600).await;
        let delete = DeleteProductRequest { product: "ZOBO".to_owned(), version: 0 };
        shop.client.delete_product(delete.clone()).await.unwrap();
        assert_eq!(reason(shop.client.delete_product(delete).await), because(Kind::NotFound, "PRODUCT_NOT_FOUND"));
        let again = shop.product("drinks", "Zobo", 700).await;
        assert_ne!(again.id, zobo.id);
        let ids = vec![zobo.id, again.id.clone(), "no id".to_owned()];
        let found = shop.client.batch_get_products(BatchGetProductsRequest { ids }).await.unwrap().into_inner();
        assert_eq!(found.products, [again]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_version_than_the_one_seen_is_neither_removed_nor_counted() {
    on_every_database(async |mut shop| {
        shop.category("Drinks").await;
        let zobo = shop.product("drinks", "Zobo", 600).await;
        let delete = |version| DeleteProductRequest { product: zobo.id.clone(), version };
        let stale = because(Kind::Aborted, "VERSION_MISMATCH");
        assert_eq!(reason(shop.client.delete_product(delete(zobo.version + 1)).await), stale);
        let change = Some(set_stock_request::Change::OnHand(3));
        let count = |version| SetStockRequest { product: zobo.id.clone(), change, version };
        assert_eq!(reason(shop.client.set_stock(count(zobo.version + 1)).await), stale);
        shop.client.set_stock(count(zobo.version)).await.unwrap();
        shop.client.delete_product(delete(zobo.version)).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_products_are_read_at_once_inactive_ones_included() {
    on_every_database(async |mut shop| {
        shop.category("Drinks").await;
        let mut ids = Vec::new();
        for active in [true, false] {
            let hidden = Product { active, ..product("drinks", &format!("Drink {active}"), 100) };
            let created = shop.client.create_product(CreateProductRequest { product: Some(hidden) }).await;
            ids.push(created.unwrap().into_inner().product.unwrap().id);
        }
        let found = shop.client.batch_get_products(BatchGetProductsRequest { ids: ids.clone() }).await;
        let mut found: Vec<_> = found.unwrap().into_inner().products.into_iter().map(|product| product.id).collect();
        found.sort();
        ids.sort();
        assert_eq!(found, ids);
        let too_many = BatchGetProductsRequest { ids: vec![String::new(); 201] };
        let refused = reason(shop.client.batch_get_products(too_many).await);
        assert_eq!(refused, because(Kind::InvalidArgument, "TOO_MANY_IDS"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn products_are_paged_by_name_in_the_same_order_on_every_database() {
    on_every_database(async |mut shop| {
        shop.category("Drinks").await;
        shop.category("Food").await;
        for (number, name) in ["apple juice", "Éclair", "Zobo", "eba", "Banana", "Água", "eba"].iter().enumerate() {
            let product = Some(Product { sku: format!("P-{number}"), ..product("drinks", name, 100) });
            shop.client.create_product(CreateProductRequest { product }).await.unwrap();
        }
        shop.product("food", "Bread", 100).await;
        let mut pages = Vec::new();
        let mut page_token = String::new();
        loop {
            let request = ListProductsRequest { page_size: 4, page_token, category: "drinks".to_owned() };
            let page = shop.client.list_products(request).await.unwrap().into_inner();
            pages.push(page.products.into_iter().map(|product| product.name).collect::<Vec<_>>().join(", "));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
        assert_eq!(pages, ["Água, apple juice, Banana, eba", "eba, Éclair, Zobo"]);
        let all = shop.client.list_products(ListProductsRequest::default()).await.unwrap().into_inner();
        assert_eq!((all.products.len(), all.products[3].name.as_str()), (8, "Bread"));
        let unknown = ListProductsRequest { category: "nothing".to_owned(), ..ListProductsRequest::default() };
        assert_eq!(reason(shop.client.list_products(unknown).await), because(Kind::NotFound, "CATEGORY_NOT_FOUND"));
    })
    .await;
}
