//! A uniform grid over all straight pieces, so that only neighbours are compared.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use rayon::prelude::*;

use super::{MEET_MM, Point, chain::Contour, distance};

/// Pairs of pieces that are compared in all; the most crowded cells are left out beyond it.
const PAIRS_MAX: u64 = 20_000_000;
/// Findings of one comparison: a line that lies a thousand times in one place makes half a million.
const FOUND_MAX: u64 = 2_000_000;
/// A piece is entered in the cells this near to it, mm, so that pieces that touch share one.
const REACH_MM: f64 = 2.0 * MEET_MM;
const CELL_MIN_MM: f64 = 5.0 * MEET_MM;

/// One straight piece: which contour, and which of its pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Piece {
    pub contour: u32,
    pub index: u32,
}

impl Piece {
    /// Its ends.
    pub fn ends(self, contours: &[Contour]) -> [Point; 2] {
        let points = &contours[self.contour as usize].points;
        [points[self.index as usize], points[self.index as usize + 1]]
    }
}

/// Pieces by the cells that they run through.
pub(super) struct Grid {
    /// Sorted by cell.
    entries: Vec<([i32; 2], Piece)>,
    origin: Point,
    cell_mm: f64,
    reach_mm: f64,
    /// Cells with more pieces than this are passed over.
    crowd_max: usize,
    /// Pieces in cells that are passed over.
    pub left_out: u64,
}

impl Grid {
    /// Enters every piece of `contours`, so that pieces that touch share a cell. Crowded cells are kept where it is to be
    /// `thorough`, as long as what is found in them can be.
    pub fn over(contours: &[Contour], thorough: bool) -> Self {
        Self::within(contours, REACH_MM, CELL_MIN_MM, thorough)
    }

    /// Enters every piece of `contours` in all cells within `reach_mm` of it; cells are `cell_min_mm` or larger.
    pub fn within(contours: &[Contour], reach_mm: f64, cell_min_mm: f64, thorough: bool) -> Self {
        let (origin, cell_mm) = frame(contours, reach_mm, cell_min_mm);
        let mut grid = Self { entries: Vec::new(), origin, cell_mm, reach_mm, crowd_max: usize::MAX, left_out: 0 };
        for (contour, item) in contours.iter().enumerate() {
            for (index, ends) in item.points.windows(2).enumerate() {
                grid.enter(ends[0], ends[1], Piece { contour: contour as u32, index: index as u32 });
            }
        }
        grid.entries.par_sort_unstable();
        if !thorough {
            grid.limit();
        }
        grid
    }

    /// What `judge` finds in every pair of pieces that share a cell. A pair is judged once for each cell that it
    /// shares, and whatever it has, it has at one point: the finding counts in the cell of that point.
    ///
    /// Where that comes to more than can be kept, the most crowded cells are left out, this time and from then on.
    pub fn pairs<T: Send>(&mut self, judge: impl Fn(Piece, Piece) -> Option<(Point, T)> + Sync) -> Vec<T> {
        let mut largest = self.cells().map(<[_]>::len).max().unwrap_or_default().min(self.crowd_max);
        loop {
            let (found, is_whole) = self.pairs_within(&judge);
            if is_whole {
                return found;
            }
            drop(found);
            largest = largest.min(self.crowd_max) / 2;
            self.leave_out(largest);
        }
    }

    /// What is found in cells that are not passed over, and whether that is all.
    fn pairs_within<T: Send>(&self, judge: &(impl Fn(Piece, Piece) -> Option<(Point, T)> + Sync)) -> (Vec<T>, bool) {
        let cells: Vec<_> = self.cells().collect();
        let cells = cells.into_par_iter().filter(|cell| (2..=self.crowd_max).contains(&cell.len()));
        let count = AtomicU64::new(0);
        let is_within = || count.load(Relaxed) <= FOUND_MAX;
        let found = cells.flat_map_iter(|cell| {
            cell.iter()
                .enumerate()
                .take_while(|_| is_within())
                .flat_map(|(index, &(key, a))| {
                    cell[index + 1..].iter().filter_map(move |&(_, b)| {
                        judge(a.min(b), a.max(b)).filter(|(point, _)| self.cell(*point) == key).map(|(_, found)| found)
                    })
                })
                .inspect(|_| {
                    count.fetch_add(1, Relaxed);
                })
        });
        let found = found.collect();
        (found, is_within())
    }

    /// The entries of each cell.
    fn cells(&self) -> impl Iterator<Item = &[([i32; 2], Piece)]> {
        self.entries.chunk_by(|a, b| a.0 == b.0)
    }

    /// Passes over cells with more than `crowd_max` pieces.
    fn leave_out(&mut self, crowd_max: usize) {
        self.crowd_max = crowd_max;
        self.left_out = self.cells().map(<[_]>::len).filter(|&size| size > crowd_max).sum::<usize>() as u64;
    }

    fn cell(&self, point: Point) -> [i32; 2] {
        std::array::from_fn(|axis| self.step(point[axis], axis))
    }

    fn step(&self, value: f64, axis: usize) -> i32 {
        ((value - self.origin[axis]) / self.cell_mm).floor() as i32
    }

    /// Column by column of the cells, the rows that the piece runs through.
    fn enter(&mut self, a: Point, b: Point, piece: Piece) {
        let along = usize::from((b[1] - a[1]).abs() > (b[0] - a[0]).abs());
        let (a, b) = if a[along] <= b[along] { (a, b) } else { (b, a) };
        let across = 1 - along;
        let slope = if b[along] > a[along] { (b[across] - a[across]) / (b[along] - a[along]) } else { 0.0 };
        for column in self.step(a[along] - self.reach_mm, along)..=self.step(b[along] + self.reach_mm, along) {
            let left = self.origin[along] + f64::from(column) * self.cell_mm;
            let at = |value: f64| a[across] + slope * (value.clamp(a[along], b[along]) - a[along]);
            let (from, to) = (at(left - self.reach_mm), at(left + self.cell_mm + self.reach_mm));
            let rows =
                self.step(from.min(to) - self.reach_mm, across)..=self.step(from.max(to) + self.reach_mm, across);
            for row in rows {
                let mut key = [column; 2];
                key[across] = row;
                self.entries.push((key, piece));
            }
        }
    }

    /// Sets aside the most crowded cells until the rest can be compared.
    fn limit(&mut self) {
        let mut sizes: Vec<usize> = self.cells().map(<[_]>::len).collect();
        sizes.sort_unstable();
        let mut pairs = 0_u64;
        let too_large = sizes.iter().find(|&&size| {
            pairs += (size as u64).pow(2) / 2;
            pairs > PAIRS_MAX
        });
        if let Some(&size) = too_large {
            self.leave_out(size - 1);
        }
    }
}

/// The corner at which the grid begins, and its cells' size, mm: as the pieces are long, so that each runs
/// through few.
fn frame(contours: &[Contour], reach_mm: f64, cell_min_mm: f64) -> (Point, f64) {
    let points = || contours.iter().flat_map(|contour| &contour.points);
    let low = points().fold([f64::MAX; 2], |low, point| [low[0].min(point[0]), low[1].min(point[1])]);
    let high = points().fold([f64::MIN; 2], |high, point| [high[0].max(point[0]), high[1].max(point[1])]);
    let pieces = contours.iter().flat_map(|contour| contour.points.windows(2));
    let mut lengths: Vec<f64> = pieces.map(|ends| distance(ends[0], ends[1])).collect();
    if lengths.is_empty() {
        return ([0.0; 2], cell_min_mm);
    }
    let mean = lengths.iter().sum::<f64>() / lengths.len() as f64;
    let middle = lengths.len() / 2;
    let median = *lengths.select_nth_unstable_by(middle, f64::total_cmp).1;
    let extent = (high[0] - low[0]).max(high[1] - low[1]);
    let cell = (2.0 * median).min(mean).max(mean / 4.0).max(cell_min_mm).max(extent / f64::from(1 << 24));
    ([low[0] - cell - reach_mm, low[1] - cell - reach_mm], cell)
}
