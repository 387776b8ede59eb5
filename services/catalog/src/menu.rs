//! The menu in memory.

use std::sync::Arc;

use chassis::db::{Conn, Db};
use tokio::sync::Mutex;

use crate::{domain::menu::Menu, error::Error, store};

/// The last menu that was read. It is asked for with every message, and the catalogue changes a few times a day.
#[derive(Default)]
pub(crate) struct Cache(Mutex<Option<Arc<Menu>>>);

impl Cache {
    /// The menu at this revision, or at a newer one. While one caller reads it, the others wait for what it finds.
    pub(crate) async fn at(&self, db: &Db, revision: i64) -> Result<Arc<Menu>, Error> {
        let mut kept = self.0.lock().await;
        if let Some(menu) = kept.as_ref().filter(|menu| menu.revision == revision) {
            return Ok(menu.clone());
        }
        let menu = db.read(async move |conn: &mut Conn| -> Result<Menu, Error> { Ok(store::menu::load(conn).await?) });
        let menu = Arc::new(menu.await?);
        *kept = Some(menu.clone());
        Ok(menu)
    }
}
