//! What tests of several crates share.

pub mod browser;

use std::sync::atomic::{AtomicU32, Ordering};

use jiff::Timestamp;

use crate::{
    db::{Db, Migrations, Place},
    problem::Problem,
    world::World,
};

/// How often a caller asks again when something was away.
const TRIES_MAX: usize = 10;

/// A world whose clock stands at noon of 20 November 2026 in Lagos until it is moved.
pub fn world() -> World {
    World::standing_at("2026-11-20T11:00:00Z".parse().unwrap_or(Timestamp::UNIX_EPOCH), 20_261_120)
}

/// A fresh embedded database in a folder that goes away with the returned guard.
pub async fn sqlite(service: &str, migrations: &'static Migrations) -> (Db, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let place = Place::new(&format!("sqlite://{}", folder.path().display()), service).expect("the address is right");
    let db = Db::open(&place, migrations).await.expect("a fresh SQLite file opens");
    (db, folder)
}

/// A fresh schema on the server named by `TEST_POSTGRES_URL`. Without it one line says so, and under CI it is an error.
pub async fn postgres(service: &str, migrations: &'static Migrations) -> Option<Db> {
    static SCHEMAS: AtomicU32 = AtomicU32::new(0);
    let Ok(url) = std::env::var("TEST_POSTGRES_URL") else {
        assert!(std::env::var_os("CI").is_none(), "CI must set TEST_POSTGRES_URL");
        eprintln!("not run on PostgreSQL: TEST_POSTGRES_URL is not set (cargo xtask test sets it)");
        return None;
    };
    let count = SCHEMAS.fetch_add(1, Ordering::Relaxed);
    let nonce = World::real().random_u64();
    let place = Place::new(&url, &format!("test_{service}_{nonce:x}_{count}")).expect("the address is right");
    Db::migrate(&place, migrations).await.expect("a fresh schema can be migrated");
    Some(Db::open(&place, migrations).await.expect("PostgreSQL answers"))
}

/// Runs the same body on SQLite and on PostgreSQL.
pub async fn on_every_database<F: AsyncFn(Db)>(service: &str, migrations: &'static Migrations, body: F) {
    let (db, _folder) = sqlite(service, migrations).await;
    body(db).await;
    if let Some(db) = postgres(service, migrations).await {
        body(db).await;
    }
}

/// Asks again as long as the answer is one that passes, as callers do: on a busy machine something may be away.
pub async fn at_last<T, E, Fut>(mut ask: impl FnMut() -> Fut) -> Result<T, Problem>
where
    Fut: Future<Output = Result<T, E>>,
    Problem: From<E>,
{
    for _ in 1..TRIES_MAX {
        match ask().await.map_err(Problem::from) {
            Err(problem) if problem.is_passing() => {}
            answer => return answer,
        }
    }
    ask().await.map_err(Problem::from)
}
