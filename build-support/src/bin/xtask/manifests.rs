//! Kubernetes, compose and Docker files, each read by the tool that knows its schema.
use std::{fs, path::PathBuf};

use crate::{
    check::Verdict,
    shell::{self, Outcome},
    toolbox,
};

const KUBERNETES_VERSION: &str = "1.33";
const PYTHON_HINT: &str = "its checker comes from PyPI; install Python with `apt-get install python3-venv`";
const KUBECTL_HINT: &str = "kubectl 1.27 or newer is not on PATH; see kubernetes.io, Install Tools";

/// Renders every overlay and checks the result strictly: an unknown field is an error.
pub(crate) fn kubernetes() -> Outcome<Verdict> {
    let Some(kubectl) = shell::find("kubectl") else { return Ok(Verdict::Unavailable(KUBECTL_HINT.into())) };
    let Some(validate) = toolbox::python("kubernetes-validate")? else {
        return Ok(Verdict::Missing(PYTHON_HINT.into()));
    };
    let rendered = shell::target()?.join("tools/rendered");
    fs::create_dir_all(&rendered)?;
    for overlay in overlays()? {
        let manifest = rendered.join(overlay.file_name().unwrap_or_default()).with_extension("yaml");
        fs::write(&manifest, shell::capture(shell::command(&kubectl).arg("kustomize").arg(&overlay))?)?;
        let mut command = shell::command(&validate);
        shell::capture(command.args(["--strict", "--quiet", "-k", KUBERNETES_VERSION]).arg(&manifest))?;
    }
    Ok(Verdict::Clean)
}

fn overlays() -> Outcome<Vec<PathBuf>> {
    let mut overlays = Vec::new();
    for entry in fs::read_dir(shell::root().join("k8s/overlays"))? {
        overlays.push(entry?.path());
    }
    overlays.sort();
    Ok(overlays)
}

pub(crate) fn compose() -> Outcome<Verdict> {
    let arguments = ["--builtin-schema", "vendor.compose-spec", "docker-compose.yml"];
    with_python("check-jsonschema", &arguments)
}

pub(crate) fn dockerfile() -> Outcome<Verdict> {
    with_python("hadolint", &["Dockerfile"])
}

fn with_python(program: &str, arguments: &[&str]) -> Outcome<Verdict> {
    let Some(program) = toolbox::python(program)? else { return Ok(Verdict::Missing(PYTHON_HINT.into())) };
    shell::capture(shell::command(program).args(arguments))?;
    Ok(Verdict::Clean)
}
