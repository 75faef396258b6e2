//! Every DXF of the corpus, where it lies beside the repository, and every one of them damaged.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use pattern::drawing::{dxf, svg};
use pattern::{Budget, Findings};

/// The corpus: `MAQUETTE_CORPUS`, or `shared/corpus` beside the repository.
fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let folder = std::env::var_os("MAQUETTE_CORPUS").map_or(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

fn files(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, extension, found);
        } else if path.extension().is_some_and(|known| known.eq_ignore_ascii_case(extension)) {
            found.push(path);
        }
    }
}

fn all(extension: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let Some(folder) = corpus() else {
        println!("skipped: no corpus beside the repository");
        return Vec::new();
    };
    let mut found = Vec::new();
    files(&folder, extension, &mut found);
    found.sort();
    found.into_iter().map(|path| (path.clone(), std::fs::read(path).expect("a file"))).collect()
}

#[test]
fn every_dxf_of_the_corpus_is_read_or_refused_with_a_reason() {
    for (path, bytes) in all("dxf") {
        let mut findings = Findings::new(3);
        let begin = Instant::now();
        let read = dxf::read(&bytes, &Budget::default(), &mut findings);
        let findings = findings.into_vec();
        assert!(begin.elapsed() < Duration::from_secs(10), "{path:?}");
        let codes: Vec<_> = findings.iter().map(|finding| finding.code.as_str()).collect();
        let (paths, texts, bounds) = read
            .as_ref()
            .map_or((0, 0, None), |(drawing, _)| (drawing.paths.len(), drawing.texts.len(), drawing.bounds()));
        println!("{}\t{paths}\t{texts}\t{bounds:?}\t{codes:?}", path.display());
        assert!(paths + texts > 0 || !findings.is_empty(), "{path:?}");
        if let Some((drawing, _)) = read {
            assert!(drawing.paths.iter().all(|path| path.geometry.is_finite() && path.layer < drawing.layers.len()));
            let mut findings = Findings::new(3);
            let back = svg::read(svg::write(&drawing).as_bytes(), &Budget::default(), &mut findings);
            assert!(paths == 0 || back.is_some(), "{path:?}: {findings:?}");
        }
    }
}
