//! Settings that hold a secret. What they hold leaves them by one door; written out, they say only that they are set.

use serde::{Deserialize, Serialize, Serializer};
use url::Url;

/// What stands in the place of a secret.
pub const HIDDEN: &str = "(set, not shown)";

/// A secret: a key, a token. An empty one is not set.
#[derive(Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

/// An address that may hold a password, and is shown without it. An empty one is not set.
#[derive(Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Address(String);

impl Secret {
    /// What it is, for whoever needs it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(if self.0.is_empty() { "" } else { HIDDEN })
    }
}

impl Address {
    /// What it is, password and all, for whoever connects.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The address without password, query and fragment; [`HIDDEN`] where it cannot be told what in it is a password.
    fn shown(&self) -> String {
        if self.0.is_empty() {
            return String::new();
        }
        without_password(&self.0).unwrap_or_else(|| HIDDEN.to_owned())
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.shown())
    }
}

/// A password with a `/`, `?`, `#` or `@` in it that was not written as `%2F` and the like ends what a reader takes for the
/// host early, so that the rest of it would look like a path: an `@` is allowed before the host alone, and once.
fn without_password(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    if address.matches('@').count() != authority.matches('@').count() || authority.matches('@').count() > 1 {
        return None;
    }
    let mut url = Url::parse(address).ok()?;
    if url.password().is_some() {
        url.set_password(None).ok()?;
    }
    url.set_query(None);
    url.set_fragment(None);
    Some(url.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password_or_not_at_all() {
        for (address, shown) in [
            ("", ""),
            ("postgres://shop:hunter2@db.example.org:5432/market", "postgres://shop@db.example.org:5432/market"),
            ("postgres://shop@db/market?password=hunter2&sslmode=require", "postgres://shop@db/market"),
            ("postgres://db/market#hunter2", "postgres://db/market"),
            ("smtps://shop%40example.org:hunter2@mail.example.org", "smtps://shop%40example.org@mail.example.org"),
            ("sqlite:///srv/market.db", "sqlite:///srv/market.db"),
            ("https://s3.example.org", "https://s3.example.org/"),
            // Passwords that were not encoded.
            ("postgres://shop:12/hunter2@db/market", HIDDEN),
            ("postgres://shop:12#hunter2@db/market", HIDDEN),
            ("postgres://shop:12?hunter2@db/market", HIDDEN),
            ("postgres://shop:12\\hunter2@db/market", HIDDEN),
            ("postgres://shop:hunter2@hunter2@db/market", HIDDEN),
            ("shop:hunter2@db", HIDDEN),
        ] {
            let told = serde_json::to_value(Address(address.to_owned())).expect("text");
            assert_eq!(told, shown, "{address}");
            assert!(!told.to_string().contains("hunter2"), "{address}");
        }
    }

    #[test]
    fn of_a_secret_nothing_is_shown_but_that_it_is_set() {
        let told = |text: &str| serde_json::to_value(Secret(text.to_owned())).expect("text");
        assert_eq!((told(""), told("hunter2")), ("".into(), HIDDEN.into()));
    }
}
