//! The outbox's promises: told if it stands, acted on once, in order, again when asked.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use basis::{Clock as _, ManualClock, SystemRandom};
use events::{Consumer, Delivered, Event, Failure, Mark, Reader, Replay, SlowConsumer, Tell, deliver};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use store::{
    Backend, Store, Tx,
    testing::{TestStore, fresh},
};
use tokio::sync::Notify;

/// Notes every event in a table, and does what the test says with some.
#[derive(Clone, Default)]
struct Notes {
    /// Fails after writing, this many times.
    fails_at: Option<(&'static str, u32)>,
    /// Says that it never will.
    parks_at: Option<&'static str>,
    /// Panics after writing.
    breaks_at: Option<&'static str>,
    failures: Arc<AtomicU32>,
    /// Says that it has written, and never ends.
    hangs: Option<Arc<Notify>>,
}

#[async_trait::async_trait]
impl Consumer for Notes {
    fn name(&self) -> &'static str {
        "notes"
    }

    async fn handle(&self, tx: &Tx, event: &Event) -> Result<(), Failure> {
        tx.execute_unprepared(&format!("INSERT INTO notes (kind) VALUES ('{}')", event.kind)).await?;
        if let Some(hangs) = &self.hangs {
            hangs.notify_one();
            std::future::pending::<()>().await;
        }
        if let Some((kind, times)) = self.fails_at
            && kind == event.kind
            && self.failures.fetch_add(1, Ordering::Relaxed) < times
        {
            return Err(Failure::Retry("stumbled".to_owned()));
        }
        if self.parks_at == Some(event.kind.as_str()) {
            return Err(Failure::Park("it makes no sense".to_owned()));
        }
        assert!(self.breaks_at != Some(event.kind.as_str()), "broken at {}", event.kind);
        Ok(())
    }
}

fn clock() -> ManualClock {
    ManualClock::new(chrono::DateTime::from_timestamp(1_780_000_000, 0).expect("a moment"))
}

/// An event of any name.
struct Said(&'static str);

impl Tell for Said {
    fn kind(&self) -> &'static str {
        self.0
    }

    fn version(&self) -> i32 {
        3
    }

    fn subject(&self) -> String {
        "listing:1".to_owned()
    }

    fn data(&self) -> Result<serde_json::Value, serde_json::Error> {
        Ok(json!({ "kind": self.0 }))
    }
}

async fn tell(tx: &Tx, kind: &'static str) {
    events::write(tx, clock().now(), &SystemRandom, &Said(kind)).await.expect("written");
}

async fn with_notes(store: &TestStore) -> Store {
    let tx = store.store.begin().await.expect("a transaction");
    let number = if store.store.backend() == Backend::Postgres { "bigserial" } else { "integer" };
    let sql = format!("CREATE TABLE notes (number {number} PRIMARY KEY, kind text NOT NULL)");
    tx.execute_unprepared(&sql).await.expect("a table");
    tx.commit().await.expect("committed");
    store.store.clone()
}

async fn noted(store: &Store) -> Vec<String> {
    let statement =
        Statement::from_string(store.read().get_database_backend(), "SELECT kind FROM notes ORDER BY number");
    let rows = store.read().query_all_raw(statement).await.expect("rows");
    rows.iter().map(|row| row.try_get("", "kind").expect("a kind")).collect()
}

async fn told(store: &Store, kinds: &[&'static str]) {
    let tx = store.begin().await.expect("a transaction");
    for kind in kinds {
        tell(&tx, kind).await;
    }
    tx.commit().await.expect("committed");
}

async fn acted(store: &Store, consumer: &Notes) -> Delivered {
    deliver(store, &clock(), &SystemRandom, &Reader::quick(consumer.clone())).await.expect("the outbox answers")
}

/// Lets the consumer act until nothing moves.
async fn all(store: &Store, clock: &ManualClock, reader: &Reader) {
    while deliver(store, clock, &SystemRandom, reader).await.expect("the outbox answers").moved() {}
}

fn done(acted: u64) -> Delivered {
    Delivered { acted, ..Delivered::default() }
}

async fn sent_back(store: &Store, replay: Replay) -> u64 {
    let tx = store.begin().await.expect("a transaction");
    let events = events::replay(&tx, &clock(), "notes", replay).await.expect("sent back");
    tx.commit().await.expect("committed");
    events
}

store::on_both_databases! {
    async fn an_event_of_a_change_that_was_rolled_back_is_never_told(store: TestStore) {
        let store = with_notes(&store).await;
        let tx = store.begin().await.expect("a transaction");
        tell(&tx, "a").await;
        tx.rollback().await.expect("rolled back");
        assert_eq!(acted(&store, &Notes::default()).await, done(0));
    }

    async fn what_failed_comes_again_later_and_what_was_before_it_stands(store: TestStore) {
        let store = with_notes(&store).await;
        told(&store, &["a", "b", "c"]).await;
        let (clock, notes) = (clock(), Notes { fails_at: Some(("b", 2)), ..Notes::default() });
        let reader = Reader::quick(notes);
        let act = async || deliver(&store, &clock, &SystemRandom, &reader).await.expect("the outbox answers");
        let retry_at = Some(clock.now() + chrono::Duration::seconds(1));
        assert_eq!(act().await, Delivered { acted: 1, retry_at, ..Delivered::default() });
        assert_eq!(noted(&store).await, ["a"], "what the failure wrote is taken back");
        assert_eq!(act().await, Delivered { retry_at, ..Delivered::default() }, "not before its moment");
        clock.advance(chrono::Duration::seconds(1));
        assert_eq!(act().await.retry_at, Some(clock.now() + chrono::Duration::seconds(2)), "later each time");
        clock.advance(chrono::Duration::seconds(2));
        assert_eq!(act().await, done(2));
        assert_eq!(act().await, done(0));
        assert_eq!(noted(&store).await, ["a", "b", "c"]);
        assert_eq!(events::parked(&store, 10).await.expect("the outbox answers"), []);
    }

    async fn a_poison_event_is_parked_with_its_reason_and_the_next_ones_go_through(store: TestStore) {
        let store = with_notes(&store).await;
        told(&store, &["a", "poison", "b"]).await;
        let consumer = Notes { parks_at: Some("poison"), ..Notes::default() };
        assert_eq!(acted(&store, &consumer).await, Delivered { acted: 2, parked: 1, ..Delivered::default() });
        assert_eq!(noted(&store).await, ["a", "b"]);
        let parked = events::parked(&store, 10).await.expect("the outbox answers");
        let (seq, kind, reason) = (parked[0].seq, parked[0].kind.as_str(), parked[0].reason.as_str());
        assert_eq!((parked.len(), kind, reason, parked[0].attempts), (1, "poison", "it makes no sense", 1));

        let ask = async |seq| {
            let tx = store.begin().await.expect("a transaction");
            let asked = events::retry_parked(&tx, "notes", seq).await.expect("the outbox answers");
            tx.commit().await.expect("committed");
            asked
        };
        assert!(!ask(seq + 1).await, "it is not parked");
        assert!(ask(seq).await);
        assert_eq!(acted(&store, &consumer).await, Delivered { parked: 1, ..Delivered::default() }, "no better");
        assert_eq!(events::parked(&store, 10).await.expect("the outbox answers")[0].attempts, 2);
        assert!(ask(seq).await);
        assert_eq!(acted(&store, &Notes::default()).await, done(1), "the consumer was mended");
        assert_eq!(noted(&store).await, ["a", "b", "poison"]);
        assert_eq!(events::parked(&store, 10).await.expect("the outbox answers"), []);
    }

    async fn an_event_that_fails_too_often_is_parked(store: TestStore) {
        let store = with_notes(&store).await;
        told(&store, &["a", "b"]).await;
        let clock = clock();
        let reader = Reader::quick(Notes { fails_at: Some(("a", u32::MAX)), ..Notes::default() });
        for _ in 0..7 {
            assert!(!deliver(&store, &clock, &SystemRandom, &reader).await.expect("it answers").moved());
            clock.advance(chrono::Duration::seconds(61));
        }
        all(&store, &clock, &reader).await;
        assert_eq!(noted(&store).await, ["b"]);
        let parked = events::parked(&store, 10).await.expect("the outbox answers");
        assert_eq!((parked[0].attempts, parked[0].reason.as_str()), (8, "stumbled"));
    }

    async fn a_panic_is_the_failure_of_its_event_alone(store: TestStore) {
        let store = with_notes(&store).await;
        told(&store, &["a", "b", "c"]).await;
        let clock = clock();
        let reader = Reader::quick(Notes { breaks_at: Some("b"), ..Notes::default() });
        assert_eq!(deliver(&store, &clock, &SystemRandom, &reader).await.expect("it answers"), done(1));
        for _ in 0..8 {
            all(&store, &clock, &reader).await;
            clock.advance(chrono::Duration::seconds(61));
        }
        assert_eq!(noted(&store).await, ["a", "c"]);
        let parked = events::parked(&store, 10).await.expect("the outbox answers");
        assert_eq!(parked[0].reason, "it broke: broken at b");
    }

    async fn one_that_is_killed_between_effect_and_cursor_acts_once(store: TestStore) {
        let store = with_notes(&store).await;
        told(&store, &["a"]).await;
        let notes = Notes { hangs: Some(Arc::default()), ..Notes::default() };
        let killed = tokio::spawn({
            let (store, notes) = (store.clone(), notes.clone());
            async move { acted(&store, &notes).await }
        });
        notes.hangs.as_ref().expect("it hangs").notified().await;
        killed.abort();
        assert!(killed.await.expect_err("it is killed").is_cancelled());
        assert_eq!(acted(&store, &Notes::default()).await, done(1));
        assert_eq!(noted(&store).await, ["a"]);
    }

    async fn many_replicas_act_on_each_event_once(store: TestStore) {
        let store = with_notes(&store).await;
        told(&store, &["a", "b"]).await;
        let replicas: Vec<_> = (0..4)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    let mut sum = 0;
                    while noted(&store).await.len() < 2 {
                        sum += acted(&store, &Notes::default()).await.acted;
                    }
                    sum
                })
            })
            .collect();
        let mut sum = 0;
        for replica in replicas {
            sum += replica.await.expect("it ends");
        }
        assert_eq!(sum, 2);
        assert_eq!(noted(&store).await, ["a", "b"]);
    }

    async fn a_consumer_sent_back_acts_again_and_goes_on_where_it_stood(store: TestStore) {
        let store = with_notes(&store).await;
        told(&store, &["a", "b", "c", "d"]).await;
        let reader = Reader::quick(Notes::default());
        all(&store, &clock(), &reader).await;
        told(&store, &["e"]).await;
        let seq = |number| Some(Mark::Seq(number));
        assert_eq!(sent_back(&store, Replay { from: seq(2), to: seq(3) }).await, 2);
        all(&store, &clock(), &reader).await;
        assert_eq!(noted(&store).await, ["a", "b", "c", "d", "b", "c", "e"]);
        let now = Some(Mark::Time(clock().now()));
        assert_eq!(sent_back(&store, Replay { from: now, to: None }).await, 5);
        all(&store, &clock(), &reader).await;
        assert_eq!(noted(&store).await[7..], ["a", "b", "c", "d", "e"]);
        let later = Some(Mark::Time(clock().now() + chrono::Duration::seconds(1)));
        assert_eq!(sent_back(&store, Replay { from: later, to: None }).await, 0, "nothing was told then");
        assert_eq!(acted(&store, &Notes::default()).await, done(0));
    }

    async fn a_long_outbox_is_read_in_batches_without_a_gap(store: TestStore) {
        let store = with_notes(&store).await;
        let kinds: Vec<&'static str> = (0..450).map(|number| &*number.to_string().leak()).collect();
        told(&store, &kinds).await;
        let consumer = Notes::default();
        let lag = events::lag(&store, &clock(), &[Reader::quick(consumer.clone())]).await.expect("it answers");
        assert_eq!((lag[0].events, lag[0].parked), (450, 0));
        let mut batches = Vec::new();
        while batches.iter().sum::<u64>() < 450 {
            batches.push(acted(&store, &consumer).await.acted);
        }
        assert_eq!(batches, [vec![20; 22], vec![10]].concat());
        assert_eq!(noted(&store).await, kinds);
        let lag = events::lag(&store, &clock(), &[Reader::quick(consumer)]).await.expect("it answers");
        assert_eq!((lag[0].events, lag[0].seconds), (0, 0));
    }

    async fn what_every_consumer_has_read_is_pruned_and_what_is_parked_stays(store: TestStore) {
        let store = with_notes(&store).await;
        told(&store, &["a", "poison", "b"]).await;
        let readers = [Reader::quick(Notes { parks_at: Some("poison"), ..Notes::default() })];
        let later = clock().now() + chrono::Duration::days(1);
        let prune = async |before| events::prune(&store, before, &readers).await.expect("the outbox answers");
        assert_eq!(prune(later).await, 0, "nobody has read them");
        all(&store, &clock(), &readers[0]).await;
        told(&store, &["c"]).await;
        assert_eq!(prune(clock().now()).await, 0, "they are young");
        assert_eq!(prune(later).await, 2);
        let left = events::list(&store, 0, 10).await.expect("the outbox answers");
        assert_eq!(left.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>(), ["poison", "c"]);
    }

    async fn slow_work_is_done_outside_and_its_effect_stands_once(store: TestStore) {
        let store = with_notes(&store).await;
        told(&store, &["a", "b"]).await;
        let (slow, clock) = (Slow::default(), clock());
        let act = || {
            let (store, slow, clock) = (store.clone(), slow.clone(), clock.clone());
            tokio::spawn(async move {
                deliver(&store, &clock, &SystemRandom, &Reader::slow(slow)).await.expect("the outbox answers")
            })
        };
        let first = act();
        slow.begun.notified().await;
        // No transaction is open while it works: on SQLite nobody else could write otherwise.
        told(&store, &["c"]).await;
        let second = act().await.expect("it ends");
        assert!(second.elsewhere && !second.moved(), "the first has it: {second:?}");
        clock.advance(chrono::Duration::seconds(61));
        let third = act();
        slow.begun.notified().await;
        slow.go_on.notify_waiters();
        let (first, third) = (first.await.expect("it ends"), third.await.expect("it ends"));
        assert_eq!((first.acted, third.acted), (0, 1), "the lease of the first ran out: its work is dropped");
        assert_eq!(slow.worked.load(Ordering::Relaxed), 2);
        assert_eq!(noted(&store).await, ["worked on a"]);
    }
}

/// Works until the test lets it go on, and notes what it gave.
#[derive(Clone, Default)]
struct Slow {
    begun: Arc<Notify>,
    go_on: Arc<Notify>,
    worked: Arc<AtomicU32>,
}

#[async_trait::async_trait]
impl SlowConsumer for Slow {
    type Work = String;

    fn name(&self) -> &'static str {
        "slow"
    }

    async fn work(&self, event: &Event) -> Result<String, Failure> {
        let go_on = self.go_on.notified();
        self.worked.fetch_add(1, Ordering::Relaxed);
        self.begun.notify_one();
        go_on.await;
        Ok(format!("worked on {}", event.kind))
    }

    async fn write(&self, tx: &Tx, _: &Event, work: String) -> Result<(), Failure> {
        tx.execute_unprepared(&format!("INSERT INTO notes (kind) VALUES ('{work}')")).await?;
        Ok(())
    }
}

#[tokio::test]
async fn on_postgres_an_event_is_not_overtaken_by_one_that_commits_before_it() {
    let Some(store) = fresh(Backend::Postgres).await else { return };
    let store = with_notes(&store).await;
    let (first, second) =
        (store.begin().await.expect("a transaction"), store.begin().await.expect("a second transaction"));
    tell(&first, "first").await;
    tell(&second, "second").await;
    second.commit().await.expect("committed");
    let consumer = Notes::default();
    assert_eq!(acted(&store, &consumer).await, done(0), "the second one waits for the first");
    let held = events::held_back(&store, 0.0).await.expect("the server answers").expect("the first one runs");
    assert!(held.pid > 0 && held.seconds < 60, "{held:?}");
    first.commit().await.expect("committed");
    assert_eq!(acted(&store, &consumer).await, done(2));
    assert_eq!(noted(&store).await, ["first", "second"]);
}

#[tokio::test]
async fn on_postgres_a_transaction_of_another_database_holds_nothing_back() {
    let (Some(here), Some(there)) = (fresh(Backend::Postgres).await, fresh(Backend::Postgres).await) else { return };
    let store = with_notes(&here).await;
    let other = there.store.begin().await.expect("a transaction");
    other.execute_unprepared("CREATE TABLE long (number bigint)").await.expect("it writes, and goes on");
    told(&store, &["a"]).await;
    assert_eq!(acted(&store, &Notes::default()).await, done(1));
    other.rollback().await.expect("rolled back");
}

#[tokio::test]
async fn on_postgres_a_commit_of_another_process_wakes_a_consumer() {
    let Some(test) = fresh(Backend::Postgres).await else { return };
    let store = with_notes(&test).await;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let relay = tokio::spawn({
        let (store, stopped) = (store.clone(), stopped.clone());
        async move { store::bell::relay(store, &SystemRandom, stopped).await }
    });
    let mut bell = store::bell::listen(store::bell::Topic::Committed);
    // It rings once when it begins to listen.
    bell.heard().await;
    let tx = store.begin().await.expect("begun");
    tx.execute_unprepared("SELECT pg_notify('maquette', 'committed another')").await.expect("told");
    tx.commit().await.expect("committed");
    tokio::time::timeout(Duration::from_secs(5), bell.heard()).await.expect("it is woken");
    stop.send(true).expect("it listens");
    relay.await.expect("it ends");
}

#[test]
fn an_event_is_a_cloud_event() {
    let time = chrono::DateTime::from_timestamp(1_780_000_000, 0).expect("a moment");
    let (id, data) = (uuid::Uuid::nil(), json!({ "slug": "vase" }));
    let (kind, subject) = ("listing.published".to_owned(), "listing:1".to_owned());
    let event = Event { seq: 7, id, kind, version: 2, subject, time, data }.to_cloud_event("https://example.org");
    for (name, value) in [
        ("specversion", json!("1.0")),
        ("type", json!("listing.published")),
        ("source", json!("https://example.org")),
        ("subject", json!("listing:1")),
        ("time", json!("2026-05-28T20:26:40+00:00")),
        ("datacontenttype", json!("application/json")),
        ("dataschema", json!("urn:maquette:event:listing.published:2")),
        ("data", json!({ "slug": "vase" })),
    ] {
        assert_eq!(event[name], value, "{name}");
    }
}
