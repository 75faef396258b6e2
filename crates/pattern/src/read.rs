//! The one door: bytes in, what they are out.

use crate::detect::{Guess, detect};
use crate::drawing;
use crate::mesh::{
    self,
    trouble::{Limit, over},
};
use crate::raster;
use crate::told::told;
use crate::utf16;
use crate::words::count_of;
use crate::{Budget, Code, Drawing, Finding, Findings, Format, Kind, Mesh, Raster, Severity, Units};

/// There is nothing in the file.
const EMPTY_FILE: Code = Code { id: "R101", name: "empty-file", severity: Severity::Fail };
/// The content is no format that is read here.
const UNKNOWN_FORMAT: Code = Code { id: "R102", name: "unknown-format", severity: Severity::Fail };
/// The name claims one format and the content is another.
const NAME_DIFFERS: Code = Code { id: "R105", name: "name-differs", severity: Severity::Info };
/// A well-formed file without a single triangle.
const NO_TRIANGLES: Code = Code { id: "R106", name: "no-triangles", severity: Severity::Fail };

/// What a file turned out to be.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// Triangles in space.
    Mesh(Mesh),
    /// Paths in a plane.
    Drawing(Drawing),
    /// Pixels.
    Raster(Raster),
}

/// What reading gave.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The format, as the content tells it; none where it is no pattern known here.
    pub format: Option<Format>,
    /// What could be read; none where nothing could.
    pub pattern: Option<Pattern>,
    /// The unit the file was drawn in.
    pub units: Option<Units>,
    /// What could not be read, and everything odd on the way, worst first.
    pub findings: Vec<Finding>,
}

/// Reads `bytes`. `name` is the file's own name; its extension is asked only where the content could be two things.
///
/// Never fails on content: where nothing could be read, the findings say why and what to do.
pub fn read(bytes: &[u8], name: Option<&str>, budget: &Budget) -> Reading {
    let mut findings = Findings::new(budget.places_max);
    // The header of a binary STL is any text.
    let is_left = bytes.len() as u64 > budget.bytes_max || mesh::stl::is_exact_binary(bytes);
    let text = if is_left { None } else { utf16::to_utf8(bytes) };
    let is_utf16 = text.is_some();
    let bytes = text.as_deref().unwrap_or(bytes);
    let (format, content) = match recognise(bytes, name, budget, &mut findings) {
        Some(format) => (Some(format), pattern(format, bytes, name, budget, &mut findings)),
        None => (None, None),
    };
    // XML may be in UTF-16, and every reader of it has to know that.
    if is_utf16 && !matches!(format, Some(Format::Svg | Format::Amf)) {
        findings.push(utf16::finding());
    }
    let (pattern, units) = content.unzip();
    Reading { format, pattern, units: units.flatten(), findings: findings.into_vec() }
}

/// The format, unless there is none or the file is too large to be looked at.
fn recognise(bytes: &[u8], name: Option<&str>, budget: &Budget, findings: &mut Findings) -> Option<Format> {
    if bytes.is_empty() {
        findings.push(Finding::new(
            EMPTY_FILE,
            "The file is empty: it has 0 bytes.",
            "Export it again and upload the new file.",
        ));
        return None;
    }
    if bytes.len() as u64 > budget.bytes_max {
        findings.push(*over(Limit::Bytes, budget.bytes_max));
        return None;
    }
    match detect(bytes, name) {
        Guess::Format(format) => {
            compare_name(format, name, findings);
            Some(format)
        }
        Guess::Foreign { title, fix } => {
            findings.push(Finding::new(UNKNOWN_FORMAT, format!("This is {title}, which is not read here."), fix));
            None
        }
        Guess::Unknown => {
            findings.push(unknown(name.and_then(Format::from_name)));
            None
        }
    }
}

fn unknown(claimed: Option<Format>) -> Finding {
    let titles = Format::ALL.map(Format::title).join(", ");
    let Some(claimed) = claimed.map(Format::title) else {
        let message = "The content is none of the formats that are read here.";
        return Finding::new(UNKNOWN_FORMAT, message, format!("Save it as one of these and upload again: {titles}."));
    };
    let message = format!(
        "The name says {claimed}, but the content does not look like {claimed}: it is cut off, damaged, or something else."
    );
    let fix =
        format!("Open it in the program that made it, save it as {claimed} again and upload that. Read are {titles}.");
    Finding::new(UNKNOWN_FORMAT, message, fix)
}

/// Tells where the extension claims another format than the content has: harmless here, but other programs go by the name.
fn compare_name(format: Format, name: Option<&str>, findings: &mut Findings) {
    let Some(claimed) = name.and_then(Format::from_name) else {
        return;
    };
    if claimed != format {
        let message = format!(
            "The name says {}, the content is {}; it was read as {}.",
            claimed.title(),
            format.title(),
            format.title()
        );
        let fix = format!("Rename the file to end in .{}, so that other programs open it.", format.extension());
        findings.push(Finding::new(NAME_DIFFERS, message, fix));
    }
}

/// Reads the content as `format`.
fn pattern(
    format: Format,
    bytes: &[u8],
    name: Option<&str>,
    budget: &Budget,
    findings: &mut Findings,
) -> Option<(Pattern, Option<Units>)> {
    match format.kind() {
        Kind::Mesh => {
            let (mesh, units) = mesh::read(format, bytes, budget, findings)?;
            let mesh = not_empty(mesh, findings)?;
            let told = if units.stated { None } else { told(format, bytes, name) };
            Some((Pattern::Mesh(mesh), Some(Units { told, ..units })))
        }
        Kind::Drawing => {
            let (drawing, units) = match format {
                Format::Dxf => drawing::dxf::read(bytes, budget, findings)?,
                _ => drawing::svg::read(bytes, budget, findings)?,
            };
            Some((Pattern::Drawing(drawing), Some(units)))
        }
        Kind::Raster => {
            let raster = raster::read(bytes, format, budget, findings)?;
            Some((Pattern::Raster(raster), None))
        }
    }
}

/// The mesh, unless it has no triangle.
fn not_empty(mesh: Mesh, findings: &mut Findings) -> Option<Mesh> {
    if !mesh.triangles.is_empty() {
        return Some(mesh);
    }
    // What says why nothing is left says enough.
    if findings.any_fail() {
        return None;
    }
    let message = match mesh.positions.len() {
        0 => "The file holds no triangles: there is nothing to make.".to_owned(),
        count => {
            let points = count_of(count as u64, "point", "points");
            format!("The file holds {points} but no triangles: there is no surface to make.")
        }
    };
    findings.push(Finding::new(NO_TRIANGLES, message, "Export the model as a mesh with faces and upload it again."));
    None
}
