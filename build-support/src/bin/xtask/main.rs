//! `cargo xtask`: what a contributor runs, with nothing to install first.
#![allow(clippy::print_stdout, reason = "a command speaks on standard output")]

mod bench;
mod check;
mod machine;
mod manifests;
mod postgres;
mod shell;
mod test;
mod tidy;
mod toolbox;

use std::{env, process::ExitCode};

const HELP: &str = "\
cargo xtask COMMAND

  check          formatting, lints, tidy, protobuf, manifests and licences
  test [ARGS]    every test, on SQLite and PostgreSQL; sets up what is missing; ARGS go to the test runner
  tidy           the layer rules of the house, and what no file may hold
  bench [ARGS]   the load driver against a release build; ARGS go to the driver
  help           this page

Under CI=true a missing tool is a failure instead of a line of text.";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (command, rest) = arguments.split_first().map_or(("help", &[][..]), |(first, rest)| (first.as_str(), rest));
    let outcome = match command {
        "check" => check::run(),
        "test" => test::run(rest),
        "tidy" => tidy::run(),
        "bench" => bench::run(rest),
        "help" | "-h" | "--help" => {
            println!("{HELP}");
            Ok(())
        }
        other => Err(format!("there is no command {other:?}; `cargo xtask help` lists them").into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}
