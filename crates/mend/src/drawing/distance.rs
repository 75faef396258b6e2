//! How far some lines lie from others at most, the one-sided Hausdorff distance: a bound that holds for every point of them.
//!
//! The distance to one straight piece is a convex function, so along another it is largest at an end. Where no one piece
//! is near both ends, the line is halved.

use std::collections::HashSet;

use kurbo::{Line, Point};
use rayon::prelude::*;

use crate::near::Near;

/// Halves of one piece at most; what is open then counts with its bound.
const HALVES_MAX: usize = 1 << 14;
/// A bound this close above what was measured is close enough.
pub(super) const CLOSE: f64 = 1.02;

/// An upper bound of the distance from any point of `lines` to `others`, mm; bounds below `small_mm` are not made any
/// finer. Infinite where there are no others.
pub(super) fn bound(lines: &[Line], others: &[Line], small_mm: f64) -> f64 {
    let known: HashSet<[[u64; 2]; 2]> = others.iter().map(key).collect();
    let changed: Vec<&Line> = lines.iter().filter(|line| !known.contains(&key(line))).collect();
    if changed.is_empty() {
        return 0.0;
    }
    let others = Near::new(others);
    changed.par_iter().map(|line| of_line(**line, &others, small_mm)).reduce(|| 0.0, f64::max)
}

/// The ends' bits in a fixed order: the same piece is at distance 0 whichever way it runs.
fn key(line: &Line) -> [[u64; 2]; 2] {
    let mut bits = [line.p0, line.p1].map(|end| [end.x, end.y].map(|value| (value + 0.0).to_bits()));
    bits.sort_unstable();
    bits
}

fn of_line(line: Line, others: &Near<Line, 2>, small_mm: f64) -> f64 {
    let (mut measured, mut bound) = (0.0_f64, 0.0_f64);
    let mut open = vec![line];
    let mut seen = 0;
    while let Some(Line { p0: a, p1: b }) = open.pop() {
        let (Some(at_a), Some(at_b)) = (others.nearest(a), others.nearest(b)) else { return f64::INFINITY };
        let of_one = |place: usize| others.distance(place, a).max(others.distance(place, b));
        // Between the ends no point is farther from what is near to one of them than that end and the way to it.
        let upper = of_one(at_a.0).min(of_one(at_b.0)).min((at_a.1 + at_b.1 + a.distance(b)) / 2.0);
        measured = measured.max(at_a.1).max(at_b.1);
        seen += 1;
        if upper <= bound.max(small_mm).max(measured * CLOSE) || seen >= HALVES_MAX {
            bound = bound.max(upper);
        } else {
            let middle = Point::new((a.x + b.x) / 2.0, (a.y + b.y) / 2.0);
            open.extend([Line::new(middle, b), Line::new(a, middle)]);
        }
    }
    bound
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line([x0, y0]: [f64; 2], [x1, y1]: [f64; 2]) -> Line {
        Line::new((x0, y0), (x1, y1))
    }

    #[test]
    fn a_line_over_two_that_meet_is_at_no_distance_and_a_bow_at_its_height() {
        let both = [line([0.0, 0.0], [20.0, 0.0]), line([60.0, 0.0], [20.0, 0.0])];
        assert!(bound(&[line([0.0, 0.0], [60.0, 0.0])], &both, 1e-3) <= 1.1e-3);
        assert_eq!(bound(&[line([20.0, 0.0], [60.0, 0.0])], &both, 1e-3), 0.0, "turned round");
        let bow = [line([0.0, 0.0], [30.0, 4.0]), line([30.0, 4.0], [60.0, 0.0])];
        let off = bound(&[line([0.0, 0.0], [60.0, 0.0])], &bow, 1e-3);
        // From (30, 0) to the sloping line: 4 mm times the cosine of its slope.
        assert!((3.964..4.05).contains(&off), "{off}");
    }

    #[test]
    fn a_gap_between_ends_is_not_missed() {
        let rest = [line([0.0, 0.0], [29.0, 0.0]), line([31.0, 0.0], [60.0, 0.0])];
        let off = bound(&[line([0.0, 0.0], [60.0, 0.0])], &rest, 1e-3);
        assert!((1.0..1.03).contains(&off), "{off}");
    }
}
