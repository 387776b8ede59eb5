//! Copies of rows in the server's own tables, written with the databases' own programs.
//!
//! What is stored is put aside first. A copy has ids, keys and names of its own, so that indexes grow as they would with
//! real customers; nobody ever asks for it.

use std::path::PathBuf;

use tokio::process::Command;

use crate::{
    psql,
    server::{Database, Server},
};

/// Tables that grow with customers and orders, in an order in which their rows can be written.
const TABLES: [(&str, &str); 9] = [
    ("session", "customers"),
    ("session", "aliases"),
    ("session", "inbox"),
    ("orders", "orders"),
    ("orders", "placements"),
    ("orders", "status_changes"),
    ("orders", "events"),
    ("notifications", "recipients"),
    ("notifications", "messages"),
];
const SERVICES: [&str; 3] = ["session", "orders", "notifications"];
/// Columns with ids, as such or as text: a copy has its own number in place of their first four bytes, which are of their time.
const IDS: [&str; 4] = ["id", "customer_id", "order_id", "recipient_id"];
/// Columns with names that must be unique, or would be: a copy's have its number behind them.
const NAMES: [&str; 6] = ["alias", "message_id", "number", "idempotency_key", "key", "provider_message_id"];
/// Events are copied to places before all others, where everybody has been already.
const PLACES: &str = "position";
/// What is still to be done about a row is done about the row itself, not about its copies.
const UNDONE: &str = "undelivered";
/// What is put aside is in tables of the same names behind this.
const ASIDE: &str = "bench_";

/// Rows that were put aside.
pub(crate) struct Copies {
    database: Database,
    folder: PathBuf,
    tables: Vec<Table>,
}

struct Table {
    service: &'static str,
    name: &'static str,
    /// Names, and types in lower case.
    columns: Vec<(String, String)>,
}

impl Copies {
    pub(crate) async fn of_what_is_stored(server: &Server, database: Database) -> Self {
        let mut copies = Self { database, folder: server.folder().to_owned(), tables: Vec::new() };
        for (service, name) in TABLES {
            let aside = match database {
                Database::Sqlite => format!("CREATE TABLE {ASIDE}{name} AS SELECT * FROM {name};"),
                Database::Postgres => format!("CREATE TABLE {service}.{ASIDE}{name} AS TABLE {service}.{name};"),
            };
            copies.script(service, &aside).await;
            let columns = copies.columns(service, name).await;
            copies.tables.push(Table { service, name, columns });
        }
        copies.settle().await;
        copies
    }

    /// Writes so many copies.
    pub(crate) async fn write(&self, count: u64) {
        for service in SERVICES {
            let mut script = String::new();
            for number in 1..=count {
                script += "BEGIN;\n";
                for table in self.tables.iter().filter(|table| table.service == service) {
                    script += &self.copy(table, number);
                }
                script += "COMMIT;\n";
            }
            self.script(service, &script).await;
        }
        self.settle().await;
    }

    fn copy(&self, Table { service, name, columns }: &Table, number: u64) -> String {
        let names = columns.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
        let values = columns.iter().map(|(name, kind)| self.value(name, kind, number)).collect::<Vec<_>>().join(", ");
        let schema = if self.database == Database::Postgres { format!("{service}.") } else { String::new() };
        format!("INSERT INTO {schema}{name} ({names}) SELECT {values} FROM {schema}{ASIDE}{name};\n")
    }

    fn value(&self, name: &str, kind: &str, number: u64) -> String {
        match kind {
            _ if name == PLACES => format!("-({name} + {number} * 10000000)"),
            _ if name == UNDONE => "NULL".to_owned(),
            "blob" if IDS.contains(&name) => format!("CAST(x'{number:08x}' || substr({name}, 5) AS blob)"),
            "uuid" if IDS.contains(&name) => format!("('{number:08x}' || substr({name}::text, 9))::uuid"),
            _ if IDS.contains(&name) => format!("'{number:08x}' || substr({name}, 9)"),
            _ if NAMES.contains(&name) => format!("{name} || '-{number}'"),
            _ => name.to_owned(),
        }
    }

    async fn columns(&self, service: &str, table: &str) -> Vec<(String, String)> {
        let sql = match self.database {
            Database::Sqlite => format!("SELECT name, lower(type) FROM pragma_table_info('{table}');"),
            Database::Postgres => format!(
                "SELECT column_name, udt_name FROM information_schema.columns \
                 WHERE table_schema = '{service}' AND table_name = '{table}'"
            ),
        };
        let rows = self.script(service, &sql).await;
        let pairs = rows.lines().filter_map(|row| row.split_once('|'));
        pairs.map(|(name, kind)| (name.to_owned(), kind.to_owned())).collect()
    }

    /// Lets the databases do now what writing much leaves them to do.
    async fn settle(&self) {
        match self.database {
            Database::Postgres => {
                psql::run_file("VACUUM ANALYZE;\nCHECKPOINT;\n").await;
            }
            Database::Sqlite => {
                for service in SERVICES {
                    self.script(service, "PRAGMA wal_checkpoint(TRUNCATE);").await;
                }
            }
        }
    }

    /// Runs SQL where a service keeps its data and tells what it printed.
    async fn script(&self, service: &str, sql: &str) -> String {
        match self.database {
            Database::Postgres => psql::run_file(sql).await,
            Database::Sqlite => sqlite(&self.folder.join(format!("{service}.db")), sql).await,
        }
    }
}

/// The server goes on beside it, so it waits for its turn.
async fn sqlite(file: &std::path::Path, sql: &str) -> String {
    let script = tempfile::NamedTempFile::new().expect("a temporary file can be made");
    let text = format!(".timeout 60000\nPRAGMA synchronous = OFF;\nPRAGMA cache_size = -200000;\n{sql}");
    std::fs::write(script.path(), text).expect("a temporary file can be written");
    let mut command = Command::new("sqlite3");
    command.args(["-batch", "-bail"]).arg(file).stdin(std::fs::File::open(script.path()).expect("it was just written"));
    let done = command.output().await.expect("sqlite3 is installed");
    assert!(done.status.success(), "sqlite3 failed: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8_lossy(&done.stdout).into_owned()
}
