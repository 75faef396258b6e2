//! Joins the corners of a great many triangles on all cores: what [`Weld`](super::weld::Weld) does, and the same result.
//!
//! A table of millions of vertices fits no cache, and asking it is waiting. So the corners are first sorted into
//! buckets by the hash of their coordinates; equal ones meet in one bucket, whose table fits the second-level cache.
//! Every stretch of triangles is sorted by itself and every bucket is joined by itself, so that threads share nothing
//! and the outcome never depends on them.

use rayon::prelude::*;

use super::weld::{Table, hash, key, normal};

/// Triangles sorted in one go: what one round sorts of them fits the second-level cache.
const STRETCH: usize = 1 << 13;
/// Words of 32 marks that the corners of a stretch take.
const STRETCH_WORDS: usize = 3 * STRETCH / 32;
/// Triangles to a bucket on average: the table of their vertices fits the second-level cache.
const BUCKET_TRIANGLES: usize = 1 << 13;
/// Triangles to a round: 400 MB of corners. Each round takes its share of the buckets and uses the memory of the one before,
/// and goes over all triangles, so that a second one costs half as much time again.
const ROUND_TRIANGLES: usize = 1 << 23;

/// Their numbers fit 16 bits, with one to spare for what is of another round.
const BUCKETS_MAX: usize = 1 << 15;

/// A corner to be joined: its coordinates as bits and its number in the file. The first of the coordinates gives way to
/// the number of the first corner at the same place.
type Corner = [u32; 4];

/// Vertices in the order of their first corner, and the triangles over them.
#[derive(Debug, PartialEq)]
pub(crate) struct Welded {
    pub(crate) positions: Vec<[f32; 3]>,
    pub(crate) triangles: Vec<[u32; 3]>,
}

/// Joins the corners that `corners` tells of each record, or none where that leaves more than `vertices_max`. All
/// coordinates are finite, and there are fewer than 2³² corners.
pub(crate) fn weld<T: Sync>(
    records: &[T],
    corners: impl Fn(&T) -> [[f32; 3]; 3] + Sync,
    vertices_max: u64,
) -> Option<Welded> {
    weld_in_rounds(records, corners, vertices_max, ROUND_TRIANGLES)
}

fn weld_in_rounds<T: Sync>(
    records: &[T],
    corners: impl Fn(&T) -> [[f32; 3]; 3] + Sync,
    vertices_max: u64,
    round_triangles: usize,
) -> Option<Welded> {
    let round_count = records.len().div_ceil(round_triangles).next_power_of_two();
    let bucket_count = (records.len() / BUCKET_TRIANGLES).next_power_of_two().clamp(round_count.max(2), BUCKETS_MAX);
    let mut stretches: Vec<Stretch> = records.par_chunks(STRETCH).map(|_| Stretch::default()).collect();
    // For each corner the first one at its place; in the end the number of that one's vertex.
    let mut triangles = vec![[0; 3]; records.len()];
    let mut firsts = vec![[0; 2]; (3 * records.len()).div_ceil(32)];
    for round in 0..round_count {
        let share = Share { bits: bucket_count.ilog2(), round, len: bucket_count / round_count };
        stretches.par_iter_mut().zip(records.par_chunks(STRETCH)).enumerate().for_each_init(
            Vec::new,
            |places, (index, (stretch, records))| {
                stretch.sort(3 * STRETCH * index, records, &corners, share, places);
            },
        );
        join(&mut stretches, share.len);
        let files = triangles.par_chunks_mut(STRETCH).zip(firsts.par_chunks_mut(STRETCH_WORDS));
        stretches.par_iter().zip(files).enumerate().for_each(|(index, (stretch, (triangles, firsts)))| {
            stretch.file(3 * STRETCH * index, triangles.as_flattened_mut(), firsts);
        });
    }
    drop(stretches);
    let vertex_count = number(&mut firsts);
    if u64::from(vertex_count) > vertices_max {
        return None;
    }
    let vertex = |corner: u32| {
        let [marks, before] = firsts[corner as usize / 32];
        before + (marks & ((1 << (corner % 32)) - 1)).count_ones()
    };
    triangles.par_chunks_mut(STRETCH).for_each(|stretch| {
        stretch.as_flattened_mut().iter_mut().for_each(|corner| *corner = vertex(*corner));
    });
    Some(Welded { positions: positions(records, corners, &firsts, vertex_count as usize), triangles })
}

/// The buckets that a round takes: `len` of them from the `round`th `len` on, of two to the power of `bits`.
#[derive(Clone, Copy)]
struct Share {
    bits: u32,
    round: usize,
    len: usize,
}

impl Share {
    /// The bucket of a corner among those of this round; `len` where it is of another.
    #[inline]
    fn bucket(self, key: [u32; 3]) -> usize {
        // The upper bits choose the bucket, the lower ones the slot in its table.
        let bucket = (hash(key) >> (u64::BITS - self.bits)) as usize;
        bucket.wrapping_sub(self.round * self.len).min(self.len)
    }
}

/// The corners of a stretch of triangles, sorted into the buckets of a round.
#[derive(Default)]
struct Stretch {
    /// One more than there are: what is of no bucket of this round is written there.
    corners: Vec<Corner>,
    /// Where each bucket begins in `corners`, and the end of the last.
    starts: Vec<u32>,
}

impl Stretch {
    /// `first` is the number of the first corner, `places` a buffer that a thread keeps.
    fn sort<T>(
        &mut self,
        first: usize,
        records: &[T],
        corners: &impl Fn(&T) -> [[f32; 3]; 3],
        share: Share,
        places: &mut Vec<[u16; 3]>,
    ) {
        places.clear();
        places.resize(records.len(), [0; 3]);
        self.starts.clear();
        self.starts.resize(share.len + 2, 0);
        for (record, places) in records.iter().zip(places.iter_mut()) {
            for (place, corner) in places.iter_mut().zip(corners(record)) {
                let bucket = share.bucket(key(corner));
                // One further on, so that the sums are where each begins.
                self.starts[bucket + 1] += 1;
                *place = bucket as u16;
            }
        }
        self.starts.truncate(share.len + 1);
        for bucket in 0..share.len {
            self.starts[bucket + 1] += self.starts[bucket];
        }
        let len = self.starts[share.len] as usize + 1;
        self.corners.clear();
        self.corners.reserve_exact(len);
        self.corners.resize(len, [0; 4]);
        // What is of another round goes to the one place behind the others, again and again: that takes no branch.
        let mut next = self.starts.clone();
        for (index, (record, places)) in records.iter().zip(places.iter()).enumerate() {
            let number = (first + 3 * index) as u32;
            for (turn, (corner, &bucket)) in corners(record).into_iter().zip(places).enumerate() {
                let [x, y, z] = key(corner);
                let place = &mut next[usize::from(bucket)];
                self.corners[*place as usize] = [x, y, z, number + turn as u32];
                *place += u32::from(usize::from(bucket) < share.len);
            }
        }
    }

    /// The corners of each bucket.
    fn buckets(&mut self) -> impl Iterator<Item = &mut [Corner]> {
        let mut rest = self.corners.as_mut_slice();
        self.starts.array_windows().map(move |&[start, end]| {
            let (bucket, others) = std::mem::take(&mut rest).split_at_mut((end - start) as usize);
            rest = others;
            bucket
        })
    }

    /// Writes down for each corner which was the first at its place, and marks those that were.
    fn file(&self, first: usize, triangles: &mut [u32], firsts: &mut [[u32; 2]]) {
        for &[original, _, _, corner] in &self.corners[..self.corners.len() - 1] {
            let at = corner as usize - first;
            triangles[at] = original;
            firsts[at / 32][0] |= u32::from(original == corner) << (at % 32);
        }
    }
}

/// Finds for each corner the first one at its place.
fn join(stretches: &mut [Stretch], bucket_count: usize) {
    let mut buckets: Vec<Vec<&mut [Corner]>> = (0..bucket_count).map(|_| Vec::with_capacity(stretches.len())).collect();
    for stretch in stretches {
        buckets.iter_mut().zip(stretch.buckets()).for_each(|(bucket, corners)| bucket.push(corners));
    }
    buckets.into_par_iter().for_each_init(Table::default, |table, bucket| {
        table.clear_for(bucket.iter().map(|corners| corners.len()).sum::<usize>() / 3);
        for corner in bucket.into_iter().flatten() {
            let [x, y, z, number] = *corner;
            corner[0] = table.first([x, y, z], number);
        }
    });
}

/// Puts beside each word of marks how many marks come before it; gives how many there are.
fn number(firsts: &mut [[u32; 2]]) -> u32 {
    firsts.iter_mut().fold(0, |sum, [marks, before]| {
        *before = sum;
        sum + marks.count_ones()
    })
}

/// The places of the corners that are marked.
fn positions<T: Sync>(
    records: &[T],
    corners: impl Fn(&T) -> [[f32; 3]; 3] + Sync,
    firsts: &[[u32; 2]],
    count: usize,
) -> Vec<[f32; 3]> {
    let mut positions = vec![[0.0; 3]; count];
    let mut rest = positions.as_mut_slice();
    let mut stretches = Vec::with_capacity(firsts.len().div_ceil(STRETCH_WORDS));
    for marks in firsts.chunks(STRETCH_WORDS) {
        let len = marks.iter().map(|[marks, _]| marks.count_ones() as usize).sum();
        let (own, others) = rest.split_at_mut(len);
        stretches.push((own, marks));
        rest = others;
    }
    stretches.into_par_iter().zip(records.par_chunks(STRETCH)).for_each(|((own, marks), records)| {
        let mut own = own.iter_mut();
        for (word, &[mut marks, _]) in marks.iter().enumerate() {
            while marks != 0 {
                let corner = 32 * word + marks.trailing_zeros() as usize;
                marks &= marks - 1;
                if let Some(own) = own.next() {
                    *own = normal(corners(&records[corner / 3])[corner % 3]);
                }
            }
        }
    });
    positions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mesh::weld::Weld;

    /// Triangles over points of a grid, drawn by a fixed rule: many meet, some repeat, zeros have both signs.
    fn drawn(count: usize) -> Vec<[[f32; 3]; 3]> {
        let mut state = 1_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 59) as f32 - 16.0
        };
        let mut corner = || [next(), next() * 0.25, next() * -0.0];
        (0..count).map(|_| [corner(), corner(), corner()]).collect()
    }

    fn one_by_one(records: &[[[f32; 3]; 3]]) -> Welded {
        let mut weld = Weld::for_triangles(1);
        let triangles = records.iter().map(|corners| corners.map(|corner| weld.vertex(corner))).collect();
        Welded { positions: weld.positions, triangles }
    }

    #[test]
    fn all_at_once_gives_what_one_by_one_gives() {
        for count in [1, 2, STRETCH - 1, STRETCH, 3 * STRETCH + 5] {
            let mut records = drawn(count);
            // A soup in which no two corners meet lies between those that do.
            for (index, corners) in records.iter_mut().enumerate().filter(|(index, _)| index % 3 == 0) {
                *corners = [0.1, 0.2, 0.3].map(|z| [index as f32, 0.5, z]);
            }
            let wanted = one_by_one(&records);
            let vertex_count = wanted.positions.len() as u64;
            assert!(vertex_count > count as u64 / 2);
            for (threads, round_triangles) in [(1, ROUND_TRIANGLES), (3, ROUND_TRIANGLES), (3, count.div_ceil(3))] {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
                let weld = |max| pool.install(|| weld_in_rounds(&records, |corners| *corners, max, round_triangles));
                let welded = weld(vertex_count).expect("no more than allowed");
                assert!(welded == wanted, "{count} triangles, {threads} threads");
                let bits = |positions: &[[f32; 3]]| positions.as_flattened().iter().map(|z| z.to_bits()).collect();
                let (found, asked): (Vec<u32>, Vec<u32>) = (bits(&welded.positions), bits(&wanted.positions));
                assert_eq!(found, asked, "zeros have one sign");
                assert_eq!(weld(vertex_count - 1), None);
            }
        }
    }
}
