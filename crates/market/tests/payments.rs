//! The ways of a payment: whatever the bank does, an order is paid once or not at all, and everybody is told.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use basis::Actor;
use chrono::Duration;
use market::{
    orders::{self, AskAgainOutcome, CheckoutOutcome, NoticeOutcome, OrderState, RefundState},
    page::Window,
    payments::NoticeError,
};
use store::testing::TestStore;
use support::{World, attempt};
use uuid::Uuid;

/// A market with one vase for 6.50 on sale, and somebody who wants it.
struct Shop {
    world: World,
    creator: Actor,
    buyer: Actor,
    vase: Uuid,
}

impl Shop {
    async fn open(store: TestStore) -> Self {
        let world = World::new(store).await;
        let creator = world.creator("Cleo").await;
        let vase = world.on_sale(&creator, "Vase", 20.0, 650).await;
        let buyer = world.buyer("Bea").await;
        Self { world, creator, buyer, vase }
    }

    async fn order(&self, card: &str) -> Uuid {
        self.world.order(&self.buyer, self.vase, 650, card).await
    }

    async fn state(&self, order: Uuid) -> OrderState {
        self.world.state(&self.buyer, order).await
    }

    /// Paid once: one licence, one price at the bank, one share for the creator (6.50 less 13 %, which is 0.845).
    async fn is_sold_once(&self, order: Uuid) {
        assert_eq!(self.state(order).await, OrderState::Paid);
        assert_eq!(self.world.charged(order).await, Some(650));
        assert_eq!(self.world.library(&self.buyer).await.len(), 1);
        assert_eq!(self.world.balance(&self.creator).await, 565);
        assert!(self.world.basket(&self.buyer).await.is_empty(), "what was bought must not be bought again");
        assert!(self.world.is_balanced().await);
    }

    /// Not paid: nothing at the bank, nothing in the library, and the basket as it was.
    async fn is_not_sold(&self, order: Uuid) {
        assert_eq!(self.state(order).await, OrderState::Refused);
        assert_eq!(self.world.charged(order).await.unwrap_or(0), 0);
        assert!(self.world.library(&self.buyer).await.is_empty());
        assert_eq!(self.world.balance(&self.creator).await, 0);
        assert_eq!(self.world.basket(&self.buyer).await.len(), 1);
        assert!(self.world.is_balanced().await);
    }

    /// The payment that the bank's own page asks the buyer to confirm.
    async fn asked_by_the_bank(&self, order: Uuid) -> String {
        let shown = orders::order(&self.world.market, &self.buyer, order).await.expect("no surprise").expect("theirs");
        let url = shown.action_url.expect("where to confirm");
        url.strip_prefix("http://127.0.0.1:8080/test-bank/").expect("the bank's page").to_owned()
    }

    fn mails_about(&self, words: &str) -> usize {
        self.world.letters().iter().filter(|mail| mail.contains(words)).count()
    }
}

store::on_both_databases! {
    async fn a_basket_that_is_checked_out_four_times_at_once_is_one_order(store: TestStore) {
        let shop = Shop::open(store).await;
        shop.world.take(&shop.buyer, shop.vase).await;
        let attempts: Vec<_> = (0..4).map(|tab| attempt(&format!("tab {tab}"), 650, "paid")).collect();
        let all = attempts.iter().map(|attempt| orders::checkout(&shop.world.market, &shop.buyer, attempt));
        let outcomes: Vec<_> = futures::future::try_join_all(all).await.expect("no surprise");
        let placed: Vec<_> = outcomes.iter().filter_map(|outcome| match outcome {
            CheckoutOutcome::Order { order, .. } => Some(*order),
            _ => None,
        }).collect();
        assert_eq!(placed.len(), 1, "{outcomes:?}");
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == CheckoutOutcome::Empty).count(), 3);
        shop.is_sold_once(placed[0]).await;
    }

    async fn a_double_click_is_one_order_and_both_hear_of_it(store: TestStore) {
        let shop = Shop::open(store).await;
        shop.world.take(&shop.buyer, shop.vase).await;
        let click = attempt("the form's own key", 650, "paid");
        let clicks = (0..4).map(|_| orders::checkout(&shop.world.market, &shop.buyer, &click));
        let outcomes = futures::future::try_join_all(clicks).await.expect("no surprise");
        let orders: Vec<_> = outcomes.iter().map(|outcome| match outcome {
            CheckoutOutcome::Order { order, .. } => *order,
            other => panic!("{other:?}"),
        }).collect();
        assert!(orders.iter().all(|order| *order == orders[0]), "{orders:?}");
        let later = orders::checkout(&shop.world.market, &shop.buyer, &click).await.expect("no surprise");
        assert_eq!(later, CheckoutOutcome::Order { order: orders[0], state: OrderState::Paid });
        let other_sum = attempt("the form's own key", 651, "paid");
        let refused = orders::checkout(&shop.world.market, &shop.buyer, &other_sum).await.expect("no surprise");
        assert_eq!(refused, CheckoutOutcome::BadKey);
        shop.is_sold_once(orders[0]).await;
    }

    async fn a_request_that_dies_before_the_bank_heard_of_it_gives_the_basket_back(store: TestStore) {
        let shop = Shop::open(store).await;
        shop.world.take(&shop.buyer, shop.vase).await;
        shop.world.wire.hold(true);
        let (market, buyer) = (shop.world.market.clone(), shop.buyer.clone());
        let request = tokio::spawn(async move {
            orders::checkout(&market, &buyer, &attempt("dies", 650, "paid")).await
        });
        shop.world.wire.waits.notified().await;
        request.abort();
        assert!(request.await.expect_err("it was ended").is_cancelled());
        let again = shop.world.checkout(&shop.buyer, 650, "paid").await;
        assert_eq!(again, CheckoutOutcome::Empty, "the order holds the lines, so that they cannot be paid twice");
        assert_eq!(shop.world.work().await, 0, "the order is not asked about while the request may still be under way");
        shop.world.clock.advance(Duration::seconds(121));
        assert_eq!(shop.world.work().await, 2, "it is asked about, and the buyer gets an e-mail");
        let page = orders::orders_of(&shop.world.market, &shop.buyer, &Window::first(9)).await.expect("no surprise");
        shop.is_not_sold(page.rows[0].id).await;
        assert_eq!(shop.mails_about("back in your basket"), 1);
    }

    async fn a_payment_that_begins_after_its_order_was_closed_is_paid_back(store: TestStore) {
        let shop = Shop::open(store).await;
        shop.world.take(&shop.buyer, shop.vase).await;
        shop.world.wire.hold(true);
        let (market, buyer) = (shop.world.market.clone(), shop.buyer.clone());
        let request = tokio::spawn(async move {
            orders::checkout(&market, &buyer, &attempt("sleeps", 650, "paid")).await
        });
        shop.world.wire.waits.notified().await;
        shop.world.clock.advance(Duration::seconds(121));
        shop.world.work().await;
        shop.world.wire.hold(false);
        let second = shop.world.checkout(&shop.buyer, 650, "paid").await;
        let CheckoutOutcome::Order { order: second, .. } = second else { panic!("{second:?}") };
        shop.world.wire.go_on.notify_one();
        let first = request.await.expect("it ended").expect("no surprise");
        let CheckoutOutcome::Order { order: first, state: OrderState::Refunding } = first else { panic!("{first:?}") };
        shop.world.work().await;
        assert_eq!(shop.state(first).await, OrderState::Refunded);
        assert_eq!(shop.world.charged(first).await, Some(0), "the late payment went back");
        shop.is_sold_once(second).await;
        assert_eq!(shop.mails_about("Refund for order"), 1);
    }

    async fn a_bank_that_charges_while_its_answer_gets_lost_is_asked_and_not_paid_again(store: TestStore) {
        let shop = Shop::open(store).await;
        let order = shop.order("lost_answer").await;
        assert_eq!(shop.state(order).await, OrderState::Placed);
        assert_eq!(shop.world.checkout(&shop.buyer, 650, "paid").await, CheckoutOutcome::Empty);
        shop.world.pass(180).await;
        shop.is_sold_once(order).await;
        assert_eq!(shop.mails_about("Thank you for order"), 1);
    }

    async fn a_bank_that_stays_silent_leaves_the_order_unresolved_and_both_sides_are_told(store: TestStore) {
        let shop = Shop::open(store).await;
        let operator = shop.world.operator().await;
        let order = shop.order("unreachable").await;
        shop.world.pass(6_000).await;
        assert_eq!(shop.state(order).await, OrderState::Unresolved);
        assert_eq!(shop.mails_about("Please do not pay again"), 1);
        assert_eq!(shop.mails_about("asked again by itself"), 1);
        let troubled = orders::troubled_orders(&shop.world.market, &operator, &Window::first(9)).await;
        assert_eq!(troubled.expect("no surprise").rows[0].id, order);
        let asked = orders::ask_again(&shop.world.market, &operator, order).await.expect("no surprise");
        assert_eq!(asked, AskAgainOutcome::Silent);
        assert_eq!(shop.world.checkout(&shop.buyer, 650, "paid").await, CheckoutOutcome::Empty);
        shop.world.pass(9_000).await;
        shop.is_not_sold(order).await;
        assert_eq!(shop.mails_about("back in your basket"), 1);
    }

    async fn a_bank_that_answers_again_after_it_was_given_up_settles_what_it_took(store: TestStore) {
        let shop = Shop::open(store).await;
        let operator = shop.world.operator().await;
        let order = shop.order("slow").await;
        shop.world.wire.cut(true);
        shop.world.pass(9_000).await;
        assert_eq!(shop.state(order).await, OrderState::Unresolved);
        let market = &shop.world.market;
        let nobody = orders::ask_again(market, &shop.buyer, order).await.expect("no surprise");
        assert_eq!(nobody, AskAgainOutcome::NotFound, "only operators ask");
        shop.world.wire.cut(false);
        let asked = orders::ask_again(market, &operator, order).await.expect("no surprise");
        assert_eq!(asked, AskAgainOutcome::Answered(OrderState::Paid));
        shop.is_sold_once(order).await;
    }

    async fn a_bank_that_asks_to_confirm_is_settled_once_by_the_browser_and_its_notice_at_once(store: TestStore) {
        let shop = Shop::open(store).await;
        let order = shop.order("secure").await;
        assert_eq!(shop.state(order).await, OrderState::NeedsAction);
        let market = &shop.world.market;
        let reference = shop.asked_by_the_bank(order).await;
        let back = shop.world.bank.decide(&reference, true).await.expect("the books").expect("it is there");
        assert_eq!(back, format!("http://127.0.0.1:8080/orders/{order}?from=bank"));
        assert_eq!(shop.world.post().await, 1);
        let runner = shop.world.runner();
        let (browser, again, job) = tokio::join!(
            orders::back_from_bank(market, &shop.buyer, order),
            orders::back_from_bank(market, &shop.buyer, order),
            runner.run_until_empty(),
        );
        browser.expect("no surprise");
        again.expect("no surprise");
        job.expect("the queue answers");
        shop.is_sold_once(order).await;
        shop.world.bank.decide(&reference, false).await.expect("the books");
        shop.world.pass(60).await;
        shop.is_sold_once(order).await;
        shop.world.work().await;
        assert_eq!(shop.mails_about("Thank you for order"), 1);
    }

    async fn a_payment_that_begins_before_the_clock_is_set_back_can_be_confirmed(store: TestStore) {
        let shop = Shop::open(store).await;
        let order = shop.order("secure").await;
        let reference = shop.asked_by_the_bank(order).await;
        shop.world.clock.advance(Duration::days(-1));
        shop.world.bank.decide(&reference, true).await.expect("the books").expect("it is there");
        assert_eq!(shop.world.post().await, 1, "the bank tells of it");
        shop.world.work().await;
        shop.is_sold_once(order).await;
    }

    async fn a_payment_that_the_buyer_declines_or_forgets_gives_the_basket_back(store: TestStore) {
        let shop = Shop::open(store).await;
        let order = shop.order("secure").await;
        let reference = shop.asked_by_the_bank(order).await;
        shop.world.bank.decide(&reference, false).await.expect("the books");
        shop.world.post().await;
        shop.world.work().await;
        shop.is_not_sold(order).await;

        let CheckoutOutcome::Order { order, .. } = shop.world.checkout(&shop.buyer, 650, "secure").await else {
            panic!("it needs action")
        };
        shop.world.pass(3_500).await;
        assert_eq!(shop.state(order).await, OrderState::NeedsAction, "the buyer has an hour");
        shop.world.pass(800).await;
        shop.is_not_sold(order).await;
    }

    async fn notices_that_come_late_twice_or_in_the_wrong_order_change_nothing(store: TestStore) {
        let shop = Shop::open(store).await;
        for (card, notices) in [("slow", 1), ("twice", 4), ("disordered", 3)] {
            let buyer = shop.world.buyer(&format!("Bea {card}")).await;
            let before = shop.world.balance(&shop.creator).await;
            let order = shop.world.order(&buyer, shop.vase, 650, card).await;
            assert_eq!(shop.world.state(&buyer, order).await, OrderState::Processing, "{card}");
            let mut heard = 0;
            for _ in 0..10 {
                heard += shop.world.post().await;
                shop.world.work().await;
                shop.world.clock.advance(Duration::seconds(1));
            }
            assert_eq!(heard, notices, "{card}");
            assert_eq!(shop.world.state(&buyer, order).await, OrderState::Paid, "{card}");
            assert_eq!(shop.world.library(&buyer).await.len(), 1, "{card}");
            assert_eq!(shop.world.balance(&shop.creator).await, before + 565, "{card}");
        }
        assert!(shop.world.is_balanced().await);
    }

    async fn a_bank_that_tells_nothing_is_asked(store: TestStore) {
        let shop = Shop::open(store).await;
        let order = shop.order("silent").await;
        assert_eq!(shop.state(order).await, OrderState::Processing);
        shop.world.pass(60).await;
        shop.is_sold_once(order).await;
    }

    async fn a_bank_that_never_decides_leaves_the_order_unresolved_after_a_week(store: TestStore) {
        let shop = Shop::open(store).await;
        let order = shop.order("never").await;
        shop.world.pass(6 * 86_400).await;
        assert_eq!(shop.state(order).await, OrderState::Processing);
        shop.world.pass(2 * 86_400).await;
        assert_eq!(shop.state(order).await, OrderState::Unresolved);
        assert!(shop.world.basket(&shop.buyer).await.is_empty());
    }

    async fn a_refused_transfer_is_told_by_mail_and_the_basket_is_as_it_was(store: TestStore) {
        let shop = Shop::open(store).await;
        let order = shop.order("slow_declined").await;
        shop.world.pass(30).await;
        shop.is_not_sold(order).await;
        assert_eq!(shop.mails_about("back in your basket"), 1);
        let again = shop.world.checkout(&shop.buyer, 650, "paid").await;
        assert!(matches!(again, CheckoutOutcome::Order { state: OrderState::Paid, .. }), "{again:?}");
    }

    async fn a_forged_notice_is_refused(store: TestStore) {
        let shop = Shop::open(store).await;
        let order = shop.order("slow").await;
        shop.world.clock.advance(Duration::seconds(6));
        let genuine = shop.world.bank.due_notices().await.expect("the books").remove(0);
        let (market, body) = (&shop.world.market, String::from_utf8(genuine.body.clone()).expect("text"));
        let other = body.replace(&order.simple().to_string(), &Uuid::nil().simple().to_string());
        let heard = async |name: &str, body: &str| {
            orders::hear_notice(market, name, &genuine.headers, body.as_bytes()).await.expect("no surprise")
        };
        assert_eq!(heard("test", &other).await, NoticeOutcome::Refused(NoticeError::Forged));
        assert_eq!(heard("stripe", &body).await, NoticeOutcome::UnknownProvider);
        let bare = orders::hear_notice(market, "test", &Default::default(), body.as_bytes()).await;
        assert_eq!(bare.expect("no surprise"), NoticeOutcome::Refused(NoticeError::Forged));
        shop.world.clock.advance(Duration::seconds(301));
        assert_eq!(heard("test", &body).await, NoticeOutcome::Refused(NoticeError::Forged), "it is too old");
    }

    async fn a_buyer_who_objects_at_the_bank_makes_a_dispute_that_the_operator_sees(store: TestStore) {
        let shop = Shop::open(store).await;
        let operator = shop.world.operator().await;
        let order = shop.order("disputed").await;
        shop.is_sold_once(order).await;
        shop.world.pass(70).await;
        assert_eq!(shop.state(order).await, OrderState::Disputed);
        assert_eq!(shop.world.library(&shop.buyer).await.len(), 1, "nothing is decided yet");
        assert_eq!(shop.mails_about("is disputed"), 1);
        let page = orders::troubled_orders(&shop.world.market, &operator, &Window::first(9)).await.expect("no surprise");
        assert_eq!((page.rows.len(), page.rows[0].id), (1, order));
        assert!(page.rows[0].refunds.iter().all(|refund| refund.state != RefundState::Done));
    }

    async fn consent_and_a_key_are_asked_for_before_anything_is_placed(store: TestStore) {
        let shop = Shop::open(store).await;
        shop.world.take(&shop.buyer, shop.vase).await;
        let market = &shop.world.market;
        let unwilling = orders::Checkout { consent: false, ..attempt("one", 650, "paid") };
        let outcome = orders::checkout(market, &shop.buyer, &unwilling).await.expect("no surprise");
        assert_eq!(outcome, CheckoutOutcome::ConsentMissing);
        for key in [String::new(), "k".repeat(101)] {
            let outcome = orders::checkout(market, &shop.buyer, &attempt(&key, 650, "paid")).await;
            assert_eq!(outcome.expect("no surprise"), CheckoutOutcome::BadKey);
        }
        let page = orders::orders_of(market, &shop.buyer, &Window::first(9)).await.expect("no surprise");
        assert!(page.rows.is_empty());
        let outcome = orders::checkout(market, &shop.buyer, &attempt(&"k".repeat(100), 650, "paid")).await;
        assert!(matches!(outcome.expect("no surprise"), CheckoutOutcome::Order { state: OrderState::Paid, .. }));
    }
}
