//! Pages by keyset: every row once, forward and backward, whatever comes in meanwhile.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use basis::Actor;
use market::{
    catalog::{self, Browse, STUDIO, Sort},
    page::{Edge, PAGE_MAX, Paged, Place, Window},
};
use store::testing::TestStore;
use support::World;
use uuid::Uuid;

const SORTS: [Sort; 5] = [Sort::Best, Sort::Newest, Sort::Cheapest, Sort::Dearest, Sort::Title];

/// Seven plates whose prices and titles repeat, so that identifiers must break ties.
async fn seven_plates(store: TestStore) -> (World, Actor) {
    let world = World::new(store).await;
    let creator = world.creator("Cleo Marsh").await;
    let plates = [("Vase", 300), ("Tray", 900), ("Vase", 100), ("Vase stand", 300), ("Vase", 300), ("Tray", 100)];
    for (number, (title, price_minor)) in plates.into_iter().chain([("Slim vase", 300)]).enumerate() {
        if number % 2 == 0 {
            world.clock.advance(chrono::Duration::minutes(1));
        }
        world.on_sale(&creator, title, 10.0 + number as f32, price_minor).await;
    }
    (world, creator)
}

async fn page(world: &World, query: &Browse, size: u64, edge: Edge) -> Paged<(Uuid, Place)> {
    let found = catalog::entries(&world.market, query, &Window::new(size, edge)).await.expect("no surprise");
    // A place goes through its cursor, as it does outside.
    found.map(|found| {
        let cursor = world.market.cursor(&query.list(), &found.place);
        (found.entry.id, world.market.place(&query.list(), &cursor).expect("a cursor of ours"))
    })
}

fn ids(page: &Paged<(Uuid, Place)>) -> Vec<Uuid> {
    page.rows.iter().map(|(id, _)| *id).collect()
}

store::on_both_databases! {
    async fn cursors_lead_through_every_order_forward_and_backward(store: TestStore) {
        let (world, _) = seven_plates(store).await;
        for (text, sort) in ["", "vase"].into_iter().flat_map(|text| SORTS.map(|sort| (text, sort))) {
            let query = Browse { text: text.to_owned(), sort, ..Browse::default() };
            let whole = page(&world, &query, 100, Edge::Start).await;
            assert_eq!(whole.rows.len(), if text.is_empty() { 7 } else { 5 }, "`{text}` {sort:?}");
            assert!(!whole.has_next && !whole.has_previous);
            let tiles = Browse { size: 100, ..query.clone() };
            let tiles = catalog::tiles(&world.market, &tiles).await.expect("no surprise");
            assert_eq!(ids(&whole), tiles.iter().map(|tile| tile.id).collect::<Vec<_>>(), "`{text}` {sort:?}");
            let (mut forward, mut edge) = (Vec::new(), Edge::Start);
            loop {
                let some = page(&world, &query, 2, edge).await;
                forward.extend(ids(&some));
                let Some((_, last)) = some.rows.last().filter(|_| some.has_next) else { break };
                edge = Edge::After(last.clone());
            }
            assert_eq!(forward, ids(&whole), "`{text}` {sort:?}");
            let (mut backward, mut edge) = (Vec::new(), Edge::End);
            loop {
                let some = page(&world, &query, 3, edge).await;
                backward.splice(0..0, ids(&some));
                let Some((_, first)) = some.rows.first().filter(|_| some.has_previous) else { break };
                edge = Edge::Before(first.clone());
            }
            assert_eq!(backward, ids(&whole), "`{text}` {sort:?}");
        }
    }

    async fn what_comes_in_meanwhile_moves_nobody_elses_page(store: TestStore) {
        let (world, creator) = seven_plates(store).await;
        for sort in SORTS {
            let query = Browse { text: "vase".to_owned(), sort, ..Browse::default() };
            let before = ids(&page(&world, &query, 100, Edge::Start).await);
            let first = page(&world, &query, 2, Edge::Start).await;
            let (_, place) = first.rows.last().expect("two rows").clone();
            // The newest, cheapest and first by title; its long description moves the ranks of all others.
            world.clock.advance(chrono::Duration::minutes(1));
            let side_mm = 30.0 + before.len() as f32;
            let new = world.on_sale(&creator, "A first vase", side_mm, 50).await;
            let rest = page(&world, &query, 100, Edge::After(place)).await;
            let rest: Vec<Uuid> = ids(&rest).into_iter().filter(|id| *id != new).collect();
            assert_eq!(rest, before[2..], "{sort:?}");
        }
    }

    async fn a_listing_that_went_off_sale_still_marks_its_place(store: TestStore) {
        let (world, creator) = seven_plates(store).await;
        for sort in [Sort::Best, Sort::Newest] {
            let query = Browse { text: "vase".to_owned(), sort, ..Browse::default() };
            let before = ids(&page(&world, &query, 100, Edge::Start).await);
            let (gone, place) = page(&world, &query, 1, Edge::Start).await.rows.remove(0);
            assert!(catalog::withdraw(&world.market, &creator, gone).await.expect("no surprise"));
            assert_eq!(ids(&page(&world, &query, 100, Edge::After(place)).await), before[1..], "{sort:?}");
        }
    }

    async fn a_cursor_is_of_one_list_of_one_market_and_of_a_bounded_length(store: TestStore) {
        let world = World::new(store).await;
        let place = Place::new(-7, Uuid::from_u128(1));
        let cursor = world.market.cursor("orders", &place);
        assert_eq!(world.market.place("orders", &cursor), Some(place));
        assert_eq!(world.market.place("library", &cursor), None, "another list's");
        let last = if cursor.ends_with('A') { "B" } else { "A" };
        let forged = format!("{}{last}", &cursor[..cursor.len() - 1]);
        assert_eq!(world.market.place("orders", &forged), None, "tampered with");
        for bad in ["", "pffffffffffffffff", "18446744073709551615", "\0", &"A".repeat(1 << 20)] {
            assert_eq!(world.market.place("orders", bad), None);
        }
        let title = Place::new("é".repeat(120).as_str(), Uuid::from_u128(2));
        let cursor = world.market.cursor("titles", &title);
        assert_eq!(world.market.place("titles", &cursor), Some(title), "the longest title has a cursor");
    }

    async fn a_studio_and_a_queue_are_read_page_by_page(store: TestStore) {
        let (world, creator) = seven_plates(store).await;
        let window = |edge| Window::new(3, edge);
        let first = catalog::studio(&world.market, &creator, &window(Edge::Start)).await.expect("no surprise");
        assert_eq!((first.rows.len(), first.has_next), (3, true));
        let cursor = world.market.cursor(STUDIO, &first.rows[2].place());
        let place = world.market.place(STUDIO, &cursor).expect("a cursor of ours");
        let second = catalog::studio(&world.market, &creator, &window(Edge::After(place))).await.expect("no surprise");
        assert_eq!((second.rows.len(), second.has_previous), (3, true));
        assert!(first.rows.iter().all(|line| second.rows.iter().all(|other| other.listing.id != line.listing.id)));
        let buyer = world.buyer("Bo Hill").await;
        world.buy(&buyer, second.rows[0].listing.id, second.rows[0].listing.price.minor).await;
        let totals = catalog::studio_totals(&world.market, &creator).await.expect("no surprise");
        assert_eq!((totals.listings, totals.on_sale, totals.sold), (7, 7, 1));
        let huge = catalog::studio(&world.market, &creator, &Window::first(u64::MAX)).await.expect("no surprise");
        assert!(huge.rows.len() as u64 <= PAGE_MAX);
        assert_eq!(huge.rows.iter().map(|line| line.sold).sum::<i64>(), 1);
    }
}
