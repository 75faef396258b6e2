//! What an operator writes and reads: pages that are nowhere until they are written, then linked everywhere and harmless
//! whatever stands in them; and the audit log.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod site;

use basis::Role;
use market::audit;
use site::{
    Site,
    browser::{Browser, RIGHT},
};

const TERMS: &str = "# Who sells\n\nThe *creator* does. Write to <shop@example.org>.\n\n<script>alert(1)</script>";

async fn chief(site: &Site) -> Browser<'_> {
    let mut chief = Browser::new(site);
    chief.sign_in("chief@example.org", RIGHT).await;
    chief
}

store::on_both_databases! {
    async fn a_page_is_there_once_it_is_written_and_gone_once_it_is_emptied(store: TestStore) {
        let site = Site::new(store).await;
        site.world.person("Chief", &[Role::Operator]).await;
        let mut visitor = Browser::new(&site);
        for page in ["/terms", "/privacy", "/imprint", "/contact"] {
            assert_eq!(visitor.get(page).await.status, 404, "{page}");
        }
        assert!(!visitor.get("/").await.text().contains("href=\"/terms\""));

        let mut chief = chief(&site).await;
        assert!(chief.get("/operator/pages").await.text().contains("Not written yet"));
        let saved = chief.send("/operator/pages/terms", "/operator/pages/terms", &[("text", TERMS)]).await;
        assert_eq!((saved.status.as_u16(), saved.header("location")), (303, "/terms"));
        let terms = visitor.get("/terms").await.text();
        assert!(terms.contains("<h2>Who sells</h2>\n<p>The <em>creator</em> does."), "{terms}");
        assert!(terms.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !terms.contains("<script>alert"));
        assert!(terms.contains("Last changed on 28 May 2026"));
        assert!(visitor.get("/").await.text().contains("<a href=\"/terms\">Terms</a>"));
        assert!(visitor.get("/sitemap.xml").await.text().contains("/terms</loc>"));
        assert_eq!(visitor.get("/privacy").await.status, 404);

        let gone = chief.send("/operator/pages/terms", "/operator/pages/terms", &[("text", " ")]).await;
        assert_eq!(gone.header("location"), "/operator/pages");
        assert_eq!(visitor.get("/terms").await.status, 404);
        assert!(!visitor.get("/").await.text().contains("href=\"/terms\""));
        let told = audit::latest(&site.world.market, 2).await.expect("no surprise");
        let told: Vec<_> = told.iter().map(|entry| (entry.action.word(), &*entry.subject)).collect();
        assert_eq!(told, [("wrote a page", "page:terms"), ("wrote a page", "page:terms")]);
    }

    async fn what_another_operator_saved_meanwhile_is_not_overwritten(store: TestStore) {
        let site = Site::new(store).await;
        site.world.person("Chief", &[Role::Operator]).await;
        let (mut one, mut other) = (chief(&site).await, chief(&site).await);
        let opened = one.get("/operator/pages/imprint").await.text();
        let action = "/operator/pages/imprint";
        assert_eq!(other.send(action, action, &[("text", "Theirs")]).await.status, 303);
        let refused = one.send_from(&opened, action, &[("text", "Mine")]).await.text();
        assert!(refused.contains("Somebody else has saved this page since you opened it."));
        assert!(refused.contains(">Mine</textarea>") && refused.contains("<pre class=\"stands\">Theirs</pre>"));
        assert!(one.get("/imprint").await.text().contains("<p>Theirs</p>"));
        site.world.clock.advance(chrono::Duration::seconds(1));
        assert_eq!(one.send_from(&refused, action, &[("text", "Mine and theirs")]).await.status, 303);
        assert!(one.get("/imprint").await.text().contains("<p>Mine and theirs</p>"));

        let long = "x".repeat(50_001);
        let refused = one.send(action, action, &[("text", &long)]).await;
        assert!(refused.text().contains("aria-describedby=\"text-wrong text-hint\""));
    }

    async fn nobody_else_writes_them(store: TestStore) {
        let site = Site::new(store).await;
        site.world.person("Chief", &[Role::Operator]).await;
        site.world.moderator().await;
        let page = chief(&site).await.get("/operator/pages/terms").await.text();
        let mut moderator = Browser::new(&site);
        moderator.sign_in("mo.derator@example.org", RIGHT).await;
        for path in ["/operator/pages", "/operator/pages/terms"] {
            assert_eq!(moderator.get(path).await.status, 403, "{path}");
        }
        let foreign = moderator.send_from(&page, "/operator/pages/terms", &[("text", "Free for all")]).await;
        assert_eq!(foreign.status, 403);
        assert_eq!(Browser::new(&site).get("/operator/pages").await.status, 303);
        assert_eq!(chief(&site).await.get("/operator/pages/nothing").await.status, 404);
        assert_eq!(site.get("/terms").await.status, 404);
    }

    async fn the_audit_log_tells_an_operator_alone_what_was_done(store: TestStore) {
        let site = Site::new(store).await;
        let operator = site.world.person("Chief", &[Role::Operator]).await;
        let cleo = site.world.creator("Cleo").await;
        let vase = site.world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let market = &site.world.market;
        let all = async |word: Option<&str>, before, limit| {
            audit::entries(market, &operator, word, before, limit).await.expect("no surprise")
        };
        let (newest, more) = all(None, None, 1).await;
        assert_eq!((newest.len(), more), (1, true));
        let (older, more) = all(None, Some(newest[0].seq), 100).await;
        assert_eq!((older.first().map(|entry| entry.seq), more), (Some(newest[0].seq - 1), false), "without a gap");
        let (word, account) = (format!("listing:{vase}"), format!("account:{}", cleo.account().expect("an account")));
        let (about, _) = all(Some(&word), None, 100).await;
        assert!(!about.is_empty() && about.iter().all(|entry| entry.subject == word));
        let (hers, _) = all(Some(&account), None, 100).await;
        assert!(hers.iter().any(|entry| entry.actor == account) && hers.iter().all(|entry| entry.actor == account || entry.subject == account));
        assert!(audit::entries(market, &cleo, None, None, 100).await.expect("no surprise").0.is_empty());

        let mut chief = chief(&site).await;
        let page = chief.get(&format!("/operator/audit?about={word}")).await.text();
        assert!(page.contains("Published a listing") && page.contains(&account), "{page}");
        assert_eq!(chief.get("/operator/audit?before=yesterday").await.status, 400);
        assert!(chief.get("/operator/audit?about=nothing").await.text().contains("Nothing is written down"));
        let health = chief.get("/operator").await.text();
        assert!(health.contains("Free disk space") && health.contains("Longest wait"));
        let mut creator = Browser::new(&site);
        creator.sign_in("cleo@example.org", RIGHT).await;
        assert_eq!(creator.get("/operator/audit").await.status, 403);
    }
}
