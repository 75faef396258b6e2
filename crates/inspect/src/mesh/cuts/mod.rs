//! Self-intersections: triangles of one mesh that cut or touch others where they should not.

mod meet;

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use rayon::prelude::*;

use super::tree::{Bounds, Tree};
pub(super) use meet::{Triangle, crosses, meet};

/// The triangles that take part in an intersection, in order. `left_out` are those without area, in order: they have no
/// side to lie on, and are told elsewhere.
pub(super) fn cuts(positions: &[[f32; 3]], triangles: &[[u32; 3]], bounds: [f32; 6], left_out: &[u32]) -> Vec<u32> {
    let is_in = |index: u32| {
        let [a, b, c] = triangles[index as usize];
        a != b && b != c && c != a && left_out.binary_search(&index).is_err()
    };
    let items = (0..triangles.len() as u32).into_par_iter().filter(|&index| is_in(index));
    let of = |index: u32| Bounds::of(triangles[index as usize].map(|vertex| positions[vertex as usize]));
    let tree = Tree::new(items, of, bounds);
    let marked: Vec<AtomicBool> = (0..triangles.len()).map(|_| AtomicBool::new(false)).collect();
    let triangle = |index: u32| {
        let vertices = triangles[index as usize];
        Triangle { vertices, corners: vertices.map(|vertex| positions[vertex as usize].map(f64::from)) }
    };
    tree.pairs(|a, b| {
        let [one, other] = [a, b].map(|index| &marked[index as usize]);
        // Where both take part already, one more meeting tells nothing new.
        if !(one.load(Relaxed) && other.load(Relaxed)) && meet(&triangle(a), &triangle(b)) {
            one.store(true, Relaxed);
            other.store(true, Relaxed);
        }
    });
    (0..triangles.len() as u32).into_par_iter().filter(|&index| marked[index as usize].load(Relaxed)).collect()
}
