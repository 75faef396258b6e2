//! Importing into a market behind an address, as any other program would: by GraphQL, with a token.

use anyhow::{Context, Result, bail, ensure};
use market::catalog::Edit;
use serde_json::{Value, json};

use store::facts::Kind;

use super::{
    destination::{Added, Destination, Looked, Part, UNREAD, left_out_words},
    listing,
    photos::{OfListing, Shown, Wanted, arranged},
    plan::Entry,
    tally::End,
};

/// Which market, and as whom. Not `Debug`: the token is a secret.
#[derive(Clone)]
pub struct Server {
    /// `https://example.org`, with or without a slash at the end.
    pub address: String,
    /// A token with the scopes READ and SELL.
    pub token: String,
}

/// A market behind an address.
pub struct There {
    http: reqwest::Client,
    endpoint: String,
    token: String,
    currency: basis::Currency,
    bytes_max: u64,
    /// Listings that belong to entries of this run already.
    claimed: Vec<String>,
    said_creator: bool,
}

/// An entry that waits.
#[derive(Clone)]
pub struct Ticket {
    listing: String,
    /// What is to be said of its photographs.
    photos: Vec<Wanted>,
}

impl Ticket {
    fn new(listing: String, photos: &[Shown]) -> Self {
        Self { listing, photos: photos.iter().map(|photo| photo.wanted.clone()).collect() }
    }
}

/// A listing of an earlier run.
struct Known {
    /// As the market tells of it.
    listing: Value,
    /// Whether what it was found by is a zip whose files stand in its place.
    is_unpacked: bool,
}

/// What a file is sent for.
const SOLD: &str = "SOLD";
/// What a photograph is sent for.
const PHOTO: &str = "PHOTO";

/// Listings that one question looks at: a market bounds the aliases of a question.
const LOOKED_AT_ONCE: usize = 30;

/// The longest that a market may ask to wait, seconds; it is asked again after that.
const PATIENCE_SECONDS: u64 = 600;

/// What a program should know of the market before it sends anything.
const HELLO: &str = "{ market { currency uploadBytesMax } viewer { shop { title } } }";

const HOLDINGS: &str = "query ($hash: String!) { viewer { holdings(blake3: $hash) { fileName unpacked \
    listing { id state draft { files { name blake3 state report { verdict } } photos { blake3 } } } } } }";

const OPEN: &str = "mutation ($title: String!) { openListing(title: $title) { status message listing { id } } }";

const UPLOAD: &str = "mutation ($listing: ID!, $name: String!, $role: FileRole!) { \
    createUpload(listing: $listing, name: $name, role: $role) { message upload { url } } }";

const FILES: &str =
    "draft { files { kind state report { verdict findings { code severity message fix } } } photos { state } }";

const LEFT_OUT: &str = "query ($id: ID!) { listing(id: $id) { draft { leftOut { archive paths count } } } }";

const PHOTOS: &str = "query ($id: ID!) { listing(id: $id) { draft { photos { id blake3 state } } } }";

const EDIT_PHOTOS: &str =
    "mutation ($input: EditPhotosInput!) { editPhotos(input: $input) { status message problems { field message } } }";

const EDIT: &str =
    "mutation ($input: EditListingInput!) { editListing(input: $input) { status message problems { field message } } }";

const PUBLISH: &str = "mutation ($id: ID!) { publishListing(id: $id) { status message } }";

impl There {
    /// Asks the market what it takes.
    ///
    /// # Errors
    /// It does not answer, or the token opens no shop.
    pub async fn open(server: Server) -> Result<Self> {
        let endpoint = format!("{}/graphql", server.address.trim_end_matches('/'));
        let mut there = Self {
            http: reqwest::Client::builder().build().context("no connection can be prepared")?,
            endpoint,
            token: server.token,
            currency: basis::Currency::EUR,
            bytes_max: 0,
            claimed: Vec::new(),
            said_creator: false,
        };
        let hello = there.ask(HELLO, Value::Null).await?;
        ensure!(
            hello["viewer"]["shop"].is_object(),
            "the token's account has no shop: become a creator on the account's page first"
        );
        there.currency = text(&hello["market"]["currency"]).parse()?;
        there.bytes_max = hello["market"]["uploadBytesMax"].as_u64().unwrap_or(u64::MAX);
        Ok(there)
    }

    /// The answer's data. A market that asks for patience gets it.
    async fn ask(&self, query: &str, variables: Value) -> Result<Value> {
        loop {
            let mut body = self.answer(query, &variables).await?;
            let Some(error) = body["errors"].get(0) else { return Ok(body["data"].take()) };
            let Some(seconds) = error["extensions"]["retryAfterSeconds"].as_u64().filter(|s| *s <= PATIENCE_SECONDS)
            else {
                bail!("{}", text(&error["message"]));
            };
            tokio::time::sleep(std::time::Duration::from_secs(seconds)).await;
        }
    }

    async fn answer(&self, query: &str, variables: &Value) -> Result<Value> {
        let request = self.http.post(&self.endpoint).bearer_auth(&self.token);
        let answer = request.json(&json!({ "query": query, "variables": variables })).send().await;
        let answer = answer.with_context(|| format!("{} does not answer", self.endpoint))?;
        let status = answer.status();
        let body = answer.json().await;
        body.with_context(|| format!("{} answers {status}, and not as a market does", self.endpoint))
    }

    /// Streams one file to where the market takes it, for what `role` says.
    async fn send(&self, listing: &str, part: &Part<'_>, role: &str) -> Result<()> {
        let answer = self.ask(UPLOAD, json!({ "listing": listing, "name": part.name, "role": role })).await?;
        let url = answer["createUpload"]["upload"]["url"].as_str();
        let url = url.with_context(|| text(&answer["createUpload"]["message"]))?;
        loop {
            let file = tokio::fs::File::open(part.path).await?;
            let bytes = file.metadata().await?.len();
            let request = self.http.put(url).header(reqwest::header::CONTENT_LENGTH, bytes).body(file);
            let answer = request.send().await.with_context(|| format!("{} did not arrive", part.name))?;
            if answer.status().is_success() {
                return Ok(());
            }
            let Some(seconds) = wait_of(&answer) else {
                let body: Value = answer.json().await.unwrap_or_default();
                bail!("{} was not taken: {}", part.name, text(&body["detail"]));
            };
            tokio::time::sleep(std::time::Duration::from_secs(seconds)).await;
        }
    }

    /// A listing of an earlier run with these very bytes: of the same file name before others, never one twice.
    async fn known(&self, hash: &str, name: &str) -> Result<Option<Known>> {
        let answer = self.ask(HOLDINGS, json!({ "hash": hash })).await?;
        let mut holdings = match answer["viewer"]["holdings"].clone() {
            Value::Array(holdings) => holdings,
            _ => Vec::new(),
        };
        holdings.retain(|holding| !self.claimed.contains(&text(&holding["listing"]["id"])));
        let at = holdings.iter().position(|holding| text(&holding["fileName"]) == name).unwrap_or(0);
        Ok((at < holdings.len()).then(|| {
            let mut holding = holdings.swap_remove(at);
            Known { is_unpacked: holding["unpacked"] == true, listing: holding["listing"].take() }
        }))
    }

    async fn resume(
        &self,
        id: String,
        known: &Known,
        parts: &[(Part<'_>, String)],
        photos: &[Shown],
    ) -> Result<Added<Ticket>> {
        let draft = &known.listing["draft"];
        let files = draft["files"].as_array().cloned().unwrap_or_default();
        let shown = draft["photos"].as_array().cloned().unwrap_or_default();
        let is_unsound = |file: &Value| file["state"] == "FAILED" || file["report"]["verdict"] == "FAIL";
        if known.listing["state"] != "DRAFT" || files.iter().any(is_unsound) {
            return Ok(Added::Ended(End::Unchanged));
        }
        // It was found by the first of its files.
        for (part, hash) in parts.iter().skip(usize::from(known.is_unpacked)) {
            if !files.iter().any(|file| text(&file["blake3"]) == *hash) {
                self.send(&id, part, SOLD).await?;
            }
        }
        let is_there = |photo: &Shown| shown.iter().any(|one| text(&one["blake3"]) == photo.wanted.hash.as_str());
        self.send_photos(&id, photos.iter().filter(|photo| !is_there(photo))).await?;
        Ok(Added::Waits(Ticket::new(id, photos)))
    }

    /// Sends photographs; those in a zip come with that.
    async fn send_photos(&self, listing: &str, photos: impl Iterator<Item = &Shown>) -> Result<()> {
        for photo in photos {
            if let Some(path) = &photo.path {
                self.send(listing, &Part { name: photo.name.clone(), path }, PHOTO).await?;
            }
        }
        Ok(())
    }

    /// Says what is on the photographs of a listing; why not, where that cannot be.
    async fn arrange_photos(&self, ticket: &Ticket) -> Result<Option<String>> {
        if ticket.photos.is_empty() {
            return Ok(None);
        }
        let answer = self.ask(PHOTOS, json!({ "id": ticket.listing })).await?;
        let there = answer["listing"]["draft"]["photos"].as_array().cloned().unwrap_or_default();
        let photo = |one: &Value| OfListing {
            id: text(&one["id"]),
            blob: text(&one["blake3"]),
            is_broken: one["state"] == "FAILED",
        };
        let arranged = match arranged(&ticket.photos, there.iter().map(photo).collect()) {
            Ok(arranged) => arranged,
            Err(why) => return Ok(Some(why)),
        };
        let photos: Vec<Value> = arranged.photos.iter().map(|(id, alt)| json!({ "id": id, "alt": alt })).collect();
        let mut input = json!({ "listing": ticket.listing, "photos": photos });
        if let Some(cover) = arranged.cover {
            input["cover"] = json!(cover);
        }
        let answer = self.ask(EDIT_PHOTOS, json!({ "input": input })).await?;
        Ok(refusal_of(&answer["editPhotos"]))
    }

    /// The manifest may name creators; here everything becomes the token's owner's.
    fn say_creator(&mut self, entry: &Entry) {
        if entry.line.creator.is_some() && !self.said_creator {
            eprintln!("note: `creator` is not used here, everything goes into the shop of the token's owner");
            self.said_creator = true;
        }
    }
}

impl Destination for There {
    type Ticket = Ticket;

    fn bytes_max(&self) -> u64 {
        self.bytes_max
    }

    async fn add(&mut self, entry: &Entry, parts: &[Part<'_>], photos: &[Shown]) -> Result<Added<Ticket>> {
        self.say_creator(entry);
        let mut hashed = Vec::with_capacity(parts.len());
        for part in parts {
            let path = part.path.to_owned();
            let hash = tokio::task::spawn_blocking(move || store::Hash::of_file(&path)).await??;
            hashed.push((part.clone(), hash.to_string()));
        }
        let Some((first, hash)) = hashed.first() else { return Ok(Added::Ended(End::Unchanged)) };
        if let Some(known) = self.known(hash, &first.name).await? {
            let id = text(&known.listing["id"]);
            self.claimed.push(id.clone());
            return self.resume(id, &known, &hashed, photos).await;
        }
        let title = entry.line.title.clone().unwrap_or_else(|| listing::title_of(&entry.relative));
        let answer = self.ask(OPEN, json!({ "title": title })).await?;
        let id = answer["openListing"]["listing"]["id"].as_str();
        let id = id.with_context(|| text(&answer["openListing"]["message"]))?.to_owned();
        self.claimed.push(id.clone());
        for (part, _) in &hashed {
            self.send(&id, part, SOLD).await?;
        }
        self.send_photos(&id, photos.iter()).await?;
        Ok(Added::Waits(Ticket::new(id, photos)))
    }

    async fn look(&mut self, tickets: &[Ticket]) -> Result<Vec<Looked>> {
        let one = |(index, ticket): (usize, &Ticket)| {
            format!("n{index}: listing(id: {}) {{ {FILES} }}", json!(ticket.listing))
        };
        let mut all = Vec::with_capacity(tickets.len());
        for some in tickets.chunks(LOOKED_AT_ONCE) {
            let questions: Vec<String> = some.iter().enumerate().map(one).collect();
            let answer = self.ask(&format!("{{ {} }}", questions.join(" ")), Value::Null).await?;
            all.extend((0..some.len()).map(|index| looked(&answer[format!("n{index}")])));
        }
        Ok(all)
    }

    async fn left_out(&mut self, ticket: &Ticket) -> Result<Vec<String>> {
        let answer = self.ask(LEFT_OUT, json!({ "id": ticket.listing })).await?;
        let words = |one: &Value| {
            let paths: Vec<String> = one["paths"].as_array().into_iter().flatten().map(text).collect();
            left_out_words(&text(&one["archive"]), &paths, one["count"].as_u64().unwrap_or_default())
        };
        let left_out = answer["listing"]["draft"]["leftOut"].as_array();
        Ok(left_out.into_iter().flatten().map(words).collect())
    }

    async fn publish(&mut self, entry: &Entry, ticket: &Ticket, kind: Kind) -> Result<Option<End>> {
        let edit = match listing::edit_of(self.currency, &entry.line, &entry.relative, kind) {
            Ok(edit) => edit,
            Err(error) => return Ok(Some(End::Refused(error.to_string()))),
        };
        let answer = self.ask(EDIT, json!({ "input": input_of(&ticket.listing, &edit) })).await?;
        if let Some(why) = refusal_of(&answer["editListing"]) {
            return Ok(Some(End::Refused(why)));
        }
        if let Some(why) = self.arrange_photos(ticket).await? {
            return Ok(Some(End::Refused(why)));
        }
        let answer = self.ask(PUBLISH, json!({ "id": ticket.listing })).await?;
        let published = &answer["publishListing"];
        Ok(Some(match published["status"].as_str() {
            Some("PUBLISHED") => End::Published,
            Some("HELD") => End::Held,
            Some("NOTHING_NEW") => End::Unchanged,
            Some("STILL_WORKING") => return Ok(None),
            _ => End::Refused(text(&published["message"])),
        }))
    }
}

/// What is said of a change that was not made; none where it was.
fn refusal_of(answer: &Value) -> Option<String> {
    if answer["status"] == "DONE" {
        return None;
    }
    let problem = |problem: &Value| format!("{}: {}", text(&problem["field"]), text(&problem["message"]));
    let problems: Vec<String> = answer["problems"].as_array().into_iter().flatten().map(problem).collect();
    Some(if problems.is_empty() { text(&answer["message"]) } else { problems.join(" ") })
}

fn input_of(id: &str, edit: &Edit) -> Value {
    let attributes: Vec<Value> =
        edit.attributes.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
    let price = |price: basis::Money| json!({ "minorUnits": price.minor, "currency": price.currency.code() });
    let offers: Vec<Value> =
        edit.offers.iter().map(|offer| json!({ "license": offer.license, "price": price(offer.price) })).collect();
    json!({
        "id": id,
        "title": edit.title,
        "description": edit.description,
        "category": edit.category,
        "tags": edit.tags,
        "attributes": attributes,
        "madeWithAi": edit.made_with_ai,
        "offers": offers,
    })
}

fn looked(listing: &Value) -> Looked {
    let list = |name: &str| listing["draft"][name].as_array().cloned().unwrap_or_default();
    let (files, photos) = (list("files"), list("photos"));
    let is_done = |file: &Value| matches!(file["state"].as_str(), Some("READY" | "FAILED"));
    if files.is_empty() || !files.iter().chain(&photos).all(is_done) {
        return Looked::Working;
    }
    let is_faulty = |file: &&Value| file["state"] == "FAILED" || file["report"]["verdict"] == "FAIL";
    if let Some(file) = files.iter().find(is_faulty) {
        // The worst comes first.
        let worst = &file["report"]["findings"][0];
        return Looked::Faulty(match worst.is_object() {
            true => ["code", "message", "fix"].map(|name| text(&worst[name])).join(" "),
            false => UNREAD.to_owned(),
        });
    }
    // What goes along has no kind.
    let kind = files.iter().find_map(|file| file["kind"].as_str()?.to_lowercase().parse().ok());
    Looked::Sound { kind: kind.unwrap_or_default() }
}

/// The text of a JSON string; of anything else, nothing.
fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// How many seconds a market asks for before a file is sent again; none where that would be of no use.
fn wait_of(answer: &reqwest::Response) -> Option<u64> {
    let asked = answer.headers().get(reqwest::header::RETRY_AFTER)?.to_str().ok()?.parse().ok();
    asked.filter(|seconds| *seconds <= PATIENCE_SECONDS && answer.status() == reqwest::StatusCode::TOO_MANY_REQUESTS)
}
