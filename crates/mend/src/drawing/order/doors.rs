//! Points at which strokes can be entered, by the cells of a grid, so that the nearest is found without asking all.

use std::collections::HashMap;

use kurbo::Point;

/// Points for each cell, about.
const CELL_DOORS: f64 = 2.0;
/// How many cells a point may be away from the grid: beyond it all of the grid is as far.
const CELLS_MAX: f64 = 1e12;

/// A point of a stroke, and which of the stroke's points it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Door {
    pub at: Point,
    pub stroke: usize,
    pub number: usize,
}

/// Doors by cells.
pub(super) struct Doors {
    low: Point,
    cell_mm: f64,
    across: [i64; 2],
    cells: HashMap<[i64; 2], Vec<Door>>,
}

impl Doors {
    pub fn new(doors: impl Iterator<Item = Door> + Clone) -> Self {
        let mut bounds = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        let mut count = 0_u32;
        for Door { at, .. } in doors.clone() {
            bounds = [bounds[0].min(at.x), bounds[1].min(at.y), bounds[2].max(at.x), bounds[3].max(at.y)];
            count += 1;
        }
        let [w, h] = [bounds[2] - bounds[0], bounds[3] - bounds[1]].map(|side| if side > 0.0 { side } else { 0.0 });
        let cells = (f64::from(count) / CELL_DOORS).max(1.0);
        // As many cells as doors want, of a square as of a strip.
        let cell_mm = (w * h / cells).sqrt().max(w.max(h) / cells);
        let cell_mm = if cell_mm > 0.0 { cell_mm } else { 1.0 };
        let mut grid = Self { low: Point::new(bounds[0], bounds[1]), cell_mm, across: [0; 2], cells: HashMap::new() };
        grid.across = grid.cell(Point::new(bounds[2], bounds[3])).map(|last| last + 1);
        for door in doors {
            grid.cells.entry(grid.cell(door.at)).or_default().push(door);
        }
        grid
    }

    fn cell(&self, point: Point) -> [i64; 2] {
        let off = point - self.low;
        [off.x, off.y].map(|mm| (mm / self.cell_mm).floor().clamp(-CELLS_MAX, CELLS_MAX) as i64)
    }

    /// The `count` doors nearest to `point` that are `wanted`, the nearest first; doors as near as one another in the
    /// order of their strokes. `steps` counts what was looked at.
    pub fn nearest(
        &self,
        point: Point,
        count: usize,
        wanted: impl Fn(&Door) -> bool,
        steps: &mut u64,
    ) -> Vec<(f64, Door)> {
        let middle = self.cell(point);
        let mut found: Vec<(f64, Door)> = Vec::new();
        // From outside the grid the first rings hold nothing.
        let outside = |axis: usize| (-middle[axis]).max(middle[axis] - self.across[axis] + 1).max(0);
        let last = (0..2).map(|axis| middle[axis].abs().max((self.across[axis] - 1 - middle[axis]).abs())).max();
        for ring in outside(0).max(outside(1))..=last.unwrap_or_default() {
            let reached = (ring - 1).max(0) as f64 * self.cell_mm;
            if found.len() >= count && found[count - 1].0 <= reached {
                break;
            }
            for cell in self.ring(middle, ring) {
                *steps += 1;
                let doors = self.cells.get(&cell).into_iter().flatten();
                let near = doors.inspect(|_| *steps += 1).filter(|door| wanted(door));
                found.extend(near.map(|door| (door.at.distance(point), *door)));
            }
            let key = |door: &Door| (door.stroke, door.number);
            found.sort_by(|a, b| a.0.total_cmp(&b.0).then(key(&a.1).cmp(&key(&b.1))));
            found.truncate(count);
        }
        found
    }

    /// The cells at this distance from `middle` that the grid has.
    fn ring(&self, [x, y]: [i64; 2], ring: i64) -> impl Iterator<Item = [i64; 2]> {
        let [w, h] = self.across;
        let rows = (y - ring).max(0)..=(y + ring).min(h - 1);
        rows.flat_map(move |row| {
            let is_whole = row == y - ring || row == y + ring;
            let whole = is_whole.then(|| (x - ring).max(0)..=(x + ring).min(w - 1)).into_iter().flatten();
            let sides = [x - ring, x + ring].into_iter().filter(move |column| !is_whole && (0..w).contains(column));
            whole.chain(sides).map(move |column| [column, row])
        })
    }
}
