//! The operator's list of shops: found by how they or their owners are called, page by page.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod site;

use basis::Role;
use market::{accounts, page::Window, shops};
use site::{
    Site,
    browser::{Browser, RIGHT},
};

/// Where the link to the next page leads.
fn next(page: &str) -> String {
    let (_, rest) = page.split_once("rel=\"next\" href=\"").expect("there is more");
    rest.split('"').next().expect("its end").replace("&#38;", "&")
}

store::on_both_databases! {
    async fn an_operator_finds_a_shop_by_its_name_its_address_or_its_owner(store: TestStore) {
        let site = Site::new(store).await;
        let cleo = site.world.creator("Cleo Marsh").await;
        site.world.clock.advance(chrono::Duration::minutes(1));
        site.world.creator("Dora_Draper").await;
        let words = [("title", "100% Paper"), ("bio", "")];
        let mut hers = Browser::new(&site);
        hers.sign_in("cleo.marsh@example.org", RIGHT).await;
        assert_eq!(hers.send("/studio/shop", "/studio/shop", &words).await.status, 303);
        let vase = site.world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let buyer = site.world.buyer("Bea").await;
        site.world.buy(&buyer, vase, 650).await;
        let operator = site.world.person("Chief", &[Role::Operator]).await;
        let found = async |words: &str| {
            let page = shops::find(&site.world.market, &operator, words, &Window::first(10)).await.expect("no surprise");
            page.rows.into_iter().map(|shop| shop.title).collect::<Vec<_>>()
        };
        for words in ["100% paper", "100%", "cleo", "CLEO MARSH", "cleo-marsh", " 100% P "] {
            assert_eq!(found(words).await, ["100% Paper"], "{words}");
        }
        assert_eq!(found("").await, ["Dora_Draper", "100% Paper"], "newest first");
        assert_eq!(found("dora_").await, ["Dora_Draper"]);
        let long = "x".repeat(300);
        for words in ["1000", "100_", "dora%", "paper", "nobody", "a\0b", &long] {
            assert!(found(words).await.is_empty(), "{words}: signs of a search stand for themselves");
        }
        let page = shops::find(&site.world.market, &operator, "cleo", &Window::first(10)).await.expect("no surprise");
        let line = &page.rows[0];
        assert_eq!((line.on_sale, line.balance.minor), (1, site.world.balance(&cleo).await));
        assert!(line.balance.minor > 0 && !line.is_locked && !line.is_closed && !line.shows_something);
        let other = shops::find(&site.world.market, &cleo, "", &Window::first(10)).await.expect("no surprise");
        assert!(other.rows.is_empty(), "nobody else is told");
    }

    async fn each_shop_leads_to_its_page_its_owner_and_its_history(store: TestStore) {
        let site = Site::new(store).await;
        let cleo = site.world.creator("Cleo").await;
        let dora = site.world.creator("Dora").await;
        let operator = site.world.person("Chief", &[Role::Operator]).await;
        let account = |actor: &basis::Actor| actor.account().expect("an account");
        let locked = accounts::lock_account(&site.world.market, &operator, account(&dora), true, "She asked for it.").await;
        assert_eq!(locked.expect("no surprise"), accounts::LockOutcome::Done);
        let mut chief = Browser::new(&site);
        chief.sign_in("chief@example.org", RIGHT).await;
        let page = chief.get("/operator/shops").await.text();
        let shop = accounts::shop_of(&site.world.market, account(&cleo)).await.expect("no surprise").expect("hers");
        for part in [
            "<a href=\"/s/cleo\">Cleo</a>".to_owned(),
            format!("href=\"/operator/audit?about=shop:{}\"", shop.id),
            format!("href=\"/operator/audit?about=account:{}\"", account(&cleo)),
            "href=\"/operator/accounts?words=cleo%40example.org\"".to_owned(),
            "Nothing on sale".to_owned(),
            "Owner locked".to_owned(),
            "href=\"/operator/shops\" aria-current=\"page\"".to_owned(),
        ] {
            assert!(page.contains(&part), "{part} in {page}");
        }
        assert!(chief.get("/operator/shops?words=zzz").await.text().contains("No shop found"));
        assert_eq!(chief.get("/operator/shops?after=yesterday").await.status, 400);
        let mut other = Browser::new(&site);
        other.sign_in("cleo@example.org", RIGHT).await;
        assert_eq!(other.get("/operator/shops").await.status, 403);
        assert_eq!(Browser::new(&site).get("/operator/shops").await.status, 303);
    }

    async fn many_shops_are_read_page_by_page_with_what_narrows_them(store: TestStore) {
        let site = Site::new(store).await;
        for number in 0..53 {
            site.world.clock.advance(chrono::Duration::minutes(1));
            let name = if number < 52 { format!("Maker {number:02}") } else { "Someone".to_owned() };
            site.world.creator(&name).await;
        }
        site.world.person("Chief", &[Role::Operator]).await;
        let mut chief = Browser::new(&site);
        chief.sign_in("chief@example.org", RIGHT).await;
        let first = chief.get("/operator/shops?words=maker").await.text();
        assert!(first.contains(">Maker 51</a>") && first.contains(">Maker 02</a>") && !first.contains(">Maker 01</a>"));
        assert!(!first.contains(">Someone</a>"));
        let second = chief.get(&next(&first)).await.text();
        assert!(second.contains(">Maker 01</a>") && second.contains(">Maker 00</a>") && !second.contains(">Maker 02</a>"));
        assert!(second.contains("value=\"maker\"") && second.contains("rel=\"prev\""));
    }

    async fn many_accounts_are_read_page_by_page_with_what_narrows_them(store: TestStore) {
        let site = Site::new(store).await;
        for number in 0..102 {
            site.world.clock.advance(chrono::Duration::minutes(1));
            let name = if number < 101 { format!("Reader {number:03}") } else { "Someone".to_owned() };
            site.world.buyer(&name).await;
        }
        site.world.person("Chief", &[Role::Operator]).await;
        let mut chief = Browser::new(&site);
        chief.sign_in("chief@example.org", RIGHT).await;
        let first = chief.get("/operator/accounts?words=reader").await.text();
        assert!(first.contains("Reader 100") && first.contains("Reader 001") && !first.contains("Reader 000"));
        let second = chief.get(&next(&first)).await.text();
        assert!(second.contains("Reader 000") && !second.contains("Reader 001") && !second.contains("Someone"));
        assert!(second.contains("value=\"reader\"") && second.contains("rel=\"prev\""));
    }
}
