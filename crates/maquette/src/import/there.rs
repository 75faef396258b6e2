//! Importing into a market behind an address, as any other program would: by GraphQL, with a token.

use anyhow::{Context, Result, bail, ensure};
use market::catalog::Edit;
use serde_json::{Value, json};

use store::facts::Kind;

use super::{
    destination::{Added, Destination, Looked, Part},
    listing,
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

/// Listings that one question looks at: a market bounds the aliases of a question.
const LOOKED_AT_ONCE: usize = 30;

/// The longest that a market may ask to wait, seconds; it is asked again after that.
const PATIENCE_SECONDS: u64 = 600;

/// What a program should know of the market before it sends anything.
const HELLO: &str = "{ market { currency uploadBytesMax } viewer { shop { title } } }";

const HOLDINGS: &str = "query ($hash: String!) { viewer { holdings(blake3: $hash) { \
    fileName listing { id state draft { files { name blake3 state report { verdict } } } } } } }";

const OPEN: &str = "mutation ($title: String!) { openListing(title: $title) { status message listing { id } } }";

const UPLOAD: &str = "mutation ($listing: ID!, $name: String!) { \
    createUpload(listing: $listing, name: $name) { message upload { url } } }";

const FILES: &str = "draft { files { kind state report { verdict findings { code severity message } } } }";

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

    /// Streams one file to where the market takes it.
    async fn send(&self, listing: &str, part: &Part<'_>) -> Result<()> {
        let answer = self.ask(UPLOAD, json!({ "listing": listing, "name": part.name })).await?;
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
    async fn known(&self, hash: &str, name: &str) -> Result<Option<Value>> {
        let answer = self.ask(HOLDINGS, json!({ "hash": hash })).await?;
        let mut holdings = match answer["viewer"]["holdings"].clone() {
            Value::Array(holdings) => holdings,
            _ => Vec::new(),
        };
        holdings.retain(|holding| !self.claimed.contains(&text(&holding["listing"]["id"])));
        let at = holdings.iter().position(|holding| text(&holding["fileName"]) == name).unwrap_or(0);
        Ok((at < holdings.len()).then(|| holdings.swap_remove(at)["listing"].take()))
    }

    async fn resume(&self, id: String, known: &Value, parts: &[(Part<'_>, String)]) -> Result<Added<String>> {
        let files = known["draft"]["files"].as_array().cloned().unwrap_or_default();
        let is_unsound = |file: &Value| file["state"] == "FAILED" || file["report"]["verdict"] == "FAIL";
        if known["state"] != "DRAFT" || files.iter().any(is_unsound) {
            return Ok(Added::Ended(End::Unchanged));
        }
        for (part, hash) in parts {
            if !files.iter().any(|file| text(&file["blake3"]) == *hash) {
                self.send(&id, part).await?;
            }
        }
        Ok(Added::Waits(id))
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
    type Ticket = String;

    fn bytes_max(&self) -> u64 {
        self.bytes_max
    }

    async fn add(&mut self, entry: &Entry, parts: &[Part<'_>]) -> Result<Added<String>> {
        self.say_creator(entry);
        let mut hashed = Vec::with_capacity(parts.len());
        for part in parts {
            let path = part.path.to_owned();
            let hash = tokio::task::spawn_blocking(move || store::Hash::of_file(&path)).await??;
            hashed.push((part.clone(), hash.to_string()));
        }
        let Some((first, hash)) = hashed.first() else { return Ok(Added::Ended(End::Unchanged)) };
        if let Some(known) = self.known(hash, &first.name).await? {
            let id = text(&known["id"]);
            self.claimed.push(id.clone());
            return self.resume(id, &known, &hashed).await;
        }
        let title = entry.line.title.clone().unwrap_or_else(|| listing::title_of(&entry.relative));
        let answer = self.ask(OPEN, json!({ "title": title })).await?;
        let id = answer["openListing"]["listing"]["id"].as_str();
        let id = id.with_context(|| text(&answer["openListing"]["message"]))?.to_owned();
        self.claimed.push(id.clone());
        for (part, _) in &hashed {
            self.send(&id, part).await?;
        }
        Ok(Added::Waits(id))
    }

    async fn look(&mut self, tickets: &[String]) -> Result<Vec<Looked>> {
        let one = |(index, id): (usize, &String)| format!("n{index}: listing(id: {}) {{ {FILES} }}", json!(id));
        let mut all = Vec::with_capacity(tickets.len());
        for some in tickets.chunks(LOOKED_AT_ONCE) {
            let questions: Vec<String> = some.iter().enumerate().map(one).collect();
            let answer = self.ask(&format!("{{ {} }}", questions.join(" ")), Value::Null).await?;
            all.extend((0..some.len()).map(|index| looked(&answer[format!("n{index}")])));
        }
        Ok(all)
    }

    async fn publish(&mut self, entry: &Entry, ticket: &String, kind: Kind) -> Result<Option<End>> {
        let edit = match listing::edit_of(self.currency, &entry.line, &entry.relative, kind) {
            Ok(edit) => edit,
            Err(error) => return Ok(Some(End::Refused(error.to_string()))),
        };
        let answer = self.ask(EDIT, json!({ "input": input_of(ticket, &edit) })).await?;
        let edited = &answer["editListing"];
        if edited["status"] != "DONE" {
            let problem = |problem: &Value| format!("{}: {}", text(&problem["field"]), text(&problem["message"]));
            let problems: Vec<String> = edited["problems"].as_array().into_iter().flatten().map(problem).collect();
            let why = if problems.is_empty() { text(&edited["message"]) } else { problems.join(" ") };
            return Ok(Some(End::Refused(why)));
        }
        let answer = self.ask(PUBLISH, json!({ "id": ticket })).await?;
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
    let files = listing["draft"]["files"].as_array().cloned().unwrap_or_default();
    let is_done = |file: &Value| matches!(file["state"].as_str(), Some("READY" | "FAILED"));
    if files.is_empty() || !files.iter().all(is_done) {
        return Looked::Working;
    }
    let is_faulty = |file: &&Value| file["state"] == "FAILED" || file["report"]["verdict"] == "FAIL";
    if let Some(file) = files.iter().find(is_faulty) {
        // The worst comes first.
        let worst = &file["report"]["findings"][0];
        return Looked::Faulty(match worst.is_object() {
            true => format!("{} {}", text(&worst["code"]), text(&worst["message"])),
            false => "It could not be read.".to_owned(),
        });
    }
    Looked::Sound { kind: text(&files[0]["kind"]).to_lowercase().parse().unwrap_or_default() }
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
