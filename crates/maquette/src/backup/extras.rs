//! What lies in the data folder beside rows and blobs and cannot be made again: the secret, and the test bank's books.

use std::path::Path;

use anyhow::Result;
use store::{Hash, snapshot::Part};

/// The file of the secret that signs links, and the folders of the test bank's books.
const FILE: &str = "secret";
const FOLDERS: [&str; 2] = ["test-bank/payments", "test-bank/due"];
/// Where they lie beside the rows.
const PLACE: &str = "data";

/// Copies what there is of them from the data folder to beside the rows.
///
/// The bank is asked after the rows: like any provider outside, it may know more than they do, and never less.
///
/// # Errors
/// The disk refuses.
pub fn keep(data: &Path, rows: &Path) -> Result<Vec<Part>> {
    let mut names = vec![FILE.to_owned()];
    for folder in FOLDERS {
        let Ok(entries) = std::fs::read_dir(data.join(folder)) else { continue };
        for entry in entries {
            names.push(format!("{folder}/{}", entry?.file_name().to_string_lossy()));
        }
    }
    names.sort();
    let mut parts = Vec::new();
    for name in names {
        let to = format!("{PLACE}/{name}");
        let copied = copy(&data.join(&name), &rows.join(&to));
        match copied {
            Ok(()) => parts.push(part_of(rows, to)?),
            // Not there at all, or a notice that was sent meanwhile.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(parts)
}

/// Puts them back into a data folder. A secret that is set in the settings goes before the one of the backup.
///
/// # Errors
/// The disk refuses.
pub fn put_back(rows: &Path, data: &Path, parts: &[Part], has_secret: bool) -> Result<()> {
    for part in parts {
        let name = part.file.strip_prefix(PLACE).unwrap_or(&part.file).trim_start_matches('/');
        if name == FILE && has_secret {
            continue;
        }
        copy(&rows.join(&part.file), &data.join(name))?;
    }
    Ok(())
}

/// Copies a file and syncs it; a secret stays its owner's alone.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    let mut source = std::fs::File::open(from)?;
    let folder = to.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    std::io::copy(&mut source, file.as_file_mut())?;
    file.as_file().sync_all()?;
    file.persist(to).map_err(|error| error.error)?;
    Ok(())
}

fn part_of(folder: &Path, file: String) -> Result<Part> {
    let path = folder.join(&file);
    Ok(Part { bytes: std::fs::metadata(&path)?.len(), blake3: Hash::of_file(&path)?, file })
}
