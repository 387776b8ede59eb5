//! A private PostgreSQL server for one run of the tests.
use std::{
    env,
    io::{BufRead, BufReader},
    net::TcpListener,
    path::Path,
    process::{Child, Stdio},
};

use crate::{
    machine,
    shell::{self, Outcome},
};

/// Stops the server and removes its files when dropped; the script does so too when this process is killed.
pub(crate) struct Server {
    guard: Child,
    port: u16,
}

impl Server {
    /// Starts the server; it accepts connections when this returns.
    pub(crate) fn start(programs: &Path) -> Outcome<Server> {
        let port = free_port()?;
        // PostgreSQL refuses to run as root.
        let mut script = match machine::is_root() {
            true => shell::command("runuser"),
            false => shell::command("env"),
        };
        if machine::is_root() {
            script.args(["-u", "postgres", "--"]);
        }
        script.args(["sh", "-c", include_str!("postgres.sh"), "postgres.sh"]).arg(programs).arg(port.to_string());
        // The checkout may lie where the other user must not look.
        script.current_dir(env::temp_dir()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut server = Server { guard: script.spawn()?, port };
        server.wait_until_ready()?;
        Ok(server)
    }

    fn wait_until_ready(&mut self) -> Outcome {
        let output = self.guard.stdout.take().ok_or("the server's output is not connected")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        if line == "ready\n" { Ok(()) } else { Err("PostgreSQL did not start; its complaint is above".into()) }
    }

    pub(crate) fn url(&self) -> String {
        format!("postgres://souk:souk@127.0.0.1:{}/souk", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        // The guard's own status says nothing that the tests have not said.
        let _ = self.guard.wait();
    }
}

fn free_port() -> Outcome<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
