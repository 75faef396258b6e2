//! Chords that lie on a circle as one arc.
//!
//! A run of chords becomes an arc through its two ends only where it runs round the circle one way, and every chord lies
//! within the tolerance of the circle from its ends to its middle. Seen from the centre each point of the chords has one
//! of the arc beside it and the other way round, so neither is farther from the other than that.

use std::f64::consts::TAU;

use kurbo::{Arc, ParamCurve as _, ParamCurveDeriv as _, PathSeg, Point, Vec2};

use super::strokes::Stroke;

/// Fewer chords are a polygon that is meant.
const CHORDS_MIN: usize = 4;
/// Chords that one arc may replace.
const CHORDS_MAX: usize = 4_000;
/// From one chord to the next a curve turns by at most this; more is a corner. Radians: 20°.
const TURN_MAX: f64 = 0.35;
/// Corners of chords lie on the curve that was meant, so they must be this many times nearer to the circle than the
/// chords' middles: else an arc would reach into the line that it runs out into.
const CORNER_TIMES: f64 = 4.0;
/// Shorter runs are tried where one has a corner against its neighbour that was none.
const SHORTER_MAX: usize = 3;
/// A joint is smooth where it turns by no more than this many times what the chords do.
const SMOOTH_TIMES: f64 = 1.5;
/// Directions this near are one, radians.
const ALIKE: f64 = 1e-3;
/// How far the cubics that stand for an arc may be off it, as a share of its radius: writers know them again by it.
const EXACT: f64 = 2e-8;
/// Chords measured in one drawing; what is left then stays as it is.
pub(super) const LOOKS_MAX: usize = 200_000_000;

/// What became of a stroke.
pub(super) struct Fitted {
    pub stroke: Stroke,
    pub arcs: u64,
    pub chords: u64,
}

/// The stroke with arcs in place of chords; none where there are none. Where `may_turn` a closed one may begin elsewhere
/// afterwards: at a corner, so that no arc is cut in two by where it was begun.
/// `looks` is what may still be measured.
pub(super) fn fitted(stroke: &Stroke, tolerance_mm: f64, may_turn: bool, looks: &mut usize) -> Option<Fitted> {
    let mut stroke = stroke.clone();
    let ends_meet = stroke.ends().is_some_and(|[first, last]| first == last);
    if may_turn && ends_meet {
        let corner = (0..stroke.segments.len()).find(|&at| !goes_on(&stroke, at)).unwrap_or_default();
        stroke.segments.rotate_left(corner);
    }
    let mut fit = Fit { stroke: &stroke, is_loop: ends_meet, out: Vec::new(), looks, tolerance_mm };
    let (mut arcs, mut chords, mut at) = (0, 0, 0);
    while at < stroke.segments.len() {
        match fit.longest(at) {
            Some((length, arc)) => {
                fit.push(arc, stroke.segments[at + length - 1].end());
                (arcs, chords, at) = (arcs + 1, chords + length as u64, at + length);
            }
            None => {
                fit.out.push(stroke.segments[at]);
                at += 1;
            }
        }
    }
    let segments = fit.out;
    (arcs > 0).then_some(Fitted { stroke: Stroke { segments, ..stroke }, arcs, chords })
}

/// Whether the line before the segment of index `at`, on the other side of the seam too, goes on in it without a corner.
fn goes_on(stroke: &Stroke, at: usize) -> bool {
    let before = &stroke.segments[(at + stroke.segments.len() - 1) % stroke.segments.len()];
    let both_straight = is_line(before) && is_line(&stroke.segments[at]);
    both_straight && angle(leaving(before), entering(&stroke.segments[at])) <= TURN_MAX
}

struct Fit<'a> {
    stroke: &'a Stroke,
    is_loop: bool,
    /// What stands for the segments so far.
    out: Vec<PathSeg>,
    looks: &'a mut usize,
    tolerance_mm: f64,
}

impl Fit<'_> {
    /// The longest run from `at` on that an arc stands for, and the arc.
    fn longest(&mut self, at: usize) -> Option<(usize, Arc)> {
        let segments = &self.stroke.segments;
        let most = segments.len().min(at + CHORDS_MAX);
        let joins = |index: &usize| *index == at || goes_on(self.stroke, *index);
        let reach = (at..most).take_while(|index| is_line(&segments[*index]) && joins(index)).count();
        let mut good = CHORDS_MIN;
        self.arc(at, good.min(reach).max(1)).filter(|_| reach >= CHORDS_MIN)?;
        let mut step = 1;
        while good + step <= reach && self.arc(at, good + step).is_some() {
            good += step;
            step *= 2;
        }
        while step > 0 {
            if good + step <= reach && self.arc(at, good + step).is_some() {
                good += step;
            }
            step /= 2;
        }
        let shortest = good.saturating_sub(SHORTER_MAX).max(CHORDS_MIN);
        (shortest..=good).rev().find_map(|length| {
            let arc = self.arc(at, length)?;
            (bows(&arc, self.tolerance_mm) && self.is_as_smooth(at, length, &arc)).then_some((length, arc))
        })
    }

    /// The arc for `length` chords from `at` on; none where one of them lies too far from it.
    fn arc(&mut self, at: usize, length: usize) -> Option<Arc> {
        *self.looks = self.looks.checked_sub(length)?;
        let chords = &self.stroke.segments[at..at + length];
        let corner = |index: usize| chords.get(index).map_or_else(|| chords[length - 1].end(), PathSeg::start);
        let through = if corner(0) == corner(length) {
            [corner(0), corner(length / 3), corner(2 * length / 3)]
        } else {
            [corner(0), corner(length / 2), corner(length)]
        };
        let center = center(through)?;
        let radius = center.distance(corner(0));
        let (mut sweep, mut is_near) = (0.0, radius.is_finite());
        let way = (corner(0) - center).cross(corner(1) - center).signum();
        for chord in chords {
            let (from, to) = (chord.start() - center, chord.end() - center);
            let step = from.cross(to).atan2(from.dot(to));
            sweep += step;
            let nearest = nearest(from, to);
            is_near &= step * way > 0.0
                && (from.hypot() - radius).abs().max((to.hypot() - radius).abs()) * CORNER_TIMES <= self.tolerance_mm
                && (radius - nearest).abs() <= self.tolerance_mm;
        }
        let is_once = sweep.abs() <= TAU + 1e-9;
        let start = (corner(0) - center).atan2();
        (is_near && is_once).then(|| Arc::new(center, Vec2::new(radius, radius), start, sweep, 0.0))
    }

    /// Whether the arc has no corner against what is before and behind it where the chords had none.
    fn is_as_smooth(&self, at: usize, length: usize, arc: &Arc) -> bool {
        let segments = &self.stroke.segments;
        let count = segments.len();
        let turn = arc.sweep_angle.abs() / length as f64;
        let [begin, end] = [arc.start_angle, arc.start_angle + arc.sweep_angle].map(|at| {
            let (sine, cosine) = at.sin_cos();
            Vec2::new(-sine, cosine) * arc.sweep_angle.signum()
        });
        let smooth = |was: f64, is: f64| was > SMOOTH_TIMES * turn || is <= was + ALIKE;
        let (first, last) = (&segments[at], &segments[at + length - 1]);
        let known = at > 0 || self.is_loop;
        let before = &segments[(at + count - 1) % count];
        let drawn = if at > 0 { self.out.last().unwrap_or(before) } else { before };
        let behind = &segments[(at + length) % count];
        let ends = at + length < count || self.is_loop;
        let whole = length == count;
        whole
            || ((!known || smooth(angle(leaving(before), entering(first)), angle(leaving(drawn), begin)))
                && (!ends || smooth(angle(leaving(last), entering(behind)), angle(end, entering(behind)))))
    }

    /// Adds an arc as cubics; the last one ends at `to`, to the bit.
    fn push(&mut self, arc: Arc, to: Point) {
        let tolerance = EXACT * arc.radii.x;
        let mut from = self.out.last().map(PathSeg::end).unwrap_or_else(|| arc.eval_start());
        let mut cubics: Vec<[Point; 3]> = Vec::new();
        arc.to_cubic_beziers(tolerance, |a, b, c| cubics.push([a, b, c]));
        if let Some(last) = cubics.last_mut() {
            last[2] = to;
        }
        for [a, b, c] in cubics {
            self.out.push(PathSeg::Cubic(kurbo::CubicBez::new(from, a, b, c)));
            from = c;
        }
    }
}

/// Where an arc begins.
trait Start {
    fn eval_start(&self) -> Point;
}

impl Start for Arc {
    fn eval_start(&self) -> Point {
        let (sine, cosine) = self.start_angle.sin_cos();
        self.center + Vec2::new(self.radii.x * cosine, self.radii.y * sine)
    }
}

fn is_line(segment: &PathSeg) -> bool {
    matches!(segment, PathSeg::Line(_))
}

/// Whether an arc is farther from a straight line than the tolerance, so that no line would do.
fn bows(arc: &Arc, tolerance_mm: f64) -> bool {
    let half = (arc.sweep_angle.abs() / 2.0).min(std::f64::consts::PI);
    arc.radii.x * (1.0 - half.cos()) > tolerance_mm
}

/// The direction in which a segment begins.
fn entering(segment: &PathSeg) -> Vec2 {
    let way = match segment {
        PathSeg::Line(line) => line.p1 - line.p0,
        PathSeg::Quad(quad) => quad.deriv().eval(0.0).to_vec2(),
        PathSeg::Cubic(cubic) => cubic.deriv().eval(0.0).to_vec2(),
    };
    if way.hypot2() > 0.0 { way } else { segment.end() - segment.start() }
}

/// The direction in which a segment ends.
fn leaving(segment: &PathSeg) -> Vec2 {
    -entering(&segment.reverse())
}

/// Between two directions, 0 to π.
fn angle(a: Vec2, b: Vec2) -> f64 {
    a.cross(b).atan2(a.dot(b)).abs()
}

/// The centre of the circle through three points; none where they are in line.
fn center([a, b, c]: [Point; 3]) -> Option<Point> {
    let (u, v) = (b - a, c - a);
    let twice = 2.0 * u.cross(v);
    let off = Vec2::new(v.y * u.hypot2() - u.y * v.hypot2(), u.x * v.hypot2() - v.x * u.hypot2()) / twice;
    off.is_finite().then(|| a + off)
}

/// How near a chord, as seen from the centre, comes to it.
fn nearest(from: Vec2, to: Vec2) -> f64 {
    let way = to - from;
    let share = (-from.dot(way) / way.hypot2()).clamp(0.0, 1.0);
    (from + way * share).hypot()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurbo::{BezPath, Shape as _};

    /// The corners of chords of an arc of 10 mm round the origin.
    fn chords(from_deg: f64, to_deg: f64, count: u32) -> Vec<Point> {
        let at = |step: u32| {
            let angle = (from_deg + (to_deg - from_deg) * f64::from(step) / f64::from(count)).to_radians();
            Point::new(10.0 * angle.cos(), 10.0 * angle.sin())
        };
        (0..=count).map(at).collect()
    }

    fn stroke(points: &[Point], closed: bool) -> Stroke {
        let mut path = BezPath::new();
        path.move_to(points[0]);
        points[1..].iter().for_each(|point| path.line_to(*point));
        if closed {
            path.close_path();
        }
        Stroke { path: 0, segments: path.segments().collect(), closed }
    }

    fn arcs(points: &[Point], closed: bool, tolerance_mm: f64) -> Option<(u64, u64)> {
        fitted(&stroke(points, closed), tolerance_mm, true, &mut { LOOKS_MAX })
            .map(|fitted| (fitted.arcs, fitted.chords))
    }

    #[test]
    fn a_circle_of_chords_is_one_arc_and_a_polygon_none() {
        let mut circle = chords(0.0, 360.0, 90);
        circle.pop();
        let round = fitted(&stroke(&circle, true), 0.01, true, &mut { LOOKS_MAX }).expect("an arc");
        assert_eq!((round.arcs, round.chords), (1, 90));
        let area = BezPath::from_path_segments(round.stroke.segments.into_iter()).area().abs();
        assert!((area - 314.159_265).abs() < 1e-5, "{area}");
        let mut octagon = chords(0.0, 360.0, 8);
        octagon.pop();
        assert_eq!(arcs(&octagon, true, 0.01), None);
        assert_eq!(arcs(&circle, true, 0.004), None, "chords of 4° are 6 thousandths off");
    }

    #[test]
    fn a_rounded_corner_keeps_its_straight_sides_and_runs_smoothly_into_them() {
        let mut points = vec![Point::new(10.0, -20.0)];
        points.extend(chords(0.0, 90.0, 30));
        points.push(Point::new(-20.0, 10.0));
        let round = fitted(&stroke(&points, false), 0.01, true, &mut { LOOKS_MAX }).expect("an arc");
        let segments = round.stroke.segments;
        assert_eq!((round.arcs, round.chords), (1, 30));
        assert_eq!(segments[0], PathSeg::Line(kurbo::Line::new((10.0, -20.0), (10.0, 0.0))));
        for pair in segments.windows(2) {
            assert!(angle(leaving(&pair[0]), entering(&pair[1])) < 1e-4, "{pair:?}");
        }
    }

    #[test]
    fn two_arcs_that_meet_are_two_wherever_the_contour_begins() {
        // A bean: half a circle of 10 mm, and half an ellipse of chords back.
        let mut points = chords(0.0, 180.0, 60);
        points.extend(chords(180.0, 360.0, 60).iter().skip(1).map(|at| Point::new(at.x, at.y * 0.999_999)));
        points.pop();
        for begin in [0, 17, 60, 99] {
            let mut turned = points.clone();
            turned.rotate_left(begin);
            assert_eq!(arcs(&turned, true, 0.01), Some((1, 120)), "a millionth is no other curve");
        }
        let mut teardrop = chords(30.0, 330.0, 100);
        teardrop.push(Point::new(20.0, 0.0));
        for begin in [0, 40, 101] {
            let mut turned = teardrop.clone();
            turned.rotate_left(begin);
            assert_eq!(arcs(&turned, true, 0.01), Some((1, 100)), "begun at {begin}");
        }
    }

    #[test]
    fn what_turns_back_and_what_is_nearly_straight_stays() {
        let mut back = chords(0.0, 40.0, 20);
        back.extend(chords(0.0, 38.0, 19).into_iter().rev());
        assert_eq!(arcs(&back, false, 0.01).map(|(arcs, _)| arcs), Some(2), "there, and back");
        assert_eq!(arcs(&chords(0.0, 4.0, 8), false, 0.02), None, "a line does as well");
    }
}
