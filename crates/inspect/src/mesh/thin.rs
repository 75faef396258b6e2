//! Triangles that are hardly any: slivers, and neighbours folded flat onto each other.

use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

use glam::DVec3;
use rayon::prelude::*;

use super::measure::area_vector;
use crate::vector::wide;

/// Triangles looked at in one go.
const STRETCH: usize = 1 << 14;
/// A triangle whose height is less than this share of its longest side is a sliver.
pub(crate) const SLIVER_SHARE: f64 = 1e-3;
/// Two faces whose dihedral angle is less than this are folded flat: half a degree, which at 10 mm is less than a tenth of one.
const FOLD_RADIANS: f64 = 0.5 * std::f64::consts::PI / 180.0;
/// Half the step from one number of the file to the next, as a share of the number.
const ROUNDING: f64 = 1.0 / (1 << 24) as f64;
/// How far rounding may turn a face before its fold is not believed, as a share of [`FOLD_RADIANS`].
const DOUBT: f64 = 0.2;

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Thin {
    /// Triangles that have an area, but hardly any height, in order.
    pub slivers: Vec<u32>,
    /// Edges at which two faces are folded onto each other, in order.
    pub folds: Vec<[u32; 2]>,
}

/// Looks at every triangle but those `left_out`, in order: they have no area.
pub(super) fn thin(positions: &[[f32; 3]], triangles: &[[u32; 3]], left_out: &[u32]) -> Thin {
    let masks: Vec<AtomicU8> = positions.par_iter().map(|_| AtomicU8::new(0)).collect();
    let of_stretch = |(number, stretch): (usize, &[[u32; 3]])| {
        let mut slivers = Vec::new();
        for (offset, triangle) in stretch.iter().enumerate() {
            let index = (number * STRETCH + offset) as u32;
            let corners = triangle.map(|vertex| wide(positions[vertex as usize]));
            let normal = area_vector(corners);
            if is_sliver(&corners, normal) {
                if left_out.binary_search(&index).is_err() {
                    slivers.push(index);
                }
                continue;
            }
            let sides = sides(normal);
            triangle.iter().for_each(|&vertex| {
                masks[vertex as usize].fetch_or(sides, Relaxed);
            });
        }
        slivers
    };
    let slivers: Vec<Vec<u32>> = triangles.par_chunks(STRETCH).enumerate().map(of_stretch).collect();
    let slivers = slivers.concat();
    let folds = folds(positions, triangles, &masks);
    Thin { slivers, folds }
}

/// Whether the height over the longest side is less than the share of it. True for what has no area, too.
fn is_sliver(corners: &[DVec3; 3], normal: DVec3) -> bool {
    let [a, b, c] = *corners;
    let longest = a.distance_squared(b).max(b.distance_squared(c)).max(c.distance_squared(a));
    let area = normal.length_squared();
    area <= SLIVER_SHARE * SLIVER_SHARE * longest * longest
}

/// Into which of the eight corners of space a normal points, as a mask; into several where it lies near their borders.
fn sides(normal: DVec3) -> u8 {
    /// Wider than a fold may be open, so that no fold falls between two corners.
    const BORDER: f64 = 0.02;
    let near = BORDER * normal.abs().element_sum();
    // Corners with positive x, y and z; their complements have them negative.
    const POSITIVE: [u8; 3] = [0b1010_1010, 0b1100_1100, 0b1111_0000];
    (0..3).fold(0xff, |mask, axis| match normal[axis] {
        positive if positive > near => mask & POSITIVE[axis],
        negative if negative < -near => mask & !POSITIVE[axis],
        _ => mask,
    })
}

/// Whether two of the corners in a mask are opposite.
fn has_opposites(mask: u8) -> bool {
    mask & mask.reverse_bits() != 0
}

/// One face at an edge: the edge's vertices, lower first, the vertex opposite, and the triangle.
type Side = ([u32; 2], u32, u32);

/// Edges at which two faces are folded onto each other. Only vertices round which faces look opposite ways are asked.
fn folds(positions: &[[f32; 3]], triangles: &[[u32; 3]], masks: &[AtomicU8]) -> Vec<[u32; 2]> {
    let turns = |vertex: u32| has_opposites(masks[vertex as usize].load(Relaxed));
    let mut sides: Vec<Side> = triangles
        .par_iter()
        .enumerate()
        .filter(|(_, [a, b, c])| a != b && b != c && c != a)
        .flat_map_iter(|(index, &[a, b, c])| {
            let edges = [(a, b, c), (b, c, a), (c, a, b)].into_iter().filter(|&(a, b, _)| turns(a) && turns(b));
            edges.map(move |(a, b, c)| ([a.min(b), a.max(b)], c, index as u32))
        })
        .collect();
    sides.par_sort_unstable();
    let folded = |pair: &&[Side]| matches!(pair, [one, other] if is_fold(positions, one, other));
    let pairs: Vec<&[Side]> = sides.chunk_by(|one, other| one.0 == other.0).collect();
    pairs.par_iter().copied().filter(folded).map(|pair| pair[0].0).collect()
}

/// Whether two faces of an edge enclose next to nothing, whichever way they are wound.
fn is_fold(positions: &[[f32; 3]], &([a, b], c, _): &Side, &(_, d, _): &Side) -> bool {
    let [a, b, c, d] = [a, b, c, d].map(|vertex| wide(positions[vertex as usize]));
    if c == d || [c, d].iter().any(|&tip| is_sliver(&[a, b, tip], area_vector([a, b, tip]))) {
        return false;
    }
    // Normals of both faces as seen from the edge, each with its face to the same hand.
    let [one, other] = [c, d].map(|tip| area_vector([a, b, tip]));
    let dot = one.dot(other);
    let sine = one.cross(other).length();
    if dot <= 0.0 || sine.atan2(dot) > FOLD_RADIANS {
        return false;
    }
    let edge = a.distance(b);
    let height = one.length().min(other.length()) / edge.max(f64::MIN_POSITIVE);
    let largest = [a, b, c, d].into_iter().map(|point| point.abs().max_element()).fold(0.0, f64::max);
    ROUNDING * largest < DOUBT * FOLD_RADIANS * height
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opposite_normals_always_have_opposite_sides() {
        for step in 0..2000 {
            let (around, up) = (f64::from(step) * 0.37, f64::from(step % 41) / 20.0 - 1.0);
            let flat = (1.0 - up * up).max(0.0).sqrt();
            let normal = DVec3::new(flat * around.cos(), flat * around.sin(), up);
            // Half a degree off.
            let off = -normal + DVec3::new(0.006, -0.006, 0.0);
            assert!(has_opposites(sides(normal) | sides(off)), "{normal:?}");
            assert!(!has_opposites(sides(normal)), "{normal:?}");
        }
    }
}
