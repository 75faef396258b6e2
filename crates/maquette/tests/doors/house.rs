//! A market behind its real router, and whoever comes to it.

use axum::Router;
use basis::{Actor, ClientAddress, Scope};
use market::{
    Event, Settings,
    accounts::{self, NewToken, Origin, SignIn, SignInOutcome, TokenOutcome},
};
use store::testing::TestStore;

use super::{browser::Browser, support::World};

/// A market and its router.
pub struct House {
    pub world: World,
    pub router: Router,
}

impl House {
    pub async fn new(store: TestStore) -> Self {
        Self::with(store, Settings::default()).await
    }

    pub async fn with(store: TestStore, settings: Settings) -> Self {
        let world = World::with(store, settings).await;
        let programs = graphql::router(world.market.clone());
        let router =
            web::router(world.market.clone(), programs, &web::Doors::default(), &web::Life::default(), Vec::new());
        Self { world, router }
    }

    /// The browser of whoever signed up as `name`.
    pub async fn browser(&self, name: &str) -> Browser {
        let input = SignIn {
            email: format!("{}@example.org", name.to_lowercase().replace(' ', ".")),
            password: "a sentence is easy to keep".to_owned(),
            user_agent: String::new(),
            origin: Origin::new(ClientAddress::UNKNOWN),
        };
        match accounts::sign_in(&self.world.market, input).await.expect("no surprise") {
            SignInOutcome::SignedIn(session) => Browser::new(&self.router, "session", &session.secret),
            other => panic!("{name}: {other:?}"),
        }
    }

    /// A program's token that reaches as far as `scope`.
    pub async fn token(&self, actor: &Actor, scope: Scope) -> String {
        let new = NewToken { name: "a program".to_owned(), scopes: vec![scope], days: None };
        match accounts::make_token(&self.world.market, actor, new).await.expect("no surprise") {
            TokenOutcome::Made { secret, .. } => secret,
            other => panic!("{other:?}"),
        }
    }

    /// What was told after the event `seq`, what people did in the shop included; with the number of the last one.
    pub async fn told_after(&self, seq: i64) -> (Vec<Event>, i64) {
        market::activity::write(&self.world.market).await.expect("no surprise");
        self.world.told_after(seq).await
    }
}
