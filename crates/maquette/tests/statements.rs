//! How many statements pages and questions send to the database: as many for a long list as for a short one.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

#[path = "../../market/tests/support/mod.rs"]
mod support;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::Request,
};
use basis::{ClientAddress, Role, Scope};
use chrono::Duration;
use market::{
    accounts::{self, NewToken, Origin, SignIn, SignInOutcome, TokenOutcome},
    moderation::{self, Report, ReportOutcome, ReportReason},
    orders::CheckoutOutcome,
};
use serde_json::json;
use store::{Backend, testing::fresh};
use support::World;
use tower::ServiceExt;
use uuid::Uuid;

/// Pages of somebody who has bought much, and who also judges and runs the market, each with the statements it takes.
const PAGES: [(&str, u64); 20] = [
    ("/", 11),
    ("/browse", 7),
    ("/browse?category=laser-cnc&sort=price", 7),
    ("/browse?material=pla&material=petg&format=svg", 7),
    ("/browse?q=plate", 8),
    ("/l/plate-0", 13),
    ("/s/cleo-marsh", 11),
    ("/basket", 7),
    ("/checkout", 8),
    ("/library", 9),
    ("/orders/ORDER", 10),
    ("/moderation", 11),
    ("/operator", 17),
    ("/operator/orders", 16),
    ("/operator/accounts", 5),
    ("/operator/audit", 5),
    ("/operator/shops", 9),
    ("/operator/settings", 4),
    ("/operator/pages", 8),
    ("/operator/pages/terms", 5),
];

/// Pages of the creator who sold it.
const STUDIO: [(&str, u64); 2] = [("/studio", 15), ("/studio/sales", 14)];

/// A program's questions.
const QUESTIONS: [(&str, u64); 5] = [
    (
        "{ listings(first: 24) { nodes { title shop { title } tags attributes { name value } offers { price { minorUnits } } \
         files { name format report { verdict } } } totalCount } }",
        10,
    ),
    ("{ shop(handle: \"cleo-marsh\") { title listings(first: 24) { nodes { title tags } } } }", 7),
    ("{ viewer { basket { listing { title shop { title } } price { minorUnits } } } }", 8),
    (
        "{ viewer { orders(first: 24) { nodes { number lines { title listing { title shop { title } } } refunds { state } } } } }",
        11,
    ),
    ("{ viewer { library(first: 24) { nodes { listing { title shop { title } files { name } } } } } }", 11),
];

/// A market whose lists are long or short.
struct Town {
    world: World,
    router: Router,
    buyer: String,
    creator: String,
    token: String,
    order: Uuid,
}

impl Town {
    /// One creator with patterns on sale: so many bought in one order, and as many in the basket and complained about.
    async fn of(store: store::testing::TestStore, length: usize) -> Self {
        let world = World::new(store).await;
        let roles = [Role::Buyer, Role::Moderator, Role::Operator];
        let (creator, buyer) = (world.creator("Cleo Marsh").await, world.person("Olga", &roles).await);
        let mut listings = Vec::new();
        for number in 0..2 * length {
            world.clock.advance(Duration::minutes(1));
            listings.push(world.on_sale(&creator, &format!("Plate {number}"), 20.0 + number as f32, 500).await);
        }
        let (bought, wanted) = listings.split_at(length);
        for listing in bought {
            world.take(&buyer, *listing).await;
        }
        let order = match world.checkout(&buyer, 500 * length as i64, "paid").await {
            CheckoutOutcome::Order { order, .. } => order,
            other => panic!("{other:?}"),
        };
        for listing in wanted {
            world.take(&buyer, *listing).await;
            let words = "This is a copy of mine.".to_owned();
            let complaint = Report { listing: *listing, reason: ReportReason::Copy, words };
            let reported = moderation::report(&world.market, &buyer, ClientAddress::UNKNOWN, complaint).await;
            assert!(matches!(reported, Ok(ReportOutcome::Reported)), "{reported:?}");
        }
        world.work().await;
        world.read_events().await;
        let new = NewToken { name: "a program".to_owned(), scopes: vec![Scope::Read], days: None };
        let made = accounts::make_token(&world.market, &buyer, new).await.expect("no surprise");
        let TokenOutcome::Made { secret: token, .. } = made else { panic!("{made:?}") };
        let (buyer, creator) =
            (session(&world, "olga@example.org").await, session(&world, "cleo.marsh@example.org").await);
        let programs = graphql::router(world.market.clone());
        let router =
            web::router(world.market.clone(), programs, &web::Doors::default(), &web::Life::default(), Vec::new());
        Self { world, router, buyer, creator, token, order }
    }

    /// Statements that one request takes, with nothing remembered from earlier ones.
    async fn statements(&self, request: Request<Body>) -> u64 {
        self.world.clock.advance(Duration::minutes(20));
        let before = self.world.market.store().statements();
        let path = request.uri().to_string();
        let response = self.router.clone().oneshot(request).await.expect("the router never fails");
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("a whole body");
        let text = String::from_utf8_lossy(&bytes);
        assert!(status.is_success() && !text.contains("\"errors\":"), "{path}: {status} {text}");
        self.world.market.store().statements() - before
    }

    async fn page(&self, secret: &str, path: &str) -> u64 {
        let path = path.replace("ORDER", &self.order.to_string());
        let request = Request::get(path).header("cookie", format!("mq_session={secret}"));
        self.statements(request.body(Body::empty()).expect("a request")).await
    }

    async fn question(&self, query: &str) -> u64 {
        let request = Request::post("/graphql").header("content-type", "application/json");
        let request = request.header("authorization", format!("Bearer {}", self.token));
        self.statements(request.body(Body::from(json!({ "query": query }).to_string())).expect("a request")).await
    }

    /// Everything that is counted, one line each.
    async fn count(&self) -> Vec<(&'static str, u64)> {
        let mut counted = Vec::new();
        for (secret, pages) in [(&self.buyer, PAGES.as_slice()), (&self.creator, STUDIO.as_slice())] {
            for (path, _) in pages {
                counted.push((*path, self.page(secret, path).await));
            }
        }
        for (query, _) in QUESTIONS {
            counted.push((query, self.question(query).await));
        }
        counted
    }
}

async fn session(world: &World, email: &str) -> String {
    let (email, password) = (email.to_owned(), "a sentence is easy to keep".to_owned());
    let origin = Origin::new(ClientAddress::UNKNOWN);
    match accounts::sign_in(&world.market, SignIn { email, password, user_agent: String::new(), origin }).await {
        Ok(SignInOutcome::SignedIn(session)) => session.secret,
        other => panic!("{other:?}"),
    }
}

async fn holds(backend: Backend) {
    let (Some(few), Some(many)) = (fresh(backend).await, fresh(backend).await) else { return };
    // Fewer than six on sale would leave the row of similar ones short, for which others are looked up.
    let (few, many) = (Town::of(few, 3).await.count().await, Town::of(many, 5).await.count().await);
    assert_eq!(few, many, "a longer list takes as many statements");
    // On SQLite no transaction of another process can hold events back, and nobody asks for one; but it is asked how common
    // words are, and how common what the last one may become; and how common what is ticked of each vocabulary.
    let more = |path: &str| match path {
        "/operator" if backend == Backend::Postgres => 1,
        "/browse?q=plate" | "/browse?material=pla&material=petg&format=svg" if backend == Backend::Sqlite => 2,
        _ => 0,
    };
    let stated: Vec<_> =
        PAGES.iter().chain(&STUDIO).chain(&QUESTIONS).map(|(path, count)| (*path, count + more(path))).collect();
    assert_eq!(many, stated);
}

mod a_long_list_takes_no_more_statements_than_a_short_one {
    use super::*;

    #[tokio::test]
    async fn sqlite() {
        holds(Backend::Sqlite).await;
    }

    #[tokio::test]
    async fn postgres() {
        holds(Backend::Postgres).await;
    }
}
