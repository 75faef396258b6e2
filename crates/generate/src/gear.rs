//! Gears: involute teeth straight, helical, herringbone and inside a ring, racks and whole planetary drives.

use std::f64::consts::{PI, TAU};

use glam::DVec2;
use pattern::Mesh;

use crate::tool::{
    region::{self, Outline, Region},
    solid::{self, Solid},
    stack::{self, stack},
};

/// Pressure angle of every tooth here, radians (20 degrees).
const PRESSURE: f64 = 20.0 * PI / 180.0;

/// A cylindrical gear with involute teeth.
#[derive(Clone, Debug)]
pub struct Gear {
    /// Number of teeth.
    pub teeth: u32,
    /// Module: pitch diameter over teeth, millimetres.
    pub module_mm: f64,
    /// Face width, millimetres.
    pub width_mm: f64,
    /// Radius of the bore, millimetres.
    pub bore_mm: f64,
    /// Helix angle at the pitch circle, degrees; 0 is a spur gear.
    pub helix_deg: f64,
    /// Whether the helix turns back half way.
    pub herringbone: bool,
    /// How much thinner each tooth is cut so that a pair runs free, millimetres.
    pub backlash_mm: f64,
    /// Round holes in the web; 0 is a full disc.
    pub holes: u32,
}

impl Default for Gear {
    fn default() -> Self {
        Self {
            teeth: 22,
            module_mm: 3.0,
            width_mm: 14.0,
            bore_mm: 5.0,
            helix_deg: 0.0,
            herringbone: false,
            backlash_mm: 0.1,
            holes: 0,
        }
    }
}

/// The outline of an external gear, millimetres; involute flanks from the root to the tip.
pub(crate) fn outline(teeth: u32, module: f64, backlash: f64) -> Outline {
    let count = f64::from(teeth);
    let pitch = count * module / 2.0;
    let (base, tip, root) = (pitch * PRESSURE.cos(), pitch + module, pitch - 1.25 * module);
    let involute = |r: f64| {
        let t = ((r / base).powi(2) - 1.0).max(0.0).sqrt();
        t - t.atan()
    };
    // Half the angle that a tooth fills at radius r.
    let half = |r: f64| PI / (2.0 * count) - backlash / (2.0 * pitch) + involute(pitch) - involute(r.max(base));
    let start = base.max(root + 0.05 * module);
    let flank: Vec<(f64, f64)> =
        (0..=8).map(|i| start + (tip - start) * f64::from(i) / 8.0).map(|r| (half(r).max(0.004), r)).collect();
    let foot = (half(start) * 1.0 + 0.12 * module / root).min(PI / count * 0.94);
    let mut points = Vec::new();
    for tooth in 0..teeth {
        let middle = TAU * f64::from(tooth) / count;
        let mut put = |angle: f64, r: f64| points.push(DVec2::from_angle(middle + angle) * r);
        put(-foot, root);
        flank.iter().for_each(|&(angle, r)| put(-angle, r));
        flank.iter().rev().for_each(|&(angle, r)| put(angle, r));
        put(foot, root);
    }
    points
}

/// Holes evenly spread on a circle.
fn lightened(mut region: Region, count: u32, reach: f64, radius: f64) -> Region {
    for i in 0..count {
        let at = DVec2::from_angle(TAU * f64::from(i) / f64::from(count)) * reach;
        region.0.push(region::circle(at.x, at.y, radius, 40));
    }
    Region::new(region.0)
}

fn body(p: &Gear) -> Solid {
    let pitch = f64::from(p.teeth) * p.module_mm / 2.0;
    let mut region =
        Region::new(vec![outline(p.teeth, p.module_mm, p.backlash_mm)]).with(region::circle(0.0, 0.0, p.bore_mm, 64));
    if p.holes > 0 {
        let (inner, outer) = (p.bore_mm + p.module_mm * 1.5, pitch - 3.0 * p.module_mm);
        let reach = (inner + outer) / 2.0;
        let radius = ((outer - inner) / 2.0 * 0.82).min(reach * (PI / f64::from(p.holes)).sin() * 0.8);
        region = lightened(region, p.holes, reach, radius);
    }
    if p.helix_deg == 0.0 {
        return stack::plate(&region, p.width_mm, 0.25 * p.module_mm.min(2.0));
    }
    let lead = p.helix_deg.to_radians().tan() / pitch;
    let turn = |z: f64| lead * if p.herringbone { (z - p.width_mm / 2.0).abs() } else { z };
    stack(&stack::turned(&region, p.width_mm, 24, turn))
}

/// A gear.
pub fn gear(p: &Gear) -> Mesh {
    body(p).mesh()
}

/// A ring with teeth inside.
#[derive(Clone, Debug)]
pub struct Ring {
    /// Number of teeth.
    pub teeth: u32,
    /// Module, millimetres.
    pub module_mm: f64,
    /// Face width, millimetres.
    pub width_mm: f64,
    /// Rim outside the teeth's roots, millimetres.
    pub rim_mm: f64,
    /// Screw lugs round the rim; 0 is a plain ring.
    pub lugs: u32,
}

impl Default for Ring {
    fn default() -> Self {
        Self { teeth: 48, module_mm: 2.0, width_mm: 12.0, rim_mm: 6.0, lugs: 6 }
    }
}

/// The hole of an internal gear: an external outline with addendum and dedendum exchanged.
fn inside(teeth: u32, module: f64, backlash: f64) -> Outline {
    let count = f64::from(teeth);
    let pitch = count * module / 2.0;
    let base = pitch * PRESSURE.cos();
    let (tip, root) = ((pitch - module).max(base + 0.01), pitch + 1.25 * module);
    let involute = |r: f64| {
        let t = ((r / base).powi(2) - 1.0).max(0.0).sqrt();
        t - t.atan()
    };
    let half = |r: f64| PI / (2.0 * count) + backlash / (2.0 * pitch) + involute(pitch) - involute(r);
    let flank: Vec<(f64, f64)> =
        (0..=8).map(|i| tip + (root - tip) * f64::from(i) / 8.0).map(|r| (half(r).max(0.004), r)).collect();
    let mut points = Vec::new();
    for tooth in 0..teeth {
        let middle = TAU * f64::from(tooth) / count;
        let mut put = |angle: f64, r: f64| points.push(DVec2::from_angle(middle + angle) * r);
        flank.iter().for_each(|&(angle, r)| put(-angle, r));
        flank.iter().rev().for_each(|&(angle, r)| put(angle, r));
    }
    points
}

/// A ring gear, with lugs to screw it down.
pub fn ring(p: &Ring) -> Mesh {
    let outer = f64::from(p.teeth) * p.module_mm / 2.0 + 1.25 * p.module_mm + p.rim_mm;
    let lugs = f64::from(p.lugs);
    let hull = region::polar(360, |angle| {
        if p.lugs == 0 { outer } else { outer + p.rim_mm * 1.3 * (0.5 + 0.5 * (lugs * angle).cos()).powi(6) }
    });
    let mut region = Region::new(vec![hull, inside(p.teeth, p.module_mm, 0.1)]);
    if p.lugs > 0 {
        region = lightened(region, p.lugs, outer + p.rim_mm * 0.25, 1.7);
    }
    stack::plate(&region, p.width_mm, 0.2 * p.module_mm.min(3.0)).mesh()
}

/// A planetary drive, printed in place.
#[derive(Clone, Debug)]
pub struct Planetary {
    /// Teeth of the sun.
    pub sun: u32,
    /// Teeth of a planet.
    pub planet: u32,
    /// Planets; sun and ring together must divide by it.
    pub planets: u32,
    /// Module, millimetres.
    pub module_mm: f64,
    /// Face width, millimetres.
    pub width_mm: f64,
    /// Helix angle, degrees; herringbone, so that nothing falls out.
    pub helix_deg: f64,
}

impl Default for Planetary {
    fn default() -> Self {
        Self { sun: 15, planet: 12, planets: 3, module_mm: 1.75, width_mm: 12.0, helix_deg: 25.0 }
    }
}

/// Ring, sun and planets in mesh, each a part of its own.
pub fn planetary(p: &Planetary) -> Mesh {
    let teeth = p.sun + 2 * p.planet;
    let reach = f64::from(p.sun + p.planet) * p.module_mm / 2.0;
    let lead = p.helix_deg.to_radians().tan();
    let backlash = 0.3;
    let wheel = |region: &Region, count: f64, sense: f64, phase: f64| {
        let pitch = count * p.module_mm / 2.0;
        stack(&stack::turned(region, p.width_mm, 16, |z| phase + sense * lead / pitch * (z - p.width_mm / 2.0).abs()))
    };
    let bored = |count: u32, bore: Outline| Region::new(vec![outline(count, p.module_mm * 0.985, backlash), bore]);
    let outer = f64::from(teeth) * p.module_mm / 2.0 + 1.25 * p.module_mm + 5.0;
    let rim = Region::new(vec![region::circle(0.0, 0.0, outer, 180), inside(teeth, p.module_mm * 1.01, backlash)]);
    let planet = bored(p.planet, region::circle(0.0, 0.0, 3.0, 40));
    let sun = bored(p.sun, region::regular(6, 4.0, 0.0));
    let planet_at = |i: u32| {
        // Rolling a planet round the sun turns it; at angle a its tooth gap must face the sun's tooth.
        let angle = TAU * f64::from(i) / f64::from(p.planets);
        let ratio = f64::from(p.sun) / f64::from(p.planet);
        let phase = angle * (1.0 + ratio) + PI + PI / f64::from(p.planet);
        let at = DVec2::from_angle(angle) * reach;
        wheel(&planet, f64::from(p.planet), -1.0, phase).moved(at.x, at.y, 0.0).named(&format!("planet {}", i + 1))
    };
    // The ring's gap faces a planet's tooth at angle 0 when the planet's own teeth are even in number.
    let ring_phase = if p.planet.is_multiple_of(2) { PI / f64::from(teeth) } else { 0.0 };
    let ring = wheel(&rim, f64::from(teeth), -1.0, ring_phase).named("ring");
    let sun = wheel(&sun, f64::from(p.sun), 1.0, 0.0).named("sun");
    solid::all([ring, sun]).and(solid::all((0..p.planets).map(planet_at))).mesh()
}

/// A straight rack with a pinion beside it.
#[derive(Clone, Debug)]
pub struct Rack {
    /// Teeth of the rack.
    pub teeth: u32,
    /// Module, millimetres.
    pub module_mm: f64,
    /// Face width, millimetres.
    pub width_mm: f64,
    /// Teeth of the pinion.
    pub pinion: u32,
}

impl Default for Rack {
    fn default() -> Self {
        Self { teeth: 18, module_mm: 2.5, width_mm: 12.0, pinion: 14 }
    }
}

/// A rack and its pinion, laid out in mesh.
pub fn rack(p: &Rack) -> Mesh {
    let (m, step) = (p.module_mm, PI * p.module_mm);
    let slope = PRESSURE.tan();
    let mut points = vec![DVec2::new(0.0, -5.0 * m), DVec2::new(step * f64::from(p.teeth), -5.0 * m)];
    let mut line = Vec::new();
    for tooth in 0..p.teeth {
        let middle = step * (f64::from(tooth) + 0.5);
        for (side, y) in [(-1.0, -1.25), (-1.0, 1.0), (1.0, 1.0), (1.0, -1.25)] {
            line.push(DVec2::new(middle + side * (step / 4.0 - 0.08 - y * m * slope), y * m));
        }
    }
    points.extend(std::iter::once(DVec2::new(step * f64::from(p.teeth), -1.25 * m)));
    points.extend(line.into_iter().rev());
    points.push(DVec2::new(0.0, -1.25 * m));
    let mut region = Region::new(vec![points]);
    for i in 0..3 {
        let x = step * f64::from(p.teeth) * (0.15 + 0.35 * f64::from(i));
        region.0.push(region::circle(x, -3.1 * m, m * 0.9, 32));
    }
    let rack = stack::plate(&Region::new(region.0), p.width_mm, 0.15 * m.min(3.0)).named("rack");
    let pitch = f64::from(p.pinion) * m / 2.0;
    let wheel =
        Gear { teeth: p.pinion, module_mm: m, width_mm: p.width_mm, bore_mm: 2.5, backlash_mm: 0.2, ..Gear::default() };
    // A gap of the pinion faces down over the tooth in the rack's middle.
    let turn = -PI / 2.0 + PI / f64::from(p.pinion);
    let middle = step * (f64::from(p.teeth / 2) + 0.5);
    let pinion = body(&wheel).turned(glam::DVec3::Z, turn).moved(middle, pitch + 0.15, 0.0).named("pinion");
    rack.and(pinion).mesh()
}
