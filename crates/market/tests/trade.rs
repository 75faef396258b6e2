//! Buying and paying back when something is not as it was.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use basis::Actor;
use market::{
    audit::{self, Chain},
    catalog::{self, Edit, EditOutcome, OfferInput},
    orders::{self, CheckoutOutcome, Download, Owner, RefundOutcome, SettleOrder, Target},
};
use support::{World, euro};

store::on_both_databases! {
    async fn a_declined_payment_leaves_the_basket_as_it_was(store: TestStore) {
        let world = World::new(store).await;
        let creator = world.creator("Cleo").await;
        let listing = world.on_sale(&creator, "Vase", 20.0, 650).await;
        let buyer = world.buyer("Bea").await;
        world.take(&buyer, listing).await;
        let refused = world.checkout(&buyer, 650, "declined").await;
        let CheckoutOutcome::Refused { order, words } = refused else { panic!("{refused:?}") };
        assert!(words.contains("declined"), "{words}");
        assert_eq!(world.basket(&buyer).await.len(), 1);
        assert!(orders::library(&world.market, &buyer).await.expect("no surprise").is_empty());
        assert_eq!(world.balance(&creator).await, 0);
        let kept = orders::order(&world.market, &buyer, order).await.expect("no surprise").expect("kept");
        assert_eq!((kept.state.as_str(), kept.refusal), ("failed", words.clone()));
        let again = SettleOrder { order, method: "card".to_owned() };
        let settled = orders::settle_order(&world.market, &again).await.expect("no surprise");
        assert_eq!(settled, Some(words), "a refused order is not charged later");
        assert!(matches!(world.checkout(&buyer, 650, "card").await, CheckoutOutcome::Paid(_)));
    }

    async fn an_order_settled_twice_is_one_sale(store: TestStore) {
        let world = World::new(store).await;
        let creator = world.creator("Cleo").await;
        let listing = world.on_sale(&creator, "Vase", 20.0, 650).await;
        let buyer = world.buyer("Bea").await;
        let order = world.buy(&buyer, listing, 650).await;
        let earned = world.balance(&creator).await;
        let job = SettleOrder { order, method: "card".to_owned() };
        for _ in 0..2 {
            assert_eq!(orders::settle_order(&world.market, &job).await.expect("no surprise"), None);
        }
        world.work().await;
        assert_eq!(world.balance(&creator).await, earned);
        assert_eq!(orders::library(&world.market, &buyer).await.expect("no surprise").len(), 1);
        assert!(world.is_balanced().await);
    }

    async fn an_order_that_many_settle_at_once_is_one_sale_and_all_hear_the_same(store: TestStore) {
        let world = World::new(store).await;
        let creator = world.creator("Cleo").await;
        let listing = world.on_sale(&creator, "Vase", 20.0, 650).await;
        for (method, sold) in [("declined", 0), ("card", 1)] {
            let buyer = world.buyer(&format!("Bea {method}")).await;
            let order = world.pending_order(&buyer, listing, 650).await;
            let job = SettleOrder { order, method: method.to_owned() };
            let settling = (0..6).map(|_| orders::settle_order(&world.market, &job));
            let heard = futures::future::try_join_all(settling).await.expect("no surprise");
            assert!(heard.iter().all(|words| words.is_some() == (sold == 0)), "{heard:?}");
            assert_eq!(orders::library(&world.market, &buyer).await.expect("no surprise").len(), sold);
        }
        assert!(world.is_balanced().await);
    }

    async fn an_order_whose_provider_did_not_answer_is_settled_later_and_leaves_the_basket(store: TestStore) {
        let world = World::new(store).await;
        let creator = world.creator("Cleo").await;
        let listing = world.on_sale(&creator, "Vase", 20.0, 650).await;
        let buyer = world.buyer("Bea").await;
        let order = world.pending_order(&buyer, listing, 650).await;
        assert!(orders::library(&world.market, &buyer).await.expect("no surprise").is_empty());
        assert_eq!(world.work().await, 1, "the job asks the provider again");
        world.clock.advance(chrono::Duration::seconds(3));
        assert_eq!(world.work().await, 1, "and again, after a wait");
        let job = SettleOrder { order, method: "card".to_owned() };
        assert_eq!(orders::settle_order(&world.market, &job).await.expect("no surprise"), None);
        assert_eq!(orders::library(&world.market, &buyer).await.expect("no surprise").len(), 1);
        assert!(world.basket(&buyer).await.is_empty(), "what was bought must not be bought again");
    }

    async fn a_price_that_changed_is_not_charged(store: TestStore) {
        let world = World::new(store).await;
        let creator = world.creator("Cleo").await;
        let listing = world.on_sale(&creator, "Vase", 20.0, 650).await;
        let buyer = world.buyer("Bea").await;
        world.take(&buyer, listing).await;
        assert_eq!(world.checkout(&buyer, 649, "card").await, CheckoutOutcome::PriceChanged);
        reprice(&world, &creator, listing, 900).await;
        assert_eq!(world.checkout(&buyer, 650, "card").await, CheckoutOutcome::Empty, "that offer is closed");
        world.take(&buyer, listing).await;
        assert_eq!(world.checkout(&buyer, 650, "card").await, CheckoutOutcome::PriceChanged);
        assert!(matches!(world.checkout(&buyer, 900, "card").await, CheckoutOutcome::Paid(_)));
        assert_eq!(world.checkout(&buyer, 0, "card").await, CheckoutOutcome::Empty);
        assert_eq!(world.checkout(&Actor::Visitor, 0, "card").await, CheckoutOutcome::NotSignedIn);
    }

    async fn a_visitors_basket_comes_along_when_they_sign_in(store: TestStore) {
        let world = World::new(store).await;
        let creator = world.creator("Cleo").await;
        let listing = world.on_sale(&creator, "Vase", 20.0, 650).await;
        let visitor = Owner::Visitor("a cookie's secret".to_owned());
        let offer = world.offer(listing).await;
        assert!(orders::add_to_basket(&world.market, &visitor, offer).await.expect("no surprise"));
        let buyer = world.buyer("Bea").await;
        let account = Owner::Account(buyer.account().expect("an account"));
        orders::merge_baskets(&world.market, &visitor, &account).await.expect("no surprise");
        orders::merge_baskets(&world.market, &visitor, &account).await.expect("no surprise");
        assert_eq!(world.basket(&buyer).await.len(), 1);
        assert!(orders::basket(&world.market, &visitor).await.expect("no surprise").is_empty());
        assert!(catalog::withdraw(&world.market, &creator, listing).await.expect("no surprise"));
        assert!(world.basket(&buyer).await.is_empty(), "what was taken off sale cannot be bought");
    }

    async fn a_free_pattern_is_handed_over_without_a_transfer(store: TestStore) {
        let world = World::new(store).await;
        let creator = world.creator("Cleo").await;
        let listing = world.on_sale(&creator, "Vase", 20.0, 0).await;
        let buyer = world.buyer("Bea").await;
        let order = world.buy(&buyer, listing, 0).await;
        assert_eq!(orders::library(&world.market, &buyer).await.expect("no surprise").len(), 1);
        assert_eq!(world.balance(&creator).await, 0);
        let operator = world.operator().await;
        let outcome = orders::refund(&world.market, &operator, order).await.expect("no surprise");
        assert_eq!(outcome, RefundOutcome::Refunded);
        assert!(orders::library(&world.market, &buyer).await.expect("no surprise").is_empty());
    }

    async fn a_link_ends_with_its_time_and_cannot_be_bent(store: TestStore) {
        let world = World::new(store).await;
        let creator = world.creator("Cleo").await;
        let listing = world.on_sale(&creator, "Vase", 20.0, 650).await;
        let buyer = world.buyer("Bea").await;
        world.buy(&buyer, listing, 650).await;
        let entitlement = orders::library(&world.market, &buyer).await.expect("no surprise")[0].entitlement;
        let link = orders::link(&world.market, &buyer, entitlement, Target::All).await.expect("no surprise");
        let token = link.expect("theirs").token;
        let (claim, signature) = token.rsplit_once('.').expect("a signature");
        let later = format!("{}9.{signature}", claim);
        for bent in [later.as_str(), claim, "", "a.b.c.d", &format!("{claim}.{}", "0".repeat(64))] {
            let opened = orders::open_link(&world.market, bent).await.expect("no surprise");
            assert!(matches!(opened, Download::NotFound), "{bent}");
        }
        world.clock.advance(chrono::Duration::seconds(3_600));
        let opened = orders::open_link(&world.market, &token).await.expect("no surprise");
        assert!(matches!(opened, Download::All(_)), "{opened:?}");
        world.clock.advance(chrono::Duration::seconds(1));
        let opened = orders::open_link(&world.market, &token).await.expect("no surprise");
        assert!(matches!(opened, Download::Expired), "{opened:?}");
    }

    async fn sales_and_refunds_at_once_leave_the_books_balanced(store: TestStore) {
        let world = World::new(store).await;
        let creator = world.creator("Cleo").await;
        let listing = world.on_sale(&creator, "Vase", 20.0, 650).await;
        let operator = world.operator().await;
        let mut orders_paid = Vec::new();
        for index in 0..4 {
            let buyer = world.buyer(&format!("Bea {index}")).await;
            orders_paid.push(world.buy(&buyer, listing, 650).await);
        }
        let mut buyers = Vec::new();
        for index in 4..8 {
            let buyer = world.buyer(&format!("Bea {index}")).await;
            world.take(&buyer, listing).await;
            buyers.push(buyer);
        }
        let refunds = orders_paid.iter().map(|order| orders::refund(&world.market, &operator, *order));
        let sales = buyers.iter().map(|buyer| orders::checkout(&world.market, buyer, euro(650), "card"));
        let (refunded, sold) =
            tokio::join!(futures::future::join_all(refunds), futures::future::join_all(sales));
        for outcome in refunded {
            assert_eq!(outcome.expect("no surprise"), RefundOutcome::Refunded);
        }
        for outcome in sold {
            assert!(matches!(outcome.expect("no surprise"), CheckoutOutcome::Paid(_)));
        }
        assert!(world.is_balanced().await);
        let (_, rest) = euro(650).split(1_300);
        assert_eq!(world.balance(&creator).await, 4 * rest.minor);
        let chain = audit::check(&world.market).await.expect("no surprise");
        assert!(matches!(chain, Chain::Whole { .. }), "{chain:?}");
    }
}

async fn reprice(world: &World, creator: &Actor, listing: uuid::Uuid, price_minor: i64) {
    let draft = catalog::draft(&world.market, creator, listing).await.expect("no surprise").expect("their own");
    let input = Edit {
        title: draft.listing.title,
        description: draft.listing.description,
        category: draft.listing.category,
        tags: draft.tags,
        attributes: draft.attributes,
        made_with_ai: false,
        offers: vec![OfferInput { license: "personal".to_owned(), price: euro(price_minor) }],
    };
    let outcome = catalog::edit(&world.market, creator, listing, input).await.expect("no surprise");
    assert_eq!(outcome, EditOutcome::Edited);
}
