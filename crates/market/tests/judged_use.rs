//! A drawing is judged by what its category says that it is for, before it goes on sale and afterwards.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use basis::Actor;
use inspect::Use;
use market::{
    catalog::{self, EditOutcome, FileState, PublishOutcome},
    ingest::{self, Destination, Received},
};
use store::facts::Verdict;
use support::{World, cube, said_of};
use uuid::Uuid;

/// A piece with a label, which a cutter would skip, and a test square.
const PIECE: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" width="400mm" height="400mm" viewBox="0 0 400 400">
    <g fill="none" stroke="black" stroke-width="0.1"><path d="M50 50H250V350H50Z"/><rect x="320" y="20" width="50" height="50"/></g>
    <text x="100" y="200" font-size="12">CUT 1 ON FOLD</text><text x="325" y="45" font-size="5">5 cm</text></svg>"#;

async fn file_under(world: &World, cleo: &Actor, listing: Uuid, category: &str) {
    let input = catalog::Edit { category: category.to_owned(), ..said_of("Piece", 650) };
    let edited = catalog::edit(&world.market, cleo, listing, input).await.expect("no surprise");
    assert_eq!(edited, EditOutcome::Edited);
}

/// What its only drawing was judged for, whether it is done, and the codes of what was found.
async fn judged(world: &World, cleo: &Actor, listing: Uuid) -> (Use, FileState, Vec<String>) {
    let files = world.draft_files(cleo, listing).await;
    let file = files.into_iter().find(|file| file.name.ends_with(".svg")).expect("a drawing");
    let report = file.report.expect("judged");
    let codes = report.findings.into_iter().map(|finding| finding.code).collect();
    (report.drawing.expect("a drawing").used_for, file.state, codes)
}

async fn on_sale(world: &World, listing: Uuid) -> (Verdict, String) {
    let found = catalog::listing_by_id(&world.market, &Actor::Visitor, listing).await.expect("no surprise");
    let summary = found.expect("on sale").entry.summary;
    (summary.verdict, summary.words)
}

store::on_both_databases! {
    async fn a_drawing_is_judged_anew_when_its_category_says_what_it_is_for(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.draft(&cleo, "Piece", 650).await;
        file_under(&world, &cleo, listing, "laser-cnc/plates").await;
        world.add(&cleo, listing, "piece.svg", PIECE.as_bytes()).await;
        world.add(&cleo, listing, "button.stl", &cube(10.0)).await;
        world.work().await;
        assert_eq!(judged(&world, &cleo, listing).await, (Use::Cut, FileState::Ready, vec!["D405".to_owned()]));

        file_under(&world, &cleo, listing, "sewing/garments").await;
        let publish = || catalog::publish(&world.market, &cleo, listing);
        let refused = publish().await.expect("no surprise");
        assert_eq!(refused, PublishOutcome::StillWorking { files: 1 }, "also before anybody has read of the change");
        world.read_events().await;
        assert_eq!(judged(&world, &cleo, listing).await.1, FileState::Waiting);
        assert_eq!(publish().await.expect("no surprise"), PublishOutcome::StillWorking { files: 1 });
        assert_eq!(world.work().await, 1, "the model is as it was");
        assert_eq!(judged(&world, &cleo, listing).await, (Use::Sew, FileState::Ready, Vec::new()));

        file_under(&world, &cleo, listing, "sewing/bags").await;
        world.read_events().await;
        assert_eq!(world.work().await, 0, "it is for the same");
        let outcome = publish().await.expect("no surprise");
        assert!(matches!(outcome, PublishOutcome::Published { .. }), "{outcome:?}");
        assert_eq!(on_sale(&world, listing).await.0, Verdict::Pass);

        file_under(&world, &cleo, listing, "laser-cnc/plates").await;
        world.read_events().await;
        assert_eq!(on_sale(&world, listing).await.0, Verdict::Pass, "it stays on sale meanwhile");
        world.work().await;
        assert_eq!(on_sale(&world, listing).await.0, Verdict::Warn);
    }

    async fn a_file_that_is_sent_while_the_category_changes_is_judged_by_the_new_one(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.draft(&cleo, "Piece", 650).await;
        let sent = world.send(&cleo, Destination::Listing(listing), "piece.svg", PIECE.as_bytes()).await;
        assert!(matches!(sent, Received::Added { .. }));
        file_under(&world, &cleo, listing, "sewing").await;
        world.read_events().await;
        world.work().await;
        let (used_for, state, codes) = judged(&world, &cleo, listing).await;
        assert_eq!((used_for, state, codes), (Use::Sew, FileState::Ready, Vec::new()));
        // Examined once more for no reason, it stays what it is.
        let file = world.draft_files(&cleo, listing).await[0].id;
        assert!(!ingest::examine_again(&world.market, file).await.expect("no surprise"));
    }

    async fn a_category_that_says_no_use_leaves_it_to_the_drawing(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.draft(&cleo, "Piece", 650).await;
        file_under(&world, &cleo, listing, "graphic/templates").await;
        world.add(&cleo, listing, "piece.svg", PIECE.as_bytes()).await;
        world.work().await;
        assert_eq!(judged(&world, &cleo, listing).await, (Use::Plot, FileState::Ready, vec!["D405".to_owned()]));
        file_under(&world, &cleo, listing, "other").await;
        world.read_events().await;
        assert_eq!(world.work().await, 1);
        // Neither a layer nor a single word says more than that it is a sheet to be cut.
        assert_eq!(judged(&world, &cleo, listing).await, (Use::Cut, FileState::Ready, vec!["D405".to_owned()]));
    }

    async fn a_category_that_changes_while_a_file_is_read_has_the_last_word(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.draft(&cleo, "Piece", 650).await;
        file_under(&world, &cleo, listing, "laser-cnc/plates").await;
        world.add(&cleo, listing, "piece.svg", PIECE.as_bytes()).await;
        let change = async {
            while world.draft_files(&cleo, listing).await[0].state == FileState::Waiting {
                tokio::time::sleep(std::time::Duration::from_millis(2)).await;
            }
            file_under(&world, &cleo, listing, "sewing/bags").await;
        };
        tokio::join!(world.work(), change);
        world.read_events().await;
        world.work().await;
        assert_eq!(judged(&world, &cleo, listing).await, (Use::Sew, FileState::Ready, Vec::new()));
    }

    async fn the_next_version_is_judged_anew_as_the_one_before_it(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.draft(&cleo, "Piece", 650).await;
        file_under(&world, &cleo, listing, "sewing/bags").await;
        world.add(&cleo, listing, "piece.svg", PIECE.as_bytes()).await;
        world.work().await;
        let outcome = catalog::publish(&world.market, &cleo, listing).await.expect("no surprise");
        assert!(matches!(outcome, PublishOutcome::Published { .. }), "{outcome:?}");

        file_under(&world, &cleo, listing, "laser-cnc/plates").await;
        world.read_events().await;
        // Before the one on sale is read again, the next version begins with a copy of it.
        world.add(&cleo, listing, "button.stl", &cube(10.0)).await;
        assert_eq!(judged(&world, &cleo, listing).await.1, FileState::Waiting);
        world.work().await;
        assert_eq!(judged(&world, &cleo, listing).await, (Use::Cut, FileState::Ready, vec!["D405".to_owned()]));
    }
}
