//! Whose turn it is: lanes take turns, however many wait in one of them.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod desk;

use std::sync::Arc;

use basis::SystemRandom;
use desk::{Desk, Note, note, work};
use jobs::Runner;
use sea_orm::ConnectionTrait as _;
use tokio::sync::watch;

store::on_both_databases! {
    async fn a_thousand_jobs_of_one_do_not_delay_the_one_of_another(store: TestStore) {
        let desk = Desk::new(&store);
        let tx = desk.store.begin().await.expect("a transaction");
        for _ in 0..1_000 {
            jobs::enqueue(&tx, &desk.clock, &SystemRandom, &note("many")).await.expect("queued");
        }
        tx.commit().await.expect("committed");
        desk.clock.advance(chrono::Duration::seconds(1));
        for lane in ["two", "three"] {
            desk.queue(Note { name: "single".to_owned(), lane: lane.to_owned(), key: None }).await;
        }
        // One worker works until both have run; the others may wait.
        let (stop, stopped) = watch::channel(false);
        let stop = Arc::new(stop);
        let runner = Runner::new(desk.store.clone(), Arc::new(desk.clock.clone()), Arc::new(SystemRandom), desk.clone())
            .workers(1)
            .register(move |desk: Desk, running, note| {
                let stop = stop.clone();
                async move {
                    desk.clock.advance(chrono::Duration::milliseconds(5));
                    work(desk.clone(), running, note).await?;
                    let singles = desk.ran().iter().filter(|name| *name == "single").count();
                    stop.send_replace(singles == 2 || desk.ran().len() > 100);
                    Ok(())
                }
            });
        runner.run(stopped).await;
        let ran = desk.ran();
        let singles: Vec<usize> = (0..ran.len()).filter(|&at| ran[at] == "single").collect();
        assert!(singles.len() == 2 && singles[1] <= 3, "one worker came to the other lanes' jobs at {singles:?}");
        assert!(desk.counts().await.waiting >= 996, "the thousand were there all the time");
    }

    async fn lanes_take_turns_as_long_as_both_wait(store: TestStore) {
        let desk = Desk::new(&store);
        for lane in ["first", "second"] {
            for _ in 0..5 {
                desk.queue(Note { name: lane.to_owned(), lane: lane.to_owned(), key: None }).await;
            }
            desk.clock.advance(chrono::Duration::seconds(1));
        }
        assert_eq!(desk.run().await, 10);
        for turn in desk.ran().chunks(2) {
            assert_eq!(turn, ["first", "second"]);
        }
    }

    async fn a_lane_that_always_has_one_more_leaves_the_others_their_turn(store: TestStore) {
        let desk = Desk::new(&store);
        for _ in 0..5 {
            desk.queue(Note { name: "patient".to_owned(), lane: "patient".to_owned(), key: None }).await;
        }
        let eager = || Note { name: "eager".to_owned(), lane: "eager".to_owned(), key: None };
        desk.queue(eager()).await;
        let runner = Runner::new(desk.store.clone(), Arc::new(desk.clock.clone()), Arc::new(SystemRandom), desk.clone())
            .register(move |desk: Desk, running, note: Note| async move {
                desk.clock.advance(chrono::Duration::milliseconds(5));
                if note.name == "eager" && desk.ran().len() < 20 {
                    desk.queue(eager()).await;
                }
                work(desk, running, note).await
            });
        runner.run_until_empty().await.expect("the queue answers");
        let last = desk.ran().iter().rposition(|name| name == "patient").expect("it ran");
        assert!(last <= 10, "the fifth job of the patient lane ran after {last} others");
    }

    async fn what_failed_keeps_its_place_and_waits_outside_until_it_is_due(store: TestStore) {
        let desk = Desk::new(&store);
        desk.queue(note("fails once")).await;
        desk.queue(note("then")).await;
        assert_eq!(desk.run().await, 2);
        desk.queue(Note { lane: "two".to_owned(), ..note("other") }).await;
        desk.queue(note("last")).await;
        desk.clock.advance(chrono::Duration::seconds(3));
        assert_eq!(desk.run().await, 3);
        assert_eq!(desk.ran(), ["fails once", "then", "other", "fails once", "last"], "before what its lane queued later");
    }

    async fn a_job_of_a_program_before_turns_is_found_and_run(store: TestStore) {
        let desk = Desk::new(&store);
        let id = desk.queue(note("a")).await.expect("queued");
        let tx = desk.store.begin().await.expect("a transaction");
        tx.execute_unprepared("UPDATE jobs SET turn = 0, due = FALSE").await.expect("as an older program writes it");
        tx.commit().await.expect("committed");
        assert_eq!((desk.run().await, desk.counts().await.done), (1, 1), "{id}");
    }
}
