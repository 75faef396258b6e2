//! What is prepared can be deleted by its creator, and nothing else.

mod support;

use market::{
    Event,
    catalog::{self, PublishOutcome, State},
    event::DraftDiscarded,
    ingest::{self, DiscardOutcome},
    moderation::{self, Decide},
    page::Window,
};
use store::entities::{artifact, file, listing, revision};
use support::World;

store::on_both_databases! {
    async fn a_draft_that_was_never_on_sale_is_gone_with_everything_of_it(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo Creator").await;
        let vase = world.draft(&cleo, "Vase", 650).await;
        world.add(&cleo, vase, "vase.svg", &support::plate(20.0)).await;
        world.work().await;
        world.add(&cleo, vase, "late.svg", &support::plate(30.0)).await; // Its examination is still to come.
        let (_, last) = world.told_after(0).await;
        let prepared = catalog::draft(&world.market, &cleo, vase).await.expect("no surprise").expect("hers").revision;
        let outcome = ingest::discard_draft(&world.market, &cleo, vase).await.expect("no surprise");
        assert_eq!(outcome, DiscardOutcome::Gone);
        assert!(catalog::draft(&world.market, &cleo, vase).await.expect("no surprise").is_none());
        assert_eq!(world.count::<listing::Entity>().await, 0);
        assert_eq!(world.count::<revision::Entity>().await, 0);
        assert_eq!(world.count::<file::Entity>().await, 0);
        assert_eq!(world.count::<artifact::Entity>().await, 0, "and nothing of it is served any more");
        let (told, _) = world.told_after(last).await;
        let revision = prepared.expect("a revision");
        assert_eq!(told, [Event::from(DraftDiscarded { listing: vase, revision, is_gone: true })]);
        world.work().await; // The examination finds nothing to do.
        let again = ingest::discard_draft(&world.market, &cleo, vase).await.expect("no surprise");
        assert_eq!(again, DiscardOutcome::NotFound);
    }

    async fn the_new_version_of_what_is_on_sale_goes_and_the_one_on_sale_stays(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo Creator").await;
        let vase = world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let outcome = ingest::discard_draft(&world.market, &cleo, vase).await.expect("no surprise");
        assert_eq!(outcome, DiscardOutcome::NothingPrepared);
        world.add(&cleo, vase, "larger.svg", &support::plate(25.0)).await;
        world.work().await;
        let outcome = ingest::discard_draft(&world.market, &cleo, vase).await.expect("no surprise");
        assert_eq!(outcome, DiscardOutcome::VersionGone);
        let draft = catalog::draft(&world.market, &cleo, vase).await.expect("no surprise").expect("hers");
        assert_eq!((draft.listing.state, draft.revision), (State::Published, None));
        assert_eq!(draft.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["plate.svg"]);
        let bea = world.buyer("Bea Buyer").await;
        world.buy(&bea, vase, 650).await;
    }

    async fn a_version_that_waits_for_a_moderator_is_taken_back_and_the_one_before_can_be_sold_again(store: TestStore) {
        let world = World::new(store).await;
        let (cleo, dora) = (world.creator("Cleo Creator").await, world.creator("Dora Designer").await);
        world.on_sale(&dora, "Theirs", 40.0, 650).await;
        let vase = world.on_sale(&cleo, "Vase", 20.0, 650).await;
        world.add(&cleo, vase, "copied.svg", &support::plate(40.0)).await;
        world.work().await;
        let held = catalog::publish(&world.market, &cleo, vase).await.expect("no surprise");
        assert!(matches!(held, PublishOutcome::Held { .. }), "{held:?}");
        let outcome = ingest::discard_draft(&world.market, &cleo, vase).await.expect("no surprise");
        assert_eq!(outcome, DiscardOutcome::VersionGone);
        let moderator = world.moderator().await;
        let open = moderation::open_cases(&world.market, &moderator, &Window::first(9)).await.expect("no surprise");
        assert!(open.rows.is_empty());
        let again = catalog::publish(&world.market, &cleo, vase).await.expect("no surprise");
        assert!(matches!(again, PublishOutcome::Published { .. }), "{again:?}");
    }

    async fn what_a_moderator_declined_stays_on_record_and_its_creator_reads_why(store: TestStore) {
        let world = World::new(store).await;
        let (cleo, dora) = (world.creator("Cleo Creator").await, world.creator("Dora Designer").await);
        world.on_sale(&dora, "Theirs", 40.0, 650).await;
        let copy = world.draft(&cleo, "Mine", 650).await;
        world.add(&cleo, copy, "copied.svg", &support::plate(40.0)).await;
        world.work().await;
        catalog::publish(&world.market, &cleo, copy).await.expect("no surprise");
        let moderator = world.moderator().await;
        let open = moderation::open_cases(&world.market, &moderator, &Window::first(9)).await.expect("no surprise");
        let words = "This is Dora's box, byte for byte.".to_owned();
        let no = Decide { case: open.rows[0].id, approve: false, words: words.clone(), version: None };
        moderation::decide(&world.market, &moderator, no).await.expect("no surprise");
        let draft = catalog::draft(&world.market, &cleo, copy).await.expect("no surprise").expect("hers");
        assert_eq!((draft.listing.state, draft.decision), (State::Declined, Some(words)));
        let outcome = ingest::discard_draft(&world.market, &cleo, copy).await.expect("no surprise");
        assert_eq!(outcome, DiscardOutcome::Judged);
    }

    async fn nobody_deletes_what_is_somebody_elses(store: TestStore) {
        let world = World::new(store).await;
        let (cleo, dora) = (world.creator("Cleo Creator").await, world.creator("Dora Designer").await);
        let vase = world.draft(&cleo, "Vase", 650).await;
        for stranger in [dora, basis::Actor::Visitor] {
            let outcome = ingest::discard_draft(&world.market, &stranger, vase).await.expect("no surprise");
            assert_eq!(outcome, DiscardOutcome::NotFound);
        }
        assert!(catalog::draft(&world.market, &cleo, vase).await.expect("no surprise").is_some());
    }
}
