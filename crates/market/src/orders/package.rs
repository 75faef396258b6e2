//! All files of a pattern as one zip that is a Data Package, so that other libraries and our own `import` read it back.

use serde_json::{Value, json};
use store::Hash;

use super::library::Entitled;
use crate::Error;

/// The profile that Manyfold publishes for packages of models.
const PROFILE: &str = "https://manyfold.app/profiles/0.0/datapackage.json";

/// What we add to the creator's files.
const MANIFEST: &str = "datapackage.json";
const LICENSE: &str = "LICENSE.txt";

/// One file of the package.
#[derive(Clone, Debug)]
pub struct PackageFile {
    /// Its name in the package.
    pub path: String,
    /// What is in it.
    pub content: Content,
}

/// What is in a file of a package.
#[derive(Clone, Debug)]
pub enum Content {
    /// A text of ours.
    Text(String),
    /// A creator's file.
    Blob {
        /// Its name in the blob store.
        hash: Hash,
        /// Its length.
        bytes: u64,
    },
}

/// The package's `datapackage.json`.
pub fn package_manifest(entitled: &Entitled, base_url: &str) -> Value {
    let Entitled { listing, shop, said, .. } = entitled;
    let license = entitled.license.map(
        |license| json!({ "name": license.spdx.unwrap_or(license.slug), "title": license.title, "path": LICENSE }),
    );
    let resources: Vec<Value> = entitled
        .files
        .iter()
        .map(|file| {
            json!({
                "name": crate::fields::slug(&file.name),
                "path": path_of(&file.name),
                "mediatype": file.media_type(),
                "bytes": file.bytes,
                "hash": format!("blake3:{}", file.blob),
            })
        })
        .collect();
    json!({
        "$schema": PROFILE,
        "name": listing.slug,
        "title": listing.title,
        "description": listing.description,
        "homepage": format!("{base_url}/l/{}", listing.slug),
        "keywords": said.tags,
        "licenses": license.into_iter().collect::<Vec<_>>(),
        "contributors": [{ "title": shop.title, "path": format!("{base_url}/s/{}", shop.handle), "roles": ["creator"] }],
        "resources": resources,
        // Other readers pass over it; our own import needs it to bring back all that was said.
        "maquette": {
            "category": listing.category,
            "made_with_ai": listing.made_with_ai,
            "attributes": said.attributes,
            "offers": said.offers.iter().map(|offer| json!({
                "license": offer.license.slug,
                "price_minor": offer.price.minor,
                "currency": offer.price.currency.code(),
            })).collect::<Vec<_>>(),
        },
    })
}

/// A creator's file may be called like one of ours; it lies in a folder then.
fn path_of(name: &str) -> String {
    let is_ours = [MANIFEST, LICENSE].iter().any(|ours| ours.eq_ignore_ascii_case(name));
    if is_ours { format!("files/{name}") } else { name.to_owned() }
}

impl Entitled {
    /// Every file of the package: what we say of it, the licence, then the creator's files in their order.
    ///
    /// # Errors
    /// A stored blob's name cannot be read.
    pub fn package(&self, base_url: &str) -> Result<Vec<PackageFile>, Error> {
        let text = |path: &str, text| PackageFile { path: path.to_owned(), content: Content::Text(text) };
        let mut files = vec![text(MANIFEST, serde_json::to_string_pretty(&package_manifest(self, base_url))?)];
        files.extend(self.license.map(|license| text(LICENSE, license.text(&self.listing.title, &self.shop.title))));
        for file in &self.files {
            let content = Content::Blob { hash: file.blob.parse()?, bytes: file.bytes };
            files.push(PackageFile { path: path_of(&file.name), content });
        }
        Ok(files)
    }
}
