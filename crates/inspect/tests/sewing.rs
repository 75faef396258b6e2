//! Sewing patterns drawn by hand, as a maker would: what is asked of them, and what is not.
#![allow(clippy::expect_used)] // What is missing ends the test.

mod shapes;

use inspect::{Options, Report, SewingFacts, Use, Verdict, inspect_watched};
use pattern::{Budget, Finding, Severity};
use shapes::said;

/// A sheet of 1 m, in millimetres, with `parts` on it.
fn svg(parts: &str) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
        width="1000mm" height="1000mm" viewBox="0 0 1000 1000"><g fill="none" stroke="black" stroke-width="0.1">{parts}</g></svg>"#
    )
}

fn judged(parts: &str, used_for: Option<Use>) -> Report {
    let reading = pattern::read(svg(parts).as_bytes(), Some("pattern.svg"), &Budget::default());
    inspect_watched(&reading, &Options { used_for, ..Options::default() }, &mut |_| {})
}

fn sewn(parts: &str) -> Report {
    judged(parts, Some(Use::Sew))
}

fn facts(report: &Report) -> SewingFacts {
    report.drawing.clone().expect("a drawing").sewing.expect("a sewing pattern")
}

fn of<'a>(report: &'a Report, code: &str) -> Option<&'a Finding> {
    report.findings.iter().find(|finding| finding.code == code)
}

/// A test square of 5 cm that says so, away from all pieces.
const SQUARE: &str = r#"<rect x="900" y="20" width="50" height="50"/><text x="905" y="45" font-size="5">5 cm</text>"#;
/// A piece of 200 x 300 mm with a grainline.
const PIECE: &str =
    r#"<rect class="fabric" x="100" y="100" width="200" height="300"/><path class="grainline" d="M200 150V350"/>"#;

#[test]
fn what_names_its_lines_as_sewing_does_is_judged_as_that() {
    let pattern = r##"<defs><marker id="grainlineFrom"><path d="M0 0L4 2"/></marker></defs>
        <path class="fabric" d="M100 100H300V400H100Z"/>
        <path class="fabric sa" d="M90 90H310V410H90Z"/>
        <path class="note" marker-start="url(#grainlineFrom)" d="M200 150V350"/>
        <text x="150" y="200" font-size="12">FRONT</text>"##;
    let report = judged(&format!("{pattern}{SQUARE}"), None);
    assert_eq!((report.verdict, said(&report)), (Verdict::Pass, String::new()));
    let drawing = report.drawing.clone().expect("a drawing");
    assert_eq!(drawing.used_for, Use::Sew);
    let found = facts(&report);
    assert_eq!((found.pieces, found.with_grain, found.allowances_mm.clone()), (1, 1, vec![10.0]));
    assert_eq!(found.test_square_mm, Some(50.0));
    assert_eq!(found.words(), "1 piece, allowance 10 mm");
    let text = inspect::text("pattern.svg", &report, false);
    for laser in ["cut", "LightBurn", "bridge", "machine"] {
        assert!(!text.contains(laser), "{text}");
    }
    // The same lines, where somebody says that they are to be cut.
    let cut = judged(&format!("{pattern}{SQUARE}"), Some(Use::Cut));
    assert!(of(&cut, "D405").is_some() && cut.drawing.expect("a drawing").sewing.is_none());
}

#[test]
fn boxes_with_folds_and_notched_plates_stay_what_they_are() {
    let parts = r#"<g inkscape:groupmode="layer" inkscape:label="cut"><path d="M10 10H60V60H10Z"/></g>
        <g inkscape:groupmode="layer" inkscape:label="mountain fold"><path d="M20 10V60"/></g>
        <g inkscape:groupmode="layer" inkscape:label="notch"><path d="M30 10V14"/></g>"#;
    let drawing = judged(parts, None).drawing.expect("a drawing");
    assert_eq!((drawing.used_for, drawing.sewing), (Use::Cut, None));
}

#[test]
fn a_layer_that_is_engraved_may_be_open_and_lets_nothing_fall_out() {
    let parts = |layer: &str| {
        format!(
            r#"<g inkscape:groupmode="layer" inkscape:label="cut"><path d="M10 10H90V90H10Z"/></g>
            <g inkscape:groupmode="layer" inkscape:label="{layer}"><path d="M20 20H50V50H20Z M55 55H70V70"/></g>"#
        )
    };
    let engraved = judged(&parts("engrave"), None);
    assert_eq!(said(&engraved), "D402 open-path x1");
    assert_eq!(of(&engraved, "D402").expect("counted").severity, Severity::Info);
    let uses: Vec<_> = engraved.drawing.expect("a drawing").operations.iter().map(|one| one.used_for).collect();
    assert_eq!(uses, [Some(Use::Cut), Some(Use::Engrave)]);
    assert_eq!(of(&judged(&parts("inside"), None), "D402").expect("a finding").severity, Severity::Warn);
}

#[test]
fn a_print_is_not_asked_what_falls_out() {
    let parts = r#"<rect x="10" y="10" width="80" height="80"/><circle cx="50" cy="50" r="20"/><text x="10" y="99" font-size="5">A</text>"#;
    assert!(said(&judged(parts, None)).contains("D416"));
    let print = judged(parts, Some(Use::Plot));
    assert_eq!(said(&print), "D405 text-not-outlined x1");
    assert!(!of(&print, "D405").expect("a finding").message.contains("cutter"));
}

#[test]
fn each_piece_says_how_it_lies_on_the_cloth() {
    let plain = r#"<rect x="400" y="100" width="100" height="150"/>"#;
    let report = sewn(&format!("{PIECE}{plain}{SQUARE}"));
    let finding = of(&report, "S602").expect("a finding");
    assert_eq!(finding.message, "1 piece has no grainline: 100 mm x 150 mm.");
    assert_eq!(finding.at[0].mm, Some([450.0, 175.0, 0.0]));
    let says = [
        r#"<path d="M450 120V240"/><path d="M447 126L450 120L453 126"/>"#,
        r#"<path inkscape:label="Fadenlauf" d="M450 120V240"/>"#,
        r#"<text x="430" y="200" font-size="6">CUT 1 ON FOLD</text>"#,
        r#"<path class="cutonfold" d="M400 110H410V240H400"/>"#,
    ];
    for words in says {
        let report = sewn(&format!("{PIECE}{plain}{words}{SQUARE}"));
        assert!(of(&report, "S602").is_none(), "{words}: {}", said(&report));
    }
    let line = r#"<path d="M450 120V240"/>"#;
    assert!(of(&sewn(&format!("{PIECE}{plain}{line}{SQUARE}")), "S602").is_some(), "a line alone may be anything");
}

#[test]
fn an_outline_that_does_not_close_is_told_and_lines_on_a_piece_are_not() {
    let open = r#"<path d="M400 100H600V400H400V103"/><path class="grainline" d="M500 150V350"/>"#;
    let inside = r#"<path d="M120 120C150 200 250 200 280 120"/>"#;
    let report = sewn(&format!("{PIECE}{inside}{open}{SQUARE}"));
    let finding = of(&report, "S601").expect("a finding");
    assert_eq!((finding.count, finding.message.as_str()), (1, "1 outline is open, with a gap of 3 mm."));
    assert_eq!(facts(&report).pieces, 1);
}

#[test]
fn a_test_square_is_there_and_says_what_it_measures() {
    assert!(of(&sewn(PIECE), "S603").is_some());
    let square = |side: f64, words: &str| {
        sewn(&format!(
            r#"{PIECE}<rect x="900" y="20" width="{side}" height="{side}"/><text x="905" y="45" font-size="5">{words}</text>"#
        ))
    };
    for (side, words) in [(50.0, "Test square 5 cm"), (50.8, "2 inches"), (25.4, "1&quot;"), (40.0, "")] {
        let report = square(side, words);
        assert!(of(&report, "S603").is_none() && of(&report, "S604").is_none(), "{side} {words}: {}", said(&report));
    }
    // The box of FreeSewing: one of 4 by 2 inches round one of 10 by 5 cm, whose words stand in both.
    let boxes = r#"<rect x="800" y="20" width="101.6" height="50.8"/><rect x="800.8" y="20.4" width="100" height="50"/>
        <text x="810" y="45" font-size="5">Inside: 10 cm x 5 cm. Outside: 4 x 2 inches.</text>"#;
    assert_eq!(said(&sewn(&format!("{PIECE}{boxes}"))), "");
    let scaled = square(48.0, "Test square 5 x 5 cm");
    let finding = of(&scaled, "S604").expect("a finding");
    assert_eq!((finding.severity, scaled.verdict), (Severity::Fail, Verdict::Fail));
    assert_eq!(finding.message, "The test square says 50 mm and is 48 mm wide: 96 % of it.");
    let odd = square(47.0, "test square");
    assert_eq!(of(&odd, "S604").expect("a finding").severity, Severity::Warn, "it says no length");
    assert!(of(&square(48.0, "pocket placement"), "S603").is_some(), "a square that nothing calls one");
}

#[test]
fn an_allowance_is_as_wide_at_one_end_of_a_seam_as_at_the_other() {
    // 10 mm at three sides, 30 mm at the hem.
    let hem = r#"<path class="sa" d="M90 90H310V430H90Z"/>"#;
    let report = sewn(&format!("{PIECE}{hem}{SQUARE}"));
    assert!(of(&report, "S605").is_none(), "{}", said(&report));
    assert_eq!(facts(&report).allowances_mm, [10.0, 30.0]);
    // From 10 mm at the upper right corner to 22 mm at the lower one, along 300 mm.
    let skewed = r#"<path class="sa" d="M90 90H310L322 410H90Z"/>"#;
    let report = sewn(&format!("{PIECE}{skewed}{SQUARE}"));
    let finding = of(&report, "S605").expect("a finding");
    assert!(
        finding.message.starts_with("The seam allowance is not even in 1 place: it goes from 10"),
        "{}",
        finding.message
    );
    let [x, y, _] = finding.at[0].mm.expect("a place");
    assert!((x - 300.0).abs() < 1e-6 && (200.0..300.0).contains(&y), "in the middle of that side: {x} {y}");
    // Over a dart the allowance goes straight on.
    let dart = r#"<path class="fabric" d="M500 100H590L600 190L610 100H700V400H500Z"/><path class="sa" d="M490 90H710V410H490Z"/>
        <path class="grainline" d="M550 150V350"/>"#;
    let report = sewn(&format!("{dart}{SQUARE}"));
    assert_eq!((said(&report), facts(&report).allowances_mm), (String::new(), vec![10.0]));
    // Half a piece on the fold, whose allowance ends there.
    let half = r#"<path class="sa" d="M100 90H310V410H100"/>"#;
    let report = sewn(&format!("{PIECE}{half}{SQUARE}"));
    assert!(of(&report, "S605").is_none(), "{}", said(&report));
    assert_eq!(facts(&report).allowances_mm, [10.0]);
}

#[test]
fn sizes_are_told_and_one_that_a_piece_lacks_is_named() {
    let nested = |x: f64, sizes: &[u32]| -> String {
        let one = |(place, size): (usize, &u32)| {
            let grow = 8.0 * place as f64;
            format!(
                r#"<g inkscape:groupmode="layer" inkscape:label="size {size}"><rect x="{}" y="{}" width="{}" height="{}"/></g>"#,
                x - grow,
                100.0 - grow,
                150.0 + 2.0 * grow,
                300.0 + 2.0 * grow
            )
        };
        sizes.iter().enumerate().map(one).collect::<String>()
            + &format!(r#"<path class="grainline" d="M{} 150V350"/>"#, x + 70.0)
    };
    let whole = sewn(&format!("{}{}{SQUARE}", nested(100.0, &[36, 38, 40]), nested(400.0, &[36, 38, 40])));
    assert_eq!(said(&whole), "");
    assert_eq!(facts(&whole).sizes, ["36", "38", "40"]);
    assert_eq!(facts(&whole).words(), "2 pieces, sizes 36 to 40");
    let parts = [nested(100.0, &[36, 38, 40]), nested(400.0, &[36, 40]), nested(650.0, &[36, 38, 40])].concat();
    let lacking = sewn(&format!("{parts}{SQUARE}"));
    assert_eq!(of(&lacking, "S606").expect("a finding").message, "The piece 166 mm x 316 mm has no size 38.");
    let unnamed = r#"<rect x="92" y="92" width="216" height="316"/><rect x="84" y="84" width="232" height="332"/>"#;
    let report = sewn(&format!("{PIECE}{unnamed}{SQUARE}"));
    assert_eq!(of(&report, "S607").expect("a finding").severity, Severity::Info);
    assert_eq!(facts(&report).sizes_unnamed, 3);
}

#[test]
fn named_seams_are_equally_long_and_their_notches_meet() {
    let other = r#"<rect x="500" y="100" width="200" height="310"/><path class="grainline" d="M600 150V350"/>"#;
    let seams = |left: &str, right: &str| sewn(&format!("{PIECE}{other}{left}{right}{SQUARE}"));
    let even = seams(
        r#"<path inkscape:label="seam side" d="M300 100V400"/><path class="notch" d="M288 200H300"/>"#,
        r#"<path inkscape:label="seam side" d="M500 400V100"/><path class="notch" d="M500 200H504"/>"#,
    );
    assert_eq!((said(&even), facts(&even).seams, facts(&even).notches), (String::new(), 1, 2));
    let longer = seams(
        r#"<path inkscape:label="seam side" d="M300 100V400"/>"#,
        r#"<path inkscape:label="Seam: Side" d="M500 410V100"/>"#,
    );
    let finding = of(&longer, "S609").expect("a finding");
    assert_eq!(finding.severity, Severity::Warn);
    assert_eq!(
        finding.message,
        "The seam “side” is 300 mm on 200 mm x 300 mm and 310 mm on 200 mm x 310 mm: 10 mm apart."
    );
    let eased = seams(
        r#"<path inkscape:label="seam side ease" d="M300 100V400"/>"#,
        r#"<path inkscape:label="seam side ease" d="M500 410V100"/>"#,
    );
    assert_eq!(of(&eased, "S609").expect("told").severity, Severity::Info);
    let parted = seams(
        r#"<path id="seam-side-1" d="M300 100V400"/><path class="notch" d="M296 200H300"/>"#,
        r#"<path id="seam-side-2" d="M500 400V100"/><path class="notch" d="M500 212H504"/>"#,
    );
    assert_eq!(of(&parted, "S610").expect("a finding").message, "The seam “side” has notches that lie 12 mm apart.");
    let one = seams(
        r#"<path inkscape:label="seam side" d="M300 100V400"/><path class="notch" d="M296 200H300"/>"#,
        r#"<path inkscape:label="seam side" d="M500 400V100"/>"#,
    );
    assert_eq!(
        of(&one, "S610").expect("a finding").message,
        "The seam “side” has 1 notch on one side and 0 on the other."
    );
    let astray = sewn(&format!(r#"{PIECE}<path class="notch" d="M150 250h4"/>{SQUARE}"#));
    assert_eq!(of(&astray, "S608").expect("told").severity, Severity::Info);
}

#[test]
fn the_edge_of_the_sheet_and_a_frame_round_pieces_are_no_pieces() {
    let frame = r#"<rect x="0" y="0" width="1000" height="1000"/><rect x="20" y="20" width="860" height="900"/>"#;
    let other = r#"<rect x="500" y="100" width="200" height="310"/><path class="grainline" d="M600 150V350"/>"#;
    let report = sewn(&format!("{frame}{PIECE}{other}{SQUARE}"));
    assert_eq!((said(&report), facts(&report).pieces), (String::new(), 2));
}

#[test]
fn lines_farther_than_numbers_go_end_at_once() {
    let far = [(0.0, 0.0), (1e308, 0.0), (-1e308, 1e308), (0.0, -1e308)];
    let vertex = |(x, y): (f64, f64)| format!("  0\nVERTEX\n  8\nsize 38\n 10\n{x:e}\n 20\n{y:e}\n");
    let outline: String = far.into_iter().map(vertex).collect();
    let dxf = format!(
        "  0\nSECTION\n  2\nENTITIES\n  0\nPOLYLINE\n  8\nsize 38\n 70\n1\n{outline}  0\nSEQEND\n  0\nENDSEC\n  0\nEOF\n"
    );
    let reading = pattern::read(dxf.as_bytes(), Some("far.dxf"), &Budget::default());
    let options = Options { used_for: Some(Use::Sew), ..Options::default() };
    assert!(inspect_watched(&reading, &options, &mut |_| {}).version > 0);
}

#[test]
fn a_sheet_full_of_pieces_is_looked_at_as_far_as_the_limit() {
    let piece = |index: usize| {
        let (x, y) = ((index % 160) * 30, (index / 160) * 30);
        format!(r#"<rect x="{x}" y="{y}" width="26" height="26"/><path class="notch" d="M{x} {y}h3"/>"#)
    };
    let parts: String = (0..20_000).map(piece).collect();
    let report = sewn(&parts);
    let found = facts(&report);
    assert_eq!((found.pieces, found.notches), (2_000, 20_000));
    assert!(of(&report, "S602").expect("a finding").at.len() <= 20);
}

/// A file as garment CAD exchanges it (AAMA), in millimetres: a piece of 200 x 300 mm and the same in a larger size.
fn exchanged(boundary_of_the_second: &str) -> Report {
    let block = |size: u32, boundary: &str| {
        format!(
            "0 BLOCK|8 0|2 B{size}|10 0|20 0|0 TEXT|8 1|10 100|20 150|40 5|1 Quantity: 2|\
             0 TEXT|8 1|10 100|20 100|40 5|1 Piece Name: FRONT|0 TEXT|8 1|10 100|20 110|40 5|1 SIZE: {size}|{boundary}\
             0 POINT|8 2|10 0|20 0|0 LINE|8 7|10 100|20 50|11 100|21 250|0 LINE|8 4|10 0|20 150|11 4|21 150|0 ENDBLK|"
        )
    };
    let line = |x: u32, y: u32, to_x: u32, to_y: u32| format!("0 LINE|8 1|10 {x}|20 {y}|11 {to_x}|21 {to_y}|");
    let first = [line(0, 0, 200, 0), line(200, 0, 200, 300), line(200, 300, 0, 300), line(0, 300, 0, 0)].concat();
    let file = format!(
        "0 SECTION|2 BLOCKS|{}{}0 ENDSEC|0 SECTION|2 ENTITIES|0 TEXT|8 1|10 0|20 -20|40 5|1 Units: METRIC|\
         0 INSERT|8 1|2 B36|10 0|20 0|0 INSERT|8 1|2 B38|10 0|20 0|0 ENDSEC|0 EOF|",
        block(36, &first),
        block(38, boundary_of_the_second),
    );
    let pair =
        |pair: &str| pair.trim().split_once(' ').map_or(pair.to_owned(), |(code, value)| format!("{code}\n{value}"));
    let dxf: Vec<String> = file.split('|').map(pair).collect();
    let reading = pattern::read(dxf.join("\n").as_bytes(), Some("front.dxf"), &Budget::default());
    inspect_watched(&reading, &Options::default(), &mut |_| {})
}

/// The least that the standard allows: a block that names its piece, and the piece's boundary.
const EXCHANGED_OUTLINE: &str = "0|SECTION|2|BLOCKS|0|BLOCK|8|0|2|B|10|0|20|0|0|TEXT|8|1|10|9|20|9|40|5|1|Piece Name: FRONT|\
    0|POLYLINE|8|1|66|1|70|1|0|VERTEX|8|1|10|0|20|0|0|VERTEX|8|1|10|200|20|0|0|VERTEX|8|1|10|200|20|300|\
    0|VERTEX|8|1|10|0|20|300|0|SEQEND|0|ENDBLK|0|ENDSEC|0|SECTION|2|ENTITIES|0|TEXT|8|1|10|0|20|-20|40|5|1|Units: METRIC|\
    0|INSERT|8|1|2|B|10|0|20|0|0|ENDSEC|0|EOF";

#[test]
fn what_garment_cad_exchanges_is_known_by_its_layers_and_texts() {
    let line = |x: u32, y: u32, to_x: u32, to_y: u32| format!("0 LINE|8 1|10 {x}|20 {y}|11 {to_x}|21 {to_y}|");
    let larger = [line(0, 0, 210, 0), line(210, 0, 210, 310), line(210, 310, 0, 310), line(0, 310, 0, 0)].concat();
    let report = exchanged(&larger);
    assert_eq!(report.drawing.clone().expect("a drawing").used_for, Use::Sew, "nobody said so but the file");
    let found = facts(&report);
    assert_eq!((found.pieces, found.with_grain, found.notches), (1, 1, 1));
    assert_eq!(found.sizes, ["36", "38"]);
    // It states its unit and its sizes, and is for programs: no test square is missing.
    assert_eq!(said(&report), "R319 dxf-garment-data x2");
    // An outline alone, in one size and without a grainline, is one all the same.
    let alone = pattern::read(EXCHANGED_OUTLINE.replace('|', "\n").as_bytes(), Some("front.dxf"), &Budget::default());
    let report = inspect_watched(&alone, &Options::default(), &mut |_| {});
    assert_eq!(report.drawing.clone().expect("a drawing").used_for, Use::Sew);
    assert_eq!(said(&report), "S602 no-grainline x1");
    // Beside it, and the last stretch is missing.
    let open = [line(500, 0, 710, 0), line(710, 0, 710, 310), line(710, 310, 500, 310)].concat();
    let report = exchanged(&open);
    assert!(of(&report, "S601").is_some(), "{}", said(&report));
}
