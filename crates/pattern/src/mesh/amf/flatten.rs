//! Unrolls constellations within constellations, and objects that stand alone, into one mesh.

use std::collections::{HashMap, HashSet};

use glam::{DAffine3, DVec3};

use super::model::{Color, Constellation, Model, Object, Volume};
use crate::mesh::{
    Mesh, Part,
    attach::{Carried, Corner, attach},
    purpose::{self, Purpose},
    trouble::{CYCLE, Limit, OBJECT_MISSING, PROPERTY_MISSING, Stop, spend},
};
use crate::{Budget, Finding, Findings, Place};

/// Unrolls `model`: what no constellation takes up, in the file's order, constellations last.
pub(super) fn flatten(model: &Model, budget: &Budget, findings: &mut Findings) -> Result<Mesh, Stop> {
    let mut unroller = Unroller {
        model,
        budget,
        findings,
        objects: by_id(model.objects.iter().map(|object| object.id.as_str())),
        constellations: by_id(model.constellations.iter().map(|one| one.id.as_str())),
        path: Vec::new(),
        left_out: Vec::new(),
        node_count: 0,
        mesh: Mesh::default(),
        corners: Vec::new(),
        carried: Carried::default(),
    };
    unroller.roots()?;
    purpose::tell(&unroller.left_out, unroller.findings);
    Ok(unroller.finish())
}

/// Where each stands; of two with the same number the first.
fn by_id<'a>(ids: impl Iterator<Item = &'a str>) -> HashMap<&'a str, usize> {
    let mut places = HashMap::new();
    for (place, id) in ids.enumerate() {
        places.entry(id).or_insert(place);
    }
    places
}

struct Unroller<'a> {
    model: &'a Model,
    budget: &'a Budget,
    findings: &'a mut Findings,
    objects: HashMap<&'a str, usize>,
    constellations: HashMap<&'a str, usize>,
    /// The constellations that are open, from the outermost down.
    path: Vec<usize>,
    /// Volumes that are no material.
    left_out: Vec<Purpose>,
    node_count: usize,
    mesh: Mesh,
    corners: Vec<Corner>,
    carried: Carried,
}

impl<'a> Unroller<'a> {
    fn roots(&mut self) -> Result<(), Stop> {
        let model = self.model;
        let scale = DAffine3::from_scale(DVec3::splat(model.units.unit.mm()));
        let instances = model.constellations.iter().flat_map(|one| &one.instances);
        let taken: HashSet<&str> = instances.map(|instance| instance.object.as_str()).collect();
        for object in model.objects.iter().filter(|object| !taken.contains(object.id.as_str())) {
            self.emit(object, scale)?;
        }
        let is_root = |one: &Constellation| !taken.contains(one.id.as_str());
        let roots = model.constellations.iter().enumerate().filter(|(_, one)| is_root(one));
        let mut roots: Vec<usize> = roots.map(|(place, _)| place).collect();
        // Where each takes up another, none is outermost: the first says so.
        if roots.is_empty() && !model.constellations.is_empty() {
            roots.push(0);
        }
        roots.into_iter().try_for_each(|place| self.constellation(place, scale))
    }

    fn constellation(&mut self, place: usize, outer: DAffine3) -> Result<(), Stop> {
        let model = self.model;
        let one = &model.constellations[place];
        if self.path.contains(&place) {
            let message =
                "A constellation is put together out of itself, so it has no end; that part of it was left out.";
            let fix = "Take it apart in the program that made it and export again.";
            let at = Place::element(format!("constellation {}", one.id));
            self.findings.push(Finding::new(CYCLE, message, fix).at([at]));
            return Ok(());
        }
        spend(Limit::Depth, self.path.len() + 1, u64::from(self.budget.depth_max))?;
        self.path.push(place);
        for instance in &one.instances {
            self.node_count += 1;
            spend(Limit::Nodes, self.node_count, self.budget.nodes_max)?;
            let transform = outer * instance.transform;
            let id = instance.object.as_str();
            match (self.objects.get(id), self.constellations.get(id)) {
                (Some(&object), _) => self.emit(&model.objects[object], transform)?,
                (None, Some(&inner)) => self.constellation(inner, transform)?,
                (None, None) => {
                    let message = "The file asks for objects that it does not have.";
                    let finding = Finding::new(OBJECT_MISSING, message, "Export the model again.");
                    self.findings.push(finding.at([Place::element(format!("object {id}"))]));
                }
            }
        }
        self.path.pop();
        Ok(())
    }

    /// Adds an object, one part for each volume.
    fn emit(&mut self, object: &'a Object, transform: DAffine3) -> Result<(), Stop> {
        let base = self.mesh.positions.len();
        let triangle_count: usize = object.volumes.iter().map(|volume| volume.triangles.len()).sum();
        spend(Limit::Vertices, base + object.positions.len(), self.budget.vertices_max)?;
        spend(Limit::Triangles, self.mesh.triangles.len() + triangle_count, self.budget.triangles_max)?;
        let moved =
            |position: &[f32; 3]| transform.transform_point3(DVec3::from(position.map(f64::from))).as_vec3().to_array();
        if transform == DAffine3::IDENTITY {
            self.mesh.positions.extend_from_slice(&object.positions);
        } else {
            self.mesh.positions.extend(object.positions.iter().map(moved));
        }
        for (index, volume) in object.volumes.iter().enumerate().filter(|(_, volume)| !volume.triangles.is_empty()) {
            match volume.purpose {
                Some(purpose) => self.left_out.push(purpose),
                None => self.volume(object, index, volume, base),
            }
        }
        Ok(())
    }

    fn volume(&mut self, object: &Object, index: usize, volume: &Volume, base: usize) {
        let material = self.model.materials.get(&volume.material);
        // 0 is no material.
        if material.is_none() && !["", "0"].contains(&volume.material.as_str()) {
            let message = "Volumes name a material that the file does not have; they are shown plain.";
            let finding =
                Finding::new(PROPERTY_MISSING, message, "Assign the materials again and export the model anew.");
            self.findings.push(finding.at([Place::element(format!("object {}, volume {}", object.id, index + 1))]));
        }
        let common = volume.color.or(object.color).or(material.and_then(|material| material.color));
        let start = self.mesh.triangles.len();
        let mut shades = Shades::default();
        for (triangle, corners) in volume.triangles.iter().enumerate() {
            let own = volume.triangle_colors.get(triangle).copied().flatten();
            for &corner in corners {
                let vertex = || object.vertex_colors.get(corner as usize).copied().flatten();
                let color = own.or_else(vertex).or(common);
                shades.note(color);
                self.corners.push(Corner { color: color.unwrap_or([255; 4]), ..Corner::PLAIN });
            }
            let is_there = |corner: u32| (corner as usize) < object.positions.len();
            self.mesh
                .triangles
                .push(corners.map(|corner| if is_there(corner) { base as u32 + corner } else { u32::MAX }));
        }
        self.carried.colors |= shades.are_many;
        let names = [&volume.name, &object.name].into_iter().chain(material.map(|material| &material.name));
        let source = match object.volumes.len() {
            1 => format!("object {}", object.id),
            _ => format!("object {}, volume {}", object.id, index + 1),
        };
        self.mesh.parts.push(Part {
            name: names.into_iter().find(|name| !name.is_empty()).cloned().unwrap_or_default(),
            triangles: start..self.mesh.triangles.len(),
            color: shades.single(),
            source,
        });
    }

    fn finish(mut self) -> Mesh {
        attach(&mut self.mesh, &self.corners, self.carried);
        if let [only] = self.mesh.parts.as_slice()
            && only.name.is_empty()
            && only.color.is_none()
        {
            self.mesh.parts.clear();
        }
        self.mesh
    }
}

/// The colours of one volume's corners, as far as it matters whether they are all the same.
#[derive(Default)]
struct Shades {
    first: Option<Option<Color>>,
    are_many: bool,
}

impl Shades {
    fn note(&mut self, color: Option<Color>) {
        self.are_many |= *self.first.get_or_insert(color) != color;
    }

    fn single(&self) -> Option<Color> {
        self.first.flatten().filter(|_| !self.are_many)
    }
}
