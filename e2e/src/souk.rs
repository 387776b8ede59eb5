//! The whole product on private ports, in a folder of its own.

mod layout;

use std::{collections::BTreeMap, net::SocketAddr, path::Path, time::Duration};

use tempfile::TempDir;
use tokio::net::TcpStream;

use crate::{
    database::{Database, Place},
    emulator::Emulator,
    failure::{Failure, Outcome, ensure, until},
    meta::Webhook,
    office::Office,
    phone::Phone,
    process::{self, Process, Settings},
    services::Services,
};
use layout::Layout;

/// What the processes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `souk all`, as a newcomer starts it.
    AllInOne,
    /// `souk all`, with the emulator in a process of its own that lives on when the shop dies.
    BesideEmulator,
    /// Two `souk all` on one database server, beside the emulator; the second is called `twin`.
    Twins,
    /// A process for each of the six roles, and one for the emulator.
    SixProcesses,
}

/// How a [`Souk`] is started.
pub struct Start {
    form: Form,
    database: Database,
    settings: Settings,
    market: Option<String>,
    cut_off: bool,
}

impl Start {
    /// The product in this form on this database, with settings that change nothing.
    pub const fn new(form: Form, database: Database) -> Self {
        Self { form, database, settings: Vec::new(), market: None, cut_off: false }
    }

    /// With this setting in every process.
    #[must_use]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With these settings in every process.
    #[must_use]
    pub fn set_all(mut self, settings: impl IntoIterator<Item = (String, String)>) -> Self {
        self.settings.extend(settings);
        self
    }

    /// With this market, as TOML, in place of the sample market.
    #[must_use]
    pub fn market(mut self, toml: &str) -> Self {
        self.market = Some(toml.to_owned());
        self
    }

    /// With a proxy in front of the database server; see [`Souk::proxy`].
    #[must_use]
    pub const fn through_proxy(mut self) -> Self {
        self.cut_off = true;
        self
    }

    /// Starts it and waits until it is ready.
    pub async fn open(self) -> Outcome<Souk> {
        Souk::open(self).await
    }
}

/// The running product. Whoever drops it without [`Souk::close`] has failed, and its logs are shown.
pub struct Souk {
    // Processes end before what they use goes away.
    processes: BTreeMap<&'static str, Process>,
    layout: Layout,
    proxy: Option<crate::proxy::Proxy>,
    folder: TempDir,
    place: Place,
    ahead_s: u64,
    is_closed: bool,
    /// Staff at the REST API.
    pub office: Office,
    /// The stand-in for Meta.
    pub emulator: Emulator,
    /// The services over gRPC.
    pub services: Services,
    /// Where webhooks go.
    pub webhook: Webhook,
}

impl Souk {
    /// `souk all` on this database.
    pub async fn all_in_one(database: Database) -> Outcome<Self> {
        Start::new(Form::AllInOne, database).open().await
    }

    /// A process for each role on this database.
    pub async fn six_processes(database: Database) -> Outcome<Self> {
        Start::new(Form::SixProcesses, database).open().await
    }

    async fn open(start: Start) -> Outcome<Self> {
        let folder = tempfile::Builder::new().prefix("souk-e2e-").tempdir()?;
        let place = Place::new(start.database, folder.path()).await?;
        let proxy = if start.cut_off { Some(crate::proxy::Proxy::to(place.address()).await?) } else { None };
        let url = proxy.as_ref().map_or_else(|| place.url.clone(), |proxy| place.url_through(proxy.address()));
        let has_own_market = start.market.is_some();
        let layout = Layout::new(start.form, folder.path(), &url, start.settings, has_own_market);
        let mut souk = Self {
            processes: BTreeMap::new(),
            proxy,
            place,
            ahead_s: 0,
            is_closed: false,
            office: Office::at(layout.address("gateway")),
            emulator: Emulator::at(layout.address("emulator")),
            services: Services::at(|role| layout.address(role)),
            webhook: Webhook::at(layout.address("gateway")),
            layout,
            folder,
        };
        if start.form == Form::SixProcesses && start.database == Database::Postgres {
            souk.run(&["migrate"]).await?;
        }
        souk.start_all().await?;
        souk.stock(start.market).await?;
        Ok(souk)
    }

    /// Starts every process that does not run, and waits until all are ready.
    pub async fn start_all(&mut self) -> Outcome {
        for role in self.layout.roles() {
            if !self.processes.contains_key(role) {
                let process = self.layout.start(self.folder.path(), role)?;
                self.processes.insert(role, process);
            }
        }
        self.ready().await
    }

    /// Loads the market where the process does not do so by itself.
    async fn stock(&mut self, market: Option<String>) -> Outcome {
        if let Some(market) = market {
            std::fs::write(self.folder.path().join("market.toml"), market)?;
            self.run(&["seed", "market.toml"]).await
        } else if self.layout.form() == Form::SixProcesses {
            self.run(&["seed"]).await
        } else {
            Ok(())
        }
    }

    /// Waits until everybody serves.
    pub async fn ready(&mut self) -> Outcome {
        let addresses: Vec<SocketAddr> = self.layout.roles().iter().map(|role| self.layout.address(role)).collect();
        until("every process is ready", async || {
            if let Some(failure) = self.processes.values_mut().find_map(|process| process.ensure_running().err()) {
                return Some(Err(failure));
            }
            for address in &addresses {
                TcpStream::connect(address).await.ok()?;
            }
            (self.office.is_ready().await && self.emulator.is_up().await).then_some(Ok(()))
        })
        .await?
    }

    /// A command of the binary, with the settings of this product.
    pub fn command(&self, arguments: &[&str]) -> std::process::Command {
        process::command(self.folder.path(), arguments, &self.layout.settings("command"))
    }

    /// Runs a command of the binary, which must succeed.
    pub async fn run(&self, arguments: &[&str]) -> Outcome {
        let output = process::run(self.command(arguments), "").await?;
        let said = || String::from_utf8_lossy(&output.stderr).into_owned();
        ensure(output.status.success(), || format!("souk {}: {}\n{}", arguments.join(" "), output.status, said()))
    }

    /// A new customer.
    pub async fn phone(&self, name: &str) -> Outcome<Phone> {
        self.emulator.phone(name).await
    }

    /// The line to the database server; only with [`Start::through_proxy`].
    pub fn proxy(&self) -> &crate::proxy::Proxy {
        self.proxy.as_ref().expect("this product was started without a proxy")
    }

    /// Where a role is served.
    pub fn address(&self, role: &str) -> SocketAddr {
        self.layout.address(role)
    }

    /// Where this product's files are.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Everything that rests in this product's databases, as it rests.
    pub async fn stored(&self) -> Outcome<Vec<u8>> {
        self.place.stored().await
    }

    /// Everything a role has printed and logged.
    pub fn log(&self, role: &str) -> Outcome<String> {
        let process = self.processes.get(role);
        Ok(process.ok_or_else(|| Failure::new(format!("{role} does not run")))?.log())
    }

    /// The processes that belong to the shop itself.
    pub fn roles(&self) -> Vec<&'static str> {
        self.layout.roles().iter().copied().filter(|role| *role != "emulator").collect()
    }

    /// The second of the Unix epoch that every process believes it is.
    #[expect(clippy::disallowed_methods, reason = "the product runs on the machine's clock, so many seconds ahead")]
    pub fn now_s(&self) -> u64 {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.map_or(0, |since| since.as_secs()) + self.ahead_s
    }

    /// Lets time pass for every process, and waits until all have noticed.
    pub async fn advance(&mut self, time: Duration) -> Outcome {
        self.ahead_s += time.as_secs();
        let clock = self.layout.clock_file();
        // Renamed into place, so that nobody reads half a number.
        let draft = clock.with_extension("draft");
        std::fs::write(&draft, self.ahead_s.to_string())?;
        std::fs::rename(&draft, &clock)?;
        let wanted = self.ahead_s;
        until("every process notices that time has passed", async || {
            let noticed = |process: &Process| {
                let text = std::fs::read_to_string(clock.with_extension(process.id().to_string())).ok()?;
                text.parse::<u64>().ok().filter(|ahead| *ahead >= wanted)
            };
            self.processes.values().all(|process| noticed(process).is_some()).then_some(())
        })
        .await
    }

    /// Ends a role's process at once, as a power failure would. [`Souk::start_all`] starts it again.
    pub fn kill_9(&mut self, role: &str) -> Outcome {
        self.take(role)?.kill_9()
    }

    /// Asks a role's process to end, which it must do cleanly.
    pub async fn terminate(&mut self, role: &str) -> Outcome {
        self.take(role)?.terminate().await
    }

    /// Ends a role's process at once and starts it again.
    pub async fn restart(&mut self, role: &str) -> Outcome {
        self.kill_9(role)?;
        self.start_all().await
    }

    fn take(&mut self, role: &str) -> Outcome<Process> {
        self.processes.remove(role).ok_or_else(|| Failure::new(format!("{role} does not run")))
    }

    /// Ends everything cleanly. Nothing may have been refused by Meta, and no log may hold any of these words, nor any
    /// customer's number, nor a panic.
    pub async fn close(mut self, private: &[String]) -> Outcome {
        self.emulator.ensure_nothing_refused().await?;
        let customers = self.emulator.get("customers").await?;
        let customers = customers["customers"].as_array().cloned().unwrap_or_default();
        let numbers = customers.iter().filter_map(|customer| customer["phone"].as_str().map(str::to_owned));
        let private: Vec<String> = numbers.chain(private.iter().cloned()).chain(layout::secrets()).collect();
        for role in self.layout.roles().iter().rev() {
            if let Some(process) = self.processes.get_mut(role) {
                process.terminate().await?;
                ensure_discreet(process, &private)?;
            }
        }
        self.is_closed = true;
        Ok(())
    }
}

fn ensure_discreet(process: &Process, private: &[String]) -> Outcome {
    let log = process.log();
    let line_with = |word: &str| log.lines().find(|line| line.contains(word)).map(str::to_owned);
    let told = private.iter().find_map(|word| line_with(word));
    ensure(told.is_none(), || format!("the log of {} tells what is private: {told:?}", process.name()))?;
    let panic = line_with("panicked at");
    ensure(panic.is_none(), || format!("{} panicked: {panic:?}", process.name()))
}

impl Drop for Souk {
    fn drop(&mut self) {
        if self.is_closed {
            return;
        }
        for process in self.processes.values() {
            eprintln!("---- the end of the log of {} ----\n{}", process.name(), process.log_tail());
        }
    }
}
