//! How far straight pieces are apart, and two runs of many of them.

use std::ops::Range;

use super::{MEET_MM, Point, chain::Contour, distance};

/// Places whose widths differ by no more than this are equally wide, mm.
const SIDE_BY_SIDE_MM: f64 = 1e-9;

/// The closest points of two lines, the first on the first, and how far they are apart, mm.
pub(super) type Closest = ([Point; 2], f64);

/// Some pieces of a contour, by its index and theirs.
pub(super) type Run = (usize, Range<usize>);

/// Pieces that are passed over in the time in which one is held against another.
const PASSED: u64 = 8;

/// Measures runs of pieces, as long as so many looks at a piece suffice.
pub(super) struct Runs<'a> {
    contours: &'a [Contour],
    /// Looks at a piece that are left.
    pub looks_left: u64,
}

impl<'a> Runs<'a> {
    pub fn of(contours: &'a [Contour], looks_left: u64) -> Self {
        Self { contours, looks_left }
    }

    /// Where two runs come closest, if that is closer than `within_mm`; [`MEET_MM`] or less may not be the closest place.
    /// None where no looks are left.
    ///
    /// Sweeps along the axis on which the first run is longer, over the pieces of each that are near the other: of two curves
    /// side by side each piece meets a few of the other. Lines that run back and forth take their product.
    pub fn closest(&mut self, a: Run, b: Run, within_mm: f64) -> Option<Option<Closest>> {
        self.spend((a.1.len() + b.1.len()) as u64 / PASSED + 1)?;
        let [all_a, all_b] = [&a, &b].map(|(contour, run)| &self.contours[*contour].points[run.start..=run.end]);
        let [around_a, around_b] = [all_a, all_b].map(around);
        let axis = usize::from(around_a[1][1] - around_a[0][1] > around_a[1][0] - around_a[0][0]);
        let theirs = Sorted::of(near(all_b, around_a, within_mm), axis);
        let mut best: Option<Closest> = None;
        for ours in near(all_a, around_b, within_mm) {
            let reach_mm = best.map_or(within_mm, |best| best.1);
            let mut looks = 1;
            for other in theirs.near(ours, reach_mm) {
                looks += 1;
                let reach_mm = best.map_or(within_mm, |best| best.1);
                if boxes_apart(ours, other) >= reach_mm {
                    continue;
                }
                best = Some(gap(ours, other)).filter(|found| found.1 < reach_mm).or(best);
            }
            self.spend(looks)?;
            if best.is_some_and(|best| best.1 <= MEET_MM) {
                break;
            }
        }
        Some(best)
    }

    fn spend(&mut self, looks: u64) -> Option<()> {
        self.looks_left = self.looks_left.saturating_sub(looks);
        (self.looks_left > 0).then_some(())
    }
}

/// The lowest and the highest corner of the box round points.
fn around(points: &[Point]) -> [Point; 2] {
    let fold = |start: f64, of: fn(f64, f64) -> f64| {
        points.iter().fold([start; 2], |found, point| [of(found[0], point[0]), of(found[1], point[1])])
    };
    [fold(f64::INFINITY, f64::min), fold(f64::NEG_INFINITY, f64::max)]
}

/// The pieces between `points` whose boxes are closer than `within_mm` to the box `around`.
fn near(points: &[Point], around: [Point; 2], within_mm: f64) -> impl Iterator<Item = [Point; 2]> {
    let pieces = points.windows(2).map(|ends| [ends[0], ends[1]]);
    pieces.filter(move |ends| boxes_apart(*ends, around) < within_mm)
}

/// Pieces by where they begin on an axis.
struct Sorted {
    pieces: Vec<[Point; 2]>,
    axis: usize,
    /// How far each and all before it reach.
    reach: Vec<f64>,
}

impl Sorted {
    fn of(pieces: impl Iterator<Item = [Point; 2]>, axis: usize) -> Self {
        let mut pieces: Vec<[Point; 2]> = pieces.collect();
        let low = |ends: &[Point; 2]| ends[0][axis].min(ends[1][axis]);
        pieces.sort_by(|a, b| low(a).total_cmp(&low(b)));
        let mut high = f64::NEG_INFINITY;
        let mut reached = |ends: &[Point; 2]| {
            high = high.max(ends[0][axis]).max(ends[1][axis]);
            high
        };
        let reach = pieces.iter().map(&mut reached).collect();
        Self { pieces, axis, reach }
    }

    /// Those that are within `reach_mm` of `ends` on the axis, and what lies between them.
    fn near(&self, ends: [Point; 2], reach_mm: f64) -> impl Iterator<Item = [Point; 2]> {
        let [from, to] = ends.map(|point| point[self.axis]);
        let (low, high) = (from.min(to) - reach_mm, from.max(to) + reach_mm);
        let first = self.reach.partition_point(|reach| *reach < low);
        let begins = move |ends: &&[Point; 2]| ends[0][self.axis].min(ends[1][self.axis]) <= high;
        self.pieces[first..].iter().take_while(begins).copied()
    }
}

/// How far the boxes round two pieces are apart on the worse axis, mm.
pub(super) fn boxes_apart(a: [Point; 2], b: [Point; 2]) -> f64 {
    let apart = |axis: usize| {
        let [low_a, low_b] = [a, b].map(|ends| ends[0][axis].min(ends[1][axis]));
        let [high_a, high_b] = [a, b].map(|ends| ends[0][axis].max(ends[1][axis]));
        (low_a - high_b).max(low_b - high_a)
    };
    apart(0).max(apart(1))
}

/// Where two pieces come closest; of pieces side by side the middle of where they are.
pub(super) fn gap(a: [Point; 2], b: [Point; 2]) -> Closest {
    if cross(a, b) {
        return ([a[0]; 2], 0.0);
    }
    let [first, second] = a.map(|point| [point, nearest_on(b, point)]);
    let [third, fourth] = b.map(|point| [nearest_on(a, point), point]);
    let all = [first, second, third, fourth].map(|ends| (ends, distance(ends[0], ends[1])));
    let gap_mm = all.iter().fold(f64::INFINITY, |gap, (_, far)| gap.min(*far));
    let as_close = || all.iter().filter(|(_, far)| *far <= gap_mm + SIDE_BY_SIDE_MM);
    let count = as_close().count().max(1) as f64;
    let mean = |side: usize, axis: usize| as_close().map(|(ends, _)| ends[side][axis]).sum::<f64>() / count;
    ([[mean(0, 0), mean(0, 1)], [mean(1, 0), mean(1, 1)]], gap_mm)
}

/// Whether two pieces cross, and all their ends lie farther than `beyond_mm` from the line of the other: then whatever runs
/// from end to end within half of that crosses, too.
pub(super) fn cross_far(a: [Point; 2], b: [Point; 2], beyond_mm: f64) -> bool {
    let far = |[p, q]: [Point; 2], line: [Point; 2]| {
        side(line, p).abs().min(side(line, q).abs()) > beyond_mm * distance(line[0], line[1])
    };
    cross(a, b) && far(a, b) && far(b, a)
}

fn cross(a: [Point; 2], b: [Point; 2]) -> bool {
    side(b, a[0]) * side(b, a[1]) < 0.0 && side(a, b[0]) * side(a, b[1]) < 0.0
}

/// On which side of `line` a point lies, by its sign; its distance times the length of the line, mm².
fn side([from, to]: [Point; 2], point: Point) -> f64 {
    (to[0] - from[0]) * (point[1] - from[1]) - (to[1] - from[1]) * (point[0] - from[0])
}

fn nearest_on([from, to]: [Point; 2], point: Point) -> Point {
    let way = [to[0] - from[0], to[1] - from[1]];
    let square = way[0] * way[0] + way[1] * way[1];
    let share = (way[0] * (point[0] - from[0]) + way[1] * (point[1] - from[1])) / square;
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    [from[0] + share * way[0], from[1] + share * way[1]]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(points: Vec<Point>) -> Contour {
        Contour { points, ..Contour::default() }
    }

    /// A line that runs there and back a hundred times, 0.3 mm above or below the next.
    fn there_and_back(y: f64) -> Contour {
        line((0..=200).map(|at| [f64::from(at % 2), y]).collect())
    }

    #[test]
    fn lines_side_by_side_are_as_far_apart_as_they_are_drawn() {
        let contours = [line(vec![[0.0, 0.0], [10.0, 0.0]]), line(vec![[4.0, 0.3], [6.0, 0.3], [20.0, 5.0]])];
        let mut runs = Runs::of(&contours, 100);
        let ([from, to], gap_mm) = runs.closest((0, 0..1), (1, 0..2), 0.5).expect("looks").expect("a place");
        assert_eq!((from, to), ([5.0, 0.0], [5.0, 0.3]));
        assert!((gap_mm - 0.3).abs() < 1e-12, "{gap_mm}");
        assert_eq!(runs.closest((0, 0..1), (1, 0..2), 0.2), Some(None), "nothing so close");
    }

    #[test]
    fn lines_that_run_back_and_forth_are_given_up_when_the_looks_are_spent() {
        let contours = [there_and_back(0.0), there_and_back(0.3)];
        let run = |contour: usize| (contour, 0..200);
        let mut runs = Runs::of(&contours, 1_000);
        assert_eq!(runs.closest(run(0), run(1), 0.5), None);
        assert_eq!(runs.looks_left, 0);
        assert!(Runs::of(&contours, 1_000_000).closest(run(0), run(1), 0.5).is_some_and(|found| found.is_some()));
    }

    proptest! {
        #[test]
        fn the_closest_place_is_as_close_as_holding_each_against_each_finds(
            a in prop::collection::vec((0.0..20.0_f64, 0.0..20.0_f64), 2..12),
            b in prop::collection::vec((15.0..35.0_f64, 0.0..20.0_f64), 2..12),
            within_mm in 0.1..10.0_f64,
        ) {
            let contours = [a, b].map(|points| line(points.into_iter().map(|(x, y)| [x, y]).collect()));
            let [a, b] = [0, 1].map(|contour: usize| contours[contour].points.windows(2).map(|ends| [ends[0], ends[1]]));
            let nearest = a.flat_map(|a| b.clone().map(move |b| gap(a, b).1)).fold(f64::INFINITY, f64::min);
            let [of_a, of_b] = [0, 1].map(|contour: usize| (contour, 0..contours[contour].points.len() - 1));
            let found = Runs::of(&contours, 1_000_000).closest(of_a, of_b, within_mm).expect("looks");
            match found {
                Some((_, gap_mm)) if gap_mm > MEET_MM => prop_assert!((gap_mm - nearest).abs() < 1e-12),
                Some(_) => prop_assert!(nearest <= MEET_MM),
                None => prop_assert!(nearest >= within_mm),
            }
        }
    }
}
