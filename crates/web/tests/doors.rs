//! What strangers try at the doors, each attack once: SECURITY.md names these tests.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod site;

use axum::body::Body;
use site::{BROWSER, Site, from, get};
use web::{Doors, TrustedProxies};

/// Pairs for an address, none of which any page knows.
fn nonsense(count: usize) -> String {
    (0..count).map(|number| format!("{number:04x}=1")).collect::<Vec<_>>().join("&")
}

/// A drawing whose picture is like no other's.
fn star(spikes: u32) -> Vec<u8> {
    let corner = |number: u32| {
        let (angle, radius) =
            (std::f64::consts::PI * f64::from(number) / f64::from(spikes), [45.0, 20.0][number as usize % 2]);
        format!("{:.2} {:.2}", 50.0 + radius * angle.cos(), 50.0 + radius * angle.sin())
    };
    let corners: Vec<_> = (0..2 * spikes).map(corner).collect();
    let open = r#"<svg xmlns="http://www.w3.org/2000/svg" width="100mm" height="100mm" viewBox="0 0 100 100">"#;
    format!(r#"{open}<path d="M{}Z" fill="none" stroke="black"/></svg>"#, corners.join("L")).into_bytes()
}

store::on_both_databases! {
    async fn browsing_by_thousands_of_unknown_pairs_answers_small(store: TestStore) {
        let site = Site::new(store).await;
        let plain = site.get("/browse?q=vase").await;
        assert_eq!(plain.status.as_u16(), 200);
        let long = site.get(&format!("/browse?q=vase&{}", nonsense(1_000))).await;
        assert_eq!((long.status.as_u16(), long.bytes.len()), (200, plain.bytes.len()), "they are nothing to the page");
        let known = site.get(&format!("/browse?{}", ["tag=a", "material=b", "q=vase"].repeat(250).join("&"))).await;
        assert!(known.status.as_u16() == 200 && known.bytes.len() < plain.bytes.len() + 10_000, "{}", known.bytes.len());
        let huge = site.get(&format!("/browse?{}", nonsense(9_000))).await;
        assert!(huge.status.as_u16() == 414 && huge.bytes.len() < 1_000);
        let words = site.get(&format!("/browse?q={}&tag={}&shop={}", "a".repeat(2_000), "b".repeat(2_000), "c".repeat(2_000))).await;
        // A shop's name cannot be that long; other words are cut short.
        assert!([200, 400].contains(&words.status.as_u16()) && words.bytes.len() < 40_000, "{}", words.bytes.len());
    }

    async fn a_nul_byte_is_refused_before_it_reaches_a_database(store: TestStore) {
        let site = Site::new(store).await;
        for path in ["/l/a%00b", "/s/%00", "/browse?q=%00", "/browse?tag=a%00"] {
            assert_eq!(site.get(path).await.status.as_u16(), 400, "{path}");
        }
        let answer = site.post("/sign-in", "csrf=x&email=a%00@b.example&password=y".to_owned(), &[]).await;
        assert_eq!(answer.status.as_u16(), 400);
    }

    async fn a_form_of_endless_fields_is_refused(store: TestStore) {
        let site = Site::new(store).await;
        let fields = |count: usize| vec!["licence=personal"; count].join("&");
        assert_eq!(site.post("/sign-in", fields(257), &[]).await.status.as_u16(), 400);
        // As many as may be: the form is read, and found to belong to no visit.
        assert_eq!(site.post("/sign-in", fields(256), &[]).await.status.as_u16(), 403);
        assert!(site.post("/sign-in", format!("email={}", "a".repeat(300 << 10)), &[]).await.status.is_client_error());
    }

    async fn a_compressed_form_is_refused_as_what_it_is(store: TestStore) {
        let site = Site::new(store).await;
        let answer = site.post("/sign-in", "\u{1f}packed".to_owned(), &[("content-encoding", "gzip")]).await;
        assert_eq!(answer.status.as_u16(), 400);
        assert!(answer.text().contains("The form is compressed. Send it as it is."), "{}", answer.text());
    }

    async fn a_form_from_another_site_changes_nothing(store: TestStore) {
        let site = Site::new(store).await;
        site.world.buyer("Bea Buyer").await;
        let session = site.session("bea.buyer@example.org").await;
        for path in ["/basket/add", "/checkout", "/account/tokens", "/account/shop", "/sign-out", "/operator/retry"] {
            let answer = site.post(path, "csrf=forged".to_owned(), &[("cookie", &session)]).await;
            assert_eq!(answer.status.as_u16(), 403, "{path}");
        }
        assert_eq!(site.get_with("/account", &[("cookie", &session)]).await.status.as_u16(), 200, "still signed in");
    }

    async fn a_request_carries_one_secret(store: TestStore) {
        let site = Site::new(store).await;
        site.world.buyer("Bea Buyer").await;
        let session = site.session("bea.buyer@example.org").await;
        let twice = format!("{session}; {session}");
        let two = [
            vec![("cookie", session.as_str()), ("authorization", "Bearer mq_abc")],
            vec![("authorization", "Bearer mq_abc"), ("authorization", "bearer mq_def")],
            vec![("cookie", twice.as_str())],
        ];
        for headers in two {
            let answer = site.get_with("/account", &headers).await;
            assert_eq!(answer.status.as_u16(), 400, "{headers:?}");
            assert!(answer.text().contains("either the session's cookie or one token"));
        }
        // A proxy's own password is none of ours.
        let proxied = [("cookie", session.as_str()), ("authorization", "Basic YTpi")];
        assert_eq!(site.get_with("/account", &proxied).await.status.as_u16(), 200);
    }

    async fn a_request_id_is_taken_over_only_if_it_is_short_and_plain(store: TestStore) {
        let site = Site::new(store).await;
        let id = |answer: &site::Answer| answer.header("x-request-id").to_owned();
        let mine = site.get_with("/healthz", &[("x-request-id", "from-my-proxy_42")]).await;
        assert_eq!(id(&mine), "from-my-proxy_42");
        for foreign in ["a".repeat(65).as_str(), "a b", "<script>", "x\u{7f}"] {
            let request = get("/healthz").header("x-request-id", foreign.as_bytes());
            let answer = match request.body(Body::empty()) {
                Ok(request) => site.send(request).await,
                Err(_) => continue, // No client can send that.
            };
            assert!(id(&answer).len() == 36 && id(&answer) != foreign, "{foreign}");
        }
    }

    async fn a_foreign_host_stands_on_no_page(store: TestStore) {
        let site = Site::new(store).await;
        for path in ["/", "/browse", "/sign-in", "/sitemap.xml", "/robots.txt", "/help/developers", "/nowhere"] {
            let headers = [("host", "evil.example"), ("x-forwarded-host", "evil.example"), ("forwarded", "host=evil.example")];
            let answer = site.get_with(path, &headers).await;
            assert!(!answer.text().contains("evil.example"), "{path}");
            assert!(answer.headers.values().all(|value| !value.as_bytes().windows(4).any(|four| four == b"evil")), "{path}");
        }
    }

    async fn an_address_to_go_back_to_stays_on_this_site(store: TestStore) {
        let site = Site::new(store).await;
        for next in ["//evil.example", "https://evil.example", "/%5Cevil.example", "%2F%2Fevil.example", "/a%0d%0aset-cookie:x=y"] {
            let answer = site.get(&format!("/sign-in?next={next}")).await;
            let form = answer.text();
            assert!(!form.contains("value=\"//") && !form.contains("value=\"https:") && !form.contains("value=\"/\\"), "{next}");
            assert!(answer.headers.get_all("set-cookie").iter().all(|cookie| !cookie.as_bytes().starts_with(b"x=")), "{next}");
        }
    }

    async fn figures_are_shown_to_whoever_has_the_token(store: TestStore) {
        let doors = Doors { metrics_token: "a long secret".to_owned(), ..Doors::default() };
        let site = Site::with(store, doors).await;
        site.get("/browse").await;
        assert_eq!(site.get("/metrics").await.status.as_u16(), 401);
        assert_eq!(site.get_with("/metrics", &[("authorization", "Bearer a long secreT")]).await.status.as_u16(), 401);
        let answer = site.get_with("/metrics", &[("authorization", "Bearer a long secret")]).await;
        assert_eq!(answer.status.as_u16(), 200);
        let figures = answer.text();
        assert!(figures.contains("maquette_requests_total{route=\"/browse\",method=\"GET\",status=\"200\"}"), "{figures}");
        assert!(figures.contains("maquette_request_seconds_bucket{route=\"/browse\",le=\"0.5\"}"), "{figures}");
        assert!(figures.contains("maquette_jobs{state=\"waiting\"} 0"), "{figures}");
    }

    async fn figures_are_shown_to_nobody_without_a_token(store: TestStore) {
        let site = Site::new(store).await;
        assert_eq!(site.get("/metrics").await.status.as_u16(), 404);
        assert_eq!(site.get_with("/metrics", &[("authorization", "Bearer ")]).await.status.as_u16(), 404);
    }

    async fn a_process_that_drains_is_not_ready(store: TestStore) {
        let site = Site::new(store).await;
        assert_eq!(site.get("/readyz").await.status.as_u16(), 200);
        site.life.drain();
        assert_eq!((site.get("/readyz").await.status.as_u16(), site.get("/healthz").await.status.as_u16()), (503, 200));
        assert_eq!(site.get("/browse").await.status.as_u16(), 200, "who comes is still answered");
    }

    async fn one_address_with_slow_forms_keeps_nobody_else_out(store: TestStore) {
        let items = ["10.0.0.1".to_owned()];
        let trusted_proxies = TrustedProxies::read(&items).expect("an address");
        let doors = Doors { requests_per_address_max: 3, trusted_proxies, ..Doors::default() };
        let site = Site::with(store, doors).await;
        let slow = || {
            let body = Body::from_stream(futures::stream::pending::<Result<Vec<u8>, std::io::Error>>());
            let request = axum::http::Request::post("/sign-in").extension(from("192.0.2.1")).body(body);
            tokio::spawn(tower::ServiceExt::oneshot(site.router(), request.expect("a request")))
        };
        let held: Vec<_> = (0..3).map(|_| slow()).collect();
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        let ask = async |peer: &str, forwarded: &str| {
            let request = get("/browse").extension(from(peer)).header("x-forwarded-for", forwarded);
            site.send(request.body(Body::empty()).expect("a request")).await
        };
        let refused = ask("192.0.2.1", "").await;
        assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (429, "5"));
        assert_eq!(ask("192.0.2.1", "198.51.100.7").await.status.as_u16(), 429, "a stranger names no other address");
        assert_eq!(ask("192.0.2.2", "").await.status.as_u16(), 200);
        assert_eq!(ask("10.0.0.1", "198.51.100.7").await.status.as_u16(), 200, "a trusted proxy does");
        assert_eq!(ask("10.0.0.1", "192.0.2.1").await.status.as_u16(), 429);
        held.iter().for_each(tokio::task::JoinHandle::abort);
    }

    async fn past_its_bound_the_house_sends_away_and_trade_last(store: TestStore) {
        let doors = Doors { requests_max: 4, ..Doors::default() };
        let site = Site::with(store, doors).await;
        let slow = || {
            let body = Body::from_stream(futures::stream::pending::<Result<Vec<u8>, std::io::Error>>());
            let request = axum::http::Request::post("/upload/file/remove").body(body).expect("a request");
            tokio::spawn(tower::ServiceExt::oneshot(site.router(), request))
        };
        let held: Vec<_> = (0..3).map(|_| slow()).collect();
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        let shed = site.get_with("/browse", &[("accept", "text/html")]).await;
        assert_eq!((shed.status.as_u16(), shed.header("retry-after")), (503, "5"));
        assert!(shed.text().contains("Too much is asked at once") && shed.header("content-type").starts_with("text/html"));
        assert_eq!(site.get("/sign-in").await.status.as_u16(), 200, "who wants to sign in or to buy still may");
        assert_eq!(site.get("/healthz").await.status.as_u16(), 200);
        held.iter().for_each(tokio::task::JoinHandle::abort);
    }

    async fn pages_are_packed_and_files_are_not(store: TestStore) {
        let site = Site::new(store).await;
        let (buyer, _) = site.purchase().await;
        let page = site.get_with("/", &[("accept-encoding", BROWSER)]).await;
        let vary: Vec<_> = page.headers.get_all("vary").iter().map(|value| value.to_str().expect("text")).collect();
        assert_eq!((page.header("content-encoding"), vary.join(", ").as_str()), ("gzip", "accept-language, cookie, accept-encoding"));
        let shelf = site.get("/browse").await.text();
        let at = shelf.find("/media/").expect("a picture");
        let picture = &shelf[at..at + shelf[at..].find('"').expect("its end")];
        let picture = site.get_with(picture, &[("accept-encoding", BROWSER)]).await;
        assert_eq!((picture.status.as_u16(), picture.header("content-encoding")), (200, ""));
        let file = site.get_with(&site.bought(&buyer, false).await, &[("accept-encoding", BROWSER)]).await;
        assert_eq!(file.header("content-encoding"), "");
    }

    async fn a_static_file_has_one_etag_for_each_encoding(store: TestStore) {
        let site = Site::new(store).await;
        let address = views::asset_url("plain.css");
        let ask = async |encoding: &str| site.get_with(&address, &[("accept-encoding", encoding)]).await;
        let (plain, gzip, brotli) = (ask("identity").await, ask("gzip").await, ask(BROWSER).await);
        let encodings = [&plain, &gzip, &brotli].map(|answer| answer.header("content-encoding").to_owned());
        assert_eq!(encodings, ["", "gzip", "br"]);
        assert!(brotli.bytes.len() <= gzip.bytes.len() && gzip.bytes.len() < plain.bytes.len() / 2);
        let etags: std::collections::BTreeSet<_> = [&plain, &gzip, &brotli].map(|answer| answer.header("etag")).into();
        assert_eq!(etags.len(), 3, "{etags:?}");
        for answer in [&plain, &gzip, &brotli] {
            assert_eq!(answer.header("vary"), "accept-encoding");
            assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
        }
        let known = [("accept-encoding", BROWSER), ("if-none-match", brotli.header("etag"))];
        let again = site.get_with(&address, &known).await;
        assert_eq!((again.status.as_u16(), again.bytes.len()), (304, 0));
        // Without its hash, or with another one, the address may mean other bytes tomorrow.
        for address in ["/static/plain.css", "/static/plain.css?v=0"] {
            assert_eq!(site.get(address).await.header("cache-control"), "public, no-cache");
        }
    }

    async fn a_first_visit_is_below_250_kb_without_the_viewer(store: TestStore) {
        let site = Site::new(store).await;
        let creator = site.world.creator("Cleo Creator").await;
        let mut listings = Vec::new();
        for spikes in 5..29 {
            let listing = site.world.draft(&creator, &format!("Star of {spikes}"), 650).await;
            site.world.add(&creator, listing, "star.svg", &star(spikes)).await;
            listings.push(listing);
        }
        site.world.work().await;
        for listing in listings {
            let published = market::catalog::publish(&site.world.market, &creator, listing).await.expect("no surprise");
            assert!(matches!(published, market::catalog::PublishOutcome::Published { .. }), "{published:?}");
        }
        let page = site.get_with("/", &[("accept-encoding", BROWSER)]).await;
        let html = site.get("/").await.text();
        let mut bytes = page.bytes.len();
        let mut seen = std::collections::BTreeSet::new();
        for tag in html.split('<') {
            let mut sizes = Vec::new();
            for part in tag.split(['"', '\'', '#', ' ', ',']) {
                let fetched = ["/static/", "/assets/", "/media/"].iter().any(|root| part.starts_with(root));
                if fetched && seen.insert(part) {
                    let answer = site.get_with(part, &[("accept-encoding", BROWSER)]).await;
                    assert_eq!(answer.status.as_u16(), 200, "{part}");
                    sizes.push(answer.bytes.len());
                }
            }
            // Of a picture in two sizes a browser fetches one: on a sharp screen the larger. It leaves those that are
            // marked lazy until they come near; what a real one fetches on such a screen, the audit measures.
            bytes += match tag.starts_with("img") {
                true if tag.contains("loading=\"lazy\"") => sizes.iter().min().copied().unwrap_or_default(),
                true => sizes.iter().max().copied().unwrap_or_default(),
                false => sizes.iter().sum(),
            };
        }
        assert!(seen.len() >= 42, "sheet, icons, and each picture in two sizes: {}", seen.len());
        assert!(bytes < 250_000, "{bytes} bytes in {} files", seen.len() + 1);
    }

    async fn a_shop_of_many_patterns_shows_them_page_by_page(store: TestStore) {
        let site = Site::new(store).await;
        let creator = site.world.creator("Cleo Creator").await;
        for number in 0..50 {
            site.world.on_sale(&creator, &format!("Plate number {number:02}"), 40.0 + number as f32, 650).await;
        }
        let account = creator.account().expect("an account");
        let shop = market::accounts::shop_of(&site.world.market, account).await.expect("no surprise").expect("the shop");
        let shop = &format!("/s/{}", shop.handle);
        let count = |page: &str| page.matches("<li class=\"tile").count();
        let (first, second) = (site.get(shop).await.text(), site.get(&format!("{shop}?page=2")).await.text());
        assert_eq!((count(&first), count(&second)), (48, 2));
        assert!(first.contains(&format!("{shop}?page=2")), "and says where the others are");
    }
}
