//! What meets at each vertex: from its star, the triangles round it, whose far edges are its one-ring, come open and
//! non-manifold edges, winding, fans and repeats.
//!
//! Every corner of every triangle is filed under its vertex. An edge is judged at its lower vertex,
//! a repeated triangle at its lowest. Nearly every vertex of a good mesh is manifold: its one-ring is one closed ring,
//! which a short walk tells; only the others are taken apart.

use rayon::prelude::*;

use super::{buckets::Buckets, shells::UnionFind};
use crate::union_find::find;

/// Vertices to a bucket, as a power of two: the corners of so many fit the second-level cache.
const BUCKET_BITS: u32 = 12;
/// Stars of up to so many triangles are walked without a branch that depends on them.
const SHORT_MAX: usize = 8;
/// Above so many triangles a star is sorted rather than walked: the walk takes quadratic time.
const WALK_MAX: usize = 24;

/// A triangle seen from one of its corners: the half-edge across, from the next vertex to the last.
type Opposite = [u32; 2];

/// What the stars tell. Edges are pairs of vertices; all lists are in a fixed order.
#[derive(Debug, Default)]
pub(super) struct Topology {
    /// Vertices that triangles use.
    pub vertices: u64,
    /// Boundary edges, with one triangle, in the direction in which it runs.
    pub boundary: Vec<[u32; 2]>,
    /// Non-manifold edges, with three or more triangles.
    pub non_manifold_count: u64,
    /// Those of them that are so without repeated triangles, too.
    pub non_manifold_edges: Vec<[u32; 2]>,
    /// How many of `non_manifold_edges` have as many triangles one way as the other, as two solids that touch have.
    pub balanced_count: u64,
    /// Edges with two triangles that run the same way.
    pub flipped: Vec<[u32; 2]>,
    /// Non-manifold vertices, where fans touch that share no edge.
    pub non_manifold_vertices: Vec<u32>,
    /// One entry for each triangle on the same vertices as an earlier one.
    pub copies: Vec<[u32; 3]>,
}

/// Looks at every star. Triangles that name a vertex twice are left out. `links` learn a little of what hangs together: enough
/// for nearly all of a large shell, and never of two.
pub(super) fn topology(triangles: &[[u32; 3]], links: &UnionFind) -> Topology {
    let packing = Packing::of(links.vertex_count());
    let bucket_count = (links.vertex_count() >> packing.bucket_bits) + 1;
    let corners = Buckets::sort(triangles, bucket_count, |_, &[a, b, c]| {
        let file = |vertex, next, last| packing.pack(vertex, next, last);
        (a != b && b != c && c != a).then(|| [file(a, b, c), file(b, c, a), file(c, a, b)])
    });
    let found: Vec<Topology> = (0..corners.count())
        .into_par_iter()
        .map_init(Scratch::default, |scratch, bucket| bucket_topology(&corners, packing, bucket, links, scratch))
        .collect();
    found.into_iter().fold(Topology::default(), Topology::with)
}

/// How a corner becomes one number: its vertex's place in the bucket, then the other two vertices.
#[derive(Clone, Copy)]
struct Packing {
    bucket_bits: u32,
    index_bits: u32,
}

impl Packing {
    fn of(vertex_count: usize) -> Self {
        let index_bits = usize::BITS - vertex_count.leading_zeros();
        // Above 2²⁶ vertices buckets grow smaller, so that all three numbers have room.
        Self { bucket_bits: BUCKET_BITS.min(64_u32.saturating_sub(2 * index_bits)), index_bits }
    }

    /// The bucket of a corner and what is filed there.
    #[inline]
    fn pack(self, vertex: u32, next: u32, last: u32) -> (usize, u64) {
        let place = u64::from(vertex) & ((1 << self.bucket_bits) - 1);
        let record = (place << self.index_bits | u64::from(next)) << self.index_bits | u64::from(last);
        ((vertex >> self.bucket_bits) as usize, record)
    }

    /// The vertex's place in its bucket.
    #[inline]
    fn place(self, record: u64) -> usize {
        (record >> (2 * self.index_bits)) as usize
    }

    #[inline]
    fn opposite(self, record: u64) -> Opposite {
        let mask = (1 << self.index_bits) - 1;
        [(record >> self.index_bits & mask) as u32, (record & mask) as u32]
    }
}

impl Topology {
    fn with(mut self, mut other: Self) -> Self {
        self.vertices += other.vertices;
        self.non_manifold_count += other.non_manifold_count;
        self.balanced_count += other.balanced_count;
        self.boundary.append(&mut other.boundary);
        self.non_manifold_edges.append(&mut other.non_manifold_edges);
        self.flipped.append(&mut other.flipped);
        self.non_manifold_vertices.append(&mut other.non_manifold_vertices);
        self.copies.append(&mut other.copies);
        self
    }
}

/// Buffers that one thread keeps from bucket to bucket and from vertex to vertex.
#[derive(Default)]
struct Scratch {
    ends: Vec<u32>,
    stars: Vec<Opposite>,
    neighbours: Vec<u64>,
    pairs: Vec<Opposite>,
    fan: Vec<u32>,
}

fn bucket_topology(
    corners: &Buckets<u64>,
    packing: Packing,
    bucket: usize,
    links: &UnionFind,
    scratch: &mut Scratch,
) -> Topology {
    let first = (bucket as u32) << packing.bucket_bits;
    let Scratch { mut ends, mut stars, .. } = std::mem::take(scratch);
    file_stars(corners, packing, bucket, &mut ends, &mut stars);
    let mut topology = Topology::default();
    let mut start = 0;
    for (vertex, &end) in (first..).zip(&ends) {
        let star = &stars[start..end as usize];
        start = end as usize;
        if star.is_empty() {
            continue;
        }
        topology.vertices += 1;
        let neighbours = star.as_flattened().iter();
        let [lowest, highest] = neighbours.fold([u32::MAX, 0], |[low, high], &next| [low.min(next), high.max(next)]);
        links.note(vertex, lowest, highest);
        if !is_ring(star) {
            odd_star(vertex, star, &mut topology, scratch);
        }
    }
    scratch.ends = ends;
    scratch.stars = stars;
    topology
}

/// Sorts a bucket's corners by vertex: the star of the vertex at a place ends at `ends[place]`.
fn file_stars(corners: &Buckets<u64>, packing: Packing, bucket: usize, ends: &mut Vec<u32>, stars: &mut Vec<Opposite>) {
    ends.clear();
    ends.resize(1 << packing.bucket_bits, 0);
    for stretch in corners.runs(bucket) {
        stretch.iter().for_each(|&record| ends[packing.place(record)] += 1);
    }
    let mut sum = 0;
    for end in ends.iter_mut() {
        // For now where the star starts; filing moves it to where it ends.
        let len = std::mem::replace(end, sum);
        sum += len;
    }
    stars.clear();
    stars.resize(sum as usize, [0; 2]);
    for stretch in corners.runs(bucket) {
        for &record in stretch {
            let end = &mut ends[packing.place(record)];
            stars[*end as usize] = packing.opposite(record);
            *end += 1;
        }
    }
}

/// Whether the star is one closed ring in which every edge has two triangles that agree.
fn is_ring(star: &[Opposite]) -> bool {
    match star.len() {
        // Two triangles back to back make a ring, too, but the second repeats the first.
        0..3 => false,
        3..=SHORT_MAX => {
            // No vertex has the last number.
            let mut nexts = [u32::MAX; SHORT_MAX];
            nexts.iter_mut().zip(star).for_each(|(next, pair)| *next = pair[0]);
            is_walk_round(star, |at| {
                let equal =
                    nexts.iter().enumerate().fold(0_u32, |bits, (place, &next)| bits | u32::from(next == at) << place);
                star.get(equal.trailing_zeros() as usize)
            })
        }
        _ if star.len() <= WALK_MAX => is_walk_round(star, |at| star.iter().find(|pair| pair[0] == at)),
        _ => false,
    }
}

/// Whether going from triangle to triangle comes back after all of them. `leaving` finds the one whose first vertex is given.
#[inline]
fn is_walk_round<'a>(star: &'a [Opposite], leaving: impl Fn(u32) -> Option<&'a Opposite>) -> bool {
    let [first, mut at] = star[0];
    let mut steps = 1;
    while at != first {
        let Some(next) = leaving(at) else {
            return false;
        };
        at = next[1];
        steps += 1;
        if steps > star.len() {
            return false;
        }
    }
    steps == star.len()
}

/// Takes apart a star that is no plain ring.
fn odd_star(vertex: u32, star: &[Opposite], topology: &mut Topology, scratch: &mut Scratch) {
    let Scratch { neighbours, pairs, fan, .. } = scratch;
    neighbours.clear();
    for &[next, last] in star {
        neighbours.extend([u64::from(next) << 1, u64::from(last) << 1 | 1]);
    }
    neighbours.sort_unstable();
    let has_copies = find_copies(vertex, star, pairs, &mut topology.copies);
    for group in neighbours.chunk_by(|a, b| a >> 1 == b >> 1) {
        let neighbour = (group[0] >> 1) as u32;
        if neighbour < vertex {
            continue;
        }
        let inward = group.iter().filter(|&&entry| entry & 1 == 1).count();
        match (group.len(), inward) {
            (1, 0) => topology.boundary.push([vertex, neighbour]),
            (1, _) => topology.boundary.push([neighbour, vertex]),
            (2, 1) => {}
            (2, _) => topology.flipped.push([vertex, neighbour]),
            _ => {
                topology.non_manifold_count += 1;
                if !has_copies || pairs.iter().filter(|pair| pair.contains(&neighbour)).count() > 2 {
                    topology.non_manifold_edges.push([vertex, neighbour]);
                    topology.balanced_count += u64::from(group.len() == 2 * inward);
                }
            }
        }
    }
    neighbours.dedup_by_key(|entry| *entry >> 1);
    if fan_count(star, neighbours, fan) > 1 {
        topology.non_manifold_vertices.push(vertex);
    }
}

/// Leaves each pair of opposite vertices once in `pairs` and tells whether any came twice.
/// A repeated triangle is noted at its lowest vertex.
fn find_copies(vertex: u32, star: &[Opposite], pairs: &mut Vec<Opposite>, copies: &mut Vec<[u32; 3]>) -> bool {
    pairs.clear();
    pairs.extend(star.iter().map(|&[a, b]| [a.min(b), a.max(b)]));
    pairs.sort_unstable();
    for twin in pairs.windows(2).filter(|twin| twin[0] == twin[1] && twin[0][0] > vertex) {
        copies.push([vertex, twin[0][0], twin[0][1]]);
    }
    pairs.dedup();
    pairs.len() < star.len()
}

/// Into how many fans the star falls: triangles that share an edge are of one fan.
fn fan_count(star: &[Opposite], neighbours: &[u64], fan: &mut Vec<u32>) -> usize {
    let index = |vertex: u32| neighbours.partition_point(|entry| entry >> 1 < u64::from(vertex)) as u32;
    fan.clear();
    fan.extend(0..neighbours.len() as u32);
    let mut count = neighbours.len();
    for &[a, b] in star {
        let (a, b) = (find(fan, index(a)), find(fan, index(b)));
        if a != b {
            fan[a as usize] = b;
            count -= 1;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topology(triangles: &[[u32; 3]], vertex_count: usize) -> Topology {
        super::topology(triangles, &UnionFind::new(vertex_count))
    }

    const TETRAHEDRON: [[u32; 3]; 4] = [[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]];

    #[test]
    fn a_tetrahedron_has_nothing_odd() {
        let topology = topology(&TETRAHEDRON, 4);
        assert_eq!(topology.vertices, 4);
        assert!(
            topology.boundary.is_empty() && topology.non_manifold_vertices.is_empty() && topology.flipped.is_empty()
        );
    }

    #[test]
    fn without_a_face_its_three_edges_are_open() {
        assert_eq!(topology(&TETRAHEDRON[..3], 4).boundary, [[0, 2], [3, 0], [2, 3]]);
    }

    #[test]
    fn a_turned_face_disagrees_along_three_edges() {
        let mut turned = TETRAHEDRON;
        turned[3].swap(0, 1);
        assert_eq!(topology(&turned, 4).flipped.len(), 3);
    }

    #[test]
    fn a_repeated_face_is_a_copy_and_not_a_crowd() {
        let repeated: Vec<_> = TETRAHEDRON.into_iter().chain([[1, 0, 2]]).collect();
        let topology = topology(&repeated, 4);
        assert_eq!((topology.copies.as_slice(), topology.non_manifold_count), ([[0, 1, 2]].as_slice(), 3));
        assert!(topology.non_manifold_edges.is_empty());
    }

    #[test]
    fn two_cones_that_touch_at_their_tips_pinch_there() {
        let other = TETRAHEDRON.map(|triangle| triangle.map(|vertex| vertex + 3));
        let both: Vec<_> = TETRAHEDRON.into_iter().chain(other).collect();
        assert_eq!(topology(&both, 7).non_manifold_vertices, [3]);
    }

    #[test]
    fn two_bodies_along_one_edge_crowd_it_and_do_not_pinch() {
        let other = TETRAHEDRON.map(|triangle| triangle.map(|vertex| vertex + 2));
        let both: Vec<_> = TETRAHEDRON.into_iter().chain(other).collect();
        let topology = topology(&both, 6);
        assert_eq!(topology.non_manifold_edges, [[2, 3]]);
        assert!(topology.non_manifold_vertices.is_empty());
    }

    #[test]
    fn the_tip_of_a_wide_cone_is_judged_like_any_other() {
        let rim = 200u32;
        let wide: Vec<_> = (0..rim).map(|step| [0, 1 + step, 1 + (step + 1) % rim]).collect();
        let topology = topology(&wide, 201);
        assert_eq!((topology.boundary.len(), topology.non_manifold_vertices.len()), (200, 0));
    }
}
