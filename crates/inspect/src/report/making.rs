//! The facts of a part for one process, in the shape in which they are stored, sent and shown.

use serde::{Deserialize, Serialize};

/// What making a part comes to. Estimates are for the way as modelled, and say how a usual machine of its sort works.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PrintFacts {
    /// The way: `fdm`, `resin`, `sls` or `cnc`.
    pub process: String,
    /// The material, such as `PLA`.
    pub material: String,
    /// The nozzle's bore, the spot or the cutter's diameter, mm.
    pub tool_mm: f64,
    /// The height of a layer or the depth of a pass, mm.
    pub layer_mm: f64,
    /// Laid as the file has it, which axis is up by its format.
    pub as_modelled: PoseFacts,
    /// The way of laying it that is best, where that is another one.
    pub recommended: Option<PoseFacts>,
    /// The thinnest wall that was found, mm; none where none is thinner than comes out well.
    pub thinnest_wall_mm: Option<f64>,
    /// The narrowest gap that was found, mm; none where none is too narrow.
    pub narrowest_gap_mm: Option<f64>,
    /// The widest ceiling between two walls that needs no supports, mm; none where nothing needs bridging.
    pub bridged_mm: Option<f64>,
    /// Places at which something begins in mid-air.
    pub islands: u64,
    /// What hollows without a way out hold, mm³.
    pub trapped_mm3: f64,
    /// How far the points were apart at which walls and gaps were measured, mm: smaller ones can be missed.
    pub spacing_mm: f64,
    /// What goes into it, supports included, mm³.
    pub material_mm3: f64,
    /// The same, g.
    pub weight_g: f64,
    /// How long it takes, s.
    pub time_s: f64,
}

/// One way of laying a part.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PoseFacts {
    /// Which direction of the file points upwards, length one.
    pub up: [f64; 3],
    /// Width, depth and height, turned about the upright so that it needs the least room, mm.
    pub size_mm: [f64; 3],
    /// Surface that lies on the bed, mm².
    pub contact_mm2: f64,
    /// Surface that hangs over at more than 45° from the vertical, as seen from below, mm².
    pub overhang_mm2: f64,
    /// Whether it stands by itself and a tilt of 5° does not tip it over.
    pub stands: bool,
    /// Whether it fits the bed, where one was told.
    pub fits_bed: Option<bool>,
}
