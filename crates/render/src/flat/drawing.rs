//! Drawings at true scale with a scale bar, and repeats that fill the picture.

use pattern::Drawing;
use pattern::drawing::YAxis;
use resvg::tiny_skia::Pixmap;
use serde::Serialize;

use super::ink::{self, INK, Lines, Sheet};
use super::lettering;
use crate::Image;

/// Margin round a drawing, share of the picture.
const MARGIN: f64 = 0.07;

/// Room under a drawing for its scale bar, share of the picture.
const BAR_ROOM: f64 = 0.10;

/// The longest that a scale bar may be, share of the picture.
const BAR_MAX: f64 = 0.32;

/// Repeats along a picture's side, for the tile's longer side.
const REPEATS: f64 = 2.0;

/// Longest side of a picture, pixels.
const SIZE_PX_MAX: u32 = 4096;

/// `drawing` in ink on a transparent sheet, `size_px` a side, with a scale bar; none where it has no path.
///
/// Lines are at least 1.1 pixels wide on a picture of 256, so that hairlines can be seen, and not much wider on a large
/// one; fills keep their colour.
/// Texts that are still texts are left out: a cutter ignores them, and fonts differ from machine to machine.
pub fn drawing(drawing: &Drawing, size_px: u32) -> Option<Image> {
    let size_px = size_px.clamp(1, SIZE_PX_MAX);
    let view = View { size_px, hairline_px: ink::hairline_px(size_px), corner_px: [0; 2] };
    let mut pixmap = Pixmap::new(size_px, size_px)?;
    draw(drawing, view, &mut pixmap)?;
    Some(ink::image(&pixmap))
}

/// A picture of a drawing, of which a part is drawn.
#[derive(Clone, Copy)]
pub(super) struct View {
    /// Side of the whole picture, pixels.
    pub size_px: u32,
    /// Its thinnest line, pixels.
    pub hairline_px: f32,
    /// Where the part begins, pixels from the left and from above.
    pub corner_px: [u32; 2],
}

/// Draws as much of the picture as `part` holds, with its scale bar; none where the drawing has no path.
pub(super) fn draw(drawing: &Drawing, view: View, part: &mut Pixmap) -> Option<()> {
    let mut sheet = fitted(drawing, f64::from(view.size_px))?;
    for (corner, part_corner) in sheet.corner_px.iter_mut().zip(view.corner_px) {
        *corner -= f64::from(part_corner);
    }
    ink::draw(drawing, &sheet, Lines::Ink, view.hairline_px, part);
    draw_bar(sheet.px_per_mm, view, part);
    Some(())
}

/// Where a drawing lies on its picture: the share of the picture's side at a point of the drawing, in millimetres.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct DrawingPlace {
    /// From the left: the first plus the second times x.
    pub x: [f64; 2],
    /// From above: the first plus the second times y; the second is below zero where y goes up.
    pub y: [f64; 2],
}

/// Where [`drawing`] puts `drawing`; none where it has no path.
pub fn drawing_place(drawing: &Drawing) -> Option<DrawingPlace> {
    let Sheet { low, size_mm, corner_px, px_per_mm, y } = fitted(drawing, 1.0)?;
    let down = match y {
        YAxis::Down => [corner_px[1] - low[1] * px_per_mm, px_per_mm],
        YAxis::Up => [corner_px[1] + (low[1] + size_mm[1]) * px_per_mm, -px_per_mm],
    };
    Some(DrawingPlace { x: [corner_px[0] - low[0] * px_per_mm, px_per_mm], y: down })
}

/// One repeat, laid side by side until it fills the picture; none where it has no path or no size.
pub fn repeat(tile: &Drawing, size_px: u32) -> Option<Image> {
    let size_px = size_px.clamp(1, SIZE_PX_MAX);
    let bounds = tile.bounds()?;
    let [x, y, width, height] =
        tile.sheet.unwrap_or([bounds[0], bounds[1], bounds[2] - bounds[0], bounds[3] - bounds[1]]);
    let longer = width.max(height);
    if !(width > 0.0 && height > 0.0 && longer.is_finite()) {
        return None;
    }
    let px_per_mm = f64::from(size_px) / REPEATS / longer;
    // Whole pixels, so that no seam shows.
    let pixels = |length: f64| ((length * px_per_mm).round() as u32).max(1);
    let (across, down) = (pixels(width), pixels(height));
    let mut pixmap = Pixmap::new(across, down)?;
    let sheet = Sheet { low: [x, y], size_mm: [width, height], corner_px: [0.0; 2], px_per_mm, y: tile.y };
    ink::draw(tile, &sheet, Lines::Own, ink::hairline_px(size_px), &mut pixmap);
    Some(tiled(&ink::image(&pixmap), size_px))
}

/// `tile` side by side over a square of `size_px`.
pub(super) fn tiled(tile: &Image, size_px: u32) -> Image {
    let pixel = |index: u32| {
        let (x, y) = (index % size_px % tile.width, index / size_px % tile.height);
        tile.pixels[y as usize * tile.width as usize + x as usize]
    };
    Image { width: size_px, height: size_px, pixels: (0..size_px * size_px).map(pixel).collect() }
}

/// The drawing in the middle of the picture, as large as margin and scale bar let it.
fn fitted(drawing: &Drawing, size: f64) -> Option<Sheet> {
    let [x0, y0, x1, y1] = drawing.bounds()?;
    let (width, height) = (x1 - x0, y1 - y0);
    let longer = width.max(height);
    if !(longer > 0.0 && longer.is_finite()) {
        return None;
    }
    let (room_x, room_y) = (size * (1.0 - 2.0 * MARGIN), size * (1.0 - 2.0 * MARGIN - BAR_ROOM));
    let px_per_mm = (room_x / width.max(longer * 1e-9)).min(room_y / height.max(longer * 1e-9));
    let left = (size - width * px_per_mm) / 2.0;
    let top = size * MARGIN + (room_y - height * px_per_mm) / 2.0;
    Some(Sheet { low: [x0, y0], size_mm: [width, height], corner_px: [left, top], px_per_mm, y: drawing.y })
}

/// The longest of 1, 2 and 5 times a power of ten that is at most `most`.
fn round_length(most: f64) -> f64 {
    let power = 10f64.powf(most.log10().floor());
    [5.0, 2.0, 1.0].into_iter().map(|digit| digit * power).find(|length| *length <= most).unwrap_or(power)
}

/// A bar of a round length with its ends marked, and its length written over it.
fn draw_bar(px_per_mm: f64, view: View, pixmap: &mut Pixmap) {
    let View { size_px, hairline_px: hairline, corner_px } = view;
    let size = f64::from(size_px);
    let length_mm = round_length(size * BAR_MAX / px_per_mm);
    if !length_mm.is_normal() {
        return;
    }
    let [x, y] = corner_px.map(f64::from);
    let (left, bottom) = ((size * MARGIN - x) as f32, (size * (1.0 - MARGIN) - y) as f32);
    let right = left + (length_mm * px_per_mm) as f32;
    let tick = size_px as f32 * 0.012;
    ink::line(&[(left, bottom), (right, bottom)], hairline, INK, pixmap);
    for x in [left, right] {
        ink::line(&[(x, bottom - tick), (x, bottom + tick)], hairline, INK, pixmap);
    }
    let height = size_px as f32 * 0.028;
    let text = length_text(length_mm);
    for stroke in lettering::strokes(&text, left + tick * 1.5, bottom - tick * 1.5, height, 0.0) {
        ink::line(&stroke, hairline * 0.85, INK, pixmap);
    }
}

/// A length as a drawing writes it: in metres from one metre on.
fn length_text(mm: f64) -> String {
    if mm >= 1000.0 { format!("{} m", mm / 1000.0) } else { format!("{mm} mm") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_bar_has_a_round_length() {
        assert_eq!([0.07, 1.0, 4.9, 51.0, 1999.0].map(round_length), [0.05, 1.0, 2.0, 50.0, 1000.0]);
    }

    #[test]
    fn lengths_are_written_in_millimetres_or_metres() {
        assert_eq!([0.5, 20.0, 2000.0].map(length_text), ["0.5 mm", "20 mm", "2 m"]);
    }
}
