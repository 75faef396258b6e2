//! A zip that a creator uploads is unpacked: what it holds takes its place, all of it or nothing, and nothing is lost in
//! silence.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use std::io::Cursor;

use basis::Actor;
use image::{ImageFormat, Rgb, RgbImage};
use market::{
    Settings, accounts,
    catalog::{self, Draft, FileState, PublishOutcome, Unpacking},
    event::Event,
    ingest::{self, Destination, DiscardOutcome, Received, UploadRefusal},
    limits,
    moderation::{self, TakeDown},
};
use pattern::mesh::threemf;
use store::{Hash, facts::Kind};
use support::{Claim, World, claiming, cube, link, plate, zip};
use uuid::Uuid;

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n";

fn photo() -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let image = RgbImage::from_pixel(40, 30, Rgb([180, 120, 60]));
    image.write_to(&mut file, ImageFormat::Jpeg).expect("it is written");
    file.into_inner()
}

async fn draft(world: &World, cleo: &Actor, listing: Uuid) -> Draft {
    catalog::draft(&world.market, cleo, listing).await.expect("no surprise").expect("hers")
}

async fn names(world: &World, cleo: &Actor, listing: Uuid) -> Vec<String> {
    world.draft_files(cleo, listing).await.into_iter().map(|file| file.name).collect()
}

/// Uploads a zip into a new draft and lets everything be done; gives the draft.
async fn unpacked(world: &World, cleo: &Actor, content: &[u8]) -> Draft {
    let listing = world.draft(cleo, "Robot", 700).await;
    world.add(cleo, listing, "robot.zip", content).await;
    world.work().await;
    draft(world, cleo, listing).await
}

/// What is said of a zip from which nothing was taken: what is so and what to do.
fn refused(draft: &Draft) -> (String, String) {
    let [archive] = &draft.files[..] else { panic!("{:?}", draft.files) };
    assert_eq!((archive.name.as_str(), archive.kind, archive.state), ("robot.zip", Kind::Archive, FileState::Failed));
    assert!(draft.photos.is_empty() && draft.unpackings.is_empty());
    let finding = &archive.report.as_ref().expect("a report").findings[0];
    assert_eq!(finding.code, "R197");
    (finding.message.clone(), finding.fix.clone())
}

store::on_both_databases! {
    async fn what_a_zip_holds_takes_its_place_and_what_is_left_out_is_named(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let (photo, cube, plate) = (photo(), cube(20.0), plate(20.0));
        let content = zip(&[
            ("robot/body.stl", &cube),
            ("robot/cut/plate.svg", &plate),
            ("robot/Instructions.pdf", PDF),
            ("robot/README.txt", b"Print it upright."),
            ("robot/photos/front.jpg", &photo),
            ("robot/render.psd", b"8BPS"),
            ("robot/old.zip", b"PK\x03\x04"),
            ("robot/fake.pdf", b"<html>"),
            ("robot/.DS_Store", b"litter"),
            ("__MACOSX/robot/._body.stl", b"litter"),
        ]);
        let listing = world.draft(&cleo, "Robot", 700).await;
        let archive = world.add(&cleo, listing, "Robot.ZIP", &content).await;
        let line = world.draft_files(&cleo, listing).await.remove(0);
        assert_eq!((line.id, line.kind, line.state), (archive, Kind::Archive, FileState::Waiting));
        let early = catalog::publish(&world.market, &cleo, listing).await.expect("no surprise");
        assert_eq!(early, PublishOutcome::StillWorking { files: 1 }, "nobody publishes what is not unpacked");
        world.work().await;

        let draft = draft(&world, &cleo, listing).await;
        let kinds: Vec<_> = draft.files.iter().map(|file| (file.name.as_str(), file.kind, file.state)).collect();
        let ready = FileState::Ready;
        assert_eq!(kinds, [
            ("body.stl", Kind::Mesh, ready),
            ("plate.svg", Kind::Drawing, ready),
            ("Instructions.pdf", Kind::Attachment, ready),
            ("README.txt", Kind::Attachment, ready),
        ]);
        let shown: Vec<_> = draft.photos.iter().map(|photo| (photo.name.as_str(), photo.state)).collect();
        assert_eq!(shown, [("photos/front.jpg", ready)]);
        let left_out = ["robot/render.psd", "robot/old.zip", "fake.pdf (not what its name says)"].map(str::to_owned).to_vec();
        let note = Unpacking { archive: "Robot.ZIP".to_owned(), files: 4, photos: 1, left_out, left_out_count: 3 };
        assert_eq!(draft.unpackings, [note], "what systems leave is no loss");
        let (told, _) = world.told_after(0).await;
        assert!(told.iter().any(|event| matches!(event, Event::FileRemoved(gone) if gone.file == archive)), "{told:?}");

        let carl = world.creator("Carl").await;
        assert!(!ingest::unpacking_seen(&world.market, &carl, listing).await.expect("no surprise"));
        assert!(ingest::unpacking_seen(&world.market, &cleo, listing).await.expect("no surprise"));
        assert!(self::draft(&world, &cleo, listing).await.unpackings.is_empty());
        let published = catalog::publish(&world.market, &cleo, listing).await.expect("no surprise");
        assert!(matches!(published, PublishOutcome::Published { .. }), "{published:?}");
    }

    async fn parts_in_folders_are_told_apart_and_the_same_zip_again_changes_nothing(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let (left, right, capital) = (plate(20.0), plate(30.0), plate(40.0));
        let content = zip(&[("bot/left/arm.svg", &left), ("bot/right/arm.svg", &right), ("bot/right/Arm.SVG", &capital)]);
        let first = unpacked(&world, &cleo, &content).await;
        let expected = ["left - arm.svg", "right - arm.svg", "right - Arm (2).SVG"];
        assert_eq!(first.files.iter().map(|file| &file.name).collect::<Vec<_>>(), expected);
        let blobs: Vec<_> = first.files.iter().map(|file| file.blob.clone()).collect();
        assert_eq!(blobs, [&left, &right, &capital].map(|content| Hash::of(content).to_string()));

        let listing = first.listing.id;
        world.add(&cleo, listing, "robot.zip", &content).await;
        world.work().await;
        let again = draft(&world, &cleo, listing).await.files;
        assert_eq!(again.iter().map(|file| file.id).collect::<Vec<_>>(), first.files.iter().map(|file| file.id).collect::<Vec<_>>());
        let longer = plate(50.0);
        let mended = zip(&[("bot/left/arm.svg", &longer), ("bot/right/arm.svg", &right), ("bot/right/Arm.SVG", &capital)]);
        world.add(&cleo, listing, "robot.zip", &mended).await;
        world.add(&cleo, listing, "robot.zip", &mended).await;
        world.work().await;
        let third = draft(&world, &cleo, listing).await.files;
        assert_eq!(third.iter().map(|file| &file.name).collect::<Vec<_>>(), expected, "sent twice at once, it is there once");
        assert_eq!(third[0].blob, Hash::of(&longer).to_string(), "a mended file takes the place of the one before");
        assert_eq!(third[1].id, first.files[1].id);
    }

    async fn a_zip_that_is_no_honest_one_is_refused_with_what_to_do(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let blanks = vec![b' '; 40 << 20];
        let honest = zip(&[("arm.svg", &plate(20.0))]);
        let many: Vec<(String, Vec<u8>)> = (0..=limits::ARCHIVE_ENTRIES.max).map(|n| (format!("{n}.txt"), Vec::new())).collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
        let mut twice = zip(&[("arm.svg", &plate(20.0)), ("leg.svg", &plate(30.0))]);
        for at in 0..twice.len() - 7 {
            if twice[at..at + 7] == *b"leg.svg" {
                twice[at..at + 7].copy_from_slice(b"arm.svg");
            }
        }
        let cases = [
            (zip(&[("blanks.txt", &blanks)]), "blanks.txt unpacks to far more than any honest file of its length would."),
            (claiming(honest.clone(), Claim::Bytes(10)), "arm.svg cannot be unpacked: it is damaged, or not as long as the archive says."),
            (claiming(honest.clone(), Claim::Bytes(4_000)), "arm.svg cannot be unpacked: it is damaged, or not as long as the archive says."),
            (claiming(honest.clone(), Claim::Bytes(1 << 31)), "arm.svg unpacks to far more than any honest file of its length would."),
            (claiming(honest.clone(), Claim::Locked), "arm.svg is locked with a password."),
            (claiming(honest.clone(), Claim::Method(14)), "arm.svg is packed in a way that is not read here."),
            (zip(&many), "The archive has more than 1,000 entries, the most that are looked at."),
            (twice, "Two files in the archive have the very same path, so that one would be lost."),
            (honest[..honest.len() - 30].to_vec(), "The archive is cut off or damaged: its table of contents, which stands at its end, cannot be read."),
            (zip(&[]), "There is no pattern in the archive, and nothing that goes along with one."),
            (zip(&[("photos/", b""), ("Thumbs.db", b"x")]), "There is no pattern in the archive, and nothing that goes along with one."),
            (zip(&[("fake.pdf", b"<html>")]), "Nothing in the archive is what its name says."),
        ];
        let before = world.stored_blobs().await;
        for (kept, (content, expected)) in cases.iter().enumerate() {
            let draft = unpacked(&world, &cleo, content).await;
            let (message, fix) = refused(&draft);
            assert_eq!(message, *expected);
            assert!(fix.ends_with('.') && fix.len() > 20, "{fix}");
            let published = catalog::publish(&world.market, &cleo, draft.listing.id).await.expect("no surprise");
            assert_eq!(published, PublishOutcome::OpenFindings { files: vec!["robot.zip".to_owned()] });
            // The zips themselves; and the PDF that is none, which was looked at.
            assert!(world.stored_blobs().await <= before + kept + 1, "{expected}");
        }
        assert_eq!(world.under_way(), 0, "nothing is left lying about");
        let sent = world.send(&cleo, Destination::NewDraft("No zip".to_owned()), "robot.zip", b"Rar!\x1a\x07").await;
        assert_eq!(sent, Received::Refused(UploadRefusal::NotAsNamed { title: "a zip archive" }));
    }

    async fn names_that_lead_out_and_links_are_left_out_by_name(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let plate = plate(20.0);
        let outside = zip(&[
            ("../../etc/one.svg", &plate),
            ("/tmp/two.svg", &plate),
            ("..\\three.svg", &plate),
            ("C:\\four.svg", &plate),
            ("win\\dows\\five.svg", &plate),
            ("six\u{202e}gvs.\u{7}.svg", &plate),
        ]);
        let draft = unpacked(&world, &cleo, &outside).await;
        let names: Vec<_> = draft.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["five.svg", "sixgvs..svg"]);
        assert_eq!(draft.unpackings[0].left_out, ["../../etc/one.svg", "tmp/two.svg", "../three.svg", "C:/four.svg"]);
        let linked = link("passwd.txt", "/etc/passwd", ("arm.svg", &plate));
        let draft = unpacked(&world, &cleo, &linked).await;
        assert_eq!((draft.files.len(), draft.unpackings[0].left_out.as_slice()), (1, &["passwd.txt".to_owned()][..]));
    }

    async fn where_not_all_of_it_fits_nothing_is_taken(store: TestStore) {
        let settings = Settings { files_max: 3, account_bytes_max: 20_000, upload_bytes_max: 9_000, ..Settings::default() };
        let world = World::with(store, settings).await;
        let cleo = world.creator("Cleo").await;
        // Bytes that do not pack, so that a zip is as long as what it holds.
        let noise = |length: usize, seed: u64| -> Vec<u8> {
            let mut state = seed;
            let mut next = || { state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1); (state >> 56) as u8 };
            b"%PDF-1.7\n".iter().copied().chain(std::iter::repeat_with(&mut next)).take(length).collect()
        };
        let four = zip(&[("a.svg", &plate(1.0)), ("b.svg", &plate(2.0)), ("c.svg", &plate(3.0)), ("d.svg", &plate(4.0))]);
        let (message, fix) = refused(&unpacked(&world, &cleo, &four).await);
        assert_eq!(message, "The archive holds 4 files, and a pattern holds at most 3.");
        assert!(fix.starts_with("Nothing of it is taken."), "{fix}");
        let listing = world.draft(&cleo, "Bot", 700).await;
        world.add(&cleo, listing, "z.svg", &plate(9.0)).await;
        world.add(&cleo, listing, "y.svg", &plate(8.0)).await;
        world.add(&cleo, listing, "two.zip", &zip(&[("a.svg", &plate(1.0)), ("b.svg", &plate(2.0))])).await;
        world.work().await;
        let files = world.draft_files(&cleo, listing).await;
        assert_eq!(files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["z.svg", "y.svg", "two.zip"]);
        let said = &files[2].report.as_ref().expect("a report").findings[0].message;
        assert_eq!(said, "With this archive the pattern would have 4 files, and it holds at most 3.");
        let long = zip(&[("blanks.txt", &[b' '; 9_001])]);
        let (message, _) = refused(&unpacked(&world, &cleo, &long).await);
        assert_eq!(message, "blanks.txt has more than 9,000 bytes, the most that a file of its kind may have.");
        let thirteen: Vec<(String, Vec<u8>)> = (0..13).map(|n| (format!("{n}.jpg"), photo())).collect();
        let mut shown: Vec<(&str, &[u8])> = thirteen.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
        let arm = plate(20.0);
        shown.push(("arm.svg", &arm));
        assert!(zip(&shown).len() < 9_000);
        let (message, _) = refused(&unpacked(&world, &cleo, &zip(&shown)).await);
        assert_eq!(message, "The archive holds 14 files, and a pattern holds at most 3.");

        // The room: 20 kB, of which the drafts above take some. Two texts that pack well and unpack to more than is left.
        let (one, two) = (vec![b'a'; 8_900], vec![b'b'; 8_900]);
        let draft = unpacked(&world, &cleo, &zip(&[("one.txt", &one), ("two.txt", &two)])).await;
        let (message, _) = refused(&draft);
        assert!(message.contains("does not fit into the rest"), "{message}");
        let fits = unpacked(&world, &cleo, &zip(&[("one.txt", &one)])).await;
        assert_eq!(fits.files[0].state, FileState::Ready);
        let nine = noise(8_000, 7);
        let own_place = unpacked(&world, &cleo, &zip(&[("one.txt", &one), ("arm.svg", &plate(20.0))])).await;
        assert_eq!(own_place.files.len(), 2, "what the shop has already takes no room");
        let sent = world.send(&cleo, Destination::NewDraft("Full".to_owned()), "full.pdf", &nine).await;
        assert!(matches!(sent, Received::Refused(UploadRefusal::NoRoom(_))), "{sent:?}");
    }

    async fn pictures_are_photographs_beside_patterns_textures_are_neither_and_alone_they_are_patterns(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let photo = photo();
        let painted = zip(&[
            ("vase.obj", b"mtllib vase.mtl\nv 0 0 0\nv 10 0 0\nv 0 10 0\nv 0 0 10\nf 1 3 2\nf 1 2 4\nf 2 3 4\nf 3 1 4\n"),
            ("vase.mtl", b"newmtl clay\nmap_Kd Clay.JPG\n"),
            ("clay.jpg", &photo),
            ("textures/rough.png", &photo),
            ("on the shelf.jpg", &photo),
        ]);
        let draft = unpacked(&world, &cleo, &painted).await;
        assert_eq!(draft.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["vase.obj"]);
        assert_eq!(draft.photos.iter().map(|photo| photo.name.as_str()).collect::<Vec<_>>(), ["photos/on the shelf.jpg"]);
        assert_eq!(draft.unpackings[0].left_out, ["vase.mtl", "clay.jpg", "textures/rough.png"]);
        let only_pictures = unpacked(&world, &cleo, &zip(&[("fox.jpg", &photo)])).await;
        assert_eq!(only_pictures.files[0].kind, Kind::Raster, "to be engraved");
        let listing = draft.listing.id;
        world.add(&cleo, listing, "more.zip", &zip(&[("fox.jpg", &photo)])).await;
        world.work().await;
        assert_eq!(self::draft(&world, &cleo, listing).await.photos.len(), 2, "beside a pattern it is a photograph");
    }

    async fn a_package_that_is_called_zip_is_the_pattern_it_is(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let mesh = pattern::read(&cube(20.0), Some("cube.stl"), &pattern::Budget::default()).pattern;
        let Some(pattern::Pattern::Mesh(mesh)) = mesh else { panic!("a mesh") };
        let package = threemf::write(&mesh);
        let draft = unpacked(&world, &cleo, &package).await;
        let [file] = &draft.files[..] else { panic!("{:?}", draft.files) };
        assert_eq!((file.name.as_str(), file.kind, file.format), ("robot.zip", Kind::Mesh, Some(pattern::Format::ThreeMf)));
        // Packed once more it is a file in a zip, although its names stand in the zip unpacked.
        let draft = unpacked(&world, &cleo, &zip(&[("a.3mf", &package), ("b.3mf", &package)])).await;
        assert_eq!(draft.files.iter().map(|file| (file.name.as_str(), file.kind)).collect::<Vec<_>>(), [("a.3mf", Kind::Mesh), ("b.3mf", Kind::Mesh)]);
    }

    async fn of_a_package_what_it_names_is_taken_and_of_a_bought_one_pictures_are_sold_again(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let (arm, photo) = (plate(20.0), photo());
        let describing = |more: &str| format!(r#"{{"resources":[{{"path":"./arm.svg"}},{{"path":"fox.jpg"}},{{"path":"gone.stl"}},{{"path":["a","b"]}}]{more}}}"#);
        let package = |description: &str| zip(&[
            ("robot/datapackage.json", description.as_bytes()),
            ("robot/LICENSE.txt", b"Yours to make."),
            ("robot/arm.svg", &arm),
            ("robot/fox.jpg", &photo),
        ]);
        let told = unpacked(&world, &cleo, &package(&describing(""))).await;
        let names = |files: &[catalog::FileLine]| files.iter().map(|file| file.name.clone()).collect::<Vec<_>>();
        assert_eq!((names(&told.files), names(&told.photos)), (vec!["arm.svg".to_owned()], vec!["photos/fox.jpg".to_owned()]));
        assert_eq!(told.unpackings[0].left_out, ["robot/LICENSE.txt"], "what describes it is no loss");
        let bought = unpacked(&world, &cleo, &package(&describing(r#","maquette":{}"#))).await;
        assert_eq!((names(&bought.files), names(&bought.photos)), (vec!["arm.svg".to_owned(), "fox.jpg".to_owned()], Vec::new()));
        // One that names nothing in the archive, or is no description, is a file like any other.
        for text in [r#"{"resources":[{"path":"gone.stl"}]}"#, "[1, 2]", "{"] {
            let plain = unpacked(&world, &cleo, &package(text)).await;
            assert_eq!(names(&plain.files), ["datapackage.json", "LICENSE.txt", "arm.svg"], "{text}");
        }
    }

    async fn whoever_sends_an_archive_again_is_told_where_its_files_are(store: TestStore) {
        let world = World::new(store).await;
        let (cleo, carl) = (world.creator("Cleo").await, world.creator("Carl").await);
        let content = zip(&[("arm.svg", &plate(20.0))]);
        let held = async |actor: &Actor, content: &[u8]| {
            let shop = accounts::shop_of(&world.market, actor.account().expect("theirs")).await.expect("no surprise");
            let shop = shop.expect("a shop").id;
            let holdings = catalog::holdings(&world.market, shop, &Hash::of(content)).await.expect("no surprise");
            holdings.into_iter().map(|held| (held.listing.id, held.file_name, held.is_unpacked)).collect::<Vec<_>>()
        };
        let listing = world.draft(&cleo, "Robot", 700).await;
        world.add(&cleo, listing, "Robot.zip", &content).await;
        assert_eq!(held(&cleo, &content).await, [(listing, "Robot.zip".to_owned(), false)]);
        world.work().await;
        assert_eq!(held(&cleo, &content).await, [(listing, "Robot.zip".to_owned(), true)]);
        assert_eq!(held(&cleo, &plate(20.0)).await, [(listing, "arm.svg".to_owned(), false)]);
        world.add(&cleo, listing, "Robot.zip", &content).await;
        world.work().await;
        assert_eq!(held(&cleo, &content).await.len(), 1, "twice is once");
        assert_eq!(held(&carl, &content).await, [], "it is nobody else's business");
        assert_eq!(ingest::discard_draft(&world.market, &cleo, listing).await.expect("no surprise"), DiscardOutcome::Gone);
        assert_eq!(held(&cleo, &content).await, [], "with the draft it is forgotten");
    }

    async fn whatever_happens_meanwhile_leaves_a_state_that_makes_sense(store: TestStore) {
        let world = World::new(store).await;
        let (cleo, moderator) = (world.creator("Cleo").await, world.moderator().await);
        let content = zip(&[("left/arm.svg", &plate(20.0)), ("right/arm.svg", &plate(30.0))]);
        // Taken out again before its turn came.
        let listing = world.draft(&cleo, "Robot", 700).await;
        let archive = world.add(&cleo, listing, "robot.zip", &content).await;
        assert!(ingest::remove_file(&world.market, &cleo, archive).await.expect("no surprise"));
        world.work().await;
        assert!(names(&world, &cleo, listing).await.is_empty());
        // The whole draft deleted.
        world.add(&cleo, listing, "robot.zip", &content).await;
        assert_eq!(ingest::discard_draft(&world.market, &cleo, listing).await.expect("no surprise"), DiscardOutcome::Gone);
        world.work().await;
        assert!(catalog::draft(&world.market, &cleo, listing).await.expect("no surprise").is_none());
        // The next version of what is on sale, which is taken down meanwhile.
        let listing = world.on_sale(&cleo, "Vase", 20.0, 650).await;
        world.add(&cleo, listing, "robot.zip", &content).await;
        let input = TakeDown { listing, words: "It is the work of somebody else.".to_owned() };
        moderation::take_down(&world.market, &moderator, input).await.expect("no surprise");
        world.work().await;
        let files = world.draft_files(&cleo, listing).await;
        assert!(files.iter().all(|file| file.state == FileState::Removed && !file.name.contains("arm")), "{files:?}");
        // Broken off in the middle: the disk goes away when the archive was kept, and comes back.
        let listing = world.draft(&cleo, "Robot", 700).await;
        world.add(&cleo, listing, "robot.zip", &content).await;
        world.mount_blobs(false);
        world.work().await;
        assert_eq!(names(&world, &cleo, listing).await, ["robot.zip"], "it waits");
        world.mount_blobs(true);
        world.pass(3_600).await;
        assert_eq!(names(&world, &cleo, listing).await, ["left - arm.svg", "right - arm.svg"]);
        assert_eq!(world.under_way(), 0);
        // A program that is cut off at any moment of unpacking: the next one does it all.
        for polls in [1, 3, 10, 30, 100, 300] {
            let listing = world.draft(&cleo, "Robot", 700).await;
            let file = world.add(&cleo, listing, "robot.zip", &content).await;
            let shop = catalog::draft(&world.market, &cleo, listing).await.expect("no surprise").expect("hers").listing.shop;
            let job = ingest::ExamineFile { file, shop };
            let _ = cut_off(ingest::examine_file(&world.market, &job, None), polls).await;
            let found = names(&world, &cleo, listing).await;
            assert!(found == ["robot.zip"] || found == ["left - arm.svg", "right - arm.svg"], "{polls}: {found:?}");
            world.work().await;
            assert_eq!(names(&world, &cleo, listing).await, ["left - arm.svg", "right - arm.svg"], "{polls}");
        }
    }
}

/// Drops `work` after so many polls, as when its process is killed.
async fn cut_off<F: Future>(work: F, polls: usize) -> Option<F::Output> {
    let mut work = std::pin::pin!(work);
    let mut left = polls;
    std::future::poll_fn(move |context| {
        if left == 0 {
            return std::task::Poll::Ready(None);
        }
        left -= 1;
        work.as_mut().poll(context).map(Some)
    })
    .await
}
