//! A drawing as DXF in ASCII, R2004: millimetres, one layer for each of the drawing's, lines and arcs as polylines.

mod entities;
mod frame;

use crate::Drawing;
use crate::drawing::YAxis;

/// The handle of the block that holds the model, which every entity names as its owner.
const MODEL: u32 = 0x1f;
/// The first handle that the fixed parts leave free.
const FREE: u32 = 0x100;

/// Writes `drawing` as DXF, one drawing unit to a millimetre. Paths that run along y downwards are turned over, so that
/// they look the same.
///
/// Circles and arcs are written as such where a path's cubics keep to them within a thousandth of a millimetre, other
/// curves as splines without loss. Fills are hatches beside the lines, in which curves are chords within 0.01 mm. Pictures
/// and effects, of which a drawing keeps only the number, are left out.
pub fn write(drawing: &Drawing) -> String {
    let mut pen = Pen { out: String::new(), next: FREE };
    let names = frame::layer_names(drawing);
    let dashes = frame::line_types(drawing);
    frame::before(&mut pen, drawing, &names, &dashes);
    let flip = drawing.y == YAxis::Down;
    for path in &drawing.paths {
        let line_type = dashes.iter().position(|known| *known == path.dashes_mm);
        let layer = names.get(path.layer).map_or("0", String::as_str);
        entities::path(&mut pen, path, layer, line_type.map(frame::line_type_name), flip);
    }
    for text in &drawing.texts {
        entities::text(&mut pen, text, flip);
    }
    frame::after(&mut pen);
    pen.out
}

/// Groups as they are written, and the next handle.
struct Pen {
    out: String,
    next: u32,
}

impl Pen {
    fn group(&mut self, code: u16, value: impl std::fmt::Display) {
        use std::fmt::Write as _;
        let _ = writeln!(self.out, "{code}\n{value}");
    }

    fn groups(&mut self, groups: &[(u16, &str)]) {
        groups.iter().for_each(|(code, value)| self.group(*code, value));
    }

    fn point(&mut self, code: u16, [x, y]: [f64; 2]) {
        self.group(code, x);
        self.group(code + 10, y);
        self.group(code + 20, "0");
    }

    fn handle(&mut self) {
        let handle = format!("{:X}", self.next);
        self.group(5, handle);
        self.next += 1;
    }
}
