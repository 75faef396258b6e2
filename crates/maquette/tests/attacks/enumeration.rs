//! Whether an address has an account is told to its owner, and to nobody else.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use market::Settings;

use crate::{
    browser::{Answer, Browser},
    town::market,
};

const PASSWORD: (&str, &str) = ("password", "a sentence is easy to keep");

/// What an answer tells, whichever address it was about.
fn told(answer: &Answer, email: &str) -> String {
    // The address itself stands on the page, and makes it longer or shorter; a cookie's value is signed over it.
    let varies = ["x-request-id", "content-length", "set-cookie"];
    let headers: Vec<_> = answer.headers.iter().filter(|(name, _)| !varies.contains(&name.as_str())).collect();
    let cookies =
        answer.headers.get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok()?.split('=').next());
    let cookies: Vec<_> = cookies.collect();
    format!("{} {cookies:?} {headers:?} {}", answer.status, answer.text).replace(email, "ADDRESS")
}

store::on_both_databases! {
    async fn signing_up_tells_nobody_whether_an_address_is_new(store: TestStore) {
        let (world, router) = market(store, Settings { rate_limits: false, ..Settings::default() }).await;
        world.buyer("Bea Buyer").await;
        let visitor = Browser::visitor(&router);
        let (known, new) = ("bea.buyer@example.org", "ada.another@example.org");
        let sign_up = async |email: &str| {
            visitor.post("/sign-up", &[("name", "Somebody"), ("email", email), PASSWORD, ("next", "/")]).await
        };
        let (of_known, of_new) = (sign_up(known).await, sign_up(new).await);
        assert!(of_new.text.contains("Check your inbox"), "{}", of_new.text);
        assert_eq!(told(&of_known, known), told(&of_new, new));
        let cookies: Vec<_> = of_new.headers.get_all("set-cookie").iter().collect();
        assert!(!cookies.iter().any(|cookie| cookie.as_bytes().starts_with(b"mq_session")), "a session would tell: {cookies:?}");
        let again = async |email: &str| visitor.post("/verify/again", &[("email", email)]).await;
        let strange = "nobody.at.all@example.org";
        let answers = [told(&again(known).await, known), told(&again(new).await, new), told(&again(strange).await, strange)];
        assert!(answers[0].contains("on its way") && answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        let forgot = async |email: &str| told(&visitor.post("/forgot-password", &[("email", email)]).await, email);
        assert_eq!(forgot(known).await, forgot(strange).await, "who forgot a password is told the same");
        world.work().await;
        let letters = world.letters();
        let to = |email: &str| letters.iter().filter(|letter| letter.contains(&format!("To: {email}"))).collect::<Vec<_>>();
        assert!(!to(known).is_empty() && to(known).iter().any(|letter| letter.contains("It has one already")));
        assert!(!to(new).is_empty() && to(new).iter().any(|letter| letter.contains("/verify-email?token")));
        assert!(to(strange).is_empty());
    }

    async fn a_wrong_password_and_an_unknown_address_are_told_and_take_the_same(store: TestStore) {
        let (world, router) = market(store, Settings { rate_limits: false, ..Settings::default() }).await;
        world.buyer("Bea Buyer").await;
        let visitor = Browser::visitor(&router);
        let mut answers = Vec::new();
        let mut times = BTreeMap::new();
        let doors = [("/sign-in", "another sentence"), ("/sign-up", PASSWORD.1)];
        for (door, password) in doors {
            // By turns, so that whatever else the machine does strikes both; what it adds is never less than nothing,
            // so the quickest of each is compared.
            for number in 0..7 {
                for local in ["bea.buyer", "nobody.here"] {
                    // Whoever signs up is known from then on.
                    let email = match (door, local) {
                        ("/sign-up", "nobody.here") => format!("{local}{number}@example.org"),
                        _ => format!("{local}@example.org"),
                    };
                    let begun = Instant::now();
                    let fields = [("name", "Somebody"), ("email", email.as_str()), ("password", password), ("next", "/")];
                    let answer = visitor.post(door, &fields).await;
                    let took = times.entry((door, local)).or_insert(Duration::MAX);
                    *took = begun.elapsed().min(*took);
                    answers.push((door, told(&answer, &email)));
                }
            }
        }
        for (door, _) in doors {
            let said: Vec<_> = answers.iter().filter(|(of, _)| *of == door).map(|(_, said)| said).collect();
            assert!(said.iter().all(|answer| *answer == said[0]), "{door}: {said:#?}");
            let (known, unknown): (Duration, Duration) = (times[&(door, "bea.buyer")], times[&(door, "nobody.here")]);
            let (most, least) = (known.max(unknown), known.min(unknown));
            // A password's hash takes some thirty times what all else does: one that was left out would show.
            assert!(most < least * 3, "{times:?}");
        }
    }
}
