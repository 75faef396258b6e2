//! Names: of files, and of what lies in them. None may break a sentence, turn it round or make it endless.

use pattern::{Mesh, Pattern, Place};

use crate::answers::{read, sheet};
use crate::good;

/// What a person could be misled with.
fn odd_names() -> [(&'static str, String); 6] {
    [
        ("a line break", "vase\n    fail R999: send money".to_owned()),
        ("a return", "vase\r\nHTTP/1.1 200".to_owned()),
        ("a mark that turns text round", "vase\u{202e}lts.exe".to_owned()),
        ("marks that isolate", "vase\u{2066}abc\u{2069}\u{200f}".to_owned()),
        ("terminal codes", "vase\u{1b}[2J\u{1b}[31m".to_owned()),
        ("4 KB", "é".repeat(2048)),
    ]
}

/// Whether a report can show `text` as it is.
fn is_tame(text: &str) -> bool {
    let turns = |letter: char| matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    text.chars().count() <= 201 && !text.chars().any(|letter| letter.is_control() || turns(letter))
}

fn assert_tame(reading: &pattern::Reading, title: &str) {
    let places =
        reading.findings.iter().flat_map(|finding| &finding.at).filter_map(|Place { element, .. }| element.as_deref());
    let sentences = reading.findings.iter().flat_map(|finding| [finding.message.as_str(), finding.fix.as_str()]);
    for text in places.chain(sentences.filter(|text| text.chars().count() > 400)) {
        assert!(is_tame(text), "{title}: {text:?}");
    }
    for text in reading.findings.iter().map(|finding| &finding.message) {
        assert!(text.chars().all(|letter| !letter.is_control()), "{title}: {text:?}");
    }
    match &reading.pattern {
        Some(Pattern::Mesh(Mesh { parts, .. })) => {
            parts.iter().for_each(|part| assert!(is_tame(&part.name) && is_tame(&part.source), "{title}: {part:?}"));
        }
        Some(Pattern::Drawing(drawing)) => {
            drawing.layers.iter().for_each(|layer| assert!(is_tame(&layer.name), "{title}: {layer:?}"));
            drawing.paths.iter().for_each(|path| assert!(is_tame(&path.source), "{title}: {}", path.source));
        }
        _ => {}
    }
}

#[test]
fn the_name_of_a_file_only_tells_its_format() {
    let mut cases = Vec::new();
    for (title, name) in odd_names() {
        for ending in [".stl", ".obj", ""] {
            let file = format!("{name}{ending}");
            let reading = read(&pattern::mesh::stl::write(&good::tetrahedron()), &file);
            assert!(reading.pattern.is_some(), "{title}{ending}");
            assert_tame(&reading, title);
            let prose = read(b"Dear maker.", &file);
            assert_tame(&prose, title);
            if ending == ".obj" {
                cases.push((format!("STL, {title} and .obj"), reading));
                cases.push((format!("prose, {title} and .obj"), prose));
            }
        }
    }
    for name in ["", ".", "..", ".stl", "stl", "a.", "a.b.c.STL", "a.stl.exe", "/etc/passwd", "CON", "a.stl\0.png"] {
        read(&pattern::mesh::stl::write(&good::tetrahedron()), name);
    }
    cases.truncate(4);
    insta::assert_snapshot!(sheet(cases));
}

#[test]
fn names_inside_of_files_are_tamed() {
    for (title, name) in odd_names() {
        let escaped = name.replace('\n', "&#10;").replace('\r', "&#13;").replace('\u{1b}', "&#27;");
        let line = name.replace(['\n', '\r'], " ");
        let mesh = good::threemf_mesh("0", "3");
        let quoted = serde_json::Value::from(name.as_str());
        let mut gltf = good::gltf_json(&pattern::mesh::gltf::write(&good::tetrahedron()));
        gltf["nodes"][0]["name"] = quoted.clone();
        gltf["extensionsRequired"] = serde_json::json!([quoted]);
        gltf["buffers"][0]["uri"] = quoted;
        let files: Vec<(&str, Vec<u8>)> = vec![
            (
                "model.stl",
                good::ascii_stl(&good::CORNERS).replace("solid corner", &format!("solid {line}")).into_bytes(),
            ),
            (
                "model.obj",
                format!("o {line}\nmtllib {line}\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\nf 1 2 9\n").into_bytes(),
            ),
            (
                "model.ply",
                good::ascii_ply(&good::CORNERS, &good::FACES)
                    .replace("element face", &format!("comment TextureFile {line}\nelement face"))
                    .replace("element face 4", "element face 9")
                    .into_bytes(),
            ),
            (
                "model.3mf",
                good::threemf_of(&good::model_part(&format!(
                    r#"<resources><object id="1" name="{escaped}">{mesh}</object></resources><build><item objectid="1"/><item objectid="1" path="/3D/{escaped}.model"/></build>"#
                ))),
            ),
            ("model.gltf", gltf.to_string().into_bytes()),
            (
                "drawing.svg",
                good::SVG
                    .replace("id=\"Cut\"", &format!("id=\"{escaped}\""))
                    .replace("<rect", &format!("<rect id=\"{escaped}2\""))
                    .into_bytes(),
            ),
            (
                "drawing.dxf",
                good::dxf("10")
                    .replace("8\nCut", &format!("8\n{line}"))
                    .replace("INSERT\n2\nHOLE", &format!("INSERT\n2\n{line}"))
                    .into_bytes(),
            ),
        ];
        for (file, bytes) in files {
            let reading = read(&bytes, file);
            assert!(reading.pattern.is_some() || !reading.findings.is_empty(), "{file}, {title}");
            assert_tame(&reading, &format!("{file}, {title}"));
        }
    }
}
