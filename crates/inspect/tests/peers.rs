//! How far the inspection agrees with other programs on real files, where the corpus lies beside the repository.
#![allow(clippy::expect_used)] // What is missing ends the test.

use std::path::{Path, PathBuf};

use inspect::{MeshFacts, inspect};
use pattern::Budget;

/// The share of files on which each question was answered alike when this was last measured: it may only rise, and
/// nine in ten is what is wanted of each. What holds the first two down is in the list that the test prints.
const AGREEMENT_MIN: [f64; 4] = [0.80, 0.81, 0.94, 0.99];
const QUESTIONS: [&str; 4] = ["watertight", "boundary > 0", "nonmanifold > 0", "winding"];

fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let folder = std::env::var_os("MAQUETTE_CORPUS").map_or(beside, PathBuf::from);
    folder.join("peers.csv").is_file().then_some(folder)
}

/// One line of a table in CSV; quotes may hold commas.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            _ => cells.last_mut().expect("a cell").push(letter),
        }
    }
    cells
}

/// The table's rows that tell of a mesh: path, faces, and the answers to the questions.
fn peers(folder: &Path) -> Vec<(String, u64, [bool; 4])> {
    let table = std::fs::read_to_string(folder.join("peers.csv")).expect("the table");
    let mut lines = table.lines().map(cells);
    let head = lines.next().expect("a head");
    let column = |name: &str| head.iter().position(|cell| cell == name).expect("a column");
    let names = ["path", "faces", "watertight", "boundary_edges", "nonmanifold_edges", "winding_consistent"];
    let columns = names.map(column);
    let rows = lines.filter(|row| row.len() > columns[5]).filter_map(|row| {
        let number = |index: usize| row[columns[index]].parse::<f64>().ok();
        let answer = |index: usize| number(index).map(|value| value > 0.0);
        let answers = [answer(2)?, answer(3)?, answer(4)?, answer(5)?];
        Some((row[columns[0]].clone(), number(1)? as u64, answers))
    });
    rows.collect()
}

fn answers(facts: &MeshFacts) -> [bool; 4] {
    [facts.watertight, facts.boundary_edges > 0, facts.non_manifold_edges > 0, facts.consistent_winding]
}

#[test]
fn other_programs_agree_no_less_than_they_did() {
    let Some(folder) = corpus() else {
        println!("skipped: no corpus beside the repository");
        return;
    };
    let (mut alike, mut files) = ([0_u32; 4], 0_u32);
    for (path, faces, theirs) in peers(&folder) {
        let Ok(bytes) = std::fs::read(folder.join(&path)) else {
            println!("not here: {path}");
            continue;
        };
        let report = inspect(&pattern::read(&bytes, Some(&path), &Budget::default()));
        files += 1;
        let Some(facts) = &report.mesh else {
            println!("no mesh: {path}: {}", report.sentence());
            continue;
        };
        let ours = answers(facts);
        for (index, question) in QUESTIONS.iter().enumerate() {
            alike[index] += u32::from(ours[index] == theirs[index]);
            if ours[index] != theirs[index] {
                println!(
                    "{question}: {path}: here {}, there {}; triangles {} and {faces}; boundary {}, non-manifold {}",
                    ours[index], theirs[index], facts.triangles, facts.boundary_edges, facts.non_manifold_edges
                );
            }
        }
    }
    println!("{files} files");
    for (question, alike) in QUESTIONS.iter().zip(alike) {
        println!("{question:>16} {:.3}", f64::from(alike) / f64::from(files));
    }
    for ((question, alike), least) in QUESTIONS.iter().zip(alike).zip(AGREEMENT_MIN) {
        assert!(f64::from(alike) >= least * f64::from(files), "{question}: {alike} of {files}");
    }
}
