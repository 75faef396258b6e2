//! M318 bodies-overlap: bodies run through each other, so that parts of their skins lie inside.
//! Why it matters: what lies in both is described twice. Slicers that unite bodies print it well; others leave walls and
//! gaps inside, and resin slicers may leave out what lies in both.

use pattern::{Code, Finding, Place, Severity};

use crate::{
    mesh::{Pair, Survey},
    words::{count, grouped},
};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "M318", name: "bodies-overlap", severity: Severity::Warn };

pub(super) fn bodies_overlap(survey: &Survey) -> Option<Finding> {
    let between = survey.between.as_ref()?;
    let pairs: Vec<&Pair> = between.pairs.iter().filter(|pair| pair.crosses).collect();
    let number = survey.facts.overlapping_shells.unwrap_or_default();
    let message = match number {
        0 => return None,
        _ if between.more => format!("More than {} pairs of bodies run through each other.", grouped(number)),
        1 => "Two bodies run through each other.".to_owned(),
        _ => {
            let mut bodies: Vec<u32> = pairs.iter().flat_map(|pair| pair.shells).collect();
            bodies.sort_unstable();
            bodies.dedup();
            let bodies = count(bodies.len() as u64, "body runs", "bodies run");
            format!("{bodies} through one another, in {} pairs.", grouped(number))
        }
    };
    let fix = "Join them by a Boolean union before you export. Blender: Boolean modifier, Union. Fusion: Combine, Join. \
               OpenSCAD: union(). Tinkercad: Group. PrusaSlicer and Bambu Studio unite them when they slice.";
    let places = pairs.into_iter().take(PLACES_MAX).map(|pair| place(survey, pair));
    Some(Finding::new(CODE, message, fix).times(number).at(places))
}

/// Where two bodies meet, with their sizes.
pub(super) fn place(survey: &Survey, pair: &Pair) -> Place {
    let [one, other] = pair.shells.map(|shell| survey.shells[shell as usize].triangles);
    let element = format!("bodies of {} and {} triangles", grouped(one), grouped(other));
    Place { element: Some(element), ..survey.face(pair.triangles[0]) }
}
