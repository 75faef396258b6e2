//! Links from a shop to where else its creator is: checked when they are written, and shown with the host they lead to.

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::{Fields, limits};

/// A link as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkInput {
    /// What it says; the host where that is empty.
    pub label: String,
    /// Where it leads.
    pub address: String,
}

/// A link that a shop shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopLink {
    /// What its creator calls it; empty where it says the host alone.
    pub label: String,
    /// Where it leads: an https address.
    pub address: String,
}

impl ShopLink {
    /// The host it leads to, as it stands in the name system: letters of other scripts as `xn--…`, so that none looks like
    /// another. Without the `www.` that says nothing.
    pub fn host(&self) -> String {
        let host = Url::parse(&self.address).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        host.strip_prefix("www.").map(str::to_owned).unwrap_or(host)
    }
}

/// Endings of names that lead nowhere but within a house, or are nobody's.
const NOT_PUBLIC: [&str; 12] = [
    "local",
    "localhost",
    "localdomain",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "private",
    "test",
    "invalid",
    "onion",
];

/// The links among `typed`, without rows that are empty. Wrong ones are noted as `label_1`, `address_1` and so on.
pub(super) fn checked(fields: &mut Fields, typed: &[LinkInput]) -> Vec<ShopLink> {
    if !fields.list("links", typed.len(), &limits::SHOP_LINKS) {
        return Vec::new();
    }
    let mut links = Vec::new();
    for (index, LinkInput { label, address }) in typed.iter().enumerate() {
        if label.trim().is_empty() && address.trim().is_empty() {
            continue;
        }
        let (label_field, field) = (format!("label_{}", index + 1), format!("address_{}", index + 1));
        let label = fields.line(&label_field, label, &limits::SHOP_LINK_LABEL);
        let address = fields.line(&field, address, &limits::SHOP_LINK_ADDRESS);
        if limits::SHOP_LINK_ADDRESS.refusal_of(&address).is_some() {
            continue; // It is noted already, and what is too long is not read.
        }
        match public(&address) {
            Ok(address) => links.push(ShopLink { label, address }),
            Err(words) => fields.wrong(&field, words),
        }
    }
    links
}

/// The address as a browser understands it, or what to do about it.
fn public(address: &str) -> Result<String, &'static str> {
    let url = Url::parse(address).map_err(|_| "Write the whole address, such as https://www.example.org/me.")?;
    if url.scheme() != "https" {
        return Err("Write an address that begins with https://. Other ones are not shown.");
    }
    if !url.username().is_empty() || url.password().is_some() || url.port().is_some() {
        return Err("Take the name, password or port out: an address has only a host and a path.");
    }
    let Some(Host::Domain(host)) = url.host() else {
        return Err("Write the name of a website instead of a number.");
    };
    if !is_public(host) {
        return Err("Write an address that everybody can reach, such as https://www.example.org/me.");
    }
    let address = String::from(url);
    // Letters of other scripts become several signs each.
    match limits::SHOP_LINK_ADDRESS.refusal_of(&address) {
        None => Ok(address),
        Some(_) => Err("This address is too long once it is written out. Use a shorter one."),
    }
}

/// Whether a host's name is whole and may lead somewhere from everywhere.
fn is_public(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let labels: Vec<&str> = host.split('.').collect();
    let is_whole = |label: &&str| (1..=LABEL_BYTES_MAX).contains(&label.len());
    let ends_publicly = labels.last().is_some_and(|ending| !NOT_PUBLIC.contains(ending));
    host.len() <= HOST_BYTES_MAX && labels.len() > 1 && labels.iter().all(is_whole) && ends_publicly
}

/// Bytes of a name in the name system, at most (RFC 1035).
const HOST_BYTES_MAX: usize = 253;
/// Bytes between two dots of it, at most.
const LABEL_BYTES_MAX: usize = 63;
