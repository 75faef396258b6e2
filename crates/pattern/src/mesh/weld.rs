//! Joins corners whose coordinates are bit for bit equal; -0.0 counts as 0.0.

/// Vertices found so far.
pub(crate) struct Weld {
    /// The vertices, in the order of their first corner.
    pub(crate) positions: Vec<[f32; 3]>,
    table: Table,
}

/// An open-addressing table from coordinates to a number.
///
/// It holds the coordinates themselves, so that a hit costs one cache line: at a million
/// triangles in shuffled order that is what the time goes into.
#[derive(Default)]
pub(super) struct Table {
    /// Coordinates as bits, then number + 1; 0 there is an empty slot. The length is a power of two.
    slots: Vec<[u32; 4]>,
    len: usize,
}

/// Slots at first; enough that small files never grow.
const SLOTS_MIN: usize = 64;

impl Weld {
    /// Room for what `triangle_count` triangles of a closed surface need: half as many vertices.
    pub(crate) fn for_triangles(triangle_count: usize) -> Self {
        let mut table = Table::default();
        table.clear_for(triangle_count);
        Self { positions: Vec::with_capacity(triangle_count / 2 + 3), table }
    }

    /// The index of the vertex at `position`, a new one where there is none yet.
    #[inline]
    pub(crate) fn vertex(&mut self, position: [f32; 3]) -> u32 {
        let new = self.positions.len() as u32;
        let index = self.table.first(key(position), new);
        if index == new {
            self.positions.push(normal(position));
        }
        index
    }

    /// Asks for the places in the table that `corners` will be looked for at, all at once.
    ///
    /// A table that no cache holds answers each question after a wait; asked together, the questions wait together. It
    /// changes nothing, and is worth its while some dozens of corners before they are looked for.
    #[inline]
    pub(crate) fn ask(&self, corners: &[[f32; 3]]) {
        let place = |corner: &[f32; 3]| self.table.place(key(*corner));
        let answers = corners.iter().fold(0, |sum: u32, corner| sum ^ self.table.slots[place(corner)][3]);
        std::hint::black_box(answers);
    }
}

impl Table {
    /// Empties it, with room for what `triangle_count` triangles of a closed surface need.
    pub(super) fn clear_for(&mut self, triangle_count: usize) {
        self.slots.clear();
        self.slots.resize(triangle_count.next_power_of_two().max(SLOTS_MIN), [0; 4]);
        self.len = 0;
    }

    /// The number that came with `key` first: `number` itself where there was none yet.
    #[inline]
    pub(super) fn first(&mut self, key: [u32; 3], number: u32) -> u32 {
        let mask = self.slots.len() - 1;
        let mut at = self.place(key);
        loop {
            let slot = self.slots[at];
            if slot[3] == 0 {
                self.insert(at, key, number);
                return number;
            }
            if slot[..3] == key {
                return slot[3] - 1;
            }
            at = (at + 1) & mask;
        }
    }

    #[inline]
    fn place(&self, key: [u32; 3]) -> usize {
        hash(key) as usize & (self.slots.len() - 1)
    }

    fn insert(&mut self, at: usize, key: [u32; 3], number: u32) {
        self.slots[at] = [key[0], key[1], key[2], number + 1];
        self.len += 1;
        if self.len * 8 > self.slots.len() * 5 {
            self.grow();
        }
    }

    #[cold]
    fn grow(&mut self) {
        let larger = vec![[0; 4]; self.slots.len() * 2];
        let mask = larger.len() - 1;
        for slot in std::mem::replace(&mut self.slots, larger).into_iter().filter(|slot| slot[3] != 0) {
            let mut at = self.place([slot[0], slot[1], slot[2]]);
            while self.slots[at][3] != 0 {
                at = (at + 1) & mask;
            }
            self.slots[at] = slot;
        }
    }
}

/// -0.0 as 0.0, so that equal numbers are equal bits.
#[inline]
pub(super) fn normal([x, y, z]: [f32; 3]) -> [f32; 3] {
    [x + 0.0, y + 0.0, z + 0.0]
}

/// The bits by which positions are told apart.
#[inline]
pub(super) fn key(position: [f32; 3]) -> [u32; 3] {
    let [x, y, z] = normal(position);
    [x.to_bits(), y.to_bits(), z.to_bits()]
}

/// Mixes so that coordinates on a grid, whose low bits are all zero, still spread over the table.
#[inline]
pub(super) fn hash([x, y, z]: [u32; 3]) -> u64 {
    let [x, y, z] = [u64::from(x), u64::from(y), u64::from(z)];
    let mixed =
        (x | y << 32).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29) ^ z.wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
    let mixed = (mixed ^ mixed >> 32).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    mixed ^ mixed >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_corners_become_one_and_minus_zero_is_zero() {
        let mut weld = Weld::for_triangles(1);
        assert_eq!(weld.vertex([0.0, 1.0, 2.0]), 0);
        assert_eq!(weld.vertex([-0.0, 1.0, 2.0]), 0);
        assert_eq!(weld.vertex([0.0, 1.0, 2.000_000_2]), 1);
    }

    #[test]
    fn growing_keeps_every_vertex() {
        let mut weld = Weld::for_triangles(1);
        for round in 0..2 {
            for index in 0..1000_u32 {
                assert_eq!(weld.vertex([index as f32, (index * 7) as f32, 0.25]), index, "round {round}");
            }
        }
    }
}
