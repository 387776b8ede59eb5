//! The menu in memory.

use std::sync::Arc;

use chassis::db::{self, Conn, Db, Together};
use tokio::sync::Mutex;

use crate::{
    domain::{
        menu::{self, Menu},
        stock::Day,
    },
    error::Error,
    store,
};

/// The last menu that was read. It is asked for with every message, and the catalogue changes a few times a day.
pub(crate) struct Cache {
    db: Db,
    kept: Mutex<Option<Arc<Menu>>>,
    changes: Together<(), i64>,
}

impl Cache {
    pub(crate) fn new(db: Db) -> Self {
        let store = db.clone();
        let changes = Together::new(move |callers: Arc<Vec<()>>| changes_for(store.clone(), callers.len()));
        Self { db, kept: Mutex::default(), changes }
    }

    /// The current revision. Callers of the same moment share a look, which begins after all of them asked: whoever
    /// changed the menu before that is seen.
    pub(crate) async fn revision(&self, today: Day) -> Result<i64, Error> {
        Ok(menu::revision(self.changes.run(()).await?, today))
    }

    /// The menu at this revision, or at a newer one. While one caller reads it, the others wait for what it finds.
    pub(crate) async fn at(&self, revision: i64, today: Day) -> Result<Arc<Menu>, Error> {
        let mut kept = self.kept.lock().await;
        if let Some(menu) = kept.as_ref().filter(|menu| menu.revision == revision) {
            return Ok(menu.clone());
        }
        let read = async move |conn: &mut Conn| -> Result<Menu, Error> { Ok(store::menu::load(conn, today).await?) };
        let menu = Arc::new(self.db.read(read).await?);
        *kept = Some(menu.clone());
        Ok(menu)
    }
}

async fn changes_for(db: Db, callers: usize) -> Result<Vec<i64>, db::Error> {
    let changes = db.read(async move |conn: &mut Conn| store::revision::changes(conn).await).await?;
    Ok(vec![changes; callers])
}
