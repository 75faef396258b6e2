//! Boxes: enclosures with lids, bins on a grid, drawer organisers, tins.

use std::f64::consts::{PI, TAU};

use glam::DVec2;
use pattern::Mesh;

use crate::tool::{
    loft,
    region::{self, Region},
    stack::{self, Layer, sloped, stack, straight},
};

/// An enclosure with a lid.
#[derive(Clone, Debug)]
pub struct Enclosure {
    /// Inside, millimetres: width, depth, height.
    pub inside_mm: [f64; 3],
    /// Wall, millimetres.
    pub wall_mm: f64,
    /// Radius of the screws' pilot holes, millimetres.
    pub pilot_mm: f64,
    /// Slots for air in the lid.
    pub slots: u32,
}

impl Default for Enclosure {
    fn default() -> Self {
        Self { inside_mm: [90.0, 58.0, 24.0], wall_mm: 2.4, pilot_mm: 1.25, slots: 7 }
    }
}

/// Base and lid side by side, with posts for four screws.
pub fn enclosure(p: &Enclosure) -> Mesh {
    let [w, d, h] = p.inside_mm;
    let (outer_w, outer_d) = (w + 2.0 * p.wall_mm, d + 2.0 * p.wall_mm);
    let hull = region::rounded(0.0, 0.0, outer_w, outer_d, 6.0);
    let hollow = region::rounded(0.0, 0.0, w, d, 4.0);
    let corners = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)];
    let posts =
        |radius: f64| corners.map(|(x, y)| region::circle(x * (w / 2.0 - 6.5), y * (d / 2.0 - 6.5), radius, 36));
    let with = |parts: Vec<Vec<region::Outline>>| Region::new(parts.concat());
    let floor = with(vec![vec![hull.clone()]]);
    let walls = with(vec![vec![hull.clone(), hollow.clone()], posts(4.2).to_vec(), posts(p.pilot_mm).to_vec()]);
    let rim = with(vec![vec![hull.clone(), region::rounded(0.0, 0.0, w + p.wall_mm, d + p.wall_mm, 5.0)]]);
    let base = stack(&[
        sloped(floor.inset(0.8), floor.clone(), 0.8),
        straight(&floor, p.wall_mm - 0.8),
        straight(&walls, h),
        straight(&rim, 2.0),
    ]);
    let mut cuts = posts(1.7).to_vec();
    for i in 0..p.slots {
        let x = (f64::from(i) - f64::from(p.slots - 1) / 2.0) * 6.0;
        cuts.push(region::slot(DVec2::new(x, -d * 0.24), DVec2::new(x, d * 0.24), 2.4));
    }
    let cover = with(vec![vec![hull], cuts.clone()]);
    let tongue = with(vec![vec![region::rounded(0.0, 0.0, w + p.wall_mm - 0.5, d + p.wall_mm - 0.5, 4.75)], cuts]);
    let lid = stack(&[straight(&cover, 2.4), straight(&tongue, 1.8)]);
    base.named("base").and(lid.moved(0.0, outer_d + 8.0, 0.0).named("lid")).mesh()
}

/// A bin for a grid of squares.
#[derive(Clone, Debug)]
pub struct Bin {
    /// Squares across and deep.
    pub squares: [u32; 2],
    /// Side of a square, millimetres.
    pub square_mm: f64,
    /// Height without the feet, millimetres.
    pub height_mm: f64,
    /// Compartments across and deep.
    pub rooms: [u32; 2],
    /// Wall, millimetres.
    pub wall_mm: f64,
}

impl Default for Bin {
    fn default() -> Self {
        Self { squares: [3, 2], square_mm: 40.0, height_mm: 42.0, rooms: [3, 1], wall_mm: 1.6 }
    }
}

/// A bin that stands with one tapered foot in each square of its grid.
pub fn bin(p: &Bin) -> Mesh {
    let [nx, ny] = p.squares.map(f64::from);
    let (w, d) = (nx * p.square_mm - 0.5, ny * p.square_mm - 0.5);
    let mut feet = Vec::new();
    for i in 0..p.squares[0] {
        for j in 0..p.squares[1] {
            let at = |k: u32, n: f64| (f64::from(k) - (n - 1.0) / 2.0) * p.square_mm;
            feet.push(region::rounded(at(i, nx), at(j, ny), p.square_mm - 2.9, p.square_mm - 2.9, 3.4));
        }
    }
    let feet = Region::new(feet);
    let hull = region::rounded(0.0, 0.0, w, d, 4.0);
    let [rx, ry] = p.rooms.map(f64::from);
    let room = |less: f64, height: f64| {
        let (rw, rd) = ((w - p.wall_mm) / rx - p.wall_mm, (d - p.wall_mm) / ry - p.wall_mm);
        let mut outlines = vec![hull.clone()];
        for i in 0..p.rooms[0] {
            for j in 0..p.rooms[1] {
                let (x, y) = (
                    (f64::from(i) - (rx - 1.0) / 2.0) * (rw + p.wall_mm),
                    (f64::from(j) - (ry - 1.0) / 2.0) * (rd + p.wall_mm),
                );
                outlines.push(region::rounded(x, y, rw - 2.0 * less, rd - 2.0 * less, 3.0));
            }
        }
        (Region::new(outlines), height)
    };
    let solid = Region::new(vec![hull.clone()]);
    let (low, _) = room(1.5, 0.0);
    let (full, _) = room(0.0, 0.0);
    let layers: Vec<Layer> = vec![
        sloped(feet.inset(1.6), feet.clone(), 1.6),
        straight(&feet, 1.8),
        straight(&solid, 1.6),
        sloped(low, full.clone(), 1.5),
        straight(&full, p.height_mm - 3.1),
    ];
    stack(&layers).mesh()
}

/// The plate that bins stand on.
pub fn grid_plate(squares: [u32; 2], square_mm: f64) -> Mesh {
    let [nx, ny] = squares.map(f64::from);
    let hull = region::rounded(0.0, 0.0, nx * square_mm, ny * square_mm, 4.0);
    let pockets = |side: f64, radius: f64| {
        let mut outlines = vec![hull.clone()];
        for i in 0..squares[0] {
            for j in 0..squares[1] {
                let at = |k: u32, n: f64| (f64::from(k) - (n - 1.0) / 2.0) * square_mm;
                outlines.push(region::rounded(at(i, nx), at(j, ny), side, side, radius));
            }
        }
        Region::new(outlines)
    };
    let (low, high) = (pockets(square_mm - 5.9, 2.4), pockets(square_mm - 2.4, 3.4));
    stack(&[sloped(low, high.clone(), 1.8), straight(&high, 1.8)]).mesh()
}

/// A drawer organiser of hexagonal cups.
#[derive(Clone, Debug)]
pub struct Honeycomb {
    /// Cups across and deep.
    pub cups: [u32; 2],
    /// Radius of a cup, millimetres.
    pub radius_mm: f64,
    /// Height, millimetres.
    pub height_mm: f64,
    /// Wall, millimetres.
    pub wall_mm: f64,
}

impl Default for Honeycomb {
    fn default() -> Self {
        Self { cups: [4, 3], radius_mm: 17.0, height_mm: 48.0, wall_mm: 1.8 }
    }
}

/// Hexagonal cups on a common floor, each with its own wall; neighbours are joined below.
pub fn honeycomb(p: &Honeycomb) -> Mesh {
    let step = p.radius_mm * 3f64.sqrt() + p.wall_mm;
    let (mut outer, mut holes) = (Vec::new(), Vec::new());
    for j in 0..p.cups[1] {
        for i in 0..p.cups[0] {
            let at =
                DVec2::new((f64::from(i) + 0.5 * f64::from(j % 2)) * step, f64::from(j) * step * 3f64.sqrt() / 2.0);
            let hex = |radius: f64| {
                region::fillet(&region::regular(6, radius, PI / 6.0), 1.2, 4)
                    .into_iter()
                    .map(|q| q + at)
                    .collect::<Vec<_>>()
            };
            outer.push(at);
            holes.push(hex(p.radius_mm));
        }
    }
    let low = outer.iter().copied().reduce(DVec2::min).unwrap_or_default();
    let high = outer.iter().copied().reduce(DVec2::max).unwrap_or_default();
    let margin = p.radius_mm + p.wall_mm + 1.0;
    let (middle, size) = ((low + high) / 2.0, high - low + DVec2::splat(2.0 * margin));
    let hull = region::rounded(middle.x, middle.y, size.x, size.y, 8.0);
    let floor = Region::new(vec![hull.clone()]);
    let mut outlines = vec![hull];
    outlines.extend(holes);
    stack(&[
        sloped(floor.inset(1.0), floor.clone(), 1.0),
        straight(&floor, 1.0),
        straight(&Region::new(outlines), p.height_mm),
    ])
    .mesh()
}

/// A round tin with a lid that is knurled for the hand.
pub fn tin(radius_mm: f64, height_mm: f64) -> Mesh {
    let (r, h, w) = (radius_mm, height_mm, 1.8);
    let ring = |z: f64, radius: f64, knurl: f64| {
        loft::ring(240, z, 0.0, |angle| radius - knurl * (0.5 + 0.5 * (60.0 * angle).cos()))
    };
    let base = loft::loft(&[
        ring(0.0, r - 0.8, 0.0),
        ring(0.8, r, 0.0),
        ring(h - 9.0, r, 0.0),
        ring(h - 9.0, r - w, 0.0),
        ring(h - 0.5, r - w, 0.0),
        ring(h, r - w - 0.5, 0.0),
        ring(h, r - 2.0 * w, 0.0),
        ring(1.8, r - 2.0 * w, 0.0),
    ]);
    let lid = loft::loft(&[
        ring(0.0, r - 1.5, 0.0),
        ring(1.5, r, 0.0),
        ring(2.2, r, 0.9),
        ring(10.2, r, 0.9),
        ring(11.0, r, 0.0),
        ring(11.0, r - w + 0.25, 0.0),
        ring(2.0, r - w + 0.25, 0.0),
    ]);
    base.named("tin").and(lid.moved(2.3 * r, 0.0, 0.0).named("lid")).mesh()
}

/// A pen cup whose wall is a ring of round rods.
pub fn pen_cup(rods: u32, radius_mm: f64, height_mm: f64) -> Mesh {
    let count = rods as usize * 16;
    let bump = |angle: f64| {
        let along = (angle * f64::from(rods) / TAU).rem_euclid(1.0) * 2.0 - 1.0;
        (1.0 - along * along).max(0.0).sqrt()
    };
    let vessel =
        loft::Vessel { height_mm, wall_mm: 2.0, floor_mm: 2.4, drain_mm: 0.0, twist: 0.9, around: count, up: 40 };
    vessel.solid_between(|angle, _| radius_mm + 3.6 * bump(angle), |_, _| radius_mm - 2.2).mesh()
}

/// A drawer tray with rooms of different sizes.
pub fn tray(width_mm: f64, depth_mm: f64, height_mm: f64) -> Mesh {
    let (w, d, t) = (width_mm, depth_mm, 2.0);
    let hull = region::rounded(w / 2.0, d / 2.0, w, d, 6.0);
    // Each room: left, front, right, back as shares of the inside.
    let rooms = [
        (0.0, 0.0, 0.28, 1.0),
        (0.28, 0.0, 0.64, 0.45),
        (0.28, 0.45, 0.64, 1.0),
        (0.64, 0.0, 1.0, 0.3),
        (0.64, 0.3, 1.0, 0.65),
        (0.64, 0.65, 1.0, 1.0),
    ];
    let mut outlines = vec![hull.clone()];
    for (x0, y0, x1, y1) in rooms {
        let (a, b) = (t + (w - t) * x0, t + (d - t) * y0);
        let (rw, rd) = ((w - t) * (x1 - x0) - t, (d - t) * (y1 - y0) - t);
        outlines.push(region::rounded(a + rw / 2.0, b + rd / 2.0, rw, rd, 4.0));
    }
    let floor = Region::new(vec![hull]);
    stack(&[
        stack::sloped(floor.inset(1.2), floor.clone(), 1.2),
        straight(&floor, 0.8),
        straight(&Region::new(outlines), height_mm),
    ])
    .mesh()
}
