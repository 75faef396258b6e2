//! The site that is measured: the real binary, as an operator starts it, over the rows that were written.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use crate::place::Place;

/// Names the binary; `cargo xtask bench` builds it and says where it is.
pub const PROGRAM_VARIABLE: &str = "MAQUETTE_PROGRAM";

/// One machine plays everybody, so what one address may do is as much as all may; nothing else differs from the defaults.
const SETTINGS: [(&str, &str); 6] = [
    ("MAQUETTE_RATE_LIMITS", "false"),
    ("MAQUETTE_CONNECTIONS_MAX", "4000"),
    ("MAQUETTE_CONNECTIONS_PER_ADDRESS_MAX", "4000"),
    ("MAQUETTE_REQUESTS_PER_ADDRESS_MAX", "4000"),
    ("MAQUETTE_LOG_LEVEL", "error"),
    ("MAQUETTE_SECRET", "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"),
];

/// How long it may take to open or to end.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server at work; it is asked to end when this is dropped.
pub struct Server {
    /// Where it listens, such as `127.0.0.1:8080`.
    pub address: String,
    process: Child,
}

/// A command of the binary for the market at `place`.
pub fn command(place: &Place, arguments: &[&str]) -> Result<Command> {
    let program = std::env::var_os(PROGRAM_VARIABLE)
        .with_context(|| format!("{PROGRAM_VARIABLE} names no binary: run `cargo xtask bench load`"))?;
    let mut command = Command::new(program);
    command.args(arguments).arg("--data").arg(&place.data).envs(SETTINGS).envs(place.database_url());
    Ok(command)
}

impl Server {
    /// Starts it on a port of its own and waits until it is open.
    pub fn start(place: &Place) -> Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let mut command = command(place, &["serve", "--listen", &address])?;
        let mut process = command.stdout(Stdio::piped()).spawn().context("the server cannot be started")?;
        let mut lines = BufReader::new(process.stdout.take().context("the server has no output")?).lines();
        let open = lines.find(|line| line.as_ref().is_ok_and(|line| line.contains("open at")));
        ensure!(open.is_some(), "the server ended before it was open: {:?}", process.wait());
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { address, process })
    }

    /// MiB that it holds, and the most it held.
    pub fn memory_mib(&self) -> Result<(u64, u64)> {
        let status = std::fs::read_to_string(Path::new("/proc").join(self.process.id().to_string()).join("status"))?;
        let kib = |name: &str| -> Result<u64> {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).context("no such line")?;
            Ok(line.split_whitespace().next().context("no figure")?.parse()?)
        };
        Ok((kib("VmRSS:")? / 1024, kib("VmHWM:")? / 1024))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.process.id().to_string()).status(); // What does not end is killed below.
        let asked = Instant::now();
        while asked.elapsed() < PATIENCE {
            if !matches!(self.process.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
