//! M319 bodies-touch: bodies lie against each other, face on face, without being joined.
//! Why it matters: slicers go by rounded numbers there: the bodies print as one, or with a gap in which they part. Parts
//! for several colours or materials are meant to lie so.

use pattern::{Code, Finding, Severity};

use crate::{
    mesh::{Pair, Survey},
    words::grouped,
};

use super::{PLACES_MAX, m318_bodies_overlap::place};

pub(super) const CODE: Code = Code { id: "M319", name: "bodies-touch", severity: Severity::Warn };

pub(super) fn bodies_touch(survey: &Survey) -> Option<Finding> {
    let pairs: Vec<&Pair> = survey.between.as_ref()?.pairs.iter().filter(|pair| !pair.crosses).collect();
    let message = match pairs.len() {
        0 => return None,
        1 => "Two bodies lie against each other without being joined. They may print as one or come apart.".to_owned(),
        number => format!(
            "In {} pairs bodies lie against each other without being joined. They may print as one or come apart.",
            grouped(number as u64)
        ),
    };
    let are_parts = pairs.iter().all(|pair| survey.are_parts(pair.triangles));
    let severity = if are_parts { Severity::Info } else { CODE.severity };
    let fix = "Where one solid is meant, join them by a Boolean union. Where they shall stay apart, leave a gap: 0.2 to \
               0.4 mm for FDM, 0.1 mm for resin. Parts of several colours may stay as they are.";
    let places = pairs.iter().take(PLACES_MAX).map(|pair| place(survey, pair));
    Some(Finding::new(CODE, message, fix).severity(severity).times(pairs.len() as u64).at(places))
}
