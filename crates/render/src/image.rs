//! A finished picture and the files it becomes.

use std::io::Cursor;

use image::ImageEncoder as _;

/// Longest side that WebP can hold, pixels.
const WEBP_SIDE_PX_MAX: u32 = 16_383;

/// Steps of the alpha that a WebP keeps. Alpha is stored without loss, so that the 256 shades of a soft shadow would be
/// most of a small picture's bytes; a quarter of them looks the same and saves a seventh of the file.
const ALPHA_STEP: u16 = 4;
/// Below so much the ground shines through, and an eye would see where a shadow ends in a step: half of one is kept.
const FAINT_ALPHA: u16 = 40;

/// Why a picture could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// WebP holds no side longer than 16383 pixels and no empty picture.
    #[error("a WebP picture is 1 to {WEBP_SIDE_PX_MAX} pixels a side, not {width} x {height}")]
    Size {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// The WebP encoder gave up.
    #[error("the WebP encoder failed: {0}")]
    Webp(String),
    /// A picture could not be read or written.
    #[error("a picture could not be read or written: {0}")]
    Codec(#[from] image::ImageError),
}

/// A picture: rows from the top, sRGB with straight (not premultiplied) alpha.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// `width * height` pixels.
    pub pixels: Vec<[u8; 4]>,
}

impl Image {
    /// A fully transparent picture.
    pub(crate) fn clear(width: u32, height: u32) -> Self {
        Self { width, height, pixels: vec![[0; 4]; width as usize * height as usize] }
    }

    /// The picture as a lossy WebP with alpha; `quality` runs from 0 to 100, 85 is good for plaster.
    pub fn webp(&self, quality: f32) -> Result<Vec<u8>, Error> {
        let sides = 1..=WEBP_SIDE_PX_MAX;
        if !sides.contains(&self.width) || !sides.contains(&self.height) {
            return Err(Error::Size { width: self.width, height: self.height });
        }
        let pixels: Vec<[u8; 4]> = self.pixels.iter().map(|[r, g, b, a]| [*r, *g, *b, coarse(*a)]).collect();
        let encoder = webp::Encoder::from_rgba(pixels.as_flattened(), self.width, self.height);
        let file = encoder
            .encode_simple(false, quality.clamp(0.0, 100.0))
            .map_err(|error| Error::Webp(format!("{error:?}")))?;
        Ok(file.to_vec())
    }

    /// The picture as a PNG, which keeps every value.
    pub fn png(&self) -> Result<Vec<u8>, Error> {
        let mut file = Cursor::new(Vec::new());
        let bytes = self.pixels.as_flattened();
        image::codecs::png::PngEncoder::new(&mut file).write_image(
            bytes,
            self.width,
            self.height,
            image::ExtendedColorType::Rgba8,
        )?;
        Ok(file.into_inner())
    }
}

/// The nearest step; what is fully there, or not there at all, stays so.
fn coarse(alpha: u8) -> u8 {
    let alpha = u16::from(alpha);
    let step = if alpha < FAINT_ALPHA { ALPHA_STEP / 2 } else { ALPHA_STEP };
    u8::try_from((alpha + step / 2) / step * step).unwrap_or(u8::MAX)
}
