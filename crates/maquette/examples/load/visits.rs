//! What is asked for: each page as different visitors would ask for it, so that no single answer is measured.

use basis::SystemRandom;
use serde_json::json;
use store::Hash;

use crate::{
    stock::{self, Shelf},
    words::{self, Dice, FIELDS, MATERIALS},
};

/// One kind of page, by every address it is asked at in turn.
pub struct Visit {
    /// The line's name in the table.
    pub name: &'static str,
    /// What it is answered with.
    pub status: u16,
    /// The requests, at least one.
    pub requests: Vec<Request>,
}

/// One request.
pub struct Request {
    /// Path and query.
    pub target: String,
    /// What is posted, and its media type; none is a GET.
    pub body: Option<(&'static str, String)>,
    /// The cookie's line; empty where there is none.
    pub cookie: String,
}

impl Request {
    /// The request as it travels.
    pub fn bytes(&self, encoding: &str) -> Vec<u8> {
        let Self { target, body, cookie } = self;
        let method = if body.is_some() { "POST" } else { "GET" };
        let kept = format!("Host: localhost\r\nAccept-Encoding: {encoding}\r\nCookie: {cookie}\r\n");
        match body {
            None => format!("{method} {target} HTTP/1.1\r\n{kept}\r\n").into_bytes(),
            Some((media_type, body)) => format!(
                "{method} {target} HTTP/1.1\r\n{kept}Content-Type: {media_type}\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            )
            .into_bytes(),
        }
    }

    /// A form that a visitor sends, with the secret of its cookie beside it as the pages have it.
    pub fn form(target: &str, cookie: (&str, &str), fields: &[(&str, &str)]) -> Self {
        let (name, secret) = cookie;
        let token = Hash::of(format!("csrf {secret}").as_bytes()).as_str()[..32].to_owned();
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("csrf", &token).extend_pairs(fields);
        Self {
            target: target.to_owned(),
            body: Some(("application/x-www-form-urlencoded", form.finish())),
            cookie: format!("{name}={secret}"),
        }
    }
}

/// Addresses of each kind of page at most: more than any cache of ours holds for it.
const ADDRESSES: usize = 2_000;

/// Everything that is measured; the limit comes first.
pub fn all(shelf: &Shelf) -> Vec<Visit> {
    let get = |name: &'static str, targets: Vec<String>| {
        let request = |target| Request { target, body: None, cookie: format!("mq_visitor={}", shelf.visitor) };
        Visit { name, status: 200, requests: targets.into_iter().map(request).collect() }
    };
    let mut dice = Dice::new(8);
    let filtered = (0..ADDRESSES).map(|_| filters(&mut dice)).collect();
    let worded = (0..ADDRESSES).map(|_| format!("/browse?q={}", words::query(&mut dice).replace(' ', "+"))).collect();
    let picks: Vec<_> = (0..ADDRESSES).map(|_| &shelf.picks[dice.below(shelf.picks.len())]).collect();
    let shops = (0..ADDRESSES).map(|_| format!("/s/shop-{}", dice.below(shelf.shops))).collect();
    vec![
        get("a help page (the limit)", vec!["/help/verification".to_owned()]),
        get("/healthz", vec!["/healthz".to_owned()]),
        get("home", vec!["/".to_owned()]),
        get("browse, first page", vec!["/browse".to_owned()]),
        get("browse, filtered", filtered),
        get("browse, by words", worded),
        get("listing", picks.iter().map(|pick| format!("/l/{}", pick.slug)).collect()),
        get("shop", shops),
        ask("GraphQL, 24 with shop and tags", (0..ADDRESSES).map(|_| page_of_24(&mut dice)).collect()),
        ask("GraphQL, one by its slug", picks.iter().map(|pick| one(&pick.slug)).collect()),
        sign_in(),
        Visit {
            name: "basket, the first thing in it",
            status: 303,
            requests: picks.iter().map(|pick| take(&pick.offer.to_string())).collect(),
        },
    ]
}

/// What a program posts to the schema's address; it carries no cookie.
fn ask(name: &'static str, questions: Vec<serde_json::Value>) -> Visit {
    let request = |question: serde_json::Value| Request {
        target: "/graphql".to_owned(),
        body: Some(("application/json", question.to_string())),
        cookie: String::new(),
    };
    Visit { name, status: 200, requests: questions.into_iter().map(request).collect() }
}

/// Every buyer signs in, each time as a browser that nobody knows.
fn sign_in() -> Visit {
    let request = |buyer: usize| {
        let visitor = basis::token(&SystemRandom, "");
        let fields =
            [("email", stock::email(buyer)), ("password", stock::PASSWORD.to_owned()), ("next", "/".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Request::form("/sign-in", ("mq_visitor", &visitor), &fields)
    };
    Visit { name: "sign in", status: 303, requests: (0..64).map(request).collect() }
}

/// Somebody new puts something into a basket.
fn take(offer: &str) -> Request {
    Request::form("/basket/add", ("mq_visitor", &basis::token(&SystemRandom, "")), &[("licence", offer)])
}

/// A first page of 24, narrowed as programs narrow it.
fn page_of_24(dice: &mut Dice) -> serde_json::Value {
    let category = FIELDS[dice.below(FIELDS.len())].category;
    let price_max = (dice.below(2) == 0).then(|| 200 + 100 * dice.below(15));
    json!({
        "query": "query($filter: ListingFilter) { listings(first: 24, filter: $filter) { \
            nodes { id slug title price { minorUnits currency } shop { handle title } tags } \
            pageInfo { hasNextPage endCursor } } }",
        "variables": { "filter": { "category": category, "priceMinorMax": price_max } },
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
    if dice.below(4) == 0 {
        // A shelf that is narrowed down may have no second page.
        return format!("/browse?{}&page=2", parts[0]);
    }
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
    format!("/browse?{}", parts.join("&"))
}
