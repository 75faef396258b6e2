//! The real router over a market of its own, asked without a socket.
#![allow(dead_code, reason = "each test uses what it needs of it")]

pub mod browser;
#[path = "../../../market/tests/support/mod.rs"]
pub mod support;

use std::net::SocketAddr;

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Request, StatusCode, request::Builder},
};
use basis::{Actor, ClientAddress};
use market::{
    accounts::{self, Origin, SignIn, SignInOutcome},
    orders::{self, Target},
};
use store::testing::TestStore;
use support::World;
use tower::ServiceExt;
use uuid::Uuid;
use web::{Doors, Life};

/// What a browser says it takes.
pub const BROWSER: &str = "gzip, deflate, br, zstd";

/// A market and its doors.
pub struct Site {
    pub world: World,
    pub life: Life,
    router: Router,
}

/// An answer, read to its end.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

impl Site {
    pub async fn new(store: TestStore) -> Self {
        Self::with(store, Doors::default()).await
    }

    pub async fn with(store: TestStore, doors: Doors) -> Self {
        Self::made(World::new(store).await, &doors)
    }

    /// The site of a market that stands.
    pub fn of(world: World) -> Self {
        Self::made(world, &Doors::default())
    }

    fn made(world: World, doors: &Doors) -> Self {
        let life = Life::default();
        let router = web::router(world.market.clone(), Router::new(), doors, &life, Vec::new());
        Self { world, life, router }
    }

    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// Sends a request and reads the answer to its end.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("the router never fails");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("a whole body").to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(get(path).body(Body::empty()).expect("a request")).await
    }

    /// The same as a browser asks, with `headers` besides.
    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let request = headers.iter().fold(get(path), |request, (name, value)| request.header(*name, *value));
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    pub async fn post(&self, path: &str, form: String, headers: &[(&str, &str)]) -> Answer {
        let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.send(request.body(Body::from(form)).expect("a request")).await
    }

    /// The cookie of somebody who signed in.
    pub async fn session(&self, email: &str) -> String {
        let input = SignIn {
            email: email.to_owned(),
            password: "a sentence is easy to keep".to_owned(),
            user_agent: String::new(),
            origin: Origin::new(ClientAddress::UNKNOWN),
        };
        match accounts::sign_in(&self.world.market, input).await.expect("no surprise") {
            SignInOutcome::SignedIn(session) => format!("mq_session={}", session.secret),
            other => panic!("{other:?}"),
        }
    }

    /// A bought pattern's address: of all its files, or of its first alone.
    pub async fn bought(&self, buyer: &Actor, whole: bool) -> String {
        let library = self.world.library(buyer).await;
        let line = library.first().expect("something was bought");
        let target = if whole { Target::All } else { Target::File(line.files[0].id) };
        let link = orders::link(&self.world.market, buyer, line.entitlement, target).await.expect("no surprise");
        format!("/download/{}", link.expect("theirs").token)
    }

    /// A pattern of three files on sale, one of which is bought; gives the buyer and the listing.
    pub async fn purchase(&self) -> (Actor, Uuid) {
        let world = &self.world;
        let creator = world.creator("Cleo Creator").await;
        let listing = world.draft(&creator, "Box with a lid", 650).await;
        for (name, side) in [("grün & rund.svg", 40.0), ("lid.svg", 50.0), ("LICENSE.txt.svg", 60.0)] {
            world.add(&creator, listing, name, &support::plate(side)).await;
        }
        world.work().await;
        let published = market::catalog::publish(&world.market, &creator, listing).await.expect("no surprise");
        assert!(matches!(published, market::catalog::PublishOutcome::Published { .. }), "{published:?}");
        let buyer = world.buyer("Bea Buyer").await;
        world.buy(&buyer, listing, 650).await;
        (buyer, listing)
    }
}

pub fn get(path: &str) -> Builder {
    Request::get(path)
}

/// The connection that a request comes by.
pub fn from(peer: &str) -> ConnectInfo<SocketAddr> {
    ConnectInfo(SocketAddr::new(peer.parse().expect("an address"), 4711))
}
