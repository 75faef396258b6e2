//! A private S3-compatible store for the tests: moto's server, in memory, gone when its owner is gone.

use std::net::TcpStream;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::{postgres, shell, tools};

/// The variable that tells tests where it is.
pub const VARIABLE: &str = "MAQUETTE_TEST_S3";

/// How long the server may take to listen: Python reads many files first.
const START_LIMIT: Duration = Duration::from_secs(60);

/// Runs the server until its standard input closes, however its owner ended.
const GUARDIAN: &str = r#"
set -eu
"$1" -H 127.0.0.1 -p "$2" >/dev/null 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
trap 'exit 1' HUP INT TERM
while read -r _; do :; done
"#;

/// A running server; dropping it stops it, and with it goes what it held.
pub struct Server {
    guardian: Child,
    /// Where tests find it, as they read it in [`VARIABLE`].
    pub url: String,
}

/// Starts the server on a free port of this machine only.
///
/// # Errors
/// When it is not installed or does not come up.
pub fn start(root: &Path) -> Result<Server> {
    let program = tools::MOTO.program("moto_server")?;
    let port = postgres::free_port()?;
    let mut command = shell::program("sh", root);
    command.args(["-c", GUARDIAN, "guardian"]).arg(&program).arg(port.to_string());
    // A group of its own, so that Ctrl-C reaches us and not the server's guardian.
    command.process_group(0).stdin(Stdio::piped());
    let guardian = command.spawn().context("the guardian of the S3-compatible store cannot be started")?;
    let mut server = Server { guardian, url: format!("http://127.0.0.1:{port}") };
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        if server.guardian.try_wait().context("the guardian cannot be asked")?.is_some()
            || begun.elapsed() > START_LIMIT
        {
            bail!("{} did not come up on port {port}: run it by hand to see why", program.display());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(server)
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.guardian.stdin.take());
        if let Err(error) = self.guardian.wait() {
            eprintln!("xtask: the S3-compatible store cannot be waited for: {error}");
        }
    }
}
