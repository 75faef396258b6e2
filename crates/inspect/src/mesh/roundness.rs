//! Round numbers: in which unit a mesh's coordinates are whole steps of a ruler.

use pattern::Mesh;

/// Coordinates that are looked at, spread over the whole mesh: more tell no more.
const LOOKED_AT_MAX: usize = 4000;
/// How far from a whole step a coordinate may be, in steps.
const STEP_SHARE: f64 = 1e-3;
/// Different coordinates from which on a share says something.
const VALUES_MIN: usize = 3;

/// The share of the mesh's different coordinates that are whole multiples of `step` mm, zero left out; none where there
/// are too few of them.
pub(crate) fn share_of_whole(mesh: &Mesh, step: f64) -> Option<f64> {
    let values = mesh.positions.as_flattened();
    let every = values.len().div_ceil(LOOKED_AT_MAX).max(1);
    // A step that shares no factor with three sees all axes.
    let every = if every.is_multiple_of(3) { every + 1 } else { every };
    let mut seen: Vec<f32> =
        values.iter().step_by(every).map(|value| value.abs()).filter(|&value| value > 0.0).collect();
    seen.sort_unstable_by(f32::total_cmp);
    seen.dedup();
    let whole = seen.iter().filter(|&&value| is_whole(f64::from(value) / step)).count();
    (seen.len() >= VALUES_MIN).then(|| whole as f64 / seen.len() as f64)
}

fn is_whole(steps: f64) -> bool {
    /// Beyond so many steps a number of 32 bits cannot tell whether it is whole.
    const STEPS_MAX: f64 = 1e4;
    (0.5..STEPS_MAX).contains(&steps) && (steps - steps.round()).abs() < STEP_SHARE
}
