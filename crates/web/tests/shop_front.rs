//! A shop's picture and links: from the creator's form to the page that everybody sees, and away again by a moderator.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod site;

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};
use site::{
    Site,
    browser::{Browser, RIGHT},
};

const FORM: &str = "/studio/shop";
const PICTURE: &str = "/studio/shop/picture";

fn picture(colour: [u8; 3]) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    RgbImage::from_pixel(300, 200, Rgb(colour)).write_to(&mut file, ImageFormat::Png).expect("written");
    file.into_inner()
}

async fn signed_in<'a>(site: &'a Site, email: &str) -> Browser<'a> {
    let mut browser = Browser::new(site);
    browser.sign_in(email, RIGHT).await;
    browser
}

/// Sends a picture while a worker waits for it.
async fn send(site: &Site, browser: &mut Browser<'_>, alt: &str, name: &str, content: &[u8]) -> site::Answer {
    let page = browser.get(FORM).await.text();
    let fields = [("alt", alt)];
    let sent = browser.send_parts(&page, PICTURE, &fields, ("picture", name, content));
    let worked = async {
        // The form waits for the worker, and the worker for the form.
        for _ in 0..100 {
            site.world.work().await;
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            if site.world.rows::<store::entities::shop_picture::Entity>().await.iter().any(|row| row.upload.is_none()) {
                return;
            }
        }
    };
    tokio::join!(sent, worked).0
}

/// The address of the first picture on a page with this class.
fn portrait(page: &str) -> &str {
    let (_, rest) = page.split_once("class=\"portrait\" src=\"").unwrap_or_else(|| panic!("no portrait:\n{page}"));
    rest.split('"').next().expect("its end")
}

store::on_both_databases! {
    async fn a_creator_shows_a_picture_and_everybody_sees_it(store: TestStore) {
        let site = Site::new(store).await;
        site.world.creator("Cleo").await;
        let mut cleo = signed_in(&site, "cleo@example.org").await;
        let answer = send(&site, &mut cleo, "Cleo at her <bench>", "me.png", &picture([200, 40, 40])).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/studio/shop#picture-of-shop"), "{}", answer.text());
        let own = cleo.get(FORM).await.text();
        assert!(own.contains("Your picture is saved.") && own.contains("Cleo at her &#60;bench&#62;"), "{own}");

        let page = site.get("/s/cleo").await.text();
        let address = portrait(&page).to_owned();
        assert!(page.contains("alt=\"Cleo at her &#60;bench&#62;\" width=\"96\" height=\"96\""), "{page}");
        let served = site.get(&address).await;
        assert_eq!((served.status.as_u16(), served.header("content-type")), (200, "image/webp"));
        assert!(image::load_from_memory_with_format(&served.bytes, ImageFormat::WebP).is_ok());
        let (_, rest) = page.split_once("property=\"og:image\" content=\"").expect("a picture for links");
        let card = rest.split('"').next().expect("its end");
        let path = card.strip_prefix(&site.world.market.settings().base_url).expect("absolute");
        assert_eq!(site.get(path).await.header("content-type"), "image/jpeg");
        let upload = store::Hash::of(&picture([200, 40, 40]));
        for ending in ["webp", "png", "jpg"] {
            assert_eq!(site.get(&format!("/media/{upload}.{ending}")).await.status, 404, "what was sent is served to nobody");
        }

        // Only the words change where no file is chosen.
        let page = cleo.get(FORM).await.text();
        let described = cleo.send_parts(&page, PICTURE, &[("alt", "Cleo")], ("picture", "", b"")).await;
        assert_eq!(described.status, 303);
        assert!(site.get("/s/cleo").await.text().contains("alt=\"Cleo\" width=\"96\""));
        let gone = cleo.send(FORM, "/studio/shop/picture/remove", &[]).await;
        assert_eq!(gone.status, 303);
        assert!(!site.get("/s/cleo").await.text().contains("class=\"portrait\""));
        assert_eq!(site.get(&address).await.status, 404);
        site.world.work().await;
    }

    async fn a_picture_that_cannot_be_taken_is_told_at_its_field(store: TestStore) {
        let site = Site::new(store).await;
        site.world.creator("Cleo").await;
        site.world.buyer("Bea").await;
        let mut cleo = signed_in(&site, "cleo@example.org").await;
        let page = cleo.get(FORM).await.text();
        let svg = cleo.send_parts(&page, PICTURE, &[("alt", "A logo")], ("picture", "logo.svg", b"<svg onload='x'/>")).await.text();
        assert!(svg.contains("id=\"picture-wrong\">A picture is a JPEG, PNG or WebP.") && svg.contains("value=\"A logo\""), "{svg}");
        assert!(svg.contains("value=\"Cleo\""), "the shop's own words stand there as before");
        let none = cleo.send_parts(&page, PICTURE, &[("alt", "")], ("picture", "", b"")).await.text();
        assert!(none.contains("Choose a picture."));
        let long = "x".repeat(201);
        let refused = cleo.send_parts(&page, PICTURE, &[("alt", &long)], ("picture", "me.png", &picture([9, 9, 9]))).await.text();
        assert!(refused.contains("id=\"alt-wrong\">Write at most 200 characters"));
        let mut huge = picture([9, 9, 9]);
        huge.resize((25 << 20) + 1, 0);
        let refused = cleo.send_parts(&page, PICTURE, &[("alt", "")], ("picture", "me.png", &huge)).await.text();
        assert!(refused.contains("A picture has at most 26 MB here."));
        let unreadable = send(&site, &mut cleo, "", "me.png", &picture([9, 9, 9])[..60]).await;
        assert_eq!(unreadable.status, 303);
        assert!(cleo.get(FORM).await.text().contains("Your last picture could not be read."));
        let forged = page.replace("name=\"csrf\" value=\"", "name=\"csrf\" value=\"0");
        assert_eq!(cleo.send_parts(&forged, PICTURE, &[("alt", "")], ("picture", "me.png", &picture([9, 9, 9]))).await.status, 403);
        let mut bea = signed_in(&site, "bea@example.org").await;
        assert_eq!(bea.get(FORM).await.status, 303, "who has no shop is sent to open one");
        site.world.work().await;
    }

    async fn links_are_shown_with_their_host_and_wrong_ones_are_told_at_their_field(store: TestStore) {
        let site = Site::new(store).await;
        site.world.creator("Cleo").await;
        let mut cleo = signed_in(&site, "cleo@example.org").await;
        send(&site, &mut cleo, "Cleo at her bench", "me.png", &picture([200, 40, 40])).await;
        let words = [("title", "Cleo makes"), ("bio", "Vases.")];
        let wrong = [("label_1", "My bank"), ("address_1", "javascript:alert(1)"), ("label_2", "Videos"), ("address_2", "https://video.example.org/")];
        let refused = cleo.send(FORM, FORM, &[&words[..], &wrong].concat()).await.text();
        assert!(refused.contains("id=\"address_1-wrong\">Write an address that begins with https://"), "{refused}");
        let described = refused.contains("id=\"alt\" name=\"alt\" value=\"Cleo at her bench\"");
        assert!(described, "what is said of the picture stands there still: {refused}");
        assert!(refused.contains("value=\"My bank\"") && refused.contains("value=\"https://video.example.org/\""), "nothing is lost");
        let good = [
            ("label_1", "example.com, honest"), ("address_1", "https://p\u{430}ypal.example.org/x?a=1&b=2"),
            ("label_2", ""), ("address_2", "https://www.example.net/"),
        ];
        assert_eq!(cleo.send(FORM, FORM, &[&words[..], &good].concat()).await.status, 303);
        let page = site.get("/s/cleo").await.text();
        let first = "<li><a href=\"https://xn--pypal-4ve.example.org/x?a=1&#38;b=2\" rel=\"nofollow ugc noopener\">example.com, honest</a> \
            <span class=\"small quiet\">xn--pypal-4ve.example.org</span></li>";
        assert!(page.contains(first), "{page}");
        assert!(page.contains("<li><a href=\"https://www.example.net/\" rel=\"nofollow ugc noopener\">example.net</a></li>"), "{page}");
        assert!(cleo.get(FORM).await.text().contains("value=\"example.com, honest\""));
        assert_eq!(cleo.send(FORM, FORM, &[&words[..], &[("label_1", ""), ("address_1", "")]].concat()).await.status, 303);
        assert!(!site.get("/s/cleo").await.text().contains("class=\"outward\""));
    }

    async fn a_moderator_takes_them_away_on_the_page(store: TestStore) {
        let site = Site::new(store).await;
        site.world.creator("Cleo").await;
        site.world.moderator().await;
        let mut cleo = signed_in(&site, "cleo@example.org").await;
        let mut moderator = signed_in(&site, "mo.derator@example.org").await;
        let (page, clear) = ("/s/cleo", "/s/cleo/clear");
        assert!(!moderator.get(page).await.text().contains(clear), "there is nothing to take away");
        send(&site, &mut cleo, "Somebody's logo", "me.png", &picture([40, 60, 200])).await;
        let links = [("title", "Cleo"), ("bio", ""), ("label_1", "Shop"), ("address_1", "https://example.org")];
        cleo.send(FORM, FORM, &links).await;
        assert!(!cleo.get(page).await.text().contains(clear) && !site.get(page).await.text().contains(clear));
        let open = moderator.get(page).await.text();
        let refused = moderator.send_from(&open, clear, &[("words", "No")]).await.text();
        assert!(refused.contains("id=\"words-wrong\">Write at least 10 characters."), "{refused}");
        assert!(refused.contains("<details class=\"again clear-shop\" open>"));
        let done = moderator.send_from(&open, clear, &[("words", "The logo is a museum's.")]).await;
        assert_eq!((done.status.as_u16(), done.header("location")), (303, page));
        let after = moderator.get(page).await.text();
        assert!(after.contains("Picture and links are gone") && !after.contains("class=\"portrait\"") && !after.contains("example.org/\""));
        site.world.work().await;
        assert!(site.world.letters().iter().any(|letter| letter.contains("museum's")));
    }
}
