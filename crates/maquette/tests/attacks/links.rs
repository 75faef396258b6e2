//! Links that stand for a right: changed in any place, used for something else, or too late, they open nothing.

use axum::http::StatusCode;
use market::{
    Settings, ingest,
    orders::{self, Target},
};

use crate::{browser::Browser, support::plate, town::market};

/// The link changed in one place each: every sign of it by another one, cut, doubled, joined with a second one.
fn changed(link: &str, other: &str) -> Vec<String> {
    let mut all = Vec::new();
    for (at, sign) in link.char_indices() {
        let another = if sign == '0' { '1' } else { '0' };
        all.push(format!("{}{another}{}", &link[..at], &link[at + 1..]));
    }
    let signature = |link: &str| link.rsplit_once('.').map(|(_, signature)| signature.to_owned()).unwrap_or_default();
    let claim = |link: &str| link.rsplit_once('.').map(|(claim, _)| claim.to_owned()).unwrap_or_default();
    all.extend([
        link[..link.len() - 1].to_owned(),
        format!("{link}0"),
        format!("{link}.{link}"),
        claim(link),
        format!("{}.", claim(link)),
        format!(".{}", signature(link)),
        format!("{}.{}", claim(link), signature(other)),
        format!("{}.{}", claim(other), signature(link)),
        link.to_uppercase(),
        format!("{}.{}", claim(link), "0".repeat(64)),
        link.replacen('.', ".999999999999.", 1),
        "x".repeat(60_000),
        String::from("..."),
    ]);
    all.retain(|changed| changed != link);
    all
}

store::on_both_databases! {
    async fn a_link_opens_its_own_thing_until_its_end_and_nothing_when_changed(store: TestStore) {
        let (world, router) = market(store, Settings::default()).await;
        let cleo = world.creator("Cleo Creator").await;
        let (one, two) = (world.on_sale(&cleo, "Vase", 20.0, 650).await, world.on_sale(&cleo, "Dish", 21.0, 650).await);
        let (bea, bob) = (world.buyer("Bea Buyer").await, world.buyer("Bob Bidder").await);
        world.buy(&bea, one, 650).await;
        world.buy(&bob, two, 650).await;
        let of = async |buyer: &basis::Actor, target: fn(uuid::Uuid) -> Target| {
            let line = world.library(buyer).await.remove(0);
            line.link(&world.market, target(line.files[0].id)).token
        };
        let (file, whole, foreign) = (of(&bea, Target::File).await, of(&bea, |_| Target::All).await, of(&bob, |_| Target::All).await);
        let draft = world.draft(&cleo, "Lamp", 650).await;
        let upload = ingest::upload_link(&world.market, &cleo, draft, ("plate.svg", ingest::Role::Sold), None).await.expect("no surprise");
        let upload = upload.expect("hers").token;
        let visitor = Browser::visitor(&router);
        for (link, other) in [(&file, &foreign), (&whole, &foreign), (&foreign, &whole)] {
            assert_eq!(visitor.get(&format!("/download/{link}")).await.status, StatusCode::OK);
            for changed in changed(link, other) {
                let answer = visitor.get(&format!("/download/{changed}")).await;
                let is_closed = [StatusCode::NOT_FOUND, StatusCode::URI_TOO_LONG].contains(&answer.status);
                assert!(is_closed, "{changed}: {}", answer.status);
            }
        }
        for changed in changed(&upload, &file) {
            let answer = visitor.put(&format!("/uploads/{changed}"), &plate(31.0)).await;
            let is_closed = [StatusCode::NOT_FOUND, StatusCode::URI_TOO_LONG].contains(&answer.status);
            assert!(is_closed, "{changed}: {}", answer.status);
        }
        assert_eq!(world.draft_files(&cleo, draft).await.len(), 0);
        // Each right by its own door alone.
        assert_eq!(visitor.put(&format!("/uploads/{file}"), &plate(31.0)).await.status, StatusCode::NOT_FOUND);
        assert_eq!(visitor.get(&format!("/download/{upload}")).await.status, StatusCode::NOT_FOUND);
        for link in [&file, &upload] {
            let answer = visitor.get(&format!("/sign-in/device?proof={link}")).await;
            assert!(answer.headers.get_all("set-cookie").iter().all(|cookie| !cookie.as_bytes().starts_with(b"mq_device")));
        }
        assert_eq!(visitor.put(&format!("/uploads/{upload}"), &plate(31.0)).await.status, StatusCode::CREATED);

        world.clock.advance(chrono::Duration::seconds(3_601));
        let late = visitor.get(&format!("/download/{file}")).await;
        assert_eq!(late.status, StatusCode::GONE, "an hour later");
        world.clock.advance(chrono::Duration::hours(6));
        assert_eq!(visitor.put(&format!("/uploads/{upload}"), &plate(32.0)).await.status, StatusCode::GONE);
        assert_eq!(world.draft_files(&cleo, draft).await.len(), 1);
        // What is paid back opens nothing, however young the link.
        let young = of(&bea, |_| Target::All).await;
        let order = world.library(&bea).await.remove(0).order.expect("an order");
        let operator = world.operator().await;
        let refund = orders::Refund { order, lines: Vec::new(), reason: "It did not fit.".to_owned() };
        orders::refund(&world.market, &operator, &refund).await.expect("no surprise");
        assert_eq!(visitor.get(&format!("/download/{young}")).await.status, StatusCode::NOT_FOUND);
    }
}
