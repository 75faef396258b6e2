//! Self-intersections: triangles of one mesh that cut or touch others where they should not.

mod depth;
mod meet;

use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

use rayon::prelude::*;

use crate::boxes::{Aabb, Bvh, aabb};
pub(super) use depth::judge;
pub(super) use meet::{Triangle, meet};

/// What was found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cuts {
    /// Triangles that take part in an intersection, in order.
    pub deep: Vec<u32>,
    /// Triangles that meet others by no more than the rounding of the file's numbers, in order.
    pub grazing: Vec<u32>,
}

impl Cuts {
    /// Those of `triangles` that are marked.
    pub(super) fn marked(triangles: &[u32], marks: &[Mark]) -> Self {
        let with = |wanted: u8| {
            let is_wanted = |(&index, mark): (&u32, &Mark)| (mark.0.load(Relaxed) == wanted).then_some(index);
            let mut found: Vec<u32> = triangles.par_iter().zip(marks).filter_map(is_wanted).collect();
            found.par_sort_unstable();
            found
        };
        Self { deep: with(Mark::CUTS), grazing: with(Mark::GRAZES) }
    }

    /// All of them, in order.
    pub fn all(&self) -> Vec<u32> {
        let mut all = [self.deep.as_slice(), self.grazing.as_slice()].concat();
        all.par_sort_unstable();
        all
    }
}

/// How a triangle takes part: the strongest of all its meetings. Many threads note theirs.
#[derive(Default)]
pub(super) struct Mark(AtomicU8);

impl Mark {
    const GRAZES: u8 = 1;
    const CUTS: u8 = 2;

    /// Notes of two triangles how they meet, where they do.
    pub fn note(both: [&Self; 2], triangles: impl FnOnce() -> [Triangle; 2]) {
        // Where both cut already, one more meeting tells nothing new.
        if both.iter().all(|mark| mark.0.load(Relaxed) == Self::CUTS) {
            return;
        }
        let [one, other] = triangles();
        if !meet(&one, &other) {
            return;
        }
        let how = if judge(&one, &other).is_rounding { Self::GRAZES } else { Self::CUTS };
        for mark in both {
            mark.0.fetch_max(how, Relaxed);
        }
    }
}

/// The triangles that meet others; none where so many lie across each other that it would take too long to hold each
/// against each. `left_out` are those without area, in order: they have no side to lie on, and are told elsewhere.
pub(super) fn cuts(positions: &[[f32; 3]], triangles: &[[u32; 3]], bounds: [f32; 6], left_out: &[u32]) -> Option<Cuts> {
    let is_in = |index: u32| {
        let [a, b, c] = triangles[index as usize];
        a != b && b != c && c != a && left_out.binary_search(&index).is_err()
    };
    let items = (0..triangles.len() as u32).into_par_iter().filter(|&index| is_in(index));
    let of = |index: u32| Aabb::of(Placed::of(triangles[index as usize], positions).corners);
    let order = space::along_curve(items, of, aabb(bounds));
    // Side by side in memory as in space: a pair is near both ways.
    let placed: Vec<Placed> = order.par_iter().map(|&index| Placed::of(triangles[index as usize], positions)).collect();
    let bvh = Bvh::in_order(order, placed.par_iter().map(|triangle| Aabb::of(triangle.corners)).collect());
    let marks: Vec<Mark> = placed.iter().map(|_| Mark::default()).collect();
    let is_whole = bvh.pairs(steps_max(triangles.len()), |a, b| {
        Mark::note([&marks[a], &marks[b]], || [placed[a].wide(), placed[b].wide()]);
    });
    is_whole.then(|| Cuts::marked(bvh.order(), &marks))
}

/// Steps of looking for pairs of triangles with boxes that overlap, among so many triangles.
///
/// A printable part takes twenty to forty for each triangle; a flat cap of a thousand slivers, a thousand for each of them.
fn steps_max(triangles: usize) -> u64 {
    const ALWAYS: u64 = 20_000_000;
    const PER_TRIANGLE: u64 = 100;
    ALWAYS + PER_TRIANGLE * triangles as u64
}

/// A triangle as the mesh has it.
struct Placed {
    corners: [[f32; 3]; 3],
    vertices: [u32; 3],
}

impl Placed {
    #[inline]
    fn of(vertices: [u32; 3], positions: &[[f32; 3]]) -> Self {
        let [a, b, c] = vertices;
        Self { corners: [positions[a as usize], positions[b as usize], positions[c as usize]], vertices }
    }

    #[inline]
    fn wide(&self) -> Triangle {
        let [a, b, c] = self.corners;
        let wide = |[x, y, z]: [f32; 3]| [f64::from(x), f64::from(y), f64::from(z)];
        Triangle { corners: [wide(a), wide(b), wide(c)], vertices: self.vertices }
    }
}
