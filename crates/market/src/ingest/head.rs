//! What the first bytes of a file say of it, and what its name asks for.

/// How a zip begins: with its first entry, or, where there is none, with its end.
const ARCHIVE: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// Whether a file begins as a JPEG, a PNG or a WebP does.
pub(crate) fn is_photo(head: &[u8]) -> bool {
    let is_webp = head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP");
    head.starts_with(b"\xff\xd8\xff") || head.starts_with(b"\x89PNG\r\n\x1a\n") || is_webp
}

/// Whether a file begins as a zip does.
pub(super) fn is_archive(head: &[u8]) -> bool {
    ARCHIVE.iter().any(|signature| head.starts_with(signature))
}

/// Whether a file of this name is to be unpacked.
pub(super) fn is_to_be_unpacked(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("zip"))
}
