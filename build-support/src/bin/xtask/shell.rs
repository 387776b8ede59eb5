//! Running other programs, and knowing where things are.
use std::{
    env,
    error::Error,
    path::{Path, PathBuf},
    process::Command,
};

pub(crate) type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// The folder that holds the workspace's Cargo.toml: the one cargo runs in, since two checkouts may share a target folder.
pub(crate) fn root() -> PathBuf {
    let package = env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    package.parent().expect("build-support lies inside the workspace").to_path_buf()
}

/// Cargo's target folder, which this program was built into.
pub(crate) fn target() -> Outcome<PathBuf> {
    let program = env::current_exe()?;
    let folder = program.ancestors().nth(2).ok_or("this program lies outside a target folder")?;
    Ok(folder.to_path_buf())
}

/// True on a build server, where a missing tool must not pass for a clean check.
pub(crate) fn in_ci() -> bool {
    env::var("CI").is_ok_and(|value| value == "true")
}

/// The full path of a program on `PATH`.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(program)).find(|candidate| candidate.is_file())
}

/// A command that starts in the workspace's root.
pub(crate) fn command(program: impl AsRef<Path>) -> Command {
    let mut command = Command::new(program.as_ref());
    command.current_dir(root());
    command
}

/// The cargo that runs this program.
pub(crate) fn cargo() -> Command {
    command(env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from))
}

/// Runs a command whose output the reader wants to see.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|problem| format!("{}: {problem}", line(command)))?;
    if status.success() { Ok(()) } else { Err(format!("{} failed ({status})", line(command)).into()) }
}

/// Runs a command and returns what it wrote; a failure carries its output.
pub(crate) fn capture(command: &mut Command) -> Outcome<String> {
    let output = command.output().map_err(|problem| format!("{}: {problem}", line(command)))?;
    let written = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(written);
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    Err(format!("{} failed ({})\n{written}{complaint}", line(command), output.status).into())
}

fn line(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args()).map(|word| word.to_string_lossy());
    words.collect::<Vec<_>>().join(" ")
}
