//! The command line, as people and platforms use it.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::{path::Path, process::Output};

use e2e::{
    Database, Form, Outcome, Souk, Start,
    database::Place,
    failure::ensure,
    process::{Settings, command, run},
    services::channel,
};
use proto::{
    catalog::v1::{ListProductsRequest, catalog_service_client::CatalogServiceClient},
    sellers::v1::{ListSellersRequest, sellers_service_client::SellersServiceClient},
};
use tempfile::TempDir;
use tokio_stream::StreamExt as _;
use tonic_reflection::pb::{v1, v1alpha};

/// Ended because a setting is wrong.
const BAD_SETTINGS: i32 = 64;
/// Ended because something needed did not work.
const FAILED: i32 = 70;

fn settings(pairs: &[(&str, &str)]) -> Settings {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Runs a command to its end. What it serves, it serves where it disturbs nobody.
async fn souk(folder: &Path, arguments: &[&str], pairs: &[(&str, &str)]) -> Outcome<Output> {
    let anywhere = ["LISTEN", "GRPC_LISTEN", "EMULATOR_LISTEN"].map(|name| (name, "127.0.0.1:0"));
    run(command(folder, arguments, &settings(&[&anywhere, pairs].concat())), "").await
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).trim().to_owned()
}

fn ensure_ends(output: &Output, code: i32, words: &str) -> Outcome {
    let said = said(output);
    ensure(output.status.code() == Some(code), || format!("it ends with {}, not {code}: {said}", output.status))?;
    ensure(said.contains(words), || format!("it says {said:?}, not {words:?}"))
}

#[tokio::test]
async fn a_wrong_setting_is_named_in_one_sentence_and_ends_with_64() -> Outcome {
    let folder = TempDir::new()?;
    for (role, name, value) in [
        ("all", "SOUK_CURENCY", "NGN"),
        ("all", "SOUK_CURRENCY", "shells"),
        ("all", "SOUK_LANGUAGE", "Klingon"),
        ("all", "SOUK_TIME_ZONE", "Mars/Base"),
        ("all", "DATABASE_URL", "mysql://somewhere"),
        ("all", "WHATSAPP_PAIR_BURST", "many"),
        ("all", "INBOUND_PER_MINUTE", "-1"),
        ("all", "WHATSAPP_ACCESS_TOKEN_FILE", "/nowhere/token"),
        ("session", "CATALOG_URL", "not an address"),
        ("session", "FIELD_ENCRYPTION_KEY", ""),
        ("session", "FIELD_ENCRYPTION_KEY", "too short"),
        ("orders", "WHATSAPP_TYPO", "1"),
        ("migrate", "SOUK_TYPO", "1"),
        ("seed", "PAYSTACK_TYPO", "1"),
    ] {
        let output = souk(folder.path(), &[role], &[(name, value)]).await?;
        ensure_ends(&output, BAD_SETTINGS, name).map_err(|failure| failure.while_doing(format!("{role} {name}")))?;
        let said = said(&output);
        let sentences = said.lines().filter(|line| !line.starts_with('{')).count();
        ensure(sentences == 1, || format!("{name}: more than one sentence beside the log: {said}"))?;
    }
    Ok(())
}

#[tokio::test]
async fn an_account_at_meta_must_be_whole() -> Outcome {
    let folder = TempDir::new()?;
    let output = souk(folder.path(), &["all"], &[("WHATSAPP_ACCESS_TOKEN", "t")]).await?;
    ensure_ends(&output, BAD_SETTINGS, "WHATSAPP_APP_SECRET")?;
    let output = souk(folder.path(), &["all", "--no-emulator"], &[]).await?;
    ensure_ends(&output, BAD_SETTINGS, "WHATSAPP_ACCESS_TOKEN")?;
    ensure(!said(&output).contains("panicked"), || said(&output))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_probe_tells_by_its_exit_code_whether_a_server_is_well() -> Outcome {
    let souk_at = Souk::all_in_one(Database::Sqlite).await?;
    let (gateway, services) = (souk_at.address("gateway"), souk_at.address("catalog"));
    souk_at.run(&["probe", &format!("http://{gateway}/readyz")]).await?;
    souk_at.run(&["probe", &format!("http://{gateway}/livez")]).await?;
    souk_at.run(&["probe", &format!("grpc://{services}")]).await?;
    let nobody = e2e::ports::free();
    for url in [format!("http://{gateway}/nowhere"), format!("http://{nobody}/readyz"), format!("grpc://{nobody}")] {
        ensure_ends(&souk(souk_at.folder(), &["probe", &url], &[]).await?, FAILED, "")?;
    }
    ensure_ends(&souk(souk_at.folder(), &["probe", "ftp://host"], &[]).await?, BAD_SETTINGS, "grpc://")?;
    souk_at.close(&[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn migrating_from_many_places_at_once_is_safe() -> Outcome {
    for database in [Database::Sqlite, Database::Postgres] {
        if !database.is_at_hand() {
            continue;
        }
        let folder = TempDir::new()?;
        let place = Place::new(database, folder.path()).await?;
        let url = [("DATABASE_URL", place.url.as_str())];
        let migrate = || souk(folder.path(), &["migrate"], &url);
        let (one, two, three) = tokio::try_join!(migrate(), migrate(), migrate())?;
        for output in [one, two, three, migrate().await?] {
            ensure_ends(&output, 0, "")?;
        }
        let output = souk(folder.path(), &["migrate", "orders"], &url).await?;
        ensure_ends(&output, 0, "")?;
        let output = souk(folder.path(), &["migrate", "kitchen"], &url).await?;
        ensure_ends(&output, BAD_SETTINGS, "kitchen")?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn seeding_again_changes_nothing() -> Outcome {
    let souk = Souk::all_in_one(Database::Sqlite).await?;
    souk.services.set_available("ZOBO", false).await?;
    let before = market(&souk).await?;
    ensure(before.0.len() >= 12 && before.1 >= 3, || format!("the sample market is small: {before:?}"))?;
    souk.run(&["seed"]).await?;
    souk.run(&["seed"]).await?;
    let after = market(&souk).await?;
    ensure(before == after, || format!("before {before:?}, after {after:?}"))?;
    std::fs::write(souk.folder().join("broken.toml"), "currency = 7")?;
    let output = run(souk.command(&["seed", "broken.toml"]), "").await?;
    ensure_ends(&output, BAD_SETTINGS, "market")?;
    let output = run(souk.command(&["seed", "missing.toml"]), "").await?;
    ensure_ends(&output, BAD_SETTINGS, "missing.toml")?;
    souk.close(&[]).await
}

/// Every product with its version, and how many sellers there are.
async fn market(souk: &Souk) -> Outcome<(Vec<(String, i64, bool)>, usize)> {
    let request = ListProductsRequest { page_size: 200, ..Default::default() };
    let products = CatalogServiceClient::new(channel(souk.address("catalog"))).list_products(request).await?;
    let products = products.into_inner().products.into_iter();
    let request = ListSellersRequest { page_size: 200, ..Default::default() };
    let sellers = SellersServiceClient::new(channel(souk.address("sellers"))).list_sellers(request).await?;
    let sellers = sellers.into_inner().sellers.len();
    Ok((products.map(|product| (product.sku, product.version, product.available)).collect(), sellers))
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_added_and_can_log_in_at_once() -> Outcome {
    let souk = Souk::all_in_one(Database::Sqlite).await?;
    let data = souk.folder().join("data");
    let data = data.to_str().unwrap();
    let add = async |email: &str, role: &str, password: &str| {
        let arguments = ["user", "add", email, "--role", role, "--password-stdin", "--data", data];
        run(souk.command(&arguments), &format!("{password}\n")).await
    };
    ensure_ends(&add("cook@souk.test", "staff", "a kitchen full of pans").await?, 0, "")?;
    let answer = souk.office.log_in_as("cook@souk.test", "a kitchen full of pans").await?;
    ensure(answer.status == 200, || format!("{answer:?}"))?;
    let answer = souk.office.log_in_as("cook@souk.test", "a kitchen full of pots").await?;
    ensure(answer.status == 401, || format!("{answer:?}"))?;
    ensure_ends(&add("cook@souk.test", "staff", "a kitchen full of pans").await?, FAILED, "")?;
    ensure_ends(&add("x@souk.test", "staff", "short").await?, BAD_SETTINGS, "password")?;
    ensure_ends(&add("x@souk.test", "emperor", "a kitchen full of pans").await?, BAD_SETTINGS, "--role")?;
    souk.close(&["a kitchen full of pans".to_owned()]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_start_prints_where_everything_is_and_a_password_that_works_once() -> Outcome {
    let start = Start::new(Form::AllInOne, Database::Sqlite).set("SOUK_ADMIN_PASSWORD", "");
    let mut souk = start.open().await?;
    let greeting = souk.log("all")?;
    let word_after = |label: &str| {
        let line = greeting.lines().find(|line| line.trim_start().starts_with(label))?;
        line.trim_start().strip_prefix(label)?.split_whitespace().next().map(str::to_owned)
    };
    for address in ["gateway", "catalog", "emulator"].map(|role| souk.address(role).to_string()) {
        ensure(greeting.contains(&address), || format!("the greeting does not name {address}:\n{greeting}"))?;
    }
    let (email, password) = (word_after("Log in as").unwrap(), word_after("Password").unwrap());
    let answer = souk.office.log_in_as(&email, &password).await?;
    ensure(answer.status == 200, || format!("{answer:?}"))?;
    souk.restart("all").await?;
    ensure(souk.log("all")?.matches("Password").count() == 1, || "a password is printed again".to_owned())?;
    souk.close(&[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_in_the_terminal_orders_from_a_script() -> Outcome {
    let souk = Souk::all_in_one(Database::Sqlite).await?;
    let script = "hi\nadd zobo 2\n1\n2\n1\n/quit\n";
    let output = run(souk.command(&["chat", "--as", "+2348012345678"]), script).await?;
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure(output.status.success(), || said(&output))?;
    for words in
        ["Welcome to Souk", "Added 2 × Zobo", "Delivery or pick-up?", "Place this order?", "is placed: ₦1,200.00"]
    {
        ensure(shown.contains(words), || format!("the terminal does not show {words:?}:\n{shown}"))?;
    }
    ensure(souk.office.orders().await?.len() == 1, || "there is not exactly one order".to_owned())?;
    let nobody = e2e::ports::free();
    let output = run(souk.command(&["chat", "--emulator", &format!("http://{nobody}")]), "hi\n").await?;
    ensure_ends(&output, FAILED, "souk all")?;
    souk.close(&[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_server_lists_its_services_in_both_versions_of_reflection() -> Outcome {
    let souk = Souk::six_processes(Database::Sqlite).await?;
    for role in ["catalog", "session", "orders", "sellers", "notifications"] {
        let channel = channel(souk.address(role));
        let own = format!("souk.{role}.v1.{}Service", role[..1].to_uppercase() + &role[1..]);
        for names in [listed(channel.clone()).await?, listed_alpha(channel).await?] {
            for name in [own.as_str(), "grpc.health.v1.Health"] {
                ensure(names.iter().any(|listed| listed == name), || {
                    format!("{role} does not list {name}: {names:?}")
                })?;
            }
        }
    }
    souk.close(&[]).await
}

async fn listed(channel: tonic::transport::Channel) -> Outcome<Vec<String>> {
    use v1::{server_reflection_request::MessageRequest, server_reflection_response::MessageResponse};
    let request = v1::ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let mut client = v1::server_reflection_client::ServerReflectionClient::new(channel);
    let mut answers = client.server_reflection_info(tokio_stream::once(request)).await?.into_inner();
    let Some(answer) = answers.next().await else { return Ok(Vec::new()) };
    let Some(MessageResponse::ListServicesResponse(list)) = answer?.message_response else { return Ok(Vec::new()) };
    Ok(list.service.into_iter().map(|service| service.name).collect())
}

async fn listed_alpha(channel: tonic::transport::Channel) -> Outcome<Vec<String>> {
    use v1alpha::{server_reflection_request::MessageRequest, server_reflection_response::MessageResponse};
    let request = v1alpha::ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let mut client = v1alpha::server_reflection_client::ServerReflectionClient::new(channel);
    let mut answers = client.server_reflection_info(tokio_stream::once(request)).await?.into_inner();
    let Some(answer) = answers.next().await else { return Ok(Vec::new()) };
    let Some(MessageResponse::ListServicesResponse(list)) = answer?.message_response else { return Ok(Vec::new()) };
    Ok(list.service.into_iter().map(|service| service.name).collect())
}
