//! What is read in the form of its reader: figures, money, days and times, by their browser or by their own choice.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod site;

use site::{
    Site,
    browser::{Browser, RIGHT},
};

/// A German, an American and a Swiss, each by what their browser says.
const READERS: [(&str, &str); 3] =
    [("de-DE,de;q=0.9,en;q=0.8", "Europe/Berlin"), ("en-US,en;q=0.9", "America/New_York"), ("de-CH", "Europe/Zurich")];

/// A page's text with plain spaces, to be held against what a hand wrote.
fn plain(page: &str) -> String {
    page.replace(['\u{a0}', '\u{202f}'], " ")
}

/// Whether each of `words` stands on the page.
fn assert_says(page: &str, words: &[&str], who: &str) {
    for words in words {
        assert!(page.contains(words), "{who} does not read {words:?}:\n{page}");
    }
}

/// The address of the only pattern on sale.
async fn only_listing(site: &Site) -> String {
    let page = site.get("/browse").await.text();
    let (_, rest) = page.split_once("href=\"/l/").expect("a tile");
    format!("/l/{}", rest.split(['"', '?']).next().expect("its end"))
}

/// A page without what is drawn anew for each visitor.
fn without_tokens(page: &str) -> String {
    page.split("name=\"csrf\" value=\"").map(|part| part.get(32..).unwrap_or(part)).collect()
}

store::on_both_databases! {
    async fn a_pattern_reads_as_each_reader_writes(store: TestStore) {
        let site = Site::new(store).await;
        let cleo = site.world.creator("Cleo").await;
        site.world.on_sale(&cleo, "Vase", 12.0, 125_050).await;
        let address = only_listing(&site).await;
        let expected = [
            ["1.250,50 €", "9,6 × 9,6 mm", "Verified 28 May 2026"],
            ["€1,250.50", "9.6 × 9.6 mm", "Verified May 28, 2026"],
            ["EUR 1’250.50", "9.6 × 9.6 mm", "Verified 28 May 2026"],
        ];
        for ((language, zone), words) in READERS.into_iter().zip(expected) {
            let mut reader = Browser::reading(&site, language, zone);
            let page = reader.get(&address).await;
            assert_says(&plain(&page.text()), &words, language);
            let tile = plain(&reader.get("/browse").await.text());
            assert_says(&tile, &words[..2], language);
            // For programs the price is a number, whoever asks.
            assert!(page.text().contains("\"price\":\"1250.50\""), "{language}");
        }
        // East of here it was the next day already; who says nothing gets the house's own form.
        let tokyo = plain(&Browser::reading(&site, "ja", "Asia/Tokyo").get(&address).await.text());
        assert_says(&tokyo, &["€1,250.50", "Verified 2026 May 29"], "ja");
        assert_says(&plain(&site.get(&address).await.text()), &["€ 1,250.50", "Verified 28 May 2026"], "nobody");
    }

    async fn a_receipt_has_the_time_on_its_reader_s_clock(store: TestStore) {
        let site = Site::new(store).await;
        let cleo = site.world.creator("Cleo").await;
        let bea = site.world.buyer("Bea").await;
        let vase = site.world.on_sale(&cleo, "Vase", 20.0, 125_050).await;
        let order = site.world.buy(&bea, vase, 125_050).await;
        let expected = [
            ["28 May 2026, 22:26 CEST", "1.250,50 €"],
            ["May 28, 2026, 4:26 PM EDT", "€1,250.50"],
            ["28 May 2026, 22:26 CEST", "EUR 1’250.50"],
        ];
        for ((language, zone), words) in READERS.into_iter().zip(expected) {
            let mut reader = Browser::reading(&site, language, zone);
            reader.sign_in("bea@example.org", RIGHT).await;
            assert_says(&plain(&reader.get(&format!("/orders/{order}")).await.text()), &words, language);
        }
        let mut silent = Browser::new(&site);
        silent.sign_in("bea@example.org", RIGHT).await;
        let page = plain(&silent.get(&format!("/orders/{order}")).await.text());
        assert_says(&page, &["28 May 2026, 20:26 UTC", "€ 1,250.50"], "nobody");
    }

    async fn sales_are_of_utc_for_everyone_and_their_table_file_is_for_programs(store: TestStore) {
        let site = Site::new(store).await;
        let cleo = site.world.creator("Cleo").await;
        let bea = site.world.buyer("Bea").await;
        let vase = site.world.on_sale(&cleo, "Vase", 20.0, 125_050).await;
        site.world.buy(&bea, vase, 125_050).await;
        let expected = [
            ["1.250,50 €", "−162,57 €", "1.087,93 €", "<option value=\"2026-05\">May 2026", "28 May 2026", "13,00 %"],
            ["€1,250.50", "−€162.57", "€1,087.93", "<option value=\"2026-05\">May 2026", "May 28, 2026", "13.00 %"],
            ["EUR 1’250.50", "−EUR 162.57", "EUR 1’087.93", "<option value=\"2026-05\">May 2026", "28 May 2026", "13.00 %"],
        ];
        let mut files = Vec::new();
        for ((language, _), words) in READERS.into_iter().zip(expected) {
            // In Auckland it was the next day, and the books are not kept there.
            let mut reader = Browser::reading(&site, language, "Pacific/Auckland");
            reader.sign_in("cleo@example.org", RIGHT).await;
            assert_says(&plain(&reader.get("/studio/sales").await.text()), &words, language);
            files.push(reader.get("/studio/sales.csv").await.text());
        }
        assert!(files[0].contains("2026-05-28T20:26:40Z,Sale,10001,Vase,Make it yourself,EUR,1250.50,-162.57,1087.93"));
        assert!(files.iter().all(|file| *file == files[0]), "{files:?}");
    }

    async fn what_is_no_language_and_no_zone_reads_as_nothing_said(store: TestStore) {
        let site = Site::new(store).await;
        let cleo = site.world.creator("Cleo").await;
        site.world.on_sale(&cleo, "Vase", 20.0, 125_050).await;
        let address = only_listing(&site).await;
        let said_nothing = without_tokens(&site.get(&address).await.text());
        let long = "de,".repeat(33_000);
        for language in ["*", "xx-YY", "de;q=9", ";;;,,,q=q=q", "'; DROP TABLE accounts; --", "<script>", &long] {
            let answer = site.get_with(&address, &[("accept-language", language)]).await;
            let shortened = &language[..language.len().min(40)];
            assert_eq!(answer.status.as_u16(), 200, "{shortened}");
            assert_eq!(without_tokens(&answer.text()), said_nothing, "{shortened}");
        }
        let far = format!("mq_zone={}", "a".repeat(5_000));
        for cookie in ["mq_zone=", "mq_zone=Mars/Base", "mq_zone=../../etc/passwd", "mq_zone=%00", &far] {
            let answer = site.get_with(&address, &[("cookie", cookie)]).await;
            assert_eq!(answer.status.as_u16(), 200);
            assert_eq!(without_tokens(&answer.text()), said_nothing, "{}", &cookie[..cookie.len().min(40)]);
        }
    }

    async fn no_page_of_one_reader_is_kept_for_another(store: TestStore) {
        let site = Site::new(store).await;
        let cleo = site.world.creator("Cleo").await;
        site.world.on_sale(&cleo, "Vase", 20.0, 125_050).await;
        for path in [only_listing(&site).await.as_str(), "/", "/browse", "/sign-in", "/help/licences", "/not/here"] {
            let page = site.get_with(path, &[("accept-language", "de")]).await;
            let varies: Vec<_> = page.headers.get_all("vary").iter().map(|value| value.to_str().expect("text")).collect();
            let varies = varies.join(", ").to_ascii_lowercase();
            assert!(varies.contains("accept-language") && varies.contains("cookie"), "{path}: {varies}");
            assert!(page.header("cache-control").contains("no-"), "{path}: {}", page.header("cache-control"));
            assert!(!page.header("cache-control").contains("public"), "{path}");
            assert_eq!(page.header("etag"), "", "{path}: a page has no name by which another form could be confirmed");
            // A cache that asks with what it has is given the page whole.
            let asked = [("accept-language", "en-US"), ("if-none-match", "*"), ("if-modified-since", "Sun, 29 Nov 2099 12:00:00 GMT")];
            let again = site.get_with(path, &asked).await;
            assert_eq!(again.status, page.status, "{path}");
        }
        // The market remembers shelves for some seconds, and none of the forms they were shown in.
        for (language, price) in [("de", "1.250,50 €"), ("en-US", "€1,250.50"), ("fr", "1 250,50 €"), ("de", "1.250,50 €")] {
            let page = plain(&site.get_with("/", &[("accept-language", language)]).await.text());
            assert_says(&page, &[price], language);
        }
        // Files that are the same for everyone stay so.
        let sheet = site.get("/static/zone.js").await;
        assert_eq!(sheet.status.as_u16(), 200);
        assert!(!sheet.header("vary").contains("language"), "{}", sheet.header("vary"));
    }

    async fn what_an_account_chose_counts_in_every_browser_and_e_mail(store: TestStore) {
        let site = Site::new(store).await;
        let cleo = site.world.creator("Cleo").await;
        let vase = site.world.on_sale(&cleo, "Vase", 20.0, 125_050).await;
        let bea = site.world.buyer("Bea").await;
        let mut browser = Browser::reading(&site, "en-US", "America/New_York");
        browser.sign_in("bea@example.org", RIGHT).await;
        let page = plain(&browser.get("/account").await.text());
        assert_says(&page, &["As my browser says: English (United States)", "As my browser says: America/New York", "As you read now: May 28, 2026, 4:26 PM EDT; €1,234.50"], "Bea");

        let chosen = browser.send("/account", "/account/reading", &[("locale", "de-CH"), ("zone", "Europe/Zurich")]).await;
        assert_eq!((chosen.status.as_u16(), chosen.header("location")), (303, "/account#reading"));
        let page = plain(&browser.get("/account").await.text());
        assert_says(&page, &["value=\"de-CH\" selected", "value=\"Europe/Zurich\" selected", "As you read now: 28 May 2026, 22:26 CEST; EUR 1’234.50"], "Bea");

        // In another browser as well, which says something else; and signed out the browser counts again.
        let mut other = Browser::reading(&site, "ja", "Asia/Tokyo");
        assert_says(&plain(&other.get("/").await.text()), &["€1,250.50"], "nobody yet");
        other.sign_in("bea@example.org", RIGHT).await;
        assert_says(&plain(&other.get("/").await.text()), &["EUR 1’250.50"], "Bea in Tokyo");

        site.world.buy(&bea, vase, 125_050).await;
        site.world.work().await;
        let letters = site.world.letters();
        let receipt = letters.iter().find(|letter| letter.contains("Your receipt")).expect("a receipt");
        let sum = "Thank you for order 10001: EUR=C2=A01=E2=80=99250.50.";
        assert!(receipt.contains(sum) && receipt.contains("28 May 2026, 22:26 CEST"), "{receipt}");

        let refused = browser.send("/account", "/account/reading", &[("locale", "tlh"), ("zone", "Mars/Base")]).await;
        assert_eq!(refused.status.as_u16(), 200);
        assert_says(&refused.text(), &["id=\"locale-wrong\"", "This form is not known here.", "id=\"zone-wrong\"", "This time zone is not known here."], "Bea");
        browser.send("/account", "/account/reading", &[("locale", ""), ("zone", "")]).await;
        assert_says(&plain(&browser.get("/").await.text()), &["€1,250.50"], "Bea, by her browser");
    }

    async fn a_price_is_read_as_it_was_meant_or_refused(store: TestStore) {
        let site = Site::new(store).await;
        let cleo = site.world.creator("Cleo").await;
        let listing = site.world.draft(&cleo, "Vase", 650).await;
        let page = format!("/upload/{listing}");
        let mut german = Browser::reading(&site, "de-DE", "Europe/Berlin");
        german.sign_in("cleo@example.org", RIGHT).await;
        let mut american = Browser::reading(&site, "en-US", "America/New_York");
        american.sign_in("cleo@example.org", RIGHT).await;
        assert_says(&german.get(&page).await.text(), &["value=\"6,50\""], "a German");
        let fields = |price| [("title", "Vase"), ("description", "It stands."), ("category", "3d-print/vases"), ("licence", "personal"), ("price_personal", price), ("ai", "none")];
        for (typed, german_form, american_form) in [
            ("12,50", "12,50", "12.50"),
            ("12.50", "12,50", "12.50"),
            ("1.250,00", "1250,00", "1250.00"),
            ("1,250.00", "1250,00", "1250.00"),
            ("3 €", "3,00", "3.00"),
        ] {
            let saved = german.send(&page, &page, &fields(typed)).await;
            assert_eq!(saved.status.as_u16(), 303, "{typed}");
            assert_says(&german.get(&page).await.text(), &[&format!("value=\"{german_form}\"")], typed);
            // What stands in the field is the same amount for whoever sends it back.
            assert_says(&american.get(&page).await.text(), &[&format!("value=\"{american_form}\"")], typed);
            assert_eq!(american.send(&page, &page, &fields(american_form)).await.status.as_u16(), 303);
            assert_says(&german.get(&page).await.text(), &[&format!("value=\"{german_form}\"")], typed);
        }
        for (typed, words) in [
            ("1.250", "“1.250” can be read in two ways. Leave out what parts the thousands, and write it like 12,50."),
            ("zwölf", "“zwölf” is not a price. Write it like 12,50, or 0 for free."),
            ("20.000,00", "A price is between 0 and €\u{a0}10000,00."),
        ] {
            let refused = german.send(&page, &page, &fields(typed)).await;
            assert_eq!(refused.status.as_u16(), 200, "{typed}");
            assert_says(&refused.text(), &[words, &format!("value=\"{typed}\"")], typed);
        }
        let refused = american.send(&page, &page, &fields("1,250")).await.text();
        assert_says(&refused, &["“1,250” can be read in two ways. Leave out what parts the thousands, and write it like 12.50."], "an American");
        assert_says(&german.get(&page).await.text(), &["value=\"3,00\""], "nothing that was refused is kept");
    }

    async fn a_highest_price_in_an_address_is_one_amount_for_all(store: TestStore) {
        let site = Site::new(store).await;
        let cleo = site.world.creator("Cleo").await;
        site.world.on_sale(&cleo, "Vase", 20.0, 1_250).await;
        for language in ["de", "en-US"] {
            for (typed, is_found) in [("12,50", true), ("12.50", true), ("12,49", false)] {
                let page = site.get_with(&format!("/browse?price_max={typed}"), &[("accept-language", language)]).await.text();
                assert_eq!(page.contains("href=\"/l/"), is_found, "{typed} in {language}");
            }
        }
        let page = plain(&site.get_with("/browse?price_max=12.50", &[("accept-language", "de")]).await.text());
        assert_says(&page, &["At most 12,50 €"], "de");
        let page = site.get_with("/browse?price_max=1.250", &[("accept-language", "de")]).await.text();
        assert_says(&page, &["“1.250” can be read in two ways", "left out"], "de");
        for (typed, is_taken) in [("1.250", false), ("1,250", false), ("1250", true), ("220,5", true), ("0.125", true)] {
            let page = site.get_with(&format!("/browse?bed_width={typed}"), &[("accept-language", "de")]).await.text();
            assert_eq!(page.contains(&format!("“{typed}” can be read in two ways")), !is_taken, "a side of {typed}");
        }
    }
}
