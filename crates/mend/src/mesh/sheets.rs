//! Sheets, connected components by edges: surface that holds nothing, because closing it takes about as much again as there is.

use glam::DVec3;

use super::{
    distance::lies_on,
    edges::{Edges, sheets, twins},
    work::{NEW, Work},
};
use crate::{Reason, Refusal};

/// Of all surface what may go in loose shreds.
const SHREDS_SHARE_MAX: f64 = 0.005;

/// Loose shreds: sheets so small that they are neither a body nor a part of one.
pub(super) struct Shreds {
    pub sheets: u64,
    /// Of all surface, 0 to 1.
    pub share: f64,
    /// The faces that are theirs, fillings included.
    pub marks: Vec<bool>,
}

/// Looks for sheets among bodies whose holes are filled; refuses what is too large to be a shred, unless it lies on the
/// rest of the surface within `reach` mm. More than `filled_share_max` of a sheet's surface is filling.
pub(super) fn shreds(work: &Work, filled_share_max: f64, reach: f64) -> Result<Shreds, Refusal> {
    let sheet = sheets(&twins(work, &Edges::of(&work.faces)));
    // Of each body the surface that was there, and the filling.
    let mut areas = vec![[0.0; 2]; work.faces.len()];
    for (face, &lowest) in work.faces.iter().zip(&sheet) {
        areas[lowest as usize][usize::from(face.origin == NEW)] += work.area(face);
    }
    let filled_share = |[old, new]: &[f64; 2]| if *new > 0.0 { new / (old + new) } else { 0.0 };
    let is_sheet = |areas: &[f64; 2]| filled_share(areas) > filled_share_max;
    let whole: f64 = areas.iter().map(|[old, _]| old).sum();
    let found: Vec<&[f64; 2]> = areas.iter().filter(|areas| is_sheet(areas)).collect();
    let loose: f64 = found.iter().map(|[old, _]| old).sum();
    let marks: Vec<bool> = sheet.iter().map(|&lowest| is_sheet(&areas[lowest as usize])).collect();
    if loose > SHREDS_SHARE_MAX * whole && !lie_on_the_rest(work, &marks, reach) {
        return Err(refusal(found.into_iter().map(filled_share).fold(0.0, f64::max)));
    }
    Ok(Shreds { sheets: found.len() as u64, share: if whole > 0.0 { loose / whole } else { 0.0 }, marks })
}

fn lie_on_the_rest(work: &Work, marks: &[bool], reach: f64) -> bool {
    let of = |wanted: bool| -> Vec<[DVec3; 3]> {
        let faces =
            work.faces.iter().zip(marks).filter(|(face, mark)| **mark == wanted && (!wanted || face.origin != NEW));
        faces.map(|(face, _)| work.corners(face)).collect()
    };
    lies_on(&of(true), &of(false), reach)
}

fn refusal(worst: f64) -> Refusal {
    let sentence = format!(
        "A part of the surface is a sheet rather than a solid: to close it, {:.0} % of its surface would be filling. Give \
         it thickness (Blender: modifier Solidify; Fusion: Thicken), or model what is missing.",
        100.0 * worst
    );
    Refusal::new(Reason::NotASolid, sentence)
}
