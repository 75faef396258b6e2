//! Flat holes: the rim is triangulated in its plane (constrained Delaunay), with the rims of islands inside it.

use std::collections::HashMap;

use glam::DVec3;
use spade::{ConstrainedDelaunayTriangulation, Point2, Triangulation};

use super::Hole;
use crate::mesh::{
    edges::{Edges, key},
    triangle::unit,
};

/// A rim that leaves its plane by more than this share of its length is curved.
const BEND_MAX: f64 = 0.002;
/// Flat rims that are compared with each other; of more, as in a cloud of loose triangles, each is filled alone.
const NESTED_MAX: usize = 4096;
/// Cosine between planes that count as one.
const PARALLEL: f64 = 0.9999;

/// The axes of a plane.
struct Plane {
    at: DVec3,
    axes: [DVec3; 2],
}

impl Plane {
    fn of(hole: &Hole) -> Self {
        let up = unit(hole.normal);
        let least = (0..3).min_by(|&a, &b| up[a].abs().total_cmp(&up[b].abs())).unwrap_or(0);
        let mut across = DVec3::ZERO;
        across[least] = 1.0;
        let first = unit(across.cross(up));
        Self { at: hole.points[0], axes: [first, up.cross(first)] }
    }

    fn flat(&self, point: DVec3) -> [f64; 2] {
        self.axes.map(|axis| axis.dot(point - self.at))
    }
}

/// A flat hole that could be filled.
pub(super) struct Flat {
    /// The rim that goes round it, and those of islands inside.
    pub rims: Vec<usize>,
    pub triangles: Vec<[u32; 3]>,
}

/// Fills what is flat and can be filled in its plane.
pub(super) fn fill(holes: &[Hole], edges: &Edges) -> Vec<Flat> {
    let round = nesting(holes);
    let mut islands: Vec<Vec<usize>> = vec![Vec::new(); holes.len()];
    for (inner, outer) in round.iter().enumerate() {
        outer.iter().for_each(|&outer| islands[outer].push(inner));
    }
    let outer = (0..holes.len()).filter(|&hole| is_flat(&holes[hole]) && round[hole].is_none());
    let filled = outer.filter_map(|hole| {
        let rims: Vec<usize> = std::iter::once(hole).chain(islands[hole].iter().copied()).collect();
        let triangles = triangulate(&rims.iter().map(|&rim| &holes[rim]).collect::<Vec<_>>(), edges)?;
        Some(Flat { rims, triangles })
    });
    filled.collect()
}

fn is_flat(hole: &Hole) -> bool {
    hole.bend <= BEND_MAX
}

/// For each rim the smallest one of the same plane that goes round it the other way.
fn nesting(holes: &[Hole]) -> Vec<Option<usize>> {
    let flat: Vec<usize> = (0..holes.len()).filter(|&hole| is_flat(&holes[hole])).collect();
    let size = |hole: usize| holes[hole].normal.dot(holes[hole].normal);
    let mut round = vec![None; holes.len()];
    if flat.len() > NESTED_MAX {
        return round;
    }
    for &inner in &flat {
        let goes_round =
            |&outer: &usize| outer != inner && size(outer) > size(inner) && holds(&holes[outer], &holes[inner]);
        round[inner] = flat.iter().copied().filter(goes_round).min_by(|&a, &b| size(a).total_cmp(&size(b)));
    }
    round
}

fn holds(outer: &Hole, inner: &Hole) -> bool {
    let up = unit(outer.normal);
    let point = inner.points[0];
    let off = up.dot(point - outer.points[0]).abs();
    if up.dot(unit(inner.normal)) > -PARALLEL || off > BEND_MAX * outer.length_mm {
        return false;
    }
    let plane = Plane::of(outer);
    let rim: Vec<[f64; 2]> = outer.points.iter().map(|&point| plane.flat(point)).collect();
    contains(&rim, plane.flat(point))
}

/// Whether a polygon contains a point: a ray to the right crosses it an odd number of times.
fn contains(rim: &[[f64; 2]], [x, y]: [f64; 2]) -> bool {
    let around = rim.iter().zip(rim.iter().cycle().skip(1));
    let crossed =
        around.filter(|([ax, ay], [bx, by])| (ay > &y) != (by > &y) && x < ax + (y - ay) / (by - ay) * (bx - ax));
    crossed.count() % 2 == 1
}

/// The triangles between the rims, or none where these cross in their plane or the filling would meet what is there.
fn triangulate(rims: &[&Hole], edges: &Edges) -> Option<Vec<[u32; 3]>> {
    let plane = Plane::of(rims[0]);
    let mut net = ConstrainedDelaunayTriangulation::<Point2<f64>>::new();
    let mut names: Vec<u32> = Vec::new();
    let mut flat: Vec<Vec<[f64; 2]>> = Vec::new();
    for rim in rims {
        let points: Vec<[f64; 2]> = rim.points.iter().map(|&point| plane.flat(point)).collect();
        let mut handles = Vec::new();
        for (&[x, y], &vertex) in points.iter().zip(&rim.vertices) {
            let handle = net.insert(Point2::new(x, y)).ok()?;
            // Two corners at one place of the plane: the rim touches itself.
            (handle.index() == names.len()).then(|| names.push(vertex))?;
            handles.push(handle);
        }
        for (&from, &to) in handles.iter().zip(handles.iter().cycle().skip(1)) {
            let is_there = net.can_add_constraint(from, to);
            is_there.then(|| net.add_constraint(from, to))?;
        }
        flat.push(points);
    }
    let inside = |[a, b, c]: [[f64; 2]; 3]| {
        let middle = [0, 1].map(|axis| (a[axis] + b[axis] + c[axis]) / 3.0);
        flat.iter().filter(|rim| contains(rim, middle)).count() % 2 == 1
    };
    let faces = net.inner_faces().map(|face| face.vertices());
    let kept = faces.filter(|corners| inside(corners.map(|corner| [corner.position().x, corner.position().y])));
    let triangles: Vec<[u32; 3]> = kept.map(|corners| corners.map(|corner| names[corner.fix().index()])).collect();
    is_whole(&triangles, rims, edges).then_some(triangles)
}

/// Whether the triangles' own rim is exactly the holes', and no edge within is there already.
fn is_whole(triangles: &[[u32; 3]], rims: &[&Hole], edges: &Edges) -> bool {
    let mut open: HashMap<u64, i32> = HashMap::new();
    let mut add = |[a, b]: [u32; 2], by: i32| *open.entry(key([a, b])).or_default() += if a < b { by } else { -by };
    for &[a, b, c] in triangles {
        [[a, b], [b, c], [c, a]].into_iter().for_each(|edge| add(edge, 1));
    }
    let mut own = std::collections::HashSet::new();
    for rim in rims {
        for (&a, &b) in rim.vertices.iter().zip(rim.vertices.iter().cycle().skip(1)) {
            add([a, b], -1);
            own.insert(key([a, b]));
        }
    }
    let is_new = |&[a, b, c]: &[u32; 3]| {
        [[a, b], [b, c], [c, a]].into_iter().all(|edge| own.contains(&key(edge)) || !edges.has(edge))
    };
    !triangles.is_empty() && open.values().all(|sum| *sum == 0) && triangles.iter().all(is_new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_inside_or_not() {
        let square = [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]];
        assert!(contains(&square, [1.0, 3.0]));
        assert!(!contains(&square, [5.0, 3.0]) && !contains(&square, [-1.0, 3.0]));
    }
}
