//! Files that are nothing, something else, or two things at once.

use std::io::{Cursor, Write as _};

use pattern::mesh::{gltf, stl};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::answers::{read, sheet};
use crate::good;

fn answers(cases: Vec<(&str, &str, Vec<u8>)>) -> String {
    sheet(cases.into_iter().map(|(title, name, bytes)| (format!("{title}, as {name}"), read(&bytes, name))))
}

#[test]
fn a_file_of_nothing_is_answered_whatever_its_name() {
    let names = good::files().into_iter().map(|(name, ..)| name);
    for name in names.chain(["model", "model.xyz"]) {
        let reading = read(b"", name);
        assert!(reading.pattern.is_none() && reading.findings[0].code == "R101", "{name}");
    }
    let blank = |bytes: &[u8], name: &'static str| ("blank", name, bytes.to_vec());
    let mut few = vec![("0 bytes", "model.stl", Vec::new())];
    few.extend([
        blank(b" ", "model.obj"),
        blank(b"\n\n\n", "drawing.svg"),
        blank(&[0; 100], "model.stl"),
        blank(b"\xEF\xBB\xBF", "drawing.dxf"),
    ]);
    insta::assert_snapshot!(answers(few));
}

#[test]
fn a_file_of_no_triangles_or_lines_is_answered() {
    let mut empty_stl = stl::write(&pattern::Mesh::default());
    empty_stl.truncate(84);
    let text = answers(vec![
        ("no triangles", "model.stl", empty_stl),
        ("no facets", "model.stl", b"solid a\nendsolid a\n".to_vec()),
        ("points only", "model.obj", b"v 0 0 0\nv 1 0 0\n".to_vec()),
        ("comments only", "model.obj", b"# made by hand\n".to_vec()),
        ("points only", "model.off", b"OFF\n2 0 0\n0 0 0\n1 1 1\n".to_vec()),
        ("no elements", "model.ply", b"ply\nformat ascii 1.0\nend_header\n".to_vec()),
        ("no objects", "model.3mf", good::threemf_of("<model/>")),
        ("no scene", "model.gltf", br#"{"asset":{"version":"2.0"}}"#.to_vec()),
        ("no shapes", "drawing.svg", br#"<svg xmlns="http://www.w3.org/2000/svg"/>"#.to_vec()),
        ("no entities", "drawing.dxf", b"0\nSECTION\n2\nENTITIES\n0\nENDSEC\n0\nEOF\n".to_vec()),
        ("a triangle of no area", "model.off", b"OFF\n3 1 0\n0 0 0\n1 1 1\n2 2 2\n3 0 1 2\n".to_vec()),
    ]);
    insta::assert_snapshot!(text);
}

#[test]
fn another_format_is_named_and_what_to_do_instead() {
    let xml = |root: &str| format!("<?xml version=\"1.0\"?>\n<!-- made by hand -->\n<{root}></{root}>").into_bytes();
    let text = answers(vec![
        ("prose", "letter.txt", b"Dear maker, please find the model attached.\n".to_vec()),
        ("prose", "model.stl", b"Dear maker, please find the model attached.\n".to_vec()),
        ("PDF", "model.stl", b"%PDF-1.7\n".to_vec()),
        ("STEP", "model.step", b"ISO-10303-21;\n".to_vec()),
        ("DWG", "drawing.dxf", b"AC1032\0\0\0".to_vec()),
        ("binary DXF", "drawing.dxf", b"AutoCAD Binary DXF\r\n\x1a\0\0SECTION\0".to_vec()),
        ("Collada", "model.dae", xml("COLLADA")),
        ("AMF", "model.amf", xml("amf")),
        ("a web page", "drawing.svg", b"<!DOCTYPE html><html><body><svg/></body></html>".to_vec()),
        ("packed SVG", "drawing.svgz", b"\x1f\x8b\x08\x00\0\0\0\0".to_vec()),
        ("a program for Windows", "model.stl", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0".to_vec()),
        ("a program for Linux", "model.obj", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec()),
        ("OBJ", "model.stl", b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n".to_vec()),
        ("STL", "picture.png", stl::write(&good::tetrahedron())),
    ]);
    insta::assert_snapshot!(text);
}

/// A zip with a script in it, to be hung onto something else.
fn stowaway() -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("run.js", SimpleFileOptions::default()).expect("a good name");
    zip.write_all(b"alert(1)").expect("room");
    zip.finish().expect("room").into_inner()
}

#[test]
fn a_file_that_is_two_things_is_read_as_what_it_begins_as() {
    let with = |mut bytes: Vec<u8>| {
        bytes.extend(stowaway());
        bytes
    };
    // Longer than what is looked at to tell text from bytes.
    let long = |mut bytes: Vec<u8>| {
        bytes.splice(0..0, [b' '; 2000]);
        bytes
    };
    // An STL whose header, which nobody reads, is a PDF's or a script's beginning.
    let headed = |start: &[u8]| {
        let mut bytes = stl::write(&good::tetrahedron());
        bytes[..start.len()].copy_from_slice(start);
        bytes
    };
    let mut shell = b"#!/bin/sh\nexit\n".to_vec();
    shell.extend(good::threemf_of(&good::model_part("")));
    let script = good::SVG.replacen("<svg", "<!--*/alert(1)/*--><svg", 1).into_bytes();
    let text = answers(vec![
        ("PNG and zip", "picture.png", with(good::picture(image::ImageFormat::Png))),
        ("JPEG and zip", "picture.jpg", with(good::picture(image::ImageFormat::Jpeg))),
        ("WebP and zip", "picture.webp", with(good::picture(image::ImageFormat::WebP))),
        ("GLB and zip", "model.glb", with(gltf::write(&good::tetrahedron()))),
        ("binary STL and zip", "model.stl", with(stl::write(&good::tetrahedron()))),
        ("SVG and zip", "drawing.svg", with(long(good::SVG.as_bytes().to_vec()))),
        (
            "DXF and zip",
            "drawing.dxf",
            with(
                good::dxf("10")
                    .replacen("0\nSECTION", &format!("999\n{}\n0\nSECTION", "a comment ".repeat(200)), 1)
                    .into_bytes(),
            ),
        ),
        ("big-endian PLY and zip", "model.ply", with(good::big_endian_ply(&good::CORNERS, &good::FACES))),
        ("OFF and zip", "model.off", with(good::off(&good::CORNERS, &good::FACES).into_bytes())),
        ("STL with the head of a PDF", "model.stl", headed(b"%PDF-1.7")),
        ("STL with the head of a GIF that is a script", "model.stl", headed(b"GIF89a/*")),
        ("STL with the head of a PNG", "model.stl", headed(b"\x89PNG\r\n\x1a\n")),
        ("shell script and 3MF", "model.3mf", shell),
        ("SVG and script", "drawing.svg", script),
        (
            "SVG that is also OBJ",
            "model.obj",
            [b"<!--\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n-->".as_slice(), good::SVG.as_bytes()].concat(),
        ),
    ]);
    insta::assert_snapshot!(text);
}
