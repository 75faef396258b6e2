//! Welding: vertices at the same position become one, whatever the file repeats, so that a triangle soup is a mesh.

use rayon::prelude::*;

use super::buckets::Buckets;

/// Vertices a bucket holds on average: its table fits the second-level cache.
const BUCKET_VERTICES: usize = 1 << 13;
/// A slot of the table that holds no vertex. No record looks so: indices stay below `u32::MAX`.
const EMPTY: u64 = u64::MAX;

/// For each vertex the first one at the same position; none where all positions differ.
///
/// Equal means equal as numbers: -0 is 0.
pub(super) fn weld(positions: &[[f32; 3]]) -> Option<Vec<u32>> {
    let bits = (positions.len() / BUCKET_VERTICES).max(1).next_power_of_two().ilog2().min(16);
    let buckets = Buckets::sort(positions, 1 << bits, |index, &position| {
        let hash = hash(key(position));
        // The upper bits choose the bucket, the lower ones the slot.
        let bucket = (u64::from(hash) << bits >> 32) as usize;
        Some([(bucket, u64::from(hash) << 32 | index as u64)])
    });
    let repeats: Vec<Vec<[u32; 2]>> = (0..buckets.count())
        .into_par_iter()
        .map_init(Vec::new, |table, bucket| repeats(&buckets, bucket, positions, table))
        .collect();
    if repeats.iter().all(Vec::is_empty) {
        return None;
    }
    let mut first: Vec<u32> = (0..positions.len() as u32).collect();
    for [vertex, original] in repeats.into_iter().flatten() {
        first[vertex as usize] = original;
    }
    Some(first)
}

/// Pairs of a vertex and the earlier one at its position.
fn repeats(buckets: &Buckets<u64>, bucket: usize, positions: &[[f32; 3]], table: &mut Vec<u64>) -> Vec<[u32; 2]> {
    let slots = (buckets.len(bucket) * 2).next_power_of_two();
    table.clear();
    table.resize(slots, EMPTY);
    let mut repeats = Vec::new();
    for record in buckets.bucket(bucket) {
        let vertex = record as u32;
        let mut slot = (record >> 32) as usize & (slots - 1);
        loop {
            let known = table[slot];
            if known == EMPTY {
                table[slot] = record;
                break;
            }
            if known >> 32 == record >> 32 && same(positions, known as u32, vertex) {
                repeats.push([vertex, known as u32]);
                break;
            }
            slot = (slot + 1) & (slots - 1);
        }
    }
    repeats
}

fn same(positions: &[[f32; 3]], a: u32, b: u32) -> bool {
    key(positions[a as usize]) == key(positions[b as usize])
}

/// The bits of a position, -0 taken as 0.
fn key(position: [f32; 3]) -> [u32; 3] {
    position.map(|value| (value + 0.0).to_bits())
}

/// Two rounds of multiply and fold, after wyhash; grids of round coordinates spread well.
fn hash([x, y, z]: [u32; 3]) -> u32 {
    let fold = |a: u64, b: u64| {
        let product = u128::from(a) * u128::from(b);
        product as u64 ^ (product >> 64) as u64
    };
    let low = u64::from(x) | u64::from(y) << 32;
    let mixed = fold(low ^ 0xa076_1d64_78bd_642f, u64::from(z) ^ 0xe703_7ed1_a0b4_28db);
    let mixed = fold(mixed ^ 0x8ebc_6af0_9c88_c6e3, 0x5899_65cc_7537_4cc3);
    (mixed >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_positions_become_the_first_of_them() {
        let positions = [[1.0, 0.0, 0.0], [0.0, -0.0, 2.0], [1.0, -0.0, 0.0], [0.0, 0.0, 2.0], [1.0, 0.0, 1e-30]];
        assert_eq!(weld(&positions), Some(vec![0, 1, 0, 1, 4]));
        assert_eq!(weld(&positions[..2]), None);
        assert_eq!(weld(&[]), None);
    }

    #[test]
    fn a_large_grid_given_twice_is_welded_whole() {
        let grid = (0..60_000).map(|index| [(index % 300) as f32, (index / 300) as f32 * 0.5, 7.0]);
        let positions: Vec<[f32; 3]> = grid.clone().chain(grid).collect();
        let first = weld(&positions).expect("repeats");
        assert!((0..120_000).all(|index| first[index as usize] == index % 60_000));
    }
}
