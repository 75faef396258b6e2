//! How a line is divided into segments: ones too short for a machine, more of them than its shape needs, or fewer.

use super::{MEET_MM, Point, chain::Contour, distance, trace::STILL_MM};

/// Segments shorter than this are no steps that a machine makes, mm: a fifth of the narrowest beam.
const TINY_MM: f64 = 0.02;
/// So many of them in a row are felt; one or two are where a program rounded.
const TINY_RUN_MIN: u64 = 4;
/// A contour has spare points from so many points on,
const SPARE_POINTS_MIN: u64 = 100;
/// where this many times fewer would do.
const SPARE_TIMES: u64 = 4;

/// Straight pieces this far off the curve they stand for are seen and felt as facets, mm.
const COARSE_MM: f64 = 0.1;
/// So many pieces in a row are a curve; fewer are a polygon that is meant.
const COARSE_RUN_MIN: usize = 8;
/// From one to the next they turn by at least 1° and at most 20°, radians.
const TURN_MIN: f64 = 0.0175;
const TURN_MAX: f64 = 0.35;
/// Pieces of one curve differ from the next in length and turn by no more than this.
const ALIKE_TIMES: f64 = 1.6;

/// Segments in a row that are each too short for a machine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tiny {
    /// Where they are, mm: the middle one of them.
    pub at: Point,
    /// Index into the drawing's paths.
    pub path: usize,
    /// Segments in a row, each shorter than a machine's step.
    pub segments: u64,
    /// Their length in all, mm.
    pub length_mm: f64,
}

/// A contour with more points than its shape needs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spare {
    /// Where it begins, mm.
    pub at: Point,
    /// Index into the drawing's paths.
    pub path: usize,
    /// Points that it has.
    pub points: u64,
    /// Points that keep it as it is to a hundredth of a millimetre.
    pub needed: u64,
}

/// A curve drawn as straight pieces that are too long for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Coarse {
    /// Where its first piece begins, mm.
    pub at: Point,
    /// Index into the drawing's paths.
    pub path: usize,
    /// Straight pieces that the curve is drawn as.
    pub pieces: u64,
    /// How far their middles are off the curve through their ends, mm.
    pub off_mm: f64,
}

/// One segment of a contour.
#[derive(Clone, Copy)]
struct Step {
    /// Where it begins, mm.
    at: Point,
    /// Index into the drawing's paths.
    path: usize,
    /// How long it is, mm.
    length_mm: f64,
    /// Whether it is one straight piece.
    straight: bool,
}

/// What is noted of all contours.
#[derive(Default)]
pub(crate) struct Steps {
    /// Runs of segments that are too short, in the order of the file.
    pub tiny: Vec<Tiny>,
    /// Contours with spare points.
    pub spare: Vec<Spare>,
    /// Curves drawn as straight pieces that are too long.
    pub coarse: Vec<Coarse>,
}

impl Steps {
    /// How contours are divided, over as many elements as they run through: programs that break curves up write
    /// each piece by itself.
    pub(super) fn of(contours: &[Contour]) -> Self {
        let mut found = Self::default();
        for contour in contours {
            let steps = steps(contour);
            let mut run: Vec<Step> = Vec::new();
            for &step in &steps {
                match () {
                    () if step.length_mm < STILL_MM => {}
                    () if step.length_mm < TINY_MM => run.push(step),
                    () => found.end_run(&mut run),
                }
            }
            found.end_run(&mut run);
            found.coarse.extend(coarse(&steps));
            let points = steps.len() as u64;
            if points >= SPARE_POINTS_MIN {
                let needed = corners_needed(&contour.points, MEET_MM).len() as u64 - 1;
                if needed * SPARE_TIMES <= points {
                    found.spare.push(Spare { at: steps[0].at, path: steps[0].path, points, needed });
                }
            }
        }
        found
    }

    fn end_run(&mut self, run: &mut Vec<Step>) {
        let segments = run.len() as u64;
        if segments >= TINY_RUN_MIN {
            let length_mm = run.iter().map(|step| step.length_mm).sum();
            let Step { at, path, .. } = run[run.len() / 2];
            self.tiny.push(Tiny { at, path, segments, length_mm });
        }
        run.clear();
    }
}

/// The segments of a contour, put together from its straight pieces; where two elements' ends are bridged there is none.
fn steps(contour: &Contour) -> Vec<Step> {
    let mut found: Vec<Step> = Vec::new();
    let mut last = 0;
    let pieces = contour.points.windows(2).zip(contour.segments.iter().zip(&contour.paths));
    for (ends, (&segment, &path)) in pieces.filter(|(_, (segment, _))| **segment > 0) {
        let length_mm = distance(ends[0], ends[1]);
        match found.last_mut().filter(|_| segment == last) {
            Some(step) => {
                step.length_mm += length_mm;
                step.straight = false;
            }
            None => found.push(Step { at: ends[0], path: path as usize, length_mm, straight: true }),
        }
        last = segment;
    }
    found
}

/// Runs of lines that turn the same way by nearly the same small angle, like chords of a curve, and are visibly off it.
fn coarse(segments: &[Step]) -> Vec<Coarse> {
    let way = |index: usize| {
        let (from, to) = (segments[index].at, segments[index + 1].at);
        [to[0] - from[0], to[1] - from[1]]
    };
    let turn = |index: usize| {
        let (u, v) = (way(index - 1), way(index));
        (u[0] * v[1] - u[1] * v[0]).atan2(u[0] * v[0] + u[1] * v[1])
    };
    let alike = |a: f64, b: f64| a.max(b) <= ALIKE_TIMES * a.min(b);
    let mut found = Vec::new();
    let mut first = 0;
    // The last segment's end is no segment's begin: it is left to the run that it follows.
    for index in 1..segments.len() {
        let goes_on = index + 1 < segments.len() && {
            let angle = turn(index);
            let before = if index > first + 1 { turn(index - 1) } else { angle };
            segments[index - 1].straight
                && segments[index].straight
                && (TURN_MIN..=TURN_MAX).contains(&angle.abs())
                && angle * before > 0.0
                && alike(angle.abs(), before.abs())
                && alike(segments[index - 1].length_mm, segments[index].length_mm)
        };
        if goes_on {
            continue;
        }
        let pieces = index - first;
        if pieces >= COARSE_RUN_MIN {
            let middle = first + pieces / 2;
            let off_mm = segments[middle].length_mm * turn(middle).abs() / 8.0;
            if off_mm >= COARSE_MM {
                let Step { at, path, .. } = segments[first];
                found.push(Coarse { at, path, pieces: pieces as u64, off_mm });
            }
        }
        first = index;
    }
    found
}

/// Which of `points` are enough to follow all of them within `reach_mm`, by index: from a corner on as far as one
/// direction passes all points by.
pub(super) fn corners_needed(points: &[Point], reach_mm: f64) -> Vec<usize> {
    if points.is_empty() {
        return Vec::new();
    }
    let mut kept = vec![0];
    let mut anchor = points[0];
    let mut window: Option<(f64, f64, f64)> = None;
    for index in 1..points.len() {
        let mut seen = seen_from(anchor, points[index], reach_mm);
        if let (Some((middle, low, high)), Some((angle, half))) = (window, seen) {
            let off = (angle - middle + std::f64::consts::PI).rem_euclid(std::f64::consts::TAU) - std::f64::consts::PI;
            let goes_back = distance(anchor, points[index]) + reach_mm < distance(anchor, points[index - 1]);
            if (low..=high).contains(&off) && !goes_back {
                window = Some((middle, low.max(off - half), high.min(off + half)));
                continue;
            }
            kept.push(index - 1);
            anchor = points[index - 1];
            seen = seen_from(anchor, points[index], reach_mm);
            window = None;
        }
        if let (None, Some((angle, half))) = (window, seen) {
            window = Some((angle, -half, half));
        }
    }
    kept.extend((points.len() > 1).then_some(points.len() - 1));
    kept
}

/// The direction of a point, and by how much it may differ so that the line still passes within reach, radians; none
/// where the point is within reach of `anchor` itself.
fn seen_from(anchor: Point, point: Point, reach_mm: f64) -> Option<(f64, f64)> {
    let far = distance(anchor, point);
    let angle = (point[1] - anchor[1]).atan2(point[0] - anchor[0]);
    (far > reach_mm).then(|| (angle, (reach_mm / far).asin()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needed(points: &[Point]) -> usize {
        corners_needed(points, MEET_MM).len() - 1
    }

    #[test]
    fn a_straight_line_needs_one_piece_and_a_square_four() {
        let line: Vec<Point> = (0..100).map(|step| [f64::from(step) * 0.3, f64::from(step % 2) * 0.004]).collect();
        assert_eq!(needed(&line), 1);
        let square = [[0.0, 0.0], [5.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0], [0.0, 5.0], [0.0, 0.0]];
        assert_eq!(needed(&square), 4);
        assert_eq!(needed(&[[0.0, 0.0], [10.0, 0.0], [2.0, 0.0]]), 2, "there and back");
    }

    #[test]
    fn a_circle_needs_about_as_many_pieces_as_its_chords_may_be_long() {
        let angle = |step: u32| f64::from(step) / 5000.0 * std::f64::consts::TAU;
        let circle: Vec<Point> = (0..=5000).map(|step| [20.0 * angle(step).cos(), 20.0 * angle(step).sin()]).collect();
        // A chord that is 0.01 mm off at its middle is 1.26 mm long; one that passes on both sides twice that.
        assert!((60..=110).contains(&needed(&circle)), "{}", needed(&circle));
    }
}
