//! What sells out is told to everybody who has it in an open cart.

use std::time::Duration;

use chassis::{
    db::Db,
    testing::{on_every_database, postgres},
};
use proto::{
    catalog::v1::{
        Category, GetOptionGroupRequest, ImportMarketRequest, OptionChoice, OptionGroup, Product,
        SetAvailabilityRequest, UpdateOptionGroupRequest,
    },
    common::v1::Money,
};
use session::{MIGRATIONS, NAME};

use crate::{
    shop::{Person, Shop},
    wire::Mood,
};

const NEWS: &str = "Sold out by now, so not part of an order: Zobo";
/// Longer than everything takes that may still be under way, on the clock of the story.
const A_WHILE: Duration = Duration::from_secs(60);

impl Shop {
    async fn set_available(&self, available: bool) {
        let request = SetAvailabilityRequest { product: "ZOBO".into(), available };
        self.catalog.clone().set_availability(request).await.unwrap();
    }

    /// Puts rice on the menu that comes with fish or egg.
    async fn offer_rice(&self) {
        let choice = |slug: &str, name: &str| OptionChoice {
            slug: slug.into(),
            name: name.into(),
            available: true,
            ..Default::default()
        };
        let extras = OptionGroup {
            slug: "extras".into(),
            name: "Extras".into(),
            choices_max: 1,
            choices: vec![choice("fish", "Fish"), choice("egg", "Egg")],
            ..Default::default()
        };
        let rice = Product {
            sku: "RICE".into(),
            category_id: "more".into(),
            name: "Rice".into(),
            price: Some(Money { amount_minor: 50_000, currency: "NGN".into() }),
            available: true,
            active: true,
            option_group_ids: vec!["extras".into()],
            ..Default::default()
        };
        let more = Category { slug: "more".into(), name: "More".into(), active: true, ..Default::default() };
        let (categories, products, option_groups) = (vec![more], vec![rice], vec![extras]);
        let request = ImportMarketRequest { categories, products, option_groups, ..Default::default() };
        self.catalog.clone().import_market(request).await.unwrap();
    }

    async fn sell_out_fish(&self) {
        let request = GetOptionGroupRequest { option_group: "extras".into() };
        let mut extras = self.catalog.clone().get_option_group(request).await.unwrap().into_inner().option_group;
        extras.as_mut().unwrap().choices[0].available = false;
        let request = UpdateOptionGroupRequest { option_group: extras };
        self.catalog.clone().update_option_group(request).await.unwrap();
    }

    /// Lets time pass until a person has read so many messages; returns the last.
    async fn pass_until_read(&self, person: &Person, count: usize) -> String {
        let read = async || Some(self.graph.read_by(&person.phone)).filter(|read| read.len() >= count);
        self.pass_until(read).await.pop().unwrap()
    }

    /// Lets a while pass in which nobody reads anything new.
    async fn pass_quietly(&self, people: &[&Person]) {
        let read = || people.iter().map(|person| self.graph.read_by(&person.phone)).collect::<Vec<_>>();
        let (before, until) = (read(), self.world.now() + A_WHILE);
        self.pass_until(async || (self.world.now() > until).then_some(())).await;
        assert_eq!(read(), before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_it_in_the_cart_is_told_once_and_nobody_else() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let process = shop.start();
        let [ada, bola, chidi] = ["2348030000001", "2348030000002", "2348030000003"].map(Person::with_phone);
        process.say(&shop, &ada, 1, "add 2 zobo and 1 chicken suya").await;
        process.say(&shop, &bola, 1, "add 1 chicken suya").await;
        process.say(&shop, &chidi, 1, "add 1 zobo").await;
        process.say(&shop, &chidi, 2, "clear").await;
        shop.set_available(false).await;
        let news = shop.pass_until_read(&ada, 2).await;
        assert!(news.contains(NEWS) && news.contains("*checkout*"), "{news}");
        shop.pass_quietly(&[&ada, &bola, &chidi]).await;
        assert!(!process.say(&shop, &ada, 3, "help").await.contains(NEWS));

        shop.set_available(true).await;
        shop.pass_quietly(&[&ada, &bola, &chidi]).await;
        shop.set_available(false).await;
        assert!(shop.pass_until_read(&ada, 4).await.contains(NEWS), "it is another time");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_chose_what_sells_out_is_told_once() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        shop.offer_rice().await;
        let process = shop.start();
        let [ada, bola] = ["2348030000001", "2348030000002"].map(Person::with_phone);
        process.say(&shop, &ada, 1, "add 2 rice with fish").await;
        process.say(&shop, &bola, 1, "add 2 rice with egg").await;
        shop.sell_out_fish().await;
        let news = shop.pass_until_read(&ada, 2).await;
        assert!(news.contains("Sold out by now: Fish (Rice)"), "{news}");
        shop.pass_quietly(&[&ada, &bola]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_news_is_no_message_of_the_customer() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (process, ada) = (shop.start_with(&[("INBOUND_PER_MINUTE", "3")]), Person::with_phone("2348030000001"));
        process.say(&shop, &ada, 1, "add 2 zobo").await;
        let before = process.only_customer().await;
        shop.set_available(false).await;
        shop.pass_until_read(&ada, 2).await;
        let after = process.only_customer().await;
        assert_eq!((&after.heard_time, &after.state, &after.name), (&before.heard_time, &before.state, &before.name));
        let turns = process.turns(&after.id).await;
        assert_eq!((turns[1].intent.as_str(), turns[1].replies.len()), ("sold_out", 1));
        assert!(turns[1].heard.starts_with("[sold out "), "{}", turns[1].heard);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cart_that_was_left_a_day_ago_is_left_in_peace() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (process, ada) = (shop.start(), Person::with_phone("2348030000001"));
        process.say(&shop, &ada, 1, "add 2 zobo").await;
        shop.world.advance(Duration::from_secs(24 * 3_600));
        shop.set_available(false).await;
        shop.pass_quietly(&[&ada]).await;
        assert!(process.say(&shop, &ada, 2, "help").await.contains(NEWS));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn news_survives_the_death_of_the_process_that_tells_it() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (process, ada) = (shop.start(), Person::with_phone("2348030000001"));
        process.say(&shop, &ada, 1, "add 2 zobo").await;
        shop.notifications_switch.set(Mood::Mute);
        let calls = shop.notifications_switch.calls();
        shop.set_available(false).await;
        shop.pass_until(async || (shop.notifications_switch.calls() > calls).then_some(())).await;
        process.kill();
        shop.notifications_switch.set(Mood::Well);
        let _next = shop.start();
        assert!(shop.pass_until_read(&ada, 2).await.contains(NEWS));
        shop.pass_quietly(&[&ada]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_pages_of_carts_are_told_once_by_two_processes() {
    let Some(db) = postgres(NAME, &MIGRATIONS).await else { return };
    let shop = Shop::open(db).await;
    let processes = [shop.start(), shop.start()];
    let people: Vec<Person> = (0..450).map(|n| Person::with_phone(&format!("23480300{n:05}"))).collect();
    let messages = people.iter().map(|person| person.says(&shop.world, "1", "add 2 zobo")).collect();
    assert_eq!(processes[0].receive(messages).await, (450, 0));
    for person in &people {
        shop.graph.wait_for(&person.phone, 1).await;
    }
    shop.set_available(false).await;
    for person in &people {
        // So many take a while, and a reply is worth nothing once it is old.
        let read = async || Some(shop.graph.read_by(&person.phone)).filter(|read| read.len() >= 2);
        let read = shop.pass_quickly_until(Duration::from_millis(10), read).await;
        assert!(read.last().unwrap().contains(NEWS));
    }
    shop.pass_quietly(&people.iter().collect::<Vec<_>>()).await;
}
