//! Which closed contours lie inside which: point in polygon by the even-odd rule.

use rayon::prelude::*;

use super::{Point, chain::Contour, distance, operation::Operation};

/// Pieces looked at in all to find what lies in what; beyond it the question stays open.
const LOOKS_MAX: u64 = 100_000_000;
/// How far from its line a contour's inside is asked about, mm.
const INWARD_MM: f64 = 0.02;
/// Contours with less inside are no area but a line there and back, mm².
const AREA_MIN_MM2: f64 = 1e-3;

/// Closed contours, and which lie in which.
pub(super) struct Nest {
    bands: Bands,
    /// How many closed contours of the same operation each contour lies in; none for what is open or not cut.
    pub depth: Vec<Option<u32>>,
    /// The smallest closed contour, of any operation, that each lies in.
    pub parent: Vec<Option<u32>>,
}

impl Nest {
    /// Of the contours that are `asked` about, where they are closed; none where there are too many and it need not be
    /// `thorough`.
    pub fn over(
        contours: &[Contour],
        operation_of: &[Operation],
        asked: impl Fn(usize) -> bool,
        thorough: bool,
    ) -> Option<Self> {
        let areas: Vec<f64> = contours.iter().map(area).collect();
        let encloses = |index: &usize| contours[*index].closed && areas[*index] > AREA_MIN_MM2;
        let closed: Vec<usize> = (0..contours.len()).filter(encloses).filter(|&index| asked(index)).collect();
        let bands = Bands::over(contours, &closed);
        let looks: u64 = closed.iter().map(|&index| bands.at(contours[index].points[0][1]).len() as u64).sum();
        if looks > LOOKS_MAX && !thorough {
            return None;
        }
        let order = |index: usize| (areas[index], std::cmp::Reverse(index));
        let larger = |a: usize, b: usize| {
            let (a, b) = (order(a), order(b));
            a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).is_gt()
        };
        let found: Vec<(usize, u32, Option<u32>)> = closed
            .par_iter()
            .map(|&index| {
                let around: Vec<u32> = bands.inside_of(contours, index);
                let around = around.into_iter().filter(|&other| larger(other as usize, index));
                let (mut depth, mut parent) = (0, None);
                for other in around {
                    depth += u32::from(operation_of[other as usize] == operation_of[index]);
                    if parent.is_none_or(|parent: u32| larger(parent as usize, other as usize)) {
                        parent = Some(other);
                    }
                }
                (index, depth, parent)
            })
            .collect();
        let mut nest = Self { bands, depth: vec![None; contours.len()], parent: vec![None; contours.len()] };
        for (index, depth, parent) in found {
            nest.depth[index] = Some(depth);
            nest.parent[index] = parent;
        }
        Some(nest)
    }

    /// How many pieces [`Self::around`] looks at for a point.
    pub fn looks(&self, point: Point) -> u64 {
        self.bands.at(point[1]).len() as u64
    }

    /// The closed contours round a point.
    pub fn around(&self, contours: &[Contour], point: Point) -> Vec<u32> {
        self.bands.around(contours, point)
    }
}

/// Twice the area that a closed contour encloses, whichever way it runs, halved, mm².
fn area(contour: &Contour) -> f64 {
    let Some(&origin) = contour.points.first() else { return 0.0 };
    let from = |point: Point| [point[0] - origin[0], point[1] - origin[1]];
    let cross = |ends: &[Point]| {
        let (a, b) = (from(ends[0]), from(ends[1]));
        a[0] * b[1] - a[1] * b[0]
    };
    let area = contour.points.windows(2).map(cross).sum::<f64>().abs() / 2.0;
    if area.is_finite() { area } else { 0.0 }
}

/// Pieces of closed contours by the bands of y that they run through.
struct Bands {
    low: f64,
    height: f64,
    bands: Vec<Vec<(u32, u32)>>,
}

impl Bands {
    fn over(contours: &[Contour], closed: &[usize]) -> Self {
        let points = || closed.iter().flat_map(|&index| &contours[index].points);
        let low = points().fold(f64::INFINITY, |low, point| low.min(point[1]));
        let high = points().fold(f64::NEG_INFINITY, |high, point| high.max(point[1]));
        let count: usize = closed.iter().map(|&index| contours[index].points.len()).sum();
        let climbs = |&index: &usize| contours[index].points.windows(2).map(|ends| (ends[1][1] - ends[0][1]).abs());
        let climb: f64 = closed.iter().flat_map(climbs).sum();
        // As many bands as keep the pieces' entries to four times their number.
        let height = (climb / (3.0 * count as f64 + 1.0)).max((high - low) / (count as f64 + 1.0)).max(1e-6);
        let size = if high > low { ((high - low) / height).min(4e6) as usize + 1 } else { 1 };
        let height = if high > low { (high - low) / size as f64 } else { 1.0 };
        let mut bands = Self { low: if low.is_finite() { low } else { 0.0 }, height, bands: vec![Vec::new(); size] };
        for &index in closed {
            for (piece, ends) in contours[index].points.windows(2).enumerate() {
                let (from, to) = (ends[0][1].min(ends[1][1]), ends[0][1].max(ends[1][1]));
                for band in bands.index(from)..=bands.index(to) {
                    bands.bands[band].push((index as u32, piece as u32));
                }
            }
        }
        bands
    }

    fn index(&self, y: f64) -> usize {
        (((y - self.low) / self.height).max(0.0) as usize).min(self.bands.len() - 1)
    }

    fn at(&self, y: f64) -> &[(u32, u32)] {
        &self.bands[self.index(y)]
    }

    /// The contours whose lines a ray from `point` to the right crosses an odd number of times.
    fn around(&self, contours: &[Contour], point: Point) -> Vec<u32> {
        let mut crossed: Vec<u32> = Vec::new();
        for &(contour, piece) in self.at(point[1]) {
            let points = &contours[contour as usize].points;
            let (a, b) = (points[piece as usize], points[piece as usize + 1]);
            let passes = (a[1] > point[1]) != (b[1] > point[1]);
            if passes && a[0] + (point[1] - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) > point[0] {
                crossed.push(contour);
            }
        }
        crossed.sort_unstable();
        crossed.chunk_by(|a, b| a == b).filter(|same| same.len() % 2 == 1).map(|same| same[0]).collect()
    }

    /// The contours round contour `index`: round a point a little inside of its longest piece.
    fn inside_of(&self, contours: &[Contour], index: usize) -> Vec<u32> {
        let pieces = contours[index].points.windows(2);
        let longest = pieces.max_by(|a, b| distance(a[0], a[1]).total_cmp(&distance(b[0], b[1])));
        let Some(&[a, b]) = longest.and_then(|ends| ends.first_chunk::<2>()) else { return Vec::new() };
        let length = distance(a, b);
        let step = INWARD_MM.min(length / 4.0) / length;
        let middle = [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0];
        let side = |sign: f64| [middle[0] - sign * step * (b[1] - a[1]), middle[1] + sign * step * (b[0] - a[0])];
        let left = self.around(contours, side(1.0));
        if left.contains(&(index as u32)) { left } else { self.around(contours, side(-1.0)) }
    }
}
