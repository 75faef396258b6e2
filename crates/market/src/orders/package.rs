//! All files of a pattern as one zip that is a Data Package, so that other libraries and our own `import` read it back.

use std::io::Write;

use serde_json::{Value, json};
use store::Hash;

use super::library::{Entitled, LibraryLine};
use crate::Error;

/// The profile that Manyfold publishes for packages of models.
const PROFILE: &str = "https://manyfold.app/profiles/0.0/datapackage.json";

/// What we add to the creator's files.
const MANIFEST: &str = "datapackage.json";
const LICENSE: &str = "LICENSE.txt";

/// One file of the zip.
#[derive(Clone, Debug)]
pub struct PackageFile {
    /// Its name in the zip.
    pub path: String,
    /// Its content.
    pub blob: Hash,
}

/// The package's `datapackage.json`.
pub fn package_manifest(entitled: &Entitled, base_url: &str) -> Value {
    let Entitled { line, said } = entitled;
    let license = line.license.map(
        |license| json!({ "name": license.spdx.unwrap_or(license.slug), "title": license.title, "path": LICENSE }),
    );
    let resources: Vec<Value> = line
        .files
        .iter()
        .map(|file| {
            let media_type =
                pattern::Format::from_name(&file.name).map_or("application/octet-stream", pattern::Format::media_type);
            json!({
                "name": crate::fields::slug(&file.name),
                "path": path_of(&file.name),
                "mediatype": media_type,
                "bytes": file.bytes,
                "hash": format!("blake3:{}", file.blob),
            })
        })
        .collect();
    json!({
        "$schema": PROFILE,
        "name": line.listing.slug,
        "title": line.listing.title,
        "description": line.listing.description,
        "homepage": format!("{base_url}/l/{}", line.listing.slug),
        "keywords": said.tags,
        "licenses": license.into_iter().collect::<Vec<_>>(),
        "contributors": [{ "title": line.shop.title, "path": format!("{base_url}/s/{}", line.shop.handle), "roles": ["creator"] }],
        "resources": resources,
        // Other readers pass over it; our own import needs it to bring back all that was said.
        "maquette": {
            "category": line.listing.category,
            "made_with_ai": line.listing.made_with_ai,
            "attributes": said.attributes,
            "offers": said.offers.iter().map(|offer| json!({
                "license": offer.license.slug,
                "price_minor": offer.price.minor,
                "currency": offer.price.currency.code(),
            })).collect::<Vec<_>>(),
        },
    })
}

/// Names of the files in the zip, each once.
///
/// # Errors
/// A stored blob's name cannot be read.
pub fn zip_entries(line: &LibraryLine) -> Result<Vec<PackageFile>, Error> {
    line.files.iter().map(|file| Ok(PackageFile { path: path_of(&file.name), blob: file.blob.parse()? })).collect()
}

/// A creator's file may be called like one of ours; it lies in a folder then.
fn path_of(name: &str) -> String {
    let is_ours = [MANIFEST, LICENSE].iter().any(|ours| ours.eq_ignore_ascii_case(name));
    if is_ours { format!("files/{name}") } else { name.to_owned() }
}

impl Entitled {
    /// Writes the zip into `out`, file by file; `read` gives a blob's content piece by piece. Patterns are packed
    /// already or close to it, so they are stored as they are: a download costs no processor.
    ///
    /// # Errors
    /// `out` or `read` fails.
    pub fn write_zip(
        &self,
        base_url: &str,
        out: impl Write,
        mut read: impl FnMut(&Hash, &mut dyn Write) -> std::io::Result<()>,
    ) -> Result<(), Error> {
        let failed = |error: zip::result::ZipError| Error::Disk(std::io::Error::other(error));
        let mut zip = zip::ZipWriter::new_stream(out);
        let stored = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored)
            .large_file(true);
        zip.start_file(MANIFEST, stored).map_err(failed)?;
        zip.write_all(serde_json::to_string_pretty(&package_manifest(self, base_url))?.as_bytes())?;
        let line = &self.line;
        if let Some(license) = line.license {
            zip.start_file(LICENSE, stored).map_err(failed)?;
            zip.write_all(license.text(&line.listing.title, &line.shop.title).as_bytes())?;
        }
        for file in zip_entries(line)? {
            zip.start_file(file.path, stored).map_err(failed)?;
            read(&file.blob, &mut zip)?;
        }
        zip.finish().map_err(failed)?;
        Ok(())
    }
}
