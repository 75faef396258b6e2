//! Buying and paying back when something is not as it was.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use basis::Actor;
use market::{
    audit::{self, Chain},
    catalog::{self, Edit, EditOutcome, OfferInput},
    ingest, limits,
    orders::{self, AddOutcome, CheckoutOutcome, Download, OrderState, Owner, Refund, RefundOutcome, Target},
};
use sea_orm::{EntityTrait as _, IntoActiveModel as _};
use store::entities::{basket_line, listing};
use support::{World, attempt, basket_of, euro, plate};
use uuid::Uuid;

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
        assert!(world.library(&buyer).await.is_empty());
        assert_eq!(world.balance(&creator).await, 0);
        let kept = orders::order(&world.market, &buyer, order).await.expect("no surprise").expect("kept");
        assert_eq!((kept.state, kept.refusal), (OrderState::Refused, words));
        let again = world.checkout(&buyer, 650, "paid").await;
        assert!(matches!(again, CheckoutOutcome::Order { state: OrderState::Paid, .. }), "{again:?}");
    }

    async fn a_price_that_changed_is_not_charged(store: TestStore) {
        let world = World::new(store).await;
        let creator = world.creator("Cleo").await;
        let listing = world.on_sale(&creator, "Vase", 20.0, 650).await;
        let buyer = world.buyer("Bea").await;
        world.take(&buyer, listing).await;
        let changed = |minor| CheckoutOutcome::PriceChanged { total: euro(minor) };
        assert_eq!(world.checkout(&buyer, 649, "paid").await, changed(650));
        reprice(&world, &creator, listing, 900).await;
        let [line] = &world.basket(&buyer).await[..] else { panic!("it is still in the basket") };
        assert_eq!((line.seen, line.price()), (euro(650), Some(euro(900))), "so that the change can be told");
        assert_eq!(world.checkout(&buyer, 650, "paid").await, changed(900));
        let bought = world.checkout(&buyer, 900, "paid").await;
        assert!(matches!(bought, CheckoutOutcome::Order { state: OrderState::Paid, .. }), "{bought:?}");
        assert_eq!(world.checkout(&buyer, 0, "paid").await, CheckoutOutcome::Empty);
        assert_eq!(world.checkout(&Actor::Visitor, 0, "paid").await, CheckoutOutcome::NotSignedIn);
    }

    async fn a_visitors_basket_comes_along_when_they_sign_in(store: TestStore) {
        let world = World::new(store).await;
        let creator = world.creator("Cleo").await;
        let listing = world.on_sale(&creator, "Vase", 20.0, 650).await;
        let visitor = Owner::Visitor("a cookie's secret".to_owned());
        let offer = world.offer(listing).await;
        let added = orders::add_to_basket(&world.market, &visitor, offer).await.expect("no surprise");
        assert_eq!(added, AddOutcome::Added);
        let buyer = world.buyer("Bea").await;
        let account = Owner::Account(buyer.account().expect("an account"));
        orders::merge_baskets(&world.market, &visitor, &account).await.expect("no surprise");
        orders::merge_baskets(&world.market, &visitor, &account).await.expect("no surprise");
        assert_eq!(world.basket(&buyer).await.len(), 1);
        assert!(orders::basket(&world.market, &visitor).await.expect("no surprise").is_empty());
        assert!(catalog::withdraw(&world.market, &creator, listing).await.expect("no surprise"));
        assert_eq!(world.basket(&buyer).await[0].price(), None, "what was taken off sale is told, and cannot be bought");
        assert_eq!(world.checkout(&buyer, 650, "paid").await, CheckoutOutcome::Empty);
    }

    async fn a_free_pattern_is_handed_over_without_a_transfer(store: TestStore) {
        let world = World::new(store).await;
        let creator = world.creator("Cleo").await;
        let listing = world.on_sale(&creator, "Vase", 20.0, 0).await;
        let buyer = world.buyer("Bea").await;
        let order = world.buy(&buyer, listing, 0).await;
        assert_eq!(world.library(&buyer).await.len(), 1);
        assert_eq!((world.balance(&creator).await, world.charged(order).await), (0, None));
        let operator = world.operator().await;
        let outcome = orders::refund(&world.market, &operator, &refund_of(order)).await.expect("no surprise");
        assert_eq!(outcome, RefundOutcome::Refunded { whole: true });
        assert!(world.library(&buyer).await.is_empty());
    }

    async fn a_link_ends_with_its_time_and_cannot_be_bent(store: TestStore) {
        let world = World::new(store).await;
        let creator = world.creator("Cleo").await;
        let listing = world.on_sale(&creator, "Vase", 20.0, 650).await;
        let buyer = world.buyer("Bea").await;
        world.buy(&buyer, listing, 650).await;
        let entitlement = world.library(&buyer).await[0].entitlement;
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
        let asked: Vec<_> = orders_paid.iter().map(|order| refund_of(*order)).collect();
        let refunds = asked.iter().map(|asked| orders::refund(&world.market, &operator, asked));
        let attempt = attempt("once", 650, "paid");
        let sales = buyers.iter().map(|buyer| orders::checkout(&world.market, buyer, &attempt));
        let (refunded, sold) =
            tokio::join!(futures::future::join_all(refunds), futures::future::join_all(sales));
        for outcome in refunded {
            assert_eq!(outcome.expect("no surprise"), RefundOutcome::Refunded { whole: true });
        }
        for outcome in sold {
            let outcome = outcome.expect("no surprise");
            assert!(matches!(outcome, CheckoutOutcome::Order { state: OrderState::Paid, .. }), "{outcome:?}");
        }
        assert!(world.is_balanced().await);
        // 13 % of 6.50 is 0.845, rounded half up: 5.65 of each for the creator.
        assert_eq!(world.balance(&creator).await, 4 * 565);
        let chain = audit::check(&world.market).await.expect("no surprise");
        assert!(matches!(chain, Chain::Whole { .. }), "{chain:?}");
    }

    async fn a_listing_stands_in_a_basket_once_also_after_two_baskets_are_merged(store: TestStore) {
        let world = World::new(store).await;
        let creator = world.creator("Cleo").await;
        let listing = world.on_sale(&creator, "Vase", 20.0, 650).await;
        let (buyer, visitor) = (world.buyer("Bea").await, Owner::Visitor("a cookie's secret".to_owned()));
        offer_both(&world, &creator, listing, 650, 2_000).await;
        let page = catalog::listing_by_id(&world.market, &Actor::Visitor, listing).await.expect("no surprise");
        let offers = page.expect("it is on sale").offers;
        let [personal, commercial] = &offers[..] else { panic!("{offers:?}") };
        for (owner, offer) in [(&basket_of(&buyer), personal.id), (&visitor, commercial.id)] {
            orders::add_to_basket(&world.market, owner, offer).await.expect("no surprise");
        }
        orders::merge_baskets(&world.market, &visitor, &basket_of(&buyer)).await.expect("no surprise");
        let [line] = &world.basket(&buyer).await[..] else { panic!("one licence a listing") };
        assert_eq!((line.license.slug, line.price()), ("commercial", Some(euro(2_000))), "the one chosen last");
    }

    async fn a_full_basket_takes_no_more(store: TestStore) {
        let world = World::new(store).await;
        let creator = world.creator("Cleo").await;
        let listing = world.on_sale(&creator, "Vase", 20.0, 0).await;
        let buyer = world.buyer("Bea").await;
        fill_basket(&world, &buyer, listing).await;
        let offer = world.offer(listing).await;
        let outcome = orders::add_to_basket(&world.market, &basket_of(&buyer), offer).await.expect("no surprise");
        assert_eq!(outcome, AddOutcome::Full);
    }

    async fn what_was_bought_stays_beside_a_newer_version(store: TestStore) {
        let world = World::new(store).await;
        let creator = world.creator("Cleo").await;
        let listing = world.on_sale(&creator, "Vase", 20.0, 650).await;
        let buyer = world.buyer("Bea").await;
        world.buy(&buyer, listing, 650).await;
        let bought = world.library(&buyer).await.remove(0);
        assert!(bought.bought.is_none());
        let old = bought.link(&world.market, Target::File(bought.files[0].id));

        let draft = catalog::draft(&world.market, &creator, listing).await.expect("no surprise").expect("their own");
        for file in draft.files {
            ingest::remove_file(&world.market, &creator, file.id).await.expect("no surprise");
        }
        world.add(&creator, listing, "vase-mended.svg", &plate(21.0)).await;
        world.work().await;
        catalog::publish(&world.market, &creator, listing).await.expect("no surprise");

        let line = world.library(&buyer).await.remove(0);
        let names = |files: &[catalog::FileLine]| files.iter().map(|file| file.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&line.files), ["vase-mended.svg"]);
        assert_eq!(names(&line.bought.clone().expect("what was bought")), ["plate.svg"]);
        let Download::File(_, file) = orders::open_link(&world.market, &old.token).await.expect("no surprise") else {
            panic!("the link that was handed out goes on to open what it named")
        };
        assert_eq!(file.name, "plate.svg");
        for (target, name) in [(Target::All, "vase-mended.svg"), (Target::AllAsBought, "plate.svg")] {
            let link = line.link(&world.market, target);
            let opened = orders::open_link(&world.market, &link.token).await.expect("no surprise");
            let Download::All(entitled) = opened else { panic!("{opened:?}") };
            assert_eq!(names(&entitled.files), [name]);
        }
    }
}

fn refund_of(order: Uuid) -> Refund {
    Refund { order, lines: Vec::new(), reason: "The lid does not fit.".to_owned() }
}

/// Fills the basket with as many listings as it holds: copies of the row of `listing`.
async fn fill_basket(world: &World, buyer: &Actor, listing: Uuid) {
    let store = world.market.store();
    let row = listing::Entity::find_by_id(listing).one(store.read()).await.expect("read").expect("there");
    let tx = store.begin().await.expect("a transaction");
    for number in 0..limits::BASKET_LINES.max {
        let id = Uuid::from_u128(number as u128 + 1);
        let copy = listing::Model { id, slug: format!("vase-{number}"), ..row.clone() };
        listing::Entity::insert(copy.into_active_model()).exec_without_returning(&tx).await.expect("written");
        let line = basket_line::Model {
            owner: format!("account:{}", buyer.account().expect("an account")),
            listing_id: id,
            license: "personal".to_owned(),
            seen_minor: 0,
            currency: "EUR".to_owned(),
            added_at: world.market.now(),
        };
        basket_line::Entity::insert(line.into_active_model()).exec_without_returning(&tx).await.expect("written");
    }
    tx.commit().await.expect("committed");
}

async fn reprice(world: &World, creator: &Actor, listing: Uuid, price_minor: i64) {
    offer(world, creator, listing, &[("personal", price_minor)]).await;
}

async fn offer_both(world: &World, creator: &Actor, listing: Uuid, personal_minor: i64, commercial_minor: i64) {
    offer(world, creator, listing, &[("personal", personal_minor), ("commercial", commercial_minor)]).await;
}

async fn offer(world: &World, creator: &Actor, listing: Uuid, prices_minor: &[(&str, i64)]) {
    let draft = catalog::draft(&world.market, creator, listing).await.expect("no surprise").expect("their own");
    let input = Edit {
        title: draft.listing.title,
        description: draft.listing.description,
        category: draft.listing.category,
        tags: draft.tags,
        attributes: draft.attributes,
        made_with_ai: false,
        offers: prices_minor
            .iter()
            .map(|(license, minor)| OfferInput { license: (*license).to_owned(), price: euro(*minor) })
            .collect(),
    };
    let outcome = catalog::edit(&world.market, creator, listing, input).await.expect("no surprise");
    assert_eq!(outcome, EditOutcome::Edited);
}
