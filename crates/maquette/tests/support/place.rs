//! A market by its settings, as several real processes open it: servers, workers and commands.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
    time::{Duration, Instant},
};

use store::{BlobSettings, DatabaseSettings};

use super::port::free_port;

/// The secret that signs links in tests.
pub const SECRET: &str = "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a";

/// How long a process may take to open or to end.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where the parts of a market are; several may share rows and blobs from data folders of their own.
#[derive(Clone, Debug)]
pub struct Place {
    /// The data folder.
    pub data: PathBuf,
    /// Settings by the environment.
    pub environment: Vec<(String, String)>,
}

impl Place {
    /// A market with everything in the folder `data`.
    pub fn new(data: &Path) -> Self {
        let here = Self { data: data.to_owned(), environment: Vec::new() };
        here.with("LOG_LEVEL", "warn").with("SECRET", SECRET).with("RATE_LIMITS", "false")
    }

    /// The same with a setting more.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.push((format!("MAQUETTE_{name}"), value.to_owned()));
        self
    }

    /// The same with its rows in `database`.
    pub fn with_rows(self, database: &DatabaseSettings) -> Self {
        let url = match database {
            DatabaseSettings::Sqlite(path) => format!("sqlite://{}", path.display()),
            DatabaseSettings::Postgres { url, .. } => url.clone(),
        };
        self.with("DATABASE_URL", &url)
    }

    /// The same with its blobs in a bucket, behind `endpoint` where that is not the bucket's own.
    pub fn with_blobs(self, blobs: &BlobSettings, endpoint: Option<&str>) -> Self {
        let BlobSettings::S3 { bucket, endpoint: own, .. } = blobs else { panic!("it is a bucket") };
        let endpoint = endpoint.or(own.as_deref()).expect("an address");
        let place = self.with("BLOBS_BUCKET", bucket).with("BLOBS_ENDPOINT", endpoint);
        place.with("BLOBS_KEY", "test").with("BLOBS_SECRET_KEY", "test")
    }

    /// A command of the real binary.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_maquette"));
        command.args(arguments).arg("--data").arg(&self.data);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("it runs")
    }

    /// Runs a command that must go well; what it said.
    pub fn said(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{arguments:?}: {said}{complained}");
        said.into_owned()
    }

    /// Starts a server on a port of its own, without waiting for it.
    pub fn start_server(&self, port: u16, arguments: &[&str]) -> Process {
        let address = format!("127.0.0.1:{port}");
        let mut command = self.command(&["serve", "--listen", &address]);
        command.args(arguments).env("MAQUETTE_BASE_URL", format!("http://{address}"));
        Process::start(command, format!("http://{address}"))
    }

    /// Serves on a port of its own.
    pub fn serve(&self, arguments: &[&str]) -> Process {
        let mut server = self.start_server(free_port(), arguments);
        server.wait_until_open();
        server
    }

    /// Starts a worker.
    pub fn work(&self) -> Process {
        Process::start(self.command(&["worker", "--workers", "1"]), String::new())
    }
}

/// A process of a market; it is killed when this is dropped.
pub struct Process {
    /// `http://127.0.0.1:…` of a server.
    pub address: String,
    child: Child,
}

impl Process {
    fn start(mut command: Command, address: String) -> Self {
        Self { address, child: command.stdout(Stdio::piped()).spawn().expect("it starts") }
    }

    /// Waits until it says that it is open.
    pub fn wait_until_open(&mut self) {
        let mut lines = BufReader::new(self.child.stdout.take().expect("it speaks")).lines();
        let open = lines.find(|line| line.as_ref().is_ok_and(|line| line.contains("open at")));
        assert!(open.is_some(), "a server ended before it was open: {:?}", self.child.wait());
        std::thread::spawn(move || lines.for_each(drop));
    }

    /// Its process number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Kills it at once, as a power cut would.
    pub fn kill(&mut self) {
        let _ = self.child.kill(); // It may have ended by itself.
        let _ = self.child.wait();
    }

    /// Asks it to end, and waits for that.
    pub fn terminate(mut self) -> ExitStatus {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().expect("it runs").success());
        let asked = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("it can be asked") {
                return status;
            }
            assert!(asked.elapsed() < PATIENCE, "it does not end");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}
