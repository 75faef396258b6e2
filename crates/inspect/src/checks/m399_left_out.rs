//! M399 left-out: a check was not made, because it would take very long on this file.
//! Why it matters: what was not looked for was not found. The report says so rather than let silence pass for a yes.

use pattern::{Code, Finding, Severity};

use crate::{
    mesh::{CUTS_TRIANGLES_MAX, LeftOut, Survey},
    words::grouped,
};

pub(super) const CODE: Code = Code { id: "M399", name: "left-out", severity: Severity::Info };

pub(super) fn left_out(survey: &Survey) -> Option<Finding> {
    let crossings = survey.left_out.map(|reason| without_crossings(reason, survey.facts.triangles));
    let rims = survey.seams.is_left_out.then(|| {
        (
            "Not checked: rims that nearly meet. Too many open edges lie close together.".to_owned(),
            "Export the part as one body rather than as single triangles.",
        )
    });
    let nesting = (!survey.is_nesting_known).then(|| {
        (
            "Not checked: which bodies lie inside others. There are too many, one in the other.".to_owned(),
            "Split the file into several.",
        )
    });
    let told = [crossings, rims, nesting].into_iter().flatten();
    let (messages, fixes): (Vec<String>, Vec<&str>) = told.unzip();
    (!messages.is_empty()).then(|| Finding::new(CODE, messages.join(" "), fixes.join(" ")))
}

/// What is said where nobody looked for places where the surface cuts itself, and what to do.
fn without_crossings(reason: LeftOut, triangles: u64) -> (String, &'static str) {
    match reason {
        LeftOut::Large => (
            format!(
                "Not checked: whether the surface cuts itself, lies folded or has slivers. With {} triangles that takes long, \
                 and by default it ends at {}.",
                grouped(triangles),
                grouped(CUTS_TRIANGLES_MAX as u64)
            ),
            "To have everything checked: maquette inspect --profile full FILE.",
        ),
        LeftOut::Far => (
            "Not checked: whether the surface cuts itself or nearly meets. Coordinates reach farther than a hundred \
             kilometres, which no machine makes."
                .to_owned(),
            "The file is damaged, or its numbers are not in millimetres. Open it in the program that made it, and export it \
             again.",
        ),
        LeftOut::Crowded => (
            "Not checked: whether the surface cuts itself. Too many triangles lie across one another to compare every pair."
                .to_owned(),
            "Where the model looks right, reduce its triangles (Blender: Decimate). Where it does not, the file is damaged: \
             export it again.",
        ),
    }
}
