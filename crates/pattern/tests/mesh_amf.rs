//! AMF: units, colours, constellations, names, what is left out, and the limits.

use std::io::{Cursor, Write as _};

use pattern::{Budget, Format, Mesh, Pattern, Reading, Severity, Unit, Units};
use zip::{ZipWriter, write::SimpleFileOptions};

fn read(text: &str) -> Reading {
    pattern::read(text.as_bytes(), Some("model.amf"), &Budget::default())
}

fn mesh(reading: &Reading) -> &Mesh {
    match &reading.pattern {
        Some(Pattern::Mesh(mesh)) => mesh,
        other => panic!("{other:?} {:?}", reading.findings),
    }
}

/// Vertices of a tetrahedron whose edges are 1 long.
const VERTICES: &str = "<vertices><vertex><coordinates><x>0</x><y>0</y><z>0</z></coordinates></vertex>\
    <vertex><coordinates><x>1</x><y>0</y><z>0</z></coordinates></vertex>\
    <vertex><coordinates><x>0</x><y>1</y><z>0</z></coordinates></vertex>\
    <vertex><coordinates><x>0</x><y>0</y><z>1</z></coordinates></vertex></vertices>";
const TRIANGLES: &str = "<triangle><v1>0</v1><v2>2</v2><v3>1</v3></triangle><triangle><v1>0</v1><v2>1</v2><v3>3</v3></triangle>\
    <triangle><v1>0</v1><v2>3</v2><v3>2</v3></triangle><triangle><v1>1</v1><v2>2</v2><v3>3</v3></triangle>";

fn object(id: &str, before: &str, volumes: &str) -> String {
    format!(r#"<object id="{id}">{before}<mesh>{VERTICES}{volumes}</mesh></object>"#)
}

fn volume(inside: &str) -> String {
    format!("<volume>{inside}{TRIANGLES}</volume>")
}

fn amf(inside: &str) -> String {
    format!(r#"<?xml version="1.0"?><!-- made by hand --><amf unit="millimeter">{inside}</amf>"#)
}

fn color(r: &str, g: &str, b: &str) -> String {
    format!("<color><r>{r}</r><g>{g}</g><b>{b}</b></color>")
}

fn codes(reading: &Reading) -> Vec<&str> {
    reading.findings.iter().map(|finding| finding.code.as_str()).collect()
}

#[test]
fn content_tells_amf_whatever_the_name_plain_or_zipped() {
    let text = amf(&object("1", "", &volume("")));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("Folder/Model.AMF", SimpleFileOptions::default()).expect("a good name");
    zip.write_all(text.as_bytes()).expect("room");
    let zipped = zip.finish().expect("room").into_inner();
    for bytes in [text.as_bytes(), &zipped, format!("\u{feff}{text}").as_bytes()] {
        let reading = pattern::read(bytes, None, &Budget::default());
        assert_eq!((reading.format, mesh(&reading).triangles.len()), (Some(Format::Amf), 4));
        assert!(reading.findings.is_empty(), "{:?}", reading.findings);
        let named = pattern::read(bytes, Some("model.stl"), &Budget::default());
        assert_eq!((named.format, codes(&named)), (Some(Format::Amf), vec!["R105"]));
    }
    assert_eq!(Format::from_name("a.AMF"), Some(Format::Amf));
    assert_eq!((Format::Amf.title(), Format::Amf.media_type()), ("AMF", "application/x-amf"));
}

#[test]
fn every_unit_becomes_millimetres() {
    let units = [
        ("millimeter", Unit::Millimetre),
        ("inch", Unit::Inch),
        ("feet", Unit::Foot),
        ("meter", Unit::Metre),
        ("micron", Unit::Micron),
    ];
    for (word, unit) in units {
        let reading = read(&amf(&object("1", "", &volume(""))).replace("millimeter", word));
        assert_eq!(reading.units, Some(Units::stated(unit)));
        assert_eq!(mesh(&reading).bounds().expect("a body")[3], unit.mm() as f32, "{word}");
    }
    let unstated = read(&amf(&object("1", "", &volume(""))).replace(r#" unit="millimeter""#, ""));
    assert_eq!(unstated.units, Some(Units::assumed(Unit::Millimetre)));
}

#[test]
fn names_come_from_the_volume_the_object_or_the_material() {
    let name = |name: &str| format!(r#"<metadata type="Name">{name}</metadata><metadata type="volume">9</metadata>"#);
    let two = format!("{}{}", volume(&name("left &amp; &#8220;right&#8221;")), volume(""));
    let reading = read(&amf(&format!(
        "{}{}{}",
        object("1", &name("body"), &two),
        object("2", "", &volume("").replace("<volume>", r#"<volume materialid="m">"#)),
        r#"<material id="m"><metadata type="name"><![CDATA[PLA]]></metadata></material>"#
    )));
    let parts = &mesh(&reading).parts;
    let told: Vec<_> = parts.iter().map(|part| (part.name.as_str(), part.source.as_str())).collect();
    let expected = [("left & “right”", "object 1, volume 1"), ("body", "object 1, volume 2"), ("PLA", "object 2")];
    assert_eq!(told, expected);
    assert_eq!(parts[2].triangles, 8..12);
    assert!(reading.findings.is_empty());
}

#[test]
fn the_innermost_colour_holds() {
    let material = format!(r#"<material id="m">{}</material>"#, color("0", "0", "1"));
    let of_material = volume("").replace("<volume>", r#"<volume materialid="m">"#);
    let single = |inside: &str| mesh(&read(&amf(inside))).parts[0].color;
    assert_eq!(single(&format!("{material}{}", object("1", "", &of_material))), Some([0, 0, 255, 255]));
    let red = color("1", "0", "0");
    assert_eq!(single(&format!("{material}{}", object("1", &red, &of_material))), Some([255, 0, 0, 255]));
    let half = color("0.5", "2", "-1").replace("</color>", "<a>0.5</a></color>");
    assert_eq!(single(&object("1", &red, &volume(&half))), Some([128, 255, 0, 128]));
    // One triangle of its own, one vertex of its own, the rest red.
    let mixed = object("1", &red, &volume(""))
        .replacen("<triangle>", &format!("<triangle>{}", color("0", "1", "0")), 1)
        .replacen(
            "</coordinates></vertex></vertices>",
            &format!("</coordinates>{}</vertex></vertices>", color("0", "0", "1")),
            1,
        );
    let reading = read(&amf(&mixed));
    let mesh = mesh(&reading);
    let of = |triangle: usize| mesh.triangles[triangle].map(|vertex| mesh.colors[vertex as usize]);
    let [red, green, blue] = [[255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 255, 255]];
    assert_eq!((of(0), of(1)), ([green; 3], [red, red, blue]));
    assert!(mesh.parts.is_empty(), "one part of many colours and no name says nothing more");
}

#[test]
fn constellations_turn_about_x_then_y_then_z_and_then_shift() {
    let inner = r#"<constellation id="c"><instance objectid="1"><deltax>10</deltax><rx>90</rx><rz>90</rz></instance></constellation>"#;
    let outer = r#"<constellation id="d"><instance objectid="c"><deltay>5</deltay></instance><instance objectid="2"/></constellation>"#;
    let bodies =
        format!("{}{}{}", object("1", "", &volume("")), object("2", "", &volume("")), object("3", "", &volume("")));
    let reading = read(&amf(&format!("{outer}{bodies}{inner}")));
    let mesh = mesh(&reading);
    let sources: Vec<&str> = mesh.parts.iter().map(|part| part.source.as_str()).collect();
    assert_eq!(sources, ["object 3", "object 1", "object 2"], "what stands alone comes first");
    // z (0, 0, 1) about x becomes (0, -1, 0), about z (1, 0, 0), then shifts.
    let tip = mesh.positions[7];
    assert!(tip.iter().zip([11.0, 5.0, 0.0]).all(|(is, wanted)| (is - wanted).abs() < 1e-6), "{tip:?}");
    let volume = |range: std::ops::Range<usize>| -> f32 {
        let corners = range.map(|triangle| mesh.corners(triangle).map(glam::Vec3::from));
        corners.map(|[a, b, c]| a.dot(b.cross(c)) / 6.0).sum()
    };
    assert!((volume(4..8) - 1.0 / 6.0).abs() < 1e-5, "turning keeps the inside in");
}

#[test]
fn what_is_not_read_is_told_in_plain_words() {
    let curved = object("1", "", &volume("")).replacen(
        "</coordinates></vertex>",
        "</coordinates><normal><nx>0</nx><ny>0</ny><nz>1</nz></normal></vertex>",
        2,
    );
    let curved = curved.replace("</vertices>", "<edge><v1>0</v1><dx1>1</dx1><v2>1</v2></edge></vertices>");
    let formula = volume(&color("x/10", "0", "0"));
    let textured = volume("").replacen("<v1>", r#"<texmap rtexid="1"><utex1>0</utex1></texmap><v1>"#, 2);
    let reading = read(&amf(&format!("{curved}{}{}", object("2", "", &formula), object("3", "", &textured))));
    assert_eq!(
        mesh(&reading).triangles,
        read(&amf(&format!("{0}{1}{1}", object("1", "", &volume("")), object("2", "", &volume("")))))
            .pattern
            .map(|pattern| match pattern {
                Pattern::Mesh(mesh) => mesh.triangles,
                _ => Vec::new(),
            })
            .unwrap_or_default()
    );
    assert!(reading.findings.iter().all(|finding| finding.severity == Severity::Info));
    let told: Vec<String> =
        reading.findings.iter().map(|finding| format!("{} {}", finding.code, finding.message)).collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn each_limit_holds_at_its_value_and_not_one_above() {
    let two = r#"<constellation id="c"><instance objectid="1"/><instance objectid="1"/></constellation>"#;
    let text = amf(&format!("{}{two}", object("1", "", &volume(""))));
    let within = |budget: &Budget| {
        let reading = pattern::read(text.as_bytes(), Some("model.amf"), budget);
        (reading.pattern.is_some(), codes(&reading).iter().map(|code| (*code).to_owned()).collect::<Vec<_>>())
    };
    // Elements that count: amf, object, mesh, vertices, volume, constellation and two instances.
    let limits: [fn(u64) -> Budget; 4] = [
        |max| Budget { triangles_max: max, ..Budget::default() },
        |max| Budget { vertices_max: max, ..Budget::default() },
        |max| Budget { nodes_max: max, ..Budget::default() },
        |max| Budget { depth_max: max as u32, ..Budget::default() },
    ];
    for (limit, max) in limits.iter().zip([8, 8, 8, 7]) {
        assert_eq!(within(&limit(max)), (true, vec![]), "{max}");
        assert_eq!(within(&limit(max - 1)), (false, vec!["R103".to_owned()]), "{max}");
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("a.amf", SimpleFileOptions::default()).expect("a good name");
    zip.write_all(text.as_bytes()).expect("room");
    let zipped = zip.finish().expect("room").into_inner();
    let unpacked = |max: usize| {
        let budget = Budget { unpacked_bytes_max: max as u64, ..Budget::default() };
        pattern::read(&zipped, Some("model.amf"), &budget).pattern.is_some()
    };
    assert_eq!((unpacked(text.len()), unpacked(text.len() - 1)), (true, false));
}
