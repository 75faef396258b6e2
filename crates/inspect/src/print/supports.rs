//! Whether a part wants supports where it stands, drawn in plastic line by line: one word for whoever chooses among parts.
//!
//! M335 tells a maker of every slope beyond 45°. Most of those come out: slicers begin to support at 50 to 60° from the
//! upright (Cura 50, Bambu Studio 60), a narrow ledge holds by itself, and what lies between two walls is bridged.

use super::{Part, hanging::ledges, solid::Solid};
use crate::{
    process::{Process, Way, is_below},
    vector::wide,
};

/// Sine of 60° from the upright.
const SAGS: f64 = 0.866;
/// A ledge is wide from here on, mm: half of that from a wall, where it runs along one.
const WIDE_MM: f64 = 6.0;
/// Wide ledges of so much hang down where people see it, mm².
const WIDE_MM2: f64 = 150.0;
/// Of bars and lattices each ledge is narrow, and there are many: this share of the surface is too much.
const SHARE_MAX: f64 = 0.05;
/// Boxes that rays look at: some tenths of a second.
const WORK_MAX: u64 = 8_000_000;
/// Above this the surface alone decides: the walls of ceilings are not looked for.
const TRIANGLES_MAX: usize = 500_000;

/// Whether a part whose surface has `area_mm2` wants supports; none where it takes too long to tell.
pub(crate) fn wants_supports(part: &Part, area_mm2: f64) -> Option<bool> {
    let process = Process::usual(Way::Fdm);
    let heights =
        part.triangles.as_flattened().iter().map(|&vertex| wide(part.positions[vertex as usize]).dot(part.up));
    let free_from = heights.fold(f64::MAX, f64::min) + process.layer_mm;
    let sagging = sagging_mm2(part, free_from);
    let too_much = SHARE_MAX * area_mm2;
    if sagging < WIDE_MM2.min(too_much) {
        return Some(false);
    }
    if part.triangles.len() > TRIANGLES_MAX {
        return Some(sagging > too_much);
    }
    let solid = Solid::new(part.positions, part.triangles, part.lowest, part.bounds, part.overlapping);
    let limits = process.limits();
    let (mut in_wide, mut in_all) = (0.0, 0.0);
    for ledge in ledges(&solid, part.up, free_from, SAGS, WORK_MAX) {
        if ledge.span_mm.is_some_and(|span| !is_below(limits.bridge_mm, span)) {
            continue;
        }
        in_all += ledge.area_mm2;
        if ledge.width_mm > WIDE_MM {
            in_wide += ledge.area_mm2;
        }
    }
    let is_known = solid.looked_at() < WORK_MAX;
    is_known.then_some(in_wide >= WIDE_MM2 || in_all > too_much)
}

/// Surface that sags, as seen from below, mm²: what bridges and other bodies hold included.
fn sagging_mm2(part: &Part, free_from: f64) -> f64 {
    let of = |triangle: &[u32; 3]| {
        let corners = triangle.map(|vertex| wide(part.positions[vertex as usize]));
        let normal = (corners[1] - corners[0]).cross(corners[2] - corners[0]);
        let down = -normal.dot(part.up);
        let is_free = || corners.iter().any(|corner| corner.dot(part.up) > free_from);
        if down > SAGS * normal.length() && is_free() { down / 2.0 } else { 0.0 }
    };
    part.triangles.iter().map(of).sum()
}
