//! What the shop's owner decides for sellers: nothing so far.

use chassis::settings::{Environment, SettingError};

/// The settings this service reads.
pub const SETTINGS: &[&str] = &[];

/// The settings of the sellers' service.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settings {}

impl Settings {
    /// Reads the settings.
    pub const fn from_environment(_environment: &Environment) -> Result<Self, SettingError> {
        Ok(Self {})
    }
}
