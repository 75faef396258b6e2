//! Unrolls the scene's nodes into one mesh.

use std::borrow::Cow;

use glam::{DAffine3, DVec3};

use super::{
    accessor::Source,
    color_to_srgb,
    container::data_uri,
    document::{Document, GltfMesh, Node, Primitive, Texture, TextureReference},
    pose::{self, INSTANCING, Pose},
};
use crate::mesh::{
    Mesh, Part,
    normals::Normals,
    text::name,
    texture,
    trouble::{LEFT_OUT, Limit, MATERIAL_MISSING, OTHER_FILE, Stop, TRUNCATED, count_of, spend},
};
use crate::{Budget, Code, Finding, Findings, Place, Severity};

/// Geometry packed by a codec that is not read here.
const PACKED: Code = Code { id: "R123", name: "packed-geometry", severity: Severity::Fail };
/// The file says it cannot be understood without an extension that is not read here.
const EXTENSION_UNKNOWN: Code = Code { id: "R124", name: "gltf-extension-unknown", severity: Severity::Warn };
/// A number of a node, mesh or accessor that the file does not have.
const REFERENCE_MISSING: Code = Code { id: "R127", name: "reference-missing", severity: Severity::Fail };
/// Nodes that are not a tree.
const NODES_TANGLED: Code = Code { id: "R125", name: "nodes-tangled", severity: Severity::Warn };

/// Millimetres in a metre.
const METRE_MM: f64 = 1000.0;
const DRACO: &str = "KHR_draco_mesh_compression";
const MESHOPT: [&str; 2] = ["EXT_meshopt_compression", "KHR_meshopt_compression"];
/// Extensions that are read, or that do not change where the surface is.
const KNOWN: [&str; 5] =
    ["KHR_mesh_quantization", "KHR_texture_transform", "KHR_texture_basisu", "EXT_texture_webp", INSTANCING];

/// Unrolls the scene that the file shows first.
pub(super) fn unroll(
    document: &Document,
    buffers: &[Cow<[u8]>],
    budget: &Budget,
    findings: &mut Findings,
) -> Result<Mesh, Stop> {
    tell_extensions(document, findings);
    spend(Limit::Nodes, document.nodes.len(), budget.nodes_max)?;
    let mut scene = Scene {
        source: Source { document, buffers },
        budget,
        findings,
        mesh: Mesh::default(),
        is_visited: vec![false; document.nodes.len()],
        places: if document.skins.is_empty() { Vec::new() } else { pose::places(document) },
        without_surface: 0,
        picture: None,
        other_pictures: 0,
        normals: Normals::default(),
    };
    for root in roots(document) {
        scene.node(root, scale(), 1)?;
    }
    Ok(scene.finish())
}

/// From metres to millimetres.
fn scale() -> DAffine3 {
    DAffine3::from_scale(DVec3::splat(METRE_MM))
}

/// The scene's nodes; without a scene, those that are nobody's child.
fn roots(document: &Document) -> Vec<usize> {
    if let Some(scene) = document.scenes.get(document.scene.unwrap_or(0)) {
        return scene.nodes.clone();
    }
    let mut is_child = vec![false; document.nodes.len()];
    for &child in document.nodes.iter().flat_map(|node| &node.children) {
        if let Some(mark) = is_child.get_mut(child) {
            *mark = true;
        }
    }
    (0..document.nodes.len()).filter(|&index| !is_child[index]).collect()
}

fn tell_extensions(document: &Document, findings: &mut Findings) {
    for extension in &document.extensions_required {
        let is_packed = extension == DRACO || MESHOPT.contains(&extension.as_str());
        let is_known = KNOWN.contains(&extension.as_str()) || extension.starts_with("KHR_materials_");
        if !is_packed && !is_known {
            let message =
                "The file says that it needs extensions of glTF that are not read here; what they describe is missing.";
            let finding = Finding::new(EXTENSION_UNKNOWN, message, "Export it without them, or as 3MF.");
            findings.push(finding.at([Place::element(name(extension.as_bytes()))]));
        }
    }
}

struct Scene<'a, 'b> {
    source: Source<'b>,
    budget: &'a Budget,
    findings: &'a mut Findings,
    mesh: Mesh,
    is_visited: Vec<bool>,
    /// Where each node is, in metres; empty where no mesh has a skin.
    places: Vec<DAffine3>,
    /// Primitives of points or lines.
    without_surface: u64,
    /// The picture that is kept: the first.
    picture: Option<usize>,
    other_pictures: u64,
    normals: Normals,
}

impl Scene<'_, '_> {
    fn node(&mut self, index: usize, outer: DAffine3, depth: usize) -> Result<(), Stop> {
        spend(Limit::Depth, depth, u64::from(self.budget.depth_max))?;
        let document = self.source.document;
        let Some(node) = document.nodes.get(index) else {
            self.dangling("node", index);
            return Ok(());
        };
        if std::mem::replace(&mut self.is_visited[index], true) {
            let message = "A node of the scene stands in two places or within itself; it was read once.";
            let finding = Finding::new(NODES_TANGLED, message, "Export the model again.");
            self.findings.push(finding.at([Place::element(format!("node {index}"))]));
            return Ok(());
        }
        let transform = outer * pose::transform(node);
        match node.mesh.map(|mesh| (mesh, document.meshes.get(mesh))) {
            Some((_, Some(mesh))) => {
                let title = if node.name.is_empty() { &mesh.name } else { &node.name };
                for pose in pose::of(self.source, node, transform, scale(), &self.places, self.budget)? {
                    self.primitives(mesh, title, index, &pose)?;
                }
            }
            Some((mesh, None)) => self.dangling("mesh", mesh),
            None => {}
        }
        for &child in &node.children {
            self.node(child, transform, depth + 1)?;
        }
        Ok(())
    }

    fn dangling(&mut self, what: &str, index: usize) {
        let message = "The file points at parts of the scene that it does not have; what they hold is missing.";
        let finding = Finding::new(REFERENCE_MISSING, message, "Export the model again.");
        self.findings.push(finding.at([Place::element(format!("{what} {index}"))]));
    }

    fn primitives(&mut self, mesh: &GltfMesh, title: &str, index: usize, pose: &Pose) -> Result<(), Stop> {
        let Some(node) = self.source.document.nodes.get(index) else { return Ok(()) };
        for primitive in &mesh.primitives {
            let start = self.mesh.triangles.len();
            let Some(color) = self.primitive(node, mesh, primitive, pose)? else {
                continue;
            };
            let triangles = start..self.mesh.triangles.len();
            spend(Limit::Nodes, self.mesh.parts.len() + 1, self.budget.nodes_max)?;
            self.mesh.parts.push(Part {
                name: name(title.as_bytes()),
                triangles,
                color,
                source: format!("node {index}"),
            });
        }
        Ok(())
    }

    /// Adds one primitive; gives its colour, or none where it has no surface.
    fn primitive(
        &mut self,
        node: &Node,
        mesh: &GltfMesh,
        primitive: &Primitive,
        pose: &Pose,
    ) -> Result<Option<Option<[u8; 4]>>, Stop> {
        /// Triangles, strip, fan.
        const MODES: std::ops::RangeInclusive<u32> = 4..=6;
        let mode = primitive.mode.unwrap_or(4);
        if !MODES.contains(&mode) {
            self.without_surface += 1;
            return Ok(None);
        }
        let Some(position) = primitive.attributes.position else {
            return Ok(None);
        };
        let accessors = [Some(position), primitive.indices];
        if let Some(missing) =
            accessors.into_iter().flatten().find(|&index| self.source.document.accessors.get(index).is_none())
        {
            self.dangling("accessor", missing);
            return Ok(None);
        }
        if self.is_packed(primitive, position) {
            return Ok(None);
        }
        let base = self.mesh.positions.len();
        spend(Limit::Vertices, base.saturating_add(self.source.count(position)), self.budget.vertices_max)?;
        let count_max = usize::try_from(self.budget.vertices_max).unwrap_or(usize::MAX);
        let mut positions = self.source.values::<3>(position, count_max).unwrap_or_default();
        self.compare_count(position, positions.len());
        if positions.is_empty() {
            return Ok(None);
        }
        let is_morphed = pose::morph(self.source, node, mesh, primitive, &mut positions, self.budget)?;
        self.mesh.positions.extend(pose::put(self.source, pose, primitive, &positions));
        let first = self.mesh.triangles.len();
        self.triangles(primitive, mode, base, positions.len(), pose.is_mirrored())?;
        // Normals of what was bent or morphed are those from before.
        if let (Pose::Rigid(transform), false) = (pose, is_morphed) {
            self.compare_normals(primitive, base, first, *transform);
        }
        self.tell_missing(primitive);
        let color = self.colors(primitive, base, positions.len());
        self.uvs(primitive, base, positions.len());
        Ok(Some(color))
    }

    /// Holds the triangles from `first` on against the primitive's normals.
    fn compare_normals(&mut self, primitive: &Primitive, base: usize, first: usize, transform: DAffine3) {
        let count = self.mesh.positions.len() - base;
        let values = primitive.attributes.normal.and_then(|accessor| self.source.values::<3>(accessor, count));
        let Some(values) = values.filter(|values| values.len() == count) else {
            return;
        };
        // Normals go by the inverse transpose, that is by the cofactors but for a factor.
        let [x, y, z] = [transform.matrix3.x_axis, transform.matrix3.y_axis, transform.matrix3.z_axis];
        let side = transform.matrix3.determinant().signum();
        let moved =
            |[u, v, w]: [f64; 3]| ((y.cross(z) * u + z.cross(x) * v + x.cross(y) * w) * side).normalize_or_zero();
        for (index, triangle) in self.mesh.triangles.iter().enumerate().skip(first) {
            let own = triangle.map(|vertex| values.get((vertex as usize).wrapping_sub(base)).copied());
            let ([Some(a), Some(b), Some(c)], true) = (own, triangle.iter().all(|&vertex| vertex != u32::MAX)) else {
                continue;
            };
            let corners = triangle.map(|vertex| self.mesh.positions[vertex as usize]);
            self.normals.see_corners(index, [a, b, c].map(|normal| moved(normal).as_vec3().to_array()), &corners);
        }
    }

    /// Whether the geometry is packed by Draco or meshopt, with nothing plain beside it.
    fn is_packed(&mut self, primitive: &Primitive, position: usize) -> bool {
        let document = self.source.document;
        let accessor = document.accessors.get(position);
        let view = accessor.and_then(|accessor| accessor.buffer_view);
        let has = |extensions: &Option<serde_json::Map<String, serde_json::Value>>, name: &str| {
            extensions.as_ref().is_some_and(|extensions| extensions.contains_key(name))
        };
        let is_draco = view.is_none() && has(&primitive.extensions, DRACO);
        let is_meshopt = view.and_then(|view| document.buffer_views.get(view)).is_some_and(|view| {
            MESHOPT.iter().any(|name| has(&view.extensions, name))
                && document.extensions_required.iter().any(|name| MESHOPT.contains(&name.as_str()))
        });
        if is_draco || is_meshopt {
            let codec = if is_draco { "Draco" } else { "meshopt" };
            let message = format!("The geometry is packed with {codec}, which is not unpacked here.");
            self.findings.push(Finding::new(PACKED, message, "Export the model again with compression switched off."));
        }
        is_draco || is_meshopt
    }

    fn compare_count(&mut self, accessor: usize, there: usize) {
        let announced = self.source.count(accessor);
        if there < announced {
            let message = "Part of the geometry is missing: the file ends before it, or points past its end.";
            let finding = Finding::new(TRUNCATED, message, "Upload it again; if it stays so, export the model again.");
            let place =
                format!("accessor {accessor}: {there} of {}", count_of(announced as u64, "element", "elements"));
            self.findings.push(finding.at([Place::element(place)]));
        }
    }

    fn triangles(
        &mut self,
        primitive: &Primitive,
        mode: u32,
        base: usize,
        count: usize,
        is_mirrored: bool,
    ) -> Result<(), Stop> {
        let indices: Vec<u32> = match primitive.indices {
            None => (0..count as u32).collect(),
            Some(accessor) => {
                let count_max = usize::try_from(self.budget.triangles_max.saturating_mul(3)).unwrap_or(usize::MAX);
                let values = self.source.values::<1>(accessor, count_max).unwrap_or_default();
                self.compare_count(accessor, values.len());
                values.into_iter().map(|[value]| value as u32).collect()
            }
        };
        let corner_count = if mode == 4 { indices.len() / 3 } else { indices.len().saturating_sub(2) };
        spend(Limit::Triangles, self.mesh.triangles.len() + corner_count, self.budget.triangles_max)?;
        let at = |place: usize| {
            if (indices[place] as usize) < count { base as u32 + indices[place] } else { u32::MAX }
        };
        for triangle in 0..corner_count {
            let [a, b, c] = match mode {
                4 => [triangle * 3, triangle * 3 + 1, triangle * 3 + 2],
                5 if triangle % 2 == 1 => [triangle + 1, triangle, triangle + 2],
                5 => [triangle, triangle + 1, triangle + 2],
                _ => [0, triangle + 1, triangle + 2],
            }
            .map(at);
            self.mesh.triangles.push(if is_mirrored { [a, c, b] } else { [a, b, c] });
        }
        Ok(())
    }

    /// Colours by vertex where the primitive has them, times the material's; else the material's for the whole part.
    fn colors(&mut self, primitive: &Primitive, base: usize, count: usize) -> Option<[u8; 4]> {
        let surface = self.material(primitive).and_then(|material| material.base_color_factor);
        let factor = surface.unwrap_or([1.0; 4]);
        let accessor = primitive.attributes.color;
        let Some(values) = accessor.and_then(|accessor| self.source.values::<4>(accessor, count)) else {
            if !self.mesh.colors.is_empty() {
                self.mesh.colors.resize(base + count, color_to_srgb(factor));
            }
            return surface.map(color_to_srgb);
        };
        let has_alpha = accessor
            .and_then(|index| self.source.document.accessors.get(index))
            .is_some_and(|accessor| accessor.kind == "VEC4");
        self.fill_colors(base);
        let color = |[red, green, blue, alpha]: [f64; 4]| {
            let value = [red, green, blue, if has_alpha { alpha } else { 1.0 }];
            let mut lit = [0.0; 4];
            for (channel, lit) in lit.iter_mut().enumerate() {
                *lit = value[channel] as f32 * factor[channel];
            }
            color_to_srgb(lit)
        };
        self.mesh.colors.extend(values.into_iter().take(count).map(color));
        self.mesh.colors.resize(base + count, [255; 4]);
        None
    }

    /// Vertices before the first coloured ones get the colours of their parts.
    fn fill_colors(&mut self, base: usize) {
        if self.mesh.colors.len() == base {
            return;
        }
        self.mesh.colors.resize(base, [255; 4]);
        for part in &self.mesh.parts {
            let Some(color) = part.color else { continue };
            for &vertex in self.mesh.triangles.get(part.triangles.clone()).unwrap_or_default().as_flattened() {
                if let Some(slot) = self.mesh.colors.get_mut(vertex as usize) {
                    *slot = color;
                }
            }
        }
    }

    fn material(&self, primitive: &Primitive) -> Option<&super::document::Surface> {
        self.source.document.materials.get(primitive.material?)?.pbr_metallic_roughness.as_ref()
    }

    /// Tells of a material or picture that the primitive asks for and the file does not have.
    fn tell_missing(&mut self, primitive: &Primitive) {
        let document = self.source.document;
        let Some(index) = primitive.material else { return };
        let missing = match document.materials.get(index) {
            None => format!("material {index}"),
            Some(_) => match self.material(primitive).and_then(|surface| surface.base_color_texture.as_ref()) {
                Some(reference) if self.wanted(reference, primitive).is_none() => {
                    match document.textures.get(reference.index).is_some_and(Texture::is_packed) {
                        true => format!("texture {}, packed as KTX", reference.index),
                        false => format!("texture {}", reference.index),
                    }
                }
                _ => return,
            },
        };
        let message = "Surfaces ask for a material or picture that the file does not have, or that has no place on them: a \
                       buyer sees them in one plain colour.";
        let fix = "Assign the materials again, unwrap the surface (UV) and export with pictures embedded.";
        self.findings.push(Finding::new(MATERIAL_MISSING, message, fix).at([Place::element(missing)]));
    }

    /// Texture coordinates where the material's picture is the one that is kept.
    fn uvs(&mut self, primitive: &Primitive, base: usize, count: usize) {
        let reference = self.material(primitive).and_then(|surface| surface.base_color_texture.as_ref());
        let wanted = reference.and_then(|reference| self.wanted(reference, primitive));
        let Some((image, accessor)) = wanted else {
            if !self.mesh.uvs.is_empty() {
                self.mesh.uvs.resize(base + count, [0.0; 2]);
            }
            return;
        };
        if *self.picture.get_or_insert(image) != image {
            self.other_pictures += 1;
        } else if let Some(values) = self.source.values::<2>(accessor, count) {
            self.mesh.uvs.resize(base, [0.0; 2]);
            // glTF counts v from the top.
            let flipped = values.into_iter().take(count).map(|[u, v]| [u as f32, (1.0 - v) as f32]);
            self.mesh.uvs.extend(flipped.map(
                |uv| {
                    if uv.iter().all(|value| value.is_finite()) { uv } else { [0.0; 2] }
                },
            ));
        }
        self.mesh.uvs.resize(base + count, [0.0; 2]);
    }

    /// The picture's number and the accessor of its coordinates.
    fn wanted(&self, reference: &TextureReference, primitive: &Primitive) -> Option<(usize, usize)> {
        let texture = self.source.document.textures.get(reference.index)?;
        let webp = texture.extensions.as_ref().and_then(|extensions| extensions.get("EXT_texture_webp"));
        let webp =
            webp.and_then(|extension| extension.get("source")?.as_u64()).and_then(|index| usize::try_from(index).ok());
        let accessor =
            if reference.tex_coord == 1 { primitive.attributes.uv_second } else { primitive.attributes.uv_first };
        Some((webp.or(texture.source)?, accessor?))
    }

    fn finish(mut self) -> Mesh {
        std::mem::take(&mut self.normals).tell(self.findings);
        if self.without_surface > 0 {
            let count = self.without_surface;
            let message = format!(
                "{} left out: only triangles have a surface.",
                count_of(count, "set of points or lines was", "sets of points or lines were")
            );
            self.findings.push(
                Finding::new(LEFT_OUT, message, "Turn them into faces before the export if they should be made.")
                    .times(count),
            );
        }
        if self.other_pictures > 0 {
            let message = "The model has several pictures; only the first was kept.";
            self.findings.push(
                Finding::new(LEFT_OUT, message, "Join them into one picture to see all of them here.")
                    .times(self.other_pictures),
            );
        }
        if let Some(image) = self.picture {
            match self.decode(image) {
                Ok(raster) => self.mesh.texture = Some(Box::new(raster)),
                Err(stop) => self.findings.push(*stop),
            }
        }
        if let [only] = self.mesh.parts.as_slice()
            && only.name.is_empty()
            && only.color.is_none()
        {
            self.mesh.parts.clear();
        }
        self.mesh
    }

    fn decode(&self, image: usize) -> Result<crate::Raster, Stop> {
        let image = self.source.document.images.get(image).ok_or_else(texture::unreadable)?;
        let bytes = match (&image.uri, image.buffer_view) {
            (Some(uri), _) if uri.starts_with("data:") => data_uri(uri).map(Cow::Owned),
            (Some(uri), _) => {
                let message = "The model's picture lies in another file beside this one, which is not part of it: a buyer sees \
                               the model in plain colours.";
                let finding = Finding::new(
                    OTHER_FILE,
                    message,
                    "To keep it, export as .glb, which holds everything in one file.",
                );
                return Err(Box::new(finding.at([Place::element(name(uri.as_bytes()))])));
            }
            (None, Some(view)) => self.source.view(view).map(|(bytes, _)| Cow::Borrowed(bytes)),
            (None, None) => None,
        };
        texture::decode(&bytes.ok_or_else(texture::unreadable)?, self.budget)
    }
}
