//! Baskets, checkouts, a bank that does what banks do, refunds, payouts and crashes in any order: nobody pays twice,
//! nothing that was paid is kept back, and the books add up after every step.
//!
//! A crash is a use case that is dropped after so many polls: its transaction is rolled back, as the database does when a
//! process is killed, and whatever it had asked of the bank stands. `PROPTEST_CASES` says how many sequences are tried.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use std::{
    future::Future,
    pin::{Pin, pin},
    sync::OnceLock,
    task::{Context, Poll},
};

use basis::{Actor, Scope};
use market::{
    audit::{self, Chain},
    orders::{self, OrderState, PayOut, Refund, RefundState},
    page::Window,
};
use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use store::{Backend, testing::fresh};
use support::{World, attempt, euro};
use tokio::{runtime::Runtime, sync::Mutex};
use uuid::Uuid;

/// What is on sale, minor units: one for nothing, one for the smallest price there is.
const PRICES_MINOR: [i64; 3] = [0, 1, 1_999];
/// The bank's cards that are tried; those that never end are left to tests of their own.
const CARDS: [&str; 9] =
    ["paid", "declined", "secure", "slow", "slow_declined", "twice", "disordered", "silent", "lost_answer"];
/// Polls after which a crash may come; a checkout takes about sixty.
const POLLS_MAX: u32 = 90;

/// One thing that happens.
#[derive(Clone, Debug)]
enum Step {
    Take {
        listing: usize,
    },
    Remove {
        listing: usize,
    },
    /// A checkout, under the key of the last one where `again`; dropped after so many polls where `crash`.
    Checkout {
        card: usize,
        again: bool,
        crash: Option<u32>,
    },
    /// The buyer looks at their bank's page.
    Decide {
        order: usize,
        confirm: bool,
    },
    /// The buyer's browser comes back from the bank.
    Back {
        order: usize,
        crash: Option<u32>,
    },
    Refund {
        order: usize,
        one_line: bool,
        crash: Option<u32>,
    },
    PayOut {
        minor: i64,
    },
    /// Notices that are due arrive; or get lost.
    Notices {
        arrive: bool,
    },
    Work,
    Wait {
        seconds: i64,
    },
    Wire {
        cut: bool,
    },
}

/// What may happen next depends on nothing: whatever makes no sense must change nothing.
struct Street;

impl ReferenceStateMachine for Street {
    type State = ();
    type Transition = Step;

    fn init_state() -> BoxedStrategy<()> {
        Just(()).boxed()
    }

    fn transitions((): &()) -> BoxedStrategy<Step> {
        let crash = || prop::option::weighted(0.4, 1..POLLS_MAX);
        prop_oneof![
            4 => (0..PRICES_MINOR.len()).prop_map(|listing| Step::Take { listing }),
            1 => (0..PRICES_MINOR.len()).prop_map(|listing| Step::Remove { listing }),
            5 => (0..CARDS.len(), any::<bool>(), crash())
                .prop_map(|(card, again, crash)| Step::Checkout { card, again, crash }),
            2 => (0..4usize, any::<bool>()).prop_map(|(order, confirm)| Step::Decide { order, confirm }),
            2 => (0..4usize, crash()).prop_map(|(order, crash)| Step::Back { order, crash }),
            3 => (0..4usize, any::<bool>(), crash())
                .prop_map(|(order, one_line, crash)| Step::Refund { order, one_line, crash }),
            1 => (1..3_000i64).prop_map(|minor| Step::PayOut { minor }),
            2 => any::<bool>().prop_map(|arrive| Step::Notices { arrive }),
            3 => Just(Step::Work),
            3 => prop_oneof![Just(1i64), Just(7), Just(121), Just(4_000)].prop_map(|seconds| Step::Wait { seconds }),
            1 => any::<bool>().prop_map(|cut| Step::Wire { cut }),
        ]
        .boxed()
    }

    fn apply((): (), _: &Step) {}
}

/// The market that all sequences share, each with a buyer of its own.
struct Hall {
    world: World,
    creator: Actor,
    operator: Actor,
    listings: Vec<Uuid>,
    visits: u32,
}

fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Runtime::new().expect("a runtime"))
}

fn hall() -> &'static Mutex<Hall> {
    static HALL: OnceLock<Mutex<Hall>> = OnceLock::new();
    HALL.get_or_init(|| {
        let open = async {
            let world = World::new(fresh(Backend::Sqlite).await.expect("SQLite is always there")).await;
            let (creator, operator) = (world.creator("Cleo").await, world.operator().await);
            let mut listings = Vec::new();
            for (index, price_minor) in PRICES_MINOR.into_iter().enumerate() {
                listings.push(world.on_sale(&creator, "Plate", 20.0 + index as f32, price_minor).await);
            }
            Mutex::new(Hall { world, creator, operator, listings, visits: 0 })
        };
        runtime().block_on(open)
    })
}

/// One buyer's visit.
struct Visit {
    buyer: Actor,
    last_key: String,
}

impl Visit {
    async fn begin(hall: &Hall) -> Self {
        let id = hall.world.stranger().await;
        let scopes = Scope::ALL.to_vec();
        let buyer = Actor::Account { account: id, roles: vec![basis::Role::Buyer], scopes };
        Self { buyer, last_key: "first".to_owned() }
    }

    async fn orders(&self, hall: &Hall) -> Vec<orders::Order> {
        let market = &hall.world.market;
        orders::orders_of(market, &self.buyer, &Window::first(100)).await.expect("no surprise").rows
    }

    async fn nth(&self, hall: &Hall, which: usize) -> Option<orders::Order> {
        let orders = self.orders(hall).await;
        let count = orders.len();
        orders.into_iter().nth(which % count.max(1))
    }

    async fn happens(&mut self, hall: &mut Hall, step: &Step) {
        let (world, market) = (&hall.world, hall.world.market.clone());
        match step {
            Step::Take { listing } => world.take(&self.buyer, hall.listings[*listing]).await,
            Step::Remove { listing } => {
                let owner = support::basket_of(&self.buyer);
                orders::remove_from_basket(&market, &owner, hall.listings[*listing]).await.expect("no surprise");
            }
            Step::Checkout { card, again, crash } => {
                if !again {
                    self.last_key = Uuid::new_v4().to_string();
                }
                let prices = world.basket(&self.buyer).await;
                let total = prices.iter().filter_map(|line| line.price()).map(|price| price.minor).sum();
                let attempt = attempt(&self.last_key, total, CARDS[*card]);
                polled(orders::checkout(&market, &self.buyer, &attempt), *crash).await;
            }
            Step::Decide { order, confirm } => {
                let order = self.nth(hall, *order).await;
                if let Some(url) = order.and_then(|order| order.action_url) {
                    let (_, reference) = url.rsplit_once('/').expect("the bank's page");
                    world.bank.decide(reference, *confirm).await.expect("the bank's books");
                }
            }
            Step::Back { order, crash } => {
                if let Some(order) = self.nth(hall, *order).await {
                    polled(orders::back_from_bank(&market, &self.buyer, order.id), *crash).await;
                }
            }
            Step::Refund { order, one_line, crash } => {
                if let Some(order) = self.nth(hall, *order).await {
                    let lines = order.lines.iter().take(usize::from(*one_line)).map(|line| line.id).collect();
                    let asked = Refund { order: order.id, lines, reason: "It broke.".to_owned() };
                    polled(orders::refund(&market, &hall.operator, &asked), *crash).await;
                }
            }
            Step::PayOut { minor } => {
                let creator = hall.creator.account().expect("an account");
                let reference = Uuid::new_v4().to_string();
                let input = PayOut { creator, amount: euro(*minor), reference };
                orders::pay_out(&market, &hall.operator, &input).await.expect("no surprise");
            }
            Step::Notices { arrive: true } => drop(world.post().await),
            Step::Notices { arrive: false } => drop(world.bank.due_notices().await.expect("the bank's books")),
            Step::Work => drop(world.work().await),
            Step::Wait { seconds } => world.clock.advance(chrono::Duration::seconds(*seconds)),
            Step::Wire { cut } => world.wire.cut(*cut),
        }
    }

    /// What must hold after every step, whatever is still under way.
    async fn holds(&self, hall: &Hall) {
        assert!(hall.world.is_balanced().await, "the books add up");
        let mut rights = 0;
        for order in self.orders(hall).await {
            let kept = hall.world.charged(order.id).await.unwrap_or(0);
            let sum: i64 = order.lines.iter().map(|line| line.price.minor).sum();
            assert_eq!(sum, order.total.minor, "the sum of the lines is the total");
            let open = order.lines.iter().filter(|line| line.refund.is_none());
            let left: i64 = open.map(|line| line.price.minor).sum();
            match order.state {
                OrderState::Paid | OrderState::PartlyRefunded => assert_eq!(kept, left, "{order:?}"),
                OrderState::Refunded => assert_eq!(kept, 0, "{order:?}"),
                _ => assert!(kept <= order.total.minor, "{order:?}"),
            }
            // What is being paid back is closed when the money has gone.
            if order.paid_at.is_some() {
                rights += order.lines.iter().filter(|line| line.refund != Some(RefundState::Done)).count();
            }
        }
        assert_eq!(
            hall.world.library(&self.buyer).await.len(),
            rights,
            "what is paid can be downloaded, and nothing else"
        );
    }

    /// Everything comes to its end: the wire is whole, and a day passes.
    async fn ends(&self, hall: &mut Hall) {
        hall.world.wire.cut(false);
        for _ in 0..30 {
            hall.world.clock.advance(chrono::Duration::seconds(1_200));
            hall.world.post().await;
            hall.world.work().await;
        }
        self.holds(hall).await;
        for order in self.orders(hall).await {
            let ended = matches!(
                order.state,
                OrderState::Paid | OrderState::PartlyRefunded | OrderState::Refunded | OrderState::Refused
            );
            assert!(ended, "every order comes to an end: {order:?}");
            let examined = orders::examine_order(&hall.world.market, order.id).await.expect("no surprise");
            assert!(examined.troubles.is_empty() && examined.unanswered == 0, "{order:?}: {examined:?}");
        }
        hall.visits += 1;
        if hall.visits.is_multiple_of(50) {
            let chain = audit::check(&hall.world.market).await.expect("no surprise");
            assert!(matches!(chain, Chain::Whole { .. }), "{chain:?}");
        }
    }
}

/// Lets `work` go on to its end, or drops it after so many polls.
async fn polled<T>(work: impl Future<Output = T>, crash: Option<u32>) {
    struct Crash<'a, F>(Pin<&'a mut F>, u32);
    impl<F: Future> Future for Crash<'_, F> {
        type Output = ();
        fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
            if self.1 == 0 || self.0.as_mut().poll(context).is_ready() {
                return Poll::Ready(());
            }
            self.1 -= 1;
            Poll::Pending
        }
    }
    Crash(pin!(work), crash.unwrap_or(u32::MAX)).await;
}

struct Trade;

impl StateMachineTest for Trade {
    type SystemUnderTest = Visit;
    type Reference = Street;

    fn init_test((): &()) -> Visit {
        let hall = hall(); // Before the runtime is entered: it opens the market on it.
        runtime().block_on(async { Visit::begin(&*hall.lock().await).await })
    }

    fn apply(mut visit: Visit, (): &(), step: Step) -> Visit {
        runtime().block_on(async { visit.happens(&mut *hall().lock().await, &step).await });
        visit
    }

    fn check_invariants(visit: &Visit, (): &()) {
        runtime().block_on(async { visit.holds(&*hall().lock().await).await });
    }

    fn teardown(visit: Visit, (): ()) {
        runtime().block_on(async { visit.ends(&mut *hall().lock().await).await });
    }
}

prop_state_machine! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 200, ..ProptestConfig::with_cases(cases()) })]

    #[test]
    fn nobody_pays_twice_and_nothing_is_lost_whatever_happens_in_whatever_order(sequential 1..24 => Trade);
}

/// Few unless `PROPTEST_CASES` says otherwise: each is a visit of about a dozen steps on a real database.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(24)
}
