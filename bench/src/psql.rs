//! The database beside the server, asked with PostgreSQL's own programs.

use tokio::process::Command;

/// The database that `BENCH_POSTGRES_URL` names.
pub(crate) fn url() -> String {
    std::env::var("BENCH_POSTGRES_URL").expect("BENCH_POSTGRES_URL names a database: use --database postgres")
}

/// Runs SQL and tells what it printed.
pub(crate) async fn run(sql: &str) -> String {
    let mut command = Command::new("psql");
    command.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1", "--command", sql]);
    let done = command.arg(url()).output().await.expect("psql is installed");
    assert!(done.status.success(), "psql failed: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8_lossy(&done.stdout).trim().to_owned()
}

/// Runs a long script and tells what it printed.
pub(crate) async fn run_file(sql: &str) -> String {
    let file = tempfile::NamedTempFile::new().expect("a temporary file can be made");
    std::fs::write(file.path(), sql).expect("a temporary file can be written");
    let mut command = Command::new("psql");
    command.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1", "--file"]);
    let done = command.arg(file.path()).arg(url()).output().await.expect("psql is installed");
    assert!(done.status.success(), "psql failed: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8_lossy(&done.stdout).into_owned()
}

/// Runs a pgbench script and tells its transactions a second.
pub(crate) async fn bench(script: &str, clients: usize, seconds: u64) -> f64 {
    let file = tempfile::NamedTempFile::new().expect("a temporary file can be made");
    std::fs::write(file.path(), script).expect("a temporary file can be written");
    let mut command = Command::new("pgbench");
    command.args(["--no-vacuum", "--protocol=prepared", "--jobs=2"]);
    command.arg(format!("--client={clients}")).arg(format!("--time={seconds}")).arg("--file").arg(file.path());
    let done = command.arg(url()).output().await.expect("pgbench is installed");
    assert!(done.status.success(), "pgbench failed: {}", String::from_utf8_lossy(&done.stderr));
    let report = String::from_utf8_lossy(&done.stdout).into_owned();
    let rate = report.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
    rate.expect("pgbench tells its rate")
}
