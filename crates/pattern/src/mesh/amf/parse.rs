//! Reads the XML.

use glam::{DAffine3, DMat3, DVec3};
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::model::{Color, Constellation, Instance, Material, Model, Object, Volume};
use crate::mesh::{
    purpose::Purpose,
    text::{double, float, name},
    trouble::{LEFT_OUT, Limit, MALFORMED, Stop, TRUNCATED, count_of, spend},
    xml::{attribute, decode, doctype_refused},
};
use crate::{Budget, Code, Finding, Findings, Unit, Units};

/// Triangles that are to be bent by normals or edges.
const CURVES_FLAT: Code = Code { id: "R150", name: "amf-curves-flat", severity: crate::Severity::Info };

/// Reads the file; what of it is broken ends the reading there, and what came before is kept.
pub(super) fn parse(bytes: &[u8], budget: &Budget, findings: &mut Findings) -> Result<Model, Stop> {
    let text = decode(bytes);
    let mut reader = Reader::from_str(&text);
    let mut parser = Parser::new(budget, findings);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => parser.start(&element)?,
            Ok(Event::Empty(element)) => {
                parser.start(&element)?;
                parser.end();
            }
            Ok(Event::Text(words)) => parser.words(&words),
            Ok(Event::CData(words)) => parser.words(&words),
            Ok(Event::GeneralRef(reference)) => {
                // Only what XML itself knows: an entity of the file's own stays a gap.
                let letter = reference.resolve_char_ref().ok().flatten().map(String::from);
                let known = quick_xml::escape::resolve_xml_entity(&reference).map(str::to_owned);
                parser.words(&letter.or(known).unwrap_or_default());
            }
            Ok(Event::End(_)) => parser.end(),
            Ok(Event::DocType(_)) => return Err(doctype_refused("The file", "no AMF needs and which is refused")),
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    Ok(parser.finish())
}

struct Parser<'a> {
    budget: &'a Budget,
    findings: &'a mut Findings,
    model: Model,
    /// Names of the elements that are open.
    open: Vec<Tag>,
    /// What stands in the innermost of them.
    text: String,
    is_whole: bool,
    object: Option<Object>,
    volume: Option<Volume>,
    material: Option<(String, Material)>,
    constellation: Option<Constellation>,
    instance: Option<(String, [f64; 6])>,
    position: [f32; 3],
    corners: [u32; 3],
    /// Red, green, blue and alpha, 0 to 1; none where one is a formula.
    channels: [Option<f64>; 4],
    color: Option<Color>,
    /// What the metadata that is open says.
    says: Says,
    node_count: usize,
    vertex_count: usize,
    triangle_count: usize,
    curved_count: u64,
    formula_count: u64,
    textured_count: u64,
}

/// What a piece of metadata says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    /// The name of what it stands in.
    Name,
    /// Slic3r's mark of a volume that is no material.
    Modifier,
    /// PrusaSlicer's word for what a volume is.
    VolumeType,
    Other,
}

impl Says {
    fn of(word: &str) -> Self {
        match word {
            "name" => Self::Name,
            "slic3r.modifier" => Self::Modifier,
            "slic3r.volume_type" => Self::VolumeType,
            _ => Self::Other,
        }
    }
}

/// Elements by name, so that each is compared once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tag {
    Amf,
    Object,
    Volume,
    Material,
    Constellation,
    Instance,
    Metadata,
    Vertex,
    Triangle,
    Edge,
    Normal,
    Texmap,
    Color,
    /// `x`, `y`, `z`.
    Coordinate(usize),
    /// `v1`, `v2`, `v3`.
    Corner(usize),
    /// `r`, `g`, `b`, `a`.
    Channel(usize),
    /// `deltax` to `rz`.
    Placement(usize),
    Other,
}

impl Tag {
    fn of(name: &str) -> Self {
        match name {
            "x" => Self::Coordinate(0),
            "y" => Self::Coordinate(1),
            "z" => Self::Coordinate(2),
            "v1" => Self::Corner(0),
            "v2" => Self::Corner(1),
            "v3" => Self::Corner(2),
            "vertex" => Self::Vertex,
            "triangle" => Self::Triangle,
            "color" => Self::Color,
            "r" => Self::Channel(0),
            "g" => Self::Channel(1),
            "b" => Self::Channel(2),
            "a" => Self::Channel(3),
            "normal" => Self::Normal,
            "edge" => Self::Edge,
            "texmap" | "map" => Self::Texmap,
            "object" => Self::Object,
            "volume" => Self::Volume,
            "material" => Self::Material,
            "constellation" => Self::Constellation,
            "instance" => Self::Instance,
            "metadata" => Self::Metadata,
            "amf" => Self::Amf,
            "deltax" => Self::Placement(0),
            "deltay" => Self::Placement(1),
            "deltaz" => Self::Placement(2),
            "rx" => Self::Placement(3),
            "ry" => Self::Placement(4),
            "rz" => Self::Placement(5),
            _ => Self::Other,
        }
    }
}

impl<'a> Parser<'a> {
    fn new(budget: &'a Budget, findings: &'a mut Findings) -> Self {
        Self {
            budget,
            findings,
            model: Model::default(),
            open: Vec::new(),
            text: String::new(),
            is_whole: false,
            object: None,
            volume: None,
            material: None,
            constellation: None,
            instance: None,
            position: [f32::NAN; 3],
            corners: [u32::MAX; 3],
            channels: [None; 4],
            color: None,
            says: Says::Other,
            node_count: 0,
            vertex_count: 0,
            triangle_count: 0,
            curved_count: 0,
            formula_count: 0,
            textured_count: 0,
        }
    }

    fn start(&mut self, element: &BytesStart) -> Result<(), Stop> {
        let tag = Tag::of(element.local_name().into_inner());
        self.open.push(tag);
        self.text.clear();
        spend(Limit::Depth, self.open.len(), u64::from(self.budget.depth_max))?;
        match tag {
            Tag::Coordinate(_) | Tag::Corner(_) | Tag::Channel(_) | Tag::Placement(_) => return Ok(()),
            Tag::Vertex => {
                self.vertex_count += 1;
                self.position = [f32::NAN; 3];
                self.color = None;
                return spend(Limit::Vertices, self.vertex_count, self.budget.vertices_max);
            }
            Tag::Triangle => {
                self.triangle_count += 1;
                self.corners = [u32::MAX; 3];
                self.color = None;
                return spend(Limit::Triangles, self.triangle_count, self.budget.triangles_max);
            }
            Tag::Normal | Tag::Edge => self.curved_count += 1,
            Tag::Texmap => self.textured_count += 1,
            Tag::Color => self.channels = [Some(0.0), Some(0.0), Some(0.0), Some(1.0)],
            _ => return self.structure(tag, element),
        }
        Ok(())
    }

    fn structure(&mut self, tag: Tag, element: &BytesStart) -> Result<(), Stop> {
        // What stands in every vertex is bounded by the vertices.
        self.node_count += usize::from(!(tag == Tag::Other && self.is_inside(Tag::Vertex)));
        spend(Limit::Nodes, self.node_count, self.budget.nodes_max)?;
        let of = |wanted| attribute(element, wanted).map(|value| name(value.as_bytes())).unwrap_or_default();
        match tag {
            Tag::Amf => self.unit(&of("unit")),
            Tag::Object => self.object = Some(Object { id: of("id"), ..Object::default() }),
            Tag::Volume => self.volume = Some(Volume { material: of("materialid"), ..Volume::default() }),
            Tag::Material => self.material = Some((of("id"), Material::default())),
            Tag::Constellation => {
                self.constellation = Some(Constellation { id: of("id"), ..Constellation::default() });
            }
            Tag::Instance => self.instance = Some((of("objectid"), [0.0; 6])),
            Tag::Metadata => self.says = Says::of(&of("type").to_ascii_lowercase()),
            _ => {}
        }
        Ok(())
    }

    fn is_inside(&self, tag: Tag) -> bool {
        self.open.iter().rev().skip(1).any(|open| *open == tag)
    }

    fn unit(&mut self, word: &str) {
        let unit = match word {
            "" => return,
            "millimeter" => Unit::Millimetre,
            "inch" => Unit::Inch,
            "feet" | "foot" => Unit::Foot,
            "meter" => Unit::Metre,
            "micron" | "micrometer" => Unit::Micron,
            other => {
                let message = format!("The model's unit “{other}” is none that AMF has; it was read in millimetres.");
                let fix = "Set the unit to millimetres in the program that made it, check the size, and export again.";
                self.findings.push(Finding::new(MALFORMED, message, fix));
                return;
            }
        };
        self.model.units = Units::stated(unit);
    }

    fn words(&mut self, words: &str) {
        /// Longer numbers and names say nothing more.
        const TEXT_BYTES_MAX: usize = 1024;
        let is_leaf = !matches!(self.open.last(), None | Some(Tag::Other | Tag::Vertex | Tag::Triangle | Tag::Volume));
        if is_leaf && self.text.len() + words.len() <= TEXT_BYTES_MAX {
            self.text += words;
        }
    }

    fn end(&mut self) {
        let Some(tag) = self.open.pop() else {
            return;
        };
        let text = self.text.trim();
        match tag {
            Tag::Coordinate(axis) => self.position[axis] = float(text.as_bytes()).unwrap_or(f32::NAN),
            Tag::Corner(corner) => self.corners[corner] = text.parse().unwrap_or(u32::MAX),
            Tag::Channel(channel) => self.channels[channel] = double(text.as_bytes()).filter(|value| value.is_finite()),
            Tag::Placement(which) => {
                if let Some((_, placement)) = &mut self.instance {
                    placement[which] = double(text.as_bytes()).unwrap_or(f64::NAN);
                }
            }
            Tag::Color => self.end_color(),
            Tag::Vertex => self.end_vertex(),
            Tag::Triangle => self.end_triangle(),
            Tag::Metadata => self.end_metadata(),
            _ => self.end_structure(tag),
        }
        self.text.clear();
    }

    fn end_color(&mut self) {
        let channel = |value: f64| (value.clamp(0.0, 1.0) * 255.0).round() as u8;
        let [Some(red), Some(green), Some(blue), Some(alpha)] = self.channels else {
            self.formula_count += 1;
            return;
        };
        let color = Some([red, green, blue, alpha].map(channel));
        match self.open.last() {
            Some(Tag::Vertex | Tag::Triangle) => self.color = color,
            Some(Tag::Volume) => self.volume.iter_mut().for_each(|volume| volume.color = color),
            Some(Tag::Object) => self.object.iter_mut().for_each(|object| object.color = color),
            Some(Tag::Material) => self.material.iter_mut().for_each(|(_, material)| material.color = color),
            _ => {}
        }
    }

    fn end_vertex(&mut self) {
        let Some(object) = &mut self.object else {
            return;
        };
        if let Some(color) = self.color {
            object.vertex_colors.resize(object.positions.len(), None);
            object.vertex_colors.push(Some(color));
        }
        object.positions.push(self.position);
    }

    fn end_triangle(&mut self) {
        let Some(volume) = &mut self.volume else {
            return;
        };
        if let Some(color) = self.color {
            volume.triangle_colors.resize(volume.triangles.len(), None);
            volume.triangle_colors.push(Some(color));
        }
        volume.triangles.push(self.corners);
    }

    fn end_metadata(&mut self) {
        let text = self.text.trim();
        let purpose = match self.says {
            Says::Name => return self.end_name(),
            Says::Modifier => (text == "1").then_some(Purpose::Modifier),
            Says::VolumeType => Purpose::of(text),
            Says::Other => None,
        };
        if let (Some(Tag::Volume), Some(volume), Some(_)) = (self.open.last(), &mut self.volume, purpose) {
            volume.purpose = purpose;
        }
    }

    fn end_name(&mut self) {
        let own = name(self.text.as_bytes());
        match self.open.last() {
            Some(Tag::Object) => self.object.iter_mut().for_each(|object| object.name.clone_from(&own)),
            Some(Tag::Volume) => self.volume.iter_mut().for_each(|volume| volume.name.clone_from(&own)),
            Some(Tag::Material) => self.material.iter_mut().for_each(|(_, material)| material.name.clone_from(&own)),
            _ => {}
        }
    }

    fn end_structure(&mut self, tag: Tag) {
        match tag {
            Tag::Amf => self.is_whole = self.open.is_empty(),
            Tag::Volume => {
                if let (Some(volume), Some(object)) = (self.volume.take(), &mut self.object) {
                    object.volumes.push(volume);
                }
            }
            Tag::Object => self.model.objects.extend(self.object.take()),
            Tag::Material => {
                if let Some((id, material)) = self.material.take() {
                    self.model.materials.insert(id, material);
                }
            }
            Tag::Instance => {
                if let (Some((object, placement)), Some(constellation)) =
                    (self.instance.take(), &mut self.constellation)
                {
                    constellation.instances.push(Instance { object, transform: transform(placement) });
                }
            }
            Tag::Constellation => self.model.constellations.extend(self.constellation.take()),
            _ => {}
        }
    }

    /// What was open when the file broke off is kept as far as it came.
    fn finish(mut self) -> Model {
        if !self.is_whole {
            let message = "The file is cut off or is not well-formed XML; what stands before the break was read.";
            let fix = "Upload it again; if it stays so, export the model again.";
            self.findings.push(Finding::new(TRUNCATED, message, fix));
        }
        for tag in [Tag::Volume, Tag::Object, Tag::Instance, Tag::Constellation] {
            self.end_structure(tag);
        }
        self.tell();
        self.model
    }

    fn tell(&mut self) {
        let mut tell = |code, count: u64, one: &str, many: &str, rest: &str, fix: &str| {
            if count > 0 {
                let message = format!("{} {rest}", count_of(count, one, many));
                self.findings.push(Finding::new(code, message, fix).times(count));
            }
        };
        tell(
            CURVES_FLAT,
            self.curved_count,
            "normal or edge bends",
            "normals or edges bend",
            "triangles, which were read flat, as most slicers do.",
            "Export the model with finer triangles if the curves matter.",
        );
        tell(
            LEFT_OUT,
            self.formula_count,
            "colour was left out,",
            "colours were left out,",
            "given by a formula, which is not worked out here.",
            "Give it as plain values from 0 to 1, or export as 3MF.",
        );
        tell(
            LEFT_OUT,
            self.textured_count,
            "triangle is shown plain:",
            "triangles are shown plain:",
            "pictures on AMF models are not read yet.",
            "Export the model as 3MF or GLB to keep its pictures.",
        );
    }
}

/// Turned about x, then y, then z, by degrees, and then shifted.
fn transform([x, y, z, about_x, about_y, about_z]: [f64; 6]) -> DAffine3 {
    let turn = DMat3::from_rotation_z(about_z.to_radians())
        * DMat3::from_rotation_y(about_y.to_radians())
        * DMat3::from_rotation_x(about_x.to_radians());
    DAffine3::from_mat3_translation(turn, DVec3::new(x, y, z))
}
