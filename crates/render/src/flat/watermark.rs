//! A discreet mark laid over a preview, again and again.

use resvg::tiny_skia::Pixmap;

use super::{ink, lettering};
use crate::Image;

/// Height of the mark's letters, share of the picture.
const HEIGHT: f32 = 0.030;

/// How the mark leans, radians: about 24 degrees.
const TURN: f32 = 0.42;

/// How strongly it covers what lies under it.
const STRENGTH: f32 = 0.30;

/// Lays `text` over `image` in slanting rows, light on dark places and dark on light ones.
///
/// The ground stays as clear as it was: the mark shows on the pattern itself.
pub fn watermark(image: &mut Image, text: &str) {
    let Some(mut mark) = Pixmap::new(image.width, image.height) else {
        return;
    };
    let size = image.width.max(image.height) as f32;
    let (height, width) = (size * HEIGHT, lettering::width(text, size * HEIGHT) + size * 0.08);
    let rows = (size / (height * 4.0)) as i32 + 8;
    let columns = (size * 1.5 / width) as i32 + 2;
    for (row, column) in (-8..rows).flat_map(|row| (-columns..columns).map(move |column| (row, column))) {
        let along = column as f32 * width + if row % 2 == 0 { 0.0 } else { width / 2.0 };
        let (x, y) = (along * TURN.cos(), row as f32 * height * 4.0 - along * TURN.sin() + height);
        for stroke in lettering::strokes(text, x, y, height, TURN) {
            ink::line(&stroke, height * 0.12, [255; 4], &mut mark);
        }
    }
    for (pixel, mark) in image.pixels.iter_mut().zip(mark.pixels()) {
        let opaque = f32::from(pixel[3]) / 255.0;
        let cover = f32::from(mark.alpha()) / 255.0 * opaque * opaque * STRENGTH;
        let bright = pixel[..3].iter().map(|value| u32::from(*value)).sum::<u32>() > 3 * 110;
        let mark = if bright { 40.0 } else { 235.0 };
        for value in &mut pixel[..3] {
            *value = (f32::from(*value) * (1.0 - cover) + mark * cover).round() as u8;
        }
    }
}
