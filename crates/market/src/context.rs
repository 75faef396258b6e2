//! What every use case is handed: the store, the clock, randomness, settings.

use std::sync::Arc;

use basis::{Clock, Currency, Id, Random, Time};
use bytes::Bytes;
use store::{
    Blobs, Hash, Store, Tx,
    bell::{self, Topic},
};

use crate::{
    Error, Mail,
    brakes::Brakes,
    event::Event,
    examiner::Examiner,
    hashing::Hashing,
    job_kinds,
    memory::{Memory, Weigh},
    noticed::Noticed,
    payments::PaymentProvider,
};

/// How long a small blob is kept in memory.
const SMALL_KEPT: chrono::Duration = chrono::Duration::minutes(10);

/// What an operator decides.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The market's own name.
    pub site_name: String,
    /// Where it is reached: `https://example.org`, without a slash at the end.
    pub base_url: String,
    /// The currency of prices.
    pub currency: Currency,
    /// The platform's share of a sale, ten-thousandths.
    pub fee_basis_points: u32,
    /// Bytes of one uploaded file at most.
    pub upload_bytes_max: u64,
    /// Bytes that the files of one creator may take in all; 0 is no limit.
    pub account_bytes_max: u64,
    /// Files of one revision at most.
    pub files_max: u32,
    /// Whether an address must be proven before its owner may publish.
    pub verified_to_publish: bool,
    /// Whether free patterns are given to whoever asks, or to those with an account alone.
    pub free_without_account: bool,
    /// How long a download's address works, seconds.
    pub download_seconds: u64,
    /// Whether one bought file is fetched from the bucket itself, where blobs lie in one.
    pub download_redirects: bool,
    /// How long the bucket's address of such a file works, seconds.
    pub download_redirect_seconds: u64,
    /// How long jobs that have ended are kept, days.
    pub jobs_kept_days: u32,
    /// How long jobs that were given up are kept, days.
    pub dead_jobs_kept_days: u32,
    /// How long events that every consumer has read are kept, days.
    pub events_kept_days: u32,
    /// How long the output of steps is kept for files of a revision that a newer one has replaced, days after it was made.
    pub steps_kept_days: u32,
    /// How long the person behind a closed account is remembered, days; meanwhile an operator can open it again.
    pub closed_accounts_kept_days: u32,
    /// Whether [`crate::brakes`] slow anybody down.
    pub rate_limits: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            site_name: "Maquette".to_owned(),
            base_url: "http://127.0.0.1:8080".to_owned(),
            currency: Currency::EUR,
            fee_basis_points: 1_300,
            upload_bytes_max: 2 << 30,
            account_bytes_max: 20 << 30,
            files_max: 50,
            verified_to_publish: true,
            free_without_account: true,
            download_seconds: 3_600,
            download_redirects: true,
            download_redirect_seconds: 300,
            jobs_kept_days: 7,
            dead_jobs_kept_days: 90,
            events_kept_days: 90,
            steps_kept_days: 30,
            closed_accounts_kept_days: 14,
            rate_limits: true,
        }
    }
}

/// The parts a market is made of.
pub struct Parts {
    /// Rows.
    pub store: Store,
    /// Bytes.
    pub blobs: Blobs,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// Letters.
    pub mail: Mail,
    /// Who reads foreign files.
    pub examiner: Examiner,
    /// Who takes the money; none where only free patterns are handed out.
    pub payments: Option<Arc<dyn PaymentProvider>>,
    /// Signs download addresses; the same on every replica.
    pub secret: [u8; 32],
    /// What an operator decides.
    pub settings: Settings,
}

/// A market, ready to use. Cloning it is cheap.
#[derive(Clone)]
pub struct Market(Arc<Parts>, Arc<Inside>, Arc<Noticed>);

/// What a market keeps for itself.
struct Inside {
    memory: Memory,
    brakes: Brakes,
    hashing: Hashing,
}

impl Market {
    /// A market of `parts`.
    pub fn new(parts: Parts) -> Self {
        let brakes = Brakes::new(Arc::clone(&parts.clock), parts.settings.rate_limits);
        let inside = Inside { memory: Memory::default(), brakes, hashing: Hashing::default() };
        Self(Arc::new(parts), Arc::new(inside), Arc::default())
    }

    /// Rows.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// Bytes.
    pub fn blobs(&self) -> &Blobs {
        &self.0.blobs
    }

    /// What an operator decides.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The present moment.
    pub fn now(&self) -> Time {
        self.0.clock.now()
    }

    /// The clock itself.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }

    /// The source of randomness.
    pub fn random(&self) -> &Arc<dyn Random> {
        &self.0.random
    }

    pub(crate) fn mail(&self) -> &Mail {
        &self.0.mail
    }

    pub(crate) fn examiner(&self) -> &Examiner {
        &self.0.examiner
    }

    /// Who takes the money; none where only free patterns are handed out.
    pub fn payments(&self) -> Option<&dyn PaymentProvider> {
        self.0.payments.as_deref()
    }

    pub(crate) fn secret(&self) -> &[u8; 32] {
        &self.0.secret
    }

    /// A fresh identifier.
    pub(crate) fn id(&self) -> uuid::Uuid {
        Id::<()>::new(self.now(), self.0.random.as_ref()).uuid()
    }

    pub(crate) async fn begin(&self) -> Result<Tx, Error> {
        Ok(self.0.store.begin().await?)
    }

    /// What `find` gives, or gave a moment ago under the same `key` with nothing on the shelves changed since.
    pub(crate) async fn remembered<V, F>(&self, moment: chrono::Duration, key: String, find: F) -> Result<V, Error>
    where
        V: Weigh + Clone + Send + Sync + 'static,
        F: Future<Output = Result<V, Error>>,
    {
        self.1.memory.shelf(&key, self.now(), moment, find).await
    }

    pub(crate) fn memory(&self) -> &Memory {
        &self.1.memory
    }

    /// To be called once a change of what is on sale stands: nobody sees the shelves as they were before.
    pub(crate) fn shelves_changed(&self) {
        self.1.memory.forget();
    }

    /// A blob of at most 16 KiB that pages need again and again. Its name stands for its bytes, so
    /// that it can be kept for long; a larger one is read anew each time.
    ///
    /// # Errors
    /// There is no such blob, or the disk or the bucket does not answer.
    pub async fn small_blob(&self, hash: &Hash) -> Result<Bytes, Error> {
        let find = async { Ok(self.0.blobs.bytes(hash).await?) };
        self.1.memory.blob(hash.as_str(), self.now(), SMALL_KEPT, find).await
    }

    /// How often something may be done: the doors ask it before they do what costs.
    pub fn brakes(&self) -> &Brakes {
        &self.1.brakes
    }

    pub(crate) fn hashing(&self) -> &Hashing {
        &self.1.hashing
    }

    /// Writes an event into the outbox of `tx`: the one door for everything that is told.
    pub(crate) async fn tell(&self, tx: &Tx, event: impl Into<Event> + Send) -> Result<(), Error> {
        self.tell_at(tx, self.now(), &event.into()).await
    }

    /// The same of something that happened at `time`.
    pub(crate) async fn tell_at(&self, tx: &Tx, time: Time, event: &Event) -> Result<(), Error> {
        Ok(events::write(tx, time, self.0.random.as_ref(), event).await?)
    }

    /// Notes what somebody does in the shop (looks, searches, clicks, fills a basket): it is written a moment later
    /// with others, and may be lost in a crash. What must not be lost is told in the transaction of the change.
    pub fn notice(&self, event: impl Into<Event>) {
        self.2.push(self.now(), event.into());
    }

    pub(crate) fn take_noticed(&self) -> (Vec<(Time, Event)>, u64) {
        self.2.take()
    }

    /// Queues a job in `tx`.
    pub(crate) async fn enqueue<J: jobs::Job>(&self, tx: &Tx, job: &J) -> Result<(), Error> {
        // A kind that does not compile here is to be named in `JOB_KINDS` and registered in `work`.
        const { assert!(job_kinds::is_known(J::KIND), "a kind of job that nobody does") };
        jobs::enqueue(tx, self.0.clock.as_ref(), self.0.random.as_ref(), job).await?;
        Ok(())
    }

    /// Takes a job that waits back: what it was queued for is done.
    pub(crate) async fn withdraw_job<J: jobs::Job>(&self, tx: &Tx, job: &J) -> Result<(), Error> {
        if let Some(key) = job.unique_key() {
            jobs::withdraw(tx, &key).await?;
        }
        Ok(())
    }

    /// Queues a job in `tx` that is due only after `wait`.
    pub(crate) async fn enqueue_after<J: jobs::Job>(
        &self,
        tx: &Tx,
        job: &J,
        wait: chrono::Duration,
    ) -> Result<(), Error> {
        const { assert!(job_kinds::is_known(J::KIND), "a kind of job that nobody does") };
        jobs::enqueue_at(tx, self.0.clock.as_ref(), self.0.random.as_ref(), job, self.now() + wait).await?;
        Ok(())
    }
}

/// How often what met another request at a unique index is tried again. From the second try on nobody else wants the same.
pub(crate) const TAKEN_TRIES: u32 = 4;

/// Ends `tx` well and wakes whoever waits for work or for events, in whatever process.
pub(crate) async fn commit(tx: Tx) -> Result<(), Error> {
    tx.commit().await?;
    bell::ring(Topic::Committed);
    Ok(())
}
