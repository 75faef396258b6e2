//! The life of bytes: what is served, what is collected, what is damaged.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use futures::TryStreamExt;
use market::{
    blobs::{self, Collect, Fault, Scrub},
    catalog,
    ingest::{self, Destination, ExamineFile, Received},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use store::{
    Hash,
    entities::{blob, step},
};
use support::{World, cube, plate};
use uuid::Uuid;

/// The first picture of a listing on sale.
async fn picture(world: &World, listing: Uuid) -> Hash {
    let seen = catalog::listing_by_id(&world.market, &basis::Actor::Visitor, listing).await.expect("no surprise");
    seen.expect("it is on sale").entry.picture.large.expect("a picture").parse().expect("a hash")
}

async fn is_served(world: &World, hash: &Hash) -> bool {
    blobs::artifact(&world.market, hash).await.expect("no surprise").is_some()
}

async fn collected(world: &World) -> u64 {
    let what = Collect::daily(&world.market);
    blobs::collect(&world.market, what).await.expect("no surprise").removed
}

store::on_both_databases! {
    async fn a_picture_stays_served_when_somebody_uploads_it(store: TestStore) {
        let world = World::new(store).await;
        let (cleo, carl) = (world.creator("Cleo").await, world.creator("Carl").await);
        let listing = world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let picture = picture(&world, listing).await;
        let served = blobs::artifact(&world.market, &picture).await.expect("no surprise").expect("it is a picture of ours");
        assert_eq!(served.media_type, "image/webp");
        let bytes = world.market.blobs().bytes(&picture).await.expect("read");
        assert_eq!(served.bytes, bytes.len() as u64);
        let draft = world.draft(&carl, "Mine", 500).await;
        let file = world.add(&carl, draft, "mine.webp", &bytes).await;
        world.work().await;
        assert!(is_served(&world, &picture).await);
        assert!(ingest::remove_file(&world.market, &carl, file).await.expect("no surprise"));
        world.clock.advance(chrono::Duration::days(2));
        collected(&world).await;
        assert!(is_served(&world, &picture).await);
        assert!(world.market.blobs().is_sound(&picture).await.expect("read"));
    }

    async fn an_original_is_never_served_on_sale_or_removed(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.on_sale(&cleo, "Vase", 20.0, 650).await;
        assert!(!is_served(&world, &Hash::of(&plate(20.0))).await);
        let second = world.add(&cleo, listing, "cube.stl", &cube(20.0)).await;
        world.work().await;
        assert!(!is_served(&world, &Hash::of(&cube(20.0))).await);
        assert!(ingest::remove_file(&world.market, &cleo, second).await.expect("no surprise"));
        assert!(!is_served(&world, &Hash::of(&cube(20.0))).await);
    }

    async fn a_drawings_tiles_follow_its_verdict_and_go_with_the_file(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let draft = world.draft(&cleo, "Plate", 500).await;
        let id = world.add(&cleo, draft, "plate.svg", &plate(900.0)).await;
        ingest::examine_file(&world.market, &ExamineFile { file: id, shop: draft }, None).await.expect("no surprise");
        let file = async || world.draft_files(&cleo, draft).await.pop().expect("a file");
        assert!(file().await.is_done() && file().await.artifact("sheet.tiles").is_none(), "nobody waits for tiles");
        assert_eq!(world.work().await, 2, "what was done already, and the tiles");
        let hash = file().await.artifact("sheet.tiles").expect("the tiles");
        let listed = blobs::artifact(&world.market, &hash).await.expect("no surprise").expect("listed");
        assert_eq!((listed.kind, listed.media_type.as_str()), (blobs::Kind::Tiles, "application/octet-stream"));
        assert!(listed.bytes < 200_000, "{} bytes", listed.bytes);
        let tiles = blobs::Tiles::of(&world.market, &hash).await.expect("no surprise").expect("a pack");
        let sides: Vec<u32> = tiles.table.levels.iter().map(|level| level.side_px).collect();
        assert_eq!(sides, [1895, 3789], "four pixels to a millimetre of what is drawn, which is 720 mm long");
        let numbers = 0..tiles.table.levels.iter().map(|level| level.tiles.len()).sum();
        let there: Vec<&[u8]> = numbers.filter_map(|number| tiles.tile(number)).collect();
        assert!(there.iter().all(|tile| tile.starts_with(b"RIFF") && &tile[8..12] == b"WEBP"), "pictures, and no lines");
        assert!((40..60).contains(&there.len()), "the middle of a frame is blank: {} of 80", there.len());

        assert!(ingest::remove_file(&world.market, &cleo, id).await.expect("no surprise"));
        assert!(blobs::Tiles::of(&world.market, &hash).await.expect("no surprise").is_none());
        world.clock.advance(chrono::Duration::days(2));
        collected(&world).await;
        assert!(!world.market.blobs().is_sound(&hash).await.expect("read"), "its bytes are gone, too");
    }

    async fn a_drawing_that_was_examined_before_there_were_tiles_gets_them(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let file = async || {
            let seen = catalog::listing_by_id(&world.market, &basis::Actor::Visitor, listing).await.expect("no surprise");
            seen.expect("it is on sale").files.pop().expect("a file")
        };
        let outdated = async || ingest::examine_outdated(&world.market, None).await.expect("no surprise").0;
        assert_eq!(outdated().await, 0, "all of it is as the present version makes it");
        let tx = world.market.store().begin().await.expect("begun");
        step::Entity::delete_many().filter(step::Column::Step.eq("views")).exec(&tx).await.expect("forgotten");
        tx.commit().await.expect("written");
        assert_eq!(outdated().await, 1);
        world.work().await;
        assert!(file().await.artifact("sheet.tiles").is_some());
        assert_eq!(outdated().await, 0);
    }

    async fn what_nothing_names_is_collected_after_a_day_and_nothing_else(store: TestStore) {
        let world = World::new(store).await;
        let (cleo, carl) = (world.creator("Cleo").await, world.creator("Carl").await);
        let listing = world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let named = world.stored_blobs().await;
        // The same bytes twice: what one takes out, the other still has.
        let (one, two) = (world.draft(&carl, "One", 500).await, world.draft(&carl, "Two", 500).await);
        let first = world.add(&carl, one, "cube.stl", &cube(20.0)).await;
        world.add(&carl, two, "cube.stl", &cube(20.0)).await;
        let alone = world.add(&carl, one, "plate.svg", &plate(31.0)).await;
        world.work().await;
        let all = world.stored_blobs().await;
        assert!(all > named);
        for file in [first, alone] {
            assert!(ingest::remove_file(&world.market, &carl, file).await.expect("no surprise"));
        }
        assert_eq!(collected(&world).await, 0, "all of it came just now");
        world.clock.advance(chrono::Duration::hours(25));
        let dry = Collect { dry_run: true, ..Collect::daily(&world.market) };
        let would = blobs::collect(&world.market, dry).await.expect("no surprise");
        assert_eq!((would.blobs, world.stored_blobs().await), (all as u64, all), "nothing is removed by looking");
        assert!(would.removed > 0 && would.removed_bytes > 0);
        assert_eq!(collected(&world).await, would.removed);
        assert_eq!(world.stored_blobs().await, all - would.removed as usize);
        let sound = async |hash: Hash| world.market.blobs().is_sound(&hash).await.expect("read");
        assert!(!sound(Hash::of(&plate(31.0))).await, "nothing names it any more");
        assert!(sound(Hash::of(&cube(20.0))).await, "another draft has it");
        assert!(sound(Hash::of(&plate(20.0))).await && sound(picture(&world, listing).await).await);
        assert_eq!(collected(&world).await, 0);
        assert_eq!(world.count::<blob::Entity>().await as usize, world.stored_blobs().await, "rows and bytes are the same");
    }

    async fn what_came_again_is_young_again(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.draft(&cleo, "Vase", 500).await;
        let file = world.add(&cleo, listing, "plate.svg", &plate(20.0)).await;
        assert!(ingest::remove_file(&world.market, &cleo, file).await.expect("no surprise"));
        world.clock.advance(chrono::Duration::days(2));
        let file = world.add(&cleo, listing, "plate.svg", &plate(20.0)).await;
        assert!(ingest::remove_file(&world.market, &cleo, file).await.expect("no surprise"));
        assert_eq!(collected(&world).await, 0);
        assert!(world.market.blobs().is_sound(&Hash::of(&plate(20.0))).await.expect("read"));
    }

    async fn bytes_without_a_row_and_rows_without_bytes_are_collected(store: TestStore) {
        let world = World::new(store).await;
        let orphan = world.market.blobs().put(b"nobody knows it").await.expect("kept").hash;
        let cleo = world.creator("Cleo").await;
        let listing = world.draft(&cleo, "Vase", 500).await;
        let file = world.add(&cleo, listing, "plate.svg", &plate(20.0)).await;
        assert!(ingest::remove_file(&world.market, &cleo, file).await.expect("no surprise"));
        assert!(world.market.blobs().delete(&Hash::of(&plate(20.0))).await.expect("taken away"));
        // By the disk's own clock it is young, and by the market's it is not.
        let path = world.blob_path(&orphan);
        let long_ago = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000);
        std::fs::File::open(path).and_then(|file| file.set_modified(long_ago)).expect("aged");
        world.clock.advance(chrono::Duration::days(2));
        assert_eq!(collected(&world).await, 2);
        assert_eq!((world.stored_blobs().await, world.count::<blob::Entity>().await), (0, 0));
    }

    async fn who_uploads_while_all_is_collected_loses_nothing(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.draft(&cleo, "Vase", 500).await;
        let uploads = async {
            for round in 0..12 {
                // The same two contents come and go: each is garbage half of the time, and old enough to be collected.
                world.clock.advance(chrono::Duration::seconds(1));
                let content = plate(20.0 + (round % 2) as f32);
                let sent = world.send(&cleo, Destination::Listing(listing), "plate.svg", &content).await;
                assert!(matches!(sent, Received::Added { .. }), "{sent:?}");
                let files = world.draft_files(&cleo, listing).await;
                let hash = files[0].blob.parse::<Hash>().expect("a hash");
                assert!(world.market.blobs().is_sound(&hash).await.expect("read"), "a row names bytes that are there");
            }
        };
        let collector = async {
            for _ in 0..12 {
                let what = Collect { before: world.market.now(), dry_run: false };
                blobs::collect(&world.market, what).await.expect("no surprise");
            }
        };
        tokio::join!(uploads, collector);
        world.work().await;
        let files = world.draft_files(&cleo, listing).await;
        assert!(files.iter().all(|file| file.state == catalog::FileState::Ready), "{files:?}");
    }

    async fn a_damaged_blob_is_told_and_healed_by_the_same_upload(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let hash = Hash::of(&plate(20.0));
        let mut flipped = plate(20.0);
        flipped[10] ^= 1;
        std::fs::write(world.blob_path(&hash), &flipped).expect("written");
        let read = async || {
            let pieces = blobs::open(&world.market, &hash, 0).await.expect("it is there");
            pieces.try_collect::<Vec<_>>().await
        };
        assert!(matches!(read().await, Err(store::Error::Damaged(_))), "nobody gets it for the whole");
        let marked = async || {
            let row = blob::Entity::find_by_id(hash.as_str()).one(world.market.store().read()).await;
            row.expect("the database answers").expect("a row").damaged_at.is_some()
        };
        assert!(marked().await);
        let draft = world.draft(&cleo, "Vase again", 650).await;
        world.add(&cleo, draft, "plate.svg", &plate(20.0)).await;
        assert!(!marked().await);
        assert_eq!(read().await.expect("it is sound").concat(), plate(20.0));
        assert!(picture(&world, listing).await != hash);
    }

    async fn a_scrub_finds_what_changed_and_a_look_both_ways_what_is_missing(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.on_sale(&cleo, "Vase", 20.0, 650).await;
        world.market.blobs().put(b"nobody names it").await.expect("kept");
        let scrubbed = async || {
            world.clock.advance(chrono::Duration::days(1));
            let how = Scrub { before: world.market.now(), bytes_max: u64::MAX };
            blobs::scrub(&world.market, how).await.expect("no surprise")
        };
        let named = world.stored_blobs().await as u64 - 1;
        let first = scrubbed().await;
        assert_eq!((first.blobs, first.damaged.len(), first.more), (named, 0, false));
        let (original, picture) = (Hash::of(&plate(20.0)), picture(&world, listing).await);
        let mut flipped = plate(20.0);
        flipped[99] ^= 0x40;
        std::fs::write(world.blob_path(&original), flipped).expect("written");
        assert!(world.market.blobs().delete(&picture).await.expect("taken away"));
        let mut damaged = scrubbed().await.damaged;
        damaged.sort();
        let mut wanted = vec![original.clone(), picture.clone()];
        wanted.sort();
        assert_eq!(damaged, wanted);
        assert_eq!(blobs::damaged_count(&world.market).await.expect("no surprise"), 2);
        let checked = blobs::check(&world.market).await.expect("no surprise");
        assert_eq!((checked.named, checked.unnamed, checked.unnamed_bytes), (named, 1, 15));
        assert!(checked.faults.contains(&(original.clone(), Fault::Changed)), "{checked:?}");
        assert!(checked.faults.contains(&(picture, Fault::Missing)) && checked.faults.len() == 2, "{checked:?}");
        // Whoever brings it back from a backup heals it without an upload.
        std::fs::write(world.blob_path(&original), plate(20.0)).expect("written");
        assert_eq!(scrubbed().await.damaged.len(), 1);
        assert_eq!(blobs::damaged_count(&world.market).await.expect("no surprise"), 1);
    }

    async fn a_scrub_reads_no_more_than_it_may_and_goes_on_where_it_stopped(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.draft(&cleo, "Vase", 500).await;
        for number in 0..6 {
            world.add(&cleo, listing, &format!("{number}.svg"), format!("number {number}").as_bytes()).await;
        }
        world.clock.advance(chrono::Duration::days(1));
        let how = Scrub { before: world.market.now(), bytes_max: 20 };
        let mut read = 0;
        for more in [true, true, false] {
            let scrubbed = blobs::scrub(&world.market, how).await.expect("no surprise");
            assert!(scrubbed.blobs <= 3, "{scrubbed:?}");
            read += scrubbed.blobs;
            assert_eq!(scrubbed.more, more && read < 6, "{scrubbed:?}");
        }
        assert_eq!(read, 6, "each was read once");
    }

    async fn pictures_of_an_earlier_examination_are_collected_once_nothing_shows_them(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let before = picture(&world, listing).await;
        world.clock.advance(chrono::Duration::days(2));
        // As if the camera had changed since: an earlier version made another picture.
        world.stale(&before).await;
        assert_eq!(collected(&world).await, 0, "the listing still shows it");
        assert!(is_served(&world, &before).await);
        let tx = world.market.store().begin().await.expect("begun");
        let shown_no_more = store::entities::listing::ActiveModel {
            id: sea_orm::ActiveValue::Set(listing),
            picture: sea_orm::ActiveValue::Set(None),
            ..Default::default()
        };
        store::entities::listing::Entity::update(shown_no_more).exec(&tx).await.expect("written");
        tx.commit().await.expect("committed");
        assert_eq!(collected(&world).await, 1);
        assert!(!is_served(&world, &before).await);
    }
}
