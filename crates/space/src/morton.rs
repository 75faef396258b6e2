//! The order in which a space-filling curve comes by: the Morton code (Z-order), the bits of all coordinates interleaved.

use rayon::prelude::*;

use crate::{Aabb, Scalar};

/// Bits of the code along each axis, of up to three axes: so many fit into 64.
const AXIS_BITS: u32 = 21;

/// The items in the order of the Morton codes of their boxes' middles: what is near in it is near in space. `world` holds
/// all boxes. Items with one code come in the order of their numbers.
pub fn along_curve<S: Scalar, const D: usize>(
    items: impl ParallelIterator<Item = u32>,
    box_of: impl Fn(u32) -> Aabb<S, D> + Sync,
    world: Aabb<S, D>,
) -> Vec<u32> {
    let scale = scale(&world);
    let mut keyed: Vec<(u64, u32)> = items.map(|item| (code(&box_of(item), &world, scale), item)).collect();
    keyed.par_sort_unstable();
    keyed.into_par_iter().map(|(_, item)| item).collect()
}

/// The same for a few boxes, by this thread alone.
pub(crate) fn along_curve_alone<S: Scalar, const D: usize>(boxes: &[Aabb<S, D>], world: Aabb<S, D>) -> Vec<u32> {
    let scale = scale(&world);
    let mut keyed: Vec<(u64, u32)> =
        (0..).zip(boxes).map(|(item, bounds)| (code(bounds, &world, scale), item)).collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, item)| item).collect()
}

/// Cells of the code for half a unit along each axis.
fn scale<S: Scalar, const D: usize>(world: &Aabb<S, D>) -> [f64; D] {
    const { assert!(D <= 3, "the code has room for three axes") };
    std::array::from_fn(|axis| {
        let side = world.high[axis].into() - world.low[axis].into();
        if side > 0.0 { f64::from((1u32 << AXIS_BITS) - 1) / (2.0 * side) } else { 0.0 }
    })
}

fn code<S: Scalar, const D: usize>(bounds: &Aabb<S, D>, world: &Aabb<S, D>, scale: [f64; D]) -> u64 {
    scale.into_iter().enumerate().fold(0, |code, (axis, scale)| {
        let doubled = bounds.doubled_middle(axis) - 2.0 * world.low[axis].into();
        code | spread((doubled * scale) as u64) << axis
    })
}

/// The bits of `value`, two zeros between each and the next.
fn spread(value: u64) -> u64 {
    let mut bits = value & 0x1f_ffff;
    for (shift, mask) in [
        (32, 0x1f_0000_0000_ffff),
        (16, 0x1f_0000_ff00_00ff),
        (8, 0x100f_00f0_0f00_f00f),
        (4, 0x10c3_0c30_c30c_30c3),
        (2, 0x1249_2492_4924_9249),
    ] {
        bits = (bits | bits << shift) & mask;
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_goes_through_one_quarter_after_the_other() {
        let at = |x: f64, y: f64| Aabb::of([[x, y]]);
        let boxes = [at(3.0, 3.0), at(0.0, 0.0), at(3.0, 0.0), at(0.0, 3.0), at(1.0, 1.0)];
        let world = Aabb::of([[0.0, 0.0], [3.0, 3.0]]);
        assert_eq!(along_curve_alone(&boxes, world), [1, 4, 2, 3, 0]);
        assert_eq!(along_curve((0..5).into_par_iter(), |item| boxes[item as usize], world), [1, 4, 2, 3, 0]);
    }

    #[test]
    fn every_bit_finds_its_place() {
        for bit in 0..AXIS_BITS {
            assert_eq!(spread(1 << bit), 1 << (3 * bit));
        }
        assert_eq!(spread(u64::MAX).count_ones(), AXIS_BITS);
    }
}
