//! D419 scale-doubtful: the file does not state its unit, and its lengths are round by another one.
//! Why it matters: Illustrator, old and new Inkscape mean 1/72, 1/90 and 1/96 inch by the same number, and a DXF
//! without a unit may be in inches; a box cut 6 % too large does not go together. The lengths of straight lines are the
//! evidence: most are whole or half millimetres, or sixteenths of an inch, by the unit that was meant.

use pattern::{Code, Finding, Severity, Units};

use crate::{drawing::Survey, words::length};

pub(super) const CODE: Code = Code { id: "D419", name: "scale-doubtful", severity: Severity::Warn };

pub(super) fn scale_doubtful(survey: &Survey, units: Option<Units>) -> Option<Finding> {
    let guess = survey.scale_guess.as_ref().filter(|_| units.is_none_or(|units| !units.stated))?;
    let [w, h] = survey.facts.size_mm.map(|side| length(side * guess.factor));
    let message = format!(
        "The unit seems to be another: {:.0} % of the different lengths are round {}, as it was read {:.0} %. The \
         drawing would be {w} x {h} then.",
        guess.share * 100.0,
        guess.words,
        guess.share_now * 100.0
    );
    let fix = "Measure a line whose length you know. Set the page's size in mm (SVG) or $INSUNITS (DXF: UNITS), scale \
               the drawing if it is needed, and save again.";
    Some(Finding::new(CODE, message, fix))
}
