//! Rasterisation: filling a triangle row by row (scanlines), without gaps or overlaps between neighbours.

use std::ops::Range;

use glam::Vec3;

/// One row of a triangle: samples `columns` of `row`, with the third coordinate at the first of them and its step.
pub(super) struct Span {
    pub row: usize,
    pub columns: Range<usize>,
    pub z: f32,
    pub step: f32,
    /// The third coordinate never leaves the triangle's own range, however thin the triangle.
    pub least: f32,
    pub most: f32,
}

/// Calls `put` for each row of the triangle within `rows` and `width` columns.
///
/// A sample lies in the middle of its cell, moved right by `shift(row)` cells. Edges are walked from their lower end
/// whatever the triangle's order, so that two triangles that share one agree on every sample.
#[inline(always)]
pub(super) fn fill(
    corners: [Vec3; 3],
    width: usize,
    rows: Range<usize>,
    shift: impl Fn(usize) -> f32,
    mut put: impl FnMut(Span),
) {
    let [mut a, mut b, mut c] = corners;
    let low = a.y.min(b.y).min(c.y);
    let high = a.y.max(b.y).max(c.y);
    let first = up(low - 0.5).max(rows.start as i32);
    let last = up(high - 0.5).min(rows.end as i32);
    if first >= last {
        return;
    }
    if b.y < a.y {
        (a, b) = (b, a);
    }
    if c.y < b.y {
        (b, c) = (c, b);
        if b.y < a.y {
            (a, b) = (b, a);
        }
    }
    let area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    if area == 0.0 || !area.is_finite() {
        return;
    }
    let step = ((b.z - a.z) * (c.y - a.y) - (c.z - a.z) * (b.y - a.y)) / area;
    let rise = ((c.z - a.z) * (b.x - a.x) - (b.z - a.z) * (c.x - a.x)) / area;
    let (least, most) = (a.z.min(b.z).min(c.z), a.z.max(b.z).max(c.z));
    let slope = |from: Vec3, to: Vec3| {
        if to.y > from.y { (to.x - from.x) / (to.y - from.y) } else { 0.0 }
    };
    let (long, low, high) = (slope(a, c), slope(a, b), slope(b, c));
    for row in first as usize..last as usize {
        let y = row as f32 + 0.5;
        let one = a.x + (y - a.y) * long;
        let other = if y < b.y { a.x + (y - a.y) * low } else { b.x + (y - b.y) * high };
        let middle = 0.5 + shift(row);
        let start = up(one.min(other) - middle).max(0);
        let end = up(one.max(other) - middle).min(width as i32);
        if start >= end {
            continue;
        }
        let z = a.z + (start as f32 + middle - a.x) * step + (y - a.y) * rise;
        put(Span { row, columns: start as usize..end as usize, z, step, least, most });
    }
}

/// The next whole number: without the instruction for it, which not every processor has, rounding is a call.
#[inline(always)]
fn up(value: f32) -> i32 {
    let whole = value as i32;
    whole + i32::from((whole as f32) < value)
}
