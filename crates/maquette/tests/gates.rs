//! Attacks by requests that are too much, on the real server: each is refused with a code, and the server goes on.

#![allow(clippy::expect_used, reason = "a test that cannot be set up has failed")]

mod support;

use std::{io::Write as _, process::Command};

use serde_json::{Value, json};
use support::Site;

/// What `curl` got: status, head, body.
struct Got {
    status: u16,
    head: String,
    body: String,
}

fn curl(arguments: &[&str], url: &str) -> Got {
    let output =
        Command::new("curl").args(["--silent", "--include", "--max-time", "60"]).args(arguments).arg(url).output();
    let said = String::from_utf8_lossy(&output.expect("curl runs").stdout).into_owned();
    let mut rest = said.as_str();
    // `100 Continue` comes before the answer where the body is large.
    while let Some(after) = rest.strip_prefix("HTTP/1.1 100 Continue\r\n\r\n") {
        rest = after;
    }
    let (head, body) = rest.split_once("\r\n\r\n").unwrap_or((rest, ""));
    let status = head.split_whitespace().nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Got { status, head: head.to_lowercase(), body: body.to_owned() }
}

/// The answer to one question, and the code of its first error.
fn ask(site: &Site, question: &Value, headers: &[&str]) -> (Value, String) {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(question.to_string().as_bytes()).expect("written");
    let data = format!("@{}", file.path().display());
    let mut arguments = vec!["--header", "content-type: application/json", "--data-binary", &data];
    headers.iter().for_each(|header| arguments.extend(["--header", header]));
    let got = curl(&arguments, &format!("{}/graphql", site.address));
    let body: Value = serde_json::from_str(&got.body).unwrap_or_else(|_| panic!("{} {}", got.status, got.body));
    let code = body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned();
    (body, code)
}

fn is_well(site: &Site) -> bool {
    curl(&[], &format!("{}/healthz", site.address)).status == 200
}

fn attributes(count: usize) -> Value {
    let filter = json!({ "attributes": vec![json!({ "name": "a", "value": "b" }); count] });
    json!({ "query": "query($f: ListingFilter) { listings(filter: $f) { totalCount } }", "variables": { "f": filter } })
}

/// Thirty fragments that spread the next one twice.
fn bomb() -> String {
    let fragment = |number: usize| format!("fragment f{number} on Query {{ ...f{} ...f{} }} ", number + 1, number + 1);
    let fragments: String = (0..30).map(fragment).collect();
    format!("{{ ...f0 }} {fragments} fragment f30 on Query {{ market {{ name }} }}")
}

#[test]
fn a_question_that_is_too_much_is_refused_and_the_server_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::open(folder.path(), "");
    let many = |count: usize, one: &str| (0..count).map(|number| format!("a{number}: {one} ")).collect::<String>();
    let ring = "{ ...a } fragment a on Query { ...b ...b } fragment b on Query { ...a ...a }";
    let questions = [
        ("1,500 properties", attributes(1_500), "BAD_ARGUMENT"),
        ("50,000 properties", attributes(50_000), "BAD_QUESTION"),
        ("200 aliases", json!({ "query": format!("{{ {} }}", many(200, "market { name }")) }), "BAD_QUESTION"),
        ("10,000 brackets", json!({ "query": "{a".repeat(10_000) }), "BAD_QUESTION"),
        ("10,000 lists", json!({ "query": format!("{{ a(b: {}) }}", "[".repeat(10_000)) }), "BAD_QUESTION"),
        ("a fragment bomb", json!({ "query": bomb() }), "BAD_QUESTION"),
        ("a ring of fragments", json!({ "query": ring }), "BAD_QUESTION"),
        ("a NUL", json!({ "query": "{ shop(handle: \"a\\u0000b\") { title } }" }), "BAD_ARGUMENT"),
        (
            "a NUL in a variable",
            json!({ "query": "query($h: String!) { shop(handle: $h) { title } }", "variables": { "h": "\0" } }),
            "BAD_ARGUMENT",
        ),
        (
            "a cursor of long ago",
            json!({ "query": "{ listings(after: \"pffffffffffffffff\") { totalCount } }" }),
            "BAD_ARGUMENT",
        ),
        ("both ways", json!({ "query": "{ listings(first: 1, last: 1) { totalCount } }" }), "BAD_ARGUMENT"),
        (
            "a size that overflows",
            json!({ "query": "{ listings(first: 2147483647) { nodes { shop { listings(first: 2147483647) { nodes { title } } } } } }" }),
            "BAD_QUESTION",
        ),
    ];
    for (name, question, code) in questions {
        let (body, got) = ask(&site, &question, &[]);
        assert_eq!(got, code, "{name}: {body}");
        assert!(is_well(&site), "{name}");
    }
    let (body, _) = ask(&site, &attributes(12), &[]);
    assert_eq!(body["data"]["listings"]["totalCount"], 0, "at the limit it is answered: {body}");
}

#[test]
fn the_schema_can_be_learnt_by_the_question_that_programs_ask() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::open(folder.path(), "");
    let of_type = "ofType { kind name ".repeat(9) + &"} ".repeat(9);
    let query = format!(
        "query IntrospectionQuery {{ __schema {{ queryType {{ name }} mutationType {{ name }} types {{ ...FullType }} \
         directives {{ name description locations args {{ ...InputValue }} }} }} }} \
         fragment FullType on __Type {{ kind name description fields(includeDeprecated: true) {{ name description \
         args {{ ...InputValue }} type {{ ...TypeRef }} isDeprecated deprecationReason }} inputFields {{ ...InputValue }} \
         interfaces {{ ...TypeRef }} enumValues(includeDeprecated: true) {{ name description isDeprecated \
         deprecationReason }} possibleTypes {{ ...TypeRef }} }} \
         fragment InputValue on __InputValue {{ name description type {{ ...TypeRef }} defaultValue }} \
         fragment TypeRef on __Type {{ kind name {of_type} }}"
    );
    let (body, _) = ask(&site, &json!({ "query": query }), &[]);
    let types = body["data"]["__schema"]["types"].as_array().map_or(0, Vec::len);
    assert!(types > 20, "{body}");
}

#[test]
fn one_question_makes_no_crowd_of_accounts_and_guesses_no_crowd_of_passwords() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::open(folder.path(), "");
    let sign_up = |number: usize| {
        format!(
            "s{number}: signUp(input: {{ email: \"p{number}@example.org\", name: \"Somebody\", password: \"a long sentence\" }}) \
             {{ status }} "
        )
    };
    let question = |range: std::ops::Range<usize>| json!({ "query": format!("mutation {{ {} }}", range.map(sign_up).collect::<String>()) });
    assert_eq!(ask(&site, &question(0..60), &[]).1, "BAD_QUESTION");
    let (body, code) = ask(&site, &question(0..10), &[]);
    assert_eq!(code, "", "{body}");
    let (body, code) = ask(&site, &question(10..11), &[]);
    assert_eq!(code, "RATE_LIMITED", "{body}");
    assert!(body["errors"][0]["extensions"]["retryAfterSeconds"].as_u64().is_some_and(|wait| wait > 0), "{body}");

    let token = |number: usize| {
        format!(
            "t{number}: createToken(input: {{ email: \"p1@example.org\", password: \"guess {number} of many\", name: \"t\", \
             scopes: [ADMIN] }}) {{ status }} "
        )
    };
    let guesses = |range: std::ops::Range<usize>| json!({ "query": format!("mutation {{ {} }}", range.map(token).collect::<String>()) });
    assert_eq!(ask(&site, &guesses(0..200), &[]).1, "BAD_QUESTION");
    assert_eq!(ask(&site, &guesses(0..10), &[]).1, "");
    assert_eq!(ask(&site, &guesses(10..11), &[]).1, "RATE_LIMITED");
    assert!(is_well(&site));
}

#[test]
fn a_page_that_is_asked_with_a_nul_or_a_forged_place_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::open(folder.path(), "");
    for path in ["/l/a%00b", "/s/%00", "/browse?q=%00", "/browse?tag=%00&material=a", "/verify-email?token=%00"] {
        assert_eq!(curl(&[], &format!("{}{path}", site.address)).status, 400, "{path}");
    }
    let long = format!("{}/browse?tag={}", site.address, "x".repeat(5_000));
    let shown = curl(&[], &long);
    assert!(shown.status == 200 && !shown.body.contains(&"x".repeat(200)), "what is too long to be a tag is cut short");
    assert!(is_well(&site));
}

#[test]
fn a_guesser_at_the_sign_in_page_is_told_how_long_to_wait() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::open(folder.path(), "");
    let jar = folder.path().join("jar");
    let jar = jar.display().to_string();
    let page = curl(&["--cookie-jar", &jar], &format!("{}/sign-in", site.address));
    let (_, rest) = page.body.split_once("name=\"csrf\" value=\"").expect("a token");
    let csrf = rest.split('"').next().expect("a token");
    let guess = |number: usize| {
        let form = format!("csrf={csrf}&email=mira%40example.org&password=guess+number+{number}");
        curl(&["--cookie", &jar, "--data", &form], &format!("{}/sign-in", site.address))
    };
    for number in 0..10 {
        assert_eq!(guess(number).status, 200, "the form is shown again");
    }
    let braked = guess(10);
    assert_eq!(braked.status, 429);
    assert!(braked.head.contains("\r\nretry-after: "), "{}", braked.head);
    assert!(braked.body.contains("tries on one account from one address"), "{}", braked.body);
}
