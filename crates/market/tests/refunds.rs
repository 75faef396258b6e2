//! Paying back and paying out: what moved is answered, and nothing moves twice.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use basis::Actor;
use market::orders::{self, Download, OrderState, PayOut, PayOutOutcome, Refund, RefundOutcome, RefundState, Target};
use support::{World, euro};
use uuid::Uuid;

fn all_of(order: Uuid) -> Refund {
    Refund { order, lines: Vec::new(), reason: "The lid does not fit.".to_owned() }
}

async fn pay_back(world: &World, operator: &Actor, refund: &Refund) -> RefundOutcome {
    orders::refund(&world.market, operator, refund).await.expect("no surprise")
}

async fn pay_out(world: &World, operator: &Actor, creator: &Actor, minor: i64, reference: &str) -> PayOutOutcome {
    let creator = creator.account().expect("an account");
    let input = PayOut { creator, amount: euro(minor), reference: reference.to_owned() };
    orders::pay_out(&world.market, operator, &input).await.expect("no surprise")
}

store::on_both_databases! {
    async fn a_refund_keeps_its_reason_and_closes_the_downloads(store: TestStore) {
        let world = World::new(store).await;
        let (creator, buyer, operator) = (world.creator("Cleo").await, world.buyer("Bea").await, world.operator().await);
        let vase = world.on_sale(&creator, "Vase", 20.0, 650).await;
        let order = world.buy(&buyer, vase, 650).await;
        let link = world.library(&buyer).await[0].link(&world.market, Target::All);
        let short = Refund { reason: "no".to_owned(), ..all_of(order) };
        assert!(matches!(pay_back(&world, &operator, &short).await, RefundOutcome::Invalid(_)));
        assert_eq!(pay_back(&world, &buyer, &all_of(order)).await, RefundOutcome::NotFound);
        assert_eq!(pay_back(&world, &operator, &all_of(order)).await, RefundOutcome::Refunded { whole: true });
        assert_eq!(pay_back(&world, &operator, &all_of(order)).await, RefundOutcome::NotPaid);
        let shown = orders::order(&world.market, &buyer, order).await.expect("no surprise").expect("theirs");
        assert_eq!(shown.state, OrderState::Refunded);
        let [refund] = &shown.refunds[..] else { panic!("{:?}", shown.refunds) };
        assert_eq!((refund.amount, refund.reason.as_str()), (euro(650), "The lid does not fit."));
        assert_eq!(refund.state, RefundState::Done);
        let opened = orders::open_link(&world.market, &link.token).await.expect("no surprise");
        assert!(matches!(opened, Download::NotFound), "{opened:?}");
        assert_eq!((world.charged(order).await, world.balance(&creator).await), (Some(0), 0));
        world.work().await;
        assert_eq!(world.letters().iter().filter(|mail| mail.contains("The lid does not fit.")).count(), 1);
        assert!(world.is_balanced().await);
    }

    async fn one_line_of_an_order_can_be_paid_back_and_the_other_stays(store: TestStore) {
        let world = World::new(store).await;
        let (creator, buyer, operator) = (world.creator("Cleo").await, world.buyer("Bea").await, world.operator().await);
        let vase = world.on_sale(&creator, "Vase", 20.0, 650).await;
        let lamp = world.on_sale(&creator, "Lamp", 30.0, 1_000).await;
        world.take(&buyer, vase).await;
        let order = world.order(&buyer, lamp, 1_650, "paid").await;
        let shown = orders::order(&world.market, &buyer, order).await.expect("no surprise").expect("theirs");
        let line = shown.lines.iter().find(|line| line.listing == vase).expect("the vase").id;
        let some = Refund { lines: vec![line], ..all_of(order) };
        assert_eq!(pay_back(&world, &operator, &some).await, RefundOutcome::Refunded { whole: false });
        assert_eq!(pay_back(&world, &operator, &some).await, RefundOutcome::NotPaid, "that line went back already");
        assert_eq!(world.state(&buyer, order).await, OrderState::PartlyRefunded);
        let library = world.library(&buyer).await;
        assert_eq!((library.len(), library[0].listing.id), (1, lamp));
        // 10.00 less 13 % is 8.70.
        assert_eq!((world.charged(order).await, world.balance(&creator).await), (Some(1_000), 870));
        assert_eq!(pay_back(&world, &operator, &all_of(order)).await, RefundOutcome::Refunded { whole: true });
        assert_eq!((world.charged(order).await, world.balance(&creator).await), (Some(0), 0));
        assert!(world.is_balanced().await);
    }

    async fn a_refund_asked_for_many_times_at_once_is_made_once(store: TestStore) {
        let world = World::new(store).await;
        let (creator, buyer, operator) = (world.creator("Cleo").await, world.buyer("Bea").await, world.operator().await);
        let vase = world.on_sale(&creator, "Vase", 20.0, 650).await;
        let order = world.buy(&buyer, vase, 650).await;
        let input = all_of(order);
        let clicks = (0..6).map(|_| orders::refund(&world.market, &operator, &input));
        let outcomes = futures::future::try_join_all(clicks).await.expect("no surprise");
        let made = outcomes.iter().filter(|outcome| matches!(outcome, RefundOutcome::Refunded { .. })).count();
        assert_eq!(made, 1, "{outcomes:?}");
        let shown = orders::order(&world.market, &buyer, order).await.expect("no surprise").expect("theirs");
        assert_eq!((shown.refunds.len(), world.charged(order).await), (1, Some(0)));
        assert_eq!(world.balance(&creator).await, 0);
        assert!(world.is_balanced().await);
    }

    async fn a_refund_whose_bank_is_silent_is_seen_through_later(store: TestStore) {
        let world = World::new(store).await;
        let (creator, buyer, operator) = (world.creator("Cleo").await, world.buyer("Bea").await, world.operator().await);
        let vase = world.on_sale(&creator, "Vase", 20.0, 650).await;
        let order = world.buy(&buyer, vase, 650).await;
        world.wire.cut(true);
        assert_eq!(pay_back(&world, &operator, &all_of(order)).await, RefundOutcome::UnderWay);
        assert_eq!(world.state(&buyer, order).await, OrderState::Refunding);
        assert_eq!(pay_back(&world, &operator, &all_of(order)).await, RefundOutcome::NotPaid, "one is under way");
        world.pass(7_200).await;
        assert_eq!((world.state(&buyer, order).await, world.charged(order).await), (OrderState::Refunding, Some(650)));
        world.wire.cut(false);
        world.pass(7_200).await;
        assert_eq!((world.state(&buyer, order).await, world.charged(order).await), (OrderState::Refunded, Some(0)));
        assert!(world.library(&buyer).await.is_empty() && world.is_balanced().await);
    }

    async fn a_refund_that_the_bank_rejects_moves_nothing_and_the_operators_are_told(store: TestStore) {
        let world = World::new(store).await;
        let (creator, buyer, operator) = (world.creator("Cleo").await, world.buyer("Bea").await, world.operator().await);
        let vase = world.on_sale(&creator, "Vase", 20.0, 650).await;
        let order = world.order(&buyer, vase, 650, "no_refund").await;
        let outcome = pay_back(&world, &operator, &all_of(order)).await;
        assert!(matches!(&outcome, RefundOutcome::Rejected { words } if words.contains("nothing back")), "{outcome:?}");
        assert_eq!(world.state(&buyer, order).await, OrderState::Paid);
        assert_eq!((world.library(&buyer).await.len(), world.balance(&creator).await), (1, 565));
        world.work().await;
        assert_eq!(world.letters().iter().filter(|mail| mail.contains("failed")).count(), 1);
        let outcome = pay_back(&world, &operator, &all_of(order)).await;
        assert!(matches!(outcome, RefundOutcome::Rejected { .. }), "it can be tried again");
    }

    async fn a_creator_who_was_paid_out_can_be_refunded_against_and_earns_it_back(store: TestStore) {
        let world = World::new(store).await;
        let (creator, buyer, operator) = (world.creator("Cleo").await, world.buyer("Bea").await, world.operator().await);
        let vase = world.on_sale(&creator, "Vase", 20.0, 650).await;
        let order = world.buy(&buyer, vase, 650).await;
        let short = pay_out(&world, &operator, &creator, 566, "a").await;
        assert!(matches!(&short, PayOutOutcome::Invalid(wrong) if wrong[0].field == "reference"), "{short:?}");
        let low = pay_out(&world, &operator, &creator, 566, "SEPA 1").await;
        assert_eq!(low, PayOutOutcome::BalanceTooLow { balance: euro(565) });
        assert_eq!(pay_out(&world, &buyer, &creator, 565, "SEPA 1").await, PayOutOutcome::NotFound);
        assert_eq!(pay_out(&world, &operator, &creator, 565, "SEPA 1").await, PayOutOutcome::Booked { left: euro(0) });
        assert_eq!(pay_out(&world, &operator, &creator, 565, "SEPA 1").await, PayOutOutcome::BookedBefore);
        assert_eq!(pay_back(&world, &operator, &all_of(order)).await, RefundOutcome::Refunded { whole: true });
        assert_eq!(world.balance(&creator).await, -565);
        world.buy(&world.buyer("Bo").await, vase, 650).await;
        assert_eq!(world.balance(&creator).await, 0);
        assert!(world.is_balanced().await);
    }

    async fn two_payouts_at_once_do_not_spend_the_same_money(store: TestStore) {
        let world = World::new(store).await;
        let (creator, buyer, operator) = (world.creator("Cleo").await, world.buyer("Bea").await, world.operator().await);
        let vase = world.on_sale(&creator, "Vase", 20.0, 650).await;
        world.buy(&buyer, vase, 650).await;
        let references = ["SEPA 1", "SEPA 2", "SEPA 3", "SEPA 4"];
        let all = references.map(|reference| pay_out(&world, &operator, &creator, 400, reference));
        let outcomes = futures::future::join_all(all).await;
        let booked = outcomes.iter().filter(|outcome| matches!(outcome, PayOutOutcome::Booked { .. })).count();
        assert_eq!((booked, world.balance(&creator).await), (1, 165), "{outcomes:?}");
        assert!(world.is_balanced().await);
    }
}
