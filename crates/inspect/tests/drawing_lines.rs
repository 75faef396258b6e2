//! Crossings on curves, and how lines are divided, on drawings made by hand.
#![allow(clippy::expect_used)] // What is missing ends the test.

mod shapes;

use inspect::{DrawingFacts, inspect};
use pattern::Severity;
use shapes::{drawing, of_drawing, said};

fn facts(paths: &[&str]) -> DrawingFacts {
    inspect(&of_drawing(drawing(paths))).drawing.expect("facts")
}

/// Where contours cross themselves, mm.
fn crossings(paths: &[&str]) -> Vec<[f64; 2]> {
    let report = inspect(&of_drawing(drawing(paths)));
    let finding = report.findings.iter().find(|finding| finding.code == "D403");
    let places = finding.map(|finding| finding.at.as_slice()).unwrap_or_default();
    places.iter().filter_map(|place| place.mm).map(|mm| [mm[0], mm[1]]).collect()
}

#[track_caller]
fn crosses_at(paths: &[&str], wanted: &[[f64; 2]]) {
    let found = crossings(paths);
    let near = |a: &[f64; 2], b: &[f64; 2]| (a[0] - b[0]).hypot(a[1] - b[1]) < 0.02;
    assert_eq!(found.len(), wanted.len(), "{paths:?}: {found:?}");
    assert!(wanted.iter().all(|point| found.iter().any(|other| near(point, other))), "{paths:?}: {found:?}");
}

#[test]
fn a_figure_eight_of_curves_crosses_itself_once() {
    crosses_at(&["M-20 0C-20 10 -10 10 0 0C10 -10 20 -10 20 0C20 10 10 10 0 0C-10 -10 -20 -10 -20 0Z"], &[[0.0; 2]]);
    crosses_at(&["M0 0C10 -10 20 -10 20 0C20 10 10 10 0 0C-10 -10 -20 -10 -20 0C-20 10 -10 10 0 0Z"], &[[0.0; 2]]);
    // The crossing is inside of two curves.
    crosses_at(&["M-20 0C-20 20 20 -20 20 0C20 20 -20 -20 -20 0Z"], &[[0.0; 2]]);
    // In four elements, in any order and direction.
    let four =
        ["M0 0C10 10 20 10 20 0", "M-20 0C-20 -10 -10 -10 0 0", "M0 0C10 -10 20 -10 20 0", "M0 0C-10 10 -20 10 -20 0"];
    let facts = facts(&four);
    assert_eq!((facts.open_paths, facts.self_crossings), (0, 0), "drawn apart it is two leaves that touch");
}

#[test]
fn a_loop_in_a_curve_is_one_crossing_and_a_cusp_is_none() {
    crosses_at(&["M0 0C20 10 -10 10 10 0"], &[[5.0, 3.0]]);
    crosses_at(&["M0 0C10 10 0 10 10 0"], &[]);
    crosses_at(&["M0 0Q5 10 10 0Q5 -10 0 0Z"], &[]);
}

#[test]
fn contours_that_cross_or_touch_one_another_do_not_cross_themselves() {
    let circle = |x: f64| format!("M{} 0A10 10 0 0 1 {} 0A10 10 0 0 1 {} 0Z", x + 10.0, x - 10.0, x + 10.0);
    crosses_at(&[&circle(0.0), &circle(12.0)], &[]);
    crosses_at(&[&circle(0.0), &circle(20.0)], &[]);
    crosses_at(&["M0 0H10V10H0Z", "M-5 5H15"], &[]);
    // A hole that touches the outline in the same element.
    crosses_at(&["M0 0H10V10H0ZM0 5L5 2L5 8Z"], &[]);
}

#[test]
fn a_contour_that_crosses_itself_often_is_counted_each_time() {
    let turn = |step: i32| {
        let angle = f64::from(step) * 2.0 * std::f64::consts::TAU / 5.0;
        format!("{} {} ", 10.0 * angle.sin(), -10.0 * angle.cos())
    };
    let star = format!("M{}Z", (0..5).map(turn).collect::<String>());
    assert_eq!(facts(&[&star]).self_crossings, 5, "a pentagram");
    assert_eq!(facts(&["M0 0H100V10H0V-5H90V20"]).self_crossings, 2);
}

#[test]
fn short_segments_are_felt_in_a_row_only() {
    let stuttering = |steps: usize, step: f64| {
        let steps: String = (0..steps).map(|_| format!("h{step}")).collect();
        format!("M0 0h10{steps}H50V50H0Z")
    };
    let report = inspect(&of_drawing(drawing(&[&stuttering(30, 0.015)])));
    let finding = report.findings.iter().find(|finding| finding.code == "D410").expect("tiny segments");
    assert_eq!((finding.count, finding.severity), (30, Severity::Warn));
    assert_eq!(
        finding.message,
        "30 segments are shorter than 0.02 mm, 0.45 mm in all, in 1 place. A machine stutters there."
    );
    assert!((finding.at[0].mm.expect("a place")[0] - 10.2).abs() < 0.1);
    assert_eq!(report.drawing.expect("facts").tiny_segments, 30);
    assert_eq!(facts(&[&stuttering(3, 0.015)]).tiny_segments, 0);
    assert_eq!(facts(&[&stuttering(30, 0.021)]).tiny_segments, 0);
}

#[test]
fn a_point_twice_in_a_row_is_counted_and_no_fault() {
    let report = inspect(&of_drawing(drawing(&["M0 0H10H10V10H0Z"])));
    assert_eq!(said(&report), "D407 zero-length x1");
    assert_eq!((report.findings[0].severity, report.findings[0].at[0].mm), (Severity::Info, Some([10.0, 0.0, 0.0])));
    assert_eq!(said(&inspect(&of_drawing(drawing(&["M0 0H10V10H0V0.0005Z"])))), "", "it closes as good as there");
}

#[test]
fn a_circle_of_thousands_of_points_has_spare_ones_and_a_gear_has_not() {
    let round = |steps: u32, radius: &dyn Fn(u32) -> f64| {
        let corner = |step: u32| {
            let angle = f64::from(step) / f64::from(steps) * std::f64::consts::TAU;
            format!("{} {} ", radius(step) * angle.cos(), radius(step) * angle.sin())
        };
        format!("M{}Z", (0..steps).map(corner).collect::<String>())
    };
    let report = inspect(&of_drawing(drawing(&[&round(3000, &|_| 20.0)])));
    assert_eq!(said(&report), "D411 spare-points x1");
    assert_eq!(report.findings[0].severity, Severity::Info);
    assert_eq!(said(&inspect(&of_drawing(drawing(&[&round(200, &|step| 20.0 + f64::from(step % 4 / 2) * 3.0)])))), "");
    assert_eq!(said(&inspect(&of_drawing(drawing(&[&round(120, &|_| 20.0)])))), "");
}
