//! A zip of files that go together (PKWARE's APPNOTE): what is in it, and its bytes, within limits.
//!
//! Nothing of its own words is believed: entries are counted before the table of contents is read, paths are never
//! followed, and what counts against a limit is first what an entry claims and then the bytes that come out.

mod fault;
mod path;

use std::io::{Read, Seek, SeekFrom, Write};

use zip::{CompressionMethod, ZipArchive};

use crate::words::tame;

pub use fault::ArchiveFault;
use path::Path;

/// What unpacking an archive may cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveLimits {
    /// Entries of its table of contents, folders among them.
    pub entries_max: usize,
    /// Bytes of all that is taken out of it.
    pub unpacked_bytes_max: u64,
}

/// How many times its packed length a file may unpack to, once it is longer than [`SWOLLEN_BYTES_MIN`]. Text of meshes comes
/// to about 20, a drawing of nothing but blanks to a hundred; Deflate can do a thousand.
const RATIO_MAX: u64 = 300;
/// A file this short may unpack from as little as it likes.
const SWOLLEN_BYTES_MIN: u64 = 1 << 20;

/// An open archive.
pub struct Archive<R> {
    zip: ZipArchive<R>,
    entries: Vec<ArchiveEntry>,
    unpacked_bytes_left: u64,
    unpacked_bytes_max: u64,
}

/// A file in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveEntry {
    /// Folders and name, parted by `/`.
    pub path: String,
    /// Bytes that it claims to have.
    pub bytes: u64,
    /// Whether it is a link, or would lie outside of the folder that the archive is unpacked to: it is never unpacked.
    pub leads_out: bool,
    index: usize,
    packed_bytes: u64,
    is_locked: bool,
    is_packed_well: bool,
}

impl ArchiveEntry {
    /// Its path as it may stand in a sentence: on one line, and not too long.
    pub fn shown(&self) -> String {
        tame(&self.path, SHOWN_CHARS_MAX)
    }

    /// Its name without folders.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
}

/// Characters of a path in a sentence.
const SHOWN_CHARS_MAX: usize = 100;

/// Why a file was not unpacked.
#[derive(Debug)]
pub enum UnpackError {
    /// The archive is to blame.
    Fault(ArchiveFault),
    /// The place that it was to be written to is.
    Writing(std::io::Error),
}

impl<R: Read + Seek> Archive<R> {
    /// Reads the table of contents. Folders, and what systems leave in them, are no entries.
    ///
    /// # Errors
    /// It cannot be read, or is longer than it may be.
    pub fn open(mut reader: R, limits: &ArchiveLimits) -> Result<Self, ArchiveFault> {
        let too_many = || ArchiveFault::TooManyEntries { entries_max: limits.entries_max };
        if entries_claimed(&mut reader).map_err(|_| ArchiveFault::Damaged)? > limits.entries_max {
            return Err(too_many());
        }
        let zip = ZipArchive::new(reader).map_err(|_| ArchiveFault::Damaged)?;
        if zip.len() > limits.entries_max {
            return Err(too_many());
        }
        if zip.has_duplicate_names() {
            return Err(ArchiveFault::Twice);
        }
        let entries = (0..zip.len()).filter_map(|index| entry(&zip, index).transpose()).collect::<Result<_, _>>()?;
        let unpacked_bytes_max = limits.unpacked_bytes_max;
        Ok(Self { zip, entries, unpacked_bytes_left: unpacked_bytes_max, unpacked_bytes_max })
    }

    /// The files in it, in its order.
    pub fn entries(&self) -> &[ArchiveEntry] {
        &self.entries
    }

    /// Whether it is one pattern in a package, 3MF or AMF, and not several files.
    pub fn is_package(&self) -> bool {
        let ends = |path: &str, ending: &str| path.to_ascii_lowercase().ends_with(ending);
        let has = |wanted: &dyn Fn(&str) -> bool| self.entries.iter().any(|entry| wanted(&entry.path));
        let is_3mf = has(&|path| path.eq_ignore_ascii_case("[Content_Types].xml")) && has(&|path| ends(path, ".model"));
        let is_amf = matches!(&self.entries[..], [only] if ends(&only.path, ".amf"));
        is_3mf || is_amf
    }

    /// Whether all of `wanted` could be unpacked, as far as the table of contents tells: asked before anything is.
    ///
    /// # Errors
    /// Something in it is locked, packed in a way that is not read here, or all of it is too long.
    pub fn check<'a>(&self, wanted: impl Iterator<Item = &'a ArchiveEntry>) -> Result<(), ArchiveFault> {
        let mut bytes: u64 = 0;
        for entry in wanted {
            let path = || entry.shown();
            if entry.is_locked {
                return Err(ArchiveFault::Locked { path: path() });
            }
            if !entry.is_packed_well {
                return Err(ArchiveFault::Packing { path: path() });
            }
            if entry.bytes > SWOLLEN_BYTES_MIN && entry.bytes / RATIO_MAX > entry.packed_bytes {
                return Err(ArchiveFault::Swollen { path: path() });
            }
            bytes = bytes.saturating_add(entry.bytes);
        }
        if bytes > self.unpacked_bytes_left {
            return Err(ArchiveFault::TooLong { bytes_max: self.unpacked_bytes_max });
        }
        Ok(())
    }

    /// Unpacks a file into `out`. What counts is the bytes that come out, and they must be as many as the table says.
    ///
    /// # Errors
    /// The file is damaged, longer than it claims or than is left, or `out` does not take it.
    pub fn unpack(&mut self, entry: &ArchiveEntry, out: &mut impl Write) -> Result<(), UnpackError> {
        let damaged = || UnpackError::Fault(ArchiveFault::FileDamaged { path: entry.shown() });
        if entry.bytes > self.unpacked_bytes_left {
            return Err(UnpackError::Fault(ArchiveFault::TooLong { bytes_max: self.unpacked_bytes_max }));
        }
        let file = self.zip.by_index(entry.index).map_err(|_| damaged())?;
        let mut pieces = file.take(entry.bytes.saturating_add(1));
        let (mut piece, mut bytes) = ([0; PIECE_BYTES], 0);
        loop {
            let count = pieces.read(&mut piece).map_err(|_| damaged())?;
            if count == 0 {
                break;
            }
            bytes += count as u64;
            if bytes > entry.bytes {
                return Err(damaged());
            }
            out.write_all(&piece[..count]).map_err(UnpackError::Writing)?;
        }
        self.unpacked_bytes_left -= bytes;
        if bytes == entry.bytes { Ok(()) } else { Err(damaged()) }
    }

    /// The beginning of a file, `bytes_max` at most; nothing of one that cannot be unpacked.
    pub fn head(&mut self, entry: &ArchiveEntry, bytes_max: u64) -> Vec<u8> {
        let mut head = Vec::new();
        if let Ok(file) = self.zip.by_index(entry.index) {
            // What came before the damage is as much as can be told.
            let _ = file.take(bytes_max).read_to_end(&mut head);
        }
        head
    }
}

/// Bytes unpacked at a time.
const PIECE_BYTES: usize = 16 << 10;

/// The entry at `index`; none of a folder, and of what a system left there.
fn entry<R: Read + Seek>(zip: &ZipArchive<R>, index: usize) -> Result<Option<ArchiveEntry>, ArchiveFault> {
    let found = zip.by_index_data(index).map_err(|_| ArchiveFault::Damaged)?;
    // Several programs write UTF-8 and do not say so.
    let written = match std::str::from_utf8(found.name_raw()) {
        Ok(name) => name.to_owned(),
        Err(_) => found.name().map_err(|_| ArchiveFault::Damaged)?.into_owned(),
    };
    let path = Path::read(&written);
    if found.is_dir() || written.ends_with('\\') || path.text.is_empty() || path.is_litter() {
        return Ok(None);
    }
    Ok(Some(ArchiveEntry {
        leads_out: path.leads_out || found.is_symlink(),
        path: path.text,
        bytes: found.size(),
        index,
        packed_bytes: found.compressed_size(),
        is_locked: found.encrypted(),
        is_packed_well: [CompressionMethod::Stored, CompressionMethod::Deflated].contains(&found.compression()),
    }))
}

/// How many entries the end of the archive announces: the most of all that looks like an end, so that no other one is
/// believed afterwards. More than 65,534 are written elsewhere, and are too many in any case.
fn entries_claimed(reader: &mut (impl Read + Seek)) -> std::io::Result<usize> {
    const SIGNATURE: &[u8] = b"PK\x05\x06";
    /// The record's own length, and that of the longest comment behind it.
    const END_BYTES_MAX: u64 = 22 + u16::MAX as u64;
    /// Where the number of all entries stands in it.
    const TOTAL_AT: std::ops::Range<usize> = 10..12;
    let bytes = reader.seek(SeekFrom::End(0))?;
    reader.seek(SeekFrom::Start(bytes.saturating_sub(END_BYTES_MAX)))?;
    let mut end = Vec::new();
    reader.by_ref().take(END_BYTES_MAX).read_to_end(&mut end)?;
    let total = |at: usize| {
        let total = end.get(at..)?.get(TOTAL_AT)?;
        Some(usize::from(u16::from_le_bytes(total.try_into().ok()?)))
    };
    Ok(memchr::memmem::find_iter(&end, SIGNATURE).filter_map(total).max().unwrap_or(0))
}
