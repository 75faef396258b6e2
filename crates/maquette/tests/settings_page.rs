//! The settings in force on an operator's page, from a real server that was told them in every way.

#![allow(clippy::expect_used, reason = "a test that cannot be set up has failed")]

mod support;

use std::{io::Write as _, process::Stdio};

use reqwest::{Client, Response, header, redirect};
use store::DatabaseSettings;
use support::place::{Place, SECRET};

const PASSWORD: &str = "the demo password";

/// Somebody's browser: it keeps its cookies.
struct Browser {
    http: Client,
    site: String,
    cookies: Vec<(String, String)>,
}

impl Browser {
    fn new(site: &str) -> Self {
        let http = Client::builder().redirect(redirect::Policy::none()).no_proxy().build().expect("a client");
        Self { http, site: site.to_owned(), cookies: Vec::new() }
    }

    fn cookie(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn keep(&mut self, answer: &Response) {
        for value in answer.headers().get_all(header::SET_COOKIE) {
            let pair = value.to_str().expect("text").split(';').next().expect("a pair");
            let (name, value) = pair.split_once('=').expect("a pair");
            self.cookies.retain(|(known, _)| known != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
    }

    async fn get(&mut self, path: &str) -> (u16, String) {
        let request = self.http.get(format!("{}{path}", self.site)).header(header::COOKIE, self.cookie());
        let answer = request.send().await.expect("an answer");
        self.keep(&answer);
        (answer.status().as_u16(), answer.text().await.expect("text"))
    }

    async fn sign_in(&mut self, email: &str) {
        let (_, page) = self.get("/sign-in").await;
        let (_, rest) = page.split_once("name=\"csrf\" value=\"").expect("a token");
        let csrf = rest.split('"').next().expect("its end");
        let body = serde_json::json!({ "csrf": csrf, "email": email, "password": PASSWORD });
        let body = body.as_object().expect("fields").iter().map(|(name, value)| (name, value.as_str().expect("text")));
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(body).finish();
        let request = self.http.post(format!("{}/sign-in", self.site)).header(header::COOKIE, self.cookie());
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = request.body(body).send().await.expect("an answer");
        self.keep(&answer);
        assert_eq!(answer.status(), 303, "{email} signs in");
    }
}

fn add_user(place: &Place, email: &str, role: &str) {
    let arguments =
        ["admin", "user", "add", "--email", email, "--name", "Somebody", "--role", role, "--password-stdin"];
    let mut command = place.command(&arguments);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("it starts");
    child.stdin.take().expect("it listens").write_all(PASSWORD.as_bytes()).expect("typed");
    assert!(child.wait().expect("it ends").success(), "{email}");
}

/// The row of one setting.
fn row<'a>(page: &'a str, name: &str) -> &'a str {
    let (_, rest) = page
        .split_once(&format!("<th scope=\"row\"><code>{name}</code>"))
        .unwrap_or_else(|| panic!("{name} is not listed:\n{page}"));
    rest.split("</tr>").next().expect("its end")
}

store::on_both_databases! {
    async fn an_operator_reads_every_setting_and_never_a_secret(store: TestStore) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("shop.toml");
        let lines = "site_name = \"Werkbank & Söhne\"\nmail_smtp = \"smtps://post:canary-smtp@127.0.0.1:1\"\nfiles_max = 40\n";
        std::fs::write(&file, lines).expect("written");
        let mut place = Place::new(&folder.path().join("data")).with_rows(&store.settings);
        if let DatabaseSettings::Postgres { url, .. } = &store.settings {
            let mark = if url.contains('?') { '&' } else { '?' };
            place = place.with("DATABASE_URL", &format!("{url}{mark}application_name=canary-database"));
        }
        let place = place
            .with("METRICS_TOKEN", "canary-metrics")
            .with("BLOBS_KEY", "canary-key")
            .with("BLOBS_SECRET_KEY", "canary-secret-key")
            .with("BLOBS_ENDPOINT", "https://canary-user:canary-password@s3.example.org?canary=query")
            .with("UPLOAD_BYTES_MAX", "1048576");
        add_user(&place, "chief@example.org", "operator");
        add_user(&place, "mira@example.org", "moderator");
        let config = file.display().to_string();
        let server = place.serve(&["--workers", "0", "--config", &config]);

        let mut chief = Browser::new(&server.address);
        assert_eq!(chief.get("/operator/settings").await.0, 303, "nobody is told before they sign in");
        chief.sign_in("chief@example.org").await;
        let (status, page) = chief.get("/operator/settings").await;
        assert_eq!(status, 200);
        for secret in ["canary-smtp", "canary-metrics", "canary-key", "canary-secret", "canary-password", "canary=", "canary-database", SECRET] {
            assert!(!page.contains(secret), "{secret}");
        }
        for name in ["secret", "metrics_token", "blobs_key", "blobs_secret_key"] {
            assert!(row(&page, name).contains("Set, not shown"), "{name}");
        }
        assert!(row(&page, "mail_smtp").contains("<code class=\"word\">smtps://post@127.0.0.1:1</code>"));
        assert!(row(&page, "blobs_endpoint").contains("https://canary-user@s3.example.org/"));
        let database = if store.store.backend() == store::Backend::Postgres { "<code class=\"word\">postgres" } else { "<code class=\"word\">sqlite:///" };
        assert!(row(&page, "database_url").contains(database), "{}", row(&page, "database_url"));

        for (name, value, default, origin) in [
            ("site_name", "Werkbank &#38; Söhne", "Maquette", format!("The file {config}")),
            ("files_max", "40", "50", format!("The file {config}")),
            ("upload_bytes_max", "1048576", "2147483648", "The environment, MAQUETTE_UPLOAD_BYTES_MAX".to_owned()),
            ("workers", "0", "", "The flag --workers".to_owned()),
            ("listen", server.address.trim_start_matches("http://"), "127.0.0.1:8080", "The flag --listen".to_owned()),
        ] {
            let row = row(&page, name);
            assert!(row.contains(&format!("<code class=\"word\">{value}</code>")) && row.contains(&origin), "{name}: {row}");
            assert!(default.is_empty() || row.contains(&format!("Default: <code class=\"word\">{default}</code>")), "{name}: {row}");
        }
        let fee = row(&page, "fee_basis_points");
        assert!(fee.contains("The platform’s share") || fee.contains("The platform's share"), "{fee}");
        assert!(fee.contains("<code class=\"word\">1300</code>") && !fee.contains("Default:"), "{fee}");

        let mut moderator = Browser::new(&server.address);
        moderator.sign_in("mira@example.org").await;
        assert_eq!(moderator.get("/operator/settings").await.0, 403);
    }
}
