//! Every change that matters is told, in its own type, once.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use basis::Role;
use market::{
    Event,
    accounts::{self, EditShop, LockOutcome, SetRoles, ShopOutcome},
    activity,
    catalog::{self, Edit, EditOutcome, OfferInput, PublishOutcome},
    event::{
        AccountLocked, AccountUnlocked, CaseSource, FileExamined, ListingEdited, ListingField, ListingPublished,
        ListingViewed, ListingWithdrawn, OrderLine, RolesSet, ShopField, Verdict,
    },
    ingest,
    moderation::{self, Decide, DecideOutcome},
    page::Window,
};
use serde_json::json;
use support::{World, cube, euro, plate};

fn kinds(told: &[Event]) -> Vec<&'static str> {
    told.iter().map(Event::kind).collect()
}

store::on_both_databases! {
    async fn a_draft_its_files_and_its_words_are_told(store: TestStore) {
        let world = World::new(store).await;
        let creator = world.creator("Cleo Creator").await;
        let (told, last) = world.told_after(0).await;
        assert_eq!(kinds(&told), ["shop.opened", "account.signed_up"]);
        let listing = world.draft(&creator, "Vase", 650).await;
        let (told, last) = world.told_after(last).await;
        assert_eq!(kinds(&told), ["draft.opened", "listing.offers_changed", "listing.edited"]);
        let Event::ListingEdited(edited) = &told[2] else { panic!("{told:?}") };
        use ListingField::{Attributes, Category, Description, MadeWithAi, Offers, Tags, Title};
        assert_eq!((edited.on_sale, &edited.changed[..]), (false, &[Description, Category, Tags, Attributes, Offers][..]));

        let first = world.add(&creator, listing, "plate.svg", &plate(40.0)).await;
        let second = world.add(&creator, listing, "plate.svg", &plate(41.0)).await;
        world.work().await;
        assert!(ingest::remove_file(&world.market, &creator, second).await.expect("no surprise"));
        let (told, last) = world.told_after(last).await;
        assert_eq!(kinds(&told), ["file.added", "file.replaced", "file.examined", "file.removed"]);
        let Event::FileReplaced(replaced) = &told[1] else { panic!("{told:?}") };
        assert_eq!((replaced.file, replaced.replaces, replaced.listing), (second, first, listing));
        let examined = FileExamined { file: second, revision: replaced.revision, verdict: Verdict::Pass, finished: true };
        assert_eq!(told[2], examined.into());

        let typed = |title: &str, ai| Edit {
            title: title.to_owned(),
            description: "Printed many times on the creator's own machine.".to_owned(),
            category: "3d-print/vases".to_owned(),
            tags: vec!["planter".to_owned()],
            attributes: vec![("material".to_owned(), "PLA".to_owned())],
            made_with_ai: ai,
            offers: vec![OfferInput { license: "personal".to_owned(), price: euro(650) }],
        };
        for edit in [typed("Vase", false), typed("Tall vase", true)] {
            let edited = catalog::edit(&world.market, &creator, listing, edit).await.expect("no surprise");
            assert_eq!(edited, EditOutcome::Edited);
        }
        let (told, _) = world.told_after(last).await;
        let changed = ListingEdited { listing, on_sale: false, changed: vec![Title, MadeWithAi] };
        assert_eq!(told, [changed.into()], "what says the same again is not told");
    }

    async fn a_listing_on_the_shelf_and_off_it_is_told(store: TestStore) {
        let world = World::new(store).await;
        let creator = world.creator("Cleo Creator").await;
        let listing = world.on_sale(&creator, "Vase", 40.0, 650).await;
        let (told, last) = world.told_after(0).await;
        let Some(Event::ListingPublished(published)) = told.last() else { panic!("{told:?}") };
        assert_eq!((published.slug.as_str(), published.first), ("vase", true));
        assert!(catalog::withdraw(&world.market, &creator, listing).await.expect("no surprise"));
        let again = catalog::publish(&world.market, &creator, listing).await.expect("no surprise");
        assert!(matches!(again, PublishOutcome::Published { .. }), "{again:?}");
        let (told, last) = world.told_after(last).await;
        let withdrawn = ListingWithdrawn { listing, by: creator.account() };
        let published = ListingPublished { first: false, ..published.clone() };
        assert_eq!(told, [withdrawn.into(), published.into()]);

        let other = world.creator("Otto Other").await;
        let copy = world.draft(&other, "Copy", 100).await;
        world.add(&other, copy, "mine.svg", &plate(40.0)).await;
        world.work().await;
        let (_, last) = world.told_after(last).await;
        let held = catalog::publish(&world.market, &other, copy).await.expect("no surprise");
        assert!(matches!(held, PublishOutcome::Held { .. }), "{held:?}");
        world.add(&other, copy, "second.stl", &cube(10.0)).await;
        world.work().await;
        let held = catalog::publish(&world.market, &other, copy).await.expect("no surprise");
        assert!(matches!(held, PublishOutcome::Held { .. }), "{held:?}");
        let moderator = world.moderator().await;
        let cases = moderation::open_cases(&world.market, &moderator, &Window::first(10)).await.expect("no surprise");
        let case = cases.rows[0].id;
        let no = Decide { case, approve: false, words: "It is somebody else's work.".to_owned(), version: None };
        let decided = moderation::decide(&world.market, &moderator, no).await.expect("no surprise");
        assert_eq!(decided, DecideOutcome::Decided);
        let (told, _) = world.told_after(last).await;
        let expected = [
            "case.opened", "listing.held", "listing.taken_back", "file.added", "file.examined", "case.opened",
            "listing.held", "account.signed_up", "case.decided",
        ];
        assert_eq!(kinds(&told), expected);
        let (Event::CaseOpened(opened), Event::CaseDecided(decided)) = (&told[5], &told[8]) else { panic!("{told:?}") };
        assert_eq!((opened.source, opened.listing, opened.case), (CaseSource::Publishing, copy, case));
        assert_eq!((decided.approved, decided.by, decided.revision), (false, moderator.account(), opened.revision));
    }

    async fn an_account_and_its_shop_are_told_and_nobody_by_name(store: TestStore) {
        let world = World::new(store).await;
        let (creator, operator) = (world.creator("Cleo Creator").await, world.operator().await);
        let account = creator.account().expect("an account");
        let (_, last) = world.told_after(0).await;
        let edit = |title: &str, bio: &str| EditShop { title: title.to_owned(), bio: bio.to_owned(), links: None };
        for edit in [edit("Cleo Creator", ""), edit("Cleo Creator", "Vases."), edit("Cleo's vases", "Vases.")] {
            let edited = accounts::edit_shop(&world.market, &creator, edit).await.expect("no surprise");
            assert_eq!(edited, ShopOutcome::Edited);
        }
        let roles = SetRoles { account, roles: vec![Role::Buyer, Role::Creator, Role::Moderator] };
        assert!(accounts::set_roles(&world.market, &operator, roles).await.expect("no surprise"));
        for locked in [true, false] {
            let done = accounts::lock_account(&world.market, &operator, account, locked, "A test.").await;
            assert_eq!(done.expect("no surprise"), LockOutcome::Done);
        }
        let (told, _) = world.told_after(last).await;
        let (Event::ShopEdited(bio), Event::ShopEdited(title)) = (&told[0], &told[1]) else { panic!("{told:?}") };
        assert_eq!((&bio.changed[..], &title.changed[..]), (&[ShopField::Bio][..], &[ShopField::Title][..]));
        let roles = ["buyer", "creator", "moderator"].map(str::to_owned).to_vec();
        let expected = [RolesSet { account, roles }.into(), AccountLocked { account }.into(), AccountUnlocked { account }.into()];
        assert_eq!(told[2..], expected);
        let all = events::list(world.market.store(), 0, 1_000).await.expect("the outbox answers");
        let words = all.iter().map(|event| event.data.to_string()).collect::<String>();
        assert!(!words.contains("Cleo") && !words.contains("example.org"), "{words}");
    }

    async fn an_order_is_told_with_what_is_in_it(store: TestStore) {
        let world = World::new(store).await;
        let creator = world.creator("Cleo Creator").await;
        let listing = world.on_sale(&creator, "Vase", 40.0, 650).await;
        let buyer = world.buyer("Bea Buyer").await;
        let (_, last) = world.told_after(0).await;
        let order = world.buy(&buyer, listing, 650).await;
        let (told, _) = world.told_after(last).await;
        let paid = told.iter().find_map(|event| if let Event::OrderPaid(paid) = event { Some(paid) } else { None });
        let facts = &paid.expect("it is paid").facts;
        assert_eq!((facts.order, facts.account), (order, buyer.account().expect("an account")));
        assert_eq!((facts.total_minor, facts.currency.as_str()), (650, "EUR"));
        assert_eq!(facts.lines, [OrderLine { listing, licence: "personal".to_owned(), price_minor: 650 }]);
    }

    async fn what_people_do_in_the_shop_is_written_a_moment_later(store: TestStore) {
        let world = World::new(store).await;
        let creator = world.creator("Cleo Creator").await;
        let listing = world.draft(&creator, "Vase", 650).await;
        let (_, last) = world.told_after(0).await;
        for _ in 0..450 {
            world.market.notice(ListingViewed { listing, account: None });
        }
        assert!(world.told_after(last).await.0.is_empty());
        assert_eq!(activity::write(&world.market).await.expect("no surprise"), 450);
        let (told, _) = world.told_after(last).await;
        assert_eq!(told, vec![Event::from(ListingViewed { listing, account: None }); 450]);
        assert_eq!(activity::write(&world.market).await.expect("no surprise"), 0);
    }

    async fn what_a_later_program_wrote_is_not_misread(store: TestStore) {
        let world = World::new(store).await;
        world.creator("Cleo Creator").await;
        let mut row = events::list(world.market.store(), 0, 1).await.expect("the outbox answers").remove(0);
        row.version += 1;
        assert_eq!(
            Event::read(&row).expect_err("a later version").to_string(),
            "`shop.opened` is known up to version 1, and this one is of version 2"
        );
        row.version = 1;
        row.data = json!({ "shop": 7 });
        assert!(Event::read(&row).expect_err("no identifier").to_string().starts_with("`shop.opened` cannot be read"));
        row.kind = "shop.burnt".to_owned();
        assert_eq!(Event::read(&row).expect_err("no such kind").to_string(), "the kind `shop.burnt` is not known");
    }
}
