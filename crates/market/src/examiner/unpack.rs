//! Unpacking a foreign archive: which of its files are taken, written where an examination puts what it makes, and what is
//! left out. All of it that can be asked is asked before a byte is unpacked.

use std::{
    collections::HashSet,
    fs::File,
    io::{BufWriter, Read, Seek, Write},
    path::Path,
};

use pattern::{Archive, ArchiveEntry, ArchiveFault, ArchiveLimits, Format, Kind, UnpackError};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::described::Described;
use crate::{Error, attachment, limits};

/// What may come out of an archive.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct UnpackLimits {
    /// Files to be sold, and files that go along.
    pub files_max: u32,
    /// Bytes of one file.
    pub file_bytes_max: u64,
    /// Bytes of all files.
    pub unpacked_bytes_max: u64,
}

/// What a file in an archive is, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// A pattern that is no picture.
    Pattern,
    /// A picture: a photograph beside patterns, a pattern where there is no other.
    Picture,
    /// What goes along and is not judged.
    Along,
}

impl Sort {
    /// What the file at this path is; none where it is nothing that is taken.
    pub(crate) fn of(path: &str) -> Option<Self> {
        let name = path.rsplit('/').next().unwrap_or_default();
        // Its system hides it: a file of settings, whatever its ending.
        if name.starts_with('.') {
            return None;
        }
        match Format::from_name(name) {
            Some(format) if format.kind() == Kind::Raster => Some(Self::Picture),
            Some(_) => Some(Self::Pattern),
            None => attachment::by_name(name).map(|_| Self::Along),
        }
    }

    /// Bytes that such a file may have, where any may have `file_bytes_max`.
    fn bytes_max(self, name: &str, file_bytes_max: u64) -> u64 {
        match self {
            Self::Pattern | Self::Picture => file_bytes_max,
            Self::Along => {
                attachment::by_name(name).map_or(0, |_| file_bytes_max.min(limits::ATTACHMENT_BYTES.max as u64))
            }
        }
    }
}

/// What unpacking an archive came to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Unpacked {
    /// Whether it is one pattern in a package, whatever its name: it is examined and not unpacked.
    pub(crate) is_package: bool,
    /// Whether all of its files are to be sold, pictures among them: it is what a market like this one has sold.
    #[serde(default)]
    pub(crate) all_are_sold: bool,
    /// Where each file that was taken lay in it, in its order; [`made`] tells where it is now.
    pub(crate) paths: Vec<String>,
    /// What was left out, as it may be shown; no more than [`LEFT_OUT_NAMED_MAX`].
    pub(crate) left_out: Vec<String>,
    /// How many were left out.
    pub(crate) left_out_count: u64,
    /// Why nothing was taken.
    pub(crate) why_not: Option<WhyNot>,
}

/// Why nothing is taken from an archive, and what to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct WhyNot {
    /// What is so.
    pub(crate) message: String,
    /// What to do.
    pub(crate) fix: String,
}

/// Files left out that are named; further ones are only counted.
pub(crate) const LEFT_OUT_NAMED_MAX: usize = 40;

impl Unpacked {
    /// Nothing is taken.
    pub(super) fn refused(message: impl Into<String>, fix: impl Into<String>) -> Self {
        let why = WhyNot { message: message.into(), fix: fix.into() };
        Self { why_not: Some(why), ..Self::default() }
    }

    /// The step's output.
    pub(super) fn output(&self) -> Value {
        json!(self)
    }

    fn leave_out(&mut self, entry: &ArchiveEntry) {
        self.left_out_count += 1;
        if self.left_out.len() < LEFT_OUT_NAMED_MAX {
            self.left_out.push(entry.shown());
        }
    }
}

impl From<ArchiveFault> for Unpacked {
    fn from(fault: ArchiveFault) -> Self {
        Self::refused(fault.message(), fault.fix())
    }
}

/// Unpacks an archive into `out`; `told` hears how many files are there, of how many.
///
/// # Errors
/// `out` cannot be written to. What is wrong with the archive is no error.
pub(super) fn unpacked(
    archive: impl Read + Seek,
    limits: &UnpackLimits,
    out: &Path,
    told: &mut impl FnMut(u32, u32),
) -> Result<Unpacked, Error> {
    let bounds =
        ArchiveLimits { entries_max: limits::ARCHIVE_ENTRIES.max, unpacked_bytes_max: limits.unpacked_bytes_max };
    let mut archive = match Archive::open(archive, &bounds) {
        Ok(archive) => archive,
        Err(fault) => return Ok(fault.into()),
    };
    if archive.is_package() {
        return Ok(Unpacked { is_package: true, ..Unpacked::default() });
    }
    let (wanted, mut unpacked) = choose(&mut archive);
    if let Some(refused) = refusal(&archive, &wanted, limits) {
        return Ok(refused);
    }
    let of = u32::try_from(wanted.len()).unwrap_or(u32::MAX);
    for (index, (entry, _)) in wanted.iter().enumerate() {
        let done = u32::try_from(index).unwrap_or(u32::MAX);
        if is_told(done, of) {
            told(done, of);
        }
        match write(&mut archive, entry, &out.join(made(index))) {
            Ok(()) => unpacked.paths.push(entry.path.clone()),
            Err(UnpackError::Fault(fault)) => return Ok(fault.into()),
            Err(UnpackError::Writing(error)) => return Err(error.into()),
        }
    }
    Ok(unpacked)
}

/// How often it is told how far unpacking has come: each time it is written down for a page to read.
const TOLD_MAX: u64 = 50;

/// Whether it is told that `done` of so many files are through: of many files only now and then.
pub(crate) fn is_told(done: u32, of: u32) -> bool {
    let part = |done: u64| done * TOLD_MAX / u64::from(of.max(1));
    done == 0 || u64::from(of) <= TOLD_MAX || part(u64::from(done)) != part(u64::from(done) - 1)
}

/// The name among what was made of the file that was taken at `index`.
pub(crate) fn made(index: usize) -> String {
    format!("unpacked-{index}")
}

/// The files that are taken, in their order, and the names of the others. Of a package only those that it names are.
fn choose<R: Read + Seek>(archive: &mut Archive<R>) -> (Vec<(ArchiveEntry, Sort)>, Unpacked) {
    let entries = archive.entries().to_vec();
    let textures = textures(archive, &entries);
    let described = Described::of(archive, &entries);
    let all_are_sold = described.as_ref().is_some_and(|described| described.is_of_a_market);
    let (mut wanted, mut unpacked) = (Vec::new(), Unpacked { all_are_sold, ..Unpacked::default() });
    for entry in entries {
        if described.as_ref().is_some_and(|described| described.description == entry.path) {
            continue; // It is about the package, and no file of it.
        }
        let is_own = described.as_ref().is_none_or(|described| described.names(&entry));
        match Sort::of(entry.name()).filter(|_| is_own && !entry.leads_out && !textures.contains(&entry.path)) {
            Some(sort) => wanted.push((entry, sort)),
            None => unpacked.leave_out(&entry),
        }
    }
    (wanted, unpacked)
}

/// Why the files cannot be taken, asked before any of them is unpacked.
fn refusal<R: Read + Seek>(
    archive: &Archive<R>,
    wanted: &[(ArchiveEntry, Sort)],
    limits: &UnpackLimits,
) -> Option<Unpacked> {
    if wanted.is_empty() {
        let fix = "Pack the patterns themselves (STL, 3MF, SVG and the like), or upload them one by one.";
        return Some(Unpacked::refused(
            "There is no pattern in the archive, and nothing that goes along with one.",
            fix,
        ));
    }
    let pictures = wanted.iter().filter(|(_, sort)| *sort == Sort::Picture).count();
    let files_max = limits.files_max as usize;
    if wanted.len() - pictures > files_max || pictures > files_max.max(limits::PHOTOS.max) {
        let message = format!("The archive holds {} files, and a pattern holds at most {files_max}.", wanted.len());
        return Some(Unpacked::refused(message, TAKE_LESS));
    }
    for (entry, sort) in wanted {
        let bytes_max = sort.bytes_max(entry.name(), limits.file_bytes_max);
        if entry.bytes > bytes_max {
            return Some(ArchiveFault::FileTooLong { path: entry.shown(), bytes_max }.into());
        }
    }
    archive.check(wanted.iter().map(|(entry, _)| entry)).err().map(Unpacked::from)
}

/// What to do where not all of an archive fits.
pub(crate) const TAKE_LESS: &str =
    "Nothing of it is taken. Leave out what does not fit, pack the rest anew and upload that.";

fn write<R: Read + Seek>(archive: &mut Archive<R>, entry: &ArchiveEntry, path: &Path) -> Result<(), UnpackError> {
    let mut file = BufWriter::new(File::create(path).map_err(UnpackError::Writing)?);
    archive.unpack(entry, &mut file)?;
    file.flush().map_err(UnpackError::Writing)
}

/// Bytes of a description of materials that are looked at for the names of pictures.
const MATERIALS_BYTES_MAX: u64 = 1 << 20;
/// Descriptions of materials that are looked at.
const MATERIALS_MAX: usize = 50;
/// Folders that hold a model's textures and nothing else.
const TEXTURE_FOLDERS: [&str; 4] = ["textures", "texture", "materials", "maps"];

/// The paths of pictures that are no photographs: what a model's surface is painted with. They are named by the materials
/// beside it, or lie in a folder for them.
fn textures<R: Read + Seek>(archive: &mut Archive<R>, entries: &[ArchiveEntry]) -> HashSet<String> {
    let ends = |entry: &ArchiveEntry, endings: &[&str]| {
        let ending = entry.name().rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        ending.is_some_and(|ending| endings.contains(&ending.as_str()))
    };
    let materials: Vec<String> = entries
        .iter()
        .filter(|entry| ends(entry, &["mtl", "gltf"]))
        .take(MATERIALS_MAX)
        .map(|entry| String::from_utf8_lossy(&archive.head(entry, MATERIALS_BYTES_MAX)).to_lowercase())
        .collect();
    let has_painted = entries.iter().any(|entry| ends(entry, &["obj", "gltf", "mtl"]));
    let lies_with_textures = |entry: &ArchiveEntry| {
        entry.path.split('/').any(|step| TEXTURE_FOLDERS.iter().any(|known| step.eq_ignore_ascii_case(known)))
    };
    let is_named = |entry: &ArchiveEntry| {
        let name = entry.name().to_lowercase();
        materials.iter().any(|text| text.contains(&name))
    };
    let pictures = entries.iter().filter(|entry| Sort::of(entry.name()) == Some(Sort::Picture));
    let painted = pictures.filter(|entry| is_named(entry) || (has_painted && lies_with_textures(entry)));
    painted.map(|entry| entry.path.clone()).collect()
}
