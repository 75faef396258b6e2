//! SVG: good files, bad files, limits, and a round trip.

use kurbo::{BezPath, PathEl, Shape as _};
use pattern::drawing::{Layer, Path, YAxis, svg};
use pattern::{Budget, Drawing, Finding, Findings, Unit, Units};
use proptest::prelude::*;

fn read_within(text: &[u8], budget: &Budget) -> (Option<(Drawing, Units)>, Vec<Finding>) {
    let mut findings = Findings::new(budget.places_max);
    let read = svg::read(text, budget, &mut findings);
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

/// A sheet of 100 x 50 mm with one user unit a millimetre.
fn sheet(inside: &str) -> String {
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" width="100mm" height="50mm" viewBox="0 0 100 50">{inside}</svg>"##
    )
}

#[test]
fn a_square_comes_out_in_millimetres() {
    let (drawing, units, findings) = read(&sheet(
        r##"<rect id="tile" x="10" y="5" width="20" height="30" fill="none" stroke="#f00" stroke-width="0.2"/>"##,
    ));
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(units, Units::stated(Unit::Millimetre));
    assert_eq!(drawing.sheet, Some([0.0, 0.0, 100.0, 50.0]));
    assert_eq!(drawing.bounds(), Some([10.0, 5.0, 30.0, 35.0]));
    let path = &drawing.paths[0];
    assert_eq!((path.stroke, path.fill, path.source.as_str()), (Some([255, 0, 0, 255]), None, "#tile"));
    assert!((path.stroke_width_mm - 0.2).abs() < 1e-6);
    assert_eq!(path.geometry.elements().last(), Some(&PathEl::ClosePath));
}

#[test]
fn every_unit_gives_its_own_scale() {
    for (width, mm) in [
        ("100mm", 100.0),
        ("10cm", 100.0),
        ("4in", 101.6),
        ("72pt", 25.4),
        ("6pc", 25.4),
        ("96px", 25.4),
        ("96", 25.4),
        ("1e2mm", 100.0),
    ] {
        let text = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" viewBox="0 0 10 10"><path d="M0 0H10" stroke="red"/></svg>"#
        );
        let (drawing, units, findings) = read(&text);
        let bounds = drawing.bounds().expect("one line");
        assert!((bounds[2] - mm).abs() < 1e-3, "{width}: {bounds:?}");
        assert_eq!(units.stated, findings.is_empty(), "{width}");
    }
}

#[test]
fn a_view_box_keeps_the_files_own_origin() {
    let text = r#"<svg xmlns="http://www.w3.org/2000/svg" width="200mm" height="100mm" viewBox="-50 -25 100 50"><path d="M-50-25L50 25" stroke="red"/></svg>"#;
    let (drawing, ..) = read(text);
    assert_eq!(drawing.sheet, Some([-100.0, -50.0, 200.0, 100.0]));
    let bounds = drawing.bounds().expect("one line");
    assert!(bounds.iter().zip([-100.0, -50.0, 100.0, 50.0]).all(|(a, b)| (a - b).abs() < 1e-3), "{bounds:?}");
}

#[test]
fn old_programs_mean_other_pixels() {
    let page = |head: &str, version: &str| {
        format!(
            r#"{head}<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="i" {version} width="360" height="360" viewBox="0 0 360 360"><path d="M0 0H360" stroke="red"/></svg>"#
        )
    };
    for (text, mm) in [
        (page("", ""), 95.25),
        (page("<!-- Generator: Adobe Illustrator 19.0 -->", ""), 127.0),
        (page("", r#"inkscape:version="0.48.4 r9939""#), 101.6),
    ] {
        let (drawing, units, findings) = read(&text);
        assert!((drawing.bounds().expect("one line")[2] - mm).abs() < 1e-3, "{mm}");
        assert!(!units.stated);
        assert_eq!(codes(&findings), ["R206"]);
    }
}

#[test]
fn a_circle_and_an_arc_stay_within_a_thousandth() {
    let (drawing, ..) = read(&sheet(
        r#"<circle cx="50" cy="25" r="20" stroke="red"/><path stroke="red" d="M30 25A20 20 0 0 1 70 25A20 20 0 0 1 30 25"/>"#,
    ));
    for path in &drawing.paths {
        for segment in path.geometry.segments() {
            for step in 0..=16 {
                let point = kurbo::ParamCurve::eval(&segment, f64::from(step) / 16.0);
                assert!(((point - kurbo::Point::new(50.0, 25.0)).hypot() - 20.0).abs() < 1e-3, "{point:?}");
            }
        }
    }
}

#[test]
fn what_is_open_stays_open() {
    let (drawing, ..) = read(&sheet(
        r#"<g fill="none" stroke="red"><path d="M0 0L10 0L10 10L0 0"/><path d="M0 0L10 0L10 10Z"/><polyline points="0,0 1,1 2,0"/><polygon points="0,0 1,1 2,0"/></g>"#,
    ));
    let closed: Vec<bool> =
        drawing.paths.iter().map(|path| path.geometry.elements().last() == Some(&PathEl::ClosePath)).collect();
    assert_eq!(closed, [false, true, false, true]);
}

#[test]
fn width_and_dashes_grow_with_the_transform() {
    let (drawing, ..) = read(&sheet(
        r#"<g transform="scale(2)"><path d="M0 0H10" stroke="red" stroke-width="0.5" stroke-dasharray="1 2"/></g>"#,
    ));
    let path = &drawing.paths[0];
    assert!((path.stroke_width_mm - 1.0).abs() < 1e-6);
    assert_eq!(path.dashes_mm, [2.0, 4.0]);
}

#[test]
fn clones_and_styles_are_resolved() {
    let (drawing, _, findings) = read(&sheet(
        r##"<style>.cut { stroke: #00f; fill: none } /* a > b */</style><defs><path id="a" class="cut" d="M0 0H10"/></defs><use id="copy" xlink:href="#a" x="5" y="7"/>"##,
    ));
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(drawing.bounds(), Some([5.0, 7.0, 15.0, 7.0]));
    assert_eq!((drawing.paths[0].stroke, drawing.paths[0].source.as_str()), (Some([0, 0, 255, 255]), "#copy"));
}

#[test]
fn layers_are_inkscapes_else_top_groups_else_colours() {
    let names = |text: &str| read(&sheet(text)).0.layers.into_iter().map(|layer| layer.name).collect::<Vec<_>>();
    assert_eq!(
        names(
            r#"<g inkscape:groupmode="layer" inkscape:label="Cut &amp; fold" id="layer1"><g id="inner"><path d="M0 0H1" stroke="red"/></g></g>"#
        ),
        ["Cut & fold"]
    );
    assert_eq!(
        names(r#"<g id="Engrave"><path d="M0 0H1" stroke="red"/></g><g id="Cut"><path d="M0 0H1" stroke="red"/></g>"#),
        ["Engrave", "Cut"]
    );
    assert_eq!(
        names(r#"<path d="M0 0H1" stroke="red"/><path d="M0 0H1" stroke="lime"/><path d="M0 1H1" stroke="red"/>"#),
        ["#ff0000", "#00ff00"]
    );
}

#[test]
fn a_text_stays_text() {
    let (drawing, _, findings) = read(&sheet(
        r#"<style>.t{font-size:5px}</style><g transform="translate(10 20) rotate(-90)"><text class="t" x="3" y="4">Cut <tspan>two</tspan><tspan x="3" dy="1em">on fold</tspan></text></g>"#,
    ));
    assert!(findings.is_empty() && drawing.paths.is_empty(), "{findings:?}");
    let text = &drawing.texts[0];
    assert_eq!(text.content, "Cut two\non fold");
    assert!((text.at[0] - 14.0).abs() < 1e-3 && (text.at[1] - 17.0).abs() < 1e-3, "{text:?}");
    assert!((text.height_mm - 5.0).abs() < 1e-3 && (text.rotation_deg - 90.0).abs() < 1e-3, "{text:?}");
    assert_eq!(text.source, "line 1");
}

#[test]
fn a_repeat_says_so() {
    assert!(
        read(&sheet(r#"<path d="M0 0H1" stroke="red"/>"#).replace("<svg ", r#"<svg data-repeat="true" "#)).0.repeat
    );
    assert!(!read(&sheet(r#"<path d="M0 0H1" stroke="red"/>"#)).0.repeat);
}

#[test]
fn what_runs_or_reaches_out_is_left_out_and_named() {
    let (drawing, _, findings) = read(&sheet(
        r##"<script>alert(1)</script><path onclick="alert(1)" d="M0 0H1" stroke="red"/><image href="http://example.org/a.png"/><image href="data:image/png;base64,AAAA"/><use href="other.svg#a"/><style>@import url(http://example.org/a.css); .a { stroke: red }</style><foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject><clipPath id="c"><path d="M0 0"/></clipPath><g clip-path="url(#c)"><path d="M0 0H2" style="clip-path:url(#c)" stroke="red"/></g><animate/>"##,
    ));
    assert_eq!(drawing.paths.len(), 2);
    assert_eq!(drawing.raster_count, 2);
    insta::assert_snapshot!(sentences(&findings));
}

fn sentences(findings: &[Finding]) -> String {
    let line =
        |f: &Finding| format!("{} {} {} x{}: {} -> {}", f.code, f.severity.word(), f.name, f.count, f.message, f.fix);
    findings.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_style_sheet_instruction_is_not_followed() {
    let text =
        format!("<?xml-stylesheet href=\"http://example.org/a.css\"?>{}", sheet(r#"<path d="M0 0H1" stroke="red"/>"#));
    assert_eq!(codes(&read(&text).2), ["R222"]);
}

#[test]
fn a_use_that_leads_back_is_left_out() {
    for inside in [
        r##"<g id="a"><path d="M0 0H1" stroke="red"/><use href="#a"/></g>"##,
        r##"<use id="a" href="#b"/><use id="b" href="#a"/><path d="M0 0H1" stroke="red"/>"##,
        r##"<path d="M0 0H1" stroke="red"/><use id="a" href="#a"/>"##,
    ] {
        let (drawing, _, findings) = read(&sheet(inside));
        assert_eq!(codes(&findings), ["R210"], "{inside}");
        assert!(!drawing.paths.is_empty());
    }
}

#[test]
fn clones_of_clones_do_not_multiply_without_end() {
    let mut inside = String::from(r#"<path id="l0" d="M0 0H1" stroke="red"/>"#);
    for level in 1..40 {
        let below = level - 1;
        inside += &format!(r##"<g id="l{level}"><use href="#l{below}"/><use href="#l{below}"/></g>"##);
    }
    let (drawing, _, findings) = read(&sheet(&inside));
    assert_eq!(codes(&findings), ["R211"]);
    assert_eq!(drawing.paths.len(), 1);
}

#[test]
fn a_hundred_thousand_groups_are_a_finding() {
    let inside = format!(r#"<path d="M0 0H1" stroke="red"/>{}{}"#, "<g>".repeat(100_000), "</g>".repeat(100_000));
    let (drawing, _, findings) = read(&sheet(&inside));
    assert_eq!(codes(&findings), ["R205"]);
    assert_eq!(drawing.paths.len(), 1);
    let chain: String = (0..100_000).map(|n| format!(r##"<use id="u{n}" href="#u{}"/>"##, n + 1)).collect();
    assert_eq!(codes(&read(&sheet(&(chain + r#"<path id="u100000" d="M0 0H1" stroke="red"/>"#))).2), ["R211"]);
}

#[test]
fn limits_hold_at_their_value_and_break_above() {
    let file = sheet(&format!("{}{}{}", "<g>".repeat(5), r#"<path d="M0 0H1" stroke="red"/>"#, "</g>".repeat(5)));
    // The root, five groups, one path, two segments; the path lies six deep.
    let budget = Budget { nodes_max: 9, depth_max: 6, bytes_max: file.len() as u64, ..Budget::default() };
    let with = |budget: &Budget| read_within(file.as_bytes(), budget).1;
    assert_eq!(codes(&with(&budget)), [""; 0]);
    assert!(codes(&with(&Budget { nodes_max: 8, ..budget.clone() })).contains(&"R204"));
    assert!(codes(&with(&Budget { depth_max: 5, ..budget.clone() })).contains(&"R205"));
    assert!(codes(&with(&Budget { bytes_max: budget.bytes_max - 1, ..budget })).contains(&"R201"));
}

#[test]
fn entities_stand_for_a_little_and_never_for_much() {
    let with = |subset: &str, inside: &str| read(&format!("<!DOCTYPE svg [{subset}]>{}", sheet(inside)));
    let (drawing, _, findings) = with(
        r##"<!ENTITY ns "http://ns.adobe.com/"><!ENTITY red "stroke:#f00">"##,
        r#"<path d="M0 0H1" style="&red;" x="&ns;"/>"#,
    );
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(drawing.paths[0].stroke, Some([255, 0, 0, 255]));

    let mut bomb = String::from(r#"<!ENTITY a0 "lol lol lol lol ">"#);
    for level in 1..20 {
        bomb += &format!(r#"<!ENTITY a{level} "{}">"#, format!("&a{};", level - 1).repeat(10));
    }
    let (_, _, findings) = with(&bomb, r#"<path d="M0 0H1" stroke="red"/><text>&a19;</text>"#);
    assert_eq!(codes(&findings)[0], "R227");
    let wide = r#"<text>&a;</text>"#.repeat(1000);
    let (_, _, findings) =
        with(&format!(r#"<!ENTITY a "{}">"#, "x".repeat(4000)), &format!(r#"<path d="M0 0H1" stroke="red"/>{wide}"#));
    assert_eq!(codes(&findings), ["R227"]);
    let (drawing, _, findings) = with(
        r#"<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY % p "q">"#,
        r#"<path d="M0 0H1" stroke="red"/><text>&x;</text>"#,
    );
    assert_eq!(codes(&findings), ["R228"]);
    assert!(drawing.texts.is_empty());
}

#[test]
fn an_attribute_whose_name_is_not_latin_is_passed_over() {
    assert_eq!(read(&sheet(r#"<path 線="2" d="M0 0H1" stroke="red"/>"#)).0.paths.len(), 1);
}

#[test]
fn a_huge_arc_takes_no_longer_than_a_small_one() {
    let begin = std::time::Instant::now();
    read(&sheet(
        r#"<path d="M0 0A5 5 0 0 1 10-1e38A1e200 1 0 0 1 1e200 1" stroke="red"/><circle r="1e7" stroke="red"/>"#,
    ));
    assert!(begin.elapsed() < std::time::Duration::from_secs(1));
}

#[test]
fn numbers_that_are_none_do_no_harm() {
    for inside in [
        r#"<path d="M0 0LNaN 1L2 2" stroke="red"/>"#,
        r#"<path d="M0 0L1e400 1" stroke="red"/><circle r="1e300" stroke="red"/><circle r="1e30mm" stroke="red"/>"#,
        r#"<path d="M0 0A1e300 1e300 0 0 1 1e30 1" stroke="red"/><rect width="1e38" height="1e38" rx="1e37"/>"#,
        r#"<g transform="scale(1e38)"><path d="M0 0L1e38 1" stroke="red" stroke-width="1e38"/></g>"#,
        r#"<g transform="matrix(NaN 0 0 1 0 0)"><path d="M0 0L1 1" stroke="red"/></g><path d="M1e-45 1e-310L1 1" stroke="red"/>"#,
        r#"<path transform="scale(0)" d="M0 0L1 1" stroke="red"/><text x="1e300" font-size="1e300">a</text>"#,
    ] {
        let (drawing, ..) = read(&sheet(inside));
        assert!(drawing.paths.iter().all(|path| path.geometry.is_finite()), "{inside}");
    }
    for view_box in ["NaN 0 1 1", "0 0 1e400 1", "0 0 -1 1", "1 2 3", "0 0 1e-300 1e300", "0 0 0 0"] {
        let text = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="1e999mm" viewBox="{view_box}"><path d="M0 0H1" stroke="red"/></svg>"#
        );
        assert!(read(&text).0.bounds().is_some(), "{view_box}");
    }
}

#[test]
fn names_cannot_turn_a_report_round() {
    let (drawing, ..) = read(&sheet(&format!(
        "<g inkscape:groupmode=\"layer\" inkscape:label=\"a&#10;b\u{202e}c{}\"><path id=\"x\u{200f}&#10;y\" d=\"M0 0H1\" stroke=\"red\"/></g>",
        "n".repeat(4096)
    )));
    let name = &drawing.layers[0].name;
    assert!(name.starts_with("a bcn") && name.chars().count() == 121, "{name}");
    assert_eq!(drawing.paths[0].source, "#x y");
}

#[test]
fn a_file_cut_short_anywhere_gives_what_stands_before() {
    let text = sheet(
        r##"<defs><path id="a" d="M0 0H10"/></defs><g id="Cut"><rect width="5" height="5" stroke="red"/><use href="#a"/><text x="1" y="2">Hem</text><path d="M0 0C1 1 2 2 3 3" stroke="blue"/></g>"##,
    );
    for part in 0..16 {
        let cut = text.len() * part / 16;
        let (read, findings) = read_within(&text.as_bytes()[..cut], &Budget::default());
        assert!(!findings.is_empty(), "{part}");
        assert!(read.is_some() || codes(&findings).contains(&"R202"), "{part}: {findings:?}");
    }
    assert!(read(&text).2.is_empty());
}

#[test]
fn what_is_no_svg_is_told_so() {
    for bytes in [&b""[..], b"hello", b"<html><body/></html>", b"\x1f\x8b\x08\x00", b"\x00\x01\x02", b"<svg", b"<?xml"]
    {
        let (read, findings) = read_within(bytes, &Budget::default());
        assert!(read.is_none(), "{bytes:?}");
        assert!(codes(&findings).contains(&"R202"), "{bytes:?}: {findings:?}");
    }
}

#[test]
fn other_encodings_and_prefixes_are_read() {
    let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><svg xmlns='http://www.w3.org/2000/svg' width='1mm' height='1mm'><g id='\xe9t\xe9'><path d='M0 0H1' stroke='red'/></g></svg>";
    let (drawing, _) = read_within(latin, &Budget::default()).0.expect("read");
    assert_eq!(drawing.layers[0].name, "été");
    let wide: Vec<u8> = std::iter::once(0xfeff)
        .chain(sheet("<path d='M0 0H1' stroke='red'/>").encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(read_within(&wide, &Budget::default()).0.expect("read").0.paths.len(), 1);
    let prefixed = "<s:svg xmlns:s='http://www.w3.org/2000/svg' width='1mm' height='1mm'><s:path d='M0 0H1' stroke='red'/><x:path d='M0 0H1'/></s:svg>";
    assert_eq!(read(prefixed).0.paths.len(), 1);
}

fn point() -> impl Strategy<Value = kurbo::Point> {
    (-500.0..500.0, -500.0..500.0).prop_map(|(x, y): (f64, f64)| kurbo::Point::new(x, y))
}

prop_compose! {
    fn any_path()(
        start in point(),
        steps in prop::collection::vec((0..3, point(), point(), point()), 1..6),
        closed: bool,
        stroke in prop::option::of(any::<[u8; 3]>()),
        fill in prop::option::of(any::<[u8; 4]>()),
        width in 0.05..5.0f64,
        dashed: bool,
        layer in 0..3usize,
    ) -> Path {
        let mut geometry = BezPath::new();
        geometry.move_to(start);
        for (kind, a, b, c) in steps {
            match kind {
                0 => geometry.line_to(a),
                1 => geometry.quad_to(a, b),
                _ => geometry.curve_to(a, b, c),
            }
        }
        if closed {
            geometry.close_path();
        }
        let stroke = stroke.or(fill.is_none().then_some([1, 2, 3])).map(|[r, g, b]| [r, g, b, 255]);
        Path {
            geometry, layer, stroke, fill, even_odd: fill.is_some() && closed,
            stroke_width_mm: if stroke.is_some() { width } else { 0.0 },
            dashes_mm: if stroke.is_some() && dashed { vec![width, 2.0] } else { Vec::new() },
            label: std::sync::Arc::default(),
            source: "line 1".to_owned(),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn what_is_written_reads_back(paths in prop::collection::vec(any_path(), 1..8), up: bool, repeat: bool) {
        let layers = ["Cut", "Fold \"&<", "Engrave"].map(|name| Layer { name: name.to_owned(), color: None });
        let y = if up { YAxis::Up } else { YAxis::Down };
        let drawing = Drawing { paths, layers: layers.to_vec(), y, repeat, ..Drawing::default() };
        let (back, units, findings) = read(&svg::write(&drawing));
        prop_assert!(findings.is_empty(), "{:?}", findings);
        prop_assert_eq!(units, Units::stated(Unit::Millimetre));
        prop_assert_eq!(back.repeat, repeat);
        prop_assert_eq!(back.paths.len(), drawing.paths.len());
        for (a, b) in drawing.paths.iter().zip(&back.paths) {
            prop_assert_eq!(&drawing.layers[a.layer].name, &back.layers[b.layer].name);
            prop_assert_eq!((a.stroke, a.fill, a.even_odd), (b.stroke, b.fill, b.even_odd));
            prop_assert!((a.stroke_width_mm - b.stroke_width_mm).abs() < 1e-4);
            prop_assert_eq!(a.dashes_mm.len(), b.dashes_mm.len());
            let turned = if up { kurbo::Affine::FLIP_Y * a.geometry.clone() } else { a.geometry.clone() };
            prop_assert_eq!(turned.elements().len(), b.geometry.elements().len());
            let (p, q) = (turned.bounding_box(), b.geometry.bounding_box());
            prop_assert!((p.x0 - q.x0).abs() < 1e-3 && (p.y0 - q.y0).abs() < 1e-3 && (p.x1 - q.x1).abs() < 1e-3 && (p.y1 - q.y1).abs() < 1e-3);
        }
    }
}

#[test]
fn what_keeps_to_a_circle_is_written_as_arcs_and_read_back_as_it_was() {
    let circle = kurbo::Circle::new((20.0, 30.0), 10.0).to_path(1e-7);
    let path = Path { stroke_width_mm: 0.1, ..Path::line(circle.clone()) };
    for y in [YAxis::Down, YAxis::Up] {
        let layers = vec![Layer { name: "Cut".to_owned(), color: None }];
        let drawing = Drawing { paths: vec![path.clone()], layers, y, ..Drawing::default() };
        let text = svg::write(&drawing);
        assert!((3..=4).contains(&text.matches(" A").count()) && !text.contains(" C"), "{text}");
        let (back, ..) = read(&text);
        let turned = if y == YAxis::Up { kurbo::Affine::FLIP_Y * circle.clone() } else { circle.clone() };
        let areas = (turned.area(), back.paths[0].geometry.area());
        assert!((areas.0 - areas.1).abs() < 0.01, "{areas:?}");
    }
}
