//! S607 sizes-unnamed: outlines are nested as sizes are, and nothing says which is which.
//! Why it matters: a maker switches all sizes but their own off, and a market says which sizes there are, by the names of
//! layers.

use pattern::{Code, Finding, Severity};

use crate::{sewing, words::count};

pub(super) const CODE: Code = Code { id: "S607", name: "sizes-unnamed", severity: Severity::Info };

pub(super) fn sizes_unnamed(survey: &sewing::Survey) -> Option<Finding> {
    let outlines = survey.facts.sizes_unnamed;
    let message = format!(
        "{} nested in one another as sizes are, and no layer or label names a size.",
        count(outlines, "outline is", "outlines are")
    );
    let fix = "Put each size on a layer of its own, named as in “size 38” or “XL”. Nothing to do where it is one size.";
    (outlines > 0).then(|| Finding::new(CODE, message, fix))
}
