//! Pictures inside a model's file.

use std::io::Cursor;

use image::{ImageReader, Limits};

use super::trouble::{Limit, Stop, over};
use crate::{Budget, Code, Finding, Raster, Severity};

/// A picture in the file that cannot be read.
const TEXTURE_UNREADABLE: Code = Code { id: "R113", name: "texture-unreadable", severity: Severity::Warn };

/// Decodes a PNG, JPEG or WebP within the budget's pixels.
pub(crate) fn decode(bytes: &[u8], budget: &Budget) -> Result<Raster, Stop> {
    let (width, height) = reader(bytes)?.into_dimensions().map_err(|_| unreadable())?;
    if u64::from(width) * u64::from(height) > budget.pixels_max {
        return Err(Box::new((*over(Limit::Pixels, budget.pixels_max)).severity(Severity::Warn)));
    }
    let mut reader = reader(bytes)?;
    let mut limits = Limits::no_limits();
    // Eight bytes are the widest pixel of the formats read here; as many again for the decoder's own work.
    limits.max_alloc = Some(budget.pixels_max.saturating_mul(16));
    reader.limits(limits);
    let pixels = reader.decode().map_err(|_| unreadable())?.into_rgba8();
    let pixels = pixels.into_raw().as_chunks::<4>().0.to_vec();
    Ok(Raster { width, height, pixels, dpi: None, repeat: false })
}

fn reader(bytes: &[u8]) -> Result<ImageReader<Cursor<&[u8]>>, Stop> {
    ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| unreadable())
}

pub(crate) fn unreadable() -> Stop {
    let message = "A picture in the file could not be read, so the model has no picture on it.";
    Box::new(Finding::new(TEXTURE_UNREADABLE, message, "Save the picture as PNG or JPEG and export the model again."))
}
