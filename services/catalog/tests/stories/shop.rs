//! A shop to tell stories about.

use catalog::{Catalog, MIGRATIONS, NAME, Settings};
use chassis::{
    Kind, Problem, World,
    db::Db,
    settings::Environment,
    testing,
    wire::{self, Wire},
};
use proto::{
    catalog::v1::{catalog_service_client::CatalogServiceClient, *},
    common::v1::Money,
};
use tonic::{Response, Status, service::Routes};

pub(crate) type Client = CatalogServiceClient<Wire>;

/// A shop with an empty catalogue.
pub(crate) struct Shop {
    pub(crate) client: Client,
    pub(crate) world: World,
    db: Db,
}

impl Shop {
    fn new(db: Db) -> Self {
        let world = testing::world();
        Self { client: client(&db, &world), world, db }
    }

    /// Another process on the same database.
    pub(crate) fn replica(&self) -> Client {
        client(&self.db, &self.world)
    }

    pub(crate) async fn category(&mut self, name: &str) -> Category {
        let category = Some(category(name));
        let created = self.client.create_category(CreateCategoryRequest { category }).await;
        created.unwrap().into_inner().category.unwrap()
    }

    pub(crate) async fn product(&mut self, category: &str, name: &str, naira: i64) -> Product {
        let product = Some(product(category, name, naira));
        let created = self.client.create_product(CreateProductRequest { product }).await;
        created.unwrap().into_inner().product.unwrap()
    }

    pub(crate) async fn menu(&mut self) -> GetMenuResponse {
        self.client.get_menu(GetMenuRequest { known_revision: 0 }).await.unwrap().into_inner()
    }

    /// The names on the menu, as "category: product, product".
    pub(crate) async fn board(&mut self) -> Vec<String> {
        let names = |section: MenuSection| {
            let names: Vec<_> = section.products.into_iter().map(|product| product.name).collect();
            format!("{}: {}", section.category.unwrap().name, names.join(", "))
        };
        self.menu().await.sections.into_iter().map(names).collect()
    }
}

fn client(db: &Db, world: &World) -> Client {
    let catalog = Catalog::new(db.clone(), Settings::from_environment(&Environment::new([])).unwrap(), world.clone());
    Client::new(wire::local(Routes::new(catalog.server())))
}

/// Tells the same story on SQLite and on PostgreSQL.
pub(crate) async fn on_every_database(story: impl AsyncFn(Shop)) {
    testing::on_every_database(NAME, &MIGRATIONS, async |db| story(Shop::new(db)).await).await;
}

pub(crate) fn category(name: &str) -> Category {
    Category { name: name.to_owned(), active: true, ..Category::default() }
}

pub(crate) fn product(category: &str, name: &str, naira: i64) -> Product {
    Product {
        category_id: category.to_owned(),
        name: name.to_owned(),
        price: Some(Money { amount_minor: naira * 100, currency: "NGN".to_owned() }),
        available: true,
        active: true,
        ..Product::default()
    }
}

/// What a refused call says.
pub(crate) fn refusal<T: std::fmt::Debug>(answer: Result<Response<T>, Status>) -> Problem {
    answer.unwrap_err().into()
}

/// Kind and reason of a refused call.
pub(crate) fn reason<T: std::fmt::Debug>(answer: Result<Response<T>, Status>) -> (Kind, String) {
    let problem = refusal(answer);
    (problem.kind, problem.reason)
}

pub(crate) fn because(kind: Kind, reason: &str) -> (Kind, String) {
    (kind, reason.to_owned())
}
