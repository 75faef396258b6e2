//! Every check of drawings on the smallest bad drawing and the nearest good one.
#![allow(clippy::expect_used)] // What is missing ends the test.

mod shapes;

use inspect::{DrawingFacts, Verdict, inspect};
use pattern::{Drawing, Severity, Unit, Units, drawing::Text};
use proptest::prelude::*;
use shapes::{drawing, of_drawing, said};

fn said_of(paths: &[&str]) -> String {
    said(&inspect(&of_drawing(drawing(paths))))
}

fn facts_of(drawing: Drawing) -> DrawingFacts {
    inspect(&of_drawing(drawing)).drawing.expect("facts")
}

#[test]
fn a_square_is_sound() {
    let report = inspect(&of_drawing(drawing(&["M0 0H10V10H0Z"])));
    assert_eq!((said(&report).as_str(), report.verdict), ("", Verdict::Pass));
    let facts = report.drawing.expect("facts");
    assert_eq!((facts.paths, facts.open_paths, facts.layers), (1, 0, 1));
    assert_eq!((facts.bounds_mm, facts.size_mm, facts.cut_length_mm), ([0.0, 0.0, 10.0, 10.0], [10.0; 2], 40.0));
}

#[test]
fn a_circle_has_its_length() {
    let facts = facts_of(drawing(&["M20 10A10 10 0 0 1 0 10A10 10 0 0 1 20 10Z"]));
    assert!((facts.cut_length_mm - 20.0 * std::f64::consts::PI).abs() < 0.02, "{}", facts.cut_length_mm);
    assert_eq!((facts.paths, facts.open_paths, facts.self_crossings, facts.duplicate_segments), (1, 0, 0, 0));
}

#[test]
fn a_drawing_without_paths_says_so() {
    assert_eq!(said_of(&[]), "D401 no-paths x1");
}

#[test]
fn a_gap_wider_than_a_hundredth_is_open_and_one_of_a_hundredth_is_closed() {
    let report = inspect(&of_drawing(drawing(&["M0 0H10V10H0V0.3"])));
    assert_eq!((said(&report).as_str(), report.verdict), ("D402 open-path x1", Verdict::Warn));
    let finding = &report.findings[0];
    assert_eq!(finding.message, "1 contour is open, with a gap of 0.3 mm. That looks closed on the screen and is not.");
    let ends: Vec<_> = finding.at.iter().map(|place| place.mm).collect();
    assert_eq!(ends, [Some([0.0; 3]), Some([0.0, 0.3, 0.0])]);
    assert_eq!(finding.at[0].element.as_deref(), Some("end of #path0, gap of 0.3 mm"));
    assert_eq!(said_of(&["M0 0H10V10H0V0.011"]), "D402 open-path x1");
    assert_eq!(said_of(&["M0 0H10V10H0V0.0099"]), "");
}

#[test]
fn four_lines_whose_ends_meet_are_one_closed_contour() {
    let facts = facts_of(drawing(&["M0 0H10", "M10.005 0V10", "M0 10H10", "M0 0V10"]));
    assert_eq!((facts.paths, facts.open_paths, facts.self_crossings), (1, 0, 0));
    assert_eq!(said_of(&["M0 0H10", "M10.02 0L10 10", "M0 10H10", "M0 0V10"]), "D402 open-path x1");
}

#[test]
fn squares_that_touch_at_a_corner_stay_two() {
    let lines = ["M0 0H5", "M5 0V5", "M5 5H0", "M0 5V0", "M5 5H10", "M10 5V10", "M10 10H5", "M5 10V5"];
    let facts = facts_of(drawing(&lines));
    assert_eq!((facts.paths, facts.open_paths, facts.self_crossings), (2, 0, 0));
}

#[test]
fn a_fold_from_corner_to_corner_leaves_the_outline_closed() {
    let facts = facts_of(drawing(&["M0 0H10", "M0 0L10 10", "M10 0V10", "M0 10H10", "M0 0V10"]));
    assert_eq!((facts.paths, facts.open_paths), (2, 1));
}

#[test]
fn a_dashed_line_and_a_layer_of_marks_are_open_on_purpose() {
    let mut dashed = drawing(&["M0 0H10V10H0Z", "M2 5H8V6"]);
    assert_eq!(inspect(&of_drawing(dashed.clone())).verdict, Verdict::Warn);
    dashed.paths[1].dashes_mm = vec![1.0, 1.0];
    let report = inspect(&of_drawing(dashed));
    assert_eq!((said(&report).as_str(), report.verdict), ("D402 open-path x1", Verdict::Pass));
    assert_eq!(report.findings[0].severity, Severity::Info);
    let mut marks = drawing(&["M0 0H10V10H0Z", "M2 5H8V6"]);
    marks.paths[1].layer = 1;
    assert_eq!(inspect(&of_drawing(marks)).verdict, Verdict::Pass);
    let mut slip = drawing(&["M0 0H10V10H0Z", "M2 2H8V8H2V2.3"]);
    slip.paths[1].layer = 1;
    assert_eq!(inspect(&of_drawing(slip)).verdict, Verdict::Warn, "a small gap is a slip on any layer");
}

#[test]
fn a_slit_is_open_on_purpose_unless_another_line_begins_at_its_end() {
    let slit = inspect(&of_drawing(drawing(&["M0 0H10V10H0Z", "M2 5H5H8"])));
    assert_eq!((said(&slit).as_str(), slit.verdict), ("D402 open-path x1", Verdict::Pass));
    let two = inspect(&of_drawing(drawing(&["M0 0H10", "M10.3 0V10H0V0"])));
    assert_eq!((said(&two).as_str(), two.verdict), ("D402 open-path x1", Verdict::Warn));
    let places: Vec<_> = two.findings[0].at.iter().map(|place| place.mm).collect();
    assert_eq!(places, [Some([10.0, 0.0, 0.0]), Some([10.3, 0.0, 0.0])], "the ends on both sides of the gap");
}

#[test]
fn a_shape_that_only_its_fill_closes_is_told_from_one_that_all_but_closes() {
    let mut filled = drawing(&["M0 0H10V10H0", "M20 0H30V10H20V0.02", "M40 0H50V10"]);
    filled.paths[0].fill = Some([0, 0, 0, 255]);
    let report = inspect(&of_drawing(filled.clone()));
    let messages: Vec<_> = report.findings.iter().map(|finding| finding.message.as_str()).collect();
    let wanted = [
        "1 contour is open, with a gap of 0.02 mm. That looks closed on the screen and is not.",
        "1 filled shape is closed by the fill only: the line has a gap of 10 mm. A cutter leaves it uncut.",
        "1 contour is open, with a gap of 14.1 mm.",
    ];
    assert_eq!(messages, wanted);
    assert!(report.findings.iter().all(|finding| finding.severity == Severity::Warn));
    filled.paths.truncate(1);
    filled.paths[0].stroke = None;
    assert_eq!(inspect(&of_drawing(filled)).verdict, Verdict::Pass, "a fill without a line");
}

#[test]
fn a_bow_tie_crosses_itself_and_two_contours_that_cross_do_not() {
    let report = inspect(&of_drawing(drawing(&["M0 0L10 10V0L0 10Z"])));
    assert_eq!(said(&report), "D403 self-crossing x1");
    assert_eq!(report.findings[0].at[0].mm, Some([5.0, 5.0, 0.0]));
    assert_eq!(said_of(&["M0 0L5 5L10 10V0L5 5L0 10Z"]), "D403 self-crossing x1", "through a corner");
    assert_eq!(said_of(&["M0 0L10 10V0L5 5L0 10Z"]), "D403 self-crossing x1", "a corner on a line");
    assert_eq!(said_of(&["M0 0L5 5L0 10H10L5 5L10 0Z"]), "", "corners that touch");
    assert_eq!(said_of(&["M0 0H10V10H0Z", "M5 5H15V15H5Z"]), "D417 contours-cross x1");
    assert_eq!(said_of(&["M0 0C20 10 -10 10 10 0Z"]), "D403 self-crossing x1", "a curve with a loop");
}

#[test]
fn a_line_on_a_line_is_doubled_and_one_beside_it_is_not() {
    assert_eq!(said_of(&["M0 0H10V10H0Z", "M0 0H10V10H0Z"]), "D404 doubled-line x4");
    assert_eq!(said_of(&["M0 0H10V10H0Z", "M10 2H20V8H10Z"]), "D404 doubled-line x1");
    assert_eq!(said_of(&["M0 0H10V10H0Z", "M10.02 2H20V8H10.02Z"]), "D418 thin-bridge x1");
    let circle = "M20 10A10 10 0 0 1 0 10A10 10 0 0 1 20 10Z";
    assert_eq!(said_of(&[circle, circle]), "D404 doubled-line x4");
    assert_eq!(said_of(&[circle, "M40 10A10 10 0 0 1 20 10A10 10 0 0 1 40 10Z"]), "", "circles that touch");
}

#[test]
fn text_pictures_and_dots_are_named() {
    let mut named = drawing(&["M0 0H10V10H0Z"]);
    let text = Text { content: "cut".into(), at: [1.0, 2.0], height_mm: 3.0, rotation_deg: 0.0, source: "#t".into() };
    named.texts.push(text);
    assert_eq!(said(&inspect(&of_drawing(named))), "D405 text-not-outlined x1");
    let mut picture = drawing(&["M0 0H10V10H0Z"]);
    picture.raster_count = 2;
    assert_eq!(said(&inspect(&of_drawing(picture))), "D406 raster-inside x2");
    assert_eq!(said_of(&["M0 0H10V10H0Z", "M5 5L5 5"]), "D407 zero-length x1");
    assert_eq!(said_of(&["M0 0H10V10H0Z", "M5 5L5 5.02L5.02 5Z"]), "");
}

#[test]
fn a_drawing_in_inches_is_too_small_and_one_millimetre_is_not() {
    let of_size = |size: f64, units| {
        let mut reading = of_drawing(drawing(&[&format!("M0 0H{size}V{size}H0Z")]));
        reading.units = Some(units);
        inspect(&reading)
    };
    let assumed = Units::assumed(Unit::Millimetre);
    let report = of_size(0.9, assumed);
    assert_eq!((said(&report).as_str(), report.verdict), ("D408 drawing-size-doubtful x1", Verdict::Warn));
    assert_eq!(report.findings[0].message, "The longer side is 0.9 mm. Drawn in inches it would be 22.9 mm.");
    assert_eq!(of_size(0.9, Units::stated(Unit::Millimetre)).verdict, Verdict::Pass);
    assert_eq!(said(&of_size(1.0, assumed)) + &said(&of_size(5000.0, assumed)), "");
    assert_eq!(said(&of_size(5001.0, assumed)), "D408 drawing-size-doubtful x1");
}

#[test]
fn lines_too_many_in_one_spot_are_said_to_be_left_out() {
    let star: String = (0..12_000).map(|index| format!("M0 0L{} {}", 0.3 + f64::from(index) * 1e-6, 0.3)).collect();
    let begin = std::time::Instant::now();
    let report = inspect(&of_drawing(drawing(&[&star])));
    assert!(report.findings.iter().any(|finding| finding.code == "D409"), "{}", said(&report));
    assert!(begin.elapsed().as_secs() < 10);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_contour_cut_into_elements_in_any_order_is_one(
        corners in 3usize..40,
        keep in any::<bool>(),
        order in prop::collection::vec((any::<u32>(), any::<bool>()), 40),
        offsets in prop::collection::vec((-0.003f64..0.003, -0.003f64..0.003), 80),
    ) {
        let corner = |index: usize| {
            let angle = (index % corners) as f64 / corners as f64 * std::f64::consts::TAU;
            (50.0 * angle.cos(), 50.0 * angle.sin())
        };
        let mut lines: Vec<(u32, String)> = (0..corners).map(|index| {
            let (from, to) = (corner(index), corner(index + 1));
            let [a, b] = [offsets[2 * index], offsets[2 * index + 1]];
            let ends = [(from.0 + a.0, from.1 + a.1), (to.0 + b.0, to.1 + b.1)];
            let [p, q] = if order[index].1 { ends } else { [ends[1], ends[0]] };
            (order[index].0, format!("M{} {}L{} {}", p.0, p.1, q.0, q.1))
        }).collect();
        lines.sort();
        if !keep {
            lines.pop();
        }
        let lines: Vec<&str> = lines.iter().map(|(_, line)| line.as_str()).collect();
        let facts = facts_of(drawing(&lines));
        prop_assert_eq!((facts.paths, facts.open_paths), (1, u64::from(!keep)));
        prop_assert_eq!((facts.self_crossings, facts.duplicate_segments), (0, 0));
    }

    #[test]
    fn lines_of_a_net_are_all_in_a_contour_once(
        lines in prop::collection::vec((0u8..6, 0u8..6, 0u8..6, 0u8..6), 1..60),
    ) {
        let text: Vec<String> = lines.iter().filter(|line| (line.0, line.1) != (line.2, line.3))
            .map(|(a, b, c, d)| format!("M{a} {b}L{c} {d}")).collect();
        let facts = facts_of(drawing(&text.iter().map(String::as_str).collect::<Vec<_>>()));
        let mut ends = [0u32; 36];
        let mut length = 0.0;
        for (a, b, c, d) in lines.into_iter().filter(|line| (line.0, line.1) != (line.2, line.3)) {
            ends[usize::from(a * 6 + b)] += 1;
            ends[usize::from(c * 6 + d)] += 1;
            length += (f64::from(a) - f64::from(c)).hypot(f64::from(b) - f64::from(d));
        }
        let odd = ends.iter().filter(|&&count| count % 2 == 1).count() as u64;
        prop_assert_eq!(facts.open_paths, odd / 2);
        prop_assert!((facts.cut_length_mm - length).abs() < 1e-3);
    }
}
