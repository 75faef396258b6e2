//! The data folder: whose it is, and what is under way in it.

use std::{
    fs::{DirBuilder, Permissions},
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::Path,
};

/// Says that a backup is being put back here, and which.
const RESTORING: &str = "restore-unfinished";

/// Makes the data folder for its owner alone, and takes it away from others where an earlier release let them in: it
/// holds every address, every e-mail and what has been sold.
///
/// # Errors
/// The disk refuses.
pub fn make_private(folder: &Path) -> std::io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let mode = std::fs::metadata(folder)?.permissions().mode();
    if mode & 0o077 != 0 {
        std::fs::set_permissions(folder, Permissions::from_mode(0o700))?;
        tracing::info!(folder = %folder.display(), "the data folder was open to others and is private now");
    }
    Ok(())
}

/// Which backup was being put back here when that was broken off; none where nothing was.
pub fn restoring(folder: &Path) -> Option<String> {
    std::fs::read_to_string(folder.join(RESTORING)).ok()
}

/// Notes that the backup `name` is being put back here, or, with none, that it is whole.
///
/// # Errors
/// The disk refuses.
pub fn set_restoring(folder: &Path, name: Option<&str>) -> std::io::Result<()> {
    match name {
        Some(name) => std::fs::write(folder.join(RESTORING), name)?,
        None => std::fs::remove_file(folder.join(RESTORING))?,
    }
    std::fs::File::open(folder)?.sync_all()
}
