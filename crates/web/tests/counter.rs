//! What a real shop needs at its counter: licences that say what they mean, free patterns in one step, consent before
//! anything is paid, and creators who take back what they put up.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod site;

use market::{Settings, orders, page::Window};
use site::{
    Site,
    browser::{Browser, RIGHT},
    support,
};

/// The lines of each list under the heading of `licence` on the licences' page, as `You may: …`.
fn lists(page: &str, licence: &str) -> Vec<String> {
    let section = page.split(&format!("id=\"{licence}\"")).nth(1).expect("the licence").split("</section>").next();
    let lists = section.expect("its end").split("<p class=\"rule\">").skip(1);
    lists
        .map(|list| {
            let (heading, rest) = list.split_once("</p>").expect("a heading");
            let lines = rest.split("<li>").skip(1).map(|line| line.split("</li>").next().expect("its end"));
            format!("{heading}: {}", lines.collect::<Vec<_>>().join(" "))
        })
        .collect()
}

store::on_both_databases! {
    async fn a_licence_says_what_you_may_must_and_may_not(store: TestStore) {
        let site = Site::new(store).await;
        let page = site.get("/help/licences").await.text();
        assert_eq!(lists(&page, "commercial"), [
            "You may: Make and sell up to 500 pieces. Change the file for the pieces that you sell.",
            "You must: Name the creator where you offer the pieces.",
            "You may not: Share or sell the files, changed or not.",
        ]);
        assert_eq!(lists(&page, "cc0"), ["You may: Use, change, share and sell, without asking and without naming anyone."]);
        assert_eq!(lists(&page, "cc-by-nc")[1..], [
            "You must: Name the creator and the licence, and say what you changed.",
            "You may not: Sell it, or what is made from it.",
        ]);
        assert!(page.contains("href=\"https://creativecommons.org/licenses/by-nc/4.0/legalcode\""));
        let cleo = site.world.creator("Cleo").await;
        site.world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let listing = site.get("/l/vase").await.text();
        assert!(listing.contains("<p class=\"rule\">You may not</p><ul class=\"rules may-not\"><li>Sell what you make.</li>"));
    }

    async fn what_is_free_is_downloaded_from_its_page_in_one_step(store: TestStore) {
        let site = Site::new(store).await;
        let cleo = site.world.creator("Cleo").await;
        let box_of = site.world.on_sale(&cleo, "Gift box", 20.0, 0).await;
        let offer = site.world.offer(box_of).await.to_string();
        let mut visitor = Browser::new(&site);
        let page = visitor.get("/l/gift-box").await.text();
        assert!(page.contains("No account needed.") && !page.contains("Add to basket"));
        let sent = visitor.send("/l/gift-box", "/take", &[("licence", &offer)]).await;
        assert_eq!(sent.status, 303);
        let file = visitor.get(sent.header("location")).await;
        assert_eq!((file.status.as_u16(), file.bytes), (200, support::plate(20.0)));
        assert!(file.headers["content-disposition"].to_str().expect("text").starts_with("attachment; filename=\"plate.svg\""));

        site.world.buyer("Bea").await;
        let mut bea = Browser::new(&site);
        bea.sign_in("bea@example.org", RIGHT).await;
        let own = page.replace(&csrf(&page), &csrf(&bea.get("/library").await.text()));
        for _ in 0..2 {
            // The page is still open, and she presses again.
            let sent = bea.send_from(&own, "/take", &[("licence", &offer)]).await;
            let file = bea.get(sent.header("location")).await;
            assert_eq!((sent.status.as_u16(), file.status.as_u16()), (303, 200));
        }
        assert_eq!(bea.get("/library").await.text().matches("/l/gift-box").count(), 1, "it is there once");
        assert!(bea.get("/l/gift-box").await.text().contains("You have this."));
        let forged = bea.send_from(&page, "/take", &[("licence", &offer)]).await;
        assert_eq!(forged.status, 403, "a form of another visit does nothing");
    }

    async fn where_the_operator_wants_accounts_a_visitor_signs_in_for_what_is_free(store: TestStore) {
        let settings = Settings { free_without_account: false, ..Settings::default() };
        let site = Site::of(support::World::with(store, settings).await);
        let cleo = site.world.creator("Cleo").await;
        let box_of = site.world.on_sale(&cleo, "Gift box", 20.0, 0).await;
        let offer = site.world.offer(box_of).await.to_string();
        let mut visitor = Browser::new(&site);
        assert!(visitor.get("/l/gift-box").await.text().contains("Sign in, and it stays in your library."));
        let sent = visitor.send("/l/gift-box", "/take", &[("licence", &offer)]).await;
        assert_eq!((sent.status.as_u16(), sent.header("location")), (303, "/sign-in?next=/l/gift-box"));
    }

    async fn nothing_is_paid_before_the_buyer_agreed_and_the_receipt_says_to_what(store: TestStore) {
        const WORDS: &str = "I want the files at once, and I know that I can no longer cancel the purchase then.";
        let site = Site::new(store).await;
        let cleo = site.world.creator("Cleo").await;
        let vase = site.world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let bea = site.world.buyer("Bea").await;
        let mut browser = Browser::new(&site);
        browser.sign_in("bea@example.org", RIGHT).await;
        site.world.take(&bea, vase).await;
        let bare = browser.send("/checkout", "/checkout", &[("card", "paid")]).await;
        assert!(bare.text().contains("Please agree to this first; nothing was charged.") && bare.text().contains(WORDS));
        let orders = async || orders::orders_of(&site.world.market, &bea, &Window::first(9)).await.expect("no surprise").rows;
        assert!(orders().await.is_empty());
        let paid = browser.send("/checkout", "/checkout", &[("card", "paid"), ("terms", "1")]).await;
        assert_eq!(paid.status, 303);
        let receipt = browser.get(paid.header("location")).await.text();
        assert!(receipt.contains("Agreed to") && receipt.contains(WORDS), "{receipt}");
        site.world.work().await;
        let mail = site.world.letters().concat().replace("=\r\n", "").replace("=\n", "");
        assert!(mail.contains("I know that I can no longer cancel the purchase then."), "{mail}");
    }

    async fn a_creator_takes_a_pattern_off_sale_and_puts_it_back(store: TestStore) {
        let site = Site::new(store).await;
        let cleo = site.world.creator("Cleo").await;
        let vase = site.world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let mut browser = Browser::new(&site);
        browser.sign_in("cleo@example.org", RIGHT).await;
        let own = format!("/upload/{vase}");
        let page = browser.get(&own).await.text();
        assert!(page.contains("On sale") && page.contains("href=\"/l/vase\"") && page.contains("Save changes, on sale at once"));
        assert!(!page.contains("Delete"), "nothing is prepared");
        let sent = browser.send_from(&page, &format!("/studio/{vase}/withdraw"), &[]).await;
        assert_eq!((sent.status.as_u16(), sent.header("location")), (303, own.as_str()));
        let page = browser.get(&own).await.text();
        assert!(page.contains("It is off sale.") && page.contains("Put it back on sale"));
        assert_eq!(site.get("/l/vase").await.status, 404);
        let fields = [("title", "Vase"), ("category", "3d-print/vases"), ("licence", "personal"), ("price_personal", "6.50"), ("ai", "none")];
        let html = page.replace(&format!("action=\"{own}\""), &format!("action=\"{own}/publish\""));
        let sent = browser.send_from(&html, &format!("{own}/publish"), &fields).await;
        assert_eq!(sent.header("location"), "/l/vase");
        assert_eq!(site.get("/l/vase").await.status, 200);
    }

    async fn filters_that_mean_nothing_are_left_out_in_words_and_a_page_too_far_is_the_last_one(store: TestStore) {
        let site = Site::new(store).await;
        let cleo = site.world.creator("Cleo").await;
        site.world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let page = site.get("/browse?price_max=abc&bed_width=wide&category=moon").await.text();
        for words in ["“abc” is not a price", "“wide” is not a length", "There is no category “moon” here"] {
            assert!(page.contains(words), "{words}");
        }
        assert!(page.contains("1 pattern<") && !page.contains("At most abc") && !page.contains("Remove the filter"));
        let far = site.get("/browse?q=vase&page=99").await;
        assert_eq!((far.status.as_u16(), far.header("location")), (303, "/browse?q=vase&page=1"));
        assert_eq!(site.get("/browse?q=nothing&page=99").await.header("location"), "/browse?q=nothing");
    }

    async fn a_creator_deletes_a_draft_and_nobody_else_does(store: TestStore) {
        let site = Site::new(store).await;
        let cleo = site.world.creator("Cleo").await;
        site.world.creator("Dora").await;
        let draft = site.world.draft(&cleo, "Ring holder", 650).await;
        site.world.add(&cleo, draft, "ring.svg", &support::plate(20.0)).await;
        site.world.work().await;
        let (mut hers, mut other) = (Browser::new(&site), Browser::new(&site));
        hers.sign_in("cleo@example.org", RIGHT).await;
        other.sign_in("dora@example.org", RIGHT).await;
        let (page, action) = (hers.get(&format!("/upload/{draft}")).await.text(), format!("/studio/{draft}/discard"));
        assert!(page.contains("Delete this draft") && page.contains("This cannot be undone."));
        let foreign = page.replace(&csrf(&page), &csrf(&other.get("/studio").await.text()));
        assert_eq!(other.send_from(&foreign, &action, &[]).await.status, 404);
        let sent = hers.send_from(&page, &action, &[]).await;
        assert_eq!((sent.status.as_u16(), sent.header("location")), (303, "/studio"));
        let studio = hers.get("/studio").await.text();
        assert!(studio.contains("The draft is deleted.") && !studio.contains("Ring holder"));
        assert_eq!(hers.send_from(&page, &action, &[]).await.status, 404, "pressed twice");
    }
}

/// The token of the page's first form.
fn csrf(page: &str) -> String {
    page.split("name=\"csrf\" value=\"").nth(1).expect("a form").split('"').next().expect("its end").to_owned()
}
