//! From entities to the drawing: blocks unrolled, layers and colours resolved, everything counted.

use std::collections::{BTreeMap, HashMap};

use glam::{DAffine3, DMat3, DVec3};

use super::records::{Record, integer};
use super::shapes;
use super::tables::{Block, File, LayerRow, key, width_mm};
use super::{
    colors, frame,
    garment::{self, Garment},
    words,
};
use crate::drawing::{Layer, Path, Text, YAxis};
use crate::words::tame;
use crate::{Budget, Drawing, Place};

/// Characters of a layer's name that are kept.
const NAME_CHARS_MAX: usize = 120;
/// Values of a record that count as one node more.
const NODE_GROUPS: u64 = 8;
/// Bytes of a text that count as one node more.
const NODE_TEXT_BYTES: u64 = 256;

/// The layer of the points that dimensions hold on to.
const DEFPOINTS: &str = "DEFPOINTS";

/// What could not be drawn.
#[derive(Debug, Default)]
pub(super) struct Left {
    /// Entities by type.
    pub unknown: BTreeMap<String, (u64, Vec<Place>)>,
    /// Layers that are frozen or off, and how many entities lie on them.
    pub hidden: BTreeMap<String, u64>,
    /// Blocks that stand for other files.
    pub external: BTreeMap<String, u64>,
    /// Blocks that are placed and nowhere defined.
    pub missing: BTreeMap<String, u64>,
    pub not_finite: Vec<Place>,
    pub too_deep: Vec<Place>,
    /// Entities on the layer that no plotter draws.
    pub never_plotted: u64,
    /// Points and curves of a garment's pattern that are data for programs.
    pub garment_data: u64,
    pub faces: Faces,
    pub over_nodes: bool,
}

/// Faces in space, and how far up and down they reach, in drawing units.
#[derive(Debug)]
pub(super) struct Faces {
    pub count: u64,
    pub lowest: f64,
    pub highest: f64,
}

impl Default for Faces {
    fn default() -> Self {
        Self { count: 0, lowest: f64::INFINITY, highest: f64::NEG_INFINITY }
    }
}

impl Faces {
    fn note(&mut self, record: &Record) {
        self.count += 1;
        for height in [30, 31, 32, 33].iter().flat_map(|code| record.numbers(*code)).filter(|z| z.is_finite()) {
            self.lowest = self.lowest.min(height);
            self.highest = self.highest.max(height);
        }
    }
}

/// What an entity takes from the INSERT that places it.
#[derive(Clone, Copy)]
struct Inherited<'a> {
    layer: &'a str,
    color: [u8; 4],
    width_mm: f64,
    depth: u32,
}

/// Draws all entities of `file`, `scale` millimetres to the drawing unit; of a `garment`, what its layers are for.
pub(super) fn drawing(file: &File, scale: f64, garment: Option<Garment>, budget: &Budget) -> (Drawing, Left) {
    let mut walk = Walk {
        file,
        scale,
        budget,
        drawing: Drawing { y: YAxis::Up, unit_mm: Some(scale), is_exchanged: garment.is_some(), ..Drawing::default() },
        left: Left::default(),
        layers: HashMap::new(),
        rows: file.layers.iter().map(|row| (key(&row.name), row)).collect(),
        shows_paper: file.entities.iter().all(|record| in_paper(record) || record.kind == "VIEWPORT"),
        node_count: 0,
    };
    let top = Inherited { layer: "0", color: colors::aci(7), width_mm: 0.0, depth: 0 };
    walk.entities(&file.entities, &DAffine3::from_scale(DVec3::splat(scale)), top);
    (walk.drawing, walk.left)
}

/// Whether an entity lies on a printed sheet rather than in the model.
fn in_paper(record: &Record) -> bool {
    record.integer(67, 0) == 1
}

struct Walk<'f, 'a> {
    file: &'f File<'a>,
    scale: f64,
    budget: &'f Budget,
    drawing: Drawing,
    left: Left,
    layers: HashMap<String, usize>,
    rows: HashMap<String, &'f LayerRow>,
    /// The sheets are read only where the model is empty.
    shows_paper: bool,
    node_count: u64,
}

impl<'f> Walk<'f, '_> {
    fn entities(&mut self, records: &[Record], frame: &DAffine3, inherited: Inherited) {
        let mut index = 0;
        while index < records.len() && !self.left.over_nodes {
            let record = &records[index];
            let behind = &records[index + 1..];
            // VERTEX and ATTRIB follow what they belong to; SEQEND ends them.
            let vertex_count = match record.kind {
                "POLYLINE" => behind.iter().take_while(|record| record.kind == "VERTEX").count(),
                _ => 0,
            };
            self.entity(record, &behind[..vertex_count], frame, inherited);
            index += 1 + vertex_count;
        }
    }

    fn spend(&mut self, nodes: u64) {
        self.node_count = self.node_count.saturating_add(nodes);
        self.left.over_nodes |= self.node_count > self.budget.nodes_max;
    }

    fn entity(&mut self, record: &Record, vertices: &[Record], frame: &DAffine3, inherited: Inherited) {
        self.spend(1 + record.groups.len() as u64 / NODE_GROUPS + vertices.len() as u64);
        let elsewhere = inherited.depth == 0 && in_paper(record) != self.shows_paper;
        if self.left.over_nodes || elsewhere || record.integer(60, 0) == 1 {
            return;
        }
        let own_layer = record.text(8).unwrap_or("0");
        let layer = if own_layer == "0" { inherited.layer } else { own_layer };
        // What a block holds lies on layers of its own.
        if key(layer) == DEFPOINTS && record.kind != "INSERT" {
            self.left.never_plotted += 1;
            return;
        }
        if self.rows.get(&key(layer)).is_some_and(|row| row.hidden) {
            *self.left.hidden.entry(tame(layer, NAME_CHARS_MAX)).or_default() += 1;
            return;
        }
        if self.drawing.is_exchanged && record.kind != "INSERT" && garment::is_data(layer) {
            self.left.garment_data += u64::from(record.kind != "SEQEND");
            return;
        }
        match record.kind {
            "INSERT" => self.insert(record, frame, self.inherit(record, layer, inherited)),
            "DIMENSION" | "ARC_DIMENSION" | "LARGE_RADIAL_DIMENSION" => {
                let inside = self.inherit(record, layer, inherited);
                self.block(record, frame, inside);
            }
            "ACAD_TABLE" => {
                let place = DAffine3::from_translation(DVec3::from_array(record.point(10)));
                let inside = self.inherit(record, layer, inherited);
                self.block(record, &(*frame * place), inside);
            }
            "TEXT" | "ATTRIB" | "MTEXT" => self.text(record, frame),
            "IMAGE" | "WIPEOUT" => self.drawing.raster_count += u64::from(record.kind == "IMAGE"),
            "SEQEND" | "VERTEX" | "ATTDEF" | "VIEWPORT" | "" => {}
            "POLYLINE" if record.integer(70, 0) & (16 | 64) != 0 => self.unknown(record, "polyface mesh"),
            _ => self.shape(record, vertices, frame, layer, inherited),
        }
    }

    fn inherit<'b>(&self, record: &Record, layer: &'b str, inherited: Inherited<'b>) -> Inherited<'b> {
        Inherited {
            layer,
            color: self.color(record, layer, inherited),
            width_mm: self.width_mm(record, layer, inherited),
            depth: inherited.depth,
        }
    }

    fn unknown(&mut self, record: &Record, kind: &str) {
        let (count, places) = self.left.unknown.entry(tame(kind, 40)).or_default();
        *count += 1;
        if places.len() < self.budget.places_max {
            places.push(Place::element(record.source()));
        }
    }

    fn insert(&mut self, record: &Record, frame: &DAffine3, inside: Inherited) {
        let scale = DVec3::new(record.number(41, 1.0), record.number(42, 1.0), record.number(43, 1.0));
        let plane = frame::plane([record.number(210, 0.0), record.number(220, 0.0), record.number(230, 1.0)]);
        let turn = DMat3::from_rotation_z(record.number(50, 0.0).to_radians());
        let (columns, rows) = (record.integer(70, 1).clamp(1, 32_767), record.integer(71, 1).clamp(1, 32_767));
        for row in 0..rows {
            for column in 0..columns {
                if self.left.over_nodes {
                    return;
                }
                self.spend(1);
                // Fits: both are below 32,768.
                let step = DVec3::new(column as f64 * record.number(44, 0.0), row as f64 * record.number(45, 0.0), 0.0);
                let at = DVec3::from_array(record.point(10)) + turn * step;
                let place = plane * DAffine3 { matrix3: turn * DMat3::from_diagonal(scale), translation: at };
                self.block(record, &(*frame * place), inside);
            }
        }
    }

    /// Draws the block that `record` names.
    fn block(&mut self, record: &Record, frame: &DAffine3, inside: Inherited) {
        let name = record.text(2).unwrap_or_default();
        let file: &'f File = self.file;
        let block: &Block = match file.blocks.get(&key(name)) {
            Some(block) if block.external => {
                *self.left.external.entry(tame(name, NAME_CHARS_MAX)).or_default() += 1;
                return;
            }
            Some(block) => block,
            None => {
                *self.left.missing.entry(tame(name, NAME_CHARS_MAX)).or_default() += 1;
                return;
            }
        };
        if inside.depth >= self.budget.depth_max {
            self.left.too_deep.push(Place::element(record.source()));
            self.left.too_deep.truncate(self.budget.places_max.max(1));
            return;
        }
        let base = DAffine3::from_translation(-DVec3::from_array(block.base));
        let first = self.drawing.paths.len();
        self.entities(&block.entities, &(*frame * base), Inherited { depth: inside.depth + 1, ..inside });
        if self.drawing.is_exchanged {
            let own = self.drawing.paths.split_off(first);
            let whose = garment::whose(&block.entities);
            self.drawing.paths.extend(garment::told(own, &self.drawing.layers, &whose));
        }
    }

    fn shape(&mut self, record: &Record, vertices: &[Record], frame: &DAffine3, layer: &str, inherited: Inherited) {
        let mark = self.drawing.is_exchanged.then(|| garment::mark(record, layer, frame)).flatten();
        let Some(shape) = mark.or_else(|| shapes::shape(record, vertices, frame)) else {
            self.unknown(record, record.kind);
            return;
        };
        if !shape.path.is_finite() {
            self.left.not_finite.push(Place::element(record.source()));
            return;
        }
        if shape.path.elements().len() < 2 {
            return;
        }
        self.spend(shape.path.elements().len() as u64);
        if record.kind == "3DFACE" {
            self.left.faces.note(record);
        }
        let color = self.color(record, layer, inherited);
        let path = Path {
            geometry: shape.path,
            layer: self.layer(layer),
            stroke: shape.fill.is_none().then_some(color),
            stroke_width_mm: if shape.width_mm > 0.0 {
                shape.width_mm
            } else {
                self.width_mm(record, layer, inherited)
            },
            dashes_mm: self.dashes_mm(record, layer),
            label: std::sync::Arc::default(),
            fill: shape.fill.map(|opacity| [color[0], color[1], color[2], opacity]),
            even_odd: shape.fill.is_some(),
            source: record.source(),
        };
        self.drawing.paths.push(path);
    }

    fn text(&mut self, record: &Record, frame: &DAffine3) {
        let is_mtext = record.kind == "MTEXT";
        if record.kind == "ATTRIB" && record.integer(70, 0) & 1 == 1 {
            return;
        }
        let raw: String = record
            .groups
            .iter()
            .filter(|(code, _)| *code == 1 || (is_mtext && *code == 3))
            .map(|(_, value)| *value)
            .collect();
        self.spend(raw.len() as u64 / NODE_TEXT_BYTES);
        let content = if is_mtext { words::plain_mtext(&raw) } else { words::plain(&raw) };
        let content = content.trim().to_owned();
        if content.is_empty() {
            return;
        }
        let normal = [record.number(210, 0.0), record.number(220, 0.0), record.number(230, 1.0)];
        let own = if is_mtext { *frame } else { *frame * frame::plane(normal) };
        let aligned =
            !is_mtext && record.text(11).is_some() && (record.integer(72, 0) != 0 || record.integer(73, 0) != 0);
        let at = if aligned && !matches!(record.integer(72, 0), 3 | 5) { record.point(11) } else { record.point(10) };
        let angle = record.number(50, 0.0).to_radians();
        let along = if is_mtext && record.text(11).is_some() {
            DVec3::from_array(record.point(11))
        } else {
            DVec3::new(angle.cos(), angle.sin(), 0.0)
        };
        let along = own.transform_vector3(along.normalize_or(DVec3::X));
        let place = frame::seen_point(&own, at);
        let height_mm = record.number(40, 0.0) * frame::enlargement(&own);
        if !(place.is_finite() && height_mm.is_finite() && along.is_finite()) {
            self.left.not_finite.push(Place::element(record.source()));
            return;
        }
        let rotation_deg = along.y.atan2(along.x).to_degrees();
        self.drawing.texts.push(Text {
            content,
            at: [place.x, place.y],
            height_mm,
            rotation_deg,
            source: record.source(),
        });
    }

    fn layer(&mut self, name: &str) -> usize {
        let row = self.rows.get(&key(name));
        let color = row.map(|row| row.color);
        let shown = row.map_or(name, |row| row.name.as_str());
        let layers = &mut self.drawing.layers;
        *self.layers.entry(key(name)).or_insert_with(|| {
            layers.push(Layer { name: tame(&words::unescaped(shown), NAME_CHARS_MAX), color });
            layers.len() - 1
        })
    }

    fn color(&self, record: &Record, layer: &str, inherited: Inherited) -> [u8; 4] {
        if let Some(value) = record.text(420).and_then(integer) {
            return colors::true_color(value);
        }
        match record.integer(62, 256) {
            0 => inherited.color,
            index => match u8::try_from(index) {
                Ok(index) => colors::aci(index),
                Err(_) => self.rows.get(&key(layer)).map_or(colors::aci(7), |row| row.color),
            },
        }
    }

    fn width_mm(&self, record: &Record, layer: &str, inherited: Inherited) -> f64 {
        match record.integer(370, -1) {
            -2 => inherited.width_mm,
            -1 => self.rows.get(&key(layer)).map_or(0.0, |row| row.width_mm),
            value => width_mm(value).unwrap_or(0.0),
        }
    }

    fn dashes_mm(&self, record: &Record, layer: &str) -> Vec<f64> {
        let own = record.text(6).map(key).filter(|name| name != "BYLAYER");
        let name = own.or_else(|| self.rows.get(&key(layer)).map(|row| row.line_type.clone())).unwrap_or_default();
        let scale = self.scale * self.file.line_type_scale * record.number(48, 1.0).abs();
        let lengths = self.file.line_types.get(&name).map(Vec::as_slice).unwrap_or_default();
        let dashes: Vec<f64> = lengths.iter().map(|length| length.abs() * scale).collect();
        if dashes.iter().all(|dash| dash.is_finite()) && dashes.iter().sum::<f64>() > 0.0 { dashes } else { Vec::new() }
    }
}
