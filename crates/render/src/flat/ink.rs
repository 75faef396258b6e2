//! Ink on a transparent sheet: paths with fills, lines that never get too thin to see, dashes that stay dashes.

use kurbo::PathEl;
use pattern::Drawing;
use pattern::drawing::{Path, YAxis};
use resvg::tiny_skia::{
    self, Color, FillRule, LineCap, LineJoin, Paint, PathBuilder, Pixmap, Stroke, StrokeDash, Transform,
};

use crate::Image;

/// The house's ink, sRGB: #1d1b18.
pub(super) const INK: [u8; 4] = [0x1d, 0x1b, 0x18, 0xff];

/// Thinnest line on a picture of 256 pixels. A picture four times as large has it twice as wide: it is shown larger, but
/// not four times, and lines that grew with it would run together to a blot.
const HAIRLINE_PX: f32 = 1.15;

/// Size at which `HAIRLINE_PX` holds.
const HAIRLINE_SIZE_PX: f32 = 256.0;

/// Shortest dash or gap, in line widths: below it a dashed line looks whole.
const DASH_WIDTHS_MIN: f32 = 1.5;

/// Where a drawing lies on a picture: pixels to a millimetre, and the pixel of the point `low`.
#[derive(Clone, Copy)]
pub(super) struct Sheet {
    pub low: [f64; 2],
    pub size_mm: [f64; 2],
    pub corner_px: [f64; 2],
    pub px_per_mm: f64,
    pub y: YAxis,
}

/// Which colour lines have.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Lines {
    /// All in ink.
    Ink,
    /// Each in its own.
    Own,
}

impl Sheet {
    /// The pixel of a point in millimetres.
    fn place(&self, point: kurbo::Point) -> (f32, f32) {
        let x = (point.x - self.low[0]) * self.px_per_mm;
        let y = (point.y - self.low[1]) * self.px_per_mm;
        let y = if self.y == YAxis::Up { self.size_mm[1] * self.px_per_mm - y } else { y };
        ((x + self.corner_px[0]) as f32, (y + self.corner_px[1]) as f32)
    }
}

/// The thinnest line on a picture of `size_px`.
pub(super) fn hairline_px(size_px: u32) -> f32 {
    HAIRLINE_PX * (size_px as f32 / HAIRLINE_SIZE_PX).max(1.0).sqrt()
}

/// Draws all paths of `drawing` that reach into `pixmap`; thin lines are `hairline_px` wide.
pub(super) fn draw(drawing: &Drawing, sheet: &Sheet, lines: Lines, hairline_px: f32, pixmap: &mut Pixmap) {
    for path in &drawing.paths {
        let Some(outline) = outline(path, sheet) else {
            continue;
        };
        let width = ((path.stroke_width_mm * sheet.px_per_mm) as f32).max(hairline_px);
        if is_outside(outline.bounds(), width, pixmap) {
            continue;
        }
        if let Some(color) = path.fill {
            let rule = if path.even_odd { FillRule::EvenOdd } else { FillRule::Winding };
            pixmap.fill_path(&outline, &paint(color), rule, Transform::identity(), None);
        }
        // What is neither filled nor drawn as a line would be invisible, and yet it is in the file.
        let stroke = path.stroke.or(path.fill.is_none().then_some(INK));
        if let Some(color) = stroke {
            let dash = dash(&path.dashes_mm, sheet.px_per_mm as f32, width);
            let stroke =
                Stroke { width, dash, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() };
            let color = if lines == Lines::Ink { INK } else { color };
            pixmap.stroke_path(&outline, &paint(color), &stroke, Transform::identity(), None);
        }
    }
}

/// Whether nothing of a path shows: its lines reach half their width beyond its bounds, and a pixel more where they are
/// smoothed.
fn is_outside(bounds: tiny_skia::Rect, width: f32, pixmap: &Pixmap) -> bool {
    let reach = width / 2.0 + 1.0;
    bounds.right() + reach < 0.0
        || bounds.bottom() + reach < 0.0
        || bounds.left() - reach > pixmap.width() as f32
        || bounds.top() - reach > pixmap.height() as f32
}

/// Lines in ink through `points`, pixels.
pub(super) fn line(points: &[(f32, f32)], width: f32, color: [u8; 4], pixmap: &mut Pixmap) {
    let mut builder = PathBuilder::new();
    for (index, &(x, y)) in points.iter().enumerate() {
        if index == 0 { builder.move_to(x, y) } else { builder.line_to(x, y) }
    }
    let stroke = Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() };
    if let Some(path) = builder.finish() {
        pixmap.stroke_path(&path, &paint(color), &stroke, Transform::identity(), None);
    }
}

/// The finished picture.
pub(super) fn image(pixmap: &Pixmap) -> Image {
    Image { width: pixmap.width(), height: pixmap.height(), pixels: pixmap.pixels().iter().map(straight).collect() }
}

/// A pixel as pictures hold it: its colour without its alpha multiplied in.
pub(super) fn straight(pixel: &tiny_skia::PremultipliedColorU8) -> [u8; 4] {
    let color = pixel.demultiply();
    [color.red(), color.green(), color.blue(), color.alpha()]
}

fn paint(color: [u8; 4]) -> Paint<'static> {
    let [red, green, blue, alpha] = color;
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color(Color::from_rgba8(red, green, blue, alpha));
    paint
}

/// The path on the picture; none where it has no point that can be shown.
fn outline(path: &Path, sheet: &Sheet) -> Option<tiny_skia::Path> {
    let mut builder = PathBuilder::new();
    for element in path.geometry.elements() {
        match *element {
            PathEl::MoveTo(to) => {
                let (x, y) = sheet.place(to);
                builder.move_to(x, y);
            }
            PathEl::LineTo(to) => {
                let (x, y) = sheet.place(to);
                builder.line_to(x, y);
            }
            PathEl::QuadTo(by, to) => {
                let ((x1, y1), (x, y)) = (sheet.place(by), sheet.place(to));
                builder.quad_to(x1, y1, x, y);
            }
            PathEl::CurveTo(by, and, to) => {
                let ((x1, y1), (x2, y2), (x, y)) = (sheet.place(by), sheet.place(and), sheet.place(to));
                builder.cubic_to(x1, y1, x2, y2, x, y);
            }
            PathEl::ClosePath => builder.close(),
        }
    }
    builder.finish()
}

/// Dashes in pixels, stretched where they would run together.
fn dash(dashes_mm: &[f64], px_per_mm: f32, width: f32) -> Option<StrokeDash> {
    let mut dashes: Vec<f32> = dashes_mm.iter().map(|length| *length as f32 * px_per_mm).collect();
    if dashes.len() % 2 == 1 {
        dashes.extend(dashes.clone());
    }
    let shortest = dashes.iter().copied().filter(|length| *length > 0.0).fold(f32::MAX, f32::min);
    let stretch = (DASH_WIDTHS_MIN * width / shortest).max(1.0);
    dashes.iter_mut().for_each(|length| *length *= stretch);
    // A round end reaches half a width into the gap.
    for pair in dashes.chunks_exact_mut(2) {
        pair[1] += width;
    }
    StrokeDash::new(dashes, 0.0)
}
