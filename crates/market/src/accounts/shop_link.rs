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
    let mut labels = host.trim_end_matches('.').rsplit('.');
    let ending = labels.next().unwrap_or_default();
    if labels.next().is_none() || NOT_PUBLIC.contains(&ending) || host.len() > HOST_BYTES_MAX {
        return Err("Write an address that everybody can reach, such as https://www.example.org/me.");
    }
    let address = String::from(url);
    // Letters of other scripts become several signs each.
    match limits::SHOP_LINK_ADDRESS.refusal_of(&address) {
        None => Ok(address),
        Some(_) => Err("This address is too long once it is written out. Use a shorter one."),
    }
}

/// Bytes of a name in the name system, at most.
const HOST_BYTES_MAX: usize = 253;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_everybody_can_reach_by_https_are_links() {
        for (typed, wanted) in [
            ("https://www.example.org", "https://www.example.org/"),
            ("https://example.org/@me?from=shop#top", "https://example.org/@me?from=shop#top"),
            ("HTTPS://EXAMPLE.ORG/Me", "https://example.org/Me"),
            ("https://grün.example.org/", "https://xn--grn-ioa.example.org/"),
        ] {
            assert_eq!(public(typed).as_deref(), Ok(wanted), "{typed}");
        }
        for typed in [
            "",
            "example.org",
            "http://example.org",
            "javascript:alert(1)",
            "data:text/html,hi",
            "mailto:me@example.org",
            "//example.org",
            "https://",
            "https://localhost/",
            "https://router/",
            "https://nas.local/",
            "https://nas.local./",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://[::1]/",
            "https://me@example.org/",
            "https://paypal.com:hi@example.org/",
            "https://example.org:8443/",
            "https://exa mple.org/",
        ] {
            assert!(public(typed).is_err(), "{typed}: {:?}", public(typed));
        }
    }

    #[test]
    fn a_link_tells_its_host_so_that_letters_fool_nobody() {
        let host = |address: &str| ShopLink { label: "My bank".to_owned(), address: public(address).unwrap() }.host();
        assert_eq!(host("https://www.example.org/me"), "example.org");
        assert_eq!(host("https://p\u{430}ypal.com/"), "xn--pypal-4ve.com", "with a Cyrillic letter");
    }

    #[test]
    fn what_cannot_stay_is_noted_at_its_field() {
        let link = |label: &str, address: &str| LinkInput { label: label.to_owned(), address: address.to_owned() };
        let mut fields = Fields::default();
        let long = format!("https://example.org/{}", "a".repeat(limits::SHOP_LINK_ADDRESS.max));
        let typed = [link("", ""), link("", "https://example.org"), link("Site", ""), link(&"a".repeat(41), &long)];
        let links = checked(&mut fields, &typed);
        assert_eq!(links, [ShopLink { label: String::new(), address: "https://example.org/".to_owned() }]);
        let wrong: Vec<String> = fields.done().unwrap_err().into_iter().map(|wrong| wrong.field).collect();
        assert_eq!(wrong, ["address_3", "label_4", "address_4"]);
        let mut fields = Fields::default();
        assert!(checked(&mut fields, &vec![link("", "https://example.org"); 6]).is_empty());
        assert_eq!(fields.done().unwrap_err()[0].message, "Send at most 5 entries; there are 6.");
    }
}
