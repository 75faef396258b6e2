//! DXF, ASCII, from R12 to R2018 (Autodesk, DXF Reference, <https://help.autodesk.com/view/OARX/2018/ENU/>).
//!
//! | code | meaning |
//! |---|---|
//! | 0 | begins a record and names it |
//! | 1, 3 | text |
//! | 2 | name of a block, table, section |
//! | 5 | handle |
//! | 6, 8 | line type, layer |
//! | 10 to 18, 20 to 28, 30 to 37 | x, y, z of points |
//! | 40 to 59 | lengths, factors, angles in degrees |
//! | 62, 420 | colour by index, by value |
//! | 210, 220, 230 | normal of an entity's own plane |

mod colors;
mod curves;
mod fit;
mod frame;
mod garment;
mod hatch;
mod records;
mod report;
mod shapes;
mod spline;
mod tables;
mod walk;
mod words;
mod write;

pub use write::write;

use garment::Garment;
use records::{Records, Stop};

use crate::words::{count_of, figure};
use crate::{Budget, Code, Drawing, Finding, Findings, Severity, Unit, Units};

/// The file is larger than the budget.
const TOO_LARGE: Code = Code { id: "R301", name: "dxf-too-large", severity: Severity::Fail };
/// It is no DXF that can be read here.
const UNREADABLE: Code = Code { id: "R302", name: "dxf-unreadable", severity: Severity::Fail };
/// It ends early or is damaged inside.
const BROKEN: Code = Code { id: "R303", name: "dxf-broken", severity: Severity::Fail };
/// More entities than the budget, blocks unrolled.
const TOO_MANY: Code = Code { id: "R304", name: "dxf-too-many-entities", severity: Severity::Fail };
/// The file names no unit.
const UNITS_UNSTATED: Code = Code { id: "R306", name: "dxf-units-unstated", severity: Severity::Warn };
/// Pictures placed in the drawing.
pub(crate) const IMAGE: Code = Code { id: "R312", name: "dxf-image", severity: Severity::Warn };
/// Nothing in it can be drawn.
pub(crate) const EMPTY: Code = Code { id: "R313", name: "dxf-empty", severity: Severity::Fail };
/// Something stands behind the end mark.
const TRAILING: Code = Code { id: "R314", name: "dxf-trailing-bytes", severity: Severity::Info };

/// Every line is followed by an empty one.
const DOUBLED: Code = Code { id: "R315", name: "dxf-doubled-lines", severity: Severity::Info };
/// Numbers have commas where points should be.
const COMMAS: Code = Code { id: "R316", name: "dxf-decimal-commas", severity: Severity::Info };

/// What a binary DXF begins with.
const BINARY: &[u8] = b"AutoCAD Binary DXF";

/// Reads a DXF. Coordinates stay the file's own, times its unit in millimetres; y runs up; z is looked along.
///
/// Gives what could be read, or none where nothing could; `findings` say what was left out.
pub fn read(bytes: &[u8], budget: &Budget, findings: &mut Findings) -> Option<(Drawing, Units)> {
    if let Some(refusal) = refuse(bytes, budget) {
        findings.push(refusal);
        return None;
    }
    let text = records::decode(bytes);
    let mut records = Records::new(&text);
    let file = tables::file(&mut records, budget.nodes_max);
    if !file.has_sections {
        findings.push(unreadable(
            "The file is no DXF: it has no sections.",
            "Save the drawing as DXF (ASCII) and upload that.",
        ));
        return None;
    }
    let garment = Garment::of(&file);
    let (scale, units) = unit(&file, garment.and_then(|garment| garment.unit));
    let (drawing, left) = walk::drawing(&file, scale, garment, budget);
    if file.record_count > budget.nodes_max || left.over_nodes {
        findings.push(too_many(budget.nodes_max));
    } else {
        stopped(&records.stop, findings);
    }
    if let Some(bounds) = drawing.bounds().filter(|_| !units.stated) {
        findings.push(unstated(units, bounds));
    }
    if records.trailing_bytes > 0 {
        let trailing = count_of(records.trailing_bytes, "byte", "bytes");
        let message = format!("{trailing} after the end mark of the drawing were not read.");
        findings.push(Finding::new(TRAILING, message, "Nothing needs to be done unless something is missing."));
    }
    odd_text(&records, findings);
    report::report(&drawing, &left, budget, findings);
    Some((drawing, units))
}

/// What is odd about the text and was read all the same.
fn odd_text(records: &Records, findings: &mut Findings) {
    let fix = "Save it again from the program it was drawn in, so that others open it.";
    if records.is_doubled {
        let message =
            "Every line is followed by an empty one, as damaged line ends leave it; the empty ones were passed over.";
        findings.push(Finding::new(DOUBLED, message, fix));
    }
    if records.comma_count > 0 {
        let message = format!(
            "{} a comma where DXF has a point, and {} read as meant.",
            count_of(records.comma_count, "number has", "numbers have"),
            if records.comma_count == 1 { "was" } else { "were" }
        );
        findings.push(Finding::new(COMMAS, message, fix).times(records.comma_count));
    }
}

fn refuse(bytes: &[u8], budget: &Budget) -> Option<Finding> {
    if bytes.len() as u64 > budget.bytes_max {
        let message =
            format!("The DXF has {} bytes; up to {} are read.", figure(bytes.len() as u64), figure(budget.bytes_max));
        return Some(Finding::new(
            TOO_LARGE,
            message,
            "Purge unused blocks and layers, or split it into several files.",
        ));
    }
    if bytes.starts_with(BINARY) {
        return Some(unreadable(
            "The file is a binary DXF.",
            "Save it as DXF in ASCII: in AutoCAD, Save As, Tools, Options, DXF Options, ASCII.",
        ));
    }
    let is_dwg =
        bytes.starts_with(b"AC10") && bytes.get(4..6).is_some_and(|digits| digits.iter().all(u8::is_ascii_digit));
    is_dwg.then(|| {
        unreadable(
            "The file is a DWG under the name of a DXF.",
            "Open it in your CAD program and save it as DXF (ASCII).",
        )
    })
}

fn unreadable(message: &str, fix: &str) -> Finding {
    Finding::new(UNREADABLE, message, fix)
}

fn too_many(nodes_max: u64) -> Finding {
    let message = format!(
        "The drawing has more than {} entities and segments, blocks unrolled; it was read up to there.",
        figure(nodes_max)
    );
    Finding::new(
        TOO_MANY,
        message,
        "Simplify it, delete copies that lie on each other, or split it into several files.",
    )
}

fn stopped(stop: &Stop, findings: &mut Findings) {
    let message = match stop {
        Stop::End => return,
        Stop::Cut => {
            "The file ends without its end mark, so the last part may be missing. What stands before was read."
                .to_owned()
        }
        Stop::Broken(line) => {
            format!("The file is broken in line {line}: a group code should stand there. What stands before was read.")
        }
    };
    findings.push(Finding::new(BROKEN, message, "Upload it again, or save it again from the program it was drawn in."));
}

/// Millimetres in one drawing unit. Without `$INSUNITS`, and without `in_words`, a file is metric, as laser and CNC programs
/// take it, unless `$MEASUREMENT` says that it is not.
fn unit(file: &tables::File, in_words: Option<Unit>) -> (f64, Units) {
    match (tables::insert_unit(file.insert_units), in_words, file.measurement) {
        (Some((scale, unit)), ..) => (scale, Units::stated(unit)),
        (None, Some(unit), _) => (unit.mm(), Units::stated(unit)),
        (None, None, Some(0)) => (Unit::Inch.mm(), Units::assumed(Unit::Inch)),
        (None, None, _) => (1.0, Units::assumed(Unit::Millimetre)),
    }
}

fn unstated(units: Units, [x0, y0, x1, y1]: [f64; 4]) -> Finding {
    let (name, other, factor) = match units.unit {
        Unit::Inch => ("inches", "millimetres", 1.0 / 25.4),
        _ => ("millimetres", "inches", 25.4),
    };
    let (w, h) = (x1 - x0, y1 - y0);
    let message = format!(
        "The drawing does not say its unit. It was taken as {name}: {w:.1} x {h:.1} mm; in {other} it would be {:.1} x {:.1} mm.",
        w * factor,
        h * factor
    );
    Finding::new(UNITS_UNSTATED, message, "Check the size. Set the drawing's units (UNITS, $INSUNITS) and save again.")
}
