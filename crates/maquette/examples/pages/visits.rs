//! What is asked for: each page as different visitors would ask for it, so that no single answer is measured.

use serde_json::json;

use crate::{
    stock::Shelf,
    words::{self, Dice, FIELDS, MATERIALS},
};

/// One kind of page, by every address it is asked at in turn.
pub struct Visit {
    /// The line's name in the table.
    pub name: &'static str,
    /// The requests, at least one.
    pub requests: Vec<Request>,
}

/// One request.
pub struct Request {
    /// Path and query.
    pub target: String,
    /// What is posted as JSON; none is a GET.
    pub body: Option<String>,
    cookie: String,
}

impl Request {
    /// The request as it travels.
    pub fn bytes(&self, encoding: &str) -> Vec<u8> {
        let Self { target, body, cookie } = self;
        let method = if body.is_some() { "POST" } else { "GET" };
        let kept = format!("Host: localhost\r\nAccept-Encoding: {encoding}\r\nCookie: {cookie}\r\n");
        match body {
            None => format!("{method} {target} HTTP/1.1\r\n{kept}\r\n").into_bytes(),
            Some(body) => format!(
                "{method} {target} HTTP/1.1\r\n{kept}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            )
            .into_bytes(),
        }
    }
}

/// Addresses of each kind of page at most: more than any cache of ours holds for it.
const ADDRESSES: usize = 2_000;

/// Everything that is measured; the limit comes first.
pub fn all(shelf: &Shelf) -> Vec<Visit> {
    let get = |name: &'static str, targets: Vec<String>| {
        let request = |target| Request { target, body: None, cookie: format!("mq_visitor={}", shelf.visitor) };
        Visit { name, requests: targets.into_iter().map(request).collect() }
    };
    let mut dice = Dice::new(8);
    let filtered = (0..ADDRESSES).map(|_| filters(&mut dice)).collect();
    let worded = (0..ADDRESSES).map(|_| format!("/browse?q={}", words::query(&mut dice).replace(' ', "+"))).collect();
    let slugs: Vec<&String> = (0..ADDRESSES).map(|_| &shelf.slugs[dice.below(shelf.slugs.len())]).collect();
    vec![
        get("a help page (the limit)", vec!["/help/verification".to_owned()]),
        get("/healthz", vec!["/healthz".to_owned()]),
        get("home", vec!["/".to_owned()]),
        get("browse, first page", vec!["/browse".to_owned()]),
        get("browse, filtered", filtered),
        get("browse, by words", worded),
        get("listing", slugs.iter().map(|slug| format!("/l/{slug}")).collect()),
        ask("GraphQL, 24 with shop and tags", (0..ADDRESSES).map(|_| page_of_24(dice.below(100))).collect()),
        ask("GraphQL, one by its slug", slugs.iter().map(|slug| one(slug)).collect()),
    ]
}

/// What a program posts to the schema's address; it carries no cookie.
fn ask(name: &'static str, questions: Vec<serde_json::Value>) -> Visit {
    let request = |question: serde_json::Value| Request {
        target: "/graphql".to_owned(),
        body: Some(question.to_string()),
        cookie: String::new(),
    };
    Visit { name, requests: questions.into_iter().map(request).collect() }
}

fn page_of_24(page: usize) -> serde_json::Value {
    json!({
        "query": "query($after: String) { listings(first: 24, after: $after) { \
            nodes { id slug title price { minorUnits currency } shop { handle title } tags } \
            pageInfo { hasNextPage endCursor } } }",
        "variables": { "after": (page > 0).then(|| format!("p{:x}", 24 * page)) },
    })
}

fn one(slug: &str) -> serde_json::Value {
    json!({
        "query": "query($slug: String!) { listing(slug: $slug) { id title description price { minorUnits currency } \
            shop { handle title } tags attributes { name value } offers { price { minorUnits } } } }",
        "variables": { "slug": slug },
    })
}

/// Two or three filters and a page, as a maker narrows a shelf down.
fn filters(dice: &mut Dice) -> String {
    let mut parts = vec![format!("category={}", FIELDS[dice.below(FIELDS.len())].category)];
    match dice.below(5) {
        0 => parts.push("no_supports=1".to_owned()),
        1 => parts.push(format!("material={}", MATERIALS[dice.below(MATERIALS.len())].replace(' ', "+"))),
        2 => parts.push(format!("price_max={}", 2 + dice.below(12))),
        3 => parts.push("bed_width=220&bed_depth=220&bed_height=250".to_owned()),
        _ => parts.push("licence=commercial".to_owned()),
    }
    match dice.below(3) {
        0 => parts.push("sort=price".to_owned()),
        1 => parts.push("without_ai=1".to_owned()),
        _ => {}
    }
    if dice.below(4) == 0 {
        parts.push("page=2".to_owned());
    }
    format!("/browse?{}", parts.join("&"))
}
