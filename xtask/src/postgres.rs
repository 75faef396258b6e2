//! A private PostgreSQL for the tests: made in a temporary folder, gone when its owner is gone.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::shell;

/// The variable that tells tests and benches where the cluster is.
pub const VARIABLE: &str = "MAQUETTE_TEST_POSTGRES";

/// The user that runs the cluster when we are root, which PostgreSQL refuses to be.
const SERVER_USER: &str = "postgres";

/// Tests open a pool each, so more than PostgreSQL's 100.
const CONNECTIONS_MAX: u32 = 200;

/// Makes the cluster, starts it, says `ready`, and waits until its standard input closes, however
/// its owner ended: then it stops the server and removes the folder.
///
/// Nothing is synced to the disk: a test's data need not outlive a power cut.
const GUARDIAN: &str = r#"
set -eu
binaries=$1 folder=$2 port=$3 connections_max=$4
finish() { cd /; "$binaries/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true; rm -rf "$folder"; }
trap finish EXIT
# Ended by a signal, a shell runs no trap: an owner that died before it heard us is an error like others.
trap '' PIPE
trap 'exit 1' HUP INT TERM
cd "$folder"
"$binaries/initdb" -D data -U maquette -A trust -E UTF8 --locale=C --no-sync >log 2>&1 || { cat log; exit 1; }
"$binaries/pg_ctl" -D data -l "$folder/log" -w -t 30 -o "-h 127.0.0.1 -p $port -k $folder \
  -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=$connections_max" \
  start >pg_ctl.log 2>&1 || { cat pg_ctl.log log; exit 1; }
echo ready 2>/dev/null
while read -r _; do :; done
"#;

/// A running cluster; dropping it stops the server and removes its folder.
pub struct Cluster {
    guardian: Child,
    folder: PathBuf,
    /// Where tests find it, as they read it in [`VARIABLE`].
    pub url: String,
}

/// The folder of the newest installed PostgreSQL's programs, if there is one.
pub fn binaries() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let version = entry.file_name().to_str()?.parse().ok()?;
            let folder = entry.path().join("bin");
            folder.join("initdb").is_file().then_some((version, folder))
        })
        .collect();
    found.sort();
    found.pop().map(|(_, folder)| folder)
}

/// Starts a cluster on a free port of this machine only.
///
/// # Errors
/// When PostgreSQL is not installed or does not come up; its log is then part of the error.
pub fn start(root: &Path) -> Result<Cluster> {
    let binaries = binaries().context("PostgreSQL is not installed: install the package `postgresql`")?;
    let folder = std::env::temp_dir().join(format!("maquette-postgres-{}", std::process::id()));
    std::fs::create_dir(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let port = free_port()?;
    let mut command = guardian_command(root, &folder)?;
    command.args(["-c", GUARDIAN, "guardian"]);
    command.arg(&binaries).arg(&folder).arg(port.to_string()).arg(CONNECTIONS_MAX.to_string());
    // A group of its own, so that Ctrl-C reaches us and not the server's guardian.
    command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
    let guardian = command.spawn().context("PostgreSQL's guardian cannot be started")?;
    let mut cluster = Cluster { guardian, folder, url: format!("postgres://maquette@127.0.0.1:{port}/postgres") };
    cluster.wait_until_ready()?;
    Ok(cluster)
}

/// `sh` as the user that the server runs as, who then owns the folder.
fn guardian_command(root: &Path, folder: &Path) -> Result<Command> {
    let user_id = shell::output_of(shell::program("id", root).arg("-u"))?;
    if user_id.trim() != "0" {
        return Ok(shell::program("sh", root));
    }
    let known = shell::program("id", root).arg(SERVER_USER).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !known.is_ok_and(|status| status.success()) {
        shell::succeed(shell::program("useradd", root).args(["--system", "--no-create-home", SERVER_USER]))?;
    }
    shell::succeed(shell::program("chown", root).arg(SERVER_USER).arg(folder))?;
    let mut command = shell::program("runuser", root);
    command.args(["-u", SERVER_USER, "--", "sh"]);
    Ok(command)
}

/// A port that nobody listens on. Another program may take it before the server does, which then
/// says so and the run fails: seldom, and plain to see.
pub fn free_port() -> Result<u16> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).context("no port is free on this machine")?;
    Ok(listener.local_addr()?.port())
}

impl Cluster {
    fn wait_until_ready(&mut self) -> Result<()> {
        let output = self.guardian.stdout.take().context("the guardian has no output")?;
        let mut reader = BufReader::new(output);
        let mut line = String::new();
        reader.read_line(&mut line).context("the guardian cannot be heard")?;
        if line.trim() == "ready" {
            return Ok(());
        }
        let mut rest = String::new();
        reader.read_to_string(&mut rest).context("the guardian cannot be heard")?;
        bail!("PostgreSQL did not come up:\n{line}{rest}")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.guardian.stdin.take());
        let stopped = self.guardian.wait();
        if stopped.is_err() || self.folder.exists() {
            eprintln!("xtask: {} is left behind", self.folder.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_answers_while_it_is_held_and_is_gone_after() {
        if binaries().is_none() {
            println!("left out: PostgreSQL is not installed");
            return;
        }
        let root = shell::repository_root().unwrap();
        let cluster = start(&root).unwrap();
        let (folder, url) = (cluster.folder.clone(), cluster.url.clone());
        let ask = |question: &str| {
            let psql = binaries().unwrap().join("psql");
            let mut command = Command::new(psql);
            command.args([&url, "-tA", "-c", question]).stderr(Stdio::null());
            command.output().unwrap()
        };
        assert_eq!(ask("show max_connections").stdout, format!("{CONNECTIONS_MAX}\n").into_bytes());
        drop(cluster);
        assert!(!ask("select 1").status.success());
        assert!(!folder.exists());
    }
}
