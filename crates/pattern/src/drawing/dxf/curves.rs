//! Arcs, bulges and ellipses as cubics.

use std::f64::consts::TAU;

use kurbo::{Arc, BezPath, PathEl, Point, Vec2};

/// Arcs are not divided finer than this share of their radius: beyond it doubles hold nothing more.
const FINEST: f64 = 1e-9;

/// A corner of a polyline, and the bulge of what follows it: the tangent of a quarter of the arc's angle.
#[derive(Clone, Copy, Debug)]
pub(super) struct Corner {
    pub at: Point,
    pub bulge: f64,
}

/// A polyline whose segments may be arcs, within `tolerance` of them.
pub(super) fn polyline(corners: &[Corner], closed: bool, tolerance: f64) -> BezPath {
    let mut path = BezPath::new();
    let Some(first) = corners.first() else {
        return path;
    };
    path.move_to(first.at);
    for pair in corners.windows(2) {
        segment(&mut path, pair[0], pair[1].at, tolerance);
    }
    if let Some(last) = corners.last().filter(|_| closed) {
        if last.bulge != 0.0 && corners.len() > 1 {
            segment(&mut path, *last, first.at, tolerance);
        }
        path.close_path();
    }
    path
}

fn segment(path: &mut BezPath, from: Corner, to: Point, tolerance: f64) {
    let chord = to - from.at;
    let bulge = from.bulge;
    // A bulge under a billionth lies closer to its chord than a machine can tell.
    if bulge.abs() < 1e-9 || chord.hypot() == 0.0 || !bulge.is_finite() {
        path.line_to(to);
        return;
    }
    let center = from.at.midpoint(to) + Vec2::new(-chord.y, chord.x) * ((1.0 - bulge * bulge) / (4.0 * bulge));
    let spoke = from.at - center;
    arc(path, center, spoke.hypot(), spoke.atan2(), 4.0 * bulge.atan(), tolerance);
    end_at(path, to);
}

/// The last point as the file gives it, so that the next segment meets it to the bit.
fn end_at(path: &mut BezPath, to: Point) {
    if let Some(PathEl::CurveTo(_, _, end) | PathEl::LineTo(end)) = path.elements_mut().last_mut() {
        *end = to;
    }
}

/// Adds an arc; angles in radians, counter-clockwise.
pub(super) fn arc(path: &mut BezPath, center: Point, radius: f64, start: f64, sweep: f64, tolerance: f64) {
    ellipse(path, center, Vec2::new(radius, 0.0), 1.0, start, sweep, tolerance);
}

/// Adds an arc of an ellipse by its longer axis, the ratio of its shorter one, and its parameters in radians.
pub(super) fn ellipse(
    path: &mut BezPath,
    center: Point,
    major: Vec2,
    ratio: f64,
    start: f64,
    sweep: f64,
    tolerance: f64,
) {
    let length = major.hypot();
    let exact = Arc::new(center, (length, length * ratio), start, sweep, major.atan2());
    if !(length.is_finite() && center.is_finite() && ratio.is_finite() && start.is_finite() && sweep.is_finite()) {
        // What is no number must not pass for nothing: the walk finds it in the path and says so.
        path.move_to(Point::new(f64::NAN, f64::NAN));
        return;
    }
    let tolerance = tolerance.max(length * FINEST).max(f64::MIN_POSITIVE);
    let begin = point_on(center, major, ratio, start);
    match path.elements().last() {
        None | Some(PathEl::ClosePath) => path.move_to(begin),
        Some(_) => path.line_to_if_far(begin),
    }
    exact.to_cubic_beziers(tolerance, |a, b, c| path.curve_to(a, b, c));
}

fn point_on(center: Point, major: Vec2, ratio: f64, parameter: f64) -> Point {
    let minor = Vec2::new(-major.y, major.x) * ratio;
    center + major * parameter.cos() + minor * parameter.sin()
}

/// The angle from `start` on to `end`, counter-clockwise, in `(0, 2π]`; both in radians.
pub(super) fn sweep(start: f64, end: f64) -> f64 {
    let sweep = (end - start).rem_euclid(TAU);
    if sweep.is_nan() || sweep > 1e-12 { sweep } else { TAU }
}

/// Joins an arc to what stands before it.
trait Join {
    fn line_to_if_far(&mut self, to: Point);
}

impl Join for BezPath {
    /// A line over a gap; a difference in the last bits is none.
    fn line_to_if_far(&mut self, to: Point) {
        let gap = self.current_position().map_or(0.0, |at| (to - at).hypot());
        if gap > 1e-9 * (1.0 + to.to_vec2().hypot()) {
            self.line_to(to);
        }
    }
}
