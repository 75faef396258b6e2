//! DXF of garment CAD (AAMA, ASTM D6673): its units, what its lines are, and what is no line.

use pattern::drawing::dxf;
use pattern::{Budget, Drawing, Finding, Findings, Unit, Units};

/// Pairs of lines from `0 LINE; 8 Cut`.
fn pairs(short: &str) -> String {
    let pairs = short.split(';').map(str::trim).filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once(' ').unwrap_or((pair, "")))
        .map(|(code, value)| format!("{code}\n{value}\n"))
        .collect()
}

fn read(blocks: &str, entities: &str) -> (Drawing, Units, Vec<Finding>) {
    let text = pairs(&format!(
        "0 SECTION; 2 HEADER; 0 ENDSEC; 0 SECTION; 2 BLOCKS; {blocks}; 0 ENDSEC; 0 SECTION; 2 ENTITIES; {entities}; 0 ENDSEC; 0 EOF"
    ));
    let mut findings = Findings::new(8);
    let read = dxf::read(text.as_bytes(), &Budget::default(), &mut findings);
    let findings = findings.into_vec();
    let (drawing, units) = read.unwrap_or_else(|| panic!("a drawing, but {findings:?}"));
    (drawing, units, findings)
}

/// A stretch of a line from one point to another.
fn stretch(layer: u8, from: [f64; 2], to: [f64; 2]) -> String {
    let corner = |[x, y]: [f64; 2]| format!("0 VERTEX; 8 {layer}; 10 {x}; 20 {y}; 30 0.0;");
    format!("0 POLYLINE; 8 {layer}; 66 1; 70 0; {}{}0 SEQEND; 8 {layer};", corner(from), corner(to))
}

/// A square piece of so many units, as stretches from corner to corner, with its turn points, grainline and a notch.
fn piece(name: &str, size: &str, side: f64) -> String {
    let corners = [[0.0, 0.0], [side, 0.0], [side, side], [0.0, side]];
    let outline: String = (0..4).map(|at| stretch(1, corners[at], corners[(at + 1) % 4])).collect();
    let turns: String = corners.iter().map(|[x, y]| format!("0 POINT; 8 2; 10 {x}; 20 {y};")).collect();
    let middle = side / 2.0;
    format!(
        "0 BLOCK; 8 0; 2 {name}-{size}; 70 0; 10 0; 20 0;
         0 TEXT; 8 1; 10 {middle}; 20 {middle}; 40 0.1; 1 Piece Name: {name};
         0 TEXT; 8 1; 10 {middle}; 20 {middle}; 40 0.1; 1 SIZE: {size};
         {outline}{turns}
         0 LINE; 8 7; 10 {middle}; 20 1; 11 {middle}; 21 {};
         0 LINE; 8 4; 10 {middle}; 20 0; 11 {middle}; 21 0.2;
         {} 0 ENDBLK; 8 0;",
        side - 1.0,
        stretch(84, corners[0], corners[1]),
    )
}

const PLACED: &str = "0 TEXT; 8 1; 10 0; 20 0; 40 0.1; 1 Units: ENGLISH; 0 INSERT; 8 1; 2 FRONT-36; 10 0; 20 0; 0 INSERT; 8 1; 2 FRONT-38; 10 0; 20 0";

#[test]
fn a_garments_pattern_states_its_unit_in_words() {
    let (_, units, findings) = read(&format!("{}{}", piece("FRONT", "36", 10.0), piece("FRONT", "38", 11.0)), PLACED);
    assert_eq!(units, Units::stated(Unit::Inch));
    assert!(findings.iter().all(|finding| finding.code != "R306"), "{findings:?}");
    let metric = PLACED.replace("ENGLISH", "METRIC");
    let (drawing, units, _) = read(&format!("{}{}", piece("FRONT", "36", 100.0), piece("FRONT", "38", 110.0)), &metric);
    assert_eq!(units, Units::stated(Unit::Millimetre));
    assert_eq!(drawing.bounds(), Some([0.0, 0.0, 110.0, 110.0]));
}

#[test]
fn lines_say_what_they_are_and_outlines_are_whole() {
    let (drawing, _, findings) = read(&format!("{}{}", piece("FRONT", "36", 10.0), piece("FRONT", "38", 11.0)), PLACED);
    let told: Vec<&str> = drawing.paths.iter().map(|path| &*path.label).collect();
    assert_eq!(
        told,
        [
            "piece boundary, size 36, of “FRONT”",
            "grainline, size 36, of “FRONT”",
            "notch, size 36, of “FRONT”",
            "piece boundary, size 38, of “FRONT”",
            "grainline, size 38, of “FRONT”",
            "notch, size 38, of “FRONT”"
        ]
    );
    // Four stretches each, one closed line; 10 inches are 254 mm.
    let svg = drawing.paths[0].geometry.to_svg();
    assert_eq!(svg, "M0,0 L254,0 L254,254 L0,254 L0,0 Z");
    // Four turn points and a curve for checking, twice.
    let data = findings.iter().find(|finding| finding.code == "R319").expect("it is told");
    assert_eq!(data.count, 10);
    assert!(data.message.contains("10 entities are for grading and checking, and were left out."), "{}", data.message);
}

#[test]
fn a_notch_that_is_a_point_is_drawn_as_deep_as_it_says() {
    let points = "0 POINT; 8 4; 10 5; 20 0; 30 0.25; 39 0; 50 90; 0 POINT; 8 4; 10 0; 20 5; 30 0.25; 39 0; 0 POINT; 8 13; 10 5; 20 5;";
    let block = piece("FRONT", "36", 10.0).replace("0 ENDBLK", &format!("{points} 0 ENDBLK"));
    let (drawing, ..) =
        read(&block, "0 TEXT; 8 1; 10 0; 20 0; 1 Units: ENGLISH; 0 INSERT; 8 1; 2 FRONT-36; 10 0; 20 0");
    let drawn: Vec<(&str, [f64; 4])> = drawing.paths[3..]
        .iter()
        .map(|path| {
            let bounds = kurbo::Shape::bounding_box(&path.geometry);
            (path.label.split(',').next().unwrap_or_default(), [bounds.x0, bounds.y0, bounds.x1, bounds.y1])
        })
        .collect();
    // A quarter of an inch upwards; the same as a cross where no angle is said; 4 mm for a hole.
    let expected = [
        ("notch", [127.0, 0.0, 127.0, 6.35]),
        ("notch", [-3.175, 123.825, 3.175, 130.175]),
        ("drill hole", [125.0, 125.0, 129.0, 129.0]),
    ];
    assert_eq!(drawn.len(), 3);
    for ((name, bounds), (known, corners)) in drawn.iter().zip(expected) {
        assert_eq!(*name, known);
        assert!(bounds.iter().zip(corners).all(|(one, other)| (one - other).abs() < 1e-9), "{name}: {bounds:?}");
    }
}

#[test]
fn numbered_layers_of_any_other_drawing_are_lines() {
    let plate = "0 LINE; 8 2; 10 0; 20 0; 11 50; 21 0; 0 LINE; 8 84; 10 0; 20 10; 11 50; 21 10";
    let (drawing, _, findings) = read("", plate);
    assert_eq!(drawing.paths.len(), 2);
    assert!(drawing.paths.iter().all(|path| path.label.is_empty()));
    assert!(findings.iter().all(|finding| finding.code != "R319"), "{findings:?}");
}
