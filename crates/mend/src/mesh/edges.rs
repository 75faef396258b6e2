//! Edges: which sides of faces, the half-edges, meet there, and which two of them are twins: continue one another.

use glam::DVec3;
use rayon::prelude::*;

use super::{
    triangle::unit,
    work::{Face, Work},
};

/// No side.
pub(crate) const NONE: u32 = u32::MAX;

/// A half-edge: a face's side, numbered three times the face plus 0 to 2; it runs from that corner to the next.
pub(crate) type HalfEdge = u32;

/// The face a side is of.
pub(crate) fn face_of(side: HalfEdge) -> usize {
    (side / 3) as usize
}

/// The next side of the same face.
pub(crate) fn next(side: HalfEdge) -> HalfEdge {
    if side % 3 == 2 { side - 2 } else { side + 1 }
}

/// Where a side runs from and to.
pub(crate) fn ends(faces: &[Face], side: HalfEdge) -> [u32; 2] {
    let vertices = faces[face_of(side)].vertices;
    [vertices[(side % 3) as usize], vertices[(next(side) % 3) as usize]]
}

/// The number of an edge between two vertices, whichever way it runs.
pub(crate) fn key([a, b]: [u32; 2]) -> u64 {
    u64::from(a.min(b)) << 32 | u64::from(a.max(b))
}

/// All sides, sorted by edge.
pub(crate) struct Edges(Vec<(u64, HalfEdge)>);

impl Edges {
    /// The edges of `faces`, none of which may name a vertex twice.
    pub fn of(faces: &[Face]) -> Self {
        let mut sides: Vec<(u64, HalfEdge)> =
            (0..faces.len() as u32 * 3).map(|side| (key(ends(faces, side)), side)).collect();
        sides.par_sort_unstable();
        Self(sides)
    }

    /// The sides that meet at each edge.
    pub fn groups(&self) -> impl Iterator<Item = &[(u64, HalfEdge)]> {
        self.0.chunk_by(|a, b| a.0 == b.0)
    }

    /// Sides that are alone.
    pub fn open(&self) -> Vec<HalfEdge> {
        self.groups().filter(|group| group.len() == 1).map(|group| group[0].1).collect()
    }

    /// Whether there is an edge between two vertices.
    pub fn has(&self, edge: [u32; 2]) -> bool {
        let edge = key(edge);
        self.0.get(self.0.partition_point(|known| known.0 < edge)).is_some_and(|known| known.0 == edge)
    }

    /// Whether every edge has as many sides one way as the other.
    pub fn is_balanced(&self, faces: &[Face]) -> bool {
        self.groups().all(|group| balance(faces, group) == 0)
    }
}

/// Sides that run from the lower vertex to the higher, less those that run back.
pub(crate) fn balance(faces: &[Face], group: &[(u64, HalfEdge)]) -> i32 {
    group.iter().map(|&(_, side)| if is_forward(faces, side) { 1 } else { -1 }).sum()
}

fn is_forward(faces: &[Face], side: HalfEdge) -> bool {
    let [from, to] = ends(faces, side);
    from < to
}

/// For each side the one that continues the surface beyond the edge, or [`NONE`]. The two run opposite ways.
///
/// Where more than two sides meet they are taken in turn round the edge: what lies between a side that runs back and
/// the next that runs forward is solid, so these two are of one skin.
pub(crate) fn twins(work: &Work, edges: &Edges) -> Vec<HalfEdge> {
    let mut twins = vec![NONE; work.faces.len() * 3];
    let mut join = |a: HalfEdge, b: HalfEdge| {
        twins[a as usize] = b;
        twins[b as usize] = a;
    };
    for group in edges.groups() {
        match *group {
            [_] => {}
            [(_, a), (_, b)] => {
                if is_forward(&work.faces, a) != is_forward(&work.faces, b) {
                    join(a, b);
                }
            }
            _ => in_turn(work, group).into_iter().for_each(|[a, b]| join(a, b)),
        }
    }
    twins
}

/// Pairs the half-edges of a non-manifold edge, in turn round it.
fn in_turn(work: &Work, group: &[(u64, HalfEdge)]) -> Vec<[HalfEdge; 2]> {
    let [low, high] = [(group[0].0 >> 32) as u32, group[0].0 as u32].map(|vertex| work.point(vertex));
    let axis = unit(high - low);
    let arm = |side: HalfEdge| {
        let across = work.point(work.faces[face_of(side)].vertices[(next(next(side)) % 3) as usize]) - low;
        unit(across - axis * across.dot(axis))
    };
    let first = arm(group[0].1);
    let second = axis.cross(first);
    let mut turn: Vec<(f64, bool, HalfEdge)> = group
        .iter()
        .map(|&(_, side)| {
            let arm: DVec3 = arm(side);
            let angle = arm.dot(second).atan2(arm.dot(first));
            // Where two lie on one another, the one that ends a solid comes before the one that begins the next.
            (angle, !is_forward(&work.faces, side), side)
        })
        .collect();
    turn.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut pairs = Vec::new();
    let mut begun: Vec<HalfEdge> = Vec::new();
    let mut ended: Vec<HalfEdge> = Vec::new();
    for &(_, begins, side) in &turn {
        match begins {
            true => begun.push(side),
            false => match begun.pop() {
                Some(other) => pairs.push([other, side]),
                None => ended.push(side),
            },
        }
    }
    // Round the beginning of the turn: what is still begun ends with what ended before anything had begun.
    pairs.extend(begun.into_iter().rev().zip(ended).map(|(a, b)| [a, b]));
    pairs
}

/// Faces that hang together by `twins`: for each face the lowest of its sheet.
pub(crate) fn sheets(twins: &[HalfEdge]) -> Vec<u32> {
    let mut lowest = vec![NONE; twins.len() / 3];
    let mut stack = Vec::new();
    for start in 0..lowest.len() as u32 {
        if lowest[start as usize] != NONE {
            continue;
        }
        lowest[start as usize] = start;
        stack.push(start);
        while let Some(face) = stack.pop() {
            for side in 3 * face..3 * face + 3 {
                let twin = twins[side as usize];
                if twin != NONE && lowest[face_of(twin)] == NONE {
                    lowest[face_of(twin)] = start;
                    stack.push(twin / 3);
                }
            }
        }
    }
    lowest
}
