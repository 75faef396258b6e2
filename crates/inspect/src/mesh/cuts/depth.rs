//! How deep triangles run into one another, so that what rounding did to a file's numbers is told from what a person drew.

use glam::DVec3;

use super::meet::{Triangle, crosses};

/// How two triangles that meet do so.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Meeting {
    /// How far one would have to be moved until they part, mm; of faces that lie on one another, until they do no longer.
    pub depth_mm: f64,
    /// Whether that is no more than the rounding of the file's numbers.
    pub is_rounding: bool,
    /// Whether they go through each other, or lie on one another and face the same way, so that what is behind them overlaps;
    /// otherwise they only touch.
    pub goes_through: bool,
}

/// Judges two triangles that meet; which is named first makes no difference.
pub(crate) fn judge(p: &Triangle, q: &Triangle) -> Meeting {
    let (p, q) = if p.vertices <= q.vertices { (p, q) } else { (q, p) };
    let reach_mm = reach_mm(p, q);
    let corners = [p, q].map(|triangle| triangle.corners.map(DVec3::from_array));
    let normals = corners.map(|[a, b, c]| (b - a).cross(c - a));
    let units = normals.map(DVec3::normalize_or_zero);
    let is_level = |of: usize, plane: usize| {
        corners[of].iter().all(|corner| (*corner - corners[plane][0]).dot(units[plane]).abs() <= reach_mm)
    };
    let (depth_mm, goes_through) = if is_level(0, 1) || is_level(1, 0) {
        let larger = usize::from(normals[1].length_squared() > normals[0].length_squared());
        (overlap_mm(&corners, units[larger]), normals[0].dot(normals[1]) > 0.0)
    } else {
        (apart_mm(&corners, units), crosses(p, q))
    };
    let is_rounding = depth_mm <= reach_mm;
    Meeting { depth_mm, is_rounding, goes_through: goes_through && !is_rounding }
}

/// How far the rounding of 32-bit floats may have moved two triangles into one another, mm: corners of both are off by up to
/// half a step along each of three axes, twice the root of three halves in all.
fn reach_mm(p: &Triangle, q: &Triangle) -> f64 {
    const STEPS: f64 = 2.0;
    let largest = [p, q]
        .iter()
        .flat_map(|triangle| triangle.corners.as_flattened())
        .fold(0.0, |largest: f64, value| largest.max(value.abs()));
    STEPS * largest * f64::from(f32::EPSILON)
}

/// The least way on which two triangles of different planes part, mm: along one of their normals, or across an edge of each
/// (the separating axis theorem; Gottschalk, Lin and Manocha, "OBBTree", 1996).
fn apart_mm(corners: &[[DVec3; 3]; 2], normals: [DVec3; 2]) -> f64 {
    let edges = corners.map(|[a, b, c]| [b - a, c - b, a - c].map(DVec3::normalize_or_zero));
    let across = edges[0].into_iter().flat_map(|one| edges[1].map(|other| one.cross(other)));
    let axes = normals.into_iter().chain(across);
    // Edges that run the same way are no axis.
    let axes = axes.filter(|axis| axis.length_squared() > 1e-12).map(DVec3::normalize);
    let way = |axis: DVec3| {
        let [one, other] = corners.map(|corners| {
            let along = corners.map(|corner| corner.dot(axis));
            [along.into_iter().fold(f64::INFINITY, f64::min), along.into_iter().fold(f64::NEG_INFINITY, f64::max)]
        });
        (one[1] - other[0]).min(other[1] - one[0]).max(0.0)
    };
    axes.map(way).fold(f64::INFINITY, f64::min)
}

/// How far two triangles overlap that lie in one plane, mm: the least of what lies beyond each edge.
fn overlap_mm(corners: &[[DVec3; 3]; 2], normal: DVec3) -> f64 {
    let beyond = |triangle: &[DVec3; 3], other: &[DVec3; 3], edge: usize| {
        let [a, b, c] = [0, 1, 2].map(|at| triangle[(edge + at) % 3]);
        let across = normal.cross(b - a).normalize_or_zero();
        let inward = if across.dot(c - a) < 0.0 { -across } else { across };
        other.iter().map(|point| (*point - a).dot(inward)).fold(0.0, f64::max)
    };
    let [one, other] = corners;
    (0..3).map(|edge| beyond(one, other, edge).min(beyond(other, one, edge))).fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn triangle(first: u32, corners: [[f64; 3]; 3]) -> Triangle {
        Triangle { corners, vertices: [first, first + 1, first + 2] }
    }

    fn depth(one: [[f64; 3]; 3], other: [[f64; 3]; 3]) -> f64 {
        let (one, other) = (triangle(0, one), triangle(3, other));
        let meeting = judge(&one, &other);
        assert_eq!(meeting, judge(&other, &one), "the order does not matter");
        // To a millionth: it is no exact predicate.
        (meeting.depth_mm * 1e6).round() / 1e6
    }

    const FLAT: [[f64; 3]; 3] = [[0.0, 0.0, 0.0], [4.0, 0.0, 0.0], [0.0, 4.0, 0.0]];

    #[test]
    fn the_depth_is_that_of_the_shortest_way_out() {
        // A tip that goes 0.25 through the face.
        assert_eq!(depth(FLAT, [[1.0, 1.0, -0.25], [1.0, 1.5, 3.0], [1.5, 1.0, 3.0]]), 0.25);
        // An edge that stands across the flat one's rim, 0.5 inside of it.
        assert_eq!(depth(FLAT, [[1.0, 0.5, -3.0], [1.0, 0.5, 3.0], [1.0, -9.0, 0.0]]), 0.5);
        // A corner that only stands on the face.
        assert_eq!(depth(FLAT, [[1.0, 1.0, 0.0], [1.0, 1.0, 5.0], [2.0, 1.0, 5.0]]), 0.0);
        // In one plane, 0.125 over an edge.
        assert_eq!(depth(FLAT, [[1.0, 0.125, 0.0], [3.0, 0.125, 0.0], [2.0, -3.0, 0.0]]), 0.125);
        // Two rims across one another, a ten-millionth below.
        let lower = [[0.0, -5.0, -0.0500001], [0.0, 5.0, 0.0499999], [-10.0, -5.0, 0.3]];
        assert_eq!(depth([[-10.0, 0.0, 0.0], [10.0, 0.0, 0.0], [0.0, 10.0, 0.0]], lower), 0.0);
    }

    #[test]
    fn rounding_explains_what_the_last_digit_of_the_largest_coordinate_may_do() {
        let flat = triangle(0, [[128.0, 0.0, 0.0], [132.0, 0.0, 0.0], [128.0, 4.0, 0.0]]);
        let tip = |depth: f64| triangle(3, [[129.0, 1.0, -depth], [129.0, 1.5, 3.0], [129.5, 1.0, 3.0]]);
        // The step from 128 to the next number is 2⁻¹⁶, which is 0.000015.
        assert!(judge(&flat, &tip(1.5e-5)).is_rounding);
        let deep = judge(&flat, &tip(1e-4));
        assert!(!deep.is_rounding && deep.goes_through);
    }

    #[test]
    fn faces_on_one_another_but_for_a_digit_are_held_against_each_other_in_their_plane() {
        let over = |z: f64| [[1.0, 0.5, z], [3.0, 0.5, -z], [2.0, -3.0, z]];
        for z in [0.0, 1e-7] {
            let [a, b, c] = over(z);
            let same = judge(&triangle(0, FLAT), &triangle(3, [a, c, b].map(|[x, y, z]| [x, y, -z])));
            let turned = judge(&triangle(0, FLAT), &triangle(3, [a, b, c]));
            assert!([same, turned].iter().all(|meeting| (meeting.depth_mm - 0.5).abs() < 1e-6), "{same:?} {turned:?}");
            assert_ne!(same.goes_through, turned.goes_through, "what faces the other way only touches");
        }
    }
}
