//! Several files in one form: one pattern with all of them, or a pattern for each.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod site;

use market::catalog;
use site::{
    Site,
    browser::{Browser, RIGHT},
    support::plate,
};
use store::entities::listing;

/// What was said on the page that the last answer led to.
async fn said(browser: &mut Browser<'_>, path: &str) -> String {
    let page = browser.get(path).await.text();
    let notice = page.split("class=\"notice\"").nth(1).unwrap_or_else(|| panic!("nothing is said: {page}"));
    notice.split('>').nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default().replace("&#39;", "'")
}

store::on_both_databases! {
    async fn several_files_become_one_pattern_or_one_each_as_its_creator_says(store: TestStore) {
        let site = Site::new(store).await;
        let cleo = site.world.creator("Cleo").await;
        let mut browser = Browser::new(&site);
        browser.sign_in("cleo@example.org", RIGHT).await;
        let (one, two, three) = (plate(20.0), plate(30.0), plate(40.0));
        let files: [(&str, &[u8]); 3] = [("fox_mask.svg", &one), ("owl-mask.svg", &two), ("bear.svg", &three)];

        let together = browser.upload("/upload", &[("listings", "one")], &files).await;
        assert_eq!(together.status, 303);
        assert!(together.header("location").starts_with("/upload/"));
        assert_eq!(site.world.count::<listing::Entity>().await, 1);
        let draft = together.header("location").to_owned();

        let apart = browser.upload("/upload", &[("listings", "each")], &files).await;
        assert_eq!((apart.status.as_u16(), apart.header("location")), (303, "/studio"));
        assert_eq!(said(&mut browser, "/studio").await, "Three drafts were made, one for each file.");
        let mut titles: Vec<_> = site.world.rows::<listing::Entity>().await.into_iter().map(|row| row.title).collect();
        titles.sort();
        assert_eq!(titles, ["Bear", "Fox mask", "Fox mask", "Owl mask"]);
        for row in site.world.rows::<listing::Entity>().await {
            let own = catalog::draft(&site.world.market, &cleo, row.id).await.expect("no surprise").expect("hers");
            assert_eq!(own.files.len(), if draft.ends_with(&row.id.to_string()) { 3 } else { 1 });
        }
        let more = browser.upload(&draft, &[("listings", "each")], &[("hare.svg", &plate(50.0))]).await;
        assert_eq!(more.header("location"), draft, "whoever adds to a draft makes no other one");
        assert_eq!(site.world.count::<listing::Entity>().await, 4);
    }

    async fn what_is_not_taken_is_named_with_why_and_keeps_nothing_else_waiting(store: TestStore) {
        let site = Site::new(store).await;
        site.world.creator("Cleo").await;
        let mut browser = Browser::new(&site);
        browser.sign_in("cleo@example.org", RIGHT).await;
        let plate = plate(20.0);
        let files: [(&str, &[u8]); 3] = [("Guide.pdf", b"%PDF-1.7"), ("fox.svg", &plate), ("parts.zip", b"Rar!")];
        let sent = browser.upload("/upload", &[("listings", "each")], &files).await;
        assert_eq!((sent.status.as_u16(), sent.header("location")), (303, "/studio"));
        let words = said(&mut browser, "/studio").await;
        assert!(words.starts_with("One draft was made. Guide.pdf was not taken: It goes along with a pattern"), "{words}");
        assert!(words.contains("parts.zip was not taken: By its name this is a zip archive"), "{words}");
        let none = browser.upload("/upload", &[("listings", "each")], &[("parts.zip", b"Rar!")]).await;
        assert_eq!(none.header("location"), "/upload");
        assert!(said(&mut browser, "/upload").await.starts_with("No draft was made. parts.zip was not taken:"));
        assert_eq!(site.world.count::<listing::Entity>().await, 1);
    }
}
