//! Turned things: bearings, bolts and nuts, knobs, candle holders, tins.

use std::f64::consts::{PI, TAU};

use glam::{DVec2, DVec3};
use pattern::Mesh;

use crate::tool::{
    loft,
    region::{self, Region},
    solid::{self, Solid},
    stack::{self, stack, straight},
};

/// Profile points from pairs.
pub(crate) fn profile(points: &[(f64, f64)]) -> Vec<DVec2> {
    points.iter().map(|&(r, z)| DVec2::new(r, z)).collect()
}

/// A ball of radius `radius` about the origin.
pub(crate) fn ball(radius: f64, count: usize) -> Solid {
    let line: Vec<DVec2> =
        (0..=count / 2).map(|i| DVec2::from_angle(-PI / 2.0 + TAU * i as f64 / count as f64) * radius).collect();
    loft::revolve(&line, count)
}

/// A ball bearing, printed in place.
#[derive(Clone, Debug)]
pub struct Bearing {
    /// Radius of the bore, millimetres.
    pub bore_mm: f64,
    /// Outer radius, millimetres.
    pub outer_mm: f64,
    /// Width, millimetres.
    pub width_mm: f64,
    /// Balls.
    pub balls: u32,
    /// Air between a ball and its groove, millimetres.
    pub air_mm: f64,
}

impl Default for Bearing {
    fn default() -> Self {
        Self { bore_mm: 10.0, outer_mm: 30.0, width_mm: 14.0, balls: 9, air_mm: 0.25 }
    }
}

/// Two grooved rings and the balls between them.
pub fn bearing(p: &Bearing) -> Mesh {
    let middle = (p.bore_mm + p.outer_mm) / 2.0;
    let radius = (p.outer_mm - p.bore_mm) * 0.27;
    let groove = radius + p.air_mm;
    let shoulder = radius * 0.55;
    let reach = (shoulder / groove).acos();
    let ring = |wall: f64, side: f64| {
        let (h, b) = (p.width_mm / 2.0, 0.8);
        let face = middle + side * shoulder;
        let mut line = profile(&[(wall + side * -b, -h), (face + side * b, -h), (face, -h + b)]);
        line.extend((0..=24).map(|k| {
            let turn = -reach + 2.0 * reach * f64::from(k) / 24.0;
            DVec2::new(middle + side * groove * turn.cos(), groove * turn.sin())
        }));
        line.extend(profile(&[
            (face, h - b),
            (face + side * b, h),
            (wall + side * -b, h),
            (wall, h - b),
            (wall, -h + b),
        ]));
        loft::revolve_round(&line, 120)
    };
    let ball_at = |i: u32| {
        let angle = TAU * f64::from(i) / f64::from(p.balls);
        ball(radius, 40).moved(middle * angle.cos(), middle * angle.sin(), 0.0).named(&format!("ball {}", i + 1))
    };
    let rings = ring(p.outer_mm, 1.0).named("outer ring").and(ring(p.bore_mm, -1.0).named("inner ring"));
    rings.and(solid::all((0..p.balls).map(ball_at))).mesh()
}

/// A hexagon bolt with its nut.
#[derive(Clone, Debug)]
pub struct Bolt {
    /// Nominal diameter, millimetres.
    pub diameter_mm: f64,
    /// Pitch of the thread, millimetres.
    pub pitch_mm: f64,
    /// Length under the head, millimetres.
    pub length_mm: f64,
    /// Across the flats, millimetres.
    pub flats_mm: f64,
    /// Play between bolt and nut, on the diameter, millimetres.
    pub play_mm: f64,
}

impl Default for Bolt {
    fn default() -> Self {
        Self { diameter_mm: 16.0, pitch_mm: 3.0, length_mm: 40.0, flats_mm: 24.0, play_mm: 0.4 }
    }
}

/// Points to a turn of a thread.
const AROUND: usize = 72;

/// Radius of an ISO metric thread (60 degrees, flattened crest and root) at a place on it.
fn thread(diameter: f64, pitch: f64, angle: f64, z: f64) -> f64 {
    let depth = 0.6134 * pitch;
    let along = (z / pitch - angle / TAU).rem_euclid(1.0);
    let ramp = ((along - 0.5).abs() * 2.0 * 1.6 - 0.15).clamp(0.0, 1.0);
    diameter / 2.0 - depth * ramp
}

fn hexagon(flats: f64, angle: f64) -> f64 {
    flats / 2.0 / ((angle + PI / 6.0).rem_euclid(PI / 3.0) - PI / 6.0).cos()
}

/// A bolt standing on its head.
pub fn bolt(p: &Bolt) -> Mesh {
    bolt_solid(p).mesh()
}

fn bolt_solid(p: &Bolt) -> Solid {
    let head = p.diameter_mm * 0.64;
    let hex = |z: f64, cone: f64| loft::ring(AROUND, z, 0.0, |angle| hexagon(p.flats_mm, angle).min(cone));
    let wide = p.flats_mm;
    let mut rings = vec![
        hex(0.0, p.flats_mm * 0.47),
        hex(p.flats_mm * 0.05, p.flats_mm * 0.54),
        hex(p.flats_mm * 0.07, wide),
        hex(head, wide),
    ];
    rings.push(loft::ring(AROUND, head, 0.0, |_| p.diameter_mm / 2.0));
    let steps = (p.length_mm / p.pitch_mm * 14.0) as usize;
    for i in 1..=steps {
        let z = p.length_mm * i as f64 / steps as f64;
        let cone = p.diameter_mm / 2.0 - (z - p.length_mm + p.pitch_mm * 0.8).max(0.0) * 0.8;
        let collar = if z < p.pitch_mm * 0.5 { p.diameter_mm / 2.0 } else { 0.0 };
        rings.push(loft::ring(AROUND, head + z, 0.0, |angle| {
            thread(p.diameter_mm - p.play_mm / 2.0, p.pitch_mm, angle, z).max(collar).min(cone)
        }));
    }
    loft::loft(&rings)
}

/// The nut of a bolt.
pub fn nut(p: &Bolt) -> Mesh {
    nut_solid(p).mesh()
}

fn nut_solid(p: &Bolt) -> Solid {
    let height = p.diameter_mm * 0.85;
    let edge = p.flats_mm * 0.05;
    let hex = |z: f64, cone: f64| loft::ring(AROUND, z, 0.0, |angle| hexagon(p.flats_mm, angle).min(cone));
    let mut rings = vec![
        hex(0.0, p.flats_mm * 0.49),
        hex(edge, p.flats_mm * 0.57),
        hex(height - edge, p.flats_mm * 0.57),
        hex(height, p.flats_mm * 0.49),
    ];
    let steps = (height / p.pitch_mm * 14.0) as usize;
    for i in (0..=steps).rev() {
        let z = height * i as f64 / steps as f64;
        let mouth = p.diameter_mm / 2.0 + p.pitch_mm * 0.2 - z.min(height - z) * 0.9;
        rings.push(loft::ring(AROUND, z, 0.0, |angle| {
            thread(p.diameter_mm + p.play_mm / 2.0, p.pitch_mm, angle, z).max(mouth)
        }));
    }
    loft::loft_round(&rings)
}

/// Bolt and nut side by side.
pub fn bolt_and_nut(p: &Bolt) -> Mesh {
    bolt_solid(p).named("bolt").and(nut_solid(p).moved(p.flats_mm * 1.45, 0.0, 0.0).named("nut")).mesh()
}

/// A knob to grip.
#[derive(Clone, Debug)]
pub struct Knob {
    /// Radius over the lobes, millimetres.
    pub radius_mm: f64,
    /// Height, millimetres.
    pub height_mm: f64,
    /// Lobes.
    pub lobes: u32,
    /// Depth between lobes, millimetres.
    pub depth_mm: f64,
    /// Radius of the shaft's hole, millimetres; it has a flat.
    pub shaft_mm: f64,
}

impl Default for Knob {
    fn default() -> Self {
        Self { radius_mm: 24.0, height_mm: 16.0, lobes: 7, depth_mm: 4.0, shaft_mm: 3.0 }
    }
}

/// A lobed knob with a domed top and a blind hole with a flat.
pub fn knob(p: &Knob) -> Mesh {
    let lobes = f64::from(p.lobes);
    let count = p.lobes as usize * 24;
    let hull = |scale: f64| {
        region::polar(count, |angle| {
            let wave = 0.5 + 0.5 * (lobes * angle).cos();
            (p.radius_mm - p.depth_mm * (1.0 - wave.sqrt())) * scale
        })
    };
    let bore = crate::drive::d_bore(p.shaft_mm);
    let neck = Region::new(vec![region::circle(0.0, 0.0, p.radius_mm * 0.45, 80), bore.clone()]);
    let low = Region::new(vec![hull(0.96), bore.clone()]);
    let full = Region::new(vec![hull(1.0), bore]);
    let deep = p.height_mm * 0.5;
    let mut layers = vec![straight(&neck, 4.0), stack::sloped(low, full.clone(), 1.0), straight(&full, deep - 1.0)];
    let mut below = Region::new(vec![hull(1.0)]);
    for step in 1..=10 {
        let t = f64::from(step) / 10.0;
        let above = Region::new(vec![hull((1.0 - (t * 0.93).powi(3)).max(0.2))]);
        layers.push(stack::sloped(below, above.clone(), p.height_mm * 0.5 * (1.0 - 0.55 * t) / 7.0));
        below = above;
    }
    stack(&layers).mesh()
}

/// A candle holder or tin, turned from a closed profile.
#[derive(Clone, Debug)]
pub struct Candle {
    /// Radius of the candle, millimetres (11 is a dinner candle, 20 a tea light).
    pub candle_mm: f64,
    /// Height, millimetres.
    pub height_mm: f64,
    /// Radius of the foot, millimetres.
    pub foot_mm: f64,
}

impl Default for Candle {
    fn default() -> Self {
        Self { candle_mm: 11.3, height_mm: 90.0, foot_mm: 42.0 }
    }
}

/// A candlestick with a dish for drips.
pub fn candlestick(p: &Candle) -> Mesh {
    let (c, h, f) = (p.candle_mm, p.height_mm, p.foot_mm);
    let mut line = profile(&[(0.0, 0.0), (f - 1.0, 0.0), (f, 1.0), (f, 5.0), (f - 1.5, 6.0)]);
    line.extend(loft::smooth(
        &profile(&[
            (f * 0.86, 6.5),
            (f * 0.42, h * 0.17),
            (f * 0.22, h * 0.34),
            (f * 0.34, h * 0.45),
            (f * 0.20, h * 0.56),
            (f * 0.26, h * 0.66),
            (f * 0.78, h * 0.72),
        ]),
        14,
    ));
    line.extend(profile(&[
        (f * 0.80, h * 0.745),
        (f * 0.77, h * 0.75),
        (c + 5.0, h * 0.73),
        (c + 3.0, h * 0.75),
        (c + 3.0, h - 1.0),
        (c + 2.2, h),
        (c + 0.8, h),
        (c, h - 1.0),
        (c, h - 22.0),
        (0.0, h - 22.0),
    ]));
    loft::revolve(&line, 128).mesh()
}

/// A spinning top with a stem.
pub fn spinning_top(radius_mm: f64) -> Mesh {
    let r = radius_mm;
    let mut line = profile(&[(0.0, 0.0), (r * 0.05, r * 0.02)]);
    line.extend(loft::smooth(
        &profile(&[(r * 0.12, r * 0.07), (r * 0.45, r * 0.30), (r * 0.92, r * 0.52), (r, r * 0.62)]),
        10,
    ));
    line.extend(loft::smooth(
        &profile(&[
            (r * 0.97, r * 0.72),
            (r * 0.6, r * 0.84),
            (r * 0.2, r * 0.98),
            (r * 0.11, r * 1.25),
            (r * 0.10, r * 1.7),
        ]),
        10,
    ));
    line.extend(profile(&[(r * 0.13, r * 1.76), (r * 0.12, r * 1.84), (0.0, r * 1.87)]));
    loft::revolve(&line, 120).mesh()
}

/// Two turned tealight cups in a saucer form: a wide dish with a pocket.
pub fn tealight(radius_mm: f64) -> Mesh {
    let r = radius_mm;
    let waves = |angle: f64, depth: f64| 1.0 + depth * (12.0 * angle).cos();
    let ring = |radius: f64, z: f64, depth: f64| loft::ring(192, z, 0.0, |angle| radius * waves(angle, depth));
    let mut rings: Vec<Vec<DVec3>> = vec![ring(r * 0.55, 0.0, 0.0), ring(r * 0.60, 1.5, 0.01)];
    rings.extend(
        (1..=20)
            .map(|k| f64::from(k) / 20.0)
            .map(|t| ring(r * (0.60 + 0.40 * (t * PI / 2.0).sin()), 1.5 + 20.0 * t * t, 0.06 * t)),
    );
    rings.push(ring(r * 0.98, 22.8, 0.06));
    rings.extend(
        (0..=16)
            .rev()
            .map(|k| f64::from(k) / 16.0)
            .map(|t| ring(r * (0.60 + 0.37 * (t * PI / 2.0).sin()), 6.5 + 15.5 * t * t, 0.06 * t)),
    );
    rings.extend([ring(21.6, 6.5, 0.0), ring(20.4, 5.6, 0.0), ring(20.2, 3.0, 0.0)]);
    loft::loft(&rings).mesh()
}
