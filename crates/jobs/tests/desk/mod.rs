//! A queue with one kind of job, whose name says what it does; and a clock that stands until it is moved.
#![allow(dead_code, reason = "each test uses what it needs of it")]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use basis::{Clock as _, ManualClock, SystemRandom};
use jobs::{Counts, Failure, Job, Retried, Runner, Running};
use serde::{Deserialize, Serialize};
use store::{Store, testing::TestStore};
use tokio::sync::Notify;
use uuid::Uuid;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Note {
    pub name: String,
    pub lane: String,
    pub key: Option<String>,
}

impl Job for Note {
    const KIND: &'static str = "note";
    const ATTEMPTS_MAX: i32 = 3;
    const TIMEOUT: Duration = Duration::from_secs(30);

    fn lane(&self) -> String {
        self.lane.clone()
    }

    fn unique_key(&self) -> Option<String> {
        self.key.clone()
    }
}

/// What the handlers share: what ran so far, and what they wait for or queue.
#[derive(Clone)]
pub struct Desk {
    pub store: Store,
    pub clock: ManualClock,
    pub ran: Arc<Mutex<Vec<String>>>,
    pub begun: Arc<Notify>,
    pub go_on: Arc<Notify>,
}

impl Desk {
    pub fn new(store: &TestStore) -> Self {
        let at = chrono::DateTime::from_timestamp(1_780_000_000, 0).expect("a moment");
        Self {
            store: store.store.clone(),
            clock: ManualClock::new(at),
            ran: Arc::default(),
            begun: Arc::default(),
            go_on: Arc::default(),
        }
    }

    pub async fn queue(&self, note: Note) -> Option<Uuid> {
        let tx = self.store.begin().await.expect("a transaction");
        let id = jobs::enqueue(&tx, &self.clock, &SystemRandom, &note).await.expect("no surprise");
        tx.commit().await.expect("committed");
        id
    }

    pub async fn retry(&self, id: Uuid) -> Retried {
        let tx = self.store.begin().await.expect("a transaction");
        let retried = jobs::retry(&tx, &self.clock, id).await.expect("the queue answers");
        tx.commit().await.expect("committed");
        retried
    }

    pub async fn queue_in(&self, note: &Note, seconds: i64) -> Option<Uuid> {
        let tx = self.store.begin().await.expect("a transaction");
        let at = self.clock.now() + chrono::Duration::seconds(seconds);
        let id = jobs::enqueue_at(&tx, &self.clock, &SystemRandom, note, at).await.expect("no surprise");
        tx.commit().await.expect("committed");
        id
    }

    pub fn runner(&self) -> Runner<Desk> {
        self.runner_on(self.store.clone())
    }

    pub fn runner_on(&self, store: Store) -> Runner<Desk> {
        Runner::new(store, Arc::new(self.clock.clone()), Arc::new(SystemRandom), self.clone()).register(work)
    }

    pub async fn run(&self) -> u64 {
        self.runner().run_until_empty().await.expect("the queue answers")
    }

    pub fn ran(&self) -> Vec<String> {
        self.ran.lock().expect("the list").clone()
    }

    pub async fn counts(&self) -> Counts {
        jobs::counts(&self.store, self.clock.now()).await.expect("the queue answers")
    }
}

pub async fn work(desk: Desk, running: Running, note: Note) -> Result<(), Failure> {
    desk.ran.lock().expect("the list").push(note.name.clone());
    match note.name.as_str() {
        "fails" => Err(Failure::Retry("the wind was wrong".to_owned())),
        "never" => Err(Failure::GiveUp("it never will".to_owned())),
        "breaks" => panic!("broken"),
        "fails once" if running.attempt == 1 => Err(Failure::Retry("not yet".to_owned())),
        "is replaced" => {
            desk.queue(Note { name: "replaces".to_owned(), ..note }).await.expect("the first one runs, and waits not");
            Err(Failure::Retry("the second one will".to_owned()))
        }
        "is cancelled" => {
            assert!(jobs::cancel(&desk.store, &desk.clock, running.id).await?);
            Err(Failure::Retry("it was asked to stop".to_owned()))
        }
        "child" => {
            let mut child =
                tokio::process::Command::new("sleep").arg("600").kill_on_drop(true).spawn().expect("started");
            desk.ran.lock().expect("the list").push(child.id().expect("it runs").to_string());
            desk.begun.notify_one();
            child.wait().await.map(drop).map_err(|error| Failure::Retry(error.to_string()))
        }
        "waits" if running.attempt == 1 => {
            desk.begun.notify_one();
            desk.go_on.notified().await;
            Ok(())
        }
        _ => Ok(()),
    }
}

pub fn note(name: &str) -> Note {
    Note { name: name.to_owned(), lane: "one".to_owned(), key: None }
}
