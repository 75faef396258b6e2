//! Line breaks and foreign hosts in what is typed: they end no header of an answer or an e-mail, and lead nobody away.

use std::collections::BTreeSet;

use axum::{body::Body, http::Request};
use basis::{ClientAddress, Role};
use market::{
    Settings,
    accounts::{self, SignUp, Welcome},
    catalog, moderation,
    moderation::{TakeDown, TakeDownOutcome},
};

use crate::{
    browser::{Browser, send},
    routes,
    support::plate,
    town::{SignedIn, market},
};

/// Headers of an e-mail that are ours.
const OURS: [&str; 8] =
    ["from", "to", "subject", "date", "message-id", "mime-version", "content-type", "content-transfer-encoding"];

/// Whether an e-mail has the headers that it should have and no others.
fn foreign_headers(letter: &str) -> Vec<String> {
    let letter = letter.replace("\r\n", "\n");
    let (head, _) = letter.split_once("\n\n").expect("a head and a body");
    let names = head
        .lines()
        .filter(|line| !line.starts_with([' ', '\t']))
        .map(|line| line.split(':').next().unwrap_or_default().to_lowercase());
    names.filter(|name| !OURS.contains(&name.as_str())).collect()
}

/// Where an answer leads to must be here, or at the bank that the settings name.
fn leads_away(location: &str) -> bool {
    let is_path = location.starts_with('/') && !location.starts_with("//") && !location.starts_with("/\\");
    !location.is_empty() && !is_path && !location.starts_with("http://127.0.0.1:8080/")
}

store::on_both_databases! {
    async fn a_line_break_ends_no_header_of_an_e_mail(store: TestStore) {
        let (world, _) = market(store, Settings { rate_limits: false, ..Settings::default() }).await;
        let broken = "Cleo\r\nBcc: v@example.org\r\n\r\n<b>x</b>";
        let input = |email: &str| SignUp {
            email: email.to_owned(),
            name: broken.to_owned(),
            password: "a sentence is easy to keep".to_owned(),
            sells: true,
        };
        for email in ["a@example.org\r\nBcc: victims@example.org", "a@example.org\nBcc: b@example.org", "a@example.org, b@example.org"] {
            let welcome = accounts::sign_up(&world.market, ClientAddress::UNKNOWN, input(email)).await.expect("no surprise");
            assert!(matches!(welcome, Welcome::Invalid(_)), "{email:?}: {welcome:?}");
        }
        let welcome = accounts::sign_up(&world.market, ClientAddress::UNKNOWN, input("cleo@example.org")).await;
        assert!(matches!(welcome, Ok(Welcome::Sent(_))), "{welcome:?}");
        // Once more, and what a moderator writes about a listing of that name.
        accounts::sign_up(&world.market, ClientAddress::UNKNOWN, input("cleo@example.org")).await.expect("no surprise");
        let cleo = world.creator("Carl Creator").await;
        let listing = world.draft(&cleo, "Vase\r\nBcc: victims@example.org", 650).await;
        world.add(&cleo, listing, "plate.svg", &plate(20.0)).await;
        world.work().await;
        catalog::publish(&world.market, &cleo, listing).await.expect("no surprise");
        let moderator = world.person("Mo", &[Role::Moderator]).await;
        let words = "Taken down.\r\nBcc: victims@example.org".to_owned();
        let taken = moderation::take_down(&world.market, &moderator, TakeDown { listing, words }).await.expect("no surprise");
        assert_eq!(taken, TakeDownOutcome::TakenDown);
        world.work().await;
        let letters = world.letters();
        assert!(letters.len() >= 3, "{}", letters.len());
        for letter in letters {
            assert!(foreign_headers(&letter).is_empty(), "{letter}");
            assert!(!letter.contains("text/html"), "{letter}");
        }
    }

    async fn links_in_e_mails_lead_to_the_market_whatever_host_was_asked(store: TestStore) {
        let (world, router) = market(store, Settings { rate_limits: false, ..Settings::default() }).await;
        world.buyer("Bea Buyer").await;
        let browser = Browser::visitor(&router);
        let secret = "v".repeat(52);
        // Every form that can have an e-mail sent, as if this market were somebody else's.
        for route in routes::of(&router).into_iter().filter(|route| route.method == "POST" && route.parameters().is_empty()) {
            for email in ["bea.buyer@example.org", "new@example.org"] {
                let fields = [("csrf", browser.csrf.as_str()), ("name", "Ada"), ("email", email), ("password", "a sentence is easy to keep"), ("next", "/")];
                let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
                let request = Request::post(&route.path)
                    .header("content-type", "application/x-www-form-urlencoded")
                    .header("cookie", format!("mq_visitor={secret}"))
                    .header("host", "evil.example")
                    .header("x-forwarded-host", "evil.example")
                    .header("x-forwarded-proto", "https")
                    .header("forwarded", "host=evil.example;proto=https")
                    .header("origin", "https://evil.example")
                    .header("referer", "https://evil.example/");
                let answer = send(&router, request.body(Body::from(body)).expect("a request")).await;
                assert!(!answer.text.contains("evil.example") && !leads_away(answer.header("location")), "{}", route.path);
            }
        }
        world.work().await;
        let letters = world.letters();
        assert!(letters.iter().any(|letter| letter.contains("/verify-email?token")), "{letters:?}");
        for letter in letters {
            assert!(!letter.contains("evil.example"), "{letter}");
            let links: Vec<_> = letter.split("http").skip(1).collect();
            assert!(links.iter().all(|link| link.starts_with("://127.0.0.1:8080/")), "{letter}");
        }
    }

    async fn no_address_leads_away_from_this_site(store: TestStore) {
        let (world, router) = market(store, Settings { rate_limits: false, ..Settings::default() }).await;
        world.creator("Cleo Creator").await;
        let elsewhere = [
            "//evil.example", "///evil.example", "https://evil.example", "https:evil.example", "/\\evil.example",
            "\\\\evil.example", "/\t/evil.example", " //evil.example", "javascript:alert(1)", "/%2F/evil.example",
            "/\r\nset-cookie: a=b", "//evil.example%2F..", "@evil.example", "/..//evil.example",
        ];
        let names = routes::names_read();
        let mut cleo = SignedIn::new(&world, "cleo.creator@example.org").await;
        let mut led = BTreeSet::new();
        for target in elsewhere {
            let encoded = percent_encoding::utf8_percent_encode(target, percent_encoding::NON_ALPHANUMERIC).to_string();
            for signed_in in [true, false] {
                for route in routes::of(&router) {
                    // Signed in anew for each: some of them end the session.
                    let browser = match signed_in {
                        true => cleo.browser(&world, &router).await,
                        false => Browser::visitor(&router),
                    };
                    let answer = match route.method.as_str() {
                        "GET" => {
                            let query: Vec<_> = names.iter().map(|name| format!("{name}={encoded}")).collect();
                            browser.get(&format!("{}?{}", route.with(target), query.join("&"))).await
                        }
                        "POST" => {
                            let value = |name: &str| match name {
                                "email" => "cleo.creator@example.org",
                                "password" if route.path == "/sign-in" => "a sentence is easy to keep",
                                _ => target,
                            };
                            let fields: Vec<_> = names.iter().filter(|name| *name != "csrf").map(|name| (name.as_str(), value(name))).collect();
                            browser.post(&route.with(target), &fields).await
                        }
                        _ => continue,
                    };
                    let location = answer.header("location");
                    assert!(!leads_away(location), "{} {} {target:?}: {location}", route.method, route.path);
                    assert!(!location.contains(['\r', '\n']) && answer.headers.get_all("set-cookie").iter().all(|cookie| !cookie.as_bytes().starts_with(b"a=")));
                    if !location.is_empty() {
                        led.insert(route.path.clone());
                    }
                }
            }
        }
        assert!(led.contains("/sign-in"), "who signs in is led somewhere: {led:?}");
    }

    async fn every_cookie_is_out_of_reach_of_scripts_and_of_other_sites(store: TestStore) {
        let secure = Settings { base_url: "https://market.example.org".to_owned(), rate_limits: false, ..Settings::default() };
        let (world, router) = market(store, secure).await;
        world.creator("Cleo Creator").await;
        let mut cleo = SignedIn::new(&world, "cleo.creator@example.org").await;
        let mut names = BTreeSet::new();
        for route in routes::of(&router).into_iter().filter(|route| ["GET", "POST"].contains(&route.method.as_str())) {
            let fresh = send(&router, Request::get(route.with("x")).body(Body::empty()).expect("a request")).await;
            let browser = cleo.browser(&world, &router).await;
            let password = if route.path == "/sign-in" { "a sentence is easy to keep" } else { "not the right one" };
            let fields =
                [("email", "cleo.creator@example.org"), ("password", password), ("licence", "x"), ("next", "/")];
            let answers = [fresh, browser.get(&route.with("x")).await, browser.post(&route.with("x"), &fields).await];
            for cookie in answers.iter().flat_map(|answer| answer.headers.get_all("set-cookie")) {
                let cookie = cookie.to_str().expect("a text");
                for flag in ["; HttpOnly", "; Secure", "; SameSite=Lax", "; Path=/"] {
                    assert!(cookie.contains(flag), "{}: {cookie}", route.path);
                }
                assert!(!cookie.contains("Domain="), "{cookie}");
                names.insert(cookie.split('=').next().unwrap_or_default().to_owned());
            }
        }
        assert!(names.contains("mq_session") && names.contains("mq_visitor"), "{names:?}");
    }
}
