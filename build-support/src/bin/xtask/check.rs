//! `cargo xtask check`: everything that can be said about the tree without running the product.
use crate::{
    manifests,
    shell::{self, Outcome},
    tidy, toolbox,
};

/// How a step ended when nothing is wrong.
pub(crate) enum Verdict {
    Clean,
    /// A tool is missing that a package manager carries: a line here, a failure on a build server.
    Missing(String),
    /// A tool is missing that is not to be had everywhere: a line in both places.
    Unavailable(String),
}

type Step = (&'static str, fn() -> Outcome<Verdict>);

const STEPS: [Step; 9] = [
    ("rustfmt", formatting),
    ("tidy", || tidy::run().map(|()| Verdict::Clean)),
    ("protobuf lint", protobuf_lint),
    ("protobuf format", protobuf_format),
    ("Kubernetes manifests", manifests::kubernetes),
    ("compose file", manifests::compose),
    ("Dockerfile", manifests::dockerfile),
    ("licences and sources", licences),
    ("clippy", clippy),
];

/// Takes every step, so that one run shows all that is wrong.
pub(crate) fn run() -> Outcome {
    let failed: Vec<&str> = STEPS.iter().filter(|step| !passes(step)).map(|(name, _)| *name).collect();
    if failed.is_empty() { Ok(()) } else { Err(format!("check failed: {}", failed.join(", ")).into()) }
}

fn passes((name, step): &Step) -> bool {
    match step() {
        Ok(Verdict::Clean) => println!("ok       {name}"),
        Ok(Verdict::Unavailable(hint)) => println!("skipped  {name}: {hint}"),
        Ok(Verdict::Missing(hint)) if !shell::in_ci() => println!("skipped  {name}: {hint}"),
        Ok(Verdict::Missing(hint)) => {
            println!("FAILED   {name}: {hint}");
            return false;
        }
        Err(failure) => {
            println!("FAILED   {name}\n{failure}");
            return false;
        }
    }
    true
}

fn formatting() -> Outcome<Verdict> {
    shell::capture(shell::cargo().args(["fmt", "--all", "--", "--check"]))?;
    Ok(Verdict::Clean)
}

fn clippy() -> Outcome<Verdict> {
    let mut clippy = shell::cargo();
    clippy.args(["clippy", "--quiet", "--workspace", "--all-targets", "--", "--deny", "warnings"]);
    shell::run(&mut clippy)?;
    Ok(Verdict::Clean)
}

fn protobuf_lint() -> Outcome<Verdict> {
    buf(&["lint"])
}

fn protobuf_format() -> Outcome<Verdict> {
    buf(&["format", "--diff", "--exit-code"])
}

fn buf(arguments: &[&str]) -> Outcome<Verdict> {
    let Some(buf) = toolbox::buf()? else {
        return Ok(Verdict::Missing("buf comes from npm; install it with `apt-get install npm`".into()));
    };
    shell::capture(shell::command(buf).args(arguments))?;
    Ok(Verdict::Clean)
}

fn licences() -> Outcome<Verdict> {
    if shell::find("cargo-deny").is_none() {
        let hint = "install it with `cargo install --locked cargo-deny`";
        return Ok(Verdict::Unavailable(hint.into()));
    }
    shell::capture(shell::cargo().args([
        "deny",
        "--offline",
        "--all-features",
        "check",
        "bans",
        "licenses",
        "sources",
    ]))?;
    Ok(Verdict::Clean)
}
