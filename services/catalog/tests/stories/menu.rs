use chassis::Kind;
use proto::catalog::v1::*;

use crate::shop::{Shop, because, category, on_every_database, product, reason};

async fn revision(shop: &mut Shop) -> i64 {
    shop.menu().await.revision
}

#[tokio::test(flavor = "multi_thread")]
async fn the_menu_shows_what_is_active_in_order_and_what_is_sold_out() {
    on_every_database(async |mut shop| {
        let hidden = Category { active: false, ..category("Secret") };
        shop.client.create_category(CreateCategoryRequest { category: Some(hidden) }).await.unwrap();
        let drinks = Category { position: 2, ..category("Drinks") };
        shop.client.create_category(CreateCategoryRequest { category: Some(drinks) }).await.unwrap();
        let food = Category { position: 1, ..category("Food") };
        shop.client.create_category(CreateCategoryRequest { category: Some(food) }).await.unwrap();
        for product in [
            Product { position: 2, ..product("drinks", "Zobo", 600) },
            Product { position: 1, available: false, ..product("drinks", "Water", 300) },
            Product { active: false, ..product("drinks", "Beer", 900) },
            product("secret", "Pepper Soup", 900),
        ] {
            shop.client.create_product(CreateProductRequest { product: Some(product) }).await.unwrap();
        }
        assert_eq!(shop.board().await, ["Food: ", "Drinks: Water, Zobo"]);
        assert!(!shop.menu().await.sections[1].products[0].available);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_has_the_menu_is_sent_nothing() {
    on_every_database(async |mut shop| {
        shop.category("Drinks").await;
        let menu = shop.menu().await;
        assert!(menu.changed);
        let request = GetMenuRequest { known_revision: menu.revision };
        let same = shop.client.get_menu(request).await.unwrap().into_inner();
        assert_eq!(
            same,
            GetMenuResponse { revision: menu.revision, changed: false, sections: Vec::new(), ..Default::default() }
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_raises_the_revision_and_no_refused_or_empty_one_does() {
    on_every_database(async |mut shop| {
        let mut seen = vec![revision(&mut shop).await];
        let drinks = shop.category("Drinks").await;
        seen.push(revision(&mut shop).await);
        shop.client.update_category(UpdateCategoryRequest { category: Some(drinks) }).await.unwrap();
        seen.push(revision(&mut shop).await);
        let zobo = shop.product("drinks", "Zobo", 600).await;
        seen.push(revision(&mut shop).await);
        let change = Product { id: zobo.id.clone(), ..product("drinks", "Zobo", 700) };
        shop.client.update_product(UpdateProductRequest { product: Some(change) }).await.unwrap();
        seen.push(revision(&mut shop).await);
        let sold_out = SetAvailabilityRequest { product: "zobo".to_owned(), available: false };
        shop.client.set_availability(sold_out.clone()).await.unwrap();
        seen.push(revision(&mut shop).await);
        shop.client.delete_product(DeleteProductRequest { product: zobo.id.clone(), version: 0 }).await.unwrap();
        seen.push(revision(&mut shop).await);
        shop.client.delete_category(DeleteCategoryRequest { category: "drinks".to_owned(), version: 0 }).await.unwrap();
        seen.push(revision(&mut shop).await);
        assert!(seen.is_sorted_by(|before, after| before < after), "{seen:?}");

        shop.category("Drinks").await;
        shop.product("drinks", "Zobo", 600).await;
        shop.client.set_availability(sold_out.clone()).await.unwrap();
        let quiet = revision(&mut shop).await;
        let product = shop.client.set_availability(sold_out).await.unwrap().into_inner().product.unwrap();
        assert_eq!((product.available, product.version), (false, 2));
        shop.client
            .delete_category(DeleteCategoryRequest { category: "drinks".to_owned(), version: 0 })
            .await
            .unwrap_err();
        assert_eq!(revision(&mut shop).await, quiet);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_by_one_process_is_seen_by_the_others_at_once() {
    on_every_database(async |mut shop| {
        shop.category("Drinks").await;
        shop.product("drinks", "Zobo", 600).await;
        let mut replica = shop.replica();
        let before = replica.get_menu(GetMenuRequest::default()).await.unwrap().into_inner();
        assert!(before.sections[0].products[0].available);
        let sold_out = SetAvailabilityRequest { product: "zobo".to_owned(), available: false };
        shop.client.set_availability(sold_out).await.unwrap();
        let request = GetMenuRequest { known_revision: before.revision };
        let after = replica.get_menu(request).await.unwrap().into_inner();
        assert!(after.changed && !after.sections[0].products[0].available);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_reads_the_menu_while_it_changes_ends_up_with_the_last_one() {
    on_every_database(async |mut shop| {
        shop.category("Drinks").await;
        let mut replica = shop.replica();
        let reader = tokio::spawn(async move {
            let mut known = GetMenuResponse::default();
            let mut products = 0;
            while products < 20 {
                let request = GetMenuRequest { known_revision: known.revision };
                let menu = replica.get_menu(request).await.unwrap().into_inner();
                assert!(menu.revision >= known.revision);
                if menu.changed {
                    let shown = menu.sections[0].products.len();
                    assert!(shown >= products, "a newer menu shows no fewer products");
                    (products, known) = (shown, menu);
                }
            }
        });
        for number in 0..20 {
            shop.product("drinks", &format!("Drink {number}"), 100).await;
        }
        reader.await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_finds_what_customers_see_despite_typing_mistakes() {
    on_every_database(async |mut shop| {
        shop.category("All").await;
        for product in [
            product("all", "Chicken Suya", 1_800),
            Product { aliases: vec!["hibiscus".to_owned()], ..product("all", "Zobo", 600) },
            Product { active: false, ..product("all", "Zobo Cake", 600) },
        ] {
            shop.client.create_product(CreateProductRequest { product: Some(product) }).await.unwrap();
        }
        let mut search = async |query: &str| {
            let request = SearchProductsRequest { query: query.to_owned(), page_size: 0 };
            let found = shop.client.search_products(request).await?.into_inner().matches.into_iter();
            Ok(tonic::Response::new(found.map(|found| (found.product.unwrap().name, found.score)).collect::<Vec<_>>()))
        };
        assert_eq!(search("zobo").await.unwrap().into_inner(), [("Zobo".to_owned(), 1.0)]);
        assert_eq!(search("Hibiscus").await.unwrap().into_inner(), [("Zobo".to_owned(), 1.0)]);
        assert_eq!(search("chiken suyaa").await.unwrap().into_inner()[0].0, "Chicken Suya");
        assert_eq!(search("submarine").await.unwrap().into_inner(), []);
        assert_eq!(reason(search(" ?").await), because(Kind::InvalidArgument, "QUERY_REQUIRED"));
        assert_eq!(reason(search(&"a".repeat(201)).await), because(Kind::InvalidArgument, "QUERY_TOO_LONG"));
    })
    .await;
}
