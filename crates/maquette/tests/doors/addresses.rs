//! What an address or a file may be: names of nothing, files sent without end, bytes that are no longer what they were.

use axum::{body::Body, http::Request};
use basis::Role;
use market::{
    blobs, ingest,
    orders::{self, Target},
};
use serde_json::Value;

use super::{
    House,
    browser::{Answer, Browser, send},
    support::plate,
};

/// Every address of the router that has a parameter.
#[path = "../attacks/routes.rs"]
#[allow(dead_code, reason = "each test uses what it needs of it")]
mod routes;

/// What programs of ours are asked by, and answer in words or JSON of their own.
const FOR_PROGRAMS: [&str; 4] = ["/download/", "/media/", "/payments/", "/uploads/"];

/// Asks for the address as whoever sends a form or a file there does.
async fn asked(browser: &Browser, method: &str, address: &str) -> Answer {
    match method {
        "GET" => browser.get(address).await,
        "POST" => browser.post(address, &[]).await,
        "PUT" => browser.put(address, b"a file").await,
        other => panic!("nobody has said yet how {other} {address} is asked"),
    }
}

store::on_both_databases! {
    async fn an_address_that_names_nothing_is_answered_by_the_site_s_own_page(store: TestStore) {
        let house = House::new(store).await;
        house.world.person("Eve Everybody", &[Role::Buyer, Role::Creator, Role::Moderator, Role::Operator]).await;
        let eve = house.browser("Eve Everybody").await;
        let mut tried = 0;
        for route in routes::of(&house.router) {
            let is_page = !FOR_PROGRAMS.iter().any(|begin| route.path.starts_with(begin));
            if route.parameters().is_empty() || route.path.contains("{*") || route.path.starts_with("/static/") || route.path.starts_with("/assets/") {
                continue;
            }
            let nonsense = route.with("no-such-thing");
            for address in [nonsense.clone(), nonsense.replace("no%2Dsuch%2Dthing", "%FF%FE")] {
                let answer = asked(&eve, &route.method, &address).await;
                assert_eq!(answer.status.as_u16(), 404, "{} {address}: {}", route.method, answer.text);
                assert_eq!(answer.text.contains("<main"), is_page, "{} {address}: {}", route.method, answer.text);
                tried += 1;
            }
        }
        assert!(tried > 25, "{tried}");
        let cleo = house.world.creator("Cleo Creator").await;
        house.world.on_sale(&cleo, "Vase", 20.0, 650).await;
        for (address, status) in [("/l/vase/report?revision=none", 404), ("/l/vase?place=1&place=2", 400)] {
            let answer = eve.get(address).await;
            assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
            assert!(answer.text.contains("<main"), "{}", answer.text);
        }
        let answer = eve.post_typed("/upload/file", "text/plain", "no form").await;
        assert!(answer.status.as_u16() == 400 && answer.text.contains("<main"), "{} {}", answer.status, answer.text);
        let answer = eve.put("/uploads/no-such-thing", b"a file").await;
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let problem: Value = serde_json::from_str(&answer.text).expect("JSON");
        assert_eq!(problem["status"], 404);
        assert_eq!(problem["detail"], "Nothing is taken at this address. Ask for a new one.");
    }

    async fn files_that_a_program_sends_have_a_rate_by_account(store: TestStore) {
        let house = House::new(store).await;
        let link = async |name: &str| {
            let creator = house.world.creator(name).await;
            let listing = house.world.draft(&creator, "Vase", 650).await;
            let link = ingest::upload_link(&house.world.market, &creator, listing, ("a.svg", ingest::Role::Sold), None).await.expect("no surprise");
            format!("/uploads/{}", link.expect("theirs").token)
        };
        let (cleos, carls) = (link("Cleo Creator").await, link("Carl Carver").await);
        let visitor = Browser::visitor(&house.router);
        for number in 0..240 {
            assert_eq!(visitor.put(&cleos, b"no drawing").await.status.as_u16(), 201, "file {number}");
        }
        let refused = visitor.put(&cleos, b"no drawing").await;
        assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (429, "2"));
        let problem: Value = serde_json::from_str(&refused.text).expect("JSON");
        assert_eq!(problem["detail"], "There were too many files sent by programs of one account. Wait 2 seconds, then try again.");
        assert_eq!(visitor.put(&carls, b"no drawing").await.status.as_u16(), 201, "somebody else goes on");
        house.world.clock.advance(chrono::Duration::seconds(2));
        assert_eq!(visitor.put(&cleos, b"no drawing").await.status.as_u16(), 201);
    }

    async fn a_piece_of_a_damaged_file_is_broken_off(store: TestStore) {
        let house = House::new(store).await;
        let cleo = house.world.creator("Cleo Creator").await;
        let listing = house.world.on_sale(&cleo, "Vase", 40.0, 650).await;
        let bea = house.world.buyer("Bea Buyer").await;
        house.world.buy(&bea, listing, 650).await;
        let line = house.world.library(&bea).await.remove(0);
        let target = Target::File(line.files[0].id);
        let link = orders::link(&house.world.market, &bea, line.entitlement, target).await.expect("no surprise");
        let address = format!("/download/{}", link.expect("hers").token);
        let piece = async || {
            let request = Request::get(&address).header("range", "bytes=0-9").body(Body::empty()).expect("a request");
            send(&house.router, request).await.text
        };
        assert_eq!(piece().await.as_bytes(), &plate(40.0)[..10]);
        let path = house.world.blob_path(&store::Hash::of(&plate(40.0)));
        let mut bytes = std::fs::read(&path).expect("read");
        bytes[50] ^= 1;
        std::fs::write(&path, bytes).expect("spoilt");
        assert_eq!(piece().await, "", "though the flipped byte lies behind it");
        assert_eq!(blobs::damaged_count(&house.world.market).await.expect("no surprise"), 1);
    }
}
