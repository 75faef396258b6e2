//! Bytes of a PNG, JPEG or WebP to pixels.

use std::io::Cursor;

use image::codecs::{jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder};
use image::metadata::Orientation;
use image::{ColorType, ImageDecoder, ImageResult, Limits};

use super::{Raster, density, ending};
use crate::words::figure;
use crate::{Budget, Code, Finding, Findings, Format, Severity};

/// The file is larger than the budget.
const TOO_LARGE: Code = Code { id: "R401", name: "picture-too-large", severity: Severity::Fail };
/// The picture has more pixels than the budget.
const TOO_MANY_PIXELS: Code = Code { id: "R402", name: "picture-too-many-pixels", severity: Severity::Fail };
/// It is no picture of the format that it claims to be.
const UNREADABLE: Code = Code { id: "R403", name: "picture-unreadable", severity: Severity::Fail };
/// It ends early or is damaged inside.
const DAMAGED: Code = Code { id: "R404", name: "picture-damaged", severity: Severity::Fail };
/// Something else hangs on behind the picture.
const TRAILING: Code = Code { id: "R406", name: "picture-trailing-bytes", severity: Severity::Warn };
/// It moves.
const ANIMATED: Code = Code { id: "R405", name: "picture-animated", severity: Severity::Info };

/// Reads a PNG, JPEG or WebP as 8 bits a channel, turned as its camera says; a moving picture gives its first frame.
///
/// The size is checked before anything is unpacked. Of a file that is cut short the part before the cut is given.
pub fn read(bytes: &[u8], format: Format, budget: &Budget, findings: &mut Findings) -> Option<Raster> {
    if bytes.len() as u64 > budget.bytes_max {
        findings.push(Finding::new(
            TOO_LARGE,
            format!(
                "The picture has {} bytes; up to {} are read.",
                figure(bytes.len() as u64),
                figure(budget.bytes_max)
            ),
            "Save it smaller, or as JPEG or WebP.",
        ));
        return None;
    }
    let limits = limits(budget);
    let opened = match format {
        Format::Png => PngDecoder::with_limits(Cursor::new(bytes), limits).map(|decoder| {
            let animated = decoder.is_apng().unwrap_or(false);
            decode(decoder, bytes, format, animated, budget, findings)
        }),
        Format::Jpeg => {
            JpegDecoder::new(Cursor::new(bytes)).map(|decoder| decode(decoder, bytes, format, false, budget, findings))
        }
        Format::Webp => WebPDecoder::new(Cursor::new(bytes)).map(|decoder| {
            let animated = decoder.has_animation();
            decode(decoder, bytes, format, animated, budget, findings)
        }),
        _ => return None,
    };
    opened.unwrap_or_else(|_| {
        let message =
            format!("The picture does not begin as a whole {} does: it is cut off or damaged.", format.title());
        let fix = "Upload it again; if it stays so, open it in an image editor, save it again and upload that.";
        findings.push(Finding::new(UNREADABLE, message, fix));
        None
    })
}

fn limits(budget: &Budget) -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(budget.unpacked_bytes_max);
    limits
}

fn decode(
    mut decoder: impl ImageDecoder,
    bytes: &[u8],
    format: Format,
    animated: bool,
    budget: &Budget,
    findings: &mut Findings,
) -> Option<Raster> {
    let (width, height) = decoder.dimensions();
    let pixel_count = u64::from(width) * u64::from(height);
    if !fits(width, height, decoder.total_bytes(), budget, findings) {
        return None;
    }
    if animated {
        let message = format!("The {} moves; only its first frame is used.", format.title());
        findings.push(Finding::new(ANIMATED, message, "Nothing to do if the first frame is the design."));
    }
    let exif = decoder.exif_metadata().ok().flatten();
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let color = decoder.color_type();
    let mut raw = vec![0; usize::try_from(decoder.total_bytes()).ok()?];
    let result = decoder.read_image(&mut raw);
    let row_bytes = usize::from(color.bytes_per_pixel()) * width as usize;
    damage(&result, &raw, bytes, format, row_bytes, height, findings)?;
    // The decoder turns the order of bytes only once all is there.
    let big_endian = cfg!(target_endian = "big") || result.is_err();
    let pixels = to_rgba8(&raw, color, big_endian)?;
    drop(raw);
    debug_assert_eq!(pixels.len() as u64, pixel_count);
    tell_trailing(bytes, format, findings);
    let dpi = density::dots_per_inch(bytes, format, exif.as_deref());
    let (width, height, pixels) = turn(width, height, pixels, orientation);
    Some(Raster { width, height, pixels, dpi, repeat: false })
}

fn fits(width: u32, height: u32, total_bytes: u64, budget: &Budget, findings: &mut Findings) -> bool {
    let pixel_count = u64::from(width) * u64::from(height);
    let fits = pixel_count <= budget.pixels_max && total_bytes <= budget.unpacked_bytes_max && pixel_count > 0;
    if !fits {
        let message = format!(
            "The picture has {} x {} pixels; up to {} in all are read.",
            figure(width.into()),
            figure(height.into()),
            figure(budget.pixels_max)
        );
        findings.push(Finding::new(
            TOO_MANY_PIXELS,
            message,
            "Scale it down and upload it again; for print, 300 dpi at the final size is enough.",
        ));
    }
    fits
}

/// Says what is missing; none where nothing was read.
fn damage(
    result: &ImageResult<()>,
    raw: &[u8],
    bytes: &[u8],
    format: Format,
    row_bytes: usize,
    row_count: u32,
    findings: &mut Findings,
) -> Option<()> {
    let cut_jpeg = format == Format::Jpeg && !density::jpeg_ends(bytes);
    if result.is_ok() && !cut_jpeg {
        return Some(());
    }
    let filled = raw.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let rows = filled.div_ceil(row_bytes.max(1));
    let fix = "Upload it again, or save it again from the program it was made in.";
    let title = format.title();
    let message = match result {
        Ok(()) => "The JPEG ends before its picture does; what is missing is grey.".to_owned(),
        Err(_) if rows == 0 => format!("The {title} is cut off or damaged, and no row of it could be read."),
        Err(_) => format!("The {title} is cut off or damaged: {rows} of {row_count} rows could be read."),
    };
    findings.push(Finding::new(DAMAGED, message, fix));
    (result.is_ok() || rows > 0).then_some(())
}

/// Says what a buyer would get without seeing it: an archive or a program may hang on behind a picture.
fn tell_trailing(bytes: &[u8], format: Format, findings: &mut Findings) {
    /// Padding of a few bytes is how some programs end a file.
    const PADDING_BYTES_MAX: usize = 64;
    let trailing = ending::trailing_bytes(bytes, format);
    if trailing > PADDING_BYTES_MAX {
        let message = format!(
            "{} bytes follow behind the end of the picture; no program shows them, and they would be sold with it.",
            figure(trailing as u64)
        );
        let fix = "Open it in an image editor, save it again and upload that.";
        findings.push(Finding::new(TRAILING, message, fix));
    }
}

fn to_rgba8(raw: &[u8], color: ColorType, big_endian: bool) -> Option<Vec<[u8; 4]>> {
    let wide = |pair: &[u8]| if big_endian { pair[0] } else { pair[1] };
    let pixels = match color {
        ColorType::L8 => raw.iter().map(|l| [*l, *l, *l, 255]).collect(),
        ColorType::La8 => raw.chunks_exact(2).map(|p| [p[0], p[0], p[0], p[1]]).collect(),
        ColorType::Rgb8 => raw.chunks_exact(3).map(|p| [p[0], p[1], p[2], 255]).collect(),
        ColorType::Rgba8 => raw.chunks_exact(4).map(|p| [p[0], p[1], p[2], p[3]]).collect(),
        ColorType::L16 => raw.chunks_exact(2).map(|p| [wide(p), wide(p), wide(p), 255]).collect(),
        ColorType::La16 => raw.chunks_exact(4).map(|p| [wide(p), wide(p), wide(p), wide(&p[2..])]).collect(),
        ColorType::Rgb16 => raw.chunks_exact(6).map(|p| [wide(p), wide(&p[2..]), wide(&p[4..]), 255]).collect(),
        ColorType::Rgba16 => {
            raw.chunks_exact(8).map(|p| [wide(p), wide(&p[2..]), wide(&p[4..]), wide(&p[6..])]).collect()
        }
        _ => return None,
    };
    Some(pixels)
}

/// Turns and mirrors as EXIF says.
fn turn(width: u32, height: u32, pixels: Vec<[u8; 4]>, orientation: Orientation) -> (u32, u32, Vec<[u8; 4]>) {
    use Orientation as O;
    let swapped = matches!(orientation, O::Rotate90 | O::Rotate270 | O::Rotate90FlipH | O::Rotate270FlipH);
    if orientation == O::NoTransforms {
        return (width, height, pixels);
    }
    let (w, h) = (width as usize, height as usize);
    let (out_w, out_h) = if swapped { (h, w) } else { (w, h) };
    let mut out = Vec::with_capacity(pixels.len());
    for y in 0..out_h {
        for x in 0..out_w {
            let (from_x, from_y) = match orientation {
                O::NoTransforms => (x, y),
                O::FlipHorizontal => (w - 1 - x, y),
                O::Rotate180 => (w - 1 - x, h - 1 - y),
                O::FlipVertical => (x, h - 1 - y),
                O::Rotate90 => (y, h - 1 - x),
                O::Rotate270 => (w - 1 - y, x),
                O::Rotate90FlipH => (y, x),
                O::Rotate270FlipH => (w - 1 - y, h - 1 - x),
            };
            out.push(pixels[from_y * w + from_x]);
        }
    }
    let (width, height) = if swapped { (height, width) } else { (width, height) };
    (width, height, out)
}
