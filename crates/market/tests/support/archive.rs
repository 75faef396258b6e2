//! Zips that the tests upload, honest and otherwise.

use std::io::{Cursor, Write};

use zip::{ZipWriter, write::SimpleFileOptions};

/// A zip of these files, each by its path.
pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in files {
        zip.start_file(*path, SimpleFileOptions::default()).expect("a good name");
        zip.write_all(content).expect("room");
    }
    zip.finish().expect("room").into_inner()
}

/// A zip that says of its only file that `path` is a link to `target`.
pub fn link(path: &str, target: &str, beside: (&str, &[u8])) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.add_symlink(path, target, SimpleFileOptions::default()).expect("a good name");
    zip.start_file(beside.0, SimpleFileOptions::default()).expect("a good name");
    zip.write_all(beside.1).expect("room");
    zip.finish().expect("room").into_inner()
}

/// What an entry of a zip says of itself, at its own beginning and in the table of contents.
#[derive(Clone, Copy)]
pub enum Claim {
    /// That it is locked with a password.
    Locked,
    /// How it is packed.
    Method(u16),
    /// How long it is.
    Bytes(u32),
}

/// The zip, in which every entry claims `claim`.
pub fn claiming(mut zip: Vec<u8>, claim: Claim) -> Vec<u8> {
    // Where the flags stand in a local header, and in one of the table of contents; what else is meant follows them.
    for (signature, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let places: Vec<usize> =
            zip.windows(4).enumerate().filter(|(_, it)| it == signature).map(|(at, _)| at).collect();
        for at in places {
            let (from, value) = match claim {
                Claim::Locked => (flags, vec![1, 0]),
                Claim::Method(method) => (flags + 2, method.to_le_bytes().to_vec()),
                Claim::Bytes(bytes) => (flags + 16, bytes.to_le_bytes().to_vec()),
            };
            zip[at + from..at + from + value.len()].copy_from_slice(&value);
        }
    }
    zip
}
