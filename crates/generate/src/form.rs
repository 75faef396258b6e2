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
        let tube = scale * (1.0 - 1.0 / p.growth) / (1.0 + 1.0 / p.growth)
            * (1.0 + p.climb * p.climb).sqrt()
            * 0.94
            / 1.055;
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
<<<<<<< HEAD

/// Which bent surface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bent {
    /// Enneper's surface, cut before it meets itself.
    Enneper,
    /// Scherk's first surface over one square, doubled to a saddle tower of three.
    Scherk,
    /// Two sheets and a neck that opens to a third: after Costa.
    Costa,
    /// The helicoid.
    Helicoid,
    /// Klein's bottle, its neck passing through its side.
    Klein,
}

/// A bent surface about `size_mm` across, `sheet_mm` thick.
pub fn bent(kind: Bent, size_mm: f64, sheet_mm: f64) -> Mesh {
    let h = size_mm / 2.0;
    match kind {
        Bent::Enneper => sheet(120, 48, false, sheet_mm, |u, v| enneper(u, v) * h),
        Bent::Helicoid => sheet(160, 24, true, sheet_mm, |u, v| {
            let (turn, r) = (TAU * 1.5 * u, h * (0.12 + 0.88 * v));
            DVec3::new(r * turn.cos(), r * turn.sin(), h * 2.0 * u)
        }),
        Bent::Scherk => scherk(h, sheet_mm),
        Bent::Costa => costa(h, sheet_mm),
        Bent::Klein => klein(h, sheet_mm),
    }
}

fn enneper(u: f64, v: f64) -> DVec3 {
    let (r, angle) = (0.02 + 1.28 * v, TAU * u);
    let (x, y) = (r * angle.cos(), r * angle.sin());
    DVec3::new(x - x.powi(3) / 3.0 + x * y * y, -(y - y.powi(3) / 3.0 + y * x * x), x * x - y * y) * 0.52
}

/// A thickened patch: `open` across u, or round in it.
fn sheet(across: usize, along: usize, open: bool, thickness: f64, place: impl Fn(f64, f64) -> DVec3) -> Mesh {
    let at = |i: usize, j: usize| {
        let (u, v) = (i as f64 / across as f64, j as f64 / along as f64);
        let e = 1e-4;
        let normal = (place(u + e, v) - place(u - e, v)).cross(place(u, v + e) - place(u, v - e)).normalize_or_zero();
        (place(u, v), normal * thickness / 2.0)
    };
    let ring = |i: usize| {
        let over = (0..=along).map(|j| at(i, j)).map(|(point, normal)| point + normal);
        let under = (0..=along).rev().map(|j| at(i, j)).map(|(point, normal)| point - normal);
        over.chain(under).collect::<Vec<_>>()
    };
    if !open {
        return loft::loft_round(&(0..across).map(ring).collect::<Vec<_>>()).mesh();
    }
    // The end of a strip is long and bent: it is closed by quads across its thickness rather than by a fan.
    let rings: Vec<_> = (0..=across).map(ring).collect();
    let count = rings[0].len();
    let mut solid = solid::Solid { points: rings.concat(), ..Default::default() };
    for i in 0..across {
        for j in 0..count {
            let k = (j + 1) % count;
            let id = |row: usize, at: usize| (row * count + at) as u32;
            solid.quad(id(i, j), id(i, k), id(i + 1, k), id(i + 1, j));
        }
    }
    for j in 0..along {
        let id = |row: usize, at: usize| (row * count + at) as u32;
        solid.quad(id(0, j), id(0, count - 1 - j), id(0, count - 2 - j), id(0, j + 1));
        solid.quad(id(across, j), id(across, j + 1), id(across, count - 2 - j), id(across, count - 1 - j));
    }
    solid.outward().mesh()
}

/// Scherk's second surface, sin z = sinh x sinh y, in a cylinder: a tower of saddles.
fn scherk(h: f64, sheet_mm: f64) -> Mesh {
    let wave = 2.6 / h;
    let size = DVec3::new(h, h, h * 1.5);
    let shape = |q: DVec3, _| {
        let p = q * wave * DVec3::new(0.55, 0.55, 1.2);
        let value = p.z.sin() - p.x.sinh() * p.y.sinh();
        let slope = DVec3::new(p.x.cosh() * p.y.sinh() * 0.55, p.x.sinh() * p.y.cosh() * 0.55, p.z.cos() * 1.2)
            .length()
            .max(0.4)
            * wave;
        (value.abs() / slope - sheet_mm / 2.0).max(q.truncate().length() - h).max(q.z.abs() - size.z)
    };
    Grid::new(-size, size, h / 34.0).shaped(shape).solid().mesh()
}

/// A level set with Costa's plan: two flaring ends, a flat one between, and necks crossed between them.
fn costa(h: f64, sheet_mm: f64) -> Mesh {
    let value = |q: DVec3| {
        let (x, y, z) = (q.x / h * 2.4, q.y / h * 2.4, q.z / h * 2.4);
        let r2 = x * x + y * y;
        z * (r2 - 1.0 - 0.9 * (z * 1.1).cosh().powi(2) * 0.62) + 0.55 * (x * x - y * y) / (1.0 + r2)
    };
    let size = DVec3::new(h, h, h * 0.62);
    let shape = |q: DVec3, _| {
        let e = h * 1e-3;
        let slope = DVec3::new(
            value(q + DVec3::X * e) - value(q - DVec3::X * e),
            value(q + DVec3::Y * e) - value(q - DVec3::Y * e),
            value(q + DVec3::Z * e) - value(q - DVec3::Z * e),
        ) / (2.0 * e);
        (value(q).abs() / slope.length().max(0.25 / h) - sheet_mm / 2.0)
            .max((q / DVec3::new(1.0, 1.0, 0.62)).length() - h)
    };
    Grid::new(-size, size, h / 40.0).shaped(shape).solid().mesh()
}

/// Klein's bottle as a union of small balls on its skin: where the neck meets the side, the two become one wall.
fn klein(h: f64, sheet_mm: f64) -> Mesh {
    let place = |u: f64, v: f64| {
        let (cu, su, cv, sv) = (u.cos(), u.sin(), v.cos(), v.sin());
        let r = 4.0 * (1.0 - cu / 2.0);
        let (x, z) = if u < PI {
            (6.0 * cu * (1.0 + su) + r * cu * cv, 16.0 * su + r * su * cv)
        } else {
            (6.0 * cu * (1.0 + su) + r * (v + PI).cos(), 16.0 * su)
        };
        DVec3::new(x, r * sv, z) * h / 22.0
    };
    let mut grid = Grid::new(DVec3::new(-h, -h * 0.5, -h), DVec3::new(h, h * 0.5, h), h / 46.0);
    let (rows, around) = (260, 120);
    for i in 0..rows {
        for k in 0..around {
            let (u, v) = (TAU * f64::from(i) / f64::from(rows), TAU * f64::from(k) / f64::from(around));
            let at = place(u, v);
            grid.rod(at, at + DVec3::Z * 1e-3, [sheet_mm / 2.0; 2]);
        }
    }
    grid.solid().mesh()
}
=======
>>>>>>> generate
