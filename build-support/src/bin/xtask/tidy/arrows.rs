//! The arrows between crates, read from every Cargo.toml.
use super::{File, Finding};

/// What a crate may depend on inside the workspace, in the order of the house.
const ARROWS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("build-support", &[]),
    ("dialogue", &["base"]),
    ("proto", &["base", "build-support"]),
    ("chassis", &["base"]),
    ("services/catalog", &["base", "chassis", "proto"]),
    ("services/notifications", &["base", "chassis", "proto"]),
    ("services/orders", &["base", "chassis", "proto"]),
    ("services/sellers", &["base", "chassis", "proto"]),
    ("services/session", &["base", "chassis", "dialogue", "proto"]),
    ("gateway", &["base", "chassis", "proto"]),
    ("emulator", &["base", "chassis"]),
    (
        "suite",
        &[
            "base",
            "catalog",
            "chassis",
            "emulator",
            "gateway",
            "notifications",
            "orders",
            "proto",
            "sellers",
            "session",
        ],
    ),
    ("e2e", &["base", "proto"]),
    ("bench", &["base", "dialogue", "proto"]),
];

/// All that the pure crates may use: nothing here does I/O.
const PURE: &[&str] = &[
    "base",
    "base64",
    "bytes",
    "iso_currency",
    "jiff",
    "regex",
    "serde",
    "serde_json",
    "strsim",
    "thiserror",
    "toml",
    "unicode-normalization",
    "unicode-segmentation",
    "uuid",
];
const PURE_CRATES: [&str; 2] = ["base", "dialogue"];

struct Dependency<'a> {
    line: usize,
    name: &'a str,
    for_tests: bool,
    from_workspace: bool,
}

pub(super) fn check(files: &[File]) -> Vec<Finding> {
    let manifests = files.iter().filter_map(|file| Some((file, file.path.strip_suffix("/Cargo.toml")?)));
    manifests.flat_map(|(file, folder)| check_manifest(file, folder)).collect()
}

fn check_manifest(file: &File, folder: &str) -> Vec<Finding> {
    let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == folder) else {
        return vec![
            file.finding(1, "this crate has no place in the house; give it one in ARROWS (xtask/tidy/arrows.rs)"),
        ];
    };
    let complaints = dependencies(&file.text).into_iter().filter_map(|dependency| {
        let complaint = complaint(folder, allowed, &dependency)?;
        Some(file.finding(dependency.line, complaint))
    });
    complaints.collect()
}

fn complaint(folder: &str, allowed: &[&str], dependency: &Dependency<'_>) -> Option<String> {
    let name = dependency.name;
    if !dependency.from_workspace {
        return Some(format!("write `{name}.workspace = true`; versions stand once, in the root Cargo.toml"));
    }
    if dependency.for_tests {
        return None;
    }
    if is_ours(name) && !allowed.contains(&name) {
        return Some(format!(
            "{folder} must not depend on {name}: services meet through proto; ARROWS in xtask/tidy/arrows.rs has what may"
        ));
    }
    if PURE_CRATES.contains(&folder) && !PURE.contains(&name) {
        return Some(format!(
            "{folder} is pure and {name} is not on its list; if it does no I/O, add it to PURE (xtask/tidy/arrows.rs)"
        ));
    }
    None
}

fn is_ours(name: &str) -> bool {
    ARROWS.iter().any(|(folder, _)| folder.rsplit('/').next() == Some(name))
}

fn dependencies(manifest: &str) -> Vec<Dependency<'_>> {
    let mut section = "";
    let mut found = Vec::new();
    for (index, line) in manifest.lines().enumerate() {
        if let Some(header) = line.strip_prefix('[') {
            section = header.trim_end_matches(']');
        } else if section.ends_with("dependencies") {
            found.extend(dependency(index + 1, line, section == "dev-dependencies"));
        }
    }
    found
}

fn dependency(line: usize, text: &str, for_tests: bool) -> Option<Dependency<'_>> {
    let (key, value) = text.split('#').next()?.split_once('=')?;
    let (name, field) = key.trim().split_once('.').unwrap_or((key.trim(), ""));
    let from_workspace = field == "workspace" || value.replace(' ', "").contains("workspace=true");
    Some(Dependency { line, name, for_tests, from_workspace })
}

#[cfg(test)]
mod tests {
    use super::{File, check};

    fn messages(path: &str, text: &str) -> Vec<String> {
        check(&[File::new(path, text)]).into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn a_service_meets_another_only_in_its_tests() {
        let manifest = "[dependencies]\nproto.workspace = true\n[dev-dependencies]\ncatalog.workspace = true\n";
        assert!(messages("services/session/Cargo.toml", manifest).is_empty());
        let manifest = "[dependencies]\ncatalog = { workspace = true }\n";
        let messages = messages("services/session/Cargo.toml", manifest);
        assert!(messages[0].contains("must not depend on catalog"), "{messages:?}");
    }

    #[test]
    fn a_pure_crate_takes_only_what_is_on_the_list() {
        let messages =
            messages("dialogue/Cargo.toml", "[dependencies]\ntokio.workspace = true\nserde.workspace = true\n");
        assert_eq!(messages.len(), 1);
        assert!(messages[0].contains("tokio is not on its list"), "{messages:?}");
    }

    #[test]
    fn versions_stand_in_the_root_only() {
        let messages = messages("chassis/Cargo.toml", "[dependencies]\nhttp = \"1\"\nbytes = { version = \"1\" }\n");
        assert_eq!(messages.len(), 2);
        assert!(check(&[File::new("Cargo.toml", "[workspace.dependencies]\nhttp = \"1\"\n")]).is_empty());
    }

    #[test]
    fn a_new_crate_needs_a_place() {
        assert!(messages("attic/Cargo.toml", "[package]\n")[0].contains("no place in the house"));
    }
}
