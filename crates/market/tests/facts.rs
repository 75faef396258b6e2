//! What a shelf says of a listing: of all its files, and what its creator knows better.

mod support;

use basis::Actor;
use market::{
    catalog::{self, Browse, Edit, PublishOutcome, Tile},
    ingest::{self, ExamineFile},
};
use support::World;
use uuid::Uuid;

/// A line that does not close.
const OPEN: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" width="60mm" height="60mm" viewBox="0 0 60 60">
    <path d="M5 5H55V55H5V8" fill="none" stroke="black"/></svg>"#;

async fn published(world: &World, creator: &Actor, listing: Uuid) -> Tile {
    world.work().await;
    let outcome = catalog::publish(&world.market, creator, listing).await.expect("no surprise");
    assert!(matches!(outcome, PublishOutcome::Published { .. }), "{outcome:?}");
    tiles(world, Browse::default()).await.pop().expect("it is on sale")
}

async fn tiles(world: &World, query: Browse) -> Vec<Tile> {
    catalog::tiles(&world.market, &Browse { size: 24, ..query }).await.expect("no surprise")
}

/// Says `supports` of the listing, beside what is said already.
async fn declare(world: &World, creator: &Actor, listing: Uuid, supports: &str) -> catalog::EditOutcome {
    let draft = catalog::draft(&world.market, creator, listing).await.expect("no surprise").expect("theirs");
    let edit = Edit {
        title: draft.listing.title.clone(),
        description: draft.listing.description.clone(),
        category: draft.listing.category.clone(),
        attributes: vec![(catalog::SUPPORTS.to_owned(), supports.to_owned())],
        offers: draft.offers(),
        ..Edit::default()
    };
    catalog::edit(&world.market, creator, listing, edit).await.expect("no surprise")
}

store::on_both_databases! {
    async fn of_several_files_the_worst_is_said_and_how_many_are_like_it(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo Creator").await;
        let kit = world.draft(&cleo, "Kit", 650).await;
        world.add(&cleo, kit, "box.svg", &support::plate(40.0)).await;
        world.add(&cleo, kit, "lid.svg", OPEN.as_bytes()).await;
        let tile = published(&world, &cleo, kit).await;
        assert_eq!(tile.summary.words, "One of 2 files: one thing to look at.");
        assert_eq!(tile.summary.sentence, tile.summary.words);
        assert_eq!(tile.summary.verdict, store::facts::Verdict::Warn);
    }

    async fn a_creator_knows_better_than_an_estimate_whether_it_prints_without_supports(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo Creator").await;
        let block = world.draft(&cleo, "Block", 650).await;
        world.add(&cleo, block, "block.stl", &support::cube(40.0)).await;
        let tile = published(&world, &cleo, block).await;
        assert_eq!((tile.summary.words.as_str(), tile.needs_supports), ("Prints without supports", Some(false)));
        let without = async || tiles(&world, Browse { no_supports: true, ..Browse::default() }).await.len();
        assert_eq!(without().await, 1);

        assert_eq!(declare(&world, &cleo, block, "needed").await, catalog::EditOutcome::Edited);
        let tile = tiles(&world, Browse::default()).await.pop().expect("it is on sale");
        assert_eq!((tile.summary.words.as_str(), tile.needs_supports), ("Needs supports", Some(true)));
        assert_eq!(without().await, 0);
        let nonsense = declare(&world, &cleo, block, "perhaps").await;
        assert!(matches!(nonsense, catalog::EditOutcome::Invalid(_)), "{nonsense:?}");

        // A new version is laid out by what was declared, too.
        world.add(&cleo, block, "larger.stl", &support::cube(50.0)).await;
        assert_eq!(published(&world, &cleo, block).await.needs_supports, Some(true));
    }

    async fn what_it_takes_to_print_follows_the_verdict(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo Creator").await;
        let block = world.draft(&cleo, "Block", 650).await;
        let id = world.add(&cleo, block, "block.stl", &support::cube(40.0)).await;
        let first = ExamineFile { file: id, shop: block };
        ingest::examine_file(&world.market, &first, None).await.expect("no surprise");
        let file = world.draft_files(&cleo, block).await.pop().expect("a file");
        assert!(file.is_done() && file.artifact("still-512.webp").is_some(), "a verdict and a picture come first");
        assert!(file.turntable().is_empty() && file.report.expect("a report").mesh.expect("a mesh").print.is_none());
        world.work().await;
        let file = world.draft_files(&cleo, block).await.pop().expect("a file");
        assert_eq!(file.turntable().len(), 12);
        assert!(file.artifact("preview.glb").is_some() && file.artifact("still-512.webp").is_some());
        let print = file.report.expect("a report").mesh.expect("a mesh").print.expect("what it takes");
        // 64 cm³ in PLA with 15 % inside: a shell of about 0.9 mm on 96 cm², and what fills the rest.
        assert!((15.0..30.0).contains(&print.weight_g), "{print:?}");
        assert_eq!((print.process.as_str(), print.material.as_str()), ("fdm", "PLA"));
    }
}
