//! A file goes all the way: signed up, uploaded, looked at, on sale, found, bought, downloaded, paid back.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use basis::{Actor, ClientAddress, Role};
use market::{
    accounts::{self, Confirm, Origin, SignIn, SignInOutcome, SignUp, VerifyOutcome, Welcome},
    audit::{self, Chain},
    catalog::{self, Browse, Facet, PublishOutcome, Total},
    orders::{self, Download, Refund, RefundOutcome, Target},
};
use store::facts::Kind;
use support::{World, cube};

store::on_both_databases! {
    async fn a_file_goes_from_its_creator_to_a_buyer_and_back(store: TestStore) {
        let world = World::new(store).await;
        let creator = signs_up(&world).await;
        let listing = puts_on_sale(&world, &creator).await;
        is_found(&world, listing).await;

        let buyer = world.buyer("Bea Buyer").await;
        let order = world.buy(&buyer, listing, 650).await;
        assert!(world.basket(&buyer).await.is_empty(), "what was bought is no longer in the basket");
        assert!(world.is_balanced().await);
        // 13 % of 6.50 is 0.845, rounded half up: 0.85 for the house and 5.65 for the creator.
        assert_eq!(world.balance(&creator).await, 565);

        let token = downloads(&world, &buyer, listing).await;

        let operator = world.operator().await;
        let asked = Refund { order, lines: Vec::new(), reason: "It broke.".to_owned() };
        let refund = async || orders::refund(&world.market, &operator, &asked).await.expect("no surprise");
        assert_eq!(refund().await, RefundOutcome::Refunded { whole: true });
        assert!(world.library(&buyer).await.is_empty());
        let opened = orders::open_link(&world.market, &token).await.expect("no surprise");
        assert!(matches!(opened, Download::NotFound), "{opened:?}");
        assert_eq!(world.balance(&creator).await, 0);
        assert!(world.is_balanced().await);
        assert_eq!(refund().await, RefundOutcome::NotPaid);
        let chain = audit::check(&world.market).await.expect("no surprise");
        assert!(matches!(chain, Chain::Whole { entries } if entries >= 6), "{chain:?}");
        assert_eq!(world.work().await, 2, "only the receipt and the word of the refund were left");
        world.pass(300).await;
        assert_eq!(world.charged(order).await, Some(0), "nobody charges again");
    }
}

async fn signs_up(world: &World) -> Actor {
    let market = &world.market;
    let input = SignUp {
        email: " Cleo@Example.org ".to_owned(),
        name: "Cleo Créateur".to_owned(),
        password: "a sentence is easy to keep".to_owned(),
        sells: true,
    };
    let client = ClientAddress::UNKNOWN;
    let outcome = accounts::sign_up(market, client, input.clone()).await.expect("no surprise");
    assert!(matches!(outcome, Welcome::Sent(Some(_))), "{outcome:?}");
    assert!(world.letters().is_empty(), "it waits in the queue, and a mail server that is away keeps nobody out");
    world.work().await;
    let secret = token_in(&world.letters()[0]);
    let again = accounts::sign_up(market, client, input).await.expect("no surprise");
    assert_eq!(again, Welcome::Sent(None), "one address, one account");
    world.work().await;
    let letters = world.letters();
    assert_eq!(letters.len(), 2);
    assert!(letters.iter().any(|letter| letter.contains("It has one already")), "its owner is told: {letters:?}");
    let follow = async |secret: &str| {
        let link = Confirm { secret: secret.to_owned(), ..Confirm::default() };
        accounts::verify_email(market, link).await.expect("no surprise")
    };
    assert_eq!(follow("made up").await, VerifyOutcome::Expired);
    assert_eq!(follow(&secret).await, VerifyOutcome::Verified { session: None });
    assert_eq!(follow(&secret).await, VerifyOutcome::Verified { session: None });

    let sign_in = |password: &str| SignIn {
        email: "cleo@example.org".to_owned(),
        password: password.to_owned(),
        user_agent: "a test".to_owned(),
        origin: Origin::new(client),
    };
    let wrong = accounts::sign_in(market, sign_in("a sentence is easy to lose")).await.expect("no surprise");
    assert_eq!(wrong, SignInOutcome::Wrong);
    let right = accounts::sign_in(market, sign_in("a sentence is easy to keep")).await.expect("no surprise");
    let SignInOutcome::SignedIn(opened) = right else { panic!("{right:?}") };
    let (actor, session) = accounts::actor_of_session(market, &opened.secret).await.expect("no surprise");
    assert!(actor.is(Role::Creator) && session.is_some());
    actor
}

/// The secret in the letter's link. The letter may be quoted-printable, as its name is not plain.
fn token_in(letter: &str) -> String {
    let plain = letter.replace("=\r\n", "").replace("=\n", "").replace("=3D", "=");
    let (_, rest) = plain.split_once("/verify-email?token=").expect("the link");
    rest.chars().take_while(char::is_ascii_alphanumeric).collect()
}

async fn puts_on_sale(world: &World, creator: &Actor) -> uuid::Uuid {
    let listing = world.draft(creator, "Faceted planter", 650).await;
    let empty = catalog::publish(&world.market, creator, listing).await.expect("no surprise");
    assert_eq!(empty, PublishOutcome::NoFiles);
    world.add(creator, listing, "planter.stl", &cube(40.0)).await;
    let early = catalog::publish(&world.market, creator, listing).await.expect("no surprise");
    assert_eq!(early, PublishOutcome::StillWorking { files: 1 });
    assert_eq!(world.work().await, 2, "its verdict and picture, then its views");
    let draft = catalog::draft(&world.market, creator, listing).await.expect("no surprise").expect("their own");
    let file = &draft.files[0];
    assert_eq!(
        (file.state, file.format, file.kind),
        (catalog::FileState::Ready, Some(pattern::Format::Stl), Kind::Mesh)
    );
    assert!(file.artifact("still-512.webp").is_some() && file.turntable().len() == 12, "{:?}", file.artifacts);
    let published = catalog::publish(&world.market, creator, listing).await.expect("no surprise");
    assert_eq!(published, PublishOutcome::Published { slug: "faceted-planter".to_owned() });
    world.read_events().await;
    let twice = catalog::publish(&world.market, creator, listing).await.expect("no surprise");
    assert_eq!(twice, PublishOutcome::NothingNew);
    listing
}

async fn is_found(world: &World, listing: uuid::Uuid) {
    let found = async |query: Browse| {
        let page = catalog::browse(&world.market, &Browse { size: 20, ..query }).await.expect("no surprise");
        assert_eq!(page.total, Total { count: page.tiles.len() as u64, is_all: true });
        page.tiles.iter().any(|tile| tile.id == listing)
    };
    let text = |text: &str| Browse { text: text.to_owned(), ..Browse::default() };
    for words in ["", "faceted", "facet", "PLANTER fac", "planter", "cleo", "creator's machine"] {
        assert!(found(text(words)).await, "`{words}`");
    }
    for words in ["vessel", "planter vessel", "\"", "' OR 1=1 --"] {
        assert_eq!(found(text(words)).await, words == "\"", "`{words}`");
    }
    assert!(found(Browse { kind: Some(Kind::Mesh), ..Browse::default() }).await);
    assert!(!found(Browse { kind: Some(Kind::Drawing), ..Browse::default() }).await);
    assert!(found(Browse { category: Some("3d-print".to_owned()), ..Browse::default() }).await);
    assert!(found(Browse { tag: Some("planter".to_owned()), no_supports: true, ..Browse::default() }).await);
    assert!(found(Browse { bed_mm: Some([40.0, 50.0, 41.0]), ..Browse::default() }).await);
    assert!(!found(Browse { bed_mm: Some([39.0, 50.0, 41.0]), ..Browse::default() }).await);
    assert!(!found(Browse { price_minor_max: Some(649), ..Browse::default() }).await);
    assert!(!found(Browse { commercial: true, ..Browse::default() }).await);
    let material = |value: &str| vec![("material".to_owned(), value.to_owned())];
    assert!(found(Browse { attributes: material("PLA"), ..Browse::default() }).await);
    assert!(!found(Browse { attributes: material("oak"), ..Browse::default() }).await);
    let page = catalog::browse(&world.market, &text("facet")).await.expect("no surprise");
    assert_eq!(page.facets.kinds, [("mesh".to_owned(), 1)]);
    assert_eq!(page.facets.categories, [("3d-print/vases".to_owned(), 1)]);
    let material = page.facets.of(Facet::Material).expect("counted");
    assert_eq!((&material.counts[..], material.is_all), (&[("pla".to_owned(), 1)][..], true));
    assert_eq!(catalog::totals(&world.market).await.expect("no surprise"), (1, 1));
}

async fn downloads(world: &World, buyer: &Actor, listing: uuid::Uuid) -> String {
    let market = &world.market;
    let library = world.library(buyer).await;
    let [line] = &library[..] else { panic!("{library:?}") };
    assert_eq!((line.listing.id, line.license.map(|license| license.slug)), (listing, Some("personal")));
    let target = Target::File(line.files[0].id);
    let token =
        orders::link(market, buyer, line.entitlement, target).await.expect("no surprise").expect("theirs").token;
    let Download::File(_, file) = orders::open_link(market, &token).await.expect("no surprise") else {
        panic!("the link opens the file")
    };
    let bytes = market.blobs().bytes(&file.blob.parse().expect("a hash")).await.expect("read");
    assert_eq!(bytes[..], cube(40.0)[..]);

    let all = orders::link(market, buyer, line.entitlement, Target::All).await.expect("no surprise").expect("theirs");
    let Download::All(entitled) = orders::open_link(market, &all.token).await.expect("no surprise") else {
        panic!("the link opens all files")
    };
    reads_back(market, &entitled).await;
    token
}

async fn reads_back(market: &market::Market, entitled: &orders::Entitled) {
    let mut contents = std::collections::BTreeMap::new();
    for file in entitled.package("https://example.org").expect("a package") {
        let bytes = match file.content {
            orders::Content::Text(text) => text.into_bytes(),
            orders::Content::Blob { hash, .. } => market.blobs().bytes(&hash).await.expect("read").to_vec(),
        };
        contents.insert(file.path, bytes);
    }
    let read = |name: &str| contents[name].clone();
    assert_eq!(read("planter.stl"), cube(40.0));
    assert!(String::from_utf8(read("LICENSE.txt")).expect("text").contains("Faceted planter"));
    let package: serde_json::Value = serde_json::from_slice(&read("datapackage.json")).expect("JSON");
    assert_eq!(package["name"], "faceted-planter");
    assert_eq!(package["contributors"][0]["title"], "Cleo Créateur");
    assert_eq!(package["maquette"]["offers"][0]["license"], "personal");
    let resource = &package["resources"][0];
    assert_eq!((resource["path"].as_str(), resource["bytes"].as_u64()), (Some("planter.stl"), Some(684)));
    assert_eq!(resource["mediatype"], "model/stl");
}
