//! Lofts: a row of rings with equal counts, joined into one skin; surfaces of revolution and vessels are lofts.

use std::f64::consts::TAU;

use glam::{DVec2, DVec3};

use super::solid::Solid;

/// Joins `rings` in order, each with the next; the ends are closed with a fan about their middle.
pub(crate) fn loft(rings: &[Vec<DVec3>]) -> Solid {
    let mut solid = walls(rings, false);
    let count = rings[0].len() as u32;
    let last = (rings.len() as u32 - 1) * count;
    let (bottom, top) = (solid.point(middle(&rings[0])), solid.point(middle(&rings[rings.len() - 1])));
    for i in 0..count {
        let j = (i + 1) % count;
        solid.face(bottom, j, i);
        solid.face(top, last + i, last + j);
    }
    solid.outward()
}

/// Joins `rings` in order and the last with the first: a solid with a hole through it.
pub(crate) fn loft_round(rings: &[Vec<DVec3>]) -> Solid {
    walls(rings, true).outward()
}

fn walls(rings: &[Vec<DVec3>], round: bool) -> Solid {
    let mut solid = Solid { points: rings.concat(), ..Solid::default() };
    let count = rings[0].len() as u32;
    let rows = rings.len() as u32;
    for row in 0..if round { rows } else { rows - 1 } {
        let (low, high) = (row * count, (row + 1) % rows * count);
        for i in 0..count {
            let j = (i + 1) % count;
            fold(&mut solid, [low + i, low + j, high + j, high + i]);
        }
    }
    solid
}

/// Four corners as two triangles along the clearly shorter diagonal, so that both sides of a wall fold alike.
fn fold(solid: &mut Solid, [a, b, c, d]: [u32; 4]) {
    let apart = |from: u32, to: u32| (solid.points[from as usize] - solid.points[to as usize]).length();
    if apart(b, d) < 0.99 * apart(a, c) { solid.quad(b, c, d, a) } else { solid.quad(a, b, c, d) }
}

fn middle(ring: &[DVec3]) -> DVec3 {
    ring.iter().sum::<DVec3>() / ring.len() as f64
}

/// A ring at height `z` whose radius is `radius(angle)`.
pub(crate) fn ring(count: usize, z: f64, turn: f64, radius: impl Fn(f64) -> f64) -> Vec<DVec3> {
    let at = |i: usize| {
        let angle = TAU * i as f64 / count as f64;
        let r = radius(angle);
        DVec3::new(r * (angle + turn).cos(), r * (angle + turn).sin(), z)
    };
    (0..count).map(at).collect()
}

/// Turns a profile of (radius, height) about z. It runs from the axis to the axis; ends off the axis are closed flat.
pub(crate) fn revolve(profile: &[DVec2], count: usize) -> Solid {
    let inner: Vec<DVec2> = profile.iter().copied().filter(|point| point.x > 1e-9).collect();
    let rings: Vec<_> = inner.iter().map(|point| ring(count, point.y, 0.0, |_| point.x)).collect();
    let mut solid = loft(&rings);
    // A pole keeps its own height: a cone's tip stands off the last ring.
    let poles = solid.points.len();
    if let (Some(first), Some(last)) = (profile.first(), profile.last()) {
        if first.x <= 1e-9 {
            solid.points[poles - 2].z = first.y;
        }
        if last.x <= 1e-9 {
            solid.points[poles - 1].z = last.y;
        }
    }
    solid
}

/// Turns a closed profile that stays off the axis about z.
pub(crate) fn revolve_round(profile: &[DVec2], count: usize) -> Solid {
    let rings: Vec<_> = profile.iter().map(|point| ring(count, point.y, 0.0, |_| point.x)).collect();
    loft_round(&rings)
}

/// A smooth line through `points` (centripetal enough for profiles: Catmull-Rom), `steps` to a span.
pub(crate) fn smooth(points: &[DVec2], steps: usize) -> Vec<DVec2> {
    let at = |i: isize| points[i.clamp(0, points.len() as isize - 1) as usize];
    let mut line = Vec::new();
    for span in 0..points.len() as isize - 1 {
        let (a, b, c, d) = (at(span - 1), at(span), at(span + 1), at(span + 2));
        for step in 0..steps {
            let t = step as f64 / steps as f64;
            let curve = b * 2.0
                + (c - a) * t
                + (a * 2.0 - b * 5.0 + c * 4.0 - d) * (t * t)
                + (b * 3.0 - a - c * 3.0 + d) * (t * t * t);
            line.push(curve * 0.5);
        }
    }
    line.push(points[points.len() - 1]);
    line
}

/// A wall round a hollow: how far out it is at an angle (radians) and a height (0 to 1), and how it is closed.
pub(crate) struct Vessel {
    /// Height, millimetres.
    pub height_mm: f64,
    /// Wall, millimetres.
    pub wall_mm: f64,
    /// Floor, millimetres; 0 leaves the bottom open.
    pub floor_mm: f64,
    /// Radius of a hole in the floor, millimetres; 0 is none.
    pub drain_mm: f64,
    /// Turn of the top against the bottom, radians.
    pub twist: f64,
    /// Points to a ring.
    pub around: usize,
    /// Rings from bottom to top.
    pub up: usize,
}

impl Vessel {
    /// The solid for `radius(angle, height)`, millimetres; the inside follows the outside at the wall's distance.
    pub fn solid(&self, radius: impl Fn(f64, f64) -> f64) -> Solid {
        self.solid_between(&radius, |angle, v| radius(angle, v) - self.wall_mm)
    }

    /// The solid between an outside and an inside radius.
    pub fn solid_between(&self, outside: impl Fn(f64, f64) -> f64, inside: impl Fn(f64, f64) -> f64) -> Solid {
        let at = |z: f64, inner: bool| {
            let v = z / self.height_mm;
            ring(self.around, z, self.twist * v, |angle| if inner { inside(angle, v) } else { outside(angle, v) })
        };
        let steps = |from: f64, to: f64| (0..=self.up).map(move |i| from + (to - from) * i as f64 / self.up as f64);
        let mut rings: Vec<_> = steps(0.0, self.height_mm).map(|z| at(z, false)).collect();
        rings.push(lip(&rings[self.up], &at(self.height_mm, true), self.wall_mm * 0.35));
        rings.extend(steps(self.height_mm, self.floor_mm).map(|z| at(z, true)));
        if self.floor_mm <= 0.0 {
            return loft_round(&rings);
        }
        if self.drain_mm > 0.0 {
            rings.push(ring(self.around, self.floor_mm, 0.0, |_| self.drain_mm));
            rings.push(ring(self.around, 0.0, 0.0, |_| self.drain_mm));
            return loft_round(&rings);
        }
        loft(&rings)
    }
}

/// The crown of a rim: half way between two rings and a little higher.
fn lip(outer: &[DVec3], inner: &[DVec3], rise: f64) -> Vec<DVec3> {
    outer.iter().zip(inner).map(|(a, b)| (*a + *b) * 0.5 + DVec3::Z * rise).collect()
}
