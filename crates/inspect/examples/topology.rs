//! Measures the inspection of a torus whose triangles and vertices come in shuffled order.
//!
//! `cargo run --release -p inspect --example topology -- 1000000` prints milliseconds a step.

use std::time::Instant;

use pattern::{Format, Mesh, Pattern, Reading, Units};

fn main() {
    let wanted: usize = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    let mesh = torus(wanted);
    println!("triangles {} vertices {}", mesh.triangles.len(), mesh.positions.len());
    let units = Some(Units::assumed(pattern::Unit::Millimetre));
    let reading =
        Reading { format: Some(Format::Stl), pattern: Some(Pattern::Mesh(mesh)), units, findings: Vec::new() };
    let start = Instant::now();
    let mut last = start;
    let report = inspect::inspect_watched(&reading, &inspect::Options::default(), &mut |step| {
        println!("{step:>10} {:>8.1} ms", last.elapsed().as_secs_f64() * 1e3);
        last = Instant::now();
    });
    println!("{:>10} {:>8.1} ms", "all", start.elapsed().as_secs_f64() * 1e3);
    println!("{} {:?}", report.sentence(), report.mesh);
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
