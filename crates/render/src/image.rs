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

    /// The picture `width` by `height` pixels, no larger than it is: each pixel is the mean of what it covers, so that an edge
    /// is as smooth as if it had been drawn at that size.
    pub(crate) fn shrunk(&self, width: u32, height: u32) -> Self {
        let (width, height) = (width.clamp(1, self.width), height.clamp(1, self.height));
        let (columns, rows) = (covers(self.width, width), covers(self.height, height));
        let mut pixels = Vec::with_capacity(width as usize * height as usize);
        let mut line = vec![[0.0f32; 4]; self.width as usize];
        for covered in &rows {
            line.fill([0.0; 4]);
            for (row, share) in covered.places() {
                let from = &self.pixels[row * self.width as usize..(row + 1) * self.width as usize];
                for (sum, pixel) in line.iter_mut().zip(from) {
                    add(sum, weighed(*pixel), share);
                }
            }
            pixels.extend(columns.iter().map(|covered| {
                let mut sum = [0.0; 4];
                covered.places().for_each(|(column, share)| add(&mut sum, line[column], share));
                mean(sum)
            }));
        }
        Self { width, height, pixels }
    }

    /// The picture as a lossy WebP with alpha; `quality` runs from 0 to 100, 85 is good for plaster.
    pub fn webp(&self, quality: f32) -> Result<Vec<u8>, Error> {
        let sides = 1..=WEBP_SIDE_PX_MAX;
        if !sides.contains(&self.width) || !sides.contains(&self.height) {
            return Err(Error::Size { width: self.width, height: self.height });
        }
        let pixels: Vec<[u8; 4]> = self.pixels.iter().map(|[r, g, b, a]| [*r, *g, *b, coarse(*a)]).collect();
        let encoder = webp::Encoder::from_rgba(pixels.as_flattened(), self.width, self.height);
        let mut config = webp::WebPConfig::new().map_err(|()| Error::Webp("no settings".to_owned()))?;
        config.quality = quality.clamp(0.0, 100.0);
        // Shadows are smooth and outlines are noise: predicting alpha from its neighbours takes a third of the time and saves
        // no byte.
        config.alpha_filtering = 0;
        let file = encoder.encode_advanced(&config).map_err(|error| Error::Webp(format!("{error:?}")))?;
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

/// What one pixel of a smaller picture covers along one side.
struct Cover {
    from: f32,
    to: f32,
}

fn covers(from: u32, to: u32) -> Vec<Cover> {
    let place = |index: u32| index as f32 * from as f32 / to as f32;
    (0..to).map(|index| Cover { from: place(index), to: place(index + 1) }).collect()
}

impl Cover {
    /// The pixels it covers, each with the share of it that they fill.
    fn places(&self) -> impl Iterator<Item = (usize, f32)> {
        let (from, to) = (self.from, self.to);
        (from as usize..to.ceil() as usize)
            .map(move |place| (place, (to.min(place as f32 + 1.0) - from.max(place as f32)) / (to - from)))
    }
}

/// Colour by how much of it is there: what is clear lends none.
fn weighed([red, green, blue, alpha]: [u8; 4]) -> [f32; 4] {
    let alpha = f32::from(alpha);
    [f32::from(red) * alpha, f32::from(green) * alpha, f32::from(blue) * alpha, alpha]
}

fn add(sum: &mut [f32; 4], more: [f32; 4], share: f32) {
    sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more * share);
}

fn mean([red, green, blue, alpha]: [f32; 4]) -> [u8; 4] {
    let byte = |value: f32| (value + 0.5) as u8;
    let color = |sum: f32| if alpha > 0.0 { byte(sum / alpha) } else { 0 };
    [color(red), color(green), color(blue), byte(alpha)]
}

/// The nearest step; what is fully there, or not there at all, stays so.
fn coarse(alpha: u8) -> u8 {
    let alpha = u16::from(alpha);
    let step = if alpha < FAINT_ALPHA { ALPHA_STEP / 2 } else { ALPHA_STEP };
    u8::try_from((alpha + step / 2) / step * step).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(width: u32, pixels: Vec<[u8; 4]>) -> Image {
        Image { width, height: pixels.len() as u32 / width, pixels }
    }

    #[test]
    fn a_shrunk_pixel_is_the_mean_of_what_it_covers() {
        let red = [200, 0, 0, 255];
        let clear = [9, 9, 9, 0];
        // Half of a red pixel is still red, and half as much of it is there.
        let halves = image(4, vec![red, clear, clear, red, red, clear, clear, red]);
        assert_eq!(halves.shrunk(2, 1).pixels, [[200, 0, 0, 128], [200, 0, 0, 128]]);
        // Three pixels become two: the middle one is shared.
        let black = [0, 0, 0, 255];
        let thirds = image(3, vec![red, black, red]);
        assert_eq!(thirds.shrunk(2, 1).pixels, [[133, 0, 0, 255], [133, 0, 0, 255]]);
    }

    #[test]
    fn nothing_is_enlarged() {
        let one = image(1, vec![[1, 2, 3, 4]]);
        assert_eq!(one.shrunk(5, 7).pixels, one.pixels);
    }
}
