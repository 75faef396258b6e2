//! What a mill of three axes does not reach, turning the part over once.

use rayon::prelude::*;

use super::{
    sample::Samples,
    solid::{Hit, Solid},
    vector::{Vector, cross, dot, length, minus, plus, unit},
};

/// What no cutter reaches.
#[derive(Clone, Debug, Default)]
pub(crate) struct Unreached {
    /// mm² of the surface.
    pub undercut_mm2: f64,
    /// Points of it, spread.
    pub points: Vec<Vector>,
    /// Upright inside edges that a round cutter leaves rounded: their length, mm, and their middles, longest first.
    pub corners: Vec<(f64, Vector)>,
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
/// look at more than `work_max` boxes of the tree.
pub(super) fn undercut(solid: &Solid, up: Vector, count_max: usize, work_max: u64) -> (f64, Vec<Vector>) {
    let before = solid.looked_at();
    unseen(solid, &Samples::new(solid, 0.0, TRIAL), up);
    let work = (solid.looked_at() - before).max(1) as f64 / TRIAL as f64 * count_max as f64;
    let count = if work > work_max as f64 { (count_max as f64 * work_max as f64 / work) as usize } else { count_max };
    let samples = Samples::new(solid, 0.0, count.max(TRIAL));
    let all = unseen(solid, &samples, up);
    let apart = APART_SHARE * solid.diagonal_mm();
    let mut points = Vec::<Vector>::new();
    for &point in &all {
        if points.len() < POINTS_MAX && points.iter().all(|other| length(minus(*other, point)) > apart) {
            points.push(point);
        }
    }
    (all.len() as f64 * samples.share_mm2, points)
}

/// The samples that no ray along `up` reaches, either way, in order.
fn unseen(solid: &Solid, samples: &Samples, up: Vector) -> Vec<Vector> {
    let reach = 2.0 * solid.diagonal_mm();
    let of_stretch = |hits: &mut Vec<Hit>, stretch: usize| {
        let mut found = Vec::new();
        let end = ((stretch + 1) * STRETCH).min(solid.triangles.len());
        samples.of(solid, stretch * STRETCH..end, |sample| {
            let start = plus(sample.point, sample.normal, 1e-4 * solid.diagonal_mm());
            let mut is_free = |along: Vector| {
                // A wall is cut from either side, any other face from the one that it faces.
                dot(sample.normal, along) > -0.02 && {
                    solid.hits(start, along, reach, hits);
                    hits.iter().all(|hit| hit.triangle == sample.triangle)
                }
            };
            if !is_free(up) && !is_free(up.map(|value| -value)) {
                found.push(sample.point);
            }
        });
        found
    };
    let stretches = solid.triangles.len().div_ceil(STRETCH);
    let found: Vec<Vec<Vector>> = (0..stretches).into_par_iter().map_init(Vec::new, of_stretch).collect();
    found.into_iter().flatten().collect()
}

/// Upright inside edges: two walls that meet at less than 120° with the material behind.
pub(super) fn inside_corners(solid: &Solid, up: Vector) -> Vec<(f64, Vector)> {
    let mut edges: Vec<([u32; 2], u32)> = Vec::new();
    for (triangle, &[a, b, c]) in solid.triangles.iter().enumerate() {
        for [from, to] in [[a, b], [b, c], [c, a]] {
            let at = |vertex: u32| solid.positions[vertex as usize].map(f64::from);
            let upright = unit(minus(at(to), at(from))).is_some_and(|along| dot(along, up).abs() > 0.985);
            if upright {
                edges.push(([from.min(to), from.max(to)], triangle as u32));
            }
        }
    }
    edges.sort_unstable();
    let mut found = Vec::new();
    for pair in edges.chunk_by(|one, other| one.0 == other.0).filter(|pair| pair.len() == 2) {
        let [a, b] = pair[0].0.map(|vertex| solid.positions[vertex as usize].map(f64::from));
        let Some((one, other)) = solid.normal(pair[0].1).zip(solid.normal(pair[1].1)) else { continue };
        // Into the corner: the normals lean towards one another.
        let third = solid.corners(pair[1].1).into_iter().max_by(|p, q| {
            let off = |point: &Vector| length(cross(minus(*point, a), minus(b, a)));
            off(p).total_cmp(&off(q))
        });
        let inside = third.is_some_and(|point| dot(one, minus(point, a)) > 1e-6 * solid.diagonal_mm());
        if inside && dot(one, other) < 0.5 {
            found.push((a, b));
        }
    }
    joined(found, up)
}

/// Edges of one upright line that follow one another are one corner: its length and its middle, longest first.
fn joined(edges: Vec<(Vector, Vector)>, up: Vector) -> Vec<(f64, Vector)> {
    let upwards = |(a, b): (Vector, Vector)| if dot(a, up) <= dot(b, up) { (a, b) } else { (b, a) };
    let mut edges: Vec<(Vector, Vector)> = edges.into_iter().map(upwards).collect();
    edges.sort_by(|a, b| dot(a.0, up).total_cmp(&dot(b.0, up)));
    let mut lines: Vec<(Vector, Vector)> = Vec::new();
    for edge in edges {
        match lines.iter_mut().find(|line| line.1 == edge.0) {
            Some(line) => line.1 = edge.1,
            None => lines.push(edge),
        }
    }
    let mut corners: Vec<(f64, Vector)> =
        lines.into_iter().map(|(a, b)| (length(minus(b, a)), plus(a, minus(b, a), 0.5))).collect();
    corners.sort_by(|a, b| b.0.total_cmp(&a.0));
    corners
}
