//! What is free is fetched in one step, with an account or without.

mod support;

use basis::Actor;
use market::{
    Settings, catalog,
    orders::{self, Content, Download, Entitled, TakeOutcome},
    page::Window,
};
use support::World;
use uuid::Uuid;

/// A market with a free plate in it, and its offer.
async fn shop(store: store::testing::TestStore, settings: Settings) -> (World, Actor, Uuid, Uuid) {
    let world = World::with(store, settings).await;
    let cleo = world.creator("Cleo Creator").await;
    let listing = world.on_sale(&cleo, "Gift box", 20.0, 0).await;
    let offer = world.offer(listing).await;
    (world, cleo, listing, offer)
}

async fn taken(world: &World, actor: &Actor, offer: Uuid) -> orders::Link {
    match orders::take_free(&world.market, actor, offer).await.expect("no surprise") {
        TakeOutcome::Taken(link) => link,
        other => panic!("{other:?}"),
    }
}

async fn opened(world: &World, link: &orders::Link) -> Option<(Entitled, String)> {
    match orders::open_link(&world.market, &link.token).await.expect("no surprise") {
        Download::File(entitled, file) => Some((*entitled, file.name)),
        Download::All(entitled) => Some((*entitled, "all".to_owned())),
        Download::NotFound => None,
        Download::Expired => panic!("it has just been made"),
    }
}

store::on_both_databases! {
    async fn whoever_is_signed_in_has_it_in_the_library_once_and_without_an_email(store: TestStore) {
        let (world, _, listing, offer) = shop(store, Settings::default()).await;
        let bea = world.buyer("Bea Buyer").await;
        world.take(&bea, listing).await;
        let mails = world.post().await;
        let all = futures::future::join_all((0..8).map(|_| orders::take_free(&world.market, &bea, offer))).await;
        assert!(all.into_iter().all(|taken| matches!(taken.expect("no surprise"), TakeOutcome::Taken(_))));
        let link = taken(&world, &bea, offer).await;
        let (entitled, file) = opened(&world, &link).await.expect("it opens");
        assert_eq!((file.as_str(), entitled.listing.id), ("plate.svg", listing));
        let right = entitled.right.expect("hers");
        assert_eq!(right.account, bea.account().expect("an account"));
        let library = world.library(&bea).await;
        assert_eq!((library.len(), library[0].entitlement), (1, right.entitlement));
        let orders = orders::orders_of(&world.market, &bea, &Window::first(9)).await.expect("no surprise");
        assert_eq!(orders.rows.len(), 1);
        assert_eq!((orders.rows[0].total.minor, orders.rows[0].consent), (0, None));
        assert!(world.basket(&bea).await.is_empty(), "it is not bought a second time");
        assert_eq!(world.post().await, mails, "nothing was paid that a receipt would have to prove");
        assert!(world.is_balanced().await);
    }

    async fn nobody_needs_an_account_for_it(store: TestStore) {
        let (world, cleo, listing, offer) = shop(store, Settings::default()).await;
        let link = taken(&world, &Actor::Visitor, offer).await;
        let (entitled, file) = opened(&world, &link).await.expect("it opens");
        assert_eq!((file.as_str(), entitled.right), ("plate.svg", None));
        let package = entitled.package("https://example.org").expect("a package");
        let text = |path: &str| package.iter().find_map(|file| match &file.content {
            Content::Text(text) if file.path == path => Some(text.clone()),
            _ => None,
        });
        assert!(text("LICENSE.txt").expect("the licence lies in it").starts_with("Make it yourself\n"));
        assert!(text("datapackage.json").expect("so does what was said").contains("Gift box"));
        assert_eq!(world.count::<store::entities::order::Entity>().await, 0, "nobody bought anything");

        assert!(catalog::withdraw(&world.market, &cleo, listing).await.expect("no surprise"));
        assert!(opened(&world, &link).await.is_none(), "it is no longer given");
        let outcome = orders::take_free(&world.market, &Actor::Visitor, offer).await.expect("no surprise");
        assert_eq!(outcome, TakeOutcome::NotOnSale);
    }

    async fn a_link_of_a_free_pattern_ends_with_its_time_and_opens_nothing_else(store: TestStore) {
        let (world, cleo, ..) = shop(store, Settings::default()).await;
        let paid = world.on_sale(&cleo, "Vase", 30.0, 650).await;
        let outcome = orders::take_free(&world.market, &Actor::Visitor, world.offer(paid).await).await;
        assert_eq!(outcome.expect("no surprise"), TakeOutcome::NotFree);
        let outcome = orders::take_free(&world.market, &Actor::Visitor, Uuid::new_v4()).await;
        assert_eq!(outcome.expect("no surprise"), TakeOutcome::NotOnSale);
        let free = world.on_sale(&cleo, "Ring", 25.0, 0).await;
        let offer = world.offer(free).await;
        let link = taken(&world, &Actor::Visitor, offer).await;
        world.price(&cleo, free, "Ring", 300).await;
        assert!(opened(&world, &link).await.is_none(), "it costs something now");
        world.price(&cleo, free, "Ring", 0).await;
        let link = taken(&world, &Actor::Visitor, world.offer(free).await).await;
        world.pass(3_601).await;
        let outcome = orders::open_link(&world.market, &link.token).await.expect("no surprise");
        assert!(matches!(outcome, Download::Expired));
    }

    async fn an_operator_may_ask_for_an_account(store: TestStore) {
        let (world, _, _, offer) = shop(store, Settings { free_without_account: false, ..Settings::default() }).await;
        let outcome = orders::take_free(&world.market, &Actor::Visitor, offer).await.expect("no surprise");
        assert_eq!(outcome, TakeOutcome::SignIn);
        let bea = world.buyer("Bea Buyer").await;
        assert!(opened(&world, &taken(&world, &bea, offer).await).await.is_some());
    }
}
