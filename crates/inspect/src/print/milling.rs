//! What a mill of three axes does not reach, turning the part over once.

use super::{
    sample::Samples,
    solid::Solid,
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

/// How far apart points are told: tenths of the part's size.
const APART_SHARE: f64 = 0.1;

/// The surface that is seen neither from above nor from below, from about `count_max` points.
pub(super) fn undercut(solid: &Solid, up: Vector, count_max: usize) -> (f64, Vec<Vector>) {
    let samples = Samples::new(solid, 0.0, count_max);
    let (mut area, mut points, mut hits) = (0.0, Vec::<Vector>::new(), Vec::new());
    let reach = 2.0 * solid.diagonal_mm();
    samples.of(solid, 0..solid.triangles.len(), |sample| {
        let start = plus(sample.point, sample.normal, 1e-4 * solid.diagonal_mm());
        let mut is_free = |along: Vector| {
            // A wall is cut from either side, any other face from the one that it faces.
            dot(sample.normal, along) > -0.02 && {
                solid.hits(start, along, reach, &mut hits);
                hits.iter().all(|hit| hit.triangle == sample.triangle)
            }
        };
        if !is_free(up) && !is_free(up.map(|value| -value)) {
            area += samples.share_mm2;
            let apart = APART_SHARE * solid.diagonal_mm();
            if points.iter().all(|other| length(minus(*other, sample.point)) > apart) {
                points.push(sample.point);
            }
        }
    });
    (area, points)
}

/// Upright inside edges: two walls that meet at less than 150° with the material behind.
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
        if inside && dot(one, other) < 0.866 {
            found.push((length(minus(b, a)), plus(a, minus(b, a), 0.5)));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found
}
