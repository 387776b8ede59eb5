//! A feed tells everything once, in one order.
#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]
mod common;

use chassis::{
    World,
    db::{Conn, Db, Error},
    events::{self, Feed},
    lifecycle::Life,
    testing,
};
use common::MIGRATIONS;
use futures_util::{StreamExt as _, future::join_all};

/// A process has one world: what it stores within a millisecond keeps its order.
async fn say(db: &Db, feed: &Feed, world: &World, n: u32) {
    let world = world.clone();
    db.write(async move |tx: &mut Conn| events::append(tx, &world, "said", &n).await).await.unwrap();
    feed.committed();
}

#[tokio::test(flavor = "multi_thread")]
async fn events_stored_by_many_at_once_are_told_without_gap_and_without_repeat() {
    testing::on_every_database("events", &MIGRATIONS, async |db: Db| {
        let life = Life::new();
        let feeds = [(); 2].map(|()| Feed::start(db.clone(), World::real(), life.clone()));
        let world = World::real();
        let told = feeds[1].follow::<u32>(0).take(200).map(Result::unwrap).collect::<Vec<_>>();
        let said = join_all((0..200).map(|n| say(&db, &feeds[0], &world, n)));
        let (_, told) = tokio::join!(said, told);
        let positions: Vec<i64> = told.iter().map(|event| event.position).collect();
        assert_eq!(positions, (1..=200).collect::<Vec<i64>>());
        let mut payloads: Vec<u32> = told.iter().map(|event| event.payload).collect();
        payloads.sort_unstable();
        assert_eq!(payloads, (0..200).collect::<Vec<u32>>());
        assert_eq!(feeds[0].newest().await.unwrap(), 200);
        life.end();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follower_goes_on_where_its_cursor_stands() {
    testing::on_every_database("events", &MIGRATIONS, async |db: Db| {
        let life = Life::new();
        let world = World::real();
        let feed = Feed::start(db.clone(), world.clone(), life.clone());
        for n in 1..=3 {
            say(&db, &feed, &world, n).await;
        }
        let moved = db.write(async move |tx: &mut Conn| events::advance(tx, "orders", 0, 2).await).await.unwrap();
        let raced = db.write(async move |tx: &mut Conn| events::advance(tx, "orders", 0, 1).await).await.unwrap();
        assert!(moved && !raced);
        let cursor = db.read(async move |conn: &mut Conn| events::cursor(conn, "orders").await).await.unwrap();
        let next = feed.follow::<u32>(cursor).next().await.unwrap().unwrap();
        assert_eq!((next.position, next.payload), (3, 3));
        life.end();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_of_a_rolled_back_transaction_is_never_told() {
    testing::on_every_database("events", &MIGRATIONS, async |db: Db| {
        let life = Life::new();
        let world = World::real();
        let feed = Feed::start(db.clone(), world.clone(), life.clone());
        let its_world = world.clone();
        let rolled_back = db
            .write(async move |tx: &mut Conn| -> Result<(), Error> {
                events::append(tx, &its_world, "said", &1_u32).await?;
                Err(Error::Url)
            })
            .await;
        assert!(rolled_back.is_err());
        say(&db, &feed, &world, 2).await;
        let first = feed.follow::<u32>(0).next().await.unwrap().unwrap();
        assert_eq!((first.position, first.payload), (1, 2));
        life.end();
    })
    .await;
}
