//! Items sorted into buckets in parallel and in a fixed order, so that each bucket's work stays in the cache.
//!
//! Each stretch of the source is counted and sorted on its own; a bucket is then read as one short
//! run per stretch. Nothing is shared between threads, and the order never depends on them.

use rayon::prelude::*;

/// Source items sorted in one go: their records fill about the second-level cache.
const STRETCH: usize = 1 << 14;

/// Records in buckets.
pub(super) struct Buckets<T> {
    stretches: Vec<Stretch<T>>,
    count: usize,
}

struct Stretch<T> {
    items: Vec<T>,
    /// Where each bucket begins in `items`, and the end of the last.
    starts: Vec<u32>,
}

impl<T: Copy + Default + Send + Sync> Buckets<T> {
    /// Sorts what `each` makes of every source item, `N` pairs of bucket and record or none, into `count` buckets.
    pub fn sort<S, const N: usize>(
        source: &[S],
        count: usize,
        each: impl Fn(usize, &S) -> Option<[(usize, T); N]> + Sync,
    ) -> Self
    where
        S: Sync,
    {
        let sort = |(index, items): (usize, &[S])| Stretch::sort(items, index * STRETCH, count, &each);
        Self { stretches: source.par_chunks(STRETCH).enumerate().map(sort).collect(), count }
    }

    /// How many buckets there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The records of one bucket, in the source's order.
    pub fn bucket(&self, index: usize) -> impl Iterator<Item = T> + Clone + '_ {
        self.stretches.iter().flat_map(move |stretch| stretch.bucket(index)).copied()
    }

    /// The records of one bucket, in the source's order, as the stretches hold them.
    pub fn runs(&self, index: usize) -> impl Iterator<Item = &[T]> {
        self.stretches.iter().map(move |stretch| stretch.bucket(index))
    }

    /// How many records one bucket holds.
    pub fn len(&self, index: usize) -> usize {
        self.stretches.iter().map(|stretch| stretch.bucket(index).len()).sum()
    }
}

impl<T: Copy + Default> Stretch<T> {
    fn sort<S, const N: usize>(
        source: &[S],
        first: usize,
        count: usize,
        each: &impl Fn(usize, &S) -> Option<[(usize, T); N]>,
    ) -> Self {
        let mut starts = vec![0u32; count + 1];
        for (offset, item) in source.iter().enumerate() {
            if let Some(records) = each(first + offset, item) {
                records.iter().for_each(|&(bucket, _)| starts[bucket + 1] += 1);
            }
        }
        for bucket in 0..count {
            starts[bucket + 1] += starts[bucket];
        }
        let mut next = starts.clone();
        let mut items = vec![T::default(); starts[count] as usize];
        for (offset, item) in source.iter().enumerate() {
            if let Some(records) = each(first + offset, item) {
                for &(bucket, record) in &records {
                    let place = &mut next[bucket];
                    items[*place as usize] = record;
                    *place += 1;
                }
            }
        }
        Self { items, starts }
    }

    fn bucket(&self, index: usize) -> &[T] {
        &self.items[self.starts[index] as usize..self.starts[index + 1] as usize]
    }
}
