//! Repeats: one tile of an endless surface, in wallpaper groups, weaves, scales and terrazzo.

use std::f64::consts::{PI, TAU};

use glam::DVec2;
use kurbo::{Affine, BezPath};
use pattern::Drawing;

use crate::tool::{
    chance::Chance,
    region,
    sheet::{self, Color, Sheet},
};

/// A wallpaper group, in the short names of crystallography.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The names are the groups' own.
pub enum Group {
    P1,
    P2,
    Pmm,
    Cmm,
    P4,
    P4m,
    P4g,
    P3m1,
    P6,
    P6m,
}

/// What stands in a fundamental domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motif {
    /// A leaf with a berry.
    Leaf,
    /// A fish with an eye.
    Fish,
    /// A curl like a fern's tip.
    Fern,
    /// Kites and darts.
    Kite,
    /// A bird in flight.
    Bird,
    /// Arcs and drops, for tiles.
    Azulejo,
}

/// A repeat from one motif.
#[derive(Clone, Debug)]
pub struct Wallpaper {
    /// The wallpaper group by which the motif is repeated.
    pub group: Group,
    /// What is repeated.
    pub motif: Motif,
    /// Length of the shorter lattice vector, millimetres.
    pub cell_mm: f64,
    /// Ground, then the motif's colours.
    pub colors: [Color; 4],
}

/// The transforms of a group in units of the cell, and the tile's height over its width.
///
/// Tiles are rectangles: for the groups on a hexagonal lattice one tile holds two cells (height √3).
fn operations(group: Group) -> (Vec<Affine>, f64) {
    let mirror_x = Affine::scale_non_uniform(-1.0, 1.0);
    let mirror_y = Affine::scale_non_uniform(1.0, -1.0);
    let turns = |count: u32| (0..count).map(move |k| Affine::rotate(TAU * f64::from(k) / f64::from(count)));
    let both = |list: Vec<Affine>, mirror: Affine| {
        list.iter().copied().chain(list.iter().map(|op| *op * mirror)).collect::<Vec<_>>()
    };
    let twice = |list: Vec<Affine>, by: (f64, f64)| {
        list.iter().copied().chain(list.iter().map(|op| Affine::translate(by) * *op)).collect::<Vec<_>>()
    };
    let tall = 3f64.sqrt();
    let hexagonal = (0.5, tall / 2.0);
    match group {
        // A cell without symmetry may hold anything: three copies, tossed.
        Group::P1 => (
            [(0.04, 0.06, 0.35), (0.93, 0.42, 2.1), (0.30, 0.92, -0.9)]
                .map(|(x, y, turn)| Affine::translate((x, y)) * Affine::rotate(turn) * Affine::scale(1.2))
                .to_vec(),
            1.0,
        ),
        Group::P2 => (turns(2).flat_map(|turn| [turn, turn * Affine::translate((0.5, 0.25))]).collect(), 1.0),
        Group::Pmm => (both(both(vec![Affine::IDENTITY], mirror_x), mirror_y), 1.0),
        Group::Cmm => (twice(both(both(vec![Affine::IDENTITY], mirror_x), mirror_y), (0.5, 0.7)), 1.4),
        Group::P4 => (turns(4).collect(), 1.0),
        Group::P4m => (both(turns(4).collect(), mirror_x), 1.0),
        Group::P4g => {
            // Mirrors run between the four-fold centres.
            let glide = Affine::translate((0.5, 0.5)) * mirror_x;
            let list: Vec<Affine> = turns(4).collect();
            (list.iter().copied().chain(list.iter().map(|op| glide * *op)).collect(), 1.0)
        }
        Group::P3m1 => (twice(both(turns(3).collect(), mirror_x), hexagonal), tall),
        Group::P6 => (twice(turns(6).collect(), hexagonal), tall),
        Group::P6m => (twice(both(turns(6).collect(), mirror_x), hexagonal), tall),
    }
}

/// The shapes of a motif in units of the cell, with the index of their colour (1 to 3).
fn shapes(motif: Motif) -> Vec<(usize, BezPath)> {
    let svg = |d: &str| BezPath::from_svg(d).unwrap_or_default();
    match motif {
        Motif::Leaf => vec![
            (1, svg("M.04 .06C.10 -.02 .24 -.01 .34 .10C.24 .16 .12 .16 .04 .06Z")),
            (2, svg("M.07 .065C.15 .05 .24 .07 .31 .10C.22 .09 .14 .085 .07 .065Z")),
            (3, sheet::circle(0.36, 0.20, 0.045)),
            (1, sheet::circle(0.14, 0.26, 0.03)),
        ],
        Motif::Fish => vec![
            (1, svg("M.08 .16C.16 .04 .32 .04 .40 .15L.48 .07L.47 .25L.40 .17C.32 .28 .16 .28 .08 .16Z")),
            (2, svg("M.20 .09C.25 .13 .25 .19 .20 .23C.23 .19 .23 .13 .20 .09Z")),
            (2, svg("M.28 .09C.33 .13 .33 .19 .28 .23C.31 .19 .31 .13 .28 .09Z")),
            (3, sheet::circle(0.145, 0.145, 0.018)),
        ],
        Motif::Fern => vec![
            (
                1,
                svg(
                    "M.05 .45C.06 .20 .18 .06 .30 .08C.42 .10 .42 .27 .31 .28C.23 .28 .21 .19 .27 .17C.25 .21 .29 .24 .32 .22C.37 .18 .34 .12 .28 .12C.19 .12 .12 .24 .11 .45Z",
                ),
            ),
            (2, svg("M.12 .33C.18 .30 .22 .33 .23 .39C.17 .40 .13 .38 .12 .33Z")),
            (2, svg("M.05 .26C.00 .22 .00 .16 .04 .11C.08 .16 .09 .21 .05 .26Z")),
            (3, sheet::circle(0.42, 0.40, 0.035)),
        ],
        Motif::Kite => vec![
            (1, svg("M.02 .01L.27 .02L.20 .12Z")),
            (2, svg("M.30 .02L.48 .03L.40 .20L.23 .12Z")),
            (3, svg("M.42 .22L.485 .06L.49 .26Z")),
            (3, svg("M.22 .14L.38 .21L.30 .27Z")),
        ],
        Motif::Bird => vec![
            (
                1,
                svg(
                    "M.05 .22C.14 .17 .19 .20 .24 .24C.25 .14 .32 .06 .44 .04C.38 .11 .37 .17 .38 .24C.43 .25 .47 .29 .49 .34C.43 .33 .39 .34 .35 .36C.24 .42 .13 .36 .10 .27Z",
                ),
            ),
            (2, svg("M.26 .24C.27 .17 .33 .10 .39 .07C.35 .13 .34 .19 .35 .25C.32 .29 .28 .28 .26 .24Z")),
            (3, sheet::circle(0.12, 0.225, 0.012)),
        ],
        Motif::Azulejo => vec![
            (1, svg("M.50 .50L.50 .36A.14 .14 0 0 0 .401 .401Z")),
            (2, svg("M0 0L.20 0A.20 .20 0 0 1 .1414 .1414Z")),
            (1, svg("M.24 0L.34 0A.34 .34 0 0 1 .2404 .2404L.1697 .1697A.24 .24 0 0 0 .24 0Z")),
            (3, svg("M.39 .03C.47 .08 .47 .18 .41 .25C.37 .18 .36 .10 .39 .03Z")),
        ],
    }
}

/// One rectangular tile of the repeat.
pub fn wallpaper(p: &Wallpaper) -> Drawing {
    let (operations, tall) = operations(p.group);
    let mut sheet = ground(p.cell_mm, p.cell_mm * tall, p.colors[0]);
    for (color, shape) in shapes(p.motif) {
        for operation in &operations {
            let placed = Affine::scale(p.cell_mm) * *operation * shape.clone();
            sheet.wrapped(["", "first", "second", "third"][color], p.colors[color], &placed);
        }
    }
    sheet.finish()
}

fn ground(width: f64, height: f64, color: Color) -> Sheet {
    let mut sheet = Sheet::new(width, height);
    sheet.repeat();
    sheet.fill("ground", color, sheet::rectangle(0.0, 0.0, width, height));
    sheet
}

/// A tartan's sett: stripes of thread counts, the same in warp and weft, turned round at both ends.
pub fn tartan(sett: &[(Color, u32)], thread_mm: f64) -> Drawing {
    let mut stripes: Vec<(Color, f64)> =
        sett.iter().map(|(color, count)| (*color, f64::from(*count) * thread_mm)).collect();
    stripes.extend(
        sett.iter()
            .rev()
            .skip(1)
            .take(sett.len().saturating_sub(2))
            .map(|(color, count)| (*color, f64::from(*count) * thread_mm)),
    );
    let side: f64 = stripes.iter().map(|stripe| stripe.1).sum();
    let mut sheet = ground(side, side, [255, 255, 255]);
    let mut y = 0.0;
    for (weft, high) in &stripes {
        let mut x = 0.0;
        for (warp, wide) in &stripes {
            let mixed = [0, 1, 2].map(|k| ((u16::from(weft[k]) + u16::from(warp[k])) / 2) as u8);
            sheet.fill("cloth", mixed, sheet::rectangle(x, y, *wide, *high));
            x += wide;
        }
        y += high;
    }
    sheet.finish()
}

/// Houndstooth: a two-and-two twill of four light and four dark threads, `repeats` times across.
pub fn houndstooth(thread_mm: f64, repeats: u32, light: Color, dark: Color) -> Drawing {
    let count = 8 * repeats;
    let side = f64::from(count) * thread_mm;
    let mut sheet = ground(side, side, light);
    // Neighbours overlap by a hair, so that no line of light shows between them.
    let lap = thread_mm * 0.01;
    for j in 0..count {
        // The twill decides which thread lies above; its colour shows.
        let is_dark = |i: u32| {
            if (i + j) % 4 < 2 { i % 8 < 4 } else { j % 8 < 4 }
        };
        let mut i = 0;
        while i < count {
            let run = (i..count).take_while(|&at| is_dark(at)).count() as u32;
            if run > 0 {
                let (x, y) = (f64::from(i) * thread_mm, f64::from(j) * thread_mm);
                sheet.fill("dark", dark, sheet::rectangle(x, y, f64::from(run) * thread_mm, thread_mm + lap));
            }
            i += run.max(1);
        }
    }
    sheet.finish()
}

/// Terrazzo: chips of stone that keep their distance, wrapped round the tile.
pub fn terrazzo(side_mm: f64, chips: u32, ground_color: Color, colors: &[Color], seed: u64) -> Drawing {
    let mut sheet = ground(side_mm, side_mm, ground_color);
    let mut chance = Chance::new(seed);
    let mut placed: Vec<(DVec2, f64)> = Vec::new();
    for _ in 0..chips * 40 {
        if placed.len() >= chips as usize || colors.is_empty() {
            break;
        }
        let size = side_mm * (0.012 + 0.052 * chance.unit().powi(2));
        let at = DVec2::new(chance.between(0.0, side_mm), chance.between(0.0, side_mm));
        let apart = |other: &(DVec2, f64)| {
            let step = (at - other.0).abs();
            step.min(DVec2::splat(side_mm) - step).length() > (size + other.1) * 1.05
        };
        if !placed.iter().all(apart) {
            continue;
        }
        let corners = 5 + chance.below(4);
        let turn = chance.between(0.0, TAU);
        let chip: Vec<DVec2> = (0..corners)
            .map(|k| {
                at + DVec2::from_angle(turn + TAU * (k as f64 + chance.between(-0.25, 0.25)) / corners as f64)
                    * size
                    * chance.between(0.62, 1.0)
            })
            .collect();
        let color = colors[chance.below(colors.len())];
        sheet.wrapped("chips", color, &sheet::closed(&region::fillet(&chip, size * 0.08, 3)));
        placed.push((at, size));
    }
    sheet.finish()
}

/// Fish scales (seigaiha): rows of rings, each row over the one behind.
pub fn scales(radius_mm: f64, rings: u32, colors: [Color; 2]) -> Drawing {
    let r = radius_mm;
    let mut sheet = ground(2.0 * r, r, colors[0]);
    // Rows from above down; each covers the row behind it.
    for row in -2..4i32 {
        let y = r * 0.5 * f64::from(row) + r * 0.5;
        for x in if row % 2 == 0 { vec![0.0, 2.0 * r] } else { vec![r] } {
            for ring in 0..rings {
                let reach = r * (1.0 - f64::from(ring) / f64::from(rings));
                sheet.fill("scales", colors[ring as usize % 2], sheet::circle(x, y, reach * 0.985));
            }
        }
    }
    sheet.finish()
}

/// Herringbone parquet: blocks of 1 to `long`, in four tones.
pub fn herringbone(width_mm: f64, long: u32, colors: [Color; 4]) -> Drawing {
    let (w, n) = (width_mm, long as i32);
    let side = 2.0 * f64::from(long) * w;
    let mut sheet = ground(side, side, colors[0]);
    let gap = w * 0.035;
    for j in 0..2 * n {
        // Each row's block moves one to the right; an upright block stands before it.
        let (x, y) = (f64::from(j) * w, f64::from(j) * w);
        let shade = |k: i32| colors[1 + (k.rem_euclid(3)) as usize];
        let block = |x: f64, y: f64, a: f64, b: f64| sheet::rectangle(x + gap, y + gap, a - 2.0 * gap, b - 2.0 * gap);
        sheet.wrapped("wood", shade(j), &block(x, y, f64::from(n) * w, w));
        sheet.wrapped("wood", shade(j * 5 + 1), &block(x - w, y, w, f64::from(n) * w));
    }
    sheet.finish()
}

/// Overlapping rings of a geometric lattice: twelve-pointed stars between hexagons.
pub fn girih(cell_mm: f64, colors: [Color; 4]) -> Drawing {
    let tall = 3f64.sqrt();
    let mut sheet = ground(cell_mm, cell_mm * tall, colors[0]);
    for at in [DVec2::ZERO, DVec2::new(0.5, tall / 2.0)] {
        let place = |outline: &[DVec2]| sheet::closed(&outline.iter().map(|q| (*q + at) * cell_mm).collect::<Vec<_>>());
        let star = region::polar(24, |angle| if ((angle * 12.0 / PI).round() as i64) % 2 == 0 { 0.40 } else { 0.27 });
        sheet.wrapped("stars", colors[1], &place(&star));
        sheet.wrapped("stars", colors[2], &place(&region::regular(12, 0.235, PI / 12.0)));
        let petals = (0..6).map(|k| TAU * f64::from(k) / 6.0);
        for turn in petals {
            let out = DVec2::from_angle(turn);
            let kite: Vec<DVec2> =
                [DVec2::new(0.04, 0.0), DVec2::new(0.12, -0.05), DVec2::new(0.21, 0.0), DVec2::new(0.12, 0.05)]
                    .iter()
                    .map(|q| out.rotate(*q))
                    .collect();
            sheet.wrapped("petals", colors[3], &place(&kite));
        }
        for k in 0..6 {
            // Small stars sit where three large ones meet.
            let middle = DVec2::from_angle(PI / 6.0 + TAU * f64::from(k) / 6.0) / tall;
            if k < 2 {
                let small: Vec<DVec2> =
                    region::polar(12, |angle| if ((angle * 6.0 / PI).round() as i64) % 2 == 0 { 0.115 } else { 0.055 })
                        .iter()
                        .map(|q| DVec2::from_angle(PI / 6.0).rotate(*q) + middle)
                        .collect();
                sheet.wrapped("small stars", colors[3], &place(&small));
            }
        }
    }
    sheet.finish()
}
