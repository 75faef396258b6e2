//! The same thing asked for many times at the same moment is done once.

use axum::http::StatusCode;
use basis::Role;
use futures::future::join_all;
use market::{Settings, orders::OrderState};
use serde_json::json;
use store::entities::{account, case, email_token, entitlement, order, payout, refund};

use crate::{
    browser::{Browser, ask},
    support::plate,
    town::{market, session},
};

/// So many at once.
const AT_ONCE: usize = 8;

store::on_both_databases! {
    async fn a_listing_published_eight_times_at_once_goes_on_sale_once(store: TestStore) {
        let (world, router) = market(store, Settings { rate_limits: false, ..Settings::default() }).await;
        let cleo = world.creator("Cleo Creator").await;
        let listing = world.draft(&cleo, "Vase", 650).await;
        world.add(&cleo, listing, "plate.svg", &plate(20.0)).await;
        world.work().await;
        let (_, before) = world.told_after(0).await;
        let browser = Browser::new(&router, "session", &session(&world, "cleo.creator@example.org").await);
        let form = [
            ("title", "Vase"), ("description", "Printed many times on the creator's own machine."), ("category", "3d-print/vases"),
            ("licence", "personal"), ("price_personal", "6.50"), ("ai", "none"),
        ];
        let address = format!("/upload/{listing}/publish");
        let answers = join_all((0..AT_ONCE).map(|_| browser.post(&address, &form))).await;
        for answer in &answers {
            assert!(answer.status == StatusCode::SEE_OTHER || answer.status == StatusCode::OK, "{}: {}", answer.status, answer.text);
        }
        let told = world.told_after(before).await.0;
        let published = told.iter().filter(|event| format!("{event:?}").starts_with("ListingPublished")).count();
        assert_eq!((published, world.count::<case::Entity>().await), (1, 0), "{told:?}");
    }

    async fn an_order_paid_back_eight_times_at_once_goes_back_once(store: TestStore) {
        let (world, router) = market(store, Settings { rate_limits: false, ..Settings::default() }).await;
        let (cleo, bea) = (world.creator("Cleo Creator").await, world.buyer("Bea Buyer").await);
        world.person("Olga Operator", &[Role::Operator]).await;
        let listing = world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let order = world.buy(&bea, listing, 650).await;
        assert_eq!(world.charged(order).await, Some(650));
        let browser = Browser::new(&router, "session", &session(&world, "olga.operator@example.org").await);
        let id = order.to_string();
        let form = [("order", id.as_str()), ("reason", "It did not fit.")];
        let answers = join_all((0..AT_ONCE).map(|_| browser.post("/operator/orders/refund", &form))).await;
        assert!(answers.iter().all(|answer| answer.status == StatusCode::SEE_OTHER), "{answers:?}");
        world.pass(600).await;
        assert_eq!(world.charged(order).await, Some(0), "650 came and 650 went, once");
        assert_eq!(world.count::<refund::Entity>().await, 1);
        assert_eq!((world.state(&bea, order).await, world.balance(&cleo).await), (OrderState::Refunded, 0));
        assert!(world.is_balanced().await && world.count::<payout::Entity>().await == 0);
    }

    async fn a_basket_paid_eight_times_at_once_is_one_order(store: TestStore) {
        let (world, router) = market(store, Settings { rate_limits: false, ..Settings::default() }).await;
        let (cleo, bea) = (world.creator("Cleo Creator").await, world.buyer("Bea Buyer").await);
        let listing = world.on_sale(&cleo, "Vase", 20.0, 650).await;
        world.take(&bea, listing).await;
        let browser = Browser::new(&router, "session", &session(&world, "bea.buyer@example.org").await);
        // Eight windows: each page has a key of its own.
        let keys: Vec<_> = (0..AT_ONCE).map(|number| format!("try_{number}")).collect();
        let pay = async |key: &str| browser.post("/checkout", &[("once", key), ("total", "650"), ("card", "paid"), ("terms", "1")]).await;
        let answers = join_all(keys.iter().map(|key| pay(key))).await;
        assert!(answers.iter().all(|answer| !answer.status.is_server_error()), "{answers:?}");
        world.pass(600).await;
        assert_eq!((world.count::<order::Entity>().await, world.count::<entitlement::Entity>().await), (1, 1));
        assert_eq!(world.balance(&cleo).await, 565, "6.50 less 13 %, rounded to whole cents: once");
    }

    async fn eight_who_sign_up_with_one_address_at_once_are_one_account(store: TestStore) {
        let (world, router) = market(store, Settings { rate_limits: false, ..Settings::default() }).await;
        let visitor = Browser::visitor(&router);
        let form = [("name", "Ada"), ("email", "ada@example.org"), ("password", "a sentence is easy to keep"), ("next", "/"), ("creator", "1")];
        let pages = join_all((0..AT_ONCE).map(|_| visitor.post("/sign-up", &form))).await;
        assert!(pages.iter().all(|page| page.status == StatusCode::OK), "{:?}", pages.iter().map(|page| page.status).collect::<Vec<_>>());
        let input = "email: \"ada@example.org\", name: \"Ada\", password: \"a sentence is easy to keep\"";
        let question = json!({ "query": format!("mutation {{ signUp(input: {{ {input} }}) {{ status }} }}") });
        let programs = join_all((0..AT_ONCE).map(|_| ask(&router, None, &question))).await;
        assert!(programs.iter().all(|answer| answer["data"]["signUp"]["status"] == "SIGNED_UP"), "{programs:?}");
        assert_eq!(world.count::<account::Entity>().await, 1);
        world.work().await;
        assert!(world.count::<email_token::Entity>().await >= 1);
    }
}
