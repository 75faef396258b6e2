//! A constrained Delaunay triangulation of an outline, in a time that grows as n log n.

use std::collections::{HashMap, VecDeque};

use spade::{
    ConstrainedDelaunayTriangulation, HasPosition, Point2, Triangulation,
    handles::{FixedFaceHandle, PossiblyOuterTag},
};

/// A corner in the plane, and its place in the outline.
struct Corner {
    at: Point2<f64>,
    place: usize,
}

impl HasPosition for Corner {
    type Scalar = f64;

    fn position(&self) -> Point2<f64> {
        self.at
    }
}

type Net = ConstrainedDelaunayTriangulation<Corner>;
type Face = FixedFaceHandle<PossiblyOuterTag>;

/// Cuts the outline into triangles, as places in `flat`; none where it crosses itself or meets itself anywhere but in a
/// corner.
pub(super) fn cut(flat: &[[f64; 2]]) -> Option<Vec<[usize; 3]>> {
    let (corners, sides) = distinct(flat);
    let mut crosses = false;
    let edges = sides.keys().map(|&(a, b)| [a, b]).collect();
    let net = Net::try_bulk_load_cdt(corners, edges, |_| crosses = true).ok()?;
    if crosses {
        return None;
    }
    let inside = inside(&net, &sides);
    let faces = net.inner_faces().filter(|face| inside[face.fix().index()]);
    let triangles: Vec<_> = faces.map(|face| face.vertices().map(|vertex| vertex.data().place)).collect();
    (triangles.len() + 2 == flat.len()).then_some(triangles)
}

/// Sides between corners, the lower number first, and how often the outline runs along each.
type Sides = HashMap<(usize, usize), usize>;

/// Corners at different places. A bridge to a hole runs along its sides twice, and through their ends.
fn distinct(flat: &[[f64; 2]]) -> (Vec<Corner>, Sides) {
    let mut numbers: HashMap<[u64; 2], usize> = HashMap::with_capacity(flat.len());
    let mut corners = Vec::with_capacity(flat.len());
    let mut path = Vec::with_capacity(flat.len());
    for (place, &[x, y]) in flat.iter().enumerate() {
        // Zero has two signs.
        let [x, y] = [x + 0.0, y + 0.0];
        let number = *numbers.entry([x.to_bits(), y.to_bits()]).or_insert(corners.len());
        if number == corners.len() {
            corners.push(Corner { at: Point2::new(x, y), place });
        }
        path.push(number);
    }
    let mut sides = Sides::with_capacity(path.len());
    for (&a, &b) in path.iter().zip(path.iter().cycle().skip(1)).filter(|(a, b)| a != b) {
        *sides.entry((a.min(b), a.max(b))).or_default() += 1;
    }
    (corners, sides)
}

/// For each face whether it lies inside: an odd number of the outline's passes away from outside.
fn inside(net: &Net, sides: &Sides) -> Vec<bool> {
    let mut passes: Vec<Option<usize>> = vec![None; net.num_all_faces()];
    let outer = net.outer_face().fix();
    passes[outer.index()] = Some(0);
    let mut queue: VecDeque<Face> = VecDeque::from([outer]);
    // The outer face is bordered by the convex hull; from there on it goes over the edges of triangles.
    let hull: Vec<_> = net.convex_hull().map(|edge| edge.fix()).collect();
    while let Some(face) = queue.pop_front() {
        let edges = match face.as_inner() {
            Some(inner) => net.face(inner).adjacent_edges().map(|edge| edge.fix()).to_vec(),
            None => hull.clone(),
        };
        for edge in edges {
            let edge = net.directed_edge(edge);
            // The hull's edges have the outer face on their left side.
            let other = edge.rev().face().fix();
            let [a, b] = [edge.from().index(), edge.to().index()];
            let crossed = sides.get(&(a.min(b), a.max(b))).copied().unwrap_or(0);
            if passes[other.index()].is_none() {
                passes[other.index()] = passes[face.index()].map(|passes| passes + crossed);
                queue.push_back(other);
            }
        }
    }
    passes.into_iter().map(|passes| passes.is_some_and(|passes| passes % 2 == 1)).collect()
}
