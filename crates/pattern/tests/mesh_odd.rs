//! Meshes as people's programs really write them: each file here has a trait that somebody met, and reads like the plain box
//! of 10 by 20 by 30 mm that it is.

use std::io::{Cursor, Write as _};

use pattern::{Budget, Kind, Mesh, Pattern, Reading};
use zip::{ZipWriter, write::SimpleFileOptions};

fn read(bytes: &[u8], name: &str) -> Reading {
    pattern::read(bytes, Some(name), &Budget::default())
}

fn codes(reading: &Reading) -> Vec<&str> {
    reading.findings.iter().map(|finding| finding.code.as_str()).collect()
}

fn mesh(reading: &Reading) -> &Mesh {
    let Some(Pattern::Mesh(mesh)) = &reading.pattern else { panic!("a mesh: {:?}", reading.findings) };
    mesh
}

/// Corners of the box, and its six sides counter-clockwise from outside.
const CORNERS: [[f32; 3]; 8] = [
    [0.0, 0.0, 0.0],
    [10.0, 0.0, 0.0],
    [10.0, 20.0, 0.0],
    [0.0, 20.0, 0.0],
    [0.0, 0.0, 30.0],
    [10.0, 0.0, 30.0],
    [10.0, 20.0, 30.0],
    [0.0, 20.0, 30.0],
];
const SIDES: [[usize; 4]; 6] = [[0, 3, 2, 1], [4, 5, 6, 7], [0, 1, 5, 4], [1, 2, 6, 5], [2, 3, 7, 6], [3, 0, 4, 7]];

fn triangles() -> impl Iterator<Item = [[f32; 3]; 3]> {
    SIDES
        .into_iter()
        .flat_map(|[a, b, c, d]| [[a, b, c], [a, c, d]])
        .map(|corners| corners.map(|corner| CORNERS[corner]))
}

/// Six times the volume is the sum of the corners' triple products.
fn volume_mm3(mesh: &Mesh) -> f64 {
    let triple = |index: usize| {
        let [a, b, c] = mesh.corners(index).map(|corner| glam::DVec3::from(corner.map(f64::from)));
        a.dot(b.cross(c))
    };
    (0..mesh.triangles.len()).map(triple).sum::<f64>() / 6.0
}

#[track_caller]
fn is_the_box(reading: &Reading) {
    let mesh = mesh(reading);
    assert_eq!(mesh.triangles.len(), 12);
    assert_eq!(mesh.bounds(), Some([0.0, 0.0, 0.0, 10.0, 20.0, 30.0]));
    assert!((volume_mm3(mesh) - 6000.0).abs() < 1e-3, "{}", volume_mm3(mesh));
}

fn binary_stl(count: u32, attribute: impl Fn(usize) -> u16) -> Vec<u8> {
    let mut bytes = b"made here".to_vec();
    bytes.resize(80, b' ');
    bytes.extend(count.to_le_bytes());
    for (index, corners) in triangles().enumerate() {
        bytes.extend([0; 12]);
        bytes.extend(corners.as_flattened().iter().flat_map(|value| value.to_le_bytes()));
        bytes.extend(attribute(index).to_le_bytes());
    }
    bytes
}

fn ascii_stl(end: &str) -> String {
    let mut lines = vec!["solid part".to_owned()];
    for corners in triangles() {
        lines.push("facet normal 0 0 0".to_owned());
        lines.push("outer loop".to_owned());
        lines.extend(corners.map(|[x, y, z]| format!("vertex {x} {y} {z}")));
        lines.extend(["endloop".to_owned(), "endfacet".to_owned()]);
    }
    lines.push("endsolid part".to_owned());
    lines.join(end)
}

fn utf16(text: &str) -> Vec<u8> {
    std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

fn vertices(end: &str) -> String {
    CORNERS.map(|[x, y, z]| format!("{x} {y} {z}")).join(end)
}

#[test]
fn an_stl_is_read_however_its_program_left_it() {
    let uncounted = read(&binary_stl(0, |_| 0), "a.stl");
    is_the_box(&uncounted);
    assert_eq!(codes(&uncounted), ["R142"]);
    let one_line = read(ascii_stl(" ").as_bytes(), "a.stl");
    is_the_box(&one_line);
    assert_eq!(codes(&one_line), [""; 0]);
    for comment in ["# by hand\n", "; by hand\n", "// by hand\n"] {
        let reading = read(format!("{comment}{}", ascii_stl("\n")).as_bytes(), "a.stl");
        is_the_box(&reading);
        assert_eq!(codes(&reading), [""; 0], "{comment}");
    }
    let wide = read(&utf16(&ascii_stl("\r\n")), "a.stl");
    is_the_box(&wide);
    assert_eq!(codes(&wide), ["R141"]);
}

#[test]
fn attributes_that_say_nothing_are_no_colours() {
    // Autodesk's translator marks every triangle; 0x8000 alone is black in VisCAM's packing.
    for attribute in [|_| 0x8000, |_| 0x9234, |index: usize| if index == 0 { 0 } else { 0x8000 }] {
        let reading = read(&binary_stl(12, attribute), "a.stl");
        is_the_box(&reading);
        let mesh = mesh(&reading);
        assert!(mesh.colors.is_empty() && mesh.parts.iter().all(|part| part.color.is_none()));
    }
    let colored = read(&binary_stl(12, |index| if index < 6 { 0x8000 | 31 << 10 } else { 0x8000 | 31 }), "a.stl");
    assert_eq!(mesh(&colored).colors.len(), mesh(&colored).positions.len());
}

#[test]
fn an_obj_is_known_by_every_word_of_its_specification() {
    let faces = SIDES.map(|side| format!("f {}", side.map(|corner| (corner + 1).to_string()).join(" "))).join("\n");
    let corners = CORNERS.map(|[x, y, z]| format!("v {x} {y} {z}")).join("\n");
    is_the_box(&read(
        format!("g default\nlod 1\nd_interp off\nc_interp on\nbevel off\n{corners}\n{faces}").as_bytes(),
        "a.obj",
    ));
    let continued = format!("{corners}\n{faces}").replace(" 30\n", " \\\r\n30\n").replace("f 5 ", "f \\\n5 ");
    is_the_box(&read(continued.as_bytes(), "a.obj"));
    let surface = "g a\ncstype rat bspline\ndeg 1 1\nv 0 0 0 1\nv 10 0 0 1\nv 0 10 0 1\nv 10 10 0 1\nsurf 0 1 0 1 1 2 3 4\n\
                   parm u 0 0 1 1\nparm v 0 0 1 1\nend\n";
    assert_eq!(codes(&read(surface.as_bytes(), "a.obj")), ["R143"]);
}

#[test]
fn a_ply_begins_with_its_word_in_any_case_and_behind_a_mark() {
    let rest = "format ascii 1.0\nelement vertex 8\nproperty float x\nproperty float y\nproperty float z\nelement face 6\n\
                property list uchar int vertex_indices\nend_header\n";
    let faces = SIDES.map(|side| format!("4 {}", side.map(|corner| corner.to_string()).join(" "))).join("\n");
    for first in ["\u{feff}ply\n", "ply \n", "PLY\r\n"] {
        is_the_box(&read(format!("{first}{rest}{}\n{faces}\n", vertices("\n")).as_bytes(), "a.ply"));
    }
    // A word that only begins like it is prose.
    assert_eq!(read(b"plywood\nis cut here\n", "a.txt").format, None);
}

#[test]
fn an_off_counts_by_its_numbers_and_not_by_its_lines() {
    let faces =
        |end: &str| SIDES.map(|side| format!("4 {}", side.map(|corner| corner.to_string()).join(" "))).join(end);
    for text in [
        format!("OFF\n8 6\n{}\n{}\n", vertices("\n"), faces("\n")),
        format!("OFF\n8 6 12\n{}\n{}\n", vertices(" "), faces(" ")),
        format!("OFF\n8\n6\n12\n{}\n{}\n", vertices("\n"), faces(" 255 0 0\n")),
    ] {
        let reading = read(text.as_bytes(), "a.off");
        is_the_box(&reading);
        assert_eq!(codes(&reading), [""; 0], "{text}");
    }
}

#[test]
fn what_is_no_pattern_is_named_with_the_way_out() {
    for (bytes, name, word) in [
        (&b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 132684\n"[..], "a.stl", "git lfs pull"),
        (b"// box\nmodule box(){cube([1,2,3]);}\nbox();\n", "a.scad", "OpenSCAD"),
        (b"RIFF\x40\0\0\0CDRDvrsn", "a.cdr", "CorelDRAW"),
        (b"gimp xcf v011\0", "a.xcf", "GIMP"),
        (b"<?xml version=\"1.0\"?><LightBurnProject AppVersion=\"1.4\"/>", "a.lbrn2", "LightBurn"),
    ] {
        let reading = read(bytes, name);
        let [finding] = reading.findings.as_slice() else { panic!("one finding: {:?}", reading.findings) };
        let words = format!("{} {}", finding.message, finding.fix);
        assert!(finding.code == "R102" && words.contains(word), "{words}");
    }
    let mut emf = vec![1, 0, 0, 0];
    emf.resize(40, 0);
    emf.extend(b" EMF");
    assert!(read(&emf, "a.emf").findings[0].message.contains("EMF"));
}

const MODEL_START: &str = r#"<?xml version="1.0" encoding="UTF-8"?><model unit="millimeter" xml:lang="en-US" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02"><resources>"#;

/// The box as 3MF's mesh, moved, so many times in one object.
fn mesh_xml(shifts: &[f32]) -> String {
    let (mut vertices, mut faces) = (String::new(), String::new());
    for (body, shift) in shifts.iter().enumerate() {
        for [x, y, z] in CORNERS {
            vertices += &format!(r#"<vertex x="{}" y="{y}" z="{z}"/>"#, x + shift);
        }
        for [a, b, c, d] in SIDES.map(|side| side.map(|corner| corner + 8 * body)) {
            for [v1, v2, v3] in [[a, b, c], [a, c, d]] {
                faces += &format!(r#"<triangle v1="{v1}" v2="{v2}" v3="{v3}"/>"#);
            }
        }
    }
    format!("<mesh><vertices>{vertices}</vertices><triangles>{faces}</triangles></mesh>")
}

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let types = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/><Default Extension="config" ContentType="text/xml"/><Default Extension="gcode" ContentType="text/plain"/></Types>"#;
    let start = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Target="/3D/3dmodel.model" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>"#;
    for (name, text) in [("[Content_Types].xml", types), ("_rels/.rels", start)].iter().chain(parts) {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("a package").into_inner()
}

#[test]
fn parts_of_a_project_that_are_no_material_are_left_out_and_told() {
    let object = |body: &str| format!(r#"<object id="1" type="model">{body}</object>"#);
    let built = "</resources><build><item objectid=\"1\"/></build></model>";
    for (word, told) in
        [("ParameterModifier", "modifier"), ("SupportBlocker", "support"), ("NegativeVolume", "negative part")]
    {
        let config = format!(
            r#"<config><object id="1"><volume firstid="0" lastid="11"><metadata key="volume_type" value="ModelPart"/></volume><volume firstid="12" lastid="23"><metadata key="volume_type" value="{word}"/></volume></object></config>"#
        );
        let model = format!("{MODEL_START}{}{built}", object(&mesh_xml(&[0.0, 50.0])));
        let reading =
            read(&package(&[("3D/3dmodel.model", &model), ("Metadata/Slic3r_PE_model.config", &config)]), "a.3mf");
        is_the_box(&reading);
        let [finding] = reading.findings.as_slice() else { panic!("one finding: {:?}", reading.findings) };
        assert!(finding.code == "R144" && finding.message.contains(told), "{}", finding.message);
    }
    let parts = r#"<components><component objectid="2"/><component objectid="3"/></components>"#;
    let both = format!(
        r#"{MODEL_START}<object id="2" type="model">{0}</object><object id="3" type="model">{0}</object><object id="1" type="model">{parts}</object>{built}"#,
        mesh_xml(&[0.0])
    );
    let config = r#"<config><object id="1"><part id="2" subtype="normal_part"/><part id="3" subtype="support_enforcer"/></object></config>"#;
    let reading = read(&package(&[("3D/3dmodel.model", &both), ("Metadata/model_settings.config", config)]), "a.3mf");
    is_the_box(&reading);
    assert_eq!(codes(&reading), ["R144"]);
}

#[test]
fn supports_and_what_is_not_printed_are_left_out_of_a_build() {
    let of = |kind: &str, item: &str| {
        format!(
            r#"{MODEL_START}<object id="1" type="model">{}</object><object id="2" type="{kind}">{}</object></resources><build><item objectid="1"/><item objectid="2"{item}/></build></model>"#,
            mesh_xml(&[0.0]),
            mesh_xml(&[50.0])
        )
    };
    for (kind, item) in [("support", ""), ("solidsupport", ""), ("model", r#" printable="0""#)] {
        let reading = read(&package(&[("3D/3dmodel.model", &of(kind, item))]), "a.3mf");
        is_the_box(&reading);
        assert!(codes(&reading).contains(&"R144"), "{:?}", codes(&reading));
    }
    let sliced = format!("{MODEL_START}</resources><build></build></model>");
    let reading =
        read(&package(&[("3D/3dmodel.model", &sliced), ("Metadata/plate_1.gcode", "G28")]), "plate.gcode.3mf");
    assert!(codes(&reading).contains(&"R145"), "{:?}", codes(&reading));
}

/// A GLB of the box in metres with `document` put over the plain one, and more numbers behind the box's own.
fn glb(document: &serde_json::Value, more: &[f32]) -> Vec<u8> {
    let mut data: Vec<u8> = CORNERS.as_flattened().iter().flat_map(|value| (value / 1000.0).to_le_bytes()).collect();
    let indices = SIDES.into_iter().flat_map(|[a, b, c, d]| [a, b, c, a, c, d]);
    data.extend(indices.flat_map(|index| (index as u16).to_le_bytes()));
    data.extend(more.iter().flat_map(|value| value.to_le_bytes()));
    let mut plain = serde_json::json!({
        "asset": { "version": "2.0" }, "scenes": [{ "nodes": [0] }], "nodes": [{ "mesh": 0 }],
        "meshes": [{ "primitives": [{ "attributes": { "POSITION": 0 }, "indices": 1 }] }],
        "accessors": [
            { "bufferView": 0, "componentType": 5126, "count": 8, "type": "VEC3" },
            { "bufferView": 1, "componentType": 5123, "count": 36, "type": "SCALAR" },
        ],
        "bufferViews": [
            { "buffer": 0, "byteLength": 96 }, { "buffer": 0, "byteOffset": 96, "byteLength": 72 },
            { "buffer": 0, "byteOffset": 168, "byteLength": 4 * more.len() },
        ],
        "buffers": [{ "byteLength": data.len() }],
    });
    for (key, value) in document.as_object().expect("an object") {
        match (plain[key].as_array_mut(), value.as_array()) {
            (Some(list), Some(more)) if key == "accessors" => list.extend(more.clone()),
            _ => plain[key] = value.clone(),
        }
    }
    let mut json = plain.to_string().into_bytes();
    json.splice(0..0, *b"\xEF\xBB\xBF");
    json.resize(json.len().next_multiple_of(4), b' ');
    let mut bytes = b"glTF\x02\0\0\0".to_vec();
    bytes.extend(((12 + 8 + json.len() + 8 + data.len()) as u32).to_le_bytes());
    for (kind, chunk) in [(b"JSON", &json), (b"BIN\0", &data)] {
        bytes.extend((chunk.len() as u32).to_le_bytes());
        bytes.extend(kind);
        bytes.extend(chunk);
    }
    bytes
}

#[test]
fn a_gltf_shows_its_shape_at_rest() {
    is_the_box(&read(&glb(&serde_json::json!({}), &[]), "a.glb")); // A mark stands before its JSON.

    let three = serde_json::json!({
        "nodes": [{ "mesh": 0, "extensions": { "EXT_mesh_gpu_instancing": { "attributes": { "TRANSLATION": 2, "SCALE": 3 } } } }],
        "accessors": [
            { "bufferView": 2, "componentType": 5126, "count": 3, "type": "VEC3" },
            { "bufferView": 2, "byteOffset": 36, "componentType": 5126, "count": 3, "type": "VEC3" },
        ],
    });
    // One as it is, one beside it, one twice as large: 1 + 1 + 8 volumes.
    let instances = [0.0, 0.0, 0.0, 0.1, 0.0, 0.0, 0.2, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0];
    let reading = read(&glb(&three, &instances), "a.glb");
    assert_eq!(mesh(&reading).triangles.len(), 36);
    assert!((volume_mm3(mesh(&reading)) - 60_000.0).abs() < 0.1);

    let morphed = serde_json::json!({
        "meshes": [{ "weights": [0.5], "primitives": [{ "attributes": { "POSITION": 0 }, "indices": 1, "targets": [{ "POSITION": 2 }] }] }],
        "accessors": [{ "bufferView": 2, "componentType": 5126, "count": 8, "type": "VEC3" }],
    });
    // The upper four corners go up by half of 60 mm.
    let shifts: Vec<f32> =
        CORNERS.into_iter().flat_map(|[.., z]| [0.0, 0.0, if z > 0.0 { 0.06 } else { 0.0 }]).collect();
    let reading = read(&glb(&morphed, &shifts), "a.glb");
    let bounds = mesh(&reading).bounds().expect("bounds");
    assert!((bounds[5] - 60.0).abs() < 1e-4, "{bounds:?}");

    let skinned = serde_json::json!({
        "nodes": [{ "children": [1, 2] }, { "mesh": 0, "skin": 0, "scale": [100, 100, 100] }, { "translation": [1.0, 0.0, 0.0] }],
        "meshes": [{ "primitives": [{ "attributes": { "POSITION": 0, "JOINTS_0": 2, "WEIGHTS_0": 3 }, "indices": 1 }] }],
        "skins": [{ "joints": [2], "inverseBindMatrices": 4 }],
        "accessors": [
            { "bufferView": 2, "componentType": 5125, "count": 8, "type": "VEC4" },
            { "bufferView": 2, "byteOffset": 128, "componentType": 5126, "count": 8, "type": "VEC4" },
            { "bufferView": 2, "byteOffset": 256, "componentType": 5126, "count": 1, "type": "MAT4" },
        ],
    });
    // All held by the one joint, which was bound where it stands: the mesh stays, and its node's own scale is nothing.
    let mut skin = vec![0.0; 32];
    skin.extend([1.0, 0.0, 0.0, 0.0].repeat(8));
    skin.extend([1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, -1.0, 0.0, 0.0, 1.0]);
    let reading = read(&glb(&skinned, &skin), "a.glb");
    assert!((volume_mm3(mesh(&reading)) - 6000.0).abs() < 0.1, "{}", volume_mm3(mesh(&reading)));
    assert_eq!(reading.format.map(|format| format.kind()), Some(Kind::Mesh));
}

#[test]
fn an_amf_leaves_modifiers_out_and_may_be_in_utf_16() {
    let volume = |purpose: &str| {
        let faces = SIDES.into_iter().flat_map(|[a, b, c, d]| [[a, b, c], [a, c, d]]);
        let faces: String =
            faces.map(|[a, b, c]| format!("<triangle><v1>{a}</v1><v2>{b}</v2><v3>{c}</v3></triangle>")).collect();
        format!("<volume>{purpose}{faces}</volume>")
    };
    let corners: String = CORNERS
        .into_iter()
        .map(|[x, y, z]| format!("<vertex><coordinates><x>{x}</x><y>{y}</y><z>{z}</z></coordinates></vertex>"))
        .collect();
    let modifier = volume(r#"<metadata type="slic3r.modifier">1</metadata>"#);
    let text = format!(
        r#"<?xml version="1.0"?><amf unit="millimeter"><object id="0"><mesh><vertices>{corners}</vertices>{}{modifier}</mesh></object></amf>"#,
        volume("")
    );
    for bytes in [text.clone().into_bytes(), utf16(&text)] {
        let reading = read(&bytes, "a.amf");
        is_the_box(&reading);
        assert_eq!(codes(&reading), ["R144"]);
    }
}
