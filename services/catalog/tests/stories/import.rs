use std::time::Duration;

use chassis::Kind;
use proto::catalog::v1::*;

use crate::shop::{because, category, on_every_database, product, reason, refusal};

/// Makes one row of a market wrong.
type Breaks = fn(&mut ImportMarketRequest);

fn market() -> ImportMarketRequest {
    let category = |slug: &str| Category { slug: slug.to_owned(), ..category(slug) };
    let product = |sku: &str, shelf: &str| Product { sku: sku.to_owned(), ..product(shelf, sku, 600) };
    ImportMarketRequest {
        categories: vec![category("food"), category("drinks")],
        products: vec![product("SUYA", "food"), product("ZOBO", "drinks"), product("WATER", "drinks")],
        ..Default::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn loading_a_market_again_changes_nothing() {
    on_every_database(async |mut shop| {
        let first = shop.client.import_market(market()).await.unwrap().into_inner();
        assert_eq!(first, ImportMarketResponse { categories_added: 2, products_added: 3, ..Default::default() });
        let menu = shop.menu().await;
        let again = shop.client.import_market(market()).await.unwrap().into_inner();
        assert_eq!((again, shop.menu().await), (ImportMarketResponse::default(), menu));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_load_leaves_alone_what_was_changed_or_removed_since() {
    on_every_database(async |mut shop| {
        shop.client.import_market(market()).await.unwrap();
        for product in ["ZOBO", "WATER"] {
            shop.client.delete_product(DeleteProductRequest { product: product.to_owned(), version: 0 }).await.unwrap();
        }
        shop.client.delete_category(DeleteCategoryRequest { category: "drinks".to_owned(), version: 0 }).await.unwrap();
        let sold_out = SetAvailabilityRequest { product: "SUYA".to_owned(), available: false };
        shop.client.set_availability(sold_out).await.unwrap();
        let mut larger = market();
        larger.products.push(Product { sku: "EBA".to_owned(), ..product("food", "Eba", 500) });
        let added = shop.client.import_market(larger).await.unwrap().into_inner();
        assert_eq!(added, ImportMarketResponse { categories_added: 0, products_added: 1, ..Default::default() });
        let menu = shop.menu().await;
        assert_eq!(menu.sections.len(), 1);
        assert!(menu.sections[0].products.iter().any(|product| product.sku == "SUYA" && !product.available));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_row_is_named_and_nothing_of_its_market_is_loaded() {
    on_every_database(async |mut shop| {
        let broken: [(Breaks, &str, &str); 6] = [
            (|market| market.categories[1].slug.clear(), "SLUG_INVALID", "categories[1]"),
            (|market| market.categories[1].slug = "food".to_owned(), "SLUG_TAKEN", "categories[1]"),
            (|market| market.products[0].sku.clear(), "SKU_INVALID", "products[0]"),
            (|market| market.products[2].sku = "suya".to_owned(), "SKU_TAKEN", "products[2]"),
            (|market| market.products[2].price = None, "PRICE_INVALID", "products[2]"),
            (|market| market.products[1].category_id = "cakes".to_owned(), "CATEGORY_NOT_FOUND", "products[1]"),
        ];
        for (breaks, expected, row) in broken {
            let mut market = market();
            breaks(&mut market);
            let problem = refusal(shop.client.import_market(market).await);
            assert_eq!((problem.reason.as_str(), problem.detail("row")), (expected, Some(row)));
            assert!(problem.message.starts_with(row), "{}", problem.message);
        }
        assert_eq!(shop.board().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_that_load_the_same_market_at_once_load_it_once() {
    on_every_database(async |shop| {
        let (mut one, mut two) = (shop.replica(), shop.replica());
        let (one, two) = tokio::join!(one.import_market(market()), two.import_market(market()));
        assert_eq!(one.unwrap().into_inner().products_added + two.unwrap().into_inner().products_added, 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_shop_takes_no_more() {
    on_every_database(async |mut shop| {
        let number = usize::try_from(catalog::PRODUCTS_MAX).unwrap();
        let products = (0..number).map(|number| Product { sku: format!("P-{number}"), ..product("food", "Rice", 100) });
        let market = ImportMarketRequest { products: products.collect(), ..market() };
        // Built for tests, so many take longer than a call may unless its caller has more patience.
        let mut load = tonic::Request::new(market.clone());
        load.set_timeout(Duration::from_secs(30));
        let loaded = shop.client.import_market(load).await.unwrap().into_inner();
        assert_eq!(i64::from(loaded.products_added), catalog::PRODUCTS_MAX);
        let one_more = CreateProductRequest { product: Some(product("food", "Beans", 100)) };
        let refused = reason(shop.client.create_product(one_more).await);
        assert_eq!(refused, because(Kind::FailedPrecondition, "CATALOGUE_FULL"));
        let mut larger = market;
        larger.products.push(product("food", "Beans", 100));
        let refused = reason(shop.client.import_market(larger).await);
        assert_eq!(refused, because(Kind::InvalidArgument, "MARKET_TOO_LARGE"));
    })
    .await;
}
