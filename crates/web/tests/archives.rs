//! A zip through the page's own form: what it held stands on the draft's page, and what was left out until that was seen.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod site;

use site::{
    Site,
    browser::{Browser, RIGHT},
    support::{plate, zip},
};

store::on_both_databases! {
    async fn a_creator_sees_what_a_zip_held_and_what_was_left_out(store: TestStore) {
        let site = Site::new(store).await;
        site.world.creator("Cleo").await;
        let mut browser = Browser::new(&site);
        browser.sign_in("cleo@example.org", RIGHT).await;
        let content = zip(&[("arm.svg", &plate(20.0)), ("leg.svg", &plate(30.0)), ("<b>.psd", b"8BPS")]);
        let sent = browser.upload("/upload", &[], &[("Robot parts.zip", &content)]).await;
        let draft = sent.header("location").to_owned();
        assert_eq!(sent.status, 303);
        let waiting = browser.get(&draft).await.text();
        assert!(waiting.contains("Unpacking Robot parts.zip") && waiting.contains("data-running"), "{waiting}");
        site.world.work().await;
        let shown = browser.get(&draft).await.text();
        assert!(shown.contains("Two files read") && shown.contains("arm.svg") && shown.contains("leg.svg"), "{shown}");
        assert!(shown.contains("Two files were taken out of Robot parts.zip. Left out:"), "{shown}");
        assert!(shown.contains("<li>&#60;b&#62;.psd</li>"), "{shown}");
        let rows = browser.get(&format!("{draft}/rows")).await.text();
        assert!(rows.contains("Left out:"), "a script is told, too");

        let seen = format!("{draft}/unpacked");
        let mut carl = Browser::new(&site);
        site.world.creator("Carl").await;
        carl.sign_in("carl@example.org", RIGHT).await;
        assert_eq!(carl.send_from(&shown, &seen, &[]).await.status, 403, "the token is of another visit");
        let hidden = browser.send_from(&shown, &seen, &[]).await;
        assert_eq!((hidden.status.as_u16(), hidden.header("location")), (303, &*draft));
        assert!(!browser.get(&draft).await.text().contains("Left out:"));
    }

    async fn a_zip_from_which_nothing_is_taken_says_why_and_what_to_do(store: TestStore) {
        let site = Site::new(store).await;
        site.world.creator("Cleo").await;
        let mut browser = Browser::new(&site);
        browser.sign_in("cleo@example.org", RIGHT).await;
        let sent = browser.upload("/upload", &[], &[("Robot.zip", &zip(&[("render.psd", b"8BPS")]))]).await;
        let draft = sent.header("location").to_owned();
        site.world.work().await;
        let shown = browser.get(&draft).await.text();
        assert!(shown.contains("There is no pattern in the archive, and nothing that goes along with one."), "{shown}");
        assert!(shown.contains("Pack the patterns themselves"), "{shown}");
        let fake = browser.upload("/upload", &[], &[("Robot.zip", b"Rar!")]).await;
        assert_eq!(fake.status, 400);
        assert!(fake.text().contains("By its name this is a zip archive, and its content is not."), "{}", fake.text());
    }
}
