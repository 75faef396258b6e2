//! What an archive says of itself: a Data Package names its files, and what lies beside them is about the package.

use std::{
    collections::HashSet,
    io::{Read, Seek},
};

use pattern::{Archive, ArchiveEntry};
use serde::Deserialize;
use serde_json::Value;

/// The name of what describes a package.
const DESCRIPTION: &str = "datapackage.json";
/// Bytes of a description that are read; an honest one has a few thousand.
const DESCRIPTION_BYTES_MAX: u64 = 4 << 20;

#[derive(Deserialize)]
struct Description {
    #[serde(default)]
    resources: Vec<Resource>,
    /// What our own packages add.
    maquette: Option<Value>,
}

#[derive(Deserialize)]
struct Resource {
    /// A text; other packages have several, or addresses, which name nothing in an archive.
    path: Option<Value>,
}

/// An archive that is a Data Package.
pub(super) struct Described {
    /// The path of what describes it.
    pub(super) description: String,
    /// Whether it was bought at a market like this one: its files are what was sold, and nothing else is among them.
    pub(super) is_of_a_market: bool,
    /// The paths of its files.
    files: HashSet<String>,
}

impl Described {
    /// What describes the archive, the one nearest to its root; none where there is none, or where it names no file in it.
    pub(super) fn of<R: Read + Seek>(archive: &mut Archive<R>, entries: &[ArchiveEntry]) -> Option<Self> {
        let depth = |entry: &&ArchiveEntry| entry.path.matches('/').count();
        let found = entries.iter().filter(|entry| entry.name() == DESCRIPTION && !entry.leads_out).min_by_key(depth)?;
        let description: Description = serde_json::from_slice(&archive.head(found, DESCRIPTION_BYTES_MAX)).ok()?;
        let folder = found.path.strip_suffix(DESCRIPTION).unwrap_or_default();
        let named = description.resources.iter().filter_map(|resource| resource.path.as_ref()?.as_str());
        let named: HashSet<String> = named.map(|path| format!("{folder}{}", plain(path))).collect();
        let files: HashSet<String> =
            entries.iter().filter(|entry| named.contains(&entry.path)).map(|entry| entry.path.clone()).collect();
        let is_of_a_market = description.maquette.is_some();
        (!files.is_empty()).then(|| Self { description: found.path.clone(), is_of_a_market, files })
    }

    /// Whether the package names this file as one of its own.
    pub(super) fn names(&self, entry: &ArchiveEntry) -> bool {
        self.files.contains(&entry.path)
    }
}

/// A path as the archive's entries have theirs.
fn plain(path: &str) -> String {
    path.split('/').filter(|step| !step.is_empty() && *step != ".").collect::<Vec<_>>().join("/")
}
