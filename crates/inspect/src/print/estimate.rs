//! Material and time, without slicing: a layer's outline summed over all layers is the surface as seen from the side.

use super::{pose::Pose, solid::Solid};
use crate::process::{Process, Way};

/// Outlines of each layer of plastic, as slicers set it.
const WALLS: f64 = 2.0;
/// How thick closed tops and bottoms are, mm.
const SKIN_MM: f64 = 0.8;
/// Share of the inside that is filled.
const FILLED: f64 = 0.15;
/// Share of the space under what hangs over that supports fill.
const SUPPORT: f64 = 0.15;

/// The material and the time that a part takes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Estimate {
    /// mm³, supports included.
    pub material_mm3: f64,
    /// g.
    pub weight_g: f64,
    /// s.
    pub time_s: f64,
}

/// The surface as a way of laying the part sees it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    /// From the side: the outline of a layer summed over the height, mm².
    side_mm2: f64,
    /// From above and from below, mm².
    flat_mm2: f64,
}

impl Seen {
    pub fn of(solid: &Solid, pose: &Pose) -> Self {
        (0..solid.triangles.len() as u32).fold(Self::default(), |sum, triangle| {
            let normal = solid.area_vector(triangle);
            let (area, flat) = (normal.length() / 2.0, normal.dot(pose.up).abs() / 2.0);
            Self { side_mm2: sum.side_mm2 + (area * area - flat * flat).max(0.0).sqrt(), flat_mm2: sum.flat_mm2 + flat }
        })
    }
}

/// What a part of `volume_mm3` takes.
pub(super) fn estimate(process: &Process, pose: &Pose, seen: Seen, volume_mm3: f64) -> Estimate {
    let layers = (pose.size_mm[2] / process.layer_mm).max(1.0);
    let supports = if process.way.wants_supports() { SUPPORT * pose.under_mm3 } else { 0.0 };
    let (material_mm3, time_s) = match process.way {
        Way::Fdm => plastic(process, seen, volume_mm3, supports),
        // Light for 2.5 s and 6 s of lifting for each layer, and six first layers of 30 s.
        Way::Resin => (volume_mm3 + supports, 8.5 * layers + 180.0),
        // 12 s for a coat of powder, and a spot that covers 1,500 mm² in a second.
        Way::Sls => (volume_mm3, 12.0 * layers + volume_mm3 / process.layer_mm / 1500.0),
        Way::Cnc => milled(process, pose, seen, volume_mm3),
    };
    Estimate { material_mm3, weight_g: material_mm3 / 1000.0 * process.material.density_g_cm3, time_s }
}

fn plastic(process: &Process, seen: Seen, volume_mm3: f64, supports: f64) -> (f64, f64) {
    let line_mm = 1.125 * process.tool_mm;
    let section = line_mm * process.layer_mm;
    let walls = seen.side_mm2 * WALLS * line_mm;
    let skins = seen.flat_mm2 * SKIN_MM;
    // Where walls and skins share a place it is filled once, and there is no more of it than the part.
    let crowding = (walls + skins) / volume_mm3.max(f64::MIN_POSITIVE);
    let shell = (walls + skins) / (1.0 + crowding.powi(4)).sqrt().sqrt();
    let wall_share = if walls + skins > 0.0 { walls / (walls + skins) } else { 0.0 };
    let filled = FILLED * (volume_mm3 - shell);
    // mm/s over all, travels and slow turns included: what PrusaSlicer's general profile came to on thirteen parts, each
    // within a fifth of its own time. A quick machine takes a third of it.
    let drawn = |mm3: f64, speed: f64| mm3 / section / speed;
    let time_s = drawn(shell * wall_share, 25.0)
        + drawn(shell * (1.0 - wall_share), 17.0)
        + drawn(filled, 180.0)
        + drawn(supports, 20.0);
    (shell + filled + supports, time_s)
}

/// The block it comes out of; the time for clearing the rest and for going over the surface once more.
fn milled(process: &Process, pose: &Pose, seen: Seen, volume_mm3: f64) -> (f64, f64) {
    let block: f64 = pose.size_mm.iter().map(|side| side + process.tool_mm).product();
    // mm/s; softer stuff is fed faster.
    let feed = if process.material.density_g_cm3 > 2.0 { 12.0 } else { 25.0 };
    let cleared = 0.4 * process.tool_mm * process.layer_mm * feed;
    let fine = 0.1 * process.tool_mm * feed;
    (block, (block - volume_mm3).max(0.0) / cleared + (seen.side_mm2 + seen.flat_mm2) / fine)
}
