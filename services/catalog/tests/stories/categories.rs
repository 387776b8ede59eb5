use std::time::Duration;

use chassis::Kind;
use proto::catalog::v1::*;

use crate::shop::{because, category, on_every_database, reason, refusal};

#[tokio::test(flavor = "multi_thread")]
async fn a_category_is_found_by_its_id_and_by_the_slug_made_from_its_name() {
    on_every_database(async |mut shop| {
        let created = shop.category("Grills & Suya").await;
        assert_eq!((created.slug.as_str(), created.version), ("grills-suya", 1));
        for key in [created.id.as_str(), "grills-suya", "GRILLS-SUYA"] {
            let request = GetCategoryRequest { category: key.to_owned() };
            assert_eq!(shop.client.get_category(request).await.unwrap().into_inner().category.unwrap(), created);
        }
        let unknown = GetCategoryRequest { category: "no such shelf".to_owned() };
        assert_eq!(reason(shop.client.get_category(unknown).await), because(Kind::NotFound, "CATEGORY_NOT_FOUND"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_category_is_refused_with_its_reason() {
    on_every_database(async |mut shop| {
        shop.category("Drinks").await;
        let with_slug = |slug: &str| Category { slug: slug.to_owned(), ..category("Drinks") };
        for (wrong, kind, expected) in [
            (category("Drinks"), Kind::AlreadyExists, "SLUG_TAKEN"),
            (category("  "), Kind::InvalidArgument, "NAME_INVALID"),
            (category(&"x".repeat(61)), Kind::InvalidArgument, "NAME_INVALID"),
            (with_slug("a slug"), Kind::InvalidArgument, "SLUG_INVALID"),
            (category("زوبو"), Kind::InvalidArgument, "SLUG_INVALID"),
        ] {
            let request = CreateCategoryRequest { category: Some(wrong) };
            assert_eq!(reason(shop.client.create_category(request).await), because(kind, expected));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_of_an_old_version_is_refused_and_names_the_current_one() {
    on_every_database(async |mut shop| {
        let drinks = shop.category("Drinks").await;
        let renamed = Category { name: "Cold Drinks".to_owned(), ..drinks.clone() };
        let update = UpdateCategoryRequest { category: Some(renamed) };
        let updated = shop.client.update_category(update.clone()).await.unwrap().into_inner().category.unwrap();
        assert_eq!((updated.slug.as_str(), updated.name.as_str(), updated.version), ("drinks", "Cold Drinks", 2));
        let late = refusal(shop.client.update_category(update).await);
        assert_eq!(
            (late.kind, late.reason.as_str(), late.detail("version")),
            (Kind::Aborted, "VERSION_MISMATCH", Some("2"))
        );
        let unchecked = Category { version: 0, slug: String::new(), ..drinks };
        let updated = shop.client.update_category(UpdateCategoryRequest { category: Some(unchecked) }).await;
        assert_eq!(updated.unwrap().into_inner().category.unwrap().version, 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_empty_category_is_removed_and_its_slug_is_free_again() {
    on_every_database(async |mut shop| {
        shop.category("Drinks").await;
        let zobo = shop.product("drinks", "Zobo", 600).await;
        let delete = DeleteCategoryRequest { category: "drinks".to_owned(), version: 0 };
        let full = refusal(shop.client.delete_category(delete.clone()).await);
        assert_eq!((full.reason.as_str(), full.detail("products")), ("CATEGORY_NOT_EMPTY", Some("1")));
        shop.client.delete_product(DeleteProductRequest { product: zobo.id, version: 0 }).await.unwrap();
        shop.client.delete_category(delete.clone()).await.unwrap();
        assert_eq!(reason(shop.client.delete_category(delete).await), because(Kind::NotFound, "CATEGORY_NOT_FOUND"));
        assert_eq!(shop.category("Drinks").await.slug, "drinks");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn categories_are_paged_by_position_and_then_as_they_were_added() {
    on_every_database(async |mut shop| {
        for (name, position) in [("Second", 7), ("First", -1), ("Third", 7)] {
            let category = Some(Category { position, ..category(name) });
            shop.client.create_category(CreateCategoryRequest { category }).await.unwrap();
            shop.world.advance(Duration::from_millis(1));
        }
        let mut names = Vec::new();
        let mut page_token = String::new();
        loop {
            let request = ListCategoriesRequest { page_size: 1, page_token };
            let page = shop.client.list_categories(request).await.unwrap().into_inner();
            names.extend(page.categories.into_iter().map(|category| category.name));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
        assert_eq!(names, ["First", "Second", "Third"]);
        let request = ListCategoriesRequest { page_size: 1, page_token: "made up".to_owned() };
        let refused = reason(shop.client.list_categories(request).await);
        assert_eq!(refused, because(Kind::InvalidArgument, "PAGE_TOKEN_INVALID"));
    })
    .await;
}
