//! What was left out of a drawing, told.

use std::collections::BTreeMap;

use super::{
    EMPTY, IMAGE,
    walk::{Faces, Left},
};
use crate::{Budget, Code, Drawing, Finding, Findings, Place, Severity, words::count_of};

/// Blocks that stand for other files.
const EXTERNAL: Code = Code { id: "R307", name: "dxf-external-reference", severity: Severity::Warn };
/// Blocks that are placed and nowhere defined.
const MISSING_BLOCK: Code = Code { id: "R308", name: "dxf-missing-block", severity: Severity::Warn };
/// Entities that are no flat drawing.
const UNKNOWN: Code = Code { id: "R309", name: "dxf-entity-left-out", severity: Severity::Warn };
/// Layers that are frozen or off.
const HIDDEN: Code = Code { id: "R310", name: "dxf-layer-hidden", severity: Severity::Info };
/// Coordinates that are no numbers.
const NOT_FINITE: Code = Code { id: "R311", name: "dxf-not-finite", severity: Severity::Warn };
/// Faces in space, seen from above.
const FACES: Code = Code { id: "R317", name: "dxf-3d-faces", severity: Severity::Warn };
/// What no plotter draws.
const NEVER_PLOTTED: Code = Code { id: "R318", name: "dxf-never-plotted", severity: Severity::Info };
/// Points and curves of a garment's pattern that programs grade and check by.
const GARMENT_DATA: Code = Code { id: "R319", name: "dxf-garment-data", severity: Severity::Info };
/// Blocks inside blocks deeper than the budget, or without end.
const TOO_DEEP: Code = Code { id: "R305", name: "dxf-too-deep", severity: Severity::Fail };

/// Findings of one code that name something each; a file may hold a million names.
const NAMES_MAX: usize = 50;

/// Tells what `left` says was left out of `drawing`, and whether anything is left.
pub(super) fn report(drawing: &Drawing, left: &Left, budget: &Budget, findings: &mut Findings) {
    unknown(&left.unknown, findings);
    aside(left, findings);
    faces(&left.faces, findings);
    names(left, findings);
    places(left, budget, findings);
    if drawing.raster_count > 0 {
        let message = "A picture is placed in the drawing; a cutter or plotter ignores it.";
        let fix = "Trace it into paths if it should be made, or take it out.";
        findings.push(Finding::new(IMAGE, message, fix).times(drawing.raster_count));
    }
    if drawing.paths.is_empty() && drawing.texts.is_empty() && !findings.any_fail() {
        let message = "Nothing in the file can be drawn: it holds no visible line, arc or shape.";
        let fix = "Check that layers are on and the drawing is in model space, and save again.";
        findings.push(Finding::new(EMPTY, message, fix));
    }
}

/// Entities of types that are no flat paths, by type.
fn unknown(unknown: &BTreeMap<String, (u64, Vec<Place>)>, findings: &mut Findings) {
    let fix = "Explode or flatten them to lines and arcs in your CAD program, and save again.";
    for (kind, (count, places)) in unknown.iter().take(NAMES_MAX) {
        let message = format!("{kind}: entities of this type are no flat paths and are left out.");
        findings.push(Finding::new(UNKNOWN, message, fix).times(*count).at(places.iter().cloned()));
    }
}

/// What no machine follows and nobody misses.
fn aside(left: &Left, findings: &mut Findings) {
    let mut say = |code: Code, count: u64, sentence: &dyn Fn(u64) -> String, fix: &str| {
        if count > 0 {
            let verb = if count == 1 { "was" } else { "were" };
            let message = format!("{}, and {verb} left out.", sentence(count));
            findings.push(Finding::new(code, message, fix).times(count));
        }
    };
    say(
        NEVER_PLOTTED,
        left.never_plotted,
        &|count| {
            let lie = count_of(count, "entity lies", "entities lie");
            format!("{lie} on the layer Defpoints, which no plotter draws")
        },
        "Nothing needs to be done: they are points of dimensions. Move what should be made to another layer.",
    );
    say(
        GARMENT_DATA,
        left.garment_data,
        &|count| {
            let are = count_of(count, "entity is", "entities are");
            format!(
                "The file is a garment's pattern as CAD programs exchange it (AAMA, ASTM D6673). {are} for grading and checking"
            )
        },
        "Nothing needs to be done: they are turn points, curve points, reference lines and their rules.",
    );
}

/// A model in space, of which a plan is all that is drawn.
fn faces(faces: &Faces, findings: &mut Findings) {
    if faces.count > 0 && faces.highest > faces.lowest {
        let message = format!(
            "The drawing holds {} of a 3D model; it is shown as seen from above.",
            count_of(faces.count, "face (3DFACE)", "faces (3DFACE)")
        );
        let fix = "Export the model as STL, 3MF or OBJ and upload that.";
        findings.push(Finding::new(FACES, message, fix).times(faces.count));
    }
}

/// Layers and blocks of which nothing is drawn.
fn names(left: &Left, findings: &mut Findings) {
    named(
        findings,
        HIDDEN,
        &left.hidden,
        "Layer {} is frozen or off; what lies on it is left out.",
        "Switch the layer on if it should be made, or delete it.",
    );
    named(
        findings,
        EXTERNAL,
        &left.external,
        "Block {} stands for another file, which is not part of this one.",
        "Bind external references (XREF, Bind) and save again.",
    );
    named(
        findings,
        MISSING_BLOCK,
        &left.missing,
        "Block {} is placed but nowhere defined.",
        "Insert it again or delete it, and save again.",
    );
}

/// Entities that cannot be drawn, where they are.
fn places(left: &Left, budget: &Budget, findings: &mut Findings) {
    placed(
        findings,
        NOT_FINITE,
        &left.not_finite,
        "An entity has coordinates that are no numbers, or a curve that there cannot be; it is left out.",
        "Delete or redraw it, and save again.",
    );
    let deep = format!(
        "Blocks lie more than {} deep inside each other, or contain themselves; what is deeper is left out.",
        budget.depth_max
    );
    placed(findings, TOO_DEEP, &left.too_deep, &deep, "Explode the inner blocks, and save again.");
}

fn named(findings: &mut Findings, code: Code, names: &BTreeMap<String, u64>, message: &str, fix: &str) {
    for (name, count) in names.iter().take(NAMES_MAX) {
        findings.push(Finding::new(code, message.replace("{}", &format!("“{name}”")), fix).times(*count));
    }
}

fn placed(findings: &mut Findings, code: Code, places: &[Place], message: &str, fix: &str) {
    if !places.is_empty() {
        findings.push(Finding::new(code, message, fix).times(places.len() as u64).at(places.iter().cloned()));
    }
}
