//! The zip: parts by name, unpacked within the budget.

use std::collections::HashMap;
use std::io::{Cursor, Read as _};

use zip::{CompressionMethod, ZipArchive};

use crate::mesh::text::name;
use crate::mesh::trouble::{Limit, PART_DAMAGED, PART_MISSING, Stop, TRUNCATED, over};
use crate::{Budget, Code, Finding, Findings, Place, Severity};

/// A part's name leads out of the package.
const UNSAFE_PATH: Code = Code { id: "R114", name: "unsafe-path", severity: Severity::Warn };

/// An open package.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Where each part stands, by its name in lower case: part names are equal whatever their case.
    index_of: HashMap<String, usize>,
    /// Names that another part has already, but for capitals.
    twice: Vec<String>,
    unpacked_bytes_left: u64,
    unpacked_bytes_max: u64,
}

/// Opens the zip. Names that lead out of the package are told and never followed.
pub(super) fn open<'a>(bytes: &'a [u8], budget: &Budget, findings: &mut Findings) -> Result<Package<'a>, Stop> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| {
        let message =
            "The 3MF package is cut off or damaged: its table of contents, which stands at the end, cannot be read.";
        Box::new(Finding::new(TRUNCATED, message, "Upload it again; if it stays so, export the model again."))
    })?;
    let mut index_of = HashMap::new();
    let mut twice = Vec::new();
    for index in 0..archive.len() {
        let Some(Ok(part)) = archive.name_for_index(index) else {
            continue;
        };
        if is_safe(&part) {
            if index_of.insert(key(&part), index).is_some() {
                twice.push(part.into_owned());
            }
        } else {
            let message = "A name in the package leads out of it; that part was not read.";
            let finding = Finding::new(UNSAFE_PATH, message, "Export the model again from a program that you trust.");
            findings.push(finding.at([Place::element(name(part.as_bytes()))]));
        }
    }
    let unpacked_bytes_max = budget.unpacked_bytes_max;
    Ok(Package { archive, index_of, twice, unpacked_bytes_left: unpacked_bytes_max, unpacked_bytes_max })
}

/// Whether a name stays inside: no step up, no drive, no absolute path, no backslash that a system might take for one.
fn is_safe(name: &str) -> bool {
    !name.starts_with('/') && !name.contains(['\\', ':', '\0']) && name.split('/').all(|step| step != "..")
}

impl Package<'_> {
    /// Whether there is a part of this name.
    pub(super) fn has(&self, part: &str) -> bool {
        self.index(part).is_some()
    }

    fn index(&self, part: &str) -> Option<usize> {
        self.index_of.get(&key(part)).copied()
    }

    /// Names that another part has already.
    pub(super) fn twice(&self) -> Vec<String> {
        self.twice.clone()
    }

    /// Every name that stays inside, in the zip's order, and whether its part is packed as the standard asks.
    pub(super) fn parts(&mut self) -> Vec<(String, bool)> {
        let mut indices: Vec<usize> = self.index_of.values().copied().collect();
        indices.sort_unstable();
        let mut look = |index| {
            let entry = self.archive.by_index_raw(index).ok()?;
            let method = entry.compression();
            let is_packed_well = [CompressionMethod::Stored, CompressionMethod::Deflated].contains(&method);
            Some((entry.name().ok()?.into_owned(), is_packed_well))
        };
        indices.into_iter().filter_map(&mut look).collect()
    }

    /// The first model part by name, for packages that do not say where to start.
    pub(super) fn any_model(&self) -> Option<String> {
        self.index_of.keys().filter(|name| name.ends_with(".model")).min().cloned()
    }

    /// Unpacks a part. What counts is the bytes that come out, not those that the zip announces.
    pub(super) fn part(&mut self, part: &str) -> Result<Vec<u8>, Stop> {
        let Some(index) = self.index(part) else {
            return Err(missing(part));
        };
        let mut bytes = Vec::new();
        let entry = self.archive.by_index(index).map_err(|_| damaged(part))?;
        let outcome = entry.take(self.unpacked_bytes_left.saturating_add(1)).read_to_end(&mut bytes);
        if bytes.len() as u64 > self.unpacked_bytes_left {
            return Err(over(Limit::UnpackedBytes, self.unpacked_bytes_max));
        }
        self.unpacked_bytes_left -= bytes.len() as u64;
        outcome.map_err(|_| damaged(part))?;
        Ok(bytes)
    }
}

/// The name under which a part is found. Addresses escape what they cannot hold; whether the zip's names are escaped,
/// too, differs by program.
pub(super) fn key(part: &str) -> String {
    let part = part.trim_start_matches('/');
    if part.contains('%') { unescaped(part).to_ascii_lowercase() } else { part.to_ascii_lowercase() }
}

/// `%20` and the like as the letters they stand for.
fn unescaped(part: &str) -> String {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let [first, tail @ ..] = rest {
        let digits = tail.get(..2).filter(|_| *first == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The finding for a part that is not there.
fn missing(part: &str) -> Stop {
    let message = format!("The part {} is not in the package.", name(part.as_bytes()));
    Box::new(Finding::new(PART_MISSING, message, "Export the model again; the file was put together wrongly."))
}

fn damaged(part: &str) -> Stop {
    let message = format!(
        "The part {} cannot be unpacked: it is damaged, encrypted or packed in a way 3MF does not allow.",
        name(part.as_bytes())
    );
    Box::new(Finding::new(PART_DAMAGED, message, "Upload it again; if it stays so, export the model again."))
}
