//! The queue while the clock is wrong: a day ahead, and then right again.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use basis::{ManualClock, SystemRandom};
use jobs::{Job, Runner};
use sea_orm::ConnectionTrait as _;
use serde::{Deserialize, Serialize};
use store::testing::TestStore;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Note(String);

impl Job for Note {
    const KIND: &'static str = "note";
    const TIMEOUT: Duration = Duration::from_secs(30);

    fn lane(&self) -> String {
        "notes".to_owned()
    }
}

fn at(seconds: i64) -> ManualClock {
    ManualClock::new(chrono::DateTime::from_timestamp(1_780_000_000 + seconds, 0).expect("a moment"))
}

type Ran = Arc<Mutex<Vec<String>>>;

fn runner(store: &TestStore, clock: &ManualClock, ran: &Ran) -> Runner<Ran> {
    let clock = Arc::new(clock.clone());
    Runner::new(store.store.clone(), clock, Arc::new(SystemRandom), Arc::clone(ran)).register(
        |ran: Ran, _, note: Note| async move {
            ran.lock().expect("not poisoned").push(note.0);
            Ok(())
        },
    )
}

store::on_both_databases! {
    async fn what_was_queued_or_begun_by_a_clock_that_was_ahead_is_done_when_it_is_right_again(store: TestStore) {
        let (ahead, right) = (at(86_400), at(0));
        let tx = store.store.begin().await.expect("a transaction");
        for name in ["begun", "queued"] {
            jobs::enqueue(&tx, &ahead, &SystemRandom, &Note(name.to_owned())).await.expect("no surprise");
        }
        tx.commit().await.expect("committed");
        // A worker a day ahead has begun the first one and was killed.
        let tx = store.store.begin().await.expect("a transaction");
        let begun = "UPDATE jobs SET state = 'running', attempts = 1, lease = id, leased_until = (SELECT MAX(run_at) FROM jobs) \
                     WHERE id = (SELECT MIN(id::text)::uuid FROM jobs)";
        let begun = match store.store.backend() {
            store::Backend::Sqlite => begun.replace("MIN(id::text)::uuid", "MIN(id)"),
            store::Backend::Postgres => begun.to_owned(),
        };
        assert_eq!(tx.execute_unprepared(&begun).await.expect("written").rows_affected(), 1);
        tx.commit().await.expect("committed");

        assert!(jobs::is_busy(&store.store, basis::Clock::now(&right)).await.expect("the queue answers"));
        let ran = Ran::default();
        runner(&store, &right, &ran).run_until_empty().await.expect("the queue answers");
        let mut ran = ran.lock().expect("not poisoned").clone();
        ran.sort();
        assert_eq!(ran, ["begun", "queued"]);
    }
}
