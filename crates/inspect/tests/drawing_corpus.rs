//! What is said of the corpus' drawings holds together: no panic, no count beyond what the file has, no long wait, and
//! the same on one core as on all.
#![allow(clippy::expect_used)] // What is missing ends the test.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use inspect::{DrawingFacts, Report, inspect};
use pattern::{Budget, Drawing, Pattern};

/// A second in a release build; a debug build is several times slower.
const TIME_MAX: Duration = if cfg!(debug_assertions) { Duration::from_secs(20) } else { Duration::from_secs(1) };

fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let folder = std::env::var_os("MAQUETTE_CORPUS").map_or(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path
            .extension()
            .is_some_and(|known| ["dxf", "svg"].iter().any(|name| known.eq_ignore_ascii_case(name)))
        {
            files.push(path);
        }
    }
}

/// What cannot be, of these facts on this drawing.
fn contradiction(facts: &DrawingFacts, drawing: &Drawing) -> Option<String> {
    let segments: usize = drawing.paths.iter().map(|path| path.geometry.segments().count()).sum();
    let operations: f64 = facts.operations.iter().map(|operation| operation.length_mm).sum();
    let slack = 1e-6 * (1.0 + facts.cut_length_mm);
    let impossible = [
        ("more doubled segments than there are", facts.duplicate_segments > segments as u64),
        ("more tiny segments than there are", facts.tiny_segments > segments as u64),
        ("more is doubled than cut", facts.doubled_length_mm > facts.cut_length_mm + slack),
        ("operations that are not all", facts.operations.len() < 32 && operations + slack < facts.cut_length_mm),
        ("more nested contours than there are", facts.outlines + facts.openings + facts.islands > facts.paths),
        ("loose pieces without an opening", facts.islands > 0 && facts.openings == 0),
        ("a bridge of no width", facts.thinnest_bridge_mm.is_some_and(|mm| !(0.01..0.5).contains(&mm))),
        ("a time that is none", !(facts.cut_time_s.is_finite() && facts.cut_time_s >= 0.0)),
    ];
    impossible.into_iter().find(|(_, so)| *so).map(|(words, _)| format!("{words}: {facts:?}"))
}

#[test]
fn what_is_said_of_real_drawings_holds_together() {
    let Some(folder) = corpus() else {
        println!("skipped: no corpus beside the repository");
        return;
    };
    let mut files = Vec::new();
    collect(&folder, &mut files);
    files.sort();
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    let mut drawings = 0;
    for path in &files {
        let bytes = std::fs::read(path).expect("a file");
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let reading = pattern::read(&bytes, name.as_deref(), &Budget::default());
        let Some(Pattern::Drawing(drawing)) = &reading.pattern else { continue };
        drawings += 1;
        let begin = Instant::now();
        let report = inspect(&reading);
        let took = begin.elapsed();
        assert!(took < TIME_MAX, "{}: {took:?}", path.display());
        let facts = report.drawing.as_ref().expect("facts");
        assert_eq!(contradiction(facts, drawing), None, "{}", path.display());
        let again: Report = alone.install(|| inspect(&reading));
        assert_eq!(report, again, "{} on one core", path.display());
    }
    println!("{drawings} drawings of {} files", files.len());
    assert!(drawings > 0 || files.is_empty(), "the folder holds files and none of them is a drawing");
}
