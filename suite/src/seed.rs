//! `souk seed`: loads a market. What is there already stays as it is.

use chassis::{
    Problem,
    settings::{Environment, SettingError},
    wire::Wire,
};
use proto::{
    catalog::v1::{ListCategoriesRequest, catalog_service_client::CatalogServiceClient},
    sellers::v1::sellers_service_client::SellersServiceClient,
};

use crate::{
    cli::SeedOptions,
    market::{self, Market},
    role, settings,
    stop::Stop,
};

pub(crate) async fn run(SeedOptions { file }: SeedOptions) -> Result<(), Stop> {
    let environment = Environment::of_process();
    settings::refuse_unknown(&environment)?;
    let _telemetry = chassis::telemetry::start("seed");
    let market = match file {
        None => market::SAMPLE.to_owned(),
        Some(path) => std::fs::read_to_string(&path)
            .map_err(|error| SettingError::new(format!("{} cannot be read: {error}.", path.display())))?,
    };
    let urls = role::Urls::from_environment(&environment);
    load(&market, urls.catalog()?, urls.sellers()?).await
}

/// Loads the sample market where there is nothing yet.
pub(crate) async fn load_sample_if_empty(catalog: Wire, sellers: Wire) -> Result<(), Stop> {
    let request = ListCategoriesRequest { page_size: 1, ..Default::default() };
    let found = CatalogServiceClient::new(catalog.clone()).list_categories(request).await.map_err(refused)?;
    if found.into_inner().categories.is_empty() { load(market::SAMPLE, catalog, sellers).await } else { Ok(()) }
}

async fn load(market: &str, catalog: Wire, sellers: Wire) -> Result<(), Stop> {
    let market = Market::parse(market)?;
    let sellers_to_add: Vec<_> = market.sellers().collect();
    CatalogServiceClient::new(catalog).import_market(market.request()?).await.map_err(refused)?;
    let mut client = SellersServiceClient::new(sellers);
    for seller in sellers_to_add {
        let Err(status) = client.create_seller(seller).await else { continue };
        let problem = Problem::from(status);
        if problem.reason != "PHONE_TAKEN" {
            return Err(Stop::Failed(problem.message));
        }
    }
    Ok(())
}

fn refused(status: tonic::Status) -> Stop {
    Stop::Failed(format!("the market was refused: {}", status.message()))
}
