//! Writes 3MF: an object for each part, colours by corner through the materials extension.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

use crate::Mesh;
use crate::mesh::Part;

const CONTENT_TYPES: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8"?>"#,
    r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
    r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#,
    r#"<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/></Types>"#,
);
const RELATIONSHIPS: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8"?>"#,
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rel0" Target="/3D/3dmodel.model" "#,
    r#"Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>"#,
);
const MODEL_START: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8"?>"#,
    r#"<model unit="millimeter" xml:lang="en" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02" "#,
    r#"xmlns:m="http://schemas.microsoft.com/3dmanufacturing/material/2015/02"><resources>"#,
);
/// The number of the group of colours; objects follow it.
const COLORS_ID: usize = 1;

/// The mesh as 3MF, z up, millimetres. The same mesh gives the same bytes. Pictures are left out.
pub fn write(mesh: &Mesh) -> Vec<u8> {
    let model = model(mesh);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The earliest date that a zip knows: bytes must not depend on the day.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, text) in
        [("[Content_Types].xml", CONTENT_TYPES), ("_rels/.rels", RELATIONSHIPS), ("3D/3dmodel.model", &model)]
    {
        // Writing to a vector cannot fail, and these names are valid.
        let _ = zip.start_file(name, options).map(|()| zip.write_all(text.as_bytes()));
    }
    zip.finish().map(Cursor::into_inner).unwrap_or_default()
}

fn model(mesh: &Mesh) -> String {
    let palette = Palette::of(mesh);
    let mut text = MODEL_START.to_owned();
    palette.write(&mut text);
    let parts = covering(mesh);
    for (index, part) in parts.iter().enumerate() {
        object(mesh, part, COLORS_ID + 1 + index, &palette, &mut text);
    }
    text += "</resources><build>";
    for index in 0..parts.len() {
        put(&mut text, format_args!(r#"<item objectid="{}"/>"#, COLORS_ID + 1 + index));
    }
    text += "</build></model>";
    text
}

/// Writing to a string cannot fail.
fn put(text: &mut String, arguments: std::fmt::Arguments) {
    let _ = text.write_fmt(arguments);
}

/// The parts, and what triangles lie between them; never one without triangles, which 3MF forbids.
fn covering(mesh: &Mesh) -> Vec<Part> {
    let plain = |range| Part { name: String::new(), triangles: range, color: None, source: String::new() };
    let mut parts = Vec::new();
    let mut next = 0;
    for part in &mesh.parts {
        parts.push(plain(next..part.triangles.start));
        parts.push(part.clone());
        next = part.triangles.end;
    }
    parts.push(plain(next..mesh.triangles.len()));
    parts.retain(|part| !part.triangles.is_empty());
    parts
}

/// The colours that occur, each with its place in the group.
struct Palette {
    colors: Vec<[u8; 4]>,
    place_of: HashMap<[u8; 4], usize>,
}

impl Palette {
    fn of(mesh: &Mesh) -> Self {
        let mut palette = Self { colors: Vec::new(), place_of: HashMap::new() };
        let colors = mesh.colors.iter().copied().chain(mesh.parts.iter().filter_map(|part| part.color));
        for color in colors {
            palette.place_of.entry(color).or_insert_with(|| {
                palette.colors.push(color);
                palette.colors.len() - 1
            });
        }
        palette
    }

    fn write(&self, text: &mut String) {
        if self.colors.is_empty() {
            return;
        }
        put(text, format_args!(r#"<m:colorgroup id="{COLORS_ID}">"#));
        for [red, green, blue, alpha] in &self.colors {
            put(text, format_args!(r##"<m:color color="#{red:02X}{green:02X}{blue:02X}{alpha:02X}"/>"##));
        }
        *text += "</m:colorgroup>";
    }
}

fn object(mesh: &Mesh, part: &Part, id: usize, palette: &Palette, text: &mut String) {
    put(text, format_args!(r#"<object id="{id}" type="model""#));
    if !part.name.is_empty() {
        put(text, format_args!(r#" name="{}""#, escaped(&part.name)));
    }
    if let Some(place) = part.color.and_then(|color| palette.place_of.get(&color)) {
        put(text, format_args!(r#" pid="{COLORS_ID}" pindex="{place}""#));
    }
    *text += "><mesh><vertices>";
    let triangles = mesh.triangles.get(part.triangles.clone()).unwrap_or_default();
    let mut index_of: HashMap<u32, usize> = HashMap::new();
    for &vertex in triangles.as_flattened() {
        let next = index_of.len();
        index_of.entry(vertex).or_insert_with(|| {
            let [x, y, z] = mesh.up.to_z(mesh.positions[vertex as usize]);
            put(text, format_args!(r#"<vertex x="{x}" y="{y}" z="{z}"/>"#));
            next
        });
    }
    *text += "</vertices><triangles>";
    for corners in triangles {
        let [a, b, c] = corners.map(|vertex| index_of[&vertex]);
        put(text, format_args!(r#"<triangle v1="{a}" v2="{b}" v3="{c}""#));
        if !mesh.colors.is_empty() {
            let [p, q, r] = corners.map(|vertex| palette.place_of[&mesh.colors[vertex as usize]]);
            put(text, format_args!(r#" pid="{COLORS_ID}" p1="{p}" p2="{q}" p3="{r}""#));
        }
        *text += "/>";
    }
    *text += "</triangles></mesh></object>";
}

/// A name as an attribute's value; control letters, which XML forbids, are left out.
fn escaped(name: &str) -> String {
    let plain: String = name.chars().filter(|letter| !letter.is_control()).collect();
    quick_xml::escape::escape(&plain).into_owned()
}
