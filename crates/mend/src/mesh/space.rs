//! Points and triangles in space.

/// A point, mm.
pub(crate) type Point = [f64; 3];

pub(crate) fn wide(point: [f32; 3]) -> Point {
    point.map(f64::from)
}

pub(crate) fn minus(a: Point, b: Point) -> Point {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

pub(crate) fn plus(a: Point, b: Point, share: f64) -> Point {
    [a[0] + share * b[0], a[1] + share * b[1], a[2] + share * b[2]]
}

pub(crate) fn dot(a: Point, b: Point) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

pub(crate) fn cross(u: Point, v: Point) -> Point {
    [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]]
}

pub(crate) fn length(vector: Point) -> f64 {
    dot(vector, vector).sqrt()
}

pub(crate) fn distance(a: Point, b: Point) -> f64 {
    length(minus(b, a))
}

/// Of length 1, or zero where it has none.
pub(crate) fn unit(vector: Point) -> Point {
    let length = length(vector);
    if length > 0.0 { vector.map(|value| value / length) } else { [0.0; 3] }
}

/// Twice the area as a vector along the normal.
pub(crate) fn normal([a, b, c]: [Point; 3]) -> Point {
    cross(minus(b, a), minus(c, a))
}

/// mm².
pub(crate) fn area(corners: [Point; 3]) -> f64 {
    length(normal(corners)) / 2.0
}

/// Six times the signed volume between a triangle and `centre`.
pub(crate) fn six_volumes(corners: [Point; 3], centre: Point) -> f64 {
    dot(minus(corners[0], centre), normal(corners))
}

pub(crate) fn centroid([a, b, c]: [Point; 3]) -> Point {
    std::array::from_fn(|axis| (a[axis] + b[axis] + c[axis]) / 3.0)
}

/// The solid angle under which a triangle is seen, over 4π (van Oosterom and Strackee, 1983).
pub(crate) fn winding([a, b, c]: [Point; 3], eye: Point) -> f64 {
    let [a, b, c] = [a, b, c].map(|corner| minus(corner, eye));
    let [la, lb, lc] = [a, b, c].map(length);
    let triple = dot(a, cross(b, c));
    let under = la * lb * lc + dot(a, b) * lc + dot(b, c) * la + dot(c, a) * lb;
    triple.atan2(under) / (2.0 * std::f64::consts::PI)
}

/// The point of a triangle that is nearest to `point` (Ericson, "Real-Time Collision Detection", 5.1.5).
pub(crate) fn nearest_on([a, b, c]: [Point; 3], point: Point) -> Point {
    let (ab, ac, ap) = (minus(b, a), minus(c, a), minus(point, a));
    let (d1, d2) = (dot(ab, ap), dot(ac, ap));
    if d1 <= 0.0 && d2 <= 0.0 {
        return a;
    }
    let bp = minus(point, b);
    let (d3, d4) = (dot(ab, bp), dot(ac, bp));
    if d3 >= 0.0 && d4 <= d3 {
        return b;
    }
    let vc = d1 * d4 - d3 * d2;
    if vc <= 0.0 && d1 >= 0.0 && d3 <= 0.0 && d1 - d3 > 0.0 {
        return plus(a, ab, d1 / (d1 - d3));
    }
    let cp = minus(point, c);
    let (d5, d6) = (dot(ab, cp), dot(ac, cp));
    if d6 >= 0.0 && d5 <= d6 {
        return c;
    }
    let vb = d5 * d2 - d1 * d6;
    if vb <= 0.0 && d2 >= 0.0 && d6 <= 0.0 && d2 - d6 > 0.0 {
        return plus(a, ac, d2 / (d2 - d6));
    }
    let va = d3 * d6 - d5 * d4;
    let (up, down) = (d4 - d3, d5 - d6);
    if va <= 0.0 && up >= 0.0 && down >= 0.0 && up + down > 0.0 {
        return plus(b, minus(c, b), up / (up + down));
    }
    let sum = va + vb + vc;
    if sum > 0.0 { plus(plus(a, ab, vb / sum), ac, vc / sum) } else { nearest_on_rim([a, b, c], point) }
}

/// The same for a triangle so thin that its inside cannot be told in doubles.
fn nearest_on_rim(corners: [Point; 3], point: Point) -> Point {
    let on_edge = |edge: usize| on_segment([corners[edge], corners[(edge + 1) % 3]], point).0;
    let [first, second, third] = [0, 1, 2].map(on_edge);
    let nearer = |a: Point, b: Point| if distance(b, point) < distance(a, point) { b } else { a };
    nearer(nearer(first, second), third)
}

/// The nearest point of a segment, and how far along it lies, 0 to 1.
pub(crate) fn on_segment([a, b]: [Point; 2], point: Point) -> (Point, f64) {
    let way = minus(b, a);
    let square = dot(way, way);
    let share = if square > 0.0 { (dot(way, minus(point, a)) / square).clamp(0.0, 1.0) } else { 0.0 };
    (plus(a, way, share), share)
}

/// Whether three points lie on one line, exactly: their shadows on the three planes do.
pub(crate) fn is_line([a, b, c]: [Point; 3]) -> bool {
    (0..3).all(|axis| {
        let shadow = |point: Point| robust::Coord { x: point[(axis + 1) % 3], y: point[(axis + 2) % 3] };
        robust::orient2d(shadow(a), shadow(b), shadow(c)) == 0.0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRIANGLE: [Point; 3] = [[0.0, 0.0, 0.0], [4.0, 0.0, 0.0], [0.0, 4.0, 0.0]];

    #[test]
    fn the_nearest_point_is_inside_on_an_edge_or_a_corner() {
        assert_eq!(nearest_on(TRIANGLE, [1.0, 1.0, 5.0]), [1.0, 1.0, 0.0]);
        assert_eq!(nearest_on(TRIANGLE, [2.0, -3.0, 1.0]), [2.0, 0.0, 0.0]);
        assert_eq!(nearest_on(TRIANGLE, [3.0, 3.0, 0.0]), [2.0, 2.0, 0.0]);
        assert_eq!(nearest_on(TRIANGLE, [-1.0, -1.0, 2.0]), [0.0, 0.0, 0.0]);
        assert_eq!(nearest_on([[0.0; 3], [2.0, 0.0, 0.0], [1.0, 0.0, 0.0]], [1.5, 1.0, 0.0]), [1.5, 0.0, 0.0]);
    }

    #[test]
    fn a_corner_of_space_is_seen_under_an_eighth() {
        let far = 1e6;
        let corner = [[far, 0.0, 0.0], [0.0, far, 0.0], [0.0, 0.0, far]];
        assert!((winding(corner, [0.0; 3]) - 0.125).abs() < 1e-12);
    }
}
