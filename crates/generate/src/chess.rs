//! Chessmen, turned.

use std::f64::consts::{PI, TAU};

use glam::DVec2;
use pattern::Mesh;

use crate::{
    tool::{
        loft,
        region::{self, Region},
        stack::{self, stack, straight},
    },
    turned::profile,
};

/// Which chessman.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chessman {
    /// A pawn.
    Pawn,
    /// A bishop.
    Bishop,
    /// A rook.
    Rook,
    /// A queen.
    Queen,
}

/// The foot that all chessmen share: radius and height for a base of `r`.
fn foot(r: f64) -> Vec<(f64, f64)> {
    vec![
        (0.0, 0.0),
        (r * 0.97, 0.0),
        (r, r * 0.06),
        (r, r * 0.24),
        (r * 0.93, r * 0.34),
        (r * 0.80, r * 0.40),
        (r * 0.82, r * 0.52),
        (r * 0.70, r * 0.66),
    ]
}

/// A chessman `height_mm` high on a foot a little more than a third as wide.
pub fn chessman(man: Chessman, height_mm: f64) -> Mesh {
    let h = height_mm;
    let r = match man {
        Chessman::Pawn => h * 0.31,
        Chessman::Rook => h * 0.30,
        Chessman::Bishop | Chessman::Queen => h * 0.22,
    };
    let mut line = profile(&foot(r));
    let waist = |points: &[(f64, f64)]| loft::smooth(&profile(points), 10);
    let dome = |line: &mut Vec<DVec2>, middle: f64, radius: f64, squeeze: f64, from: f64| {
        line.extend(
            (0..=24)
                .map(|k| from + (PI / 2.0 - from) * f64::from(k) / 24.0)
                .map(|t| DVec2::new(radius * t.cos().max(0.0), middle + radius * squeeze * t.sin())),
        );
    };
    match man {
        Chessman::Pawn => {
            line.extend(waist(&[(r * 0.62, r * 0.72), (r * 0.40, r * 1.15), (r * 0.32, r * 1.75)]));
            line.extend(profile(&[(r * 0.58, r * 1.82), (r * 0.58, r * 1.92), (r * 0.36, r * 2.0)]));
            dome(&mut line, h - r * 0.56, r * 0.56, 1.0, -0.85);
        }
        Chessman::Bishop => {
            line.extend(waist(&[(r * 0.62, r * 0.72), (r * 0.42, r * 1.4), (r * 0.33, r * 2.6)]));
            line.extend(profile(&[(r * 0.62, r * 2.68), (r * 0.62, r * 2.8), (r * 0.40, r * 2.9)]));
            line.extend(waist(&[
                (r * 0.40, r * 2.95),
                (r * 0.58, r * 3.35),
                (r * 0.40, r * 3.85),
                (r * 0.16, h - r * 0.28),
            ]));
            dome(&mut line, h - r * 0.18, r * 0.18, 1.0, -0.5);
        }
        Chessman::Queen => {
            line.extend(waist(&[(r * 0.62, r * 0.72), (r * 0.42, r * 1.5), (r * 0.35, r * 2.9)]));
            line.extend(profile(&[(r * 0.66, r * 2.98), (r * 0.66, r * 3.1), (r * 0.42, r * 3.2)]));
            line.extend(waist(&[(r * 0.42, r * 3.25), (r * 0.50, r * 3.6), (r * 0.72, r * 4.1)]));
            line.extend(profile(&[(r * 0.64, r * 4.14), (r * 0.30, r * 4.2)]));
            dome(&mut line, h - r * 0.22, r * 0.22, 1.0, -0.7);
        }
        Chessman::Rook => return rook(h, r),
    }
    loft::revolve(&line, 96).mesh()
}

fn rook(h: f64, r: f64) -> Mesh {
    let disc = |radius: f64| Region::new(vec![region::circle(0.0, 0.0, radius, 96)]);
    let mut layers = Vec::new();
    let mut line = profile(&foot(r));
    line.extend(loft::smooth(&profile(&[(r * 0.64, r * 0.70), (r * 0.55, r * 1.3), (r * 0.54, h * 0.68)]), 8));
    line.extend(profile(&[(r * 0.70, h * 0.70), (r * 0.72, h * 0.74)]));
    let top = h * 0.84;
    line.push(DVec2::new(r * 0.72, top));
    for pair in line[1..].windows(2) {
        layers.push(stack::sloped(disc(pair[0].x), disc(pair[1].x), (pair[1].y - pair[0].y).max(0.001)));
    }
    // Six merlons round a well.
    let outlines: Vec<region::Outline> = (0..6)
        .map(|i| {
            let (from, to) = (TAU * (f64::from(i) - 0.3) / 6.0, TAU * (f64::from(i) + 0.3) / 6.0);
            let arc = |radius: f64, a: f64, b: f64| {
                (0..=8).map(move |k| DVec2::from_angle(a + (b - a) * f64::from(k) / 8.0) * radius)
            };
            arc(r * 0.70, from, to).chain(arc(r * 0.44, to, from)).collect()
        })
        .collect();
    layers.push(straight(&Region::new(outlines), h - top));
    stack(&layers).mesh()
}
