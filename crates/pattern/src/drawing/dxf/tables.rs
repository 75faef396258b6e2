//! What a DXF says before its entities: units, layers, line types, blocks.

use std::collections::HashMap;

use super::colors;
use super::records::{Record, Records, Stop};
use crate::Unit;

/// A row of the layer table.
#[derive(Clone, Debug)]
pub(super) struct LayerRow {
    pub name: String,
    pub color: [u8; 4],
    pub line_type: String,
    pub width_mm: f64,
    /// Frozen or switched off: not seen on the screen.
    pub hidden: bool,
}

/// A block: entities that INSERT places.
#[derive(Debug, Default)]
pub(super) struct Block<'a> {
    pub base: [f64; 3],
    /// It stands for another file.
    pub external: bool,
    pub entities: Vec<Record<'a>>,
}

/// A whole file, taken apart.
#[derive(Debug, Default)]
pub(super) struct File<'a> {
    /// `$INSUNITS`.
    pub insert_units: i64,
    /// `$MEASUREMENT`: 0 inches, 1 metric.
    pub measurement: Option<i64>,
    /// `$LTSCALE`.
    pub line_type_scale: f64,
    pub layers: Vec<LayerRow>,
    /// Dashes above zero and gaps below, in drawing units.
    pub line_types: HashMap<String, Vec<f64>>,
    pub blocks: HashMap<String, Block<'a>>,
    pub entities: Vec<Record<'a>>,
    /// Records seen.
    pub record_count: u64,
    /// Whether any section was found.
    pub has_sections: bool,
}

/// Names are compared without regard to case.
pub(super) fn key(name: &str) -> String {
    name.trim().to_uppercase()
}

/// Takes the file apart, up to `records_max` records.
pub(super) fn file<'a>(records: &mut Records<'a>, records_max: u64) -> File<'a> {
    let mut file = File { line_type_scale: 1.0, ..File::default() };
    let mut section = "";
    let mut block: Option<(String, Block)> = None;
    let mut last = Last::Elsewhere;
    for record in records.by_ref() {
        file.record_count += 1;
        last = Last::Elsewhere;
        if file.record_count > records_max {
            break;
        }
        match record.kind {
            "SECTION" => {
                section = record.text(2).unwrap_or("");
                file.has_sections = true;
                if section == "HEADER" {
                    header(&record, &mut file);
                }
            }
            "ENDSEC" => section = "",
            "BLOCK" if section == "BLOCKS" => block = Some(begin_block(&record)),
            "ENDBLK" => file.blocks.extend(block.take()),
            _ => match section {
                // Some programs write their layers before or between the sections.
                "TABLES" | "" => row(&record, &mut file),
                "BLOCKS" => {
                    if let Some((_, block)) = &mut block {
                        block.entities.push(record);
                        last = Last::InBlock;
                    }
                }
                "ENTITIES" => {
                    file.entities.push(record);
                    last = Last::InModel;
                }
                _ => {}
            },
        }
    }
    // Where the file was cut, half of the last entity's numbers may be missing, and half a number says another length.
    if records.stop == Stop::Cut {
        match (last, &mut block) {
            (Last::InModel, _) => drop(file.entities.pop()),
            (Last::InBlock, Some((_, block))) => drop(block.entities.pop()),
            _ => {}
        }
    }
    file.blocks.extend(block);
    // The model is a block, too; a file may have it there alone.
    if file.entities.is_empty()
        && let Some(model) = file.blocks.remove(MODEL)
    {
        file.entities = model.entities;
    }
    file
}

/// The block whose entities are the model.
const MODEL: &str = "*MODEL_SPACE";

/// Where the record that was read last went.
enum Last {
    InModel,
    InBlock,
    Elsewhere,
}

fn header(record: &Record, file: &mut File) {
    let value = |name: &str| {
        let at = record.groups.iter().position(|(code, value)| *code == 9 && *value == name)?;
        record.groups.get(at + 1).map(|(_, value)| *value)
    };
    let integer = |name: &str| value(name).and_then(super::records::integer);
    file.insert_units = integer("$INSUNITS").unwrap_or(0);
    file.measurement = integer("$MEASUREMENT");
    let scale = value("$LTSCALE").map_or(1.0, super::records::number);
    file.line_type_scale = if scale.is_finite() && scale > 0.0 { scale } else { 1.0 };
}

fn begin_block<'a>(record: &Record<'a>) -> (String, Block<'a>) {
    let block = Block { base: record.point(10), external: record.integer(70, 0) & 12 != 0, entities: Vec::new() };
    (key(record.text(2).unwrap_or_default()), block)
}

fn row(record: &Record, file: &mut File) {
    match record.kind {
        "LAYER" => {
            let index = record.integer(62, 7);
            let plain = u8::try_from(index.unsigned_abs()).unwrap_or(7);
            file.layers.push(LayerRow {
                name: record.text(2).unwrap_or_default().to_owned(),
                color: record
                    .text(420)
                    .and_then(super::records::integer)
                    .map_or_else(|| colors::aci(plain), colors::true_color),
                line_type: key(record.text(6).unwrap_or_default()),
                width_mm: width_mm(record.integer(370, -3)).unwrap_or(0.0),
                hidden: index < 0 || record.integer(70, 0) & 1 == 1,
            });
        }
        "LTYPE" => {
            let name = key(record.text(2).unwrap_or_default());
            file.line_types.insert(name, record.numbers(49));
        }
        _ => {}
    }
}

/// A line's width in group 370, hundredths of a millimetre; negative values refer elsewhere.
pub(super) fn width_mm(value: i64) -> Option<f64> {
    let hundredths = u16::try_from(value).ok()?;
    Some(f64::from(hundredths) / 100.0)
}

const SURVEY_FOOT_MM: f64 = 1_200_000.0 / 3937.0;

/// Millimetres in one drawing unit by `$INSUNITS`, and the nearest unit that has a name here.
pub(super) fn insert_unit(code: i64) -> Option<(f64, Unit)> {
    let unit = match code {
        1 => (25.4, Unit::Inch),
        2 => (304.8, Unit::Foot),
        3 => (1_609_344.0, Unit::Foot),
        4 => (1.0, Unit::Millimetre),
        5 => (10.0, Unit::Centimetre),
        6 => (1000.0, Unit::Metre),
        7 => (1_000_000.0, Unit::Metre),
        8 => (25.4e-6, Unit::Inch),
        9 => (0.0254, Unit::Inch),
        10 => (914.4, Unit::Foot),
        11 => (1e-7, Unit::Micron),
        12 => (1e-6, Unit::Micron),
        13 => (0.001, Unit::Micron),
        14 => (100.0, Unit::Centimetre),
        15 => (10_000.0, Unit::Metre),
        16 => (100_000.0, Unit::Metre),
        // The foot of the US survey is 1200/3937 m.
        21 => (SURVEY_FOOT_MM, Unit::Foot),
        22 => (SURVEY_FOOT_MM / 12.0, Unit::Inch),
        23 => (SURVEY_FOOT_MM * 3.0, Unit::Foot),
        24 => (SURVEY_FOOT_MM * 5280.0, Unit::Foot),
        _ => return None,
    };
    Some(unit)
}
