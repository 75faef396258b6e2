//! SVG 1.1 and the parts of SVG 2 that drawing programs write (W3C, <https://www.w3.org/TR/SVG11/>).
//!
//! A file goes three ways in a row. `clean` reads it once as a stream and writes a smaller SVG of
//! what a machine can follow: it counts, checks, expands entities and leaves out all that runs or
//! reaches outside. `expand` counts what `use` would unroll. Only then does usvg resolve styles,
//! `use`, transforms and shapes, and `tree` takes its paths over, in millimetres.

mod arcs;
mod clean;
mod clips;
mod element;
mod entities;
mod expand;
mod outline;
mod report;
mod size;
mod style;
mod tree;
mod write;

use crate::drawing::text::decode;
use crate::words::figure;
use crate::{Budget, Code, Drawing, Finding, Findings, Severity, Units};

pub(crate) use report::{EFFECT, IMAGE};
pub(crate) use tree::EMPTY;
pub use write::write;

/// The file is larger than the budget.
const TOO_LARGE: Code = Code { id: "R201", name: "svg-too-large", severity: Severity::Fail };
/// There is no drawing in it.
const NO_SVG: Code = Code { id: "R202", name: "svg-unreadable", severity: Severity::Fail };

/// Reads an SVG. Coordinates stay the file's own, times its scale to millimetres; y runs down.
///
/// Gives what could be read, or none where nothing could; `findings` say what was left out.
/// Nothing outside `bytes` is ever opened.
pub fn read(bytes: &[u8], budget: &Budget, findings: &mut Findings) -> Option<(Drawing, Units)> {
    if bytes.len() as u64 > budget.bytes_max {
        findings.push(too_large(bytes.len() as u64, budget.bytes_max));
        return None;
    }
    if bytes.starts_with(&[0x1f, 0x8b]) {
        findings.push(no_svg(
            "The file is a packed SVG (SVGZ).",
            "Save it as plain SVG, or unpack it and upload what comes out.",
        ));
        return None;
    }
    let text = decode(bytes);
    let gathered = style::gather(&text);
    let mut known = clean::Known::default();
    let mut document = clean::clean(&text, &gathered, budget, &known);
    known.dropped = expand::uses_to_drop(&document, budget, findings);
    if !known.dropped.is_empty() {
        document = clean::clean(&text, &gathered, budget, &known);
    }
    report::report(&document, budget, findings);
    let size = size::size(document.root.as_ref()?, &text, findings);
    let mut tree = parse(&document, &size, findings)?;
    if !document.boxless.is_empty() {
        // Their boxes are known now.
        known.boxes = tree::boxes(&tree, &document);
        document = clean::clean(&text, &gathered, budget, &known);
        tree = parse(&document, &size, findings)?;
    }
    let drawing = tree::drawing(&tree, &document, &size, budget, findings);
    Some((drawing, size.units))
}

fn parse(document: &clean::Document, size: &size::Size, findings: &mut Findings) -> Option<usvg::Tree> {
    let options = usvg::Options {
        image_href_resolver: usvg::ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..usvg::Options::default()
    };
    match usvg::Tree::from_str(&document.assemble(size), &options) {
        Ok(tree) => Some(tree),
        Err(error) => {
            findings.push(no_svg(
                format!("The drawing could not be followed: {error}."),
                "Open it in the program it was drawn in and save it again as plain SVG.",
            ));
            None
        }
    }
}

fn too_large(bytes: u64, bytes_max: u64) -> Finding {
    Finding::new(
        TOO_LARGE,
        format!("The SVG has {} bytes; up to {} are read.", figure(bytes), figure(bytes_max)),
        "Simplify the paths, take out pictures placed in it, or split it into several files.",
    )
}

fn no_svg(message: impl Into<String>, fix: impl Into<String>) -> Finding {
    Finding::new(NO_SVG, message, fix)
}
