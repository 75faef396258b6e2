//! M340 falls-over: the centre of mass does not lie over what it stands on.
//! Why it matters: the part tips as soon as it is loose, often while it is still printed.

use pattern::{Code, Finding, Severity};

use crate::{Way, mesh::Survey, words::length};

pub(super) const CODE: Code = Code { id: "M340", name: "falls-over", severity: Severity::Warn };

pub(super) fn falls_over(survey: &Survey) -> Option<Finding> {
    let print = survey.print.as_ref().filter(|print| print.process.way == Way::Fdm)?;
    let pose = &print.as_modelled;
    if !pose.falls() {
        return None;
    }
    let message = format!(
        "As modelled it does not stand: its centre of mass lies {} beside what it rests on.",
        length(-pose.margin_mm)
    );
    let fix = "Lay it on a side on which it stands (Place on face in the slicer), cut its underside flat, or print it with a \
               raft and supports.";
    Some(Finding::new(CODE, message, fix))
}
