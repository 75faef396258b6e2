//! M341 small-contact: the part touches the bed with too little for its height.
//! Why it matters: it comes loose while it is printed, and hours of printing end as a heap of strings.

use pattern::{Code, Finding, Severity};

use crate::{Way, mesh::Survey, words::length};

use super::making::square;

pub(super) const CODE: Code = Code { id: "M341", name: "small-contact", severity: Severity::Warn };

pub(super) fn small_contact(survey: &Survey) -> Option<Finding> {
    let print = survey.print.as_ref().filter(|print| print.process.way == Way::Fdm)?;
    let pose = &print.as_modelled;
    if pose.falls() || pose.holds() {
        return None;
    }
    let message = format!(
        "It stands on {} and is {} high: it comes loose easily.",
        square(pose.contact_mm2),
        length(pose.size_mm[2])
    );
    let fix = "Print it with a brim or a raft, cut its underside flat, or lay it on a larger side.";
    Some(Finding::new(CODE, message, fix))
}
