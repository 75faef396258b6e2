//! The next version of what is on sale begins with its files: one of several is exchanged, added or left out, and the
//! others come along as they are.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use basis::Actor;
use jobs::Job as _;
use market::{
    Event,
    catalog::{self, PublishOutcome},
    event::{FileRemoved, RevisionOpened},
    ingest::{self, Destination, ExamineFile, Incoming, Received, Role},
};
use std::convert::Infallible;
use store::entities::{artifact, job};
use support::{World, cube, plate};
use uuid::Uuid;

/// A listing on sale with three files.
async fn three_on_sale(world: &World, cleo: &Actor) -> Uuid {
    let listing = world.draft(cleo, "Box", 500).await;
    world.add(cleo, listing, "base.stl", &cube(20.0)).await;
    world.add(cleo, listing, "lid.svg", &plate(21.0)).await;
    world.add(cleo, listing, "foot.svg", &plate(22.0)).await;
    world.work().await;
    published(world, cleo, listing).await;
    listing
}

async fn published(world: &World, cleo: &Actor, listing: Uuid) {
    let outcome = catalog::publish(&world.market, cleo, listing).await.expect("no surprise");
    assert!(matches!(outcome, PublishOutcome::Published { .. }), "{outcome:?}");
}

async fn names(world: &World, cleo: &Actor, listing: Uuid) -> Vec<String> {
    world.draft_files(cleo, listing).await.into_iter().map(|file| file.name).collect()
}

async fn replace(world: &World, cleo: &Actor, listing: Uuid, file: Uuid, name: &str, content: &[u8]) -> Received {
    let destination = Destination::Listing(listing);
    let incoming = Incoming { destination, name: name.to_owned(), replaces: Some(file), bytes: None, role: Role::Sold };
    let pieces = futures::stream::iter([Ok::<_, Infallible>(bytes::Bytes::copy_from_slice(content))]);
    ingest::receive(&world.market, cleo, incoming, pieces).await.expect("no surprise")
}

store::on_both_databases! {
    async fn a_mended_file_takes_the_place_of_one_on_sale_and_the_others_come_along(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = three_on_sale(&world, &cleo).await;
        let on_sale = world.draft_files(&cleo, listing).await;
        let (_, last) = world.told_after(0).await;
        let sent = replace(&world, &cleo, listing, on_sale[1].id, "lid-mended.svg", &plate(30.0)).await;
        assert!(matches!(sent, Received::Added { .. }), "{sent:?}");
        let (told, _) = world.told_after(last).await;
        assert!(told.iter().any(|event| matches!(event, Event::RevisionOpened(RevisionOpened { files: 3, .. }))), "{told:?}");

        let prepared = world.draft_files(&cleo, listing).await;
        assert_eq!(prepared.iter().map(|file| &*file.name).collect::<Vec<_>>(), ["base.stl", "lid-mended.svg", "foot.svg"]);
        for (before, now) in [(&on_sale[0], &prepared[0]), (&on_sale[2], &prepared[2])] {
            assert_ne!(before.id, now.id);
            assert!(now.is_done(), "nobody waits for what was examined before");
            assert_eq!((&before.report, &before.artifacts), (&now.report, &now.artifacts));
        }
        let is_examination = |job: &job::Model| job.kind == ExamineFile::KIND && job.state == job::State::Waiting;
        let waiting = world.rows::<job::Entity>().await.into_iter().filter(is_examination).count();
        assert_eq!(waiting, 1, "the mended one is examined, and no other");
        world.work().await;
        published(&world, &cleo, listing).await;
        let bea = world.buyer("Bea").await;
        world.buy(&bea, listing, 500).await;
        let bought = &world.library(&bea).await[0];
        assert_eq!(bought.files.iter().map(|file| &*file.name).collect::<Vec<_>>(), ["base.stl", "lid-mended.svg", "foot.svg"]);
    }

    async fn a_file_on_sale_is_left_out_of_the_next_version_and_stays_in_this_one(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = three_on_sale(&world, &cleo).await;
        let carl = world.creator("Carl").await;
        let on_sale = world.draft_files(&cleo, listing).await;
        assert!(!ingest::remove_file(&world.market, &carl, on_sale[2].id).await.expect("no surprise"));
        assert_eq!(names(&world, &cleo, listing).await, ["base.stl", "lid.svg", "foot.svg"]);

        let (_, last) = world.told_after(0).await;
        let twice = [on_sale[2].id, on_sale[2].id].map(|file| ingest::remove_file(&world.market, &cleo, file));
        let twice = futures::future::join_all(twice).await;
        let done = twice.into_iter().filter(|removed| *removed.as_ref().expect("no surprise")).count();
        assert_eq!(done, 1, "pressed twice, it is one file that goes");
        assert_eq!(names(&world, &cleo, listing).await, ["base.stl", "lid.svg"]);
        let (told, _) = world.told_after(last).await;
        assert!(matches!(&told[..], [Event::RevisionOpened(_), Event::FileRemoved(FileRemoved { .. })]), "{told:?}");

        let shown = catalog::listing_by_id(&world.market, &Actor::Visitor, listing).await.expect("no surprise");
        assert_eq!(shown.expect("on sale").files.len(), 3, "buyers still get what they see");
        published(&world, &cleo, listing).await;
        let shown = catalog::listing_by_id(&world.market, &Actor::Visitor, listing).await.expect("no surprise");
        assert_eq!(shown.expect("on sale").files.len(), 2);
    }

    async fn a_version_that_goes_again_leaves_the_one_on_sale_with_its_pictures(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = three_on_sale(&world, &cleo).await;
        let made = world.count::<artifact::Entity>().await;
        world.add(&cleo, listing, "extra.svg", &plate(33.0)).await;
        world.work().await;
        assert!(world.count::<artifact::Entity>().await > 2 * made);
        let outcome = ingest::discard_draft(&world.market, &cleo, listing).await.expect("no surprise");
        assert_eq!(outcome, ingest::DiscardOutcome::VersionGone);
        assert_eq!(world.count::<artifact::Entity>().await, made);
        assert_eq!(names(&world, &cleo, listing).await, ["base.stl", "lid.svg", "foot.svg"]);
    }
}
