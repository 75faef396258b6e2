//! Whoever uses the market while it breaks: buyers, newcomers, a creator who uploads and one who imports. Each goes on until
//! it has an answer, as a careful program does, and sends the same again under the same key.

use std::{
    path::PathBuf,
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::json;
use tokio::task::JoinHandle;

use super::{
    journal::{Acknowledged, Journal},
    support::{
        client::{Client, OnSale, PASSWORD},
        tetrahedron,
    },
};

/// How long whoever got no answer waits before asking again.
const AGAIN: Duration = Duration::from_millis(100);
/// How long somebody goes on without any answer before the market counts as lost.
const PATIENCE: Duration = Duration::from_secs(300);
/// How cards behave, in turn: the last one's bank charges while its answer gets lost.
const CARDS: [&str; 4] = ["paid", "paid", "slow", "lost_answer"];

/// The people at work.
pub struct Load {
    stop: Arc<AtomicBool>,
    /// Orders acknowledged so far.
    pub orders: Arc<AtomicU64>,
    /// Files acknowledged so far.
    pub files: Arc<AtomicU64>,
    tasks: Vec<JoinHandle<()>>,
    /// Whoever bought.
    pub buyers: Vec<String>,
}

/// What they share.
#[derive(Clone)]
struct Street {
    addresses: Arc<Vec<String>>,
    journal: Arc<Journal>,
    stop: Arc<AtomicBool>,
}

impl Street {
    fn is_over(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Asks until there is an answer, at one server after the other.
    async fn until_answered<T>(
        &self,
        client: &Client,
        what: &str,
        ask: impl AsyncFn(Client) -> Result<T, String>,
    ) -> T {
        let begun = Instant::now();
        for turn in 0.. {
            let client = client.at(&self.addresses[turn % self.addresses.len()]);
            match ask(client).await {
                Ok(answer) => return answer,
                Err(error) => assert!(begun.elapsed() < PATIENCE, "{what} got no answer: {error}"),
            }
            tokio::time::sleep(AGAIN).await;
        }
        unreachable!("turns have no end")
    }
}

/// What there is to do besides buying.
pub struct Plan {
    /// Buyers at the same time.
    pub buyers: usize,
    /// Bytes that each upload is filled up to.
    pub upload_bytes: usize,
    /// A folder to import, again and again until every file has come to its end.
    pub import: Option<PathBuf>,
    /// The cards that are paid by, in turn.
    pub cards: &'static [&'static str],
}

impl Default for Plan {
    fn default() -> Self {
        Self { buyers: 2, upload_bytes: 0, import: None, cards: &CARDS }
    }
}

impl Load {
    /// Begins at the servers behind `addresses`, which must be open; what is on sale there is bought.
    pub async fn begin(addresses: Vec<String>, journal: Arc<Journal>, plan: &Plan) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let street = Street { addresses: Arc::new(addresses), journal, stop: Arc::clone(&stop) };
        let visitor = Client::visitor(&street.addresses[0]);
        let mut shelf = visitor.on_sale().await.expect("something is on sale");
        shelf.retain(|what| what.price_minor > 0);
        assert!(!shelf.is_empty(), "there is nothing to pay for");
        let (orders, files) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let (mut tasks, mut buyers) = (Vec::new(), Vec::new());
        for index in 0..plan.buyers {
            let email = format!("buyer-{index}@example.org");
            join(&street, &visitor, &email).await;
            let mut buyer = visitor.clone();
            buyer.sign_in(&email, "READ, BUY").await.expect("a token");
            buyers.push(email.clone());
            let (street, shelf, cards, orders) = (street.clone(), shelf.clone(), plan.cards, Arc::clone(&orders));
            tasks.push(aside(move || buy(street, buyer, shelf, email, cards, orders)));
        }
        let mut creator = visitor.clone();
        creator.sign_in("orla@example.org", "READ, SELL").await.expect("a token");
        let (told, uploader, bytes, taken) = (street.clone(), creator.clone(), plan.upload_bytes, Arc::clone(&files));
        tasks.push(aside(move || upload(told, uploader, bytes, taken)));
        let told = street.clone();
        tasks.push(aside(move || newcomers(told, visitor)));
        if let Some(folder) = plan.import.clone() {
            creator.sign_in(IMPORTER[0], "READ, SELL").await.expect("the importer has a shop of their own");
            tasks.push(aside(move || import(street, creator, folder)));
        }
        Self { stop, orders, files, tasks, buyers }
    }

    /// Goes on until so many orders more have been acknowledged.
    pub async fn sell(&self, orders: u64) {
        let wanted = self.orders.load(Ordering::Relaxed) + orders;
        let begun = Instant::now();
        while self.orders.load(Ordering::Relaxed) < wanted {
            assert!(begun.elapsed() < PATIENCE, "nothing is sold any more");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Goes on until so many files more have been acknowledged.
    pub async fn store_files(&self, files: u64) {
        let wanted = self.files.load(Ordering::Relaxed) + files;
        let begun = Instant::now();
        while self.files.load(Ordering::Relaxed) < wanted {
            assert!(begun.elapsed() < PATIENCE, "nothing is taken in any more");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Lets everybody get their last answer.
    pub async fn end(self) -> Vec<String> {
        self.stop.store(true, Ordering::Relaxed);
        for task in self.tasks {
            task.await.expect("nobody is left without an answer");
        }
        self.buyers
    }
}

/// Lets somebody go about their business on a thread of their own.
fn aside<F: Future<Output = ()>>(business: impl FnOnce() -> F + Send + 'static) -> JoinHandle<()> {
    let runtime = tokio::runtime::Handle::current();
    tokio::task::spawn_blocking(move || runtime.block_on(business()))
}

async fn join(street: &Street, visitor: &Client, email: &str) {
    street.until_answered(visitor, "signing up", async |client| client.sign_up(email).await).await;
    street.journal.note(&Acknowledged::Account { email: email.to_owned() });
}

async fn newcomers(street: Street, visitor: Client) {
    for turn in 0.. {
        if street.is_over() {
            return;
        }
        join(&street, &visitor, &format!("newcomer-{turn}@example.org")).await;
        tokio::time::sleep(Duration::from_millis(400)).await;
    }
}

async fn buy(
    street: Street,
    buyer: Client,
    shelf: Vec<OnSale>,
    email: String,
    cards: &'static [&'static str],
    orders: Arc<AtomicU64>,
) {
    for turn in 0.. {
        if street.is_over() {
            return;
        }
        let what = &shelf[turn % shelf.len()];
        let (key, card) = (format!("{email} {turn}"), cards[turn % cards.len()]);
        street.until_answered(&buyer, "filling a basket", async |client| client.take(what).await).await;
        let ask = async |client: Client| {
            let order = client.check_out(&key, what.price_minor, card).await?;
            order.ok_or_else(|| "the basket is empty, and no order stands for the attempt".to_owned())
        };
        let order = street.until_answered(&buyer, "checking out", ask).await;
        let (number, state, total_minor) = (order.number, order.state, order.total_minor);
        street.journal.note(&Acknowledged::Order { buyer: email.clone(), key, number, state, total_minor });
        orders.fetch_add(1, Ordering::Relaxed);
    }
}

async fn upload(street: Street, creator: Client, bytes_min: usize, files: Arc<AtomicU64>) {
    for turn in 0u16.. {
        if street.is_over() {
            return;
        }
        let mut bytes = tetrahedron(20.0 + f32::from(turn) / 16.0);
        // Behind the last triangle a reader sees nothing; only the length counts.
        bytes.resize(bytes.len().max(bytes_min), 0);
        let blake3 = store::Hash::of(&bytes).to_string();
        let send = async |client: Client| {
            // An answer that was lost may have been a yes.
            if holdings(&client, &blake3).await? == 0 {
                client.upload("Tetrahedron", "tetrahedron.stl", &bytes).await?;
            }
            Ok(())
        };
        street.until_answered(&creator, "uploading", send).await;
        street.journal.note(&Acknowledged::File { blake3 });
        files.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Listings of the asker that hold a file of these bytes.
pub async fn holdings(client: &Client, blake3: &str) -> Result<usize, String> {
    let query = "query ($hash: String!) { viewer { holdings(blake3: $hash) { listing { id } } } }";
    let answer = client.ask(query, json!({ "hash": blake3 })).await?;
    Ok(answer["viewer"]["holdings"].as_array().map_or(0, Vec::len))
}

/// Runs the real command against one server after the other until it says that nothing is left to do.
async fn import(street: Street, importer: Client, folder: PathBuf) {
    let token = importer.token().expect("signed in").to_owned();
    let begun = Instant::now();
    for turn in 0.. {
        let mut command = Command::new(env!("CARGO_BIN_EXE_maquette"));
        command.args(["import", "--server", &street.addresses[turn % street.addresses.len()]]).arg(&folder);
        command.env("MAQUETTE_TOKEN", &token).stdout(Stdio::null()).stderr(Stdio::null());
        let ended = tokio::task::spawn_blocking(move || command.status().expect("it runs")).await.expect("it ends");
        if ended.success() {
            break;
        }
        assert!(begun.elapsed() < PATIENCE * 4, "the import does not come to its end");
        tokio::time::sleep(AGAIN).await;
    }
    let files = std::fs::read_dir(&folder).expect("the folder").map(|entry| entry.expect("an entry").path());
    let blake3 = files.map(|path| store::Hash::of_file(&path).expect("read").to_string()).collect();
    street.journal.note(&Acknowledged::Import { blake3 });
}

/// The importer's account, which the demo does not have.
pub const IMPORTER: [&str; 3] = ["cleo@example.org", "Cleo Importer", PASSWORD];
