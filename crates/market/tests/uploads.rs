//! Files on their way in: asked first, kept then, and nothing left of what is refused; many at once.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use market::{
    Settings, blobs,
    catalog::{self, FileState, PublishOutcome},
    ingest::{self, Destination, Incoming, Received, Role, UploadRefusal},
    page::Window,
};
use store::entities::{artifact, file, step};
use support::{World, cube, plate};

store::on_both_databases! {
    async fn a_refused_upload_leaves_nothing(store: TestStore) {
        let settings = Settings { upload_bytes_max: 2_000, account_bytes_max: 3_000, files_max: 2, ..Settings::default() };
        let world = World::with(store, settings).await;
        let (cleo, carl, bea) = (world.creator("Cleo").await, world.creator("Carl").await, world.buyer("Bea").await);
        let listing = world.draft(&cleo, "Vase", 500).await;
        let there = || Destination::Listing(listing);
        world.add(&cleo, listing, "one.svg", &[b'1'; 900]).await;
        world.add(&cleo, listing, "two.svg", &[b'2'; 900]).await;
        let before = world.stored_blobs().await;
        let refused = async |actor, destination, name: &str, bytes: &[u8]| {
            match world.send(actor, destination, name, bytes).await {
                Received::Refused(refusal) => refusal,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(refused(&carl, there(), "a.svg", b"mine").await, UploadRefusal::NotFound);
        assert_eq!(refused(&bea, there(), "a.svg", b"mine").await, UploadRefusal::NotFound);
        let draft = Destination::NewDraft("Mine".to_owned());
        assert_eq!(refused(&bea, draft.clone(), "a.svg", b"mine").await, UploadRefusal::NotACreator);
        assert_eq!(refused(&cleo, there(), "three.svg", b"3").await, UploadRefusal::TooMany { files_max: 2 });
        let long = [b'x'; 2_001];
        assert_eq!(refused(&carl, draft.clone(), "a.svg", &long).await, UploadRefusal::TooLarge { bytes_max: 2_000 });
        let full = refused(&cleo, draft, "a.svg", &long[..1_201]).await;
        let UploadRefusal::NoRoom(room) = full else { panic!("{full:?}") };
        assert_eq!((room.used_bytes, room.bytes_max), (1_800, Some(3_000)));
        assert_eq!(world.stored_blobs().await, before, "nothing was kept");
        assert_eq!(world.under_way(), 0, "nothing is on its way");
        assert_eq!(catalog::studio(&world.market, &carl, &Window::first(10)).await.expect("no surprise").rows.len(), 0, "no empty draft stays");
    }

    async fn what_is_announced_as_too_long_is_refused_before_it_is_read(store: TestStore) {
        let world = World::with(store, Settings { upload_bytes_max: 2_000, ..Settings::default() }).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.draft(&cleo, "Vase", 500).await;
        let incoming = Incoming {
            destination: Destination::Listing(listing),
            name: "vase.stl".to_owned(),
            replaces: None,
            bytes: Some(2_001),
            role: Role::Sold,
        };
        let never = futures::stream::poll_fn(|_| -> std::task::Poll<Option<Result<bytes::Bytes, String>>> {
            panic!("nothing is read of what is refused")
        });
        let received = ingest::receive(&world.market, &cleo, incoming, never).await.expect("no surprise");
        assert_eq!(received, Received::Refused(UploadRefusal::TooLarge { bytes_max: 2_000 }));
        let link = ingest::upload_link(&world.market, &cleo, listing, ("vase.stl", Role::Sold), Some(2_001)).await.expect("no surprise");
        assert_eq!(link.err(), Some(UploadRefusal::TooLarge { bytes_max: 2_000 }));
    }

    async fn an_upload_that_breaks_off_leaves_nothing(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let incoming = Incoming {
            destination: Destination::NewDraft("Vase".to_owned()),
            name: "vase.stl".to_owned(),
            replaces: None,
            bytes: None,
            role: Role::Sold,
        };
        let pieces = [Ok(vec![1; 500].into()), Err("the line is dead")];
        let pieces = futures::stream::iter(pieces);
        let received = ingest::receive(&world.market, &cleo, incoming, pieces).await.expect("no surprise");
        assert_eq!(received, Received::BrokenOff("the line is dead".to_owned()));
        assert_eq!((world.stored_blobs().await, world.under_way()), (0, 0));
        assert!(catalog::studio(&world.market, &cleo, &Window::first(10)).await.expect("no surprise").rows.is_empty());
    }

    async fn the_same_content_takes_room_once(store: TestStore) {
        let world = World::with(store, Settings { account_bytes_max: 2_000, ..Settings::default() }).await;
        let cleo = world.creator("Cleo").await;
        let used = async || {
            let room = blobs::room(&world.market, &cleo).await.expect("no surprise").expect("a shop");
            (room.used_bytes, room.left_bytes())
        };
        assert_eq!(used().await, (0, 2_000));
        let (one, two) = (world.draft(&cleo, "Vase", 500).await, world.draft(&cleo, "Bowl", 500).await);
        world.add(&cleo, one, "a.svg", &[b'a'; 1_000]).await;
        world.add(&cleo, two, "b.svg", &[b'a'; 1_000]).await;
        assert_eq!(used().await, (1_000, 1_000));
        // What is replaced makes room for what replaces it.
        let last = world.add(&cleo, one, "a.svg", &[b'c'; 1_000]).await;
        assert_eq!(used().await, (2_000, 0));
        let full = world.send(&cleo, Destination::Listing(two), "e.svg", b"e").await;
        assert!(matches!(full, Received::Refused(UploadRefusal::NoRoom(_))), "{full:?}");
        assert!(ingest::remove_file(&world.market, &cleo, last).await.expect("no surprise"));
        assert_eq!(used().await, (1_000, 1_000));
        world.add(&cleo, two, "b.svg", &[b'b'; 500]).await;
        assert_eq!(used().await, (500, 1_500));
    }

    async fn a_full_creator_may_send_what_they_own_already(store: TestStore) {
        let world = World::with(store, Settings { account_bytes_max: 1_000, ..Settings::default() }).await;
        let cleo = world.creator("Cleo").await;
        let (one, two) = (world.draft(&cleo, "Vase", 500).await, world.draft(&cleo, "Box", 500).await);
        world.add(&cleo, one, "a.svg", &[b'a'; 1_000]).await;
        let before = world.stored_blobs().await;
        let room = async || blobs::room(&world.market, &cleo).await.expect("no surprise").expect("a shop").left_bytes();
        assert_eq!(room().await, 0);
        // Told its length or not, the same content takes no further room.
        let told = |bytes| Incoming { destination: Destination::Listing(two), name: "b.svg".to_owned(), replaces: None, bytes, role: Role::Sold };
        for bytes in [None, Some(1_000)] {
            let pieces = futures::stream::iter([Ok::<_, String>(vec![b'a'; 1_000].into())]);
            let received = ingest::receive(&world.market, &cleo, told(bytes), pieces).await.expect("no surprise");
            assert!(matches!(received, Received::Added { .. }), "{bytes:?}: {received:?}");
        }
        assert_eq!(room().await, 0);
        // What is as long and is something else is refused, and nothing of it is kept.
        for other in [vec![b'x'; 1_000], vec![b'x'; 10], vec![b'x'; 1_001], vec![b'x'; 5_000]] {
            for bytes in [None, Some(other.len() as u64)] {
                let pieces = futures::stream::iter([Ok::<_, String>(other.clone().into())]);
                let received = ingest::receive(&world.market, &cleo, told(bytes), pieces).await.expect("no surprise");
                assert!(matches!(received, Received::Refused(UploadRefusal::NoRoom(_))), "{bytes:?}: {received:?}");
            }
        }
        assert_eq!((world.stored_blobs().await, world.under_way()), (before, 0));
        // Somebody else's content is no content of theirs.
        let carl = world.creator("Carl").await;
        let three = world.draft(&carl, "Lamp", 500).await;
        world.add(&carl, three, "c.svg", &[b'c'; 900]).await;
        let refused = world.send(&cleo, Destination::Listing(two), "c.svg", &[b'c'; 900]).await;
        assert!(matches!(refused, Received::Refused(UploadRefusal::NoRoom(_))), "{refused:?}");
    }

    async fn of_many_files_at_once_as_many_are_taken_as_there_is_room_for(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.draft(&cleo, "Vase", 500).await;
        for number in 0..44 {
            world.add(&cleo, listing, &format!("{number}.svg"), format!("{number}").as_bytes()).await;
        }
        let sent = futures::future::join_all((44..60).map(|number| {
            let (world, cleo) = (&world, &cleo);
            async move {
                let bytes = format!("{number}");
                world.send(cleo, Destination::Listing(listing), &format!("{number}.svg"), bytes.as_bytes()).await
            }
        }));
        let (added, refused): (Vec<_>, Vec<_>) =
            sent.await.into_iter().partition(|received| matches!(received, Received::Added { .. }));
        assert_eq!((added.len(), refused.len()), (6, 10));
        let too_many = Received::Refused(UploadRefusal::TooMany { files_max: 50 });
        assert!(refused.iter().all(|received| *received == too_many), "{refused:?}");
        assert_eq!(world.draft_files(&cleo, listing).await.len(), 50);
    }

    async fn of_eight_uploads_of_one_name_at_once_one_file_stands(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.draft(&cleo, "Vase", 500).await;
        let sent = futures::future::join_all((0..8).map(|number| {
            let (world, cleo) = (&world, &cleo);
            async move { world.send(cleo, Destination::Listing(listing), "plate.svg", &plate(20.0 + number as f32)).await }
        }));
        assert!(sent.await.iter().all(|received| matches!(received, Received::Added { .. })));
        let files = world.draft_files(&cleo, listing).await;
        assert_eq!(files.len(), 1, "{files:?}");
        world.work().await;
        let published = catalog::publish(&world.market, &cleo, listing).await.expect("no surprise");
        assert!(matches!(published, PublishOutcome::Published { .. }), "{published:?}");
    }

    async fn no_file_slips_unexamined_into_the_revision_on_sale(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        for round in 0..6 {
            let listing = world.draft(&cleo, "Vase", 500).await;
            world.add(&cleo, listing, "plate.svg", &plate(20.0 + round as f32)).await;
            world.work().await;
            let publish = catalog::publish(&world.market, &cleo, listing);
            let late = plate(90.0 + round as f32);
            let add = world.send(&cleo, Destination::Listing(listing), "late.svg", &late);
            let (published, added) = tokio::join!(publish, add);
            assert!(matches!(added, Received::Added { .. }), "{added:?}");
            let on_sale = matches!(published.expect("no surprise"), PublishOutcome::Published { .. });
            let seen = catalog::listing_by_id(&world.market, &basis::Actor::Visitor, listing).await.expect("no surprise");
            assert_eq!(seen.is_some(), on_sale);
            let files = seen.map(|seen| seen.files).unwrap_or_default();
            assert!(files.iter().all(|file| file.state == FileState::Ready && file.name == "plate.svg"), "{files:?}");
        }
    }

    async fn a_mended_file_takes_the_place_of_the_one_it_replaces(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.draft(&cleo, "Vase", 500).await;
        let old = world.add(&cleo, listing, "plate.svg", &plate(20.0)).await;
        world.add(&cleo, listing, "other.svg", &plate(30.0)).await;
        world.work().await;
        let incoming = Incoming {
            destination: Destination::Listing(listing),
            name: "plate-mended.svg".to_owned(),
            replaces: Some(old),
            bytes: None,
            role: Role::Sold,
        };
        let pieces = futures::stream::iter([Ok::<_, String>(plate(21.0).into())]);
        let received = ingest::receive(&world.market, &cleo, incoming, pieces).await.expect("no surprise");
        assert!(matches!(received, Received::Added { .. }), "{received:?}");
        let names: Vec<_> = world.draft_files(&cleo, listing).await.into_iter().map(|file| file.name).collect();
        assert_eq!(names, ["plate-mended.svg", "other.svg"]);
    }

    async fn what_is_taken_out_leaves_neither_steps_nor_artifacts(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.draft(&cleo, "Vase", 500).await;
        let file = world.add(&cleo, listing, "cube.stl", &cube(20.0)).await;
        world.work().await;
        let counted = async || {
            let (files, steps, artifacts) = (
                world.count::<file::Entity>().await,
                world.count::<step::Entity>().await,
                world.count::<artifact::Entity>().await,
            );
            (files, steps, artifacts > 0)
        };
        assert_eq!(counted().await, (1, 4, true));
        assert!(ingest::remove_file(&world.market, &cleo, file).await.expect("no surprise"));
        assert_eq!(counted().await, (0, 0, false));
        // One that is taken out while it waits for its examination leaves nothing either.
        let file = world.add(&cleo, listing, "cube.stl", &cube(21.0)).await;
        assert!(ingest::remove_file(&world.market, &cleo, file).await.expect("no surprise"));
        world.work().await;
        assert_eq!(counted().await, (0, 0, false));
    }
}
