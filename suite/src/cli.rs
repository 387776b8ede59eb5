//! The command line.

use std::{net::SocketAddr, path::PathBuf};

use base::Phone;
use clap::{Args, Parser, Subcommand};

/// Souk is a market you talk to: customers order on WhatsApp, shops work in the browser, programs call gRPC.
#[derive(Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) all: AllOptions,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Everything in one process (the default)
    All(AllOptions),
    /// What the shop sells
    Catalog(RoleOptions),
    /// Customers, conversations and carts
    Session(RoleOptions),
    /// Orders from confirmation to delivery
    Orders(RoleOptions),
    /// The people who make and bring what the market sells
    Sellers(RoleOptions),
    /// Everything that leaves for a phone
    Notifications(RoleOptions),
    /// Webhooks, the admin REST API and the web pages
    Gateway(RoleOptions),
    /// Stand-ins for Meta's servers, and phones to chat with
    Emulator(RoleOptions),
    /// Bring the tables up to date; safe to run from many places at once
    Migrate(MigrateOptions),
    /// Load the sample market, or a TOML file of the same form; repeating it changes nothing
    Seed(SeedOptions),
    /// People who may use the admin API
    #[command(subcommand)]
    User(UserCommand),
    /// A phone in the terminal
    Chat(ChatOptions),
    /// Ask a server whether it is well: http://HOST/readyz or grpc://HOST:PORT
    Probe(ProbeOptions),
}

#[derive(Args)]
pub(crate) struct AllOptions {
    /// Where the embedded databases live, unless DATABASE_URL says otherwise
    #[arg(long, env = "SOUK_DATA", default_value = "souk-data")]
    pub(crate) data: PathBuf,
    /// Where webhooks, REST and pages are served
    #[arg(long, env = "LISTEN", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// Where all five services are served over gRPC, with reflection
    #[arg(long, env = "GRPC_LISTEN", default_value = "127.0.0.1:50051")]
    pub(crate) grpc_listen: SocketAddr,
    /// Where the emulator's page, control API and Graph server are served
    #[arg(long, env = "EMULATOR_LISTEN", default_value = "127.0.0.1:8090")]
    pub(crate) emulator_listen: SocketAddr,
    /// Leave an empty catalogue empty
    #[arg(long, env = "SOUK_NO_SAMPLE")]
    pub(crate) no_sample: bool,
    /// Start no emulator; WHATSAPP_ACCESS_TOKEN and the settings beside it are required then
    #[arg(long, env = "SOUK_NO_EMULATOR")]
    pub(crate) no_emulator: bool,
}

#[derive(Args)]
pub(crate) struct RoleOptions {
    /// Where the role is served; its own port on all addresses when left out
    #[arg(long, env = "LISTEN")]
    pub(crate) listen: Option<SocketAddr>,
}

#[derive(Args)]
pub(crate) struct MigrateOptions {
    /// catalog, session, orders, sellers, notifications, gateway; all of them when left out
    pub(crate) roles: Vec<String>,
}

#[derive(Args)]
pub(crate) struct SeedOptions {
    /// A market as TOML; the sample market when left out
    pub(crate) file: Option<PathBuf>,
}

#[derive(Subcommand)]
pub(crate) enum UserCommand {
    /// Add somebody; the password comes from a prompt
    Add(AddUserOptions),
}

#[derive(Args)]
pub(crate) struct AddUserOptions {
    /// The address to log in with
    pub(crate) email: String,
    /// admin, staff or viewer
    #[arg(long)]
    pub(crate) role: String,
    /// Read the password from standard input instead
    #[arg(long)]
    pub(crate) password_stdin: bool,
    /// Where the embedded databases live, unless DATABASE_URL says otherwise
    #[arg(long, env = "SOUK_DATA", default_value = "souk-data")]
    pub(crate) data: PathBuf,
}

#[derive(Args)]
pub(crate) struct ChatOptions {
    /// Whose phone it is
    #[arg(long = "as", default_value = "+2348012345678")]
    pub(crate) phone: Phone,
    /// Where the emulator is
    #[arg(long, env = "EMULATOR_URL", default_value = "http://127.0.0.1:8090")]
    pub(crate) emulator: String,
}

#[derive(Args)]
pub(crate) struct ProbeOptions {
    /// http://HOST:PORT/PATH or grpc://HOST:PORT
    pub(crate) url: String,
}
