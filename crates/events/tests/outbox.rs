//! The outbox's promises: told if it stands, acted on once, in order, again when asked.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use basis::{ManualClock, SystemRandom};
use events::{Consumer, Event, Tell, deliver, replay_from};
use sea_orm::{ConnectionTrait, DbErr, Statement};
use serde_json::json;
use store::{
    Backend, Store, Tx,
    testing::{TestStore, fresh},
};

/// Notes every event in a table; the first time it comes to `stumbles_at`, it fails after writing.
#[derive(Default)]
struct Notes {
    stumbles_at: Option<&'static str>,
    has_stumbled: AtomicBool,
}

#[async_trait::async_trait]
impl Consumer for Notes {
    fn name(&self) -> &'static str {
        "notes"
    }

    async fn handle(&self, tx: &Tx, event: &Event) -> Result<(), DbErr> {
        tx.execute_unprepared(&format!("INSERT INTO notes (kind) VALUES ('{}')", event.kind)).await?;
        if self.stumbles_at == Some(event.kind.as_str()) && !self.has_stumbled.swap(true, Ordering::Relaxed) {
            return Err(DbErr::Custom("stumbled".to_owned()));
        }
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
    events::write(tx, &clock(), &SystemRandom, &Said(kind)).await.expect("written");
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

/// Delivers one batch. On PostgreSQL every transaction of the server holds events back, those of other tests'
/// databases, too: what was told may come a moment later.
async fn acted(store: &Store, consumer: &Notes) -> Result<u64, DbErr> {
    for _ in 0..1_000 {
        match deliver(store, &clock(), consumer).await {
            Ok(0) => tokio::time::sleep(Duration::from_millis(10)).await,
            other => return other,
        }
    }
    Ok(0)
}

store::on_both_databases! {
    async fn an_event_of_a_change_that_was_rolled_back_is_never_told(store: TestStore) {
        let store = with_notes(&store).await;
        let tx = store.begin().await.expect("a transaction");
        tell(&tx, "a").await;
        tx.rollback().await.expect("rolled back");
        assert_eq!(deliver(&store, &clock(), &Notes::default()).await, Ok(0));
    }

    async fn an_error_moves_nothing_and_then_each_event_is_acted_on_once(store: TestStore) {
        let store = with_notes(&store).await;
        told(&store, &["a", "b", "c"]).await;
        let consumer = Notes { stumbles_at: Some("b"), ..Notes::default() };
        assert!(acted(&store, &consumer).await.is_err());
        assert_eq!(noted(&store).await, [""; 0]);
        assert_eq!(acted(&store, &consumer).await, Ok(3));
        assert_eq!(deliver(&store, &clock(), &consumer).await, Ok(0));
        told(&store, &["d"]).await;
        assert_eq!(acted(&store, &consumer).await, Ok(1));
        assert_eq!(noted(&store).await, ["a", "b", "c", "d"]);
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
                        sum += deliver(&store, &clock(), &Notes::default()).await.expect("no surprise");
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

    async fn a_consumer_sent_back_acts_again_from_there(store: TestStore) {
        let store = with_notes(&store).await;
        told(&store, &["a", "b", "c"]).await;
        assert_eq!(acted(&store, &Notes::default()).await, Ok(3));
        replay_from(&store, &clock(), "notes", 1).await.expect("sent back");
        assert_eq!(acted(&store, &Notes::default()).await, Ok(2));
        replay_from(&store, &clock(), "notes", 0).await.expect("sent back");
        assert_eq!(acted(&store, &Notes::default()).await, Ok(3));
        assert_eq!(noted(&store).await, ["a", "b", "c", "b", "c", "a", "b", "c"]);
    }

    async fn a_long_outbox_is_read_in_batches_without_a_gap(store: TestStore) {
        let store = with_notes(&store).await;
        let kinds: Vec<&'static str> = (0..450).map(|number| &*number.to_string().leak()).collect();
        told(&store, &kinds).await;
        let consumer = Notes::default();
        let mut batches = Vec::new();
        while batches.iter().sum::<u64>() < 450 {
            batches.push(acted(&store, &consumer).await.expect("no surprise"));
        }
        assert_eq!(batches, [vec![20; 22], vec![10]].concat());
        assert_eq!(noted(&store).await, kinds);
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
    assert_eq!(deliver(&store, &clock(), &consumer).await, Ok(0), "the second one waits for the first");
    first.commit().await.expect("committed");
    assert_eq!(acted(&store, &consumer).await, Ok(2));
    assert_eq!(noted(&store).await, ["first", "second"]);
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
