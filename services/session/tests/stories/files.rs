//! Files that customers send: kept with an order, and in nobody's way.

use chassis::{db::Db, testing::on_every_database};
use proto::session::v1::{InboundMedia, inbound_message::Content};
use session::{MIGRATIONS, NAME};

use crate::shop::{Person, Process, Shop, until};

/// Turns of a process that keep files at the same time.
const ATTACHING_MAX: usize = 4;
/// What is said before a file is asked about; the file's question is the next answer.
const ORDER: [&str; 3] = ["add zobo 1", "pickup", "confirm"];

/// People with an order each who were asked what their file is for.
async fn people_with_files(shop: &Shop, process: &Process, count: usize) -> Vec<Person> {
    let people: Vec<Person> = (0..count).map(|n| Person::with_phone(&format!("23480300003{n:02}"))).collect();
    let begin = async |person: &Person| {
        for (count, words) in (1..).zip(ORDER) {
            process.say(shop, person, count, words).await;
        }
        let file = InboundMedia { kind: "document".into(), media_id: "77".into(), ..Default::default() };
        process.receive(vec![person.sends(&shop.world, "file", Content::Media(file))]).await;
        shop.graph.wait_for(&person.phone, 4).await;
    };
    futures_util::future::join_all(people.iter().map(begin)).await;
    people
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_files_hold_up_nobody_and_each_is_kept_in_its_turn() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let process = shop.start();
        let people = people_with_files(&shop, &process, 7).await;
        shop.notifications_switch.hold_files(true);
        for person in &people {
            let (answer, more) =
                (person.says(&shop.world, "5", "for the order"), person.says(&shop.world, "6", "menu"));
            assert_eq!(process.receive(vec![answer, more]).await, (2, 0));
        }
        until(async || (shop.notifications_switch.files() >= ATTACHING_MAX).then_some(())).await;
        let ada = Person::with_phone("2348030000001");
        process.say(&shop, &ada, 1, "menu").await;
        assert_eq!(shop.notifications_switch.files(), ATTACHING_MAX, "only some may wait for files");

        shop.notifications_switch.hold_files(false);
        let read = async || {
            let read: Vec<Vec<String>> = people.iter().map(|person| shop.graph.read_by(&person.phone)).collect();
            read.iter().all(|read| read.len() >= 6).then_some(read)
        };
        for read in shop.pass_until(read).await {
            assert!(read[4].contains("I keep the file"), "{read:#?}");
            assert!(read[5].contains("What would you like?"), "{read:#?}");
        }
        assert_eq!(shop.notifications_switch.files(), people.len());
    })
    .await;
}
