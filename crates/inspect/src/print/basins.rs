//! What would hold liquid: hollows without a way out, and cups that open upwards only.
//!
//! The part is cut into columns; in each the stretches between solids are nodes, neighbours whose stretches overlap are
//! joined, and water is let in from outside by the lowest way (priority flood, Barnes, Lehman and Mulla, 2014).

use std::{cmp::Reverse, collections::BinaryHeap};

use glam::DVec3;
use rayon::prelude::*;

use super::solid::Solid;
use crate::vector::{across, wide};

/// Columns along the longer side.
const COLUMNS: usize = 192;
/// Cells that all triangles' boxes may cover together: of more the columns are made wider, and at last none are.
const CELLS_MAX: f64 = 6e6;
/// Columns along the longer side that still tell something.
const COLUMNS_MIN: usize = 24;
/// A hollow shallower than this part of the part's size is rounding.
const DEPTH_SHARE_MIN: f64 = 1e-5;
/// Triangles that one thread cuts into columns in one go.
const STRETCH: usize = 1 << 12;

/// A hollow that holds liquid.
#[derive(Clone, Debug)]
pub(crate) struct Basin {
    /// mm³ that stay in it.
    pub volume_mm3: f64,
    /// From its lowest point to where it would run over, or to its ceiling, mm.
    pub depth_mm: f64,
    /// The mouth as seen from above, mm².
    pub mouth_mm2: f64,
    /// Whether there is no way out at all.
    pub closed: bool,
    /// Its lowest point, mm: where a hole would drain it.
    pub point: DVec3,
}

/// A stretch of a column without material.
#[derive(Clone, Copy)]
struct Room {
    low: f64,
    high: f64,
    /// How high water must stand here to run out; infinite until a way out is found.
    level: f64,
}

/// The hollows of a part that is built in the direction `up`, largest first; none where there are so many triangles over
/// one another that they are not looked for.
pub(super) fn basins(solid: &Solid, up: DVec3) -> Vec<Basin> {
    let mut columns = COLUMNS;
    let mut grid = Grid::new(solid, up, columns);
    while grid.cells(solid) > CELLS_MAX {
        columns /= 2;
        if columns < COLUMNS_MIN {
            return Vec::new();
        }
        grid = Grid::new(solid, up, columns);
    }
    let (starts, mut rooms) = grid.rooms(solid);
    flood(&grid, &starts, &mut rooms);
    let mut basins = gather(&grid, &starts, &rooms);
    basins.retain(|basin| basin.depth_mm > DEPTH_SHARE_MIN * solid.diagonal_mm());
    basins
}

/// The columns: cells of a plane across `up`, with one empty column round them.
struct Grid {
    up: DVec3,
    sides: [DVec3; 2],
    origin: [f64; 2],
    cell_mm: f64,
    count: [usize; 2],
}

impl Grid {
    fn new(solid: &Solid, up: DVec3, columns: usize) -> Self {
        let sides = across(up);
        let [x0, y0, z0, x1, y1, z1] = solid.bounds.map(f64::from);
        let corner = |index: usize| {
            DVec3::new(
                if index & 1 == 0 { x0 } else { x1 },
                if index & 2 == 0 { y0 } else { y1 },
                if index & 4 == 0 { z0 } else { z1 },
            )
        };
        let range = |side: DVec3| {
            let values = (0..8).map(|index| corner(index).dot(side));
            values.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)))
        };
        let ranges = sides.map(range);
        let longest = ranges.iter().map(|(low, high)| high - low).fold(1e-6, f64::max);
        let cell_mm = longest / columns as f64;
        // Set off by odd parts of a cell, so that no column runs along a side of the part.
        let origin = [ranges[0].0 - 1.382 * cell_mm, ranges[1].0 - 1.441 * cell_mm];
        let count = [0, 1].map(|axis| ((ranges[axis].1 - origin[axis]) / cell_mm) as usize + 2);
        Self { up, sides, origin, cell_mm, count }
    }

    /// How many cells the boxes of all triangles cover.
    fn cells(&self, solid: &Solid) -> f64 {
        let of_triangle = |triangle: &[u32; 3]| {
            let corners = triangle.map(|vertex| self.seen(solid.positions[vertex as usize]));
            let side = |axis: usize| {
                let values = corners.map(|corner| corner[axis]);
                values.into_iter().fold(f64::MIN, f64::max) - values.into_iter().fold(f64::MAX, f64::min)
            };
            (side(0) + 0.1) * (side(1) + 0.1)
        };
        let of_stretch = |stretch: &[[u32; 3]]| stretch.iter().map(of_triangle).sum::<f64>();
        let sums: Vec<f64> = solid.triangles.par_chunks(STRETCH).map(of_stretch).collect();
        sums.into_iter().sum()
    }

    /// The stretches without material: those of column `i` from `starts[i]` to `starts[i + 1]`.
    fn rooms(&self, solid: &Solid) -> (Vec<u32>, Vec<Room>) {
        let of_stretch = |stretch: &[[u32; 3]]| {
            let mut passages = Vec::new();
            for triangle in stretch {
                self.cut(triangle.map(|vertex| self.seen(solid.positions[vertex as usize])), &mut passages);
            }
            passages
        };
        let mut passages: Vec<(u32, f64, i32)> =
            solid.triangles.par_chunks(STRETCH).flat_map_iter(of_stretch).collect();
        passages.par_sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(b.2.cmp(&a.2)));
        let (mut starts, mut rooms) = (Vec::new(), Vec::new());
        let mut at = 0;
        for column in 0..(self.count[0] * self.count[1]) as u32 {
            starts.push(rooms.len() as u32);
            let (mut depth, mut low) = (0, f64::NEG_INFINITY);
            while let Some(&(_, height, step)) = passages.get(at).filter(|passage| passage.0 == column) {
                if depth == 0 && step > 0 && height > low {
                    rooms.push(Room { low, high: height, level: f64::INFINITY });
                }
                // A surface that is not closed may leave what was never entered.
                depth = (depth + step).max(0);
                low = height;
                at += 1;
            }
            rooms.push(Room { low, high: f64::INFINITY, level: f64::INFINITY });
        }
        starts.push(rooms.len() as u32);
        (starts, rooms)
    }

    /// A point in the plane, in cells, and its height in mm.
    fn seen(&self, point: [f32; 3]) -> DVec3 {
        let point = wide(point);
        let along = |axis: usize| (point.dot(self.sides[axis]) - self.origin[axis]) / self.cell_mm;
        DVec3::new(along(0), along(1), point.dot(self.up))
    }

    /// Where a triangle is met by the columns: the column, the height, and 1 where it goes into the body.
    fn cut(&self, [a, b, c]: [DVec3; 3], passages: &mut Vec<(u32, f64, i32)>) {
        let turn = |p: DVec3, q: DVec3, x: f64, y: f64| (q[0] - p[0]) * (y - p[1]) - (q[1] - p[1]) * (x - p[0]);
        let area = turn(a, b, c[0], c[1]);
        if area == 0.0 {
            return;
        }
        let range = |axis: usize| {
            let low = a[axis].min(b[axis]).min(c[axis]);
            let high = a[axis].max(b[axis]).max(c[axis]);
            (low - 0.5).ceil().max(0.0) as usize
                ..((high - 0.5).floor() + 1.0).clamp(0.0, self.count[axis] as f64) as usize
        };
        for row in range(1) {
            for column in range(0) {
                let (x, y) = (column as f64 + 0.5, row as f64 + 0.5);
                let [u, v, w] = [turn(b, c, x, y), turn(c, a, x, y), turn(a, b, x, y)].map(|turn| turn / area);
                if u >= 0.0 && v >= 0.0 && w >= 0.0 {
                    let height = u * a[2] + v * b[2] + w * c[2];
                    passages.push(((row * self.count[0] + column) as u32, height, if area < 0.0 { 1 } else { -1 }));
                }
            }
        }
    }

    fn neighbours(&self, column: usize) -> impl Iterator<Item = usize> {
        let (x, y) = (column % self.count[0], column / self.count[0]);
        let [width, depth] = self.count;
        [
            (x > 0).then(|| column - 1),
            (x + 1 < width).then(|| column + 1),
            (y > 0).then(|| column - width),
            (y + 1 < depth).then(|| column + width),
        ]
        .into_iter()
        .flatten()
    }

    fn is_border(&self, column: usize) -> bool {
        self.neighbours(column).count() < 4
    }
}

/// The rooms beside a room: those of the columns beside it that overlap it.
fn beside<'a>(
    grid: &'a Grid,
    starts: &'a [u32],
    rooms: &'a [Room],
    column: usize,
    room: Room,
) -> impl Iterator<Item = (usize, usize)> + 'a {
    grid.neighbours(column).flat_map(move |next| {
        // The rooms of a column are in order and apart.
        let (start, end) = (starts[next] as usize, starts[next + 1] as usize);
        let first = start + rooms[start..end].partition_point(|other| other.high <= room.low);
        (first..end).take_while(move |&at| rooms[at].low < room.high).map(move |at| (next, at))
    })
}

fn flood(grid: &Grid, starts: &[u32], rooms: &mut [Room]) {
    /// Orders by level, lowest first; levels are finite or below everything.
    #[derive(PartialEq)]
    struct Front(f64, usize, usize);
    impl Eq for Front {}
    impl PartialOrd for Front {
        fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
            Some(self.cmp(other))
        }
    }
    impl Ord for Front {
        fn cmp(&self, other: &Self) -> std::cmp::Ordering {
            self.0.total_cmp(&other.0).then(self.2.cmp(&other.2))
        }
    }
    let mut front = BinaryHeap::new();
    for column in (0..starts.len() - 1).filter(|&column| grid.is_border(column)) {
        let of_column = starts[column] as usize..starts[column + 1] as usize;
        for (offset, room) in rooms[of_column.clone()].iter_mut().enumerate() {
            room.level = f64::NEG_INFINITY;
            front.push(Reverse(Front(f64::NEG_INFINITY, column, of_column.start + offset)));
        }
    }
    while let Some(Reverse(Front(level, column, at))) = front.pop() {
        if level > rooms[at].level {
            continue;
        }
        let room = rooms[at];
        let reached: Vec<(usize, usize)> = beside(grid, starts, rooms, column, room).collect();
        for (next, other) in reached {
            let through = level.max(room.low).max(rooms[other].low);
            if through < rooms[other].level {
                rooms[other].level = through;
                front.push(Reverse(Front(through, next, other)));
            }
        }
    }
}

/// Joins the rooms in which liquid stands.
fn gather(grid: &Grid, starts: &[u32], rooms: &[Room]) -> Vec<Basin> {
    let holds = |room: &Room| room.level > room.low && room.low.is_finite();
    let mut seen = vec![false; rooms.len()];
    let mut basins = Vec::new();
    let cell_mm2 = grid.cell_mm * grid.cell_mm;
    for column in 0..starts.len() - 1 {
        for at in starts[column] as usize..starts[column + 1] as usize {
            if seen[at] || !holds(&rooms[at]) {
                continue;
            }
            seen[at] = true;
            let (mut open, mut volume, mut mouth) = (vec![(column, at)], 0.0, 0.0);
            let (mut lowest, mut highest) = ((f64::MAX, column), f64::MIN);
            while let Some((column, at)) = open.pop() {
                let room = rooms[at];
                let top = room.level.min(room.high);
                volume += (top - room.low) * cell_mm2;
                mouth += if room.level < room.high { cell_mm2 } else { 0.0 };
                highest = highest.max(top);
                if room.low < lowest.0 {
                    lowest = (room.low, column);
                }
                for (next, other) in beside(grid, starts, rooms, column, room) {
                    if !seen[other] && holds(&rooms[other]) {
                        seen[other] = true;
                        open.push((next, other));
                    }
                }
            }
            let (height, column) = lowest;
            let along = [column % grid.count[0], column / grid.count[0]];
            let along: [f64; 2] =
                std::array::from_fn(|axis| grid.origin[axis] + (along[axis] as f64 + 0.5) * grid.cell_mm);
            let flat = along[0] * grid.sides[0] + along[1] * grid.sides[1];
            basins.push(Basin {
                volume_mm3: volume,
                depth_mm: highest - height,
                mouth_mm2: mouth,
                closed: rooms[at].level == f64::INFINITY,
                point: flat + height * grid.up,
            });
        }
    }
    basins.sort_by(|a, b| b.volume_mm3.total_cmp(&a.volume_mm3));
    basins
}
