//! Walking a folder: every file that is not hidden, in order.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Deeper folders are left out; nobody keeps patterns there, and a ring of links must end.
const DEPTH_MAX: usize = 32;

/// The files below `folder`, as paths relative to it, sorted. Hidden files and folders and symbolic links are left out.
///
/// # Errors
/// A folder cannot be read.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![(PathBuf::new(), 0)];
    while let Some((relative, depth)) = open.pop() {
        let path = folder.join(&relative);
        let entries = std::fs::read_dir(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        for entry in entries {
            let entry = entry.with_context(|| format!("{} cannot be read", path.display()))?;
            if entry.file_name().as_encoded_bytes().starts_with(b".") {
                continue;
            }
            let kind = entry.file_type()?;
            let relative = relative.join(entry.file_name());
            if kind.is_dir() && depth < DEPTH_MAX {
                open.push((relative, depth + 1));
            } else if kind.is_file() {
                found.push(relative);
            }
        }
    }
    found.sort();
    Ok(found)
}
