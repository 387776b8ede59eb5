//! The one binary: every role of Souk, alone or together.

mod all;
mod chat;
mod cli;
mod clock;
mod database;
mod emulated;
mod field_key;
mod greeting;
mod market;
mod migrate;
mod probe;
mod role;
mod secret;
mod seed;
mod settings;
mod stop;
mod user;

use std::{process::ExitCode, time::Duration};

use clap::Parser as _;
use tokio::runtime::Builder;

use crate::cli::{Cli, Command};
use crate::stop::Stop;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long a thread for blocking work waits for more. Those that migrated databases at the start keep megabytes.
const BLOCKING_IDLE_MAX: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    // Several libraries of the process bring cryptography; all of them use this one.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let cli = Cli::parse();
    let runtime = Builder::new_multi_thread().enable_all().thread_keep_alive(BLOCKING_IDLE_MAX).build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(run(cli)),
        Err(error) => Err(Stop::Failed(format!("the runtime does not start: {error}"))),
    };
    stop::exit_code(done)
}

async fn run(cli: Cli) -> Result<(), Stop> {
    match cli.command.unwrap_or(Command::All(cli.all)) {
        Command::All(options) => all::run(options).await,
        Command::Catalog(options) => role::run(role::Role::Catalog, options).await,
        Command::Session(options) => role::run(role::Role::Session, options).await,
        Command::Orders(options) => role::run(role::Role::Orders, options).await,
        Command::Sellers(options) => role::run(role::Role::Sellers, options).await,
        Command::Notifications(options) => role::run(role::Role::Notifications, options).await,
        Command::Gateway(options) => role::run(role::Role::Gateway, options).await,
        Command::Emulator(options) => role::run(role::Role::Emulator, options).await,
        Command::Migrate(options) => migrate::run(options).await,
        Command::Seed(options) => seed::run(options).await,
        Command::User(options) => user::run(options).await,
        Command::Chat(options) => chat::run(options).await,
        Command::Probe(options) => probe::run(options).await,
    }
}
