//! How far one surface lies from another at most, the one-sided Hausdorff distance: a bound that holds for every point, not for samples only.
//!
//! The distance to a triangle is a convex function, so over a piece of surface it is largest at one of the piece's
//! corners: how far the corners are from one and the same triangle of the other surface bounds the whole piece. Where
//! that bound is much above what was measured, the piece is cut in four.

use std::collections::HashSet;

use glam::DVec3;
use rayon::prelude::*;

use super::triangle::centroid;
use crate::near::Near;

/// The surface to which distances are measured.
type Surface = Near<[DVec3; 3], 3>;

/// Pieces one triangle is cut into at most; what is open then counts with its bound.
const PIECES_MAX: usize = 1 << 12;
/// A bound this close above what was measured is close enough.
const CLOSE: f64 = 1.02;

/// An upper bound of the distance from any point of `triangles` to the surface `other`, mm; bounds below `small_mm`
/// are not made any finer. Infinite where there is no other surface.
pub(crate) fn bound(triangles: &[[DVec3; 3]], other: &[[DVec3; 3]], small_mm: f64) -> f64 {
    let known: HashSet<[[u64; 3]; 3]> = other.iter().map(key).collect();
    let changed: Vec<[DVec3; 3]> = triangles.iter().filter(|corners| !known.contains(&key(corners))).copied().collect();
    if changed.is_empty() {
        return 0.0;
    }
    let surface = Near::new(other);
    let measured = |corners: &[DVec3; 3]| of_piece(*corners, &surface).map_or(f64::INFINITY, |(lower, _)| lower);
    // What is farther away than any bound could matter for is looked at first, so that the rest is soon done with.
    let floor = changed.par_iter().map(measured).reduce(|| 0.0, f64::max).max(small_mm);
    changed.par_iter().map(|corners| of_triangle(*corners, &surface, floor)).reduce(|| 0.0, f64::max)
}

/// Whether no point of `triangles` lies farther than `reach` mm from the surface `other`; where that is close, no.
pub(crate) fn lies_on(triangles: &[[DVec3; 3]], other: &[[DVec3; 3]], reach: f64) -> bool {
    bound(triangles, other, reach / 2.0) <= reach
}

/// The corners' bits in a fixed order: the same triangle is at distance 0 however it is turned.
fn key(corners: &[DVec3; 3]) -> [[u64; 3]; 3] {
    let mut bits = corners.map(|corner| corner.to_array().map(|value| (value + 0.0).to_bits()));
    bits.sort_unstable();
    bits
}

fn of_triangle(corners: [DVec3; 3], surface: &Surface, floor_mm: f64) -> f64 {
    let (mut measured, mut bound) = (0.0f64, 0.0f64);
    let mut pieces = std::collections::VecDeque::from([corners]);
    let mut seen = 0;
    while let Some(piece) = pieces.pop_front() {
        let Some((lower, upper)) = of_piece(piece, surface) else { return f64::INFINITY };
        measured = measured.max(lower);
        seen += 1;
        if upper <= bound.max(floor_mm * CLOSE).max(measured * CLOSE) || seen + pieces.len() >= PIECES_MAX {
            bound = bound.max(upper);
        } else {
            pieces.extend(quarters(piece));
        }
    }
    bound
}

/// What was measured on a piece, and what no point of it exceeds.
fn of_piece(piece: [DVec3; 3], surface: &Surface) -> Option<(f64, f64)> {
    let middle = centroid(piece);
    let [a, b, c] = piece;
    let near = [surface.nearest(middle)?, surface.nearest(a)?, surface.nearest(b)?, surface.nearest(c)?];
    let lower = near.iter().map(|(_, mm)| *mm).fold(0.0, f64::max);
    let radius = piece.iter().map(|&corner| corner.distance(middle)).fold(0.0, f64::max);
    let of_one = |place: usize| piece.iter().map(|&corner| surface.distance(place, corner)).fold(0.0, f64::max);
    let upper = near.iter().map(|&(place, _)| of_one(place)).fold(near[0].1 + radius, f64::min);
    Some((lower, upper))
}

fn quarters([a, b, c]: [DVec3; 3]) -> [[DVec3; 3]; 4] {
    let half = |p: DVec3, q: DVec3| (p + q) / 2.0;
    let (ab, bc, ca) = (half(a, b), half(b, c), half(c, a));
    [[a, ab, ca], [ab, b, bc], [ca, bc, c], [ab, bc, ca]]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(z: f64) -> Vec<[DVec3; 3]> {
        let at = |x: f64, y: f64| DVec3::new(x, y, z);
        vec![[at(0.0, 0.0), at(8.0, 0.0), at(8.0, 8.0)], [at(0.0, 0.0), at(8.0, 8.0), at(0.0, 8.0)]]
    }

    #[test]
    fn the_same_surface_is_at_no_distance_and_one_above_at_its_height() {
        assert_eq!(bound(&square(0.0), &square(0.0), 1e-6), 0.0);
        let height = bound(&square(3.0), &square(0.0), 1e-6);
        assert!((3.0..3.07).contains(&height), "{height}");
        assert_eq!(bound(&square(0.0), &[], 1e-6), f64::INFINITY);
    }

    #[test]
    fn a_dent_between_samples_is_not_missed() {
        // The other surface lacks a strip; the farthest point lies in the middle of it, 1 mm from either side.
        let strip = |x0: f64, x1: f64| {
            let at = |x: f64, y: f64| DVec3::new(x, y, 0.0);
            vec![[at(x0, 0.0), at(x1, 0.0), at(x1, 8.0)], [at(x0, 0.0), at(x1, 8.0), at(x0, 8.0)]]
        };
        let rest: Vec<_> = strip(0.0, 3.0).into_iter().chain(strip(5.0, 8.0)).collect();
        let gap = bound(&square(0.0), &rest, 1e-6);
        assert!((1.0..1.1).contains(&gap), "{gap}");
    }
}
