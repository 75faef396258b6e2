//! A PostgreSQL of the harness's own, which it may stop and crash.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::support::port::free_port;

/// The user that runs it when we are root, which PostgreSQL refuses to be.
const SERVER_USER: &str = "postgres";

/// A cluster; it is stopped when this is dropped.
pub struct Cluster {
    binaries: PathBuf,
    folder: tempfile::TempDir,
    port: u16,
}

impl Cluster {
    /// Makes one and starts it; none where PostgreSQL is not installed, which is said on the screen.
    pub fn start() -> Option<Self> {
        let Some(binaries) = newest() else {
            eprintln!("left out: PostgreSQL is not installed");
            return None;
        };
        let folder = tempfile::tempdir().expect("a folder");
        let cluster = Self { binaries, folder, port: free_port() };
        if is_root() {
            let owned = Command::new("chown").arg(SERVER_USER).arg(cluster.folder.path()).status();
            assert!(owned.expect("it runs").success());
        }
        let data = cluster.data().display().to_string();
        cluster.run("initdb", &["-D", &data, "-U", "maquette", "-A", "trust", "-E", "UTF8", "--locale=C"]);
        cluster.up();
        Some(cluster)
    }

    /// A fresh database's address.
    pub fn database(&self) -> String {
        let port = self.port.to_string();
        self.run("createdb", &["-h", "127.0.0.1", "-p", &port, "-U", "maquette", "shop"]);
        format!("postgres://maquette@127.0.0.1:{port}/shop")
    }

    /// Starts it and waits until it answers. A commit is synced, as in earnest.
    pub fn up(&self) {
        let (data, log) = (self.data().display().to_string(), self.folder.path().join("log").display().to_string());
        let options =
            format!("-h 127.0.0.1 -p {} -k {} -c max_connections=100", self.port, self.folder.path().display());
        self.run("pg_ctl", &["-D", &data, "-l", &log, "-w", "-t", "60", "-o", &options, "start"]);
    }

    /// Stops it: `fast` ends what is under way, `immediate` is a crash.
    pub fn down(&self, mode: &str) {
        let data = self.data().display().to_string();
        self.run("pg_ctl", &["-D", &data, "-m", mode, "-w", "stop"]);
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        assert!(self.command(program, arguments).status().expect("it runs").success(), "{program} {arguments:?}");
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let program = self.binaries.join(program);
        let mut command = if is_root() { Command::new("runuser") } else { Command::new(&program) };
        if is_root() {
            command.args(["-u", SERVER_USER, "--"]).arg(&program);
        }
        // A server that inherited our output would keep whoever reads it waiting.
        command.args(arguments).current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.data().display().to_string();
        let _ = self.command("pg_ctl", &["-D", &data, "-m", "immediate", "-w", "stop"]).status();
    }
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|metadata| std::os::unix::fs::MetadataExt::uid(&metadata) == 0)
}

fn newest() -> Option<PathBuf> {
    let versions = std::fs::read_dir(Path::new("/usr/lib/postgresql")).ok()?;
    let folders = versions.flatten().map(|entry| entry.path().join("bin"));
    folders.filter(|folder| folder.join("initdb").is_file()).max()
}
