//! Nesting: which closed shell lies in which, by exact predicates.
//!
//! A ray goes up from a vertex of the inner shell. Where it leaves a shell it counts one, where it enters it takes one
//! away; what is left is how often that shell winds round the vertex. A ray that meets an edge or a corner is decided the
//! same way by all triangles there, as if it stood a hair aside, so that nothing is counted twice.

use pattern::Mesh;
use rayon::prelude::*;
use robust::{Coord, Coord3D, orient2d, orient3d};

use super::{between::Pair, measure, shells::Shell, trials::Trials};
use crate::boxes::{Bvh, aabb};

/// Triangles looked at in one go by one thread, and by all before the work is counted.
const STRETCH: usize = 1 << 10;
const STRETCHES: usize = 16;
/// Cells along one side of the grid in which the asked vertices are filed.
const CELLS_MAX: usize = 64;
/// Cells and vertices looked at before it is given up: no file that people make comes near.
const WORK_MAX: u64 = 1 << 30;
/// Meetings of rays with shells that are kept before it is given up.
const HITS_MAX: usize = 1 << 20;
/// Vertices of a shell that are tried where one lies on the surface of another shell.
const ATTEMPTS: usize = 3;

/// Where a shell lies among the others.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Nest {
    /// The smallest closed shell round it, by its index.
    pub holder: Option<u32>,
    /// How often closed shells wind round it: 1 inside a solid, 0 outside or inside a cavity.
    pub winding: i32,
}

/// A closed shell inside a solid that faces outward.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Swallowed {
    /// Its index in the survey's shells.
    pub shell: usize,
    /// Whether the file has it and the shell round it as different parts.
    pub is_part: bool,
}

/// Which closed shells inside a solid face inward, and which outward, largest first.
pub(super) fn inside(
    mesh: &Mesh,
    triangles: &[[u32; 3]],
    lowest: &[u32],
    shells: &[Shell],
    nests: &[Nest],
) -> (Vec<usize>, Vec<Swallowed>) {
    let inside = nests.iter().enumerate().filter(|(_, nest)| nest.winding > 0);
    let mut inside: Vec<[usize; 2]> = inside.filter_map(|(index, nest)| Some([index, nest.holder? as usize])).collect();
    inside.sort_by(|a, b| shells[b[0]].volume_mm3.abs().total_cmp(&shells[a[0]].volume_mm3.abs()));
    let (inward, outward): (Vec<_>, Vec<_>) =
        inside.into_iter().partition(|&[index, _]| shells[index].volume_mm3 < 0.0);
    let parts = if outward.is_empty() || mesh.parts.len() < 2 {
        vec![0; shells.len()]
    } else {
        let mut parts = vec![0; shells.len()];
        // Backwards, so that the first triangle of a shell has the last word.
        for (index, triangle) in triangles.iter().enumerate().rev().filter(|(_, [a, b, c])| a != b && b != c && c != a)
        {
            parts[number(shells, lowest[triangle[0] as usize]) as usize] = part(mesh, index as u32);
        }
        parts
    };
    let swallowed =
        outward.into_iter().map(|[shell, holder]| Swallowed { shell, is_part: parts[shell] != parts[holder] });
    (inward.into_iter().map(|[index, _]| index).collect(), swallowed.collect())
}

/// Which part of the file a triangle belongs to.
pub(super) fn part(mesh: &Mesh, triangle: u32) -> usize {
    mesh.parts.partition_point(|part| part.triangles.end <= triangle as usize)
}

/// How closed shells lie in each other, one for each of `shells`; none where that is too much work. Those that meet, as
/// `pairs` say, in order, are not inside one another.
pub(super) fn nesting(
    positions: &[[f32; 3]],
    triangles: &[[u32; 3]],
    lowest: &[u32],
    shells: &[Shell],
    pairs: &[Pair],
) -> Option<Vec<Nest>> {
    let mut nests = vec![Nest::default(); shells.len()];
    let mut asked = boxed_in(shells)?;
    for attempt in 0..ATTEMPTS {
        if asked.is_empty() {
            break;
        }
        let vertices = vertices(triangles, lowest, shells, &asked, attempt);
        let points: Vec<[f64; 3]> = vertices.iter().map(|&vertex| positions[vertex as usize].map(f64::from)).collect();
        let hits = hits(positions, triangles, lowest, shells, &asked, &points)?;
        let mut unclear = Vec::new();
        for of_one in hits.chunk_by(|a, b| a.asked == b.asked) {
            let inner = asked[of_one[0].asked as usize];
            let round = of_one.chunk_by(|a, b| a.shell == b.shell).filter(|hits| {
                let outer = hits[0].shell;
                let both = [inner.min(outer), inner.max(outer)];
                holds(shells[outer as usize].bounds, shells[inner as usize].bounds)
                    && pairs.binary_search_by_key(&both, |pair| pair.shells).is_err()
            });
            match nest(shells, round) {
                Some(nest) => nests[inner as usize] = nest,
                None => unclear.push(inner),
            }
        }
        asked = unclear;
    }
    Some(nests)
}

/// What the crossings with the shells round one come to; none where its vertex lies on one of them.
fn nest<'a>(shells: &[Shell], round: impl Iterator<Item = &'a [Hit]>) -> Option<Nest> {
    let mut nest = Nest::default();
    for hits in round {
        if hits.iter().any(|hit| hit.step == 0) {
            return None;
        }
        let winding: i32 = hits.iter().map(|hit| i32::from(hit.step)).sum();
        if winding == 0 {
            continue;
        }
        nest.winding += winding;
        let size = |shell: u32| shells[shell as usize].volume_mm3.abs();
        if nest.holder.is_none_or(|holder| size(hits[0].shell) < size(holder)) {
            nest.holder = Some(hits[0].shell);
        }
    }
    Some(nest)
}

/// Closed shells whose boxes lie in the boxes of others; none where too many lie across one another.
fn boxed_in(shells: &[Shell]) -> Option<Vec<u32>> {
    let closed: Vec<u32> = (0..shells.len() as u32).filter(|&index| is_closed(&shells[index as usize])).collect();
    let Some(world) = closed.iter().map(|&index| shells[index as usize].bounds).reduce(both) else {
        return Some(Vec::new());
    };
    let of = |index: u32| aabb(shells[index as usize].bounds);
    let bvh = Bvh::new(closed.par_iter().copied(), of, aabb(world));
    let trials = Trials::among(closed.len());
    let is_in_another = |&index: &u32| {
        if trials.is_over() {
            return false;
        }
        let (is_held, looked_at) = bvh.any_touching(&of(index), |other| {
            other != index && holds(shells[other as usize].bounds, shells[index as usize].bounds)
        });
        trials.add(looked_at);
        is_held
    };
    let found = closed.par_iter().copied().filter(is_in_another).collect();
    (!trials.is_over()).then_some(found)
}

fn is_closed(shell: &Shell) -> bool {
    shell.sound && shell.volume_mm3 != 0.0
}

fn both(a: [f32; 6], [x0, y0, z0, x1, y1, z1]: [f32; 6]) -> [f32; 6] {
    measure::grown(measure::grown(a, [x0, y0, z0]), [x1, y1, z1])
}

/// Whether a box holds another.
pub(super) fn holds(outer: [f32; 6], inner: [f32; 6]) -> bool {
    (0..3).all(|axis| outer[axis] <= inner[axis] && inner[axis + 3] <= outer[axis + 3])
}

/// The index of the shell whose lowest vertex is `root`.
fn number(shells: &[Shell], root: u32) -> u32 {
    shells.partition_point(|shell| shell.lowest < root) as u32
}

/// A vertex of each asked shell: its lowest, and at a further attempt others of its first triangle.
fn vertices(triangles: &[[u32; 3]], lowest: &[u32], shells: &[Shell], asked: &[u32], attempt: usize) -> Vec<u32> {
    let mut vertices: Vec<u32> = asked.iter().map(|&shell| shells[shell as usize].lowest).collect();
    if attempt == 0 {
        return vertices;
    }
    let mut left = asked.len();
    let mut is_found = vec![false; asked.len()];
    for triangle in triangles.iter().filter(|[a, b, c]| a != b && b != c && c != a) {
        let Ok(at) = asked.binary_search(&number(shells, lowest[triangle[0] as usize])) else { continue };
        if std::mem::replace(&mut is_found[at], true) {
            continue;
        }
        let mut others = triangle.iter().filter(|&&vertex| vertex != vertices[at]);
        if let Some(&vertex) = others.nth(attempt - 1) {
            vertices[at] = vertex;
        }
        left -= 1;
        if left == 0 {
            break;
        }
    }
    vertices
}

/// Where the ray of an asked shell meets a triangle of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Hit {
    /// Which of the asked.
    asked: u32,
    /// Whose triangle it is.
    shell: u32,
    /// 1 where the ray leaves, -1 where it enters, 0 where it begins on the triangle.
    step: i8,
}

/// All meetings with closed shells, in order; none where there are too many to look at.
fn hits(
    positions: &[[f32; 3]],
    triangles: &[[u32; 3]],
    lowest: &[u32],
    shells: &[Shell],
    asked: &[u32],
    points: &[[f64; 3]],
) -> Option<Vec<Hit>> {
    let grid = Grid::new(points);
    let of_stretch = |stretch: &[[u32; 3]]| {
        let (mut work, mut hits) = (0, Vec::new());
        for triangle in stretch {
            // What one stretch may take is too much for all, so that it is given up below.
            if work > WORK_MAX || hits.len() > HITS_MAX {
                break;
            }
            let corners = triangle.map(|vertex| positions[vertex as usize].map(f64::from));
            work += grid.under(&corners, |at| {
                let shell = number(shells, lowest[triangle[0] as usize]);
                if shell != asked[at as usize]
                    && is_closed(&shells[shell as usize])
                    && let Some(step) = step(points[at as usize], &corners)
                {
                    hits.push(Hit { asked: at, shell, step });
                }
            });
        }
        (work, hits)
    };
    let (mut work, mut all) = (0, Vec::new());
    for group in triangles.chunks(STRETCH * STRETCHES) {
        let found: Vec<(u64, Vec<Hit>)> = group.par_chunks(STRETCH).map(of_stretch).collect();
        for (more, hits) in found {
            work += more;
            all.extend(hits);
        }
        if work > WORK_MAX || all.len() > HITS_MAX {
            return None;
        }
    }
    all.par_sort_unstable();
    Some(all)
}

/// Points filed by where they lie seen from above.
struct Grid<'a> {
    points: &'a [[f64; 3]],
    low: [f64; 2],
    /// Cells to a millimetre.
    scale: [f64; 2],
    side: usize,
    /// The points of cell `n` are `order[starts[n]..starts[n + 1]]`.
    starts: Vec<u32>,
    order: Vec<u32>,
}

impl<'a> Grid<'a> {
    fn new(points: &'a [[f64; 3]]) -> Self {
        let fold =
            |axis: usize, start: f64, of: fn(f64, f64) -> f64| points.iter().map(|point| point[axis]).fold(start, of);
        let low = [0, 1].map(|axis| fold(axis, f64::MAX, f64::min));
        let high = [0, 1].map(|axis| fold(axis, f64::MIN, f64::max));
        let side = points.len().isqrt().clamp(1, CELLS_MAX);
        let scale = [0, 1].map(|axis| {
            let size = high[axis] - low[axis];
            if size > 0.0 { side as f64 / size } else { 0.0 }
        });
        let mut grid = Self { points, low, scale, side, starts: vec![0; side * side + 1], order: Vec::new() };
        let cells: Vec<usize> =
            points.iter().map(|point| grid.cell(1, point[1]) * side + grid.cell(0, point[0])).collect();
        cells.iter().for_each(|&cell| grid.starts[cell + 1] += 1);
        for cell in 0..side * side {
            grid.starts[cell + 1] += grid.starts[cell];
        }
        grid.order = (0..points.len() as u32).collect();
        grid.order.sort_by_key(|&point| cells[point as usize]);
        grid
    }

    fn cell(&self, axis: usize, value: f64) -> usize {
        // What lies outside is clamped by the cast and the minimum.
        (((value - self.low[axis]) * self.scale[axis]) as usize).min(self.side - 1)
    }

    /// Calls `each` for every point that lies under the box of a triangle, or in it; gives how much was looked at.
    fn under(&self, corners: &[[f64; 3]; 3], mut each: impl FnMut(u32)) -> u64 {
        let low = [0, 1].map(|axis| corners.iter().map(|corner| corner[axis]).fold(f64::MAX, f64::min));
        let high = [0, 1, 2].map(|axis| corners.iter().map(|corner| corner[axis]).fold(f64::MIN, f64::max));
        if (0..2).any(|axis| high[axis] < self.low[axis]) {
            return 0;
        }
        let [columns, rows] = [0, 1].map(|axis| self.cell(axis, low[axis])..=self.cell(axis, high[axis]));
        let mut work = 0;
        for row in rows {
            // The cells of a row lie one behind the other.
            let [from, to] = [*columns.start(), *columns.end() + 1].map(|column| row * self.side + column);
            let stretch = self.starts[from] as usize..self.starts[to] as usize;
            work += 1 + stretch.len() as u64;
            for &at in &self.order[stretch] {
                let point = self.points[at as usize];
                let is_under = (0..2).all(|axis| low[axis] <= point[axis] && point[axis] <= high[axis]);
                if is_under && point[2] <= high[2] {
                    each(at);
                }
            }
        }
        work
    }
}

/// Whether the ray up from `point` leaves (1) or enters (-1) through a triangle, or begins on it (0); none where it misses.
fn step(point: [f64; 3], corners: &[[f64; 3]; 3]) -> Option<i8> {
    let flat = |[x, y, _]: [f64; 3]| Coord { x, y };
    let mut is_inside = false;
    for edge in 0..3 {
        let (a, b) = (corners[edge], corners[(edge + 1) % 3]);
        if (a[1] > point[1]) == (b[1] > point[1]) {
            continue;
        }
        // Both triangles of an edge ask with its ends in the same order.
        let (low, high) = if a[1] < b[1] { (a, b) } else { (b, a) };
        is_inside ^= orient2d(flat(low), flat(high), flat(point)) > 0.0;
    }
    if !is_inside {
        return None;
    }
    let wide = |[x, y, z]: [f64; 3]| Coord3D { x, y, z };
    let [a, b, c] = *corners;
    let is_up = orient2d(flat(a), flat(b), flat(c)) > 0.0;
    let below = orient3d(wide(a), wide(b), wide(c), wide(point));
    match (below, is_up) {
        (0.0, _) => Some(0),
        (side, true) => (side > 0.0).then_some(1),
        (side, false) => (side < 0.0).then_some(-1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLANTED: [[f64; 3]; 3] = [[0.0, 0.0, 0.0], [10.0, 0.0, 10.0], [0.0, 10.0, 10.0]];

    #[test]
    fn a_ray_leaves_through_what_faces_up_and_enters_through_what_faces_down() {
        let [a, b, c] = SLANTED;
        assert_eq!(step([2.0, 2.0, 0.0], &[a, b, c]), Some(1));
        assert_eq!(step([2.0, 2.0, 0.0], &[b, a, c]), Some(-1));
        assert_eq!(step([2.0, 2.0, 4.0], &[a, b, c]), Some(0), "it begins on it");
        assert_eq!(step([2.0, 2.0, 4.1], &[a, b, c]), None, "it is above");
        assert_eq!(step([-2.0, 2.0, 0.0], &[a, b, c]), None);
    }

    #[test]
    fn a_ray_through_a_corner_or_an_edge_is_counted_once() {
        // A fan round the origin, cut into six.
        let corner = |step: u32| {
            let angle = f64::from(step % 6) * std::f64::consts::TAU / 6.0;
            [angle.cos(), angle.sin(), 0.5]
        };
        let fan: Vec<[[f64; 3]; 3]> = (0..6).map(|at| [[0.0, 0.0, 0.5], corner(at), corner(at + 1)]).collect();
        let spoke = corner(1).map(|value| value / 2.0);
        for point in [[0.0; 3], [spoke[0], spoke[1], 0.0], [0.5, 0.0, 0.0], [-0.5, 0.0, 0.0]] {
            assert_eq!(fan.iter().filter_map(|triangle| step(point, triangle)).sum::<i8>(), 1, "{point:?}");
        }
    }

    #[test]
    fn the_grid_gives_what_looking_at_every_point_gives() {
        let mut state = 7u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f64 / (1u64 << 24) as f64
        };
        let points: Vec<[f64; 3]> = (0..500).map(|_| [next(), next() * 3.0, next()]).collect();
        let grid = Grid::new(&points);
        for _ in 0..100 {
            let corners = [0; 3].map(|_| [next() * 1.4 - 0.2, next() * 3.0, next()]);
            let mut near = Vec::new();
            grid.under(&corners, |at| near.push(at));
            near.sort_unstable();
            let side = |axis: usize| corners.iter().map(move |corner| corner[axis]);
            let is_under = |point: &[f64; 3]| {
                (0..2).all(|axis| side(axis).any(|value| value <= point[axis]) && side(axis).any(|v| v >= point[axis]))
                    && side(2).any(|value| value >= point[2])
            };
            let all = (0..500u32).filter(|&at| is_under(&points[at as usize]));
            assert_eq!(near, all.collect::<Vec<_>>());
        }
    }
}
