//! How long a machine may take: an estimate by usual speeds, because no drawing says which machine it is for.

use super::{Point, chain::Contour, distance};

/// A 60 W laser goes through 3 mm of plywood at 10 to 20 mm/s; paper cutters are faster, routers slower, mm/s.
const CUT_MM_S: f64 = 15.0;
/// Small gantries travel at 100 to 300 mm/s with the tool off, mm/s.
const TRAVEL_MM_S: f64 = 150.0;
/// To start, to stop and to switch the tool, s a contour.
const CONTOUR_S: f64 = 0.2;

/// Seconds for all `contours` in the order in which they are drawn; `cut_mm` is their length, `speed_mm_s` the speed
/// with the tool on where it is known.
pub(super) fn cut_time_s(contours: &[Contour], cut_mm: f64, speed_mm_s: Option<f64>) -> f64 {
    let mut order: Vec<&Contour> = contours.iter().filter(|contour| !contour.points.is_empty()).collect();
    order.sort_by_key(|contour| contour.paths.first().copied());
    let ends = |contour: &Contour| (contour.points[0], contour.points[contour.points.len() - 1]);
    let mut last: Option<Point> = None;
    let mut travel_mm = 0.0;
    for contour in &order {
        let (first, end) = ends(contour);
        travel_mm += last.map_or(0.0, |last| distance(last, first));
        last = Some(end);
    }
    let seconds = cut_mm / speed_mm_s.filter(|speed| *speed > 0.0).unwrap_or(CUT_MM_S)
        + travel_mm / TRAVEL_MM_S
        + CONTOUR_S * order.len() as f64;
    if seconds.is_finite() { (seconds * 10.0).round() / 10.0 } else { 0.0 }
}
