//! People at their own doors: signing up, proving an address, forgetting a password, closing an account, reporting.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod site;

use basis::Role;
use market::{moderation, page::Window};
use site::{
    Answer, Site,
    browser::{Browser, RIGHT},
};

/// Cookies that an answer sets, by name.
fn cookie_names(answer: &Answer) -> Vec<String> {
    let name =
        |value: &axum::http::HeaderValue| value.to_str().expect("text").split('=').next().expect("a name").to_owned();
    let mut names: Vec<_> = answer.headers.get_all("set-cookie").iter().map(name).collect();
    names.sort();
    names
}

fn sign_up<'a>(email: &'a str, name: &'a str) -> [(&'a str, &'a str); 3] {
    [("email", email), ("name", name), ("password", RIGHT)]
}

store::on_both_databases! {
    async fn signing_up_tells_nobody_whether_an_address_has_an_account(store: TestStore) {
        let site = Site::new(store).await;
        site.world.buyer("Mira").await;
        let mut answers = Vec::new();
        for email in ["mira@example.org", "nova@example.org"] {
            let answer = Browser::new(&site).send("/sign-up", "/sign-up", &sign_up(email, "Nova")).await;
            let text = answer.text().replace(email, "ADDRESS");
            let plain = text.split("name=\"csrf\" value=\"").map(|part| part.get(32..).unwrap_or(part)).collect::<String>();
            answers.push((answer.status, cookie_names(&answer), plain));
        }
        assert_eq!(answers[0], answers[1], "to the last cookie");
        assert_eq!(answers[0].0, 200);
    }

    async fn the_link_is_opened_by_programs_and_followed_by_its_reader(store: TestStore) {
        let site = Site::new(store).await;
        let mut browser = Browser::new(&site);
        let inbox = browser.send("/sign-up", "/sign-up", &sign_up("nova@example.org", "Nova")).await;
        assert!(inbox.text().contains("Check your inbox"));
        let again = browser.send_from(&inbox.text(), "/verify/again", &[]).await;
        assert_eq!(again.status, 200, "right after signing up, without a session");
        assert!(again.text().contains("on its way again"));
        site.world.work().await;
        let secret = site.world.mailed("nova@example.org", "/verify-email").expect("a link");
        let link = format!("/verify-email?token={secret}");
        for _ in 0..2 {
            let scanner = Browser::new(&site).get(&link).await;
            assert!(scanner.text().contains("Confirm nova@example.org"), "a GET changes nothing");
        }
        assert!(!browser.is_signed_in().await);
        let confirmed = browser.send(&link, "/verify-email", &[]).await;
        assert_eq!((confirmed.status.as_u16(), confirmed.header("location")), (303, "/"));
        assert!(browser.is_signed_in().await, "the browser that signed up");
        let used = Browser::new(&site).get(&link).await;
        assert_eq!(used.status, 303);
        assert_eq!(browser.get("/verify-email?token=made-up").await.status, 410);

        // Elsewhere the link proves the address and signs nobody in.
        Browser::new(&site).send("/sign-up", "/sign-up", &sign_up("otto@example.org", "Otto")).await;
        site.world.work().await;
        let secret = site.world.mailed("otto@example.org", "/verify-email").expect("a link");
        let mut phone = Browser::new(&site);
        let confirmed = phone.send(&format!("/verify-email?token={secret}"), "/verify-email", &[]).await;
        assert_eq!(confirmed.header("location"), "/sign-in");
        assert!(!phone.is_signed_in().await);
    }

    async fn a_forgotten_password_is_set_anew_on_the_page(store: TestStore) {
        let site = Site::new(store).await;
        site.world.buyer("Mira").await;
        let mut browser = Browser::new(&site);
        let mut shown = Vec::new();
        for email in ["mira@example.org", "nobody@example.org"] {
            let answer = browser.send("/forgot-password", "/forgot-password", &[("email", email)]).await;
            shown.push((answer.status, answer.text().replace(email, "ADDRESS")));
        }
        assert_eq!(shown[0], shown[1], "the same whether there is an account or not");
        site.world.work().await;
        let secret = site.world.mailed("mira@example.org", "/reset-password").expect("a link");
        let link = format!("/reset-password?token={secret}");
        let common = browser.send(&link, "/reset-password", &[("new_password", "qwertyuiop")]).await;
        assert!(common.text().contains("among the first passwords") && !common.text().contains("qwertyuiop"));
        let set = browser.send(&link, "/reset-password", &[("new_password", "another sentence, as easy")]).await;
        assert_eq!((set.status.as_u16(), set.header("location")), (303, "/sign-in"));
        assert_eq!(browser.get(&link).await.status, 410, "it works once");
        browser.sign_in("mira@example.org", "another sentence, as easy").await;
        assert!(browser.is_signed_in().await);
    }

    async fn the_account_page_changes_what_it_shows(store: TestStore) {
        let site = Site::new(store).await;
        site.world.buyer("Mira").await;
        let (mut browser, mut other) = (Browser::new(&site), Browser::new(&site));
        browser.sign_in("mira@example.org", RIGHT).await;
        other.sign_in("mira@example.org", RIGHT).await;
        let saved = browser.send("/account", "/account", &[("name", "Mira Okafor")]).await;
        assert_eq!(saved.status, 303);
        assert!(browser.get("/account").await.text().contains("value=\"Mira Okafor\""));
        let short = browser.send("/account", "/account", &[("name", "M")]).await;
        assert!(short.text().contains("Write at least 2 characters."));

        let page = browser.get("/account").await.text();
        let end = page.split("name=\"session\" value=\"").nth(1).expect("the other browser").split('"').next().expect("its end");
        let ended = browser.send_from(&page, "/account/sessions/end", &[("session", end)]).await;
        assert_eq!(ended.status, 303);
        assert!(browser.is_signed_in().await && !other.is_signed_in().await);

        let fields = [("current_password", "a guess of somebody"), ("new_password", "another sentence, as easy")];
        let wrong = browser.send("/account", "/account/password", &fields).await.text();
        assert!(wrong.contains("This is not your password") && !wrong.contains("a guess of somebody"));
        let fields = [("email", "new@example.org"), ("password", RIGHT)];
        assert_eq!(browser.send("/account", "/account/email", &fields).await.status, 303);
        assert!(browser.get("/account").await.text().contains("new@example.org waits to be confirmed"));
        browser.send("/account", "/account/email/keep", &[]).await;
        assert!(!browser.get("/account").await.text().contains("waits to be confirmed"));

        let closed = browser.send("/account/close", "/account/close", &[("password", RIGHT)]).await;
        assert_eq!((closed.status.as_u16(), closed.header("location")), (303, "/"));
        assert!(!browser.is_signed_in().await);
        let back = browser.sign_in("mira@example.org", RIGHT).await.text();
        assert!(back.contains("This account is closed"), "{back}");
    }

    async fn looking_at_the_upload_page_opens_no_shop(store: TestStore) {
        let site = Site::new(store).await;
        site.world.buyer("Mira").await;
        let mut browser = Browser::new(&site);
        browser.sign_in("mira@example.org", RIGHT).await;
        let page = browser.get("/upload").await.text();
        assert!(page.contains("Open a shop") && !page.contains("type=\"file\""));
        assert_eq!(site.world.count::<store::entities::shop::Entity>().await, 0);
        browser.send_from(&page, "/account/shop", &[]).await;
        assert!(browser.get("/upload").await.text().contains("type=\"file\""));
        let saved = browser.send("/studio/shop", "/studio/shop", &[("title", "Mira makes"), ("bio", "Vases.")]).await;
        assert_eq!(saved.status, 303);
        assert!(browser.get("/studio/shop").await.text().contains("value=\"Mira makes\""));
    }

    async fn anyone_reports_a_pattern_and_an_operator_locks_an_account(store: TestStore) {
        let site = Site::new(store).await;
        let cleo = site.world.creator("Cleo").await;
        site.world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let mut visitor = Browser::new(&site);
        assert!(visitor.get("/l/vase").await.text().contains("/l/vase/problem"));
        let bare = visitor.send("/l/vase/problem", "/l/vase/problem", &[("words", "It is mine, see my page of 2019.")]).await;
        assert!(bare.text().contains("Choose what is wrong.") && bare.text().contains("see my page of 2019"));
        let fields = [("reason", "copy"), ("words", "It is mine, see my page of 2019.")];
        assert_eq!(visitor.send("/l/vase/problem", "/l/vase/problem", &fields).await.status, 303);
        let moderator = site.world.moderator().await;
        let cases = moderation::open_cases(&site.world.market, &moderator, &Window::first(10)).await.expect("no surprise").rows;
        assert_eq!(cases[0].reasons, ["Reported as a copy: It is mine, see my page of 2019."]);
        assert_eq!(visitor.get("/l/nothing/problem").await.status, 404);

        site.world.person("Chief", &[Role::Operator]).await;
        let mut chief = Browser::new(&site);
        chief.sign_in("chief@example.org", RIGHT).await;
        let page = chief.get("/operator/accounts?words=cleo").await.text();
        let id = cleo.account().expect("an account").to_string();
        assert!(page.contains(&id) && !page.contains("Chief</th>"));
        let locked = chief.send_from(&page, "/operator/accounts/lock", &[("words", "Somebody else signs in.")]).await;
        assert_eq!(locked.status, 303);
        assert!(chief.get("/operator/accounts?words=cleo").await.text().contains("Locked"));
        let refused = Browser::new(&site).sign_in("cleo@example.org", RIGHT).await.text();
        assert!(refused.contains("This account is locked"));
        let mut buyer = Browser::new(&site);
        site.world.buyer("Bea").await;
        buyer.sign_in("bea@example.org", RIGHT).await;
        assert_eq!(buyer.get("/operator/accounts").await.status, 403);
    }
}
