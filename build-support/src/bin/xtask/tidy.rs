//! `cargo xtask tidy`: the rules of the house that no compiler knows.
mod arrows;
mod code;
mod layers;
mod migrations;
mod paths;
mod text;

use std::{fmt, fs, path::Path};

use crate::shell::{self, Outcome};

/// One file of the tree; its path starts at the workspace's root and uses `/`.
pub(crate) struct File {
    path: String,
    text: String,
}

impl File {
    #[cfg(test)]
    fn new(path: &str, text: &str) -> File {
        File { path: path.into(), text: text.into() }
    }

    fn extension(&self) -> &str {
        Path::new(&self.path).extension().and_then(|extension| extension.to_str()).unwrap_or_default()
    }

    fn finding(&self, line: usize, message: impl Into<String>) -> Finding {
        Finding { path: self.path.clone(), line, message: message.into() }
    }
}

/// What is wrong, where, and what to do next.
#[derive(Debug, PartialEq)]
pub(crate) struct Finding {
    path: String,
    line: usize,
    message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.path, self.line, self.message)
    }
}

pub(crate) fn run() -> Outcome {
    let files = read_tree(&shell::root())?;
    let mut findings = findings(&files);
    findings.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    for finding in &findings {
        println!("{finding}");
    }
    if findings.is_empty() { Ok(()) } else { Err(format!("tidy has {} to mend", findings.len()).into()) }
}

fn findings(files: &[File]) -> Vec<Finding> {
    let each = files.iter().flat_map(|file| layers::check(file).into_iter().chain(text::check(file)));
    each.chain(arrows::check(files)).chain(migrations::check(files)).collect()
}

/// Every text file that git would keep: what `.gitignore` names at the root is left out.
fn read_tree(root: &Path) -> Outcome<Vec<File>> {
    let ignored = fs::read_to_string(root.join(".gitignore"))?;
    let mut skipped: Vec<&str> = ignored.lines().filter_map(|line| line.strip_prefix('/')).collect();
    skipped.extend([".git", "Cargo.lock"]);
    let mut files = Vec::new();
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        if !skipped.iter().any(|name| entry.file_name() == *name) {
            read(root, &entry.path(), &mut files)?;
        }
    }
    Ok(files)
}

fn read(root: &Path, path: &Path, files: &mut Vec<File>) -> Outcome {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            read(root, &entry?.path(), files)?;
        }
        return Ok(());
    }
    // A file that is not text is a picture or a font.
    if let Ok(text) = fs::read_to_string(path) {
        let path = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
        files.push(File { path, text });
    }
    Ok(())
}
