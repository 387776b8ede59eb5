//! The product's binary, and one process of it.

use std::{
    fs::File,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use rustix::process::{Pid, Signal, kill_process};

use crate::failure::{Failure, Outcome, ensure, until};

/// Settings of a process: its whole environment.
pub type Settings = Vec<(String, String)>;
/// Characters of a log that are shown when something failed.
const TAIL_MAX: usize = 3_000;

/// The product's binary: what `SOUK_BIN` names, else the one built beside this test.
pub fn binary() -> PathBuf {
    let named = std::env::var_os("SOUK_BIN").map(PathBuf::from);
    let beside = || Some(std::env::current_exe().ok()?.parent()?.parent()?.join("souk"));
    let found = named.or_else(beside).filter(|path| path.is_file());
    found.expect("there is no souk binary: run `cargo xtask test`, which builds it, or name one in SOUK_BIN")
}

/// The binary with these arguments and settings, in this folder, and nothing of our own environment.
pub fn command(folder: &Path, arguments: &[&str], settings: &Settings) -> Command {
    let mut command = Command::new(binary());
    command.args(arguments).current_dir(folder).env_clear();
    command.envs(settings.iter().map(|(name, value)| (name, value)));
    command
}

/// Runs the binary to its end with this as its standard input.
pub async fn run(mut command: Command, input: &str) -> Outcome<Output> {
    let input = input.to_owned();
    let running = tokio::task::spawn_blocking(move || {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        if let Some(mut pipe) = child.stdin.take() {
            // A command that does not read is no failure of the writer.
            let _ = pipe.write_all(input.as_bytes());
        }
        child.wait_with_output()
    });
    let done = tokio::time::timeout(crate::failure::PATIENCE, running).await;
    Ok(done.map_err(|_| Failure::new("the command does not end"))???)
}

/// A running process, killed when it is dropped.
pub struct Process {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts it; its output goes into a log file in the folder, behind that of the process before it.
    pub fn start(folder: &Path, name: &str, role: &str, settings: &Settings) -> Outcome<Self> {
        let log = folder.join(format!("{name}.log"));
        let open = || File::options().create(true).append(true).open(&log);
        let mut command = command(folder, &[role], settings);
        let child = command.stdin(Stdio::null()).stdout(open()?).stderr(open()?).spawn()?;
        Ok(Self { name: name.to_owned(), child, log })
    }

    /// What it is called: its role, save where there are two of one.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Everything that processes of this role have written.
    pub fn log(&self) -> String {
        std::fs::read(&self.log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }

    /// The end of the log.
    pub fn log_tail(&self) -> String {
        let log = self.log();
        let skipped = log.chars().count().saturating_sub(TAIL_MAX);
        log.chars().skip(skipped).collect()
    }

    /// Fails when it has ended by itself.
    pub fn ensure_running(&mut self) -> Outcome {
        let ended = self.child.try_wait()?;
        ensure(ended.is_none(), || format!("{} ended: {ended:?}\n{}", self.name, self.log_tail()))
    }

    /// Ends it at once, as a power failure would.
    pub fn kill_9(&mut self) -> Outcome {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Asks it to end and waits; anything but a clean exit is a failure.
    pub async fn terminate(&mut self) -> Outcome {
        self.ensure_running()?;
        kill_process(Pid::from_child(&self.child), Signal::TERM)?;
        let what = format!("{} ends after SIGTERM", self.name);
        let status = until(&what, async || self.child.try_wait().ok().flatten()).await?;
        ensure(status.success(), || format!("{} ended after SIGTERM with {status}\n{}", self.name, self.log_tail()))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already; then there is nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
