//! Joins corners whose coordinates are bit for bit equal; -0.0 counts as 0.0.

/// Vertices found so far, with an open-addressing table from coordinates to index.
///
/// The table holds the coordinates themselves, so that a hit costs one cache line: at a million
/// triangles in shuffled order that is what the time goes into.
pub(crate) struct Weld {
    /// The vertices, in the order of their first corner.
    pub(crate) positions: Vec<[f32; 3]>,
    /// Coordinates as bits, then index + 1; 0 there is an empty slot. The length is a power of two.
    slots: Vec<[u32; 4]>,
}

/// Slots at first; enough that small files never grow.
const SLOTS_MIN: usize = 64;

impl Weld {
    /// Room for what `triangle_count` triangles of a closed surface need: half as many vertices.
    pub(crate) fn for_triangles(triangle_count: usize) -> Self {
        let slots = triangle_count.next_power_of_two().max(SLOTS_MIN);
        Self { positions: Vec::with_capacity(triangle_count / 2 + 3), slots: vec![[0; 4]; slots] }
    }

    /// The index of the vertex at `position`, a new one where there is none yet.
    #[inline]
    pub(crate) fn vertex(&mut self, position: [f32; 3]) -> u32 {
        let position = position.map(|coordinate| coordinate + 0.0);
        let bits = position.map(f32::to_bits);
        let mask = self.slots.len() - 1;
        let mut at = hash(bits) & mask;
        loop {
            let slot = self.slots[at];
            if slot[3] == 0 {
                return self.insert(at, position, bits);
            }
            if slot[..3] == bits {
                return slot[3] - 1;
            }
            at = (at + 1) & mask;
        }
    }

    /// Asks for the places in the table that `corners` will be looked for at, all at once.
    ///
    /// A table that no cache holds answers each question after a wait; asked together, the questions wait together. It
    /// changes nothing, and is worth its while some dozens of corners before they are looked for.
    #[inline]
    pub(crate) fn ask(&self, corners: &[[f32; 3]]) {
        let mask = self.slots.len() - 1;
        let place = |corner: &[f32; 3]| hash(corner.map(|coordinate| (coordinate + 0.0).to_bits())) & mask;
        let answers = corners.iter().fold(0, |sum: u32, corner| sum ^ self.slots[place(corner)][3]);
        std::hint::black_box(answers);
    }

    fn insert(&mut self, at: usize, position: [f32; 3], bits: [u32; 3]) -> u32 {
        let index = self.positions.len() as u32;
        self.positions.push(position);
        self.slots[at] = [bits[0], bits[1], bits[2], index + 1];
        if self.positions.len() * 8 > self.slots.len() * 5 {
            self.grow();
        }
        index
    }

    #[cold]
    fn grow(&mut self) {
        let larger = vec![[0; 4]; self.slots.len() * 2];
        let mask = larger.len() - 1;
        for slot in std::mem::replace(&mut self.slots, larger).into_iter().filter(|slot| slot[3] != 0) {
            let mut at = hash([slot[0], slot[1], slot[2]]) & mask;
            while self.slots[at][3] != 0 {
                at = (at + 1) & mask;
            }
            self.slots[at] = slot;
        }
    }
}

/// Mixes so that coordinates on a grid, whose low bits are all zero, still spread over the table.
#[inline]
fn hash(bits: [u32; 3]) -> usize {
    let [x, y, z] = bits.map(u64::from);
    let mixed =
        (x | y << 32).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29) ^ z.wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
    let mixed = (mixed ^ mixed >> 32).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    (mixed ^ mixed >> 32) as usize
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
