//! The queue's promises: nothing lost, nothing twice, the dead brought back, what is cancelled stopped.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod desk;

use std::{sync::Arc, time::Duration};

use basis::{Clock as _, SystemRandom};
use desk::{Desk, Note, note, work};
use jobs::{Counts, Job, Retried, Runner};
use serde::{Deserialize, Serialize};
use store::Store;
use tokio::sync::watch;

store::on_both_databases! {
    async fn what_is_rolled_back_was_never_queued(store: TestStore) {
        let desk = Desk::new(&store);
        let tx = desk.store.begin().await.expect("a transaction");
        jobs::enqueue(&tx, &desk.clock, &SystemRandom, &note("a")).await.expect("queued").expect("an identifier");
        tx.rollback().await.expect("rolled back");
        assert_eq!(desk.run().await, 0);
        assert_eq!(desk.counts().await, Counts::default());
    }

    async fn many_workers_of_two_programs_run_each_job_once(store: TestStore) {
        let desk = Desk::new(&store);
        for number in 0..60 {
            desk.queue(Note { name: number.to_string(), lane: format!("lane {}", number % 7), key: None }).await;
        }
        let other = Store::connect(&store.settings).await.expect("a second program");
        let (stop, stopped) = watch::channel(false);
        let programs = [desk.store.clone(), other].map(|store| {
            tokio::spawn(desk.runner_on(store).workers(4).run(stopped.clone()))
        });
        while desk.counts().await.done < 60 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        stop.send(true).expect("they listen");
        for program in programs {
            program.await.expect("it stops");
        }
        let mut ran: Vec<u32> = desk.ran().iter().map(|name| name.parse().expect("a number")).collect();
        ran.sort_unstable();
        assert_eq!(ran, (0..60).collect::<Vec<_>>());
    }

    async fn a_job_whose_worker_is_gone_is_taken_over_and_the_lost_lease_ends_nothing(store: TestStore) {
        let desk = Desk::new(&store);
        desk.queue(note("waits")).await.expect("queued");
        let gone = tokio::spawn({
            let desk = desk.clone();
            async move { desk.run().await }
        });
        desk.begun.notified().await;
        assert_eq!(desk.run().await, 0, "it is leased");
        desk.clock.advance(chrono::Duration::seconds(31));
        assert_eq!(desk.run().await, 1, "its lease ran out");
        let done = desk.counts().await;
        desk.clock.advance(chrono::Duration::seconds(31));
        desk.go_on.notify_one();
        assert_eq!(gone.await.expect("it ends"), 1);
        assert_eq!((desk.counts().await, desk.ran().len()), (done, 2), "the first worker's end is not written");
    }

    async fn a_job_that_fails_waits_longer_each_time_and_then_is_dead(store: TestStore) {
        let desk = Desk::new(&store);
        let id = desk.queue(note("fails")).await.expect("queued");
        assert_eq!(desk.run().await, 1);
        for (shorter, longer) in [(1_999, 600), (7_999, 2_100)] {
            desk.clock.advance(chrono::Duration::milliseconds(shorter));
            assert_eq!(desk.run().await, 0, "not before {shorter} ms");
            desk.clock.advance(chrono::Duration::milliseconds(longer));
            assert_eq!(desk.run().await, 1, "at the latest a quarter later");
        }
        assert_eq!(desk.counts().await, Counts { dead: 1, ..Counts::default() });
        let dead = jobs::dead(&desk.store, 10).await.expect("the queue answers");
        assert_eq!((dead[0].id, dead[0].attempts, dead[0].error.as_str()), (id, 3, "the wind was wrong"));
        assert!(matches!(desk.retry(id).await, Retried::Queued { kind, .. } if kind == "note"));
        assert_eq!(desk.retry(id).await, Retried::NotDead, "it waits now");
        assert_eq!(desk.run().await, 1);
        assert_eq!(desk.counts().await, Counts { waiting: 1, delayed: 1, ..Counts::default() });
    }

    async fn giving_up_is_at_once_and_a_panic_is_a_failed_attempt(store: TestStore) {
        let desk = Desk::new(&store);
        desk.queue(note("never")).await;
        desk.queue(note("breaks")).await;
        desk.queue(note("fails once")).await;
        assert_eq!(desk.run().await, 3);
        assert_eq!(desk.counts().await, Counts { dead: 1, waiting: 2, delayed: 2, ..Counts::default() });
        desk.clock.advance(chrono::Duration::seconds(3));
        assert_eq!(desk.run().await, 2);
        assert_eq!(desk.counts().await, Counts { dead: 1, waiting: 1, delayed: 1, done: 1, ..Counts::default() });
    }

    async fn a_key_waits_once_however_many_queue_it(store: TestStore) {
        let desk = Desk::new(&store);
        let keyed = Note { key: Some("same".to_owned()), ..note("a") };
        let queueing: Vec<_> = (0..6)
            .map(|_| {
                let (desk, keyed) = (desk.clone(), keyed.clone());
                tokio::spawn(async move { desk.queue(keyed).await })
            })
            .collect();
        let mut queued = 0;
        for one in queueing {
            queued += usize::from(one.await.expect("no surprise").is_some());
        }
        assert_eq!((queued, desk.run().await), (1, 1));
        assert!(desk.queue(keyed).await.is_some(), "the first one waits no more");
    }

    async fn a_job_that_would_wait_again_gives_way_to_the_second_with_its_key(store: TestStore) {
        let desk = Desk::new(&store);
        desk.queue(Note { key: Some("same".to_owned()), ..note("is replaced") }).await;
        assert_eq!(desk.run().await, 2);
        assert_eq!(desk.counts().await, Counts { cancelled: 1, done: 1, ..Counts::default() });
    }

    async fn a_cancelled_job_never_runs_again(store: TestStore) {
        let desk = Desk::new(&store);
        let waiting = desk.queue(note("a")).await.expect("queued");
        assert!(jobs::cancel(&desk.store, &desk.clock, waiting).await.expect("the queue answers"));
        assert!(!jobs::cancel(&desk.store, &desk.clock, waiting).await.expect("the queue answers"), "it has ended");
        desk.queue(note("is cancelled")).await;
        assert_eq!(desk.run().await, 1);
        desk.clock.advance(chrono::Duration::seconds(60));
        assert!(desk.run().await <= 1);
        assert_eq!(desk.ran(), ["is cancelled"]);
        assert_eq!(desk.counts().await, Counts { cancelled: 2, ..Counts::default() });
    }

    async fn arguments_that_cannot_be_read_are_not_tried_again(store: TestStore) {
        #[derive(Serialize, Deserialize)]
        struct OldNote(u8);
        impl Job for OldNote {
            const KIND: &'static str = "note";
            const TIMEOUT: Duration = Duration::from_secs(1);
            fn lane(&self) -> String {
                "one".to_owned()
            }
        }
        let desk = Desk::new(&store);
        let tx = desk.store.begin().await.expect("a transaction");
        jobs::enqueue(&tx, &desk.clock, &SystemRandom, &OldNote(1)).await.expect("queued");
        tx.commit().await.expect("committed");
        assert_eq!(desk.run().await, 1);
        let dead = jobs::dead(&desk.store, 1).await.expect("the queue answers");
        assert!(dead[0].error.contains("cannot be read"), "{dead:?}");
        assert_eq!(dead[0].finished_at, Some(desk.clock.now()));
    }

    async fn what_is_written_when_a_job_is_given_up_stands_with_its_end(store: TestStore) {
        let desk = Desk::new(&store);
        let runner = || desk.runner().when_given_up(|desk: &Desk, tx, note: Note, why| {
            Box::pin(async move {
                desk.ran.lock().expect("the list").push(format!("{} {why}", note.name));
                let told = Note { name: "told".to_owned(), lane: "one".to_owned(), key: None };
                jobs::enqueue(tx, &desk.clock, &SystemRandom, &told).await.map(drop)
            })
        });
        desk.queue(Note { key: Some("never".to_owned()), ..note("never") }).await;
        desk.queue(note("fails")).await;
        assert_eq!(runner().run_until_empty().await.expect("the queue answers"), 3);
        assert_eq!(desk.ran(), ["never", "never it never will", "fails", "told"]);
        assert_eq!(desk.counts().await, Counts { dead: 1, done: 1, waiting: 1, delayed: 1, ..Counts::default() });
        let dead = jobs::dead_by_key(&desk.store, "never").await.expect("the queue answers").expect("it is dead");
        assert_eq!(dead.error, "it never will");
        assert!(jobs::dead_by_key(&desk.store, "other").await.expect("the queue answers").is_none());
    }

    async fn a_cancelled_job_is_dropped_with_the_process_it_started(store: TestStore) {
        let desk = Desk::new(&store);
        let id = desk.queue(note("child")).await.expect("queued");
        let running = tokio::spawn({
            let desk = desk.clone();
            async move { desk.run().await }
        });
        desk.begun.notified().await;
        let child = desk.ran()[1].clone();
        assert!(is_alive(&child));
        let asked = std::time::Instant::now();
        assert!(jobs::cancel(&desk.store, &desk.clock, id).await.expect("the queue answers"));
        assert_eq!(running.await.expect("it ends"), 1);
        assert!(asked.elapsed() < Duration::from_secs(8), "it took {:?}", asked.elapsed());
        ends(&child).await;
        assert_eq!(desk.counts().await, Counts { cancelled: 1, ..Counts::default() });
    }

    async fn a_job_that_takes_too_long_is_dropped_with_the_process_it_started(store: TestStore) {
        #[derive(Clone, Serialize, Deserialize)]
        struct Short {}
        impl Job for Short {
            const KIND: &'static str = "short";
            const TIMEOUT: Duration = Duration::from_millis(300);
            fn lane(&self) -> String {
                "one".to_owned()
            }
        }
        let desk = Desk::new(&store);
        let tx = desk.store.begin().await.expect("a transaction");
        jobs::enqueue(&tx, &desk.clock, &SystemRandom, &Short {}).await.expect("queued");
        tx.commit().await.expect("committed");
        let runner = Runner::new(desk.store.clone(), Arc::new(desk.clock.clone()), Arc::new(SystemRandom), desk.clone())
            .register(|desk: Desk, running, _: Short| work(desk, running, note("child")));
        assert_eq!(runner.run_until_empty().await.expect("the queue answers"), 1);
        ends(&desk.ran()[1]).await;
        assert_eq!(desk.counts().await, Counts { waiting: 1, delayed: 1, ..Counts::default() });
    }

    async fn a_second_with_its_key_pulls_a_job_forward_and_never_back(store: TestStore) {
        let desk = Desk::new(&store);
        let keyed = Note { key: Some("same".to_owned()), ..note("a") };
        assert!(desk.queue_in(&keyed, 600).await.is_some());
        assert_eq!(desk.run().await, 0);
        assert!(desk.queue_in(&keyed, 60).await.is_none());
        assert!(desk.queue_in(&keyed, 900).await.is_none(), "the later one changes nothing");
        desk.clock.advance(chrono::Duration::seconds(61));
        assert_eq!(desk.run().await, 1);
        assert!(desk.queue_in(&keyed, 600).await.is_some());
        assert!(desk.queue(keyed).await.is_none());
        assert_eq!(desk.run().await, 1, "it is due at once");
    }

    async fn what_is_done_once_a_period_is_queued_once_by_many_runners(store: TestStore) {
        let desk = Desk::new(&store);
        let runner = || desk.runner().every(Duration::from_secs(3_600), note("every hour"));
        let queue_all = async || {
            let queueing: Vec<_> = (0..6)
                .map(|_| {
                    let runner = runner();
                    tokio::spawn(async move { runner.queue_periodic().await.expect("the queue answers") })
                })
                .collect();
            let mut queued = 0;
            for one in queueing {
                queued += one.await.expect("no surprise");
            }
            queued
        };
        assert_eq!(queue_all().await, 1, "at the first start");
        desk.clock.advance(chrono::Duration::minutes(59));
        assert_eq!(queue_all().await, 0);
        desk.clock.advance(chrono::Duration::minutes(1));
        assert_eq!(queue_all().await, 1);
        assert_eq!(desk.run().await, 2);
        desk.clock.advance(chrono::Duration::days(-2));
        assert_eq!(queue_all().await, 1, "a clock that was wrong holds nothing up");
    }

    async fn what_ended_long_ago_is_pruned_and_what_waits_stays(store: TestStore) {
        let desk = Desk::new(&store);
        for _ in 0..600 {
            desk.queue(note("a")).await;
        }
        desk.queue(note("never")).await;
        assert_eq!(desk.run().await, 601);
        desk.clock.advance(chrono::Duration::days(8));
        desk.queue(note("young")).await;
        assert_eq!(desk.run().await, 1);
        desk.queue_in(&note("later"), 60).await;
        let before = |days| desk.clock.now() - chrono::Duration::days(days);
        assert_eq!(jobs::prune(&desk.store, before(7), before(90)).await.expect("the queue answers"), 600);
        assert_eq!(desk.counts().await, Counts { waiting: 1, delayed: 1, dead: 1, done: 1, ..Counts::default() });
        assert_eq!(jobs::prune(&desk.store, before(7), before(7)).await.expect("the queue answers"), 1, "given up");
    }

    async fn a_queue_is_busy_until_its_end_and_not_for_what_is_queued_for_later(store: TestStore) {
        let desk = Desk::new(&store);
        let is_busy = async || jobs::is_busy(&desk.store, desk.clock.now()).await.expect("the queue answers");
        desk.queue_in(&note("later"), 60).await;
        assert!(!is_busy().await);
        desk.queue(note("fails once")).await;
        assert!(is_busy().await);
        assert_eq!(desk.run().await, 1);
        assert!(is_busy().await, "it will be tried again");
        desk.clock.advance(chrono::Duration::seconds(3));
        assert_eq!(desk.run().await, 1);
        assert!(!is_busy().await);
    }
}

fn is_alive(process: &str) -> bool {
    std::path::Path::new("/proc").join(process).join("exe").exists()
}

async fn ends(process: &str) {
    for _ in 0..300 {
        if !is_alive(process) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("process {process} goes on");
}
