//! Regions of a plane: closed outlines in millimetres, filled by the even-odd rule.

use std::f64::consts::{FRAC_PI_2, TAU};

use glam::DVec2;

/// One outline without its first point repeated.
pub(crate) type Outline = Vec<DVec2>;

/// Outlines that do not cross; one inside another is a hole.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Region(pub Vec<Outline>);

impl Region {
    /// Outlines with the filled side on their left: outer ones counter-clockwise, holes clockwise.
    pub fn new(outlines: Vec<Outline>) -> Self {
        let rounded: Vec<Outline> =
            outlines.into_iter().map(|outline| outline.into_iter().map(single).collect()).collect();
        let turned = |(index, outline): (usize, &Outline)| {
            let depth =
                rounded.iter().enumerate().filter(|(other, hull)| *other != index && holds(hull, outline[0])).count();
            let mut outline = outline.clone();
            if (area(&outline) > 0.0) == (depth % 2 == 1) {
                outline.reverse();
            }
            outline
        };
        Self(rounded.iter().enumerate().map(turned).collect())
    }

    /// This with one more outline: a hole where it lies inside, an island where it does not.
    #[must_use]
    pub fn with(mut self, outline: Outline) -> Self {
        self.0.push(outline);
        Self::new(self.0)
    }

    /// Every outline moved by `distance` millimetres into the filled side, corner by corner.
    #[must_use]
    pub fn inset(&self, distance: f64) -> Self {
        Self(self.0.iter().map(|outline| offset(outline, distance).into_iter().map(single).collect()).collect())
    }

    /// Every point sent through `place`, which must not mirror.
    #[must_use]
    pub fn placed(&self, place: impl Fn(DVec2) -> DVec2) -> Self {
        Self(self.0.iter().map(|outline| outline.iter().map(|point| single(place(*point))).collect()).collect())
    }
}

/// Rounded to single precision, in which meshes are kept: what touches here touches there.
fn single(point: DVec2) -> DVec2 {
    point.as_vec2().as_dvec2() + DVec2::ZERO
}

/// Signed area, square millimetres: positive counter-clockwise.
pub(crate) fn area(outline: &[DVec2]) -> f64 {
    let next = outline.iter().cycle().skip(1);
    outline.iter().zip(next).map(|(a, b)| a.perp_dot(*b)).sum::<f64>() / 2.0
}

/// Whether `point` lies inside `outline`.
pub(crate) fn holds(outline: &[DVec2], point: DVec2) -> bool {
    let next = outline.iter().cycle().skip(1);
    let crossed = |(a, b): &(&DVec2, &DVec2)| {
        (a.y > point.y) != (b.y > point.y) && point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x
    };
    outline.iter().zip(next).filter(crossed).count() % 2 == 1
}

/// Every corner moved so that its two edges shift to their left by `distance`; sharp corners reach at most three distances.
pub(crate) fn offset(outline: &[DVec2], distance: f64) -> Outline {
    let count = outline.len();
    let corner = |i: usize| {
        let (a, b, c) = (outline[(i + count - 1) % count], outline[i], outline[(i + 1) % count]);
        let (u, v) = ((b - a).normalize_or_zero().perp(), (c - b).normalize_or_zero().perp());
        let middle = (u + v).normalize_or_zero();
        b + middle * (distance / middle.dot(u).max(1.0 / 3.0))
    };
    (0..count).map(corner).collect()
}

/// A circle.
pub(crate) fn circle(x: f64, y: f64, radius: f64, count: usize) -> Outline {
    polar(count, |_| radius).into_iter().map(|point| point + DVec2::new(x, y)).collect()
}

/// A closed curve whose distance from the middle is `radius(angle)`.
pub(crate) fn polar(count: usize, radius: impl Fn(f64) -> f64) -> Outline {
    let at = |i: usize| {
        let angle = TAU * i as f64 / count as f64;
        DVec2::from_angle(angle) * radius(angle)
    };
    (0..count).map(at).collect()
}

/// A rectangle about `(x, y)`.
pub(crate) fn rectangle(x: f64, y: f64, width: f64, height: f64) -> Outline {
    let (w, h) = (width / 2.0, height / 2.0);
    vec![DVec2::new(x - w, y - h), DVec2::new(x + w, y - h), DVec2::new(x + w, y + h), DVec2::new(x - w, y + h)]
}

/// A rectangle about `(x, y)` with round corners.
pub(crate) fn rounded(x: f64, y: f64, width: f64, height: f64, radius: f64) -> Outline {
    fillet(&rectangle(x, y, width, height), radius, 8)
}

/// A slot with round ends from `a` to `b`.
pub(crate) fn slot(a: DVec2, b: DVec2, width: f64) -> Outline {
    let along = (b - a).normalize_or_zero() * (width / 2.0);
    let half = |middle: DVec2, from: DVec2| {
        (0..=12).map(move |i| middle + DVec2::from_angle(std::f64::consts::PI * f64::from(i) / 12.0).rotate(from))
    };
    half(b, -along.perp()).chain(half(a, along.perp())).collect()
}

/// A regular polygon with its first corner at `turn` radians.
pub(crate) fn regular(sides: usize, radius: f64, turn: f64) -> Outline {
    (0..sides).map(|i| DVec2::from_angle(TAU * i as f64 / sides as f64 + turn) * radius).collect()
}

/// An outline with every corner rounded to `radius` millimetres where its edges are long enough, `steps` points to a quarter turn.
pub(crate) fn fillet(outline: &[DVec2], radius: f64, steps: usize) -> Outline {
    let count = outline.len();
    let mut line = Vec::new();
    for i in 0..count {
        let (a, b, c) = (outline[(i + count - 1) % count], outline[i], outline[(i + 1) % count]);
        let (u, v) = ((b - a).normalize_or_zero(), (c - b).normalize_or_zero());
        let turn = u.perp_dot(v).atan2(u.dot(v));
        let reach_max = (b - a).length().min((c - b).length()) * 0.499;
        let reach = (radius * (turn.abs() / 2.0).tan()).min(reach_max);
        let fitted = reach / (turn.abs() / 2.0).tan().max(1e-9);
        if turn.abs() < 1e-6 || reach < 1e-6 {
            line.push(b);
            continue;
        }
        let arc = ((turn.abs() / FRAC_PI_2 * steps as f64).ceil() as usize).max(1);
        let start = b - u * reach;
        let middle = start + u.perp() * fitted * turn.signum();
        line.extend((0..=arc).map(|k| middle + DVec2::from_angle(turn * k as f64 / arc as f64).rotate(start - middle)));
    }
    line
}
