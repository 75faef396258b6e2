//! The attributes of one element, by name and namespace.

use quick_xml::{XmlVersion, events::BytesStart};

use super::kinds;
use super::space::{Scopes, Space};

/// One attribute as it stands in the file.
pub(super) struct Attribute<'a> {
    pub(super) prefix: &'a str,
    pub(super) local: &'a str,
    pub(super) value: String,
}

/// The attributes of one element.
pub(super) struct Attributes<'a>(pub(super) Vec<Attribute<'a>>);

impl<'a> Attributes<'a> {
    pub(super) fn of(element: &'a BytesStart) -> Self {
        let mut attributes = element.attributes();
        let read = attributes.with_checks(false).flatten().map(|attribute| {
            let (prefix, local) = split(attribute.key.into_inner());
            let value = match attribute.normalized_value(XmlVersion::Implicit1_0) {
                Ok(value) => value.into_owned(),
                Err(_) => attribute.value.clone().into_owned(),
            };
            Attribute { prefix, local, value }
        });
        Self(read.collect())
    }

    /// The one of this name that has no namespace.
    pub(super) fn get(&self, local: &str) -> Option<&str> {
        self.0.iter().find(|one| one.prefix.is_empty() && one.local == local).map(|one| one.value.as_str())
    }

    /// The one of this name in that space.
    pub(super) fn get_in(&self, scopes: &Scopes, space: Space, local: &str) -> Option<&str> {
        let is_it =
            |one: &&Attribute| !one.prefix.is_empty() && one.local == local && scopes.space(one.prefix) == space;
        self.0.iter().find(is_it).map(|one| one.value.as_str())
    }

    /// The one of this name, as the number of a resource.
    pub(super) fn id(&self, local: &str) -> Option<u32> {
        self.get(local).and_then(kinds::id)
    }

    /// The one of this name, as a place in a list.
    pub(super) fn index(&self, local: &str) -> Option<u32> {
        self.get(local).and_then(kinds::index)
    }
}

/// The prefix, empty where there is none, and the name behind it.
pub(super) fn split(key: &str) -> (&str, &str) {
    key.split_once(':').unwrap_or(("", key))
}
