//! Fittings for house and workshop: brackets, hooks, hinges, clips, feet, holders and stands.

use std::f64::consts::PI;

use glam::{DVec2, DVec3};
use pattern::Mesh;

use crate::tool::{
    loft,
    region::{self, Outline, Region},
    solid::Solid,
    stack::{self, sloped, stack, straight},
};

fn v(x: f64, y: f64) -> DVec2 {
    DVec2::new(x, y)
}

/// A side view drawn up to a width with its edges broken, standing upright.
fn drawn_up(outline: Outline, width: f64) -> Solid {
    stack::plate(&Region::new(vec![outline]), width, 0.6).turned(DVec3::X, PI / 2.0)
}

/// A flat strip that turns up by a bend at `x`: points beyond it are wrapped round a radius.
fn bent(solid: Solid, x: f64, radius: f64, angle: f64) -> Solid {
    let length = radius * angle;
    solid.placed(|point| {
        let beyond = (point.x - x).clamp(0.0, length);
        if beyond <= 0.0 {
            return point;
        }
        let turn = beyond / radius;
        let past = (point.x - x - length).max(0.0);
        let reach = radius - point.z;
        DVec3::new(x + reach * turn.sin() + past * turn.cos(), point.y, radius - reach * turn.cos() + past * turn.sin())
    })
}

/// An angle bracket.
#[derive(Clone, Debug)]
pub struct Bracket {
    /// Length of each leg, millimetres.
    pub leg_mm: f64,
    /// Width, millimetres.
    pub width_mm: f64,
    /// Thickness, millimetres.
    pub thickness_mm: f64,
    /// Radius of the screw holes, millimetres.
    pub screw_mm: f64,
}

impl Default for Bracket {
    fn default() -> Self {
        Self { leg_mm: 48.0, width_mm: 32.0, thickness_mm: 4.0, screw_mm: 2.25 }
    }
}

/// A strip with two countersunk holes and a slot, bent square.
pub fn bracket(p: &Bracket) -> Mesh {
    let (radius, half) = (p.thickness_mm + 4.0, p.width_mm / 2.0);
    let bend = radius * PI / 2.0;
    let length = 2.0 * p.leg_mm + bend;
    let mut hull = Vec::new();
    let rows = 24;
    let along = |i: i32| p.leg_mm + bend * f64::from(i) / f64::from(rows);
    hull.extend(
        region::fillet(&[v(0.0, half), v(0.0, -half), v(length / 2.0, -half), v(length / 2.0, half)], 6.0, 8)
            .into_iter()
            .filter(|q| q.x < length / 4.0),
    );
    hull.extend((0..=rows).map(|i| v(along(i), -half)));
    hull.extend(
        region::fillet(&[v(length / 2.0, -half), v(length, -half), v(length, half), v(length / 2.0, half)], 6.0, 8)
            .into_iter()
            .filter(|q| q.x > length * 0.75),
    );
    hull.extend((0..=rows).rev().map(|i| v(along(i), half)));
    let round = |x: f64, y: f64, r: f64| region::circle(x, y, r, 48);
    let holes = |r: f64| {
        vec![
            hull.clone(),
            round(p.leg_mm * 0.28, -half * 0.45, r),
            round(p.leg_mm * 0.62, half * 0.45, r),
            region::slot(v(length - p.leg_mm * 0.68, 0.0), v(length - p.leg_mm * 0.28, 0.0), r * 2.0),
        ]
    };
    let (thin, wide) = (Region::new(holes(p.screw_mm)), Region::new(holes(p.screw_mm * 1.9)));
    let flat = stack(&[straight(&thin, p.thickness_mm - 2.2), sloped(thin, wide, 2.2)]);
    bent(flat, p.leg_mm, radius, PI / 2.0).mesh()
}

/// A coat hook.
#[derive(Clone, Debug)]
pub struct Hook {
    /// Height of the back, millimetres.
    pub height_mm: f64,
    /// How far it reaches out, millimetres.
    pub reach_mm: f64,
    /// Width, millimetres.
    pub width_mm: f64,
}

impl Default for Hook {
    fn default() -> Self {
        Self { height_mm: 86.0, reach_mm: 46.0, width_mm: 16.0 }
    }
}

/// A hook in side view, drawn up to its width. Printed lying down, no layer line takes the load.
pub fn hook(p: &Hook) -> Mesh {
    let (h, r) = (p.height_mm, p.reach_mm);
    let spine = loft::smooth(
        &[
            v(3.5, h - 3.0),
            v(3.6, h * 0.62),
            v(5.0, h * 0.30),
            v(r * 0.38, h * 0.08),
            v(r * 0.74, h * 0.12),
            v(r, h * 0.36),
        ],
        10,
    );
    let last = spine.len() - 1;
    let width = |i: usize| 3.5 + 2.6 * (PI * i as f64 / last as f64).sin();
    let side = |i: usize, sign: f64| {
        let (a, b) = (spine[i.saturating_sub(1)], spine[(i + 1).min(last)]);
        spine[i] + (b - a).normalize().perp() * sign * width(i)
    };
    let tip = (0..=10).map(|k| {
        let ahead = (spine[last] - spine[last - 1]).normalize();
        spine[last] + DVec2::from_angle(PI * (f64::from(k) / 10.0 - 0.5)).rotate(ahead) * width(last) * 1.25
    });
    let back = (1..10).map(|k| {
        let ahead = (spine[0] - spine[1]).normalize();
        spine[0] + DVec2::from_angle(PI * (f64::from(k) / 10.0 - 0.5)).rotate(ahead) * width(0)
    });
    let hull: Outline = (0..=last)
        .map(|i| side(i, -1.0))
        .chain(tip)
        .chain((0..=last).rev().map(|i| side(i, 1.0)))
        .chain(back)
        .collect();
    drawn_up(hull, p.width_mm).mesh()
}

/// A hinge of two leaves, printed assembled.
#[derive(Clone, Debug)]
pub struct Hinge {
    /// Length along the pin, millimetres.
    pub length_mm: f64,
    /// Width of a leaf, millimetres.
    pub leaf_mm: f64,
    /// Knuckles; odd.
    pub knuckles: u32,
    /// Air between moving parts, millimetres.
    pub air_mm: f64,
}

impl Default for Hinge {
    fn default() -> Self {
        Self { length_mm: 60.0, leaf_mm: 26.0, knuckles: 5, air_mm: 0.35 }
    }
}

/// Two leaves whose knuckles interlock on cones, standing on end as they are printed.
pub fn hinge(p: &Hinge) -> Mesh {
    let (r, t) = (5.0, 4.0);
    let long = (p.length_mm - p.air_mm * f64::from(p.knuckles - 1)) / f64::from(p.knuckles);
    let leaf_side = |side: f64| {
        vec![
            v(side * (r + p.air_mm), -r),
            v(side * p.leaf_mm, -r),
            v(side * p.leaf_mm, -r + t),
            v(side * (r + p.air_mm), -r + t),
        ]
    };
    let knuckle = |side: f64| -> Outline {
        // From the leaf's foot round the barrel and back along its top.
        let arc = (0..=40).map(|k| PI * 1.5 - 2.0 * PI * 0.835 * f64::from(k) / 40.0);
        let mut line: Outline = vec![v(r + p.air_mm, -r)];
        line.extend(arc.map(|angle| DVec2::from_angle(angle) * r));
        line.push(v(r + p.air_mm, -r + t));
        line.push(v(p.leaf_mm, -r + t));
        line.push(v(p.leaf_mm, -r));
        line.iter().map(|q| v(q.x * side, q.y)).collect()
    };
    let pin = |radius: f64| region::circle(0.0, 0.0, radius, 40);
    let leaf = |side: f64, odd: u32| {
        let mut layers = Vec::new();
        for k in 0..p.knuckles {
            let own = k % 2 == odd;
            let (flat, barrel) = (Region::new(vec![leaf_side(side)]), Region::new(vec![knuckle(side), pin(1.9)]));
            layers.push(straight(if own { &barrel } else { &flat }, long));
            if k + 1 < p.knuckles {
                layers.push(straight(&flat, p.air_mm));
            }
        }
        stack(&layers)
    };
    let rod = stack(&[straight(&Region::new(vec![pin(1.9 - p.air_mm)]), p.length_mm)]);
    leaf(1.0, 0)
        .named("leaf with three knuckles")
        .and(leaf(-1.0, 1).named("leaf with two knuckles"))
        .and(rod.named("pin"))
        .mesh()
}

/// A clip in side view: a ring with a mouth on a foot for one screw.
#[derive(Clone, Debug)]
pub struct Clip {
    /// Radius of what it holds, millimetres.
    pub radius_mm: f64,
    /// Wall, millimetres.
    pub wall_mm: f64,
    /// Width, millimetres.
    pub width_mm: f64,
    /// Rings side by side.
    pub count: u32,
}

impl Default for Clip {
    fn default() -> Self {
        Self { radius_mm: 8.0, wall_mm: 2.8, width_mm: 14.0, count: 1 }
    }
}

/// Snap rings on a common foot.
pub fn clip(p: &Clip) -> Mesh {
    let (r, w) = (p.radius_mm, p.wall_mm);
    let step = 2.0 * r + 2.0 * w + 3.0;
    let outer = r + w;
    let mut line = vec![v(-outer - 8.0, 0.0), v(step * f64::from(p.count - 1) + outer + 8.0, 0.0)];
    let foot = 3.2;
    line.push(v(step * f64::from(p.count - 1) + outer + 8.0, foot));
    for i in (0..p.count).rev() {
        let middle = v(step * f64::from(i), foot + outer - 1.2);
        let start = (-(outer - 1.2) / outer).asin();
        let mouth = PI * 0.5 - 0.72;
        let arc = |radius: f64, from: f64, to: f64| {
            (0..=28).map(move |k| middle + DVec2::from_angle(from + (to - from) * f64::from(k) / 28.0) * radius)
        };
        line.extend(arc(outer, start, mouth));
        // A lip that leans out guides the part in.
        line.push(middle + DVec2::from_angle(mouth) * (outer + 3.2) + v(1.8, 0.4));
        line.push(middle + DVec2::from_angle(mouth) * (outer + 2.6) + v(-0.8, 1.2));
        line.extend(arc(r, mouth, -PI - mouth));
        line.push(middle + DVec2::from_angle(PI - mouth) * (outer + 2.6) + v(0.8, 1.2));
        line.push(middle + DVec2::from_angle(PI - mouth) * (outer + 3.2) + v(-1.8, 0.4));
        line.extend(arc(outer, PI - mouth, PI - start));
    }
    line.push(v(-outer - 8.0, foot));
    stack(&[straight(&Region::new(vec![line]), p.width_mm)]).turned(DVec3::X, PI / 2.0).mesh()
}

/// A stand for a phone or a tablet.
#[derive(Clone, Debug)]
pub struct Stand {
    /// Width, millimetres.
    pub width_mm: f64,
    /// Length of the back, millimetres.
    pub back_mm: f64,
    /// Lean of the back from upright, degrees.
    pub lean_deg: f64,
    /// Wall, millimetres.
    pub wall_mm: f64,
    /// Depth of the trough, millimetres.
    pub trough_mm: f64,
}

impl Default for Stand {
    fn default() -> Self {
        Self { width_mm: 70.0, back_mm: 95.0, lean_deg: 22.0, wall_mm: 5.0, trough_mm: 14.0 }
    }
}

/// One ribbon in side view: foot, back, trough and lip, drawn up to its width.
pub fn stand(p: &Stand) -> Mesh {
    let lean = p.lean_deg.to_radians();
    let back = v(-lean.sin(), lean.cos()) * p.back_mm;
    let (w, low) = (p.wall_mm, v(0.0, 12.0));
    let across = v(lean.cos(), lean.sin());
    let top = low + back;
    let lip = low + across * p.trough_mm;
    let base = v(-p.back_mm * 0.72, 0.0);
    let spine =
        [base + v(0.0, w / 2.0), v(p.trough_mm + 4.0, w / 2.0), lip + across * w / 2.0 + back.normalize() * 14.0];
    let hull = vec![
        spine[0] + v(0.0, -w / 2.0),
        spine[1] + v(w, -w / 2.0),
        spine[2] + across * (w / 2.0),
        spine[2] - across * (w / 2.0),
        lip - across * (w * 0.1) - back.normalize() * 1.0,
        low - back.normalize() * 1.0,
        top,
        top - across * w,
        low - across * w - back.normalize() * 3.0 + v(0.0, -2.0),
        spine[0] + v(0.0, w / 2.0),
    ];
    drawn_up(region::fillet(&hull, 2.4, 6), p.width_mm).mesh()
}

/// A strip with holes and slots for tools.
#[derive(Clone, Debug)]
pub struct Rack {
    /// Radii of the holes, millimetres.
    pub holes_mm: Vec<f64>,
    /// Depth of the shelf, millimetres.
    pub depth_mm: f64,
    /// Thickness, millimetres.
    pub thickness_mm: f64,
}

impl Default for Rack {
    fn default() -> Self {
        Self { holes_mm: vec![4.0, 4.0, 5.0, 5.0, 6.5, 6.5, 8.0, 9.5], depth_mm: 38.0, thickness_mm: 8.0 }
    }
}

/// A shelf with a round hole and a front slot for each tool, and a back to screw on the wall.
pub fn rack(p: &Rack) -> Mesh {
    let gap = 7.0;
    let length: f64 = p.holes_mm.iter().map(|r| 2.0 * r + gap).sum::<f64>() + gap;
    let shelf = region::fillet(&[v(0.0, 0.0), v(length, 0.0), v(length, p.depth_mm), v(0.0, p.depth_mm)], 5.0, 6);
    let mut x = gap;
    let mut outlines = vec![shelf];
    for r in &p.holes_mm {
        outlines.push(region::circle(x + r, p.depth_mm * 0.42, *r, 48));
        x += 2.0 * r + gap;
    }
    let shelf = Region::new(outlines);
    let wall = Region::new(vec![region::rectangle(length / 2.0, p.depth_mm - 3.4, length - 10.0, 4.0)]);
    let mut layers = stack::bevelled(&shelf, p.thickness_mm, 0.8);
    layers.push(straight(&wall, 26.0));
    stack(&layers).mesh()
}

/// A foot for a table or a case: a cone with a recess for a screw's head.
pub fn foot(radius_mm: f64, height_mm: f64) -> Mesh {
    let (r, h) = (radius_mm, height_mm);
    let line = [
        (r * 0.86, 0.0),
        (r * 0.93, h * 0.06),
        (r * 0.98, h * 0.3),
        (r, h * 0.9),
        (r - 0.8, h),
        (2.3, h),
        (2.3, h * 0.45),
        (r * 0.42, h * 0.45),
        (r * 0.42, 0.0),
    ];
    loft::revolve_round(&line.map(|(x, z)| v(x, z)), 96).mesh()
}

/// A comb for cables: a bar with round pockets that narrow to a mouth.
pub fn cable_comb(count: u32, cable_mm: f64) -> Mesh {
    let (r, wall) = (cable_mm / 2.0, 4.0);
    let step = 2.0 * r + wall + 2.0;
    let height = 2.0 * r + 9.0;
    let width = step * f64::from(count) + wall;
    let mut line = vec![v(0.0, 0.0), v(width, 0.0), v(width, height)];
    for i in (0..count).rev() {
        let middle = v(wall / 2.0 + step * (f64::from(i) + 0.5), height - r - 3.4);
        let mouth = 0.62;
        line.push(v(middle.x + r * 0.95, height));
        line.extend(
            (0..=28)
                .map(|k| PI / 2.0 - mouth - (2.0 * PI - 2.0 * mouth) * f64::from(k) / 28.0)
                .map(|angle| middle + DVec2::from_angle(angle) * r),
        );
        line.push(v(middle.x - r * 0.95, height));
    }
    line.push(v(0.0, height));
    stack::plate(&Region::new(vec![line]), 16.0, 0.5).turned(DVec3::X, PI / 2.0).mesh()
}
