//! Every migration exists for both databases.
use super::{File, Finding};

pub(super) fn check(files: &[File]) -> Vec<Finding> {
    let exists = |path: &str| files.iter().any(|file| file.path == path);
    let lonely = files.iter().filter_map(|file| {
        let twin = twin(&file.path)?;
        if exists(&twin) { None } else { Some(file.finding(1, format!("write its twin {twin}"))) }
    });
    lonely.collect()
}

/// The same migration for the other database.
fn twin(path: &str) -> Option<String> {
    const SIDES: [(&str, &str); 2] =
        [("/migrations/sqlite/", "/migrations/postgres/"), ("/migrations/postgres/", "/migrations/sqlite/")];
    let (this, other) = SIDES.iter().find(|(this, _)| path.contains(this))?;
    Some(path.replace(this, other))
}

#[cfg(test)]
mod tests {
    use super::{File, check};

    #[test]
    fn a_migration_on_one_side_only_is_found() {
        let both =
            ["sqlite", "postgres"].map(|side| File::new(&format!("gateway/migrations/{side}/0001_users/up.sql"), ""));
        assert!(check(&both).is_empty());
        let findings = check(&both[..1]);
        assert_eq!(findings[0].message, "write its twin gateway/migrations/postgres/0001_users/up.sql");
    }
}
