//! Sweeps: a section carried along a curve without twisting more than the curve asks.

use std::f64::consts::TAU;

use glam::{DQuat, DVec2, DVec3};

use super::{loft, solid::Solid};

/// Frames (sideways, up) along `curve`, carried by parallel transport; on a closed one the leftover turn is spread evenly.
fn frames(curve: &[DVec3], closed: bool) -> Vec<(DVec3, DVec3)> {
    let count = curve.len();
    let tangent = |i: usize| {
        let (a, b) = if closed {
            ((i + count - 1) % count, (i + 1) % count)
        } else {
            (i.saturating_sub(1), (i + 1).min(count - 1))
        };
        (curve[b] - curve[a]).normalize()
    };
    let mut sides = vec![tangent(0).any_orthonormal_vector()];
    for i in 1..count {
        let turn = DQuat::from_rotation_arc(tangent(i - 1), tangent(i));
        sides.push((turn * sides[i - 1]).reject_from(tangent(i)).normalize());
    }
    let mut rest = 0.0;
    if closed {
        let end = DQuat::from_rotation_arc(tangent(count - 1), tangent(0)) * sides[count - 1];
        rest = -sides[0].cross(end).dot(tangent(0)).atan2(sides[0].dot(end));
    }
    let frame = |i: usize| {
        let side = DQuat::from_axis_angle(tangent(i), rest * i as f64 / count as f64) * sides[i];
        (side, tangent(i).cross(side))
    };
    (0..count).map(frame).collect()
}

/// A closed curve with `section(along)` round it, `along` from 0 to 1. The section may turn by whole turns over the length.
pub(crate) fn round(curve: &[DVec3], section: impl Fn(f64) -> Vec<DVec2>) -> Solid {
    loft::loft_round(&rings(curve, true, section))
}

fn rings(curve: &[DVec3], closed: bool, section: impl Fn(f64) -> Vec<DVec2>) -> Vec<Vec<DVec3>> {
    let frames = frames(curve, closed);
    let ring = |i: usize| {
        let (side, up) = frames[i];
        let span = if closed { curve.len() } else { curve.len() - 1 };
        section(i as f64 / span as f64).iter().map(|point| curve[i] + side * point.x + up * point.y).collect()
    };
    (0..curve.len()).map(ring).collect()
}

/// A circle of `count` points, millimetres.
pub(crate) fn disc(radius: f64, count: usize) -> Vec<DVec2> {
    (0..count).map(|i| DVec2::from_angle(TAU * i as f64 / count as f64) * radius).collect()
}
