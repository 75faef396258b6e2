//! Minimal surfaces and lattices in a block, a ball or a cylinder.

use std::f64::consts::TAU;

use glam::DVec3;
use pattern::Mesh;

use crate::tool::field::{self, Grid};

/// Which endless surface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surface {
    /// Schoen's gyroid.
    Gyroid,
    /// Schwarz' P.
    SchwarzP,
    /// Schwarz' D, the diamond.
    SchwarzD,
    /// Schoen's I-WP.
    Iwp,
    /// Neovius' surface.
    Neovius,
}

/// What the surface is cut to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hull {
    /// A cube.
    Cube,
    /// A ball.
    Ball,
    /// An upright cylinder as high as wide.
    Cylinder,
    /// An open pot: a wall of lattice round a hollow.
    Pot,
}

/// A thickened surface in a hull.
#[derive(Clone, Debug)]
pub struct Minimal {
    /// Which triply periodic minimal surface.
    pub surface: Surface,
    /// The body that it fills.
    pub hull: Hull,
    /// Size of the hull, millimetres.
    pub size_mm: f64,
    /// Repeats across the hull.
    pub cells: f64,
    /// Thickness of the sheet, millimetres.
    pub sheet_mm: f64,
    /// Distance between samples, millimetres.
    pub step_mm: f64,
}

impl Default for Minimal {
    fn default() -> Self {
        Self { surface: Surface::Gyroid, hull: Hull::Cube, size_mm: 60.0, cells: 3.0, sheet_mm: 2.6, step_mm: 1.2 }
    }
}

/// The level function of `surface` and the length of its gradient near zero, per unit of angle.
fn level(surface: Surface, x: f64, y: f64, z: f64) -> (f64, f64) {
    let (s, c) = (|v: f64| v.sin(), |v: f64| v.cos());
    match surface {
        Surface::Gyroid => (s(x) * c(y) + s(y) * c(z) + s(z) * c(x), 1.45),
        Surface::SchwarzP => (c(x) + c(y) + c(z), 1.5),
        Surface::SchwarzD => (s(x) * s(y) * s(z) + s(x) * c(y) * c(z) + c(x) * s(y) * c(z) + c(x) * c(y) * s(z), 1.2),
        Surface::Iwp => (2.0 * (c(x) * c(y) + c(y) * c(z) + c(z) * c(x)) - (c(2.0 * x) + c(2.0 * y) + c(2.0 * z)), 4.6),
        Surface::Neovius => (3.0 * (c(x) + c(y) + c(z)) + 4.0 * c(x) * c(y) * c(z), 5.0),
    }
}

/// The sheet in its hull.
pub fn minimal(p: &Minimal) -> Mesh {
    let half = p.size_mm / 2.0;
    let wave = TAU * p.cells / p.size_mm;
    let hull = |q: DVec3| {
        let across = q.truncate().length();
        match p.hull {
            Hull::Cube => field::block(q, DVec3::splat(half)),
            Hull::Ball => q.length() - half,
            Hull::Cylinder => (across - half).max(q.z.abs() - half),
            Hull::Pot => (across - half).max(q.z.abs() - half).max(half * 0.72 - across),
        }
    };
    let shape = |q: DVec3, _| {
        let (value, slope) = level(p.surface, q.x * wave, q.y * wave, q.z * wave);
        let sheet = value.abs() / (slope * wave) - p.sheet_mm / 2.0;
        // Rims above and below tie a pot's sheet together.
        let rim = if p.hull == Hull::Pot { half - 2.5 - q.z.abs() } else { f64::MAX };
        sheet.min(rim).max(hull(q))
    };
    Grid::new(DVec3::splat(-half), DVec3::splat(half), p.step_mm).shaped(shape).solid().mesh()
}

/// A lattice of struts.
#[derive(Clone, Debug)]
pub struct Lattice {
    /// Which struts.
    pub kind: Strut,
    /// Cells along a side.
    pub cells: u32,
    /// Size of a cell, millimetres.
    pub cell_mm: f64,
    /// Radius of a strut, millimetres.
    pub strut_mm: f64,
}

/// How the struts of a cell run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strut {
    /// From the corners to the middle of the cell.
    BodyCentred,
    /// Along edges and across faces.
    Octet,
    /// As carbon binds in diamond.
    Diamond,
}

impl Default for Lattice {
    fn default() -> Self {
        Self { kind: Strut::Octet, cells: 3, cell_mm: 18.0, strut_mm: 1.5 }
    }
}

/// A cube of struts.
pub fn lattice(p: &Lattice) -> Mesh {
    let size = f64::from(p.cells) * p.cell_mm;
    let margin = DVec3::splat(p.strut_mm);
    let mut grid = Grid::new(-margin, DVec3::splat(size) + margin, p.strut_mm * 0.6);
    let count = p.cells as i32;
    for k in 0..count {
        for j in 0..count {
            for i in 0..count {
                let origin = DVec3::new(f64::from(i), f64::from(j), f64::from(k));
                for (a, b) in cell(p.kind) {
                    grid.rod((origin + a) * p.cell_mm, (origin + b) * p.cell_mm, [p.strut_mm; 2]);
                }
            }
        }
    }
    grid.solid().mesh()
}

/// The struts of one cell of side 1.
fn cell(kind: Strut) -> Vec<(DVec3, DVec3)> {
    let corners: Vec<DVec3> =
        (0..8).map(|c| DVec3::new(f64::from(c & 1), f64::from(c >> 1 & 1), f64::from(c >> 2))).collect();
    match kind {
        Strut::BodyCentred => corners.into_iter().map(|corner| (corner, DVec3::splat(0.5))).collect(),
        Strut::Octet => {
            let near = |a: &DVec3, b: &DVec3| {
                let length = (*a - *b).length_squared();
                length > 1.5 && length < 2.5
            };
            let mut struts = Vec::new();
            for (i, a) in corners.iter().enumerate() {
                struts.extend(corners[i + 1..].iter().filter(|b| near(a, b)).map(|b| (*a, *b)));
            }
            struts
        }
        Strut::Diamond => {
            let (a, q) = (DVec3::splat(0.25), 0.25);
            let around = [DVec3::new(-q, -q, -q), DVec3::new(q, q, -q), DVec3::new(q, -q, q), DVec3::new(-q, q, q)];
            let sites =
                [a, a + DVec3::new(0.5, 0.5, 0.0), a + DVec3::new(0.5, 0.0, 0.5), a + DVec3::new(0.0, 0.5, 0.5)];
            sites.iter().flat_map(|site| around.iter().map(move |step| (*site, *site + *step))).collect()
        }
    }
}
