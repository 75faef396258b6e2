//! Shelves: what is found, in which order, and what is counted over all of it.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use market::catalog::{self, Browse, Facet, Sort, Tile, Total};
use sea_orm::{EntityTrait, IntoActiveModel};
use store::{
    TextRow,
    entities::{listing, listing_attribute, listing_facet, offer},
    set_text,
};
use support::World;
use uuid::Uuid;

fn titles(tiles: &[Tile]) -> Vec<&str> {
    tiles.iter().map(|tile| tile.title.as_str()).collect()
}

async fn shelf(world: &World, query: Browse) -> Vec<Tile> {
    catalog::tiles(&world.market, &Browse { size: 10, ..query }).await.expect("no surprise")
}

/// Four plates, one after the other, the second dearest.
async fn four_plates(store: store::testing::TestStore) -> World {
    let world = World::new(store).await;
    let creator = world.creator("Cleo Marsh").await;
    for (number, (title, price_minor)) in
        [("Vase stand", 300), ("Tray", 900), ("Slim vase", 100), ("Vase", 300)].into_iter().enumerate()
    {
        world.clock.advance(chrono::Duration::minutes(1));
        world.on_sale(&creator, title, 10.0 + number as f32, price_minor).await;
    }
    world
}

/// Puts so many copies of a listing beside it, with its words, its offer, a property and what that names.
async fn copy(world: &World, of: Uuid, count: u128) {
    const AT_ONCE: usize = 400;
    let read = world.market.store().read();
    let row = listing::Entity::find_by_id(of).one(read).await.expect("it answers").expect("it is there");
    let bought = offer::Entity::find().all(read).await.expect("it answers");
    let bought = bought.into_iter().find(|offer| offer.listing_id == of).expect("its offer");
    let tx = world.market.store().begin().await.expect("a transaction");
    let ids: Vec<Uuid> = (1..=count).map(Uuid::from_u128).collect();
    for ids in ids.chunks(AT_ONCE) {
        let listings = ids.iter().map(|id| listing::Model { id: *id, slug: format!("copy-{id}"), ..row.clone() });
        let listings = listing::Entity::insert_many(listings.map(IntoActiveModel::into_active_model));
        listings.exec_without_returning(&tx).await.expect("inserted");
        let offers = ids.iter().map(|id| offer::Model { id: *id, listing_id: *id, ..bought.clone() });
        let offers = offer::Entity::insert_many(offers.map(IntoActiveModel::into_active_model));
        offers.exec_without_returning(&tx).await.expect("inserted");
        let material = ("material".to_owned(), "PLA".to_owned());
        let properties = ids.iter().map(|id| {
            let (name, value) = material.clone();
            listing_attribute::Model { listing_id: *id, name, value }.into_active_model()
        });
        let properties = listing_attribute::Entity::insert_many(properties);
        properties.exec_without_returning(&tx).await.expect("inserted");
        let words = ids.iter().map(|id| {
            let (facet, word) = (Facet::Material, "pla".to_owned());
            listing_facet::Model { listing_id: *id, facet, word }.into_active_model()
        });
        listing_facet::Entity::insert_many(words).exec_without_returning(&tx).await.expect("inserted");
        for id in ids {
            let text = TextRow { listing_id: *id, title: &row.title, tags: "", creator: "", description: "" };
            set_text(&tx, text).await.expect("written");
        }
    }
    tx.commit().await.expect("committed");
    world.clock.advance(chrono::Duration::minutes(1));
}

store::on_both_databases! {
    async fn what_is_found_by_the_thousand_is_counted_so_far_and_shown_as_before(store: TestStore) {
        let world = four_plates(store).await;
        let vase = shelf(&world, Browse::default()).await.first().expect("the newest").id;
        copy(&world, vase, 2_001).await;
        let total = async |query: Browse| {
            let counted = catalog::count(&world.market, &query).await.expect("no surprise");
            let facets = catalog::facets(&world.market, &query).await.expect("no surprise");
            assert_eq!(facets.total, counted, "{query:?}");
            (counted.count, counted.is_all)
        };
        let words = |text: &str| Browse { text: text.to_owned(), ..Browse::default() };
        let material = |text: &str| {
            let attributes = vec![("material".to_owned(), "PLA".to_owned())];
            Browse { text: text.to_owned(), attributes, ..Browse::default() }
        };
        assert_eq!(total(Browse::default()).await, (2_000, false));
        assert_eq!(total(material("")).await, (2_000, false), "asked of each listing");
        let tagged = Browse { tag: Some("planter".to_owned()), ..Browse::default() };
        assert_eq!(total(tagged.clone()).await, (4, true), "looked up by what is rare");
        assert_eq!(titles(&shelf(&world, Browse { sort: Sort::Title, ..tagged }).await)[0], "Slim vase");
        let ticked = |word: &str, text: &str| {
            let ticked = vec![(Facet::Material, word.to_owned())];
            Browse { text: text.to_owned(), ticked, ..Browse::default() }
        };
        assert_eq!(total(ticked("pla", "")).await, (2_000, false), "asked of each listing");
        assert_eq!(titles(&shelf(&world, ticked("pla", "tray")).await), ["Tray"]);
        let facets = catalog::facets(&world.market, &ticked("felt", "")).await.expect("no surprise");
        assert_eq!(facets.total, Total { count: 0, is_all: true });
        let is_all = |facet| facets.of(facet).expect("counted").is_all;
        assert_eq!((is_all(Facet::Material), is_all(Facet::Machine)), (false, true), "without felt there are too many");
        assert_eq!(total(words("tray")).await, (1, true));
        assert_eq!(titles(&shelf(&world, material("tray")).await), ["Tray"]);
        // Of a word that more match than are looked at, the newest are.
        assert_eq!(total(words("vase")).await, (2_000, false));
        assert_eq!(shelf(&world, words("vase")).await.len(), 10);
        let licensed = Browse { license: Some("personal".to_owned()), ..words("stand") };
        assert_eq!(total(licensed).await, (1, true));
        let cheapest = Browse { category: Some("3d-print/vases".to_owned()), sort: Sort::Cheapest, ..Browse::default() };
        assert_eq!(titles(&shelf(&world, cheapest).await)[0], "Slim vase");
    }

    async fn a_shelf_stands_in_the_order_that_was_asked_for(store: TestStore) {
        let world = four_plates(store).await;
        for (sort, order) in [
            (Sort::Best, ["Vase", "Slim vase", "Tray", "Vase stand"]),
            (Sort::Newest, ["Vase", "Slim vase", "Tray", "Vase stand"]),
            (Sort::Cheapest, ["Slim vase", "Vase stand", "Vase", "Tray"]),
            (Sort::Dearest, ["Tray", "Vase", "Vase stand", "Slim vase"]),
            (Sort::Title, ["Slim vase", "Tray", "Vase", "Vase stand"]),
        ] {
            assert_eq!(titles(&shelf(&world, Browse { sort, ..Browse::default() }).await), order, "{sort:?}");
        }
    }

    async fn words_bring_the_best_match_first_unless_another_order_is_chosen(store: TestStore) {
        let world = four_plates(store).await;
        let words = |sort| Browse { text: "vase".to_owned(), sort, ..Browse::default() };
        assert_eq!(titles(&shelf(&world, words(Sort::Best)).await)[0], "Vase", "the word and nothing else");
        assert_eq!(titles(&shelf(&world, words(Sort::Newest)).await), ["Vase", "Slim vase", "Vase stand"]);
        assert_eq!(titles(&shelf(&world, words(Sort::Cheapest)).await), ["Slim vase", "Vase stand", "Vase"]);
        let narrowed = Browse { price_minor_max: Some(100), ..words(Sort::Best) };
        assert_eq!(titles(&shelf(&world, narrowed).await), ["Slim vase"]);
    }

    async fn pages_hold_every_listing_once(store: TestStore) {
        let world = four_plates(store).await;
        for text in ["", "vase"] {
            for sort in [Sort::Best, Sort::Newest, Sort::Cheapest, Sort::Dearest, Sort::Title] {
                let whole = Browse { text: text.to_owned(), sort, size: 10, ..Browse::default() };
                let all = catalog::tiles(&world.market, &whole).await.expect("no surprise");
                let mut paged = Vec::new();
                for page in 0..=all.len() as u64 {
                    let one = Browse { page, size: 1, ..whole.clone() };
                    paged.extend(catalog::tiles(&world.market, &one).await.expect("no surprise"));
                }
                assert_eq!(titles(&paged), titles(&all), "`{text}` {sort:?}");
            }
        }
    }

    async fn what_is_counted_alone_is_what_the_whole_page_says(store: TestStore) {
        let world = four_plates(store).await;
        for text in ["", "vase", "nothing like it"] {
            let query = Browse { text: text.to_owned(), size: 2, ..Browse::default() };
            let page = catalog::browse(&world.market, &query).await.expect("no surprise");
            let tiles = catalog::tiles(&world.market, &query).await.expect("no surprise");
            assert_eq!(titles(&page.tiles), titles(&tiles), "`{text}`");
            assert_eq!(page.total, catalog::count(&world.market, &query).await.expect("no surprise"), "`{text}`");
            assert_eq!(page.facets, catalog::facets(&world.market, &query).await.expect("no surprise"), "`{text}`");
        }
        let facets = catalog::facets(&world.market, &Browse::default()).await.expect("no surprise");
        assert_eq!(facets.total, Total { count: 4, is_all: true });
        assert_eq!(facets.kinds, [("drawing".to_owned(), 4)]);
        assert_eq!(facets.of(Facet::Material).expect("counted").counts, [("pla".to_owned(), 4)]);
    }

    async fn a_tile_names_its_shop_and_tags_come_for_many_at_once(store: TestStore) {
        let world = four_plates(store).await;
        let tiles = shelf(&world, Browse::default()).await;
        assert!(tiles.iter().all(|tile| tile.summary.drawn), "a plate is ink on a sheet");
        assert_eq!((tiles[0].shop_title.as_str(), tiles[0].shop_handle.as_str()), ("Cleo Marsh", "cleo-marsh"));
        let ids: Vec<_> = tiles.iter().map(|tile| tile.id).collect();
        let tags = catalog::tags(&world.market, &ids).await.expect("no surprise");
        assert_eq!(tags.len(), 4);
        assert!(tags.values().all(|tags| tags == &["planter"]), "{tags:?}");
        let (first, shop) = (&tiles[0], tiles[0].shop_id);
        let related = catalog::related(&world.market, first.id, &first.category, shop, 2).await.expect("no surprise");
        assert_eq!(titles(&related), ["Slim vase", "Tray"]);
    }
}
