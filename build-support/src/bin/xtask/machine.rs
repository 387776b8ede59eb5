//! What the tests need beside Rust: PostgreSQL, NATS and a browser.
use std::{
    env, fs,
    path::{Path, PathBuf},
};

use crate::shell::{self, Outcome};

const OLDEST_POSTGRES: u32 = 15;
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// The programs found; whatever stays missing has been named on the screen.
pub(crate) struct Machine {
    /// The folder of `initdb` and `pg_ctl`.
    pub(crate) postgres: Option<PathBuf>,
    pub(crate) nats: Option<PathBuf>,
    pub(crate) browser: Option<PathBuf>,
}

impl Machine {
    fn look() -> Machine {
        let browser = BROWSERS.iter().find_map(|name| shell::find(name));
        Machine { postgres: postgres(), nats: nats(), browser }
    }

    /// Debian's packages for what is missing, with what goes untested without them.
    fn missing(&self) -> Vec<(&'static str, &'static str)> {
        let needs = [
            (self.postgres.is_none() && !server_given(), "postgresql", "stores on PostgreSQL"),
            (self.nats.is_none(), "nats-server", "events through JetStream"),
            (self.browser.is_none(), "chromium", "the web pages"),
        ];
        needs.into_iter().filter(|(missing, ..)| *missing).map(|(_, package, untested)| (package, untested)).collect()
    }
}

/// True when the caller brings a PostgreSQL server of his own.
pub(crate) fn server_given() -> bool {
    env::var_os("TEST_POSTGRES_URL").is_some()
}

/// Finds the programs and installs Debian's packages for the missing ones where this user may.
pub(crate) fn prepare() -> Outcome<Machine> {
    let mut machine = Machine::look();
    let packages: Vec<&str> = machine.missing().into_iter().map(|(package, _)| package).collect();
    if !packages.is_empty() && install(&packages)? {
        machine = Machine::look();
    }
    let missing = machine.missing();
    for (package, untested) in &missing {
        println!("skipped  {untested}: install it with `apt-get install {package}`");
    }
    if !missing.is_empty() && shell::in_ci() {
        return Err("under CI=true every test must run".into());
    }
    Ok(machine)
}

/// Returns false where nothing may be installed: no apt, or neither root nor a sudo that asks nothing.
fn install(packages: &[&str]) -> Outcome<bool> {
    if shell::find("apt-get").is_none() {
        return Ok(false);
    }
    let sudo = ["sudo", "--non-interactive"];
    let prefix = match (is_root(), shell::find("sudo")) {
        (true, _) => &[][..],
        (false, Some(_)) if shell::capture(shell::command("sudo").args(["--non-interactive", "true"])).is_ok() => &sudo,
        _ => return Ok(false),
    };
    println!("installing {}", packages.join(" "));
    apt(prefix, &["update", "--quiet=2"])?;
    apt(prefix, &[&["install", "--yes", "--quiet=2", "--no-install-recommends"], packages].concat())?;
    Ok(true)
}

fn apt(prefix: &[&str], arguments: &[&str]) -> Outcome {
    let words = [prefix, &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"], arguments].concat();
    shell::capture(shell::command(words[0]).args(&words[1..])).map(drop)
}

/// True when this process may become another user.
pub(crate) fn is_root() -> bool {
    shell::capture(shell::command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn nats() -> Option<PathBuf> {
    // Debian keeps it in /usr/sbin, which is not on everybody's PATH.
    shell::find("nats-server").or_else(|| Some(PathBuf::from("/usr/sbin/nats-server")).filter(|path| path.is_file()))
}

fn postgres() -> Option<PathBuf> {
    let linked = shell::find("initdb").and_then(|program| program.canonicalize().ok()).into_iter();
    let packaged = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let programs = linked.chain(packaged.map(|entry| entry.path().join("bin/initdb")));
    let versions = programs.filter_map(|program| Some((postgres_version(&program)?, program)));
    let (_, newest) = versions.filter(|(version, _)| *version >= OLDEST_POSTGRES).max()?;
    newest.parent().map(Path::to_path_buf)
}

fn postgres_version(initdb: &Path) -> Option<u32> {
    major_version(&shell::capture(shell::command(initdb).arg("--version")).ok()?)
}

/// Reads the 15 in `initdb (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
fn major_version(text: &str) -> Option<u32> {
    let number = text.split_whitespace().nth(2)?;
    number.split(|character: char| !character.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major_version;

    #[test]
    fn a_major_version_is_read_from_release_and_beta_numbers() {
        assert_eq!(major_version("initdb (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"), Some(15));
        assert_eq!(major_version("initdb (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(major_version("initdb: not found"), None);
    }
}
