//! Mending for a creator: shown with its proof first, taken on their word, and nobody else's business.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use basis::Actor;
use market::{
    blobs::{self, Collect},
    catalog::{self, FileState, PublishOutcome},
    ingest::{self, Destination, MendOutcome, MendingState, Proposal, Received, UploadRefusal},
    work::{self, RetryOutcome},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use store::{
    entities::{artifact, job},
    facts::Verdict,
};
use support::{World, cube, open_cube, plate};
use uuid::Uuid;

async fn ask(world: &World, actor: &Actor, file: Uuid) -> MendOutcome {
    ingest::ask_to_mend(&world.market, actor, file).await.expect("no surprise")
}

async fn state(world: &World, file: Uuid) -> Option<MendingState> {
    ingest::mendings(&world.market, &[file]).await.expect("no surprise").remove(&file)
}

async fn proposed(world: &World, file: Uuid) -> Option<Proposal> {
    match state(world, file).await {
        Some(MendingState::Proposed(proposal)) => Some(*proposal),
        _ => None,
    }
}

async fn take(world: &World, actor: &Actor, file: Uuid) -> Received {
    ingest::use_mended(&world.market, actor, file).await.expect("no surprise")
}

async fn only_file(world: &World, cleo: &Actor, listing: Uuid) -> catalog::FileLine {
    let [file] = <[_; 1]>::try_from(world.draft_files(cleo, listing).await).expect("one file");
    file
}

/// Collects what nothing names, however young it is.
async fn collect(world: &World) {
    let before = world.market.now() + chrono::Duration::days(2);
    blobs::collect(&world.market, Collect { before, dry_run: false }).await.expect("no surprise");
}

/// A drawing with one line drawn twice: it may be sold as it is, and would be cut twice.
fn doubled(side_mm: f32) -> Vec<u8> {
    let lines = r#"<path d="M1 1H9V9H1Z" fill="none" stroke="black"/><path d="M1 1H9" fill="none" stroke="black"/>"#;
    let head = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{side_mm}mm" height="{side_mm}mm" viewBox="0 0 10 10">"#
    );
    format!("{head}{lines}</svg>").into_bytes()
}

store::on_both_databases! {
    async fn a_hole_is_shown_closed_and_closed_on_its_creators_word(store: TestStore) {
        let world = World::new(store).await;
        let (cleo, carl) = (world.creator("Cleo").await, world.creator("Carl").await);
        let listing = world.draft(&cleo, "Box", 650).await;
        let sent = world.add(&cleo, listing, "box.stl", &open_cube(20.0)).await;
        assert_eq!(ask(&world, &cleo, sent).await, MendOutcome::NothingToMend, "nobody has looked at it yet");
        world.work().await;
        assert_eq!(ask(&world, &carl, sent).await, MendOutcome::NotFound);
        assert_eq!(ask(&world, &Actor::Visitor, sent).await, MendOutcome::NotFound);
        assert!(proposed(&world, sent).await.is_none());

        assert_eq!(ask(&world, &cleo, sent).await, MendOutcome::Asked);
        assert_eq!(ask(&world, &cleo, sent).await, MendOutcome::AskedBefore, "pressed twice");
        assert_eq!(state(&world, sent).await, Some(MendingState::UnderWay));
        assert_eq!(only_file(&world, &cleo, listing).await.state, FileState::Ready);
        world.work().await;
        let file = only_file(&world, &cleo, listing).await;
        assert_eq!((file.id, file.step, file.state), (sent, None, FileState::Ready), "it is as it was");
        let Proposal { mended, content, pictures } = proposed(&world, sent).await.expect("mended");
        assert_eq!(mended.steps, ["Filled 1 hole with a rim of 80 mm."]);
        assert_eq!((mended.verdict, mended.moved_mm, mended.refused), (Some(inspect::Verdict::Pass), 0.0, None));
        assert!((mended.filled_mm2 - 400.0).abs() < 1e-9, "a lid of 20 by 20 mm: {}", mended.filled_mm2);
        assert!(mended.left.is_empty());
        let content = content.expect("a file");
        let (large, _) = pictures.expect("two pictures");
        assert!(blobs::artifact(&world.market, &large).await.expect("no surprise").is_some());
        assert!(blobs::artifact(&world.market, &content).await.expect("no surprise").is_none(), "nobody is served it");
        let refused = catalog::publish(&world.market, &cleo, listing).await.expect("no surprise");
        assert_eq!(refused, PublishOutcome::OpenFindings { files: vec!["box.stl".to_owned()] });
        assert_eq!(take(&world, &carl, sent).await, Received::Refused(UploadRefusal::NotFound));

        collect(&world).await;
        let taken = take(&world, &cleo, sent).await;
        assert!(matches!(taken, Received::Added { .. }), "what waits for a word is not collected: {taken:?}");
        assert_eq!(take(&world, &cleo, sent).await, Received::Refused(UploadRefusal::NotFound), "pressed twice");
        world.work().await;
        let file = only_file(&world, &cleo, listing).await;
        assert_eq!((&*file.name, &*file.blob), ("box.stl", content.as_str()));
        assert_eq!(file.report.expect("examined").verdict, inspect::Verdict::Pass);
        let outcome = catalog::publish(&world.market, &cleo, listing).await.expect("no surprise");
        assert!(matches!(outcome, PublishOutcome::Published { .. }), "{outcome:?}");
        collect(&world).await;
        let left = world.rows::<artifact::Entity>().await;
        assert!(left.iter().all(|row| row.file_id == file.id && row.kind != artifact::Kind::Mended));
        let bea = world.buyer("Bea").await;
        world.buy(&bea, listing, 650).await;
        assert_eq!(world.library(&bea).await[0].files[0].blob, content.as_str());
    }

    async fn a_mending_that_was_cancelled_or_given_up_is_said_so_and_may_be_asked_for_again(store: TestStore) {
        let world = World::new(store).await;
        let (cleo, operator) = (world.creator("Cleo").await, world.operator().await);
        let listing = world.draft(&cleo, "Box", 650).await;
        let sent = world.add(&cleo, listing, "box.stl", &open_cube(20.0)).await;
        world.work().await;
        ask(&world, &cleo, sent).await;
        let waiting = job::Entity::find().filter(job::Column::Kind.eq("mend_file")).one(world.market.store().read()).await;
        let waiting = waiting.expect("the database answers").expect("it waits");
        assert!(work::cancel_job(&world.market, &operator, waiting.id).await.expect("no surprise"));
        assert_eq!(state(&world, sent).await, None, "offered again");
        world.clock.advance(chrono::Duration::seconds(1));

        assert_eq!(ask(&world, &cleo, sent).await, MendOutcome::Asked);
        world.mount_blobs(false);
        for _ in 0..6 {
            world.work().await;
            world.clock.advance(chrono::Duration::minutes(20));
        }
        world.mount_blobs(true);
        assert_eq!(state(&world, sent).await, Some(MendingState::GivenUp));
        let dead = jobs::dead(world.market.store(), 10).await.expect("the queue answers");
        assert_eq!(dead.iter().map(|job| &*job.kind).collect::<Vec<_>>(), ["mend_file"]);
        let retried = work::retry_job(&world.market, &operator, dead[0].id).await.expect("no surprise");
        assert_eq!((retried, state(&world, sent).await), (RetryOutcome::Queued, Some(MendingState::UnderWay)));
        assert_eq!(ask(&world, &cleo, sent).await, MendOutcome::AskedBefore);
        world.work().await;
        assert!(proposed(&world, sent).await.is_some());
        assert_eq!(ask(&world, &cleo, sent).await, MendOutcome::Asked, "once more");
        assert_eq!(state(&world, sent).await, Some(MendingState::UnderWay), "what was proposed is forgotten");
    }

    async fn a_file_that_was_sent_meanwhile_is_not_replaced_by_what_was_made_of_the_one_before(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.draft(&cleo, "Box", 650).await;
        let sent = world.add(&cleo, listing, "box.stl", &open_cube(20.0)).await;
        world.work().await;
        ask(&world, &cleo, sent).await;
        world.work().await;
        let newer = cube(30.0);
        let (taken, replaced) = tokio::join!(
            take(&world, &cleo, sent),
            world.send(&cleo, Destination::Listing(listing), "box.stl", &newer),
        );
        assert!(matches!(replaced, Received::Added { .. }), "{replaced:?}");
        world.work().await;
        let file = only_file(&world, &cleo, listing).await;
        // Either order may come about; only the one in which the newer file goes unseen must not.
        let is_newer = file.blob == store::Hash::of(&newer).as_str();
        assert!(is_newer, "{taken:?}, and then {replaced:?}");
    }

    async fn what_is_on_sale_stays_until_the_mended_version_is_published(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.draft(&cleo, "Plate", 650).await;
        let sent = world.add(&cleo, listing, "plate.svg", &doubled(40.0)).await;
        world.work().await;
        let outcome = catalog::publish(&world.market, &cleo, listing).await.expect("no surprise");
        assert!(matches!(outcome, PublishOutcome::Published { .. }), "{outcome:?}");
        assert_eq!(ask(&world, &cleo, sent).await, MendOutcome::Asked);
        world.work().await;
        let mended = proposed(&world, sent).await.expect("mended");
        assert_eq!(mended.mended.verdict, Some(inspect::Verdict::Pass));
        assert!(mended.mended.moved_mm <= 0.01, "within what counts as one line: {} mm", mended.mended.moved_mm);
        assert!(matches!(take(&world, &cleo, sent).await, Received::Added { .. }));
        world.work().await;
        let shown = async || {
            let found = catalog::listing_by_id(&world.market, &Actor::Visitor, listing).await.expect("no surprise");
            found.expect("on sale").entry.summary.verdict
        };
        assert_eq!(shown().await, Verdict::Warn);
        let outcome = catalog::publish(&world.market, &cleo, listing).await.expect("no surprise");
        assert!(matches!(outcome, PublishOutcome::Published { .. }), "{outcome:?}");
        assert_eq!(shown().await, Verdict::Pass);
    }

    async fn what_is_sound_or_cannot_be_mended_is_said_so(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.draft(&cleo, "Things", 650).await;
        let sound = world.add(&cleo, listing, "cube.stl", &cube(20.0)).await;
        let flat = world.add(&cleo, listing, "plate.svg", &plate(20.0)).await;
        // Two triangles of a cube hold no solid, however they are filled.
        let mut sheet = open_cube(20.0);
        sheet.truncate(84 + 2 * 50);
        sheet[80..84].copy_from_slice(&2u32.to_le_bytes());
        let sheet = world.add(&cleo, listing, "sheet.stl", &sheet).await;
        world.work().await;
        for file in [sound, flat] {
            assert_eq!(ask(&world, &cleo, file).await, MendOutcome::NothingToMend);
        }
        assert_eq!(ask(&world, &cleo, sheet).await, MendOutcome::Asked);
        world.work().await;
        let Proposal { mended, content, pictures } = proposed(&world, sheet).await.expect("an answer");
        assert!(mended.refused.is_some_and(|why| !why.is_empty()));
        assert_eq!((content, pictures, mended.file), (None, None, None));
        assert_eq!(take(&world, &cleo, sheet).await, Received::Refused(UploadRefusal::NotFound));
        assert_eq!(ask(&world, &cleo, sheet).await, MendOutcome::Asked, "one may ask again");
        let replaced = world.send(&cleo, Destination::Listing(listing), "sheet.stl", &cube(10.0)).await;
        assert!(matches!(replaced, Received::Added { .. }));
        world.work().await;
        assert!(proposed(&world, sheet).await.is_none(), "what is gone meanwhile is not mended");
    }
}
