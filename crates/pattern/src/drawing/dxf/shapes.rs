//! The geometry of one entity, in its own frame.

use glam::{DAffine3, DMat3, DVec3};
use kurbo::{BezPath, Point};

use super::curves::{self, Corner};
use super::frame::{enlargement, plane, seen, seen_point};
use super::hatch;
use super::records::Record;
use super::spline::{self, Spline};

/// Deviation of curves from the exact ones, in millimetres.
const TOLERANCE_MM: f64 = 5e-4;

/// What a record draws.
pub(super) struct Shape {
    pub path: BezPath,
    /// Filled: opacity of the fill, of 255.
    pub fill: Option<u8>,
}

/// What `record` draws in `frame`, seen from above; none where it is no shape known here.
pub(super) fn shape(record: &Record, vertices: &[Record], frame: &DAffine3) -> Option<Shape> {
    let own = *frame * plane([record.number(210, 0.0), record.number(220, 0.0), record.number(230, 1.0)]);
    let tolerance = TOLERANCE_MM / enlargement(frame).max(f64::MIN_POSITIVE);
    let line = |path| Some(Shape { path, fill: None });
    match record.kind {
        "LINE" => line(open(&[record.point(10), record.point(11)], frame)),
        // A drill mark: a line of no length.
        "POINT" => line(open(&[record.point(10), record.point(10)], frame)),
        "3DFACE" => line(closed(&corners(record, false), frame)),
        "SOLID" | "TRACE" => Some(Shape { path: closed(&corners(record, true), &own), fill: Some(255) }),
        "LWPOLYLINE" => line(seen(&own, &light_polyline(record, tolerance), record.number(38, 0.0))),
        "POLYLINE" => line(polyline(record, vertices, frame, &own, tolerance)),
        "ARC" | "CIRCLE" => line(seen(&own, &round(record, tolerance), record.number(30, 0.0))),
        "ELLIPSE" => line(ellipse(record, frame)),
        "SPLINE" | "HELIX" => line(bspline(record, frame).unwrap_or_else(no_curve)),
        "LEADER" => line(open(&record.points(10), frame)),
        "HATCH" => {
            let (path, whole) = hatch::boundary(record, tolerance);
            Some(Shape { path: seen(&own, &path, record.number(30, 0.0)), fill: Some(if whole { 255 } else { 96 }) })
        }
        _ => None,
    }
}

fn open(points: &[[f64; 3]], frame: &DAffine3) -> BezPath {
    let mut path = BezPath::new();
    for point in points {
        let at = seen_point(frame, *point);
        if path.elements().is_empty() { path.move_to(at) } else { path.line_to(at) }
    }
    path
}

fn closed(points: &[[f64; 3]], frame: &DAffine3) -> BezPath {
    let mut path = open(points, frame);
    if !path.elements().is_empty() {
        path.close_path();
    }
    path
}

/// Three or four corners; SOLID gives the last two crosswise.
fn corners(record: &Record, crosswise: bool) -> Vec<[f64; 3]> {
    let mut corners: Vec<_> =
        (10..14).filter(|code| record.text(*code).is_some()).map(|code| record.point(code)).collect();
    if corners.len() == 4 && corners[2] == corners[3] {
        corners.pop();
    }
    if crosswise && corners.len() == 4 {
        corners.swap(2, 3);
    }
    corners
}

fn light_polyline(record: &Record, tolerance: f64) -> BezPath {
    let mut corners: Vec<Corner> = Vec::new();
    for (code, value) in &record.groups {
        let value = || super::records::number(value);
        match (code, corners.last_mut()) {
            (10, _) => corners.push(Corner { at: Point::new(value(), 0.0), bulge: 0.0 }),
            (20, Some(corner)) => corner.at.y = value(),
            (42, Some(corner)) => corner.bulge = value(),
            _ => {}
        }
    }
    curves::polyline(&corners, record.integer(70, 0) & 1 == 1, tolerance)
}

fn polyline(record: &Record, vertices: &[Record], frame: &DAffine3, own: &DAffine3, tolerance: f64) -> BezPath {
    let flags = record.integer(70, 0);
    let is_closed = flags & 1 == 1;
    // Vertices of a spline's frame (16) only guide the curve.
    let drawn = vertices.iter().filter(|vertex| vertex.integer(70, 0) & 16 == 0);
    if flags & 8 == 8 {
        let points: Vec<_> = drawn.map(|vertex| vertex.point(10)).collect();
        return if is_closed { closed(&points, frame) } else { open(&points, frame) };
    }
    let corner = |vertex: &Record| {
        let [x, y, _] = vertex.point(10);
        Corner { at: Point::new(x, y), bulge: vertex.number(42, 0.0) }
    };
    let corners: Vec<_> = drawn.map(corner).collect();
    seen(own, &curves::polyline(&corners, is_closed, tolerance), record.number(30, 0.0))
}

fn round(record: &Record, tolerance: f64) -> BezPath {
    let [x, y, _] = record.point(10);
    let mut path = BezPath::new();
    let radius = record.number(40, 0.0);
    if record.kind == "CIRCLE" {
        curves::arc(&mut path, Point::new(x, y), radius, 0.0, std::f64::consts::TAU, tolerance);
        path.close_path();
    } else {
        let (start, end) = (record.number(50, 0.0).to_radians(), record.number(51, 360.0).to_radians());
        curves::arc(&mut path, Point::new(x, y), radius, start, curves::sweep(start, end), tolerance);
    }
    path
}

fn ellipse(record: &Record, frame: &DAffine3) -> BezPath {
    let normal =
        DVec3::new(record.number(210, 0.0), record.number(220, 0.0), record.number(230, 1.0)).normalize_or(DVec3::Z);
    let major = DVec3::from_array(record.point(11));
    let minor = normal.cross(major) * record.number(40, 1.0);
    let unit = *frame
        * DAffine3 {
            matrix3: DMat3::from_cols(major, minor, normal),
            translation: DVec3::from_array(record.point(10)),
        };
    let (start, end) = (record.number(41, 0.0), record.number(42, std::f64::consts::TAU));
    let sweep = curves::sweep(start, end);
    let mut path = BezPath::new();
    let tolerance = TOLERANCE_MM / enlargement(&unit).max(f64::MIN_POSITIVE);
    curves::arc(&mut path, Point::ZERO, 1.0, start, sweep, tolerance);
    if sweep > std::f64::consts::TAU - 1e-9 {
        path.close_path();
    }
    seen(&unit, &path, 0.0)
}

/// In place of a curve that cannot be: it is not finite, and is told as such.
fn no_curve() -> BezPath {
    let mut path = BezPath::new();
    path.move_to(Point::new(f64::NAN, f64::NAN));
    path
}

fn bspline(record: &Record, frame: &DAffine3) -> Option<BezPath> {
    let degree = usize::try_from(record.integer(71, 3)).ok()?;
    let place = |point: DVec3| seen_point(frame, point.to_array());
    let controls = record.points(10);
    let mut path = if controls.is_empty() {
        let points: Vec<Point> = record.points(11).iter().map(|point| seen_point(frame, *point)).collect();
        spline::through(&points)
    } else {
        Spline::new(degree, record.numbers(40), &controls, &record.numbers(41))?.path(place, TOLERANCE_MM)
    };
    let ends = (path.elements().first().and_then(kurbo::PathEl::end_point), path.current_position());
    let meets = matches!(ends, (Some(first), Some(last)) if (first - last).hypot() < TOLERANCE_MM);
    if record.integer(70, 0) & 1 == 1 && meets {
        path.close_path();
    }
    Some(path)
}
