//! What people do with their own accounts: passwords, addresses, sessions, tokens, closing them.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use basis::{Actor, ClientAddress, Role, Scope};
use market::{
    Error, Event,
    accounts::{
        self, ChangeEmail, ChangeOutcome, ChangePassword, Confirm, LockOutcome, NewToken, OpenedSession, Origin,
        ResetOutcome, SignIn, SignInOutcome, SignUp, TokenOutcome, VerifyOutcome, Welcome,
    },
    audit::{self, Chain},
    brakes::Act,
    catalog::{self, FileState, State},
    closing::{self, CloseAccount, CloseOutcome},
    orders::{self, CheckoutOutcome, PayOut, PayOutOutcome},
    page::Window,
    prune::{Prune, prune},
};
use support::{World, euro};

const RIGHT: &str = "a sentence is easy to keep";
const NEXT: &str = "another sentence, as easy";

fn here() -> Origin {
    Origin::new(ClientAddress::UNKNOWN)
}

async fn sign_in(world: &World, email: &str, password: &str) -> SignInOutcome {
    let input = SignIn {
        email: email.to_owned(),
        password: password.to_owned(),
        user_agent: "a test".to_owned(),
        origin: here(),
    };
    accounts::sign_in(&world.market, input).await.expect("no surprise")
}

async fn session(world: &World, email: &str, password: &str) -> OpenedSession {
    match sign_in(world, email, password).await {
        SignInOutcome::SignedIn(session) => session,
        other => panic!("{other:?}"),
    }
}

async fn stands_for(world: &World, session: &OpenedSession) -> Actor {
    accounts::actor_of_session(&world.market, &session.secret).await.expect("no surprise").0
}

async fn follow(world: &World, secret: &str) -> VerifyOutcome {
    let link = Confirm { secret: secret.to_owned(), ..Confirm::default() };
    accounts::verify_email(&world.market, link).await.expect("no surprise")
}

async fn change_email(world: &World, actor: &Actor, email: &str, password: &str) -> ChangeOutcome {
    let input = ChangeEmail { email: email.to_owned(), password: password.to_owned(), origin: here() };
    accounts::change_email(&world.market, actor, input).await.expect("no surprise")
}

async fn close(world: &World, actor: &Actor, password: &str) -> CloseOutcome {
    let input = CloseAccount { password: password.to_owned(), origin: here() };
    closing::close_account(&world.market, actor, input).await.expect("no surprise")
}

/// People who were forgotten because their days were over.
async fn forget(world: &World) -> u64 {
    prune(&world.market, &Prune {}).await.expect("no surprise").people
}

async fn email_of(world: &World, actor: &Actor) -> String {
    let id = actor.account().expect("an account");
    accounts::account(&world.market, id).await.expect("no surprise").expect("it stands").email
}

store::on_both_databases! {
    async fn a_forgotten_password_is_set_anew_by_a_link_that_works_once(store: TestStore) {
        let world = World::new(store).await;
        world.buyer("Mira").await;
        let before = session(&world, "mira@example.org", RIGHT).await;
        for email in ["mira@example.org", "nobody@example.org", "no address at all"] {
            accounts::ask_reset(&world.market, ClientAddress::UNKNOWN, email).await.expect("the same for everyone");
        }
        world.work().await;
        assert_eq!(world.letters().len(), 1, "nobody else is written to");
        let secret = world.mailed("mira@example.org", "/reset-password").expect("a link");
        let reset = async |secret: &str, new: &str| {
            accounts::reset_password(&world.market, secret, new).await.expect("no surprise")
        };
        assert_eq!(reset("made up", NEXT).await, ResetOutcome::Expired);
        assert!(matches!(reset(&secret, "password1234").await, ResetOutcome::Invalid(_)));
        assert!(matches!(reset(&secret, "mira@example").await, ResetOutcome::Invalid(_)), "what a guesser knows of her");
        let (one, other) = tokio::join!(reset(&secret, NEXT), reset(&secret, NEXT));
        let outcomes = [&one, &other].map(|outcome| *outcome == ResetOutcome::Reset);
        assert_eq!(outcomes.iter().filter(|done| **done).count(), 1, "twice at once, it works once: {one:?} {other:?}");
        assert_eq!(stands_for(&world, &before).await, Actor::Visitor, "signed out everywhere");
        assert_eq!(sign_in(&world, "mira@example.org", RIGHT).await, SignInOutcome::Wrong);
        session(&world, "mira@example.org", NEXT).await;
        world.work().await;
        assert!(world.letters().iter().any(|letter| letter.contains("was changed")), "she is told");

        accounts::ask_reset(&world.market, ClientAddress::UNKNOWN, "mira@example.org").await.expect("asked");
        world.work().await;
        let late = world.mailed("mira@example.org", "/reset-password").expect("a link");
        assert_ne!(late, secret);
        world.clock.advance(chrono::Duration::minutes(61));
        assert_eq!(reset(&late, RIGHT).await, ResetOutcome::Expired);
    }

    async fn links_to_one_address_are_asked_for_no_faster_than_the_brakes_allow(store: TestStore) {
        let world = World::new(store).await;
        let mut stopped = 0;
        for number in 0..8 {
            let from = format!("203.0.113.{number}").parse().expect("an address");
            let asked = accounts::ask_reset(&world.market, ClientAddress::new(from), "mira@example.org").await;
            stopped += usize::from(matches!(asked, Err(Error::TooMany(refused)) if refused.act == Act::EmailTo));
        }
        assert_eq!(stopped, 3, "five at once, whether she has an account or not");
    }

    async fn an_owner_changes_the_password_and_others_are_signed_out(store: TestStore) {
        let world = World::new(store).await;
        let mira = world.buyer("Mira").await;
        let (here_, elsewhere) =
            (session(&world, "mira@example.org", RIGHT).await, session(&world, "mira@example.org", RIGHT).await);
        let own = accounts::actor_of_session(&world.market, &here_.secret).await.expect("no surprise").1;
        let change = async |current: &str, new: &str| {
            let (current, new) = (current.to_owned(), new.to_owned());
            let input = ChangePassword { current, new, session: own, origin: here() };
            accounts::change_password(&world.market, &mira, input).await.expect("no surprise")
        };
        assert_eq!(change("a guess of somebody", NEXT).await, ChangeOutcome::WrongPassword);
        let ChangeOutcome::Invalid(wrong) = change(RIGHT, "1234567890").await else { panic!("it is a common one") };
        assert_eq!(wrong[0].field, "new_password");
        assert_eq!(change(RIGHT, NEXT).await, ChangeOutcome::Changed);
        assert_ne!(stands_for(&world, &here_).await, Actor::Visitor, "the browser that changed it stays");
        assert_eq!(stands_for(&world, &elsewhere).await, Actor::Visitor);
        session(&world, "mira@example.org", NEXT).await;
    }

    async fn an_address_changes_when_the_new_one_is_proven(store: TestStore) {
        let world = World::new(store).await;
        let (mira, bea) = (world.buyer("Mira").await, world.buyer("Bea").await);
        assert_eq!(change_email(&world, &mira, "new@example.org", "a guess of hers").await, ChangeOutcome::WrongPassword);
        assert!(matches!(change_email(&world, &mira, "no address", RIGHT).await, ChangeOutcome::Invalid(_)));
        assert_eq!(change_email(&world, &mira, " New@Example.org ", RIGHT).await, ChangeOutcome::Changed);
        world.work().await;
        assert_eq!(email_of(&world, &mira).await, "mira@example.org", "not before it is proven");
        let secret = world.mailed("new@example.org", "/verify-email").expect("a link to the new address");
        assert_eq!(follow(&world, &secret).await, VerifyOutcome::Changed);
        assert_eq!(follow(&world, &secret).await, VerifyOutcome::Changed, "clicked twice");
        assert_eq!(email_of(&world, &mira).await, "new@example.org");
        session(&world, "new@example.org", RIGHT).await;
        assert_eq!(sign_in(&world, "mira@example.org", RIGHT).await, SignInOutcome::Wrong);
        world.work().await;
        assert!(world.mailed("mira@example.org", "/account/undo").is_some(), "the former address is told");

        // An address that somebody has is told to nobody but its owner.
        assert_eq!(change_email(&world, &mira, "bea@example.org", RIGHT).await, ChangeOutcome::Changed);
        world.work().await;
        assert!(world.mailed("bea@example.org", "/verify-email").is_none());
        assert!(world.letters().iter().any(|letter| letter.contains("To: bea@example.org") && letter.contains("It has one")));
        assert_eq!(email_of(&world, &bea).await, "bea@example.org");
    }

    async fn an_address_that_was_given_up_or_taken_is_not_changed_to(store: TestStore) {
        let world = World::new(store).await;
        let (mira, bea) = (world.buyer("Mira").await, world.buyer("Bea").await);
        assert_eq!(change_email(&world, &mira, "one@example.org", RIGHT).await, ChangeOutcome::Changed);
        world.work().await;
        let given_up = world.mailed("one@example.org", "/verify-email").expect("a link");
        accounts::keep_email(&world.market, &mira).await.expect("kept");
        assert_eq!(follow(&world, &given_up).await, VerifyOutcome::Expired);

        for actor in [&mira, &bea] {
            assert_eq!(change_email(&world, actor, "both@example.org", RIGHT).await, ChangeOutcome::Changed);
            world.work().await;
        }
        let links: Vec<String> = world.letters().iter().filter(|letter| letter.contains("To: both@example.org")).map(|letter| {
            let plain = letter.replace("=\r\n", "").replace("=\n", "").replace("=3D", "=");
            plain.split_once("token=").expect("a link").1.chars().take_while(char::is_ascii_alphanumeric).collect()
        }).collect();
        let [one, other] = &links[..] else { panic!("{links:?}") };
        let (one, other) = tokio::join!(follow(&world, one), follow(&world, other));
        let mut outcomes = [one, other];
        outcomes.sort_by_key(|outcome| *outcome != VerifyOutcome::Changed);
        assert_eq!(outcomes, [VerifyOutcome::Changed, VerifyOutcome::Taken], "one address, one account");
    }

    async fn whoever_stole_a_password_does_not_keep_the_account(store: TestStore) {
        let world = World::new(store).await;
        let mira = world.buyer("Mira").await;
        let thief = session(&world, "mira@example.org", RIGHT).await;
        let new = NewToken { name: "a back door".to_owned(), scopes: vec![Scope::Admin], days: None };
        let made = accounts::make_token(&world.market, &mira, new).await.expect("no surprise");
        let TokenOutcome::Made { secret: token, .. } = made else { panic!("{made:?}") };
        assert_eq!(change_email(&world, &mira, "thief@example.org", RIGHT).await, ChangeOutcome::Changed);
        world.work().await;
        let link = world.mailed("thief@example.org", "/verify-email").expect("a link");
        assert_eq!(follow(&world, &link).await, VerifyOutcome::Changed);
        world.work().await;
        let undo = world.mailed("mira@example.org", "/account/undo").expect("the way back");
        assert!(!accounts::undo_change(&world.market, "made up").await.expect("no surprise"));
        assert!(accounts::undo_change(&world.market, &undo).await.expect("no surprise"));
        assert!(!accounts::undo_change(&world.market, &undo).await.expect("no surprise"), "once");
        assert_eq!(email_of(&world, &mira).await, "mira@example.org");
        assert_eq!(stands_for(&world, &thief).await, Actor::Visitor);
        assert_eq!(accounts::actor_of_token(&world.market, &token).await.expect("no surprise"), Actor::Visitor);
        world.work().await;
        let reset = world.mailed("mira@example.org", "/reset-password").expect("a new password comes next");
        assert_eq!(accounts::reset_password(&world.market, &reset, NEXT).await.expect("no surprise"), ResetOutcome::Reset);
        assert_eq!(sign_in(&world, "thief@example.org", RIGHT).await, SignInOutcome::Wrong);
        session(&world, "mira@example.org", NEXT).await;
    }

    async fn the_browser_that_signed_up_is_signed_in_by_the_link_and_no_other(store: TestStore) {
        let world = World::new(store).await;
        let market = &world.market;
        let input = SignUp {
            email: "una@example.org".to_owned(),
            name: "Una".to_owned(),
            password: RIGHT.to_owned(),
            sells: false,
        };
        let welcome = accounts::sign_up(market, ClientAddress::UNKNOWN, input).await.expect("no surprise");
        assert!(matches!(welcome, Welcome::Sent(Some(_))), "{welcome:?}");
        // Asked for again by the page, without a session.
        accounts::send_again_to(market, ClientAddress::UNKNOWN, "Una@example.org").await.expect("asked");
        world.work().await;
        let secret = world.mailed("una@example.org", "/verify-email").expect("a link");
        let confirm = async |proof: Option<String>, secret: &str| {
            let link = Confirm { secret: secret.to_owned(), signed_up: proof, user_agent: String::new() };
            accounts::verify_email(market, link).await.expect("no surprise")
        };
        let link = accounts::mailed_link(market, &secret).await.expect("no surprise").expect("it stands");
        assert_eq!((link.email.as_str(), link.used), ("una@example.org", false), "looking at it changes nothing");
        let proof = accounts::signed_up_proof(market, "una@example.org");
        let outcome = confirm(Some(proof.clone()), &secret).await;
        let VerifyOutcome::Verified { session: Some(session) } = outcome else { panic!("{outcome:?}") };
        assert_ne!(stands_for(&world, &session).await, Actor::Visitor);
        assert_eq!(confirm(Some(proof), &secret).await, VerifyOutcome::Verified { session: None }, "once");

        let input = SignUp { email: "uwe@example.org".to_owned(), name: "Uwe".to_owned(), password: RIGHT.to_owned(), sells: false };
        accounts::sign_up(market, ClientAddress::UNKNOWN, input).await.expect("no surprise");
        world.work().await;
        let secret = world.mailed("uwe@example.org", "/verify-email").expect("a link");
        let foreign = accounts::signed_up_proof(market, "una@example.org");
        assert_eq!(confirm(Some(foreign), &secret).await, VerifyOutcome::Verified { session: None });
    }

    async fn sessions_and_tokens_end_one_by_one_and_by_themselves(store: TestStore) {
        let world = World::new(store).await;
        let (mira, bea) = (world.buyer("Mira").await, world.buyer("Bea").await);
        let market = &world.market;
        let (one, other) =
            (session(&world, "mira@example.org", RIGHT).await, session(&world, "mira@example.org", RIGHT).await);
        let lines = accounts::sessions(market, &mira).await.expect("no surprise");
        assert_eq!(lines.len(), 2);
        let id = accounts::actor_of_session(market, &one.secret).await.expect("no surprise").1.expect("a session");
        accounts::end_session(market, &bea, id).await.expect("no surprise");
        assert_ne!(stands_for(&world, &one).await, Actor::Visitor, "not hers to end");
        accounts::end_session(market, &mira, id).await.expect("no surprise");
        assert_eq!(stands_for(&world, &one).await, Actor::Visitor);
        assert_ne!(stands_for(&world, &other).await, Actor::Visitor);

        let token = async |days| {
            let new = NewToken { name: "a script".to_owned(), scopes: vec![Scope::Read], days };
            accounts::make_token(market, &mira, new).await.expect("no surprise")
        };
        assert!(matches!(token(Some(0)).await, TokenOutcome::Invalid(_)));
        assert!(matches!(token(Some(731)).await, TokenOutcome::Invalid(_)));
        let TokenOutcome::Made { secret, .. } = token(Some(30)).await else { panic!("it is made") };
        world.clock.advance(chrono::Duration::days(29));
        assert_ne!(accounts::actor_of_token(market, &secret).await.expect("no surprise"), Actor::Visitor);
        world.clock.advance(chrono::Duration::days(1));
        assert_eq!(accounts::actor_of_token(market, &secret).await.expect("no surprise"), Actor::Visitor);
        assert!(accounts::tokens(market, &mira).await.expect("no surprise").is_empty());
    }

    async fn an_account_closes_and_is_forgotten_while_the_books_stay(store: TestStore) {
        let world = World::new(store).await;
        let market = &world.market;
        let (cleo, bea) = (world.creator("Cleo").await, world.buyer("Bea").await);
        let listing = world.on_sale(&cleo, "Vase", 20.0, 650).await;
        world.buy(&bea, listing, 650).await;
        let operator = world.operator().await;
        assert_eq!(close(&world, &cleo, "a guess of somebody").await, CloseOutcome::WrongPassword);
        let CloseOutcome::NotYet(first) = close(&world, &cleo, RIGHT).await else { panic!("she has earned something") };
        assert!(first[0].contains("5.65") && first[0].contains("payout"), "{first:?}");
        let input = PayOut {
            creator: cleo.account().expect("an account"),
            amount: euro(565),
            reference: "Bank transfer 1".to_owned(),
        };
        let paid = orders::pay_out(market, &operator, &input).await.expect("no surprise");
        assert_eq!(paid, PayOutOutcome::Booked { left: euro(0) });
        let browser = session(&world, "cleo@example.org", RIGHT).await;
        let (_, last) = world.told_after(0).await;
        assert_eq!(close(&world, &cleo, RIGHT).await, CloseOutcome::Closed);
        world.work().await;
        let kinds: Vec<_> = world.told_after(last).await.0.iter().map(Event::kind).collect();
        assert_eq!(kinds, ["account.closed", "listing.withdrawn"]);
        assert_eq!(stands_for(&world, &browser).await, Actor::Visitor);
        assert_eq!(sign_in(&world, "cleo@example.org", RIGHT).await, SignInOutcome::Closed);
        assert!(catalog::listing_by_id(market, &Actor::Visitor, listing).await.expect("no surprise").is_none());
        assert_eq!(world.library(&bea).await.len(), 1, "who bought it keeps it");
        assert!(world.letters().iter().any(|letter| letter.contains("To: cleo@example.org") && letter.contains("is closed")));

        let id = cleo.account().expect("an account");
        assert!(closing::reopen_account(market, &operator, id).await.expect("no surprise"));
        session(&world, "cleo@example.org", RIGHT).await;
        let back = catalog::draft(market, &cleo, listing).await.expect("no surprise").expect("hers");
        assert_eq!(back.listing.state, State::Withdrawn, "she puts it back herself");

        assert_eq!(close(&world, &cleo, RIGHT).await, CloseOutcome::Closed);
        world.clock.advance(chrono::Duration::days(13));
        forget(&world).await;
        assert_eq!(email_of(&world, &cleo).await, "cleo@example.org");
        world.clock.advance(chrono::Duration::days(2));
        let (one, other) = tokio::join!(forget(&world), forget(&world));
        assert_eq!(one + other, 1, "twice at once, it is done once");
        let profile = accounts::account(market, id).await.expect("no surprise").expect("the row stays");
        assert!(profile.forgotten && profile.name == "Closed account" && profile.roles.is_empty(), "{profile:?}");
        assert!(!closing::reopen_account(market, &operator, id).await.expect("no surprise"));
        assert_eq!(sign_in(&world, "cleo@example.org", RIGHT).await, SignInOutcome::Wrong);
        let again = world.person("Cleo", &[Role::Buyer]).await;
        assert_ne!(again.account(), Some(id), "the address is free again");
        assert_eq!(world.library(&bea).await.len(), 1);
        assert!(world.is_balanced().await);
        assert!(matches!(audit::check(market).await.expect("no surprise"), Chain::Whole { .. }));
    }

    async fn what_nobody_bought_of_a_forgotten_person_goes_with_them(store: TestStore) {
        let world = World::new(store).await;
        let (cleo, bea) = (world.creator("Cleo").await, world.buyer("Bea").await);
        let sold = world.on_sale(&cleo, "Vase", 20.0, 0).await;
        world.order(&bea, sold, 0, "").await;
        let unsold = world.on_sale(&cleo, "Bowl", 30.0, 650).await;
        let begun = world.draft(&cleo, "Cup", 400).await;
        world.add(&cleo, begun, "plate.svg", &support::plate(40.0)).await;
        world.work().await;
        let blobs = world.stored_blobs().await;
        assert_eq!(close(&world, &cleo, RIGHT).await, CloseOutcome::Closed);
        world.work().await;
        world.clock.advance(chrono::Duration::days(15));
        assert_eq!(forget(&world).await, 1);
        world.work().await;
        assert!(world.stored_blobs().await < blobs, "what was hers alone takes up no room any more");
        let moderator = world.moderator().await;
        for (listing, stands) in [(sold, State::Withdrawn), (unsold, State::TakenDown), (begun, State::TakenDown)] {
            let found = catalog::listing_by_id(&world.market, &moderator, listing).await.expect("no surprise");
            assert_eq!(found.expect("the row stays").entry.state, stands);
        }
        let library = world.library(&bea).await;
        assert!(library[0].files.iter().all(|file| file.state == FileState::Ready), "what was bought stays");
    }

    async fn an_order_and_an_end_at_the_same_moment_exclude_each_other(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.on_sale(&cleo, "Vase", 20.0, 650).await;
        for number in 0..4 {
            let buyer = world.buyer(&format!("Buyer {number}")).await;
            world.take(&buyer, listing).await;
            let (closed, ordered) = tokio::join!(close(&world, &buyer, RIGHT), world.checkout(&buyer, 650, "slow"));
            let ordered = matches!(ordered, CheckoutOutcome::Order { .. });
            let outcome = (closed == CloseOutcome::Closed, ordered);
            assert!(outcome == (true, false) || outcome == (false, true), "{closed:?}");
        }
    }

    async fn nobody_closes_what_has_not_ended(store: TestStore) {
        let world = World::new(store).await;
        let (cleo, bea) = (world.creator("Cleo").await, world.buyer("Bea").await);
        let listing = world.on_sale(&cleo, "Vase", 20.0, 650).await;
        world.order(&bea, listing, 650, "slow").await;
        let CloseOutcome::NotYet(first) = close(&world, &bea, RIGHT).await else { panic!("her order is under way") };
        assert!(first[0].contains("has not ended yet"), "{first:?}");
        let chief = world.operator().await;
        let CloseOutcome::NotYet(first) = close(&world, &chief, RIGHT).await else { panic!("the only operator") };
        assert_eq!(first, ["You are the only operator. Make somebody else one."]);
    }

    async fn the_last_operator_is_not_locked_out(store: TestStore) {
        let world = World::new(store).await;
        let (chief, other) = (world.operator().await, world.person("Otto", &[Role::Operator]).await);
        let lock = async |actor: &Actor, whom: &Actor, locked, words: &str| {
            let id = whom.account().expect("an account");
            accounts::lock_account(&world.market, actor, id, locked, words).await.expect("no surprise")
        };
        assert_eq!(lock(&chief, &chief, true, "A slip.").await, LockOutcome::LastOperator);
        assert!(matches!(lock(&chief, &other, true, "").await, LockOutcome::Invalid(_)));
        assert_eq!(lock(&chief, &other, true, "He has left the house.").await, LockOutcome::Done);
        assert_eq!(sign_in(&world, "otto@example.org", RIGHT).await, SignInOutcome::Locked);
        assert_eq!(lock(&Actor::System, &chief, true, "By the command line.").await, LockOutcome::LastOperator);
        assert_eq!(lock(&chief, &other, false, "He is back.").await, LockOutcome::Done);
        session(&world, "otto@example.org", RIGHT).await;
        let entries = audit::latest(&world.market, 10).await.expect("no surprise");
        assert!(entries.iter().any(|entry| entry.detail.to_string().contains("He has left the house.")), "{entries:?}");
    }

    async fn an_operator_finds_an_account_by_a_part_of_its_name(store: TestStore) {
        let world = World::new(store).await;
        for name in ["Mira Okafor", "Bea 100% Buyer", "Bea Builder"] {
            world.buyer(name).await;
        }
        let operator = world.operator().await;
        let found = async |actor: &Actor, words: &str| {
            let page = accounts::list(&world.market, actor, words, &Window::first(10)).await.expect("no surprise");
            page.rows.into_iter().map(|profile| profile.name).collect::<Vec<_>>()
        };
        assert_eq!(found(&operator, "OKAF").await, ["Mira Okafor"]);
        assert_eq!(found(&operator, "bea.builder@").await, ["Bea Builder"]);
        assert_eq!(found(&operator, "0%").await, ["Bea 100% Buyer"], "a sign of the pattern stands for itself");
        assert_eq!(found(&operator, "_").await, Vec::<String>::new());
        assert_eq!(found(&operator, "").await.len(), 4);
        let mira = world.person("Mona", &[Role::Moderator]).await;
        assert!(found(&mira, "").await.is_empty(), "for operators");
    }

    async fn a_mailed_secret_is_nowhere_in_the_rows(store: TestStore) {
        let world = World::new(store).await;
        world.buyer("Mira").await;
        accounts::ask_reset(&world.market, ClientAddress::UNKNOWN, "mira@example.org").await.expect("asked");
        world.work().await;
        let secret = world.mailed("mira@example.org", "/reset-password").expect("a link");
        let rows = world.rows::<store::entities::email_token::Entity>().await;
        assert_eq!(rows.len(), 1);
        assert!(!format!("{rows:?}").contains(&secret));
        let jobs = format!("{:?}", world.rows::<store::entities::job::Entity>().await);
        assert!(!jobs.contains(&secret) && !jobs.contains("mira@example.org"), "{jobs}");
    }
}
