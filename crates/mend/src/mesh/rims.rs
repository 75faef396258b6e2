//! Rims, the boundary loops: open half-edges in a row, as they go round a hole.

use std::collections::HashMap;

use super::{
    edges::{HalfEdge, NONE, ends, next},
    work::Work,
};

/// A closed row of open sides; a hole is filled along it in the opposite direction. No vertex comes twice.
pub(crate) type Rim = Vec<HalfEdge>;

/// All rims, in the order of their lowest sides.
pub(crate) fn rims(work: &Work, twins: &[HalfEdge]) -> Vec<Rim> {
    let mut seen = vec![false; twins.len()];
    let mut rims = Vec::new();
    for start in 0..twins.len() as u32 {
        if twins[start as usize] != NONE || seen[start as usize] {
            continue;
        }
        let mut row = Vec::new();
        let mut side = start;
        while !seen[side as usize] {
            seen[side as usize] = true;
            row.push(side);
            side = onward(side, twins);
        }
        part(work, row, &mut rims);
    }
    rims
}

/// The open side that begins where `side` ends, round the same fan.
fn onward(side: HalfEdge, twins: &[HalfEdge]) -> HalfEdge {
    let mut side = next(side);
    while twins[side as usize] != NONE {
        side = next(twins[side as usize]);
    }
    side
}

/// Parts a row that comes to a vertex twice into rows that do not.
fn part(work: &Work, row: Vec<HalfEdge>, rims: &mut Vec<Rim>) {
    let mut depth_of: HashMap<u32, usize> = HashMap::new();
    let mut run: Vec<HalfEdge> = Vec::new();
    for side in row {
        let [from, to] = ends(&work.faces, side);
        depth_of.insert(from, run.len());
        run.push(side);
        if let Some(&depth) = depth_of.get(&to) {
            let loop_sides = run.split_off(depth);
            for &side in &loop_sides {
                depth_of.remove(&ends(&work.faces, side)[0]);
            }
            rims.push(loop_sides);
        }
    }
}

/// The rim's vertices in the direction in which it is filled.
pub(crate) fn vertices(work: &Work, rim: &Rim) -> Vec<u32> {
    rim.iter().rev().map(|&side| ends(&work.faces, side)[1]).collect()
}

#[cfg(test)]
mod tests {
    use pattern::Mesh;

    use super::*;
    use crate::mesh::edges::{Edges, twins};

    fn rims_of(triangles: &[[u32; 3]]) -> Vec<Vec<u32>> {
        let positions = (0..9).map(|index| [index as f32, (index * index) as f32, 0.0]).collect();
        let work = Work::of(&Mesh { positions, triangles: triangles.to_vec(), ..Mesh::default() });
        let twins = twins(&work, &Edges::of(&work.faces));
        rims(&work, &twins).iter().map(|rim| vertices(&work, rim)).collect()
    }

    #[test]
    fn a_lone_triangle_is_all_rim() {
        assert_eq!(rims_of(&[[0, 1, 2]]), [[0, 2, 1]]);
    }

    #[test]
    fn two_that_touch_in_a_point_have_a_rim_each() {
        assert_eq!(rims_of(&[[0, 1, 2], [2, 3, 4]]).len(), 2);
        assert_eq!(rims_of(&[[0, 1, 2], [1, 3, 2]]), [vec![0, 2, 3, 1]]);
    }
}
