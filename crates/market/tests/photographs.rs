//! Photographs of what was made: shown beside the pictures made from the file, never sold, and cleaned of where they were
//! taken.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use std::{
    convert::Infallible,
    io::Cursor,
    time::{Duration, Instant},
};

use basis::Actor;
use image::{ImageFormat, Rgb, RgbImage};
use market::{
    blobs,
    catalog::{self, Browse, Cover, FileState, PhotosEdit, PhotosOutcome, PublishOutcome},
    ingest::{self, Destination, Incoming, Received, Role, UploadRefusal},
    limits,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use store::{
    Hash,
    entities::{artifact, step},
};
use support::World;
use uuid::Uuid;

/// A picture whose left half has one colour and whose right half another, wider than high.
fn picture(left: [u8; 3], right: [u8; 3]) -> Vec<u8> {
    let image = RgbImage::from_fn(600, 300, |x, _| Rgb(if x < 300 { left } else { right }));
    let mut file = Cursor::new(Vec::new());
    image.write_to(&mut file, ImageFormat::Png).expect("it is written");
    file.into_inner()
}

async fn send(world: &World, actor: &Actor, listing: Uuid, name: &str, content: &[u8]) -> Received {
    let destination = Destination::Listing(listing);
    let incoming = Incoming { destination, name: name.to_owned(), replaces: None, bytes: None, role: Role::Photo };
    let pieces = futures::stream::iter([Ok::<_, Infallible>(bytes::Bytes::copy_from_slice(content))]);
    ingest::receive(&world.market, actor, incoming, pieces).await.expect("no surprise")
}

async fn photos(world: &World, cleo: &Actor, listing: Uuid) -> Vec<catalog::FileLine> {
    catalog::draft(&world.market, cleo, listing).await.expect("no surprise").expect("hers").photos
}

async fn published(world: &World, cleo: &Actor, listing: Uuid) {
    let outcome = catalog::publish(&world.market, cleo, listing).await.expect("no surprise");
    assert!(matches!(outcome, PublishOutcome::Published { .. }), "{outcome:?}");
}

async fn shown(world: &World, listing: Uuid) -> catalog::Listing {
    let shown = catalog::listing_by_id(&world.market, &Actor::Visitor, listing).await.expect("no surprise");
    shown.expect("on sale")
}

/// The pixels of an artifact in the middle of its left and of its right half.
async fn halves(world: &World, hash: &Hash) -> (u32, u32, [[u8; 3]; 2]) {
    let bytes = world.market.small_blob(hash).await.expect("it is there");
    let image = image::load_from_memory_with_format(&bytes, ImageFormat::WebP).expect("a picture").into_rgb8();
    let (width, height) = image.dimensions();
    (width, height, [width / 4, width * 3 / 4].map(|x| image.get_pixel(x, height / 2).0))
}

fn is_like(pixel: [u8; 3], wanted: [u8; 3]) -> bool {
    pixel.iter().zip(wanted).all(|(is, wanted)| is.abs_diff(wanted) < 12)
}

const RED: [u8; 3] = [200, 40, 40];
const BLUE: [u8; 3] = [40, 60, 200];
const GREEN: [u8; 3] = [40, 160, 60];

store::on_both_databases! {
    async fn photographs_are_shown_in_their_order_and_never_sold(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let vase = world.draft(&cleo, "Vase", 650).await;
        let first = send(&world, &cleo, vase, "in the window.png", &picture(RED, BLUE)).await;
        assert!(matches!(first, Received::Added { .. }), "{first:?}");
        send(&world, &cleo, vase, "on a table.png", &picture(GREEN, GREEN)).await;
        world.work().await;
        let refused = catalog::publish(&world.market, &cleo, vase).await.expect("no surprise");
        assert_eq!(refused, PublishOutcome::NoFiles, "photographs are not sold");
        world.add(&cleo, vase, "vase.svg", &support::plate(20.0)).await;
        world.work().await;

        let sent = photos(&world, &cleo, vase).await;
        assert!(sent.iter().all(|photo| photo.state == FileState::Ready));
        let whole = sent[0].artifact("whole.webp").expect("made");
        let (width, height, [left, right]) = halves(&world, &whole).await;
        assert_eq!((width, height), (600, 300), "a small one is shown as it is");
        assert!(is_like(left, RED) && is_like(right, BLUE), "{left:?} {right:?}");
        let square = sent[0].artifact("still-512.webp").expect("made");
        let (width, height, [left, right]) = halves(&world, &square).await;
        assert_eq!((width, height), (512, 512));
        assert!(is_like(left, RED) && is_like(right, BLUE), "{left:?} {right:?}");

        let said = vec![(sent[1].id, "On a table".to_owned()), (sent[0].id, "In the window".to_owned())];
        let edit = PhotosEdit { photos: said, cover: Cover::Photo(sent[0].id) };
        assert_eq!(catalog::edit_photos(&world.market, &cleo, vase, edit).await.expect("no surprise"), PhotosOutcome::Edited);
        published(&world, &cleo, vase).await;
        let on_sale = shown(&world, vase).await;
        assert_eq!(on_sale.photos.iter().map(|photo| &*photo.alt).collect::<Vec<_>>(), ["On a table", "In the window"]);
        assert_eq!(on_sale.files.iter().map(|file| &*file.name).collect::<Vec<_>>(), ["vase.svg"]);
        assert_eq!((on_sale.entry.summary.files, &on_sale.entry.summary.formats[..]), (1, &["svg".to_owned()][..]));
        let tile = &catalog::tiles(&world.market, &Browse { size: 5, ..Browse::default() }).await.expect("no surprise")[0];
        assert_eq!(tile.picture.large, Some(square.to_string()), "the photograph stands on the shelf");
        assert!(!tile.summary.drawn, "and on no sheet of paper");

        let bea = world.buyer("Bea").await;
        world.buy(&bea, vase, 650).await;
        assert_eq!(world.library(&bea).await[0].files.iter().map(|file| &*file.name).collect::<Vec<_>>(), ["vase.svg"]);
        let original: Hash = sent[0].blob.parse().expect("a hash");
        assert!(blobs::artifact(&world.market, &original).await.expect("no surprise").is_none(), "the original is served to nobody");
    }

    async fn words_and_order_are_changed_on_sale_at_once_and_a_new_one_waits_for_the_next_version(store: TestStore) {
        let world = World::new(store).await;
        let (cleo, carl) = (world.creator("Cleo").await, world.creator("Carl").await);
        let vase = world.draft(&cleo, "Vase", 650).await;
        world.add(&cleo, vase, "vase.svg", &support::plate(20.0)).await;
        send(&world, &cleo, vase, "one.png", &picture(RED, RED)).await;
        world.work().await;
        published(&world, &cleo, vase).await;
        let own = shown(&world, vase).await.entry.picture;
        let one = photos(&world, &cleo, vase).await[0].id;
        let edit = |cover| PhotosEdit { photos: vec![(one, "Red".to_owned())], cover };
        let stranger = catalog::edit_photos(&world.market, &carl, vase, edit(Cover::Photo(one))).await.expect("no surprise");
        assert_eq!(stranger, PhotosOutcome::NotFound);
        catalog::edit_photos(&world.market, &cleo, vase, edit(Cover::Photo(one))).await.expect("no surprise");
        let with_cover = shown(&world, vase).await;
        assert_ne!(with_cover.entry.picture, own);
        assert_eq!(with_cover.photos[0].alt, "Red");
        let long = PhotosEdit { photos: vec![(one, "x".repeat(201))], cover: Cover::OfFile };
        let refused = catalog::edit_photos(&world.market, &cleo, vase, long).await.expect("no surprise");
        assert!(matches!(&refused, PhotosOutcome::Invalid(wrong) if wrong[0].field == format!("alt_{one}")), "{refused:?}");

        send(&world, &cleo, vase, "two.png", &picture(BLUE, BLUE)).await;
        world.work().await;
        assert_eq!(shown(&world, vase).await.photos.len(), 1);
        let prepared = photos(&world, &cleo, vase).await;
        assert_eq!((prepared.len(), prepared[0].alt.as_str(), prepared[0].is_cover), (2, "Red", true), "what was said comes along");
        published(&world, &cleo, vase).await;
        assert_eq!(shown(&world, vase).await.photos.len(), 2);
        let removed = photos(&world, &cleo, vase).await[0].id;
        assert!(ingest::remove_file(&world.market, &cleo, removed).await.expect("no surprise"));
        published(&world, &cleo, vase).await;
        let left = shown(&world, vase).await;
        assert_eq!((left.photos.len(), left.entry.picture), (1, own), "its cover is gone, and the file stands for it again");
    }

    async fn a_newer_way_of_preparing_photographs_is_asked_for_on_all_of_them(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let vase = world.draft(&cleo, "Vase", 650).await;
        send(&world, &cleo, vase, "one.png", &picture(RED, RED)).await;
        world.work().await;
        let outdated = async || ingest::examine_outdated(&world.market, None).await.expect("no surprise").0;
        assert_eq!(outdated().await, 0);
        let tx = world.market.store().begin().await.expect("a transaction");
        let earlier = step::Entity::update_many().col_expr(step::Column::Version, Expr::value(0));
        earlier.filter(step::Column::Step.eq("photo")).exec(&tx).await.expect("written");
        tx.commit().await.expect("committed");
        assert_eq!(outdated().await, 1);
        world.work().await;
        assert_eq!((outdated().await, photos(&world, &cleo, vase).await[0].state), (0, FileState::Ready));
    }

    async fn whoever_waits_for_photographs_waits_no_longer_than_they_take(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let vase = world.draft(&cleo, "Vase", 650).await;
        send(&world, &cleo, vase, "one.png", &picture(RED, RED)).await;
        let begun = Instant::now();
        catalog::photos_prepared(&world.market, vase, Duration::from_millis(300)).await.expect("no surprise");
        assert!(begun.elapsed() >= Duration::from_millis(300), "nobody prepares it");
        let patience = Duration::from_secs(120);
        let (waited, _) = tokio::join!(catalog::photos_prepared(&world.market, vase, patience), world.work());
        waited.expect("no surprise");
        assert!(begun.elapsed() < patience);
        assert_eq!(photos(&world, &cleo, vase).await[0].state, FileState::Ready);
    }

    async fn what_is_no_photograph_is_refused_and_one_that_cannot_be_read_holds_nothing_up(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let vase = world.draft(&cleo, "Vase", 650).await;
        let before = world.stored_blobs().await;
        for (name, content) in [("a.png", &b"<svg/>"[..]), ("a.jpg", b"GIF89a"), ("a.webp", b"RIFF\0\0\0\0WAVE"), ("a.png", b"")] {
            let sent = send(&world, &cleo, vase, name, content).await;
            assert_eq!(sent, Received::Refused(UploadRefusal::NoPhoto), "{name}");
        }
        let mut long = picture(RED, RED);
        long.resize(limits::PHOTO_BYTES.max + 1, 0);
        let sent = send(&world, &cleo, vase, "a.png", &long).await;
        assert_eq!(sent, Received::Refused(UploadRefusal::TooLarge { bytes_max: limits::PHOTO_BYTES.max as u64 }));
        assert_eq!(world.stored_blobs().await, before);

        world.add(&cleo, vase, "vase.svg", &support::plate(20.0)).await;
        send(&world, &cleo, vase, "torn.png", b"\x89PNG\r\n\x1a\nand nothing else").await;
        for number in 1..limits::PHOTOS.max {
            send(&world, &cleo, vase, &format!("{number}.png"), &picture(RED, [number as u8; 3])).await;
        }
        let sent = send(&world, &cleo, vase, "one more.png", &picture(GREEN, RED)).await;
        assert_eq!(sent, Received::Refused(UploadRefusal::TooManyPhotos));
        let again = send(&world, &cleo, vase, "torn.png", b"\x89PNG\r\n\x1a\nand still nothing").await;
        assert!(matches!(again, Received::Added { .. }), "one of the same name takes its place: {again:?}");
        world.work().await;
        let states: Vec<_> = photos(&world, &cleo, vase).await.iter().map(|photo| photo.state).collect();
        assert_eq!((states[0], states[1..].iter().all(|state| *state == FileState::Ready)), (FileState::Failed, true));
        published(&world, &cleo, vase).await;
        assert_eq!(shown(&world, vase).await.photos.len(), limits::PHOTOS.max - 1, "what cannot be read is not shown");
    }

    async fn where_a_photograph_was_taken_is_in_nothing_that_is_served(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let vase = world.draft(&cleo, "Vase", 650).await;
        // A JPEG with an EXIF segment that says so, behind its first marker.
        let mut jpeg = Cursor::new(Vec::new());
        RgbImage::from_pixel(64, 64, Rgb(RED)).write_to(&mut jpeg, ImageFormat::Jpeg).expect("it is written");
        let secret = b"GPS 48.2082 N 16.3738 E";
        let mut exif = b"\xff\xe1".to_vec();
        exif.extend(u16::try_from(2 + 6 + secret.len()).expect("short").to_be_bytes());
        exif.extend(b"Exif\0\0");
        exif.extend(secret);
        let jpeg = [&jpeg.get_ref()[..2], &exif, &jpeg.get_ref()[2..]].concat();
        send(&world, &cleo, vase, "here.jpg", &jpeg).await;
        world.work().await;
        assert_eq!(photos(&world, &cleo, vase).await[0].state, FileState::Ready);
        let served = world.rows::<artifact::Entity>().await;
        assert_eq!(served.len(), 6, "four squares, one whole, one card");
        for row in served {
            let bytes = world.market.small_blob(&row.hash.parse().expect("a hash")).await.expect("there");
            assert!(!bytes.windows(secret.len()).any(|window| window == secret), "{}", row.media_type);
        }
    }
}
