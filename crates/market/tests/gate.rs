//! What may go on sale, who may do what, and what a moderator does.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use basis::{Actor, ClientAddress, Role, Scope};
use market::{
    accounts::{self, LockOutcome, NewToken, SetRoles, TokenOutcome},
    catalog::{self, Browse, DraftOutcome, Edit, EditOutcome, PublishOutcome, State},
    ingest::{self, Destination, Received, UploadRefusal},
    moderation::{self, Decide, DecideOutcome, Report, ReportOutcome, ReportReason, TakeDown, TakeDownOutcome},
    orders::{self, CheckoutOutcome, OrderState, Refund, RefundOutcome, Target},
    page::Window,
};
use support::{World, cube, open_cube, plate};
use uuid::Uuid;

store::on_both_databases! {
    async fn a_broken_mesh_is_refused_until_it_is_mended(store: TestStore) {
        let world = World::new(store).await;
        let creator = world.creator("Cleo").await;
        let listing = world.draft(&creator, "Box", 500).await;
        world.add(&creator, listing, "box.stl", &open_cube(20.0)).await;
        world.add(&creator, listing, "words.stl", b"these words are no mesh").await;
        world.work().await;
        let broken = catalog::publish(&world.market, &creator, listing).await.expect("no surprise");
        let files = vec!["box.stl".to_owned(), "words.stl".to_owned()];
        assert_eq!(broken, PublishOutcome::OpenFindings { files });
        let draft = catalog::draft(&world.market, &creator, listing).await.expect("no surprise").expect("their own");
        assert!(draft.files.iter().all(market::catalog::FileLine::is_done));
        let words = draft.files.iter().find(|file| file.name == "words.stl").expect("the file").id;
        assert!(ingest::remove_file(&world.market, &creator, words).await.expect("no surprise"));
        world.add(&creator, listing, "box.stl", &cube(20.0)).await;
        world.work().await;
        let mended = catalog::publish(&world.market, &creator, listing).await.expect("no surprise");
        assert!(matches!(mended, PublishOutcome::Published { .. }), "{mended:?}");
    }

    async fn an_unproven_address_an_offer_less_or_unnamed_listing_is_refused(store: TestStore) {
        let world = World::new(store).await;
        let creator = world.creator("Cleo").await;
        let outcome = catalog::open_draft(&world.market, &creator, " ").await.expect("no surprise");
        let DraftOutcome::Opened { listing, .. } = outcome else { panic!("{outcome:?}") };
        world.add(&creator, listing, "plate.svg", &plate(20.0)).await;
        world.work().await;
        let publish = async || catalog::publish(&world.market, &creator, listing).await.expect("no surprise");
        assert_eq!(publish().await, PublishOutcome::NoTitle);
        let edit = Edit { title: "Box".to_owned(), category: "other".to_owned(), ..Edit::default() };
        let edited = catalog::edit(&world.market, &creator, listing, edit).await.expect("no surprise");
        assert_eq!(edited, EditOutcome::Edited);
        assert_eq!(publish().await, PublishOutcome::NoOffer);
        let input = accounts::SignUp {
            email: "una@example.org".to_owned(),
            name: "Una".to_owned(),
            password: "a sentence is easy to keep".to_owned(),
            sells: true,
        };
        let client = basis::ClientAddress::UNKNOWN;
        let signed_up = accounts::sign_up(&world.market, client, input).await.expect("no surprise");
        let accounts::Welcome::Sent(Some(account)) = signed_up else { panic!("{signed_up:?}") };
        let una = Actor::Account { account, roles: vec![Role::Creator], scopes: Scope::ALL.to_vec() };
        let listing = world.draft(&una, "Lamp", 500).await;
        let outcome = catalog::publish(&world.market, &una, listing).await.expect("no surprise");
        assert_eq!(outcome, PublishOutcome::EmailNotVerified);
    }

    async fn the_same_bytes_from_another_shop_wait_for_a_moderator(store: TestStore) {
        let world = World::new(store).await;
        let (cleo, carl) = (world.creator("Cleo").await, world.creator("Carl").await);
        world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let copy = held_copy(&world, &carl).await;
        assert!(!is_seen(&world, copy).await);
        assert!(catalog::listing_by_id(&world.market, &cleo, copy).await.expect("no surprise").is_none());
        assert!(moderation::open_cases(&world.market, &carl, &Window::first(10)).await.expect("no surprise").rows.is_empty());
        let moderator = world.moderator().await;
        let cases = moderation::open_cases(&world.market, &moderator, &Window::first(10)).await.expect("no surprise").rows;
        let [case] = &cases[..] else { panic!("{cases:?}") };
        assert!(case.reasons[0].contains("byte for byte"), "{:?}", case.reasons);
        let decide = |approve, words: &str| Decide { case: case.id, approve, words: words.to_owned(), version: Some(case.version) };
        let by = async |actor: &Actor, input| moderation::decide(&world.market, actor, input).await.expect("no surprise");
        assert_eq!(by(&carl, decide(true, "")).await, DecideOutcome::NotFound);
        assert!(matches!(by(&moderator, decide(false, "no")).await, DecideOutcome::Invalid(_)));
        assert_eq!(by(&moderator, decide(true, "")).await, DecideOutcome::Decided);
        assert_eq!(by(&moderator, decide(true, "")).await, DecideOutcome::NotFound, "it is decided once");
        assert!(is_seen(&world, copy).await);
        world.work().await;
        assert!(world.letters().iter().any(|letter| letter.contains("To: carl@example.org")));
    }

    async fn what_a_moderator_declined_does_not_come_back_by_itself(store: TestStore) {
        let world = World::new(store).await;
        let (cleo, carl) = (world.creator("Cleo").await, world.creator("Carl").await);
        let moderator = world.moderator().await;
        world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let copy = held_copy(&world, &carl).await;
        decide_only_case(&world, &moderator, false).await;
        assert_eq!(state(&world, &carl, copy).await, State::Declined);
        world.add(&carl, copy, "plate.svg", &plate(21.0)).await;
        world.work().await;
        let again = catalog::publish(&world.market, &carl, copy).await.expect("no surprise");
        assert!(matches!(again, PublishOutcome::Held { .. }), "{again:?}");
        decide_only_case(&world, &moderator, true).await;
        assert!(is_seen(&world, copy).await);
    }

    async fn what_is_held_cannot_be_changed_behind_the_moderators_back(store: TestStore) {
        let world = World::new(store).await;
        let (cleo, carl) = (world.creator("Cleo").await, world.creator("Carl").await);
        let moderator = world.moderator().await;
        world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let copy = held_copy(&world, &carl).await;
        world.add(&carl, copy, "plate.svg", &plate(33.0)).await;
        let cases = moderation::open_cases(&world.market, &moderator, &Window::first(10)).await.expect("no surprise").rows;
        assert!(cases.is_empty(), "the case was about other files: {cases:?}");
        assert_eq!(state(&world, &carl, copy).await, State::Draft);
        assert!(!is_seen(&world, copy).await);
    }

    async fn a_report_neither_takes_off_sale_nor_loses_the_next_revision(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let moderator = world.moderator().await;
        let listing = world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let report = async |words: &str| report(&world, listing, words).await;
        assert!(matches!(report("mine").await, ReportOutcome::Invalid(_)), "too short to judge");
        for words in ["I made this vase in 2019, see my own page.", "It is mine as well, from 2018, see there."] {
            assert_eq!(report(words).await, ReportOutcome::Reported);
        }
        let cases = moderation::open_cases(&world.market, &moderator, &Window::first(10)).await.expect("no surprise").rows;
        let [case] = &cases[..] else { panic!("{cases:?}") };
        assert_eq!(case.reasons.len(), 2, "one case that gathers what is said: {:?}", case.reasons);
        assert!(is_seen(&world, listing).await);
        world.add(&cleo, listing, "plate.svg", &plate(22.0)).await;
        world.work().await;
        decide_only_case(&world, &moderator, true).await;
        let published = catalog::publish(&world.market, &cleo, listing).await.expect("no surprise");
        assert!(matches!(published, PublishOutcome::Published { .. }), "{published:?}");
        assert_eq!(report("I made this vase in 2019, see my own page.").await, ReportOutcome::Reported);
        assert!(catalog::withdraw(&world.market, &cleo, listing).await.expect("no surprise"));
        decide_only_case(&world, &moderator, true).await;
        assert_eq!(state(&world, &cleo, listing).await, State::Withdrawn, "its creator took it off sale");
        let back = catalog::publish(&world.market, &cleo, listing).await.expect("no surprise");
        assert!(matches!(back, PublishOutcome::Published { .. }), "{back:?}");
        assert!(is_seen(&world, listing).await);
    }

    async fn words_that_were_judged_go_back_to_where_they_were_judged(store: TestStore) {
        let world = World::new(store).await;
        let (cleo, carl) = (world.creator("Cleo").await, world.creator("Carl").await);
        let moderator = world.moderator().await;
        world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let copy = held_copy(&world, &carl).await;
        let cases = async || moderation::open_cases(&world.market, &moderator, &Window::first(10)).await.expect("no surprise").rows;
        let seen = cases().await.remove(0);
        world.clock.advance(chrono::Duration::seconds(1));
        world.edit(&carl, copy, "A vase of my own").await;
        let decide = |version| Decide { case: seen.id, approve: true, words: String::new(), version: Some(version) };
        let decided = moderation::decide(&world.market, &moderator, decide(seen.version)).await.expect("no surprise");
        assert_eq!(decided, DecideOutcome::Changed, "other words than those that were read");
        let now = cases().await.remove(0);
        assert!(now.reasons.contains(&"Changed while it waited: title.".to_owned()), "{:?}", now.reasons);
        let decided = moderation::decide(&world.market, &moderator, decide(now.version)).await.expect("no surprise");
        assert_eq!(decided, DecideOutcome::Decided);
        assert!(cases().await.is_empty() && is_seen(&world, copy).await);

        world.edit(&carl, copy, "The vase that everybody wants").await;
        let again = cases().await.remove(0);
        assert_eq!(again.reasons, ["Changed after it was approved: title."]);
        assert!(is_seen(&world, copy).await, "it stays on sale until somebody has looked");
        decide_only_case(&world, &moderator, false).await;
        assert!(!is_seen(&world, copy).await);
    }

    async fn words_that_nobody_judged_need_no_moderator(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.on_sale(&cleo, "Vase", 20.0, 650).await;
        world.edit(&cleo, listing, "A better name").await;
        let moderator = world.moderator().await;
        let cases = moderation::open_cases(&world.market, &moderator, &Window::first(10)).await.expect("no surprise").rows;
        assert!(cases.is_empty(), "{cases:?}");
    }

    async fn nobody_judges_their_own(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let both = world.person("Bo", &[Role::Creator, Role::Moderator]).await;
        world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let copy = held_copy(&world, &both).await;
        let case = moderation::open_cases(&world.market, &both, &Window::first(10)).await.expect("no surprise").rows.remove(0);
        assert!(case.own);
        let yes = Decide { case: case.id, approve: true, words: String::new(), version: Some(case.version) };
        assert_eq!(moderation::decide(&world.market, &both, yes).await.expect("no surprise"), DecideOutcome::Own);
        let input = TakeDown { listing: copy, words: "I no longer want it here.".to_owned() };
        let down = moderation::take_down(&world.market, &both, input).await.expect("no surprise");
        assert_eq!(down, TakeDownOutcome::Own);
        assert_eq!(state(&world, &both, copy).await, State::Held);
    }

    async fn not_yours_looks_like_not_there(store: TestStore) {
        let world = World::new(store).await;
        let market = &world.market;
        let (cleo, carl) = (world.creator("Cleo").await, world.creator("Carl").await);
        let listing = world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let file = world.add(&cleo, listing, "second.svg", &plate(25.0)).await;
        let nowhere = Uuid::nil();
        for id in [listing, nowhere] {
            let edit = catalog::edit(market, &carl, id, Edit { title: "Mine".to_owned(), category: "other".to_owned(), ..Edit::default() });
            assert_eq!(edit.await.expect("no surprise"), EditOutcome::NotFound);
            assert_eq!(catalog::publish(market, &carl, id).await.expect("no surprise"), PublishOutcome::NotFound);
            assert!(!catalog::withdraw(market, &carl, id).await.expect("no surprise"));
            assert!(catalog::draft(market, &carl, id).await.expect("no surprise").is_none());
            let sent = world.send(&carl, Destination::Listing(id), "a.stl", b"mine").await;
            assert_eq!(sent, Received::Refused(UploadRefusal::NotFound));
        }
        assert!(!ingest::remove_file(market, &carl, file).await.expect("no surprise"));
        let hidden = world.draft(&cleo, "Not yet", 100).await;
        assert!(catalog::listing_by_id(market, &carl, hidden).await.expect("no surprise").is_none());
        assert!(catalog::listing_by_slug(market, &Actor::Visitor, "not-yet").await.expect("no surprise").is_none());
        assert!(catalog::listing_by_slug(market, &cleo, "not-yet").await.expect("no surprise").is_some());
        let buyer = world.buyer("Bea").await;
        let order = world.buy(&buyer, listing, 650).await;
        let entitlement = world.library(&buyer).await[0].entitlement;
        assert!(orders::link(market, &carl, entitlement, Target::All).await.expect("no surprise").is_none());
        assert!(orders::order(market, &carl, order).await.expect("no surprise").is_none());
        assert_eq!(orders::refund(market, &cleo, &refund_of(order)).await.expect("no surprise"), RefundOutcome::NotFound);
        assert!(orders::all_orders(market, &cleo, &Window::first(10)).await.expect("no surprise").rows.is_empty());
    }

    async fn a_token_reaches_as_far_as_its_scopes(store: TestStore) {
        let world = World::new(store).await;
        let market = &world.market;
        let cleo = world.creator("Cleo").await;
        let listing = world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let reads = token(&world, &cleo, &[Scope::Read]).await;
        let sells = token(&world, &cleo, &[Scope::Sell]).await;
        let opened = catalog::open_draft(market, &reads, "Lamp").await.expect("no surprise");
        assert_eq!(opened, DraftOutcome::NotACreator);
        assert!(!catalog::withdraw(market, &reads, listing).await.expect("no surprise"));
        let sent = world.send(&reads, Destination::Listing(listing), "a.stl", b"mine").await;
        assert!(matches!(sent, Received::Refused(UploadRefusal::NotFound)), "{sent:?}");
        let opened = catalog::open_draft(market, &sells, "Lamp").await.expect("no surprise");
        assert!(matches!(opened, DraftOutcome::Opened { .. }), "{opened:?}");
        assert!(catalog::draft(market, &reads, listing).await.expect("no surprise").is_some());
        world.take(&cleo, listing).await;
        assert_eq!(world.checkout(&sells, 650, "paid").await, CheckoutOutcome::NotSignedIn);
        assert!(matches!(world.checkout(&cleo, 650, "paid").await, CheckoutOutcome::Order { state: OrderState::Paid, .. }));
        let entitlement = world.library(&reads).await[0].entitlement;
        assert!(orders::link(market, &reads, entitlement, Target::All).await.expect("no surprise").is_none());
        let new = NewToken { name: "stronger".to_owned(), scopes: vec![Scope::Admin], days: None };
        assert_eq!(accounts::make_token(market, &sells, new).await.expect("no surprise"), TokenOutcome::NotAllowed);
        for line in accounts::tokens(market, &cleo).await.expect("no surprise") {
            assert!(!accounts::revoke_token(market, &reads, line.id).await.expect("no surprise"));
            assert!(accounts::revoke_token(market, &cleo, line.id).await.expect("no surprise"));
        }
        assert!(accounts::tokens(market, &cleo).await.expect("no surprise").is_empty());
        assert_eq!(accounts::actor_of_token(market, "mq_nobody").await.expect("no surprise"), Actor::Visitor);
    }

    async fn an_operators_reading_token_runs_nothing(store: TestStore) {
        let world = World::new(store).await;
        let market = &world.market;
        let (cleo, carl) = (world.creator("Cleo").await, world.creator("Carl").await);
        let listing = world.on_sale(&cleo, "Vase", 20.0, 650).await;
        held_copy(&world, &carl).await;
        let buyer = world.buyer("Bea").await;
        let order = world.buy(&buyer, listing, 650).await;
        let chief = world.person("Chief", &[Role::Moderator, Role::Operator]).await;
        let reads = token(&world, &chief, &[Scope::Read, Scope::Sell, Scope::Buy]).await;
        let id = cleo.account().expect("an account");
        assert_eq!(orders::refund(market, &reads, &refund_of(order)).await.expect("no surprise"), RefundOutcome::NotFound);
        let lock = async |actor: &Actor| {
            accounts::lock_account(market, actor, id, true, "Somebody else signs in.").await.expect("no surprise")
        };
        assert_eq!(lock(&reads).await, LockOutcome::NotFound);
        let roles = SetRoles { account: id, roles: Role::ALL.to_vec() };
        assert!(!accounts::set_roles(market, &reads, roles.clone()).await.expect("no surprise"));
        let case = moderation::open_cases(market, &reads, &Window::first(10)).await.expect("no surprise").rows[0].id;
        let approve = Decide { case, approve: true, words: String::new(), version: None };
        assert_eq!(moderation::decide(market, &reads, approve.clone()).await.expect("no surprise"), DecideOutcome::NotFound);
        assert_eq!(moderation::decide(market, &chief, approve).await.expect("no surprise"), DecideOutcome::Decided);
        assert!(accounts::set_roles(market, &chief, roles).await.expect("no surprise"));
        assert_eq!(lock(&chief).await, LockOutcome::Done);
        assert_eq!(orders::refund(market, &chief, &refund_of(order)).await.expect("no surprise"), RefundOutcome::Refunded { whole: true });
    }

    async fn an_examination_that_is_given_up_ends_the_file_and_says_what_to_do(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.draft(&cleo, "Vase", 650).await;
        world.add(&cleo, listing, "plate.svg", &plate(20.0)).await;
        world.mount_blobs(false);
        for _ in 0..5 {
            world.work().await;
            world.clock.advance(chrono::Duration::hours(1));
        }
        let draft = catalog::draft(&world.market, &cleo, listing).await.expect("no surprise").expect("theirs");
        let file = &draft.files[0];
        assert!(file.is_done() && file.state == catalog::FileState::Failed, "{file:?}");
        let finding = &file.report.as_ref().expect("a report").findings[0];
        assert_eq!(finding.code, "R198");
        assert!(finding.fix.contains("Upload the same file again"), "{finding:?}");
        let outcome = catalog::publish(&world.market, &cleo, listing).await.expect("no surprise");
        assert!(matches!(outcome, PublishOutcome::OpenFindings { .. }), "{outcome:?}");

        world.mount_blobs(true);
        let why = ingest::given_up(&world.market, file.id).await.expect("the queue answers");
        assert!(why.is_some_and(|why| !why.is_empty()), "an operator sees why");
        assert!(ingest::examine_again(&world.market, file.id).await.expect("the queue answers"));
        world.work().await;
        let outcome = catalog::publish(&world.market, &cleo, listing).await.expect("no surprise");
        assert!(matches!(outcome, PublishOutcome::Published { .. }), "{outcome:?}");
    }

    async fn a_case_shows_the_revision_that_was_held_beside_one_on_sale(store: TestStore) {
        let world = World::new(store).await;
        let (cleo, carl) = (world.creator("Cleo").await, world.creator("Carl").await);
        let moderator = world.moderator().await;
        world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let listing = world.on_sale(&carl, "Tray", 30.0, 650).await;
        world.add(&carl, listing, "plate.svg", &plate(20.0)).await;
        world.add(&carl, listing, "more.svg", &plate(40.0)).await;
        world.work().await;
        let outcome = catalog::publish(&world.market, &carl, listing).await.expect("no surprise");
        assert!(matches!(outcome, PublishOutcome::Held { .. }), "{outcome:?}");
        let cases = moderation::open_cases(&world.market, &moderator, &Window::first(10)).await.expect("no surprise").rows;
        let [case] = &cases[..] else { panic!("{cases:?}") };
        let names: Vec<_> = case.listing.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["plate.svg", "more.svg"]);
        assert_eq!(case.listing.entry.summary.size_mm, [16.0, 16.0], "the facts are of what was held");
        let asked = async |actor: &Actor, revision| {
            let market = &world.market;
            catalog::listing_in_revision(market, actor, listing, revision).await.expect("no surprise").is_some()
        };
        assert!(asked(&carl, case.revision).await && asked(&moderator, case.revision).await);
        assert!(!asked(&cleo, case.revision).await && !asked(&Actor::Visitor, case.revision).await);
        assert!(!asked(&moderator, listing).await, "that is no revision of it");
    }
}

async fn token(world: &World, owner: &Actor, scopes: &[Scope]) -> Actor {
    let new = NewToken { name: "a script".to_owned(), scopes: scopes.to_vec(), days: None };
    let made = accounts::make_token(&world.market, owner, new).await.expect("no surprise");
    let TokenOutcome::Made { secret, .. } = made else { panic!("{made:?}") };
    assert!(secret.starts_with("mq_"));
    accounts::actor_of_token(&world.market, &secret).await.expect("no surprise")
}

/// The plate of 20 mm once more, in a shop that did not have it first.
async fn held_copy(world: &World, creator: &Actor) -> Uuid {
    let listing = world.draft(creator, "My own vase", 100).await;
    world.add(creator, listing, "plate.svg", &plate(20.0)).await;
    world.work().await;
    let outcome = catalog::publish(&world.market, creator, listing).await.expect("no surprise");
    assert!(matches!(outcome, PublishOutcome::Held { .. }), "{outcome:?}");
    listing
}

async fn report(world: &World, listing: Uuid, words: &str) -> ReportOutcome {
    let input = Report { listing, reason: ReportReason::Copy, words: words.to_owned() };
    let market = &world.market;
    moderation::report(market, &Actor::Visitor, ClientAddress::UNKNOWN, input).await.expect("no surprise")
}

async fn decide_only_case(world: &World, moderator: &Actor, approve: bool) {
    let cases = moderation::open_cases(&world.market, moderator, &Window::first(10)).await.expect("no surprise").rows;
    let [case] = &cases[..] else { panic!("{cases:?}") };
    let input =
        Decide { case: case.id, approve, words: "Looked at both files.".to_owned(), version: Some(case.version) };
    let outcome = moderation::decide(&world.market, moderator, input).await.expect("no surprise");
    assert_eq!(outcome, DecideOutcome::Decided);
}

async fn state(world: &World, creator: &Actor, listing: Uuid) -> State {
    catalog::draft(&world.market, creator, listing).await.expect("no surprise").expect("their own").listing.state
}

async fn is_seen(world: &World, listing: Uuid) -> bool {
    let page = catalog::browse(&world.market, &Browse { size: 100, ..Browse::default() }).await.expect("no surprise");
    page.tiles.iter().any(|tile| tile.id == listing)
}

fn refund_of(order: uuid::Uuid) -> Refund {
    Refund { order, lines: Vec::new(), reason: "It broke.".to_owned() }
}
