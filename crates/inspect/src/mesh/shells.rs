//! Shells: triangles that hang together by their vertices.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use rayon::prelude::*;

use super::measure;

/// Triangles that one thread joins in one go.
const STRETCH: usize = 1 << 14;

/// For each vertex the lowest one of its shell. The result does not depend on the threads.
pub(super) fn lowest_of_shell(triangles: &[[u32; 3]], vertex_count: usize) -> Vec<u32> {
    let parents: Vec<AtomicU32> = (0..vertex_count as u32).map(AtomicU32::new).collect();
    triangles.par_chunks(STRETCH).for_each(|stretch| {
        for &[a, b, c] in stretch {
            join(&parents, a, b);
            join(&parents, b, c);
        }
    });
    (0..vertex_count as u32).into_par_iter().map(|vertex| lowest(&parents, vertex)).collect()
}

/// A parent is always lower than its child, so that threads that join at the same time make no ring.
fn join(parents: &[AtomicU32], a: u32, b: u32) {
    let (mut a, mut b) = (a, b);
    loop {
        (a, b) = (lowest(parents, a), lowest(parents, b));
        if a == b {
            return;
        }
        let (low, high) = (a.min(b), a.max(b));
        if parents[high as usize].compare_exchange(high, low, Relaxed, Relaxed).is_ok() {
            return;
        }
    }
}

fn lowest(parents: &[AtomicU32], mut vertex: u32) -> u32 {
    loop {
        let parent = parents[vertex as usize].load(Relaxed);
        if parent == vertex {
            return vertex;
        }
        let grandparent = parents[parent as usize].load(Relaxed);
        if grandparent != parent {
            // Shortens the way for the next one; `fetch_min` keeps parents falling.
            parents[vertex as usize].fetch_min(grandparent, Relaxed);
        }
        vertex = grandparent;
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

/// Measures the shells, in the order of their lowest vertices. `lowest` is what [`lowest_of_shell`] gave,
/// `marks` vertices whose shells are not sound.
pub(super) fn shells(
    positions: &[[f32; 3]],
    triangles: &[[u32; 3]],
    lowest: &[u32],
    marks: impl Iterator<Item = u32>,
    centre: [f64; 3],
) -> Vec<Shell> {
    if let Some(mut shell) = only_shell(positions, triangles, lowest, centre) {
        shell.sound = marks.count() == 0;
        return vec![shell];
    }
    const NONE: u32 = u32::MAX;
    let mut number = vec![NONE; lowest.len()];
    let mut shells: Vec<Shell> = Vec::new();
    for triangle in triangles.iter().filter(|[a, b, c]| a != b && b != c && c != a) {
        let root = lowest[triangle[0] as usize];
        if number[root as usize] == NONE {
            number[root as usize] = shells.len() as u32;
            shells.push(Shell::new(root, positions[root as usize]));
        }
        let corners = triangle.map(|vertex| positions[vertex as usize]);
        shells[number[root as usize] as usize].add(corners, centre);
    }
    for vertex in marks {
        shells[number[lowest[vertex as usize] as usize] as usize].sound = false;
    }
    shells.sort_by_key(|shell| shell.lowest);
    shells
}

/// The one shell that all triangles are of; none where there are several, or none. Most parts are one, and all threads can
/// measure it together.
fn only_shell(positions: &[[f32; 3]], triangles: &[[u32; 3]], lowest: &[u32], centre: [f64; 3]) -> Option<Shell> {
    let counts = |[a, b, c]: &&[u32; 3]| a != b && b != c && c != a;
    let root = lowest[triangles.iter().find(counts)?[0] as usize];
    let is_one = |triangle: &[u32; 3]| !counts(&triangle) || lowest[triangle[0] as usize] == root;
    if !triangles.par_iter().all(is_one) {
        return None;
    }
    let of_stretch = |stretch: &[[u32; 3]]| {
        let mut shell = Shell::new(root, positions[root as usize]);
        for triangle in stretch.iter().filter(counts) {
            shell.add(triangle.map(|vertex| positions[vertex as usize]), centre);
        }
        shell
    };
    let parts: Vec<Shell> = triangles.par_chunks(STRETCH).map(of_stretch).collect();
    parts.into_iter().reduce(Shell::with)
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

    fn add(&mut self, corners: [[f32; 3]; 3], centre: [f64; 3]) {
        let wide = corners.map(|corner| corner.map(f64::from));
        self.triangles += 1;
        self.volume_mm3 += measure::six_volumes(wide, measure::cross(wide), centre) / 6.0;
        self.bounds = corners.into_iter().fold(self.bounds, measure::grown);
    }
}
