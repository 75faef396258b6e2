//! Holes, the boundary loops: open edges that hang together.

use glam::DVec3;
use rayon::prelude::*;

use crate::{union_find::find, vector::wide};

/// One hole's rim.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Hole {
    /// Open edges round it.
    pub edges: u64,
    /// Length of the rim, mm.
    pub length_mm: f64,
    /// Mean of its edges' midpoints, mm.
    pub centre: DVec3,
}

/// The holes that `boundary` edges make, longest rim first.
pub(super) fn holes(positions: &[[f32; 3]], boundary: &[[u32; 2]]) -> Vec<Hole> {
    let mut rim: Vec<u32> = boundary.as_flattened().to_vec();
    rim.par_sort_unstable();
    rim.dedup();
    let index = |vertex: u32| rim.partition_point(|&other| other < vertex) as u32;
    let mut parents: Vec<u32> = (0..rim.len() as u32).collect();
    for &[a, b] in boundary {
        let (a, b) = (find(&mut parents, index(a)), find(&mut parents, index(b)));
        parents[a.max(b) as usize] = a.min(b);
    }
    let mut holes: Vec<Hole> = vec![Hole { edges: 0, length_mm: 0.0, centre: DVec3::ZERO }; rim.len()];
    for &[a, b] in boundary {
        let hole = &mut holes[find(&mut parents, index(a)) as usize];
        let [a, b] = [a, b].map(|vertex| wide(positions[vertex as usize]));
        hole.edges += 1;
        hole.length_mm += a.distance(b);
        hole.centre += (a + b) / 2.0;
    }
    holes.retain(|hole| hole.edges > 0);
    for hole in &mut holes {
        hole.centre /= hole.edges as f64;
    }
    holes.sort_by(|a, b| b.length_mm.total_cmp(&a.length_mm));
    holes
}
