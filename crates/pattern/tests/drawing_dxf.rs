//! DXF: good files, bad files, limits, and what peers' files hold.

use kurbo::{ParamCurve as _, PathEl, Point, Shape as _};
use pattern::drawing::dxf;
use pattern::{Budget, Drawing, Finding, Findings, Unit, Units};

fn read_within(bytes: &[u8], budget: &Budget) -> (Option<(Drawing, Units)>, Vec<Finding>) {
    let mut findings = Findings::new(budget.places_max);
    let read = dxf::read(bytes, budget, &mut findings);
    (read, findings.into_vec())
}

fn read(text: &str) -> (Drawing, Units, Vec<Finding>) {
    let (read, findings) = read_within(text.as_bytes(), &Budget::default());
    let (drawing, units) = read.unwrap_or_else(|| panic!("a drawing, but {findings:?}"));
    (drawing, units, findings)
}

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.code.as_str()).collect()
}

/// Pairs of lines from `0 LINE; 8 Cut`; `§` stands for a semicolon in a value.
fn pairs(short: &str) -> String {
    let pairs = short.split(';').map(str::trim).filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once(' ').unwrap_or((pair, "")))
        .map(|(code, value)| format!("{code}\n{}\n", value.replace('§', ";")))
        .collect()
}

/// A file in millimetres with these tables, blocks and entities.
fn file(tables: &str, blocks: &str, entities: &str) -> String {
    pairs(&format!(
        "0 SECTION; 2 HEADER; 9 $ACADVER; 1 AC1027; 9 $INSUNITS; 70 4; 0 ENDSEC; 0 SECTION; 2 TABLES; {tables}; 0 ENDSEC; \
         0 SECTION; 2 BLOCKS; {blocks}; 0 ENDSEC; 0 SECTION; 2 ENTITIES; {entities}; 0 ENDSEC; 0 EOF"
    ))
}

fn entities(entities: &str) -> (Drawing, Units, Vec<Finding>) {
    read(&file("", "", entities))
}

fn close(a: [f64; 4], b: [f64; 4]) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-3)
}

fn on_circle(drawing: &Drawing, index: usize, center: Point, radius: f64) {
    for segment in drawing.paths[index].geometry.segments() {
        for step in 0..=16 {
            let point = segment.eval(f64::from(step) / 16.0);
            assert!(((point - center).hypot() - radius).abs() < 1e-3, "{point:?}");
        }
    }
}

#[test]
fn a_line_comes_out_in_millimetres() {
    let (drawing, units, findings) = entities("0 LINE; 5 2F; 8 Cut; 62 1; 10 1; 20 2; 30 9; 11 4; 21 6");
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(units, Units::stated(Unit::Millimetre));
    assert_eq!(drawing.bounds(), Some([1.0, 2.0, 4.0, 6.0]));
    let path = &drawing.paths[0];
    assert_eq!((path.source.as_str(), path.stroke), ("handle 2F", Some([255, 0, 0, 255])));
    assert_eq!(drawing.layers[0].name, "Cut");
}

#[test]
fn units_are_the_files_own_or_assumed_with_a_finding() {
    let with = |header: &str| {
        read(&pairs(&format!(
            "0 SECTION; 2 HEADER; {header}; 0 ENDSEC; 0 SECTION; 2 ENTITIES; 0 LINE; 11 1; 0 ENDSEC; 0 EOF"
        )))
    };
    for (header, mm, unit, stated) in [
        ("9 $INSUNITS; 70 1", 25.4, Unit::Inch, true),
        ("9 $INSUNITS; 70 2", 304.8, Unit::Foot, true),
        ("9 $INSUNITS; 70 6", 1000.0, Unit::Metre, true),
        ("9 $INSUNITS; 70 0; 9 $MEASUREMENT; 70 0", 25.4, Unit::Inch, false),
        ("9 $INSUNITS; 70 0; 9 $MEASUREMENT; 70 1", 1.0, Unit::Millimetre, false),
        ("9 $ACADVER; 1 AC1009", 1.0, Unit::Millimetre, false),
    ] {
        let (drawing, units, findings) = with(header);
        assert_eq!(drawing.bounds(), Some([0.0, 0.0, mm, 0.0]), "{header}");
        assert_eq!((units, findings.is_empty()), (Units { unit, stated, told: None }, stated), "{header}");
    }
}

#[test]
fn arcs_circles_and_bulges_stay_within_a_thousandth() {
    let (drawing, ..) = entities(
        "0 CIRCLE; 10 5; 20 6; 40 200; 0 ARC; 10 5; 20 6; 40 50; 50 300; 51 30; \
         0 LWPOLYLINE; 90 2; 70 1; 10 -10; 20 0; 42 1; 10 10; 20 0; 42 1; \
         0 ELLIPSE; 10 1; 20 1; 11 30; 21 0; 40 1; 41 0; 42 6.283185307179586",
    );
    on_circle(&drawing, 0, Point::new(5.0, 6.0), 200.0);
    on_circle(&drawing, 1, Point::new(5.0, 6.0), 50.0);
    on_circle(&drawing, 2, Point::ORIGIN, 10.0);
    on_circle(&drawing, 3, Point::new(1.0, 1.0), 30.0);
    assert!((drawing.paths[1].geometry.perimeter(1e-6) - 50.0 * 90f64.to_radians()).abs() < 1e-2);
    let closed: Vec<bool> =
        drawing.paths.iter().map(|path| path.geometry.elements().last() == Some(&PathEl::ClosePath)).collect();
    assert_eq!(closed, [true, false, true, true]);
}

#[test]
fn an_old_polyline_keeps_its_vertices_and_a_mesh_is_left_out() {
    let vertices = "0 VERTEX; 10 0; 20 0; 0 VERTEX; 10 10; 20 0; 42 -1; 0 VERTEX; 10 10; 20 10; 0 SEQEND";
    let (drawing, ..) = entities(&format!("0 POLYLINE; 66 1; 70 1; {vertices}; 0 LINE; 11 1"));
    assert_eq!(drawing.paths.len(), 2);
    assert!(close(drawing.paths[0].geometry.bounding_box().into_owned_box(), [0.0, 0.0, 10.0, 10.0]));
    let (_, _, findings) = entities(&format!("0 POLYLINE; 66 1; 70 64; {vertices}; 0 LINE; 11 1"));
    assert_eq!(codes(&findings), ["R309"]);
}

trait Corners {
    fn into_owned_box(self) -> [f64; 4];
}

impl Corners for kurbo::Rect {
    fn into_owned_box(self) -> [f64; 4] {
        [self.x0, self.y0, self.x1, self.y1]
    }
}

#[test]
fn a_spline_is_exact_or_within_tolerance() {
    let cubic = "0 SPLINE; 70 8; 71 3; 40 0; 40 0; 40 0; 40 0; 40 1; 40 2; 40 2; 40 2; 40 2; 10 0; 20 0; 10 1; 20 2; 10 3; 20 2; 10 4; 20 0; 10 6; 20 1";
    let (drawing, ..) = entities(cubic);
    let elements = drawing.paths[0].geometry.elements();
    assert_eq!((elements.len(), elements[2].end_point()), (3, Some(Point::new(6.0, 1.0))));
    // By hand: knot insertion at 1 gives (2, 2), between (1, 2) and (3, 2) once more with (3.5, 1).
    assert!((elements[1].end_point().expect("a curve") - Point::new(2.75, 1.5)).hypot() < 1e-9, "{elements:?}");
    // A rational quadratic: a quarter of a circle of radius 100.
    let quarter = "0 SPLINE; 70 4; 71 2; 40 0; 40 0; 40 0; 40 1; 40 1; 40 1; 41 1; 41 0.7071067811865476; 41 1; 10 100; 20 0; 10 100; 20 100; 10 0; 20 100";
    let (drawing, ..) = entities(quarter);
    on_circle(&drawing, 0, Point::ORIGIN, 100.0);
}

#[test]
fn blocks_are_placed_turned_scaled_mirrored_and_repeated() {
    let block = "0 BLOCK; 2 Part; 10 1; 20 1; 0 LINE; 8 0; 62 0; 10 1; 20 1; 11 3; 21 2; 0 ENDBLK; \
                 0 BLOCK; 2 Outer; 0 INSERT; 2 PART; 8 Inner; 62 3; 10 10; 0 ENDBLK";
    let bounds = |insert: &str| read(&file("", block, insert)).0.bounds().expect("a line");
    assert!(close(bounds("0 INSERT; 2 Part; 10 5; 20 5"), [5.0, 5.0, 7.0, 6.0]));
    assert!(close(bounds("0 INSERT; 2 Part; 50 90"), [-1.0, 0.0, 0.0, 2.0]));
    assert!(close(bounds("0 INSERT; 2 Part; 41 -2; 42 3"), [-4.0, 0.0, 0.0, 3.0]));
    assert!(close(bounds("0 INSERT; 2 Part; 70 3; 71 2; 44 10; 45 20"), [0.0, 0.0, 22.0, 21.0]));
    assert!(close(bounds("0 INSERT; 2 Part; 10 5; 20 5; 210 0; 220 0; 230 -1"), [-7.0, 5.0, -5.0, 6.0]));
    let (drawing, ..) = read(&file("", block, "0 INSERT; 2 Outer; 10 1; 20 1"));
    assert!(close(drawing.bounds().expect("a line"), [11.0, 1.0, 13.0, 2.0]));
    assert_eq!((drawing.layers[0].name.as_str(), drawing.paths[0].stroke), ("Inner", Some([0, 255, 0, 255])));
}

#[test]
fn a_mirrored_plane_and_a_tilted_one_are_seen_from_above() {
    let (drawing, ..) = entities("0 LWPOLYLINE; 10 1; 20 2; 10 3; 20 2; 230 -1; 0 CIRCLE; 40 10; 210 1; 220 0; 230 1");
    assert!(close(drawing.paths[0].geometry.bounding_box().into_owned_box(), [-3.0, 2.0, -1.0, 2.0]));
    let tilted = drawing.paths[1].geometry.bounding_box().into_owned_box();
    assert!(close(tilted, [-7.0711, -10.0, 7.0711, 10.0]), "{tilted:?}");
}

#[test]
fn a_hatch_gives_its_boundaries() {
    let (drawing, _, findings) = entities(
        "0 HATCH; 2 SOLID; 70 1; 91 2; 92 2; 72 0; 73 1; 93 4; 10 0; 20 0; 10 10; 20 0; 10 10; 20 10; 10 0; 20 10; 97 0; \
         92 1; 93 2; 72 2; 10 5; 20 5; 40 2; 50 0; 51 180; 73 1; 72 1; 10 3; 20 5; 11 7; 21 5; 97 0; 75 0; 76 1",
    );
    assert!(findings.is_empty(), "{findings:?}");
    let path = &drawing.paths[0];
    assert_eq!((path.fill.map(|fill| fill[3]), path.even_odd, path.geometry.subpaths().count()), (Some(255), true, 2));
    assert!((path.geometry.area().abs() - (100.0 + std::f64::consts::TAU)).abs() < 0.01, "{}", path.geometry.area());
}

#[test]
fn texts_lose_their_codes_and_keep_their_words() {
    let (drawing, ..) = entities(
        r"0 TEXT; 10 1; 20 2; 40 3; 50 90; 1 45%%d \U+00E9%%p1; 0 MTEXT; 10 0; 20 0; 40 2; 3 {\fArial|b0§Cut }\H2x§; 1 two\Pon \S1/2§\~fold",
    );
    let text = &drawing.texts[0];
    assert_eq!((text.content.as_str(), text.at, text.height_mm), ("45° é±1", [1.0, 2.0], 3.0));
    assert!((text.rotation_deg - 90.0).abs() < 1e-9);
    assert_eq!(drawing.texts[1].content, "Cut two\non 1/2 fold");
}

#[test]
fn layers_give_colour_width_and_dashes_and_hidden_ones_are_noted() {
    let tables = "0 LTYPE; 2 DASHED; 49 2; 49 -1; 0 LAYER; 2 Cut; 62 5; 6 DASHED; 370 25; 0 LAYER; 2 Off; 62 -1; 0 LAYER; 2 Ice; 70 1";
    let (drawing, _, findings) =
        read(&file(tables, "", "0 LINE; 8 Cut; 11 1; 0 LINE; 8 Off; 11 5; 0 LINE; 8 ice; 11 9"));
    let path = &drawing.paths[0];
    assert_eq!(
        (path.stroke, path.stroke_width_mm, path.dashes_mm.as_slice()),
        (Some([0, 0, 255, 255]), 0.25, &[2.0, 1.0][..])
    );
    assert_eq!((drawing.paths.len(), codes(&findings)), (1, vec!["R310", "R310"]));
}

#[test]
fn the_sheet_is_read_only_where_the_model_is_empty() {
    assert_eq!(entities("0 LINE; 11 1; 0 LINE; 67 1; 11 5").0.bounds(), Some([0.0, 0.0, 1.0, 0.0]));
    assert_eq!(entities("0 LINE; 67 1; 11 5").0.bounds(), Some([0.0, 0.0, 5.0, 0.0]));
}

#[test]
fn a_block_in_itself_and_blocks_of_blocks_stop_at_the_budget() {
    let own = "0 BLOCK; 2 A; 0 LINE; 11 1; 0 INSERT; 2 A; 10 1; 0 ENDBLK";
    assert_eq!(codes(&read(&file("", own, "0 INSERT; 2 A")).2), ["R305"]);
    let twice = "0 BLOCK; 2 A; 0 LINE; 11 1; 0 INSERT; 2 A; 0 INSERT; 2 A; 0 ENDBLK";
    assert!(codes(&read(&file("", twice, "0 INSERT; 2 A")).2).contains(&"R304"));
    let wide = "0 BLOCK; 2 A; 0 ENDBLK";
    assert!(codes(&read(&file("", wide, "0 INSERT; 2 A; 70 32000; 71 32000")).2).contains(&"R304"));
}

#[test]
fn limits_hold_at_their_value_and_break_above() {
    let text = file("", "0 BLOCK; 2 A; 0 LINE; 11 1; 0 ENDBLK", "0 INSERT; 2 A");
    // Four sections, four ends, block, line, end, insert are twelve records.
    let budget = Budget { nodes_max: 12, depth_max: 1, bytes_max: text.len() as u64, ..Budget::default() };
    let with = |budget: &Budget| read_within(text.as_bytes(), budget).1;
    assert_eq!(codes(&with(&budget)), [""; 0]);
    assert!(codes(&with(&Budget { nodes_max: 11, ..budget.clone() })).contains(&"R304"));
    assert!(codes(&with(&Budget { depth_max: 0, ..budget.clone() })).contains(&"R305"));
    assert_eq!(codes(&with(&Budget { bytes_max: budget.bytes_max - 1, ..budget })), ["R301"]);
}

#[test]
fn line_ends_code_pages_and_what_follows_the_end_do_no_harm() {
    let text = file("", "", "0 LINE; 8 Cut; 11 1");
    for (changed, told) in [
        (text.replace('\n', "\r\n"), vec![]),
        (text.replace('\n', "\r"), vec![]),
        (text.clone() + "\x1a\0\0\r\n", vec![]),
        (text.clone() + "\x1a\0\0 no DXF", vec!["R314"]),
        (format!("999\nmade by hand\n{text}"), vec![]),
    ] {
        let (drawing, _, findings) = read(&changed);
        assert_eq!((drawing.paths.len(), codes(&findings)), (1, told), "{changed:?}");
    }
    let mut cyrillic = pairs("0 SECTION; 2 HEADER; 9 $ACADVER; 1 AC1015; 9 $DWGCODEPAGE; 3 ANSI_1251; 9 $INSUNITS; 70 4; 0 ENDSEC; 0 SECTION; 2 ENTITIES; 0 LINE; 8 ").into_bytes();
    cyrillic.pop();
    cyrillic.extend(b"\xd0\xe5\xe7\n11\n1\n0\nENDSEC\n0\nEOF\n");
    assert_eq!(read_within(&cyrillic, &Budget::default()).0.expect("read").0.layers[0].name, "Рез");
}

#[test]
fn a_file_cut_short_anywhere_gives_what_stands_before() {
    let text = file(
        "0 LAYER; 2 Cut; 62 5",
        "0 BLOCK; 2 A; 0 LINE; 11 1; 0 ENDBLK",
        "0 INSERT; 2 A; 0 CIRCLE; 40 5; 0 LWPOLYLINE; 10 1; 20 1; 10 2; 20 2; 0 TEXT; 40 1; 1 Hem",
    );
    for part in 0..16 {
        let (read, findings) = read_within(&text.as_bytes()[..text.len() * part / 16], &Budget::default());
        let codes = codes(&findings);
        assert!(codes.contains(&"R303") || codes.contains(&"R302"), "{part}: {findings:?}");
        assert!(read.is_some() || part == 0, "{part}");
    }
}

#[test]
fn numbers_that_are_none_are_left_out_with_a_finding() {
    for bad in ["NaN", "inf", "1e999", "-nan(ind)", "abc"] {
        let (drawing, _, findings) = entities(&format!(
            "0 LINE; 11 1; 0 CIRCLE; 40 {bad}; 0 LINE; 10 {bad}; 0 ELLIPSE; 11 {bad}; 40 1; 0 LWPOLYLINE; 10 0; 20 0; 42 {bad}; 10 1; 20 {bad}"
        ));
        assert!(codes(&findings).contains(&"R311"), "{bad}");
        assert_eq!(drawing.paths.len(), 1, "{bad}");
    }
    let (drawing, ..) = entities(
        "0 CIRCLE; 40 1e300; 0 ARC; 40 1e-300; 50 1e300; 51 -1e300; 0 LWPOLYLINE; 10 0; 20 0; 42 1e-300; 10 1e308; 20 1e308",
    );
    assert!(drawing.paths.iter().all(|path| path.geometry.is_finite() && path.geometry.elements().len() < 1000));
}

#[test]
fn sentences_say_what_to_do() {
    let odd = file(
        "0 LAYER; 2 O\u{202e}ff; 62 -1",
        "0 BLOCK; 2 X; 70 4; 0 ENDBLK",
        "0 3DSOLID; 5 1; 0 3DSOLID; 5 2; 0 ACAD_PROXY_ENTITY; 0 INSERT; 2 X; 0 INSERT; 2 Y; 0 IMAGE; 0 LINE; 8 O\u{202e}ff; 11 1",
    );
    let binary = &b"AutoCAD Binary DXF\r\n\x1a\0"[..];
    let unitless = pairs("0 SECTION; 2 ENTITIES; 0 LINE; 11 1; 21 2");
    let mut lines = Vec::new();
    for bytes in [odd.as_bytes(), binary, b"AC1027\0\0", b"", b"hello\nworld\n", unitless.as_bytes()] {
        lines.extend(
            read_within(bytes, &Budget::default()).1.into_iter().map(|f| {
                format!("{} {} {} x{}: {} -> {}", f.code, f.severity.word(), f.name, f.count, f.message, f.fix)
            }),
        );
    }
    insta::assert_snapshot!(lines.join("\n"));
}
