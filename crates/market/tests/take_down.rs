//! Taking a listing down: who may, what goes, what stays, and what never comes back.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use basis::{Actor, ClientAddress};
use market::{
    audit::{self, Chain},
    blobs,
    catalog::{self, FileState, PublishOutcome, State},
    ingest::{Destination, Received, UploadRefusal},
    moderation::{self, Decide, DecideOutcome, Report, ReportOutcome, ReportReason, TakeDown, TakeDownOutcome},
    orders::{self, Download, Target},
    page::Window,
};
use store::{Hash, entities::artifact};
use support::{World, plate};
use uuid::Uuid;

async fn take_down(world: &World, actor: &Actor, listing: Uuid, words: &str) -> TakeDownOutcome {
    let input = TakeDown { listing, words: words.to_owned() };
    moderation::take_down(&world.market, actor, input).await.expect("no surprise")
}

const WHY: &str = "It is the work of somebody else, who has shown us so.";

store::on_both_databases! {
    async fn a_listing_that_is_taken_down_loses_its_bytes_and_keeps_its_rows(store: TestStore) {
        let world = World::new(store).await;
        let (cleo, bea, moderator) = (world.creator("Cleo").await, world.buyer("Bea").await, world.moderator().await);
        let listing = world.on_sale(&cleo, "Vase", 20.0, 650).await;
        world.buy(&bea, listing, 650).await;
        let line = world.library(&bea).await.remove(0);
        let target = Target::File(line.files[0].id);
        let link = orders::link(&world.market, &bea, line.entitlement, target).await.expect("no surprise").expect("hers");
        let seen = catalog::listing_by_id(&world.market, &Actor::Visitor, listing).await.expect("no surprise");
        let picture: Hash = seen.expect("on sale").entry.picture.large.expect("a picture").parse().expect("a hash");
        assert_eq!(take_down(&world, &cleo, listing, WHY).await, TakeDownOutcome::NotFound, "not by its creator");
        assert!(matches!(take_down(&world, &moderator, listing, "no").await, TakeDownOutcome::Invalid(_)));
        assert_eq!(take_down(&world, &moderator, listing, WHY).await, TakeDownOutcome::TakenDown);
        assert_eq!(take_down(&world, &moderator, listing, WHY).await, TakeDownOutcome::NotFound, "it is down already");
        assert_eq!(blobs::artifact(&world.market, &picture).await.expect("no surprise"), None);
        world.work().await;
        assert_eq!((world.stored_blobs().await, world.count::<artifact::Entity>().await), (0, 0));
        let opened = orders::open_link(&world.market, &link.token).await.expect("no surprise");
        assert!(matches!(opened, Download::NotFound), "{opened:?}");
        let line = world.library(&bea).await.remove(0);
        assert_eq!(line.listing.state, State::TakenDown, "the library says so");
        let files = world.draft_files(&cleo, listing).await;
        assert!(files.iter().all(|file| file.state == FileState::Removed) && files.len() == 1, "{files:?}");
        assert!(matches!(audit::check(&world.market).await.expect("no surprise"), Chain::Whole { .. }));
        assert!(world.letters().iter().any(|mail| mail.contains("To: cleo@example.org")));
        let checked = blobs::check(&world.market).await.expect("no surprise");
        assert!(checked.faults.is_empty(), "{checked:?}");
    }

    async fn what_was_taken_down_never_comes_back(store: TestStore) {
        let world = World::new(store).await;
        let (cleo, carl) = (world.creator("Cleo").await, world.creator("Carl").await);
        let (operator, moderator) = (world.operator().await, world.moderator().await);
        let listing = world.on_sale(&cleo, "Vase", 20.0, 650).await;
        assert!({
            let words = "I made this vase, see my own page.".to_owned();
            let input = Report { listing, reason: ReportReason::Copy, words };
            let told = moderation::report(&world.market, &Actor::Visitor, ClientAddress::UNKNOWN, input).await;
            told.expect("no surprise") == ReportOutcome::Reported
        });
        let case = moderation::open_cases(&world.market, &moderator, &Window::first(10)).await.expect("no surprise").rows.remove(0).id;
        assert_eq!(take_down(&world, &operator, listing, WHY).await, TakeDownOutcome::TakenDown);
        world.work().await;
        let decide = Decide { case, approve: true, words: String::new(), version: None };
        assert_eq!(moderation::decide(&world.market, &moderator, decide).await.expect("no surprise"), DecideOutcome::NotFound);
        let published = catalog::publish(&world.market, &cleo, listing).await.expect("no surprise");
        assert_eq!(published, PublishOutcome::TakenDown);
        assert!(!catalog::withdraw(&world.market, &cleo, listing).await.expect("no surprise"));
        let sent = world.send(&cleo, Destination::Listing(listing), "plate.svg", &plate(20.0)).await;
        assert_eq!(sent, Received::Refused(UploadRefusal::TakenDown));
        assert!(catalog::listing_by_id(&world.market, &Actor::Visitor, listing).await.expect("no surprise").is_none());
        // The same bytes in another listing wait for a moderator, whoever sends them.
        let copy = world.draft(&carl, "Another vase", 650).await;
        world.add(&carl, copy, "plate.svg", &plate(20.0)).await;
        world.work().await;
        let held = catalog::publish(&world.market, &carl, copy).await.expect("no surprise");
        let PublishOutcome::Held { reasons } = held else { panic!("{held:?}") };
        assert!(reasons[0].contains("was taken down"), "{reasons:?}");
    }

    async fn bytes_that_another_listing_holds_stay(store: TestStore) {
        let world = World::new(store).await;
        let (cleo, moderator) = (world.creator("Cleo").await, world.moderator().await);
        let listing = world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let twin = world.on_sale(&cleo, "Same vase", 20.0, 650).await;
        assert_eq!(take_down(&world, &moderator, listing, WHY).await, TakeDownOutcome::TakenDown);
        world.work().await;
        assert!(world.market.blobs().is_sound(&Hash::of(&plate(20.0))).await.expect("read"));
        let seen = catalog::listing_by_id(&world.market, &Actor::Visitor, twin).await.expect("no surprise").expect("on sale");
        let picture: Hash = seen.entry.picture.large.expect("a picture").parse().expect("a hash");
        assert!(blobs::artifact(&world.market, &picture).await.expect("no surprise").is_some());
    }
}
