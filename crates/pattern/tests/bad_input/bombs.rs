//! Files that announce or unfold into far more than they are: counts in headers, entities, pictures, clones.

use std::time::{Duration, Instant};

use pattern::mesh::{gltf, stl};
use pattern::{Budget, Reading};
use serde_json::json;

use crate::answers::{read, read_within, sheet};
use crate::good;

/// Longer than any of these may take, on a busy machine without optimisation.
const TIME_MAX: Duration = Duration::from_secs(10);

fn quickly(title: &str, read: impl FnOnce() -> Reading) -> (String, Reading) {
    let begun = Instant::now();
    let reading = read();
    assert!(begun.elapsed() < TIME_MAX, "{title} took {:?}", begun.elapsed());
    (title.to_owned(), reading)
}

/// The most that a `u32` says: 4,294,967,295.
const FOUR_BILLION: u32 = u32::MAX;

#[test]
fn a_header_that_announces_four_billion_reserves_nothing() {
    let mut announced = stl::write(&good::tetrahedron());
    announced[80..84].copy_from_slice(&FOUR_BILLION.to_le_bytes());
    let bare = &announced[..84];
    let ascii = good::ascii_ply(&good::CORNERS, &good::FACES);
    let vertices = ascii.replace("element vertex 4", "element vertex 4294967295");
    let faces = ascii.replace("element face 4", "element face 4294967295");
    let mut corners = good::big_endian_ply(&good::CORNERS, &good::FACES);
    let first_face = corners.len() - 4 * 13;
    corners[first_face] = 255;
    let off = good::off(&good::CORNERS, &good::FACES);
    let long_face = off.replace("3 0 2 1", "4294967295 0 2 1");
    let mut glb = gltf::write(&good::tetrahedron());
    glb[8..12].copy_from_slice(&FOUR_BILLION.to_le_bytes());
    let mut chunk = gltf::write(&good::tetrahedron());
    chunk[12..16].copy_from_slice(&FOUR_BILLION.to_le_bytes());
    let cases = [
        quickly("STL of 4,294,967,295 triangles", || read(&announced, "model.stl")),
        quickly("STL of 4,294,967,295 triangles and none there", || read(bare, "model.stl")),
        quickly("PLY of four billion vertices", || read(vertices.as_bytes(), "model.ply")),
        quickly("PLY of four billion faces", || read(faces.as_bytes(), "model.ply")),
        quickly("PLY of a face with 255 corners", || read(&corners, "model.ply")),
        quickly("OFF of four billion vertices", || {
            read(off.replace("4 4 0", "4294967295 4 0").as_bytes(), "model.off")
        }),
        quickly("OFF of four billion faces", || read(off.replace("4 4 0", "4 4294967295 0").as_bytes(), "model.off")),
        quickly("OFF of a face with four billion corners", || read(long_face.as_bytes(), "model.off")),
        quickly("GLB of 4 GB", || read(&glb, "model.glb")),
        quickly("GLB with a scene of 4 GB", || read(&chunk, "model.glb")),
    ];
    insta::assert_snapshot!(sheet(cases));
}

#[test]
fn numbers_of_elements_that_have_no_bytes_are_bounded() {
    // An accessor without a view stands for zeros, as many as it says.
    let mut document = good::gltf_json(&gltf::write(&good::tetrahedron()));
    document["accessors"][0]["count"] = json!(FOUR_BILLION);
    document["accessors"][0].as_object_mut().expect("an object").remove("bufferView");
    let zeros = document.to_string();
    // A hatch that announces a billion edges, an array of a block a billion times, a text of 16 MB.
    let dxf = |entity: &str| good::dxf("10").replace("0\nINSERT\n2\nHOLE", &format!("0\n{entity}\n0\nINSERT\n2\nHOLE"));
    let hatch = dxf("HATCH\n70\n1\n91\n999999999\n92\n1\n93\n999999999\n72\n1\n10\n0\n20\n0\n11\n1\n21\n1");
    let array = good::dxf("10").replace("INSERT\n2\nHOLE", "INSERT\n2\nHOLE\n70\n32767\n71\n32767\n44\n1\n45\n1");
    let spline = dxf("SPLINE\n71\n2147483647\n40\n0\n40\n1\n10\n0\n20\n0\n10\n1\n20\n1");
    let cases = [
        quickly("glTF of four billion zeros", || read(zeros.as_bytes(), "model.gltf")),
        quickly("DXF of a hatch with a billion edges", || read(hatch.as_bytes(), "drawing.dxf")),
        quickly("DXF of a block a billion times", || read(array.as_bytes(), "drawing.dxf")),
        quickly("DXF of a spline of degree two billion", || read(spline.as_bytes(), "drawing.dxf")),
    ];
    insta::assert_snapshot!(sheet(cases));
}

/// A PNG that says it has `width` by `height` pixels.
fn png_of(width: u32, height: u32) -> Vec<u8> {
    let mut png = good::picture(image::ImageFormat::Png);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let checked = crc(&png[12..29]);
    png[29..33].copy_from_slice(&checked.to_be_bytes());
    png
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { 0xedb8_8320 ^ (c >> 1) } else { c >> 1 })
    };
    !bytes.iter().fold(!0, step)
}

#[test]
fn a_picture_that_says_it_is_huge_unpacks_nothing() {
    let mut jpeg = good::picture(image::ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).expect("a frame");
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff; 4]);
    let mut textured = good::gltf_json(&gltf::write(&good::tetrahedron()));
    let data = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, png_of(60_000, 60_000));
    textured["images"] = json!([{ "uri": format!("data:image/png;base64,{data}") }]);
    textured["textures"] = json!([{ "source": 0 }]);
    textured["materials"] = json!([{ "pbrMetallicRoughness": { "baseColorTexture": { "index": 0 } } }]);
    textured["meshes"][0]["primitives"][0]["material"] = json!(0);
    textured["meshes"][0]["primitives"][0]["attributes"]["TEXCOORD_0"] = json!(0);
    let cases = [
        quickly("PNG of 60,000 x 60,000 pixels", || read(&png_of(60_000, 60_000), "picture.png")),
        quickly("PNG of two billion pixels a side", || read(&png_of(i32::MAX as u32, i32::MAX as u32), "picture.png")),
        quickly("PNG without pixels", || read(&png_of(0, 16), "picture.png")),
        quickly("JPEG of 65,535 x 65,535 pixels", || read(&jpeg, "picture.jpg")),
        quickly("glTF with such a picture on it", || read(textured.to_string().as_bytes(), "model.gltf")),
    ];
    insta::assert_snapshot!(sheet(cases));
}

/// `levels` entities, each ten of the one before.
fn laughs(levels: usize) -> String {
    let level = |n: usize| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10));
    format!("<!DOCTYPE a [<!ENTITY l0 \"lol\">{}]>", (1..levels).map(level).collect::<String>())
}

#[test]
fn entities_are_no_bomb_and_open_no_file() {
    let svg = |doctype: &str, inside: &str| {
        let sheet = good::SVG.replace("</svg>", &format!("{inside}</svg>"));
        quickly(&format!("SVG, {}", &doctype[..doctype.len().min(60)]), || {
            read((doctype.to_owned() + &sheet).as_bytes(), "drawing.svg")
        })
    };
    let model = |doctype: &str| {
        let text = doctype.to_owned() + &good::model_part("<metadata name=\"Title\">&l9;</metadata>");
        quickly(&format!("3MF, {}", &doctype[..doctype.len().min(60)]), || read(&good::threemf_of(&text), "model.3mf"))
    };
    let external = "<!DOCTYPE a [<!ENTITY l9 SYSTEM \"file:///etc/passwd\">]>";
    let parameter = "<!DOCTYPE a [<!ENTITY % l9 SYSTEM \"http://example.org/a.dtd\"> %l9;]>";
    let subset = "<!DOCTYPE a SYSTEM \"http://example.org/a.dtd\">";
    let long = format!("<!DOCTYPE a [<!ENTITY l9 \"{}\">]>", "x".repeat(100_000));
    let itself = "<!DOCTYPE a [<!ENTITY l9 \"&l9;\">]>";
    let relationships = laughs(10) + good::RELATIONSHIPS;
    let amf = |doctype: &str| {
        let text = good::amf("&l9;", "3").replacen("<amf", &format!("{doctype}<amf"), 1);
        quickly(&format!("AMF, {}", &doctype[..doctype.len().min(60)]), || read(text.as_bytes(), "model.amf"))
    };
    let cases = [
        amf(&laughs(10)),
        amf(external),
        amf(""),
        svg(&laughs(10), "<text>&l9;</text>"),
        svg(external, "<text>&l9;</text>"),
        svg(parameter, "<text>&l9;</text>"),
        svg(subset, "<text>&l9;</text>"),
        svg(&long, &"<text>&l9;</text>".repeat(100)),
        svg(itself, "<text>&l9;</text>"),
        model(&laughs(10)),
        model(external),
        model(parameter),
        model(subset),
        quickly("3MF, entities in its relationships", || {
            read(&good::package(&[("_rels/.rels", &relationships), ("3D/3dmodel.model", "<model/>")]), "model.3mf")
        }),
    ];
    for (title, reading) in &cases {
        let text = format!("{reading:?}");
        assert!(!text.contains("root:") && !text.contains("lollollol"), "{title} let it in");
    }
    insta::assert_snapshot!(sheet(cases));
}

#[test]
fn copies_of_copies_stop_at_the_budget() {
    // Each object is two of the one before: 2 to the 40th tetrahedrons.
    let objects: String = (2..=40)
        .map(|id| {
            format!(
                r#"<object id="{id}"><components>{}</components></object>"#,
                format!(r#"<component objectid="{}"/>"#, id - 1).repeat(2)
            )
        })
        .collect();
    let body = format!(
        r#"<resources><object id="1">{}</object>{objects}</resources><build><item objectid="40"/></build>"#,
        good::threemf_mesh("0", "3")
    );
    let threemf = good::threemf_of(&good::model_part(&body));
    // Blocks in the same way.
    let blocks: String = (1..40)
        .map(|n| format!("0\nBLOCK\n2\nB{n}\n{}0\nENDBLK\n", format!("0\nINSERT\n2\nB{}\n", n - 1).repeat(2)))
        .collect();
    let dxf = good::dxf("10")
        .replace("2\nBLOCKS\n", &format!("2\nBLOCKS\n0\nBLOCK\n2\nB0\n0\nLINE\n11\n1\n0\nENDBLK\n{blocks}"))
        .replace("INSERT\n2\nHOLE", "INSERT\n2\nB39");
    // Clones in the same way.
    let clones: String =
        (1..40).map(|n| format!(r##"<g id="c{n}"><use href="#c{}"/><use href="#c{}"/></g>"##, n - 1, n - 1)).collect();
    let svg = good::SVG.replace("</svg>", &format!(r#"<path id="c0" d="M0 0H1" stroke="red"/>{clones}</svg>"#));
    // Constellations in the same way.
    let constellations: String = (2..=40)
        .map(|id| {
            let instances = format!(r#"<instance objectid="{}"/>"#, id - 1).repeat(2);
            format!(r#"<constellation id="{id}">{instances}</constellation>"#)
        })
        .collect();
    let amf = good::amf("0", "3").replace("</amf>", &format!("{constellations}</amf>"));
    let small = Budget { triangles_max: 100_000, vertices_max: 100_000, nodes_max: 20_000, ..Budget::default() };
    let cases = [
        quickly("3MF", || read_within(&threemf, "model.3mf", &small)),
        quickly("AMF", || read_within(amf.as_bytes(), "model.amf", &small)),
        quickly("DXF", || read_within(dxf.as_bytes(), "drawing.dxf", &small)),
        quickly("SVG", || read_within(svg.as_bytes(), "drawing.svg", &small)),
    ];
    insta::assert_snapshot!(sheet(cases));
}
