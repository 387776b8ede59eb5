//! Jobs happen, at least once, and are never lost.
#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]
mod common;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use chassis::{
    World,
    db::{Conn, Db, Error, types::Moment},
    jobs::{ATTEMPTS_MAX, Failure, Jobs, LEASE, POLL},
    lifecycle::Life,
    testing,
};
use common::{MIGRATIONS, insert, thing};
use diesel::prelude::*;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Chore {
    Remind { name: String },
}

fn remind(name: &str) -> Chore {
    Chore::Remind { name: name.to_owned() }
}

/// Starts workers that tell each attempt and then do what `outcome` says.
fn work(
    jobs: &Jobs<Chore>,
    life: &Life,
    outcome: impl Fn(&str) -> Result<(), Failure> + Send + Sync + 'static,
) -> mpsc::UnboundedReceiver<String> {
    let (sender, receiver) = mpsc::unbounded_channel();
    let outcome = Arc::new(outcome);
    jobs.start(life, move |Chore::Remind { name }| {
        let (sender, outcome) = (sender.clone(), outcome.clone());
        async move {
            let done = outcome(&name);
            let _ = sender.send(name);
            done
        }
    });
    receiver
}

async fn enqueue(db: &Db, jobs: &Jobs<Chore>, name: &str, after: Duration, key: Option<&str>) {
    let (queue, chore, key) = (jobs.clone(), remind(name), key.map(str::to_owned));
    let due_at = testing::world().now() + after;
    db.write(async move |tx: &mut Conn| queue.enqueue(tx, &chore, due_at, key).await).await.unwrap();
    jobs.committed();
}

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::{DbTimestamp, DbUuid};
    jobs (id) {
        id -> DbUuid,
        due_at -> DbTimestamp,
        dead -> Bool,
    }
}

/// Waits until no worker has a job, then moves the clock to when the next one is due, if there is one.
async fn forward(db: &Db, world: &World) {
    loop {
        let next: Option<Moment> = db
            .read(async move |conn: &mut Conn| -> Result<Option<Moment>, Error> {
                let alive = jobs::table.filter(jobs::dead.eq(false)).order(jobs::due_at).limit(1);
                conn.maybe(alive.select(jobs::due_at)).await
            })
            .await
            .unwrap();
        let Some(Moment(due_at)) = next else { return };
        let wait = due_at.duration_since(world.now());
        if wait != SignedDuration::try_from(LEASE).unwrap() {
            return world.advance(Duration::try_from(wait).unwrap_or_default() + POLL);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_runs_when_its_moment_has_come_and_never_again() {
    testing::on_every_database("jobs", &MIGRATIONS, async |db: Db| {
        let (world, life) = (testing::world(), Life::new());
        let jobs = Jobs::new(db.clone(), world.clone());
        let mut done = work(&jobs, &life, |_| Ok(()));
        enqueue(&db, &jobs, "later", Duration::from_secs(3600), None).await;
        enqueue(&db, &jobs, "now", Duration::ZERO, None).await;
        assert_eq!(done.recv().await.unwrap(), "now");
        forward(&db, &world).await;
        assert_eq!(done.recv().await.unwrap(), "later");
        life.end();
        assert!(life.drained().await && done.recv().await.is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_of_a_rolled_back_transaction_never_runs() {
    testing::on_every_database("jobs", &MIGRATIONS, async |db: Db| {
        let (world, life) = (testing::world(), Life::new());
        let jobs = Jobs::new(db.clone(), world.clone());
        let (queue, now, bad) = (jobs.clone(), world.now(), thing(&world, "bad", -1));
        let rolled_back = db
            .write(async move |tx: &mut Conn| -> Result<(), Error> {
                queue.enqueue(tx, &remind("ghost"), now, None).await?;
                insert(tx, bad).await
            })
            .await;
        assert!(rolled_back.is_err());
        let mut done = work(&jobs, &life, |_| Ok(()));
        enqueue(&db, &jobs, "real", Duration::ZERO, None).await;
        assert_eq!(done.recv().await.unwrap(), "real");
        life.end();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_key_is_one_job_and_a_cancelled_one_is_none() {
    testing::on_every_database("jobs", &MIGRATIONS, async |db: Db| {
        let (world, life) = (testing::world(), Life::new());
        let jobs = Jobs::new(db.clone(), world.clone());
        enqueue(&db, &jobs, "first", Duration::ZERO, Some("key")).await;
        enqueue(&db, &jobs, "second", Duration::ZERO, Some("key")).await;
        enqueue(&db, &jobs, "cancelled", Duration::ZERO, Some("other")).await;
        assert!(db.write(async move |tx: &mut Conn| Jobs::<Chore>::cancel(tx, "other").await).await.unwrap());
        let mut done = work(&jobs, &life, |_| Ok(()));
        assert_eq!(done.recv().await.unwrap(), "first");
        enqueue(&db, &jobs, "last", Duration::ZERO, None).await;
        assert_eq!(done.recv().await.unwrap(), "last");
        life.end();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_keeps_failing_is_a_dead_letter_until_it_is_redriven() {
    testing::on_every_database("jobs", &MIGRATIONS, async |db: Db| {
        let (world, life) = (testing::world(), Life::new());
        let jobs = Jobs::new(db.clone(), world.clone());
        let healed = Arc::new(Mutex::new(false));
        let is_healed = healed.clone();
        let mut tried = work(&jobs, &life, move |_| match *is_healed.lock().unwrap() {
            true => Ok(()),
            false => Err(Failure::Retry("away".into())),
        });
        enqueue(&db, &jobs, "stubborn", Duration::ZERO, None).await;
        for _ in 0..ATTEMPTS_MAX {
            tried.recv().await.unwrap();
            forward(&db, &world).await;
        }
        let dead = loop {
            if let [dead] = &jobs.dead(10).await.unwrap()[..] {
                break dead.clone();
            }
        };
        assert_eq!(
            (dead.kind.as_str(), dead.attempts, dead.last_error.as_deref()),
            ("remind", ATTEMPTS_MAX, Some("away"))
        );
        *healed.lock().unwrap() = true;
        assert!(jobs.redrive(dead.id.0).await.unwrap());
        assert_eq!(tried.recv().await.unwrap(), "stubborn");
        life.end();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_whose_worker_died_comes_back_when_its_lease_is_over() {
    testing::on_every_database("jobs", &MIGRATIONS, async |db: Db| {
        let (world, first_life, second_life) = (testing::world(), Life::new(), Life::new());
        let jobs = Jobs::new(db.clone(), world.clone());
        let (taken, mut was_taken) = mpsc::unbounded_channel();
        jobs.start(&first_life, move |_: Chore| {
            let _ = taken.send(());
            std::future::pending()
        });
        enqueue(&db, &jobs, "orphan", Duration::ZERO, None).await;
        was_taken.recv().await.unwrap();
        first_life.end();
        let mut done = work(&jobs, &second_life, |_| Ok(()));
        // The ending worker may just have taken the job once more, so one lease may not be enough.
        let name = loop {
            world.advance(LEASE);
            db.ping().await.unwrap();
            if let Ok(name) = done.try_recv() {
                break name;
            }
        };
        assert_eq!(name, "orphan");
        second_life.end();
    })
    .await;
}
