//! What a screen shows and a machine does not make: read from SVG, and made by hand.
#![allow(clippy::expect_used)] // What is missing ends the test.

mod shapes;

use inspect::{Report, inspect};
use pattern::{Budget, Severity};
use shapes::{drawing, of_drawing, said};

/// The report on an SVG of 100 by 100 mm with this inside.
fn svg(body: &str) -> Report {
    let text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100mm\" height=\"100mm\" viewBox=\"0 0 100 100\">{body}</svg>"
    );
    inspect(&pattern::read(text.as_bytes(), Some("a.svg"), &Budget::default()))
}

/// The message of a finding, and how bad it is.
fn of(report: &Report, code: &str) -> Option<(String, Severity)> {
    let finding = report.findings.iter().find(|finding| finding.code == code)?;
    Some((finding.message.clone(), finding.severity))
}

const LINE: &str = "fill=\"none\" stroke=\"#000\" stroke-width=\"0.1\"";

#[test]
fn a_clip_that_hides_something_is_told_and_one_as_large_as_the_sheet_is_not() {
    let clipped = |clip: &str, place: &str| {
        svg(&format!(
            "<defs><clipPath id=\"c\">{clip}</clipPath></defs><g {place}><circle id=\"disc\" cx=\"50\" cy=\"50\" r=\"20\" {LINE}/></g>"
        ))
    };
    let small = "<rect width=\"50\" height=\"50\"/>";
    for place in ["clip-path=\"url(#c)\"", "style=\"opacity:1;clip-path:url( '#c' )\""] {
        let (message, severity) = of(&clipped(small, place), "D414").expect("a finding");
        assert_eq!(
            message,
            "1 element is cut off by a clip or a mask. A machine follows the whole paths, also where they are hidden."
        );
        assert_eq!(severity, Severity::Warn);
    }
    assert_eq!(
        of(&clipped("<rect width=\"100\" height=\"100\" fill=\"white\"/>", "clip-path=\"url(#c)\""), "D414"),
        None
    );
    assert_eq!(of(&clipped(small, ""), "D414"), None, "a clip that nothing uses");
    let masked = svg(&format!(
        "<mask id=\"m\"><rect width=\"9\" height=\"9\"/></mask><path id=\"p\" mask=\"url(#m)\" d=\"M5 5H90V90Z\" {LINE}/>"
    ));
    let finding = masked.findings.iter().find(|finding| finding.code == "D414").expect("a finding");
    assert_eq!((finding.count, finding.at[0].element.as_deref()), (1, Some("#p")));
}

#[test]
fn shades_filters_and_transparency_are_for_prints() {
    let report = svg("<defs><linearGradient id=\"g\"><stop stop-color=\"red\"/></linearGradient>\
        <filter id=\"f\"><feGaussianBlur stdDeviation=\"2\"/></filter></defs>\
        <rect x=\"5\" y=\"5\" width=\"40\" height=\"40\" fill=\"url(#g)\"/>\
        <rect x=\"50\" y=\"5\" width=\"40\" height=\"40\" filter=\"url(#f)\"/>\
        <g opacity=\"0.5\"><rect x=\"5\" y=\"50\" width=\"40\" height=\"40\"/></g>\
        <rect x=\"50\" y=\"50\" width=\"40\" height=\"40\" fill=\"#ff000080\"/>");
    let wanted = "The drawing has 1 gradient or pattern, 1 filter, 2 transparent elements. A print shows them; a machine that \
                  follows lines does not.";
    assert_eq!(of(&report, "D414"), Some((wanted.to_owned(), Severity::Info)));
    let wanted =
        "4 shapes are filled and without a line. Some programs cut round such a shape, others engrave its area.";
    assert_eq!(of(&report, "D412"), Some((wanted.to_owned(), Severity::Info)));
    let plain = svg(&format!("<rect x=\"5\" y=\"5\" width=\"40\" height=\"40\" {LINE}/>"));
    assert_eq!(said(&plain), "");
}

#[test]
fn a_wide_line_is_cut_along_its_middle() {
    let of_width = |width: f64| {
        let mut wide = drawing(&["M0 0H10V10H0Z"]);
        wide.paths[0].stroke_width_mm = width;
        inspect(&of_drawing(wide))
    };
    let message = "1 line is up to 2 mm wide. A machine follows the middle of a line, so the width is not made.";
    assert_eq!(of(&of_width(2.0), "D413"), Some((message.to_owned(), Severity::Info)));
    assert_eq!(said(&of_width(0.5)), "");
}

#[test]
fn a_curve_of_long_pieces_is_told_from_a_polygon_and_from_a_fine_one() {
    let round = |steps: u32, radius: f64, share: f64| {
        let corner = |step: u32| {
            let angle = share * f64::from(step) / f64::from(steps) * std::f64::consts::TAU;
            format!("{} {} ", radius * angle.cos(), radius * angle.sin())
        };
        format!("M{}Z", (0..steps).map(corner).collect::<String>())
    };
    let coarse = inspect(&of_drawing(drawing(&[&round(36, 50.0, 1.0)])));
    let (message, severity) = of(&coarse, "D415").expect("a finding");
    assert_eq!(
        (message.as_str(), severity),
        ("1 curve is drawn as straight pieces that are up to 0.19 mm off.", Severity::Info)
    );
    assert_eq!(said(&inspect(&of_drawing(drawing(&[&round(20, 40.0, 0.5)])))), "D415 coarse-curve x1", "a half circle");
    for (steps, radius) in [(12, 50.0), (6, 50.0), (72, 50.0), (36, 10.0)] {
        assert_eq!(said(&inspect(&of_drawing(drawing(&[&round(steps, radius, 1.0)])))), "", "{steps} at {radius} mm");
    }
}

#[test]
fn of_fills_alone_it_is_told_what_would_be_wrong_with_a_cut() {
    let mut fills = drawing(&["M0 0H50V50H0Z", "M10 10H49.8V20H10Z", "M45 40H60V45H45Z"]);
    fills.paths.iter_mut().for_each(|path| (path.stroke, path.fill) = (None, Some([0, 0, 0, 255])));
    let report = inspect(&of_drawing(fills.clone()));
    let severity = |code: &str| report.findings.iter().find(|finding| finding.code == code).map(|found| found.severity);
    assert_eq!((severity("D417"), severity("D418")), (Some(Severity::Info), Some(Severity::Info)));
    fills.paths.iter_mut().for_each(|path| (path.stroke, path.fill) = (path.fill, None));
    assert_eq!(of(&inspect(&of_drawing(fills)), "D418").map(|found| found.1), Some(Severity::Warn));
}

#[test]
fn a_contour_that_crosses_itself_is_a_fault_as_a_cut_and_none_as_a_print_or_a_plot() {
    let bow = "M10 10L40 40V10L10 40Z";
    let cut = svg(&format!("<path d=\"{bow}\" {LINE}/>"));
    let wanted = ("A contour crosses itself at 1 point.".to_owned(), Severity::Warn);
    assert_eq!(of(&cut, "D403"), Some(wanted.clone()));
    let both = svg(&format!("<path d=\"{bow}\" fill=\"#f00\" stroke=\"#000\"/>"));
    assert_eq!(of(&both, "D403"), Some(wanted), "a cutter follows its line");
    let print = svg(&format!("<path d=\"{bow}\" fill=\"#f00\"/>"));
    assert_eq!(of(&print, "D403").expect("told").1, Severity::Info);
    let beside = svg(&format!("<path d=\"{bow}\" fill=\"#f00\"/><path d=\"M50 50H90V90Z\" {LINE}/>"));
    assert_eq!(of(&beside, "D403").expect("told").1, Severity::Info, "the line beside it is what is cut");
    let written = svg(&format!("<path d=\"M10 10C60 10 60 50 30 50S0 10 50 10\" {LINE}/>"));
    assert_eq!(of(&written, "D403").expect("told").1, Severity::Info);
}

#[test]
fn what_the_reader_says_too_is_said_once() {
    let codes = |report: &Report| -> Vec<String> {
        report
            .findings
            .iter()
            .filter(|finding| finding.severity > Severity::Info || finding.code.starts_with("R2"))
            .map(|finding| finding.code.clone())
            .collect()
    };
    let clip = "<clipPath id=\"c\"><rect width=\"9\" height=\"9\"/></clipPath>";
    assert_eq!(codes(&svg(&format!("{clip}<path clip-path=\"url(#c)\" d=\"M5 5H90V90Z\" {LINE}/>"))), ["D414"]);
    let picture = "<image width=\"9\" height=\"9\" href=\"data:image/png;base64,\"/>";
    assert_eq!(codes(&svg(&format!("{picture}<path d=\"M5 5H90V90Z\" {LINE}/>"))), ["D406"]);
    assert_eq!(codes(&svg("")), ["R231"]);
}
