//! Whatever is sold and paid back, in whatever order, the books add up.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use std::collections::BTreeMap;

use basis::Actor;
use market::{
    Settings,
    audit::{self, Chain},
    orders::{self, Refund, RefundOutcome},
};
use proptest::prelude::*;
use store::{Backend, testing::fresh};
use support::{World, euro};
use uuid::Uuid;

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
        prices_minor in prop::collection::vec(prop_oneof![Just(0), Just(1), 1i64..1_000_000], 3),
        fee_basis_points in 0u32..=10_000,
        happenings in happenings(),
    ) {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(books_balance(&prices_minor, fee_basis_points, &happenings));
    }
}

async fn books_balance(prices_minor: &[i64], fee_basis_points: u32, happenings: &[Happening]) {
    let store = fresh(Backend::Sqlite).await.expect("SQLite is always there");
    let world = World::with(store, Settings { fee_basis_points, ..Settings::default() }).await;
    let creators = [world.creator("Cleo").await, world.creator("Carl").await];
    let (operator, buyer) = (world.operator().await, world.buyer("Bea").await);
    let mut listings = Vec::new();
    for (index, &price_minor) in prices_minor.iter().enumerate() {
        let creator = index % 2;
        let listing = world.on_sale(&creators[creator], "Plate", 20.0 + index as f32, price_minor).await;
        listings.push((listing, price_minor, creator));
    }
    let mut earned_minor = [0; 2];
    let mut sold: Vec<(Uuid, usize, bool)> = Vec::new();
    for happening in happenings {
        match happening {
            Happening::Sale(index) => {
                let which = index % listings.len();
                let (listing, price_minor, creator) = listings[which];
                sold.push((world.buy(&buyer, listing, price_minor).await, which, true));
                earned_minor[creator] += euro(price_minor).split(fee_basis_points).1.minor;
            }
            Happening::Refund(_) if sold.is_empty() => {}
            Happening::Refund(index) => {
                let at = index % sold.len();
                let (order, which, is_paid) = &mut sold[at];
                let (_, price_minor, creator) = listings[*which];
                let expected = if *is_paid { RefundOutcome::Refunded { whole: true } } else { RefundOutcome::NotPaid };
                let asked = Refund { order: *order, lines: Vec::new(), reason: "It broke.".to_owned() };
                let outcome = orders::refund(&world.market, &operator, &asked).await.expect("no surprise");
                assert_eq!(outcome, expected);
                if std::mem::take(is_paid) {
                    earned_minor[creator] -= euro(price_minor).split(fee_basis_points).1.minor;
                }
            }
        }
        assert!(world.is_balanced().await, "after {happening:?}");
        assert_eq!([world.balance(&creators[0]).await, world.balance(&creators[1]).await], earned_minor);
    }
    library_holds_what_is_paid(&world, &buyer, &sold).await;
    let chain = audit::check(&world.market).await.expect("no surprise");
    assert!(matches!(chain, Chain::Whole { .. }), "{chain:?}");
}

async fn library_holds_what_is_paid(world: &World, buyer: &Actor, sold: &[(Uuid, usize, bool)]) {
    let mut paid: BTreeMap<bool, usize> = BTreeMap::new();
    for (_, _, is_paid) in sold {
        *paid.entry(*is_paid).or_default() += 1;
    }
    let library = world.library(buyer).await;
    assert_eq!(library.len(), paid.get(&true).copied().unwrap_or_default());
}
