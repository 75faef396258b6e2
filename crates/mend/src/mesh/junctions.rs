//! T-junctions: a vertex of one rim on an edge of another. The edge is split there, and the rims are one.

use std::collections::{HashMap, HashSet};

use glam::DVec3;

use super::{
    edges::{Edges, HalfEdge, ends, face_of, key},
    triangle::{is_line, normal, on_segment},
    work::{Face, Work},
};
use crate::near::Near;

/// A vertex splits an edge only where it is so many times farther from the edge's ends than from the edge: nearer, it is
/// one of the ends, displaced.
const CLEAR_MIN: f64 = 10.0;

/// Boxes that are opened in one search: a cloud of long edges that cross each other has a quadratic number.
const VISITS_MAX: u64 = 20_000_000;

/// Vertices on one side of a face: how far along they lie, 0 to 1.
type Stops = Vec<(f64, u32)>;

/// Splits open edges at vertices of rims that lie within `reach` mm of them, where that closes something, and tells how
/// many vertices were met. What is within `clear` mm of an edge's end is left to be welded to it, unless it lies on the
/// edge exactly.
pub(crate) fn split(work: &mut Work, reach: f64, clear: f64) -> u64 {
    let open = Edges::of(&work.faces).open();
    let mut stops = stops(work, &open, reach, clear);
    // One side of a face at a time: its pieces are new faces.
    let mut busy = HashSet::new();
    let mut sides: Vec<HalfEdge> = stops.keys().copied().collect();
    sides.sort_unstable();
    let mut count = 0;
    for side in sides {
        let Some(along) = stops.remove(&side) else { continue };
        if busy.insert(face_of(side)) && split_face(work, side, &along) {
            count += along.len() as u64;
        }
    }
    count
}

fn stops(work: &Work, open: &[HalfEdge], reach: f64, clear: f64) -> HashMap<HalfEdge, Stops> {
    let edges: Vec<[u32; 2]> = open.iter().map(|&side| ends(&work.faces, side)).collect();
    let known: HashSet<u64> = edges.iter().map(|&edge| key(edge)).collect();
    let segments: Vec<[DVec3; 2]> = edges.iter().map(|edge| edge.map(|vertex| work.point(vertex))).collect();
    let near = Near::new(&segments);
    let mut rim: Vec<u32> = edges.as_flattened().to_vec();
    rim.sort_unstable();
    rim.dedup();
    let mut stops: HashMap<HalfEdge, Stops> = HashMap::new();
    let mut budget = VISITS_MAX;
    for vertex in rim {
        let point = work.point(vertex);
        for at in near.within(point, reach, &mut budget) {
            let at = at as usize;
            let [a, b] = segments[at];
            let (foot, share) = on_segment([a, b], point);
            let clear = clear.max(CLEAR_MIN * foot.distance(point));
            let own = work.faces[face_of(open[at])].vertices.contains(&vertex);
            let inside = a.distance(point) > clear && b.distance(point) > clear && share > 0.0 && share < 1.0;
            if !own && (inside || is_exact([a, b], point)) {
                stops.entry(open[at]).or_default().push((share, vertex));
            }
        }
    }
    for (side, along) in &mut stops {
        along.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        keep_what_closes(ends(&work.faces, *side), along, &known);
    }
    stops.retain(|_, along| !along.is_empty());
    stops
}

/// Whether a point lies between the ends, exactly on the line.
fn is_exact([a, b]: [DVec3; 2], point: DVec3) -> bool {
    a != point && b != point && is_line([a, b, point]) && {
        let way = b - a;
        let along = way.dot(point - a);
        along > 0.0 && along < way.dot(way)
    }
}

/// Keeps those stops from which an open edge leads to the stop before or behind.
fn keep_what_closes([from, to]: [u32; 2], along: &mut Stops, known: &HashSet<u64>) {
    let way: Vec<u32> = std::iter::once(from).chain(along.iter().map(|stop| stop.1)).chain([to]).collect();
    let closes = |pair: &[u32]| known.contains(&key([pair[0], pair[1]]));
    let mut keep = way.windows(3).map(|near| closes(&near[..2]) || closes(&near[1..]));
    along.retain(|_| keep.next().unwrap_or(false));
    along.dedup_by_key(|stop| stop.1);
}

/// Splits a face at the stops on one side; nothing is done where a piece would be folded over.
fn split_face(work: &mut Work, side: HalfEdge, along: &Stops) -> bool {
    let face = work.faces[face_of(side)];
    let at = [0, 1, 2].map(|step| ((side % 3 + step) % 3) as usize);
    let [from, to, tip] = at.map(|at| face.vertices[at]);
    let upright = work.normal(&face);
    let stops: Vec<u32> = std::iter::once(from).chain(along.iter().map(|stop| stop.1)).chain([to]).collect();
    let stands = |pair: &[u32]| {
        let corners = [pair[0], pair[1], tip].map(|vertex| work.point(vertex));
        pair[0] != pair[1] && tip != pair[0] && tip != pair[1] && normal(corners).dot(upright) > 0.0
    };
    if !stops.windows(2).all(stands) {
        return false;
    }
    let worn = at.map(|at| face.wears[at]);
    let mut wears = vec![worn[0]];
    for &(share, _) in along {
        wears.push(work.between([worn[0], worn[1]], share));
    }
    wears.push(worn[1]);
    let [a, b] = [from, to].map(|vertex| work.point(vertex));
    let way = |&(share, vertex): &(f64, u32)| (a + share * (b - a)).distance(work.point(vertex));
    let moved_mm = face.moved_mm + along.iter().map(way).fold(0.0, f64::max);
    let piece = |step: usize| Face {
        moved_mm,
        vertices: [stops[step], stops[step + 1], tip],
        wears: [wears[step], wears[step + 1], worn[2]],
        ..face
    };
    let mut pieces = (0..stops.len() - 1).map(piece);
    work.faces.splice(face_of(side)..=face_of(side), pieces.next());
    work.faces.extend(pieces);
    true
}

#[cfg(test)]
mod tests {
    use pattern::Mesh;

    use super::*;

    /// A square over two half as wide; the vertex between these lies on its lower edge, `off` mm below.
    fn wall(off: f32) -> Work {
        let positions = vec![
            [0.0, 4.0, 0.0],
            [4.0, 4.0, 0.0],
            [8.0, 4.0, 0.0],
            [0.0, 8.0, 0.0],
            [8.0, 8.0, 0.0],
            [4.0, 4.0 - off, 0.0],
            [4.0, 0.0, 0.0],
        ];
        Work::of(&Mesh { positions, triangles: vec![[0, 2, 4], [0, 4, 3], [0, 6, 5], [5, 6, 2]], ..Mesh::default() })
    }

    #[test]
    fn an_edge_is_split_where_a_vertex_lies_on_it() {
        for (off, reach) in [(0.0, 0.0), (0.01, 0.02)] {
            let mut work = wall(off);
            assert_eq!(split(&mut work, reach, reach), 1);
            assert_eq!((work.faces.len(), Edges::of(&work.faces).open().len()), (5, 5), "{off}");
            // At no distance the vertex is the one that is there already.
            let vertex = if off == 0.0 { 1 } else { 5 };
            assert_eq!((work.faces[0].vertices, work.faces[4].vertices), ([0, vertex, 4], [vertex, 2, 4]));
            assert!((work.faces[4].moved_mm - f64::from(off)).abs() < 1e-6);
            assert_eq!(split(&mut work, reach, reach), 0);
        }
        assert_eq!(split(&mut wall(0.03), 0.02, 0.02), 0);
    }

    #[test]
    fn a_vertex_that_only_lies_near_splits_nothing() {
        let mut work = wall(0.0);
        work.faces.truncate(2);
        work.faces.push(Face { vertices: [5, 6, 6 - 5], ..work.faces[0] });
        work.positions[1] = [4.5, -9.0, 0.0];
        assert_eq!(split(&mut work, 0.01, 0.01), 0);
    }
}
