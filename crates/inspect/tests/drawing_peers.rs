//! How far the facts of drawings agree with what other programs say of the same files, where the corpus lies beside the
//! repository. Their figures are in `peers/drawings.csv`, made by `peers/drawings.py`.
#![allow(clippy::expect_used)] // What is missing ends the test.

use std::path::{Path, PathBuf};

use inspect::inspect;
use pattern::{Budget, Drawing, Pattern};

/// Lengths and places that differ by less agree, as shares of the length and of the drawing's size.
const ALIKE_SHARE: f64 = 1e-3;
/// The share of drawings on which each question was answered alike when this was last measured: it may only rise. Where
/// they differ: `uncommon.dxf` holds kinds of entities that are left out here, and told (R309); of `duplicate_handles.dxf`
/// the other program drops an entity whose handle another one has.
const AGREEMENT_MIN: [f64; 3] = [0.98, 0.99, 0.98];
const QUESTIONS: [&str; 3] = ["length", "bounds", "open lines"];

/// One row of the table: path, length, length round fills, bounds, places where an odd number of lines ends, and
/// entities that the peer could not draw. Lengths are in drawing units.
struct Peer {
    path: String,
    length: f64,
    filled: f64,
    bounds: [f64; 4],
    odd_ends: u64,
}

fn peers() -> Vec<Peer> {
    let table = include_str!("peers/drawings.csv");
    let row = |line: &str| {
        let cells: Vec<&str> = line.rsplitn(9, ',').collect();
        let number = |index: usize| cells[index].parse::<f64>().expect("a number");
        Peer {
            path: cells[8].trim_matches('"').to_owned(),
            length: number(7),
            filled: number(6),
            bounds: [number(5), number(4), number(3), number(2)],
            odd_ends: number(1) as u64,
        }
    };
    table.lines().skip(1).map(row).collect()
}

fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let folder = std::env::var_os("MAQUETTE_CORPUS").map_or(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

/// Whether a CAD drawing has lines beside its hatches, so that these are not counted as cut.
fn has_lines(drawing: &Drawing) -> bool {
    drawing.paths.iter().any(|path| path.stroke.is_some() || path.fill.is_none())
}

#[test]
fn length_bounds_and_open_lines_are_what_others_measure() {
    let Some(folder) = corpus() else {
        println!("skipped: no corpus beside the repository");
        return;
    };
    let mut alike = [0_u32; 3];
    let mut asked = 0_u32;
    for peer in peers() {
        let Ok(bytes) = std::fs::read(folder.join(&peer.path)) else { continue };
        let reading = pattern::read(&bytes, Some(&peer.path), &Budget::default());
        let Some(Pattern::Drawing(drawing)) = &reading.pattern else { continue };
        let facts = inspect(&reading).drawing.expect("facts");
        asked += 1;
        let unit_mm = drawing.unit_mm.expect("a DXF has a unit");
        let length_mm = unit_mm * if has_lines(drawing) { peer.length } else { peer.filled };
        let bounds_mm = peer.bounds.map(|value| value * unit_mm);
        let size_mm = (bounds_mm[2] - bounds_mm[0]).hypot(bounds_mm[3] - bounds_mm[1]);
        let off_mm = facts.bounds_mm.iter().zip(bounds_mm).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        let answers = [
            (facts.cut_length_mm - length_mm).abs() <= ALIKE_SHARE * length_mm + 1e-3,
            off_mm <= ALIKE_SHARE * size_mm + 1e-3,
            facts.open_paths == peer.odd_ends / 2,
        ];
        for (index, same) in answers.iter().enumerate() {
            alike[index] += u32::from(*same);
            if !same {
                println!(
                    "{} {}: ours {:.4} mm, {:?}, {} open; theirs {length_mm:.4} mm, {bounds_mm:?}, {} open; {}",
                    peer.path,
                    QUESTIONS[index],
                    facts.cut_length_mm,
                    facts.bounds_mm,
                    facts.open_paths,
                    peer.odd_ends / 2,
                    reading.findings.iter().map(|finding| finding.code.as_str()).collect::<Vec<_>>().join(" ")
                );
            }
        }
    }
    for (index, question) in QUESTIONS.iter().enumerate() {
        let share = f64::from(alike[index]) / f64::from(asked.max(1));
        println!("{question}: {} of {asked}, {share:.3}", alike[index]);
        assert!(share >= AGREEMENT_MIN[index], "{question}: {share}");
    }
    assert!(asked > 0, "the corpus holds none of the drawings of the table");
}
