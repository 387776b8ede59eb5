//! The key that seals what customers entrust to the shop, where nobody chose one.

use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

use chassis::{
    World,
    settings::Environment,
    vault::{self, SETTING},
};

use crate::stop::Stop;

/// The file in the data folder; whoever loses it cannot read conversations and sensitive fields any more.
const FILE: &str = "field-encryption.key";
/// Only this user reads it.
const MODE: u32 = 0o600;

/// The same environment with a key: the one that was set, or the one kept in the data folder, which is made up once.
pub(crate) fn with_key(environment: Environment, data: &Path, world: &World) -> Result<Environment, Stop> {
    if environment.secret(SETTING)?.is_some() {
        return Ok(environment);
    }
    let failed = |error: std::io::Error| {
        Stop::Failed(format!("{} cannot be kept in {}: {error}. Set {SETTING}.", FILE, data.display()))
    };
    Ok(environment.with_default(SETTING, kept(data, world).map_err(failed)?))
}

fn kept(data: &Path, world: &World) -> std::io::Result<String> {
    fs::create_dir_all(data)?;
    let path = data.join(FILE);
    if !path.try_exists()? {
        make(data, &path, world)?;
    }
    Ok(fs::read_to_string(path)?.trim_end().to_owned())
}

/// Writes the key whole before it gets its name, which only one of two processes can give: nobody reads half a key.
fn make(data: &Path, path: &Path, world: &World) -> std::io::Result<()> {
    let draft = data.join(format!("{FILE}.{:x}", world.random_u64()));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(MODE).open(&draft)?;
    file.write_all(vault::key_text(world.random()).as_bytes())?;
    file.sync_all()?;
    let named = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    named.or_else(|error| if error.kind() == ErrorKind::AlreadyExists { Ok(()) } else { Err(error) })
}
