//! Knots and bands: torus knots, chains of links and the Möbius strip.

use std::f64::consts::{PI, TAU};

use glam::{DVec2, DVec3};
use pattern::Mesh;

use crate::tool::{solid, sweep};

/// A torus knot.
#[derive(Clone, Debug)]
pub struct Knot {
    /// Times round the axis.
    pub around: u32,
    /// Times through the hole; no common divisor with `around`.
    pub through: u32,
    /// Radius of the torus, millimetres.
    pub radius_mm: f64,
    /// Radius of the torus' tube, millimetres.
    pub tube_mm: f64,
    /// Radius of the rope, millimetres.
    pub rope_mm: f64,
    /// Strands that the rope is twisted of; 1 is plain.
    pub strands: u32,
}

impl Default for Knot {
    fn default() -> Self {
        Self { around: 2, through: 3, radius_mm: 40.0, tube_mm: 16.0, rope_mm: 7.0, strands: 1 }
    }
}

/// A knotted rope without an end.
pub fn knot(p: &Knot) -> Mesh {
    let count = 480;
    let (a, b) = (f64::from(p.around), f64::from(p.through));
    let at = |i: usize| {
        let u = TAU * i as f64 / count as f64;
        let r = p.radius_mm + p.tube_mm * (b * u).cos();
        DVec3::new(r * (a * u).cos(), r * (a * u).sin(), p.tube_mm * (b * u).sin())
    };
    let curve: Vec<_> = (0..count).map(at).collect();
    let lobes = f64::from(p.strands);
    let section = |along: f64| {
        let turn = TAU * 12.0 * along;
        let radius = |angle: f64| {
            if p.strands < 2 { p.rope_mm } else { p.rope_mm * (0.86 + 0.14 * (lobes * (angle - turn)).cos()) }
        };
        (0..36).map(|k| TAU * f64::from(k) / 36.0).map(|angle| DVec2::from_angle(angle) * radius(angle)).collect()
    };
    sweep::round(&curve, section).mesh()
}

/// A band with half a turn.
#[derive(Clone, Debug)]
pub struct Moebius {
    /// Radius of the middle line, millimetres.
    pub radius_mm: f64,
    /// Width of the band, millimetres.
    pub width_mm: f64,
    /// Thickness, millimetres.
    pub thickness_mm: f64,
    /// Half turns.
    pub half_turns: u32,
}

impl Default for Moebius {
    fn default() -> Self {
        Self { radius_mm: 38.0, width_mm: 26.0, thickness_mm: 4.0, half_turns: 1 }
    }
}

/// A band that comes back turned by `half_turns` half turns.
pub fn moebius(p: &Moebius) -> Mesh {
    let section = rounded_bar(p.width_mm, p.thickness_mm);
    let points = section.len();
    let rows = 300;
    let turns = f64::from(p.half_turns);
    let mut solid = solid::Solid::default();
    for i in 0..rows {
        let u = TAU * i as f64 / rows as f64;
        let out = DVec3::new(u.cos(), u.sin(), 0.0);
        for point in &section {
            let local = DVec2::from_angle(turns * u / 2.0 + PI / 2.0).rotate(*point);
            solid.point(out * (p.radius_mm + local.x) + DVec3::Z * local.y);
        }
    }
    // The section looks the same after half a turn, so the last row meets the first shifted by half its points.
    let shift = if p.half_turns % 2 == 1 { points / 2 } else { 0 };
    for i in 0..rows {
        for j in 0..points {
            let k = (j + 1) % points;
            let (next, slip) = if i + 1 == rows { (0, shift) } else { (i + 1, 0) };
            let id = |row: usize, at: usize| (row * points + at) as u32;
            solid.quad(id(i, j), id(next, (j + slip) % points), id(next, (k + slip) % points), id(i, k));
        }
    }
    solid.outward().mesh()
}

/// A bar's section with round ends, the same after half a turn.
fn rounded_bar(width: f64, thickness: f64) -> Vec<DVec2> {
    let reach = (width - thickness) / 2.0;
    let cap: Vec<DVec2> = (0..=8)
        .map(|i| DVec2::from_angle(-PI / 2.0 + PI * f64::from(i) / 8.0) * thickness / 2.0 + DVec2::X * reach)
        .collect();
    let side: Vec<DVec2> = (1..8).map(|i| DVec2::new(reach * (1.0 - f64::from(i) / 4.0), thickness / 2.0)).collect();
    let half: Vec<DVec2> = cap.into_iter().chain(side).collect();
    half.iter().copied().chain(half.iter().map(|point| -*point)).collect()
}

/// A flat ring of links that move.
#[derive(Clone, Debug)]
pub struct Chain {
    /// Links; even.
    pub links: u32,
    /// Length of a link, millimetres.
    pub link_mm: f64,
    /// Radius of the wire, millimetres.
    pub wire_mm: f64,
}

impl Default for Chain {
    fn default() -> Self {
        Self { links: 14, link_mm: 24.0, wire_mm: 2.4 }
    }
}

/// A bracelet of links printed together: every link leans 45 degrees, so none needs support.
pub fn chain(p: &Chain) -> Mesh {
    let step = p.link_mm - 4.6 * p.wire_mm;
    let radius = step * f64::from(p.links) / TAU;
    let half = p.link_mm / 2.0 - p.wire_mm;
    let wide = (p.wire_mm * 3.1).min(half);
    let link = |i: u32| {
        let line: Vec<DVec3> = (0..72)
            .map(|k| {
                let u = TAU * f64::from(k) / 72.0;
                let straight = half - wide;
                DVec3::new(
                    wide * u.cos() + straight * u.cos().signum() * (u.cos().abs()).powf(0.35),
                    wide * u.sin(),
                    0.0,
                )
            })
            .collect();
        let lean = if i.is_multiple_of(2) { PI / 4.0 } else { -PI / 4.0 };
        let angle = TAU * f64::from(i) / f64::from(p.links);
        sweep::round(&line, |_| sweep::disc(p.wire_mm, 14))
            .turned(DVec3::X, lean)
            .turned(DVec3::Z, angle + PI / 2.0)
            .moved(radius * angle.cos(), radius * angle.sin(), 0.0)
            .named(&format!("link {}", i + 1))
    };
    solid::all((0..p.links).map(link)).mesh()
}
