//! Whatever is sold and paid back, in whatever order, the books add up.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use std::collections::BTreeMap;

use basis::Actor;
use market::{
    Settings,
    audit::{self, Chain},
    orders::{self, Period, Refund, RefundOutcome, Unit},
    page::Window,
};
use proptest::prelude::*;
use store::{Backend, testing::fresh};
use support::World;
use uuid::Uuid;

/// Fees in ten-thousandths, and for each some prices with what is left of them for the creator, in cents: worked out by
/// hand, and the fee rounded half up.
const SHARES: &[(u32, &[(i64, i64)])] = &[
    (1_300, &[(0, 0), (1, 1), (4, 3), (650, 565), (1_000, 870), (999_999, 869_999)]),
    (100, &[(49, 49), (50, 49), (150, 148), (12_345, 12_222)]),
    (3_333, &[(1, 1), (2, 1), (333, 222)]),
    (0, &[(0, 0), (650, 650)]),
    (10_000, &[(1, 0), (650, 0)]),
];

/// What happens next: an index chooses among what there is.
#[derive(Clone, Debug)]
enum Happening {
    Sale(usize),
    Refund(usize),
}

fn happenings() -> impl Strategy<Value = Vec<Happening>> {
    let one = prop_oneof![
        2 => any::<prop::sample::Index>().prop_map(|index| Happening::Sale(index.index(1_000))),
        1 => any::<prop::sample::Index>().prop_map(|index| Happening::Refund(index.index(1_000))),
    ];
    prop::collection::vec(one, 1..16)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn sales_and_refunds_in_any_order_leave_the_books_balanced(
        fee in any::<prop::sample::Index>(),
        chosen in prop::collection::vec(any::<prop::sample::Index>(), 3),
        happenings in happenings(),
    ) {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let (fee_basis_points, shares) = *fee.get(SHARES);
        let sold: Vec<(i64, i64)> = chosen.into_iter().map(|index| *index.get(shares)).collect();
        runtime.block_on(books_balance(&sold, fee_basis_points, &happenings));
    }
}

async fn books_balance(shares: &[(i64, i64)], fee_basis_points: u32, happenings: &[Happening]) {
    let store = fresh(Backend::Sqlite).await.expect("SQLite is always there");
    let world = World::with(store, Settings { fee_basis_points, ..Settings::default() }).await;
    let creators = [world.creator("Cleo").await, world.creator("Carl").await];
    let (operator, buyer) = (world.operator().await, world.buyer("Bea").await);
    let mut listings = Vec::new();
    for (index, &(price_minor, share_minor)) in shares.iter().enumerate() {
        let creator = index % 2;
        let listing = world.on_sale(&creators[creator], "Plate", 20.0 + index as f32, price_minor).await;
        listings.push((listing, price_minor, share_minor, creator));
    }
    let mut earned_minor = [0; 2];
    let mut sold: Vec<(Uuid, usize, bool)> = Vec::new();
    for happening in happenings {
        match happening {
            Happening::Sale(index) => {
                let which = index % listings.len();
                let (listing, price_minor, share_minor, creator) = listings[which];
                sold.push((world.buy(&buyer, listing, price_minor).await, which, true));
                earned_minor[creator] += share_minor;
            }
            Happening::Refund(_) if sold.is_empty() => {}
            Happening::Refund(index) => {
                let at = index % sold.len();
                let (order, which, is_paid) = &mut sold[at];
                let (_, _, share_minor, creator) = listings[*which];
                let expected = if *is_paid { RefundOutcome::Refunded { whole: true } } else { RefundOutcome::NotPaid };
                let asked = Refund { order: *order, lines: Vec::new(), reason: "It broke.".to_owned() };
                let outcome = orders::refund(&world.market, &operator, &asked).await.expect("no surprise");
                assert_eq!(outcome, expected);
                if std::mem::take(is_paid) {
                    earned_minor[creator] -= share_minor;
                }
            }
        }
        assert!(world.is_balanced().await, "after {happening:?}");
        assert_eq!([world.balance(&creators[0]).await, world.balance(&creators[1]).await], earned_minor);
    }
    for (creator, earned) in creators.iter().zip(earned_minor) {
        assert_eq!(stated(&world, creator).await, [earned; 2], "row by row, and added up by month");
    }
    library_holds_what_is_paid(&world, &buyer, &sold).await;
    let chain = audit::check(&world.market).await.expect("no surprise");
    assert!(matches!(chain, Chain::Whole { .. }), "{chain:?}");
}

/// What a creator's statement comes to, by its rows and by its months.
async fn stated(world: &World, creator: &Actor) -> [i64; 2] {
    let books = orders::books(&world.market, creator).await.expect("no surprise");
    let period = Period::latest(world.market.now(), 1).expect("this month");
    let rows = orders::statement(&world.market, &books, &period, &Window::first(100)).await.expect("no surprise").rows;
    let months = orders::earnings(&world.market, &books, &period, Unit::Month).await.expect("no surprise");
    [rows.iter().map(|row| row.yours.minor).sum(), months.values().map(|earned| earned.yours()).sum()]
}

async fn library_holds_what_is_paid(world: &World, buyer: &Actor, sold: &[(Uuid, usize, bool)]) {
    let mut paid: BTreeMap<bool, usize> = BTreeMap::new();
    for (_, _, is_paid) in sold {
        *paid.entry(*is_paid).or_default() += 1;
    }
    let library = world.library(buyer).await;
    assert_eq!(library.len(), paid.get(&true).copied().unwrap_or_default());
}
