//! M313 larger-than-bed: the part does not fit the space in which the machine works, however it is laid.
//! Why it matters: it cannot be made in one piece, and a slicer refuses it or cuts off what is outside.

use pattern::{Code, Finding, Severity};

use crate::{Options, mesh::Survey, print::Fit, words::length};

pub(super) const CODE: Code = Code { id: "M313", name: "larger-than-bed", severity: Severity::Warn };

/// As it stands, or laid on another side of its hull, turned about the upright as it fits best.
pub(super) fn larger_than_bed(survey: &Survey, options: &Options) -> Option<Finding> {
    let bed = options.bed_mm?;
    let size = survey.facts.size_mm;
    let words = |sides: [f64; 3]| sides.map(length).join(" x ");
    match survey.fit? {
        Fit::AsItStands => None,
        Fit::OnAnotherSide => {
            let message = format!(
                "As it stands it does not fit: it is {}, the bed is {}. Laid on another side it does.",
                words(size),
                words(bed)
            );
            let fix = "Turn it in the slicer: Place on face, then rotate it until it is inside.";
            Some(Finding::new(CODE, message, fix).severity(Severity::Info))
        }
        Fit::Nowhere => {
            let scale = scale_that_fits(size, bed);
            let message = format!("It is {} and the bed is {}: it does not fit on any side.", words(size), words(bed));
            let fix = format!(
                "Cut it into parts that are joined afterwards (PrusaSlicer and Bambu Studio: Cut, with connectors), or \
                 scale it to {:.0} % or less.",
                (scale * 100.0).floor().min(99.0)
            );
            Some(Finding::new(CODE, message, fix))
        }
    }
}

/// The largest scale at which sides in order of length fit sides in order of length.
fn scale_that_fits(mut size: [f64; 3], mut bed: [f64; 3]) -> f64 {
    size.sort_by(f64::total_cmp);
    bed.sort_by(f64::total_cmp);
    (0..3).map(|axis| bed[axis] / size[axis].max(f64::MIN_POSITIVE)).fold(f64::MAX, f64::min)
}
