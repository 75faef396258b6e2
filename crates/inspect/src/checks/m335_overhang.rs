//! M335 overhang: some of the underside hangs over at more than 45° with nothing under it.
//! Why it matters: it sags or falls while it is printed unless supports hold it, and supports leave marks.

use pattern::{Code, Finding, Severity};

use crate::{mesh::Survey, words::some};

use super::{
    PLACES_MAX,
    making::{named, square},
};

pub(super) const CODE: Code = Code { id: "M335", name: "overhang", severity: Severity::Info };

pub(super) fn overhang(survey: &Survey) -> Option<Finding> {
    let print = survey.print.as_ref()?;
    let ledges = &print.hanging.ledges;
    if ledges.is_empty() {
        return None;
    }
    let area: f64 = ledges.iter().map(|ledge| ledge.area_mm2).sum();
    let message = format!(
        "{} of the underside hang over and want supports, in {}.",
        square(area),
        some(ledges.len() as u64, "place", "places")
    );
    let turned = print.better.as_ref().filter(|(pose, _)| pose.overhang_mm2 < 0.7 * print.as_modelled.overhang_mm2);
    let fix = match turned {
        Some((pose, _)) => {
            let less =
                if pose.overhang_mm2 < 0.1 { "nothing does".to_owned() } else { square(pose.overhang_mm2) + " do" };
            format!("Turn it as M342 says: then {less}. Otherwise switch supports on.")
        }
        None => "Switch supports on in the slicer, or give the underside a slope of 45° (a chamfer) where it shows."
            .to_owned(),
    };
    let places = ledges.iter().take(PLACES_MAX).map(|ledge| named(ledge.point, square(ledge.area_mm2)));
    Some(Finding::new(CODE, message, fix).times(ledges.len() as u64).at(places))
}
