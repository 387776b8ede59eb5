//! `cargo xtask bench`: the load driver against a release build.
use crate::shell::{self, Outcome};

pub(crate) fn run(arguments: &[String]) -> Outcome {
    shell::run(shell::cargo().args(["build", "--release", "--package", "suite", "--package", "bench"]))?;
    let souk = shell::target()?.join("release/souk");
    let mut driver = shell::cargo();
    driver.args(["run", "--quiet", "--release", "--package", "bench", "--"]).args(arguments);
    shell::run(driver.env("SOUK_BIN", souk))
}
