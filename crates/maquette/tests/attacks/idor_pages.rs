//! Somebody else's things, asked for at every address of the router, by everyone who is not their owner.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use store::testing::TestStore;

use crate::{
    browser::{Answer, Browser},
    ledger_of_rows::Rows,
    routes::{self, Route},
    support::plate,
    town::{Attacker, Foreign, MARK, Moderators, Town},
};

/// Parameters that the identifiers of the town stand for. A new one asks for a thing of that kind in `town`.
const PARAMETERS: [&str; 7] = ["handle", "id", "listing", "name", "provider", "slug", "token"];

/// Addresses of static files and of pictures, which belong to everyone.
const SHARED: [&str; 3] = ["/static/", "/assets/", "/media/"];

/// What a form says beside identifiers, so that it would be carried out if it were the sender's own.
const SAID: [(&str, &str); 18] = [
    ("title", "Taken over"),
    ("description", "Somebody else was here."),
    ("category", "3d-print/vases"),
    ("tags", "taken"),
    ("licence", "personal"),
    ("price_personal", "1.00"),
    ("ai", "none"),
    ("decision", "approve"),
    ("words", "It was taken over by somebody else."),
    ("reason", "It was taken over by somebody else."),
    ("card", "paid"),
    ("terms", "1"),
    ("total", "650"),
    ("once", "try_again"),
    ("name", "Somebody else"),
    ("scope", "admin"),
    ("email", "taken@example.org"),
    ("password", "not the right sentence"),
];

/// One try: an address, and the fields of a form where it is sent one.
#[derive(Clone)]
struct Try {
    method: String,
    address: String,
    fields: Vec<(String, String)>,
}

impl Try {
    /// Every way to ask `route` for `id`: in its path, its query, its form, and below a path of the attacker's own.
    fn all(route: &Route, id: &str, own: &str, names: &BTreeSet<String>) -> Vec<Self> {
        let mut paths = vec![route.with(id)];
        paths.extend((!route.parameters().is_empty()).then(|| route.with(own)));
        let is_uuid = uuid::Uuid::parse_str(id).is_ok();
        let here = |address: String, fields| Self { method: route.method.clone(), address, fields };
        let mut tries = Vec::new();
        for path in paths {
            match route.method.as_str() {
                "GET" => {
                    // A cursor is refused before anything else is looked at, and so is a revision that is none.
                    let masks = |name: &str| ["after", "before"].contains(&name) || (name == "revision" && !is_uuid);
                    let asked = names.iter().filter(|name| !masks(name));
                    let query: Vec<_> = asked.map(|name| format!("{name}={id}")).collect();
                    tries.push(here(format!("{path}?{}", query.join("&")), Vec::new()));
                    tries.extend((!route.parameters().is_empty()).then(|| here(path, Vec::new())));
                }
                _ => {
                    let of = |name: &String| (name.clone(), id.to_owned());
                    // A word for an address makes a shop of that name, or a password that is judged as a word.
                    let is_word = |name: &str| !is_uuid && (name == "title" || name.contains("password"));
                    let all: Vec<_> = names.iter().filter(|name| *name != "csrf" && !is_word(name)).map(of).collect();
                    let said = |(name, value): (String, String)| match SAID.iter().find(|(known, _)| *known == name) {
                        Some((_, said)) => (name, (*said).to_owned()),
                        None => (name, value),
                    };
                    tries.push(here(path.clone(), all.clone().into_iter().map(said).collect()));
                    tries.push(here(path, all));
                }
            }
        }
        tries
    }

    async fn send(&self, browser: &Browser) -> Answer {
        let fields: Vec<_> = self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        match self.method.as_str() {
            "GET" => browser.get(&self.address).await,
            "PUT" => browser.put(&self.address, &plate(31.0)).await,
            "POST" if self.address == "/upload/file" => {
                let places: Vec<_> =
                    fields.iter().copied().filter(|(name, _)| ["listing", "replaces"].contains(name)).collect();
                browser.post_parts(&self.address, &places, ("mine.svg", &plate(31.0))).await
            }
            "POST" => browser.post(&self.address, &fields).await,
            other => panic!("nobody has said yet how {other} {} is attacked", self.address),
        }
    }
}

/// What an answer tells, without what is fresh in each.
fn told(town: &Town, answer: &Answer) -> String {
    town.told(&format!("{} {} {}", answer.status, answer.header("location"), answer.text))
}

struct Attack<'a> {
    town: &'a Town,
    routes: Vec<Route>,
    names: BTreeSet<String>,
    found: Vec<String>,
    tried: usize,
}

impl Attack<'_> {
    async fn by(&mut self, mut attacker: Attacker) {
        for route in self.routes.clone() {
            let nothings: BTreeSet<String> = self.town.foreign.iter().map(|foreign| foreign.nothing.clone()).collect();
            for nothing in nothings {
                self.one(&mut attacker, &route, &nothing).await;
            }
        }
    }

    /// Asks `route` for everything that is called like `nothing`, in every way, and compares it with what is not there.
    async fn one(&mut self, attacker: &mut Attacker, route: &Route, nothing: &str) {
        let absent = Try::all(route, nothing, &attacker.own, &self.names);
        for (way, nothing_there) in absent.iter().enumerate() {
            let mut absent = told(self.town, &nothing_there.send(&self.town.browser(attacker).await).await);
            for foreign in self.town.foreign.iter().filter(|foreign| foreign.nothing == nothing) {
                // What a moderator may look at they may also decide about; what they may not even see they change nowhere.
                let decides = route.method != "GET" && foreign.moderators != Moderators::Nothing;
                if attacker.is_moderator && (decides || foreign.moderators == Moderators::Judge) {
                    continue;
                }
                self.tried += 1;
                let theirs = Try::all(route, &foreign.id, &attacker.own, &self.names).swap_remove(way);
                let answer = theirs.send(&self.town.browser(attacker).await).await;
                if told(self.town, &answer) != absent {
                    // The attacker's own things may have changed by what they did meanwhile.
                    absent = told(self.town, &nothing_there.send(&self.town.browser(attacker).await).await);
                }
                let found = self.judge(attacker, foreign, &answer, &absent);
                self.found.extend(found.map(|found| {
                    format!("{} asks {} {} for {}: {found}", attacker.name, route.method, theirs.address, foreign.what)
                }));
            }
        }
    }

    fn judge(&self, attacker: &Attacker, foreign: &Foreign, answer: &Answer, absent: &str) -> Option<String> {
        if answer.status.is_server_error() {
            return Some(answer.status.to_string());
        }
        if attacker.is_moderator && foreign.moderators == Moderators::See {
            return None;
        }
        if shows(attacker, &answer.text) {
            return Some(format!("reads of it, {}", answer.status));
        }
        let told = told(self.town, answer);
        (told != absent).then(|| format!("learns that there is such a thing: {}", first_difference(absent, &told)))
    }
}

/// Whether a text tells of what is private to others; what is held or prepared is a moderator's business.
pub fn shows(attacker: &Attacker, text: &str) -> bool {
    let text = text.to_lowercase();
    let marks: &[&str] = if attacker.is_moderator { &[] } else { &[MARK, "cleo.creator@"] };
    marks.iter().chain(&["bea.buyer@", "bea buyer"]).any(|mark| text.contains(mark))
}

/// A few words of both from where they differ.
pub fn first_difference(one: &str, other: &str) -> String {
    let at = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    let from = |text: &str| text.chars().skip(at.saturating_sub(40)).take(120).collect::<String>();
    format!("{:?} and {:?}", from(one), from(other))
}

/// Lets one of the attackers try everything, and looks at what came of it.
async fn attack(store: TestStore, name: &str) {
    let town = Town::new(store).await;
    let routes: Vec<_> = routes::of(&town.router)
        .into_iter()
        .filter(|route| route.path != "/graphql" && !SHARED.iter().any(|shared| route.path.starts_with(shared)))
        .collect();
    for route in &routes {
        for name in route.parameters() {
            let is_known = PARAMETERS.contains(&name);
            assert!(is_known, "{}: say in `town` what `{name}` names of somebody else's", route.path);
        }
    }
    let theirs = town.theirs().await;
    let before = Rows::of(town.world.market.store(), &theirs).await;
    assert!(before.len() > 50, "{}", before.len());
    let mut attack = Attack { town: &town, routes, names: routes::names_read(), found: Vec::new(), tried: 0 };
    attack.by(town.attacker(name)).await;
    assert!(attack.tried > 1_000, "{}", attack.tried);
    let found: BTreeSet<_> = attack.found.into_iter().collect();
    assert!(found.is_empty(), "{} of {}: {found:#?}", found.len(), attack.tried);
    let lost = before.lost_in(&Rows::of(town.world.market.store(), &theirs).await);
    assert!(lost.is_empty(), "{lost:#?}");
}

store::on_both_databases! {
    async fn a_visitor_gets_at_nothing_of_others(store: TestStore) {
        attack(store, "a visitor").await;
    }

    async fn a_creator_gets_at_nothing_of_others(store: TestStore) {
        // Who buys, too: whoever only buys may do nothing that they may not, and is among those who try the schema.
        attack(store, "another creator").await;
    }

    async fn a_moderator_gets_at_nothing_that_is_no_business_of_theirs(store: TestStore) {
        attack(store, "a moderator").await;
    }

    async fn an_owner_reaches_all_of_it(store: TestStore) {
        // The same attack finds what it looks for where it must: with the owner's session.
        let town = Town::new(store).await;
        let id = |what: &str| town.foreign.iter().find(|foreign| foreign.what == what).expect("it is there").id.clone();
        let owner = async |email: &str| {
            Browser::new(&town.router, "session", &crate::town::session(&town.world, email).await)
        };
        let (cleo, bea) = (owner("cleo.creator@example.org").await, owner("bea.buyer@example.org").await);
        let draft = cleo.get(&format!("/upload/{}", id("a draft"))).await;
        assert!(draft.status == StatusCode::OK && draft.text.contains(MARK));
        let shown = cleo.get(&format!("/l/{}", id("a draft's address"))).await;
        assert!(shown.status == StatusCode::OK && shown.text.contains(MARK));
        let order = bea.get(&format!("/orders/{}", id("an order"))).await;
        assert!(order.status == StatusCode::OK && order.text.contains("Vase for everyone"));
        let before = Rows::of(town.world.market.store(), &[]).await;
        let token = id("a token");
        bea.post("/account/tokens/revoke", &[("token", &token)]).await;
        let after = Rows::of(town.world.market.store(), &[]).await;
        assert!(before.lost_in(&after).iter().any(|row| row.starts_with("api_tokens")), "a change is seen");
    }
}
