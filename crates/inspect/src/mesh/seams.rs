//! Seams: rims that nearly meet. Where a hole is no hole but a joint that was never closed, this tells how to close it.

use std::collections::HashMap;

use glam::DVec3;
use rayon::prelude::*;

use super::trials::Trials;
use crate::{
    boxes::{Aabb, Bvh, aabb},
    union_find::find,
    vector::wide,
};

/// How far apart corners may lie that are taken for one, as a share of the mesh's diagonal.
const NEAR_SHARE: f64 = 1e-3;
/// How far from an edge a corner may lie that is taken to lie on it, as a share of the mesh's diagonal.
const ON_EDGE_SHARE: f64 = 1e-5;
/// A corner is not taken for another that is farther away than this share of the shortest rim edge at it: merging the two
/// would fold the edge away.
const EDGE_SHARE: f64 = 0.25;

/// What the rims tell.
#[derive(Debug, Default)]
pub(crate) struct Seams {
    /// Corners that lie so near another one that merging them closes edges, and the distance, mm.
    pub near: Vec<(u32, f64)>,
    /// Open edges that merging would close.
    pub near_closes: u64,
    /// Corners that lie on the inside of an open edge, and that edge.
    pub on_edge: Vec<(u32, [u32; 2])>,
    /// Whether nothing was told because too many edges and corners lie close together.
    pub is_left_out: bool,
}

/// Corners of the rims that differ from an earlier one by rounding only, each with the first of those it is one with, in
/// order; none where too many lie too close together. `bounds` are those of the mesh.
///
/// Two numbers that differ by less than the last digit of the mesh's largest coordinate were one number before they were
/// rounded: exporters leave 0 here and 1e-17 there.
pub(super) fn rounded(positions: &[[f32; 3]], boundary: &[[u32; 2]], bounds: [f32; 6]) -> Option<Vec<[u32; 2]>> {
    let largest = bounds.into_iter().fold(0.0, |largest: f32, value| largest.max(value.abs()));
    let reach = largest * f32::EPSILON / 2.0;
    let mut rim: Vec<u32> = boundary.as_flattened().to_vec();
    rim.par_sort_unstable();
    rim.dedup();
    let corner = |at: u32| Aabb::of([positions[rim[at as usize] as usize]]);
    let bvh = Bvh::new((0..rim.len() as u32).into_par_iter(), corner, aabb(bounds));
    let trials = Trials::among(rim.len());
    let earlier = |at: u32| {
        let mut first = at;
        if !trials.is_over() {
            trials.add(bvh.touching(&corner(at).grown(reach), |other| first = first.min(other)));
        }
        first
    };
    let mut firsts: Vec<u32> = (0..rim.len() as u32).into_par_iter().map(earlier).collect();
    if trials.is_over() {
        return None;
    }
    // The first of each comes before it, so that its own first is known already.
    for at in 0..firsts.len() {
        firsts[at] = firsts[firsts[at] as usize];
    }
    let apart = firsts.into_iter().enumerate().filter(|&(at, first)| first < at as u32);
    Some(apart.map(|(at, first)| [rim[at], rim[first as usize]]).collect())
}

/// Looks at the rims, whose edges are `boundary`; `bounds` are those of the mesh.
pub(super) fn seams(positions: &[[f32; 3]], boundary: &[[u32; 2]], bounds: [f32; 6]) -> Seams {
    if boundary.is_empty() {
        return Seams::default();
    }
    let Aabb { low, high } = aabb(bounds);
    let diagonal = wide(low).distance(wide(high));
    let point = |vertex: u32| wide(positions[vertex as usize]);
    let rim = Rim::of(boundary, point);
    let trials = Trials::among(boundary.len());
    let edge_box = |edge: u32| Aabb::of(boundary[edge as usize].map(|vertex| positions[vertex as usize]));
    let bvh = Bvh::new((0..boundary.len() as u32).into_par_iter(), edge_box, aabb(bounds));

    let nearest = |at: usize| {
        let (vertex, reach) = (rim.vertices[at], (NEAR_SHARE * diagonal).min(EDGE_SHARE * rim.shortest[at]));
        let mut best: Option<(f64, u32)> = None;
        if trials.is_over() {
            return None;
        }
        let looked_at = bvh.touching(&Aabb::of([positions[vertex as usize]]).grown(reach as f32), |edge| {
            for other in boundary[edge as usize].into_iter().filter(|&other| other != vertex) {
                let gap = point(other).distance(point(vertex));
                if gap <= reach && best.is_none_or(|known| (gap, other) < known) {
                    best = Some((gap, other));
                }
            }
        });
        trials.add(looked_at);
        best.map(|(gap, other)| (vertex, other, gap))
    };
    let pairs: Vec<(u32, u32, f64)> = (0..rim.vertices.len()).into_par_iter().filter_map(nearest).collect();
    let (near, near_closes) = joined(boundary, &rim, &pairs);

    let on_edge = |at: usize| {
        let vertex = rim.vertices[at];
        let reach = ON_EDGE_SHARE * diagonal;
        let mut found = None;
        if trials.is_over() {
            return None;
        }
        let looked_at = bvh.touching(&Aabb::of([positions[vertex as usize]]).grown(reach as f32), |edge| {
            let [a, b] = boundary[edge as usize];
            if a != vertex && b != vertex && lies_inside(point(vertex), [point(a), point(b)], reach) {
                found = found.max(Some([a, b]));
            }
        });
        trials.add(looked_at);
        found.map(|edge| (vertex, edge))
    };
    let mut on_edge: Vec<(u32, [u32; 2])> = (0..rim.vertices.len()).into_par_iter().filter_map(on_edge).collect();
    if trials.is_over() {
        return Seams { is_left_out: true, ..Seams::default() };
    }
    on_edge.retain(|(vertex, _)| near.binary_search_by_key(vertex, |(known, _)| *known).is_err());
    Seams { near, near_closes, on_edge, is_left_out: false }
}

/// The corners of the rims, in order.
struct Rim {
    vertices: Vec<u32>,
    /// The shortest rim edge at each, mm.
    shortest: Vec<f64>,
}

impl Rim {
    fn of(boundary: &[[u32; 2]], point: impl Fn(u32) -> DVec3) -> Self {
        let mut vertices: Vec<u32> = boundary.as_flattened().to_vec();
        vertices.par_sort_unstable();
        vertices.dedup();
        let mut rim = Self { shortest: vec![f64::MAX; vertices.len()], vertices };
        for &[a, b] in boundary {
            let edge = point(a).distance(point(b));
            for vertex in [a, b] {
                let at = rim.index(vertex);
                rim.shortest[at] = rim.shortest[at].min(edge);
            }
        }
        rim
    }

    fn index(&self, vertex: u32) -> usize {
        self.vertices.partition_point(|&other| other < vertex)
    }
}

/// Which of the corners in `pairs` take part in closing an edge, each with its gap, and how many edges that closes.
fn joined(boundary: &[[u32; 2]], rim: &Rim, pairs: &[(u32, u32, f64)]) -> (Vec<(u32, f64)>, u64) {
    let mut parents: Vec<u32> = (0..rim.vertices.len() as u32).collect();
    for &(a, b, _) in pairs {
        let (a, b) = (find(&mut parents, rim.index(a) as u32), find(&mut parents, rim.index(b) as u32));
        parents[a.max(b) as usize] = a.min(b);
    }
    let mut one = |vertex: u32| find(&mut parents, rim.index(vertex) as u32);
    let merged: Vec<[u32; 2]> = boundary.iter().map(|&[a, b]| [one(a), one(b)]).collect();
    let mut runs: HashMap<[u32; 2], [u64; 2]> = HashMap::new();
    for &[a, b] in merged.iter().filter(|[a, b]| a != b) {
        runs.entry([a.min(b), a.max(b)]).or_default()[usize::from(a > b)] += 1;
    }
    // An edge is closed by one that runs the other way, and by no third.
    let closes = |[a, b]: [u32; 2]| runs.get(&[a.min(b), a.max(b)]) == Some(&[1, 1]);
    let mut corners: Vec<u32> = Vec::new();
    let mut edges = 0;
    for (edge, merged) in boundary.iter().zip(merged).filter(|(_, merged)| closes(*merged)) {
        debug_assert_ne!(merged[0], merged[1]);
        corners.extend(edge);
        edges += 1;
    }
    corners.sort_unstable();
    let near = pairs.iter().filter(|(vertex, ..)| corners.binary_search(vertex).is_ok());
    (near.map(|&(vertex, _, gap)| (vertex, gap)).collect(), edges)
}

/// Whether `point` lies on the segment within `reach`, and not at its ends.
fn lies_inside(point: DVec3, [from, to]: [DVec3; 2], reach: f64) -> bool {
    let along = to - from;
    let square = along.length_squared();
    if square <= 0.0 {
        return false;
    }
    let share = along.dot(point - from) / square;
    let foot = from + share * along;
    let off_ends = (share * square.sqrt()).min((1.0 - share) * square.sqrt());
    off_ends > 2.0 * reach && point.distance(foot) <= reach
}
