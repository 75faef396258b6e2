//! What a single contour is like: its box, its area, whether a point is inside.

use crate::drawing::{Contour, Point, distance};

/// `[x0, y0, x1, y1]`, mm.
pub(super) type Box2 = [f64; 4];

/// The box round `contour`.
pub(super) fn bounds(contour: &Contour) -> Box2 {
    let empty = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    contour.points.iter().fold(empty, |[x0, y0, x1, y1], &[x, y]| [x0.min(x), y0.min(y), x1.max(x), y1.max(y)])
}

/// Width and height of a box, mm.
pub(super) fn sides(bounds: Box2) -> [f64; 2] {
    [bounds[2] - bounds[0], bounds[3] - bounds[1]]
}

/// The middle of a box.
pub(super) fn middle(bounds: Box2) -> Point {
    [(bounds[0] + bounds[2]) / 2.0, (bounds[1] + bounds[3]) / 2.0]
}

/// How far a point is from a box, mm; 0 inside.
pub(super) fn away(bounds: Box2, [x, y]: Point) -> f64 {
    (bounds[0] - x).max(x - bounds[2]).max(0.0).hypot((bounds[1] - y).max(y - bounds[3]).max(0.0))
}

/// A box that reaches farther by `mm` on each side.
pub(super) fn grown(bounds: Box2, mm: f64) -> Box2 {
    [bounds[0] - mm, bounds[1] - mm, bounds[2] + mm, bounds[3] + mm]
}

/// Whether one box lies in the other.
pub(super) fn holds(outer: Box2, inner: Box2) -> bool {
    outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3]
}

/// Whether two boxes have more than an edge in common.
pub(super) fn overlap(one: Box2, other: Box2) -> bool {
    one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3]
}

/// The area within a closed contour, mm²; an open one is closed by the line between its ends.
pub(super) fn area(contour: &Contour) -> f64 {
    let Some(&origin) = contour.points.first() else { return 0.0 };
    let from = |point: &Point| [point[0] - origin[0], point[1] - origin[1]];
    let twice: f64 = contour
        .points
        .windows(2)
        .map(|ends| {
            let ([ax, ay], [bx, by]) = (from(&ends[0]), from(&ends[1]));
            ax * by - bx * ay
        })
        .sum();
    (twice / 2.0).abs()
}

/// Whether a point lies within a closed contour, by the even-odd rule.
pub(super) fn contains(contour: &Contour, [x, y]: Point) -> bool {
    let crossed = contour.points.windows(2).filter(|ends| {
        let ([ax, ay], [bx, by]) = (ends[0], ends[1]);
        (ay > y) != (by > y) && x < ax + (y - ay) / (by - ay) * (bx - ax)
    });
    crossed.count() % 2 == 1
}

/// Points along a contour about `step_mm` apart, at most `count_max`, each with the length travelled up to it.
pub(super) fn along(points: &[Point], step_mm: f64, count_max: usize) -> Vec<(f64, Point)> {
    let length: f64 = points.windows(2).map(|ends| distance(ends[0], ends[1])).sum();
    if !length.is_finite() {
        return Vec::new(); // Farther than numbers go: there is no step along it.
    }
    let step = step_mm.max(length / count_max.max(1) as f64);
    let (mut out, mut travelled, mut next) = (Vec::new(), 0.0, 0.0);
    for ends in points.windows(2) {
        let piece = distance(ends[0], ends[1]);
        while next <= travelled + piece && piece > 0.0 {
            let share = (next - travelled) / piece;
            let at = [0, 1].map(|axis: usize| ends[0][axis] + share * (ends[1][axis] - ends[0][axis]));
            out.push((next, at));
            next += step;
        }
        travelled += piece;
    }
    out
}
