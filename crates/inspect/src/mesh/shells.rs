//! Shells, the connected components: triangles that hang together by their vertices.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use glam::DVec3;
use rayon::prelude::*;

use super::measure::{self, Measures};
use crate::vector::wide;

/// Triangles that one thread joins in one go.
const STRETCH: usize = 1 << 14;

/// Triangles to a shell at least in what one thread measures in one go.
const SHELL_TRIANGLES: usize = 4;
/// Vertices whose shell is looked at to learn which is the largest.
const SAMPLES: usize = 1 << 10;

/// Vertices whose parents are asked for together: where they lie all over the memory the waits overlap.
const BLOCK: usize = 64;
/// Blocks that one thread takes at least.
const BLOCKS_MIN: usize = STRETCH / BLOCK;

/// Vertices on their way to being joined to shells: a union-find without locks. Threads may join at the same time; the shells do not depend on them.
pub(super) struct UnionFind {
    /// A parent is never higher than its child, so that joining makes no ring.
    parents: Vec<AtomicU32>,
    /// Another vertex of the same shell each.
    others: Vec<AtomicU32>,
}

impl UnionFind {
    /// Every vertex by itself.
    pub fn new(vertex_count: usize) -> Self {
        let each_itself =
            || (0..vertex_count as u32).into_par_iter().with_min_len(STRETCH).map(AtomicU32::new).collect();
        Self { parents: each_itself(), others: each_itself() }
    }

    /// How many vertices there are.
    pub fn vertex_count(&self) -> usize {
        self.parents.len()
    }

    /// Notes the lowest and the highest neighbour of a vertex: two of many, so that this touches no other vertex's place.
    pub fn note(&self, vertex: u32, lowest: u32, highest: u32) {
        self.parents[vertex as usize].store(lowest.min(vertex), Relaxed);
        self.others[vertex as usize].store(highest, Relaxed);
    }

    /// For each vertex the lowest one of its shell, once all of `triangles` are joined.
    ///
    /// By the neighbours noted nearly all of a large shell hangs together, and only triangles with a vertex that does not
    /// belong to it yet need to be joined (Sutton, Ben-Nun and Barak, "Optimizing parallel graph connectivity computation
    /// via subgraph sampling", 2018).
    pub fn lowest_of_shell(self, triangles: &[[u32; 3]]) -> Vec<u32> {
        self.shorten();
        self.others
            .par_chunks(BLOCK)
            .with_min_len(BLOCKS_MIN)
            .enumerate()
            .for_each(|(index, others)| self.join_noted(index * BLOCK, others));
        self.shorten();
        let largest = self.largest();
        let is_apart = |parent: &AtomicU32| parent.load(Relaxed) != largest;
        if self.parents.par_iter().with_min_len(STRETCH).any(is_apart) {
            let marks: Vec<u64> = self
                .parents
                .par_chunks(64)
                .with_min_len(BLOCKS_MIN)
                .map(|parents| parents.iter().rev().fold(0, |marks, parent| marks << 1 | u64::from(is_apart(parent))))
                .collect();
            let apart = |vertex: u32| marks[vertex as usize / 64] >> (vertex % 64) & 1 == 1;
            triangles.par_chunks(STRETCH).for_each(|stretch| {
                for &[a, b, c] in stretch.iter().filter(|&&[a, b, c]| apart(a) | apart(b) | apart(c)) {
                    self.join(a, b);
                    self.join(b, c);
                }
            });
            self.shorten();
        }
        self.parents.into_iter().map(AtomicU32::into_inner).collect()
    }

    /// Makes every parent the lowest that is known of its shell.
    fn shorten(&self) {
        self.parents.par_chunks(BLOCK).with_min_len(BLOCKS_MIN).for_each(|parents| {
            let mut lowest = [0; BLOCK];
            lowest.iter_mut().zip(parents).for_each(|(lowest, parent)| *lowest = parent.load(Relaxed));
            let lowest = &mut lowest[..parents.len()];
            while lowest.iter_mut().fold(false, |is_moved, vertex| {
                let parent = self.parents[*vertex as usize].load(Relaxed);
                is_moved | (std::mem::replace(vertex, parent) != parent)
            }) {}
            lowest.iter().zip(parents).for_each(|(&lowest, parent)| parent.store(lowest, Relaxed));
        });
    }

    /// Joins the vertices from `first` on with what is noted of them.
    fn join_noted(&self, first: usize, others: &[AtomicU32]) {
        let parent = |vertex: u32| self.parents[vertex as usize].load(Relaxed);
        let mut pairs = [[0; 2]; BLOCK];
        for ((pair, vertex), other) in pairs.iter_mut().zip(first as u32..).zip(others) {
            *pair = [parent(vertex), parent(other.load(Relaxed))];
        }
        pairs.iter_mut().for_each(|pair| *pair = pair.map(parent));
        pairs[..others.len()].iter().filter(|[a, b]| a != b).for_each(|&[a, b]| self.join(a, b));
    }

    fn join(&self, a: u32, b: u32) {
        let (mut a, mut b) = (a, b);
        loop {
            (a, b) = (self.lowest(a), self.lowest(b));
            if a == b {
                return;
            }
            let (low, high) = (a.min(b), a.max(b));
            if self.parents[high as usize].compare_exchange(high, low, Relaxed, Relaxed).is_ok() {
                return;
            }
        }
    }

    fn lowest(&self, mut vertex: u32) -> u32 {
        loop {
            let parent = self.parents[vertex as usize].load(Relaxed);
            if parent == vertex {
                return vertex;
            }
            let grandparent = self.parents[parent as usize].load(Relaxed);
            if grandparent != parent {
                // Shortens the way for the next one; `fetch_min` keeps parents falling.
                self.parents[vertex as usize].fetch_min(grandparent, Relaxed);
            }
            vertex = grandparent;
        }
    }

    /// The lowest vertex of the shell that most of some vertices are of; 0 where there are none.
    fn largest(&self) -> u32 {
        let step = (self.parents.len() / SAMPLES).max(1);
        let mut sample: Vec<u32> = self.parents.iter().step_by(step).map(|parent| parent.load(Relaxed)).collect();
        sample.sort_unstable();
        sample.chunk_by(u32::eq).max_by_key(|same| same.len()).map_or(0, |same| same[0])
    }
}

/// One shell's measures.
#[derive(Clone, Debug)]
pub(crate) struct Shell {
    /// Its lowest vertex stands for it.
    pub lowest: u32,
    /// Triangles.
    pub triangles: u64,
    /// Signed, mm³.
    pub volume_mm3: f64,
    /// The box round it, mm.
    pub bounds: [f32; 6],
    /// Whether all its edges have two triangles that agree, so that it has an inside.
    pub sound: bool,
}

/// Measures the shells, in the order of their lowest vertices. `lowest` is what [`UnionFind::lowest_of_shell`] gave, `marks`
/// are vertices whose shells are not sound; `bounds` and `measures` are those of the whole mesh.
pub(super) fn shells(
    positions: &[[f32; 3]],
    triangles: &[[u32; 3]],
    lowest: &[u32],
    marks: impl Iterator<Item = u32>,
    bounds: [f32; 6],
    measures: &Measures,
) -> Vec<Shell> {
    if let Some(lowest) = only_shell(triangles, lowest, measures) {
        let sound = marks.count() == 0;
        return vec![Shell { lowest, triangles: triangles.len() as u64, volume_mm3: measures.volume, bounds, sound }];
    }
    let centre = measure::centre(bounds);
    let (roots, number) = numbered(lowest);
    let shell_of = |vertex: u32| number[lowest[vertex as usize] as usize] as usize;
    let of_piece = |piece: &[[u32; 3]]| {
        let mut shells: Vec<Shell> = roots.iter().map(|&root| Shell::new(root, positions[root as usize])).collect();
        for &[a, b, c] in piece.iter().filter(|[a, b, c]| a != b && b != c && c != a) {
            let corners = [positions[a as usize], positions[b as usize], positions[c as usize]];
            shells[shell_of(a)].add(corners, centre);
        }
        shells
    };
    // Where there are many shells, pieces are so large that their lists together stay smaller than the triangles.
    let pieces = triangles.par_chunks(STRETCH.max(SHELL_TRIANGLES * roots.len()));
    let pieces: Vec<Vec<Shell>> = pieces.map(of_piece).collect();
    let sum = |sum: Vec<Shell>, piece: Vec<Shell>| sum.into_iter().zip(piece).map(|(a, b)| a.with(b)).collect();
    let mut shells = pieces.into_iter().reduce(sum).unwrap_or_default();
    for vertex in marks {
        shells[shell_of(vertex)].sound = false;
    }
    // What hangs together by triangles alone that name a vertex twice is no shell.
    shells.retain(|shell| shell.triangles > 0);
    shells
}

/// The lowest vertices of all shells, in order, and at the place of each of them its number.
fn numbered(lowest: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let mut number = vec![0; lowest.len()];
    for (vertex, &lowest) in lowest.iter().enumerate().filter(|&(vertex, &lowest)| lowest as usize != vertex) {
        debug_assert!((lowest as usize) < vertex);
        number[lowest as usize] = 1;
    }
    let mut roots = Vec::new();
    for (vertex, number) in (0..).zip(&mut number).filter(|(_, number)| **number == 1) {
        *number = roots.len() as u32;
        roots.push(vertex);
    }
    (roots, number)
}

/// The lowest vertex of the one shell that all triangles are of, as in most parts; none where there are several, or none, or
/// triangles that belong to none. Then the shell's measures are those of the mesh.
fn only_shell(triangles: &[[u32; 3]], lowest: &[u32], measures: &Measures) -> Option<u32> {
    let root = lowest[triangles.first()?[0] as usize];
    let is_of_it = |(vertex, &lowest): (usize, &u32)| lowest == root || lowest as usize == vertex;
    // A vertex that stands for itself alone has no triangle; triangles that name a vertex twice have no area.
    let is_one = measures.degenerate.is_empty() && lowest.par_iter().enumerate().with_min_len(STRETCH).all(is_of_it);
    is_one.then_some(root)
}

impl Shell {
    fn with(mut self, other: Self) -> Self {
        let [x0, y0, z0, x1, y1, z1] = other.bounds;
        self.triangles += other.triangles;
        self.volume_mm3 += other.volume_mm3;
        self.bounds = measure::grown(measure::grown(self.bounds, [x0, y0, z0]), [x1, y1, z1]);
        self
    }

    fn new(lowest: u32, [x, y, z]: [f32; 3]) -> Self {
        Self { lowest, triangles: 0, volume_mm3: 0.0, bounds: [x, y, z, x, y, z], sound: true }
    }

    fn add(&mut self, corners: [[f32; 3]; 3], centre: DVec3) {
        let points = corners.map(wide);
        self.triangles += 1;
        self.volume_mm3 += measure::six_volumes(points, measure::area_vector(points), centre) / 6.0;
        self.bounds = corners.into_iter().fold(self.bounds, measure::grown);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tetrahedron for each number, over four vertices of its own.
    fn tetrahedra(numbers: impl Iterator<Item = u32>) -> Vec<[u32; 3]> {
        numbers
            .flat_map(|n| [[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]].map(|t| t.map(|vertex| 4 * n + vertex)))
            .collect()
    }

    /// The union-find as the one-rings note it, or empty, which costs time and changes nothing.
    fn lowest(triangles: &[[u32; 3]], vertex_count: usize, is_noted: bool) -> Vec<u32> {
        let links = UnionFind::new(vertex_count);
        for &[a, b, c] in triangles.iter().filter(|_| is_noted) {
            links.note(a, b.min(c), b.max(c));
        }
        links.lowest_of_shell(triangles)
    }

    #[test]
    fn many_small_shells_and_a_large_one_are_told_apart() {
        // The triangles of the band come first, those of the tetrahedra last.
        let small = 3 * STRETCH as u32;
        let start = 4 * small;
        let mut triangles = tetrahedra(0..small);
        triangles.extend((0..2 * STRETCH as u32).map(|at| [start + at, start + at + 2, start + at + 1]));
        triangles.reverse();
        let vertex_count = start as usize + 2 * STRETCH + 2 + 1;
        for is_noted in [true, false] {
            let lowest = lowest(&triangles, vertex_count, is_noted);
            let wanted = |vertex: u32| if vertex < start { vertex / 4 * 4 } else { start };
            let alone = vertex_count as u32 - 1;
            assert!((0..alone).all(|vertex| lowest[vertex as usize] == wanted(vertex)), "noted: {is_noted}");
            assert_eq!(lowest[alone as usize], alone, "a vertex without triangles stays by itself");
        }
    }

    #[test]
    fn each_shell_is_measured_by_itself_and_what_has_no_side_is_none() {
        let corner =
            |index: u32| [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 6.0]][index as usize % 4];
        let positions: Vec<[f32; 3]> =
            (0..6 * 4).map(|index| corner(index).map(|value| value + (index / 4) as f32)).collect();
        let mut triangles = tetrahedra(0..5);
        triangles.push([20, 20, 21]);
        let lowest = lowest(&triangles, positions.len(), true);
        let bounds = [0.0, 0.0, 0.0, 5.0, 5.0, 10.0];
        let shells = shells(&positions, &triangles, &lowest, [9].into_iter(), bounds, &Measures::default());
        assert_eq!(shells.iter().map(|shell| shell.lowest).collect::<Vec<_>>(), [0, 4, 8, 12, 16]);
        assert!(shells.iter().all(|shell| shell.triangles == 4 && (shell.volume_mm3 - 1.0).abs() < 1e-9));
        assert_eq!(shells[1].bounds, [1.0, 1.0, 1.0, 2.0, 2.0, 7.0]);
        assert_eq!(shells.iter().map(|shell| shell.sound).collect::<Vec<_>>(), [true, true, false, true, true]);
    }
}
