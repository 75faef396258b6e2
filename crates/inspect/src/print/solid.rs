//! The part as a body that rays go through: ray casting over a bounding volume hierarchy.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use glam::DVec3;
use rayon::prelude::*;

use crate::boxes::{Aabb, Bvh, aabb};
use crate::vector::{unit, wide};

/// Where a ray goes through the surface.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    /// How far along the ray, mm.
    pub at_mm: f64,
    /// The triangle's index.
    pub triangle: u32,
    /// Whether the ray leaves what the triangle bounds, and does not enter it.
    pub leaves: bool,
}

/// Welded triangles with a bounding volume hierarchy over them.
pub(super) struct Solid<'a> {
    pub positions: &'a [[f32; 3]],
    pub triangles: &'a [[u32; 3]],
    /// For each vertex the lowest one of its shell.
    pub lowest: &'a [u32],
    /// `[x0, y0, z0, x1, y1, z1]`, mm.
    pub bounds: [f32; 6],
    /// Whether bodies may lie in one another, so that some of the surface is inside.
    pub overlapping: bool,
    /// The triangle of each piece that the hierarchy holds.
    pieces: Vec<u32>,
    bvh: Bvh,
    /// Boxes looked at so far: what rays cost, whatever the machine is.
    looked_at: AtomicU64,
}

/// A triangle whose box is so many times as large as itself is cut into pieces: long slanted ones would otherwise be asked
/// by every ray.
const SLANTED: f64 = 6.0;
/// Cuts of one triangle, one after the other: at most two to the power of this many pieces.
const CUTS_MAX: u32 = 4;
/// Pieces are no smaller than this part of the part's size.
const PIECE_SHARE: f64 = 1.0 / 128.0;

/// Directions that no drawn edge follows: for asking what is inside.
const ODD: [DVec3; 3] =
    [DVec3::new(0.3820, 0.5257, 0.7602), DVec3::new(-0.7391, 0.2247, 0.6352), DVec3::new(0.1460, -0.8090, 0.5694)];

impl<'a> Solid<'a> {
    /// Builds the hierarchy. Triangles without area bound nothing and are left out.
    pub fn new(
        positions: &'a [[f32; 3]],
        triangles: &'a [[u32; 3]],
        lowest: &'a [u32],
        bounds: [f32; 6],
        overlapping: bool,
    ) -> Self {
        let side = |axis: usize| f64::from(bounds[axis + 3]) - f64::from(bounds[axis]);
        let least_mm = PIECE_SHARE * DVec3::new(side(0), side(1), side(2)).length();
        let of_triangle = |(index, triangle): (usize, &[u32; 3])| {
            let [a, b, c] = *triangle;
            let mut pieces = Vec::new();
            if a != b && b != c && c != a {
                let corners = triangle.map(|vertex| positions[vertex as usize]);
                cut(corners, least_mm, CUTS_MAX, &mut |piece| pieces.push((index as u32, piece)));
            }
            pieces
        };
        let pieces: Vec<(u32, Aabb)> = triangles.par_iter().enumerate().flat_map_iter(of_triangle).collect();
        let items = (0..pieces.len() as u32).into_par_iter();
        let bvh = Bvh::new(items, |piece| pieces[piece as usize].1, aabb(bounds));
        let pieces = pieces.into_iter().map(|(triangle, _)| triangle).collect();
        Self { positions, triangles, lowest, bounds, overlapping, pieces, bvh, looked_at: AtomicU64::new(0) }
    }

    pub fn corners(&self, triangle: u32) -> [DVec3; 3] {
        self.triangles[triangle as usize].map(|vertex| wide(self.positions[vertex as usize]))
    }

    /// Twice the triangle's area along its normal.
    pub fn area_vector(&self, triangle: u32) -> DVec3 {
        let [a, b, c] = self.corners(triangle);
        (b - a).cross(c - a)
    }

    /// The normal of length one; none of a triangle without area.
    pub fn normal(&self, triangle: u32) -> Option<DVec3> {
        unit(self.area_vector(triangle))
    }

    /// Stands for the shell that a triangle is of.
    pub fn shell(&self, triangle: u32) -> u32 {
        self.lowest[self.triangles[triangle as usize][0] as usize]
    }

    /// Whether two triangles share a corner.
    pub fn are_neighbours(&self, one: u32, other: u32) -> bool {
        let others = self.triangles[other as usize];
        self.triangles[one as usize].iter().any(|vertex| others.contains(vertex))
    }

    /// The longest way through the box round it, mm.
    pub fn diagonal_mm(&self) -> f64 {
        let side = |axis: usize| f64::from(self.bounds[axis + 3]) - f64::from(self.bounds[axis]);
        DVec3::new(side(0), side(1), side(2)).length()
    }

    /// Boxes that rays looked at so far.
    pub fn looked_at(&self) -> u64 {
        self.looked_at.load(Relaxed)
    }

    /// What a ray meets up to `reach_mm`, nearest first. `along` has length one; `from` may lie on the surface: what is
    /// met nearer than a millionth of the part's size is not told.
    pub fn hits(&self, from: DVec3, along: DVec3, reach_mm: f64, found: &mut Vec<Hit>) {
        found.clear();
        let near = self.diagonal_mm() * 1e-6;
        let looked_at = self.bvh.along(from.to_array(), (from + reach_mm * along).to_array(), |piece| {
            let triangle = self.pieces[piece as usize];
            let [a, b, c] = self.corners(triangle);
            if let Some((at_mm, leaves)) = meets(from, along, a, b, c)
                && at_mm > near
                && at_mm <= reach_mm
            {
                found.push(Hit { at_mm, triangle, leaves });
            }
        });
        self.looked_at.fetch_add(looked_at, Relaxed);
        found.sort_by(|a, b| a.at_mm.total_cmp(&b.at_mm).then(a.triangle.cmp(&b.triangle)));
        found.dedup_by_key(|hit| hit.triangle);
        // Where bodies touch, the next is entered before the one is left: what is one in the end has no wall there.
        let same = near.max(1e-7);
        let mut from = 0;
        while from < found.len() {
            let run = found[from..].iter().take_while(|hit| hit.at_mm - found[from].at_mm <= same).count();
            found[from..from + run].sort_by_key(|hit| hit.leaves);
            from += run;
        }
    }

    /// Whether a point lies inside: rays from it leave more often than they enter, by most of three.
    pub fn is_inside(&self, point: DVec3, found: &mut Vec<Hit>) -> bool {
        let inside = |along: &&DVec3| {
            let along = unit(**along).unwrap_or(DVec3::Z);
            self.hits(point, along, 2.0 * self.diagonal_mm(), found);
            // Two triangles met in one place share the edge that was hit: one passage.
            found.dedup_by(|a, b| (a.at_mm - b.at_mm).abs() < 1e-9 && a.leaves == b.leaves);
            found.iter().map(|hit| if hit.leaves { 1 } else { -1 }).sum::<i32>() > 0
        };
        ODD.iter().filter(inside).count() >= 2
    }
}

/// Hands the boxes of a triangle's pieces to `each`: of itself, where its box fits it well.
fn cut(corners: [[f32; 3]; 3], least_mm: f64, cuts_left: u32, each: &mut impl FnMut(Aabb)) {
    let bounds = Aabb::of(corners);
    let side = |axis: usize| f64::from(bounds.high[axis]) - f64::from(bounds.low[axis]);
    let [x, y, z] = [side(0), side(1), side(2)];
    let points = corners.map(wide);
    let area = (points[1] - points[0]).cross(points[2] - points[0]).length() / 2.0;
    if cuts_left == 0 || x * y + y * z + z * x <= SLANTED * area || DVec3::new(x, y, z).length() <= least_mm {
        each(bounds);
        return;
    }
    let edge = |from: usize| points[from].distance(points[(from + 1) % 3]);
    let longest = (0..3).max_by(|&one, &other| edge(one).total_cmp(&edge(other))).unwrap_or(0);
    let [a, b, c] = [0, 1, 2].map(|step| corners[(longest + step) % 3]);
    let middle = std::array::from_fn(|axis| a[axis] / 2.0 + b[axis] / 2.0);
    cut([a, middle, c], least_mm, cuts_left - 1, each);
    cut([middle, b, c], least_mm, cuts_left - 1, each);
}

/// Where a ray meets a triangle, and whether it leaves through it (Möller and Trumbore, 1997).
fn meets(from: DVec3, along: DVec3, a: DVec3, b: DVec3, c: DVec3) -> Option<(f64, bool)> {
    let (ab, ac) = (b - a, c - a);
    let across = along.cross(ac);
    let det = ab.dot(across);
    if det == 0.0 {
        return None;
    }
    let arm = from - a;
    let u = arm.dot(across) / det;
    let side = arm.cross(ab);
    let v = along.dot(side) / det;
    let inside = u >= 0.0 && v >= 0.0 && u + v <= 1.0;
    // The determinant is below zero where the ray goes with the normal.
    inside.then(|| (ac.dot(side) / det, det < 0.0))
}
