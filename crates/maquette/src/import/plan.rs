//! What is to be imported, and what is plainly no pattern.

use std::{
    collections::BTreeSet,
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use anyhow::Result;
use pattern::Budget;

use super::{
    manifest::{self, Line},
    package,
};
use crate::walk;

/// Bytes of a file's beginning by which its format is told.
const HEAD_BYTES_MAX: u64 = 1 << 20;

/// Endings of what lies beside patterns in an honest folder.
const COMPANIONS: [&str; 7] = ["md", "txt", "csv", "bin", "mtl", "json", "ndjson"];

/// Names of the same.
const COMPANION_STEMS: [&str; 4] = ["license", "licence", "readme", "copying"];

/// One listing to be made: a file, or a package of several.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it is told by: its path, relative to the folder.
    pub relative: PathBuf,
    /// Its files, at least one.
    pub sources: Vec<Source>,
    /// What the manifest or the package says of it, or nothing.
    pub line: Line,
}

/// Where the bytes of one file are.
#[derive(Clone, Debug)]
pub enum Source {
    /// A file of the folder.
    Plain(PathBuf),
    /// A file in a zip of the folder.
    Packed {
        /// The zip.
        zip: PathBuf,
        /// The path inside of it.
        inner: String,
    },
    /// A package that cannot be used.
    Broken {
        /// The zip.
        zip: PathBuf,
        /// Why, in a sentence.
        why: String,
    },
}

impl Source {
    /// What it is told by.
    pub fn shown(&self) -> PathBuf {
        match self {
            Self::Plain(relative) => relative.clone(),
            Self::Packed { zip, inner } => zip.join(inner),
            Self::Broken { zip, .. } => zip.clone(),
        }
    }

    /// The name that it is uploaded under.
    pub fn name(&self) -> String {
        let shown = self.shown();
        shown.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }
}

/// The listings that `folder` holds, in order, or those that the manifest names.
///
/// # Errors
/// The folder or the manifest cannot be read.
pub fn entries(folder: &Path, manifest: Option<&Path>) -> Result<Vec<Entry>> {
    if let Some(path) = manifest {
        let lines = manifest::read(path, folder)?;
        return Ok(lines.into_iter().map(|line| entry_of(folder, line.file.clone().into(), line)).collect());
    }
    let files = walk::files(folder)?;
    let mut packaged = BTreeSet::new();
    let mut entries = Vec::new();
    for relative in files.iter().filter(|relative| relative.ends_with(package::DESCRIPTION)) {
        let Ok(package) = File::open(folder.join(relative)).map_err(Into::into).and_then(package::read) else {
            continue; // Told with the other files: it is a text that describes nothing we know.
        };
        let base = relative.parent().unwrap_or(Path::new(""));
        let inside: Vec<PathBuf> = package.paths.iter().map(|path| base.join(path)).collect();
        let sources: Vec<Source> =
            inside.iter().filter(|path| files.contains(path)).cloned().map(Source::Plain).collect();
        if !sources.is_empty() {
            packaged.extend(inside);
            entries.push(Entry { relative: base.to_owned(), sources, line: package.line });
        }
    }
    let single = files.into_iter().filter(|relative| !packaged.contains(relative));
    entries.extend(single.map(|relative| entry_of(folder, relative, Line::default())));
    entries.sort_by(|a, b| a.relative.cmp(&b.relative));
    Ok(entries)
}

/// The entry for one file; a zip that is a package becomes all of its files.
fn entry_of(folder: &Path, relative: PathBuf, line: Line) -> Entry {
    let is_zip = relative.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"));
    match is_zip.then(|| package::in_zip(&folder.join(&relative))) {
        Some(Ok(Some(package))) if !package.paths.is_empty() => {
            let packed = |inner: String| Source::Packed { zip: relative.clone(), inner };
            let sources = package.paths.into_iter().map(packed).collect();
            return Entry { sources, line: line.over(package.line), relative };
        }
        Some(Err(error)) => {
            let why = format!("The zip cannot be used: {error:#}. Pack it again.");
            let sources = vec![Source::Broken { zip: relative.clone(), why }];
            return Entry { sources, line, relative };
        }
        // A zip without a description is no package, and what it holds is nobody's to guess.
        Some(Ok(_)) | None => {}
    }
    Entry { sources: vec![Source::Plain(relative.clone())], line, relative }
}

/// Why the file at `path`, called `relative`, is no pattern, in a sentence; none where it may be one.
///
/// # Errors
/// The file cannot be read.
pub fn reason_to_skip(path: &Path, relative: &Path) -> Result<Option<String>> {
    if let Some(reason) = by_name(relative) {
        return Ok(Some(reason));
    }
    let mut head = Vec::new();
    File::open(path)?.take(HEAD_BYTES_MAX).read_to_end(&mut head)?;
    Ok(by_content(&head, relative))
}

fn by_name(relative: &Path) -> Option<String> {
    let lower = |text: Option<&std::ffi::OsStr>| text.map(|text| text.to_string_lossy().to_lowercase());
    let extension = lower(relative.extension()).unwrap_or_default();
    let stem = lower(relative.file_stem()).unwrap_or_default();
    let companion = COMPANIONS.contains(&extension.as_str()) || COMPANION_STEMS.contains(&stem.as_str());
    companion.then(|| "No pattern: its name is that of a text or of data beside one.".to_owned())
}

/// Asks the reader with a budget that lets it recognise the content and read nothing.
fn by_content(head: &[u8], relative: &Path) -> Option<String> {
    if head.is_empty() {
        return None; // An empty file is a pattern that was lost: its creator should be told.
    }
    let nothing = Budget {
        bytes_max: HEAD_BYTES_MAX,
        triangles_max: 0,
        vertices_max: 0,
        nodes_max: 0,
        depth_max: 0,
        unpacked_bytes_max: 0,
        pixels_max: 0,
        places_max: 1,
    };
    let name = relative.file_name().map(|name| name.to_string_lossy().into_owned());
    // A reader that breaks on this content breaks again in the examination, and becomes a finding there.
    let reading = std::panic::catch_unwind(|| pattern::read(head, name.as_deref(), &nothing)).ok()?;
    if reading.format.is_some() {
        return None;
    }
    let why = reading.findings.first().map(|finding| finding.message.clone());
    Some(format!("No pattern: {}", why.unwrap_or_else(|| "its content is unknown.".to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_beside_patterns_is_skipped_and_an_empty_file_is_not() {
        for name in ["LICENSE", "README.md", "peers.csv", "scene.bin"] {
            assert!(by_name(Path::new(name)).is_some(), "{name}");
        }
        assert!(by_name(Path::new("license-plate-holder.stl")).is_none());
        assert!(by_content(b"%PDF-1.7\n", Path::new("plan.stl")).is_some_and(|reason| reason.contains("PDF")));
        assert!(by_content(b"", Path::new("vase.stl")).is_none());
        assert!(by_content(b"OFF\n3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n", Path::new("corner")).is_none());
    }
}
