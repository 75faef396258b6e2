//! What was bought on its way to a buyer: whole or broken off, from the bucket itself where there is one, and never from a
//! listing that was taken down.

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
};
use basis::Role;
use market::{
    Settings, blobs,
    moderation::{self, TakeDown, TakeDownOutcome},
    orders::Target,
};
use store::{
    Hash,
    testing::{BlobPlace, fresh_blobs},
};
use tower::ServiceExt;

use crate::{
    browser::Browser,
    support::{World, plate},
    town::market,
};

/// The body behind an address: all of it, or nothing where it breaks off before its end.
async fn whole(router: &Router, address: &str, range: Option<&str>) -> (StatusCode, Option<Vec<u8>>) {
    let request = Request::get(address);
    let request = range.iter().fold(request, |request, range| request.header("range", *range));
    let answer = router.clone().oneshot(request.body(Body::empty()).expect("a request")).await.expect("answered");
    let status = answer.status();
    (status, axum::body::to_bytes(answer.into_body(), 1 << 24).await.ok().map(|bytes| bytes.to_vec()))
}

/// A drawing of some hundred kilobytes: longer than one piece of a stream.
fn long_plate() -> Vec<u8> {
    let mut bytes = plate(20.0);
    let end = bytes.len() - "</svg>".len();
    let note = format!("<!--{}-->", "a note ".repeat(100_000));
    bytes.splice(end..end, note.bytes());
    bytes
}

store::on_both_databases! {
    async fn a_flipped_byte_reaches_nobody_as_a_whole_download(store: TestStore) {
        let (world, router) = market(store, Settings { rate_limits: false, ..Settings::default() }).await;
        let (cleo, bea) = (world.creator("Cleo Creator").await, world.buyer("Bea Buyer").await);
        let listing = world.draft(&cleo, "Vase", 650).await;
        world.add(&cleo, listing, "vase.svg", &long_plate()).await;
        world.work().await;
        market::catalog::publish(&world.market, &cleo, listing).await.expect("no surprise");
        world.buy(&bea, listing, 650).await;
        let line = world.library(&bea).await.remove(0);
        let file = format!("/download/{}", line.link(&world.market, Target::File(line.files[0].id)).token);
        let all = format!("/download/{}", line.link(&world.market, Target::All).token);
        let (status, bytes) = whole(&router, &file, None).await;
        assert_eq!((status, bytes.as_deref()), (StatusCode::OK, Some(&long_plate()[..])));
        // The zip was made once, so that its checksum is known and the blob is not read beforehand again.
        let zip = whole(&router, &all, None).await.1.expect("a whole zip");

        let hash = Hash::of(&long_plate());
        let path = world.blob_path(&hash);
        for at in [3, 300_000, long_plate().len() - 3] {
            let mut spoilt = long_plate();
            spoilt[at] ^= 1;
            std::fs::write(&path, &spoilt).expect("spoilt");
            let damaged = async || blobs::damaged_count(&world.market).await.expect("no surprise");
            assert_eq!(whole(&router, &file, None).await.1, None, "byte {at}: the connection is broken off before its end");
            assert_eq!(damaged().await, 1, "and the blob is marked");
            assert_eq!(whole(&router, &all, None).await.1, None, "in a zip, too");
            let rest = format!("bytes={}-", long_plate().len() / 2);
            assert_eq!(whole(&router, &file, Some(&rest)).await.1, None, "and where a download goes on from its middle");
            // Sent again, the same file heals it.
            let again = world.draft(&cleo, "Vase again", 650).await;
            world.add(&cleo, again, "vase.svg", &long_plate()).await;
            assert_eq!((damaged().await, whole(&router, &all, None).await.1.as_ref()), (0, Some(&zip)));
        }
        let (status, bytes) = whole(&router, &file, Some("bytes=5-9")).await;
        assert_eq!((status, bytes.as_deref()), (StatusCode::PARTIAL_CONTENT, Some(&long_plate()[5..10])));
    }

    async fn what_was_taken_down_is_gone_also_as_a_zip(store: TestStore) {
        let (world, router) = market(store, Settings::default()).await;
        let (cleo, bea) = (world.creator("Cleo Creator").await, world.buyer("Bea Buyer").await);
        let listing = world.on_sale(&cleo, "Vase", 20.0, 650).await;
        world.buy(&bea, listing, 650).await;
        let line = world.library(&bea).await.remove(0);
        let targets = [Target::All, Target::AllAsBought, Target::File(line.files[0].id)];
        let links = targets.map(|target| format!("/download/{}", line.link(&world.market, target).token));
        for link in &links {
            assert_eq!(whole(&router, link, None).await.0, StatusCode::OK);
        }
        let moderator = world.person("Mo", &[Role::Moderator]).await;
        let input = TakeDown { listing, words: "It is a copy of somebody else's work.".to_owned() };
        let taken = moderation::take_down(&world.market, &moderator, input).await.expect("no surprise");
        assert_eq!(taken, TakeDownOutcome::TakenDown);
        world.work().await;
        for link in &links {
            let (status, bytes) = whole(&router, link, None).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{link}");
            assert!(!bytes.expect("whole").starts_with(b"PK"), "no empty zip");
        }
    }

    async fn a_bought_file_comes_from_the_bucket_itself(store: TestStore) {
        let Some(bucket) = fresh_blobs(BlobPlace::S3).await else { return };
        let settings = Settings { download_redirect_seconds: 60, ..Settings::default() };
        let world = World::on_blobs(store, settings, bucket.blobs.clone());
        let router = web::router(world.market.clone(), Router::new(), &web::Doors::default(), &web::Life::default(), Vec::new());
        let (cleo, bea) = (world.creator("Cleo Creator").await, world.buyer("Bea Buyer").await);
        let listing = world.draft(&cleo, "Vase", 650).await;
        world.add(&cleo, listing, "grün & rund.svg", &plate(20.0)).await;
        world.work().await;
        market::catalog::publish(&world.market, &cleo, listing).await.expect("no surprise");
        world.buy(&bea, listing, 650).await;
        let line = world.library(&bea).await.remove(0);
        let file = format!("/download/{}", line.link(&world.market, Target::File(line.files[0].id)).token);
        let all = format!("/download/{}", line.link(&world.market, Target::All).token);

        let visitor = Browser::visitor(&router);
        let answer = visitor.get(&file).await;
        assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::TEMPORARY_REDIRECT, "private, no-store"));
        let address = answer.header("location").to_owned();
        assert!(address.starts_with("http") && address.contains("X-Amz-Expires=60"), "{address}");
        let fetched = reqwest::get(&address).await.expect("the bucket answers");
        let disposition = fetched.headers()["content-disposition"].to_str().expect("a text").to_owned();
        assert_eq!(disposition, "attachment; filename=\"gr_n & rund.svg\"; filename*=UTF-8''gr%C3%BCn%20&%20rund.svg");
        assert_eq!(fetched.bytes().await.expect("whole").to_vec(), plate(20.0));
        let head = Request::head(&file).body(Body::empty()).expect("a request");
        assert_eq!(crate::browser::send(&router, head).await.status, StatusCode::OK, "asked by HEAD it is answered here");
        let (status, zip) = whole(&router, &all, None).await;
        assert!(status == StatusCode::OK && zip.expect("whole").starts_with(b"PK"), "a zip is put together here");

        // Known to be damaged, it is no longer handed out by the bucket: the market's own answer breaks off.
        let hash = Hash::of(&plate(20.0));
        bucket.blobs.delete(&hash).await.expect("gone");
        world.clock.advance(chrono::Duration::hours(2));
        let scrub = blobs::Scrub { before: world.market.now(), bytes_max: u64::MAX };
        assert_eq!(blobs::scrub(&world.market, scrub).await.expect("no surprise").damaged, [hash]);
        let young = format!("/download/{}", line.link(&world.market, Target::File(line.files[0].id)).token);
        let (status, bytes) = whole(&router, &young, None).await;
        assert!(status != StatusCode::TEMPORARY_REDIRECT && bytes.is_none_or(|bytes| bytes != plate(20.0)), "{status}");
    }

    async fn where_the_operator_wants_it_the_market_sends_what_lies_in_the_bucket(store: TestStore) {
        let Some(bucket) = fresh_blobs(BlobPlace::S3).await else { return };
        let settings = Settings { download_redirects: false, ..Settings::default() };
        let world = World::on_blobs(store, settings, bucket.blobs.clone());
        let router = web::router(world.market.clone(), Router::new(), &web::Doors::default(), &web::Life::default(), Vec::new());
        let (cleo, bea) = (world.creator("Cleo Creator").await, world.buyer("Bea Buyer").await);
        let listing = world.on_sale(&cleo, "Vase", 20.0, 650).await;
        world.buy(&bea, listing, 650).await;
        let line = world.library(&bea).await.remove(0);
        let file = format!("/download/{}", line.link(&world.market, Target::File(line.files[0].id)).token);
        assert_eq!(whole(&router, &file, None).await, (StatusCode::OK, Some(plate(20.0))));
        assert_eq!(whole(&router, &file, Some("bytes=5-9")).await, (StatusCode::PARTIAL_CONTENT, Some(plate(20.0)[5..10].to_vec())));
    }
}
