//! How the process ends.

use std::process::ExitCode;

use chassis::settings::SettingError;

/// A setting is wrong (sysexits.h: EX_USAGE).
const BAD_SETTINGS: u8 = 64;
/// A role failed (sysexits.h: EX_SOFTWARE).
const ROLE_FAILED: u8 = 70;

/// Why the process ends before it was asked to.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Stop {
    /// A setting is wrong.
    #[error(transparent)]
    Settings(#[from] SettingError),
    /// Something needed did not work.
    #[error("{0}")]
    Failed(String),
}

impl From<chassis::db::Error> for Stop {
    fn from(error: chassis::db::Error) -> Self {
        match error {
            chassis::db::Error::Url => Self::Settings(SettingError::new(
                "DATABASE_URL must start with sqlite:// or postgres://, and so must the settings that override it.",
            )),
            error => Self::Failed(error.to_string()),
        }
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Says in one sentence what is wrong, and turns it into the exit code.
pub(crate) fn exit_code(done: Result<(), Stop>) -> ExitCode {
    let Err(stop) = done else { return ExitCode::SUCCESS };
    eprintln!("souk: {stop}");
    ExitCode::from(match stop {
        Stop::Settings(_) => BAD_SETTINGS,
        Stop::Failed(_) => ROLE_FAILED,
    })
}
