//! M338 trapped-volume: a hollow has no way out.
//! Why it matters: liquid resin or loose powder stays in it: the part is heavier than meant, weeps for weeks, and cracks.

use glam::DVec3;
use pattern::{Code, Finding, Severity};

use super::{
    PLACES_MAX,
    making::{cubic, named},
};
use crate::{
    Way,
    mesh::Survey,
    print::Basin,
    vector::wide,
    words::{capital, some},
};

/// A hollow smaller than this holds too little to do harm, mm³.
const LEAST_MM3: f64 = 10.0;

pub(super) const CODE: Code = Code { id: "M338", name: "trapped-volume", severity: Severity::Warn };

pub(super) fn trapped_volume(survey: &Survey) -> Option<Finding> {
    let print = survey.print.as_ref()?;
    if !matches!(print.process.way, Way::Resin | Way::Sls) {
        return None;
    }
    let hollows = hollows(survey, &print.basins);
    if hollows.is_empty() {
        return None;
    }
    let (inside, hole) = if print.process.way == Way::Sls { ("powder", "5 mm") } else { ("resin", "3.5 mm") };
    let volume: f64 = hollows.iter().map(|hollow| hollow.0).sum();
    let message = format!(
        "{} no way out: {} of {inside} stay inside.",
        capital(&some(hollows.len() as u64, "hollow has", "hollows have")),
        cubic(volume)
    );
    let fix = format!(
        "Give each two holes of {hole} or more at opposite ends, or fill it; a hollow that is meant to be closed must be \
         said in the description."
    );
    let places = hollows.iter().take(PLACES_MAX).map(|&(mm3, point)| named(point, cubic(mm3)));
    Some(Finding::new(CODE, message, fix).times(hollows.len() as u64).at(places))
}

/// Volumes and lowest points, largest first. Shells that enclose a hollow by themselves are known exactly; columns find
/// what several bodies enclose together.
fn hollows(survey: &Survey, basins: &[Basin]) -> Vec<(f64, DVec3)> {
    let of_shell = |&index: &usize| {
        let shell = &survey.shells[index];
        (shell.volume_mm3.abs(), wide(survey.mesh.positions[shell.lowest as usize]))
    };
    let exact: Vec<_> = survey.cavities.iter().map(of_shell).filter(|hollow| hollow.0 >= LEAST_MM3).collect();
    if !exact.is_empty() {
        return exact;
    }
    let closed = basins.iter().filter(|basin| basin.closed && basin.volume_mm3 >= LEAST_MM3);
    closed.map(|basin| (basin.volume_mm3, basin.point)).collect()
}
