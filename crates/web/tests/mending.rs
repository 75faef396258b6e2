//! Mending on the page of a pattern's files: asked for, looked at, taken.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod site;

use site::{
    Site,
    browser::{Browser, RIGHT},
    support::open_cube,
};

store::on_both_databases! {
    async fn a_creator_sees_what_would_change_and_takes_it(store: TestStore) {
        let site = Site::new(store).await;
        let cleo = site.world.creator("Cleo").await;
        let listing = site.world.draft(&cleo, "Box", 650).await;
        let file = site.world.add(&cleo, listing, "box.stl", &open_cube(20.0)).await;
        site.world.work().await;
        let mut browser = Browser::new(&site);
        browser.sign_in("cleo@example.org", RIGHT).await;
        let draft = format!("/upload/{listing}");
        let page = browser.get(&draft).await.text();
        assert!(page.contains("Mend it for me"));
        let asked = browser.send_from(&page, "/upload/file/mend", &[]).await;
        assert_eq!((asked.status.as_u16(), asked.header("location")), (303, &*draft));
        let waiting = browser.get(&draft).await.text();
        assert!(waiting.contains("It is being mended.") && waiting.contains("data-running"));
        assert!(!waiting.contains("action=\"/upload/file/mend\""));
        site.world.work().await;
        let shown = browser.get(&draft).await.text();
        assert!(shown.contains("<li>Filled 1 hole with a rim of 80 mm.</li>"), "{shown}");
        assert!(shown.contains("What was there has not moved. 4.0 cm² of new surface closes what was open."));
        assert!(shown.contains("As you sent it</figcaption>") && shown.contains("Mended</figcaption>"));

        let mut carl = Browser::new(&site);
        site.world.creator("Carl").await;
        carl.sign_in("carl@example.org", RIGHT).await;
        let foreign = carl.send_from(&shown, "/upload/file/mended", &[]).await;
        assert_eq!(foreign.status, 403, "the token is of another visit");
        let taken = browser.send_from(&shown, "/upload/file/mended", &[]).await;
        assert_eq!(taken.status, 303);
        site.world.work().await;
        let mended = browser.get(&draft).await.text();
        assert!(!mended.contains(&file.to_string()) && !mended.contains("Mend it for me"));
        assert!(mended.contains("The mended file stands in its place"));
    }
}
