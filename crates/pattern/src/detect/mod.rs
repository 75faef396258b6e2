//! Tells the format: magic bytes first, then sizes that add up, then the grammar of the first lines, at last the name.

mod foreign;
mod grammar;

use crate::{
    Format,
    mesh::{ply, stl},
};
use foreign::{foreign, foreign_by_name};

/// What the content seems to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guess {
    /// A format that is read here.
    Format(Format),
    /// A format that is known but not read here: `a PDF document`, and what to do instead.
    Foreign {
        /// With its article.
        title: &'static str,
        /// What to do.
        fix: &'static str,
    },
    /// Nothing known.
    Unknown,
}

/// Bytes at the very start that only one format has.
const MAGIC: [(&[u8], Format); 4] = [
    (b"\x89PNG\r\n\x1A\n", Format::Png),
    (b"\xFF\xD8\xFF", Format::Jpeg),
    (b"glTF", Format::Glb),
    (b"AutoCAD Binary DXF", Format::Dxf),
];

/// What `bytes` are. `name` is asked only where they could be two things or say too little.
pub(crate) fn detect(bytes: &[u8], name: Option<&str>) -> Guess {
    let claimed = name.and_then(Format::from_name);
    if let Some(format) = by_magic(bytes) {
        return Guess::Format(format);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return zip(bytes, claimed);
    }
    if stl::is_exact_binary(bytes) {
        return Guess::Format(Format::Stl);
    }
    if let Some(guess) = foreign(bytes) {
        return guess;
    }
    let guess = if grammar::is_text(bytes) {
        grammar::detect(bytes, claimed)
    } else if stl::is_plausible_binary(bytes) || claimed == Some(Format::Stl) {
        Guess::Format(Format::Stl)
    } else {
        Guess::Unknown
    };
    match (guess, name) {
        (Guess::Unknown, Some(name)) => foreign_by_name(name).unwrap_or(Guess::Unknown),
        _ => guess,
    }
}

fn by_magic(bytes: &[u8]) -> Option<Format> {
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    if is_webp {
        return Some(Format::Webp);
    }
    if ply::is_ply(bytes) {
        return Some(Format::Ply);
    }
    MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|&(_, format)| format)
}

/// A zip that has a model part is a 3MF, one with an AMF in it is one; the names stand unpacked in it, at both ends.
fn zip(bytes: &[u8], claimed: Option<Format>) -> Guess {
    /// Names of a package's first and last entries lie within these.
    const ENDS_BYTES: usize = 1 << 16;
    let head = &bytes[..bytes.len().min(ENDS_BYTES)];
    let tail = &bytes[bytes.len().saturating_sub(ENDS_BYTES)..];
    let has = |what: &[u8]| [head, tail].iter().any(|end| memchr::memmem::find(end, what).is_some());
    if has(b".model") || (claimed == Some(Format::ThreeMf) && !has(b"word/document.xml")) {
        return Guess::Format(Format::ThreeMf);
    }
    if has(b".amf") || has(b".AMF") || claimed == Some(Format::Amf) {
        return Guess::Format(Format::Amf);
    }
    Guess::Foreign {
        title: "a zip archive without a 3D model in it",
        fix: "Unpack it and upload the files one by one.",
    }
}
