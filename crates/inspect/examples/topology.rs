//! Measures the inspection of a torus whose triangles and vertices come in shuffled order, or of a file.
//!
//! `cargo run --release -p inspect --example topology -- 1000000` prints milliseconds a step; so does a path in place of the
//! number, and `full` behind either searches for self-intersections, however many triangles there are.

use std::time::Instant;

use pattern::{Budget, Format, Mesh, Pattern, Reading, Units};

fn main() -> std::io::Result<()> {
    let what = std::env::args().nth(1).unwrap_or_else(|| "1000000".to_owned());
    let reading = match what.parse() {
        Ok(wanted) => of(torus(wanted)),
        Err(_) => read(&what)?,
    };
    let is_full = std::env::args().nth(2).is_some_and(|word| word == "full");
    let options = if is_full { inspect::Options::thorough() } else { inspect::Options::default() };
    let start = Instant::now();
    let mut last = start;
    let report = inspect::inspect_watched(&reading, &options, &mut |step| {
        print_step(step, last);
        last = Instant::now();
    });
    print_step("all", start);
    println!("{} {:?}", report.sentence(), report.mesh);
    Ok(())
}

fn print_step(step: &str, start: Instant) {
    println!("{step:>10} {:>8.1} ms", start.elapsed().as_secs_f64() * 1e3);
}

fn read(path: &str) -> std::io::Result<Reading> {
    let start = Instant::now();
    let bytes = std::fs::read(path)?;
    print_step("bytes", start);
    let start = Instant::now();
    let reading = pattern::read(&bytes, Some(path), &Budget::default());
    print_step("reading", start);
    Ok(reading)
}

fn of(mesh: Mesh) -> Reading {
    println!("triangles {} vertices {}", mesh.triangles.len(), mesh.positions.len());
    let units = Some(Units::assumed(pattern::Unit::Millimetre));
    Reading { format: Some(Format::Stl), pattern: Some(Pattern::Mesh(mesh)), units, findings: Vec::new() }
}

/// A torus of about `wanted` triangles, shuffled by a fixed generator.
fn torus(wanted: usize) -> Mesh {
    let rows = ((wanted / 2) as f64).sqrt() as u32;
    let position = |index: u32| {
        let angle = |step: u32| f64::from(step) / f64::from(rows) * std::f64::consts::TAU;
        let (around, across) = (angle(index / rows), angle(index % rows));
        let radius = 30.0 + 10.0 * across.cos();
        [(radius * around.cos()) as f32, (radius * around.sin()) as f32, (10.0 * across.sin()) as f32]
    };
    let mut order: Vec<u32> = (0..rows * rows).collect();
    let mut state = 1;
    shuffle(&mut order, &mut state);
    let mut positions = vec![[0.0; 3]; order.len()];
    for (index, &place) in order.iter().enumerate() {
        positions[place as usize] = position(index as u32);
    }
    let mut triangles = Vec::with_capacity(order.len() * 2);
    for index in 0..rows * rows {
        let vertex = |row: u32, column: u32| order[((row % rows) * rows + column % rows) as usize];
        let (row, column) = (index / rows, index % rows);
        let [a, b, c, d] =
            [vertex(row, column), vertex(row + 1, column), vertex(row + 1, column + 1), vertex(row, column + 1)];
        triangles.extend([[a, b, c], [a, c, d]]);
    }
    shuffle(&mut triangles, &mut state);
    Mesh { positions, triangles, ..Mesh::default() }
}

/// Fisher and Yates's shuffle over a linear congruential generator.
fn shuffle<T>(items: &mut [T], state: &mut u64) {
    for index in (1..items.len()).rev() {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        items.swap(index, ((*state >> 33) % (index as u64 + 1)) as usize);
    }
}
