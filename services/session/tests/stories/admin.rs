//! What the office sees and does.

use std::{collections::BTreeSet, time::Duration};

use chassis::{Problem, db::Db, testing::on_every_database};
use proto::session::v1 as wire;
use session::{MIGRATIONS, NAME};

use crate::shop::{Person, Shop};

#[tokio::test(flavor = "multi_thread")]
async fn customers_are_listed_by_when_they_were_heard_page_by_page() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let process = shop.start();
        for n in 0..5 {
            let person = Person { name: format!("Person {n}"), ..Person::with_phone(&format!("23480300000{n:02}")) };
            process.say(&shop, &person, 1, "hi").await;
            shop.world.advance(Duration::from_secs(61));
        }
        let first = Person { name: "Person 0".into(), ..Person::with_phone("2348030000000") };
        process.say(&shop, &first, 2, "menu").await;
        let (mut names, mut token) = (Vec::new(), String::new());
        loop {
            let request = wire::ListCustomersRequest { page_size: 2, page_token: token };
            let page = process.client.clone().list_customers(request).await.unwrap().into_inner();
            names.extend(page.customers.into_iter().map(|customer| customer.name));
            token = page.next_page_token;
            if token.is_empty() {
                break;
            }
        }
        assert_eq!(names, ["Person 0", "Person 4", "Person 3", "Person 2", "Person 1"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn turns_are_listed_newest_first_page_by_page() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (process, ada) = (shop.start(), Person::with_phone("2348030000001"));
        for count in 1..=5 {
            process.say(&shop, &ada, count, &format!("{count} zobo")).await;
        }
        let customer_id = process.only_customer().await.id;
        let (mut heard, mut token) = (Vec::new(), String::new());
        loop {
            let request = wire::ListTurnsRequest { customer_id: customer_id.clone(), page_size: 2, page_token: token };
            let page = process.client.clone().list_turns(request).await.unwrap().into_inner();
            heard.extend(page.turns.into_iter().map(|turn| turn.heard));
            token = page.next_page_token;
            if token.is_empty() {
                break;
            }
        }
        assert_eq!(heard, ["5 zobo", "4 zobo", "3 zobo", "2 zobo", "1 zobo"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_that_is_started_over_keeps_its_cart() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (process, ada) = (shop.start(), Person::with_phone("2348030000001"));
        process.say(&shop, &ada, 1, "2 zobo").await;
        process.say(&shop, &ada, 2, "done").await;
        let before = process.only_customer().await;
        assert_eq!(before.state, "fulfilment");
        process.client.clone().reset_session(wire::ResetSessionRequest { customer_id: before.id }).await.unwrap();
        let after = process.only_customer().await;
        assert_eq!((after.state.as_str(), after.cart[0].quantity), ("idle", 2));
        assert!(process.say(&shop, &ada, 3, "view cart").await.contains("2 × Zobo"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_said_with_a_reason() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let process = shop.start();
        let mut client = process.client.clone();
        let mut reasons = BTreeSet::new();
        for customer_id in ["nobody", "018f0000-0000-7000-8000-000000000001"].map(str::to_owned) {
            let get = wire::GetCustomerRequest { customer_id: customer_id.clone() };
            let turns = wire::ListTurnsRequest { customer_id: customer_id.clone(), ..Default::default() };
            reasons.insert(Problem::from(client.get_customer(get).await.unwrap_err()).reason);
            reasons.insert(Problem::from(client.list_turns(turns).await.unwrap_err()).reason);
            reasons.insert(
                Problem::from(client.reset_session(wire::ResetSessionRequest { customer_id }).await.unwrap_err())
                    .reason,
            );
        }
        assert_eq!(reasons, BTreeSet::from(["CUSTOMER_NOT_FOUND".to_owned()]));
        let page = wire::ListCustomersRequest { page_token: "nonsense".into(), page_size: 0 };
        assert_eq!(Problem::from(client.list_customers(page).await.unwrap_err()).reason, "PAGE_TOKEN_INVALID");
    })
    .await;
}
