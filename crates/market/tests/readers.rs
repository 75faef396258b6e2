//! The search text follows what is told: soon, without a word of what is off sale, and again when asked.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use basis::{Actor, Scope};
use events::Replay;
use market::{
    accounts::{self, EditShop},
    audit,
    catalog::{self, Browse, Edit, OfferInput, PublishOutcome},
    outbox::{self, OutboxOutcome},
};
use sea_orm::ConnectionTrait;
use support::{World, euro, plate};
use uuid::Uuid;

/// Publishing to being found: what the product promises is 200 ms; a machine that tests run on is busy.
const FOUND_WITHIN: Duration = Duration::from_millis(1_000);

async fn is_found(world: &World, words: &str, listing: Uuid) -> bool {
    let query = Browse { text: words.to_owned(), size: 20, ..Browse::default() };
    let page = catalog::browse(&world.market, &query).await.expect("no surprise");
    page.tiles.iter().any(|tile| tile.id == listing)
}

async fn ready(world: &World, creator: &Actor, title: &str, side_mm: f32) -> Uuid {
    let listing = world.draft(creator, title, 650).await;
    world.add(creator, listing, "plate.svg", &plate(side_mm)).await;
    world.work().await;
    listing
}

store::on_both_databases! {
    async fn what_is_published_is_found_at_once(store: TestStore) {
        let world = World::new(store).await;
        let creator = world.creator("Cleo Creator").await;
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let (clock, random) = (Arc::clone(world.market.clock()), Arc::clone(world.market.random()));
        let readers = market::readers(&world.market);
        let reading = tokio::spawn(events::run(world.market.store().clone(), clock, random, readers, stopped));
        let mut slowest = Duration::ZERO;
        for number in 0..5u8 {
            let title = format!("Faceted planter {number}");
            let listing = ready(&world, &creator, &title, 40.0 + f32::from(number)).await;
            assert!(!is_found(&world, &title, listing).await);
            let outcome = catalog::publish(&world.market, &creator, listing).await.expect("no surprise");
            assert!(matches!(outcome, PublishOutcome::Published { .. }), "{outcome:?}");
            let published = Instant::now();
            while !is_found(&world, &title, listing).await {
                assert!(published.elapsed() < FOUND_WITHIN, "not found after {:?}", published.elapsed());
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            slowest = slowest.max(published.elapsed());
        }
        println!("found after {slowest:?} at the latest");
        stop.send(true).expect("it listens");
        reading.await.expect("it ends");
    }

    async fn what_is_off_sale_is_never_shown_however_late_the_index_is(store: TestStore) {
        let world = World::new(store).await;
        let creator = world.creator("Cleo Creator").await;
        let listing = world.on_sale(&creator, "Faceted planter", 40.0, 650).await;
        assert!(is_found(&world, "faceted", listing).await);
        assert!(catalog::withdraw(&world.market, &creator, listing).await.expect("no surprise"));
        assert!(!is_found(&world, "faceted", listing).await, "no consumer has read of it yet");
        world.read_events().await;
        let sql = "SELECT listing_id FROM listing_text";
        let read = world.market.store().read();
        let rows = read.query_all_raw(sea_orm::Statement::from_string(read.get_database_backend(), sql)).await;
        assert!(rows.expect("rows").is_empty(), "its words are forgotten");
    }

    async fn other_words_and_another_name_of_the_shop_are_found(store: TestStore) {
        let world = World::new(store).await;
        let creator = world.creator("Cleo Creator").await;
        let listing = world.on_sale(&creator, "Faceted planter", 40.0, 650).await;
        let edit = Edit {
            title: "Ribbed bowl".to_owned(),
            category: "3d-print/vases".to_owned(),
            offers: vec![OfferInput { license: "personal".to_owned(), price: euro(650) }],
            ..Edit::default()
        };
        catalog::edit(&world.market, &creator, listing, edit).await.expect("no surprise");
        let shop = EditShop { title: "Kiln and Kerf".to_owned(), bio: String::new(), links: None };
        accounts::edit_shop(&world.market, &creator, shop).await.expect("no surprise");
        world.work().await;
        assert_eq!(world.work().await, 1, "the shop's listings are a job's work");
        assert!(is_found(&world, "ribbed", listing).await && is_found(&world, "kiln", listing).await);
        assert!(!is_found(&world, "faceted", listing).await && !is_found(&world, "cleo", listing).await);
    }

    async fn a_lost_index_comes_back_by_replay_which_the_audit_log_tells(store: TestStore) {
        let world = World::new(store).await;
        let (creator, operator) = (world.creator("Cleo Creator").await, world.operator().await);
        let listing = world.on_sale(&creator, "Faceted planter", 40.0, 650).await;
        let tx = world.market.store().begin().await.expect("a transaction");
        tx.execute_unprepared("DELETE FROM listing_text").await.expect("lost");
        tx.commit().await.expect("committed");
        let replay = Replay { from: None, to: None };
        let ask = async |actor: &Actor, consumer| outbox::replay(&world.market, actor, consumer, replay).await.expect("no surprise");
        assert_eq!(ask(&creator, "search_text").await, OutboxOutcome::NotAllowed);
        let Actor::Account { account, roles, .. } = operator.clone() else { panic!("an account") };
        let reading = Actor::Account { account, roles, scopes: vec![Scope::Read] };
        assert_eq!(ask(&reading, "search_text").await, OutboxOutcome::NotAllowed, "its token reaches less far");
        assert_eq!(ask(&operator, "nobody").await, OutboxOutcome::NotFound);
        let before = audit::check(&world.market).await.expect("no surprise");
        assert!(matches!(ask(&operator, "search_text").await, OutboxOutcome::Done { events } if events >= 5));
        assert_ne!(audit::check(&world.market).await.expect("no surprise"), before, "an entry more");
        world.read_events().await;
        assert!(is_found(&world, "faceted", listing).await);
        assert_eq!(outbox::lag(&world.market).await.expect("no surprise")[0].events, 0);
    }
}
