//! A program that uses a market over its address, as anybody's would: by GraphQL, with a token.

use std::time::Duration;

use serde_json::{Value, json};

/// How long one answer may take before the market counts as gone.
const PATIENCE: Duration = Duration::from_secs(60);
/// The password of everybody here.
pub const PASSWORD: &str = "the demo password";

/// Whoever asks.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    /// Where the market is; each question may go to another server of it.
    pub address: String,
    token: Option<String>,
}

/// Something on sale.
#[derive(Clone, Debug)]
pub struct OnSale {
    pub listing: String,
    pub offer: String,
    pub price_minor: i64,
}

/// What a market said of an order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ordered {
    pub id: String,
    pub number: i64,
    pub state: String,
    pub total_minor: i64,
}

impl Ordered {
    fn of(order: &Value) -> Option<Self> {
        Some(Self {
            id: order["id"].as_str()?.to_owned(),
            number: order["number"].as_i64()?,
            state: order["state"].as_str()?.to_owned(),
            total_minor: order["total"]["minorUnits"].as_i64()?,
        })
    }
}

/// What is asked for of an order.
const ORDER: &str = "id number state total { minorUnits }";

impl Client {
    /// Somebody without an account.
    pub fn visitor(address: &str) -> Self {
        let http = reqwest::Client::builder().timeout(PATIENCE).connect_timeout(PATIENCE).no_proxy().build();
        Self { http: http.expect("a client"), address: address.to_owned(), token: None }
    }

    /// The secret that they sign in with.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// The same person at another server.
    pub fn at(&self, address: &str) -> Self {
        Self { address: address.to_owned(), ..self.clone() }
    }

    /// The data of an answer without errors; otherwise what went wrong.
    pub async fn ask(&self, query: &str, variables: Value) -> Result<Value, String> {
        let mut request = self.http.post(format!("{}/graphql", self.address));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let answer = request.json(&json!({ "query": query, "variables": variables })).send().await;
        let answer = answer.map_err(|error| error.to_string())?;
        let status = answer.status();
        let mut body: Value = answer.json().await.map_err(|error| format!("{status}: {error}"))?;
        match body["errors"].get(0) {
            None => Ok(body["data"].take()),
            Some(error) => Err(format!("{status}: {error}")),
        }
    }

    /// Signs in by a token with `scopes`.
    pub async fn sign_in(&mut self, email: &str, scopes: &str) -> Result<(), String> {
        let input = format!("{{email: \"{email}\", password: \"{PASSWORD}\", name: \"test\", scopes: [{scopes}]}}");
        let answer =
            self.ask(&format!("mutation {{ createToken(input: {input}) {{ token message }} }}"), json!({})).await?;
        let token = answer["createToken"]["token"].as_str();
        self.token = Some(token.ok_or_else(|| answer.to_string())?.to_owned());
        Ok(())
    }

    /// Opens an account, unless it stands.
    pub async fn sign_up(&self, email: &str) -> Result<(), String> {
        let query = "mutation ($input: SignUpInput!) { signUp(input: $input) { status message } }";
        let input = json!({ "email": email, "name": "Somebody", "password": PASSWORD });
        let answer = self.ask(query, json!({ "input": input })).await?;
        (answer["signUp"]["status"] == "SIGNED_UP").then_some(()).ok_or_else(|| answer.to_string())
    }

    /// What is on sale, newest first, a hundred at most.
    pub async fn on_sale(&self) -> Result<Vec<OnSale>, String> {
        let query = "{ listings(first: 100) { nodes { id offers { id price { minorUnits } } } } }";
        let answer = self.ask(query, json!({})).await?;
        let nodes = answer["listings"]["nodes"].as_array().cloned().unwrap_or_default();
        let one = |node: &Value| {
            Some(OnSale {
                listing: node["id"].as_str()?.to_owned(),
                offer: node["offers"][0]["id"].as_str()?.to_owned(),
                price_minor: node["offers"][0]["price"]["minorUnits"].as_i64()?,
            })
        };
        Ok(nodes.iter().filter_map(one).collect())
    }

    /// Puts one thing into the basket.
    pub async fn take(&self, what: &OnSale) -> Result<(), String> {
        let query = "mutation ($offer: ID!) { addToBasket(offer: $offer) { status message } }";
        let answer = self.ask(query, json!({ "offer": what.offer })).await?;
        (answer["addToBasket"]["status"] == "DONE").then_some(()).ok_or_else(|| answer.to_string())
    }

    /// Checks out for `total_minor` under `key`; none where the basket is empty.
    pub async fn check_out(&self, key: &str, total_minor: i64, card: &str) -> Result<Option<Ordered>, String> {
        let query = format!(
            "mutation ($input: CheckoutInput!) {{ checkout(input: $input) {{ status message order {{ {ORDER} }} }} }}"
        );
        let total = json!({ "minorUnits": total_minor, "currency": "EUR" });
        let input = json!({ "idempotencyKey": key, "total": total, "method": card, "immediateDelivery": true });
        let answer = self.ask(&query, json!({ "input": input })).await?;
        let said = &answer["checkout"];
        match (Ordered::of(&said["order"]), said["status"].as_str()) {
            (Some(order), _) => Ok(Some(order)),
            (None, Some("EMPTY")) => Ok(None),
            _ => Err(answer.to_string()),
        }
    }

    /// Every order of the asker.
    pub async fn orders(&self) -> Result<Vec<Ordered>, String> {
        let (mut orders, mut after) = (Vec::new(), Value::Null);
        loop {
            let query = format!(
                "query ($after: String) {{ viewer {{ orders(first: 100, after: $after) {{ nodes {{ {ORDER} }} \
                 pageInfo {{ hasNextPage endCursor }} }} }} }}"
            );
            let mut answer = self.ask(&query, json!({ "after": after })).await?;
            let page = answer["viewer"]["orders"].take();
            orders.extend(page["nodes"].as_array().into_iter().flatten().filter_map(Ordered::of));
            if page["pageInfo"]["hasNextPage"] != true {
                return Ok(orders);
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
    }

    /// Has the bank asked about an order, as operators may; whether it is still open.
    pub async fn ask_bank(&self, order: &str) -> Result<bool, String> {
        let query = "mutation ($order: ID!) { askProvider(order: $order) { message order { state } } }";
        let answer = self.ask(query, json!({ "order": order })).await?;
        let state = answer["askProvider"]["order"]["state"].as_str().ok_or_else(|| answer.to_string())?;
        Ok(matches!(state, "PLACED" | "NEEDS_ACTION" | "PROCESSING" | "UNRESOLVED"))
    }

    /// An address where the first file of the newest thing in the library is fetched.
    pub async fn download(&self) -> Result<String, String> {
        let query = "{ viewer { library(first: 1) { nodes { id files { id } } } } }";
        let answer = self.ask(query, json!({})).await?;
        let newest = &answer["viewer"]["library"]["nodes"][0];
        let query = "mutation ($id: ID!, $file: ID!) { \
            createDownload(entitlement: $id, file: $file) { message download { url } } }";
        let answer = self.ask(query, json!({ "id": newest["id"], "file": newest["files"][0]["id"] })).await?;
        let url = answer["createDownload"]["download"]["url"].as_str();
        Ok(url.ok_or_else(|| answer.to_string())?.to_owned())
    }

    /// The body behind an address of the market, asked at this client's server.
    pub async fn fetch(&self, url: &str) -> Result<Vec<u8>, String> {
        let path = url.splitn(4, '/').nth(3).unwrap_or_default();
        let answer =
            self.http.get(format!("{}/{path}", self.address)).send().await.map_err(|error| error.to_string())?;
        let status = answer.status();
        let body = answer.bytes().await.map_err(|error| error.to_string())?;
        status.is_success().then(|| body.to_vec()).ok_or_else(|| status.to_string())
    }

    /// Opens a draft with one file; gives the listing.
    pub async fn upload(&self, title: &str, name: &str, bytes: &[u8]) -> Result<String, String> {
        let query = "mutation ($title: String!) { openListing(title: $title) { message listing { id } } }";
        let answer = self.ask(query, json!({ "title": title })).await?;
        let id = answer["openListing"]["listing"]["id"].as_str().ok_or_else(|| answer.to_string())?.to_owned();
        self.add_file(&id, name, bytes).await?;
        Ok(id)
    }

    /// Adds a file to a draft.
    pub async fn add_file(&self, listing: &str, name: &str, bytes: &[u8]) -> Result<(), String> {
        let query = "mutation ($listing: ID!, $name: String!) { \
            createUpload(listing: $listing, name: $name) { message upload { url } } }";
        let answer = self.ask(query, json!({ "listing": listing, "name": name })).await?;
        let url = answer["createUpload"]["upload"]["url"].as_str().ok_or_else(|| answer.to_string())?;
        let path = url.splitn(4, '/').nth(3).unwrap_or_default();
        let sent = self.http.put(format!("{}/{path}", self.address)).body(bytes.to_vec()).send().await;
        let sent = sent.map_err(|error| error.to_string())?;
        let status = sent.status();
        if status.is_success() {
            return Ok(());
        }
        Err(format!("{status}: {}", sent.text().await.unwrap_or_default()))
    }

    /// Puts a draft on sale for `price_minor` once its file has been looked at.
    pub async fn publish(&self, listing: &str, title: &str, price_minor: i64) -> Result<(), String> {
        self.wait_until_examined(listing).await?;
        let query = "mutation ($input: EditListingInput!) { editListing(input: $input) { status message problems { message } } }";
        let price = json!({ "minorUnits": price_minor, "currency": "EUR" });
        let input = json!({
            "id": listing, "title": title, "description": "Printed many times on the creator's own machine.",
            "category": "3d-print/vases", "tags": ["shelf"], "offers": [{ "license": "personal", "price": price }],
        });
        let edited = self.ask(query, json!({ "input": input })).await?;
        if edited["editListing"]["status"] != "DONE" {
            return Err(edited.to_string());
        }
        let query = "mutation ($id: ID!) { publishListing(id: $id) { status message } }";
        let answer = self.ask(query, json!({ "id": listing })).await?;
        let status = answer["publishListing"]["status"].as_str();
        matches!(status, Some("PUBLISHED" | "NOTHING_NEW")).then_some(()).ok_or_else(|| answer.to_string())
    }

    async fn wait_until_examined(&self, listing: &str) -> Result<(), String> {
        let begun = std::time::Instant::now();
        loop {
            let query = "query ($id: ID!) { listing(id: $id) { state draft { files { state } } } }";
            let answer = self.ask(query, json!({ "id": listing })).await?;
            let listing = &answer["listing"];
            if listing["draft"]["files"][0]["state"] == "READY" || listing["state"] == "PUBLISHED" {
                return Ok(());
            }
            if begun.elapsed() > PATIENCE {
                return Err(format!("it is not examined: {listing}"));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Titles that a search finds.
    pub async fn search(&self, words: &str) -> Result<Vec<String>, String> {
        let query = "query ($words: String!) { listings(first: 10, filter: { text: $words }) { nodes { title } } }";
        let answer = self.ask(query, json!({ "words": words })).await?;
        let nodes = answer["listings"]["nodes"].as_array().cloned().unwrap_or_default();
        Ok(nodes.iter().filter_map(|node| Some(node["title"].as_str()?.to_owned())).collect())
    }
}
