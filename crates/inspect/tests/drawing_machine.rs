//! The bed, the scale and the time, on drawings made by hand and read from files.
#![allow(clippy::expect_used)] // What is missing ends the test.

mod shapes;

use inspect::{Options, Report, Sheet, Verdict, inspect, inspect_watched};
use pattern::{Budget, Finding, Severity};
use shapes::{drawing, of_drawing};

fn of<'a>(report: &'a Report, code: &str) -> Option<&'a Finding> {
    report.findings.iter().find(|finding| finding.code == code)
}

fn on_bed(paths: &[&str], bed_mm: [f64; 3]) -> Report {
    let options = Options { bed_mm: Some(bed_mm), ..Options::default() };
    inspect_watched(&of_drawing(drawing(paths)), &options, &mut |_| {})
}

#[test]
fn a_drawing_larger_than_the_bed_is_told_how_it_fits() {
    let plate = ["M0 0H300V200H0Z"];
    assert_eq!(of(&on_bed(&plate, [300.0, 200.0, 0.0]), "D420"), None);
    let quarter = on_bed(&plate, [200.0, 300.0, 0.0]);
    assert_eq!(quarter.verdict, Verdict::Pass);
    let wanted = "The drawing is 300 mm x 200 mm and the bed 200 mm x 300 mm. It fits when it is turned by 90°.";
    assert_eq!(of(&quarter, "D420").expect("a finding").message, wanted);
    let across = on_bed(&["M0 0H400V10H0Z"], [300.0, 300.0, 50.0]);
    let finding = of(&across, "D420").expect("a finding");
    assert_eq!(finding.severity, Severity::Info);
    assert!(finding.message.contains("It fits when it is turned by 4") || finding.message.contains("turned by 13"));
    let large = on_bed(&["M0 0H400V300H0Z", "M400.6 0H500V300H400.6Z"], [420.0, 320.0, 50.0]);
    let finding = of(&large, "D420").expect("a finding");
    assert_eq!(finding.severity, Severity::Warn);
    assert!(finding.message.ends_with("It fits in no direction. Each of its contours fits by itself."));
    assert!(of(&inspect(&of_drawing(drawing(&plate))), "D420").is_none(), "no bed was asked about");
}

/// Sides of 7 to 60 mm in steps of 3.5 mm as an SVG whose program counts `per_inch` units, with no unit stated.
fn stairs(per_inch: f64) -> Vec<u8> {
    let mut text = String::from("M10 10");
    let mut sum = 0.0;
    for step in 2..18 {
        let side = f64::from(step) * 3.5 * per_inch / 25.4;
        sum += side;
        text += &if step % 2 == 0 { format!("h{side:.4}") } else { format!("v{side:.4}") };
    }
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{sum:.0}\" height=\"{sum:.0}\" viewBox=\"0 0 {sum:.0} {sum:.0}\"><path d=\"{text}\" fill=\"none\" stroke=\"#000\"/></svg>").into_bytes()
}

#[test]
fn lengths_that_are_round_by_another_unit_speak_for_it() {
    let report = |bytes: &[u8], name: &str| inspect(&pattern::read(bytes, Some(name), &Budget::default()));
    let seen = report(&stairs(72.0), "a.svg");
    let finding = of(&seen, "D419").expect("a finding");
    assert!(
        finding.message.contains("at 72 units to the inch") && finding.message.contains("100 %"),
        "{}",
        finding.message
    );
    let seen = report(&stairs(90.0), "a.svg");
    assert!(of(&seen, "D419").expect("a finding").message.contains("at 90 units to the inch"));
    assert_eq!(of(&report(&stairs(96.0), "a.svg"), "D419"), None);
    assert_eq!(of(&report(&stairs(25.4), "a.svg"), "D419"), None, "whole units say nothing");
    let line = |index: u32| {
        let side = f64::from(index * 2 + 1) / 16.0;
        format!("0\nLINE\n8\n0\n10\n0\n20\n{index}\n11\n{side}\n21\n{index}\n")
    };
    let body: String = (0..20).map(line).collect();
    let dxf = format!("0\nSECTION\n2\nENTITIES\n{body}0\nENDSEC\n0\nEOF\n");
    let seen = report(dxf.as_bytes(), "a.dxf");
    assert!(of(&seen, "D419").expect("a finding").message.contains("are round in inches"));
    let stated = format!("0\nSECTION\n2\nHEADER\n9\n$INSUNITS\n70\n4\n0\nENDSEC\n{dxf}");
    assert_eq!(of(&report(stated.as_bytes(), "a.dxf"), "D419"), None);
}

#[test]
fn the_time_is_the_cut_the_way_between_and_each_start() {
    let time = |paths: &[&str]| inspect(&of_drawing(drawing(paths))).drawing.expect("facts").cut_time_s;
    assert_eq!(time(&["M0 0H150"]), 10.2, "150 mm at 15 mm/s and one start");
    assert_eq!(time(&["M0 0H150", "M150 150H300"]), 21.4, "and 150 mm at 150 mm/s in between");
    assert_eq!(time(&[]), 0.0);
}

#[test]
fn coordinates_at_the_ends_of_what_a_number_holds_are_judged() {
    for far in [1e300, 1e154, 1e30, 1e12, 1e-12, 1e-300] {
        let paths = [
            format!("M0 0H{far}V{far}H0Z"),
            format!("M{far} 0L0 {far}L{far} {far}"),
            format!("M0 0C{far} 0 0 {far} {far} {far}Z"),
        ];
        let report = on_bed(&paths.iter().map(String::as_str).collect::<Vec<_>>(), [300.0, 200.0, 0.0]);
        let facts = report.drawing.as_ref().expect("facts");
        let numbers = [facts.cut_time_s, facts.doubled_length_mm, facts.thinnest_bridge_mm.unwrap_or_default()];
        assert!(numbers.iter().all(|number| number.is_finite()), "{far}: {facts:?}");
        let mut places = report.findings.iter().flat_map(|finding| &finding.at).filter_map(|place| place.mm);
        assert!(places.all(|mm| mm.iter().all(|value| value.is_finite())), "{far}: {:?}", report.findings);
    }
}

fn on_sheet(paths: &[&str], name: &str) -> Report {
    let options = Options { sheet: Some(Sheet::named(name).expect("a sheet")), ..Options::default() };
    inspect_watched(&of_drawing(drawing(paths)), &options, &mut |_| {})
}

#[test]
fn a_bridge_is_judged_by_the_sheet_and_the_width_of_the_cut() {
    let paths = ["M0 0H50V50H0Z", "M10 10H48.6V20H10Z"];
    assert!(of(&inspect(&of_drawing(drawing(&paths))), "D418").is_none(), "1.4 mm hold in most");
    assert_eq!(
        of(&on_sheet(&paths, "plywood-3"), "D418").expect("a finding").message,
        "1 bridge between two cuts is narrower than 1.7 mm, the narrowest 1.4 mm. It breaks or burns away. In plywood of 3 \
         mm 1.5 mm have to be left, and the cut takes 0.2 mm."
    );
    assert!(of(&on_sheet(&paths, "paper"), "D418").is_none());
    assert!(of(&on_sheet(&["M0 0H50V50H0Z", "M10 10H48.2V20H10Z"], "plywood-3"), "D418").is_none());
}

#[test]
fn what_the_tool_does_not_fit_into_is_told_whichever_way_it_lies() {
    let hole = |radius: f64| {
        format!(
            "M{} 25A{radius} {radius} 0 1 1 {} 25A{radius} {radius} 0 1 1 {} 25Z",
            25.0 + radius,
            25.0 - radius,
            25.0 + radius
        )
    };
    let plate = "M0 0H50V50H0Z";
    let found = on_sheet(&[plate, &hole(1.5), "M10 10 L20 20 L22 18 L12 8 Z", "M30 5H33.2V40H30Z"], "aluminium-2");
    let finding = of(&found, "D421").expect("a finding");
    assert_eq!(
        finding.message,
        "2 contours are narrower than the cutter of 3.2 mm, the narrowest 2.8 mm. It does not fit into a hole so narrow."
    );
    assert_eq!(finding.at[1].element.as_deref(), Some("#path2, 2.8 mm wide"));
    assert!(of(&on_sheet(&[plate, &hole(1.6)], "aluminium-2"), "D421").is_none());
    let slit = ["M0 0H50V50H0Z", "M10 10H30V10.15H10Z"];
    assert!(of(&on_sheet(&slit, "plywood-3"), "D421").expect("a finding").message.contains("than the cut of 0.2 mm"));
    assert!(of(&on_sheet(&slit, "paper"), "D421").is_none(), "a knife takes nothing away");
    assert!(of(&inspect(&of_drawing(drawing(&slit))), "D421").is_none(), "no sheet was named");
}

#[test]
fn a_slower_sheet_takes_longer() {
    let time_s = |report: &Report| report.drawing.as_ref().expect("facts").cut_time_s;
    let plate = ["M0 0H150V150H0Z"];
    assert_eq!(time_s(&inspect(&of_drawing(drawing(&plate)))), 40.2);
    assert_eq!(time_s(&on_sheet(&plate, "plywood-3")), 40.2);
    assert_eq!(time_s(&on_sheet(&plate, "acrylic-5")), 120.2);
}

#[test]
fn every_sheet_has_a_name_of_its_own_and_figures_that_can_be() {
    for (index, sheet) in Sheet::ALL.iter().enumerate() {
        assert_eq!(Sheet::ALL.iter().position(|other| other.name == sheet.name), Some(index));
        assert!(sheet.kerf_mm >= 0.0 && sheet.bridge_min_mm >= sheet.thickness_mm.min(0.5) && sheet.speed_mm_s > 0.0);
    }
    assert_eq!(Sheet::named("granite"), None);
}
