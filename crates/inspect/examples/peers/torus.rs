//! Tori whose triangles come in no order, as binary STL.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

/// Writes a torus of about `wanted` triangles, shuffled by a fixed generator; gives how many there are.
pub fn write(path: &Path, wanted: usize) -> io::Result<usize> {
    let rows = ((wanted / 2) as f64).sqrt() as u32;
    let position = |row: u32, column: u32| {
        let angle = |step: u32| f64::from(step % rows) / f64::from(rows) * std::f64::consts::TAU;
        let (around, across) = (angle(row), angle(column));
        let radius = 30.0 + 10.0 * across.cos();
        [(radius * around.cos()) as f32, (radius * around.sin()) as f32, (10.0 * across.sin()) as f32]
    };
    let mut order: Vec<u32> = (0..2 * rows * rows).collect();
    let mut state = 1;
    shuffle(&mut order, &mut state);
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    out.write_all(&[b' '; 80])?;
    out.write_all(&(order.len() as u32).to_le_bytes())?;
    for &triangle in &order {
        let (row, column) = (triangle / 2 / rows, triangle / 2 % rows);
        let corner = |down: u32, right: u32| position(row + down, column + right);
        let corners = match triangle % 2 {
            0 => [corner(0, 0), corner(1, 0), corner(1, 1)],
            _ => [corner(0, 0), corner(1, 1), corner(0, 1)],
        };
        let mut record = [0; 50];
        for (place, value) in record[12..48].chunks_exact_mut(4).zip(corners.as_flattened()) {
            place.copy_from_slice(&value.to_le_bytes());
        }
        out.write_all(&record)?;
    }
    out.flush()?;
    Ok(order.len())
}

/// Fisher and Yates's shuffle over a linear congruential generator.
fn shuffle<T>(items: &mut [T], state: &mut u64) {
    for index in (1..items.len()).rev() {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        items.swap(index, ((*state >> 33) % (index as u64 + 1)) as usize);
    }
}
