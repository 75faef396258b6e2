//! Forms that another site sends, and forms that say more than their page asks.

use axum::http::StatusCode;
use basis::Role;
use market::{Settings, accounts};
use serde_json::json;

use crate::{
    browser::{Browser, ask},
    ledger_of_rows::Rows,
    routes,
    support::plate,
    town::{market, session},
};

/// Doors that no browser's session opens: they ask for a credential in the request itself, which no other site has.
const WITHOUT_SESSION: [&str; 3] = ["/graphql", "/payments/{provider}/notice", "/uploads/{token}"];

store::on_both_databases! {
    async fn no_form_from_another_site_is_taken(store: TestStore) {
        let (world, router) = market(store, Settings { rate_limits: false, ..Settings::default() }).await;
        // Whoever may do everything: it is the missing token alone that keeps the form out.
        let all = [Role::Buyer, Role::Creator, Role::Moderator, Role::Operator];
        let everybody = world.person("Eve Everybody", &all).await;
        let listing = world.on_sale(&everybody, "Vase", 20.0, 650).await.to_string();
        let signed_in = Browser::new(&router, "session", &session(&world, "eve.everybody@example.org").await);
        let other = Browser::visitor(&router);
        let before = Rows::of(world.market.store(), &[]).await;
        let changing: Vec<_> = routes::of(&router)
            .into_iter()
            .filter(|route| route.method != "GET" && !WITHOUT_SESSION.contains(&route.path.as_str()))
            .collect();
        assert!(changing.len() > 18, "{changing:?}");
        let names = routes::names_read();
        let fields: Vec<_> = names.iter().filter(|name| *name != "csrf").map(|name| (name.as_str(), listing.as_str())).collect();
        let forged = [None, Some(String::new()), Some("0".repeat(32)), Some(other.csrf.clone())];
        for route in &changing {
            assert_eq!(route.method, "POST", "{}: a browser sends forms by POST", route.path);
            for token in &forged {
                let token: Vec<_> = token.iter().map(|token| ("csrf", token.as_str())).collect();
                let form = [&fields[..], &token].concat();
                let address = route.with(&listing);
                let answer = signed_in.post_as_it_is(&address, &form).await;
                let refused = [StatusCode::FORBIDDEN, StatusCode::BAD_REQUEST].contains(&answer.status);
                assert!(refused, "{} {token:?}: {} {}", route.path, answer.status, answer.text);
                let parts = signed_in.with_token(token.first().map_or("", |(_, token)| *token));
                let answer = parts.post_parts(&address, &[], ("mine.svg", &plate(31.0))).await;
                let refused = [StatusCode::FORBIDDEN, StatusCode::BAD_REQUEST, StatusCode::UNSUPPORTED_MEDIA_TYPE];
                assert!(refused.contains(&answer.status), "{} {token:?}: {}", route.path, answer.status);
            }
        }
        assert_eq!(signed_in.get("/account").await.status, StatusCode::OK, "still signed in");
        let lost = before.lost_in(&Rows::of(world.market.store(), &[]).await);
        assert!(lost.is_empty(), "{lost:#?}");
        let rows = Rows::of(world.market.store(), &[]).await.len();
        assert_eq!(rows, before.len(), "nothing came either, but the session that was opened before");
    }

    async fn the_schema_takes_no_cookie_for_a_token(store: TestStore) {
        let (world, router) = market(store, Settings::default()).await;
        world.buyer("Bea Buyer").await;
        let browser = Browser::new(&router, "session", &session(&world, "bea.buyer@example.org").await);
        let question = json!({ "query": "{ viewer { email } }" }).to_string();
        // A form of another site sends these types without asking first; JSON it cannot send.
        for media_type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=edge"] {
            let answer = browser.post_typed("/graphql", media_type, &question).await;
            assert!(answer.status.is_client_error() && !answer.text.contains("bea.buyer"), "{media_type}: {}", answer.text);
        }
        let answer = browser.post_typed("/graphql", "application/json", &question).await;
        assert!(answer.text.contains("\"viewer\":null"), "{}", answer.text);
        assert!(answer.headers.get("access-control-allow-origin").is_none(), "no other site reads an answer");
    }

    async fn what_a_page_does_not_ask_changes_nothing(store: TestStore) {
        let (world, router) = market(store, Settings { rate_limits: false, ..Settings::default() }).await;
        let more = [
            ("roles", "operator"), ("role", "operator"), ("is_operator", "1"), ("verified", "1"),
            ("email_verified_at", "2026-01-01"), ("id", "019a0000-0000-7000-8000-00000000dead"), ("locked_at", ""),
            ("state", "published"), ("shop_id", "019a0000-0000-7000-8000-00000000dead"), ("price_minor", "0"),
            ("total_minor", "1"), ("seen_total", "1"), ("account", "019a0000-0000-7000-8000-00000000dead"),
        ];
        let visitor = Browser::visitor(&router);
        let form = [("name", "Ada"), ("email", "ada@example.org"), ("password", "a sentence is easy to keep"), ("next", "/")];
        let answer = visitor.post("/sign-up", &[&form[..], &more].concat()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        let profile = accounts::by_email(&world.market, "ada@example.org").await.expect("no surprise").expect("she is there");
        assert_eq!((profile.roles.clone(), profile.verified), (vec![Role::Buyer], false), "{profile:?}");

        let cleo = world.creator("Cleo Creator").await;
        let listing = world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let offer = world.offer(listing).await.to_string();
        world.buyer("Bea Buyer").await;
        let bea = Browser::new(&router, "session", &session(&world, "bea.buyer@example.org").await);
        bea.post("/basket/add", &[&[("licence", offer.as_str())][..], &more].concat()).await;
        let checkout = [("once", "an attempt"), ("total", "1"), ("card", "paid"), ("terms", "1")];
        let answer = bea.post("/checkout", &[&checkout[..], &more].concat()).await;
        assert!(answer.status == StatusCode::OK && answer.text.contains("has changed"), "another sum buys nothing: {}", answer.status);
        let checkout = [("once", "an attempt"), ("total", "650"), ("card", "paid"), ("terms", "1")];
        let answer = bea.post("/checkout", &[&checkout[..], &more].concat()).await;
        let order = bea.get(answer.header("location")).await;
        assert!(order.text.contains("6.50"), "the price is the one in the market's own books: {}", order.text);

        for (name, value) in [("roles", "[\"OPERATOR\"]"), ("verified", "true"), ("id", "\"019a0000-0000-7000-8000-00000000dead\"")] {
            let input = format!("email: \"zoe@example.org\", name: \"Zoe\", password: \"a sentence is easy to keep\", {name}: {value}");
            let body = ask(&router, None, &json!({ "query": format!("mutation {{ signUp(input: {{ {input} }}) {{ status }} }}") })).await;
            assert_eq!(body["errors"][0]["extensions"]["code"], "BAD_QUESTION", "{name}: {body}");
        }
        assert!(accounts::by_email(&world.market, "zoe@example.org").await.expect("no surprise").is_none());
    }
}
