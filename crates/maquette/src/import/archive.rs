//! A zip of the folder, as far as an import looks into it: what describes it, and a photograph that the manifest names in
//! it. Its files are unpacked by the market, as those of any zip that is uploaded.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{BufReader, BufWriter, Write},
    path::Path,
};

use market::limits;
use pattern::{Archive, ArchiveEntry, ArchiveFault, ArchiveLimits, UnpackError};

use super::package::{self, DESCRIPTION, DESCRIPTION_BYTES_MAX, Package};

/// What an import knows of a zip.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    /// What its `datapackage.json` says, the one nearest to its root.
    pub package: Option<Package>,
    /// The paths of the files in it.
    pub paths: BTreeSet<String>,
}

/// Whether a file of this name is a zip, which a market unpacks.
pub fn is_zip(relative: &Path) -> bool {
    relative.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
}

/// Looks into the zip at `path`, or says in a sentence why it cannot be used and what to do.
pub fn look(path: &Path) -> Result<Contents, String> {
    let mut archive = open(path, limits::ARCHIVE_BYTES.max as u64)?;
    let entries: Vec<ArchiveEntry> = archive.entries().iter().filter(|entry| !entry.leads_out).cloned().collect();
    let depth = |entry: &&ArchiveEntry| entry.path.matches('/').count();
    let described = entries.iter().filter(|entry| entry.name() == DESCRIPTION).min_by_key(depth);
    let package = match described.map(|entry| archive.head(entry, DESCRIPTION_BYTES_MAX)) {
        Some(text) => Some(package::read(&text[..]).map_err(|error| {
            format!("The zip cannot be used, for its {DESCRIPTION} is at fault: {error:#}. Mend that, or take it out.")
        })?),
        None => None,
    };
    Ok(Contents { package, paths: entries.into_iter().map(|entry| entry.path).collect() })
}

/// Writes the file `inner` of the zip at `path` to `out`, or says in a sentence why not: of `bytes_max` bytes at most.
pub fn take(path: &Path, inner: &str, out: &Path, bytes_max: u64) -> Result<(), String> {
    let mut archive = open(path, bytes_max)?;
    let found = archive.entries().iter().find(|entry| entry.path == inner && !entry.leads_out).cloned();
    let entry = found.ok_or_else(|| format!("There is no {inner} in the zip. Name a file that it holds."))?;
    archive.check(std::iter::once(&entry)).map_err(|fault| sentence(&fault))?;
    let unwritten =
        |error: std::io::Error| format!("{inner} cannot be unpacked here: {error}. Make room and try again.");
    let mut file = BufWriter::new(File::create(out).map_err(unwritten)?);
    archive.unpack(&entry, &mut file).map_err(|error| match error {
        UnpackError::Fault(fault) => sentence(&fault),
        UnpackError::Writing(error) => unwritten(error),
    })?;
    file.flush().map_err(unwritten)
}

fn open(path: &Path, unpacked_bytes_max: u64) -> Result<Archive<BufReader<File>>, String> {
    let file =
        File::open(path).map_err(|error| format!("The zip cannot be read: {error}. Look at its permissions."))?;
    let bounds = ArchiveLimits { entries_max: limits::ARCHIVE_ENTRIES.max, unpacked_bytes_max };
    Archive::open(BufReader::new(file), &bounds).map_err(|fault| sentence(&fault))
}

fn sentence(fault: &ArchiveFault) -> String {
    format!("{} {}", fault.message(), fault.fix())
}
