//! Self-intersections: triangles of one mesh that cut or touch others where they should not.

mod meet;

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use rayon::prelude::*;

use crate::boxes::{Aabb, Bvh, aabb};
pub(super) use meet::{Triangle, crosses, meet};

/// The triangles that take part in an intersection, in order. `left_out` are those without area, in order: they have no
/// side to lie on, and are told elsewhere.
pub(super) fn cuts(positions: &[[f32; 3]], triangles: &[[u32; 3]], bounds: [f32; 6], left_out: &[u32]) -> Vec<u32> {
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
    let marked: Vec<AtomicBool> = placed.iter().map(|_| AtomicBool::new(false)).collect();
    bvh.pairs(|a, b| {
        // Where both take part already, one more meeting tells nothing new.
        if !(marked[a].load(Relaxed) && marked[b].load(Relaxed)) && meet(&placed[a].wide(), &placed[b].wide()) {
            marked[a].store(true, Relaxed);
            marked[b].store(true, Relaxed);
        }
    });
    let taking_part = |(&index, marked): (&u32, &AtomicBool)| marked.load(Relaxed).then_some(index);
    let mut found: Vec<u32> = bvh.order().par_iter().zip(&marked).filter_map(taking_part).collect();
    found.par_sort_unstable();
    found
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
