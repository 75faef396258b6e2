//! What a DXF of R2004 holds beside its entities: programs of Autodesk refuse a file that lacks a part of it.

use super::{MODEL, Pen};
use crate::Drawing;
use crate::drawing::dxf::colors;

/// Characters that no name may hold.
const FORBIDDEN: [char; 15] = ['<', '>', '/', '\\', '"', ':', ';', '?', '*', '|', ',', '=', '`', '\n', '\r'];
/// Handles of tables; everything in one names it as its owner.
const VIEWPORTS: u32 = 0x8;
const LINE_TYPES: u32 = 0x5;
const LAYERS: u32 = 0x2;
const STYLES: u32 = 0x3;
const VIEWS: u32 = 0x6;
const FRAMES: u32 = 0x7;
const PROGRAMS: u32 = 0x9;
const DIMENSIONS: u32 = 0xa;
const BLOCKS: u32 = 0x1;
const PAPER: u32 = 0x1b;
const DICTIONARY: u32 = 0xc;
const GROUPS: u32 = 0xd;

/// Each layer's name as DXF can have it. The first layer without a name is DXF's own, `0`.
pub(super) fn layer_names(drawing: &Drawing) -> Vec<String> {
    let plain = |name: &str| {
        let name: String = name.chars().map(|letter| if FORBIDDEN.contains(&letter) { '_' } else { letter }).collect();
        if name.trim().is_empty() { "0".to_owned() } else { name.trim().to_owned() }
    };
    drawing.layers.iter().map(|layer| plain(&layer.name)).collect()
}

/// The different dashes of a drawing.
pub(super) fn line_types(drawing: &Drawing) -> Vec<Vec<f64>> {
    let mut found: Vec<Vec<f64>> = Vec::new();
    for path in drawing.paths.iter().filter(|path| !path.dashes_mm.is_empty()) {
        if !found.contains(&path.dashes_mm) {
            found.push(path.dashes_mm.clone());
        }
    }
    found
}

pub(super) fn line_type_name(index: usize) -> String {
    format!("DASHES{}", index + 1)
}

/// Everything before the first entity.
pub(super) fn before(pen: &mut Pen, drawing: &Drawing, names: &[String], dashes: &[Vec<f64>]) {
    let header = [(0, "SECTION"), (2, "HEADER"), (9, "$ACADVER"), (1, "AC1018"), (9, "$DWGCODEPAGE"), (3, "UTF-8")];
    pen.groups(&header);
    pen.groups(&[(9, "$INSUNITS"), (70, "4"), (9, "$MEASUREMENT"), (70, "1"), (9, "$HANDSEED"), (5, "FFFFFF")]);
    pen.groups(&[(0, "ENDSEC"), (0, "SECTION"), (2, "TABLES")]);
    table(pen, "VPORT", VIEWPORTS, 0);
    end(pen);
    table(pen, "LTYPE", LINE_TYPES, dashes.len() + 3);
    let simple = [("ByBlock", ""), ("ByLayer", ""), ("Continuous", "Solid line")];
    simple.iter().for_each(|(name, words)| line_type(pen, name, words, &[]));
    dashes.iter().enumerate().for_each(|(index, dashes)| line_type(pen, &line_type_name(index), "Dashes", dashes));
    end(pen);
    layers(pen, drawing, names);
    table(pen, "STYLE", STYLES, 1);
    row(pen, "STYLE", STYLES, "AcDbTextStyleTableRecord", "Standard");
    pen.groups(&[(70, "0"), (40, "0"), (41, "1"), (50, "0"), (71, "0"), (42, "2.5"), (3, "txt"), (4, "")]);
    end(pen);
    table(pen, "VIEW", VIEWS, 0);
    end(pen);
    table(pen, "UCS", FRAMES, 0);
    end(pen);
    table(pen, "APPID", PROGRAMS, 1);
    row(pen, "APPID", PROGRAMS, "AcDbRegAppTableRecord", "ACAD");
    pen.group(70, 0);
    end(pen);
    table(pen, "DIMSTYLE", DIMENSIONS, 0);
    pen.group(100, "AcDbDimStyleTable");
    end(pen);
    blocks(pen);
    pen.groups(&[(0, "SECTION"), (2, "ENTITIES")]);
}

/// Everything behind the last entity.
pub(super) fn after(pen: &mut Pen) {
    pen.groups(&[(0, "ENDSEC"), (0, "SECTION"), (2, "OBJECTS"), (0, "DICTIONARY")]);
    pen.group(5, hex(DICTIONARY));
    pen.groups(&[(330, "0"), (100, "AcDbDictionary"), (281, "1"), (3, "ACAD_GROUP")]);
    pen.group(350, hex(GROUPS));
    pen.group(0, "DICTIONARY");
    pen.group(5, hex(GROUPS));
    pen.group(330, hex(DICTIONARY));
    pen.groups(&[(100, "AcDbDictionary"), (281, "1"), (0, "ENDSEC"), (0, "EOF")]);
}

fn hex(handle: u32) -> String {
    format!("{handle:X}")
}

fn table(pen: &mut Pen, name: &str, handle: u32, rows: usize) {
    pen.groups(&[(0, "TABLE"), (2, name)]);
    pen.group(5, hex(handle));
    pen.groups(&[(330, "0"), (100, "AcDbSymbolTable")]);
    pen.group(70, rows);
}

fn end(pen: &mut Pen) {
    pen.group(0, "ENDTAB");
}

fn row(pen: &mut Pen, kind: &str, owner: u32, class: &str, name: &str) {
    pen.group(0, kind);
    pen.handle();
    pen.group(330, hex(owner));
    pen.groups(&[(100, "AcDbSymbolTableRecord"), (100, class), (2, name)]);
}

fn line_type(pen: &mut Pen, name: &str, words: &str, dashes: &[f64]) {
    row(pen, "LTYPE", LINE_TYPES, "AcDbLinetypeTableRecord", name);
    pen.groups(&[(70, "0"), (3, words), (72, "65")]);
    pen.group(73, dashes.len());
    pen.group(40, dashes.iter().sum::<f64>());
    for (index, dash) in dashes.iter().enumerate() {
        pen.group(49, if index % 2 == 0 { *dash } else { -dash });
        pen.group(74, 0);
    }
}

fn layers(pen: &mut Pen, drawing: &Drawing, names: &[String]) {
    let mut known: Vec<&str> = vec!["0"];
    let named = names.iter().zip(&drawing.layers).filter(|(name, _)| {
        let is_new = !known.iter().any(|other| other.eq_ignore_ascii_case(name));
        if is_new {
            known.push(name);
        }
        is_new
    });
    let named: Vec<(&str, Option<[u8; 4]>)> = named.map(|(name, layer)| (name.as_str(), layer.color)).collect();
    table(pen, "LAYER", LAYERS, named.len() + 1);
    for (name, color) in std::iter::once(("0", None)).chain(named) {
        row(pen, "LAYER", LAYERS, "AcDbLayerTableRecord", name);
        pen.group(70, 0);
        pen.group(62, color.map_or(7, colors::nearest));
        if let Some([r, g, b, _]) = color {
            pen.group(420, u32::from_be_bytes([0, r, g, b]));
        }
        pen.groups(&[(6, "Continuous"), (370, "-3"), (390, "0")]);
    }
    end(pen);
}

/// The model and a sheet, both empty as blocks: what is in the model stands among the entities.
fn blocks(pen: &mut Pen) {
    let both = [("*Model_Space", MODEL, "0"), ("*Paper_Space", PAPER, "1")];
    table(pen, "BLOCK_RECORD", BLOCKS, both.len());
    for (name, handle, _) in both {
        pen.group(0, "BLOCK_RECORD");
        pen.group(5, hex(handle));
        pen.group(330, hex(BLOCKS));
        pen.groups(&[(100, "AcDbSymbolTableRecord"), (100, "AcDbBlockTableRecord"), (2, name), (340, "0")]);
    }
    end(pen);
    pen.groups(&[(0, "ENDSEC"), (0, "SECTION"), (2, "BLOCKS")]);
    for (name, handle, is_paper) in both {
        pen.group(0, "BLOCK");
        pen.handle();
        pen.group(330, hex(handle));
        pen.groups(&[(100, "AcDbEntity"), (67, is_paper), (8, "0"), (100, "AcDbBlockBegin"), (2, name), (70, "0")]);
        pen.point(10, [0.0; 2]);
        pen.groups(&[(3, name), (1, ""), (0, "ENDBLK")]);
        pen.handle();
        pen.group(330, hex(handle));
        pen.groups(&[(100, "AcDbEntity"), (67, is_paper), (8, "0"), (100, "AcDbBlockEnd")]);
    }
    pen.group(0, "ENDSEC");
}
