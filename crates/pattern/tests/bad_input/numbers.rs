//! Coordinates that are no numbers, infinite, too large for their type, or so small that arithmetic slows down.

use pattern::mesh::{gltf, obj, ply, stl};
use pattern::{Pattern, Reading};

use crate::answers::{read, sheet};
use crate::good::{self, CORNERS, FACES};

/// The smallest number that a coordinate can be: far below what normal arithmetic holds.
const DENORMAL: f32 = 1e-45;

/// The tetrahedron in every mesh format with `x` as the x of its first corner, which three of the four faces use.
fn meshes_with(x: f32) -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let mut corners = CORNERS;
    corners[0][0] = x;
    let mut mesh = good::tetrahedron();
    mesh.positions = corners.to_vec();
    // Rust writes `inf`, as OBJ, PLY and others in the wild do; XML writes `INF`.
    let word = if x == f32::INFINITY { "INF".to_owned() } else { x.to_string() };
    let mut metres = mesh.clone();
    metres.positions[0][0] = x;
    vec![
        ("model.stl", "binary STL", stl::write(&mesh)),
        ("model.stl", "ASCII STL", good::ascii_stl(&corners).into_bytes()),
        ("model.obj", "OBJ", obj::write(&mesh)),
        ("model.ply", "ASCII PLY", good::ascii_ply(&corners, &FACES).into_bytes()),
        ("model.ply", "little-endian PLY", ply::write(&mesh)),
        ("model.ply", "big-endian PLY", good::big_endian_ply(&corners, &FACES)),
        ("model.off", "OFF", good::off(&corners, &FACES).into_bytes()),
        ("model.3mf", "3MF", good::threemf_object(&good::threemf_mesh(&word, "3"))),
        ("model.amf", "AMF", good::amf(&word, "3").into_bytes()),
        ("model.glb", "GLB", glb_with(x)),
        ("model.gltf", "glTF", good::gltf_json(&glb_with(x)).to_string().into_bytes()),
    ]
}

/// A GLB whose first float is replaced: the writer itself would never write such a number.
fn glb_with(x: f32) -> Vec<u8> {
    let mut bytes = gltf::write(&good::tetrahedron());
    let json_bytes = u32::from_le_bytes(bytes[12..16].try_into().expect("a whole GLB")) as usize;
    let floats = 20 + json_bytes + 8;
    bytes[floats..floats + 4].copy_from_slice(&x.to_le_bytes());
    bytes
}

fn triangle_count(reading: &Reading) -> usize {
    match &reading.pattern {
        Some(Pattern::Mesh(mesh)) => mesh.triangles.len(),
        _ => 0,
    }
}

#[test]
fn a_corner_that_is_no_number_or_infinite_is_dropped_and_told_in_every_mesh_format() {
    let mut cases = Vec::new();
    for (title, x) in [("not a number", f32::NAN), ("infinite", f32::INFINITY)] {
        for (name, kind, bytes) in meshes_with(x) {
            let reading = read(&bytes, name);
            let codes: Vec<&str> = reading.findings.iter().map(|finding| finding.code.as_str()).collect();
            // The standard of 3MF says itself what a number is.
            let expected = if kind == "3MF" { &["R136", "R108"][..] } else { &["R108"][..] };
            assert_eq!((codes.as_slice(), triangle_count(&reading)), (expected, 1), "{kind}, {title}");
            cases.push((format!("{kind}, {title}"), reading));
        }
    }
    insta::assert_snapshot!(sheet(cases));
}

#[test]
fn a_number_too_large_for_its_type_is_infinite() {
    for (name, text) in [
        ("model.obj", "v 1e39 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 2 3\nf 2 3 4\n".to_owned()),
        ("model.off", "OFF\n4 2 0\n1e39 0 0\n1 0 0\n0 1 0\n0 0 1\n3 0 1 2\n3 1 2 3\n".to_owned()),
        ("model.ply", good::ascii_ply(&CORNERS, &FACES).replacen("\n0 0 0\n", "\n1e39 0 0\n", 1)),
        ("model.stl", good::ascii_stl(&CORNERS).replace("vertex 0 0 0", "vertex 1e39 0 0")),
    ] {
        let reading = read(text.as_bytes(), name);
        assert_eq!((reading.findings[0].code.as_str(), triangle_count(&reading)), ("R108", 1), "{name}");
    }
    // Millimetres of 3.4e38 metres.
    let reading = read(&glb_with(f32::MAX), "model.glb");
    assert_eq!((reading.findings[0].code.as_str(), triangle_count(&reading)), ("R108", 1));
}

#[test]
fn the_smallest_number_there_is_is_kept_in_every_mesh_format() {
    for (name, kind, bytes) in meshes_with(DENORMAL) {
        let reading = read(&bytes, name);
        assert!(reading.findings.is_empty(), "{kind}: {:?}", reading.findings);
        assert_eq!(triangle_count(&reading), 4, "{kind}");
        let Some(Pattern::Mesh(mesh)) = reading.pattern else { panic!("{kind}") };
        // Metres become millimetres.
        let kept = if matches!(kind, "GLB" | "glTF") { (f64::from(DENORMAL) * 1000.0) as f32 } else { DENORMAL };
        assert!(mesh.positions.iter().any(|position| position[0] == kept), "{kind}: {:?}", mesh.positions);
    }
}

#[test]
fn a_drawing_tells_what_is_no_number_and_keeps_the_rest() {
    let svg = |inside: &str| {
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="9mm" height="9mm" viewBox="0 0 9 9"><path d="M1 1H2" stroke="red"/>{inside}</svg>"#
        )
    };
    let path = |data: &str| svg(&format!(r#"<path d="{data}" stroke="red"/>"#));
    let insides = [
        ("SVG, a path with NaN", path("M0 0L1 1LNaN 1L2 2")),
        ("SVG, a path that begins with NaN", path("MNaN 0L1 1")),
        ("SVG, a path with Infinity", path("M0 0LInfinity 1")),
        ("SVG, a path with 1e999", path("M0 0L1e999 1")),
        ("SVG, a path with 1e38", path("M0 0L1e38 1")),
        ("SVG, a radius of 1e300", svg(r#"<circle r="1e300" stroke="red"/>"#)),
        ("SVG, a radius of NaN", svg(r#"<circle r="NaN" stroke="red"/>"#)),
        ("SVG, a transform of NaN", svg(r#"<g transform="matrix(NaN 0 0 1 0 0)"><path d="M0 0H1" stroke="red"/></g>"#)),
        ("SVG, a transform of 1e38", svg(r#"<g transform="scale(1e38)"><path d="M0 0L1e38 1" stroke="red"/></g>"#)),
        ("SVG, denormal", path("M1e-45 1e-310L1 1")),
    ];
    let mut cases: Vec<_> =
        insides.iter().map(|(title, text)| ((*title).to_owned(), read(text.as_bytes(), "drawing.svg"))).collect();
    for word in ["NaN", "-nan(ind)", "inf", "1e999", "1.#QNAN", "1e-310", "1e300", ""] {
        cases.push((format!("DXF, {word:?}"), read(good::dxf(word).as_bytes(), "drawing.dxf")));
    }
    insta::assert_snapshot!(sheet(cases));
}
