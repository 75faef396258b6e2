//! 3MF packages that would escape from the folder they are unpacked in, or fill the disk.

use std::io::{Cursor, Write as _};

use pattern::Budget;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::answers::{read, read_within, sheet};
use crate::good::{RELATIONSHIPS, model_part, package, threemf_mesh, threemf_of};

/// A whole model, so that what is wrong is only what the test adds.
fn model() -> String {
    let mesh = threemf_mesh("0", "3");
    model_part(&format!(r#"<resources><object id="1">{mesh}</object></resources><build><item objectid="1"/></build>"#))
}

#[test]
fn a_name_that_leads_out_of_the_package_is_told_and_never_followed() {
    let model = model();
    let with = |name: &str| package(&[(name, "stolen"), ("_rels/.rels", RELATIONSHIPS), ("3D/3dmodel.model", &model)]);
    let names =
        ["../../etc/cron.d/x", "/etc/passwd", "..\\..\\windows\\x", "C:/windows/x", "3D/../../x", "3D/./x\0.model"];
    let mut cases: Vec<_> = names.map(|name| (format!("{name:?}"), read(&with(name), "model.3mf"))).into();
    // The start itself leads out.
    let outside = RELATIONSHIPS.replace("/3D/3dmodel.model", "/../../../etc/passwd");
    cases.push((
        "a start outside".to_owned(),
        read(&package(&[("_rels/.rels", &outside), ("3D/3dmodel.model", &model)]), "model.3mf"),
    ));
    let address = RELATIONSHIPS
        .replace("Target=\"/3D/3dmodel.model\"", "TargetMode=\"External\" Target=\"http://example.org/a.model\"");
    cases.push((
        "a start at an address".to_owned(),
        read(&package(&[("_rels/.rels", &address), ("3D/3dmodel.model", &model)]), "model.3mf"),
    ));
    insta::assert_snapshot!(sheet(cases));
}

/// A package whose model unpacks to `mebibytes` of blanks and takes a thousandth of that.
fn bomb(part: &str, mebibytes: usize) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    zip.start_file("_rels/.rels", options).expect("a good name");
    zip.write_all(RELATIONSHIPS.as_bytes()).expect("room");
    zip.start_file(part, options).expect("a good name");
    let blanks = vec![b' '; 1 << 20];
    (0..mebibytes).for_each(|_| zip.write_all(&blanks).expect("room"));
    zip.finish().expect("room").into_inner()
}

#[test]
fn a_package_that_unpacks_to_more_than_the_budget_stops_there() {
    let bytes = bomb("3D/3dmodel.model", 40);
    assert!(bytes.len() < 60_000, "{}", bytes.len());
    let budget = Budget { unpacked_bytes_max: 32 << 20, ..Budget::default() };
    let mut lying = bytes.clone();
    // The directory at the end claims that the part is small: what counts is what comes out.
    let size = (40_usize << 20).to_le_bytes();
    let claims: Vec<usize> =
        lying.windows(4).enumerate().filter(|(_, bytes)| bytes == &&size[..4]).map(|(at, _)| at).collect();
    assert!(!claims.is_empty());
    claims.iter().for_each(|&at| lying[at..at + 4].copy_from_slice(&9_u32.to_le_bytes()));
    let cases = [
        ("40 MiB where 32 are read".to_owned(), read_within(&bytes, "model.3mf", &budget)),
        ("the same, and it says 9 bytes".to_owned(), read_within(&lying, "model.3mf", &budget)),
        ("an AMF of 40 MiB".to_owned(), read_within(&bomb("model.amf", 40), "model.amf", &budget)),
    ];
    insta::assert_snapshot!(sheet(cases));
}

#[test]
fn a_package_that_is_put_together_wrongly_says_how() {
    let model = model();
    let good = package(&[("_rels/.rels", RELATIONSHIPS), ("3D/3dmodel.model", &model)]);
    let mut encrypted = good.clone();
    for at in 0..encrypted.len() - 4 {
        match &encrypted[at..at + 4] {
            b"PK\x03\x04" => encrypted[at + 6] |= 1,
            b"PK\x01\x02" => encrypted[at + 8] |= 1,
            _ => {}
        }
    }
    let mut damaged = good.clone();
    let part = b"3D/3dmodel.model";
    let at = damaged.windows(part.len()).position(|bytes| bytes == part).expect("a model");
    damaged[at + 60] ^= 0x55;
    let two = RELATIONSHIPS.replace("</Relationships>", r#"<Relationship Target="/3D/b.model" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>"#);
    let required =
        model.replacen("<model", r#"<model requiredextensions="v" xmlns:v="http://example.org/voxels/2099""#, 1);
    let lattice = r#"<resources><object id="1"><mesh><vertices><vertex x="0" y="0" z="0"/><vertex x="9" y="0" z="0"/></vertices><triangles/><b:beamlattice radius="1" minlength="0.1"><b:beams><b:beam v1="0" v2="1"/></b:beams></b:beamlattice></mesh></object></resources><build><item objectid="1"/></build>"#;
    let beams = model_part(lattice).replacen(
        "<model",
        r#"<model requiredextensions="b" xmlns:b="http://schemas.microsoft.com/3dmanufacturing/beamlattice/2017/02""#,
        1,
    );
    let cases = [
        ("encrypted", encrypted),
        ("one byte flipped", damaged),
        ("a document", package(&[("word/document.xml", "<document/>")])),
        ("an archive of models", package(&[("a.stl", "solid a"), ("readme.txt", "hello")])),
        ("no relationships", package(&[("3D/3dmodel.model", &model)])),
        (
            "two models to start from",
            package(&[("_rels/.rels", &two), ("3D/3dmodel.model", &model), ("3D/b.model", &model)]),
        ),
        ("relationships to nothing", package(&[("_rels/.rels", RELATIONSHIPS), ("3D/other.model", &model)])),
        ("not XML at all", package(&[("_rels/.rels", RELATIONSHIPS), ("3D/3dmodel.model", "{}")])),
        (
            "an unknown extension that it needs",
            package(&[("_rels/.rels", RELATIONSHIPS), ("3D/3dmodel.model", &required)]),
        ),
        ("a lattice of beams only", threemf_of(&beams)),
        (
            "an unknown unit",
            package(&[("_rels/.rels", RELATIONSHIPS), ("3D/3dmodel.model", &model.replace("millimeter", "furlong"))]),
        ),
    ];
    let text = sheet(cases.map(|(title, bytes)| (title.to_owned(), read(&bytes, "model.3mf"))));
    insta::assert_snapshot!(text);
}
