//! Reads PLY.

use super::{
    header::{Broken, Element, Encoding, Header, Property, Scalar, header},
    source::Source,
};
use crate::mesh::{
    Mesh, Part,
    attach::{Carried, Corner, attach, single_color},
    normals::Normals,
    polygon,
    seal::seal,
    text::name,
    trouble::{Limit, MALFORMED, OTHER_FILE, Stop, TRAILING_BYTES, TRUNCATED, count_of, figure, settle, spend},
};
use crate::{Budget, Finding, Findings, Place, Unit, Units};

/// Reads as much of a PLY as is there.
pub fn read(bytes: &[u8], budget: &Budget, findings: &mut Findings) -> Option<(Mesh, Units)> {
    let mesh = settle(gather(bytes, budget, findings), findings)?;
    Some((seal(mesh, budget, findings), Units::assumed(Unit::Millimetre)))
}

fn gather(bytes: &[u8], budget: &Budget, findings: &mut Findings) -> Result<Mesh, Stop> {
    let header = header(bytes).map_err(broken)?;
    tell_textures(&header, findings);
    let mut source = Source::new(header.encoding, header.body);
    let mut reader = Reader {
        budget,
        mesh: Mesh::default(),
        normals: Vec::new(),
        face_colors: Vec::new(),
        corner_uvs: Vec::new(),
        list: Vec::new(),
        places: Vec::new(),
        uvs: Vec::new(),
    };
    let mut is_whole = true;
    for element in &header.elements {
        let read = reader.element(element, &header, &mut source)?;
        if read < element.count {
            findings.push(cut(element, read));
            is_whole = false;
            break;
        }
    }
    let trailing = source.bytes_left() as u64;
    if is_whole && header.encoding != Encoding::Ascii && trailing > 0 {
        let message = format!("{} after the last record were not read.", count_of(trailing, "byte", "bytes"));
        findings.push(Finding::new(TRAILING_BYTES, message, "Nothing needs to be done unless a part is missing."));
    }
    Ok(reader.finish(findings))
}

fn broken(broken: Broken) -> Stop {
    Box::new(match broken {
        Broken::Cut => {
            let message = "The PLY file ends inside its header, before `end_header`.";
            Finding::new(TRUNCATED, message, "Upload it again; if it stays so, export the model again.")
        }
        Broken::Line(number) => {
            let message =
                format!("Line {number} of the header is none that a PLY has, so that what follows cannot be read.");
            Finding::new(MALFORMED, message, "Export the model again, as PLY, STL or 3MF.")
                .at([Place::element(format!("line {number}"))])
        }
    })
}

fn cut(element: &Element, read: u64) -> Finding {
    let announced = match element.name.as_str() {
        "vertex" => count_of(element.count, "vertex", "vertices"),
        "face" => count_of(element.count, "face", "faces"),
        other => format!("{} of `{}`", count_of(element.count, "record", "records"), name(other.as_bytes())),
    };
    let message = format!("The file ends early: {} of {announced} could be read.", figure(read));
    Finding::new(TRUNCATED, message, "Upload it again; if it stays so, export the model again.")
}

fn tell_textures(header: &Header, findings: &mut Findings) {
    if !header.textures.is_empty() {
        let has_colors = header.elements.iter().any(|element| has(element, 3..6));
        let seen = if has_colors { "in the colours of its points or faces" } else { "in plain grey" };
        let message = format!(
            "The model's picture lies in another file beside the PLY, which is not part of it: a buyer sees the model {seen}."
        );
        let fix = "To keep it, export as GLB or 3MF, which hold everything in one file.";
        let places = header.textures.iter().map(|name| Place::element(name.clone()));
        findings.push(Finding::new(OTHER_FILE, message, fix).at(places));
    }
}

/// What a vertex's property means.
#[derive(Clone, Copy)]
enum Role {
    /// One of [`SLOTS`] values.
    Slot(usize, Scalar),
    Other,
}

/// x y z, red green blue alpha, u v, the normal.
const SLOTS: usize = 12;

fn slot(name: &str) -> Option<usize> {
    Some(match name {
        "x" => 0,
        "y" => 1,
        "z" => 2,
        "red" | "r" | "diffuse_red" => 3,
        "green" | "g" | "diffuse_green" => 4,
        "blue" | "b" | "diffuse_blue" => 5,
        "alpha" | "a" | "diffuse_alpha" => 6,
        "s" | "u" | "texture_u" | "texture_s" => 7,
        "t" | "v" | "texture_v" | "texture_t" => 8,
        "nx" => 9,
        "ny" => 10,
        "nz" => 11,
        _ => return None,
    })
}

fn role(property: &Property) -> Role {
    match (property.length, slot(&property.name)) {
        (None, Some(slot)) => Role::Slot(slot, property.scalar),
        _ => Role::Other,
    }
}

/// One record's values, colour channels from 0 to 1; none at the end of the file.
fn record(properties: &[(Role, &Property)], source: &mut Source) -> Option<[f64; SLOTS]> {
    let mut values = [0.0; SLOTS];
    values[6] = 1.0;
    for (role, property) in properties {
        match *role {
            Role::Slot(slot, scalar) => {
                let value = source.number(scalar)?;
                values[slot] = if (3..7).contains(&slot) { value / scalar.channel_max() } else { value };
            }
            Role::Other => source.skip(property)?,
        }
    }
    Some(values)
}

fn color(values: &[f64; SLOTS]) -> [u8; 4] {
    [3, 4, 5, 6].map(|slot| (values[slot] * 255.0).round() as u8)
}

/// Which values there are at all.
fn has(element: &Element, slots: std::ops::Range<usize>) -> bool {
    slots.clone().all(|wanted| {
        element.properties.iter().any(|property| property.length.is_none() && slot(&property.name) == Some(wanted))
    })
}

/// Steps over one record of an element that is not read.
fn step_over(element: &Element, source: &mut Source) -> Option<()> {
    element.properties.iter().try_for_each(|property| source.skip(property))?;
    source.end_record();
    Some(())
}

struct Reader<'a> {
    budget: &'a Budget,
    mesh: Mesh,
    /// One for each vertex, where vertices have normals.
    normals: Vec<[f32; 3]>,
    /// One for each triangle, where faces have colours.
    face_colors: Vec<[u8; 4]>,
    /// Three for each triangle, where faces have texture coordinates; empty while none had any.
    corner_uvs: Vec<[f32; 2]>,
    /// The list that was read last.
    list: Vec<u32>,
    /// Where the corners of a face stand in it: 0, 1, 2 and on.
    places: Vec<u32>,
    /// The texture coordinates of the face that is read, one after the other.
    uvs: Vec<f32>,
}

impl Reader<'_> {
    /// Reads one element; gives how many of its records were there.
    fn element(&mut self, element: &Element, header: &Header, source: &mut Source) -> Result<u64, Stop> {
        if element.properties.is_empty() {
            return Ok(element.count);
        }
        let fit = source.bytes_left() / element.record_bytes_min(header.encoding).max(1) + 1;
        let capacity = usize::try_from(element.count).map_or(fit, |count| count.min(fit));
        match element.name.as_str() {
            "vertex" => self.vertices(element, capacity, source),
            "face" => self.faces(element, capacity, source),
            "tristrips" => self.strips(element, source),
            _ => Ok((0..element.count).find(|_| step_over(element, source).is_none()).unwrap_or(element.count)),
        }
    }

    fn vertices(&mut self, element: &Element, capacity: usize, source: &mut Source) -> Result<u64, Stop> {
        spend(Limit::Vertices, capacity, self.budget.vertices_max)?;
        let properties: Vec<_> = element.properties.iter().map(|property| (role(property), property)).collect();
        let (has_color, has_uv, has_normal) = (has(element, 3..6), has(element, 7..9), has(element, 9..12));
        self.mesh.positions.reserve(capacity);
        for index in 0..element.count {
            let Some(values) = record(&properties, source) else {
                return Ok(index);
            };
            source.end_record();
            self.mesh.positions.push([values[0] as f32, values[1] as f32, values[2] as f32]);
            if has_color {
                self.mesh.colors.push(color(&values));
            }
            if has_uv {
                self.mesh.uvs.push([values[7] as f32, values[8] as f32]);
            }
            if has_normal {
                self.normals.push([values[9] as f32, values[10] as f32, values[11] as f32]);
            }
        }
        Ok(element.count)
    }

    fn faces(&mut self, element: &Element, capacity: usize, source: &mut Source) -> Result<u64, Stop> {
        let is_corners = |property: &Property| property.length.is_some() && property.name.starts_with("vertex_ind");
        let properties: Vec<_> = element.properties.iter().map(|property| (role(property), property)).collect();
        let is_uvs = |property: &Property| property.length.is_some() && property.name == "texcoord";
        let has_color = has(element, 3..6);
        self.mesh.triangles.reserve(capacity.min(usize::try_from(self.budget.triangles_max).unwrap_or(usize::MAX)));
        for index in 0..element.count {
            self.list.clear();
            self.uvs.clear();
            let mut values = [1.0; SLOTS];
            for (role, property) in &properties {
                let some = match *role {
                    _ if is_corners(property) => self.read_list(property, source),
                    _ if is_uvs(property) => self.read_uvs(property, source),
                    Role::Slot(slot, scalar) => {
                        source.number(scalar).map(|value| values[slot] = value / scalar.channel_max())
                    }
                    Role::Other => source.skip(property),
                };
                if some.is_none() {
                    return Ok(index);
                }
            }
            source.end_record();
            self.polygon();
            if has_color {
                self.face_colors.resize(self.mesh.triangles.len(), color(&values));
            }
            spend(Limit::Triangles, self.mesh.triangles.len(), self.budget.triangles_max)?;
        }
        Ok(element.count)
    }

    fn polygon(&mut self) {
        let Mesh { positions, triangles, .. } = &mut self.mesh;
        let list = &self.list;
        if self.uvs.len() != 2 * list.len() && self.corner_uvs.is_empty() {
            polygon::triangulate(
                list,
                |corner| positions.get(corner as usize).copied(),
                |triangle| triangles.push(triangle),
            );
            return;
        }
        let (uvs, corner_uvs) = (self.uvs.as_chunks::<2>().0, &mut self.corner_uvs);
        corner_uvs.resize(3 * triangles.len(), [0.0; 2]);
        self.places.clear();
        self.places.extend(0..list.len() as u32);
        polygon::triangulate(
            &self.places,
            |place| positions.get(list[place as usize] as usize).copied(),
            |triangle| {
                triangles.push(triangle.map(|place| list[place as usize]));
                corner_uvs.extend(triangle.map(|place| uvs.get(place as usize).copied().unwrap_or_default()));
            },
        );
    }

    /// Triangles in a row, each sharing two corners with the one before; -1 begins a new row.
    fn strips(&mut self, element: &Element, source: &mut Source) -> Result<u64, Stop> {
        for index in 0..element.count {
            self.list.clear();
            for property in &element.properties {
                let is_corners = property.length.is_some() && property.name.starts_with("vertex_ind");
                let some = if is_corners { self.read_list(property, source) } else { source.skip(property) };
                if some.is_none() {
                    return Ok(index);
                }
            }
            source.end_record();
            for strip in self.list.split(|&corner| corner == u32::MAX) {
                for (place, corners) in strip.windows(3).enumerate() {
                    let (a, b) = if place % 2 == 0 { (corners[0], corners[1]) } else { (corners[1], corners[0]) };
                    if a != b && b != corners[2] && a != corners[2] {
                        self.mesh.triangles.push([a, b, corners[2]]);
                    }
                }
            }
            spend(Limit::Triangles, self.mesh.triangles.len(), self.budget.triangles_max)?;
        }
        Ok(element.count)
    }

    /// Indices; what is none (negative, too large, a fraction) becomes `u32::MAX`, which no vertex has.
    fn read_list(&mut self, property: &Property, source: &mut Source) -> Option<()> {
        let length = source.length(property.length?)?;
        for _ in 0..length {
            let value = source.number(property.scalar)?;
            let is_index = value >= 0.0 && value < f64::from(u32::MAX) && value.fract() == 0.0;
            self.list.push(if is_index { value as u32 } else { u32::MAX });
        }
        Some(())
    }

    /// The texture coordinates of a face's corners, as MeshLab writes them.
    fn read_uvs(&mut self, property: &Property, source: &mut Source) -> Option<()> {
        let length = source.length(property.length?)?;
        for _ in 0..length {
            let value = source.number(property.scalar)?;
            self.uvs.push(value as f32);
        }
        Some(())
    }

    fn finish(mut self, findings: &mut Findings) -> Mesh {
        let mut compared = Normals::default();
        compared.see_vertices(&self.mesh.positions, &self.mesh.triangles, &self.normals);
        compared.tell(findings);
        let count = self.mesh.triangles.len();
        if !self.mesh.colors.is_empty() {
            self.face_colors.clear();
        }
        if self.face_colors.is_empty() && self.corner_uvs.is_empty() {
            return self.mesh;
        }
        let has_colors = !self.face_colors.is_empty();
        self.face_colors.resize(count, Corner::PLAIN.color);
        let mut corners: Vec<Corner> =
            self.face_colors.iter().flat_map(|&color| [Corner { color, ..Corner::PLAIN }; 3]).collect();
        let uvs = !self.corner_uvs.is_empty();
        corners.iter_mut().zip(&self.corner_uvs).for_each(|(corner, &uv)| corner.uv = uv);
        if !has_colors {
            attach(&mut self.mesh, &corners, Carried { colors: false, uvs });
            return self.mesh;
        }
        match single_color(&corners) {
            Some(color) => {
                let part = Part {
                    name: String::new(),
                    triangles: 0..count,
                    color: Some(color),
                    source: "element face".to_owned(),
                };
                self.mesh.parts = vec![part];
                attach(&mut self.mesh, &corners, Carried { colors: false, uvs });
            }
            // Texture coordinates by vertex would not follow copies; colours are worth more than a picture that is not there.
            None => {
                self.mesh.uvs.clear();
                attach(&mut self.mesh, &corners, Carried { colors: true, uvs });
            }
        }
        self.mesh
    }
}
