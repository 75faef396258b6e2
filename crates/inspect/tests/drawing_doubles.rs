//! What is cut twice, to the millimetre, on drawings made by hand.
#![allow(clippy::expect_used)] // What is missing ends the test.

mod shapes;

use std::f64::consts::PI;

use inspect::{DrawingFacts, Verdict, inspect};
use shapes::{drawing, of_drawing, said};

fn facts(paths: &[&str]) -> DrawingFacts {
    inspect(&of_drawing(drawing(paths))).drawing.expect("facts")
}

#[track_caller]
fn doubled(paths: &[&str], segments: u64, mm: f64) {
    let facts = facts(paths);
    assert_eq!(facts.duplicate_segments, segments, "{paths:?}: {facts:?}");
    assert!((facts.doubled_length_mm - mm).abs() < 0.1, "{paths:?}: {} mm", facts.doubled_length_mm);
}

#[test]
fn lines_that_overlap_are_doubled_as_far_as_they_do() {
    doubled(&["M0 0H100", "M30 0H160"], 1, 70.0);
    doubled(&["M0 0H100", "M70 0.005H20"], 1, 50.0);
    doubled(&["M0 0H100V50H0Z", "M20 0H45"], 1, 25.0);
    doubled(&["M0 0H100", "M0 0H100", "M100 0H0"], 2, 200.0);
    doubled(&["M0 0H10H0"], 1, 10.0);
    doubled(&["M0 0H10H-5"], 1, 10.0);
    doubled(&["M0 0H100", "M10 0H30", "M20 0H40"], 2, 40.0);
    doubled(&["M0 0H100", "M100 0H200", "M50 0V10H60V0Z"], 1, 10.0);
}

#[test]
fn lines_that_cross_meet_or_run_side_by_side_are_not_doubled() {
    doubled(&["M0 0H100", "M0 0.5L100 -0.5"], 0, 0.0);
    doubled(&["M0 0H100", "M100 0H200", "M100 0V50"], 0, 0.0);
    doubled(&["M0 0H100", "M0 0.02H100"], 0, 0.0);
    doubled(&["M0 0H100", "M50 0V20", "M50 0V-20"], 0, 0.0);
}

#[test]
fn arcs_that_overlap_are_doubled_however_they_are_divided() {
    let circle = "M20 0A20 20 0 0 1 0 20A20 20 0 0 1 -20 0A20 20 0 0 1 0 -20A20 20 0 0 1 20 0Z";
    let (x, y) = (20.0 * (PI / 3.0).cos(), 20.0 * (PI / 3.0).sin());
    doubled(&[circle, circle], 4, 40.0 * PI);
    doubled(&[circle, &format!("M20 0A20 20 0 0 1 {x} {y}")], 1, 20.0 * PI / 3.0);
    doubled(&[&format!("M20 0A20 20 0 0 1 {x} {y}"), circle], 1, 20.0 * PI / 3.0);
    let (u, v) = (20.0 * 0.5_f64.cos(), 20.0 * 0.5_f64.sin());
    doubled(
        &[&format!("M20 0A20 20 0 0 1 {x} {y}"), &format!("M{u} {v}A20 20 0 0 1 0 20")],
        1,
        20.0 * (PI / 3.0 - 0.5),
    );
    let polygon: String = (0..720)
        .map(|step| f64::from(step) * PI / 360.0)
        .fold(String::from("M"), |text, angle| format!("{text}{} {} ", 20.0 * angle.cos(), 20.0 * angle.sin()));
    let facts = facts(&[circle, &format!("{polygon}Z")]);
    assert_eq!(facts.duplicate_segments, 720);
    assert!((facts.doubled_length_mm - 40.0 * PI).abs() < 0.1, "{}", facts.doubled_length_mm);
}

#[test]
fn curves_that_touch_are_not_doubled() {
    let circle = |x: f64, r: f64| {
        format!("M{} 0A{r} {r} 0 0 1 {x} {r}A{r} {r} 0 0 1 {} 0A{r} {r} 0 0 1 {} 0Z", x + r, x - r, x + r)
    };
    let corners = |x: f64, y: f64, r: f64, steps: u32| {
        let corner = |step: u32| f64::from(step) * 2.0 * PI / f64::from(steps);
        let text = (0..steps)
            .map(corner)
            .fold(String::from("M"), |text, angle| format!("{text}{} {} ", x + r * angle.cos(), y + r * angle.sin()));
        format!("{text}Z")
    };
    doubled(&[&circle(0.0, 10.0), &circle(20.0, 10.0)], 0, 0.0);
    doubled(&[&circle(0.0, 10.0), &circle(0.5, 9.5)], 0, 0.0);
    doubled(&[&circle(0.0, 100.0), "M100 -50V50"], 0, 0.0);
    doubled(&["M-50 0H50", &corners(0.0, 10.0, 10.0, 200)], 0, 0.0);
    doubled(&["M-50 0H50", &corners(0.0, 100.0, 100.0, 628)], 0, 0.0);
    doubled(&[&corners(0.0, 10.0, 10.0, 100), &corners(0.0, -20.0, 20.0, 100)], 0, 0.0);
    // A fillet that leaves a line which goes on.
    doubled(&["M0 0H100V80H0Z", "M0 0H90A10 10 0 0 1 100 10"], 1, 90.0);
    doubled(&["M0 0H100V80H0Z", "M90 0A10 10 0 0 1 100 10"], 0, 0.0);
}

#[test]
fn rounded_parts_side_by_side_share_the_straight_edge_only() {
    let part = |x: f64| {
        let (a, b, c, d) = (x, x + 5.0, x + 45.0, x + 50.0);
        format!("M{b} 0H{c}A5 5 0 0 1 {d} 5V25A5 5 0 0 1 {c} 30H{b}A5 5 0 0 1 {a} 25V5A5 5 0 0 1 {b} 0Z")
    };
    doubled(&[&part(0.0), &part(50.0)], 1, 20.0);
    doubled(&[&part(0.0), &part(0.0)], 8, 120.0 + 10.0 * PI);
}

#[test]
fn a_doubled_side_is_told_as_doubled_and_not_as_open() {
    let sides = ["M0 0H10", "M10 0V10", "M10 10H0", "M0 10V0"];
    for again in ["M0 0H10", "M2 0H10", "M10 0H4", "M3 0H7"] {
        let first = [again].into_iter().chain(sides).collect::<Vec<_>>();
        let last = sides.into_iter().chain([again]).collect::<Vec<_>>();
        for paths in [first, last] {
            let report = inspect(&of_drawing(drawing(&paths)));
            let warned = report.findings.iter().filter(|finding| finding.severity > pattern::Severity::Info);
            assert!(warned.map(|finding| finding.code.as_str()).eq(["D404"]), "{paths:?}: {}", said(&report));
        }
    }
}

#[test]
fn a_fill_is_doubled_by_its_like_and_not_by_the_line_round_it() {
    let mut both = drawing(&["M0 0H10V10H0Z", "M0 0H10V10H0Z"]);
    both.paths[0].stroke = None;
    both.paths[0].fill = Some([200, 0, 0, 255]);
    let report = inspect(&of_drawing(both.clone()));
    assert_eq!((report.verdict, report.drawing.expect("facts").duplicate_segments), (Verdict::Pass, 0));
    both.paths[1] = both.paths[0].clone();
    assert_eq!(inspect(&of_drawing(both)).drawing.expect("facts").duplicate_segments, 4);
}

#[test]
fn a_hatch_is_no_line_that_is_cut() {
    let square = "10\n0\n20\n0\n10\n10\n20\n0\n10\n10\n20\n10\n10\n0\n20\n10\n";
    let outline = format!("0\nLWPOLYLINE\n8\n0\n90\n4\n70\n1\n{square}");
    let hatch = format!("0\nHATCH\n8\n0\n2\nSOLID\n70\n1\n71\n0\n91\n1\n92\n3\n72\n0\n73\n1\n93\n4\n{square}97\n0\n");
    let length = |body: &str| {
        let text = format!("0\nSECTION\n2\nENTITIES\n{body}0\nENDSEC\n0\nEOF\n");
        let report = inspect(&pattern::read(text.as_bytes(), Some("a.dxf"), &pattern::Budget::default()));
        let facts = report.drawing.expect("facts");
        (facts.paths, facts.duplicate_segments, facts.cut_length_mm)
    };
    assert_eq!(length(&outline), (1, 0, 40.0));
    assert_eq!(length(&format!("{outline}{hatch}{hatch}")), (3, 0, 40.0));
    assert_eq!(length(&hatch), (1, 0, 40.0), "a drawing of fills alone");
}

#[test]
fn the_length_of_the_cut_counts_what_is_cut_twice() {
    let length = |paths: &[&str]| facts(paths).cut_length_mm;
    assert!((length(&["M0 0H30V40Z"]) - 120.0).abs() < 1e-9);
    assert!((length(&["M0 0H100", "M30 0H160"]) - 230.0).abs() < 1e-9);
    assert!((length(&["M0 0A10 10 0 0 1 20 0"]) - 10.0 * PI).abs() < 0.01);
    assert!((length(&["M0 0H10M20 0H30"]) - 20.0).abs() < 1e-9, "the way between is not cut");
}
