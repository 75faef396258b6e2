//! Data Packages: a folder or a zip with a `datapackage.json` is one pattern of several files, as our own downloads and
//! other libraries of models write it.

use std::{
    io::Read,
    path::{Component, Path},
};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::manifest::{Line, Offer};

/// The name of what describes a package.
pub const DESCRIPTION: &str = "datapackage.json";

/// Bytes of a description at most; an honest one has a few thousand.
pub const DESCRIPTION_BYTES_MAX: u64 = 4 << 20;
/// Files of a package at most.
const RESOURCES_MAX: usize = 10_000;

/// A package: what it says of itself, and the paths of its files inside of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Package {
    /// Title, words and price, as a manifest would say them.
    pub line: Line,
    /// Paths inside the package, in its order.
    pub paths: Vec<String>,
}

#[derive(Deserialize)]
struct Description {
    title: Option<String>,
    name: Option<String>,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    keywords: Option<Vec<String>>,
    #[serde(default)]
    licenses: Option<Vec<Named>>,
    #[serde(default)]
    contributors: Option<Vec<Contributor>>,
    #[serde(default)]
    resources: Vec<Resource>,
    /// What we add: other readers pass over it.
    #[serde(default)]
    maquette: Option<Own>,
}

#[derive(Deserialize)]
struct Named {
    name: Option<String>,
}

#[derive(Deserialize)]
struct Contributor {
    title: Option<String>,
    #[serde(default)]
    roles: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Resource {
    path: Option<String>,
}

#[derive(Deserialize)]
struct Own {
    category: Option<String>,
    #[serde(default)]
    made_with_ai: bool,
    #[serde(default)]
    attributes: Vec<(String, String)>,
    #[serde(default)]
    offers: Vec<Offer>,
}

/// Reads what describes a package.
///
/// # Errors
/// It is no such description, or names a file outside of its package.
pub fn read(mut description: impl Read) -> Result<Package> {
    let mut text = String::new();
    description.by_ref().take(DESCRIPTION_BYTES_MAX).read_to_string(&mut text).context("it is no text")?;
    let description: Description = serde_json::from_str(&text).context("it is no Data Package")?;
    ensure!(description.resources.len() <= RESOURCES_MAX, "it names more than {RESOURCES_MAX} files");
    let paths: Vec<String> = description.resources.into_iter().filter_map(|resource| resource.path).collect();
    for path in &paths {
        ensure!(is_inside(path), "it names `{path}`, which lies outside of it");
    }
    let creator = description
        .contributors
        .into_iter()
        .flatten()
        .find(|one| one.roles.as_ref().is_some_and(|roles| roles.iter().any(|role| role == "creator")));
    let license = description.licenses.into_iter().flatten().find_map(|license| license.name);
    let own = description.maquette;
    Ok(Package {
        line: Line {
            title: description.title.or(description.name),
            description: description.description.unwrap_or_default(),
            tags: description.keywords.unwrap_or_default(),
            license: license.map(|name| slug_of_license(&name)),
            creator: creator.and_then(|creator| creator.title),
            category: own.as_ref().and_then(|own| own.category.clone()),
            made_with_ai: own.as_ref().is_some_and(|own| own.made_with_ai),
            attributes: own.as_ref().map(|own| own.attributes.clone()).unwrap_or_default(),
            offers: own.map(|own| own.offers).unwrap_or_default(),
            ..Line::default()
        },
        paths,
    })
}

/// The licence whose SPDX identifier `name` is, in any version; else the word itself.
fn slug_of_license(name: &str) -> String {
    let stem = |text: &str| {
        text.to_lowercase()
            .trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '.' || letter == '-')
            .to_owned()
    };
    let known =
        market::catalog::LICENSES.iter().find(|license| license.spdx.is_some_and(|spdx| stem(spdx) == stem(name)));
    known.map_or_else(|| name.to_owned(), |license| license.slug.to_owned())
}

fn is_inside(path: &str) -> bool {
    !path.is_empty()
        && Path::new(path).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_of_another_library_is_read() {
        let text = r#"{"$schema":"https://manyfold.app/profiles/0.0/datapackage.json","name":"boat","title":"Boat",
            "description":"Floats.","keywords":["boat","toy"],"licenses":[{"name":"CC-BY-SA-3.0"}],
            "resources":[{"name":"hull","path":"hull.stl","mediatype":"model/stl","up":"+z","presupported":false},
            {"name":"sail","path":"parts/sail.3mf"}],
            "contributors":[{"title":"Ines","path":"https://example.org/ines","roles":["creator"]}]}"#;
        let package = read(text.as_bytes()).expect("reads");
        assert_eq!(package.paths, ["hull.stl", "parts/sail.3mf"]);
        let line = package.line;
        assert_eq!((line.title.as_deref(), line.license.as_deref()), (Some("Boat"), Some("cc-by-sa")));
        assert_eq!((line.creator.as_deref(), line.tags.len()), (Some("Ines"), 2));
    }

    #[test]
    fn a_description_may_not_name_what_lies_outside() {
        for path in ["../secret", "/etc/passwd", "a/../../b", ""] {
            let text = format!(r#"{{"name":"x","resources":[{{"path":"{path}"}}]}}"#);
            assert!(read(text.as_bytes()).is_err(), "{path}");
        }
        assert!(read(&b"[]"[..]).is_err());
    }

    #[test]
    fn a_licence_is_found_by_its_spdx_identifier_in_any_version() {
        for (name, slug) in [("CC0-1.0", "cc0"), ("CC-BY-3.0", "cc-by"), ("CC-BY-NC-4.0", "cc-by-nc"), ("MIT", "MIT")] {
            assert_eq!(slug_of_license(name), slug);
        }
    }
}
