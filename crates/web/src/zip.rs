//! A zip of stored files as segments: everything but the files' own bytes is made beforehand, so that its length is known and
//! any stretch of it can be sent without the rest.
//!
//! After APPNOTE.TXT 6.3.10: for each file a local header (4.3.7) and its bytes, then the central directory (4.3.12) and its
//! end (4.3.16), with ZIP64 fields (4.5.3, 4.3.14, 4.3.15) where a figure does not fit into 32 bits. Names are UTF-8 (flag
//! bit 11); CRC-32 and sizes stand before the bytes, so that no data descriptor is needed and every reader can stream.

use std::collections::HashSet;

use axum::body::Bytes;
use chrono::{Datelike, Timelike};

use crate::send::Segment;

const LOCAL_HEADER: u32 = 0x0403_4b50;
const CENTRAL_HEADER: u32 = 0x0201_4b50;
const ZIP64_END: u32 = 0x0606_4b50;
const ZIP64_LOCATOR: u32 = 0x0706_4b50;
const END: u32 = 0x0605_4b50;
const UTF8_NAMES: u16 = 1 << 11;
/// "Made by" Unix, so that the mode below counts.
const MADE_BY: u16 = (3 << 8) | 45;
/// A plain file that its owner may change and everyone may read.
const MODE: u32 = 0o100_644 << 16;
/// What stands where a figure is found in the ZIP64 field instead.
const SEE_ZIP64: u32 = u32::MAX;

/// One file of a zip.
pub(crate) struct Entry {
    /// Its name, with `/` between folders.
    pub(crate) name: String,
    /// Of its bytes.
    pub(crate) crc32: u32,
    /// Its length.
    pub(crate) bytes: u64,
    /// The bytes themselves.
    pub(crate) content: Segment,
}

/// The zip of `entries`, each of which was last changed at `time`.
pub(crate) fn segments(entries: Vec<Entry>, time: basis::Time) -> Vec<Segment> {
    let stamp = dos_time(time);
    let mut taken = HashSet::new();
    let (mut segments, mut directory, mut offset) = (Vec::new(), Vec::new(), 0u64);
    let count = entries.len() as u64;
    for mut entry in entries {
        entry.name = unused(&mut taken, entry.name);
        let header = local_header(&entry, stamp);
        central_header(&mut directory, &entry, stamp, offset);
        offset += header.len() as u64 + entry.bytes;
        segments.push(Segment::Bytes(Bytes::from(header)));
        segments.push(entry.content);
    }
    let directory_bytes = directory.len() as u64;
    end(&mut directory, count, directory_bytes, offset);
    segments.push(Segment::Bytes(Bytes::from(directory)));
    segments
}

/// The name, or with a number before its extension where a system that ignores case has it already.
fn unused(taken: &mut HashSet<String>, name: String) -> String {
    if taken.insert(name.to_lowercase()) {
        return name;
    }
    let (stem, extension) = name.split_at(name.rfind('.').unwrap_or(name.len()));
    let mut number = 2;
    loop {
        let numbered = format!("{stem} ({number}){extension}");
        if taken.insert(numbered.to_lowercase()) {
            return numbered;
        }
        number += 1;
    }
}

/// Time and date as MS-DOS counted them: two seconds, and years from 1980 to 2107.
fn dos_time(time: basis::Time) -> (u16, u16) {
    let year = time.year().clamp(1980, 2107) - 1980;
    let clock = (time.hour() << 11) | (time.minute() << 5) | (time.second() / 2);
    let date = year.unsigned_abs() << 9 | time.month() << 5 | time.day();
    (clock as u16, date as u16)
}

/// 2.0 suffices for a stored file, 4.5 is ZIP64.
fn version_needed(zip64: bool) -> u16 {
    if zip64 { 45 } else { 20 }
}

fn local_header(entry: &Entry, (clock, date): (u16, u16)) -> Vec<u8> {
    let zip64 = entry.bytes >= u64::from(SEE_ZIP64);
    let size = if zip64 { SEE_ZIP64 } else { entry.bytes as u32 };
    let mut out = Vec::with_capacity(50 + entry.name.len());
    put(&mut out, &[&LOCAL_HEADER.to_le_bytes(), &version_needed(zip64).to_le_bytes(), &UTF8_NAMES.to_le_bytes()]);
    // Method 0: stored.
    put(&mut out, &[&[0; 2], &clock.to_le_bytes(), &date.to_le_bytes(), &entry.crc32.to_le_bytes()]);
    put(&mut out, &[&size.to_le_bytes(), &size.to_le_bytes(), &(entry.name.len() as u16).to_le_bytes()]);
    let extra = zip64_field(&if zip64 { vec![entry.bytes, entry.bytes] } else { Vec::new() });
    put(&mut out, &[&(extra.len() as u16).to_le_bytes(), entry.name.as_bytes(), &extra]);
    out
}

fn central_header(out: &mut Vec<u8>, entry: &Entry, (clock, date): (u16, u16), offset: u64) {
    let mut wide = Vec::new();
    let mut narrow = |figure: u64| {
        u32::try_from(figure).ok().filter(|figure| *figure != SEE_ZIP64).unwrap_or_else(|| {
            wide.push(figure);
            SEE_ZIP64
        })
    };
    let (size, packed, place) = (narrow(entry.bytes), narrow(entry.bytes), narrow(offset));
    let (extra, needed) = (zip64_field(&wide), version_needed(!wide.is_empty()));
    put(
        out,
        &[&CENTRAL_HEADER.to_le_bytes(), &MADE_BY.to_le_bytes(), &needed.to_le_bytes(), &UTF8_NAMES.to_le_bytes()],
    );
    put(out, &[&[0; 2], &clock.to_le_bytes(), &date.to_le_bytes(), &entry.crc32.to_le_bytes()]);
    put(out, &[&packed.to_le_bytes(), &size.to_le_bytes(), &(entry.name.len() as u16).to_le_bytes()]);
    // No comment, the first disk, no internal attributes.
    put(out, &[&(extra.len() as u16).to_le_bytes(), &[0; 6], &MODE.to_le_bytes(), &place.to_le_bytes()]);
    put(out, &[entry.name.as_bytes(), &extra]);
}

/// The extra field with the figures that do not fit where they belong; nothing where all do.
fn zip64_field(figures: &[u64]) -> Vec<u8> {
    if figures.is_empty() {
        return Vec::new();
    }
    let mut out = Vec::with_capacity(4 + 8 * figures.len());
    put(&mut out, &[&1u16.to_le_bytes(), &(8 * figures.len() as u16).to_le_bytes()]);
    figures.iter().for_each(|figure| put(&mut out, &[&figure.to_le_bytes()]));
    out
}

fn end(out: &mut Vec<u8>, count: u64, directory_bytes: u64, directory_offset: u64) {
    let wide = count >= u64::from(u16::MAX)
        || directory_bytes >= u64::from(SEE_ZIP64)
        || directory_offset >= u64::from(SEE_ZIP64);
    if wide {
        let at = directory_offset + directory_bytes;
        // The record's length without its first twelve bytes.
        put(
            out,
            &[&ZIP64_END.to_le_bytes(), &44u64.to_le_bytes(), &MADE_BY.to_le_bytes(), &45u16.to_le_bytes(), &[0; 8]],
        );
        put(out, &[&count.to_le_bytes(), &count.to_le_bytes()]);
        put(out, &[&directory_bytes.to_le_bytes(), &directory_offset.to_le_bytes()]);
        put(out, &[&ZIP64_LOCATOR.to_le_bytes(), &[0; 4], &at.to_le_bytes(), &1u32.to_le_bytes()]);
    }
    let short = u16::try_from(count).unwrap_or(u16::MAX);
    let narrow = |figure: u64| u32::try_from(figure).unwrap_or(SEE_ZIP64);
    put(out, &[&END.to_le_bytes(), &[0; 4], &short.to_le_bytes(), &short.to_le_bytes()]);
    put(out, &[&narrow(directory_bytes).to_le_bytes(), &narrow(directory_offset).to_le_bytes(), &[0; 2]]);
}

fn put(out: &mut Vec<u8>, parts: &[&[u8]]) {
    parts.iter().for_each(|part| out.extend_from_slice(part));
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read, Seek, SeekFrom};

    use super::*;

    /// The zip as one would read it from a disk: files of any length, whose bytes are all zero.
    struct Disk {
        segments: Vec<Segment>,
        at: u64,
    }

    impl Disk {
        fn length(&self) -> u64 {
            self.segments.iter().map(Segment::bytes).sum()
        }
    }

    impl Read for Disk {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            let mut from = self.at;
            for segment in &self.segments {
                if from < segment.bytes() {
                    let length = (out.len() as u64).min(segment.bytes() - from) as usize;
                    match segment {
                        Segment::Bytes(bytes) => out[..length].copy_from_slice(&bytes[from as usize..][..length]),
                        Segment::Blob { .. } => out[..length].fill(0),
                    }
                    self.at += length as u64;
                    return Ok(length);
                }
                from -= segment.bytes();
            }
            Ok(0)
        }
    }

    impl Seek for Disk {
        fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
            let end = self.length() as i64;
            self.at = match to {
                SeekFrom::Start(at) => at,
                SeekFrom::End(back) => (end + back) as u64,
                SeekFrom::Current(on) => (self.at as i64 + on) as u64,
            };
            Ok(self.at)
        }
    }

    fn text(name: &str, text: &str) -> Entry {
        let content = Segment::Bytes(Bytes::copy_from_slice(text.as_bytes()));
        Entry { name: name.to_owned(), crc32: crc32fast::hash(text.as_bytes()), bytes: text.len() as u64, content }
    }

    fn blob(name: &str, bytes: u64) -> Entry {
        let hash = store::Hash::of(name.as_bytes());
        Entry { name: name.to_owned(), crc32: 0, bytes, content: Segment::Blob { hash, bytes } }
    }

    fn zip(entries: Vec<Entry>) -> Disk {
        let time = chrono::DateTime::from_timestamp(1_780_000_000, 0).unwrap();
        Disk { segments: segments(entries, time), at: 0 }
    }

    #[test]
    fn another_reader_finds_every_file_with_its_name_and_its_bytes() {
        let mut disk =
            zip(vec![text("datapackage.json", "{}"), text("Grün & blau.stl", "solid"), text("leer.txt", "")]);
        let mut bytes = Vec::new();
        disk.read_to_end(&mut bytes).unwrap();
        let mut archive = ::zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let names: Vec<_> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
        assert_eq!(names, ["datapackage.json", "Grün & blau.stl", "leer.txt"]);
        let mut file = archive.by_name("Grün & blau.stl").unwrap();
        let mut content = String::new();
        file.read_to_string(&mut content).unwrap();
        assert_eq!(content, "solid");
        let written = file.last_modified().unwrap();
        assert_eq!((written.year(), written.month(), written.day(), written.hour()), (2026, 5, 28, 20));
    }

    #[test]
    fn files_beyond_four_gigabytes_are_found_through_zip64() {
        let huge = 5 << 30;
        let mut archive = ::zip::ZipArchive::new(zip(vec![blob("a.stl", huge), text("b.txt", "behind")])).unwrap();
        assert_eq!(archive.by_name("a.stl").unwrap().size(), huge);
        let mut content = String::new();
        archive.by_name("b.txt").unwrap().read_to_string(&mut content).unwrap();
        assert_eq!(content, "behind");
    }

    #[test]
    fn the_first_length_that_needs_zip64_and_the_last_that_does_not_are_both_read() {
        for bytes in [0xffff_fffe, 0xffff_ffff, 0x1_0000_0000] {
            let mut archive = ::zip::ZipArchive::new(zip(vec![blob("a.stl", bytes), text("b", "x")])).unwrap();
            assert_eq!(archive.by_index(0).unwrap().size(), bytes);
            assert_eq!(archive.by_index(1).unwrap().size(), 1);
        }
    }

    #[test]
    fn two_files_of_one_name_lie_side_by_side() {
        let entries = vec![text("Part.stl", "a"), text("part.stl", "b"), text("part.stl", "c"), text("part", "d")];
        let archive = ::zip::ZipArchive::new(zip(entries)).unwrap();
        let names: Vec<_> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
        assert_eq!(names, ["Part.stl", "part (2).stl", "part (3).stl", "part"]);
    }
}
