//! `cargo xtask test`: every test of the workspace, with the servers that some of them need.
use std::process::Command;

use crate::{
    machine::{self, Machine},
    postgres::Server,
    shell::{self, Outcome},
};

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let machine = machine::prepare()?;
    let server = match &machine.postgres {
        Some(programs) if !machine::server_given() => Some(Server::start(programs)?),
        _ => None,
    };
    let scope = Scope::of(arguments);
    build(scope, arguments)?;
    if scope == Scope::Everything {
        shell::run(with_servers(shell::cargo().args(["test", "--quiet", "--workspace", "--doc"]), &machine, &server)?)?;
    }
    shell::run(with_servers(&mut runner(scope, arguments), &machine, &server)?)
}

/// What one run is about.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Scope {
    /// The whole workspace, and the product's binary for the scenarios.
    Everything,
    /// Packages that the caller names and that run the product's binary.
    Scenarios,
    /// Packages that the caller names.
    Packages,
}

impl Scope {
    fn of(arguments: &[String]) -> Scope {
        let mut packages = named_packages(arguments).peekable();
        if packages.peek().is_none() {
            return Scope::Everything;
        }
        if packages.any(|package| package == "e2e") { Scope::Scenarios } else { Scope::Packages }
    }
}

fn named_packages(arguments: &[String]) -> impl Iterator<Item = &str> {
    let pairs = arguments.windows(2).filter(|pair| pair[0] == "-p" || pair[0] == "--package");
    pairs.map(|pair| pair[1].as_str())
}

/// One build for the binary and the tests, so that no dependency is compiled twice with other features.
fn build(scope: Scope, arguments: &[String]) -> Outcome {
    let mut build = shell::cargo();
    build.args(["build", "--quiet"]);
    match scope {
        Scope::Everything => build.args(["--workspace", "--bins", "--tests"]),
        Scope::Scenarios => build.args(["--package", "suite", "--bins", "--tests"]).args(package_flags(arguments)),
        Scope::Packages => return Ok(()),
    };
    shell::run(&mut build)
}

fn package_flags(arguments: &[String]) -> Vec<&str> {
    named_packages(arguments).flat_map(|package| ["--package", package]).collect()
}

fn runner(scope: Scope, arguments: &[String]) -> Command {
    let mut runner = shell::cargo();
    if shell::find("cargo-nextest").is_some() {
        runner.args(["nextest", "run"]);
        if shell::in_ci() {
            runner.args(["--profile", "ci"]);
        }
    } else {
        println!("cargo-nextest is missing, so `cargo test` runs the tests; `cargo install --locked cargo-nextest`");
        runner.args(["test", "--quiet", "--no-fail-fast", "--lib", "--bins", "--tests"]);
    }
    if scope == Scope::Everything {
        runner.arg("--workspace");
    }
    runner.args(arguments);
    runner
}

/// Tells the tests where everything is. What is missing here was named when the machine was looked at.
fn with_servers<'a>(tests: &'a mut Command, machine: &Machine, server: &Option<Server>) -> Outcome<&'a mut Command> {
    tests.env("SOUK_BIN", shell::target()?.join("debug/souk"));
    if let Some(server) = server {
        tests.env("TEST_POSTGRES_URL", server.url());
    }
    if let Some(nats) = &machine.nats {
        tests.env("SOUK_TEST_NATS", nats);
    }
    if let Some(browser) = &machine.browser {
        tests.env("SOUK_TEST_CHROMIUM", browser);
    }
    Ok(tests)
}

#[cfg(test)]
mod tests {
    use super::{Scope, package_flags};

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(String::from).collect()
    }

    #[test]
    fn arguments_that_name_no_package_mean_the_whole_workspace() {
        assert_eq!(Scope::of(&words("")), Scope::Everything);
        assert_eq!(Scope::of(&words("a_paid_order --no-capture")), Scope::Everything);
    }

    #[test]
    fn the_binary_is_built_only_for_the_packages_that_run_it() {
        assert_eq!(Scope::of(&words("-p base --package catalog")), Scope::Packages);
        assert_eq!(Scope::of(&words("-p base -p e2e orders")), Scope::Scenarios);
        assert_eq!(package_flags(&words("-p base -p e2e orders")), ["--package", "base", "--package", "e2e"]);
    }
}
