//! How far the inspection agrees with other programs on real files, where the corpus lies beside the repository.
#![allow(clippy::expect_used)] // What is missing ends the test.

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
};

use inspect::{MeshFacts, inspect};
use pattern::{Budget, Mesh, Pattern};

/// The share of files on which each question was answered alike when this was last measured: it may only rise. What holds
/// the first two down are textured models: where the picture has a seam the other program keeps the two sides apart and sees
/// a hole, and here corners at one place are one. The test does it as the other program does and shows that this is all. (It
/// was one file more before polygons with corners on straight sides were cut without triangles that have no area: the other
/// program counts the edges of those that it makes.)
const AGREEMENT_MIN: [f64; 4] = [0.825, 0.84, 0.94, 0.99];
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

/// How the other program tells corners apart: why, and the corner's key.
type Apart = (&'static str, fn(&Mesh, usize, u32) -> Vec<u32>);

fn place(mesh: &Mesh, vertex: u32) -> Vec<u32> {
    mesh.positions[vertex as usize].map(|value| (value + 0.0).to_bits()).to_vec()
}

fn paint(mesh: &Mesh, vertex: u32) -> Vec<u32> {
    mesh.uvs.get(vertex as usize).map(|uv| uv.map(f32::to_bits).to_vec()).unwrap_or_default()
}

fn part(mesh: &Mesh, triangle: usize) -> Vec<u32> {
    mesh.parts
        .iter()
        .position(|part| part.triangles.contains(&triangle))
        .map(|index| index as u32)
        .into_iter()
        .collect()
}

/// The other program rounds coordinates to whole steps of 1e-8 before it compares them; what is too large for that becomes
/// the same number, so that all corners of a part of 3.4e38 fall into one. Here such a part is told to be too large.
fn rounded(mesh: &Mesh, vertex: u32) -> Vec<u32> {
    let step = |value: f32| {
        let steps = (f64::from(value) * 1e8).round();
        if steps.abs() < 9.2e18 { steps as i64 } else { i64::MIN }
    };
    mesh.positions[vertex as usize].iter().flat_map(|&value| [step(value) as u32, (step(value) >> 32) as u32]).collect()
}

const APART: [Apart; 6] = [
    ("it counts the edges of triangles that name a corner twice", |mesh, _, vertex| place(mesh, vertex)),
    ("it keeps corners of two texture coordinates apart", |mesh, _, vertex| {
        [place(mesh, vertex), paint(mesh, vertex)].concat()
    }),
    ("it keeps parts apart", |mesh, triangle, vertex| [place(mesh, vertex), part(mesh, triangle)].concat()),
    ("it keeps parts and texture coordinates apart", |mesh, triangle, vertex| {
        [place(mesh, vertex), paint(mesh, vertex), part(mesh, triangle)].concat()
    }),
    ("it keeps corners apart that the file repeats, for their normals", |_, _, vertex| vec![vertex]),
    ("it takes all coordinates for one that are too large for its whole numbers", |mesh, _, vertex| {
        rounded(mesh, vertex)
    }),
];

/// The corners of an OBJ's faces, cut into fans: where each is, and its normal to two digits, as the other program holds
/// them against each other.
fn corners_with_normals(text: &str) -> Vec<[Vec<u32>; 3]> {
    let (mut places, mut normals, mut triangles) = (Vec::new(), Vec::new(), Vec::new());
    let numbers = |words: &[&str]| words.iter().map(|word| word.parse().unwrap_or(0.0_f32)).collect::<Vec<_>>();
    let at = |list: &[Vec<u32>], word: Option<&str>| {
        let index: i64 = word.and_then(|word| word.parse().ok()).unwrap_or(0);
        let index = if index < 0 { list.len() as i64 + index } else { index - 1 };
        usize::try_from(index).ok().and_then(|index| list.get(index)).cloned().unwrap_or_default()
    };
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["v", rest @ ..] => places.push(numbers(rest).iter().map(|value| (value + 0.0).to_bits()).collect()),
            ["vn", rest @ ..] => {
                normals.push(numbers(rest).iter().map(|value| (value * 100.0).round() as i32 as u32).collect())
            }
            ["f", rest @ ..] => {
                let corner = |word: &&str| {
                    let mut fields = word.split('/');
                    let place = at(&places, fields.next());
                    [place, at(&normals, fields.nth(1))].concat()
                };
                let corners: Vec<Vec<u32>> = rest.iter().map(corner).collect();
                triangles.extend(
                    corners.windows(2).skip(1).map(|pair| [corners[0].clone(), pair[0].clone(), pair[1].clone()]),
                );
            }
            _ => {}
        }
    }
    triangles
}

/// Watertight, boundary and non-manifold as a program answers that leaves out no triangle and tells corners apart by these
/// keys.
fn seen(triangles: impl Iterator<Item = [Vec<u32>; 3]>) -> [bool; 3] {
    let mut names: HashMap<Vec<u32>, usize> = HashMap::new();
    let mut edges: HashMap<[usize; 2], u32> = HashMap::new();
    for keys in triangles {
        let corners = keys.map(|key| {
            let next = names.len();
            *names.entry(key).or_insert(next)
        });
        for at in 0..3 {
            let (a, b) = (corners[at], corners[(at + 1) % 3]);
            *edges.entry([a.min(b), a.max(b)]).or_default() += 1;
        }
    }
    let any = |is: fn(u32) -> bool| edges.values().any(|&count| is(count));
    [!any(|count| count != 2), any(|count| count == 1), any(|count| count > 2)]
}

/// Why the other program answers as it does, if doing as it does gives its answers.
fn why(mesh: &Mesh, bytes: &[u8], theirs: [bool; 4]) -> Option<&'static str> {
    let as_it_does = |key: fn(&Mesh, usize, u32) -> Vec<u32>| {
        let triangles = mesh.triangles.iter().enumerate();
        seen(triangles.map(|(index, triangle)| triangle.map(|vertex| key(mesh, index, vertex)))) == theirs[..3]
    };
    let by_key = APART.iter().find(|(_, key)| as_it_does(*key)).map(|(why, _)| *why);
    // The reader here keeps no normals, so that these are read anew.
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.contains("\nvn "));
    let by_normal = || {
        text.is_some_and(|text| seen(corners_with_normals(text).into_iter()) == theirs[..3])
            .then_some("it keeps corners of two normals apart, as at every sharp edge")
    };
    by_key.or_else(by_normal)
}

#[test]
fn other_programs_agree_no_less_than_they_did() {
    let Some(folder) = corpus() else {
        println!("skipped: no corpus beside the repository");
        return;
    };
    let (mut alike, mut files) = ([0_u32; 4], 0_u32);
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for (path, faces, theirs) in peers(&folder) {
        let Ok(bytes) = std::fs::read(folder.join(&path)) else {
            println!("not here: {path}");
            continue;
        };
        let reading = pattern::read(&bytes, Some(&path), &Budget::default());
        let report = inspect(&reading);
        files += 1;
        let Some(facts) = &report.mesh else {
            println!("no mesh: {path}: {}", report.sentence());
            continue;
        };
        let ours = answers(facts);
        let reason = match &reading.pattern {
            Some(Pattern::Mesh(mesh)) if ours != theirs => why(mesh, &bytes, theirs),
            _ => None,
        };
        if ours != theirs {
            *reasons.entry(reason.unwrap_or("not understood")).or_insert(0) += 1;
        }
        for (index, question) in QUESTIONS.iter().enumerate() {
            alike[index] += u32::from(ours[index] == theirs[index]);
            if ours[index] != theirs[index] {
                println!(
                    "{question}: {path}: here {}, there {}: {}; triangles {} and {faces}; boundary {}, non-manifold {}",
                    ours[index],
                    theirs[index],
                    reason.unwrap_or("not understood"),
                    facts.triangles,
                    facts.boundary_edges,
                    facts.non_manifold_edges
                );
            }
        }
    }
    println!("{files} files");
    for (question, alike) in QUESTIONS.iter().zip(alike) {
        println!("{question:>16} {:.3}", f64::from(alike) / f64::from(files));
    }
    for (reason, count) in &reasons {
        println!("{count:>16} files answered otherwise: {reason}");
    }
    assert_eq!(reasons.get("not understood"), None, "every answer that differs is explained");
    for ((question, alike), least) in QUESTIONS.iter().zip(alike).zip(AGREEMENT_MIN) {
        assert!(f64::from(alike) >= least * f64::from(files), "{question}: {alike} of {files}");
    }
}
