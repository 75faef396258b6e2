//! The surface: triangles over welded vertices, and what meets at each of these.

use std::borrow::Cow;

use pattern::Mesh;
use rayon::prelude::*;

use super::{
    measure,
    one_ring::{self, Topology},
    seams,
    shells::UnionFind,
    weld,
};

/// What is known of the surface as such, without asking where its bodies are.
pub(super) struct Surface<'a> {
    /// Over welded vertices.
    pub triangles: Cow<'a, [[u32; 3]]>,
    pub topology: Topology,
    /// What hangs together, as far as the one-rings tell.
    pub joined: UnionFind,
    /// `[x0, y0, z0, x1, y1, z1]`, mm.
    pub bounds: [f32; 6],
    /// Corners that differ from an earlier one by rounding only and were taken for it, each with that one; none where nobody
    /// looked.
    pub rounded_apart: Option<Vec<[u32; 2]>>,
}

impl<'a> Surface<'a> {
    /// Welds the vertices of `mesh`, those that only rounding keeps apart, too.
    pub fn of(mesh: &'a Mesh, done: &mut dyn FnMut(&'static str)) -> Self {
        let mut triangles = welded(mesh);
        done("weld");
        let mut joined = UnionFind::new(mesh.positions.len());
        let mut topology = one_ring::topology(&triangles, &joined);
        done("stars");
        let bounds = measure::bounds(&mesh.positions, &triangles, topology.vertices).unwrap_or_default();
        let rounded_apart =
            if super::is_far(bounds) { None } else { seams::rounded(&mesh.positions, &topology.boundary, bounds) };
        if let Some(corners) = rounded_apart.as_ref().filter(|corners| !corners.is_empty()) {
            triangles = Cow::Owned(merged(&triangles, corners));
            joined = UnionFind::new(mesh.positions.len());
            topology = one_ring::topology(&triangles, &joined);
        }
        done("rounding");
        Self { triangles, topology, joined, bounds, rounded_apart }
    }
}

/// The triangles over welded vertices.
fn welded(mesh: &Mesh) -> Cow<'_, [[u32; 3]]> {
    match weld::weld(&mesh.positions) {
        None => Cow::Borrowed(&mesh.triangles),
        Some(first) => Cow::Owned(
            mesh.triangles.par_iter().map(|triangle| triangle.map(|vertex| first[vertex as usize])).collect(),
        ),
    }
}

/// The triangles with each corner that comes first in a pair of `corners` put in the place of the second. Pairs are in the
/// order of their first ones, and no second one is the first of another.
fn merged(triangles: &[[u32; 3]], corners: &[[u32; 2]]) -> Vec<[u32; 3]> {
    let one = |vertex: u32| match corners.binary_search_by_key(&vertex, |pair| pair[0]) {
        Ok(at) => corners[at][1],
        Err(_) => vertex,
    };
    triangles.par_iter().map(|triangle| triangle.map(one)).collect()
}
