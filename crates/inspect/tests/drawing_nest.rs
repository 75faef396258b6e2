//! Operations, what lies in what, and contours that cross, on drawings made by hand.
#![allow(clippy::expect_used)] // What is missing ends the test.

mod shapes;

use inspect::{DrawingFacts, OperationFacts, Use, Verdict, inspect};
use pattern::{Drawing, Severity, drawing::Layer};
use proptest::prelude::*;
use shapes::{drawing, of_drawing, said};

fn facts(drawing: Drawing) -> DrawingFacts {
    inspect(&of_drawing(drawing)).drawing.expect("facts")
}

fn nested(paths: &[&str]) -> (u64, u64, u64) {
    let facts = facts(drawing(paths));
    (facts.outlines, facts.openings, facts.islands)
}

#[test]
fn each_layer_and_colour_is_an_operation_with_its_contours_and_length() {
    let mut both = drawing(&["M0 0H10V10H0Z", "M2 2H4", "M2 4H4", "M6 6H8V8H6Z", "M20 0H25"]);
    both.layers = ["cut", "score"].map(|name| Layer { name: name.into(), color: None }).to_vec();
    both.paths[1].layer = 1;
    both.paths[2].layer = 1;
    both.paths[3].stroke = Some([255, 0, 16, 255]);
    both.paths[4].stroke = None;
    both.paths[4].fill = Some([255, 0, 16, 255]);
    let of = |name: &str, color: &str, paths, length_mm| OperationFacts {
        name: name.into(),
        color: color.into(),
        paths,
        length_mm,
        used_for: Some(if name == "cut" { Use::Cut } else { Use::Engrave }),
    };
    let found = facts(both);
    let wanted = [
        of("cut", "#000000", 1, 40.0),
        of("score", "#000000", 2, 4.0),
        of("cut", "#ff0010", 1, 8.0),
        of("cut", "#ff0010", 1, 5.0),
    ];
    assert_eq!(found.operations, wanted);
    let sum: f64 = found.operations.iter().map(|operation| operation.length_mm).sum();
    assert_eq!(sum, found.cut_length_mm);
}

#[test]
fn of_many_operations_the_32_longest_are_listed() {
    let paths: Vec<String> = (1..=40).map(|length| format!("M0 {length}H{length}")).collect();
    let mut many = drawing(&paths.iter().map(String::as_str).collect::<Vec<_>>());
    many.paths.iter_mut().zip(0..).for_each(|(path, index)| path.stroke = Some([index, 0, 0, 255]));
    let lengths: Vec<f64> = facts(many).operations.iter().map(|operation| operation.length_mm).collect();
    assert_eq!(lengths, (9..=40).map(f64::from).collect::<Vec<_>>());
}

#[test]
fn what_lies_in_what_is_counted_by_depth() {
    assert_eq!(nested(&["M0 0H10V10H0Z"]), (1, 0, 0));
    assert_eq!(nested(&["M0 0H10V10H0Z", "M2 2H8V8H2Z"]), (1, 1, 0));
    assert_eq!(nested(&["M3 3H7V7H3Z", "M0 0H10V10H0Z", "M2 2H8V8H2Z", "M20 0H30V10H20Z"]), (2, 1, 1));
    assert_eq!(nested(&["M0 0H10V10H0ZM2 2H8V8H2Z"]), (1, 1, 0), "in one element");
    assert_eq!(nested(&["M0 0H10V10H0Z", "M2 5H8"]), (1, 0, 0), "a slit is no contour");
    assert_eq!(nested(&["M0 0H10V10H0Z", "M0 2H4V8H0Z"]), (1, 1, 0), "at the edge");
    assert_eq!(nested(&["M0 0H10V10H0Z", "M0 0H10V10H0Z", "M2 2H8V8H2Z"]), (1, 1, 0), "an outline twice");
    let circle = |r: f64| format!("M{r} 0A{r} {r} 0 0 1 {} 0A{r} {r} 0 0 1 {r} 0Z", -r);
    let rings: Vec<String> = (1..=9).map(|step| circle(f64::from(step) * 5.0)).collect();
    assert_eq!(nested(&rings.iter().map(String::as_str).collect::<Vec<_>>()), (1, 4, 4));
}

#[test]
fn contours_of_another_colour_are_engraved_and_do_not_fall_out() {
    let mut coaster = drawing(&["M0 0H10V10H0Z", "M2 2H8V8H2Z", "M4 4H6V6H4Z"]);
    coaster.paths[1].stroke = Some([0, 0, 255, 255]);
    coaster.paths[2].stroke = Some([0, 0, 255, 255]);
    let report = inspect(&of_drawing(coaster));
    let facts = report.drawing.as_ref().expect("facts");
    assert_eq!((facts.outlines, facts.openings, facts.islands), (2, 1, 0));
}

#[test]
fn a_stencil_without_bridges_says_what_falls_out() {
    let report = inspect(&of_drawing(drawing(&["M0 0H50V50H0Z", "M10 10H40V40H10Z", "M20 20H30V30H20Z"])));
    assert_eq!((said(&report).as_str(), report.verdict), ("D416 falls-out x2", Verdict::Pass));
    let wanted = "1 contour lies inside of another of the same layer and colour: cut through, what is inside falls out. 1 \
                  contour lies inside such an opening and is a loose piece.";
    assert_eq!(report.findings[0].message, wanted);
    assert_eq!(report.findings[0].at[0].element.as_deref(), Some("#path2"));
}

#[test]
fn contours_that_cross_are_told_where_and_those_that_touch_are_not() {
    let report = inspect(&of_drawing(drawing(&["M0 0H10V10H0Z", "M5 3H15V7H5Z"])));
    assert_eq!((said(&report).as_str(), report.verdict), ("D417 contours-cross x1", Verdict::Warn));
    assert_eq!(report.findings[0].at[0].element.as_deref(), Some("#path1, 2 crossings"));
    assert_eq!(report.findings[0].at[0].mm, Some([10.0, 3.0, 0.0]));
    let crossing = |paths: &[&str]| said(&inspect(&of_drawing(drawing(paths)))).contains("D417");
    let circle = |x: f64, r: f64| format!("M{} 0A{r} {r} 0 0 1 {} 0A{r} {r} 0 0 1 {} 0Z", x + r, x - r, x + r);
    assert!(!crossing(&["M0 0H10V10H0Z", "M10 3H15V7H10Z"]), "side by side");
    assert!(!crossing(&["M0 0H10V10H0Z", "M9.995 3H15V7H9.995Z"]), "overlapping by less than what counts");
    assert!(!crossing(&["M0 0H10V10H0Z", "M5 5H15"]), "an open line");
    assert!(!crossing(&[&circle(0.0, 10.0), &circle(20.0, 10.0)]), "circles that touch");
    assert!(!crossing(&[&circle(0.0, 10.0), &circle(5.0, 5.0)]), "inside, too");
    assert!(crossing(&[&circle(0.0, 10.0), &circle(19.0, 10.0)]));
    assert!(crossing(&["M0 3H10V7H0Z", "M3 0H7V10H3Z"]));
    assert!(crossing(&["M0 0H10V10H0Z", &circle(0.0, 3.0)]), "through its joints");
    assert!(crossing(&["M0 0H10V10H0Z", "M5 5L10 0L15 5L10 10Z"]), "through corners on both");
    assert!(!crossing(&["M0 0H10V10H0Z", "M10 0L15 5L10 10Z"]), "a roof on a wall");
    let mut colours = drawing(&["M0 0H10V10H0Z", "M5 5H15V15H5Z"]);
    colours.paths[1].stroke = Some([255, 0, 0, 255]);
    assert_eq!(inspect(&of_drawing(colours)).verdict, Verdict::Pass);
}

#[test]
fn a_rosette_is_a_drawing_of_lines() {
    let circle = |turn: u32| {
        let angle = f64::from(turn) / 12.0 * std::f64::consts::TAU;
        let (x, y) = (20.0 * angle.cos(), 20.0 * angle.sin());
        format!("M{} {y}A20 20 0 0 1 {} {y}A20 20 0 0 1 {} {y}Z", x + 20.0, x - 20.0, x + 20.0)
    };
    let rosette: Vec<String> = (0..12).map(circle).collect();
    let report = inspect(&of_drawing(drawing(&rosette.iter().map(String::as_str).collect::<Vec<_>>())));
    let finding = report.findings.iter().find(|finding| finding.code == "D417").expect("crossings");
    assert_eq!(finding.severity, Severity::Info);
}

#[test]
fn of_contours_too_many_to_ask_what_lies_in_what_the_report_says_so() {
    let ring = |index: u32| {
        let (low, high) = (f64::from(index) * 2.0, 100_000.0 - f64::from(index) * 2.0);
        format!("M{low} {low}H{high}V{high}H{low}Z")
    };
    let of = |count: u32| {
        let rings: Vec<String> = (0..count).map(ring).collect();
        let report = inspect(&of_drawing(drawing(&rings.iter().map(String::as_str).collect::<Vec<_>>())));
        let left_out = report.findings.iter().any(|finding| finding.code == "D409");
        let facts = report.drawing.expect("facts");
        (facts.outlines, facts.openings, facts.islands, left_out)
    };
    assert_eq!(of(300), (1, 150, 149, false));
    assert_eq!(of(10_000), (0, 0, 0, true));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn depth_is_what_containing_boxes_come_to(
        boxes in prop::collection::vec((0u32..40, 0u32..40, 1u32..20, 1u32..20), 1..25),
    ) {
        // Corners on different grids, so that no two lines lie on one another.
        let place = |index: usize, (x, y, w, h): (u32, u32, u32, u32)| {
            let off = index as f64 * 0.03;
            [f64::from(x) + off, f64::from(y) + off, f64::from(x + w) + off, f64::from(y + h) + off]
        };
        let placed: Vec<[f64; 4]> = boxes.iter().enumerate().map(|(index, &sides)| place(index, sides)).collect();
        let apart = |a: &[f64; 4], b: &[f64; 4]| a[2] < b[0] || b[2] < a[0] || a[3] < b[1] || b[3] < a[1];
        let inside = |a: &[f64; 4], b: &[f64; 4]| a[0] > b[0] && a[1] > b[1] && a[2] < b[2] && a[3] < b[3];
        let mut kept: Vec<[f64; 4]> = Vec::new();
        for candidate in placed {
            if kept.iter().all(|known| apart(known, &candidate) || inside(known, &candidate) || inside(&candidate, known)) {
                kept.push(candidate);
            }
        }
        let text: Vec<String> =
            kept.iter().map(|[x0, y0, x1, y1]| format!("M{x0} {y0}H{x1}V{y1}H{x0}Z")).collect();
        let depth = |a: &[f64; 4]| kept.iter().filter(|b| inside(a, b)).count();
        let odd = kept.iter().filter(|a| depth(a) % 2 == 1).count() as u64;
        let outer = kept.iter().filter(|a| depth(a) == 0).count() as u64;
        let wanted = (outer, odd, kept.len() as u64 - outer - odd);
        prop_assert_eq!(nested(&text.iter().map(String::as_str).collect::<Vec<_>>()), wanted);
    }
}
