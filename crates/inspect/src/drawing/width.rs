//! How wide closed contours are at most: no tool wider than its hull fits into a contour.

use super::{Point, bed::hull, chain::Contour, distance};

/// Contours that enclose less than this share of what they are long have no width: a line there and back.
const FLAT_SHARE: f64 = 1e-3;

/// A contour narrower than the tool.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Narrow {
    /// The middle of its box, mm.
    pub at: Point,
    /// Index into the drawing's paths: the one it begins with.
    pub path: usize,
    /// The distance of the two nearest parallels between which it lies, mm.
    pub width_mm: f64,
}

/// The closed contours among those that are `cut` that are narrower than `kerf_mm`.
pub(super) fn narrower(contours: &[Contour], cut: &[bool], kerf_mm: f64) -> Vec<Narrow> {
    let asked = contours.iter().zip(cut).filter(|(contour, cut)| **cut && contour.closed);
    asked.filter_map(|(contour, _)| narrow(contour, kerf_mm)).collect()
}

fn narrow(contour: &Contour, kerf_mm: f64) -> Option<Narrow> {
    let bound = |axis: usize, pick: fn(f64, f64) -> f64, from: f64| {
        contour.points.iter().fold(from, |known, point| pick(known, point[axis]))
    };
    let low = [0, 1].map(|axis| bound(axis, f64::min, f64::INFINITY));
    let high = [0, 1].map(|axis| bound(axis, f64::max, f64::NEG_INFINITY));
    let hull = hull(contour.points.clone());
    let origin = *hull.first()?;
    let twice = |a: Point, b: Point| (a[0] - origin[0]) * (b[1] - origin[1]) - (a[1] - origin[1]) * (b[0] - origin[0]);
    let area = hull.windows(2).map(|ends| twice(ends[0], ends[1])).sum::<f64>().abs() / 2.0;
    let long = distance(low, high);
    // A hull has no more area than its width times its length, so most are wide enough without asking more.
    if area >= kerf_mm * long || area <= FLAT_SHARE * kerf_mm * long {
        return None;
    }
    let width_mm = width(&hull);
    let at = [(low[0] + high[0]) / 2.0, (low[1] + high[1]) / 2.0];
    let path = contour.paths.first().map_or(0, |path| *path as usize);
    (width_mm < kerf_mm).then_some(Narrow { at, path, width_mm })
}

/// The least distance of two parallels with the hull between them: one of them lies along a side.
fn width(hull: &[Point]) -> f64 {
    let sides = hull.iter().zip(hull.iter().cycle().skip(1));
    let across = sides.map(|(a, b)| {
        let long = distance(*a, *b);
        let off = |point: &Point| ((b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])) / long;
        hull.iter().map(off).fold(0.0, f64::max)
    });
    across.fold(f64::INFINITY, f64::min)
}
