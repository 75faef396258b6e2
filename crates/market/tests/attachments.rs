//! What goes along with a pattern: instructions, sources, profiles. Not judged, bought with it, and never sold alone.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use basis::Actor;
use jobs::Job as _;
use market::{
    Settings, attachment,
    catalog::{self, FileState, PublishOutcome},
    ingest::{self, Destination, ExamineFile, Received, UploadRefusal},
};
use store::{
    entities::{job, step},
    facts::{Kind, Verdict},
};
use support::{World, open_cube, plate};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n";

store::on_both_databases! {
    async fn instructions_go_along_unjudged_and_are_bought_with_the_pattern(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let skirt = world.draft(&cleo, "Skirt", 700).await;
        world.add(&cleo, skirt, "Instructions A4.pdf", PDF).await;
        let line = &world.draft_files(&cleo, skirt).await[0];
        assert_eq!((line.kind, line.state, line.report.is_none()), (Kind::Attachment, FileState::Ready, true));
        assert_eq!(line.attachment().map(|known| known.title), Some("PDF"));
        assert_eq!(line.media_type(), "application/pdf");
        let alone = catalog::publish(&world.market, &cleo, skirt).await.expect("no surprise");
        assert_eq!(alone, PublishOutcome::NoFiles, "instructions are not sold alone");

        world.add(&cleo, skirt, "skirt.svg", &plate(20.0)).await;
        let examined = world.rows::<job::Entity>().await.into_iter().filter(|job| job.kind == ExamineFile::KIND).count();
        assert_eq!(examined, 1, "the pattern alone is examined");
        world.work().await;
        let on_sale = catalog::publish(&world.market, &cleo, skirt).await.expect("no surprise");
        assert!(matches!(on_sale, PublishOutcome::Published { .. }), "{on_sale:?}");
        let shown = catalog::listing_by_id(&world.market, &Actor::Visitor, skirt).await.expect("no surprise").expect("on sale");
        assert_eq!(shown.entry.kind, Kind::Drawing, "the pattern stands for the listing, whatever came first");
        assert_eq!(shown.entry.summary.formats, ["svg", "pdf"]);
        assert_eq!((shown.entry.summary.files, shown.entry.summary.verdict), (2, Verdict::Pass));

        let bea = world.buyer("Bea").await;
        world.buy(&bea, skirt, 700).await;
        let names: Vec<String> = world.library(&bea).await[0].files.iter().map(|file| file.name.clone()).collect();
        assert_eq!(names, ["Instructions A4.pdf", "skirt.svg"]);
        let (queued, _) = ingest::examine_outdated(&world.market, None).await.expect("no surprise");
        assert_eq!(queued, 0, "a new version of the checks has nothing to do with it");
        let steps = world.rows::<step::Entity>().await;
        assert!(steps.iter().all(|row| row.file_id != line.id));
    }

    async fn a_broken_pattern_stays_broken_whatever_goes_along(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.draft(&cleo, "Box", 700).await;
        world.add(&cleo, listing, "read me.txt", "Größe 38: 20 % Füllung".as_bytes()).await;
        world.add(&cleo, listing, "box.stl", &open_cube(20.0)).await;
        world.work().await;
        let refused = catalog::publish(&world.market, &cleo, listing).await.expect("no surprise");
        assert_eq!(refused, PublishOutcome::OpenFindings { files: vec!["box.stl".to_owned()] });
    }

    async fn what_is_not_what_its_name_says_leaves_nothing(store: TestStore) {
        let world = World::with(store, Settings { upload_bytes_max: 1 << 30, ..Settings::default() }).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.draft(&cleo, "Box", 700).await;
        let before = world.stored_blobs().await;
        for (name, content, title) in [
            ("plan.pdf", &b"<html><script>alert(1)</script>"[..], "PDF"),
            ("read me.txt", &b"MZ\x90\0\x03\0\0\0\x04"[..], "text"),
            ("case.step", &b"solid case\nendsolid"[..], "STEP"),
            ("case.stp", &b""[..], "STEP"),
        ] {
            let sent = world.send(&cleo, Destination::Listing(listing), name, content).await;
            assert_eq!(sent, Received::Refused(UploadRefusal::NotAsNamed { title }), "{name}");
        }
        // Longer than one may be: refused as soon as it is, and never kept.
        let bytes_max = market::limits::ATTACHMENT_BYTES.max as u64;
        let mut long = PDF.to_vec();
        long.resize(usize::try_from(bytes_max).expect("fits") + 1, b' ');
        let sent = world.send(&cleo, Destination::Listing(listing), "plan.pdf", &long).await;
        assert_eq!(sent, Received::Refused(UploadRefusal::TooLarge { bytes_max }));
        assert_eq!(world.stored_blobs().await, before);
        assert_eq!(world.under_way(), 0);
        assert!(world.draft_files(&cleo, listing).await.is_empty());
    }

    async fn instructions_are_exchanged_by_their_name_and_kept_by_the_next_version(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.on_sale(&cleo, "Plate", 20.0, 500).await;
        world.add(&cleo, listing, "plan.pdf", PDF).await;
        let longer = [PDF, b"% once more\n"].concat();
        world.add(&cleo, listing, "plan.pdf", &longer).await;
        let files = world.draft_files(&cleo, listing).await;
        assert_eq!(files.iter().map(|file| (&*file.name, file.bytes)).collect::<Vec<_>>(), [
            ("plate.svg", plate(20.0).len() as u64),
            ("plan.pdf", longer.len() as u64),
        ]);
        world.work().await;
        let published = catalog::publish(&world.market, &cleo, listing).await.expect("no surprise");
        assert!(matches!(published, PublishOutcome::Published { .. }), "{published:?}");
        world.add(&cleo, listing, "more.svg", &plate(31.0)).await;
        let kinds: Vec<Kind> = world.draft_files(&cleo, listing).await.iter().map(|file| file.kind).collect();
        assert_eq!(kinds, [Kind::Drawing, Kind::Attachment, Kind::Unknown]);
    }
}

#[test]
fn every_ending_is_known_once_and_is_no_pattern() {
    let mut endings: Vec<&str> = attachment::ALL.iter().flat_map(|known| known.extensions).copied().collect();
    assert!(endings.iter().all(|ending| pattern::Format::from_name(&format!("a.{ending}")).is_none()));
    let count = endings.len();
    endings.sort_unstable();
    endings.dedup();
    assert_eq!(endings.len(), count);
}
