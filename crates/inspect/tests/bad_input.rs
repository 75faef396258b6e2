//! Whatever a reader gave of a damaged file can be inspected: no panic, no number that is none, a verdict.
#![allow(clippy::expect_used)] // What is missing ends the test.

use std::path::Path;

use inspect::{Report, Verdict, inspect};
use pattern::{Budget, Format, Mesh, Pattern, Reading, Unit, Units};
use proptest::prelude::*;

/// Sound files of every format, and what fuzzing once found.
fn files() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../pattern/fuzz");
    let targets =
        ["seeds", "found"].into_iter().flat_map(|kind| std::fs::read_dir(folder.join(kind)).into_iter().flatten());
    let paths = targets.flatten().flat_map(|target| std::fs::read_dir(target.path()).into_iter().flatten().flatten());
    let mut paths: Vec<_> = paths.map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).expect("a file")).collect()
}

fn budget() -> Budget {
    Budget {
        triangles_max: 20_000,
        vertices_max: 20_000,
        nodes_max: 5_000,
        unpacked_bytes_max: 1 << 20,
        ..Budget::default()
    }
}

fn judged(reading: &Reading) -> Report {
    let report = inspect(reading);
    assert!(reading.pattern.is_some() || report.verdict == Verdict::Fail);
    if let Some(facts) = &report.mesh {
        let numbers = [facts.volume_mm3, facts.area_mm2, facts.overhang_share];
        assert!(
            numbers.iter().chain(&facts.bounds_mm).chain(&facts.size_mm).all(|value| value.is_finite()),
            "{facts:?}"
        );
    }
    if let Some(facts) = &report.drawing {
        assert!(
            facts.bounds_mm.iter().chain(&facts.size_mm).chain([&facts.cut_length_mm]).all(|value| value.is_finite()),
            "{facts:?}"
        );
    }
    for place in report.findings.iter().flat_map(|finding| &finding.at) {
        assert!(place.mm.is_none_or(|mm| mm.iter().all(|value| value.is_finite())), "{place:?}");
    }
    report
}

#[test]
fn coordinates_at_the_ends_of_what_a_number_holds_are_judged() {
    for far in [f32::MAX, -f32::MAX, 1e30, 1e19, 1e-19, f32::MIN_POSITIVE, 1e-45, 0.0] {
        let mesh = Mesh {
            positions: vec![[0.0; 3], [far, 0.0, 0.0], [0.0, far, 0.0], [0.0, 0.0, far]],
            triangles: vec![[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]],
            ..Mesh::default()
        };
        judged(&Reading {
            format: Some(Format::Stl),
            pattern: Some(Pattern::Mesh(mesh)),
            units: Some(Units::assumed(Unit::Millimetre)),
            findings: Vec::new(),
        });
    }
    for far in ["1e38", "1e30", "1e-30", "1e-45"] {
        let svg = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="9mm" height="9mm" viewBox="0 0 9 9"><path d="M0 0L{far} {far}L1 0Z" stroke="red"/></svg>"#
        );
        judged(&pattern::read(svg.as_bytes(), None, &Budget::default()));
    }
    let dxf = "0\nSECTION\n2\nENTITIES\n0\nLINE\n10\n-1e300\n20\n0\n11\n1e300\n21\n1e300\n0\nENDSEC\n0\nEOF\n";
    judged(&pattern::read(dxf.as_bytes(), None, &Budget::default()));
}

proptest! {
    #[test]
    fn a_damaged_file_is_judged(
        file in any::<prop::sample::Index>(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
    ) {
        let files = files();
        let mut bytes = files[file.index(files.len())].clone();
        for (place, value) in damage {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        judged(&pattern::read(&bytes, None, &budget()));
    }
}
