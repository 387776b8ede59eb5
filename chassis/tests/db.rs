//! One handle, two databases.
#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]
mod common;

use chassis::{
    World,
    db::{Conn, Db, Error, Place, columns},
    testing,
};
use common::{MIGRATIONS, Thing, count, insert, thing, things};
use diesel::prelude::*;
use futures_util::future::join_all;
use tokio::sync::oneshot;
use tracing::Instrument as _;

async fn total(db: &Db) -> i64 {
    db.read(async move |conn: &mut Conn| count(conn).await).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_is_read_back_in_its_own_types() {
    testing::on_every_database("things", &MIGRATIONS, async |db: Db| {
        let stored = thing(&testing::world(), "Zobo", 60_000);
        let row = stored.clone();
        db.write(async move |tx: &mut Conn| insert(tx, row).await).await.unwrap();
        let found: Option<Thing> = db
            .read(async move |conn: &mut Conn| -> Result<Option<Thing>, Error> {
                conn.maybe(things::table.filter(things::name.eq("Zobo")).select(columns::<Thing>())).await
            })
            .await
            .unwrap();
        assert_eq!(found, Some(stored));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_transaction_leaves_nothing_and_its_neighbours_everything() {
    testing::on_every_database("things", &MIGRATIONS, async |db: Db| {
        let world = World::real();
        let results = join_all((0..60).map(|n| {
            let (good, bad) = (thing(&world, &format!("good {n}"), 1), thing(&world, &format!("bad {n}"), -1));
            db.write(async move |tx: &mut Conn| -> Result<(), Error> {
                insert(tx, good).await?;
                if n % 3 == 0 { insert(tx, bad).await } else { Ok(()) }
            })
        }))
        .await;
        let failed: Vec<_> = results.into_iter().filter_map(Result::err).collect();
        assert_eq!(failed.len(), 20);
        assert!(failed.iter().all(Error::is_check_violation));
        assert_eq!(total(&db).await, 40);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_read_holds_up_no_other() {
    testing::on_every_database("things", &MIGRATIONS, async |db: Db| {
        let (begun, has_begun) = oneshot::channel();
        let (end, ends) = oneshot::channel::<()>();
        let reading = db.clone();
        let long = tokio::spawn(async move {
            let long = async move |conn: &mut Conn| {
                begun.send(()).unwrap();
                ends.await.unwrap();
                count(conn).await
            };
            reading.read(long).await
        });
        has_begun.await.unwrap();
        assert_eq!((total(&db).await, total(&db).await), (0, 0));
        end.send(()).unwrap();
        assert_eq!(long.await.unwrap().unwrap(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_is_there_already_is_told_from_other_failures() {
    testing::on_every_database("things", &MIGRATIONS, async |db: Db| {
        let world = World::real();
        let (first, second) = (thing(&world, "Zobo", 1), thing(&world, "Zobo", 2));
        db.write(async move |tx: &mut Conn| insert(tx, first).await).await.unwrap();
        let error = db.write(async move |tx: &mut Conn| insert(tx, second).await).await.unwrap_err();
        assert!(error.is_unique_violation("name") && !error.is_unique_violation("amount") && !error.is_retryable());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_in_a_transaction_costs_that_transaction_only() {
    let (db, _folder) = testing::sqlite("things", &MIGRATIONS).await;
    let lost = db.write(async move |_: &mut Conn| -> Result<(), Error> { panic!("a fault") }).await;
    assert!(lost.is_err());
    let row = thing(&testing::world(), "after", 1);
    db.write(async move |tx: &mut Conn| insert(tx, row).await).await.unwrap();
    assert_eq!(total(&db).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_never_share_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::new(&format!("sqlite://{}", folder.path().display()), "things").unwrap();
    let _first = Db::open(&place, &MIGRATIONS).await.unwrap();
    assert!(matches!(Db::open(&place, &MIGRATIONS).await, Err(Error::InUse(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn six_processes_may_migrate_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut places = vec![Place::new(&format!("sqlite://{}", folder.path().display()), "things").unwrap()];
    if let Ok(url) = std::env::var("TEST_POSTGRES_URL") {
        places.push(Place::new(&url, &format!("test_six_{:x}", World::real().random_u64())).unwrap());
    }
    for place in places {
        for done in join_all((0..6).map(|_| Db::migrate(&place, &MIGRATIONS))).await {
            done.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_runs_on_a_database_thread_belongs_to_the_trace_of_its_caller() {
    // A registry without layers traces nothing but knows which span is the current one.
    let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry());
    testing::on_every_database("things", &MIGRATIONS, async |db: Db| {
        let span = tracing::info_span!("request");
        let expected = span.id();
        assert!(expected.is_some());
        let current = async move |_: &mut Conn| -> Result<_, Error> { Ok(tracing::Span::current().id()) };
        assert_eq!(db.write(current).instrument(span.clone()).await.unwrap(), expected);
        assert_eq!(db.read(current).instrument(span).await.unwrap(), expected);
    })
    .await;
}
