//! How long it takes until what is published is found.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use basis::Scope;
use market::{catalog, ingest};
use serde_json::json;

use super::{
    House,
    browser::{Browser, ask},
    support::plate,
};

/// How long anything here may take before it counts as lost.
const PATIENCE: Duration = Duration::from_secs(60);

/// Publishes so many patterns by the schema, one after the other, while a worker and the consumers of events are at work as
/// in a server. Gives how long after each answer the page of a search showed the pattern.
pub async fn found_after(house: &House, count: u8) -> Vec<Duration> {
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let market = &house.world.market;
    let working = tokio::spawn(house.world.runner().workers(1).run(stopped.clone()));
    let (clock, random) = (Arc::clone(market.clock()), Arc::clone(market.random()));
    let reading = tokio::spawn(events::run(market.store().clone(), clock, random, market::readers(market), stopped));
    let creator = house.world.creator("Cleo Creator").await;
    let token = house.token(&creator, Scope::Sell).await;
    let visitor = Browser::visitor(&house.router);
    let mut waits = Vec::new();
    for number in 0..count {
        let title = format!("Faceted planter {number}");
        let listing = house.world.draft(&creator, &title, 650).await;
        let link = ingest::upload_link(market, &creator, listing, ("plate.svg", ingest::Role::Sold), None)
            .await
            .expect("no surprise");
        let sent =
            visitor.put(&format!("/uploads/{}", link.expect("hers").token), &plate(40.0 + f32::from(number))).await;
        assert_eq!(sent.status.as_u16(), 201, "{}", sent.text);
        let begun = Instant::now();
        while !house.world.draft_files(&creator, listing).await.iter().all(catalog::FileLine::is_done) {
            assert!(begun.elapsed() < PATIENCE, "the file is not examined");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let search = format!("/browse?q={}", title.replace(' ', "+"));
        let shown = format!(">{title}</a>");
        assert!(!visitor.get(&search).await.text.contains(&shown), "it is not published");
        let question = json!({ "query": format!("mutation {{ publishListing(id: \"{listing}\") {{ status }} }}") });
        let answer = ask(&house.router, Some(&token), &question).await;
        let published = Instant::now();
        assert_eq!(answer["data"]["publishListing"]["status"], "PUBLISHED", "{answer}");
        while !visitor.get(&search).await.text.contains(&shown) {
            assert!(published.elapsed() < PATIENCE, "it is never found");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        waits.push(published.elapsed());
    }
    stop.send(true).expect("they listen");
    reading.await.expect("it ends");
    working.await.expect("it ends");
    waits
}
