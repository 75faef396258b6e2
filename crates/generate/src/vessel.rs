//! Vases, planters, bowls and lampshades: a wall whose radius is a formula of angle and height.

use std::f64::consts::{PI, TAU};

use pattern::Mesh;

use crate::tool::loft::Vessel;

/// A vase with twisted flutes.
#[derive(Clone, Debug)]
pub struct Fluted {
    /// Height, millimetres.
    pub height_mm: f64,
    /// Radius where it is narrowest, millimetres.
    pub radius_mm: f64,
    /// How much wider the belly is, millimetres.
    pub belly_mm: f64,
    /// Number of flutes.
    pub flutes: u32,
    /// Depth of a flute as a share of the radius.
    pub depth: f64,
    /// Turn of the top against the bottom, radians.
    pub twist: f64,
    /// Wall, millimetres.
    pub wall_mm: f64,
}

impl Default for Fluted {
    fn default() -> Self {
        Self { height_mm: 150.0, radius_mm: 34.0, belly_mm: 14.0, flutes: 18, depth: 0.055, twist: 1.6, wall_mm: 2.4 }
    }
}

/// A closed vase with flutes that turn on the way up.
pub fn fluted(p: &Fluted) -> Mesh {
    let around = (p.flutes as usize * 12).clamp(120, 300);
    let vessel = Vessel {
        height_mm: p.height_mm,
        wall_mm: p.wall_mm,
        floor_mm: p.wall_mm * 1.25,
        drain_mm: 0.0,
        twist: p.twist,
        around,
        up: 70,
    };
    let flutes = f64::from(p.flutes);
    vessel
        .solid(|angle, v| {
            (p.radius_mm + p.belly_mm * (PI * (0.15 + 0.95 * v)).sin()) * (1.0 + p.depth * (flutes * angle).cos())
        })
        .mesh()
}

/// A wall of flat facets between straight rings.
#[derive(Clone, Debug)]
pub struct Faceted {
    /// Radii of the rings from bottom to top, millimetres.
    pub radii_mm: Vec<f64>,
    /// Distance from one ring to the next, millimetres.
    pub ring_height_mm: f64,
    /// Corners of a ring.
    pub sides: u32,
    /// Wall, millimetres.
    pub wall_mm: f64,
    /// Radius of the drain hole, millimetres; 0 is none.
    pub drain_mm: f64,
}

impl Default for Faceted {
    fn default() -> Self {
        Self {
            radii_mm: vec![34.0, 48.0, 54.0, 44.0, 30.0, 38.0],
            ring_height_mm: 26.0,
            sides: 9,
            wall_mm: 2.4,
            drain_mm: 0.0,
        }
    }
}

/// A vessel of flat triangles: every other ring is turned by half a side.
pub fn faceted(p: &Faceted) -> Mesh {
    use crate::tool::loft;
    let count = p.sides as usize;
    let floor = p.wall_mm * 1.2;
    let ring = |level: usize, less: f64, z: f64| {
        loft::ring(count, z, PI / count as f64 * (level % 2) as f64, |_| p.radii_mm[level] - less)
    };
    let top = p.radii_mm.len() - 1;
    let mut rings: Vec<_> = (0..=top).map(|level| ring(level, 0.0, level as f64 * p.ring_height_mm)).collect();
    rings.extend((1..=top).rev().map(|level| ring(level, p.wall_mm, level as f64 * p.ring_height_mm)));
    let share = floor / p.ring_height_mm;
    let low = p.radii_mm[0] * (1.0 - share) + p.radii_mm[1] * share - p.wall_mm * 1.6;
    rings.push(loft::ring(count, floor, 0.0, |_| low));
    if p.drain_mm > 0.0 {
        rings.push(loft::ring(count, floor, 0.0, |_| p.drain_mm));
        rings.push(loft::ring(count, 0.0, 0.0, |_| p.drain_mm));
        return loft::loft_round(&rings).mesh();
    }
    loft::loft(&rings).mesh()
}

/// A planter with small bosses in staggered rows.
#[derive(Clone, Debug)]
pub struct Scaled {
    /// Height, millimetres.
    pub height_mm: f64,
    /// Radius at the foot, millimetres.
    pub foot_mm: f64,
    /// Radius at the rim, millimetres.
    pub rim_mm: f64,
    /// Rows of scales.
    pub rows: u32,
    /// Scales in a row.
    pub columns: u32,
    /// How far a scale stands out, millimetres.
    pub relief_mm: f64,
    /// Wall, millimetres.
    pub wall_mm: f64,
    /// Radius of the drain hole, millimetres; 0 is none.
    pub drain_mm: f64,
}

impl Default for Scaled {
    fn default() -> Self {
        Self {
            height_mm: 92.0,
            foot_mm: 44.0,
            rim_mm: 60.0,
            rows: 7,
            columns: 16,
            relief_mm: 4.4,
            wall_mm: 3.0,
            drain_mm: 6.0,
        }
    }
}

/// A planter whose outside is laid with overlapping scales; the inside is smooth.
pub fn scaled(p: &Scaled) -> Mesh {
    let (rows, columns) = (f64::from(p.rows), f64::from(p.columns));
    let vessel = Vessel {
        height_mm: p.height_mm,
        wall_mm: p.wall_mm,
        floor_mm: p.wall_mm,
        drain_mm: p.drain_mm,
        twist: 0.0,
        around: p.columns as usize * 14,
        up: p.rows as usize * 12,
    };
    let body = |v: f64| p.foot_mm + (p.rim_mm - p.foot_mm) * v.powf(0.8);
    let relief = |angle: f64, v: f64| {
        let row = (v * rows).floor();
        let (x, y) = ((angle / TAU * columns + row * 0.5).rem_euclid(1.0) - 0.5, (v * rows).fract());
        // A scale is full at its top edge and rounds off towards the sides and below.
        let edge = (1.0 - (x * 2.0).powi(2)).sqrt();
        if v > 0.985 { 0.0 } else { p.relief_mm * edge * y.powf(0.8) }
    };
    vessel.solid_between(|angle, v| body(v) + relief(angle, v), |_, v| body(v) - p.wall_mm).mesh()
}

/// A bowl that opens like petals.
#[derive(Clone, Debug)]
pub struct Petal {
    /// Height, millimetres.
    pub height_mm: f64,
    /// Radius at the foot, millimetres.
    pub foot_mm: f64,
    /// Radius at the rim, millimetres.
    pub rim_mm: f64,
    /// Petals.
    pub petals: u32,
    /// Depth of the folds at the rim as a share of the radius.
    pub depth: f64,
    /// Wall, millimetres.
    pub wall_mm: f64,
}

impl Default for Petal {
    fn default() -> Self {
        Self { height_mm: 62.0, foot_mm: 34.0, rim_mm: 92.0, petals: 8, depth: 0.13, wall_mm: 2.4 }
    }
}

/// A shallow bowl with folds that deepen towards the rim.
pub fn petal(p: &Petal) -> Mesh {
    let vessel = Vessel {
        height_mm: p.height_mm,
        wall_mm: p.wall_mm,
        floor_mm: p.wall_mm,
        drain_mm: 0.0,
        twist: 0.25,
        around: 288,
        up: 50,
    };
    let petals = f64::from(p.petals);
    let body = |v: f64| p.foot_mm + (p.rim_mm - p.foot_mm) * v.powf(1.0 / 1.7);
    vessel.solid(|angle, v| body(v) * (1.0 - p.depth * v * v * (1.0 - (petals * angle / 2.0).cos().abs()))).mesh()
}

/// A lampshade with waves that run round it.
#[derive(Clone, Debug)]
pub struct Waves {
    /// Height, millimetres.
    pub height_mm: f64,
    /// Radius at the fitting, millimetres.
    pub neck_mm: f64,
    /// How much wider it gets, millimetres.
    pub belly_mm: f64,
    /// Waves round it.
    pub waves: u32,
    /// How far the waves turn from bottom to top, radians.
    pub drift: f64,
    /// Wall, millimetres.
    pub wall_mm: f64,
    /// Radius of the hole for the fitting, millimetres.
    pub fitting_mm: f64,
}

impl Default for Waves {
    fn default() -> Self {
        Self { height_mm: 150.0, neck_mm: 30.0, belly_mm: 40.0, waves: 9, drift: 14.0, wall_mm: 1.6, fitting_mm: 20.0 }
    }
}

/// A shade, printed on its fitting end.
pub fn waves(p: &Waves) -> Mesh {
    let vessel = Vessel {
        height_mm: p.height_mm,
        wall_mm: p.wall_mm,
        floor_mm: 2.0,
        drain_mm: p.fitting_mm,
        twist: 0.0,
        around: 288,
        up: 84,
    };
    let waves = f64::from(p.waves);
    vessel
        .solid(|angle, v| {
            let body = p.neck_mm + p.belly_mm * (1.0 - (v - 0.42).powi(2) / 0.36).clamp(0.02, 1.0).sqrt();
            body * (1.0 + 0.05 * (waves * angle + p.drift * v).sin() * (PI * v).sin())
        })
        .mesh()
}

/// A pleated shade: a folded strip drawn up straight.
#[derive(Clone, Debug)]
pub struct Pleated {
    /// Height, millimetres.
    pub height_mm: f64,
    /// Radius below, millimetres.
    pub bottom_mm: f64,
    /// Radius above, millimetres.
    pub top_mm: f64,
    /// Folds.
    pub pleats: u32,
    /// Depth of a fold, millimetres.
    pub depth_mm: f64,
    /// Wall, millimetres.
    pub wall_mm: f64,
}

impl Default for Pleated {
    fn default() -> Self {
        Self { height_mm: 130.0, bottom_mm: 95.0, top_mm: 48.0, pleats: 40, depth_mm: 6.0, wall_mm: 1.2 }
    }
}

/// A shade of sharp folds, open at both ends.
pub fn pleated(p: &Pleated) -> Mesh {
    let around = p.pleats as usize * 4;
    let vessel =
        Vessel { height_mm: p.height_mm, wall_mm: p.wall_mm, floor_mm: 0.0, drain_mm: 0.0, twist: 0.0, around, up: 40 };
    let fold = |angle: f64| ((angle / TAU * f64::from(p.pleats)).fract() * 2.0 - 1.0).abs() - 0.5;
    vessel
        .solid(|angle, v| {
            let bend = (PI * v).sin() * -8.0;
            p.bottom_mm + (p.top_mm - p.bottom_mm) * v + bend + p.depth_mm * fold(angle)
        })
        .mesh()
}

/// A bottle-shaped vase of stacked, softly bulging rings.
#[derive(Clone, Debug)]
pub struct Ringed {
    /// Height, millimetres.
    pub height_mm: f64,
    /// Radius of the body, millimetres.
    pub radius_mm: f64,
    /// Rings.
    pub rings: u32,
    /// Wall, millimetres.
    pub wall_mm: f64,
}

impl Default for Ringed {
    fn default() -> Self {
        Self { height_mm: 180.0, radius_mm: 42.0, rings: 9, wall_mm: 2.0 }
    }
}

/// A vase turned from bulging rings that shrink towards the neck.
pub fn ringed(p: &Ringed) -> Mesh {
    let up = p.rings as usize * 12;
    let vessel = Vessel {
        height_mm: p.height_mm,
        wall_mm: p.wall_mm,
        floor_mm: 3.0,
        drain_mm: 0.0,
        twist: 0.0,
        around: 128,
        up,
    };
    vessel
        .solid(|_, v| {
            let bulge = (v * f64::from(p.rings) * PI).sin().abs().sqrt();
            p.radius_mm * (1.0 - 0.62 * v.powf(1.6)) - 5.0 + 5.5 * bulge
        })
        .mesh()
}

/// A vessel with a square foot and a round rim.
#[derive(Clone, Debug)]
pub struct Morph {
    /// Height, millimetres.
    pub height_mm: f64,
    /// Half the side of the foot, millimetres.
    pub foot_mm: f64,
    /// Radius of the rim, millimetres.
    pub rim_mm: f64,
    /// Corners of the foot.
    pub corners: u32,
    /// Turn from foot to rim, radians.
    pub twist: f64,
    /// Wall, millimetres.
    pub wall_mm: f64,
    /// Radius of the drain hole, millimetres; 0 is none.
    pub drain_mm: f64,
}

impl Default for Morph {
    fn default() -> Self {
        Self { height_mm: 110.0, foot_mm: 38.0, rim_mm: 52.0, corners: 4, twist: 0.8, wall_mm: 2.6, drain_mm: 0.0 }
    }
}

/// A vessel that goes from a polygon below to a circle above.
pub fn morph(p: &Morph) -> Mesh {
    let corners = f64::from(p.corners);
    let around = (192 / p.corners as usize) * p.corners as usize;
    let vessel = Vessel {
        height_mm: p.height_mm,
        wall_mm: p.wall_mm,
        floor_mm: 3.0,
        drain_mm: p.drain_mm,
        twist: p.twist,
        around,
        up: 60,
    };
    let polygon = |angle: f64| {
        let half = PI / corners;
        1.0 / ((angle + half).rem_euclid(2.0 * half) - half).cos()
    };
    vessel
        .solid(|angle, v| {
            let soft = v * v * (3.0 - 2.0 * v);
            p.foot_mm * polygon(angle) * (1.0 - soft) + p.rim_mm * soft
        })
        .mesh()
}
