//! Holding the market against the journal once all is quiet: what was acknowledged and is lost, what was done twice, and
//! what the market's own check says.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use serde_json::Value;
use store::{BlobSettings, Blobs, Hash};

use super::{
    journal::{self, Acknowledged},
    load::{IMPORTER, holdings},
    support::{
        client::{Client, Ordered},
        place::Place,
    },
};

/// How long orders may take to come to their end once everything works: jobs of those who died are taken up by then.
const END_MAX: Duration = Duration::from_secs(240);

/// Whoever bought before anything broke, as a part of the demo.
const DEMO_BUYER: &str = "mira@example.org";

/// What there is to look at.
pub struct Witness {
    /// The market, at a server that is open.
    pub place: Place,
    pub address: String,
    pub journal: PathBuf,
    /// Where its blobs are.
    pub blobs: BlobSettings,
    /// Where its e-mails and the test bank's books are.
    pub mail: PathBuf,
    pub bank: PathBuf,
    pub buyers: Vec<String>,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    pub acknowledged: usize,
    pub lost: Vec<String>,
    pub doubled: Vec<String>,
    /// What `fsck` complained of; nothing where it is clean.
    pub fsck: Vec<String>,
}

impl Verdict {
    /// Nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.lost.is_empty() && self.doubled.is_empty() && self.fsck.is_empty()
    }
}

/// Looks at everything.
pub async fn of(witness: &Witness) -> Verdict {
    let entries = journal::read(&witness.journal);
    let mut verdict = Verdict::default();
    for entry in &entries {
        verdict.acknowledged += match entry {
            Acknowledged::Import { blake3 } => blake3.len(),
            _ => 1,
        };
    }
    let orders = orders(witness, &entries, &mut verdict).await;
    // E-mails are sent by jobs: all of them are done before any is counted.
    witness.place.said(&["worker", "--workers", "2", "--until-empty"]);
    charges(witness, &orders, &mut verdict);
    mails(witness, &entries, &orders, &mut verdict);
    files(witness, &entries, &mut verdict).await;
    published(witness, &mut verdict);
    let checked = witness.place.run(&["admin", "fsck"]);
    if !checked.status.success() {
        let said = String::from_utf8_lossy(&checked.stdout);
        let sound = ["0 unsound", "balanced", "0 do not agree", "audit log: whole"];
        verdict.fsck =
            said.lines().filter(|line| !sound.iter().any(|word| line.contains(word))).map(str::to_owned).collect();
        verdict.fsck.push(String::from_utf8_lossy(&checked.stderr).into_owned());
        verdict.fsck.retain(|line| !line.is_empty());
        verdict.fsck.push(format!("exit code {:?}", checked.status.code()));
    }
    verdict
}

/// Every order that stands, by its number; waits until each has come to its end.
async fn orders(
    witness: &Witness,
    entries: &[Acknowledged],
    verdict: &mut Verdict,
) -> BTreeMap<i64, (String, Ordered)> {
    let mut all = BTreeMap::new();
    for email in witness.buyers.iter().map(String::as_str).chain([DEMO_BUYER]) {
        let mut buyer = Client::visitor(&witness.address);
        buyer.sign_in(email, "READ, BUY").await.expect("a buyer signs in");
        for order in ended(&buyer).await {
            all.insert(order.number, (email.to_owned(), order));
        }
    }
    let mut keys: BTreeMap<&str, i64> = BTreeMap::new();
    let mut expected = BTreeSet::new();
    for entry in entries {
        let Acknowledged::Order { buyer, key, number, total_minor, .. } = entry else { continue };
        expected.insert(*number);
        if keys.insert(key, *number).is_some_and(|before| before != *number) {
            verdict.doubled.push(format!("the attempt `{key}` became two orders"));
        }
        match all.get(number) {
            None => verdict.lost.push(format!("order {number} of {buyer}")),
            Some((_, order)) if order.state != "PAID" => {
                verdict.lost.push(format!("order {number} of {buyer} is {}", order.state));
            }
            Some((_, order)) if order.total_minor != *total_minor => {
                verdict.lost.push(format!("order {number} of {buyer} has another sum"));
            }
            Some(_) => {}
        }
    }
    let unasked = all.iter().filter(|(number, (email, _))| email != DEMO_BUYER && !expected.contains(*number));
    verdict.doubled.extend(unasked.map(|(number, _)| format!("order {number}, which no attempt was told of")));
    all
}

async fn ended(buyer: &Client) -> Vec<Ordered> {
    let begun = Instant::now();
    loop {
        let orders = buyer.orders().await.expect("the market answers");
        let open = orders.iter().any(|order| !matches!(order.state.as_str(), "PAID" | "REFUSED" | "REFUNDED"));
        if !open || begun.elapsed() > END_MAX {
            return orders;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// The bank's books, which the market cannot write: one payment an order, of its sum, and none for anything else.
fn charges(witness: &Witness, orders: &BTreeMap<i64, (String, Ordered)>, verdict: &mut Verdict) {
    let mut charged: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for path in files_of(&witness.bank.join("payments"), "") {
        let entry: Value = serde_json::from_slice(&std::fs::read(path).expect("a book")).expect("JSON");
        let (number, total) = (entry["number"].as_i64(), entry["total"]["minor"].as_i64());
        charged.entry(number.expect("a number")).or_default().push(total.expect("a sum"));
    }
    for (number, (email, order)) in orders {
        match charged.remove(number).as_deref() {
            Some([total]) if *total == order.total_minor => {}
            Some([_]) => {
                verdict.doubled.push(format!("order {number} was charged another sum than {}", order.total_minor))
            }
            Some(several) => verdict.doubled.push(format!("order {number} was charged {} times", several.len())),
            None if order.total_minor == 0 => {}
            None => verdict.lost.push(format!("the bank knows nothing of order {number} of {email}")),
        }
    }
    for number in charged.keys() {
        verdict.lost.push(format!("order {number}, which was charged"));
    }
}

/// One receipt for each order that cost something, one e-mail for each newcomer.
fn mails(
    witness: &Witness,
    entries: &[Acknowledged],
    orders: &BTreeMap<i64, (String, Ordered)>,
    verdict: &mut Verdict,
) {
    let (mut receipts, mut proofs): (BTreeMap<i64, usize>, BTreeMap<String, usize>) = Default::default();
    for path in files_of(&witness.mail, "eml") {
        let letter = std::fs::read_to_string(path).expect("a letter").replace("=\r\n", "");
        let header =
            |name: &str| letter.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().to_owned();
        let (subject, to) = (header("Subject: "), header("To: "));
        if let Some(number) = subject.strip_prefix("Order ").and_then(|rest| rest.strip_suffix(" at Maquette")) {
            *receipts.entry(number.parse().expect("a number")).or_default() += 1;
        } else if letter.contains("verify-email?token=") {
            *proofs.entry(to).or_default() += 1;
        }
    }
    let is_told = |order: &Ordered| order.state == "PAID" && order.total_minor > 0;
    for (number, (email, order)) in orders.iter().filter(|(_, (_, order))| is_told(order)) {
        count(verdict, receipts.get(number), &format!("the receipt of order {} to {email}", order.number));
    }
    for entry in entries {
        let Acknowledged::Account { email } = entry else { continue };
        count(verdict, proofs.get(email), &format!("the e-mail that proves {email}"));
    }
}

/// Exactly one of something that was promised.
fn count(verdict: &mut Verdict, found: Option<&usize>, what: &str) {
    match found {
        Some(1) => {}
        None | Some(0) => verdict.lost.push(what.to_owned()),
        Some(times) => verdict.doubled.push(format!("{what}, {times} times")),
    }
}

/// Every file is in one listing, with its very bytes.
async fn files(witness: &Witness, entries: &[Acknowledged], verdict: &mut Verdict) {
    let blobs = Blobs::open(&witness.blobs).await.expect("the blob store");
    let mut creator = Client::visitor(&witness.address);
    creator.sign_in("orla@example.org", "READ, SELL").await.expect("a creator signs in");
    let mut importer = creator.clone();
    for entry in entries {
        let (who, hashes) = match entry {
            Acknowledged::File { blake3 } => (&creator, std::slice::from_ref(blake3)),
            Acknowledged::Import { blake3 } => {
                importer.sign_in(IMPORTER[0], "READ, SELL").await.expect("the importer signs in");
                (&importer, blake3.as_slice())
            }
            _ => continue,
        };
        for blake3 in hashes {
            let hash: Hash = blake3.parse().expect("a hash");
            match holdings(who, blake3).await.expect("the market answers") {
                1 => {}
                0 => verdict.lost.push(format!("the file {blake3}")),
                times => verdict.doubled.push(format!("the file {blake3} is in {times} listings")),
            }
            if !blobs.is_sound(&hash).await.expect("the blob store answers") {
                verdict.lost.push(format!("the bytes of the file {blake3}"));
            }
        }
    }
}

/// Nothing was told of as published twice.
fn published(witness: &Witness, verdict: &mut Verdict) {
    let (mut times, mut after) = (BTreeMap::<String, usize>::new(), 0);
    loop {
        let said = witness.place.said(&["events", "list", "--limit", "10000", "--after", &after.to_string()]);
        let events: Vec<Value> = said.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        for event in events.iter().filter(|event| event["type"] == "listing.published") {
            *times.entry(event["subject"].to_string()).or_default() += 1;
        }
        if events.len() < 10_000 {
            break;
        }
        after = events.last().and_then(|event| event["sequence"].as_i64()).unwrap_or(i64::MAX - 1);
    }
    let twice = times.iter().filter(|(_, times)| **times > 1);
    verdict.doubled.extend(twice.map(|(subject, times)| format!("{subject} was published {times} times")));
}

/// The files of a folder with this extension, or with any.
pub fn files_of(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let files = entries.map(|entry| entry.expect("an entry").path());
    let fits = |path: &PathBuf| extension.is_empty() || path.extension().is_some_and(|found| found == extension);
    files.filter(fits).collect()
}
