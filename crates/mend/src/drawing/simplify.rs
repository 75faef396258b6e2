//! Fewer segments for the same line: points on a straight line, and steps shorter than a machine makes.
//!
//! A run of segments becomes one line only where everything that lies between its ends, the handles of curves included,
//! is within the tolerance of that line. A curve lies in the hull of its handles, and the way from one end to the other
//! passes beside every point of the line, so neither is farther from the other than that: the Hausdorff distance is
//! bounded by what was measured.

use kurbo::{Line, ParamCurveArclen as _, PathSeg, Point};

use super::{MEET_MM, near::off, strokes::Stroke};

/// Segments shorter than this are no steps that a machine makes, mm. The inspection has the same.
const TINY_MM: f64 = 0.02;
/// So many of them in a row are felt. The inspection has the same.
const TINY_RUN_MIN: usize = 4;
/// A longer curve counts as straight only where its handles lie this much nearer to its chord than the tolerance: others
/// would become corners that are seen.
const STRAIGHT_TIMES: f64 = 10.0;
/// Segments that one line may replace: what is measured for it grows with the square of it.
const RUN_MAX: usize = 2_000;

/// The stroke with as few lines as lie within `tolerance_mm` of it, and how many segments went; none where none did.
pub(super) fn simplified(stroke: &Stroke, tolerance_mm: f64) -> Option<(Stroke, u64)> {
    let may_go: Vec<bool> = stroke.segments.iter().map(|segment| is_straight(segment, tolerance_mm)).collect();
    replaced(stroke, &may_go, tolerance_mm)
}

/// The stroke with fewer segments where several in a row are shorter than a machine's step, and how many went.
pub(super) fn without_tiny(stroke: &Stroke, tolerance_mm: f64) -> Option<(Stroke, u64)> {
    let is_tiny: Vec<bool> = stroke.segments.iter().map(|segment| segment.arclen(MEET_MM / 1000.0) < TINY_MM).collect();
    let mut may_go = vec![false; is_tiny.len()];
    let mut from = 0;
    for run in is_tiny.chunk_by(|a, b| a == b) {
        if run[0] && run.len() >= TINY_RUN_MIN {
            may_go[from..from + run.len()].fill(true);
        }
        from += run.len();
    }
    replaced(stroke, &may_go, tolerance_mm)
}

fn is_straight(segment: &PathSeg, tolerance_mm: f64) -> bool {
    let chord = Line::new(kurbo::ParamCurve::start(segment), kurbo::ParamCurve::end(segment));
    match segment {
        PathSeg::Line(_) => true,
        _ if segment.arclen(MEET_MM / 1000.0) < TINY_MM => true,
        _ => hull(segment).into_iter().all(|point| off(chord, point) * STRAIGHT_TIMES <= tolerance_mm),
    }
}

fn replaced(stroke: &Stroke, may_go: &[bool], tolerance_mm: f64) -> Option<(Stroke, u64)> {
    let segments = &stroke.segments;
    let mut out: Vec<PathSeg> = Vec::with_capacity(segments.len());
    let mut at = 0;
    while at < segments.len() {
        let reach = may_go[at..].iter().take(RUN_MAX).take_while(|may| **may).count();
        let length = longest(&segments[at..at + reach], tolerance_mm);
        match length {
            0 | 1 => out.push(segments[at]),
            _ => out.push(line(&segments[at..at + length])),
        }
        at += length.max(1);
    }
    // What closes a contour needs two lines at least beside the closing one.
    let gone = (segments.len() - out.len()) as u64;
    let keeps = !stroke.is_closed() || out.len() >= 3 || out.iter().any(|segment| !matches!(segment, PathSeg::Line(_)));
    (gone > 0 && keeps).then(|| (Stroke { segments: out, ..stroke.clone() }, gone))
}

/// How many of `segments`, from the first on, one line replaces within the tolerance: it is doubled while it goes, and
/// then halved in, so that a straight line of a thousand points is not measured a thousand times.
fn longest(segments: &[PathSeg], tolerance_mm: f64) -> usize {
    let fits = |length: usize| is_within(&segments[..length], tolerance_mm);
    let mut good = segments.len().min(1);
    let mut step = 1;
    while good + step <= segments.len() && fits(good + step) {
        good += step;
        step *= 2;
    }
    while step > 0 {
        if good + step <= segments.len() && fits(good + step) {
            good += step;
        }
        step /= 2;
    }
    good
}

fn is_within(segments: &[PathSeg], tolerance_mm: f64) -> bool {
    let PathSeg::Line(chord) = line(segments) else { return false };
    // Back where it began there is no line that stands for it.
    if chord.p0 == chord.p1 {
        return false;
    }
    segments.iter().flat_map(hull).all(|point| off(chord, point) <= tolerance_mm)
}

fn line(segments: &[PathSeg]) -> PathSeg {
    let first = segments.first().map(kurbo::ParamCurve::start).unwrap_or_default();
    let last = segments.last().map(kurbo::ParamCurve::end).unwrap_or_default();
    PathSeg::Line(Line::new(first, last))
}

/// The corners of the hull in which a segment lies.
fn hull(segment: &PathSeg) -> Vec<Point> {
    match *segment {
        PathSeg::Line(line) => vec![line.p0, line.p1],
        PathSeg::Quad(quad) => vec![quad.p0, quad.p1, quad.p2],
        PathSeg::Cubic(cubic) => vec![cubic.p0, cubic.p1, cubic.p2, cubic.p3],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurbo::BezPath;

    fn stroke(path: &str) -> Stroke {
        let path = BezPath::from_svg(path).expect("a path");
        let closed = path.elements().last() == Some(&kurbo::PathEl::ClosePath);
        Stroke { path: 0, segments: path.segments().collect(), closed }
    }

    fn counts(path: &str, tolerance_mm: f64) -> Option<(usize, u64)> {
        simplified(&stroke(path), tolerance_mm).map(|(stroke, gone)| (stroke.segments.len(), gone))
    }

    #[test]
    fn points_on_a_line_go_and_corners_stay() {
        assert_eq!(counts("M0 0 L1 0 L2 0.009 L5 0 L5 5", 0.01), Some((2, 2)));
        assert_eq!(counts("M0 0 L1 0 L2 0.011 L5 0.022 L5 5", 0.01), Some((2, 2)), "the line is laid through the ends");
        assert_eq!(counts("M0 0 L2 0.03 L4 0 L4 5", 0.01), None);
        assert_eq!(counts("M0 0 H5 H10 V10 H0 Z", 0.01), Some((4, 1)));
        assert_eq!(counts("M0 0 L5 0.001 L10 0 L5 0 Z", 0.01), None, "a contour is not made a line");
    }

    #[test]
    fn a_way_there_and_back_is_kept() {
        assert_eq!(counts("M0 0 L10 0 L5 0 L5 5", 0.01), None);
        assert_eq!(counts("M0 0 L10 0 L9.995 0 L9.995 5", 0.01), Some((2, 1)), "less than the tolerance is none");
    }

    #[test]
    fn a_curve_that_is_straight_becomes_a_line_and_one_that_is_seen_stays() {
        assert_eq!(counts("M0 0 C1 0.0005 2 0.0005 3 0 L6 0", 0.01), Some((1, 1)));
        assert_eq!(counts("M0 0 C1 0.005 2 0.005 3 0 L6 0", 0.01), None);
    }

    #[test]
    fn tiny_steps_go_where_there_are_several_in_a_row() {
        let steps = "M0 0 L5 0 L5.01 0.005 L5.02 0 L5.03 0.005 L5.04 0 L5.05 0.003 L10 0 L20 0";
        let (mended, gone) = without_tiny(&stroke(steps), 0.01).expect("fewer");
        assert_eq!((mended.segments.len(), gone), (4, 4), "only the tiny ones are put together");
        assert!(without_tiny(&stroke("M0 0 L5 0 L5.01 0.005 L5.02 0 L10 0"), 0.01).is_none());
    }
}
