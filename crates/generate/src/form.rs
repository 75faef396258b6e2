//! Free forms: Voronoi shells, frames of polyhedra, dice, a nautilus, terrain, seed heads, bent surfaces.

use std::f64::consts::TAU;

use glam::{DVec2, DVec3};
use pattern::Mesh;

use crate::tool::{
    chance::{Chance, layered_noise},
    field::{self, Grid},
    loft,
    solid::Solid,
};

/// The angle that spreads seeds in a flower head, radians.
const GOLDEN: f64 = 2.399_963_229_728_653;

/// `count` points spread evenly over the unit ball's skin (Fibonacci lattice).
fn spread(count: usize) -> Vec<DVec3> {
    (0..count)
        .map(|i| {
            let z = 1.0 - (2.0 * i as f64 + 1.0) / count as f64;
            let r = (1.0 - z * z).sqrt();
            DVec3::new(r * (GOLDEN * i as f64).cos(), r * (GOLDEN * i as f64).sin(), z)
        })
        .collect()
}

/// A shell of Voronoi cells.
#[derive(Clone, Debug)]
pub struct Voronoi {
    /// Cells.
    pub cells: u32,
    /// Radius, millimetres.
    pub radius_mm: f64,
    /// Height over width.
    pub stretch: f64,
    /// Width of the bars, millimetres.
    pub bar_mm: f64,
    /// Thickness of the shell, millimetres.
    pub shell_mm: f64,
    /// Share of the height that is cut off above, 0 to 1; an opening.
    pub cut: f64,
    /// Which cells.
    pub seed: u64,
}

impl Default for Voronoi {
    fn default() -> Self {
        Self { cells: 70, radius_mm: 40.0, stretch: 1.0, bar_mm: 3.2, shell_mm: 3.2, cut: 0.0, seed: 7 }
    }
}

/// An egg of bars between cells, with a closed foot and, where it is cut, a rim.
pub fn voronoi(p: &Voronoi) -> Mesh {
    let mut chance = Chance::new(p.seed);
    let seeds: Vec<DVec3> = spread(p.cells as usize)
        .into_iter()
        .map(|q| {
            (q + DVec3::new(chance.between(-0.16, 0.16), chance.between(-0.16, 0.16), chance.between(-0.16, 0.16)))
                .normalize()
        })
        .collect();
    let r = p.radius_mm;
    let half = DVec3::new(r, r, r * p.stretch);
    let (bottom, top) = (-0.9 * half.z, half.z * (1.0 - 2.0 * p.cut));
    let shape = |q: DVec3, _| {
        let unit = DVec3::new(q.x / half.x, q.y / half.y, q.z / half.z);
        let shell = ((unit.length() - 1.0) * r).abs() - p.shell_mm / 2.0;
        if shell > 3.0 {
            return shell;
        }
        let direction = unit.normalize_or_zero();
        let (mut first, mut second) = (f64::MAX, f64::MAX);
        for seed in &seeds {
            let distance = (direction - *seed).length();
            if distance < first {
                (first, second) = (distance, first);
            } else if distance < second {
                second = distance;
            }
        }
        let bars = (second - first) * r * 0.5 - p.bar_mm / 2.0;
        let foot = q.z - bottom - 3.0;
        let rim = if p.cut > 0.0 { top - 3.0 - q.z } else { f64::MAX };
        let skeleton = field::blend(bars, foot.min(rim), 3.0).max(shell);
        skeleton.max(bottom - q.z).max(q.z - top)
    };
    let margin = DVec3::splat(p.shell_mm);
    Grid::new(-half - margin, half + margin, r / 36.0).shaped(shape).solid().mesh()
}

/// Corners and edges of a polyhedron's frame.
fn frame(corners: &[DVec3], reach: f64) -> Vec<(DVec3, DVec3)> {
    let mut edges = Vec::new();
    for (i, a) in corners.iter().enumerate() {
        edges.extend(corners[i + 1..].iter().filter(|b| (*a - **b).length() < reach).map(|b| (*a, *b)));
    }
    edges
}

/// A frame of round bars between corners on a ball.
fn bars(edges: &[(DVec3, DVec3)], radius: f64, bar: f64, knot: f64) -> Mesh {
    let size = DVec3::splat(radius + knot);
    let mut grid = Grid::new(-size, size, bar * 0.5);
    for (a, b) in edges {
        grid.rod(*a * radius, *b * radius, [bar; 2]);
        grid.rod(*a * radius, *a * radius * 0.999, [knot; 2]);
        grid.rod(*b * radius, *b * radius * 0.999, [knot; 2]);
    }
    grid.solid().mesh()
}

/// The corners of a dodecahedron on the unit ball.
fn dodecahedron_corners() -> Vec<DVec3> {
    let (golden, scale) = ((1.0 + 5f64.sqrt()) / 2.0, 1.0 / 3f64.sqrt());
    let mut corners = Vec::new();
    for x in [-1.0, 1.0] {
        for y in [-1.0, 1.0] {
            corners.extend([-1.0, 1.0].map(|z| DVec3::new(x, y, z)));
            corners.push(DVec3::new(0.0, x / golden, y * golden));
            corners.push(DVec3::new(x / golden, y * golden, 0.0));
            corners.push(DVec3::new(x * golden, 0.0, y / golden));
        }
    }
    corners.into_iter().map(|corner| corner * scale).collect()
}

/// The corners of an icosahedron on the unit ball.
fn icosahedron_corners() -> Vec<DVec3> {
    let golden = (1.0 + 5f64.sqrt()) / 2.0;
    let mut corners = Vec::new();
    for a in [-1.0, 1.0] {
        for b in [-golden, golden] {
            corners.extend([DVec3::new(0.0, a, b), DVec3::new(a, b, 0.0), DVec3::new(b, 0.0, a)].map(DVec3::normalize));
        }
    }
    corners
}

/// A dodecahedron of bars with balls at its corners.
pub fn dodecahedron(radius_mm: f64, bar_mm: f64) -> Mesh {
    bars(&frame(&dodecahedron_corners(), 0.75), radius_mm, bar_mm, bar_mm * 1.7)
}

/// A geodesic ball of bars: an icosahedron's faces cut in four.
pub fn geodesic(radius_mm: f64, bar_mm: f64) -> Mesh {
    let corners = icosahedron_corners();
    let mut all = corners.clone();
    all.extend(frame(&corners, 1.1).into_iter().map(|(a, b)| ((a + b) / 2.0).normalize()));
    bars(&frame(&all, 0.65), radius_mm, bar_mm, bar_mm * 1.35)
}

/// A die with round edges and pips.
pub fn die(side_mm: f64) -> Mesh {
    let h = side_mm / 2.0;
    let q = side_mm * 0.24;
    let spots: [&[(f64, f64)]; 6] = [
        &[(0.0, 0.0)],
        &[(-1.0, -1.0), (1.0, 1.0)],
        &[(-1.0, -1.0), (0.0, 0.0), (1.0, 1.0)],
        &[(-1.0, -1.0), (-1.0, 1.0), (1.0, -1.0), (1.0, 1.0)],
        &[(-1.0, -1.0), (-1.0, 1.0), (0.0, 0.0), (1.0, -1.0), (1.0, 1.0)],
        &[(-1.0, -1.0), (-1.0, 0.0), (-1.0, 1.0), (1.0, -1.0), (1.0, 0.0), (1.0, 1.0)],
    ];
    // Opposite faces add up to seven.
    let mut pips = Vec::new();
    for (face, spots) in spots.iter().enumerate() {
        for (a, b) in *spots {
            let (a, b) = (a * q, b * q);
            pips.push(match face {
                0 => DVec3::new(a, b, h),
                5 => DVec3::new(a, b, -h),
                1 => DVec3::new(a, -h, b),
                4 => DVec3::new(a, h, b),
                2 => DVec3::new(h, a, b),
                _ => DVec3::new(-h, a, b),
            });
        }
    }
    let (pip, round) = (side_mm * 0.115, side_mm * 0.1);
    let shape = |p: DVec3, _| {
        let cube = field::block(p, DVec3::splat(h - round)) - round;
        let body = cube.max(p.length() - side_mm * 0.735);
        pips.iter().fold(body, |value, spot| value.max(pip - (p - *spot).length()))
    };
    Grid::new(DVec3::splat(-h), DVec3::splat(h), side_mm / 72.0).shaped(shape).solid().mesh()
}

/// A shell that grows along a spiral.
#[derive(Clone, Debug)]
pub struct Nautilus {
    /// Radius of the last whorl, millimetres.
    pub radius_mm: f64,
    /// Whorls.
    pub whorls: f64,
    /// Growth from one whorl to the next.
    pub growth: f64,
    /// Ribs to a whorl.
    pub ribs: u32,
    /// How far the spiral climbs, as a share of its radius; 0 is a nautilus.
    pub climb: f64,
}

impl Default for Nautilus {
    fn default() -> Self {
        Self { radius_mm: 52.0, whorls: 3.0, growth: 2.4, ribs: 28, climb: 0.0 }
    }
}

/// A ribbed shell of one growing tube; whorls keep a gap, so that it stays one clean skin.
pub fn nautilus(p: &Nautilus) -> Mesh {
    let rows = (p.whorls * 110.0) as usize;
    let rate = p.growth.ln() / TAU;
    let around = 40;
    let ring = |i: usize| {
        let turn = TAU * p.whorls * i as f64 / rows as f64;
        let scale = p.radius_mm * (rate * (turn - TAU * p.whorls)).exp();
        // Two whorls at one angle stand `growth` apart; a tube of this share leaves air between them.
        let tube =
            scale * (1.0 - 1.0 / p.growth) / (1.0 + 1.0 / p.growth) * (1.0 + p.climb * p.climb).sqrt() * 0.94 / 1.055;
        let rib = 1.0 + 0.055 * (f64::from(p.ribs) * turn).sin();
        let out = DVec3::new(turn.cos(), turn.sin(), 0.0);
        (0..around)
            .map(|k| {
                let angle = TAU * f64::from(k) / f64::from(around);
                out * (scale + tube * rib * angle.cos()) + DVec3::Z * (tube * rib * 0.9 * angle.sin() - p.climb * scale)
            })
            .collect()
    };
    loft::loft(&(0..=rows).map(ring).collect::<Vec<_>>()).mesh()
}

/// A tile of land.
#[derive(Clone, Debug)]
pub struct Terrain {
    /// Side, millimetres.
    pub side_mm: f64,
    /// Highest relief, millimetres.
    pub relief_mm: f64,
    /// Base under the lowest point, millimetres.
    pub base_mm: f64,
    /// Samples along a side.
    pub samples: u32,
    /// Which land.
    pub seed: u64,
    /// Height of a terrace, millimetres; 0 is smooth.
    pub terrace_mm: f64,
}

impl Default for Terrain {
    fn default() -> Self {
        Self { side_mm: 100.0, relief_mm: 26.0, base_mm: 4.0, samples: 140, seed: 11, terrace_mm: 0.0 }
    }
}

/// A square tile: ridged hills above, flat below.
pub fn terrain(p: &Terrain) -> Mesh {
    let n = p.samples as usize;
    let step = p.side_mm / n as f64;
    let height = |i: usize, j: usize| {
        let (x, y) = (i as f64 / n as f64 * 2.2, j as f64 / n as f64 * 2.2);
        let octaves = if p.terrace_mm > 0.0 { 2 } else { 4 };
        let ridge = 1.0 - layered_noise(x, y, octaves, p.seed).abs();
        let hill = 0.5 + 0.5 * layered_noise(x * 0.6 + 9.0, y * 0.6, 2, p.seed + 5);
        let z = p.relief_mm * (ridge.powi(2) * hill).clamp(0.0, 1.2);
        p.base_mm
            + if p.terrace_mm > 0.0 {
                (z / p.terrace_mm).floor() * p.terrace_mm + p.terrace_mm * ((z / p.terrace_mm).fract().powi(6))
            } else {
                z
            }
    };
    let mut solid = Solid::default();
    for j in 0..=n {
        for i in 0..=n {
            solid.point(DVec3::new(i as f64 * step, j as f64 * step, height(i, j)));
        }
    }
    let id = |i: usize, j: usize| (j * (n + 1) + i) as u32;
    for j in 0..n {
        for i in 0..n {
            solid.quad(id(i, j), id(i + 1, j), id(i + 1, j + 1), id(i, j + 1));
        }
    }
    let border: Vec<u32> = (0..n)
        .map(|i| id(i, 0))
        .chain((0..n).map(|j| id(n, j)))
        .chain((1..=n).rev().map(|i| id(i, n)))
        .chain((1..=n).rev().map(|j| id(0, j)))
        .collect();
    let low: Vec<u32> = border
        .iter()
        .map(|&at| {
            let point = solid.points[at as usize];
            solid.point(point.with_z(0.0))
        })
        .collect();
    let middle = solid.point(DVec3::new(p.side_mm / 2.0, p.side_mm / 2.0, 0.0));
    for k in 0..border.len() {
        let next = (k + 1) % border.len();
        solid.quad(low[k], low[next], border[next], border[k]);
        solid.face(middle, low[next], low[k]);
    }
    solid.mesh()
}

/// A dome of seeds set by the golden angle.
#[derive(Clone, Debug)]
pub struct Seedhead {
    /// Seeds.
    pub seeds: u32,
    /// Radius, millimetres.
    pub radius_mm: f64,
    /// Height of the dome, millimetres.
    pub dome_mm: f64,
}

impl Default for Seedhead {
    fn default() -> Self {
        Self { seeds: 240, radius_mm: 44.0, dome_mm: 20.0 }
    }
}

/// Seeds as drops on a dome, one skin.
pub fn seedhead(p: &Seedhead) -> Mesh {
    let r = p.radius_mm;
    let mut grid = Grid::new(
        DVec3::new(-r * 1.08, -r * 1.08, 0.0),
        DVec3::new(r * 1.08, r * 1.08, p.dome_mm + r * 0.26),
        r / 54.0,
    );
    let dome = |across: f64| p.dome_mm * (1.0 - (across / r).powi(2)).max(0.0);
    grid = grid.shaped(|q, _| {
        let across = q.truncate().length();
        (q.z - dome(across) - 2.0).max(across - r).max(-q.z) * 0.8
    });
    for i in 0..p.seeds {
        let share = ((f64::from(i) + 0.5) / f64::from(p.seeds)).sqrt();
        let at = DVec2::from_angle(GOLDEN * f64::from(i)) * r * 0.97 * share;
        let size = r * (0.034 + 0.040 * share);
        let foot = DVec3::new(at.x, at.y, dome(at.length()) + 2.0);
        let lean = DVec3::new(at.x * 0.7, at.y * 0.7, r).normalize();
        grid.rod(foot, foot + lean * size * 2.4, [size, size * 0.62]);
    }
    grid.shaped(|q, value| value.max(-q.z)).solid().mesh()
}
