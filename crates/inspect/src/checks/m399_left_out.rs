//! M399 left-out: a check was not made, because the file is large and the check is costly.
//! Why it matters: what was not looked for was not found. The report says so rather than let silence pass for a yes.

use pattern::{Code, Finding, Severity};

use crate::{
    mesh::{CUTS_TRIANGLES_MAX, Survey},
    words::grouped,
};

pub(super) const CODE: Code = Code { id: "M399", name: "left-out", severity: Severity::Info };

pub(super) fn left_out(survey: &Survey) -> Option<Finding> {
    let whole = "To have everything looked at: maquette inspect --profile full FILE.";
    if survey.cuts.is_none() {
        let message = format!(
            "Nobody looked for places where the surface cuts itself, lies folded or has slivers: with {} triangles that \
             takes long, and by default it ends at {}.",
            grouped(survey.facts.triangles),
            grouped(CUTS_TRIANGLES_MAX as u64)
        );
        return Some(Finding::new(CODE, message, whole));
    }
    let message = "Nobody looked which bodies lie inside others: there are too many, one in the other.";
    (!survey.is_nesting_known).then(|| Finding::new(CODE, message, "Split the file into several."))
}
