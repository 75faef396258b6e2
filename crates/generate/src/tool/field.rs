//! Fields: a shape as a function below zero inside, sampled on a grid and skinned by marching cubes.

use std::{collections::HashMap, sync::OnceLock};

use glam::DVec3;

use super::solid::Solid;

/// Samples of a field; below zero is inside.
pub(crate) struct Grid {
    low: DVec3,
    step: f64,
    counts: [usize; 3],
    values: Vec<f32>,
}

impl Grid {
    /// A grid over a box, everything outside, with `step` millimetres between samples and one step of margin.
    pub fn new(low: DVec3, high: DVec3, step: f64) -> Self {
        let low = low - DVec3::splat(step * 1.5);
        let size = (high - low) / step;
        let counts = [size.x, size.y, size.z].map(|cells| cells.ceil() as usize + 2);
        Self { low, step, counts, values: vec![f32::MAX; counts.iter().product()] }
    }

    fn at(&self, i: usize, j: usize, k: usize) -> usize {
        (k * self.counts[1] + j) * self.counts[0] + i
    }

    fn place(&self, i: usize, j: usize, k: usize) -> DVec3 {
        self.low + DVec3::new(i as f64, j as f64, k as f64) * self.step
    }

    /// Every sample from `field`, given its place and its value so far.
    #[must_use]
    pub fn shaped(mut self, field: impl Fn(DVec3, f64) -> f64) -> Self {
        for k in 0..self.counts[2] {
            for j in 0..self.counts[1] {
                for i in 0..self.counts[0] {
                    let at = self.at(i, j, k);
                    self.values[at] = field(self.place(i, j, k), f64::from(self.values[at])) as f32;
                }
            }
        }
        self
    }

    /// The union with a round rod from `a` to `b`, its radius going from the first to the second.
    pub fn rod(&mut self, a: DVec3, b: DVec3, radii: [f64; 2]) {
        let margin = DVec3::splat(radii[0].max(radii[1]) + self.step * 2.5);
        let index = |point: DVec3| (point - self.low) / self.step;
        let (low, high) = (index(a.min(b) - margin), index(a.max(b) + margin));
        let span = |from: f64, to: f64, count: usize| (from.max(0.0) as usize)..((to.max(0.0) as usize + 1).min(count));
        let axis = b - a;
        let scale = 1.0 / axis.length_squared().max(1e-12);
        for k in span(low.z, high.z, self.counts[2]) {
            for j in span(low.y, high.y, self.counts[1]) {
                for i in span(low.x, high.x, self.counts[0]) {
                    let from = self.place(i, j, k) - a;
                    let along = (from.dot(axis) * scale).clamp(0.0, 1.0);
                    let distance = (from - axis * along).length() - radii[0] - (radii[1] - radii[0]) * along;
                    let at = self.at(i, j, k);
                    self.values[at] = self.values[at].min(distance as f32);
                }
            }
        }
    }

    /// The skin, closed: the grid's border counts as outside.
    pub fn solid(mut self) -> Solid {
        self.settle();
        let mut solid = Solid::default();
        let mut cut: HashMap<usize, u32> = HashMap::new();
        for k in 0..self.counts[2] - 1 {
            for j in 0..self.counts[1] - 1 {
                for i in 0..self.counts[0] - 1 {
                    self.cell([i, j, k], &mut solid, &mut cut);
                }
            }
        }
        solid.outward()
    }

    /// Puts the border outside and no sample exactly on the surface.
    fn settle(&mut self) {
        let last = self.counts.map(|count| count - 1);
        for k in 0..self.counts[2] {
            for j in 0..self.counts[1] {
                for i in 0..self.counts[0] {
                    let border = i == 0 || j == 0 || k == 0 || i == last[0] || j == last[1] || k == last[2];
                    let at = self.at(i, j, k);
                    let value = &mut self.values[at];
                    if border {
                        *value = value.max(self.step as f32 * 0.5);
                    }
                    if value.abs() < 1e-6 {
                        *value = 1e-6;
                    }
                }
            }
        }
    }

    fn cell(&self, [i, j, k]: [usize; 3], solid: &mut Solid, cut: &mut HashMap<usize, u32>) {
        let corner = |c: usize| (i + (c & 1), j + (c >> 1 & 1), k + (c >> 2));
        let value = |c: usize| {
            let (x, y, z) = corner(c);
            self.values[self.at(x, y, z)]
        };
        let mask = (0..8).filter(|&c| value(c) < 0.0).fold(0, |mask, c| mask | 1 << c);
        if mask == 0 || mask == 255 {
            return;
        }
        for polygon in &cases()[mask] {
            let mut ids: Vec<u32> = polygon.iter().map(|&edge| self.crossing(edge, &corner, solid, cut)).collect();
            if ids.len() > 4 {
                let middle = ids.iter().map(|&id| solid.points[id as usize]).sum::<DVec3>() / ids.len() as f64;
                let hub = solid.point(middle);
                ids.push(ids[0]);
                ids.windows(2).for_each(|pair| solid.face(hub, pair[0], pair[1]));
            } else {
                (1..ids.len() - 1).for_each(|n| solid.face(ids[0], ids[n], ids[n + 1]));
            }
        }
    }

    /// The point where the surface crosses an edge; made once for the four cells that share it.
    fn crossing(
        &self,
        edge: usize,
        corner: &impl Fn(usize) -> (usize, usize, usize),
        solid: &mut Solid,
        cut: &mut HashMap<usize, u32>,
    ) -> u32 {
        let (a, b, axis) = EDGES[edge];
        let ((ax, ay, az), (bx, by, bz)) = (corner(a), corner(b));
        let at = self.at(ax, ay, az);
        *cut.entry(at * 3 + axis).or_insert_with(|| {
            let (from, to) = (f64::from(self.values[at]), f64::from(self.values[self.at(bx, by, bz)]));
            // Kept off the corners, so that no triangle shrinks to nothing.
            let t = (from / (from - to)).clamp(0.02, 0.98);
            solid.point(self.place(ax, ay, az).lerp(self.place(bx, by, bz), t))
        })
    }
}

/// A cell's edges: two corners (bit 0 x, bit 1 y, bit 2 z) and the axis between them.
const EDGES: [(usize, usize, usize); 12] = [
    (0, 1, 0),
    (2, 3, 0),
    (4, 5, 0),
    (6, 7, 0),
    (0, 2, 1),
    (1, 3, 1),
    (4, 6, 1),
    (5, 7, 1),
    (0, 4, 2),
    (1, 5, 2),
    (2, 6, 2),
    (3, 7, 2),
];

/// A cell's faces: corners in order, counter-clockwise seen from outside.
const FACES: [[usize; 4]; 6] = [[0, 2, 3, 1], [4, 5, 7, 6], [0, 1, 5, 4], [2, 6, 7, 3], [0, 4, 6, 2], [1, 3, 7, 5]];

/// For each of 256 cells the closed polygons over its edges.
///
/// Made rather than listed: on each face, every run of inside corners is cut off by one line, so that two cells that
/// share a face always agree and the skin has no hole (the ambiguity of Lorensen and Cline's table does not arise).
fn cases() -> &'static [Vec<Vec<usize>>] {
    static CASES: OnceLock<Vec<Vec<Vec<usize>>>> = OnceLock::new();
    CASES.get_or_init(|| (0..256).map(polygons).collect())
}

fn polygons(mask: usize) -> Vec<Vec<usize>> {
    let inside = |corner: usize| mask >> corner & 1 == 1;
    let edge =
        |a: usize, b: usize| EDGES.iter().position(|&(p, q, _)| (p, q) == (a.min(b), a.max(b))).unwrap_or_default();
    let mut next: HashMap<usize, usize> = HashMap::new();
    for face in FACES {
        for n in 0..4 {
            let (before, here) = (face[n], face[(n + 1) % 4]);
            if inside(before) || !inside(here) {
                continue;
            }
            // From where the walk enters the inside to where it leaves it.
            let mut m = n + 1;
            while inside(face[(m + 1) % 4]) {
                m += 1;
            }
            next.insert(edge(face[m % 4], face[(m + 1) % 4]), edge(before, here));
        }
    }
    let mut found = Vec::new();
    while let Some(&start) = next.keys().min() {
        let mut polygon = Vec::new();
        let mut at = start;
        while let Some(to) = next.remove(&at) {
            polygon.push(at);
            at = to;
        }
        found.push(polygon);
    }
    found
}

/// Distance to a box about the origin with half sizes `half`, below zero inside.
pub(crate) fn block(point: DVec3, half: DVec3) -> f64 {
    let away = point.abs() - half;
    away.max(DVec3::ZERO).length() + away.max_element().min(0.0)
}

/// The union of two shapes with a fillet of about `radius` millimetres where they meet.
pub(crate) fn blend(a: f64, b: f64, radius: f64) -> f64 {
    let share = (0.5 + 0.5 * (b - a) / radius).clamp(0.0, 1.0);
    b * (1.0 - share) + a * share - radius * share * (1.0 - share)
}
