//! Holes filled: flat ones in their plane, curved ones so that the surface bends as little as it can.

mod curved;
mod flat;

use std::collections::HashMap;

use glam::DVec3;
use rayon::prelude::*;

use super::{
    edges::{Edges, HalfEdge, face_of, next},
    rims::{Rim, rims, vertices},
    triangle::unit,
    work::{Face, NEW, Work},
};

/// Sides of a rim above which nothing is tried: what is so large is no slip.
pub(crate) const RIM_SIDES_MAX: usize = 10_000;

/// A hole to be filled.
struct Hole {
    rim: Rim,
    /// In the direction of the filling.
    vertices: Vec<u32>,
    points: Vec<DVec3>,
    /// Twice the rim's area along its normal (Newell).
    normal: DVec3,
    /// The largest way from its plane, as a share of its length.
    bend: f64,
    length_mm: f64,
}

/// What was filled.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Filled {
    pub holes: u64,
    pub longest_mm: f64,
}

/// The rim has too many sides.
#[derive(Debug)]
pub(crate) struct TooLong {
    pub sides: u64,
    pub length_mm: f64,
}

/// Fills every hole. Faces agree already; `twins` are theirs.
pub(crate) fn fill(work: &mut Work, edges: &Edges, twins: &[HalfEdge]) -> Result<Filled, TooLong> {
    let holes: Vec<Hole> =
        rims(work, twins).into_iter().filter(|rim| rim.len() > 2).map(|rim| Hole::new(work, rim)).collect();
    if let Some(hole) = holes.iter().find(|hole| hole.rim.len() > RIM_SIDES_MAX) {
        return Err(TooLong { sides: hole.rim.len() as u64, length_mm: hole.length_mm });
    }
    let mut new: Vec<(usize, [u32; 3])> = Vec::new();
    let mut is_done = vec![false; holes.len()];
    for flat in flat::fill(&holes, edges) {
        flat.rims.iter().for_each(|&rim| is_done[rim] = true);
        new.extend(flat.triangles.into_iter().map(|triangle| (flat.rims[0], triangle)));
    }
    let rest: Vec<usize> = (0..holes.len()).filter(|&hole| !is_done[hole]).collect();
    let curved: Vec<(usize, Vec<[u32; 3]>)> =
        rest.into_par_iter().map(|hole| (hole, curved::fill(work, &holes[hole], edges))).collect();
    for (hole, triangles) in curved {
        new.extend(triangles.into_iter().map(|triangle| (hole, triangle)));
    }
    let longest_mm = holes.iter().map(|hole| hole.length_mm).fold(0.0, f64::max);
    let filled = Filled { holes: holes.len() as u64, longest_mm };
    let worn = worn(work, &holes);
    for (hole, vertices) in new {
        let wears = vertices.map(|vertex| worn.get(&vertex).copied().unwrap_or_default());
        let part = holes[hole].rim.first().map(|&side| work.faces[face_of(side)].part).unwrap_or_default();
        work.faces.push(Face { vertices, wears, part, origin: NEW, turned: false, moved_mm: 0.0 });
    }
    Ok(filled)
}

/// What the corners of rims wear, by vertex: a filling wears the same. Nothing where nothing is worn.
fn worn(work: &Work, holes: &[Hole]) -> HashMap<u32, u32> {
    let mut worn = HashMap::new();
    if !work.is_plain() {
        for &side in holes.iter().flat_map(|hole| &hole.rim) {
            let face = &work.faces[face_of(side)];
            for at in [side, next(side)].map(|side| (side % 3) as usize) {
                worn.entry(face.vertices[at]).or_insert(face.wears[at]);
            }
        }
    }
    worn
}

impl Hole {
    fn new(work: &Work, rim: Rim) -> Self {
        let vertices = vertices(work, &rim);
        let points: Vec<DVec3> = vertices.iter().map(|&vertex| work.point(vertex)).collect();
        let around = || points.iter().zip(points.iter().cycle().skip(1));
        let centre = points.iter().fold(DVec3::ZERO, |sum, &point| sum + (1.0 / points.len() as f64) * point);
        let arm = |point: DVec3| point - centre;
        let normal = around().fold(DVec3::ZERO, |sum, (&a, &b)| sum + arm(a).cross(arm(b)));
        let length_mm = around().map(|(&a, &b)| a.distance(b)).sum();
        let up = unit(normal);
        let off = points.iter().map(|&point| arm(point).dot(up).abs()).fold(0.0, f64::max);
        Self { rim, vertices, points, normal, bend: off / length_mm, length_mm }
    }
}
