//! Whether a drawing fits the space in which a machine works, and how it has to be turned.

use super::{Point, chain::Contour};

/// Directions tried between 0° and 180°, besides those in which a side of the hull lies flat.
const STEPS: u32 = 720;
/// What a drawing may stick out over the bed, mm: less than a machine's end stop is exact.
const OVER_MM: f64 = 0.01;

/// How a drawing fits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fit {
    /// As it lies.
    AsItLies,
    /// Turned by 90°.
    Quarter,
    /// Turned by this many degrees, counter-clockwise along the file's axes.
    Turned(f64),
    /// In no direction.
    Not,
}

/// How everything in `contours` fits a bed of these sides, mm; none where there is nothing.
pub(super) fn fit(contours: &[Contour], bed_mm: [f64; 2]) -> Option<Fit> {
    let hull = hull(contours.iter().flat_map(|contour| contour.points.iter().copied()).collect());
    let first = *hull.first()?;
    let hull: Vec<Point> = hull.iter().map(|point| [point[0] - first[0], point[1] - first[1]]).collect();
    let fits = |angle: f64| over(&hull, angle, bed_mm) <= OVER_MM;
    if fits(0.0) {
        return Some(Fit::AsItLies);
    }
    if fits(std::f64::consts::FRAC_PI_2) {
        return Some(Fit::Quarter);
    }
    let half = std::f64::consts::PI;
    let around = hull.iter().zip(hull.iter().cycle().skip(1));
    let flat = around.flat_map(|(a, b)| {
        let angle = -(b[1] - a[1]).atan2(b[0] - a[0]);
        [angle.rem_euclid(half), (angle + half / 2.0).rem_euclid(half)]
    });
    let steps = (0..STEPS).map(|step| f64::from(step) / f64::from(STEPS) * half);
    let best = steps
        .chain(flat)
        .min_by(|&a, &b| over(&hull, a, bed_mm).total_cmp(&over(&hull, b, bed_mm)).then(a.total_cmp(&b)))?;
    let best = narrowed(&hull, best, half / f64::from(STEPS), bed_mm);
    Some(if fits(best) { Fit::Turned(best.to_degrees().rem_euclid(180.0)) } else { Fit::Not })
}

/// The best direction within `step` of `angle`: between flat sides the sides change like a sine, so thirds lead there.
fn narrowed(hull: &[Point], angle: f64, step: f64, bed_mm: [f64; 2]) -> f64 {
    let (mut low, mut high) = (angle - step, angle + step);
    for _ in 0..60 {
        let (a, b) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
        if over(hull, a, bed_mm) <= over(hull, b, bed_mm) { high = b } else { low = a }
    }
    let found = (low + high) / 2.0;
    if over(hull, found, bed_mm) < over(hull, angle, bed_mm) { found } else { angle }
}

/// How far the turned hull sticks out over the bed on the worse of both axes, mm; below 0 where it fits.
fn over(hull: &[Point], angle: f64, bed_mm: [f64; 2]) -> f64 {
    let (sine, cosine) = angle.sin_cos();
    let extent = |along: [f64; 2]| {
        let at = |point: &Point| point[0] * along[0] + point[1] * along[1];
        let high = hull.iter().map(at).fold(f64::NEG_INFINITY, f64::max);
        high - hull.iter().map(at).fold(f64::INFINITY, f64::min)
    };
    (extent([cosine, -sine]) - bed_mm[0]).max(extent([sine, cosine]) - bed_mm[1])
}

/// The convex hull, counter-clockwise (Andrew's chain).
pub(super) fn hull(mut points: Vec<Point>) -> Vec<Point> {
    points.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    points.dedup();
    if points.len() < 3 {
        return points;
    }
    let left = |a: Point, b: Point, c: Point| (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    let half = |points: &mut dyn Iterator<Item = Point>| {
        let mut chain: Vec<Point> = Vec::new();
        for point in points {
            while chain.len() >= 2 && left(chain[chain.len() - 2], chain[chain.len() - 1], point) <= 0.0 {
                chain.pop();
            }
            chain.push(point);
        }
        chain.pop();
        chain
    };
    let mut hull = half(&mut points.iter().copied());
    hull.extend(half(&mut points.iter().rev().copied()));
    hull
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(points: &[Point], bed_mm: [f64; 2]) -> Option<Fit> {
        let contour = Contour { points: points.to_vec(), ..Contour::default() };
        fit(&[contour], bed_mm)
    }

    #[test]
    fn a_sheet_fits_as_it_lies_or_turned() {
        let sheet = [[0.0, 0.0], [300.0, 0.0], [300.0, 200.0], [0.0, 200.0]];
        assert_eq!(of(&sheet, [300.0, 200.0]), Some(Fit::AsItLies));
        assert_eq!(of(&sheet, [200.0, 300.0]), Some(Fit::Quarter));
        assert_eq!(of(&sheet, [299.0, 199.0]), Some(Fit::Not));
        assert_eq!(of(&[], [10.0, 10.0]), None);
    }

    #[test]
    fn a_slat_longer_than_the_bed_fits_across_it() {
        let slat = [[0.0, 0.0], [400.0, 0.0], [400.0, 10.0], [0.0, 10.0]];
        let Some(Fit::Turned(degrees)) = of(&slat, [300.0, 300.0]) else { panic!("it fits across") };
        let (sine, cosine) = degrees.to_radians().sin_cos();
        assert!(400.0 * cosine.abs() + 10.0 * sine.abs() <= 300.02, "{degrees}");
        assert!(400.0 * sine.abs() + 10.0 * cosine.abs() <= 300.02, "{degrees}");
        assert_eq!(of(&slat, [280.0, 280.0]), Some(Fit::Not));
    }

    #[test]
    fn a_slat_that_just_fits_is_found_between_the_steps() {
        // At 37° it needs 400 cos 37° + 10 sin 37° by 400 sin 37° + 10 cos 37°.
        let (sine, cosine) = 37.123_f64.to_radians().sin_cos();
        let bed = [400.0 * cosine + 10.0 * sine, 400.0 * sine + 10.0 * cosine];
        let slat = [[0.0, 0.0], [400.0, 0.0], [400.0, 10.0], [0.0, 10.0]];
        let Some(Fit::Turned(degrees)) = of(&slat, bed) else { panic!("it fits at 37.123°") };
        assert!((degrees.min(180.0 - degrees) - 37.123).abs() < 0.1, "{degrees}");
    }
}
