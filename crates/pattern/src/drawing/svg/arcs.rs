//! Arcs as cubics: usvg keeps a tenth of a user unit, which shows on a machine, so they are written out before.

use kurbo::{Arc, BezPath, Point, SvgArc, Vec2};
use svgtypes::{PathParser, PathSegment};

/// Arcs are not divided finer than this share of their radius.
const FINEST: f64 = 1e-9;

/// What path data hold.
pub(super) struct Count {
    /// Segments up to the first error.
    pub segments: u64,
    /// Whether one of them is an arc.
    pub has_arc: bool,
    /// Whether there is no error.
    pub is_whole: bool,
}

/// Counts the segments of `data`.
pub(super) fn count(data: &str) -> Count {
    let mut count = Count { segments: 0, has_arc: false, is_whole: true };
    for segment in PathParser::from(data) {
        let Ok(segment) = segment else {
            count.is_whole = data.trim() == "none";
            break;
        };
        count.segments += 1;
        count.has_arc |= matches!(segment, PathSegment::EllipticalArc { .. });
    }
    count
}

/// `data` with every arc as cubics that stay within `tolerance` user units of it, up to the first error.
pub(super) fn without_arcs(data: &str, tolerance: f64) -> String {
    let mut pen = Pen { path: BezPath::new(), start: Point::ZERO, at: Point::ZERO, control: None, tolerance };
    for segment in PathParser::from(data).map_while(Result::ok) {
        pen.draw(segment);
    }
    pen.path.to_svg()
}

/// An ellipse as a closed path, from three o'clock on and clockwise as seen, as SVG has it.
pub(super) fn ellipse(center: Point, radii: Vec2, tolerance: f64) -> String {
    let mut path = BezPath::new();
    let arc = Arc::new(center, radii, 0.0, std::f64::consts::TAU, 0.0);
    path.move_to((center.x + radii.x, center.y));
    path.extend(arc.append_iter(within(tolerance, radii)));
    path.close_path();
    path.to_svg()
}

/// The control point that a smooth segment would mirror.
enum Control {
    Cubic(Point),
    Quadratic(Point),
}

struct Pen {
    path: BezPath,
    start: Point,
    at: Point,
    control: Option<Control>,
    tolerance: f64,
}

impl Pen {
    fn point(&self, abs: bool, x: f64, y: f64) -> Point {
        if abs { Point::new(x, y) } else { self.at + Vec2::new(x, y) }
    }

    fn draw(&mut self, segment: PathSegment) {
        match segment {
            PathSegment::MoveTo { abs, x, y } => {
                self.at = self.point(abs, x, y);
                self.start = self.at;
                self.path.move_to(self.at);
                self.control = None;
            }
            PathSegment::ClosePath { .. } => {
                self.path.close_path();
                self.at = self.start;
                self.control = None;
            }
            _ => self.draw_on(segment),
        }
    }

    fn draw_on(&mut self, segment: PathSegment) {
        // After `Z` the next segment may begin without `M`, which kurbo does not allow.
        if matches!(self.path.elements().last(), None | Some(kurbo::PathEl::ClosePath)) {
            self.path.move_to(self.at);
        }
        match segment {
            PathSegment::LineTo { abs, x, y } => self.line(self.point(abs, x, y)),
            PathSegment::HorizontalLineTo { abs, x } => {
                self.line(Point::new(if abs { x } else { self.at.x + x }, self.at.y))
            }
            PathSegment::VerticalLineTo { abs, y } => {
                self.line(Point::new(self.at.x, if abs { y } else { self.at.y + y }))
            }
            PathSegment::CurveTo { abs, x1, y1, x2, y2, x, y } => {
                self.cubic(self.point(abs, x1, y1), self.point(abs, x2, y2), self.point(abs, x, y));
            }
            PathSegment::SmoothCurveTo { abs, x2, y2, x, y } => {
                let first = match self.control {
                    Some(Control::Cubic(control)) => self.at + (self.at - control),
                    _ => self.at,
                };
                self.cubic(first, self.point(abs, x2, y2), self.point(abs, x, y));
            }
            PathSegment::Quadratic { abs, x1, y1, x, y } => {
                self.quadratic(self.point(abs, x1, y1), self.point(abs, x, y))
            }
            PathSegment::SmoothQuadratic { abs, x, y } => {
                let control = match self.control {
                    Some(Control::Quadratic(control)) => self.at + (self.at - control),
                    _ => self.at,
                };
                self.quadratic(control, self.point(abs, x, y));
            }
            PathSegment::EllipticalArc { abs, rx, ry, x_axis_rotation, large_arc, sweep, x, y } => {
                let to = self.point(abs, x, y);
                let (radii, x_rotation) = (Vec2::new(rx, ry), x_axis_rotation.to_radians());
                self.arc(&SvgArc { from: self.at, to, radii, x_rotation, large_arc, sweep });
            }
            PathSegment::MoveTo { .. } | PathSegment::ClosePath { .. } => {}
        }
    }

    fn line(&mut self, to: Point) {
        self.path.line_to(to);
        self.at = to;
        self.control = None;
    }

    fn cubic(&mut self, first: Point, second: Point, to: Point) {
        self.path.curve_to(first, second, to);
        self.at = to;
        self.control = Some(Control::Cubic(second));
    }

    fn quadratic(&mut self, control: Point, to: Point) {
        self.path.quad_to(control, to);
        self.at = to;
        self.control = Some(Control::Quadratic(control));
    }

    fn arc(&mut self, arc: &SvgArc) {
        match Arc::from_svg_arc(arc) {
            Some(exact) if exact.center.is_finite() && exact.radii.is_finite() => {
                exact.to_cubic_beziers(within(self.tolerance, exact.radii), |first, second, to| {
                    self.path.curve_to(first, second, to)
                });
                // The end as the file gives it, so that the next segment meets it to the bit.
                if let Some(kurbo::PathEl::CurveTo(_, _, to)) = self.path.elements_mut().last_mut() {
                    *to = arc.to;
                }
            }
            _ => self.path.line_to(arc.to),
        }
        self.at = arc.to;
        self.control = None;
    }
}

/// The tolerance that an arc of these radii can be held to: ever finer pieces of a huge one would never end.
fn within(tolerance: f64, radii: Vec2) -> f64 {
    tolerance.max(radii.x.abs().max(radii.y.abs()) * FINEST)
}
