//! A market of several processes that the harness starts, kills and starts again.

use std::{
    path::PathBuf,
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use store::{BlobSettings, DatabaseSettings};

use super::{
    journal::{self, Acknowledged, Journal},
    load::{IMPORTER, Load, Plan},
    support::{
        client::{Client, PASSWORD},
        place::{Place, Process},
        port::free_port,
    },
    verdict::{self, Verdict, Witness},
};

/// The operator's account, which the demo does not have.
const OPERATOR: [&str; 3] = ["olga@example.org", "Olga Operator", PASSWORD];

/// A bank says what became of a payment well within this.
const BANK_PATIENCE: Duration = Duration::from_secs(30);

/// Where a market keeps what it has.
pub struct Parts {
    /// Rows; none keeps them in the data folder.
    pub database: Option<DatabaseSettings>,
    /// Blobs: a bucket and the address it is reached at; none keeps them in the data folder.
    pub bucket: Option<(BlobSettings, Option<String>)>,
    /// Servers, each with a worker beside it.
    pub processes: usize,
}

/// The market.
pub struct Site {
    ports: Vec<u16>,
    servers: Vec<Option<Process>>,
    workers: Vec<Option<Process>>,
    parts: Parts,
    // What they stand on goes last.
    disk: Option<Disk>,
    folder: tempfile::TempDir,
    /// What was acknowledged.
    pub journal: Arc<Journal>,
    /// Settings by the environment for processes from now on.
    pub environment: Vec<(String, String)>,
}

impl Site {
    /// Makes the market with two patterns on sale, and opens it.
    pub fn open(parts: Parts) -> Self {
        Self::open_with(parts, |_| None)
    }

    /// The same with the first process's data folder on a disk that `mount` gives.
    pub fn open_with(parts: Parts, mount: impl FnOnce(PathBuf) -> Option<Disk>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let journal = Arc::new(Journal::create(&folder.path().join("journal.ndjson")));
        let ports = (0..parts.processes).map(|_| free_port()).collect();
        let (servers, workers) = Default::default();
        let disk = mount(folder.path().join("data-0"));
        let mut site = Self { disk, folder, parts, ports, servers, workers, journal, environment: Vec::new() };
        for index in 0..site.parts.processes {
            site.link_bank(index);
        }
        site.place(0).said(&["demo", "--no-serve", "--patterns", "2"]);
        site.add_person(IMPORTER, "creator");
        site.servers.resize_with(site.parts.processes, || None);
        site.workers.resize_with(site.parts.processes, || None);
        for index in 0..site.parts.processes {
            site.start_server(index);
            site.start_worker(index);
        }
        site
    }

    fn add_person(&self, [email, name, password]: [&str; 3], role: &str) {
        use std::io::Write;
        let add = ["admin", "user", "add", "--email", email, "--name", name, "--role", role, "--password-stdin"];
        let mut adding = self.place(0).command(&add).stdin(std::process::Stdio::piped()).spawn().expect("it starts");
        let mut input = adding.stdin.take().expect("its input");
        writeln!(input, "{password}").expect("typed");
        drop(input);
        assert!(adding.wait().expect("it ends").success());
    }

    /// Lets an operator ask the bank about every order that is open, until it has answered for all of them.
    pub async fn ask_about_open_orders(&self, buyers: &[String]) {
        self.add_person(OPERATOR, "operator");
        let mut operator = Client::visitor(&self.addresses()[0]);
        operator.sign_in(OPERATOR[0], "ADMIN").await.expect("a token");
        for email in buyers {
            let mut buyer = Client::visitor(&self.addresses()[0]);
            buyer.sign_in(email, "READ, BUY").await.expect("a token");
            for order in buyer.orders().await.expect("the market answers") {
                let begun = Instant::now();
                while operator.ask_bank(&order.id).await.expect("the market answers") && begun.elapsed() < BANK_PATIENCE
                {
                    tokio::time::sleep(Duration::from_millis(500)).await;
                }
            }
        }
    }

    /// The bank is one party, whoever asks it: every data folder leads to the same books.
    fn link_bank(&self, index: usize) {
        std::fs::create_dir_all(self.bank()).expect("a bank");
        let data = self.data(index);
        std::fs::create_dir_all(&data).expect("a data folder");
        std::os::unix::fs::symlink(self.bank(), data.join("test-bank")).expect("a way to the bank");
    }

    /// The folder that the market's parts lie in.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// The data folder of a process.
    pub fn data(&self, index: usize) -> PathBuf {
        self.folder.path().join(format!("data-{index}"))
    }

    /// Where e-mails go.
    pub fn mail(&self) -> PathBuf {
        self.folder.path().join("mail")
    }

    /// The bank's books.
    pub fn bank(&self) -> PathBuf {
        self.folder.path().join("bank")
    }

    /// Where blobs are, past any bad line.
    pub fn blobs(&self) -> BlobSettings {
        match &self.parts.bucket {
            Some((bucket, _)) => bucket.clone(),
            None => BlobSettings::Folder(self.data(0)),
        }
    }

    /// The market as process `index` opens it.
    pub fn place(&self, index: usize) -> Place {
        let mail = self.mail().display().to_string();
        let mut place = Place::new(&self.data(index)).with("MAIL_FOLDER", &mail).with("LOG_LEVEL", "off");
        if let Some(database) = &self.parts.database {
            place = place.with_rows(database);
        }
        if let Some((bucket, endpoint)) = &self.parts.bucket {
            place = place.with_blobs(bucket, endpoint.as_deref());
        }
        place.environment.extend(self.environment.iter().cloned());
        place
    }

    /// Starts a server, in place of one that is there.
    pub fn start_server(&mut self, index: usize) {
        let mut server = self.place(index).start_server(self.ports[index], &["--workers", "0"]);
        server.wait_until_open();
        self.servers[index] = Some(server);
    }

    /// Starts a worker, in place of one that is there.
    pub fn start_worker(&mut self, index: usize) {
        self.workers[index] = Some(self.place(index).work());
    }

    /// Kills a server at once.
    pub fn kill_server(&mut self, index: usize) {
        self.servers[index] = None;
    }

    /// Kills a worker at once.
    pub fn kill_worker(&mut self, index: usize) {
        self.workers[index] = None;
    }

    /// Asks every process to end, and waits for that.
    pub fn stop(&mut self) {
        for process in self.servers.iter_mut().chain(&mut self.workers).filter_map(Option::take) {
            process.terminate();
        }
    }

    /// Opens again after [`Site::stop`].
    pub fn start(&mut self) {
        for index in 0..self.parts.processes {
            self.start_server(index);
            self.start_worker(index);
        }
    }

    /// Addresses of the servers.
    pub fn addresses(&self) -> Vec<String> {
        self.ports.iter().map(|port| format!("http://127.0.0.1:{port}")).collect()
    }

    /// The disk of the first data folder, where it has one of its own.
    pub fn disk(&self) -> Option<&Disk> {
        self.disk.as_ref()
    }

    /// Files that were acknowledged, by their hashes.
    pub fn acknowledged_files(&self) -> Vec<String> {
        let entries = journal::read(&self.folder.path().join("journal.ndjson"));
        let file = |entry| if let Acknowledged::File { blake3 } = entry { Some(blake3) } else { None };
        entries.into_iter().filter_map(file).collect()
    }

    /// Sends a file a second time.
    pub async fn upload_again(&self, bytes: &[u8]) {
        let mut creator = Client::visitor(&self.addresses()[0]);
        creator.sign_in("orla@example.org", "READ, SELL").await.expect("a token");
        creator.upload("Again", "again.stl", bytes).await.expect("uploaded");
    }

    /// Lets people use it.
    pub async fn load(&self, plan: &Plan) -> Load {
        Load::begin(self.addresses(), Arc::clone(&self.journal), plan).await
    }

    /// Holds it against the journal.
    pub async fn verdict(&self, buyers: Vec<String>) -> Verdict {
        verdict::of(&Witness {
            place: self.place(0),
            address: self.addresses().swap_remove(0),
            journal: self.folder.path().join("journal.ndjson"),
            blobs: self.blobs(),
            mail: self.mail(),
            bank: self.bank(),
            buyers,
        })
        .await
    }
}

/// A disk of its own in memory, at a folder; it goes when this is dropped.
pub struct Disk(PathBuf);

impl Disk {
    /// Mounts one of `mebibytes`; none where that is not permitted, which is said on the screen.
    pub fn mount(folder: PathBuf, mebibytes: u32) -> Option<Self> {
        std::fs::create_dir_all(&folder).expect("a folder");
        let size = format!("size={mebibytes}m");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "maquette-faults"]).arg(&folder).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self(folder));
        }
        eprintln!("left out: no disk may be mounted here, so that none can be filled");
        None
    }

    /// Fills it to its last byte; removing the file that is given makes room again.
    pub fn fill(&self) -> PathBuf {
        use std::io::Write;
        let path = self.0.join("ballast");
        let mut file = std::fs::File::create(&path).expect("a file");
        while file.write_all(&[0; 4096]).is_ok() {}
        while file.write_all(&[0]).is_ok() {}
        path
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}
