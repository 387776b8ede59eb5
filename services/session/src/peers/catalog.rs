//! The menu, fetched when it changed and kept in between.

use std::sync::{Arc, Mutex, PoisonError};

use chassis::{Problem, wire::Wire};
use dialogue::{Item, Menu, Section};
use proto::catalog::v1::{self as wire, catalog_service_client::CatalogServiceClient};

use super::{Trouble, opened, within_limit};

/// The menu as of the last look.
pub(crate) struct Menus {
    catalog: Wire,
    known: Mutex<Option<Arc<Menu>>>,
}

impl Menus {
    pub(crate) fn new(catalog: Wire) -> Self {
        Self { catalog, known: Mutex::default() }
    }

    /// The present menu. While catalog is away the last one known must do: prices are asked again before an order.
    pub(crate) async fn present(&self) -> Result<Arc<Menu>, Trouble> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match (self.fetch(known.as_ref().map_or(0, |menu| menu.revision())).await, known) {
            (Ok(Some(menu)), _) => Ok(self.keep(menu)),
            (Ok(None), Some(menu)) => Ok(menu),
            (Ok(None), None) => Ok(self.keep(Menu::new(0, Vec::new()))),
            (Err(problem), Some(menu)) if problem.is_passing() => {
                tracing::warn!(reason = problem.reason, "the catalogue is away; the menu known last is used");
                Ok(menu)
            }
            (Err(problem), _) => Err(problem.into()),
        }
    }

    /// The menu, if it is another than the one at this revision.
    async fn fetch(&self, known_revision: i64) -> Result<Option<Menu>, Problem> {
        let mut client = CatalogServiceClient::new(self.catalog.clone());
        let answer = opened(client.get_menu(within_limit(wire::GetMenuRequest { known_revision })).await)?;
        Ok(answer
            .changed
            .then(|| Menu::new(answer.revision, answer.sections.into_iter().filter_map(section).collect())))
    }

    fn keep(&self, menu: Menu) -> Arc<Menu> {
        let menu = Arc::new(menu);
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(menu.clone());
        menu
    }
}

fn section(section: wire::MenuSection) -> Option<Section> {
    let category = section.category?;
    let items = section.products.into_iter().filter_map(item).collect();
    Some(Section { id: category.id.parse().ok()?, name: category.name, items })
}

/// A product that this version cannot read is left out, and said so.
fn item(product: wire::Product) -> Option<Item> {
    let (id, price) = (product.id.parse().ok(), product.price.and_then(|price| price.try_into().ok()));
    let (Some(id), Some(price)) = (id, price) else {
        tracing::error!(product = product.id, "a product of the menu cannot be read");
        return None;
    };
    Some(Item {
        id,
        sku: product.sku,
        name: product.name,
        description: product.description,
        price,
        unit: product.unit,
        aliases: product.aliases,
        available: product.available,
    })
}
