//! Which layer of a crate may name what, read from its `use` lines and paths.
use super::{File, Finding, code, paths};

struct Rule {
    /// Where the rule holds.
    applies: fn(&str) -> bool,
    forbidden: &'static [&'static str],
    advice: &'static str,
}

const RULES: [Rule; 4] = [
    Rule {
        applies: |path| has_store(path) && !in_layer(path, "store"),
        forbidden: &[
            "diesel",
            "diesel_async",
            "schema",
            "self::schema",
            "super::schema",
            "crate::schema",
            "crate::store::schema",
        ],
        advice: "only store/ speaks to the database; move the query there and call it",
    },
    Rule {
        applies: |path| has_store(path) && in_layer(path, "domain"),
        forbidden: &[
            "axum",
            "chassis::db",
            "chassis::events",
            "chassis::jobs",
            "chassis::wire",
            "proto",
            "reqwest",
            "std::env",
            "std::fs",
            "std::net",
            "std::process",
            "tokio",
            "tonic",
        ],
        advice: "domain/ does no I/O; take the value as a parameter, and convert messages in api/",
    },
    Rule {
        applies: |path| has_store(path) && in_layer(path, "store"),
        forbidden: &["proto"],
        advice: "store/ knows rows and domain types; convert messages in api/",
    },
    Rule {
        applies: |path| path.starts_with("base/src/") || path.starts_with("dialogue/src/"),
        forbidden: &[
            "std::env",
            "std::fs",
            "std::net",
            "std::process",
            "std::thread",
            "std::time::Instant",
            "std::time::SystemTime",
        ],
        advice: "base and dialogue are pure; take the value as a parameter",
    },
];

/// True for the source of a crate that owns a database.
fn has_store(path: &str) -> bool {
    let inside = path.strip_prefix("services/").and_then(|rest| rest.split_once('/')).map(|(_, inside)| inside);
    inside.or(path.strip_prefix("gateway/")).is_some_and(|inside| inside.starts_with("src/"))
}

/// True for `src/<layer>.rs` and everything below `src/<layer>/`.
fn in_layer(path: &str, layer: &str) -> bool {
    let inside = path.split_once("/src/").map_or("", |(_, inside)| inside);
    inside.strip_prefix(layer).is_some_and(|rest| rest.starts_with('/') || rest == ".rs")
}

pub(super) fn check(file: &File) -> Vec<Finding> {
    if file.extension() != "rs" {
        return Vec::new();
    }
    let rules: Vec<&Rule> = RULES.iter().filter(|rule| (rule.applies)(&file.path)).collect();
    let named = paths::paths(&code::code_only(&file.text));
    let broken = named.iter().flat_map(|named| {
        let broken = rules.iter().filter(|rule| rule.forbidden.iter().any(|module| is_below(&named.path, module)));
        broken.map(|rule| file.finding(named.line, format!("`{}`: {}", named.path, rule.advice)))
    });
    broken.collect()
}

fn is_below(path: &str, module: &str) -> bool {
    path.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[cfg(test)]
mod tests {
    use super::{File, check};

    fn findings(path: &str, text: &str) -> usize {
        check(&File::new(path, text)).len()
    }

    #[test]
    fn only_the_store_names_diesel_and_its_tables() {
        let text = "use diesel::prelude::*;\nuse crate::store::schema::orders;";
        assert_eq!(findings("services/orders/src/store/orders.rs", text), 0);
        assert_eq!(findings("services/orders/src/api/place.rs", text), 2);
        assert_eq!(findings("services/orders/src/jobs.rs", text), 2);
        assert_eq!(findings("gateway/src/login.rs", text), 2);
        assert_eq!(findings("chassis/src/db/conn.rs", text), 0);
    }

    #[test]
    fn migrations_and_documents_with_schemas_are_not_tables() {
        let text = "use diesel_migrations::embed_migrations;\nuse utoipa::openapi::schema::Object;";
        assert_eq!(findings("gateway/src/lib.rs", text), 0);
    }

    #[test]
    fn the_domain_reaches_nothing_outside() {
        assert_eq!(findings("services/orders/src/domain/pricing.rs", "use chassis::{db::Conn, world::World};"), 1);
        assert_eq!(findings("services/orders/src/domain.rs", "async fn f() { tokio::spawn(g()); }"), 1);
        assert_eq!(findings("services/orders/src/domain/mod.rs", "use base::money::Money; // not proto::Money"), 0);
        assert_eq!(findings("services/orders/src/domains.rs", "use proto::orders::v1;"), 0);
    }

    #[test]
    fn the_store_never_speaks_protobuf() {
        assert_eq!(findings("services/orders/src/store/orders.rs", "use proto::orders::v1::Order;"), 1);
        assert_eq!(findings("services/orders/src/api/orders.rs", "use proto::orders::v1::Order;"), 0);
    }

    #[test]
    fn pure_crates_read_no_clock_and_no_file() {
        assert_eq!(findings("dialogue/src/step.rs", "let now = std::time::Instant::now();"), 1);
        assert_eq!(findings("base/src/money.rs", "use std::fs;"), 1);
        assert_eq!(findings("base/src/money.rs", "use std::time::Duration;"), 0);
    }
}
