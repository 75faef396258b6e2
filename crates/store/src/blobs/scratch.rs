//! What is under way: temporary files and folders that are removed when their owner ends, however it ends.
//!
//! Each is locked by the process that owns it, and the kernel gives the lock back when that process dies. So what can
//! be locked has no owner any more, whether it is a second old or a month.

use std::{
    fs::{File, TryLockError},
    path::Path,
    time::Duration,
};

use super::{Blobs, blocking};
use crate::Error;

/// What temporary files and folders begin with.
const FILE: &str = "upload-";
const FOLDER: &str = "work-";
/// The file in a temporary folder that is locked.
const LOCK: &str = "lock";
/// Between making and locking lies a moment in which nobody may take it for abandoned.
const AGE_MIN: Duration = Duration::from_secs(60);

/// A folder for work under way. It goes with the value, or with the next start after a crash.
#[derive(Debug)]
pub struct Workspace {
    folder: tempfile::TempDir,
    _lock: File,
}

impl Workspace {
    /// Where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Blobs {
    /// An empty folder for work under way.
    ///
    /// # Errors
    /// The disk refuses.
    pub async fn workspace(&self) -> Result<Workspace, Error> {
        let scratch = self.scratch.clone();
        blocking(move || {
            let folder = tempfile::Builder::new().prefix(FOLDER).tempdir_in(&scratch)?;
            let lock = File::create(folder.path().join(LOCK))?;
            lock.lock()?;
            Ok(Workspace { folder, _lock: lock })
        })
        .await
    }
}

/// A locked temporary file in `scratch`.
pub(super) fn temporary(scratch: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    let file = tempfile::Builder::new().prefix(FILE).tempfile_in(scratch)?;
    file.as_file().lock()?;
    Ok(file)
}

/// Removes what no living process owns; gives how many files and folders that were.
pub(super) fn sweep(scratch: &Path) -> std::io::Result<u64> {
    let mut swept = 0;
    for entry in std::fs::read_dir(scratch)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let removed = match name.as_str() {
            name if name.starts_with(FILE) && is_abandoned(&path, &path)? => std::fs::remove_file(&path),
            name if name.starts_with(FOLDER) && is_abandoned(&path, &path.join(LOCK))? => {
                std::fs::remove_dir_all(&path)
            }
            _ => continue,
        };
        match removed {
            Ok(()) => swept += 1,
            // Another process sweeps at the same time.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(swept)
}

/// Whether nobody holds `lock`, and what it guards was not made this moment.
fn is_abandoned(path: &Path, lock: &Path) -> std::io::Result<bool> {
    let gone = |error: &std::io::Error| error.kind() == std::io::ErrorKind::NotFound;
    let age = match std::fs::metadata(path).and_then(|metadata| metadata.modified()) {
        Ok(modified) => modified.elapsed().unwrap_or_default(),
        Err(error) if gone(&error) => return Ok(false),
        Err(error) => return Err(error),
    };
    if age < AGE_MIN {
        return Ok(false);
    }
    let file = match File::open(lock) {
        Ok(file) => file,
        // A folder whose owner died before it locked it.
        Err(error) if gone(&error) => return Ok(true),
        Err(error) => return Err(error),
    };
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}
