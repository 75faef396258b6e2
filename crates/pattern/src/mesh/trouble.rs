//! What stops or dents the reading of a mesh, in the words that every mesh reader shares.

pub(crate) use crate::words::{count_of, figure};
use crate::{Code, Finding, Findings, Severity};

/// A limit of the budget was reached, so nothing was kept.
pub(crate) const OVER_BUDGET: Code = Code { id: "R103", name: "over-budget", severity: Severity::Fail };
/// The file ends before what it announces.
pub(crate) const TRUNCATED: Code = Code { id: "R104", name: "truncated", severity: Severity::Fail };
/// Something in the file breaks the format's own grammar.
pub(crate) const MALFORMED: Code = Code { id: "R107", name: "malformed", severity: Severity::Fail };
/// The file points to another file, which is not at hand.
pub(crate) const OTHER_FILE: Code = Code { id: "R110", name: "other-file", severity: Severity::Info };
/// A surface asks for a material or a picture that nothing here describes.
pub(crate) const MATERIAL_MISSING: Code = Code { id: "R129", name: "material-missing", severity: Severity::Info };
/// Points, lines or the like that have no surface.
pub(crate) const LEFT_OUT: Code = Code { id: "R111", name: "left-out", severity: Severity::Info };
/// Bytes after the end of the model.
pub(crate) const TRAILING_BYTES: Code = Code { id: "R112", name: "trailing-bytes", severity: Severity::Info };

/// A part that a package names is not in it.
pub(crate) const PART_MISSING: Code = Code { id: "R115", name: "part-missing", severity: Severity::Fail };
/// A part of a package cannot be unpacked.
pub(crate) const PART_DAMAGED: Code = Code { id: "R116", name: "part-damaged", severity: Severity::Fail };
/// An object is asked for that is not there.
pub(crate) const OBJECT_MISSING: Code = Code { id: "R120", name: "object-missing", severity: Severity::Fail };
/// An object is put together out of itself.
pub(crate) const CYCLE: Code = Code { id: "R121", name: "cycle", severity: Severity::Fail };
/// A colour or material is asked for that is not there.
pub(crate) const PROPERTY_MISSING: Code = Code { id: "R126", name: "property-missing", severity: Severity::Warn };

/// The finding that ends a reading.
pub(crate) type Stop = Box<Finding>;

/// One limit of [`crate::Budget`], named for a person.
#[derive(Clone, Copy, Debug)]
#[allow(dead_code)]
pub(crate) enum Limit {
    Bytes,
    Triangles,
    Vertices,
    Nodes,
    Depth,
    UnpackedBytes,
    Pixels,
}

/// The finding for going over `limit`, which stands at `max`.
pub(crate) fn over(limit: Limit, max: u64) -> Stop {
    let most = figure(max);
    let (message, fix) = match limit {
        Limit::Bytes => (
            format!("The file has more than {most} bytes, the most that is read."),
            "Simplify it or split it into several files.",
        ),
        Limit::Triangles => (
            format!("The model has more than {most} triangles, copies counted, the most that is read."),
            "Simplify the mesh (decimate or remesh), or split it into several files.",
        ),
        Limit::Vertices => (
            format!("The model has more than {most} vertices, the most that is read."),
            "Simplify the mesh (decimate or remesh), or split it into several files.",
        ),
        Limit::Nodes => (
            format!("The file has more than {most} elements, copies counted, the most that is read."),
            "Join parts and remove what is not needed, then export again.",
        ),
        Limit::Depth => (
            format!("Groups are nested more than {most} deep, the most that is read."),
            "Flatten the groups or components, then export again.",
        ),
        Limit::UnpackedBytes => (
            format!("The file unpacks to more than {most} bytes, the most that is read."),
            "Simplify the model or make its pictures smaller, then export again.",
        ),
        Limit::Pixels => (
            format!("A picture in the file has more than {most} pixels, the most that is read."),
            "Make the picture smaller, then export again.",
        ),
    };
    Box::new(Finding::new(OVER_BUDGET, message, fix))
}

/// `count` against `max`: the finding that ends the reading where it is above.
pub(crate) fn spend(limit: Limit, count: usize, max: u64) -> Result<(), Stop> {
    if count as u64 > max { Err(over(limit, max)) } else { Ok(()) }
}

/// Pushes the finding of a reading that stopped, and gives what it gave otherwise.
pub(crate) fn settle<T>(outcome: Result<T, Stop>, findings: &mut Findings) -> Option<T> {
    match outcome {
        Ok(value) => Some(value),
        Err(stop) => {
            findings.push(*stop);
            None
        }
    }
}
