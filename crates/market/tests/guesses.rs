//! Guessing passwords: a stranger is slowed down, and an owner is not locked out by it.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use basis::{ClientAddress, Role};
use market::{
    Error,
    accounts::{self, NewToken, OpenedSession, Origin, SignIn, SignInOutcome, SignUp, Welcome},
    audit,
    brakes::Act,
};
use support::World;

const RIGHT: &str = "a sentence is easy to keep";

fn at(address: &str) -> Origin {
    Origin::new(ClientAddress::new(address.parse().expect("an address")))
}

async fn try_at(world: &World, origin: Origin, email: &str, password: &str) -> Result<SignInOutcome, Error> {
    let (email, password) = (email.to_owned(), password.to_owned());
    accounts::sign_in(&world.market, SignIn { email, password, user_agent: String::new(), origin }).await
}

fn braked(outcome: &Result<SignInOutcome, Error>) -> Option<Act> {
    match outcome {
        Err(Error::TooMany(refused)) => Some(refused.act),
        _ => None,
    }
}

/// The proof in the one e-mail that has one.
fn proof(world: &World) -> String {
    let letters: Vec<String> = world.letters().iter().map(|letter| letter.replace("=\r\n", "")).collect();
    let letter = letters.iter().find(|letter| letter.contains("proof=")).expect("a link was sent");
    let (_, rest) = letter.split_once("proof=").expect("a proof");
    let rest = rest.strip_prefix("3D").unwrap_or(rest);
    rest.split_whitespace().next().expect("a word").to_owned()
}

store::on_both_databases! {
    async fn a_guesser_at_one_address_is_stopped_and_the_owner_elsewhere_is_not(store: TestStore) {
        let world = World::new(store).await;
        world.buyer("Mira").await;
        let guess = || try_at(&world, at("203.0.113.9"), "mira@example.org", "a sentence is easy to lose");
        for _ in 0..10 {
            assert_eq!(guess().await.expect("no surprise"), SignInOutcome::Wrong);
        }
        for _ in 0..10 {
            assert_eq!(braked(&guess().await), Some(Act::SignInToAccountFromAddress));
        }
        let right = try_at(&world, at("203.0.113.9"), "mira@example.org", RIGHT).await;
        assert_eq!(braked(&right), Some(Act::SignInToAccountFromAddress), "a guesser does not learn that it was right");
        let owner = try_at(&world, at("198.51.100.1"), "mira@example.org", RIGHT).await.expect("no surprise");
        let SignInOutcome::SignedIn(OpenedSession { device, .. }) = owner else { panic!("{owner:?}") };
        let known = Origin { device: Some(device), ..at("203.0.113.9") };
        let owner = try_at(&world, known, "mira@example.org", RIGHT).await.expect("no surprise");
        assert!(matches!(owner, SignInOutcome::SignedIn(_)), "behind the guesser's own address: {owner:?}");
        world.clock.advance(chrono::Duration::seconds(31));
        assert_eq!(guess().await.expect("no surprise"), SignInOutcome::Wrong, "one more after a while");
        let entries = audit::latest(&world.market, 100).await.expect("no surprise");
        let told = entries.iter().filter(|entry| entry.action == audit::Action::PasswordsGuessed).count();
        assert_eq!(told, 1, "a burst is one entry: {entries:?}");
    }

    async fn many_accounts_from_one_address_are_stopped_by_the_address(store: TestStore) {
        let world = World::new(store).await;
        let mut stopped = 0;
        for number in 0..40 {
            let email = format!("nobody{number}@example.org");
            let origin = at(&format!("2001:db8:1:2::{number:x}"));
            stopped += usize::from(braked(&try_at(&world, origin, &email, "whatever it is").await) == Some(Act::SignInFromAddress));
        }
        assert_eq!(stopped, 10, "thirty at once from one line, whatever the lower half of its address is");
    }

    async fn a_guesser_with_many_addresses_is_stopped_and_the_owner_comes_in_by_a_link(store: TestStore) {
        let world = World::new(store).await;
        world.buyer("Mira").await;
        let mut known = 0;
        for number in 0..101 {
            let guess = try_at(&world, at(&format!("10.0.{number}.1")), "mira@example.org", "wrong, all of them").await;
            known += usize::from(braked(&guess) == Some(Act::SignInToAccount));
        }
        assert_eq!(known, 1, "the hundred-and-first");
        assert!(world.letters().is_empty(), "a wrong password sends nothing");
        let owner = try_at(&world, at("198.51.100.1"), "mira@example.org", RIGHT).await;
        assert_eq!(braked(&owner), Some(Act::SignInToAccount), "told the same as a guesser");
        for _ in 0..200 {
            world.work().await;
            if !world.letters().is_empty() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        let proof = proof(&world);
        assert!(accounts::is_device(&world.market, &proof));
        let known = |email: &'static str| {
            let origin = Origin { device: Some(proof.clone()), ..at("198.51.100.1") };
            try_at(&world, origin, email, RIGHT)
        };
        let owner = known("mira@example.org").await.expect("no surprise");
        assert!(matches!(owner, SignInOutcome::SignedIn(_)), "{owner:?}");
        world.clock.advance(chrono::Duration::minutes(61));
        assert!(!accounts::is_device(&world.market, &proof), "the link ends");
        assert!(!accounts::is_device(&world.market, "made.up.0.1"));
    }

    async fn tokens_are_guessed_no_faster_than_sessions(store: TestStore) {
        let world = World::new(store).await;
        world.buyer("Mira").await;
        let mut stopped = 0;
        for _ in 0..30 {
            let new = NewToken { name: "guess".to_owned(), scopes: vec![basis::Scope::Admin], days: None };
            let origin = at("203.0.113.9");
            let made = accounts::make_token_by_password(&world.market, &origin, "mira@example.org", "wrong", new).await;
            stopped += usize::from(matches!(made, Err(Error::TooMany(_))));
        }
        assert_eq!(stopped, 20);
    }

    async fn accounts_and_e_mails_from_one_address_have_a_rate(store: TestStore) {
        let world = World::new(store).await;
        let sign_up = async |number: usize, address: &str| {
            let input = SignUp {
                email: format!("p{number}@example.org"),
                name: "Somebody".to_owned(),
                password: RIGHT.to_owned(),
                sells: false,
            };
            accounts::sign_up(&world.market, ClientAddress::new(address.parse().expect("an address")), input).await
        };
        let mut opened = Vec::new();
        for number in 0..12 {
            match sign_up(number, "203.0.113.9").await {
                Ok(Welcome::Sent(account)) => opened.push(account.expect("a new account")),
                Err(Error::TooMany(refused)) => assert_eq!(refused.retry_after_seconds(), 120),
                other => panic!("{other:?}"),
            }
        }
        world.work().await;
        assert_eq!((opened.len(), world.letters().len()), (10, 10));
        let client = ClientAddress::UNKNOWN;
        let mut sent = 0;
        for _ in 0..10 {
            sent += usize::from(accounts::send_again(&world.market, client, opened[0]).await.is_ok());
        }
        assert_eq!(sent, 4, "five to one recipient, of which signing up sent the first");
        assert!(sign_up(99, "198.51.100.1").await.is_ok(), "another address goes on");
    }

    async fn a_password_beyond_every_limit_is_wrong_and_is_not_hashed(store: TestStore) {
        let world = World::new(store).await;
        world.person("Mira", &[Role::Buyer]).await;
        let long = "x".repeat(200_000);
        let outcome = try_at(&world, at("203.0.113.9"), "mira@example.org", &long).await.expect("no surprise");
        assert_eq!(outcome, SignInOutcome::Wrong);
    }
}
