//! Reads OBJ.

use std::{borrow::Cow, collections::BTreeSet};

use crate::mesh::{
    Mesh, Part,
    attach::{Carried, Corner, attach},
    normals::Normals,
    polygon,
    seal::seal,
    text::{Lines, before_comment, float, name, without_mark, words},
    trouble::{LEFT_OUT, Limit, MALFORMED, MATERIAL_MISSING, OTHER_FILE, Stop, count_of, settle, spend},
};
use crate::{Budget, Code, Finding, Findings, Place, Severity, Unit, Units};

/// An index that no vertex has, for references that cannot be right: [`seal`] drops and counts what uses it.
const NOWHERE: u32 = u32::MAX;

/// There are free-form surfaces and no faces.
const FREE_FORM: Code = Code { id: "R143", name: "free-form", severity: Severity::Fail };

/// Reads as much of an OBJ as is there.
pub fn read(bytes: &[u8], budget: &Budget, findings: &mut Findings) -> Option<(Mesh, Units)> {
    let mesh = settle(gather(bytes, budget, findings), findings)?;
    Some((seal(mesh, budget, findings), Units::assumed(Unit::Millimetre)))
}

fn gather(bytes: &[u8], budget: &Budget, findings: &mut Findings) -> Result<Mesh, Stop> {
    let mut reader = Reader::new(budget);
    for (number, line) in statements(without_mark(bytes)) {
        reader.line(number, &line)?;
    }
    Ok(reader.finish(findings))
}

/// Lines, those that go on in the next one joined, with the number of the first.
pub(crate) fn statements(bytes: &[u8]) -> impl Iterator<Item = (u64, Cow<'_, [u8]>)> {
    let mut lines = Lines::new(bytes);
    std::iter::from_fn(move || {
        let (number, line) = lines.next()?;
        Some((number, continued(line, &mut lines)))
    })
}

/// Whether a word begins a statement of the specification that says nothing about triangles.
pub(crate) fn is_other_keyword(word: &[u8]) -> bool {
    KNOWN.contains(&word) || CURVES.contains(&word)
}

/// Whether a word is one that only free-form curves and surfaces have.
pub(crate) fn is_free_form(word: &[u8]) -> bool {
    word == b"cstype" || CURVES.contains(&word)
}

/// A line that ends in a backslash goes on in the next.
fn continued<'a>(line: &'a [u8], lines: &mut Lines<'a>) -> Cow<'a, [u8]> {
    let Some(mut head) = line.strip_suffix(b"\\") else {
        return Cow::Borrowed(line);
    };
    let mut joined = Vec::new();
    loop {
        joined.extend_from_slice(head);
        joined.push(b' ');
        let Some((_, next)) = lines.next() else { break };
        match next.strip_suffix(b"\\") {
            Some(more) => head = more,
            None => {
                joined.extend_from_slice(next);
                break;
            }
        }
    }
    Cow::Owned(joined)
}

struct Reader<'a> {
    budget: &'a Budget,
    mesh: Mesh,
    colors: Vec<Option<[u8; 4]>>,
    uvs: Vec<[f32; 2]>,
    /// Which of `uvs` a corner has, three for each triangle; [`NOWHERE`] for none, empty while no face had any.
    uv_of: Vec<u32>,
    normals: Vec<[f32; 3]>,
    compared: Normals,
    /// The face that is read, as vertex, texture coordinate and normal.
    corners: Vec<[u32; 3]>,
    object: String,
    material: String,
    libraries: Vec<Place>,
    /// Materials that faces ask for, the first of them, in order of their names.
    materials: BTreeSet<String>,
    lines_and_points: u64,
    curves: u64,
    odd_lines: Vec<Place>,
    odd_count: u64,
    part_count: u64,
}

impl<'a> Reader<'a> {
    fn new(budget: &'a Budget) -> Self {
        Self {
            budget,
            mesh: Mesh::default(),
            colors: Vec::new(),
            uvs: Vec::new(),
            uv_of: Vec::new(),
            normals: Vec::new(),
            compared: Normals::default(),
            corners: Vec::new(),
            object: String::new(),
            material: String::new(),
            libraries: Vec::new(),
            materials: BTreeSet::new(),
            lines_and_points: 0,
            curves: 0,
            odd_lines: Vec::new(),
            odd_count: 0,
            part_count: 0,
        }
    }

    fn line(&mut self, number: u64, line: &[u8]) -> Result<(), Stop> {
        let line = before_comment(line).trim_ascii();
        let end = line.iter().position(u8::is_ascii_whitespace).unwrap_or(line.len());
        let (keyword, rest) = line.split_at(end);
        match keyword {
            b"v" => self.vertex(number, rest)?,
            b"vt" => self.texture_coordinate(number, rest)?,
            b"f" | b"fo" => self.face(number, rest)?,
            b"o" | b"g" => self.name_object(number, rest)?,
            b"usemtl" => self.name_material(number, rest)?,
            b"mtllib" => self.library(rest),
            b"l" | b"p" => self.lines_and_points += 1,
            b"vn" => self.normal(rest)?,
            b"" | b"s" => {}
            _ if CURVES.contains(&keyword) => self.curves += 1,
            _ if KNOWN.contains(&keyword) => {}
            _ => self.odd_line(number),
        }
        Ok(())
    }

    fn vertex(&mut self, number: u64, rest: &[u8]) -> Result<(), Stop> {
        /// x y z, then w, or a colour, or both.
        const VALUES_MAX: usize = 8;
        let mut values = [0.0; VALUES_MAX];
        let mut count = 0;
        for (slot, word) in values.iter_mut().zip(words(rest)) {
            *slot = float(word).unwrap_or(f32::NAN);
            count += 1;
        }
        if count < 3 {
            self.odd_line(number);
            values[count..3].fill(f32::NAN);
        }
        self.mesh.positions.push([values[0], values[1], values[2]]);
        self.colors.push(match count {
            6 => Some(color(&values[3..6], 255)),
            7 => Some(color(&values[3..6], channel(values[6]))),
            _ => None,
        });
        spend(Limit::Vertices, self.mesh.positions.len(), self.budget.vertices_max)
    }

    fn texture_coordinate(&mut self, number: u64, rest: &[u8]) -> Result<(), Stop> {
        let mut values = words(rest).map(float);
        let u = values.next().flatten();
        let v = values.next().flatten().unwrap_or(0.0);
        match u {
            Some(u) => self.uvs.push([u, v]),
            None => {
                self.uvs.push([0.0; 2]);
                self.odd_line(number);
            }
        }
        spend(Limit::Vertices, self.uvs.len(), self.budget.vertices_max)
    }

    fn normal(&mut self, rest: &[u8]) -> Result<(), Stop> {
        let mut normal = [0.0; 3];
        for (slot, word) in normal.iter_mut().zip(words(rest)) {
            *slot = float(word).unwrap_or_default();
        }
        self.normals.push(normal);
        spend(Limit::Vertices, self.normals.len(), self.budget.vertices_max)
    }

    fn face(&mut self, number: u64, rest: &[u8]) -> Result<(), Stop> {
        self.corners.clear();
        for word in words(rest) {
            let corner = self.corner(word);
            self.corners.push(corner);
        }
        if self.corners.len() < 3 {
            self.odd_line(number);
            return Ok(());
        }
        if self.mesh.parts.is_empty() {
            self.begin_part(number)?;
        }
        let places: Vec<u32> = (0..self.corners.len() as u32).collect();
        let (corners, positions) = (&self.corners, &self.mesh.positions);
        let mut cut = Vec::with_capacity(corners.len() - 2);
        let at = |place: u32| positions.get(corners[place as usize][0] as usize).copied();
        polygon::triangulate(&places, at, |triangle| cut.push(triangle));
        for triangle in cut {
            self.triangle(triangle.map(|place| self.corners[place as usize]));
        }
        spend(Limit::Triangles, self.mesh.triangles.len(), self.budget.triangles_max)
    }

    fn triangle(&mut self, corners: [[u32; 3]; 3]) {
        self.compare_normals(&corners);
        self.mesh.triangles.push(corners.map(|[vertex, ..]| vertex));
        if corners.iter().any(|&[_, uv, _]| uv != NOWHERE) || !self.uv_of.is_empty() {
            self.uv_of.resize((self.mesh.triangles.len() - 1) * 3, NOWHERE);
            self.uv_of.extend(corners.map(|[_, uv, _]| uv));
        }
    }

    fn compare_normals(&mut self, corners: &[[u32; 3]; 3]) {
        let places = corners.map(|[vertex, ..]| self.mesh.positions.get(vertex as usize).copied());
        let normals = corners.map(|[_, _, normal]| self.normals.get(normal as usize).copied());
        if let ([Some(a), Some(b), Some(c)], [Some(u), Some(v), Some(w)]) = (places, normals) {
            self.compared.see_corners(self.mesh.triangles.len(), [u, v, w], &[a, b, c]);
        }
    }

    /// `7`, `7/3`, `7//2`, `7/3/2`, or counted back from the last by negative numbers.
    fn corner(&self, word: &[u8]) -> [u32; 3] {
        let mut fields = word.split(|&byte| byte == b'/');
        let vertex = fields.next().map_or(NOWHERE, |field| absolute(field, self.mesh.positions.len()));
        let [uv, normal] = [self.uvs.len(), self.normals.len()].map(|count| {
            fields.next().filter(|field| !field.is_empty()).map_or(NOWHERE, |field| absolute(field, count))
        });
        [vertex, uv, normal]
    }

    fn name_object(&mut self, number: u64, rest: &[u8]) -> Result<(), Stop> {
        self.object = name(rest);
        self.begin_part(number)
    }

    fn name_material(&mut self, number: u64, rest: &[u8]) -> Result<(), Stop> {
        let material = name(rest);
        if material == self.material {
            return Ok(());
        }
        // Programs without materials write that they have none.
        if self.materials.len() < self.budget.places_max && !["", "None", "(null)"].contains(&material.as_str()) {
            self.materials.insert(material.clone());
        }
        self.material = material;
        self.begin_part(number)
    }

    fn begin_part(&mut self, number: u64) -> Result<(), Stop> {
        self.end_part();
        self.part_count += 1;
        spend(Limit::Nodes, self.part_count as usize, self.budget.nodes_max)?;
        let start = self.mesh.triangles.len();
        let name = if self.object.is_empty() { &self.material } else { &self.object };
        let part = Part { name: name.clone(), triangles: start..start, color: None, source: format!("line {number}") };
        self.mesh.parts.push(part);
        Ok(())
    }

    fn end_part(&mut self) {
        let end = self.mesh.triangles.len();
        if let Some(part) = self.mesh.parts.last_mut() {
            part.triangles.end = end;
        }
        self.mesh.parts.pop_if(|part| part.triangles.is_empty());
    }

    fn library(&mut self, rest: &[u8]) {
        if self.libraries.len() < self.budget.places_max {
            self.libraries.push(Place::element(name(rest)));
        }
    }

    fn odd_line(&mut self, number: u64) {
        self.odd_count += 1;
        if self.odd_lines.len() < self.budget.places_max {
            self.odd_lines.push(Place::element(format!("line {number}")));
        }
    }

    fn finish(mut self, findings: &mut Findings) -> Mesh {
        self.end_part();
        self.tell(findings);
        std::mem::take(&mut self.compared).tell(findings);
        if self.colors.iter().any(Option::is_some) {
            self.mesh.colors = self.colors.iter().map(|color| color.unwrap_or([255; 4])).collect();
        }
        self.give_uvs();
        if let [only] = self.mesh.parts.as_slice()
            && only.name.is_empty()
        {
            self.mesh.parts.clear();
        }
        self.mesh
    }

    /// Gives each vertex its texture coordinate.
    fn give_uvs(&mut self) {
        if self.uv_of.is_empty() {
            return;
        }
        self.uv_of.resize(self.mesh.triangles.len() * 3, NOWHERE);
        let corner = |&uv: &u32| Corner { uv: self.uvs.get(uv as usize).copied().unwrap_or_default(), ..Corner::PLAIN };
        let corners: Vec<Corner> = self.uv_of.iter().map(corner).collect();
        attach(&mut self.mesh, &corners, Carried { colors: false, uvs: true });
    }

    fn tell(&mut self, findings: &mut Findings) {
        let seen = match self.colors.iter().any(Option::is_some) {
            true => "a buyer sees the colours of its points only",
            false => "a buyer sees the model in plain grey",
        };
        let has_library = !self.libraries.is_empty();
        if has_library {
            let message =
                format!("Colours and pictures lie in a material file beside the OBJ, which is not part of it: {seen}.");
            let fix = "To keep colours, export as 3MF or GLB, which hold everything in one file.";
            findings.push(Finding::new(OTHER_FILE, message, fix).at(std::mem::take(&mut self.libraries)));
        }
        if !has_library && !self.materials.is_empty() {
            let message = format!("The faces name materials that the OBJ does not describe, nor says where: {seen}.");
            let fix = "To keep colours, export as 3MF or GLB, which hold everything in one file.";
            let places = self.materials.iter().map(Place::element);
            findings.push(Finding::new(MATERIAL_MISSING, message, fix).at(places));
        }
        if self.curves > 0 && self.mesh.triangles.is_empty() {
            let message = "The OBJ describes its shape by free-form curves and surfaces (NURBS), and has no faces.";
            let fix = "Turn it into a mesh before the export. Rhino: Mesh, or save as STL. Maya: Modify, Convert, NURBS to \
                       Polygons.";
            findings.push(Finding::new(FREE_FORM, message, fix));
        } else if self.lines_and_points + self.curves > 0 {
            let count = self.lines_and_points + self.curves;
            let message = format!(
                "{} left out: only faces have a surface.",
                count_of(count, "line, point or curve was", "lines, points or curves were")
            );
            findings.push(
                Finding::new(LEFT_OUT, message, "Turn them into faces before the export if they should be made.")
                    .times(count),
            );
        }
        if self.odd_count > 0 {
            let message = format!("{} could not be understood.", count_of(self.odd_count, "line", "lines"));
            let finding = Finding::new(MALFORMED, message, "Export the model again, best as 3MF or STL.");
            findings.push(finding.times(self.odd_count).at(std::mem::take(&mut self.odd_lines)));
        }
    }
}

/// Free-form curves and surfaces.
const CURVES: [&[u8]; 3] = [b"curv", b"curv2", b"surf"];

/// Keywords of the specification that say nothing about a surface of triangles.
const KNOWN: [&[u8]; 29] = [
    b"vp",
    b"deg",
    b"bmat",
    b"step",
    b"cstype",
    b"parm",
    b"trim",
    b"hole",
    b"scrv",
    b"sp",
    b"end",
    b"con",
    b"mg",
    b"bevel",
    b"c_interp",
    b"d_interp",
    b"lod",
    b"maplib",
    b"usemap",
    b"shadow_obj",
    b"trace_obj",
    b"ctech",
    b"stech",
    b"call",
    b"csh",
    b"bzp",
    b"bsp",
    b"cdc",
    b"res",
];

/// An index from 0, out of what OBJ counts from 1 or, below 0, back from the last of `count`.
fn absolute(field: &[u8], count: usize) -> u32 {
    let number = std::str::from_utf8(field).ok().and_then(|text| text.parse::<i64>().ok());
    let index = match number {
        Some(number @ 1..) => number - 1,
        Some(number @ ..=-1) => count as i64 + number,
        _ => -1,
    };
    u32::try_from(index).unwrap_or(NOWHERE)
}

/// A channel from 0 to 1, or from 0 to 255 as some scanners write it.
fn channel(value: f32) -> u8 {
    let scaled = if value > 1.0 { value } else { value * 255.0 };
    scaled.round() as u8
}

fn color(values: &[f32], alpha: u8) -> [u8; 4] {
    if values.iter().any(|&value| value > 1.0) {
        return [values[0] as u8, values[1] as u8, values[2] as u8, alpha];
    }
    [channel(values[0]), channel(values[1]), channel(values[2]), alpha]
}
