//! What is to be imported, and what is plainly no pattern.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use anyhow::Result;
use pattern::Budget;

use super::manifest::{self, Line};
use crate::walk;

/// Bytes of a file's beginning by which its format is told.
const HEAD_BYTES_MAX: u64 = 1 << 20;

/// Endings of what lies beside patterns in an honest folder.
const COMPANIONS: [&str; 7] = ["md", "txt", "csv", "bin", "mtl", "json", "ndjson"];

/// Names of the same.
const COMPANION_STEMS: [&str; 4] = ["license", "licence", "readme", "copying"];

/// One file to be imported.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Relative to the folder.
    pub relative: PathBuf,
    /// What the manifest says of it, or nothing.
    pub line: Line,
}

/// The files of `folder` in order, or those that the manifest names.
///
/// # Errors
/// The folder or the manifest cannot be read.
pub fn entries(folder: &Path, manifest: Option<&Path>) -> Result<Vec<Entry>> {
    if let Some(path) = manifest {
        let lines = manifest::read(path, folder)?;
        return Ok(lines.into_iter().map(|line| Entry { relative: line.file.clone().into(), line }).collect());
    }
    let entry = |relative| Entry { relative, line: Line::default() };
    Ok(walk::files(folder)?.into_iter().map(entry).collect())
}

/// Why the file is no pattern, in a sentence; none where it may be one.
///
/// # Errors
/// The file cannot be read.
pub fn reason_to_skip(folder: &Path, relative: &Path) -> Result<Option<String>> {
    if let Some(reason) = by_name(relative) {
        return Ok(Some(reason));
    }
    let mut head = Vec::new();
    File::open(folder.join(relative))?.take(HEAD_BYTES_MAX).read_to_end(&mut head)?;
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
