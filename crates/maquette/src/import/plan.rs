//! What is to be imported: the listings that a folder or a manifest comes to.

use std::{
    collections::BTreeSet,
    fs::File,
    path::{Path, PathBuf},
};

use anyhow::Result;

use super::{
    archive::{self, is_zip},
    manifest::{self, Line, Photo},
    package,
    photos::Photograph,
};
use crate::walk;

/// One listing to be made: a file, a zip of several, or a package.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it is told by: its path, relative to the folder.
    pub relative: PathBuf,
    /// Its files, at least one.
    pub sources: Vec<Source>,
    /// Photographs of what was made, in their order.
    pub photos: Vec<Photograph>,
    /// What the manifest or the package says of it, or nothing.
    pub line: Line,
}

impl Entry {
    /// Whether it is sent as a zip, which its market unpacks.
    pub fn is_zip(&self) -> bool {
        self.sources.iter().any(|source| is_zip(source.shown()))
    }
}

/// Where the bytes of one file are.
#[derive(Clone, Debug)]
pub enum Source {
    /// A file of the folder.
    Plain(PathBuf),
    /// One that cannot be used.
    Broken {
        /// The file.
        relative: PathBuf,
        /// Why, in a sentence, and what to do.
        why: String,
    },
}

impl Source {
    /// What it is told by.
    pub fn shown(&self) -> &Path {
        match self {
            Self::Plain(relative) | Self::Broken { relative, .. } => relative,
        }
    }

    /// The name that it is uploaded under.
    pub fn name(&self) -> String {
        self.shown().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
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
            entries.push(Entry { relative: base.to_owned(), sources, photos: Vec::new(), line: package.line });
        }
    }
    let single = files.into_iter().filter(|relative| !packaged.contains(relative));
    entries.extend(single.map(|relative| entry_of(folder, relative, Line::default())));
    entries.sort_by(|a, b| a.relative.cmp(&b.relative));
    Ok(entries)
}

/// The entry for one file. Of a zip that is a package the package's words are taken where `line` has none.
fn entry_of(folder: &Path, relative: PathBuf, line: Line) -> Entry {
    let broken = |line: Line, why: String| {
        let sources = vec![Source::Broken { relative: relative.clone(), why }];
        Entry { relative: relative.clone(), sources, photos: Vec::new(), line }
    };
    let zip = match is_zip(&relative).then(|| archive::look(&folder.join(&relative))).transpose() {
        Ok(zip) => zip,
        Err(why) => return broken(line, why),
    };
    let line = match zip.as_ref().and_then(|contents| contents.package.clone()) {
        Some(package) => line.over(package.line),
        None => line,
    };
    let find =
        |said: &Photo| Photograph::find(folder, zip.as_ref().map(|contents| (relative.as_path(), contents)), said);
    match line.photos.iter().map(find).collect::<Result<Vec<_>, _>>() {
        Ok(photos) => Entry { sources: vec![Source::Plain(relative.clone())], photos, line, relative },
        Err(why) => broken(line, why),
    }
}
