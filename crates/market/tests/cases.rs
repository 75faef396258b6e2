//! Cases for a moderator: what opens one, and that it stays one.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use basis::{Actor, ClientAddress};
use market::moderation::{self, Report, ReportOutcome, ReportReason};
use store::entities::case;
use support::World;

store::on_both_databases! {
    async fn a_listing_reported_by_many_at_once_is_one_case(store: TestStore) {
        let world = World::new(store).await;
        let creator = world.creator("Cleo Creator").await;
        let listing = world.on_sale(&creator, "Plate", 30.0, 650).await;
        let reports = (0..8).map(|number| {
            let words = format!("I have seen this one elsewhere, in shop {number}.");
            let input = Report { listing, reason: ReportReason::Copy, words };
            moderation::report(&world.market, &Actor::Visitor, ClientAddress::UNKNOWN, input)
        });
        for told in futures::future::join_all(reports).await {
            assert_eq!(told.expect("no surprise"), ReportOutcome::Reported);
        }
        let cases = world.rows::<case::Entity>().await;
        let [case] = &cases[..] else { panic!("{cases:?}") };
        assert_eq!(case.reasons.as_array().map(Vec::len), Some(8), "and it holds what each of them said");
    }
}
