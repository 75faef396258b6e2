//! M339 suction-cup: a cup is closed by the film while it is printed upwards.
//! Why it matters: each layer pulls a vacuum as it is peeled off: the wall bursts, or the part is torn from the plate; resin
//! stays in it.

use pattern::{Code, Finding, Severity};

use crate::{
    Way,
    mesh::Survey,
    print::Basin,
    words::{capital, length, some},
};

use super::{
    PLACES_MAX,
    making::{cubic, named},
};

/// A mouth smaller than this pulls with less than the film's own grip, mm².
const MOUTH_LEAST_MM2: f64 = 50.0;
/// A hollow shallower than this empties as it is peeled, mm.
const DEPTH_LEAST_MM: f64 = 2.0;

pub(super) const CODE: Code = Code { id: "M339", name: "suction-cup", severity: Severity::Warn };

pub(super) fn suction_cup(survey: &Survey) -> Option<Finding> {
    let print = survey.print.as_ref().filter(|print| print.process.way == Way::Resin)?;
    let pulls =
        |basin: &&Basin| !basin.closed && basin.mouth_mm2 >= MOUTH_LEAST_MM2 && basin.depth_mm >= DEPTH_LEAST_MM;
    let cups: Vec<_> = print.basins.iter().filter(pulls).collect();
    let first = cups.first()?;
    let message = format!(
        "{} upwards and {} as it is printed: the largest holds {} and is {} deep.",
        capital(&some(cups.len() as u64, "cup opens", "cups open")),
        if cups.len() == 1 { "pulls a vacuum" } else { "pull a vacuum" },
        cubic(first.volume_mm3),
        length(first.depth_mm)
    );
    let fix = "Tilt or turn the part so that it opens downwards or sideways, or put a hole of 3.5 mm or more near the cup's \
               ground.";
    let places = cups.iter().take(PLACES_MAX).map(|basin| named(basin.point, cubic(basin.volume_mm3)));
    Some(Finding::new(CODE, message, fix).times(cups.len() as u64).at(places))
}
