//! HATCH: boundary paths of polylines, or of lines, arcs, ellipses and splines in a row.

use glam::DVec3;
use kurbo::{BezPath, Point, Vec2};

use super::curves::{self, Corner};
use super::records::{Record, integer, number};
use super::spline::Spline;

/// The boundaries of a hatch in its own plane, and whether it is filled whole (rather than by a pattern).
pub(super) fn boundary(record: &Record, tolerance: f64) -> (BezPath, bool) {
    let begin = record.groups.iter().position(|(code, _)| *code == 91).unwrap_or(record.groups.len());
    let mut cursor = Cursor { groups: &record.groups[begin..], at: 0 };
    let mut out = BezPath::new();
    let count = cursor.take_integer(91).unwrap_or(0);
    for _ in 0..count {
        let Some(flags) = cursor.take_integer(92) else {
            break;
        };
        let path = if flags & 2 == 2 { polyline(&mut cursor, tolerance) } else { edges(&mut cursor, tolerance) };
        out.extend(path);
        let source_count = cursor.take_integer(97).unwrap_or(0);
        cursor.skip(330, source_count);
    }
    (out, record.integer(70, 0) == 1)
}

/// Reads groups in their order, because the same codes come again for each edge.
struct Cursor<'r, 'a> {
    groups: &'r [(i32, &'a str)],
    at: usize,
}

impl Cursor<'_, '_> {
    fn take(&mut self, code: i32) -> Option<&str> {
        let (known, value) = self.groups.get(self.at)?;
        (*known == code).then(|| {
            self.at += 1;
            *value
        })
    }

    fn take_integer(&mut self, code: i32) -> Option<i64> {
        self.take(code).and_then(integer)
    }

    fn take_number(&mut self, code: i32) -> Option<f64> {
        self.take(code).map(number)
    }

    fn take_point(&mut self, code: i32) -> Option<Point> {
        let x = self.take_number(code)?;
        Some(Point::new(x, self.take_number(code + 10)?))
    }

    fn skip(&mut self, code: i32, count: i64) {
        for _ in 0..count {
            if self.take(code).is_none() {
                break;
            }
        }
    }
}

fn polyline(cursor: &mut Cursor, tolerance: f64) -> BezPath {
    cursor.take_integer(72);
    let closed = cursor.take_integer(73).unwrap_or(1) != 0;
    let count = cursor.take_integer(93).unwrap_or(0);
    let mut corners = Vec::new();
    for _ in 0..count {
        let Some(at) = cursor.take_point(10) else {
            break;
        };
        let bulge = cursor.take_number(42).unwrap_or(0.0);
        corners.push(Corner { at, bulge });
    }
    curves::polyline(&corners, closed, tolerance)
}

fn edges(cursor: &mut Cursor, tolerance: f64) -> BezPath {
    let mut path = BezPath::new();
    let count = cursor.take_integer(93).unwrap_or(0);
    for _ in 0..count {
        let Some(kind) = cursor.take_integer(72) else {
            break;
        };
        let drawn = match kind {
            1 => line(cursor, &mut path),
            2 => arc(cursor, &mut path, tolerance),
            3 => ellipse(cursor, &mut path, tolerance),
            4 => spline(cursor, &mut path, tolerance),
            _ => None,
        };
        if drawn.is_none() {
            break;
        }
    }
    if !path.elements().is_empty() {
        path.close_path();
    }
    path
}

fn join(path: &mut BezPath, to: Point) {
    match path.current_position() {
        None => path.move_to(to),
        Some(at) if (at - to).hypot() > 1e-9 * (1.0 + to.to_vec2().hypot()) => path.line_to(to),
        Some(_) => {}
    }
}

fn line(cursor: &mut Cursor, path: &mut BezPath) -> Option<()> {
    let (from, to) = (cursor.take_point(10)?, cursor.take_point(11)?);
    join(path, from);
    path.line_to(to);
    Some(())
}

/// Start and sweep in radians; an edge that runs clockwise counts its angles clockwise, too.
fn angles(cursor: &mut Cursor) -> Option<(f64, f64)> {
    let (start, end) = (cursor.take_number(50)?.to_radians(), cursor.take_number(51)?.to_radians());
    let counter_clockwise = cursor.take_integer(73).unwrap_or(1) != 0;
    let sweep = curves::sweep(start, end);
    Some(if counter_clockwise { (start, sweep) } else { (-start, -sweep) })
}

fn arc(cursor: &mut Cursor, path: &mut BezPath, tolerance: f64) -> Option<()> {
    let (center, radius) = (cursor.take_point(10)?, cursor.take_number(40)?);
    let (start, sweep) = angles(cursor)?;
    curves::arc(path, center, radius, start, sweep, tolerance);
    Some(())
}

fn ellipse(cursor: &mut Cursor, path: &mut BezPath, tolerance: f64) -> Option<()> {
    let (center, major) = (cursor.take_point(10)?, cursor.take_point(11)?);
    let ratio = cursor.take_number(40)?;
    let (start, sweep) = angles(cursor)?;
    curves::ellipse(path, center, Vec2::new(major.x, major.y), ratio, start, sweep, tolerance);
    Some(())
}

fn spline(cursor: &mut Cursor, path: &mut BezPath, tolerance: f64) -> Option<()> {
    let degree = usize::try_from(cursor.take_integer(94)?).ok()?;
    cursor.take_integer(73);
    cursor.take_integer(74);
    let (knot_count, control_count) = (cursor.take_integer(95)?, cursor.take_integer(96)?);
    let knots: Vec<f64> = (0..knot_count).map_while(|_| cursor.take_number(40)).collect();
    let (mut points, mut weights) = (Vec::new(), Vec::new());
    for _ in 0..control_count {
        let Some(point) = cursor.take_point(10) else {
            break;
        };
        points.push([point.x, point.y, 0.0]);
        weights.push(cursor.take_number(42).unwrap_or(1.0));
    }
    // Fit points and tangents, where the boundary's own count of sources does not follow at once.
    if let Some(fit_count) =
        cursor.groups.get(cursor.at + 1).filter(|(code, _)| *code == 11).and_then(|_| cursor.take_integer(97))
    {
        (0..fit_count).map_while(|_| cursor.take_point(11)).for_each(drop);
        cursor.take_point(12);
        cursor.take_point(13);
    }
    let curve =
        Spline::new(degree, knots, &points, &weights)?.path(|point: DVec3| Point::new(point.x, point.y), tolerance);
    join(path, curve.elements().first()?.end_point()?);
    path.extend(curve.elements().iter().skip(1).copied());
    Some(())
}
