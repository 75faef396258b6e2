//! Pixels to the inch, from PNG's `pHYs` chunk, JPEG's JFIF segment, or EXIF in either and in WebP.

use crate::Format;

/// Inches in a metre.
const METRE_INCHES: f64 = 1.0 / 0.0254;
/// Densities outside are mistakes: 1 dpi is a metre-wide thumbnail, 100,000 finer than any printer.
const DPI_RANGE: std::ops::RangeInclusive<f64> = 1.0..=100_000.0;

/// What the file says, if it says anything that can be.
pub(super) fn dots_per_inch(bytes: &[u8], format: Format, exif: Option<&[u8]>) -> Option<f64> {
    let own = match format {
        Format::Png => png(bytes),
        Format::Jpeg => jfif(bytes),
        _ => None,
    };
    own.or_else(|| exif.and_then(exif_density)).filter(|dpi| DPI_RANGE.contains(dpi))
}

/// `pHYs`: pixels per unit across and down as 32 bits each, and 1 where the unit is the metre (PNG 1.2, 11.3.5.3).
fn png(bytes: &[u8]) -> Option<f64> {
    let mut rest = bytes.get(8..)?;
    loop {
        let length = u32::from_be_bytes(rest.get(..4)?.try_into().ok()?) as usize;
        let body = rest.get(8..8usize.checked_add(length)?)?;
        match rest.get(4..8)? {
            b"pHYs" if body.len() == 9 && body[8] == 1 => {
                let per_metre = u32::from_be_bytes(body[..4].try_into().ok()?);
                return Some(f64::from(per_metre) / METRE_INCHES);
            }
            b"IDAT" | b"IEND" => return None,
            _ => rest = rest.get(length.checked_add(12)?..)?,
        }
    }
}

/// The JFIF segment: `JFIF\0`, version, unit (1 inch, 2 centimetre), density across and down (ITU-T T.871).
fn jfif(bytes: &[u8]) -> Option<f64> {
    let mut rest = bytes.get(2..)?;
    loop {
        let [0xff, marker, high, low] = *rest.first_chunk::<4>()? else {
            return None;
        };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let body = rest.get(4..2usize.checked_add(length)?)?;
        match marker {
            0xe0 if body.starts_with(b"JFIF\0") => {
                let density = f64::from(u16::from_be_bytes([*body.get(8)?, *body.get(9)?]));
                return match body.get(7)? {
                    1 => Some(density),
                    2 => Some(density * 2.54),
                    _ => None,
                };
            }
            0xda => return None,
            _ => rest = rest.get(length + 2..)?,
        }
    }
}

/// Whether the end marker stands behind the last scan.
pub(super) fn jpeg_ends(bytes: &[u8]) -> bool {
    let last = |marker: u8| bytes.windows(2).rposition(|pair| pair == [0xff, marker]);
    last(0xd9).is_some_and(|end| last(0xda).is_some_and(|scan| scan < end))
}

/// `XResolution` (0x011A) by `ResolutionUnit` (0x0128: 2 inch, 3 centimetre) of EXIF's first directory.
fn exif_density(exif: &[u8]) -> Option<f64> {
    let exif = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
    let big = exif.starts_with(b"MM");
    let short = |at: usize| -> Option<u16> {
        let pair = exif.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
    };
    let long = |at: usize| -> Option<u32> {
        let four = exif.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) })
    };
    let directory = long(4)? as usize;
    let (mut density, mut unit) = (None, 2);
    for entry in 0..usize::from(short(directory)?) {
        let at = directory + 2 + entry * 12;
        match short(at)? {
            0x011a => {
                let value = long(at + 8)? as usize;
                density = Some(f64::from(long(value)?) / f64::from(long(value.checked_add(4)?)?));
            }
            0x0128 => unit = short(at + 8)?,
            _ => {}
        }
    }
    let per_unit = density.filter(|density| density.is_finite())?;
    match unit {
        2 => Some(per_unit),
        3 => Some(per_unit * 2.54),
        _ => None,
    }
}
