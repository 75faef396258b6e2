//! Reads the XML of one model part.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use glam::DAffine3;
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::{
    model::{Model, Object, Reference, Role},
    property::{Property, color},
    rules::{Breaches, Rule, TriangleMarks, Watch, is_number},
};
use crate::mesh::{
    text::{float, name},
    trouble::{Limit, MALFORMED, Stop, TRUNCATED, spend},
    xml::{attribute, decode, doctype_refused},
};
use crate::{Budget, Code, Finding, Findings, Place, Severity, Unit};

/// The file says it cannot be understood without an extension that is not read here.
const EXTENSION_UNKNOWN: Code = Code { id: "R119", name: "extension-unknown", severity: Severity::Warn };

/// Ends of the namespaces that are read, or that change nothing about the surface.
const EXTENSIONS_READ: [&str; 6] = [
    "/material/2015/02",
    "/production/2015/06",
    "/slice/2015/07",
    "/beamlattice/2017/02",
    "/core/2015/02",
    "/trianglesets/2021/07",
];

/// Reads a part; what of it is broken ends the reading there, and what came before is kept.
pub(super) fn parse(
    part: &str,
    bytes: &[u8],
    is_root: bool,
    budget: &Budget,
    findings: &mut Findings,
    breaches: &mut Breaches,
) -> Result<Model, Stop> {
    let text = decode(bytes);
    if matches!(text, Cow::Owned(_)) {
        breaches.note(Rule::NotUtf8, || name(part.as_bytes()));
    }
    let mut reader = Reader::from_str(&text);
    let mut parser = Parser {
        part,
        budget,
        findings,
        watch: Watch::new(breaches, part, &text, is_root),
        model: Model::default(),
        open: None,
        in_mesh: false,
        node_count: 0,
        vertex_count: 0,
        depth: 0,
        is_whole: false,
    };
    loop {
        parser.watch.stand(reader.buffer_position());
        match reader.read_event() {
            Ok(Event::Start(_) | Event::Empty(_)) if parser.depth == 0 && parser.is_whole => {
                parser.watch.second_root();
                break;
            }
            Ok(Event::Start(element)) => {
                parser.depth += 1;
                spend(Limit::Depth, parser.depth, u64::from(budget.depth_max))?;
                parser.element(&element, false)?;
            }
            Ok(Event::Empty(element)) => parser.element(&element, true)?,
            Ok(Event::End(element)) => {
                parser.depth = parser.depth.saturating_sub(1);
                parser.end(element.local_name().into_inner());
                parser.watch.close();
            }
            Ok(Event::Decl(declaration)) => parser.watch.declaration(&declaration),
            Ok(Event::DocType(_)) => return Err(doctype_refused(&format!("The part {part}"), "3MF forbids")),
            Ok(Event::Eof) => break,
            Err(_) => {
                parser.is_whole = false;
                break;
            }
            Ok(_) => {}
        }
    }
    Ok(parser.finish())
}

struct Parser<'a> {
    part: &'a str,
    budget: &'a Budget,
    findings: &'a mut Findings,
    watch: Watch<'a>,
    model: Model,
    /// The object that is being read.
    open: Option<Object>,
    in_mesh: bool,
    node_count: usize,
    vertex_count: usize,
    depth: usize,
    /// Whether the root element was closed.
    is_whole: bool,
}

impl Parser<'_> {
    /// An element begins; `is_empty` where it ends at once.
    fn element(&mut self, element: &BytesStart, is_empty: bool) -> Result<(), Stop> {
        let local = element.local_name().into_inner();
        // Nine of ten elements are these, so that they are looked at while they are read.
        let is_plain = self.in_mesh && matches!(local, "vertex" | "triangle");
        match (is_plain, is_empty) {
            (true, true) => {}
            (true, false) => self.watch.open_plain(),
            (false, _) => self.watch.open(element),
        }
        self.read(local, element)?;
        if is_empty {
            self.end(local);
        }
        if is_empty && !is_plain {
            self.watch.close();
        }
        Ok(())
    }

    fn read(&mut self, local: &str, element: &BytesStart) -> Result<(), Stop> {
        match local {
            "vertex" if self.in_mesh => return self.vertex(element),
            "triangle" if self.in_mesh => return self.triangle(element),
            "color" | "base" | "tex2coord" | "multi" | "composite" => self.property_entry(local, element),
            "beam" => self.model.beam_count += 1,
            "ref" | "segment" | "polygon" | "vertex" => {}
            other => {
                self.node_count += 1;
                spend(Limit::Nodes, self.node_count, self.budget.nodes_max)?;
                self.structure(other, element);
            }
        }
        Ok(())
    }

    fn structure(&mut self, local: &str, element: &BytesStart) {
        match local {
            "model" => self.root(element),
            "object" => self.object(element),
            "mesh" | "displacementmesh" => self.in_mesh = self.open.is_some(),
            "component" => {
                let reference = self.reference(element);
                if let Some(object) = &mut self.open {
                    object.components.extend(reference);
                }
            }
            "item" => {
                let reference = self.reference(element);
                self.model.build.extend(reference);
            }
            "texture2d" => {
                if let (Some(id), Some(path)) = (number(element, "id"), attribute(element, "path")) {
                    self.model.textures.insert(id, path);
                }
            }
            "basematerials" | "colorgroup" | "texture2dgroup" | "compositematerials" | "multiproperties" => {
                self.property_group(local, element)
            }
            _ => {}
        }
    }

    fn end(&mut self, local: &str) {
        match local {
            "mesh" | "displacementmesh" => self.in_mesh = false,
            "object" => {
                if let Some(object) = self.open.take() {
                    self.model.object_of.insert(object.id, self.model.objects.len());
                    self.model.objects.push(object);
                }
            }
            "model" => self.is_whole = true,
            "basematerials" | "colorgroup" | "texture2dgroup" | "compositematerials" | "multiproperties" => {
                self.close_group()
            }
            _ => {}
        }
    }

    fn root(&mut self, element: &BytesStart) {
        if let Some(word) = attribute(element, "unit") {
            match unit(&word) {
                Some(unit) => self.model.unit = unit,
                None => {
                    let message = format!(
                        "The model's unit “{}” is none that 3MF has; it was read in millimetres.",
                        name(word.as_bytes())
                    );
                    let fix =
                        "Set the unit to millimetres in the program that made it, check the size, and export again.";
                    self.findings.push(Finding::new(MALFORMED, message, fix));
                }
            }
        }
        let mut attributes = element.attributes();
        let declared = attributes.with_checks(false).flatten();
        let declared: HashMap<&str, _> =
            declared.map(|attribute| (attribute.key.local_name().into_inner(), attribute.value)).collect();
        let required = attribute(element, "requiredextensions").unwrap_or_default();
        let required: BTreeSet<&str> = required.split_ascii_whitespace().collect();
        for prefix in required {
            let space = declared.get(prefix).map_or("", |address| address);
            if !EXTENSIONS_READ.iter().any(|known| space.ends_with(known)) {
                let message = "The file says that it needs extensions of 3MF that are not read here; what they describe is missing.";
                let finding = Finding::new(EXTENSION_UNKNOWN, message, "Export it as plain 3MF, or as STL.");
                self.findings
                    .push(finding.at([Place::element(name(if space.is_empty() { prefix } else { space }.as_bytes()))]));
            }
        }
    }

    fn object(&mut self, element: &BytesStart) {
        let Some(id) = number(element, "id") else {
            return;
        };
        let default = number(element, "pid").map(|group| (group, index(element, "pindex").unwrap_or(0)));
        let title = attribute(element, "name").map(|title| name(title.as_bytes())).unwrap_or_default();
        let role = match attribute(element, "type").as_deref() {
            Some("other") => Role::Other,
            Some("support" | "solidsupport") => Role::Support,
            _ => Role::Model,
        };
        self.open = Some(Object { id, name: title, role, default, ..Object::default() });
    }

    fn reference(&self, element: &BytesStart) -> Option<Reference> {
        let object_id = number(element, "objectid")?;
        let transform = attribute(element, "transform").and_then(|text| transform(&text));
        let transform = transform.unwrap_or(DAffine3::IDENTITY);
        let is_left_out = attribute(element, "printable").is_some_and(|word| matches!(word.trim(), "0" | "false"));
        Some(Reference { object_id, path: attribute(element, "path"), transform, is_left_out })
    }

    fn vertex(&mut self, element: &BytesStart) -> Result<(), Stop> {
        let mut position = [f32::NAN; 3];
        let mut is_sound = [false; 3];
        for attribute in element.attributes().with_checks(false).flatten() {
            let axis = match attribute.key.into_inner() {
                "x" => 0,
                "y" => 1,
                "z" => 2,
                other => {
                    self.watch.odd_attribute(other, "vertex");
                    continue;
                }
            };
            let text = attribute.value.trim().as_bytes();
            position[axis] = float(text).unwrap_or(f32::NAN);
            is_sound[axis] = is_number(text);
        }
        self.watch.vertex(is_sound == [true; 3]);
        self.vertex_count += 1;
        if let Some(object) = &mut self.open {
            object.positions.push(position);
        }
        spend(Limit::Vertices, self.vertex_count, self.budget.vertices_max)
    }

    fn triangle(&mut self, element: &BytesStart) -> Result<(), Stop> {
        let mut marks = TriangleMarks::default();
        for attribute in element.attributes().with_checks(false).flatten() {
            let value = attribute.value.trim().parse::<u32>().ok();
            match attribute.key.into_inner() {
                "v1" => marks.corners[0] = value,
                "v2" => marks.corners[1] = value,
                "v3" => marks.corners[2] = value,
                "pid" => marks.group = value,
                "p1" => marks.places[0] = value,
                "p2" => marks.places[1] = value,
                "p3" => marks.places[2] = value,
                other => self.watch.odd_attribute(other, "triangle"),
            }
        }
        self.watch.triangle(&marks);
        let Some(object) = &mut self.open else {
            return Ok(());
        };
        object.triangles.push(marks.corners.map(|corner| corner.unwrap_or(u32::MAX)));
        if let Some(first) = marks.places[0]
            && let Some(group) = marks.group.or(object.default.map(|(group, _)| group))
        {
            object.properties.resize(object.triangles.len() - 1, None);
            object.properties.push(Some((group, marks.places.map(|place| place.unwrap_or(first) as usize))));
        }
        spend(Limit::Triangles, object.triangles.len(), self.budget.triangles_max)
    }

    fn finish(mut self) -> Model {
        if self.is_whole {
            self.watch.finish();
        } else {
            let message = format!(
                "The part {} is cut off or is not well-formed XML; what stands before the break was read.",
                name(self.part.as_bytes())
            );
            self.findings.push(Finding::new(
                TRUNCATED,
                message,
                "Upload it again; if it stays so, export the model again.",
            ));
        }
        let mut model = self.model;
        if let Some(object) = self.open {
            model.object_of.insert(object.id, model.objects.len());
            model.objects.push(object);
        }
        model
    }
}

/// Groups of properties.
impl Parser<'_> {
    fn property_group(&mut self, local: &str, element: &BytesStart) {
        let Some(id) = number(element, "id") else {
            return;
        };
        let property = match local {
            "texture2dgroup" => {
                Property::Texture { texture_id: number(element, "texid").unwrap_or(0), uvs: Vec::new() }
            }
            "compositematerials" => {
                Property::Composite { base_id: number(element, "matid").unwrap_or(0), main: Vec::new() }
            }
            "multiproperties" => {
                let group_ids = list(&attribute(element, "pids").unwrap_or_default());
                Property::Multi { group_ids, entries: Vec::new() }
            }
            _ => Property::Colors(Vec::new()),
        };
        self.model.properties.insert(id, property);
        self.model.open_group = Some(id);
    }

    fn close_group(&mut self) {
        self.model.open_group = None;
    }

    fn property_entry(&mut self, local: &str, element: &BytesStart) {
        let Some(group) = self.model.open_group.and_then(|id| self.model.properties.get_mut(&id)) else {
            return;
        };
        match group {
            Property::Colors(colors) => {
                let text = attribute(element, if local == "base" { "displaycolor" } else { "color" });
                colors.push(text.and_then(|text| color(&text)).unwrap_or([255; 4]));
            }
            Property::Texture { uvs, .. } => {
                let value = |which| {
                    attribute(element, which).and_then(|text| float(text.as_bytes())).filter(|value| value.is_finite())
                };
                uvs.push([value("u").unwrap_or(0.0), value("v").unwrap_or(0.0)]);
            }
            Property::Composite { main, .. } => {
                let values: Vec<f32> = list(&attribute(element, "values").unwrap_or_default());
                let most = values.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
                main.push(most.map_or(0, |(place, _)| place));
            }
            Property::Multi { entries, .. } => entries.push(list(&attribute(element, "pindices").unwrap_or_default())),
        }
    }
}

fn list<T: std::str::FromStr>(text: &str) -> Vec<T> {
    text.split_ascii_whitespace().filter_map(|word| word.parse().ok()).collect()
}

fn number(element: &BytesStart, wanted: &str) -> Option<u32> {
    attribute(element, wanted)?.trim().parse().ok()
}

fn index(element: &BytesStart, wanted: &str) -> Option<usize> {
    attribute(element, wanted)?.trim().parse().ok()
}

fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "micron" => Unit::Micron,
        "millimeter" => Unit::Millimetre,
        "centimeter" => Unit::Centimetre,
        "inch" => Unit::Inch,
        "foot" => Unit::Foot,
        "meter" => Unit::Metre,
        _ => return None,
    })
}

/// Twelve numbers, three rows of a turning and scaling matrix and then the shift, for positions written as rows.
fn transform(text: &str) -> Option<DAffine3> {
    let values: Vec<f64> = list(text);
    let values: [f64; 12] = values.try_into().ok()?;
    values.iter().all(|value| value.is_finite()).then(|| DAffine3::from_cols_array(&values))
}
