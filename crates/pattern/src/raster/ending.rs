//! Where a picture ends in its file: behind that something else may hang on.

use crate::Format;

/// Bytes behind the end of the picture; 0 where it has no end that could be found.
pub(super) fn trailing_bytes(bytes: &[u8], format: Format) -> usize {
    let end = match format {
        Format::Png => png(bytes),
        Format::Jpeg => jpeg(bytes),
        Format::Webp => riff(bytes),
        _ => None,
    };
    end.map_or(0, |end| bytes.len().saturating_sub(end))
}

/// Behind the chunk `IEND` (PNG 1.2, 3.2): length, kind, body and checksum follow one another.
fn png(bytes: &[u8]) -> Option<usize> {
    let mut at = 8;
    loop {
        let length = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize;
        let kind = bytes.get(at + 4..at + 8)?;
        at = at.checked_add(length)?.checked_add(12)?;
        if kind == b"IEND" {
            return Some(at);
        }
    }
}

/// Behind the end marker of the last picture (ITU-T T.81, B.1.1): cameras hang a second, smaller one behind the first.
fn jpeg(bytes: &[u8]) -> Option<usize> {
    let mut end = jpeg_picture(bytes, 0)?;
    while bytes.get(end..).is_some_and(|rest| rest.starts_with(&[0xff, 0xd8])) {
        end = jpeg_picture(bytes, end)?;
    }
    Some(end)
}

/// Behind the end marker of the picture that begins at `start`. Segments are stepped over one by one, because a small
/// picture within one of them has an end marker, too.
fn jpeg_picture(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 2;
    loop {
        let [0xff, marker] = *bytes.get(at..at + 2)? else { return None };
        match marker {
            0xff => at += 1,
            0xd9 => return Some(at + 2),
            0x01 | 0xd0..=0xd8 => at += 2,
            _ => {
                let length = usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
                at += 2 + length;
                if marker == 0xda {
                    at = after_scan(bytes, at)?;
                }
            }
        }
    }
}

/// The next marker behind the coded data of a scan: not a stuffed zero and not a restart.
fn after_scan(bytes: &[u8], start: usize) -> Option<usize> {
    let data = bytes.get(start..)?;
    let is_marker = |at: &usize| data.get(at + 1).is_some_and(|next| !matches!(next, 0x00 | 0xd0..=0xd7));
    memchr::memchr_iter(0xff, data).find(is_marker).map(|at| start + at)
}

/// Behind the length that RIFF gives.
fn riff(bytes: &[u8]) -> Option<usize> {
    let length = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?) as usize;
    length.checked_add(8 + length % 2)
}
