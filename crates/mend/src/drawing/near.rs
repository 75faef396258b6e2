//! Points and lines of a drawing as shapes that can be asked for what is near.

use kurbo::{Line, Point};
use space::Aabb;

use crate::near::Shape;

impl Shape<2> for Point {
    type Point = Point;

    fn aabb(&self) -> Aabb<f64, 2> {
        Aabb::of([[self.x, self.y]])
    }

    fn distance(&self, point: Point) -> f64 {
        Point::distance(*self, point)
    }

    fn coordinates(point: Point) -> [f64; 2] {
        [point.x, point.y]
    }
}

impl Shape<2> for Line {
    type Point = Point;

    fn aabb(&self) -> Aabb<f64, 2> {
        Aabb::of([self.p0, self.p1].map(|end| [end.x, end.y]))
    }

    fn distance(&self, point: Point) -> f64 {
        off(*self, point)
    }

    fn coordinates(point: Point) -> [f64; 2] {
        [point.x, point.y]
    }
}

/// How far a point is from a line between its ends, mm.
pub(super) fn off(line: Line, point: Point) -> f64 {
    let way = line.p1 - line.p0;
    let square = way.hypot2();
    let share = if square > 0.0 { (way.dot(point - line.p0) / square).clamp(0.0, 1.0) } else { 0.0 };
    (line.p0 + share * way).distance(point)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_point_of_a_line_is_between_its_ends_or_one_of_them() {
        let line = Line::new((1.0, 1.0), (5.0, 1.0));
        assert_eq!(off(line, Point::new(3.0, 4.0)), 3.0);
        assert_eq!(off(line, Point::new(-2.0, 5.0)), 5.0);
        assert_eq!(off(line, Point::new(8.0, -3.0)), 5.0);
        assert_eq!(off(Line::new((1.0, 1.0), (1.0, 1.0)), Point::new(4.0, 5.0)), 5.0, "a line without length");
    }
}
