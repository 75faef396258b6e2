//! Shells that are inside out: closed, of negative volume, and no cavity of a solid round them.

use glam::DVec3;
use rayon::prelude::*;

use super::{
    nesting::{Nest, holds},
    shells::Shell,
};
use crate::{
    boxes::{Bvh, aabb},
    vector::wide,
};

/// Shells whose surroundings are looked at triangle by triangle, largest first; of further ones only the boxes are.
const LOOKED_AT_MAX: usize = 32;
/// Boxes that are looked at in all; shells beyond are taken for cavities, of which nobody is warned.
const BOXES_MAX: u64 = 100_000_000;

/// Indices into `shells` of those that are inside out, largest first. `nests` tells how closed shells lie in each other,
/// where that is known; a shell with a hole may have a cavity, too.
pub(super) fn inverted(
    positions: &[[f32; 3]],
    triangles: &[[u32; 3]],
    lowest: &[u32],
    shells: &[Shell],
    nests: Option<&[Nest]>,
) -> Vec<usize> {
    let mut negative: Vec<usize> =
        (0..shells.len()).filter(|&index| shells[index].sound && shells[index].volume_mm3 < 0.0).collect();
    negative.sort_by(|&a, &b| shells[a].volume_mm3.total_cmp(&shells[b].volume_mm3));
    if negative.is_empty() {
        return Vec::new();
    }
    let solid: Vec<[f32; 6]> = shells.iter().filter(|shell| shell.volume_mm3 > 0.0).map(|shell| shell.bounds).collect();
    let bvh = Bvh::over(&solid.iter().copied().map(aabb).collect::<Vec<_>>());
    let mut boxes_left = BOXES_MAX;
    let mut is_cavity = |(rank, &index): (usize, &usize)| {
        let shell = &shells[index];
        if nests.is_some_and(|nests| nests[index].winding > 0) || boxes_left == 0 {
            return true;
        }
        let (is_held, looked_at) =
            bvh.any_touching(&aabb(shell.bounds), |other| holds(solid[other as usize], shell.bounds));
        boxes_left = boxes_left.saturating_sub(looked_at);
        is_held && (rank >= LOOKED_AT_MAX || winding(positions, triangles, lowest, shell) > 0.5)
    };
    negative.iter().enumerate().filter(|&candidate| !is_cavity(candidate)).map(|(_, &index)| index).collect()
}

/// How often the other shells wind round one vertex of `shell`: the solid angles under which their
/// triangles are seen, over 4π (van Oosterom and Strackee, 1983).
fn winding(positions: &[[f32; 3]], triangles: &[[u32; 3]], lowest: &[u32], shell: &Shell) -> f64 {
    let eye = wide(positions[shell.lowest as usize]);
    let angle = |triangle: &[u32; 3]| {
        if lowest[triangle[0] as usize] == shell.lowest {
            return 0.0;
        }
        let [a, b, c] = triangle.map(|vertex| wide(positions[vertex as usize]) - eye);
        let [la, lb, lc] = [a, b, c].map(DVec3::length);
        let triple = a.dot(b.cross(c));
        let under = la * lb * lc + a.dot(b) * lc + b.dot(c) * la + c.dot(a) * lb;
        2.0 * triple.atan2(under)
    };
    let sums: Vec<f64> = triangles.par_chunks(1 << 14).map(|stretch| stretch.iter().map(angle).sum()).collect();
    sums.into_iter().sum::<f64>() / (4.0 * std::f64::consts::PI)
}
