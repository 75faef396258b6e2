//! What a mill of three axes does not reach, turning the part over once.

use glam::DVec3;
use rayon::prelude::*;

use super::{
    sample::Samples,
    solid::{Hit, Solid},
};
use crate::vector::{unit, wide};

/// What no cutter reaches.
#[derive(Clone, Debug, Default)]
pub(crate) struct Unreached {
    /// mm² of the surface.
    pub undercut_mm2: f64,
    /// Points of it, spread.
    pub points: Vec<DVec3>,
    /// Upright inside edges that a round cutter leaves rounded: their length, mm, and their middles, longest first.
    pub corners: Vec<(f64, DVec3)>,
}

/// Points that are told.
const POINTS_MAX: usize = 64;
/// How far apart points are told: tenths of the part's size.
const APART_SHARE: f64 = 0.1;

/// Triangles of which one thread takes the samples in one go.
const STRETCH: usize = 1 << 10;
/// A part of the points is looked from first, to see what it costs; so many are whatever it costs.
const TRIAL: usize = 128;

/// The surface that is seen neither from above nor from below, from about `count_max` points; from fewer where rays would
/// look at more than `work_max` boxes of the hierarchy.
pub(super) fn undercut(solid: &Solid, up: DVec3, count_max: usize, work_max: u64) -> (f64, Vec<DVec3>) {
    let before = solid.looked_at();
    unseen(solid, &Samples::new(solid, 0.0, TRIAL), up);
    let work = (solid.looked_at() - before).max(1) as f64 / TRIAL as f64 * count_max as f64;
    let count = if work > work_max as f64 { (count_max as f64 * work_max as f64 / work) as usize } else { count_max };
    let samples = Samples::new(solid, 0.0, count.max(TRIAL));
    let all = unseen(solid, &samples, up);
    let apart = APART_SHARE * solid.diagonal_mm();
    let mut points = Vec::<DVec3>::new();
    for &point in &all {
        if points.len() < POINTS_MAX && points.iter().all(|other| other.distance(point) > apart) {
            points.push(point);
        }
    }
    (all.len() as f64 * samples.share_mm2, points)
}

/// The samples that no ray along `up` reaches, either way, in order.
fn unseen(solid: &Solid, samples: &Samples, up: DVec3) -> Vec<DVec3> {
    let reach = 2.0 * solid.diagonal_mm();
    let of_stretch = |hits: &mut Vec<Hit>, stretch: usize| {
        let mut found = Vec::new();
        let end = ((stretch + 1) * STRETCH).min(solid.triangles.len());
        samples.of(solid, stretch * STRETCH..end, |sample| {
            let start = sample.point + (1e-4 * solid.diagonal_mm()) * sample.normal;
            let mut is_free = |along: DVec3| {
                // A wall is cut from either side, any other face from the one that it faces.
                sample.normal.dot(along) > -0.02 && {
                    solid.hits(start, along, reach, hits);
                    hits.iter().all(|hit| hit.triangle == sample.triangle)
                }
            };
            if !is_free(up) && !is_free(-up) {
                found.push(sample.point);
            }
        });
        found
    };
    let stretches = solid.triangles.len().div_ceil(STRETCH);
    let found: Vec<Vec<DVec3>> = (0..stretches).into_par_iter().map_init(Vec::new, of_stretch).collect();
    found.into_iter().flatten().collect()
}

/// Upright inside edges: two walls that meet at less than 120° with the material behind.
pub(super) fn inside_corners(solid: &Solid, up: DVec3) -> Vec<(f64, DVec3)> {
    let mut edges: Vec<([u32; 2], u32)> = Vec::new();
    for (triangle, &[a, b, c]) in solid.triangles.iter().enumerate() {
        for [from, to] in [[a, b], [b, c], [c, a]] {
            let at = |vertex: u32| wide(solid.positions[vertex as usize]);
            let upright = unit(at(to) - at(from)).is_some_and(|along| along.dot(up).abs() > 0.985);
            if upright {
                edges.push(([from.min(to), from.max(to)], triangle as u32));
            }
        }
    }
    edges.sort_unstable();
    let mut found = Vec::new();
    for pair in edges.chunk_by(|one, other| one.0 == other.0).filter(|pair| pair.len() == 2) {
        let [a, b] = pair[0].0.map(|vertex| wide(solid.positions[vertex as usize]));
        let Some((one, other)) = solid.normal(pair[0].1).zip(solid.normal(pair[1].1)) else { continue };
        // Into the corner: the normals lean towards one another.
        let third = solid.corners(pair[1].1).into_iter().max_by(|p, q| {
            let off = |point: &DVec3| (*point - a).cross(b - a).length();
            off(p).total_cmp(&off(q))
        });
        let inside = third.is_some_and(|point| one.dot(point - a) > 1e-6 * solid.diagonal_mm());
        if inside && one.dot(other) < 0.5 {
            found.push((a, b));
        }
    }
    joined(found, up)
}

/// Edges of one upright line that follow one another are one corner: its length and its middle, longest first.
fn joined(edges: Vec<(DVec3, DVec3)>, up: DVec3) -> Vec<(f64, DVec3)> {
    let upwards = |(a, b): (DVec3, DVec3)| if a.dot(up) <= b.dot(up) { (a, b) } else { (b, a) };
    let mut edges: Vec<(DVec3, DVec3)> = edges.into_iter().map(upwards).collect();
    edges.sort_by(|a, b| a.0.dot(up).total_cmp(&b.0.dot(up)));
    let mut lines: Vec<(DVec3, DVec3)> = Vec::new();
    for edge in edges {
        match lines.iter_mut().find(|line| line.1 == edge.0) {
            Some(line) => line.1 = edge.1,
            None => lines.push(edge),
        }
    }
    let mut corners: Vec<(f64, DVec3)> =
        lines.into_iter().map(|(a, b)| ((b - a).length(), a + 0.5 * (b - a))).collect();
    corners.sort_by(|a, b| b.0.total_cmp(&a.0));
    corners
}
