//! Files that point at what they do not have: vertices, objects, buffers, clones, blocks.

use pattern::mesh::gltf;
use serde_json::{Value, json};

use crate::answers::{read, sheet};
use crate::good::{self, CORNERS, FACES};

/// The tetrahedron's faces with a last one whose third corner is `last`.
fn faces_with(last: u32) -> [[u32; 3]; 4] {
    let mut faces = FACES;
    faces[3][2] = last;
    faces
}

/// The glTF with one value replaced.
fn gltf_with(pointer: &str, value: Value) -> Vec<u8> {
    let mut document = good::gltf_json(&gltf::write(&good::tetrahedron()));
    let place = document.pointer_mut(pointer).unwrap_or_else(|| panic!("no {pointer}"));
    *place = value;
    document.to_string().into_bytes()
}

/// A GLB whose last index is `last`.
fn glb_with(last: u32) -> Vec<u8> {
    let mut bytes = gltf::write(&good::tetrahedron());
    let at = bytes.len() - 4;
    bytes[at..].copy_from_slice(&last.to_le_bytes());
    bytes
}

#[test]
fn a_face_that_asks_for_a_vertex_that_is_not_there_is_dropped_and_told() {
    let mut cases = Vec::new();
    for last in [4, u32::MAX] {
        let faces = faces_with(last);
        let obj = format!(
            "v 0 0 0\nv 10 0 0\nv 0 10 0\nv 0 0 10\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 {}\n",
            u64::from(last) + 1
        );
        let files = [
            ("model.obj", obj.into_bytes()),
            ("model.ply", good::ascii_ply(&CORNERS, &faces).into_bytes()),
            ("model.ply", good::big_endian_ply(&CORNERS, &faces)),
            ("model.off", good::off(&CORNERS, &faces).into_bytes()),
            ("model.3mf", good::threemf_object(&good::threemf_mesh("0", &last.to_string()))),
            ("model.amf", good::amf("0", &last.to_string()).into_bytes()),
            ("model.glb", glb_with(last)),
            ("model.gltf", good::gltf_json(&glb_with(last)).to_string().into_bytes()),
        ];
        for (name, bytes) in files {
            let reading = read(&bytes, name);
            let codes: Vec<&str> = reading.findings.iter().map(|finding| finding.code.as_str()).collect();
            // The standard of 3MF forbids it itself.
            let expected = if name == "model.3mf" { &["R136", "R109"][..] } else { &["R109"][..] };
            assert_eq!(codes, expected, "{name} with {last}");
            cases.push((format!("{name}, vertex {last} of 4"), reading));
        }
    }
    for (title, text) in [
        ("OBJ that counts from 0", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 0 1 2\n"),
        ("OBJ that counts back too far", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf -1 -2 -3\nf -1 -2 -4\n"),
        ("OBJ with a texture coordinate that is not there", "v 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nf 1/1 2/9 3/1\n"),
        ("OBJ with words for indices", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\nf one two three\n"),
    ] {
        cases.push((title.to_owned(), read(text.as_bytes(), "model.obj")));
    }
    let negative = good::off(&CORNERS, &FACES).replace("3 1 2 3", "3 1 2 -1");
    cases.push(("OFF with a negative index".to_owned(), read(negative.as_bytes(), "model.off")));
    let negative =
        good::ascii_ply(&CORNERS, &FACES).replace("list uchar uint", "list uchar int").replace("3 1 2 3", "3 1 2 -1");
    cases.push(("PLY with a negative index".to_owned(), read(negative.as_bytes(), "model.ply")));
    insta::assert_snapshot!(sheet(cases));
}

#[test]
fn a_gltf_that_points_past_its_lists_says_so() {
    let far = || json!(99);
    let cases = [
        ("scene", gltf_with("/scene", far())),
        ("node of the scene", gltf_with("/scenes/0/nodes/0", far())),
        ("mesh of a node", gltf_with("/nodes/0/mesh", far())),
        ("accessor of positions", gltf_with("/meshes/0/primitives/0/attributes/POSITION", far())),
        ("accessor of indices", gltf_with("/meshes/0/primitives/0/indices", far())),
        ("buffer view of an accessor", gltf_with("/accessors/0/bufferView", far())),
        ("buffer of a view", gltf_with("/bufferViews/0/buffer", far())),
        ("start of a view", gltf_with("/bufferViews/0/byteOffset", json!(1_000_000))),
        ("length of a view", gltf_with("/bufferViews/0/byteLength", json!(8))),
        ("four billion elements", gltf_with("/accessors/0/count", json!(u32::MAX))),
        ("more elements than any machine counts", gltf_with("/accessors/0/count", json!(u64::MAX))),
        ("a negative index", gltf_with("/nodes/0/mesh", json!(-1))),
        ("a component type that there is not", gltf_with("/accessors/0/componentType", json!(1))),
        ("a mode that there is not", gltf_with("/meshes/0/primitives/0/mode", json!(77))),
        ("a node within itself", {
            let mut document = good::gltf_json(&gltf::write(&good::tetrahedron()));
            document["nodes"][0]["children"] = json!([0]);
            document.to_string().into_bytes()
        }),
    ];
    let text = sheet(cases.map(|(title, bytes)| (title.to_owned(), read(&bytes, "model.gltf"))));
    insta::assert_snapshot!(text);
}

#[test]
fn a_3mf_that_points_past_its_lists_says_so() {
    let mesh = good::threemf_mesh("0", "3");
    let object = |attributes: &str, inside: &str, build: &str| {
        let colors = r##"<m:colorgroup id="5"><m:color color="#FF0000"/></m:colorgroup>"##;
        let body = format!(
            "<resources>{colors}<object id=\"1\" {attributes}>{inside}</object></resources><build>{build}</build>"
        );
        good::threemf_of(&good::model_part(&body).replacen(
            "<model",
            r#"<model xmlns:m="http://schemas.microsoft.com/3dmanufacturing/material/2015/02""#,
            1,
        ))
    };
    let item = r#"<item objectid="1"/>"#;
    let component = |id: &str| format!(r#"<components><component objectid="{id}"/></components>"#);
    let cases = [
        ("an item that is no object", object("", &mesh, r#"<item objectid="7"/>"#)),
        ("a component that is no object", object("", &component("7"), item)),
        ("a component of itself", object("", &component("1"), item)),
        (
            "an object in a part that is not there",
            object("", r#"<components><component objectid="1" path="/3D/other.model"/></components>"#, item),
        ),
        (
            "an object in a part outside",
            object("", r#"<components><component objectid="1" path="/../../etc/passwd"/></components>"#, item),
        ),
        ("a group of colours that is not there", object(r#"pid="9" pindex="0""#, &mesh, item)),
        ("a colour past the end of its group", object(r#"pid="5" pindex="99""#, &mesh, item)),
        ("a number of an object that is no number", object("", &mesh, r#"<item objectid="one"/>"#)),
        ("nothing to build", object("", &mesh, "")),
    ];
    let text = sheet(cases.map(|(title, bytes)| (title.to_owned(), read(&bytes, "model.3mf"))));
    insta::assert_snapshot!(text);
}

#[test]
fn an_amf_that_points_past_its_lists_says_so() {
    let with = |inside: &str| good::amf("0", "3").replace("</amf>", &format!("{inside}</amf>"));
    let cases = [
        ("an instance of nothing", with(r#"<constellation id="2"><instance objectid="9"/></constellation>"#)),
        ("an instance without a number", with(r#"<constellation id="2"><instance/></constellation>"#)),
        ("a constellation of itself", with(r#"<constellation id="2"><instance objectid="2"/></constellation>"#)),
        (
            "two constellations of each other",
            with(
                r#"<constellation id="2"><instance objectid="3"/></constellation><constellation id="3"><instance objectid="2"/><instance objectid="1"/></constellation>"#,
            ),
        ),
        ("a material that is not there", with("").replace("<volume>", r#"<volume materialid="7">"#)),
        ("a corner that is a word", with("").replace("<v3>3</v3>", "<v3>three</v3>")),
        ("a corner that is not there", with("").replace("<v3>3</v3>", "")),
        ("a coordinate that is not there", with("").replace("<y>10</y>", "")),
        ("a unit that there is not", with("").replace("millimeter", "furlong")),
    ];
    let text = sheet(cases.map(|(title, text)| (title.to_owned(), read(text.as_bytes(), "model.amf"))));
    insta::assert_snapshot!(text);
}

#[test]
fn a_drawing_that_points_at_what_it_does_not_have_says_so() {
    let svg = good::SVG.replace("href=\"#a\"", "href=\"#nobody\"");
    let paint = good::SVG.replace("stroke=\"blue\"", "stroke=\"url(#nobody)\"");
    let dxf = good::dxf("10").replace("INSERT\n2\nHOLE", "INSERT\n2\nNOBODY");
    let cases = [
        ("a clone of nothing", read(svg.as_bytes(), "drawing.svg")),
        ("a colour that is not there", read(paint.as_bytes(), "drawing.svg")),
        ("a block that is not there", read(dxf.as_bytes(), "drawing.dxf")),
    ];
    let text = sheet(cases.map(|(title, reading)| (title.to_owned(), reading)));
    insta::assert_snapshot!(text);
}
