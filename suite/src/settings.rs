//! Which settings there are.

use chassis::settings::{Environment, SettingError};

use crate::clock;

/// Where the embedded databases live when nothing says otherwise.
pub(crate) const DATA_DEFAULT: &str = "souk-data";
/// The first administrator's address, unless the owner names another.
pub(crate) const ADMIN_EMAIL: &str = "SOUK_ADMIN_EMAIL";
/// The first administrator's password; without it one is made up and shown once.
pub(crate) const ADMIN_PASSWORD: &str = "SOUK_ADMIN_PASSWORD";

/// Settings that no service reads but the binary itself.
const OWN: &[&str] = &[
    "SOUK_DATA",
    "SOUK_NO_SAMPLE",
    "SOUK_NO_EMULATOR",
    "WHATSAPP_BUSINESS_ACCOUNT_ID",
    ADMIN_EMAIL,
    ADMIN_PASSWORD,
    clock::SETTING,
];

/// Refuses a setting with one of our prefixes that nothing reads.
pub(crate) fn refuse_unknown(environment: &Environment) -> Result<(), SettingError> {
    let services = [
        catalog::SETTINGS,
        session::SETTINGS,
        orders::SETTINGS,
        sellers::SETTINGS,
        notifications::SETTINGS,
        gateway::SETTINGS,
    ];
    environment.refuse_unknown(&[OWN, &services.concat()].concat())
}

/// Refuses to run where something without which nothing would be safe is not set.
pub(crate) fn require(environment: &Environment, name: &str, why: &str) -> Result<(), SettingError> {
    match environment.secret(name)? {
        Some(_) => Ok(()),
        None => Err(SettingError::new(format!("{name} must be set: {why}."))),
    }
}
