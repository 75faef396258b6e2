//! What cleaning left out, as sentences.

use super::clean::Document;
use super::element::Seen;
use super::no_svg;
use crate::words::{count_of, figure};
use crate::{Budget, Code, Finding, Findings, Severity};

/// The XML is broken from some line on.
const BROKEN: Code = Code { id: "R203", name: "svg-broken", severity: Severity::Fail };
/// More elements and path segments than the budget.
const TOO_MANY: Code = Code { id: "R204", name: "svg-too-many-elements", severity: Severity::Fail };
/// Groups nested deeper than the budget.
const TOO_DEEP: Code = Code { id: "R205", name: "svg-too-deep", severity: Severity::Fail };
/// More style rules than can be tried on so many elements.
const STYLES_DROPPED: Code = Code { id: "R213", name: "svg-too-many-styles", severity: Severity::Warn };
/// Scripts.
const SCRIPT: Code = Code { id: "R220", name: "svg-script", severity: Severity::Fail };
/// Event handlers.
const HANDLER: Code = Code { id: "R221", name: "svg-event-handler", severity: Severity::Fail };
/// Links to files and addresses.
const EXTERNAL: Code = Code { id: "R222", name: "svg-external-link", severity: Severity::Warn };
/// HTML inside.
const FOREIGN: Code = Code { id: "R223", name: "svg-foreign-object", severity: Severity::Warn };
/// Pictures placed in the drawing.
pub(crate) const IMAGE: Code = Code { id: "R224", name: "svg-image", severity: Severity::Warn };
/// Clips, masks, filters, pattern fills.
pub(crate) const EFFECT: Code = Code { id: "R225", name: "svg-effect", severity: Severity::Info };
/// Animations.
const ANIMATION: Code = Code { id: "R226", name: "svg-animation", severity: Severity::Info };
/// Entities over the limits.
const ENTITY_BOMB: Code = Code { id: "R227", name: "svg-entity-bomb", severity: Severity::Fail };
/// Entities that name a file or an address.
const ENTITY_EXTERNAL: Code = Code { id: "R228", name: "svg-entity-external", severity: Severity::Fail };
/// Entities declared nowhere.
const ENTITY_UNKNOWN: Code = Code { id: "R229", name: "svg-entity-unknown", severity: Severity::Warn };
/// Lengths that no drawing has.
const HUGE: Code = Code { id: "R230", name: "svg-huge-length", severity: Severity::Warn };
/// Numbers that are none.
const NUMBER_BROKEN: Code = Code { id: "R233", name: "svg-number-broken", severity: Severity::Warn };
/// Something stands behind the drawing.
const TRAILING: Code = Code { id: "R235", name: "svg-trailing-bytes", severity: Severity::Warn };

/// Turns what was seen into findings.
pub(super) fn report(document: &Document, budget: &Budget, findings: &mut Findings) {
    whole(document, budget, findings);
    active(document, findings);
    ignored(document, findings);
    entities(document, findings);
}

fn push(findings: &mut Findings, code: Code, seen: &Seen, message: &str, fix: &str) {
    if seen.count > 0 {
        findings.push(Finding::new(code, message, fix).times(seen.count).at(seen.places.iter().cloned()));
    }
}

fn whole(document: &Document, budget: &Budget, findings: &mut Findings) {
    let tally = &document.tally;
    if document.root.is_none() {
        findings.push(no_svg(
            "There is no drawing in the file: no `svg` element begins it.",
            "Save the drawing as plain SVG and upload it again.",
        ));
    }
    if let Some((what, line)) = tally.broken.as_ref().filter(|_| document.root.is_some()) {
        let what = crate::words::tame(what, 160);
        let message = format!("The file is broken in line {line}: {what}. What stands before was read.");
        findings.push(Finding::new(
            BROKEN,
            message,
            "It may be cut short: upload it again, or save it again from the program it was drawn in.",
        ));
    }
    if tally.over_nodes {
        let message = format!(
            "The drawing has more than {} elements and path segments; it was read up to there.",
            figure(budget.nodes_max)
        );
        findings.push(Finding::new(TOO_MANY, message, "Simplify the paths, or split the drawing into several files."));
    }
    if tally.trailing_bytes > 0 {
        let trailing = count_of(tally.trailing_bytes, "byte", "bytes");
        let message = format!(
            "{trailing} follow behind the end of the drawing; no program shows them, and they would be sold with it."
        );
        findings.push(Finding::new(TRAILING, message, "Save the drawing again as plain SVG and upload that."));
    }
    let deep = format!(
        "Groups lie more than {} deep inside each other; what is deeper is left out.",
        budget.depth_max.min(super::clean::DEPTH_MAX)
    );
    push(findings, TOO_DEEP, &tally.too_deep, &deep, "Ungroup the drawing, and save again.");
    if tally.styles_dropped {
        let message = "There are too many style rules for so many elements; styles from style sheets are left out.";
        findings.push(Finding::new(
            STYLES_DROPPED,
            message,
            "Save as plain SVG with presentation attributes instead of style sheets.",
        ));
    }
}

fn active(document: &Document, findings: &mut Findings) {
    let tally = &document.tally;
    push(
        findings,
        SCRIPT,
        &tally.scripts,
        "The drawing carries a script. It was not run.",
        "Save as plain SVG without scripts.",
    );
    push(
        findings,
        HANDLER,
        &tally.handlers,
        "An element carries an event handler (`onclick` and the like). It was not run.",
        "Save as plain SVG without interactivity.",
    );
    push(
        findings,
        EXTERNAL,
        &tally.external,
        "The drawing points to something outside the file. It was not opened, so it may be missing for a buyer too.",
        "Embed or remove what is linked (pictures, fonts, style sheets), and save again.",
    );
}

fn ignored(document: &Document, findings: &mut Findings) {
    let tally = &document.tally;
    push(
        findings,
        FOREIGN,
        &tally.foreign,
        "There is HTML inside the drawing (`foreignObject`); no machine follows it, and it is left out.",
        "Turn it into paths, or take it out.",
    );
    push(
        findings,
        IMAGE,
        &tally.images,
        "A picture is placed in the drawing; a cutter or plotter ignores it.",
        "Trace it into paths if it should be made, or take it out.",
    );
    push(
        findings,
        EFFECT,
        &tally.effects,
        "The drawing uses a clip, mask, filter or pattern fill. A machine follows the whole paths, and so they were read whole.",
        "Apply or release it in the program the file was drawn in, if only a part should be made.",
    );
    push(
        findings,
        ANIMATION,
        &tally.animations,
        "The drawing is animated; it was read as it stands at the start.",
        "Save it without animation.",
    );
    push(
        findings,
        HUGE,
        &tally.too_large,
        "A length is larger than ten million units; it is left out.",
        "Look for a shape far outside the page and delete it.",
    );
    push(
        findings,
        NUMBER_BROKEN,
        &tally.broken_numbers,
        "A path, shape or transform holds something that is no number, such as NaN; it was read as far as it makes sense.",
        "Delete or redraw it, and save again. If a script wrote the file, look for a division by 0.",
    );
}

fn entities(document: &Document, findings: &mut Findings) {
    let entities = &document.entities;
    let fix = "Save it again as plain SVG: today's programs need no entities.";
    let mut push = |code, count: u64, message: &str| {
        if count > 0 {
            findings.push(Finding::new(code, message, fix).times(count));
        }
    };
    push(
        ENTITY_BOMB,
        entities.refused_count,
        "The file declares more or longer XML entities than a drawing needs; they are left out.",
    );
    push(
        ENTITY_EXTERNAL,
        entities.external_count,
        "The file declares an XML entity that names a file or an address. It was not opened.",
    );
    push(
        ENTITY_UNKNOWN,
        entities.unknown_count,
        "The file refers to an XML entity that it does not declare; it is left out.",
    );
}
