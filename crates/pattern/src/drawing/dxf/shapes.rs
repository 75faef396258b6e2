//! The geometry of one entity, in its own frame.

use glam::{DAffine3, DMat3, DVec3};
use kurbo::{BezPath, Point};

use super::curves::{self, Corner};
use super::fit;
use super::frame::{enlargement, plane, seen, seen_point};
use super::hatch;
use super::records::Record;
use super::spline::Spline;

/// Deviation of curves from the exact ones, in millimetres.
const TOLERANCE_MM: f64 = 5e-4;

/// What a record draws.
pub(super) struct Shape {
    pub path: BezPath,
    /// Filled: opacity of the fill, of 255.
    pub fill: Option<u8>,
    /// The greatest width of a line that has one of its own, millimetres; 0 is none.
    pub width_mm: f64,
}

/// What `record` draws in `frame`, seen from above; none where it is no shape known here.
pub(super) fn shape(record: &Record, vertices: &[Record], frame: &DAffine3) -> Option<Shape> {
    let own = *frame * plane([record.number(210, 0.0), record.number(220, 0.0), record.number(230, 1.0)]);
    let tolerance = TOLERANCE_MM / enlargement(frame).max(f64::MIN_POSITIVE);
    let line = |path| Some(Shape { path, fill: None, width_mm: 0.0 });
    let wide = |path, width| Some(Shape { path, fill: None, width_mm: width * enlargement(&own) });
    let filled = |path, opacity| Some(Shape { path, fill: Some(opacity), width_mm: 0.0 });
    match record.kind {
        "LINE" => line(open(&[record.point(10), record.point(11)], frame)),
        // A drill mark: a line of no length.
        "POINT" => line(open(&[record.point(10), record.point(10)], frame)),
        "3DFACE" => line(closed(&corners(record, false), frame)),
        "SOLID" | "TRACE" => filled(closed(&corners(record, true), &own), 255),
        "LWPOLYLINE" => {
            let corners = light_corners(record);
            let closed = record.integer(70, 0) & 1 == 1;
            let width = greatest(&[record], &[40, 41, 43]);
            let height = record.number(38, 0.0);
            match donut(&corners, closed, record.number(43, 0.0), tolerance) {
                Some(ring) => filled(seen(&own, &ring, height), 255),
                None => wide(seen(&own, &curves::polyline(&corners, closed, tolerance), height), width),
            }
        }
        "POLYLINE" => {
            let of: Vec<&Record> = std::iter::once(record).chain(vertices).collect();
            wide(polyline(record, vertices, frame, &own, tolerance), greatest(&of, &[40, 41]))
        }
        "ARC" | "CIRCLE" => line(seen(&own, &round(record, tolerance), record.number(30, 0.0))),
        "ELLIPSE" => line(ellipse(record, frame)),
        "SPLINE" | "HELIX" => line(bspline(record, frame).unwrap_or_else(no_curve)),
        "LEADER" => line(open(&record.points(10), frame)),
        "HATCH" => {
            let (path, whole) = hatch::boundary(record, tolerance);
            filled(seen(&own, &path, record.number(30, 0.0)), if whole { 255 } else { 96 })
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

/// The greatest width under `codes`; 0 where none is given.
fn greatest(records: &[&Record], codes: &[i32]) -> f64 {
    let widths = records.iter().flat_map(|record| codes.iter().flat_map(|code| record.numbers(*code)));
    widths.filter(|width| width.is_finite()).fold(0.0, f64::max)
}

/// AutoCAD's DONUT, a closed polyline of two half circles with a width: the ring that it fills.
fn donut(corners: &[Corner], closed: bool, width: f64, tolerance: f64) -> Option<BezPath> {
    let [first, second] = corners else { return None };
    let is_round = closed && width > 0.0 && [first, second].iter().all(|corner| corner.bulge.abs() == 1.0);
    if !is_round || first.bulge != second.bulge {
        return None;
    }
    let (center, radius) = (first.at.midpoint(second.at), (second.at - first.at).hypot() / 2.0);
    let mut ring = BezPath::new();
    for radius in [radius + width / 2.0, radius - width / 2.0].into_iter().filter(|radius| *radius > 0.0) {
        curves::arc(&mut ring, center, radius, 0.0, std::f64::consts::TAU, tolerance);
        ring.close_path();
    }
    Some(ring)
}

fn light_corners(record: &Record) -> Vec<Corner> {
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
    corners
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
        let points: Vec<DVec3> = record.points(11).into_iter().map(DVec3::from_array).collect();
        let tangents = [12, 13].map(|code| record.text(code).map(|_| DVec3::from_array(record.point(code))));
        return Some(fit::through(&points, tangents, record.integer(70, 0) & 1 == 1, place));
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
