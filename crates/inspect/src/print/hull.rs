//! The convex hull: the sides on which a part can be laid.
//!
//! Quickhull (Barber, Dobkin and Huhdanpaa, 1996) with exact orientation tests. A facet is left as it is once nothing
//! reaches further than the tolerance beyond it, so that a sphere of a million triangles has a hull of a few thousand.

use std::collections::HashMap;

use glam::DVec3;
use robust::Coord3D;

use crate::vector::unit;

/// How far beyond a plane rounding sets a point, as part of the largest coordinate, with room to spare.
const ROUNDING: f64 = 1e-12;
/// A facet is a sliver where its height is less than this part of its longest edge.
const SLIVER: f64 = 1e-6;

/// A hull of points, or of what of them reaches beyond the tolerance.
#[derive(Clone, Debug, Default)]
pub(super) struct Hull {
    /// Corners.
    pub corners: Vec<DVec3>,
    /// Triangles by corner, turned outwards.
    pub triangles: Vec<[u32; 3]>,
}

struct Facet {
    corners: [u32; 3],
    /// Behind the edge from corner `i` to corner `i + 1`.
    next: [u32; 3],
    normal: DVec3,
    offset: f64,
    /// Whether it is all but a line, so that rounding makes its normal: exact tests tell what lies beyond it.
    is_sliver: bool,
    outside: Vec<u32>,
    alive: bool,
}

/// The hull of `points`, mm; none where they lie in one plane. What lies less than `tolerance_mm` beyond it may be left
/// out.
pub(super) fn hull(points: &[DVec3], tolerance_mm: f64) -> Option<Hull> {
    // What rounding alone can set beyond a plane is not beyond it.
    let largest = points.iter().flat_map(|point| point.to_array()).fold(0.0f64, |sum, value| sum.max(value.abs()));
    let tolerance_mm = tolerance_mm.max(ROUNDING * largest);
    let first = first_four(points, tolerance_mm)?;
    let mut work = Work { points, facets: Vec::new(), tolerance_mm };
    work.start(first);
    let mut at = 0;
    while at < work.facets.len() {
        if work.facets[at].alive && !work.facets[at].outside.is_empty() {
            work.grow(at);
        }
        at += 1;
    }
    Some(work.finish())
}

/// Four corners of a body as large as it is easily found, turned so that the fourth is behind the others.
fn first_four(points: &[DVec3], tolerance_mm: f64) -> Option<[u32; 4]> {
    let furthest = |measure: &dyn Fn(DVec3) -> f64| {
        let mut best = (0u32, f64::NEG_INFINITY);
        for (index, &point) in points.iter().enumerate() {
            let value = measure(point);
            if value > best.1 {
                best = (index as u32, value);
            }
        }
        best
    };
    let at = |index: u32| points[index as usize];
    let (mut ends, mut span) = ([0, 0], -1.0);
    for axis in 0..3 {
        let (low, high) = (furthest(&|point| -point[axis]).0, furthest(&|point| point[axis]).0);
        let side = points.get(high as usize)?[axis] - at(low)[axis];
        if side > span {
            (ends, span) = ([low, high], side);
        }
    }
    let [a, b] = ends;
    let line = unit(at(b) - at(a))?;
    let (c, off_line) = furthest(&|point| (point - at(a)).cross(line).length());
    let normal = unit((at(b) - at(a)).cross(at(c) - at(a)))?;
    let (d, off_plane) = furthest(&|point| (point - at(a)).dot(normal).abs());
    if off_line <= tolerance_mm || off_plane <= tolerance_mm {
        return None;
    }
    Some(if (at(d) - at(a)).dot(normal) > 0.0 { [a, c, b, d] } else { [a, b, c, d] })
}

struct Work<'a> {
    points: &'a [DVec3],
    facets: Vec<Facet>,
    tolerance_mm: f64,
}

impl Work<'_> {
    fn start(&mut self, [a, b, c, d]: [u32; 4]) {
        // Each facet with the numbers of those behind its three edges.
        for (corners, next) in
            [([a, b, c], [1, 2, 3]), ([b, a, d], [0, 3, 2]), ([c, b, d], [0, 1, 3]), ([a, c, d], [0, 2, 1])]
        {
            self.push(corners, next);
        }
        for index in 0..self.points.len() as u32 {
            self.hand(index, 0..4);
        }
    }

    fn push(&mut self, corners: [u32; 3], next: [u32; 3]) -> usize {
        let [a, b, c] = corners.map(|corner| self.points[corner as usize]);
        let across = (b - a).cross(c - a);
        let longest = [b - a, c - b, a - c].map(|edge| edge.dot(edge)).into_iter().fold(0.0, f64::max);
        let is_sliver = across.length() < SLIVER * longest;
        let normal = unit(across).unwrap_or_default();
        let offset = normal.dot(a);
        self.facets.push(Facet { corners, next, normal, offset, is_sliver, outside: Vec::new(), alive: true });
        self.facets.len() - 1
    }

    /// Gives a point to the first of the facets that it lies beyond; one that lies beyond none is inside.
    fn hand(&mut self, point: u32, mut facets: std::ops::Range<usize>) {
        let at = self.points[point as usize];
        let beyond = |index: usize| match &self.facets[index] {
            facet if facet.is_sliver => self.sees(point, index as u32),
            facet => facet.normal.dot(at) - facet.offset > self.tolerance_mm,
        };
        if let Some(found) = facets.find(|&index| beyond(index)) {
            self.facets[found].outside.push(point);
        }
    }

    fn sees(&self, point: u32, facet: u32) -> bool {
        let exact = |index: u32| {
            let [x, y, z] = self.points[index as usize].to_array();
            Coord3D { x, y, z }
        };
        let [a, b, c] = self.facets[facet as usize].corners.map(exact);
        robust::orient3d(a, b, c, exact(point)) < 0.0
    }

    /// Takes the furthest point beyond a facet into the hull.
    fn grow(&mut self, at: usize) {
        let facet = &self.facets[at];
        let height = |&point: &u32| facet.normal.dot(self.points[point as usize]);
        let Some(&point) = facet.outside.iter().max_by(|a, b| height(a).total_cmp(&height(b))) else { return };
        if !self.sees(point, at as u32) {
            // Rounding set it beyond a facet too thin to tell.
            self.facets[at].outside.clear();
            return;
        }
        let (seen, horizon) = self.horizon(point, at as u32);
        let first = self.facets.len();
        // An edge of the horizon starts where the one before it ends.
        let mut by_start = HashMap::new();
        for &([start, end], behind) in &horizon {
            let new = self.push([start, end, point], [behind, 0, 0]) as u32;
            let edge = (0..3).find(|&edge| self.facets[behind as usize].corners[edge] == end);
            if let Some(edge) = edge {
                self.facets[behind as usize].next[edge] = new;
            }
            by_start.insert(start, new);
        }
        for (offset, &([_, end], _)) in horizon.iter().enumerate() {
            let (new, following) = (first + offset, by_start[&end]);
            self.facets[new].next[1] = following;
            self.facets[following as usize].next[2] = new as u32;
        }
        let last = self.facets.len();
        for facet in seen {
            self.facets[facet as usize].alive = false;
            for orphan in std::mem::take(&mut self.facets[facet as usize].outside) {
                if orphan != point {
                    self.hand(orphan, first..last);
                }
            }
        }
    }

    /// The facets that `point` sees, and the edges round them with the facets behind.
    fn horizon(&self, point: u32, from: u32) -> (Vec<u32>, Vec<([u32; 2], u32)>) {
        let (mut seen, mut horizon, mut at) = (vec![from], Vec::new(), 0);
        let mut known = HashMap::from([(from, true)]);
        while at < seen.len() {
            let facet = &self.facets[seen[at] as usize];
            for edge in 0..3 {
                let behind = facet.next[edge];
                let visible = *known.entry(behind).or_insert_with(|| {
                    let visible = self.sees(point, behind);
                    if visible {
                        seen.push(behind);
                    }
                    visible
                });
                if !visible {
                    horizon.push(([facet.corners[edge], facet.corners[(edge + 1) % 3]], behind));
                }
            }
            at += 1;
        }
        (seen, horizon)
    }

    fn finish(self) -> Hull {
        let mut number = HashMap::new();
        let mut hull = Hull::default();
        for facet in self.facets.iter().filter(|facet| facet.alive) {
            let triangle = facet.corners.map(|corner| {
                *number.entry(corner).or_insert_with(|| {
                    hull.corners.push(self.points[corner as usize]);
                    hull.corners.len() as u32 - 1
                })
            });
            hull.triangles.push(triangle);
        }
        hull
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn volume(hull: &Hull) -> f64 {
        let six = |triangle: &[u32; 3]| {
            let [a, b, c] = triangle.map(|corner| hull.corners[corner as usize]);
            a.dot(b.cross(c))
        };
        hull.triangles.iter().map(six).sum::<f64>() / 6.0
    }

    #[test]
    fn the_hull_of_a_cube_with_points_on_its_sides_is_the_cube() {
        let mut points = Vec::new();
        for x in 0..=4 {
            for y in 0..=4 {
                points.extend((0..=4).map(|z| DVec3::new(f64::from(x), f64::from(y), f64::from(z))));
            }
        }
        let hull = hull(&points, 0.0).expect("a body");
        assert!((volume(&hull) - 64.0).abs() < 1e-9, "{}", volume(&hull));
    }

    #[test]
    fn what_lies_in_a_plane_has_no_hull() {
        let points: Vec<DVec3> =
            (0..20).map(|index| DVec3::new(f64::from(index % 5), f64::from(index / 5), 3.0)).collect();
        assert!(hull(&points, 1e-6).is_none());
        assert!(hull(&[], 0.0).is_none());
        assert!(hull(&[DVec3::new(1.0, 2.0, 3.0); 4], 0.0).is_none());
    }

    proptest! {
        #[test]
        fn every_point_lies_behind_every_facet_and_the_surface_is_closed(
            points in prop::collection::vec(prop::array::uniform3(-20i32..20), 4..120),
        ) {
            let points: Vec<DVec3> = points.into_iter().map(|point| DVec3::from_array(point.map(f64::from)) * 0.37).collect();
            if let Some(hull) = hull(&points, 0.0) {
                let mut edges = HashMap::new();
                for triangle in &hull.triangles {
                    let [a, b, c] = triangle.map(|corner| hull.corners[corner as usize]);
                    // Not divided by its length: of a facet that is all but a line rounding leaves no direction.
                    let normal = (b - a).cross(c - a);
                    for &point in &points {
                        prop_assert!(normal.dot(point - a) < 1e-9);
                    }
                    for edge in 0..3 {
                        *edges.entry([triangle[edge], triangle[(edge + 1) % 3]]).or_insert(0) += 1;
                    }
                }
                prop_assert!(edges.iter().all(|(&[a, b], &count)| count == 1 && edges.contains_key(&[b, a])));
                prop_assert_eq!(hull.corners.len() as i64 - edges.len() as i64 / 2 + hull.triangles.len() as i64, 2);
            }
        }
    }
}
