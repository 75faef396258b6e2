//! The background work: every kind has somebody who does it, what was given up is tried again, what is old goes.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use std::{os::unix::fs::PermissionsExt, sync::Arc, time::Duration};

use basis::{Actor, ClientAddress};
use jobs::Counts;
use market::{
    JOB_KINDS, Settings,
    accounts::{self, SignUp, Welcome},
    audit::{self, Chain},
    catalog::{self, FileState, PublishOutcome},
    ingest::{Examiner, Limits},
    prune::{Prune, Pruned, prune},
    work::{self, RetryOutcome},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use store::entities::{job, step};
use support::{World, plate};

async fn entries(world: &World) -> u64 {
    match audit::check(&world.market).await.expect("no surprise") {
        Chain::Whole { entries } => entries,
        broken => panic!("{broken:?}"),
    }
}

store::on_both_databases! {
    async fn every_kind_that_is_queued_is_done_by_somebody(store: TestStore) {
        let world = World::new(store).await;
        let runner = work::runner(&world.market);
        assert_eq!(runner.kinds().collect::<Vec<_>>(), JOB_KINDS);
        assert_eq!(runner.queue_periodic().await.expect("the queue answers"), 3, "the house is kept by itself");
    }

    async fn a_job_that_was_given_up_is_tried_again_with_its_file_by_operators_alone(store: TestStore) {
        let world = World::new(store).await;
        let (creator, operator) = (world.creator("Cleo Creator").await, world.operator().await);
        let listing = world.draft(&creator, "Vase", 650).await;
        world.add(&creator, listing, "plate.svg", &plate(40.0)).await;
        world.mount_blobs(false);
        for _ in 0..6 {
            world.work().await;
            world.clock.advance(chrono::Duration::minutes(20));
        }
        world.mount_blobs(true);
        let dead = jobs::dead(world.market.store(), 10).await.expect("the queue answers");
        assert_eq!((dead.len(), dead[0].kind.as_str()), (1, "examine_file"));
        let state = async || {
            let draft = catalog::draft(&world.market, &creator, listing).await.expect("no surprise").expect("their own");
            draft.files[0].state
        };
        assert_eq!(state().await, FileState::Failed);
        let retry = async |actor: &Actor| work::retry_job(&world.market, actor, dead[0].id).await.expect("no surprise");
        let before = entries(&world).await;
        assert_eq!(retry(&creator).await, RetryOutcome::NotFound);
        assert_eq!((entries(&world).await, state().await), (before, FileState::Failed), "nothing has moved");
        assert_eq!(retry(&operator).await, RetryOutcome::Queued);
        assert_eq!((entries(&world).await, state().await), (before + 1, FileState::Waiting));
        assert_eq!(retry(&operator).await, RetryOutcome::NotFound, "it waits now");
        assert_eq!(world.work().await, 2, "its verdict and picture, then its tiles");
        assert_eq!(state().await, FileState::Ready);
    }

    async fn a_cancelled_examination_ends_with_its_child_process(store: TestStore) {
        let folder = tempfile::tempdir().expect("a folder");
        let (program, pid) = (folder.path().join("child"), folder.path().join("pid"));
        // It says who it is, and then never ends by itself.
        std::fs::write(&program, "#!/bin/sh\necho $$ > \"${0%/*}/pid\"\nexec /bin/sleep 600\n").expect("written");
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("it can be run");
        let examiner = Examiner::Child { program, limits: Limits::default() };
        let world = Arc::new(World::examined_by(store, Settings::default(), examiner).await);
        let creator = world.creator("Cleo Creator").await;
        let listing = world.draft(&creator, "Vase", 650).await;
        world.add(&creator, listing, "plate.svg", &plate(40.0)).await;
        let working = tokio::spawn({
            let world = Arc::clone(&world);
            async move { world.work().await }
        });
        let child = loop {
            match std::fs::read_to_string(&pid) {
                Ok(text) if text.ends_with('\n') => break std::path::Path::new("/proc").join(text.trim()).join("exe"),
                _ => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        };
        assert!(child.exists());
        let read = world.market.store().read();
        let running = job::Entity::find().filter(job::Column::State.eq(job::State::Running)).one(read).await;
        let id = running.expect("the database answers").expect("it runs").id;
        assert!(!work::cancel_job(&world.market, &creator, id).await.expect("no surprise"), "operators alone");
        assert!(work::cancel_job(&world.market, &Actor::System, id).await.expect("no surprise"));
        assert_eq!(working.await.expect("it ends"), 1);
        for _ in 0..300 {
            if !child.exists() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert!(!child.exists(), "the child goes on");
    }

    async fn a_person_signs_up_while_the_mail_server_is_away(store: TestStore) {
        let world = World::new(store).await;
        let input = SignUp {
            email: "ada@example.org".to_owned(),
            name: "Ada Able".to_owned(),
            password: "a sentence is easy to keep".to_owned(),
            sells: false,
        };
        let client = ClientAddress::UNKNOWN;
        let outcome = accounts::sign_up(&world.market, client, input).await.expect("no surprise");
        let Welcome::Sent(Some(account)) = outcome else { panic!("{outcome:?}") };
        for _ in 0..3 {
            accounts::send_again(&world.market, client, account).await.expect("asked again");
        }
        world.mount_mail(false);
        assert_eq!(world.work().await, 1, "asked four times, written once");
        let counts = jobs::counts(world.market.store(), world.market.now()).await.expect("the queue answers");
        assert_eq!(counts, Counts { waiting: 1, delayed: 1, ..Counts::default() }, "it is tried again");
        world.mount_mail(true);
        world.clock.advance(chrono::Duration::seconds(3));
        assert_eq!(world.work().await, 1);
        assert_eq!(world.letters().len(), 1);
        let queued = format!("{:?}", jobs::dead(world.market.store(), 10).await.expect("the queue answers"));
        assert!(!queued.contains("ada@example.org"));
    }

    async fn what_is_old_goes_and_what_is_needed_stays(store: TestStore) {
        let world = World::new(store).await;
        let creator = world.creator("Cleo Creator").await;
        let listing = world.on_sale(&creator, "Vase", 40.0, 650).await;
        let told = world.told_after(0).await.0.len() as u64;
        assert_eq!(prune(&world.market, &Prune {}).await.expect("no surprise"), Pruned::default());
        world.clock.advance(chrono::Duration::days(91));
        let pruned = prune(&world.market, &Prune {}).await.expect("no surprise");
        assert_eq!((pruned.jobs, pruned.events), (2, told), "{pruned:?}");
        let found = catalog::listing_by_id(&world.market, &Actor::Visitor, listing).await.expect("no surprise");
        assert!(found.is_some());
    }

    async fn steps_of_a_superseded_revision_go_and_its_report_stays(store: TestStore) {
        let settings = Settings { steps_kept_days: 10, ..Settings::default() };
        let world = World::with(store, settings).await;
        let creator = world.creator("Cleo Creator").await;
        let listing = world.on_sale(&creator, "Vase", 40.0, 650).await;
        let buyer = world.buyer("Bea Buyer").await;
        world.buy(&buyer, listing, 650).await;
        let file = world.library(&buyer).await[0].files[0].id;
        let steps = async || {
            let rows: Vec<_> = world.rows::<step::Entity>().await;
            let of_old = rows.iter().filter(|row| row.file_id == file).count();
            (of_old, rows.len() - of_old)
        };
        world.clock.advance(chrono::Duration::days(11));
        prune(&world.market, &Prune {}).await.expect("no surprise");
        assert_eq!(steps().await, (3, 0), "however old: it is on sale");

        world.add(&creator, listing, "plate.svg", &plate(41.0)).await;
        world.work().await;
        prune(&world.market, &Prune {}).await.expect("no surprise");
        assert_eq!(steps().await, (3, 3), "it is on sale until the next one is");
        let outcome = catalog::publish(&world.market, &creator, listing).await.expect("no surprise");
        assert!(matches!(outcome, PublishOutcome::Published { .. }), "{outcome:?}");
        assert_eq!(prune(&world.market, &Prune {}).await.expect("no surprise").rows, 3);
        assert_eq!(steps().await, (0, 3), "what is on sale now is as young as it is");
        let library = world.library(&buyer).await;
        let bought = library[0].bought.as_ref().expect("beside the newer one");
        assert!(bought[0].id == file && bought[0].report.is_some() && bought[0].artifact("still-512.webp").is_some());
    }
}
