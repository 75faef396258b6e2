//! What the files of a folder are, by their names and their first bytes: patterns, zips of them, or what lies beside them.

use std::{fs::File, io::Read, path::Path};

use anyhow::Result;
use pattern::{Budget, Format, Reading};

use super::archive::is_zip;

/// Bytes of a file's beginning by which its format is told.
const HEAD_BYTES_MAX: u64 = 1 << 20;

/// Endings of what lies beside patterns in an honest folder.
const COMPANIONS: [&str; 7] = ["md", "txt", "csv", "bin", "mtl", "json", "ndjson"];

/// Names of the same.
const COMPANION_STEMS: [&str; 4] = ["license", "licence", "readme", "copying"];

/// Why the file at `path`, called `relative`, is no pattern, in a sentence; none where it may be one, or is a zip that may
/// hold some.
///
/// # Errors
/// The file cannot be read.
pub fn reason_to_skip(path: &Path, relative: &Path) -> Result<Option<String>> {
    if let Some(reason) = by_name(relative) {
        return Ok(Some(reason));
    }
    if is_zip(relative) {
        return Ok(None);
    }
    Ok(by_content(&head_of(path)?, relative))
}

/// The format that the content of the file at `path` has, whatever its name; none of one that is not known.
///
/// # Errors
/// The file cannot be read.
pub fn format_of_file(path: &Path) -> Result<Option<Format>> {
    Ok(recognised(&head_of(path)?, None).and_then(|reading| reading.format))
}

fn head_of(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::new();
    File::open(path)?.take(HEAD_BYTES_MAX).read_to_end(&mut head)?;
    Ok(head)
}

fn by_name(relative: &Path) -> Option<String> {
    let lower = |text: Option<&std::ffi::OsStr>| text.map(|text| text.to_string_lossy().to_lowercase());
    let extension = lower(relative.extension()).unwrap_or_default();
    let stem = lower(relative.file_stem()).unwrap_or_default();
    let companion = COMPANIONS.contains(&extension.as_str()) || COMPANION_STEMS.contains(&stem.as_str());
    companion.then(|| "No pattern: its name is that of a text or of data beside one.".to_owned())
}

fn by_content(head: &[u8], relative: &Path) -> Option<String> {
    if head.is_empty() {
        return None; // An empty file is a pattern that was lost: its creator should be told.
    }
    let name = relative.file_name().map(|name| name.to_string_lossy().into_owned());
    let reading = recognised(head, name.as_deref())?;
    if reading.format.is_some() {
        return None;
    }
    let why = reading.findings.first().map(|finding| finding.message.clone());
    Some(format!("No pattern: {}", why.unwrap_or_else(|| "its content is unknown.".to_owned())))
}

/// Asks the reader with a budget that lets it recognise the content and read nothing; none where it breaks on that: then it
/// breaks again in the examination, and becomes a finding there.
fn recognised(head: &[u8], name: Option<&str>) -> Option<Reading> {
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
    std::panic::catch_unwind(|| pattern::read(head, name, &nothing)).ok()
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
