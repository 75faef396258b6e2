//! How a line is divided into segments: ones too short for a machine, and more of them than its shape needs.

use kurbo::PathEl;

use super::{MEET_MM, Point, distance, trace::Trace};

/// Segments shorter than this are no steps that a machine makes, mm: a fifth of the narrowest beam.
const TINY_MM: f64 = 0.02;
/// So many of them in a row are felt; one or two are where a program rounded.
const TINY_RUN_MIN: u64 = 4;
/// A segment shorter than this leads nowhere, mm: files are written to a thousandth of a millimetre.
const STILL_MM: f64 = 0.001;
/// A contour has spare points from so many points on,
const SPARE_POINTS_MIN: u64 = 100;
/// where this many times fewer would do.
const SPARE_TIMES: u64 = 4;

/// Segments in a row that are each too short for a machine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tiny {
    /// Where they are, mm: the middle one of them.
    pub at: Point,
    /// The path they are of.
    pub path: usize,
    /// How many.
    pub segments: u64,
    /// Their length in all, mm.
    pub length_mm: f64,
}

/// A contour with more points than its shape needs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spare {
    /// Where it begins, mm.
    pub at: Point,
    /// The path it is of.
    pub path: usize,
    /// Points that it has.
    pub points: u64,
    /// Points that keep it as it is to a hundredth of a millimetre.
    pub needed: u64,
}

/// What is noted of every subpath.
#[derive(Default)]
pub(crate) struct Steps {
    /// Runs of segments that are too short, in the order of the file.
    pub tiny: Vec<Tiny>,
    /// Segments without length inside of longer lines, and the path each is of.
    pub still: Vec<(Point, usize)>,
    /// Contours with spare points.
    pub spare: Vec<Spare>,
}

impl Steps {
    /// Notes one subpath: the begin and the length of each segment, mm.
    pub(super) fn note(&mut self, elements: &[PathEl], segments: &[(Point, f64)], trace: &Trace) {
        let closes = matches!(elements.last(), Some(PathEl::ClosePath));
        let closing = segments.last().is_some_and(|&(_, length_mm)| closes && length_mm <= MEET_MM);
        let segments = &segments[..segments.len() - usize::from(closing)];
        let mut run: Vec<(Point, f64)> = Vec::new();
        for &(at, length_mm) in segments {
            match () {
                () if length_mm < STILL_MM => self.still.push((at, trace.path)),
                () if length_mm < TINY_MM => run.push((at, length_mm)),
                () => self.end_run(&mut run, trace.path),
            }
        }
        self.end_run(&mut run, trace.path);
        let points = segments.len() as u64;
        if points >= SPARE_POINTS_MIN {
            let needed = needed(&trace.points);
            if needed * SPARE_TIMES <= points {
                self.spare.push(Spare { at: trace.points[0], path: trace.path, points, needed });
            }
        }
    }

    fn end_run(&mut self, run: &mut Vec<(Point, f64)>, path: usize) {
        let segments = run.len() as u64;
        if segments >= TINY_RUN_MIN {
            let length_mm = run.iter().map(|(_, length_mm)| length_mm).sum();
            self.tiny.push(Tiny { at: run[run.len() / 2].0, path, segments, length_mm });
        }
        run.clear();
    }
}

/// How many straight pieces follow `points` within reach: from a corner on as far as one direction passes
/// all points by.
fn needed(points: &[Point]) -> u64 {
    let (mut anchor, mut pieces) = (points[0], 1);
    let mut window: Option<(f64, f64, f64)> = None;
    for pair in points.windows(2) {
        let mut seen = seen_from(anchor, pair[1]);
        if let (Some((middle, low, high)), Some((angle, half))) = (window, seen) {
            let off = (angle - middle + std::f64::consts::PI).rem_euclid(std::f64::consts::TAU) - std::f64::consts::PI;
            if (low..=high).contains(&off) {
                window = Some((middle, low.max(off - half), high.min(off + half)));
                continue;
            }
            anchor = pair[0];
            pieces += 1;
            seen = seen_from(anchor, pair[1]);
            window = None;
        }
        if let (None, Some((angle, half))) = (window, seen) {
            window = Some((angle, -half, half));
        }
    }
    pieces
}

/// The direction of a point, and by how much it may differ so that the line still passes within reach, radians; none
/// where the point is within reach of `anchor` itself.
fn seen_from(anchor: Point, point: Point) -> Option<(f64, f64)> {
    let far = distance(anchor, point);
    let angle = (point[1] - anchor[1]).atan2(point[0] - anchor[0]);
    (far > MEET_MM).then(|| (angle, (MEET_MM / far).asin()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_line_needs_one_piece_and_a_square_four() {
        let line: Vec<Point> = (0..100).map(|step| [f64::from(step) * 0.3, f64::from(step % 2) * 0.004]).collect();
        assert_eq!(needed(&line), 1);
        let square = [[0.0, 0.0], [5.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0], [0.0, 5.0], [0.0, 0.0]];
        assert_eq!(needed(&square), 4);
    }

    #[test]
    fn a_circle_needs_about_as_many_pieces_as_its_chords_may_be_long() {
        let angle = |step: u32| f64::from(step) / 5000.0 * std::f64::consts::TAU;
        let circle: Vec<Point> = (0..=5000).map(|step| [20.0 * angle(step).cos(), 20.0 * angle(step).sin()]).collect();
        // A chord that is 0.01 mm off at its middle is 1.26 mm long; one that passes on both sides twice that.
        assert!((60..=110).contains(&needed(&circle)), "{}", needed(&circle));
    }
}
