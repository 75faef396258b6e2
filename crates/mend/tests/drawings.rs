//! Drawings that are damaged and mended.
#![allow(clippy::expect_used)] // What is missing ends the test.

#[path = "../../inspect/tests/shapes/mod.rs"]
mod shapes;

use kurbo::{ParamCurve as _, ParamCurveNearest as _};
use mend::{DrawingProof, Options, Outcome, Reason};
use pattern::{Drawing, Pattern};
use proptest::prelude::*;
use shapes::{drawing, of_drawing};

fn mend(drawing: &Drawing) -> Outcome {
    mend::mend(&of_drawing(drawing.clone()), &Options::default())
}

/// The mended drawing's paths as SVG path data, with the steps and the proof.
fn mended(drawing: &Drawing) -> (Vec<String>, String, DrawingProof) {
    let outcome = mend(drawing);
    let steps = outcome.steps.iter().map(|step| format!("{} x{}", step.name, step.count)).collect::<Vec<_>>();
    let Some(Pattern::Drawing(mended)) = outcome.pattern else { panic!("not mended: {:?}", outcome.refused) };
    let proof = outcome.proof.and_then(|proof| proof.drawing).expect("a proof");
    assert!(proof.to_mended_mm.max(proof.to_original_mm) <= proof.tolerance_mm);
    (mended.paths.iter().map(|path| path.geometry.to_svg()).collect(), steps.join(", "), proof)
}

fn reason(drawing: &Drawing) -> Option<Reason> {
    mend(drawing).refused.map(|refusal| refusal.reason)
}

#[test]
fn what_is_sound_is_left_as_it_is() {
    for paths in
        [&["M0 0 H10 V10 H0 Z"][..], &["M0 0 H10", "M10 0 V10", "M10 10 H0", "M0 10 V0"], &["M0 0 C 1 2 3 4 0 0 Z"]]
    {
        let outcome = mend(&drawing(paths));
        assert!(outcome.steps.is_empty() && outcome.pattern.is_none() && outcome.refused.is_none(), "{outcome:?}");
    }
}

#[test]
fn a_dot_goes_and_takes_its_path_along() {
    let (paths, steps, proof) =
        mended(&drawing(&["M0 0 H10 V10 H0 Z", "M5 5 L5 5.001", "M20 0 H30 V10 Z M40 5 h0.002"]));
    assert_eq!(steps, "drop-dots x2");
    assert_eq!(paths, ["M0,0 L10,0 L10,10 L0,10 Z", "M20,0 L30,0 L30,10 Z"]);
    assert_eq!(proof.before.paths, 2);
}

#[test]
fn a_contour_that_nearly_closes_is_closed_halfway() {
    let outcome = mend(&drawing(&["M0 0 H10 V10 H0 V0.2"]));
    assert_eq!(outcome.steps[0].sentence, "Closed 1 gap, the widest 0.2 mm.");
    let (paths, steps, proof) = mended(&drawing(&["M0 0 H10 V10 H0 V0.2"]));
    assert_eq!((steps.as_str(), paths), ("close-gaps x1", vec!["M0,0.1 L10,0 L10,10 L0,10 Z".to_owned()]));
    assert!((0.1..=0.11).contains(&proof.to_mended_mm), "{}", proof.to_mended_mm);
    assert_eq!(reason(&drawing(&["M0 0 H10 V10 H0 V0.3"])), Some(Reason::StillFaulty), "a bridge that holds a part");
}

#[test]
fn lines_in_pieces_become_one_path() {
    let (paths, steps, _) = mended(&drawing(&["M0 0 H10", "M10 10 V0.05", "M0 10 H10", "M0 10 V0"]));
    assert_eq!(steps, "close-gaps x1, join-lines x3");
    assert_eq!(paths.len(), 1);
    assert!(paths[0].ends_with('Z') && paths[0].contains("10,0.025"), "{paths:?}");
}

#[test]
fn what_lies_double_is_kept_once() {
    let square = "M0 0 H10 V10 H0 Z";
    let (paths, steps, proof) =
        mended(&drawing(&[square, "M10 10 H0 V0 H10 Z", "M20 0 C 20 5 25 5 30 0", "M30 0 C 25 5 20 5 20 0"]));
    assert_eq!((steps.as_str(), paths.len()), ("drop-doubles x2", 2));
    assert!(proof.cut_length_change_mm < -50.0);
    let (paths, ..) = mended(&drawing(&[square, "M2 0 H8 V-5"]));
    assert_eq!(paths, ["M0,0 L10,0 L10,10 L0,10 Z", "M8,0 L8,-5"], "what lies on an edge goes, what leads away stays");
}

#[test]
fn two_shapes_that_share_an_edge_and_what_is_filled_stay() {
    assert_eq!(reason(&drawing(&["M0 0 H10 V10 H0 Z", "M10 0 H20 V10 H10 Z"])), Some(Reason::StillFaulty));
    let mut filled = drawing(&["M0 0 H10 V10 H0 Z", "M0 0 H10 V10 H0 Z"]);
    filled.paths.iter_mut().for_each(|path| path.fill = Some([0, 0, 0, 255]));
    assert_eq!(reason(&filled), Some(Reason::StillFaulty));
}

#[test]
fn other_colours_and_dashes_are_other_lines() {
    let mut fold = drawing(&["M0 0 H10 V10 H0 V0.1", "M0 0.05 H-9"]);
    fold.paths[1].stroke = Some([255, 0, 0, 255]);
    let (paths, steps, _) = mended(&fold);
    assert_eq!((steps.as_str(), paths[1].as_str()), ("close-gaps x1", "M0,0.05 L-9,0.05"));
    let mut dashed = drawing(&["M0 0 H10 V10 H0 V0.1", "M20 0 H30 V10 H20 V0.1"]);
    dashed.paths[1].dashes_mm = vec![1.0, 1.0];
    assert_eq!(mended(&dashed).1, "close-gaps x1");
}

#[test]
fn lines_that_overlap_are_drawn_back_to_where_the_other_ends() {
    let (paths, steps, proof) = mended(&drawing(&["M0 0 H10", "M8 0 H20 V5", "M20 9 V4"]));
    assert_eq!(steps, "trim-overlaps x2");
    assert_eq!(paths, ["M0,0 L8,0", "M8,0 L20,0 L20,4", "M20,9 L20,4"]);
    assert_eq!(proof.cut_length_change_mm, -3.0);
}

fn requested(drawing: &Drawing, options: &Options) -> (Drawing, Vec<mend::Step>, DrawingProof) {
    let outcome = mend::mend(&of_drawing(drawing.clone()), options);
    let Some(Pattern::Drawing(mended)) = outcome.pattern else { panic!("not changed: {:?}", outcome.refused) };
    let proof = outcome.proof.and_then(|proof| proof.drawing).expect("a proof");
    assert!(proof.to_mended_mm.max(proof.to_original_mm) <= proof.tolerance_mm);
    (mended, outcome.steps, proof)
}

/// A plate with rounded corners of chords and two holes, the plate first.
fn plate() -> Drawing {
    let round = |x: f64, y: f64, from: f64, to: f64, radius: f64, pieces: u32| {
        let angle = move |step: u32| (from + (to - from) * f64::from(step) / f64::from(pieces)).to_radians();
        (0..=pieces).map(move |step| format!("{} {}", x + radius * angle(step).cos(), y + radius * angle(step).sin()))
    };
    let corners = [(190.0, 90.0, 0.0), (10.0, 90.0, 90.0), (10.0, 10.0, 180.0), (190.0, 10.0, 270.0)];
    let plate: Vec<String> =
        corners.into_iter().flat_map(|(x, y, from)| round(x, y, from, from + 90.0, 10.0, 30)).collect();
    let hole = |x: f64| {
        let points: Vec<String> = round(x, 50.0, 0.0, 360.0, 8.0, 90).take(90).collect();
        format!("M{} Z", points.join(" L"))
    };
    let texts = [format!("M{} Z", plate.join(" L")), hole(170.0), hole(30.0), "M40 60 h20 h20 h20 v1".to_owned()];
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    drawing(&texts)
}

#[test]
fn arcs_fewer_points_and_an_order_are_made_on_request_only() {
    assert!(mend(&plate()).steps.is_empty(), "nothing is wrong with it");
    let options = Options { arcs_mm: Some(0.02), simplify_mm: Some(0.01), order: true, ..Options::default() };
    let (mended, steps, proof) = requested(&plate(), &options);
    let said: Vec<&str> = steps.iter().map(|step| step.sentence.as_str()).collect();
    assert_eq!(
        said,
        [
            "Drew 6 arcs in place of 300 straight pieces, none off by more than 0.02 mm.",
            "Left 66 of 68 segments, none off by more than 0.01 mm.",
            "Ordered 4 lines, inner before outer: 117 mm of travel between them instead of 196 mm. 1 contour was cut \
             before what lies inside."
        ]
    );
    let names: Vec<&str> = mended.paths.iter().map(|path| path.source.as_str()).collect();
    assert_eq!(names.last(), Some(&"#path0"), "{names:?}");
    assert!(proof.travel_change_mm < -75.0, "{}", proof.travel_change_mm);
    let text = pattern::drawing::svg::write(&mended);
    assert_eq!(text.matches(" A").count(), 4 + 2 * 4, "{text}");
    let again = mend::mend(&of_drawing(mended), &options);
    assert!(again.steps.is_empty(), "{:?}", again.steps);
}

#[test]
fn steps_too_short_for_a_machine_are_merged_unasked() {
    let steps: String =
        (1..40).map(|step| format!(" L{} {}", 5.0 + f64::from(step) * 0.01, f64::from(step % 2) * 0.004)).collect();
    let (paths, steps, proof) = mended(&drawing(&[&format!("M0 0 L5 0{steps} L10 0 V5 H0 Z")]));
    assert_eq!(steps, "merge-tiny x38");
    assert_eq!(paths[0].matches('L').count(), 5, "{paths:?}");
    assert!(proof.to_mended_mm < 0.02);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_point_is_farther_off_than_what_was_asked_for(
        turns in prop::collection::vec(-0.3..0.3f64, 4..20),
        step_mm in 0.05..3.0f64,
        arcs_mm in 0.005..0.1f64,
        simplify_mm in 0.005..0.1f64,
    ) {
        let mut path = kurbo::BezPath::new();
        let (mut at, mut way) = (kurbo::Point::ORIGIN, 0.0_f64);
        path.move_to(at);
        for turn in turns.iter().flat_map(|turn| [turn / 5.0; 5]) {
            way += turn;
            at += step_mm * kurbo::Vec2::from_angle(way);
            path.line_to(at);
        }
        let whole = drawing(&[&path.to_svg()]);
        let options = Options { arcs_mm: Some(arcs_mm), simplify_mm: Some(simplify_mm), ..Options::default() };
        let outcome = mend::mend(&of_drawing(whole.clone()), &options);
        if let Some(Pattern::Drawing(mended)) = outcome.pattern {
            let points = |drawing: &Drawing| -> Vec<kurbo::Point> {
                let segments = drawing.paths[0].geometry.segments();
                segments.flat_map(|segment| (0..7).map(move |step| segment.eval(f64::from(step) / 7.0))).collect()
            };
            let off = |point: &kurbo::Point, drawing: &Drawing| {
                let near = drawing.paths[0].geometry.segments().map(|segment| segment.nearest(*point, 1e-6).distance_sq);
                near.fold(f64::INFINITY, f64::min).sqrt()
            };
            let most = points(&whole).iter().map(|point| off(point, &mended)).fold(0.0, f64::max);
            let back = points(&mended).iter().map(|point| off(point, &whole)).fold(0.0, f64::max);
            prop_assert!(most.max(back) <= arcs_mm + simplify_mm + 1e-4, "{most} {back}");
        }
    }

    #[test]
    fn a_contour_in_pieces_closes_and_mending_twice_is_mending_once(
        corners in 3..12usize,
        off in prop::collection::vec(-0.05..0.05f64, 48),
    ) {
        let at = |corner: usize, shift: usize| {
            let angle = corner as f64 / corners as f64 * std::f64::consts::TAU;
            let reach = 40.0 + 10.0 * f64::from(corner as u32 % 2);
            [reach * angle.cos() + off[2 * shift], reach * angle.sin() + off[2 * shift + 1]]
        };
        let pieces: Vec<String> = (0..corners)
            .map(|side| {
                let ([ax, ay], [bx, by]) = (at(side, 2 * side), at((side + 1) % corners, 2 * side + 1));
                if side % 3 == 0 { format!("M{bx} {by} L{ax} {ay}") } else { format!("M{ax} {ay} L{bx} {by}") }
            })
            .collect();
        let texts: Vec<&str> = pieces.iter().map(String::as_str).collect();
        let whole = drawing(&texts);
        let outcome = mend(&whole);
        let proof = outcome.proof.expect("a proof");
        let facts = proof.after.drawing.expect("facts");
        prop_assert_eq!((facts.paths, facts.open_paths), (1, 0));
        let lines = proof.drawing.expect("of a drawing");
        prop_assert!(lines.to_mended_mm.max(lines.to_original_mm) <= lines.tolerance_mm);
        let Some(Pattern::Drawing(mended)) = outcome.pattern else { panic!("mended") };
        prop_assert!(mend(&mended).steps.is_empty());
    }
}
