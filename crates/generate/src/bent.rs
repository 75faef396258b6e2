//! Bent surfaces, thickened: Enneper, Scherk, Costa, the helicoid, Klein's bottle.

use std::f64::consts::{PI, TAU};

use glam::DVec3;
use pattern::Mesh;

use crate::tool::{field::Grid, loft, solid::Solid};

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
    let mut solid = Solid { points: rings.concat(), ..Default::default() };
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
