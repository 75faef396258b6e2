//! Frames in space: an entity's own plane by its extrusion, and a block's place.

use glam::{DAffine3, DMat3, DVec3};
use kurbo::{BezPath, PathEl, Point};

/// Below this share of x and y a normal counts as upright (the arbitrary axis algorithm of the DXF reference).
const UPRIGHT: f64 = 1.0 / 64.0;

/// The entity's own plane in the world, by the normal in group 210.
pub(super) fn plane(normal: [f64; 3]) -> DAffine3 {
    let Some(z) = DVec3::from_array(normal).try_normalize() else {
        return DAffine3::IDENTITY;
    };
    let side = if z.x.abs() < UPRIGHT && z.y.abs() < UPRIGHT { DVec3::Y } else { DVec3::Z };
    let x = side.cross(z).normalize();
    DAffine3::from_mat3(DMat3::from_cols(x, z.cross(x), z))
}

/// How much `frame` enlarges at most.
pub(super) fn enlargement(frame: &DAffine3) -> f64 {
    let columns = [frame.matrix3.x_axis, frame.matrix3.y_axis, frame.matrix3.z_axis];
    columns.iter().map(|column| column.length()).fold(0.0, f64::max)
}

/// `flat`, drawn at height `z` in `frame`, seen from above. Curves stay exact: the map is affine.
pub(super) fn seen(frame: &DAffine3, flat: &BezPath, z: f64) -> BezPath {
    let place = |point: Point| {
        let placed = frame.transform_point3(DVec3::new(point.x, point.y, z));
        Point::new(placed.x, placed.y)
    };
    let turn = |element: &PathEl| match *element {
        PathEl::MoveTo(a) => PathEl::MoveTo(place(a)),
        PathEl::LineTo(a) => PathEl::LineTo(place(a)),
        PathEl::QuadTo(a, b) => PathEl::QuadTo(place(a), place(b)),
        PathEl::CurveTo(a, b, c) => PathEl::CurveTo(place(a), place(b), place(c)),
        PathEl::ClosePath => PathEl::ClosePath,
    };
    BezPath::from_vec(flat.elements().iter().map(turn).collect())
}

/// A point in `frame`, seen from above.
pub(super) fn seen_point(frame: &DAffine3, point: [f64; 3]) -> Point {
    let placed = frame.transform_point3(DVec3::from_array(point));
    Point::new(placed.x, placed.y)
}
