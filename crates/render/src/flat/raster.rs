//! Rasters brought to size, and repeats laid side by side.

use image::imageops::{self, FilterType};
use image::{ImageBuffer, Rgba};
use pattern::Raster;

use super::drawing::tiled;
use crate::Image;

/// Repeats along a picture's side, for the raster's longer side.
const REPEATS: f64 = 2.0;

/// Longest side of a picture, pixels.
const SIZE_PX_MAX: u32 = 4096;

type Premultiplied = ImageBuffer<Rgba<f32>, Vec<f32>>;

/// `raster` fitted into a square of `size_px`, or laid side by side over it where it is a repeat; none where it is empty.
pub fn raster(raster: &Raster, size_px: u32) -> Option<Image> {
    let size_px = size_px.clamp(1, SIZE_PX_MAX);
    let (width, height) = (raster.width, raster.height);
    if width == 0 || height == 0 || raster.pixels.len() != width as usize * height as usize {
        return None;
    }
    let longer = f64::from(width.max(height));
    let scale = f64::from(size_px) / longer / if raster.repeat { REPEATS } else { 1.0 };
    let pixels = |length: u32| ((f64::from(length) * scale).round() as u32).clamp(1, size_px);
    let sized = resized(raster, pixels(width), pixels(height))?;
    Some(if raster.repeat { tiled(&sized, size_px) } else { centred(&sized, size_px) })
}

/// The middle of `raster` as a square of `size_px`; none where it is empty.
pub fn square(raster: &Raster, size_px: u32) -> Option<Image> {
    let side = raster.width.min(raster.height);
    let (left, top) = (((raster.width - side) / 2) as usize, ((raster.height - side) / 2) as usize);
    let rows = raster.pixels.chunks((raster.width as usize).max(1)).skip(top).take(side as usize);
    let pixels: Vec<[u8; 4]> = rows.flat_map(|row| &row[left..left + side as usize]).copied().collect();
    let size_px = size_px.clamp(1, SIZE_PX_MAX);
    (side > 0).then_some(())?;
    resized(&Raster { width: side, height: side, pixels, dpi: None, repeat: false }, size_px, size_px)
}

/// `raster` with its longer side `size_px` long, or as it is where it is smaller; none where it is empty.
pub fn whole(raster: &Raster, size_px: u32) -> Option<Image> {
    let longer = raster.width.max(raster.height);
    (longer > 0 && raster.width > 0 && raster.height > 0).then_some(())?;
    let scale = (f64::from(size_px.clamp(1, SIZE_PX_MAX)) / f64::from(longer)).min(1.0);
    let pixels = |length: u32| ((f64::from(length) * scale).round() as u32).max(1);
    // The filter takes sixteen bytes a pixel. Of a very large picture whole blocks are averaged first, down to no less than
    // twice the size.
    let block = (0.5 / scale) as u32;
    let reduced = (block > 1).then(|| averaged(raster, block));
    resized(reduced.as_ref().unwrap_or(raster), pixels(raster.width), pixels(raster.height))
}

/// Each `block` by `block` pixels as one; what is left over at the right and below falls away.
fn averaged(raster: &Raster, block: u32) -> Raster {
    let (width, height) = ((raster.width / block).max(1), (raster.height / block).max(1));
    let mut pixels = Vec::with_capacity(width as usize * height as usize);
    for (row, column) in (0..height).flat_map(|row| (0..width).map(move |column| (row, column))) {
        let (mut sums, mut alphas, mut count) = ([0u64; 3], 0u64, 0u64);
        for y in (row * block..(row + 1) * block).take_while(|y| *y < raster.height) {
            let start = y as usize * raster.width as usize + (column * block) as usize;
            let end = (start + block as usize).min((y as usize + 1) * raster.width as usize);
            for [red, green, blue, alpha] in &raster.pixels[start..end] {
                let alpha = u64::from(*alpha);
                for (sum, value) in sums.iter_mut().zip([red, green, blue]) {
                    *sum += u64::from(*value) * alpha;
                }
                (alphas, count) = (alphas + alpha, count + 1);
            }
        }
        let [red, green, blue] = sums.map(|sum| (sum + alphas / 2).checked_div(alphas).unwrap_or(0) as u8);
        pixels.push([red, green, blue, ((alphas + count / 2) / count.max(1)) as u8]);
    }
    Raster { width, height, pixels, dpi: raster.dpi, repeat: raster.repeat }
}

/// `raster` at another size, filtered with alpha multiplied in so that clear pixels lend no colour.
fn resized(raster: &Raster, width: u32, height: u32) -> Option<Image> {
    let multiply = |pixel: &[u8; 4]| {
        let alpha = f32::from(pixel[3]) / 255.0;
        [
            f32::from(pixel[0]) / 255.0 * alpha,
            f32::from(pixel[1]) / 255.0 * alpha,
            f32::from(pixel[2]) / 255.0 * alpha,
            alpha,
        ]
    };
    let values: Vec<[f32; 4]> = raster.pixels.iter().map(multiply).collect();
    let whole = Premultiplied::from_raw(raster.width, raster.height, values.into_flattened())?;
    let sized = imageops::resize(&whole, width, height, FilterType::Lanczos3);
    let divide = |pixel: &Rgba<f32>| {
        let alpha = pixel[3].clamp(0.0, 1.0);
        let value = |value: f32| {
            if alpha > 0.0 { (value / alpha * 255.0).clamp(0.0, 255.0).round() as u8 } else { 0 }
        };
        [value(pixel[0]), value(pixel[1]), value(pixel[2]), (alpha * 255.0).round() as u8]
    };
    Some(Image { width, height, pixels: sized.pixels().map(divide).collect() })
}

/// `image` in the middle of a clear square.
fn centred(image: &Image, size_px: u32) -> Image {
    let mut square = Image::clear(size_px, size_px);
    let (left, top) = (size_px.saturating_sub(image.width) / 2, size_px.saturating_sub(image.height) / 2);
    for (row, line) in image.pixels.chunks(image.width as usize).enumerate() {
        let start = (top as usize + row) * size_px as usize + left as usize;
        square.pixels[start..start + line.len()].copy_from_slice(line);
    }
    square
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: [u8; 4] = [200, 0, 0, 255];
    const BLUE: [u8; 4] = [0, 0, 200, 255];
    const CLEAR: [u8; 4] = [0, 255, 0, 0];

    fn raster(width: u32, pixels: Vec<[u8; 4]>) -> Raster {
        Raster { width, height: pixels.len() as u32 / width, pixels, dpi: None, repeat: false }
    }

    #[test]
    fn blocks_are_averaged_and_what_is_clear_lends_no_colour() {
        let picture = raster(5, [[RED, RED, CLEAR, BLUE, BLUE], [RED, RED, BLUE, CLEAR, RED]].concat());
        let averaged = averaged(&picture, 2);
        assert_eq!((averaged.width, averaged.height), (2, 1));
        assert_eq!(averaged.pixels, [RED, [0, 0, 200, 128]]);
    }

    #[test]
    fn a_very_large_picture_keeps_its_halves_and_its_shape() {
        let row: Vec<[u8; 4]> = (0..900).map(|x| if x < 450 { RED } else { BLUE }).collect();
        let picture = raster(900, vec![row; 300].concat());
        let whole = whole(&picture, 90).expect("it is not empty");
        assert_eq!((whole.width, whole.height), (90, 30));
        assert_eq!((whole.pixels[5], whole.pixels[84]), (RED, BLUE));
        let square = square(&picture, 40).expect("it is not empty");
        assert_eq!((square.width, square.height), (40, 40));
        assert_eq!((square.pixels[2], square.pixels[37]), (RED, BLUE), "its middle, with both halves");
    }
}
