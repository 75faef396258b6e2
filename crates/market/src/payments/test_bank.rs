//! A bank for trying things out: it moves no money, keeps its own books in a folder, and answers as each card says.
//!
//! It is a party of its own, as a real provider is: several processes share its folder, and it remembers what it was asked
//! when the market has been killed in between.

use std::{
    collections::BTreeMap,
    fs::File,
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
};

use basis::{Clock, Money, Time};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    Begin, Headers, Intent, IntentStatus, Method, Notice, NoticeError, PaymentError, PaymentProvider, PaymentRef,
    cards::{CARDS, Card, Turn, card},
};

/// The header that carries a notice's signature: `t=SECONDS,v1=HEX`.
const SIGNATURE: &str = "test-bank-signature";
/// How old a signature may be, seconds either way.
const SIGNATURE_AGE_MAX: i64 = 300;
/// What the buyer is told when a card is declined.
const DECLINED: &str = "The card was declined. Nothing was charged; try another one.";
/// What the buyer is told when they did not confirm.
const CANCELLED: &str = "The payment was not confirmed in time. Nothing was charged.";

/// The bank. Cloning it opens no second one.
#[derive(Clone)]
pub struct TestBank {
    folder: PathBuf,
    clock: Arc<dyn Clock>,
    base_url: String,
    secret: [u8; 32],
}

/// What the buyer's bank shows while it asks them to confirm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankPage {
    /// The order's number.
    pub number: i64,
    /// How much.
    pub total: Money,
    /// Where the shop waits.
    pub return_url: String,
    /// Whether there is something to confirm still.
    pub is_open: bool,
}

/// A notice that is due, as the bank sends it to the market's door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueNotice {
    /// Headers, names in lower case.
    pub headers: Headers,
    /// JSON.
    pub body: Vec<u8>,
}

/// One payment in the bank's books.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Entry {
    key: String,
    reference: String,
    number: i64,
    total: Money,
    method: String,
    return_url: String,
    begun_at: Time,
    /// Whether the buyer confirmed (true) or declined on the bank's own page.
    decided: Option<bool>,
    cancelled: bool,
    refunds: BTreeMap<String, i64>,
    notices_sent: usize,
}

impl Entry {
    fn card(&self) -> Option<&'static Card> {
        card(&self.method)
    }

    /// Seconds since it was begun; none where a clock that was ahead began it, or it would be unheard of until then.
    fn age_seconds(&self, now: Time) -> i64 {
        (now - self.begun_at).num_seconds().max(0)
    }

    /// Where it stands; none where the card's bank has never heard of it.
    fn turn(&self, now: Time) -> Option<Turn> {
        match (self.decided, self.cancelled) {
            (Some(true), _) => return Some(Turn::Paid),
            (Some(false), _) | (None, true) => return Some(Turn::Refused),
            (None, false) => {}
        }
        let age = self.age_seconds(now);
        let course = self.card().map_or(&[(0, Turn::Refused)][..], |card| card.course);
        course.iter().rev().find(|(from, _)| *from <= age).map(|(_, turn)| *turn)
    }

    fn is_silent(&self, now: Time) -> bool {
        self.card().is_some_and(|card| self.age_seconds(now) < card.silent_until)
    }

    /// The notices that this payment causes, and when.
    fn notices(&self) -> Vec<(i64, Turn)> {
        let own = self.card().map_or(&[][..], |card| card.notices).to_vec();
        let decided = self.decided.map(|paid| (0, if paid { Turn::Paid } else { Turn::Refused }));
        own.into_iter().chain(decided).collect()
    }
}

impl TestBank {
    /// Opens the bank whose books lie in `folder`; pages and notices name addresses below `base_url`, and notices are
    /// signed with `secret`.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn open(folder: &Path, clock: Arc<dyn Clock>, base_url: &str, secret: [u8; 32]) -> std::io::Result<Self> {
        for part in ["payments", "due"] {
            std::fs::create_dir_all(folder.join(part))?;
        }
        Ok(Self { folder: folder.to_owned(), clock, base_url: base_url.to_owned(), secret })
    }

    /// The page behind the address that a buyer was sent to.
    ///
    /// # Errors
    /// The books cannot be read.
    pub async fn page(&self, reference: &str) -> Result<Option<BankPage>, PaymentError> {
        let Some(entry) = self.by_reference(reference.to_owned()).await? else { return Ok(None) };
        let is_open = entry.turn(self.clock.now()) == Some(Turn::NeedsAction);
        Ok(Some(BankPage { number: entry.number, total: entry.total, return_url: entry.return_url, is_open }))
    }

    /// The buyer confirms or declines on the bank's page; the first word counts. Gives where the shop waits.
    ///
    /// # Errors
    /// The books cannot be read or written.
    pub async fn decide(&self, reference: &str, confirm: bool) -> Result<Option<String>, PaymentError> {
        let Some(entry) = self.by_reference(reference.to_owned()).await? else { return Ok(None) };
        let now = self.clock.now();
        let changed = self
            .change(entry.key, move |entry| {
                if entry.turn(now) == Some(Turn::NeedsAction) {
                    entry.decided = Some(confirm);
                }
            })
            .await?;
        Ok(changed.map(|entry| entry.return_url))
    }

    /// The notices that are due and have not been sent, in the order of their sending; each is given once.
    ///
    /// # Errors
    /// The books cannot be read or written.
    pub async fn due_notices(&self) -> Result<Vec<DueNotice>, PaymentError> {
        let bank = self.clone();
        locked(self.folder.clone(), move |folder| {
            let now = bank.clock.now();
            let mut due = Vec::new();
            for marker in std::fs::read_dir(folder.join("due"))? {
                let marker = marker?;
                let path = folder.join("payments").join(marker.file_name());
                let Some(mut entry) = read(&path)? else { continue };
                let notices = entry.notices();
                let ready: Vec<_> = notices.iter().skip(entry.notices_sent).collect();
                let age = entry.age_seconds(now);
                let count = ready.iter().take_while(|(at, _)| *at <= age).count();
                due.extend(ready[..count].iter().map(|(_, turn)| bank.notice(&entry, *turn, now)));
                entry.notices_sent += count;
                write(&folder, &path, &entry)?;
                let may_be_decided = entry.turn(now) == Some(Turn::NeedsAction);
                if entry.notices_sent == notices.len() && !may_be_decided {
                    std::fs::remove_file(marker.path())?;
                }
            }
            Ok(due)
        })
        .await
    }

    /// How much the bank has taken for the payment begun under `key` and not paid back, minor units; none where nothing was
    /// begun. Books are held against books by it; no order is decided by it.
    ///
    /// # Errors
    /// The books cannot be read.
    pub async fn kept_minor(&self, key: &str) -> Result<Option<i64>, PaymentError> {
        let Some(entry) = self.entry(key).await? else { return Ok(None) };
        let took = matches!(entry.turn(self.clock.now()), Some(Turn::Paid | Turn::Disputed));
        let paid_back: i64 = entry.refunds.values().sum();
        Ok(Some(if took { entry.total.minor - paid_back } else { 0 }))
    }

    fn notice(&self, entry: &Entry, turn: Turn, now: Time) -> DueNotice {
        let body = json!({ "key": entry.key, "reference": entry.reference, "says": turn.word() }).to_string();
        let signed_at = now.timestamp();
        let signature = format!("t={signed_at},v1={}", self.signature(signed_at, body.as_bytes()));
        let headers = Headers::from([
            (SIGNATURE.to_owned(), signature),
            ("content-type".to_owned(), "application/json".to_owned()),
        ]);
        DueNotice { headers, body: body.into_bytes() }
    }

    fn signature(&self, signed_at: i64, body: &[u8]) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new_keyed(&self.secret);
        hasher.update(format!("{signed_at}.").as_bytes()).update(body);
        hasher.finalize()
    }

    async fn entry(&self, key: &str) -> Result<Option<Entry>, PaymentError> {
        let path = payment_path(&self.folder, key);
        locked(self.folder.clone(), move |_| read(&path)).await
    }

    async fn by_reference(&self, reference: String) -> Result<Option<Entry>, PaymentError> {
        // The reference is the key's own file name behind a word.
        let Some(name) = reference.strip_prefix("test_").filter(|name| is_file_name(name)).map(str::to_owned) else {
            return Ok(None);
        };
        locked(self.folder.clone(), move |folder| read(&folder.join("payments").join(name))).await
    }

    async fn change(
        &self,
        key: String,
        change: impl FnOnce(&mut Entry) + Send + 'static,
    ) -> Result<Option<Entry>, PaymentError> {
        locked(self.folder.clone(), move |folder| {
            let path = payment_path(&folder, &key);
            let Some(mut entry) = read(&path)? else { return Ok(None) };
            change(&mut entry);
            write(&folder, &path, &entry)?;
            Ok(Some(entry))
        })
        .await
    }

    /// What the bank answers about `entry`; none where its card's bank has never heard of it.
    fn answer(&self, entry: &Entry) -> Result<Option<Intent>, PaymentError> {
        let now = self.clock.now();
        if entry.is_silent(now) {
            return Err(PaymentError::Unreachable("the test bank was asked not to answer".to_owned()));
        }
        let status = match entry.turn(now) {
            None => return Ok(None),
            Some(Turn::NeedsAction) => {
                IntentStatus::NeedsAction { url: format!("{}/test-bank/{}", self.base_url, entry.reference) }
            }
            Some(Turn::Processing) => IntentStatus::Processing,
            Some(Turn::Paid) => IntentStatus::Paid,
            Some(Turn::Refused) => {
                let words = if entry.cancelled { CANCELLED } else { DECLINED };
                IntentStatus::Refused { words: words.to_owned() }
            }
            Some(Turn::Disputed) => IntentStatus::Disputed,
        };
        Ok(Some(Intent { reference: entry.reference.clone(), status }))
    }
}

#[async_trait::async_trait]
impl PaymentProvider for TestBank {
    fn name(&self) -> &'static str {
        "test"
    }

    fn methods(&self) -> Vec<Method> {
        CARDS.iter().map(|card| Method { code: card.code, label: card.label }).collect()
    }

    async fn begin(&self, payment: &Begin<'_>) -> Result<Intent, PaymentError> {
        let fresh = Entry {
            key: payment.key.to_owned(),
            reference: format!("test_{}", file_name(payment.key)),
            number: payment.number,
            total: payment.total,
            method: payment.method.to_owned(),
            return_url: payment.return_url.to_owned(),
            begun_at: self.clock.now(),
            decided: None,
            cancelled: false,
            refunds: BTreeMap::new(),
            notices_sent: 0,
        };
        let entry = locked(self.folder.clone(), move |folder| {
            let path = payment_path(&folder, &fresh.key);
            if let Some(kept) = read(&path)? {
                return Ok(kept);
            }
            write(&folder, &path, &fresh)?;
            File::create(folder.join("due").join(file_name(&fresh.key)))?;
            Ok(fresh)
        })
        .await?;
        let nothing = || PaymentError::Unreachable("the test bank has heard of no payment".to_owned());
        self.answer(&entry)?.ok_or_else(nothing)
    }

    async fn state_of(&self, payment: PaymentRef<'_>) -> Result<Option<Intent>, PaymentError> {
        let Some(entry) = self.entry(payment.key).await? else { return Ok(None) };
        self.answer(&entry)
    }

    async fn cancel(&self, payment: PaymentRef<'_>) -> Result<Option<Intent>, PaymentError> {
        let now = self.clock.now();
        let cancel = move |entry: &mut Entry| {
            entry.cancelled |= entry.turn(now) == Some(Turn::NeedsAction);
        };
        let Some(entry) = self.change(payment.key.to_owned(), cancel).await? else { return Ok(None) };
        self.answer(&entry)
    }

    async fn refund(&self, reference: &str, amount: Money, key: &str) -> Result<(), PaymentError> {
        let Some(entry) = self.by_reference(reference.to_owned()).await? else {
            return Err(PaymentError::Rejected(format!("`{reference}` is no payment of the test bank")));
        };
        if !entry.card().is_some_and(|card| card.refunds) {
            return Err(PaymentError::Rejected("This card takes nothing back.".to_owned()));
        }
        let (wanted, total_minor) = (key.to_owned(), entry.total.minor);
        let changed = self
            .change(entry.key, move |entry| {
                let others = entry.refunds.iter().filter(|(other, _)| **other != wanted);
                let paid_back: i64 = others.map(|(_, minor)| minor).sum();
                if paid_back + amount.minor <= total_minor {
                    entry.refunds.insert(wanted, amount.minor);
                }
            })
            .await?;
        if changed.is_some_and(|entry| entry.refunds.contains_key(key)) {
            return Ok(());
        }
        Err(PaymentError::Rejected("More would go back than was paid.".to_owned()))
    }

    fn read_notice(&self, headers: &Headers, body: &[u8]) -> Result<Notice, NoticeError> {
        #[derive(Deserialize)]
        struct Body {
            key: String,
        }
        let signature = headers.get(SIGNATURE).ok_or(NoticeError::Forged)?;
        let (signed_at, hex) =
            signature.strip_prefix("t=").and_then(|rest| rest.split_once(",v1=")).ok_or(NoticeError::Forged)?;
        let signed_at: i64 = signed_at.parse().map_err(|_| NoticeError::Forged)?;
        let given = blake3::Hash::from_hex(hex).map_err(|_| NoticeError::Forged)?;
        let age = self.clock.now().timestamp().saturating_sub(signed_at).saturating_abs();
        // Hashes compare in constant time.
        if given != self.signature(signed_at, body) || age > SIGNATURE_AGE_MAX {
            return Err(NoticeError::Forged);
        }
        let body: Body = serde_json::from_slice(body).map_err(|_| NoticeError::Unreadable)?;
        Ok(Notice::About { key: body.key })
    }
}

/// The name of a payment's file: keys come from outside and may hold anything.
fn file_name(key: &str) -> String {
    blake3::hash(key.as_bytes()).to_hex()[..32].to_owned()
}

fn is_file_name(name: &str) -> bool {
    name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn payment_path(folder: &Path, key: &str) -> PathBuf {
    folder.join("payments").join(file_name(key))
}

fn read(path: &Path) -> std::io::Result<Option<Entry>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whole or not at all, should the process be killed in between.
fn write(folder: &Path, path: &Path, entry: &Entry) -> std::io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&serde_json::to_vec(entry)?)?;
    file.persist(path)?;
    Ok(())
}

/// Runs `work` on the books while no other process has them open.
async fn locked<T: Send + 'static>(
    folder: PathBuf,
    work: impl FnOnce(PathBuf) -> std::io::Result<T> + Send + 'static,
) -> Result<T, PaymentError> {
    let work = move || {
        let lock = File::create(folder.join("lock"))?;
        lock.lock()?;
        work(folder) // The lock ends with its file.
    };
    let unreachable =
        |error: &dyn std::fmt::Display| PaymentError::Unreachable(format!("the test bank's books: {error}"));
    tokio::task::spawn_blocking(work).await.map_err(|error| unreachable(&error))?.map_err(|error| unreachable(&error))
}
