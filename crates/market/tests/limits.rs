//! Limits: what is too much is refused before any work is done, and what is done at once by many has one outcome each.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use std::time::Instant;

use basis::{Actor, ClientAddress, Role};
use market::{
    Error,
    accounts::{self, SignUp, Welcome},
    catalog::{self, Browse, DraftOutcome, Edit, EditOutcome},
    ingest::{Destination, Received},
    page::Window,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use store::entities::revision;
use support::World;

fn person(number: usize, email: &str) -> SignUp {
    let (email, password) = (email.to_owned(), "a sentence is easy to keep".to_owned());
    SignUp { email, name: format!("Cleo {number}"), password, sells: true }
}

async fn refused(world: &World, query: &Browse) -> String {
    let all = [
        catalog::tiles(&world.market, query).await.map(drop),
        catalog::count(&world.market, query).await.map(drop),
        catalog::facets(&world.market, query).await.map(drop),
        catalog::entries(&world.market, query, &Window::first(1)).await.map(drop),
    ];
    let sentences = all.map(|answer| match answer {
        Err(error @ Error::Refused(_)) => error.to_string(),
        other => panic!("{other:?}"),
    });
    assert!(sentences.iter().all(|sentence| *sentence == sentences[0]), "{sentences:?}");
    sentences[0].clone()
}

store::on_both_databases! {
    async fn a_filter_beyond_its_limits_is_refused_at_every_door_of_the_catalogue(store: TestStore) {
        let world = World::new(store).await;
        let pair = |number: usize| (format!("a{number}"), "b".to_owned());
        for count in [13, 1_500, 50_000] {
            let query = Browse { attributes: (0..count).map(pair).collect(), ..Browse::default() };
            let sentence = format!("attributes: Send at most 12 entries; there are {count}.");
            assert_eq!(refused(&world, &query).await, sentence);
        }
        let long = Browse { tag: Some("x".repeat(1 << 20)), ..Browse::default() };
        assert_eq!(refused(&world, &long).await, "tag: Write at most 80 characters.");
        let nul = Browse { shop: Some("a\0b".to_owned()), text: "\0".to_owned(), ..Browse::default() };
        assert!(refused(&world, &nul).await.starts_with("text: This holds a NUL character"));
        let most = Browse { attributes: (0..12).map(pair).collect(), ..Browse::default() };
        assert_eq!(catalog::count(&world.market, &most).await.expect("at the limit it is asked").count, 0);
        assert!(accounts::shop_by_handle(&world.market, "a\0b").await.expect("no surprise").is_none());
        assert!(catalog::listing_by_slug(&world.market, &Actor::Visitor, "a\0b").await.expect("no surprise").is_none());
        assert!(accounts::by_email(&world.market, "a\0@b.de").await.expect("no surprise").is_none());
    }

    async fn properties_are_filtered_by_all_of_them(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        world.on_sale(&cleo, "Vase", 20.0, 300).await;
        let with = async |pairs: &[(&str, &str)]| {
            let attributes = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            catalog::count(&world.market, &Browse { attributes, ..Browse::default() }).await.expect("no surprise").count
        };
        assert_eq!(with(&[("material", "PLA")]).await, 1);
        assert_eq!(with(&[("material", "PLA"), ("material", "PLA")]).await, 1, "asked twice is asked once");
        assert_eq!(with(&[("material", "PLA"), ("difficulty", "easy")]).await, 0);
        assert_eq!(with(&[("material", "easy"), ("difficulty", "PLA")]).await, 0);
    }

    async fn lists_of_an_edit_are_counted_before_they_are_looked_at(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.draft(&cleo, "Vase", 300).await;
        let begun = Instant::now();
        let edit = Edit {
            title: "Vase".to_owned(),
            category: "other".to_owned(),
            tags: (0..45_000).map(|number| format!("t{number}")).collect(),
            attributes: (0..4_001).map(|number| ("material".to_owned(), number.to_string())).collect(),
            ..Edit::default()
        };
        let edited = catalog::edit(&world.market, &cleo, listing, edit).await.expect("no surprise");
        let EditOutcome::Invalid(wrong) = edited else { panic!("{edited:?}") };
        let sentences: Vec<_> = wrong.iter().map(|wrong| format!("{}: {}", wrong.field, wrong.message)).collect();
        let expected = [
            "tags: Send at most 20 entries; there are 45000.",
            "attributes: Send at most 24 entries; there are 4001.",
        ];
        assert_eq!(sentences, expected);
        assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
        let draft = catalog::draft(&world.market, &cleo, listing).await.expect("no surprise").expect("their own");
        assert_eq!((draft.tags, draft.attributes.len()), (vec!["planter".to_owned()], 1), "nothing was changed");
    }

    async fn eight_who_sign_up_with_one_address_are_one_account(store: TestStore) {
        let world = World::new(store).await;
        let one = |number| accounts::sign_up(&world.market, ClientAddress::UNKNOWN, person(number, "cleo@example.org"));
        let outcomes = futures::future::join_all((0..8).map(one)).await;
        let count = |is: fn(&Result<Welcome, Error>) -> bool| outcomes.iter().filter(|outcome| is(outcome)).count();
        assert_eq!(count(|outcome| matches!(outcome, Ok(Welcome::Sent(Some(_))))), 1, "{outcomes:?}");
        assert_eq!(count(|outcome| matches!(outcome, Ok(Welcome::Sent(None)))), 4, "five e-mails to one: {outcomes:?}");
        assert_eq!(count(|outcome| matches!(outcome, Err(Error::TooMany(_)))), 3, "{outcomes:?}");
    }

    async fn eight_shops_of_one_name_have_eight_handles(store: TestStore) {
        let world = World::new(store).await;
        let one = async |number: usize| {
            let input = SignUp { name: "Cleo".to_owned(), ..person(number, &format!("cleo{number}@example.org")) };
            let roles = [Role::Buyer, Role::Creator];
            accounts::add_account(&world.market, input, &roles, true).await.expect("no surprise")
        };
        let outcomes = futures::future::join_all((0..8).map(one)).await;
        let mut handles = Vec::new();
        for outcome in outcomes {
            let accounts::SignUpOutcome::SignedUp(account) = outcome else { panic!("{outcome:?}") };
            handles.push(accounts::shop_of(&world.market, account).await.expect("no surprise").expect("a shop").handle);
        }
        handles.sort();
        handles.dedup();
        assert_eq!(handles.len(), 8, "{handles:?}");
    }

    async fn eight_drafts_of_one_title_have_eight_addresses_and_one_listing_one_open_revision(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let opened = futures::future::join_all((0..8).map(|_| catalog::open_draft(&world.market, &cleo, "Vase"))).await;
        let mut slugs = Vec::new();
        for opened in opened {
            let DraftOutcome::Opened { listing, .. } = opened.expect("no surprise") else { panic!("not opened") };
            let draft = catalog::draft(&world.market, &cleo, listing).await.expect("no surprise");
            slugs.push(draft.expect("their own").listing.slug);
        }
        slugs.sort();
        slugs.dedup();
        assert_eq!(slugs.len(), 8, "{slugs:?}");
        let listing = world.on_sale(&cleo, "Tray", 30.0, 300).await;
        let send = |number: u8| {
            let (world, cleo) = (&world, &cleo);
            async move {
                let content = support::plate(40.0 + f32::from(number));
                world.send(cleo, Destination::Listing(listing), &format!("{number}.svg"), &content).await
            }
        };
        for sent in futures::future::join_all((0..8).map(send)).await {
            assert!(matches!(sent, Received::Added { .. }), "{sent:?}");
        }
        let revisions = revision::Entity::find().filter(revision::Column::ListingId.eq(listing));
        assert_eq!(revisions.all(world.market.store().read()).await.expect("no surprise").len(), 2, "one on sale, one open");
        let draft = catalog::draft(&world.market, &cleo, listing).await.expect("no surprise").expect("their own");
        assert_eq!(draft.files.len(), 9, "the one on sale, once, and eight new ones");
    }

    async fn an_address_that_no_e_mail_could_reach_opens_no_account(store: TestStore) {
        let world = World::new(store).await;
        for email in ["a@b..c", "a@b", "a b@c.de", "a\0@b.de", "a@b.de\nBcc: c@d.de"] {
            let outcome = accounts::sign_up(&world.market, ClientAddress::UNKNOWN, person(1, email)).await;
            let Ok(Welcome::Invalid(wrong)) = outcome else { panic!("{email}: {outcome:?}") };
            assert_eq!(wrong[0].field, "email");
        }
        assert!(world.letters().is_empty());
    }
}
