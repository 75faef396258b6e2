//! M313 larger-than-bed: the part does not fit the space in which the machine works, however it is laid.
//! Why it matters: it cannot be made in one piece, and a slicer refuses it or cuts off what is outside.

use pattern::{Code, Finding, Severity};

use crate::{Options, mesh::Survey, words::length};

pub(super) const CODE: Code = Code { id: "M313", name: "larger-than-bed", severity: Severity::Warn };

/// As it stands, or laid on another side: turned by quarters about the file's axes.
pub(super) fn larger_than_bed(survey: &Survey, options: &Options) -> Option<Finding> {
    let bed = options.bed_mm?;
    let size = survey.facts.size_mm;
    let fits = |order: [usize; 3]| (0..3).all(|axis| size[order[axis]] <= bed[axis]);
    if survey.facts.triangles == 0 || [[0, 1, 2], [1, 0, 2]].into_iter().any(fits) {
        return None;
    }
    let words = |sides: [f64; 3]| sides.map(length).join(" x ");
    let place = |message: String, fix: &str| Finding::new(CODE, message, fix);
    if [[0, 2, 1], [2, 0, 1], [1, 2, 0], [2, 1, 0]].into_iter().any(fits) {
        let message = format!(
            "As it stands it does not fit: it is {}, the bed is {}. Laid on another side it does.",
            words(size),
            words(bed)
        );
        return Some(
            place(message, "Turn it in the slicer: Place on face, or rotate it by 90 degrees.")
                .severity(Severity::Info),
        );
    }
    let scale = scale_that_fits(size, bed);
    let message = format!("It is {} and the bed is {}: it does not fit on any side.", words(size), words(bed));
    let fix = format!(
        "Cut it into parts that are joined afterwards (PrusaSlicer and Bambu Studio: Cut, with connectors), or scale it \
         to {:.0} % or less.",
        (scale * 100.0).floor()
    );
    Some(place(message, &fix))
}

/// The largest scale at which sides in order of length fit sides in order of length.
fn scale_that_fits(mut size: [f64; 3], mut bed: [f64; 3]) -> f64 {
    size.sort_by(f64::total_cmp);
    bed.sort_by(f64::total_cmp);
    (0..3).map(|axis| bed[axis] / size[axis].max(f64::MIN_POSITIVE)).fold(f64::MAX, f64::min)
}
