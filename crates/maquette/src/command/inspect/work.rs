//! Looking at many files at once, and answering in their order.

use std::{
    collections::BTreeMap,
    io::Read,
    path::{Path, PathBuf},
    sync::mpsc,
};

use ::inspect::{Options, Report};
use anyhow::{Context, Result};
use pattern::{Budget, Pattern};
use rayon::ThreadPoolBuilder;

use super::{
    mended::{self, Mended, Mending},
    picture::{self, Shown},
};
use crate::{command::shown, walk};

/// What is asked of every file.
pub(super) struct Asked {
    pub(super) options: Options,
    pub(super) with_picture: bool,
    /// Whether what is found is mended.
    pub(super) mending: Mending,
}

/// One file, looked at.
pub(super) struct Inspected {
    /// As it was given, or below the folder that was.
    pub(super) path: String,
    pub(super) bytes: u64,
    pub(super) report: Report,
    /// How it looks, where that was asked for.
    pub(super) shown: Option<Shown>,
    /// What mending came to, where that was asked for.
    pub(super) mended: Option<Mended>,
}

/// The files that `paths` stand for, in order, and whether a folder could not be read.
pub(super) fn files(paths: &[PathBuf]) -> (Vec<PathBuf>, bool) {
    let (mut files, mut unreadable) = (Vec::new(), false);
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        match walk::files(path) {
            Ok(found) => files.extend(found.into_iter().map(|relative| path.join(relative))),
            Err(error) => {
                unreadable = true;
                eprintln!("maquette: {error:#}");
            }
        }
    }
    (files, unreadable)
}

/// Looks at every file, several at once, and hands what was found to `each` in the order of `files`.
///
/// A large file is looked at by all threads together, small ones side by side.
pub(super) fn inspect_all(
    files: &[PathBuf],
    asked: &Asked,
    jobs: usize,
    mut each: impl FnMut(Result<Inspected>) -> Result<()>,
) -> Result<()> {
    let pool = ThreadPoolBuilder::new().num_threads(jobs).build().context("the threads cannot be started")?;
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            pool.in_place_scope_fifo(|work| {
                for (index, path) in files.iter().enumerate() {
                    let sender = sender.clone();
                    work.spawn_fifo(move |_| {
                        // Nobody listens any more once the output is closed.
                        let _ = sender.send((index, inspect_one(path, asked)));
                    });
                }
            });
            drop(sender);
        });
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        for (index, inspected) in receiver {
            waiting.insert(index, inspected);
            while let Some(inspected) = waiting.remove(&next) {
                each(inspected)?;
                next += 1;
            }
        }
        Ok(())
    })
}

fn inspect_one(path: &Path, asked: &Asked) -> Result<Inspected> {
    let bytes = read(path)?;
    let name = path.file_name().filter(|name| *name != "-").map(|name| name.to_string_lossy());
    let reading = pattern::read(&bytes, name.as_deref(), &Budget::default());
    let length = bytes.len() as u64;
    drop(bytes);
    let report = ::inspect::inspect_watched(&reading, &asked.options, &mut |_| {});
    let shown = reading
        .pattern
        .as_ref()
        .filter(|_| asked.with_picture)
        .map(|pattern: &Pattern| picture::show(pattern, &report));
    let mended =
        asked.mending.out.as_deref().map(|out| mended::mend(path, &reading, &asked.mending, out)).transpose()?;
    Ok(Inspected { mended, path: path.to_string_lossy().into_owned(), bytes: length, report, shown: shown.flatten() })
}

fn read(path: &Path) -> Result<Vec<u8>> {
    if path.as_os_str() != "-" {
        return std::fs::read(path).with_context(|| format!("{} cannot be read", shown(path)));
    }
    // One byte more than is read, so that the reader says what is too large.
    let most = Budget::default().bytes_max + 1;
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(most).read_to_end(&mut bytes).context("standard input cannot be read")?;
    Ok(bytes)
}
