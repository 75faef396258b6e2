//! The form that says what is on photographs, as a page of another moment sends it.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod site;

use std::{convert::Infallible, io::Cursor};

use basis::Actor;
use bytes::Bytes;
use image::{ImageFormat, Rgb, RgbImage};
use market::{
    catalog::{self, FileLine},
    ingest::{self, Destination, Incoming, Received, Role},
};
use site::{
    Answer, Site,
    browser::{Browser, RIGHT},
    support::plate,
};
use uuid::Uuid;

async fn add_photo(site: &Site, cleo: &Actor, listing: Uuid, name: &str, colour: [u8; 3]) {
    let mut file = Cursor::new(Vec::new());
    RgbImage::from_pixel(40, 30, Rgb(colour)).write_to(&mut file, ImageFormat::Png).expect("written");
    let destination = Destination::Listing(listing);
    let incoming = Incoming { destination, name: name.to_owned(), replaces: None, bytes: None, role: Role::Photo };
    let pieces = futures::stream::iter([Ok::<_, Infallible>(Bytes::from(file.into_inner()))]);
    let sent = ingest::receive(&site.world.market, cleo, incoming, pieces).await.expect("no surprise");
    assert!(matches!(sent, Received::Added { .. }), "{sent:?}");
}

async fn photos(site: &Site, cleo: &Actor, listing: Uuid) -> Vec<FileLine> {
    catalog::draft(&site.world.market, cleo, listing).await.expect("no surprise").expect("hers").photos
}

/// Each photograph's words, and whether it stands on the shelf.
async fn said(site: &Site, cleo: &Actor, listing: Uuid) -> Vec<(String, bool)> {
    photos(site, cleo, listing).await.into_iter().map(|photo| (photo.alt, photo.is_cover)).collect()
}

fn pair(alt: &str, is_cover: bool) -> (String, bool) {
    (alt.to_owned(), is_cover)
}

async fn send(browser: &mut Browser<'_>, page: &str, listing: Uuid, fields: &[(String, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    browser.send_from(page, &format!("/upload/{listing}/photos"), &fields).await
}

fn alt(photo: &FileLine, words: &str) -> (String, String) {
    (format!("alt_{}", photo.id), words.to_owned())
}

fn cover(value: &str) -> (String, String) {
    ("cover".to_owned(), value.to_owned())
}

store::on_both_databases! {
    async fn a_form_changes_what_it_names_and_nothing_else(store: TestStore) {
        let site = Site::new(store).await;
        let cleo = site.world.creator("Cleo").await;
        let vase = site.world.draft(&cleo, "Vase", 650).await;
        site.world.add(&cleo, vase, "vase.svg", &plate(20.0)).await;
        add_photo(&site, &cleo, vase, "one.png", [200, 40, 40]).await;
        add_photo(&site, &cleo, vase, "two.png", [40, 160, 60]).await;
        site.world.work().await;
        let mut browser = Browser::new(&site);
        browser.sign_in("cleo@example.org", RIGHT).await;
        let page = browser.get(&format!("/upload/{vase}")).await.text();
        let [one, two] = <[FileLine; 2]>::try_from(photos(&site, &cleo, vase).await).expect("two");

        let whole = [cover(&two.id.to_string()), alt(&one, "Red"), alt(&two, "Green")];
        let saved = send(&mut browser, &page, vase, &whole).await;
        assert_eq!((saved.status.as_u16(), saved.header("location")), (303, &*format!("/upload/{vase}#photos")));
        let both = [pair("Red", false), pair("Green", true)];
        assert_eq!(said(&site, &cleo, vase).await, both);

        // One that was loaded when there was another photograph only, and moves nothing.
        let one_alone = [alt(&one, "Red, in the window")];
        send(&mut browser, &page, vase, &one_alone).await;
        assert_eq!(said(&site, &cleo, vase).await, [pair("Red, in the window", false), pair("Green", true)]);
        let foreign = [alt(&one, "Red"), cover(&Uuid::nil().to_string())];
        send(&mut browser, &page, vase, &foreign).await;
        assert_eq!(said(&site, &cleo, vase).await, both, "a photograph that is gone takes no place on the shelf");

        let refused = send(&mut browser, &page, vase, &[cover("")]).await;
        assert!(refused.text().contains("These photographs have changed since you opened this page."));
        assert_eq!(said(&site, &cleo, vase).await, both);
        send(&mut browser, &page, vase, &[cover(""), alt(&one, "Red")]).await;
        assert_eq!(said(&site, &cleo, vase).await, [pair("Red", false), pair("Green", false)]);

        let later = [alt(&one, "Red"), alt(&two, "Green"), ("later".to_owned(), one.id.to_string())];
        send(&mut browser, &page, vase, &later).await;
        assert_eq!(said(&site, &cleo, vase).await, [pair("Green", false), pair("Red", false)]);
    }

    async fn a_description_that_is_too_long_is_marked_at_its_field_and_stays(store: TestStore) {
        let site = Site::new(store).await;
        let cleo = site.world.creator("Cleo").await;
        let vase = site.world.draft(&cleo, "Vase", 650).await;
        add_photo(&site, &cleo, vase, "one.png", [200, 40, 40]).await;
        site.world.work().await;
        let mut browser = Browser::new(&site);
        browser.sign_in("cleo@example.org", RIGHT).await;
        let page = browser.get(&format!("/upload/{vase}")).await.text();
        let [one] = <[FileLine; 1]>::try_from(photos(&site, &cleo, vase).await).expect("one");
        let typed = "a red vase, ".repeat(20);
        let refused = send(&mut browser, &page, vase, &[alt(&one, &typed)]).await.text();
        let field = format!("alt_{}", one.id);
        assert!(refused.contains(&format!("aria-invalid=\"true\" aria-describedby=\"{field}-wrong\"")), "{refused}");
        assert!(refused.contains(&format!("value=\"{typed}\"")), "what was typed stands there");
        assert_eq!(said(&site, &cleo, vase).await, [pair("", false)]);
    }
}
