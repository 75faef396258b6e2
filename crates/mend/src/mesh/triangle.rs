//! Points, segments and triangles in space.

use glam::{DVec3, Vec3};
use space::Aabb;

use crate::near::Shape;

/// In double precision.
pub(crate) fn wide(point: [f32; 3]) -> DVec3 {
    Vec3::from_array(point).as_dvec3()
}

/// Of length 1, or zero where it has none. Each coordinate is divided by the length, which rounds once.
pub(crate) fn unit(vector: DVec3) -> DVec3 {
    let length = vector.length();
    if length > 0.0 { vector / length } else { DVec3::ZERO }
}

/// Twice the area as a vector along the normal.
pub(crate) fn normal([a, b, c]: [DVec3; 3]) -> DVec3 {
    (b - a).cross(c - a)
}

/// mm².
pub(crate) fn area(corners: [DVec3; 3]) -> f64 {
    normal(corners).length() / 2.0
}

/// Six times the signed volume between a triangle and `centre`.
pub(crate) fn six_volumes(corners: [DVec3; 3], centre: DVec3) -> f64 {
    (corners[0] - centre).dot(normal(corners))
}

pub(crate) fn centroid([a, b, c]: [DVec3; 3]) -> DVec3 {
    (a + b + c) / 3.0
}

/// The solid angle under which a triangle is seen, over 4π (van Oosterom and Strackee, 1983).
pub(crate) fn winding([a, b, c]: [DVec3; 3], eye: DVec3) -> f64 {
    let [a, b, c] = [a - eye, b - eye, c - eye];
    let [la, lb, lc] = [a, b, c].map(DVec3::length);
    let triple = a.dot(b.cross(c));
    let under = la * lb * lc + a.dot(b) * lc + b.dot(c) * la + c.dot(a) * lb;
    triple.atan2(under) / (2.0 * std::f64::consts::PI)
}

/// The generalised winding number of `triangles` about `eye`: how often they wind round it.
pub(crate) fn winding_number(triangles: impl Iterator<Item = [DVec3; 3]>, eye: DVec3) -> f64 {
    triangles.map(|corners| winding(corners, eye)).sum()
}

/// The diagonal of the box round some points, mm: the size that tolerances are shares of. Zero without points.
pub(crate) fn diagonal(points: impl Iterator<Item = DVec3>) -> f64 {
    let bounds = points.fold(Aabb::<f64, 3>::NOTHING, |bounds, point| bounds.with_point(point.to_array()));
    let side = DVec3::from_array(bounds.high) - DVec3::from_array(bounds.low);
    if side.x >= 0.0 { side.length() } else { 0.0 }
}

/// The point of a triangle that is nearest to `point` (Ericson, "Real-Time Collision Detection", 5.1.5).
pub(crate) fn nearest_on([a, b, c]: [DVec3; 3], point: DVec3) -> DVec3 {
    let (ab, ac, ap) = (b - a, c - a, point - a);
    let (d1, d2) = (ab.dot(ap), ac.dot(ap));
    if d1 <= 0.0 && d2 <= 0.0 {
        return a;
    }
    let bp = point - b;
    let (d3, d4) = (ab.dot(bp), ac.dot(bp));
    if d3 >= 0.0 && d4 <= d3 {
        return b;
    }
    let vc = d1 * d4 - d3 * d2;
    if vc <= 0.0 && d1 >= 0.0 && d3 <= 0.0 && d1 - d3 > 0.0 {
        return a + d1 / (d1 - d3) * ab;
    }
    let cp = point - c;
    let (d5, d6) = (ab.dot(cp), ac.dot(cp));
    if d6 >= 0.0 && d5 <= d6 {
        return c;
    }
    let vb = d5 * d2 - d1 * d6;
    if vb <= 0.0 && d2 >= 0.0 && d6 <= 0.0 && d2 - d6 > 0.0 {
        return a + d2 / (d2 - d6) * ac;
    }
    let va = d3 * d6 - d5 * d4;
    let (up, down) = (d4 - d3, d5 - d6);
    if va <= 0.0 && up >= 0.0 && down >= 0.0 && up + down > 0.0 {
        return b + up / (up + down) * (c - b);
    }
    let sum = va + vb + vc;
    if sum > 0.0 { a + vb / sum * ab + vc / sum * ac } else { nearest_on_rim([a, b, c], point) }
}

/// The same for a triangle so thin that its inside cannot be told in doubles.
fn nearest_on_rim(corners: [DVec3; 3], point: DVec3) -> DVec3 {
    let on_edge = |edge: usize| on_segment([corners[edge], corners[(edge + 1) % 3]], point).0;
    let [first, second, third] = [0, 1, 2].map(on_edge);
    let nearer = |a: DVec3, b: DVec3| if b.distance(point) < a.distance(point) { b } else { a };
    nearer(nearer(first, second), third)
}

/// The nearest point of a segment, and how far along it lies, 0 to 1.
pub(crate) fn on_segment([a, b]: [DVec3; 2], point: DVec3) -> (DVec3, f64) {
    let way = b - a;
    let square = way.dot(way);
    let share = if square > 0.0 { (way.dot(point - a) / square).clamp(0.0, 1.0) } else { 0.0 };
    (a + share * way, share)
}

/// Whether three points lie on one line, exactly: their shadows on the three planes do.
pub(crate) fn is_line([a, b, c]: [DVec3; 3]) -> bool {
    (0..3).all(|axis| {
        let shadow = |point: DVec3| robust::Coord { x: point[(axis + 1) % 3], y: point[(axis + 2) % 3] };
        robust::orient2d(shadow(a), shadow(b), shadow(c)) == 0.0
    })
}

impl Shape<3> for DVec3 {
    type Point = DVec3;

    fn aabb(&self) -> Aabb<f64, 3> {
        Aabb::of([self.to_array()])
    }

    fn distance(&self, point: DVec3) -> f64 {
        DVec3::distance(*self, point)
    }

    fn coordinates(point: DVec3) -> [f64; 3] {
        point.to_array()
    }
}

/// A segment.
impl Shape<3> for [DVec3; 2] {
    type Point = DVec3;

    fn aabb(&self) -> Aabb<f64, 3> {
        Aabb::of(self.map(|end| end.to_array()))
    }

    fn distance(&self, point: DVec3) -> f64 {
        on_segment(*self, point).0.distance(point)
    }

    fn coordinates(point: DVec3) -> [f64; 3] {
        point.to_array()
    }
}

/// A triangle.
impl Shape<3> for [DVec3; 3] {
    type Point = DVec3;

    fn aabb(&self) -> Aabb<f64, 3> {
        Aabb::of(self.map(|corner| corner.to_array()))
    }

    fn distance(&self, point: DVec3) -> f64 {
        nearest_on(*self, point).distance(point)
    }

    fn coordinates(point: DVec3) -> [f64; 3] {
        point.to_array()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRIANGLE: [DVec3; 3] = [DVec3::ZERO, DVec3::new(4.0, 0.0, 0.0), DVec3::new(0.0, 4.0, 0.0)];

    #[test]
    fn the_nearest_point_is_inside_on_an_edge_or_a_corner() {
        let nearest = |triangle, x, y, z| nearest_on(triangle, DVec3::new(x, y, z)).to_array();
        assert_eq!(nearest(TRIANGLE, 1.0, 1.0, 5.0), [1.0, 1.0, 0.0]);
        assert_eq!(nearest(TRIANGLE, 2.0, -3.0, 1.0), [2.0, 0.0, 0.0]);
        assert_eq!(nearest(TRIANGLE, 3.0, 3.0, 0.0), [2.0, 2.0, 0.0]);
        assert_eq!(nearest(TRIANGLE, -1.0, -1.0, 2.0), [0.0, 0.0, 0.0]);
        let thin = [DVec3::ZERO, DVec3::new(2.0, 0.0, 0.0), DVec3::new(1.0, 0.0, 0.0)];
        assert_eq!(nearest(thin, 1.5, 1.0, 0.0), [1.5, 0.0, 0.0]);
    }

    #[test]
    fn a_corner_of_space_is_seen_under_an_eighth() {
        let corner = [DVec3::X, DVec3::Y, DVec3::Z].map(|axis| 1e6 * axis);
        assert!((winding(corner, DVec3::ZERO) - 0.125).abs() < 1e-12);
    }
}
