//! The curve through a spline's fit points, as AutoCAD draws it: a cubic whose curvature does not jump (C2), over the lengths
//! of its chords. Its ends are straight where the file gives no tangents, and a closed one meets itself smoothly.

use glam::DVec3;
use kurbo::{BezPath, Point};

/// The curve through `points`; `tangents` are the directions at both ends, where the file gives them.
pub(super) fn through(
    points: &[DVec3],
    tangents: [Option<DVec3>; 2],
    is_closed: bool,
    place: impl Fn(DVec3) -> Point,
) -> BezPath {
    let mut points = points.to_vec();
    points.dedup();
    if is_closed && points.len() > 2 && points.first() == points.last() {
        points.pop();
    }
    let mut path = BezPath::new();
    let Some(&first) = points.first() else { return path };
    path.move_to(place(first));
    let is_closed = is_closed && points.len() > 2;
    let slopes = if is_closed { periodic(&points) } else { clamped(&points, tangents) };
    let count = points.len();
    for from in 0..if is_closed { count } else { count - 1 } {
        let to = (from + 1) % count;
        let third = (points[to] - points[from]).length() / 3.0;
        let (before, after) = (points[from] + slopes[from] * third, points[to] - slopes[to] * third);
        path.curve_to(place(before), place(after), place(points[to]));
    }
    if is_closed {
        path.close_path();
    }
    path
}

/// One row of the equations for the slopes: `before * m[i - 1] + own * m[i] + after * m[i + 1] = right`.
#[derive(Clone, Copy)]
struct Row {
    before: f64,
    own: f64,
    after: f64,
    right: DVec3,
}

/// Equal second derivatives on both sides of a point, by the chords before and behind it.
fn smooth(before: DVec3, at: DVec3, after: DVec3) -> Row {
    let (left, right) = (at - before, after - at);
    let (near, far) = (left.length(), right.length());
    Row {
        before: 1.0 / near,
        own: 2.0 / near + 2.0 / far,
        after: 1.0 / far,
        right: 3.0 * (left / (near * near) + right / (far * far)),
    }
}

/// Slopes at each point, per unit of length, with the ends' tangents given or their curvature zero.
fn clamped(points: &[DVec3], tangents: [Option<DVec3>; 2]) -> Vec<DVec3> {
    let last = points.len() - 1;
    if last == 0 {
        return vec![DVec3::ZERO];
    }
    let known = tangents.map(|tangent| tangent.map(DVec3::normalize_or_zero).filter(|tangent| *tangent != DVec3::ZERO));
    let end = |tangent: Option<DVec3>, chord: DVec3| match tangent {
        Some(slope) => (1.0, 0.0, slope),
        // Without curvature: 2 m[end] + m[next] = 3 times the chord's direction.
        None => (2.0, 1.0, 3.0 * chord.normalize_or_zero()),
    };
    let row = |index: usize| match index {
        0 => {
            let (own, after, right) = end(known[0], points[1] - points[0]);
            Row { before: 0.0, own, after, right }
        }
        index if index == last => {
            let (own, before, right) = end(known[1], points[last] - points[last - 1]);
            Row { before, own, after: 0.0, right }
        }
        index => smooth(points[index - 1], points[index], points[index + 1]),
    };
    solve((0..=last).map(row).collect())
}

/// The same round a ring, whose last point is followed by the first (Sherman and Morrison's formula for the two corners that
/// make the matrix of a ring no band).
fn periodic(points: &[DVec3]) -> Vec<DVec3> {
    let count = points.len();
    let rows: Vec<Row> = (0..count)
        .map(|index| smooth(points[(index + count - 1) % count], points[index], points[(index + 1) % count]))
        .collect();
    let (corner, gamma) = (rows[0].before, -rows[0].own);
    let mut band = rows;
    band[0].own -= gamma;
    band[count - 1].own -= corner * corner / gamma;
    let mut unit = band.clone();
    for (index, row) in unit.iter_mut().enumerate() {
        let value = if index == 0 {
            gamma
        } else if index == count - 1 {
            corner
        } else {
            0.0
        };
        row.right = DVec3::splat(value);
    }
    (band[0].before, band[count - 1].after) = (0.0, 0.0);
    (unit[0].before, unit[count - 1].after) = (0.0, 0.0);
    let (slopes, unit) = (solve(band), solve(unit));
    let share = |slopes: &[DVec3]| slopes[0] + slopes[count - 1] * (corner / gamma);
    let factor = share(&slopes) / (1.0 + share(&unit).x);
    slopes.iter().zip(&unit).map(|(slope, unit)| *slope - factor * unit.x).collect()
}

/// Gauss's elimination on a matrix of three bands (Thomas's algorithm).
fn solve(mut rows: Vec<Row>) -> Vec<DVec3> {
    for index in 1..rows.len() {
        let above = rows[index - 1];
        let factor = rows[index].before / above.own;
        rows[index].own -= factor * above.after;
        rows[index].right -= factor * above.right;
    }
    let mut slopes = vec![DVec3::ZERO; rows.len()];
    for index in (0..rows.len()).rev() {
        let next = slopes.get(index + 1).copied().unwrap_or(DVec3::ZERO);
        slopes[index] = (rows[index].right - rows[index].after * next) / rows[index].own;
    }
    slopes
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurbo::{ParamCurve as _, Shape as _};

    fn curve(points: &[[f64; 2]], tangents: [Option<[f64; 2]>; 2], is_closed: bool) -> BezPath {
        let points: Vec<DVec3> = points.iter().map(|[x, y]| DVec3::new(*x, *y, 0.0)).collect();
        let tangents = tangents.map(|tangent| tangent.map(|[x, y]| DVec3::new(x, y, 0.0)));
        through(&points, tangents, is_closed, |at| Point::new(at.x, at.y))
    }

    #[test]
    fn two_points_with_tangents_are_an_arch() {
        // A cubic with handles of a third of its chord rises three quarters of a handle: 10 / 3 * 3 / 4.
        let arch = curve(&[[0.0, 0.0], [10.0, 0.0]], [Some([0.0, 5.0]), Some([0.0, -1.0])], false);
        let bounds = arch.bounding_box();
        assert!((bounds.y1 - 2.5).abs() < 1e-9 && bounds.y0.abs() < 1e-9, "{bounds:?}");
        assert!((arch.perimeter(1e-6) - 12.213).abs() < 1e-3);
    }

    #[test]
    fn points_on_a_line_stay_on_it() {
        let line = curve(&[[0.0, 0.0], [1.0, 2.0], [3.0, 6.0], [4.0, 8.0]], [None; 2], false);
        assert!((line.perimeter(1e-6) - 80.0_f64.sqrt()).abs() < 1e-6);
    }

    #[test]
    fn a_ring_of_points_is_nearly_a_circle() {
        let corners = [[10.0, 0.0], [0.0, 10.0], [-10.0, 0.0], [0.0, -10.0]];
        let repeated: Vec<[f64; 2]> = corners.iter().chain(&corners[..1]).copied().collect();
        for points in [&corners[..], &repeated] {
            let ring = curve(points, [None; 2], true);
            // The middle of each piece of the periodic cubic through four corners lies 9.7 mm from the centre.
            assert_eq!(ring.segments().count(), 4);
            for piece in ring.segments() {
                assert!((piece.eval(0.5).to_vec2().hypot() - 9.723).abs() < 0.01, "{:?}", piece.eval(0.5));
            }
            assert!((61.0..62.0).contains(&ring.perimeter(1e-6)));
        }
    }
}
