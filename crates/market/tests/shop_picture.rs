//! A shop's picture and links: made anew before anyone sees it, gone with its bytes when it is taken away, and known to whoever
//! counts blobs.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use std::{convert::Infallible, io::Cursor};

use basis::{Actor, ClientAddress, Role};
use image::{ImageFormat, Rgb, RgbImage};
use market::{
    accounts::{self, EditShop, LinkInput, Origin, Shop, ShopOutcome},
    audit,
    blobs::{self, Collect},
    closing::{self, CloseAccount, CloseOutcome},
    limits,
    shops::{self, Clear, ClearOutcome, Front, PictureOutcome},
};
use store::{
    Hash,
    entities::{shop_artifact, shop_picture},
};
use support::World;

fn picture(colour: [u8; 3]) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    RgbImage::from_pixel(300, 200, Rgb(colour)).write_to(&mut file, ImageFormat::Png).expect("it is written");
    file.into_inner()
}

async fn send(world: &World, actor: &Actor, alt: &str, content: &[u8]) -> PictureOutcome {
    let pieces = content.chunks(1 << 20).map(|piece| Ok::<_, Infallible>(bytes::Bytes::copy_from_slice(piece)));
    let pieces = futures::stream::iter(pieces.collect::<Vec<_>>());
    shops::receive_picture(&world.market, actor, alt, pieces).await.expect("no surprise")
}

async fn shop_of(world: &World, actor: &Actor) -> Shop {
    let account = actor.account().expect("an account");
    accounts::shop_of(&world.market, account).await.expect("no surprise").expect("theirs")
}

async fn front(world: &World, actor: &Actor) -> Front {
    shops::front(&world.market, shop_of(world, actor).await.id).await.expect("no surprise")
}

async fn links(world: &World, actor: &Actor, links: &[(&str, &str)]) -> ShopOutcome {
    let link =
        |(label, address): &(&str, &str)| LinkInput { label: (*label).to_owned(), address: (*address).to_owned() };
    let links = Some(links.iter().map(link).collect());
    let edit = EditShop { title: "Cleo makes".to_owned(), bio: "Vases.".to_owned(), links };
    accounts::edit_shop(&world.market, actor, edit).await.expect("no surprise")
}

/// Whether anyone is served these bytes.
async fn is_served(world: &World, hash: &Hash) -> bool {
    blobs::artifact(&world.market, hash).await.expect("no surprise").is_some()
}

const RED: [u8; 3] = [200, 40, 40];
const BLUE: [u8; 3] = [40, 60, 200];

store::on_both_databases! {
    async fn a_picture_is_made_anew_and_what_was_uploaded_is_served_to_nobody(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let sent = picture(RED);
        assert_eq!(send(&world, &cleo, "Cleo at her bench", &sent).await, PictureOutcome::Saved);
        let upload = Hash::of(&sent);
        let waiting = front(&world, &cleo).await;
        assert!(waiting.is_waiting && waiting.picture.is_none(), "{waiting:?}");
        assert!(!is_served(&world, &upload).await);
        let collected = blobs::collect(&world.market, Collect { before: world.market.now() + chrono::Duration::days(2), dry_run: false });
        assert_eq!(collected.await.expect("no surprise").removed, 0, "what waits is named");

        world.work().await;
        let shown = front(&world, &cleo).await;
        let picture = shown.picture.clone().expect("made");
        assert_eq!((picture.alt.as_str(), shown.is_waiting, shown.has_failed), ("Cleo at her bench", false, false));
        assert!(!is_served(&world, &upload).await, "not even now");
        assert_eq!(world.stored_blobs().await, 3, "two squares and a card; the upload is gone");
        for (hash, side, format) in [(&picture.small, 256, ImageFormat::WebP), (&picture.large, 512, ImageFormat::WebP)] {
            let hash: Hash = hash.parse().expect("a hash");
            let artifact = blobs::artifact(&world.market, &hash).await.expect("no surprise").expect("served");
            assert_eq!(artifact.media_type, "image/webp");
            let bytes = world.market.small_blob(&hash).await.expect("it is there");
            assert_eq!(artifact.bytes, bytes.len() as u64);
            let image = image::load_from_memory_with_format(&bytes, format).expect("a picture").into_rgb8();
            assert_eq!(image.dimensions(), (side, side));
            assert!(image.get_pixel(side / 2, side / 2).0.iter().zip(RED).all(|(is, wanted)| is.abs_diff(wanted) < 12));
        }
        let card = blobs::artifact(&world.market, &picture.card.parse().expect("a hash")).await.expect("no surprise");
        assert_eq!(card.expect("served").media_type, "image/jpeg");

        // Whoever counts blobs knows them: the collector, the check, and a backup.
        let checked = blobs::check(&world.market).await.expect("no surprise");
        assert_eq!((checked.named, checked.unnamed, checked.faults.len()), (3, 0, 0));
        let later = Collect { before: world.market.now() + chrono::Duration::days(2), dry_run: false };
        assert_eq!(blobs::collect(&world.market, later).await.expect("no surprise").removed, 0);
        let folder = tempfile::tempdir().expect("a folder");
        let snapshot = store::snapshot::take(world.market.store(), folder.path()).await.expect("taken");
        let mut named: Vec<String> = [picture.small, picture.large, picture.card].into();
        named.sort();
        assert_eq!(snapshot.named.iter().map(ToString::to_string).collect::<Vec<_>>(), named);
    }

    async fn a_new_picture_takes_the_place_of_the_former_one_once_it_can_be_shown(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        send(&world, &cleo, "Red", &picture(RED)).await;
        world.work().await;
        let red = front(&world, &cleo).await.picture.expect("made");
        let pdf = send(&world, &cleo, "", b"%PDF-1.7 no picture").await;
        assert!(matches!(&pdf, PictureOutcome::Invalid(wrong) if wrong[0].field == "picture"), "{pdf:?}");
        let mut broken = picture(BLUE);
        broken.truncate(40);
        send(&world, &cleo, "Broken", &broken).await;
        world.work().await;
        let failed = front(&world, &cleo).await;
        assert!(failed.has_failed && failed.picture == Some(red.clone()), "{failed:?}");
        assert_eq!(world.stored_blobs().await, 3, "nothing of the broken one is kept");

        send(&world, &cleo, "Blue", &picture(BLUE)).await;
        assert_eq!(front(&world, &cleo).await.picture, Some(red.clone()), "until the new one is made");
        world.work().await;
        let shown = front(&world, &cleo).await;
        let blue = shown.picture.expect("made");
        assert!(blue.alt == "Blue" && blue.small != red.small && !shown.has_failed);
        assert!(!is_served(&world, &red.small.parse().expect("a hash")).await);
        assert_eq!((world.stored_blobs().await, world.count::<shop_picture::Entity>().await), (3, 1));

        let described = shops::describe_picture(&world.market, &cleo, "A blue wall").await.expect("no surprise");
        assert_eq!(described, PictureOutcome::Saved);
        assert_eq!(front(&world, &cleo).await.picture.expect("there").alt, "A blue wall");
        let long = "x".repeat(limits::PHOTO_ALT.max + 1);
        let refused = shops::describe_picture(&world.market, &cleo, &long).await.expect("no surprise");
        assert!(matches!(&refused, PictureOutcome::Invalid(wrong) if wrong[0].field == "alt"), "{refused:?}");

        assert_eq!(shops::remove_picture(&world.market, &cleo).await.expect("no surprise"), PictureOutcome::Saved);
        assert_eq!(front(&world, &cleo).await, Front::default());
        world.work().await;
        assert_eq!((world.stored_blobs().await, world.count::<shop_artifact::Entity>().await), (0, 0));
        assert_eq!(shops::remove_picture(&world.market, &cleo).await.expect("no surprise"), PictureOutcome::NotFound);
    }

    async fn what_is_too_long_or_of_nobody_is_refused_and_not_kept(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let mut long = picture(RED);
        long.resize(limits::PHOTO_BYTES.max + 1, 0);
        let refused = send(&world, &cleo, "", &long).await;
        assert!(matches!(&refused, PictureOutcome::Invalid(wrong) if wrong[0].message.contains("at most 26 MB")), "{refused:?}");
        let buyer = world.buyer("Bea").await;
        for actor in [&buyer, &Actor::Visitor] {
            assert_eq!(send(&world, actor, "", &picture(RED)).await, PictureOutcome::NotFound);
            assert_eq!(shops::remove_picture(&world.market, actor).await.expect("no surprise"), PictureOutcome::NotFound);
        }
        assert_eq!((world.stored_blobs().await, world.count::<shop_picture::Entity>().await), (0, 0));
    }

    async fn links_are_kept_in_their_order_and_an_edit_that_says_nothing_of_them_keeps_them(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let two = [("", ""), ("My videos", "https://video.example.org/@cleo"), ("", "https://www.example.org")];
        assert_eq!(links(&world, &cleo, &two).await, ShopOutcome::Edited);
        let shown = shop_of(&world, &cleo).await.links;
        let shown: Vec<_> = shown.iter().map(|link| (link.label.as_str(), link.address.as_str(), link.host())).collect();
        let wanted = [
            ("My videos", "https://video.example.org/@cleo", "video.example.org".to_owned()),
            ("", "https://www.example.org/", "example.org".to_owned()),
        ];
        assert_eq!(shown, wanted);
        let edit = EditShop { title: "Cleo".to_owned(), bio: String::new(), links: None };
        assert_eq!(accounts::edit_shop(&world.market, &cleo, edit).await.expect("no surprise"), ShopOutcome::Edited);
        assert_eq!(shop_of(&world, &cleo).await.links.len(), 2);
        let wrong = links(&world, &cleo, &[("My bank", "http://bank.example.org")]).await;
        assert!(matches!(&wrong, ShopOutcome::Invalid(wrong) if wrong[0].field == "address_1"), "{wrong:?}");
        assert_eq!(links(&world, &cleo, &[]).await, ShopOutcome::Edited);
        assert!(shop_of(&world, &cleo).await.links.is_empty());
    }

    async fn only_addresses_that_everybody_can_reach_by_https_are_links(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        for (typed, kept, host) in [
            ("https://www.example.org", "https://www.example.org/", "example.org"),
            ("https://example.org/@me?from=shop#top", "https://example.org/@me?from=shop#top", "example.org"),
            ("HTTPS://EXAMPLE.ORG/Me", "https://example.org/Me", "example.org"),
            // Letters of other scripts fool nobody: the second one is Cyrillic.
            ("https://grün.example.org/", "https://xn--grn-ioa.example.org/", "xn--grn-ioa.example.org"),
            ("https://p\u{430}ypal.com/", "https://xn--pypal-4ve.com/", "xn--pypal-4ve.com"),
        ] {
            assert_eq!(links(&world, &cleo, &[("My site", typed)]).await, ShopOutcome::Edited, "{typed}");
            let link = shop_of(&world, &cleo).await.links.remove(0);
            assert_eq!((link.address.as_str(), link.host().as_str()), (kept, host), "{typed}");
        }
        let long = format!("https://example.org/{}", "a".repeat(limits::SHOP_LINK_ADDRESS.max));
        for typed in [
            "example.org", "http://example.org", "javascript:alert(1)", "data:text/html,hi", "mailto:me@example.org", "//example.org",
            "https://", "https://localhost/", "https://router/", "https://nas.local/", "https://nas.local./", "https://127.0.0.1/",
            "https://2130706433/", "https://0x7f.1/", "https://[::1]/", "https://me@example.org/", "https://paypal.com:hi@example.org/",
            "https://example.org:8443/", "https://exa mple.org/", "https://a..b/", &long,
        ] {
            let outcome = links(&world, &cleo, &[("My site", typed)]).await;
            assert!(matches!(&outcome, ShopOutcome::Invalid(wrong) if wrong[0].field == "address_1"), "{typed}: {outcome:?}");
        }
        let labelled = links(&world, &cleo, &[("Site", ""), (&"a".repeat(41), "https://example.org")]).await;
        let ShopOutcome::Invalid(wrong) = labelled else { panic!("{labelled:?}") };
        assert_eq!(wrong.iter().map(|wrong| &*wrong.field).collect::<Vec<_>>(), ["address_1", "label_2"]);
        let many = links(&world, &cleo, &[("", "https://example.org"); 6]).await;
        assert!(matches!(&many, ShopOutcome::Invalid(wrong) if wrong[0].message == "Send at most 5 entries; there are 6."), "{many:?}");
    }

    async fn a_moderator_takes_picture_and_links_away(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let moderator = world.moderator().await;
        let shop = shop_of(&world, &cleo).await;
        let words = "This is the logo of somebody else.".to_owned();
        let input = Clear { handle: shop.handle.clone(), words };
        let clear = async |actor: &Actor, input: &Clear| shops::clear(&world.market, actor, input.clone()).await.expect("no surprise");
        assert_eq!(clear(&moderator, &input).await, ClearOutcome::Nothing);
        send(&world, &cleo, "A logo", &picture(RED)).await;
        links(&world, &cleo, &[("", "https://example.org")]).await;
        world.work().await;
        let small: Hash = front(&world, &cleo).await.picture.expect("made").small.parse().expect("a hash");
        for actor in [&cleo, &world.buyer("Bea").await, &Actor::Visitor] {
            assert_eq!(clear(actor, &input).await, ClearOutcome::NotFound);
        }
        let short = Clear { words: "No.".to_owned(), ..input.clone() };
        assert!(matches!(clear(&moderator, &short).await, ClearOutcome::Invalid(_)));
        let nobody = Clear { handle: "nobody".to_owned(), ..input.clone() };
        assert_eq!(clear(&moderator, &nobody).await, ClearOutcome::NotFound);
        assert!(is_served(&world, &small).await);

        assert_eq!(clear(&moderator, &input).await, ClearOutcome::Cleared);
        assert!(!is_served(&world, &small).await, "from this moment on");
        assert_eq!(front(&world, &cleo).await, Front::default());
        assert!(shop_of(&world, &cleo).await.links.is_empty());
        world.work().await;
        assert_eq!(world.stored_blobs().await, 0);
        let entry = &audit::latest(&world.market, 1).await.expect("no surprise")[0];
        assert_eq!((entry.action.word(), &entry.subject), ("cleared a shop", &format!("shop:{}", shop.id)));
        assert!(entry.detail.to_string().contains("somebody else") && entry.detail.to_string().contains("example.org"));
        assert!(world.letters().iter().any(|letter| letter.contains("cleo@example.org") && letter.contains("logo of somebody else")));

        // Nobody judges their own.
        let both = world.person("Both", &[Role::Creator, Role::Moderator]).await;
        let own = Clear { handle: shop_of(&world, &both).await.handle, ..input };
        assert_eq!(clear(&both, &own).await, ClearOutcome::Own);
    }

    async fn a_forgotten_creator_leaves_neither_picture_nor_links(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        send(&world, &cleo, "Cleo", &picture(RED)).await;
        links(&world, &cleo, &[("", "https://example.org")]).await;
        world.work().await;
        let shop = shop_of(&world, &cleo).await;
        let origin = Origin::new(ClientAddress::UNKNOWN);
        let close = CloseAccount { password: "a sentence is easy to keep".to_owned(), origin };
        let closed = closing::close_account(&world.market, &cleo, close).await.expect("no surprise");
        assert_eq!(closed, CloseOutcome::Closed);
        world.work().await;
        world.clock.advance(chrono::Duration::days(15));
        market::prune::prune(&world.market, &market::prune::Prune {}).await.expect("no surprise");
        world.work().await;
        assert_eq!((world.count::<shop_picture::Entity>().await, world.stored_blobs().await), (0, 0));
        let shops = world.rows::<store::entities::shop::Entity>().await;
        assert!(shops.iter().any(|row| row.id == shop.id && row.links == serde_json::json!([])), "{shops:?}");
    }
}
