//! Which processes there are, where they listen, and what they are told.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use super::Form;
use crate::{
    failure::Outcome,
    meta, office, ports,
    process::{Process, Settings},
};

/// What a sender must show at the stand-in for Meta.
const ACCESS_TOKEN: &str = "e2e-access-token-5b2e";
/// What signs payments, and what a caller must show at the stand-in for Paystack.
const PAYSTACK_KEY: &str = "sk_test_e2e-4f1d";
/// What seals what customers entrust to the shop. `souk all` alone makes its own.
const FIELD_KEY: &str = "ZTJlLXRlc3RzLW9ubHkta2V5LW9mLTMyLWJ5dGVzLi4=";
/// In the order in which they start: whoever is asked is there before whoever asks.
const SIX: &[&str] = &["emulator", "catalog", "orders", "sellers", "notifications", "session", "gateway"];
/// The second process of [`Form::Twins`].
const TWIN: &str = "twin";
const SERVICES: [&str; 5] = ["catalog", "session", "orders", "sellers", "notifications"];

pub(super) struct Layout {
    form: Form,
    clock_file: PathBuf,
    addresses: BTreeMap<&'static str, SocketAddr>,
    shared: Settings,
    own: Settings,
}

/// Words that no log may hold.
pub(super) fn secrets() -> [String; 6] {
    [ACCESS_TOKEN, PAYSTACK_KEY, FIELD_KEY, meta::APP_SECRET, meta::VERIFY_TOKEN, office::PASSWORD].map(str::to_owned)
}

impl Layout {
    /// `own` settings go to every process, behind those that all tests share.
    pub(super) fn new(form: Form, folder: &Path, database: &str, own: Settings, has_own_market: bool) -> Self {
        let clock_file = folder.join("clock");
        let mut layout = Self { form, clock_file, addresses: addresses(form), shared: Vec::new(), own };
        layout.shared = layout.shared(database);
        if has_own_market && form != Form::SixProcesses {
            layout.own.push(pair("SOUK_NO_SAMPLE", "true"));
        }
        layout
    }

    pub(super) const fn form(&self) -> Form {
        self.form
    }

    /// The processes, in the order in which they start.
    pub(super) const fn roles(&self) -> &'static [&'static str] {
        match self.form {
            Form::AllInOne => &["all"],
            Form::BesideEmulator => &["emulator", "all"],
            Form::Twins => &["emulator", "all", TWIN],
            Form::SixProcesses => SIX,
        }
    }

    /// Where a role is served; `all` is where its gateway is.
    pub(super) fn address(&self, role: &str) -> SocketAddr {
        let role = if role == "all" { "gateway" } else { role };
        *self.addresses.get(role).unwrap_or_else(|| panic!("there is no role {role}"))
    }

    /// Starts the process of a role.
    pub(super) fn start(&self, folder: &Path, role: &'static str) -> Outcome<Process> {
        let command = if role == TWIN { "all" } else { role };
        Process::start(folder, role, command, &self.settings(role))
    }

    pub(super) fn clock_file(&self) -> PathBuf {
        self.clock_file.clone()
    }

    /// Everything that the process of a role is told.
    pub(super) fn settings(&self, role: &str) -> Settings {
        let mut settings = self.shared.clone();
        let listen = |name, role| pair(name, self.address(role));
        match role {
            "all" => {
                settings.extend([listen("LISTEN", "gateway"), listen("GRPC_LISTEN", "catalog")]);
                if self.form == Form::AllInOne {
                    settings.push(listen("EMULATOR_LISTEN", "emulator"));
                }
            }
            TWIN => settings.extend([listen("LISTEN", TWIN), pair("GRPC_LISTEN", ports::free())]),
            "command" => {}
            role => settings.push(listen("LISTEN", role)),
        }
        settings.extend(self.own.iter().cloned());
        settings
    }

    fn shared(&self, database: &str) -> Settings {
        let url = |role| format!("http://{}", self.address(role));
        let mut shared = vec![
            pair("DATABASE_URL", database),
            pair("SOUK_CLOCK_FILE", self.clock_file.display()),
            pair("SOUK_ADMIN_EMAIL", office::EMAIL),
            pair("SOUK_ADMIN_PASSWORD", office::PASSWORD),
            pair("WHATSAPP_APP_SECRET", meta::APP_SECRET),
            pair("WHATSAPP_VERIFY_TOKEN", meta::VERIFY_TOKEN),
            pair("WHATSAPP_PHONE_NUMBER_ID", meta::PHONE_NUMBER_ID),
            pair("WHATSAPP_BUSINESS_ACCOUNT_ID", meta::BUSINESS_ACCOUNT_ID),
            pair("GATEWAY_URL", url("gateway")),
            pair("EMULATOR_URL", url("emulator")),
        ];
        shared.extend(SERVICES.map(|role| pair(&format!("{}_URL", role.to_uppercase()), url(role))));
        // With a token of its own `souk all` starts no emulator.
        if self.form != Form::AllInOne {
            shared.push(pair("FIELD_ENCRYPTION_KEY", FIELD_KEY));
            shared.push(pair("WHATSAPP_ACCESS_TOKEN", ACCESS_TOKEN));
            shared.push(pair("WHATSAPP_API_URL", format!("{}/v25.0", url("emulator"))));
            shared.push(pair("PAYSTACK_SECRET_KEY", PAYSTACK_KEY));
            shared.push(pair("PAYSTACK_API_URL", format!("{}/paystack", url("emulator"))));
            shared.push(pair("PUBLIC_URL", url("gateway")));
        }
        shared
    }
}

/// All services of `souk all` share one port.
fn addresses(form: Form) -> BTreeMap<&'static str, SocketAddr> {
    let mut addresses = BTreeMap::from(["gateway", "emulator", TWIN].map(|role| (role, ports::free())));
    let shared = ports::free();
    for role in SERVICES {
        addresses.insert(role, if form == Form::SixProcesses { ports::free() } else { shared });
    }
    addresses
}

fn pair(name: &str, value: impl std::fmt::Display) -> (String, String) {
    (name.to_owned(), value.to_string())
}
