//! Drawings as people's programs really write them: each file here has a trait that somebody met.

use pattern::{Budget, Drawing, Finding, Pattern};

fn read(bytes: &[u8], name: &str) -> (Drawing, Vec<Finding>) {
    let reading = pattern::read(bytes, Some(name), &Budget::default());
    let Some(Pattern::Drawing(drawing)) = reading.pattern else { panic!("a drawing: {:?}", reading.findings) };
    (drawing, reading.findings)
}

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.code.as_str()).collect()
}

/// A sheet of 100 by 50 mm, a unit a millimetre.
fn sheet(inside: &str) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="100mm" height="50mm" viewBox="0 0 100 50">{inside}</svg>"#
    )
}

fn svg(inside: &str) -> (Drawing, Vec<Finding>) {
    read(sheet(inside).as_bytes(), "a.svg")
}

#[track_caller]
fn reaches(drawing: &Drawing, expected: [f64; 4], what: &str) {
    let bounds = drawing.bounds().unwrap_or_default();
    let off = bounds.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(off < 2e-3, "{what}: {bounds:?} is not {expected:?}");
}

/// Codes and values, two on a line apart by blanks, as the lines of a DXF.
fn dxf(pairs: &str) -> String {
    let entities: Vec<&str> = pairs.split_whitespace().collect();
    let head = "0 SECTION 2 HEADER 9 $ACADVER 1 AC1015 9 $INSUNITS 70 4 0 ENDSEC 0 SECTION 2 ENTITIES";
    head.split(' ').chain(entities).chain("0 ENDSEC 0 EOF".split(' ')).collect::<Vec<_>>().join("\n") + "\n"
}

const RECTANGLE: &str = "0 LWPOLYLINE 8 0 90 4 70 1 10 10 20 10 10 50 20 10 10 50 20 30 10 10 20 30";

#[test]
fn colours_that_css_gives_are_followed_and_others_leave_a_line() {
    let path = r#"<path d="M10 10h40v20h-40z""#;
    for (inside, expected) in [
        (
            format!("<style>:root{{--cut:#00ff00}} .c{{stroke:var(--cut,#f00);fill:none}}</style>{path} class='c'/>"),
            [0, 255, 0],
        ),
        (format!("{path} class='c'/><style>.c{{stroke:var(--none, rgb(1, 2, 3));fill:none}}</style>"), [1, 2, 3]),
        (format!("<g style='--line:#123456'>{path} style='fill:none;stroke:var(--line)'/></g>"), [0x12, 0x34, 0x56]),
        (format!("{path} fill='none' stroke='var(--stroke-0, #0000ff)'/>"), [0, 0, 255]),
        (format!("{path} fill='none' stroke='#ff0000' style='stroke:oklch(60% .2 30)'/>"), [255, 0, 0]),
        (format!("{path} style='fill:none;stroke:color(display-p3 1 0 0)'/>"), [0, 0, 0]),
        (
            format!(
                "<style>path{{stroke:red!important}} #a{{stroke:blue}}</style>{path} id='a' style='fill:none;stroke:lime'/>"
            ),
            [255, 0, 0],
        ),
        (format!("{path} style=' FILL : none; /* the cut */ Stroke : #ff0000 '/>"), [255, 0, 0]),
        (
            format!(
                "<style>@media print{{path{{stroke:red}}}} g > path{{stroke:blue;fill:none}}</style><g>{path}/></g>"
            ),
            [0, 0, 255],
        ),
    ] {
        let (drawing, _) = svg(&inside);
        let [only] = drawing.paths.as_slice() else { panic!("{inside}: one path") };
        assert_eq!(only.stroke.map(|[r, g, b, _]| [r, g, b]), Some(expected), "{inside}");
        assert_eq!(only.fill, None, "{inside}");
    }
}

#[test]
fn transforms_and_sizes_that_css_gives_are_followed() {
    let rect = r#"<rect x="10" y="10" width="40" height="20" fill="none" stroke="red"/>"#;
    let small = r#"width="20" height="10" fill="none" stroke="red""#;
    for (inside, expected) in [
        (format!("<rect {small} style='transform:translate(10px,5px) scale(2)'/>"), [10.0, 5.0, 50.0, 25.0]),
        (
            format!("<style>.m{{transform:translateX(1cm)}}</style><rect class='m' {small}/>"),
            [37.795, 0.0, 57.795, 10.0],
        ),
        (format!("<g style='transform:rotate(.25turn)'>{rect}</g>"), [-30.0, 10.0, -10.0, 50.0]),
        (
            format!("<g style='transform:scale(2);transform-box:fill-box;transform-origin:center'>{rect}</g>"),
            [-10.0, 0.0, 70.0, 40.0],
        ),
        (format!("<g style='transform:scale(2);transform-origin:50% 50%'>{rect}</g>"), [-30.0, -5.0, 50.0, 35.0]),
        (format!("<g style='scale:2;translate:5px 0'>{rect}</g>"), [25.0, 20.0, 105.0, 60.0]),
        (
            "<style>rect{x:10px;y:5px;width:30px;height:20px}</style><rect fill='none' stroke='red'/>".to_owned(),
            [10.0, 5.0, 40.0, 25.0],
        ),
    ] {
        reaches(&svg(&inside).0, expected, &inside);
    }
    let text = r#"<svg xmlns="http://www.w3.org/2000/svg" style="width:100mm;height:50mm" viewBox="0 0 100 50"><path d="M10 10h40v20h-40z" fill="none" stroke="red"/></svg>"#;
    let (drawing, findings) = read(text.as_bytes(), "a.svg");
    reaches(&drawing, [10.0, 10.0, 50.0, 30.0], "sized by a style");
    assert_eq!(codes(&findings), [""; 0]);
}

#[test]
fn a_clip_that_cuts_nothing_off_is_none() {
    let clipped = |clip: &str, shapes: &str| {
        let inside = format!("<defs><clipPath id='c' {clip}</clipPath></defs><g clip-path='url(#c)'>{shapes}</g>");
        svg(&inside).0.effects.clips
    };
    let rect = r#"<rect x="10" y="10" width="40" height="20" fill="none" stroke="red"/>"#;
    for whole in [
        "><path d='M 0 0 L 100 0 L 100 50 L 0 50 Z M 0 0'/>",
        "><path d='M 9 9 L 51 9 L 51 31 L 9 31 Z M 9 9'/>",
        "><rect x='10' y='10' width='40' height='20'/>",
        "><rect width='50' height='25' transform='scale(2)'/>",
        "transform='translate(5 5)'><circle cx='25' cy='15' r='24'/>",
        "clipPathUnits='objectBoundingBox'><rect width='1' height='1'/>",
    ] {
        assert_eq!(clipped(whole, rect), 0, "{whole}");
    }
    for part in [
        "><rect x='10' y='10' width='39' height='20'/>",
        "><circle cx='30' cy='20' r='21'/>",
        "clipPathUnits='objectBoundingBox'><rect width='.9' height='1'/>",
    ] {
        assert_eq!(clipped(part, rect), 1, "{part}");
    }
    // A clip that is missing cuts nothing off.
    assert_eq!(svg(&format!("<g clip-path='url(#none)'>{rect}</g>")).0.effects.clips, 0);
    // One that holds all of what is round and not its corners.
    let round = "<circle cx='30' cy='20' r='10' fill='none' stroke='red'/>";
    assert_eq!(clipped("><circle cx='30' cy='20' r='11'/>", round), 0);
}

#[test]
fn what_svg_says_about_itself_only_is_no_finding() {
    let switch = r#"<switch><foreignObject requiredExtensions="http://ns.adobe.com/AdobeIllustrator/10.0/" width="1" height="1"/><g><path d="M10 10h40v20h-40z" fill="none" stroke="red"/></g></switch>"#;
    let (drawing, findings) = svg(switch);
    assert!(drawing.paths.len() == 1 && findings.is_empty(), "{findings:?}");
    let (drawing, findings) = svg(r#"<rect width="40" height="40" rx="20" fill="none" stroke="red"/>"#);
    // A circle of 20 mm: 125.66 mm round, and no side of no length.
    let round = &drawing.paths[0].geometry;
    assert!((kurbo::Shape::perimeter(round, 1e-6) - 125.664).abs() < 0.01 && findings.is_empty());
    assert!(round.segments().all(|segment| kurbo::ParamCurveArclen::arclen(&segment, 1e-6) > 1e-3));
    // Ten pixels to a unit: the line stays one pixel wide.
    let scaled = r#"<svg xmlns="http://www.w3.org/2000/svg" width="1000mm" height="500mm" viewBox="0 0 100 50"><path d="M10,10 h40 v20 h-40 z" fill="none" stroke="red" vector-effect="non-scaling-stroke" stroke-width="1"/></svg>"#;
    let width = read(scaled.as_bytes(), "a.svg").0.paths[0].stroke_width_mm;
    assert!((width - 25.4 / 96.0).abs() < 1e-6, "{width}");
}

#[test]
fn symbols_have_a_size_of_their_own_and_flowed_text_is_text() {
    let symbol = r##"<symbol id="k" viewBox="0 0 100 100" width="10" height="10"><circle cx="50" cy="50" r="50" fill="none" stroke="red"/></symbol><use x="10" y="5" href="#k"/>"##;
    reaches(&svg(symbol).0, [10.0, 5.0, 20.0, 15.0], "a symbol");
    let flowed = r#"<flowRoot style="font-size:8px"><flowRegion><rect x="60" y="5" width="30" height="30"/></flowRegion><flowPara>Anna</flowPara><flowPara>Bert</flowPara></flowRoot>"#;
    let (drawing, _) = svg(flowed);
    let [text] = drawing.texts.as_slice() else { panic!("one text") };
    assert_eq!(text.content, "Anna\nBert");
    assert!(drawing.paths.is_empty());
}

#[test]
fn a_drawing_in_utf_16_is_read() {
    let text = sheet(r#"<path d="M10 10h40v20h-40z" fill="none" stroke="red"/>"#);
    let wide = |text: &str| -> Vec<u8> {
        std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    let (drawing, findings) = read(&wide(&text), "a.svg");
    reaches(&drawing, [10.0, 10.0, 50.0, 30.0], "SVG");
    assert_eq!(codes(&findings), [""; 0], "XML may be in UTF-16");
    let (drawing, findings) = read(&wide(&dxf(RECTANGLE)), "a.dxf");
    reaches(&drawing, [10.0, 10.0, 50.0, 30.0], "DXF");
    assert_eq!(codes(&findings), ["R141"]);
}

#[test]
fn a_dxf_with_damaged_line_ends_or_commas_is_read_and_told() {
    let plain = dxf(RECTANGLE);
    for (text, code) in [
        (plain.replace('\n', "\n\n"), "R315"),
        (plain.replace('\n', "\r\r\n"), "R315"),
        (plain.replace("\n50\n", "\n50,0\n"), "R316"),
    ] {
        let (drawing, findings) = read(text.as_bytes(), "a.dxf");
        reaches(&drawing, [10.0, 10.0, 50.0, 30.0], code);
        assert_eq!(codes(&findings), [code]);
    }
}

#[test]
fn a_dxf_whose_model_is_a_block_has_it_drawn() {
    let text = "0 SECTION 2 HEADER 9 $INSUNITS 70 4 0 ENDSEC 0 SECTION 2 BLOCKS 0 BLOCK 8 0 2 *Model_Space 70 0 10 0 20 0 \
                0 LINE 8 0 10 0 20 0 11 7 21 5 0 ENDBLK 8 0 0 ENDSEC 0 SECTION 2 ENTITIES 0 ENDSEC 0 EOF ";
    let (drawing, _) = read(text.replace(' ', "\n").as_bytes(), "a.dxf");
    reaches(&drawing, [0.0, 0.0, 7.0, 5.0], "the model");
}

#[test]
fn widths_units_and_layers_of_a_dxf_are_as_its_program_means_them() {
    let width = |pairs: &str| read(dxf(pairs).as_bytes(), "a.dxf").0.paths[0].stroke_width_mm;
    assert_eq!(width("0 LWPOLYLINE 8 0 90 2 70 0 43 5 10 0 20 0 10 50 20 0"), 5.0);
    assert_eq!(width("0 LWPOLYLINE 8 0 90 2 70 0 10 0 20 0 40 4 41 0 10 20 20 0"), 4.0);
    // A donut of 8 mm with a line of 4 mm: its outer edge is 12 mm, its hole 4 mm across.
    let (drawing, _) = read(dxf("0 LWPOLYLINE 8 0 90 2 70 1 43 4 10 -4 20 0 42 1 10 4 20 0 42 1").as_bytes(), "a.dxf");
    reaches(&drawing, [-6.0, -6.0, 6.0, 6.0], "a donut");
    let area = kurbo::Shape::area(&drawing.paths[0].geometry).abs();
    assert!(drawing.paths[0].fill.is_some() && drawing.paths[0].even_odd && area > 0.0);

    // 2 by 1 feet of the US survey, each 1200/3937 m.
    let feet = dxf("0 LINE 8 0 10 0 20 0 11 2 21 1").replace("70\n4\n", "70\n21\n");
    reaches(&read(feet.as_bytes(), "a.dxf").0, [0.0, 0.0, 609.601, 304.801], "feet");

    let (drawing, findings) = read(dxf(&format!("{RECTANGLE} 0 POINT 8 Defpoints 10 0 20 0")).as_bytes(), "a.dxf");
    reaches(&drawing, [10.0, 10.0, 50.0, 30.0], "a point that holds a dimension");
    assert_eq!(codes(&findings), ["R318"]);

    let faces = "0 3DFACE 8 0 10 0 20 0 30 0 11 10 21 0 31 0 12 10 22 0 32 30 13 0 23 0 33 30";
    assert!(codes(&read(dxf(faces).as_bytes(), "a.dxf").1).contains(&"R317"));
}

#[test]
fn a_spline_of_fit_points_is_the_curve_of_cad_programs() {
    // Without curvature at its ends; the box and the length are ezdxf's (`fit_points_to_cad_cv`).
    let spline = "0 SPLINE 8 0 70 8 71 3 74 4 11 0 21 0 31 0 11 10 21 10 31 0 11 20 21 0 31 0 11 30 21 10 31 0";
    let (drawing, findings) = read(dxf(spline).as_bytes(), "a.dxf");
    let bounds = drawing.bounds().expect("a curve");
    assert!((bounds[1] + 0.143).abs() < 1e-3 && (bounds[3] - 10.143).abs() < 1e-3, "{bounds:?}");
    let length = kurbo::Shape::perimeter(&drawing.paths[0].geometry, 1e-6);
    assert!((length - 44.238).abs() < 1e-3 && findings.is_empty(), "{length}");
}

#[test]
fn a_style_that_says_much_by_few_bytes_is_followed_within_a_bound() {
    // 60 kB in a file of 220 kB, which 2,000 elements would make 120 MB of.
    let value = "x".repeat(60_000);
    let path = r#"<path d="M10 10h40v20h-40z" fill="none" stroke="red" style="stroke-linejoin:var(--b)"/>"#;
    let bombs = [
        format!("<g style='--b:{value}'>{}</g>", path.repeat(2_000)),
        format!("<style>path{{stroke-linejoin:{value}}}</style>{}", path.repeat(2_000)),
        // A property that is empty in the end, and named sixteen times by one that is named sixteen times by another.
        format!(
            "<g style='{}--a15:;'>{}</g>",
            (0..15).map(|at| format!("--a{at}:{};", format!("var(--a{})", at + 1).repeat(16))).collect::<String>(),
            path.replace("--b", "--a0").repeat(2_000)
        ),
        // Sixty groups that a selector of twenty parts goes up in every way.
        format!(
            "<style>x {}path{{stroke:red}}</style>{}{}{}",
            "g ".repeat(20),
            "<g>".repeat(60),
            path.repeat(2_000),
            "</g>".repeat(60)
        ),
    ];
    for bomb in bombs {
        let (drawing, findings) = svg(&bomb);
        assert_eq!(drawing.paths.len(), 2_000, "what is drawn stays");
        assert!(codes(&findings).contains(&"R213"), "{:?}", codes(&findings));
    }
    // As many elements with what a program writes are no bomb.
    let (drawing, findings) = svg(&format!(
        "<style>.c{{fill:none;stroke:#ff0000;stroke-width:.1}}</style>{}",
        path.replace("style=\"stroke-linejoin:var(--b)\"", "class=\"c\"").repeat(2_000)
    ));
    assert_eq!((drawing.paths.len(), codes(&findings)), (2_000, vec![""; 0]));
}
