//! What is left between two cuts, on drawings made by hand.
#![allow(clippy::expect_used)] // What is missing ends the test.

mod shapes;

use inspect::{Report, inspect};
use pattern::{Finding, Severity};
use shapes::{drawing, of_drawing};

fn report(paths: &[&str]) -> Report {
    inspect(&of_drawing(drawing(paths)))
}

fn bridges(paths: &[&str]) -> Vec<Finding> {
    report(paths).findings.into_iter().filter(|finding| finding.code == "D418").collect()
}

fn circle(x: f64, y: f64, r: f64) -> String {
    format!("M{} {y}A{r} {r} 0 0 1 {} {y}A{r} {r} 0 0 1 {} {y}Z", x + r, x - r, x + r)
}

const PLATE: &str = "M0 0H50V50H0Z";

#[test]
fn a_hole_near_the_edge_or_near_another_leaves_a_thin_bridge() {
    let found = bridges(&[PLATE, "M10 10H49.7V20H10Z"]);
    assert_eq!((found.len(), found[0].count, found[0].severity), (1, 1, Severity::Warn));
    let wanted = "1 bridge between two cuts is narrower than 0.5 mm, the narrowest 0.3 mm. It breaks or burns away.";
    assert_eq!(found[0].message, wanted);
    let place = found[0].at[0].mm.expect("a place");
    assert!((place[0] - 49.85).abs() < 1e-6 && (10.0..=20.0).contains(&place[1]), "{place:?}");
    let holes = [circle(15.0, 25.0, 5.0), circle(25.4, 25.0, 5.0)];
    let found = report(&[PLATE, &holes[0], &holes[1]]);
    let thinnest = found.drawing.as_ref().and_then(|facts| facts.thinnest_bridge_mm).expect("a bridge");
    assert!((thinnest - 0.4).abs() < 0.03, "{thinnest}");
    let wide = [circle(15.0, 25.0, 5.0), circle(25.6, 25.0, 5.0)];
    assert!(bridges(&[PLATE, &wide[0], &wide[1], "M10 3H49.4V10H10Z"]).is_empty());
}

#[test]
fn between_an_opening_and_what_lies_in_it_is_air() {
    assert!(bridges(&[PLATE, "M10 10H40V40H10Z", "M10.2 10.2H39.8V39.8H10.2Z"]).is_empty());
}

#[test]
fn parts_side_by_side_are_only_told_and_those_that_touch_are_not() {
    let found = bridges(&["M0 0H10V10H0Z", "M10.3 0H20V10H10.3Z"]);
    assert_eq!((found.len(), found[0].severity, found[0].count), (1, Severity::Info, 1));
    assert!(bridges(&["M0 0H10V10H0Z", "M10 0H20V10H10Z"]).is_empty());
    assert!(bridges(&["M0 0H10V10H0Z", "M10 0L20 0.2V10H10.2Z"]).is_empty(), "they meet at a corner");
    let mut coloured = drawing(&[PLATE, "M10 10H20V20H10Z", "M20.3 10H30V20H20.3Z"]);
    coloured.paths[0].stroke = Some([255, 0, 0, 255]);
    let report = inspect(&of_drawing(coloured));
    let found = report.findings.iter().find(|finding| finding.code == "D418").expect("a bridge");
    assert_eq!(found.severity, Severity::Warn, "openings in an outline of another colour");
}

#[test]
fn a_neck_is_a_bridge_and_a_slot_a_corner_and_a_spike_are_none() {
    let neck = "M0 0H20V9.8H30V0H50V20H30V10.2H20V20H0Z";
    let found = bridges(&[neck]);
    assert_eq!((found.len(), found[0].count, found[0].severity), (1, 1, Severity::Warn));
    let place = found[0].at[0].mm.expect("a place");
    assert!((20.0..=30.0).contains(&place[0]) && (place[1] - 10.0).abs() < 1e-6, "{place:?}");
    assert!(bridges(&["M0 0H20V9.8H10V10.2H20V20H0Z"]).is_empty(), "a slot");
    assert!(bridges(&["M0 0H50L0 3Z"]).is_empty(), "a spike");
    let leaf = "M0 0C20 6 40 2 60 0C40 -2 20 -6 0 0Z";
    assert!(bridges(&[leaf]).is_empty(), "a leaf that runs to a point");
    assert!(bridges(&["M0 0H50V0.3H50.3V50H0Z"]).is_empty(), "a small step");
    let rounded =
        "M0.2 0H9.8A0.2 0.2 0 0 1 10 0.2V9.8A0.2 0.2 0 0 1 9.8 10H0.2A0.2 0.2 0 0 1 0 9.8V0.2A0.2 0.2 0 0 1 0.2 0Z";
    assert!(bridges(&[rounded]).is_empty(), "small roundings");
}

#[test]
fn slits_side_by_side_leave_a_bridge_and_slits_in_a_row_do_not() {
    let found = bridges(&[PLATE, "M10 10V40", "M10.3 15V45"]);
    assert_eq!((found.len(), found[0].count, found[0].severity), (1, 1, Severity::Warn));
    assert!(bridges(&[PLATE, "M10 10V20", "M10 20.3V30"]).is_empty(), "a perforation");
    assert!(bridges(&["M10 10V40", "M10.3 15V45"]).is_empty(), "lines in no part");
    assert!(bridges(&[PLATE, "M10 0.3V40"]).is_empty(), "a slit that all but reaches the edge");
}

#[test]
fn the_narrowest_of_many_is_what_measuring_all_comes_to() {
    let mut state = 7_u64;
    let mut random = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f64 / f64::from(1 << 24)
    };
    let mut kept: Vec<(f64, f64, f64)> = Vec::new();
    while kept.len() < 120 {
        let (x, y, r) = (5.0 + random() * 90.0, 5.0 + random() * 90.0, 0.6 + random() * 3.0);
        if kept.iter().all(|other| (other.0 - x).hypot(other.1 - y) - other.2 - r > 0.06) {
            kept.push((x, y, r));
        }
    }
    let text: Vec<String> = kept.iter().map(|&(x, y, r)| circle(x, y, r)).collect();
    let plate = std::iter::once("M-9 -9H109V109H-9Z");
    let report = report(&plate.chain(text.iter().map(String::as_str)).collect::<Vec<_>>());
    let gaps: Vec<f64> = (0..kept.len())
        .flat_map(|i| (0..i).map(move |j| (i, j)))
        .map(|(i, j)| (kept[i].0 - kept[j].0).hypot(kept[i].1 - kept[j].1) - kept[i].2 - kept[j].2)
        .collect();
    let thinnest = gaps.iter().copied().fold(f64::INFINITY, f64::min);
    let found = report.findings.iter().find(|finding| finding.code == "D418").expect("bridges");
    let sure = gaps.iter().filter(|gap| **gap < 0.46).count() as u64;
    let possible = gaps.iter().filter(|gap| **gap < 0.54).count() as u64;
    assert!(sure > 3 && (sure..=possible).contains(&found.count), "{sure} <= {} <= {possible}", found.count);
    let facts = report.drawing.expect("facts");
    assert!((facts.thinnest_bridge_mm.expect("a bridge") - thinnest).abs() < 0.04);
}
