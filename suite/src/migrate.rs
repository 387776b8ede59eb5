//! `souk migrate`: brings tables up to date.

use std::path::Path;

use chassis::settings::{Environment, SettingError};

use crate::{
    cli::MigrateOptions,
    database::{Databases, OWNERS, Owner},
    settings,
    stop::Stop,
};

pub(crate) async fn run(MigrateOptions { roles }: MigrateOptions) -> Result<(), Stop> {
    let environment = Environment::of_process();
    settings::refuse_unknown(&environment)?;
    let _telemetry = chassis::telemetry::start("migrate");
    let databases = Databases::new(&environment, Path::new(settings::DATA_DEFAULT));
    for owner in chosen(&roles)? {
        databases.migrate(owner).await?;
        tracing::info!(role = owner.name, "the tables are up to date");
    }
    Ok(())
}

fn chosen(roles: &[String]) -> Result<Vec<&'static Owner>, SettingError> {
    if roles.is_empty() {
        return Ok(OWNERS.to_vec());
    }
    let find = |role: &String| {
        let owner = OWNERS.iter().find(|owner| owner.name == *role).copied();
        owner.ok_or_else(|| SettingError::new(format!("{role} has no database; leave it out.")))
    };
    roles.iter().map(find).collect()
}
