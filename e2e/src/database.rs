//! Databases that belong to one test.

use std::path::Path;

use tokio_postgres::NoTls;

use crate::failure::{Failure, Outcome};

/// Which database the product runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    /// Files in the test's own folder.
    Sqlite,
    /// A database of its own on the server that `TEST_POSTGRES_URL` names.
    Postgres,
}

impl Database {
    /// Whether it can be used here. Without a PostgreSQL server one line says so, and under CI it is an error.
    pub fn is_at_hand(self) -> bool {
        if self == Self::Sqlite || server().is_some() {
            return true;
        }
        assert!(std::env::var_os("CI").is_none(), "CI must set TEST_POSTGRES_URL");
        eprintln!("not run on PostgreSQL: TEST_POSTGRES_URL is not set (cargo xtask test sets it)");
        false
    }
}

/// The server for tests.
fn server() -> Option<String> {
    std::env::var("TEST_POSTGRES_URL").ok()
}

/// A fresh, empty place for the product's tables; it goes away with this value.
pub struct Place {
    /// What `DATABASE_URL` is set to.
    pub url: String,
    /// The database's name on the server; the files of SQLite go with their folder.
    name: Option<String>,
}

impl Place {
    /// Makes one; files go into the folder.
    pub async fn new(database: Database, folder: &Path) -> Outcome<Self> {
        match database {
            Database::Sqlite => Ok(Self { url: format!("sqlite://{}", folder.join("data").display()), name: None }),
            Database::Postgres => Self::on_server(folder).await,
        }
    }

    async fn on_server(folder: &Path) -> Outcome<Self> {
        let server = server().ok_or_else(|| Failure::new("TEST_POSTGRES_URL is not set"))?;
        // A temporary folder's name is unique on this machine.
        let unique = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let unique: String = unique.chars().filter(char::is_ascii_alphanumeric).collect();
        let name = format!("e2e_{}_{}", std::process::id(), unique.to_lowercase());
        execute(&server, &format!("CREATE DATABASE {name}")).await?;
        let base = server.rsplit_once('/').map_or(server.as_str(), |(base, _)| base);
        Ok(Self { url: format!("{base}/{name}"), name: Some(name) })
    }

    /// The same database, reached by another address, such as a proxy's.
    pub fn url_through(&self, address: std::net::SocketAddr) -> String {
        let (before, host) = self.address_parts();
        self.url.replacen(&format!("{before}{host}"), &format!("{before}{address}"), 1)
    }

    /// Where the server listens.
    pub fn address(&self) -> String {
        self.address_parts().1.to_owned()
    }

    /// Every byte of its files, or every row of its tables as text.
    pub async fn stored(&self) -> Outcome<Vec<u8>> {
        match self.url.strip_prefix("sqlite://") {
            Some(folder) => files(Path::new(folder)),
            None => rows(&self.url).await,
        }
    }

    fn address_parts(&self) -> (&str, &str) {
        let credentials = self.url.find('@').or_else(|| self.url.find("//").map(|at| at + 1)).unwrap_or_default() + 1;
        let (before, rest) = self.url.split_at(credentials);
        (before, rest.split('/').next().unwrap_or_default())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let (Some(name), Some(server)) = (self.name.take(), server()) else { return };
        // A drop cannot wait, so a thread with a runtime of its own does.
        let removal = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
            runtime.block_on(execute(&server, &format!("DROP DATABASE {name} WITH (FORCE)"))).ok()
        });
        if !matches!(removal.join(), Ok(Some(()))) {
            eprintln!("a test's database could not be removed from TEST_POSTGRES_URL's server");
        }
    }
}

/// Write-ahead logs are files too.
fn files(folder: &Path) -> Outcome<Vec<u8>> {
    let mut bytes = Vec::new();
    for file in std::fs::read_dir(folder)? {
        bytes.extend(std::fs::read(file?.path())?);
    }
    Ok(bytes)
}

/// Text holds binary columns as hexadecimal digits; each such row stands here as bytes as well.
async fn rows(url: &str) -> Outcome<Vec<u8>> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    let connection = tokio::spawn(connection);
    let tables = "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables \
                  WHERE schemaname NOT IN ('pg_catalog', 'information_schema')";
    let mut bytes = Vec::new();
    for table in client.query(tables, &[]).await? {
        let table: String = table.get(0);
        for row in client.query(&format!("SELECT r::text FROM {table} r"), &[]).await? {
            let row: String = row.get(0);
            let binary = row.split("\\x").skip(1).flat_map(|part| {
                let digits: String = part.chars().take_while(char::is_ascii_hexdigit).collect();
                hex::decode(digits).unwrap_or_default()
            });
            bytes.extend(binary.chain(row.bytes()).chain([b'\n']));
        }
    }
    drop(client);
    connection.await??;
    Ok(bytes)
}

async fn execute(server: &str, statement: &str) -> Outcome {
    let (client, connection) = tokio_postgres::connect(server, NoTls).await?;
    let connection = tokio::spawn(connection);
    client.batch_execute(statement).await?;
    drop(client);
    connection.await??;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_replaced_and_the_rest_of_the_url_stays() {
        let place = Place { url: "postgres://souk:souk@127.0.0.1:5432/e2e_1".into(), name: None };
        assert_eq!(place.address(), "127.0.0.1:5432");
        let through = place.url_through("127.0.0.1:9".parse().unwrap());
        assert_eq!(through, "postgres://souk:souk@127.0.0.1:9/e2e_1");
    }
}
