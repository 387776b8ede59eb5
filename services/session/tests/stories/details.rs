//! Choices, private details and messages that are not for the shop.

use chassis::{db::Db, testing::on_every_database};
use proto::{
    catalog::v1 as catalog,
    common::v1::Money,
    session::v1::{CartField, InboundOther, inbound_message::Content},
};
use session::{MIGRATIONS, NAME};

use crate::{
    shop::{Person, Shop},
    wire::Mood,
};

/// Puts a dish with choices and a service with fields on the menu.
async fn offer(shop: &Shop) {
    let naira = |whole: i64| Some(Money { amount_minor: whole * 100, currency: "NGN".into() });
    let choice = |slug: &str, name: &str, price| catalog::OptionChoice {
        slug: slug.into(),
        name: name.into(),
        price: naira(price),
        available: true,
        ..Default::default()
    };
    let protein = catalog::OptionGroup {
        slug: "protein".into(),
        name: "Protein".into(),
        choices_min: 1,
        choices_max: 1,
        choices: vec![choice("chicken", "Chicken", 0), choice("fish", "Fish", 700)],
        ..Default::default()
    };
    let product = |sku: &str, name: &str, price| catalog::Product {
        sku: sku.into(),
        category_id: "more".into(),
        name: name.into(),
        price: naira(price),
        available: true,
        active: true,
        ..Default::default()
    };
    let field = |key: &str, label: &str, pattern: &str, sensitive| catalog::ProductField {
        key: key.into(),
        label: label.into(),
        pattern: pattern.into(),
        sensitive,
        ..Default::default()
    };
    let jollof =
        catalog::Product { option_group_ids: vec!["protein".into()], ..product("JOLLOF-RICE", "Jollof Rice", 2_500) };
    let fields = vec![field("name", "Name", "", false), field("nid", "NID", "[0-9]{10,11}", true)];
    let service = catalog::Product { fields, ..product("NID-SERVICE", "NID Service", 100) };
    let more = catalog::Category { slug: "more".into(), name: "More".into(), active: true, ..Default::default() };
    let request = catalog::ImportMarketRequest {
        categories: vec![more],
        products: vec![jollof, service],
        option_groups: vec![protein],
        ..Default::default()
    };
    shop.catalog.clone().import_market(request).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dish_and_its_choices_come_to_what_the_chat_said() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        offer(&shop).await;
        let (process, ada) = (shop.start(), Person::with_phone("2348030000001"));
        let asked = process.say(&shop, &ada, 1, "add 2 jollof rice").await;
        assert!(asked.contains("choose one, Protein"), "{asked}");
        let added = process.say(&shop, &ada, 2, "fish").await;
        assert!(added.contains("2 × Jollof Rice (Fish): ₦6,400.00"), "{added}");
        let line = &process.only_customer().await.cart[0];
        assert_eq!((line.quantity, line.choice_ids.len(), line.fields.len()), (2, 1, 0));
        let summary = process.say(&shop, &ada, 3, "pickup").await;
        assert!(summary.contains("2 × Jollof Rice (Fish): ₦6,400.00"), "{summary}");
        process.say(&shop, &ada, 4, "confirm").await;
        let [order] = &shop.all_orders().await[..] else { panic!("one order") };
        assert_eq!(order.lines[0].choices[0].name, "Fish");
        assert_eq!(order.total.as_ref().unwrap().amount_minor, 640_000);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn private_details_are_masked_for_people_who_read_the_conversation() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        offer(&shop).await;
        let (process, ada) = (shop.start(), Person::with_phone("2348030000001"));
        let words = "I need NID service. My name is John Doe. NID: 1234567890";
        let answer = process.say(&shop, &ada, 1, words).await;
        assert!(answer.contains("Name: John Doe, NID: ••••••••90"), "{answer}");
        let turns = process.turns(&process.only_customer().await.id).await;
        assert_eq!(turns[0].heard, "I need NID service. My name is John Doe. NID: ••••••••90");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_team_reads_the_whole_cart_and_no_private_value() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        offer(&shop).await;
        let (process, ada) = (shop.start(), Person::with_phone("2348030000001"));
        process.say(&shop, &ada, 1, "I need NID service. My name is John Doe. NID: 1234567890").await;
        let read = async || {
            let line = process.only_customer().await.cart.remove(0);
            let field = |field: CartField| (field.key, field.value, field.label, field.sensitive);
            line.fields.into_iter().map(field).collect::<Vec<_>>()
        };
        let nid = |label: &str| ("nid".to_owned(), "••••••••90".to_owned(), label.to_owned(), true);
        let name = ("name".to_owned(), "John Doe".to_owned(), "Name".to_owned(), false);
        assert_eq!(read().await, [name, nid("NID")]);

        // Whoever has never seen the menu cannot know what is private.
        process.retire().await;
        shop.catalog_switch.set(Mood::Away);
        let process = shop.start();
        let fields = process.only_customer().await.cart.remove(0).fields;
        assert!(fields.iter().all(|field| field.sensitive && field.value.starts_with('•')), "{fields:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_in_a_group_is_kept_and_not_answered() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (process, ada) = (shop.start(), Person::with_phone("2348030000001"));
        let group = Content::Other(InboundOther { r#type: "group".into(), raw_json: "{}".into() });
        assert_eq!(process.receive(vec![ada.sends(&shop.world, "group", group)]).await, (1, 0));
        process.say(&shop, &ada, 1, "hi").await;
        assert_eq!(shop.graph.read_by(&ada.phone).len(), 1, "only the greeting is answered");
        let turns = process.turns(&process.only_customer().await.id).await;
        assert_eq!((turns[0].intent.as_str(), turns[0].heard.as_str()), ("group", "[group]"));
    })
    .await;
}
