//! Parts of drives that are drawn flat: cycloidal discs, escapements, cams, sprockets, timing pulleys.

use std::f64::consts::{PI, TAU};

use glam::DVec2;
use pattern::Mesh;

use crate::tool::{
    region::{self, Region},
    stack::{self, stack, straight},
};

fn ring_of_holes(region: Region, count: u32, reach: f64, radius: f64, turn: f64) -> Region {
    let mut outlines = region.0;
    for i in 0..count {
        let at = DVec2::from_angle(TAU * f64::from(i) / f64::from(count) + turn) * reach;
        outlines.push(region::circle(at.x, at.y, radius, 40));
    }
    Region::new(outlines)
}

/// The disc of a cycloidal reducer.
#[derive(Clone, Debug)]
pub struct Cycloid {
    /// Pins of the housing; the disc has one lobe fewer, which is the ratio.
    pub pins: u32,
    /// Radius of the circle of pins, millimetres.
    pub reach_mm: f64,
    /// Radius of a pin, millimetres.
    pub pin_mm: f64,
    /// Throw of the eccentric, millimetres; what is above [`Cycloid::throw_max_mm`] is taken as that.
    pub throw_mm: f64,
    /// Thickness, millimetres.
    pub thickness_mm: f64,
    /// Radius of the middle bore, millimetres.
    pub bore_mm: f64,
    /// Output holes.
    pub outputs: u32,
}

/// Bevel of a cycloidal disc's edges, millimetres.
const CYCLOID_BEVEL_MM: f64 = 0.5;

/// How near the tightest bend of the pins' path may come to what is cut off inside of it, the pin's radius and the bevel:
/// at 1 a lobe ends in a point.
const BEND_SHARE_MAX: f64 = 0.95;

impl Default for Cycloid {
    fn default() -> Self {
        Self { pins: 16, reach_mm: 38.0, pin_mm: 3.0, throw_mm: 1.5, thickness_mm: 10.0, bore_mm: 11.0, outputs: 6 }
    }
}

impl Cycloid {
    /// The largest throw whose lobes do not fold, millimetres. Beyond it the pins' path bends more tightly than a pin and
    /// the bevel, so that the outline would cross itself and the pins would undercut the lobes; fewer pins, thinner pins
    /// or a wider circle of pins leave room for more.
    pub fn throw_max_mm(&self) -> f64 {
        // At the upper end the path has cusps.
        let (mut low, mut high) = (0.0, self.reach_mm / f64::from(self.pins));
        for _ in 0..48 {
            let middle = (low + high) / 2.0;
            let share = self.tightest_bend(middle) * (self.pin_mm + CYCLOID_BEVEL_MM);
            if share > BEND_SHARE_MAX { high = middle } else { low = middle }
        }
        low
    }

    /// The largest curvature of the pins' path round a lobe at this throw, one over millimetres.
    fn tightest_bend(&self, throw: f64) -> f64 {
        const STEPS: u32 = 256;
        let (pins, reach) = (f64::from(self.pins), self.reach_mm);
        let bend = |step: u32| {
            let t = TAU * f64::from(step) / f64::from(STEPS) / (pins - 1.0).max(1.0);
            let ((sin, cos), (fast_sin, fast_cos)) = (t.sin_cos(), (pins * t).sin_cos());
            let once = DVec2::new(throw * pins * fast_sin - reach * sin, throw * pins * fast_cos - reach * cos);
            let twice =
                DVec2::new(throw * pins * pins * fast_cos - reach * cos, reach * sin - throw * pins * pins * fast_sin);
            // The path runs clockwise, so that a lobe turns to the right.
            twice.perp_dot(once) / once.length().powi(3)
        };
        (0..STEPS).map(bend).fold(0.0, f64::max)
    }
}

/// The disc: an epitrochoid moved inward by a pin's radius (Shin and Kwon, 2006).
pub fn cycloid(p: &Cycloid) -> Mesh {
    let (pins, reach, throw) = (f64::from(p.pins), p.reach_mm, p.throw_mm.min(p.throw_max_mm()));
    let at = |i: usize| {
        let t = TAU * i as f64 / 720.0;
        let lean = ((1.0 - pins) * t).sin().atan2(reach / (throw * pins) - ((1.0 - pins) * t).cos());
        DVec2::new(
            reach * t.cos() - p.pin_mm * (t + lean).cos() - throw * (pins * t).cos(),
            -reach * t.sin() + p.pin_mm * (t + lean).sin() + throw * (pins * t).sin(),
        )
    };
    let region = Region::new(vec![(0..720).map(at).collect()]).with(region::circle(0.0, 0.0, p.bore_mm, 80));
    let room = reach - p.pin_mm - throw - p.bore_mm;
    let region = ring_of_holes(region, p.outputs, p.bore_mm + room * 0.48, room * 0.27, 0.0);
    stack::plate(&region, p.thickness_mm, CYCLOID_BEVEL_MM).mesh()
}

/// The wheel of a dead-beat clock escapement.
#[derive(Clone, Debug)]
pub struct Escapement {
    /// Teeth.
    pub teeth: u32,
    /// Radius at the tips, millimetres.
    pub radius_mm: f64,
    /// Thickness, millimetres.
    pub thickness_mm: f64,
    /// Spokes.
    pub spokes: u32,
}

impl Default for Escapement {
    fn default() -> Self {
        Self { teeth: 30, radius_mm: 45.0, thickness_mm: 4.0, spokes: 5 }
    }
}

/// Windows between spokes, between two radii.
pub(crate) fn windows(count: u32, inner: f64, outer: f64, spoke: f64) -> Vec<region::Outline> {
    let window = |i: u32| {
        let (a, b) = (TAU * f64::from(i) / f64::from(count), TAU * f64::from(i + 1) / f64::from(count));
        let arc = |r: f64, flip: bool| {
            let gap = spoke / 2.0 / r;
            (0..=16)
                .map(move |k| f64::from(if flip { 16 - k } else { k }) / 16.0)
                .map(move |t| DVec2::from_angle(a + gap + (b - a - 2.0 * gap) * t) * r)
        };
        region::fillet(&arc(outer, false).chain(arc(inner, true)).collect::<Vec<_>>(), 1.5, 4)
    };
    (0..count).map(window).collect()
}

/// An escape wheel with leaning teeth and spokes.
pub fn escapement(p: &Escapement) -> Mesh {
    let (r, step) = (p.radius_mm, TAU / f64::from(p.teeth));
    let root = r * 0.84;
    let mut points = Vec::new();
    for tooth in 0..p.teeth {
        let a = step * f64::from(tooth);
        for (share, reach) in [
            (0.0, root),
            (0.22, root * 1.01),
            (0.5, root + (r - root) * 0.45),
            (0.74, r),
            (0.78, r),
            (0.72, root + (r - root) * 0.4),
        ] {
            points.push(DVec2::from_angle(a + step * share) * reach);
        }
    }
    let mut outlines = vec![points, region::circle(0.0, 0.0, 3.0, 40)];
    outlines.extend(windows(p.spokes, r * 0.24, r * 0.70, r * 0.09));
    let hub = Region::new(vec![region::circle(0.0, 0.0, r * 0.17, 60), region::circle(0.0, 0.0, 3.0, 40)]);
    stack(&[straight(&Region::new(outlines), p.thickness_mm), straight(&hub, p.thickness_mm * 1.2)]).mesh()
}

/// A plate cam.
#[derive(Clone, Debug)]
pub struct Cam {
    /// Base radius, millimetres.
    pub base_mm: f64,
    /// Lift, millimetres.
    pub lift_mm: f64,
    /// Degrees of turn that rise, dwell and fall take.
    pub rise_dwell_fall_deg: [f64; 3],
    /// Thickness, millimetres.
    pub thickness_mm: f64,
    /// Radius of the shaft, millimetres; it has a flat.
    pub shaft_mm: f64,
}

impl Default for Cam {
    fn default() -> Self {
        Self {
            base_mm: 18.0,
            lift_mm: 14.0,
            rise_dwell_fall_deg: [90.0, 40.0, 110.0],
            thickness_mm: 9.0,
            shaft_mm: 4.0,
        }
    }
}

/// A shaft's hole with a flat on one side.
pub(crate) fn d_bore(radius: f64) -> region::Outline {
    region::polar(60, |angle| radius.min(radius * 0.75 / angle.cos().max(0.3)))
}

/// A cam that rises and falls along cycloids, so that the follower is never jerked.
pub fn cam(p: &Cam) -> Mesh {
    let [rise, dwell, fall] = p.rise_dwell_fall_deg.map(f64::to_radians);
    let ease = |t: f64| t - (TAU * t).sin() / TAU;
    let lift = |angle: f64| {
        if angle < rise {
            ease(angle / rise)
        } else if angle < rise + dwell {
            1.0
        } else if angle < rise + dwell + fall {
            1.0 - ease((angle - rise - dwell) / fall)
        } else {
            0.0
        }
    };
    let hull = region::polar(240, |angle| p.base_mm + p.lift_mm * lift(angle));
    let bore = d_bore(p.shaft_mm);
    let web = Region::new(vec![hull, bore.clone()]);
    let hub = Region::new(vec![region::circle(0.0, 0.0, p.shaft_mm * 2.1, 80), bore]);
    let mut layers = stack::bevelled(&web, p.thickness_mm, 0.6);
    layers.extend([straight(&hub, p.thickness_mm * 0.7)]);
    stack(&layers).mesh()
}

/// A roller chain sprocket.
#[derive(Clone, Debug)]
pub struct Sprocket {
    /// Teeth.
    pub teeth: u32,
    /// Chain pitch, millimetres (12.7 is a bicycle's).
    pub pitch_mm: f64,
    /// Roller radius, millimetres.
    pub roller_mm: f64,
    /// Thickness, millimetres.
    pub thickness_mm: f64,
    /// Radius of the bore, millimetres.
    pub bore_mm: f64,
}

impl Default for Sprocket {
    fn default() -> Self {
        Self { teeth: 16, pitch_mm: 12.7, roller_mm: 3.95, thickness_mm: 5.6, bore_mm: 10.0 }
    }
}

/// A sprocket: round seats for the rollers with teeth between that lean back.
pub fn sprocket(p: &Sprocket) -> Mesh {
    let count = f64::from(p.teeth);
    let reach = p.pitch_mm / (2.0 * (PI / count).sin());
    let seat = p.roller_mm * 1.03;
    let tip = reach + p.roller_mm * 0.95;
    let mut points = Vec::new();
    for tooth in 0..p.teeth {
        let a = TAU * f64::from(tooth) / count;
        let out = DVec2::from_angle(a);
        for k in 0..=12 {
            let turn = PI * 0.62 * (1.0 - f64::from(k) / 6.0);
            points.push(out * reach - out.rotate(DVec2::from_angle(turn)) * seat);
        }
        for share in [-0.10, 0.10] {
            points.push(DVec2::from_angle(a + TAU / count * (0.5 + share)) * tip);
        }
    }
    let region = Region::new(vec![points, region::circle(0.0, 0.0, p.bore_mm, 80)]);
    let region = ring_of_holes(region, 5, (p.bore_mm + reach - seat) / 2.0, (reach - seat - p.bore_mm) * 0.22, 0.0);
    stack::plate(&region, p.thickness_mm, 0.9).mesh()
}

/// A pulley for a toothed belt.
#[derive(Clone, Debug)]
pub struct Pulley {
    /// Teeth.
    pub teeth: u32,
    /// Belt pitch, millimetres (2 is GT2).
    pub pitch_mm: f64,
    /// Width of the belt, millimetres.
    pub belt_mm: f64,
    /// Radius of the shaft, millimetres; it has a flat.
    pub shaft_mm: f64,
}

impl Default for Pulley {
    fn default() -> Self {
        Self { teeth: 36, pitch_mm: 2.0, belt_mm: 6.0, shaft_mm: 2.5 }
    }
}

/// A pulley with flanges and a hub for a grub screw.
pub fn pulley(p: &Pulley) -> Mesh {
    let count = f64::from(p.teeth);
    let outer = count * p.pitch_mm / TAU - 0.254;
    let groove = p.pitch_mm * 0.375;
    let hull = region::polar(p.teeth as usize * 16, |angle| {
        let along = (angle * count / TAU + 0.5).rem_euclid(1.0) - 0.5;
        let x = along.abs() * p.pitch_mm / (p.pitch_mm * 0.32);
        outer - if x < 1.0 { groove * (1.0 - x * x).sqrt() } else { 0.0 }
    });
    let bore = d_bore(p.shaft_mm);
    let disc = |radius: f64| Region::new(vec![region::circle(0.0, 0.0, radius, 120), bore.clone()]);
    let (wide, teeth, hub) = (disc(outer + 1.6), Region::new(vec![hull, bore.clone()]), disc(outer * 0.7));
    stack(&[straight(&hub, 6.0), straight(&wide, 1.4), straight(&teeth, p.belt_mm + 1.0), straight(&wide, 1.4)]).mesh()
}
