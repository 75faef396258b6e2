//! Text in UTF-16, which some shells and editors write, as UTF-8.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use crate::{Code, Finding, Severity};

/// A text format that has no word for its encoding is in UTF-16.
const UTF_16: Code = Code { id: "R141", name: "utf-16", severity: Severity::Info };

/// The same text in UTF-8, where `bytes` are UTF-16 by their mark or by their first characters.
pub(crate) fn to_utf8(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = encoding(bytes)?.decode_with_bom_removal(bytes).0;
    Some(text.into_owned().into_bytes())
}

fn encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    /// Characters looked at where there is no mark: so many zeros in turn are no chance.
    const CHARACTERS: usize = 8;
    match bytes {
        // A SketchUp file has its name in UTF-16 behind something like a mark.
        [0xFF, 0xFE, 0xFF, ..] => None,
        [0xFF, 0xFE, ..] => Some(UTF_16LE),
        [0xFE, 0xFF, ..] => Some(UTF_16BE),
        _ => {
            let (pairs, _) = bytes.get(..2 * CHARACTERS)?.as_chunks::<2>();
            let all = |low: usize| pairs.iter().all(|pair| pair[1 - low] == 0 && is_plain(pair[low]));
            all(0).then_some(UTF_16LE).or_else(|| all(1).then_some(UTF_16BE))
        }
    }
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_graphic() || byte.is_ascii_whitespace()
}

/// Most programs do not read it.
pub(crate) fn finding() -> Finding {
    let message = "The text is in UTF-16, which most programs do not read; it was read all the same.";
    Finding::new(UTF_16, message, "Save it as UTF-8 (PowerShell: `Out-File -Encoding ascii`), so that others open it.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, mark: bool, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        let mark = mark.then_some(0xFEFF);
        mark.into_iter().chain(text.encode_utf16()).flat_map(to_bytes).collect()
    }

    #[test]
    fn utf_16_is_known_by_its_mark_or_by_its_zeros() {
        for to_bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            for mark in [true, false] {
                let bytes = utf16("solid of a Dübel\nfacet", mark, to_bytes);
                // Without a mark the first eight characters tell; the umlaut comes after them.
                assert_eq!(to_utf8(&bytes).as_deref(), Some("solid of a Dübel\nfacet".as_bytes()));
            }
        }
        for other in
            [&b"solid box\nfacet normal"[..], b"\xFF\xFE\xFF\x0ES\0k\0e\0t\0c\0h\0U\0p\0", &[0; 100], b"", b"a\0"]
        {
            assert_eq!(to_utf8(other), None);
        }
    }
}
