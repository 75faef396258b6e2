//! Bytes through the public door: what is served by its hash, and what an upload leaves behind.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, Bytes},
    http::{Request, StatusCode, header},
    response::Response,
};
use basis::{Actor, ClientAddress, Role, Scope, SystemClock, SystemRandom};
use market::{
    Mail, MailSettings, Market, Parts, Settings,
    accounts::{self, OpenedSession, Origin, SignIn, SignInOutcome, SignUp, SignUpOutcome},
    blobs, catalog,
    ingest::{self, Destination, ExamineFile, Examiner, FinishFile, Incoming, Received},
    payments::TestBank,
};
use serde_json::json;
use store::{BlobSettings, Blobs, Hash, SHARDS, testing::TestStore};
use tower::ServiceExt;

struct Site {
    market: Market,
    router: Router,
    folder: tempfile::TempDir,
    _store: TestStore,
}

/// A signed-in browser.
struct Browser {
    actor: Actor,
    secret: String,
    csrf: String,
}

impl Site {
    async fn new(store: TestStore, settings: Settings) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let letters = MailSettings::Folder(folder.path().join("mail"));
        let bank = TestBank::open(&folder.path().join("bank"), Arc::new(SystemClock), "http://127.0.0.1:8080", [3; 32]);
        let bank = bank.expect("a bank");
        let market = Market::new(Parts {
            store: store.store.clone(),
            blobs: Blobs::open(&BlobSettings::Folder(folder.path().to_owned())).await.expect("blobs"),
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            mail: Mail::open(&letters, "Maquette <post@example.org>").expect("a post office"),
            examiner: Examiner::InProcess,
            payments: Some(Arc::new(bank)),
            secret: [7; 32],
            settings,
        });
        let router =
            web::router(market.clone(), Router::new(), &web::Doors::default(), &web::Life::default(), Vec::new());
        Self { market, router, folder, _store: store }
    }

    async fn browser(&self, name: &str, roles: &[Role]) -> Browser {
        let (email, password) = (format!("{name}@example.org"), "a sentence is easy to keep".to_owned());
        let input = SignUp { email: email.clone(), name: name.to_owned(), password: password.clone(), sells: false };
        let opened = accounts::add_account(&self.market, input, roles, true).await.expect("no surprise");
        let SignUpOutcome::SignedUp(account) = opened else { panic!("{opened:?}") };
        let sign_in =
            SignIn { email, password, user_agent: String::new(), origin: Origin::new(ClientAddress::UNKNOWN) };
        let signed_in = accounts::sign_in(&self.market, sign_in).await.expect("no surprise");
        let SignInOutcome::SignedIn(OpenedSession { secret, .. }) = signed_in else { panic!("{signed_in:?}") };
        let csrf = Hash::of(format!("csrf {secret}").as_bytes()).as_str()[..32].to_owned();
        let actor = Actor::Account { account, roles: roles.to_vec(), scopes: Scope::ALL.to_vec() };
        Browser { actor, secret, csrf }
    }

    async fn get(&self, path: &str, tag: Option<&str>) -> Response {
        let request = Request::get(path);
        let request = tag.into_iter().fold(request, |request, tag| request.header(header::IF_NONE_MATCH, tag));
        self.router.clone().oneshot(request.body(Body::empty()).expect("a request")).await.expect("answered")
    }

    /// Sends a form of parts: name, file name, content.
    async fn send(&self, browser: &Browser, parts: &[(&str, Option<&str>, &[u8])]) -> Response {
        let mut body = Vec::new();
        for (name, file, content) in parts {
            let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
            body.extend(format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").bytes());
            body.extend_from_slice(content);
            body.extend(b"\r\n");
        }
        body.extend(b"--edge--\r\n");
        let request = Request::post("/upload/file")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
            .header(header::COOKIE, format!("mq_session={}", browser.secret))
            .body(Body::from(body));
        self.router.clone().oneshot(request.expect("a request")).await.expect("answered")
    }

    /// Blobs in the store and files under way: what a refused upload may leave none of.
    async fn kept(&self) -> usize {
        let mut count = std::fs::read_dir(self.folder.path().join("uploads")).expect("the folder").count();
        for shard in 0..SHARDS {
            count += self.market.blobs().list(shard).await.expect("listed").len();
        }
        count
    }

    /// A drawing of a creator's, uploaded and looked at: its own hash, that of a picture made of it, and that of its tiles.
    async fn examined(&self, browser: &Browser) -> (Hash, Hash, Hash) {
        let incoming = Incoming {
            destination: Destination::NewDraft("Waves".to_owned()),
            name: "waves.svg".to_owned(),
            replaces: None,
            bytes: None,
            role: ingest::Role::Sold,
        };
        let pieces = futures::stream::iter([Ok::<_, String>(Bytes::from_static(PLATE))]);
        let received = ingest::receive(&self.market, &browser.actor, incoming, pieces).await.expect("no surprise");
        let Received::Added { listing, file, .. } = received else { panic!("{received:?}") };
        let job = ExamineFile { file, shop: listing };
        ingest::examine_file(&self.market, &job, None).await.expect("no surprise");
        ingest::finish_file(&self.market, &FinishFile { file, shop: listing }).await.expect("no surprise");
        let draft =
            catalog::draft(&self.market, &browser.actor, listing).await.expect("no surprise").expect("their own");
        let made = |name: &str| draft.files[0].artifact(name).expect("it was made");
        (Hash::of(PLATE), made("still-512.webp"), made("sheet.tiles"))
    }
}

const PLATE: &[u8] = br#"<svg xmlns="http://www.w3.org/2000/svg" width="20mm" height="20mm" viewBox="0 0 10 10"><rect x="1" y="1" width="8" height="8" fill="none" stroke="black"/></svg>"#;

async fn body(response: Response) -> Result<Bytes, axum::Error> {
    axum::body::to_bytes(response.into_body(), 1 << 24).await
}

fn text<'a>(response: &'a Response, name: &header::HeaderName) -> &'a str {
    response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

store::on_both_databases! {
    async fn a_picture_is_served_by_its_hash_and_an_upload_never_is(store: TestStore) {
        let site = Site::new(store, Settings::default()).await;
        let (cleo, carl) = (site.browser("cleo", &[Role::Creator]).await, site.browser("carl", &[Role::Creator]).await);
        let (original, picture, _) = site.examined(&cleo).await;
        let path = format!("/media/{picture}.webp");
        let answer = site.get(&path, None).await;
        assert_eq!((answer.status(), text(&answer, &header::CONTENT_TYPE)), (StatusCode::OK, "image/webp"));
        let (tag, length) = (text(&answer, &header::ETAG).to_owned(), text(&answer, &header::CONTENT_LENGTH).to_owned());
        let bytes = body(answer).await.expect("whole");
        assert_eq!((&bytes[..4], length), (b"RIFF".as_slice(), bytes.len().to_string()));
        assert_eq!(site.get(&path, Some(&tag)).await.status(), StatusCode::NOT_MODIFIED);
        // Whoever uploads a tile's own picture neither blanks it nor makes it theirs.
        let sent = site.send(&carl, &[("csrf", None, carl.csrf.as_bytes()), ("file", Some("mine.webp"), &bytes)]).await;
        assert_eq!(sent.status(), StatusCode::SEE_OTHER);
        assert_eq!(site.get(&path, None).await.status(), StatusCode::OK);
        for extension in ["svg", "webp", "jpg", "glb", "json"] {
            let answer = site.get(&format!("/media/{original}.{extension}"), None).await;
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{extension}");
        }
        for extension in ["jpg", "glb", "html"] {
            assert_eq!(site.get(&format!("/media/{picture}.{extension}"), None).await.status(), StatusCode::NOT_FOUND);
        }
        let card = blobs::card_of(&site.market, &picture).await.expect("no surprise").expect("it was made");
        let answer = site.get(&format!("/media/{card}.jpg"), None).await;
        assert_eq!((answer.status(), text(&answer, &header::CONTENT_TYPE)), (StatusCode::OK, "image/jpeg"));
    }

    async fn a_tile_is_served_by_its_number_and_never_the_pack_it_lies_in(store: TestStore) {
        let site = Site::new(store, Settings::default()).await;
        let cleo = site.browser("cleo", &[Role::Creator]).await;
        let (_, picture, pack) = site.examined(&cleo).await;
        let answer = site.get(&format!("/media/{pack}-tiles.json"), None).await;
        assert_eq!((answer.status(), text(&answer, &header::CONTENT_TYPE)), (StatusCode::OK, "application/json"));
        let listed: serde_json::Value = serde_json::from_slice(&body(answer).await.expect("whole")).expect("JSON");
        let levels = json!([{ "side_px": 1024, "tiles": "1111" }, { "side_px": 2048, "tiles": "1111100110011111" }]);
        assert_eq!(listed, json!({ "tile_px": 512, "levels": levels }), "the frame, and the bar below it");

        let path = format!("/media/{pack}-4.webp");
        let answer = site.get(&path, None).await;
        assert_eq!((answer.status(), text(&answer, &header::CONTENT_TYPE)), (StatusCode::OK, "image/webp"));
        assert_eq!(text(&answer, &header::CACHE_CONTROL), "public, max-age=31536000, immutable");
        assert!(text(&answer, &header::CONTENT_SECURITY_POLICY).contains("sandbox"));
        let (tag, length) = (text(&answer, &header::ETAG).to_owned(), text(&answer, &header::CONTENT_LENGTH).to_owned());
        let bytes = body(answer).await.expect("whole");
        assert_eq!((&bytes[..4], length), (b"RIFF".as_slice(), bytes.len().to_string()));
        assert_eq!(site.get(&path, Some(&tag)).await.status(), StatusCode::NOT_MODIFIED);
        let other = site.get(&format!("/media/{pack}-5.webp"), Some(&tag)).await;
        assert_eq!(other.status(), StatusCode::OK, "another tile has a tag of its own");

        for nothing in ["-9.webp", "-20.webp", "-65536.webp", "-04.webp", "-+4.webp", "-4.jpg", "-.webp", "-tiles.webp", "-4-4.webp"] {
            assert_eq!(site.get(&format!("/media/{pack}{nothing}"), None).await.status(), StatusCode::NOT_FOUND, "{nothing}");
        }
        for extension in ["webp", "bin", "tiles", "json", "octet-stream", ""] {
            assert_eq!(site.get(&format!("/media/{pack}.{extension}"), None).await.status(), StatusCode::NOT_FOUND);
        }
        for part in ["-0.webp", "-tiles.json"] {
            assert_eq!(site.get(&format!("/media/{picture}{part}"), None).await.status(), StatusCode::NOT_FOUND);
        }
    }

    async fn a_flipped_byte_breaks_a_picture_off(store: TestStore) {
        let site = Site::new(store, Settings::default()).await;
        let cleo = site.browser("cleo", &[Role::Creator]).await;
        let (_, picture, _) = site.examined(&cleo).await;
        let (shard, name) = picture.as_str().split_at(2);
        let path = site.folder.path().join("blobs").join(shard).join(name);
        let mut bytes = std::fs::read(&path).expect("read");
        bytes[40] ^= 1;
        std::fs::write(&path, bytes).expect("written");
        let answer = site.get(&format!("/media/{picture}.webp"), None).await;
        assert!(body(answer).await.is_err(), "nobody takes it for whole");
        assert_eq!(blobs::damaged_count(&site.market).await.expect("no surprise"), 1);
    }

    async fn a_refused_form_leaves_nothing(store: TestStore) {
        let site = Site::new(store, Settings { upload_bytes_max: 1_000, ..Settings::default() }).await;
        let (cleo, bea) = (site.browser("cleo", &[Role::Creator]).await, site.browser("bea", &[Role::Buyer]).await);
        let opened = catalog::open_draft(&site.market, &cleo.actor, "Vase").await.expect("no surprise");
        let catalog::DraftOutcome::Opened { listing, .. } = opened else { panic!("{opened:?}") };
        let listing = listing.to_string();
        let (long, file) = (vec![b'x'; 1_001], ("file", Some("a.svg"), PLATE));
        let csrf = |browser: &Browser| browser.csrf.clone();
        let (hers, his) = (csrf(&cleo), csrf(&bea));
        let (hers, his) = (hers.as_bytes(), his.as_bytes());
        let there = ("listing", None, listing.as_bytes());
        let cases = [
            (&bea, vec![("csrf", None, his), there, file], StatusCode::NOT_FOUND),
            (&bea, vec![("csrf", None, his), file], StatusCode::FORBIDDEN),
            (&cleo, vec![file, ("csrf", None, hers)], StatusCode::FORBIDDEN),
            (&cleo, vec![("csrf", None, his), file], StatusCode::FORBIDDEN),
            (&cleo, vec![("csrf", None, long.as_slice()), file], StatusCode::BAD_REQUEST),
            (&cleo, vec![("csrf", None, hers), ("more", None, b"x"), file], StatusCode::BAD_REQUEST),
            (&cleo, vec![("csrf", None, hers), there, ("file", Some("a.svg"), &long)], StatusCode::PAYLOAD_TOO_LARGE),
            (&cleo, vec![("csrf", None, hers), there], StatusCode::BAD_REQUEST),
        ];
        for (number, (browser, parts, status)) in cases.into_iter().enumerate() {
            assert_eq!(site.send(browser, &parts).await.status(), status, "case {number}");
            assert_eq!(site.kept().await, 0, "case {number}");
        }
        let sent = site.send(&cleo, &[("csrf", None, hers), there, file]).await;
        assert_eq!((sent.status(), text(&sent, &header::LOCATION)), (StatusCode::SEE_OTHER, format!("/upload/{listing}").as_str()));
    }

    async fn drafts_and_uploads_by_the_page_have_a_rate(store: TestStore) {
        let site = Site::new(store, Settings::default()).await;
        let cleo = site.browser("cleo", &[Role::Creator]).await;
        let csrf = ("csrf", None, cleo.csrf.as_bytes());
        // Far more than a person drops onto a page, by forms of many files each.
        let mut drafts = 0;
        let refused = loop {
            let answer = site.send(&cleo, &[csrf, ("file", Some("a.svg"), PLATE)]).await;
            if answer.status() != StatusCode::SEE_OTHER {
                break answer;
            }
            drafts += 1;
            assert!(drafts < 200, "no end of drafts");
        };
        assert_eq!((refused.status(), drafts >= 120), (StatusCode::TOO_MANY_REQUESTS, true), "{drafts}");
        assert!(text(&refused, &header::RETRY_AFTER).parse::<u64>().is_ok_and(|seconds| seconds >= 1));
        let opened = catalog::open_draft(&site.market, &cleo.actor, "Vase").await.expect("no surprise");
        let catalog::DraftOutcome::Opened { listing, .. } = opened else { panic!("{opened:?}") };
        let listing = listing.to_string();
        let mut uploads = 0;
        while site.send(&cleo, &[csrf, ("listing", None, listing.as_bytes()), ("file", Some("a.svg"), PLATE)]).await.status()
            == StatusCode::SEE_OTHER
        {
            uploads += 1;
            assert!(uploads < 400, "no end of uploads");
        }
        assert!(uploads >= 100, "{uploads}: files of one's own listing have a rate of their own");
        let carl = site.browser("carl", &[Role::Creator]).await;
        let answer = site.send(&carl, &[("csrf", None, carl.csrf.as_bytes()), ("file", Some("b.svg"), PLATE)]).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "somebody else goes on");
    }
}
