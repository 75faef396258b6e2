//! Curved holes: of all triangulations of the rim the one that bends least at its sharpest edge, and of these the one of
//! the least area (Barequet and Sharir, 1995; Liepa, 2003), the minimum-weight triangulation by dynamic programming. Long rims are parted by short
//! bridges first.

use std::collections::HashMap;

use glam::DVec3;

use super::Hole;
use crate::mesh::{
    edges::{Edges, face_of},
    triangle::{normal, unit},
    work::Work,
};

/// Corners of a rim that are taken at once: the work grows with the third power.
const CORNERS_MAX: usize = 200;
/// Worse than any bend: the edge is there already, or the triangle has no area.
const NEVER: f64 = 1e3;

/// How good a triangulation is: the sharpest bend, 0 for flat to 2 for folded back, and the area, mm².
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
struct Weight(f64, f64);

/// The rim, and which way the surface faces beyond each of its edges.
struct Around<'a> {
    vertices: &'a [u32],
    points: &'a [DVec3],
    beyond: HashMap<[u32; 2], DVec3>,
    edges: &'a Edges,
}

/// The triangles that fill a hole.
pub(super) fn fill(work: &Work, hole: &Hole, edges: &Edges) -> Vec<[u32; 3]> {
    let corners = hole.vertices.iter().zip(hole.vertices.iter().cycle().skip(1));
    let sides = hole.rim.iter().rev();
    let up = |side: &u32| unit(work.normal(&work.faces[face_of(*side)]));
    let beyond = corners.zip(sides).map(|((&a, &b), side)| ([a, b], up(side))).collect();
    let around = Around { vertices: &hole.vertices, points: &hole.points, beyond, edges };
    let mut triangles = Vec::new();
    let mut parts = vec![(0..hole.vertices.len()).collect::<Vec<usize>>()];
    while let Some(corners) = parts.pop() {
        if corners.len() <= CORNERS_MAX {
            triangles.extend(best(&around, &corners));
        } else {
            parts.extend(bridged(&around, &corners));
        }
    }
    triangles
}

/// Parts a rim by the bridge that is shortest for the way it saves.
fn bridged(around: &Around, corners: &[usize]) -> [Vec<usize>; 2] {
    let count = corners.len();
    let point = |at: usize| around.points[corners[at]];
    let mut way = vec![0.0];
    for at in 1..=count {
        way.push(way[at - 1] + point(at - 1).distance(point(at % count)));
    }
    let share_min = count / 8;
    let mut best = (f64::INFINITY, [0, count / 2]);
    for from in 0..count {
        for to in from + share_min..(from + count - share_min).min(count) {
            let along = way[to] - way[from];
            let saved = along.min(way[count] - along);
            let ratio = point(from).distance(point(to)) / saved;
            if ratio < best.0 && !around.is_there(corners[from], corners[to]) {
                best = (ratio, [from, to]);
            }
        }
    }
    let [from, to] = best.1;
    let rest = corners[to..].iter().chain(&corners[..=from]).copied().collect();
    [corners[from..=to].to_vec(), rest]
}

impl Around<'_> {
    /// Whether the mesh has this edge, so that a filling with it would crowd it.
    fn is_there(&self, a: usize, b: usize) -> bool {
        self.edges.has([self.vertices[a], self.vertices[b]])
    }
}

/// The best triangulation of some of the rim's corners in order.
fn best(around: &Around, corners: &[usize]) -> Vec<[u32; 3]> {
    let count = corners.len();
    let point = |at: usize| around.points[corners[at]];
    let vertex = |at: usize| around.vertices[corners[at]];
    let at = |from: usize, to: usize| from * count + to;
    // For each stretch of corners: its weight, the corner its outermost triangle reaches to, and where that faces.
    let mut weights = vec![Weight(0.0, 0.0); count * count];
    let mut tips = vec![0usize; count * count];
    let mut ups: Vec<Option<DVec3>> = vec![None; count * count];
    for from in 0..count {
        let to = (from + 1) % count;
        ups[at(from, to)] = around.beyond.get(&[vertex(from), vertex(to)]).copied();
    }
    for reach in 2..count {
        for from in 0..count - reach {
            let to = from + reach;
            let last = (reach == count - 1).then(|| ups[at(to, 0)]).flatten();
            let own = if reach < count - 1 && around.is_there(corners[from], corners[to]) { NEVER } else { 0.0 };
            let mut best = (Weight(f64::INFINITY, f64::INFINITY), from + 1, None);
            for tip in from + 1..to {
                let across = normal([point(from), point(tip), point(to)]);
                let size = across.length();
                let up = unit(across);
                let bend = |other: Option<DVec3>| other.map_or(0.0, |other| 1.0 - up.dot(other));
                let mut sharpest = own.max(bend(ups[at(from, tip)])).max(bend(ups[at(tip, to)])).max(bend(last));
                if size == 0.0 {
                    sharpest = sharpest.max(NEVER / 2.0);
                }
                let (one, other) = (weights[at(from, tip)], weights[at(tip, to)]);
                let weight = Weight(rounded(sharpest.max(one.0).max(other.0)), size / 2.0 + one.1 + other.1);
                if weight < best.0 {
                    best = (weight, tip, Some(up));
                }
            }
            weights[at(from, to)] = best.0;
            tips[at(from, to)] = best.1;
            ups[at(from, to)] = best.2;
        }
    }
    let mut triangles = Vec::with_capacity(count);
    let mut stretches = vec![[0, count - 1]];
    while let Some([from, to]) = stretches.pop() {
        if to > from + 1 {
            let tip = tips[at(from, to)];
            triangles.push([vertex(from), vertex(tip), vertex(to)]);
            stretches.extend([[from, tip], [tip, to]]);
        }
    }
    triangles
}

/// Bends that differ by rounding only are equal, so that the area decides.
fn rounded(bend: f64) -> f64 {
    (bend * 1e6).round() / 1e6
}
