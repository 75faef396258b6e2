//! The picture that a link carries elsewhere: a still on its ground, wide and without transparency.

use std::io::Cursor;

use image::{Rgb, RgbImage, RgbaImage, imageops};

use crate::{Error, Image};

/// Sides that networks show whole, pixels.
const SIZE_PX: (u32, u32) = (1200, 630);

/// The ground that objects stand on: the light page's tile, sRGB #ebe7e0.
const GROUND: [u8; 3] = [0xeb, 0xe7, 0xe0];

/// A shadow that runs out of the still's frame fades over this share of it: on a card the ground goes on.
const FADE: f32 = 0.08;

/// Quality of the JPEG, 0 to 100.
const QUALITY: u8 = 86;

/// A finished `still` as a JPEG of 1200 by 630 pixels: many readers of links show neither WebP nor alpha.
///
/// A picture that covers its square to the edges, as a repeat does, covers the card; any other stands in its middle.
///
/// # Errors
/// `still` has no pixels, or the encoder gave up.
pub fn card(still: &Image) -> Result<Vec<u8>, Error> {
    let size = Error::Size { width: still.width, height: still.height };
    let still = RgbaImage::from_raw(still.width, still.height, still.pixels.as_flattened().to_vec());
    let still = still.filter(|still| still.width() * still.height() > 0).ok_or(size)?;
    let (width, height) = SIZE_PX;
    let side = if is_whole(&still) { width } else { height };
    let still = imageops::resize(&still, side, side, imageops::FilterType::CatmullRom);
    let (left, top) = ((i64::from(width) - i64::from(side)) / 2, (i64::from(height) - i64::from(side)) / 2);
    let mut card = RgbImage::from_pixel(width, height, Rgb(GROUND));
    for (x, y, pixel) in card.enumerate_pixels_mut() {
        let (Ok(u), Ok(v)) = (u32::try_from(i64::from(x) - left), u32::try_from(i64::from(y) - top)) else { continue };
        if let Some(over) = still.get_pixel_checked(u, v) {
            let [red, green, blue, alpha] = over.0;
            *pixel = laid_over(*pixel, [red, green, blue, faded(alpha, u, side)]);
        }
    }
    let mut file = Cursor::new(Vec::new());
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut file, QUALITY).encode_image(&card)?;
    Ok(file.into_inner())
}

/// Whether the picture reaches its four corners.
fn is_whole(still: &RgbaImage) -> bool {
    let (right, bottom) = (still.width().saturating_sub(1), still.height().saturating_sub(1));
    [(0, 0), (right, 0), (0, bottom), (right, bottom)]
        .into_iter()
        .all(|(x, y)| still.get_pixel_checked(x, y).is_some_and(|pixel| pixel.0[3] > 250))
}

/// The alpha of a pixel `x` from the left of a still of `side` pixels: what is whole stays so.
fn faded(alpha: u8, x: u32, side: u32) -> u8 {
    let left = (1.0 - (x as f32 + 0.5) / side as f32) / FADE;
    if alpha == u8::MAX || left >= 1.0 { alpha } else { (f32::from(alpha) * left * left * (3.0 - 2.0 * left)) as u8 }
}

fn laid_over(Rgb(ground): Rgb<u8>, [red, green, blue, alpha]: [u8; 4]) -> Rgb<u8> {
    let mix = |over: u8, under: u8| {
        let (alpha, rest) = (u32::from(alpha), 255 - u32::from(alpha));
        u8::try_from((u32::from(over) * alpha + u32::from(under) * rest + 127) / 255).unwrap_or(u8::MAX)
    };
    Rgb([mix(red, ground[0]), mix(green, ground[1]), mix(blue, ground[2])])
}

#[cfg(test)]
mod tests {
    use image::ImageFormat;

    use super::*;

    fn still(corner: [u8; 4]) -> Image {
        let mut pixels = vec![[200, 10, 10, 255]; 64 * 64];
        for at in [0, 63, 63 * 64, 64 * 64 - 1] {
            pixels[at] = corner;
        }
        Image { width: 64, height: 64, pixels }
    }

    fn read(file: &[u8]) -> RgbImage {
        image::load_from_memory_with_format(file, ImageFormat::Jpeg).unwrap().into_rgb8()
    }

    #[test]
    fn an_object_stands_in_the_middle_of_its_ground() {
        let card = read(&card(&still([0; 4])).unwrap());
        assert_eq!(card.dimensions(), SIZE_PX);
        let (edge, middle) = (card.get_pixel(20, 315).0, card.get_pixel(600, 315).0);
        assert!(edge.iter().zip(GROUND).all(|(one, other)| one.abs_diff(other) < 4), "{edge:?}");
        assert!(middle[0] > 180 && middle[1] < 40, "{middle:?}");
    }

    #[test]
    fn a_repeat_covers_the_card() {
        let card = read(&card(&still([200, 10, 10, 255])).unwrap());
        let edge = card.get_pixel(20, 315).0;
        assert!(edge[0] > 180 && edge[1] < 40, "{edge:?}");
    }

    #[test]
    fn what_is_no_picture_is_an_error() {
        assert!(card(&Image { width: 0, height: 0, pixels: Vec::new() }).is_err());
        assert!(card(&Image { width: 8, height: 8, pixels: vec![[0; 4]; 7] }).is_err());
    }

    #[test]
    fn a_shadow_that_runs_out_of_the_still_ends_in_no_line_on_the_card() {
        let alphas: Vec<u8> = (560..630).map(|x| faded(120, x, 630)).collect();
        assert!((alphas[0], alphas[69]) == (120, 0) && alphas.is_sorted_by(|one, next| one >= next), "{alphas:?}");
        assert_eq!(faded(255, 629, 630), 255, "a raster reaches its edge");
    }
}
