//! M342 better-laid-otherwise: laid on another side the part is made better.
//! Why it matters: fewer supports, less time and a foot that holds: most failed prints of sound models lie the wrong way.

use pattern::{Code, Finding, Severity};

use crate::{
    Way,
    mesh::Survey,
    words::{duration, length},
};

use super::making::{direction, square};

pub(super) const CODE: Code = Code { id: "M342", name: "better-laid-otherwise", severity: Severity::Info };

pub(super) fn better_laid(survey: &Survey) -> Option<Finding> {
    let print = survey.print.as_ref()?;
    let (pose, estimate) = print.better.as_ref()?;
    let own = &print.as_modelled;
    let mut reasons = Vec::new();
    if print.process.way == Way::Fdm && !own.stands() {
        reasons.push("it stands by itself".to_owned());
    }
    if print.process.way == Way::Fdm && own.stands() && !own.holds() {
        reasons.push(format!("it rests on {} instead of {}", square(pose.contact_mm2), square(own.contact_mm2)));
    }
    if print.fits_as_modelled == Some(false) {
        reasons.push("it fits the bed".to_owned());
    }
    if print.process.way.wants_supports() && pose.overhang_mm2 < 0.9 * own.overhang_mm2 {
        let less = if pose.overhang_mm2 < 0.1 {
            "nothing hangs".to_owned()
        } else {
            format!("{} hang", square(pose.overhang_mm2))
        };
        reasons.push(format!("{less} over instead of {}", square(own.overhang_mm2)));
    }
    if pose.size_mm[2] < 0.9 * own.size_mm[2] {
        reasons.push(format!("it is {} high instead of {}", length(pose.size_mm[2]), length(own.size_mm[2])));
    }
    if estimate.time_s < 0.9 * print.estimate.time_s {
        reasons.push(format!("it takes {} instead of {}", duration(estimate.time_s), duration(print.estimate.time_s)));
    }
    if reasons.is_empty() {
        let reason = if print.process.way == Way::Cnc { "a cutter reaches more of it" } else { "it is made with less" };
        reasons.push(reason.to_owned());
    }
    let message = format!("It is better laid with {} upwards: {}.", direction(pose.up), reasons.join(", "));
    let fix = "Turn it in the slicer (Place on face, or rotate by hand) or in the file before it is exported.";
    Some(Finding::new(CODE, message, fix))
}
