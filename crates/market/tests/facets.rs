//! Vocabularies: what creators write, the words that shelves count and filter by, and what is ticked of them.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use basis::Actor;
use market::{
    Error,
    catalog::{self, Browse, Edit, EditOutcome, Facet, PublishOutcome},
};
use sea_orm::{EntityTrait, QueryOrder};
use store::entities::listing_facet;
use support::World;
use uuid::Uuid;

/// Puts a plate on sale of which its creator says `said`.
async fn on_sale(world: &World, creator: &Actor, title: &str, side_mm: f32, said: &[(&str, &str)]) -> Uuid {
    let listing = world.draft(creator, title, 300).await;
    world.add(creator, listing, "plate.svg", &support::plate(side_mm)).await;
    world.work().await;
    say(world, creator, listing, title, said).await;
    let outcome = catalog::publish(&world.market, creator, listing).await.expect("no surprise");
    assert!(matches!(outcome, PublishOutcome::Published { .. }), "{outcome:?}");
    listing
}

async fn say(world: &World, creator: &Actor, listing: Uuid, title: &str, said: &[(&str, &str)]) {
    let attributes = said.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let edit = Edit { attributes, ..support::said_of(title, 300) };
    let edited = catalog::edit(&world.market, creator, listing, edit).await.expect("no surprise");
    assert_eq!(edited, EditOutcome::Edited);
}

/// Five patterns, of which the first names two materials and the last none.
async fn five(world: &World) -> (Actor, Vec<Uuid>) {
    let creator = world.creator("Cleo Marsh").await;
    let said: [(&str, &[(&str, &str)]); 5] = [
        ("Lamp", &[("material", "PLA or PETG, white"), ("machine", "FDM printer"), ("difficulty", "easy")]),
        ("Hook", &[("material", "PLA"), ("machine", "FDM printer"), ("tried_on", "Prusa Mini")]),
        ("Clip", &[("material", "PETG"), ("machine", "Prusa Mini")]),
        ("Crate", &[("material", "Birch plywood 3 mm"), ("machine", "Laser cutter"), ("difficulty", "advanced")]),
        ("Charm", &[("material", "gold dust")]),
    ];
    let mut listings = Vec::new();
    for (number, (title, said)) in said.into_iter().enumerate() {
        listings.push(on_sale(world, &creator, title, 20.0 + number as f32, said).await);
    }
    (creator, listings)
}

fn ticked(words: &[(Facet, &str)]) -> Browse {
    Browse {
        ticked: words.iter().map(|(facet, word)| (*facet, (*word).to_owned())).collect(),
        sort: catalog::Sort::Title,
        size: 10,
        ..Browse::default()
    }
}

async fn found(world: &World, query: &Browse) -> Vec<String> {
    let tiles = catalog::tiles(&world.market, query).await.expect("no surprise");
    tiles.into_iter().map(|tile| tile.title).collect()
}

/// Counts of a vocabulary as `pla 2, petg 1`.
async fn counts(world: &World, query: &Browse, facet: Facet) -> String {
    let facets = catalog::facets(&world.market, query).await.expect("no surprise");
    let words = facets.of(facet).expect("every vocabulary is counted");
    assert!(words.is_all, "{words:?}");
    words.counts.iter().map(|(word, count)| format!("{word} {count}")).collect::<Vec<_>>().join(", ")
}

async fn rows(world: &World) -> Vec<listing_facet::Model> {
    let rows = listing_facet::Entity::find()
        .order_by_asc(listing_facet::Column::ListingId)
        .order_by_asc(listing_facet::Column::Facet)
        .order_by_asc(listing_facet::Column::Word);
    rows.all(world.market.store().read()).await.expect("it answers")
}

async fn refused(world: &World, query: &Browse) -> String {
    match catalog::browse(&world.market, query).await {
        Err(Error::Refused(wrong)) => {
            wrong.iter().map(|wrong| format!("{}: {}", wrong.field, wrong.message)).collect::<Vec<_>>().join("; ")
        }
        other => panic!("{other:?}"),
    }
}

store::on_both_databases! {
    async fn of_a_vocabulary_one_ticked_word_is_enough_and_of_several_each_must_hold(store: TestStore) {
        let world = World::new(store).await;
        five(&world).await;
        let (material, machine, difficulty) = (Facet::Material, Facet::Machine, Facet::Difficulty);
        for (words, titles) in [
            (&[] as &[(Facet, &str)], &["Charm", "Clip", "Crate", "Hook", "Lamp"] as &[&str]),
            (&[(material, "pla")], &["Hook", "Lamp"]),
            (&[(material, "petg")], &["Clip", "Lamp"]),
            (&[(material, "pla"), (material, "petg")], &["Clip", "Hook", "Lamp"]),
            (&[(material, "pla"), (material, "pla")], &["Hook", "Lamp"]),
            (&[(material, "pla"), (material, "plywood")], &["Crate", "Hook", "Lamp"]),
            (&[(material, "petg"), (machine, "fdm-printer")], &["Lamp"]),
            (&[(machine, "fdm-printer"), (machine, "laser-cutter"), (difficulty, "advanced")], &["Crate"]),
            (&[(material, "felt")], &[]),
            (&[(Facet::Format, "svg"), (Facet::Format, "stl"), (material, "plywood")], &["Crate"]),
            (&[(Facet::Format, "stl")], &[]),
        ] {
            let query = ticked(words);
            assert_eq!(found(&world, &query).await, titles, "{words:?}");
            let count = catalog::count(&world.market, &query).await.expect("no surprise");
            assert_eq!((count.count, count.is_all), (titles.len() as u64, true), "{words:?}");
        }
    }

    async fn what_is_ticked_of_a_vocabulary_leaves_its_own_counts_as_they_are(store: TestStore) {
        let world = World::new(store).await;
        five(&world).await;
        let (material, machine) = (Facet::Material, Facet::Machine);
        let all = ticked(&[]);
        assert_eq!(counts(&world, &all, material).await, "petg 2, pla 2, plywood 1");
        assert_eq!(counts(&world, &all, machine).await, "fdm-printer 2, laser-cutter 1", "a model is no sort of machine");
        assert_eq!(counts(&world, &all, Facet::Difficulty).await, "advanced 1, easy 1");
        assert_eq!(counts(&world, &all, Facet::Format).await, "svg 5");

        let pla = ticked(&[(material, "pla")]);
        assert_eq!(counts(&world, &pla, material).await, "petg 2, pla 2, plywood 1");
        assert_eq!(counts(&world, &pla, machine).await, "fdm-printer 2");
        assert_eq!(counts(&world, &pla, Facet::Format).await, "svg 2");

        let printed = ticked(&[(material, "pla"), (material, "petg"), (machine, "fdm-printer")]);
        assert_eq!(counts(&world, &printed, material).await, "pla 2, petg 1");
        assert_eq!(counts(&world, &printed, machine).await, "fdm-printer 2");
        world.read_events().await;
        let words = Browse { text: "lamp".to_owned(), ..pla };
        assert_eq!(counts(&world, &words, material).await, "petg 1, pla 1");
    }

    async fn what_was_typed_stays_and_a_change_is_counted_at_once(store: TestStore) {
        let world = World::new(store).await;
        let (creator, listings) = five(&world).await;
        let lamp = catalog::listing_by_id(&world.market, &Actor::Visitor, listings[0]).await.expect("no surprise");
        let said = lamp.expect("on sale").attributes;
        assert!(said.contains(&("material".to_owned(), "PLA or PETG, white".to_owned())), "{said:?}");
        say(&world, &creator, listings[0], "Lamp", &[("material", "Wool felt, not PLA")]).await;
        assert_eq!(counts(&world, &ticked(&[]), Facet::Material).await, "felt 1, petg 1, pla 1, plywood 1");
        assert_eq!(counts(&world, &ticked(&[]), Facet::Machine).await, "fdm-printer 1, laser-cutter 1");
        assert!(catalog::withdraw(&world.market, &creator, listings[0]).await.expect("no surprise"));
        assert_eq!(counts(&world, &ticked(&[]), Facet::Material).await, "petg 1, pla 1, plywood 1");
    }

    async fn a_word_that_there_is_not_and_too_many_are_refused(store: TestStore) {
        let world = World::new(store).await;
        let sentence = "materials: There is no material `gold` here; `vocabularies` lists them.";
        assert_eq!(refused(&world, &ticked(&[(Facet::Material, "gold"), (Facet::Material, "pla")])).await, sentence);
        let raw = refused(&world, &ticked(&[(Facet::Machine, "FDM printer")])).await;
        assert_eq!(raw, "machines: There is no machine `FDM printer` here; `vocabularies` lists them.");
        let many = ticked(&[(Facet::Format, "svg"); 31]);
        assert_eq!(refused(&world, &many).await, "formats: Send at most 30 entries; there are 31.");
        let all: Vec<_> = catalog::words_of(Facet::Material).iter().map(|word| (Facet::Material, word.word)).collect();
        assert_eq!(found(&world, &ticked(&all)).await, [""; 0], "all of them may be ticked");
    }

    async fn what_was_put_on_sale_before_there_were_vocabularies_is_brought_along(store: TestStore) {
        let world = World::new(store).await;
        five(&world).await;
        let before = rows(&world).await;
        assert_eq!(before.len(), 5 + 3 + 2 + 5, "materials, machines, difficulties, formats");
        let tx = world.market.store().begin().await.expect("a transaction");
        listing_facet::Entity::delete_many().exec(&tx).await.expect("deleted");
        tx.commit().await.expect("committed");
        for _ in 0..2 {
            let done = catalog::reindex(&world.market, None).await.expect("no surprise");
            assert_eq!((done.listings, done.on_sale), (5, 5));
            assert_eq!(rows(&world).await, before, "done twice, nothing changes");
        }
        assert_eq!(found(&world, &ticked(&[(Facet::Material, "petg")])).await, ["Clip", "Lamp"]);
    }
}
