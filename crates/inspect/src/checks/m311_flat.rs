//! M311 flat: a surface without thickness.
//! Why it matters: there is no volume to print; slicers show it and then print nothing.

use pattern::{Code, Finding, Severity};

use crate::mesh::Survey;

pub(super) const CODE: Code = Code { id: "M311", name: "flat", severity: Severity::Fail };

pub(super) fn flat(survey: &Survey) -> Option<Finding> {
    let message = "The surface has no thickness, so there is nothing to print.";
    let fix = "Give it thickness and export again. Blender: modifier Solidify. Fusion: Thicken. For laser or plotter, \
               sell it as SVG or DXF instead.";
    survey.is_flat().then(|| Finding::new(CODE, message, fix))
}
