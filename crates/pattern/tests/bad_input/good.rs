//! One sound file of every format, to be damaged. The fuzz targets begin from the same ones.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use base64::Engine as _;
use pattern::Mesh;
use pattern::mesh::{gltf, obj, ply, stl, threemf};
use zip::{ZipWriter, write::SimpleFileOptions};

/// Corners of a tetrahedron, millimetres.
pub const CORNERS: [[f32; 3]; 4] = [[0.0; 3], [10.0, 0.0, 0.0], [0.0, 10.0, 0.0], [0.0, 0.0, 10.0]];
/// Its faces, seen from outside.
pub const FACES: [[u32; 3]; 4] = [[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]];

/// A tetrahedron.
pub fn tetrahedron() -> Mesh {
    Mesh { positions: CORNERS.to_vec(), triangles: FACES.to_vec(), ..Mesh::default() }
}

/// The name that each file is uploaded under, what it is, and its bytes.
pub fn files() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let mesh = tetrahedron();
    vec![
        ("model.stl", "binary STL", stl::write(&mesh)),
        ("model.stl", "ASCII STL", ascii_stl(&CORNERS).into_bytes()),
        ("model.obj", "OBJ", obj::write(&mesh)),
        ("model.ply", "ASCII PLY", ascii_ply(&CORNERS, &FACES).into_bytes()),
        ("model.ply", "little-endian PLY", ply::write(&mesh)),
        ("model.ply", "big-endian PLY", big_endian_ply(&CORNERS, &FACES)),
        ("model.off", "OFF", off(&CORNERS, &FACES).into_bytes()),
        ("model.3mf", "3MF", threemf::write(&mesh)),
        ("model.amf", "AMF", amf("0", "3").into_bytes()),
        ("model.amf", "zipped AMF", package(&[("model.amf", &amf("0", "3"))])),
        ("model.glb", "GLB", gltf::write(&mesh)),
        ("model.gltf", "glTF", gltf_json(&gltf::write(&mesh)).to_string().into_bytes()),
        ("drawing.svg", "SVG", SVG.as_bytes().to_vec()),
        ("drawing.dxf", "DXF", dxf("10").into_bytes()),
        ("picture.png", "PNG", picture(image::ImageFormat::Png)),
        ("picture.jpg", "JPEG", picture(image::ImageFormat::Jpeg)),
        ("picture.webp", "WebP", picture(image::ImageFormat::WebP)),
    ]
}

/// The tetrahedron as text, its corners as given.
pub fn ascii_stl(corners: &[[f32; 3]; 4]) -> String {
    let mut text = "solid corner\n".to_owned();
    for face in FACES {
        text += "facet normal 0 0 0\nouter loop\n";
        for corner in face {
            let [x, y, z] = corners[corner as usize];
            let _ = writeln!(text, "vertex {x} {y} {z}");
        }
        text += "endloop\nendfacet\n";
    }
    text + "endsolid corner\n"
}

/// `OFF` of these corners and faces.
pub fn off(corners: &[[f32; 3]], faces: &[[u32; 3]]) -> String {
    format!("OFF\n{} {} 0\n{}{}", corners.len(), faces.len(), rows("", corners), rows("3 ", faces))
}

/// One row a line, each after `start`.
fn rows<T: std::fmt::Display, const N: usize>(start: &str, rows: &[[T; N]]) -> String {
    let row = |row: &[T; N]| format!("{start}{}\n", row.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
    rows.iter().map(row).collect()
}

fn ply_header(format: &str, corners: usize, faces: usize) -> String {
    format!(
        "ply\nformat {format} 1.0\nelement vertex {corners}\nproperty float x\nproperty float y\nproperty float z\n\
         element face {faces}\nproperty list uchar uint vertex_indices\nend_header\n"
    )
}

/// PLY as text.
pub fn ascii_ply(corners: &[[f32; 3]], faces: &[[u32; 3]]) -> String {
    ply_header("ascii", corners.len(), faces.len()) + &rows("", corners) + &rows("3 ", faces)
}

/// PLY of the byte order that few programs write.
pub fn big_endian_ply(corners: &[[f32; 3]], faces: &[[u32; 3]]) -> Vec<u8> {
    let mut bytes = ply_header("binary_big_endian", corners.len(), faces.len()).into_bytes();
    corners.as_flattened().iter().for_each(|value| bytes.extend(value.to_be_bytes()));
    for face in faces {
        bytes.push(3);
        face.iter().for_each(|index| bytes.extend(index.to_be_bytes()));
    }
    bytes
}

/// The JSON of a GLB, its buffer embedded.
pub fn gltf_json(glb: &[u8]) -> serde_json::Value {
    let json_bytes = u32::from_le_bytes(glb[12..16].try_into().expect("a whole GLB")) as usize;
    let mut document: serde_json::Value = serde_json::from_slice(&glb[20..20 + json_bytes]).expect("a whole GLB");
    let data = base64::engine::general_purpose::STANDARD.encode(&glb[28 + json_bytes..]);
    document["buffers"][0]["uri"] = format!("data:application/octet-stream;base64,{data}").into();
    document
}

/// A sheet with layers, a clone, a text and curves.
pub const SVG: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="100mm" height="50mm" viewBox="0 0 100 50"><defs><path id="a" d="M0 0H10"/></defs><g id="Cut"><rect x="1" y="1" width="5" height="5" fill="none" stroke="red"/><use href="#a" stroke="blue"/><text x="1" y="20">Hem</text><path d="M0 30C1 31 2 32 3 33A5 5 0 0 1 10 30Z" fill="none" stroke="blue"/></g></svg>"##;

/// A drawing in millimetres: a line whose end has the x that is given, a circle, and a block that is placed.
pub fn dxf(x: &str) -> String {
    format!(
        "0\nSECTION\n2\nHEADER\n9\n$INSUNITS\n70\n4\n0\nENDSEC\n0\nSECTION\n2\nBLOCKS\n0\nBLOCK\n2\nHOLE\n10\n0\n20\n0\n\
         0\nCIRCLE\n10\n0\n20\n0\n40\n2\n0\nENDBLK\n0\nENDSEC\n0\nSECTION\n2\nENTITIES\n0\nLINE\n8\nCut\n10\n0\n20\n0\n\
         11\n{x}\n21\n5\n0\nINSERT\n2\nHOLE\n10\n7\n20\n7\n0\nENDSEC\n0\nEOF\n"
    )
}

/// 24 x 16 pixels without an even patch.
pub fn picture(format: image::ImageFormat) -> Vec<u8> {
    let pixels = image::RgbImage::from_fn(24, 16, |x, y| image::Rgb([(x * 10) as u8, (y * 15) as u8, (x * y) as u8]));
    let mut out = Cursor::new(Vec::new());
    image::DynamicImage::ImageRgb8(pixels).write_to(&mut out, format).expect("encoded");
    out.into_inner()
}

/// What the package of a 3MF says about where its model is.
pub const RELATIONSHIPS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rel0" Target="/3D/3dmodel.model" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>"#;

/// The mesh of the tetrahedron as 3MF writes it, its first corner's x as given.
pub fn threemf_mesh(x: &str, last: &str) -> String {
    format!(
        r#"<mesh><vertices><vertex x="{x}" y="0" z="0"/><vertex x="10" y="0" z="0"/><vertex x="0" y="10" z="0"/><vertex x="0" y="0" z="10"/></vertices><triangles><triangle v1="0" v2="2" v3="1"/><triangle v1="0" v2="1" v3="3"/><triangle v1="0" v2="3" v3="2"/><triangle v1="1" v2="2" v3="{last}"/></triangles></mesh>"#
    )
}

/// A model part of `body`.
pub fn model_part(body: &str) -> String {
    format!(
        r#"<model unit="millimeter" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02">{body}</model>"#
    )
}

/// What the package of a 3MF says about what its parts are.
const CONTENT_TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/></Types>"#;

/// A zip of these parts, and of their content types where one of them is a model.
pub fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let has_model = parts.iter().any(|(name, _)| name.ends_with(".model"));
    let types = has_model.then_some(("[Content_Types].xml", CONTENT_TYPES));
    for (name, text) in parts.iter().copied().chain(types) {
        zip.start_file(name, SimpleFileOptions::default()).expect("a good name");
        zip.write_all(text.as_bytes()).expect("room");
    }
    zip.finish().expect("room").into_inner()
}

/// The tetrahedron as AMF, its first corner's x and its last face's last corner as given.
pub fn amf(x: &str, last: &str) -> String {
    let corner =
        |[x, y, z]: [&str; 3]| format!("<vertex><coordinates><x>{x}</x><y>{y}</y><z>{z}</z></coordinates></vertex>\n");
    let face = |[a, b, c]: [&str; 3]| format!("<triangle><v1>{a}</v1><v2>{b}</v2><v3>{c}</v3></triangle>\n");
    let corners = [[x, "0", "0"], ["10", "0", "0"], ["0", "10", "0"], ["0", "0", "10"]].map(corner).concat();
    let faces = [["0", "2", "1"], ["0", "1", "3"], ["0", "3", "2"], ["1", "2", last]].map(face).concat();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<amf unit=\"millimeter\" version=\"1.1\">\n<object id=\"1\"><mesh>\
         <vertices>\n{corners}</vertices>\n<volume>\n{faces}</volume></mesh></object>\n</amf>\n"
    )
}

/// A 3MF of one model part.
pub fn threemf_of(model: &str) -> Vec<u8> {
    package(&[("_rels/.rels", RELATIONSHIPS), ("3D/3dmodel.model", model)])
}

/// A 3MF whose only object is `inside`, which is built once.
pub fn threemf_object(inside: &str) -> Vec<u8> {
    let body = format!(r#"<resources><object id="1">{inside}</object></resources><build><item objectid="1"/></build>"#);
    threemf_of(&model_part(&body))
}
