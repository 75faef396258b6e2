//! A zip through the page's own form: what it held stands on the draft's page, and what was left out until that was seen.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod site;

use market::Settings;
use site::{
    Site,
    browser::{Browser, RIGHT},
    support::{World, plate, zip},
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

    async fn whoever_waits_for_a_zip_reads_how_many_of_its_files_are_through(store: TestStore) {
        let world = World::with(store, Settings { files_max: 400, ..Settings::default() }).await;
        let site = Site::of(world);
        site.world.creator("Cleo").await;
        let mut browser = Browser::new(&site);
        browser.sign_in("cleo@example.org", RIGHT).await;
        // What goes along is not examined, so that the work is all unpacking.
        let mut files: Vec<(String, Vec<u8>)> = (0..299).map(|number| (format!("notes/{number}.txt"), vec![b'x'; number])).collect();
        files.push(("plate.svg".to_owned(), plate(20.0)));
        let files: Vec<(&str, &[u8])> = files.iter().map(|(name, content)| (&**name, &**content)).collect();
        let sent = browser.upload("/upload", &[], &[("Robot.zip", &zip(&files))]).await;
        let draft = sent.header("location").to_owned();
        let waiting = browser.get(&draft).await.text();
        assert!(waiting.contains("Waiting for its turn") && !waiting.contains("of 2</span>"), "{waiting}");

        let mut seen: Vec<String> = Vec::new();
        let watch = async {
            loop {
                let rows = browser.get(&format!("{draft}/rows")).await.text();
                if !rows.contains("Robot.zip") {
                    break;
                }
                let said = ["Unpacking: ", "Storing: "].iter().find_map(|verb| {
                    let (_, rest) = rows.split_once(&format!("<span class=\"mono quiet\">{verb}"))?;
                    Some(format!("{verb}{}", rest.split_once('<')?.0))
                });
                seen.extend(said.filter(|said| seen.last() != Some(said)));
                tokio::task::yield_now().await;
            }
        };
        tokio::join!(site.world.work(), watch);
        let stage = |said: &str| {
            let (verb, rest) = said.split_once(": ").expect("a verb");
            let (done, of) = rest.split_once(" of ").expect("a count");
            assert_eq!(of, "300 files");
            (verb == "Storing", done.parse::<u32>().expect("a number"))
        };
        let stages: Vec<_> = seen.iter().map(|said| stage(said)).collect();
        assert!(stages.iter().any(|(_, done)| (1..300).contains(done)), "{seen:?}");
        assert!(stages.is_sorted(), "it only goes on: {seen:?}");
        let done = browser.get(&draft).await.text();
        assert!(done.contains("300 files read") && !done.contains("Robot.zip"), "{}", &done[..2_000]);
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
