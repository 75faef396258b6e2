//! Rims that ought to be one: open edges that lie beside one another are welded, and only they.

use std::collections::HashMap;

use glam::DVec3;

use super::{
    edges::{Edges, ends},
    work::{Face, Work},
};
use crate::near::Near;

/// An edge is welded to another only where it is longer than the way by so much, so that nothing is folded away.
const LENGTH_MIN: f64 = 3.0;
/// Neighbours run opposite ways where all is well; an edge that runs alike must be so much closer to be taken instead.
const ALIKE: f64 = 4.0;

/// Boxes that are opened in one search: so many edges at one spot that this is not enough have no one neighbour each.
const VISITS_MAX: u64 = 20_000_000;

/// Two open edges that could be one.
struct Match {
    /// The larger of the two ways that their ends would go, mm, and more for edges that run alike.
    rank: f64,
    sides: [usize; 2],
    /// Vertices that become one.
    ends: [[u32; 2]; 2],
}

/// Welds open edges whose ends lie within `reach` mm of one another, the closest first, and tells how many vertices went.
pub(crate) fn close(work: &mut Work, reach: f64) -> u64 {
    let open: Vec<[u32; 2]> = Edges::of(&work.faces).open().into_iter().map(|side| ends(&work.faces, side)).collect();
    let mut matches = matches(work, &open, reach);
    matches.sort_by(|a, b| a.rank.total_cmp(&b.rank).then(a.sides.cmp(&b.sides)));
    let mut classes = UnionFind::new(work, &open);
    let mut taken = vec![false; open.len()];
    for found in matches {
        if found.sides.iter().any(|&side| taken[side]) || !classes.can_join(&found.ends) {
            continue;
        }
        found.ends.iter().for_each(|&pair| classes.join(pair));
        found.sides.iter().for_each(|&side| taken[side] = true);
    }
    classes.apply(work)
}

fn matches(work: &Work, open: &[[u32; 2]], reach: f64) -> Vec<Match> {
    let middle = |[a, b]: [u32; 2]| (work.point(a) + work.point(b)) / 2.0;
    let middles: Vec<DVec3> = open.iter().map(|&edge| middle(edge)).collect();
    let near = Near::new(&middles);
    let way = |[a, b]: [u32; 2]| work.point(a).distance(work.point(b));
    let mut matches = Vec::new();
    let mut budget = VISITS_MAX;
    for (side, &[a, b]) in open.iter().enumerate() {
        for other in near.within(middles[side], reach, &mut budget) {
            let other = other as usize;
            let [c, d] = open[other];
            if other <= side {
                continue;
            }
            let shorter = way([a, b]).min(way([c, d]));
            for (ends, worse) in [([[a, d], [b, c]], 1.0), ([[a, c], [b, d]], ALIKE)] {
                let way = way(ends[0]).max(way(ends[1]));
                if way <= reach && LENGTH_MIN * way <= shorter {
                    matches.push(Match { rank: way * worse, sides: [side, other], ends });
                }
            }
        }
    }
    matches
}

/// Vertices that become one, as far as decided: a union-find whose representatives are the lowest vertices.
struct UnionFind {
    parents: Vec<u32>,
    /// For each vertex of a rim those that its open edges lead to.
    rims: HashMap<u32, Vec<u32>>,
}

impl UnionFind {
    fn new(work: &Work, open: &[[u32; 2]]) -> Self {
        let mut rims: HashMap<u32, Vec<u32>> = HashMap::new();
        for &[a, b] in open {
            rims.entry(a).or_default();
            rims.entry(b).or_default();
        }
        for face in &work.faces {
            let [a, b, c] = face.vertices;
            for (one, others) in [(a, [b, c]), (b, [c, a]), (c, [a, b])] {
                if let Some(near) = rims.get_mut(&one) {
                    near.extend(others);
                }
            }
        }
        Self { parents: (0..work.positions.len() as u32).collect(), rims }
    }

    fn root(&self, mut vertex: u32) -> u32 {
        while self.parents[vertex as usize] != vertex {
            vertex = self.parents[vertex as usize];
        }
        vertex
    }

    /// Whether no triangle is folded by it.
    fn can_join(&self, ends: &[[u32; 2]; 2]) -> bool {
        ends.iter().all(|&[a, b]| {
            let (a, b) = (self.root(a), self.root(b));
            let near = self.rims.get(&a).map(Vec::as_slice).unwrap_or_default();
            a == b || !near.iter().any(|&other| self.root(other) == b)
        })
    }

    fn join(&mut self, [a, b]: [u32; 2]) {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return;
        }
        let (low, high) = (a.min(b), a.max(b));
        self.parents[high as usize] = low;
        let near = self.rims.remove(&high).unwrap_or_default();
        self.rims.entry(low).or_default().extend(near);
    }

    fn apply(self, work: &mut Work) -> u64 {
        let way = |vertex: u32| work.point(vertex).distance(work.point(self.root(vertex)));
        let ways: Vec<f64> =
            work.faces.iter().map(|face| face.vertices.into_iter().map(way).fold(0.0, f64::max)).collect();
        for (face, way) in work.faces.iter_mut().zip(ways) {
            face.vertices = face.vertices.map(|vertex| self.root(vertex));
            face.moved_mm += way;
        }
        let is_folded: Vec<bool> = work.faces.iter().map(Face::is_folded).collect();
        work.drop_marked(&is_folded);
        let gone = |(vertex, parent): (usize, &u32)| *parent != vertex as u32;
        self.parents.iter().enumerate().filter(|&pair| gone(pair)).count() as u64
    }
}

#[cfg(test)]
mod tests {
    use pattern::Mesh;

    use super::*;

    /// Two squares side by side whose common edge is `gap` mm wide.
    fn torn(gap: f32) -> Work {
        let right = [[5.0 + gap, 0.0, 0.0], [9.0, 0.0, 0.0], [9.0, 5.0, 0.0], [5.0 + gap, 5.0, 0.0]];
        let left = [[0.0, 0.0, 0.0], [5.0, 0.0, 0.0], [5.0, 5.0, 0.0], [0.0, 5.0, 0.0]];
        let positions = left.into_iter().chain(right).collect();
        Work::of(&Mesh { positions, triangles: vec![[0, 1, 2], [0, 2, 3], [4, 5, 6], [4, 6, 7]], ..Mesh::default() })
    }

    #[test]
    fn a_tear_is_closed_within_reach_and_not_beyond() {
        let mut work = torn(0.01);
        assert_eq!(close(&mut work, 0.02), 2);
        assert_eq!(Edges::of(&work.faces).open().len(), 6);
        assert_eq!(close(&mut torn(0.03), 0.02), 0);
    }

    #[test]
    fn vertices_that_close_nothing_stay() {
        let mut work = torn(0.01);
        work.positions[7] = [5.5, 8.0, 0.0];
        assert_eq!(close(&mut work, 0.02), 0);
    }
}
