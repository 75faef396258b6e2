//! M323 folded-face: two neighbouring faces are folded flat onto each other, with nothing between them.
//! Why it matters: it is a fin or a slit without thickness. Slicers drop it or leave a crack, and it is nearly always
//! left over from a repair, a sculpting stroke or a collapsed part.

use pattern::{Code, Finding, Severity};

use crate::{mesh::Survey, words::count};

use super::largest;

pub(super) const CODE: Code = Code { id: "M323", name: "folded-face", severity: Severity::Warn };

pub(super) fn folded_face(survey: &Survey) -> Option<Finding> {
    let folds = &survey.thin.as_ref()?.folds;
    // A sheet with a back is folded along its whole rim: that it is flat says it all.
    if folds.is_empty() || survey.is_flat() {
        return None;
    }
    let number = folds.len() as u64;
    let message = format!(
        "At {} the surface is folded flat onto itself: its two faces enclose less than half a degree.",
        count(number, "edge", "edges")
    );
    let fix = "Delete the folded faces and fill what is left open. Blender: Select, All by Trait, Non Manifold, or Mesh, \
               Clean Up, Merge by Distance. MeshLab: Filters, Cleaning and Repairing, Remove Folded Faces.";
    let places = largest(folds, |edge| survey.edge_length_mm(edge));
    let places = places.into_iter().map(|edge| survey.edge(edge));
    Some(Finding::new(CODE, message, fix).times(number).at(places))
}
