//! Writes GLB: one primitive, mesh and node for each part, over shared vertices.

use std::io::Cursor;

use serde_json::{Value, json};

use super::to_linear;
use crate::mesh::Part;
use crate::{Mesh, Raster};

/// Millimetres in a metre.
const METRE_MM: f32 = 1000.0;
const ARRAY_BUFFER: u32 = 34962;
const ELEMENT_ARRAY_BUFFER: u32 = 34963;

/// The mesh as GLB, y up, metres, with colours, texture and parts. The same mesh gives the same bytes.
pub fn write(mesh: &Mesh) -> Vec<u8> {
    let mut binary = Binary::default();
    let attributes = attributes(mesh, &mut binary);
    let image = mesh.texture.as_deref().filter(|_| !mesh.uvs.is_empty()).and_then(png);
    let image_view = image.map(|png| binary.view(&png, None));
    let (mut meshes, mut nodes, mut materials) = (Vec::new(), Vec::new(), Vec::new());
    for part in covering(mesh) {
        let indices = indices(mesh, &part, &mut binary);
        let primitive = json!({ "attributes": attributes, "indices": indices, "material": materials.len(), "mode": 4 });
        materials.push(material(&part, image_view.is_some()));
        nodes.push(named(json!({ "mesh": meshes.len() }), &part.name));
        meshes.push(named(json!({ "primitives": [primitive] }), &part.name));
    }
    let mut document = json!({ "asset": { "version": "2.0", "generator": "maquette" }, "scene": 0 });
    document["scenes"] = json!([scene(nodes.len())]);
    put_lists(&mut document, [("nodes", nodes), ("meshes", meshes), ("materials", materials)]);
    if let Some(view) = image_view {
        document["images"] = json!([{ "bufferView": view, "mimeType": "image/png" }]);
        document["textures"] = json!([{ "source": 0 }]);
    }
    if !binary.bytes.is_empty() {
        document["buffers"] = json!([{ "byteLength": binary.bytes.len() }]);
    }
    put_lists(&mut document, [("accessors", binary.accessors), ("bufferViews", binary.views)]);
    container(document.to_string().into_bytes(), binary.bytes)
}

/// Lists that are empty are left out, as glTF demands.
fn put_lists<const N: usize>(document: &mut Value, lists: [(&str, Vec<Value>); N]) {
    for (name, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        document[name] = Value::Array(list);
    }
}

fn scene(node_count: usize) -> Value {
    if node_count == 0 { json!({}) } else { json!({ "nodes": (0..node_count).collect::<Vec<_>>() }) }
}

fn named(mut value: Value, name: &str) -> Value {
    if !name.is_empty() {
        value["name"] = json!(name);
    }
    value
}

/// The parts, and what triangles lie between them.
fn covering(mesh: &Mesh) -> Vec<Part> {
    let plain = |triangles| Part { name: String::new(), triangles, color: None, source: String::new() };
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

fn material(part: &Part, has_picture: bool) -> Value {
    let mut surface = json!({ "metallicFactor": 0.0, "roughnessFactor": 0.8 });
    if let Some([red, green, blue, alpha]) = part.color {
        surface["baseColorFactor"] =
            json!([to_linear(red), to_linear(green), to_linear(blue), f32::from(alpha) / 255.0]);
    }
    if has_picture {
        surface["baseColorTexture"] = json!({ "index": 0 });
    }
    let is_clear = part.color.is_some_and(|[.., alpha]| alpha < 255);
    json!({ "pbrMetallicRoughness": surface, "alphaMode": if is_clear { "BLEND" } else { "OPAQUE" } })
}

/// The binary chunk as it grows.
#[derive(Default)]
struct Binary {
    bytes: Vec<u8>,
    views: Vec<Value>,
    accessors: Vec<Value>,
}

impl Binary {
    /// Adds bytes on a boundary of four; gives the view's number.
    fn view(&mut self, bytes: &[u8], target: Option<u32>) -> usize {
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
        let mut view = json!({ "buffer": 0, "byteOffset": self.bytes.len(), "byteLength": bytes.len() });
        if let Some(target) = target {
            view["target"] = json!(target);
        }
        self.bytes.extend_from_slice(bytes);
        self.views.push(view);
        self.views.len() - 1
    }

    fn accessor(&mut self, bytes: &[u8], target: u32, mut accessor: Value) -> usize {
        accessor["bufferView"] = json!(self.view(bytes, Some(target)));
        self.accessors.push(accessor);
        self.accessors.len() - 1
    }
}

fn attributes(mesh: &Mesh, binary: &mut Binary) -> Value {
    let count = mesh.positions.len();
    if count == 0 {
        return json!({});
    }
    let positions: Vec<[f32; 3]> =
        mesh.positions.iter().map(|&position| mesh.up.to_y(position).map(|value| value / METRE_MM)).collect();
    let (mut low, mut high) = (positions[0], positions[0]);
    for position in &positions {
        for axis in 0..3 {
            low[axis] = low[axis].min(position[axis]);
            high[axis] = high[axis].max(position[axis]);
        }
    }
    let bytes = floats(positions.as_flattened());
    let accessor = json!({ "componentType": 5126, "count": count, "type": "VEC3", "min": low, "max": high });
    let mut attributes = json!({ "POSITION": binary.accessor(&bytes, ARRAY_BUFFER, accessor) });
    if !mesh.colors.is_empty() {
        let accessor = json!({ "componentType": 5123, "normalized": true, "count": count, "type": "VEC4" });
        attributes["COLOR_0"] = json!(binary.accessor(&colors(mesh), ARRAY_BUFFER, accessor));
    }
    if !mesh.uvs.is_empty() {
        let flipped: Vec<f32> = mesh.uvs.iter().flat_map(|&[u, v]| [u, 1.0 - v]).collect();
        let accessor = json!({ "componentType": 5126, "count": count, "type": "VEC2" });
        attributes["TEXCOORD_0"] = json!(binary.accessor(&floats(&flipped), ARRAY_BUFFER, accessor));
    }
    attributes
}

fn floats(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// Linear light in sixteen bits, which keeps every step of eight bits of sRGB apart.
fn colors(mesh: &Mesh) -> Vec<u8> {
    let wide = |value: f32| ((value * 65535.0).round() as u16).to_le_bytes();
    let color = |&[red, green, blue, alpha]: &[u8; 4]| {
        [wide(to_linear(red)), wide(to_linear(green)), wide(to_linear(blue)), wide(f32::from(alpha) / 255.0)]
    };
    mesh.colors.iter().flat_map(color).flatten().collect()
}

fn indices(mesh: &Mesh, part: &Part, binary: &mut Binary) -> usize {
    let triangles = mesh.triangles.get(part.triangles.clone()).unwrap_or_default();
    let bytes: Vec<u8> = triangles.as_flattened().iter().flat_map(|index| index.to_le_bytes()).collect();
    let accessor = json!({ "componentType": 5125, "count": triangles.len() * 3, "type": "SCALAR" });
    binary.accessor(&bytes, ELEMENT_ARRAY_BUFFER, accessor)
}

/// The picture as PNG; none where its size and its pixels disagree.
fn png(raster: &Raster) -> Option<Vec<u8>> {
    let picture = image::RgbaImage::from_raw(raster.width, raster.height, raster.pixels.as_flattened().to_vec())?;
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).ok()?;
    Some(bytes.into_inner())
}

fn container(mut json: Vec<u8>, mut binary: Vec<u8>) -> Vec<u8> {
    json.resize(json.len().next_multiple_of(4), b' ');
    binary.resize(binary.len().next_multiple_of(4), 0);
    let chunks: Vec<(&[u8; 4], &[u8])> =
        [(b"JSON", json.as_slice()), (b"BIN\0", &binary)].into_iter().filter(|(_, data)| !data.is_empty()).collect();
    let size = 12 + chunks.iter().map(|(_, data)| 8 + data.len()).sum::<usize>();
    let mut bytes = b"glTF\x02\0\0\0".to_vec();
    bytes.extend_from_slice(&(size as u32).to_le_bytes());
    for (kind, data) in chunks {
        bytes.extend_from_slice(&(data.len() as u32).to_le_bytes());
        bytes.extend_from_slice(kind);
        bytes.extend_from_slice(data);
    }
    bytes
}
