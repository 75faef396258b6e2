//! Unrolls what is to be built, components within components, into one mesh.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use glam::{DAffine3, DVec3};

use super::{
    look::{Look, look},
    model::{Model, Object, Reference, Role},
    package::{Package, key},
    parse::parse,
    project::Project,
    relationships::{self, Relationship},
    rules::{self, Breaches, Rule, package::ContentTypes},
};
use crate::mesh::{
    Mesh, Part,
    attach::{Carried, Corner, attach},
    purpose::{self, Purpose},
    text::name,
    texture,
    trouble::{CYCLE, LEFT_OUT, Limit, OBJECT_MISSING, PROPERTY_MISSING, Stop, count_of, spend},
};
use crate::{Budget, Code, Finding, Findings, Place, Severity, Unit};

/// There is G-code in the package and no model.
const SLICED: Code = Code { id: "R145", name: "sliced", severity: Severity::Fail };

/// Unrolls the package's build.
pub(super) fn flatten(
    mut package: Package,
    budget: &Budget,
    findings: &mut Findings,
    breaches: &mut Breaches,
) -> Result<(Mesh, Unit), Stop> {
    let own = relationships::of_package(&mut package, findings)?;
    let start = relationships::start_part(&own, &package, findings)?;
    let types = rules::package::parts(&mut package, breaches)?;
    rules::package::relationships("", &own, &package, types.as_ref(), breaches);
    let related = look_at_part(&start, &mut package, types.as_ref(), breaches)?;
    let root = Rc::new(parse(&start, &package.part(&start)?, true, budget, findings, breaches)?);
    look_at_pictures(&root, &related, &package, breaches);
    let unit = root.unit;
    let project = Project::of(&mut package, budget)?;
    let mut unroller = Unroller {
        package,
        project,
        left_out: Vec::new(),
        budget,
        findings,
        breaches,
        types,
        related,
        models: HashMap::from([(key(&start), Rc::clone(&root))]),
        path: Vec::new(),
        node_count: 0,
        mesh: Mesh::default(),
        corners: Vec::new(),
        carried: Carried::default(),
        pictures: BTreeSet::new(),
        picture: None,
    };
    unroller.build(&start, &root)?;
    unroller.tell_beams();
    purpose::tell(&unroller.left_out, unroller.findings);
    unroller.tell_sliced();
    Ok((unroller.finish(), unit))
}

/// The parts that relationships of the model part `part` lead to, all looked at.
fn look_at_part(
    part: &str,
    package: &mut Package,
    types: Option<&ContentTypes>,
    breaches: &mut Breaches,
) -> Result<HashSet<String>, Stop> {
    let list = relationships::of_part(part, package)?;
    rules::package::relationships(part, &list, package, types, breaches);
    if let Some(types) = types.filter(|_| package.has(part)) {
        types.check_model(part, breaches);
    }
    Ok(list.iter().filter_map(Relationship::part).map(key).collect())
}

/// Whether the model's pictures are in the package, and named where programs look for them.
fn look_at_pictures(model: &Model, related: &HashSet<String>, package: &Package, breaches: &mut Breaches) {
    let paths: BTreeSet<&String> = model.textures.values().collect();
    for path in paths {
        if !package.has(path) {
            breaches.note(Rule::TextureMissing, || name(path.as_bytes()));
        } else if !related.contains(&key(path)) {
            breaches.note(Rule::TextureUnrelated, || name(path.as_bytes()));
        }
    }
}

struct Unroller<'a, 'b> {
    package: Package<'b>,
    project: Project,
    /// Parts that are no material.
    left_out: Vec<Purpose>,
    budget: &'a Budget,
    findings: &'a mut Findings,
    breaches: &'a mut Breaches,
    types: Option<ContentTypes>,
    /// Parts that the first model part names in its relationships.
    related: HashSet<String>,
    /// Model parts that were read, by their name.
    models: HashMap<String, Rc<Model>>,
    /// The objects that are open, from the build down.
    path: Vec<(String, u32)>,
    node_count: usize,
    mesh: Mesh,
    corners: Vec<Corner>,
    carried: Carried,
    /// Pictures that triangles name.
    pictures: BTreeSet<String>,
    /// The one that is kept: the first.
    picture: Option<String>,
}

impl Unroller<'_, '_> {
    fn build(&mut self, part: &str, root: &Rc<Model>) -> Result<(), Stop> {
        let scale = DAffine3::from_scale(DVec3::splat(root.unit.mm()));
        // What nothing would be left of is printed all the same.
        let is_any_printed = root.build.iter().any(|item| !item.is_left_out);
        for item in &root.build {
            if item.is_left_out && is_any_printed {
                self.left_out.push(Purpose::NotPrinted);
            } else {
                self.place(part, item, scale)?;
            }
        }
        if root.build.is_empty() && !root.objects.is_empty() {
            let message = "The file does not say what of it is to be built; everything in it was read.";
            self.findings
                .push(Finding::new(OBJECT_MISSING, message, "Export the model again.").severity(Severity::Warn));
            let used: BTreeSet<u32> =
                root.objects.iter().flat_map(|object| object.components.iter().map(|used| used.object_id)).collect();
            for object in root.objects.iter().filter(|object| !used.contains(&object.id)) {
                self.place(
                    part,
                    &Reference { object_id: object.id, path: None, transform: DAffine3::IDENTITY, is_left_out: false },
                    scale,
                )?;
            }
        }
        Ok(())
    }

    /// Puts an object where `reference` says, seen from `outer`.
    fn place(&mut self, part: &str, reference: &Reference, outer: DAffine3) -> Result<(), Stop> {
        self.node_count += 1;
        spend(Limit::Nodes, self.node_count, self.budget.nodes_max)?;
        let part = reference.path.as_deref().unwrap_or(part);
        let Some(model) = self.model(part)? else {
            return Ok(());
        };
        let Some(object) = model.object_of.get(&reference.object_id).and_then(|&index| model.objects.get(index)) else {
            let message = "The file asks for objects that it does not have.";
            let finding = Finding::new(OBJECT_MISSING, message, "Export the model again.");
            self.findings.push(finding.at([Place::element(format!("object {}", reference.object_id))]));
            return Ok(());
        };
        let open = (key(part), reference.object_id);
        if self.path.contains(&open) {
            let message = "An object is put together out of itself, so it has no end; that part of it was left out.";
            let finding =
                Finding::new(CYCLE, message, "Take the object apart in the program that made it and export again.");
            self.findings.push(finding.at([Place::element(format!("object {}", reference.object_id))]));
            return Ok(());
        }
        spend(Limit::Depth, self.path.len() + 1, u64::from(self.budget.depth_max))?;
        if object.role == Role::Other && !object.triangles.is_empty() {
            self.breaches.note(Rule::OtherBuilt, || format!("object {}", object.id));
        }
        if let Some(purpose) = self.purpose(object) {
            self.left_out.push(purpose);
            return Ok(());
        }
        let transform = outer * reference.transform;
        self.path.push(open);
        self.emit(&model, object, transform)?;
        for component in &object.components {
            self.place(part, component, transform)?;
        }
        self.path.pop();
        Ok(())
    }

    /// What the whole object is for, where it is no material.
    fn purpose(&self, object: &Object) -> Option<Purpose> {
        if object.role == Role::Support {
            return Some(Purpose::Support);
        }
        let (_, built) = self.path.first()?;
        self.project.part(*built, object.id)
    }

    /// A model part, read once.
    fn model(&mut self, part: &str) -> Result<Option<Rc<Model>>, Stop> {
        if let Some(model) = self.models.get(&key(part)) {
            return Ok(Some(Rc::clone(model)));
        }
        let bytes = match self.package.part(part) {
            Ok(bytes) => bytes,
            // Over the budget is the end; a part that is missing leaves the others.
            Err(stop) if stop.code == crate::mesh::trouble::OVER_BUDGET.id => return Err(stop),
            Err(stop) => {
                self.findings.push(*stop);
                return Ok(None);
            }
        };
        if !self.related.contains(&key(part)) {
            self.breaches.note(Rule::ProductionUnrelated, || name(part.as_bytes()));
        }
        let related = look_at_part(part, &mut self.package, self.types.as_ref(), self.breaches)?;
        let model = Rc::new(parse(part, &bytes, false, self.budget, self.findings, self.breaches)?);
        look_at_pictures(&model, &related, &self.package, self.breaches);
        self.models.insert(key(part), Rc::clone(&model));
        Ok(Some(model))
    }

    /// Adds the object's own triangles.
    fn emit(&mut self, model: &Model, object: &Object, transform: DAffine3) -> Result<(), Stop> {
        if object.triangles.is_empty() {
            return Ok(());
        }
        let base = self.mesh.positions.len();
        let start = self.mesh.triangles.len();
        spend(Limit::Vertices, base + object.positions.len(), self.budget.vertices_max)?;
        spend(Limit::Triangles, start + object.triangles.len(), self.budget.triangles_max)?;
        let moved =
            |position: &[f32; 3]| transform.transform_point3(DVec3::from(position.map(f64::from))).as_vec3().to_array();
        if transform == DAffine3::IDENTITY {
            self.mesh.positions.extend_from_slice(&object.positions);
        } else {
            self.mesh.positions.extend(object.positions.iter().map(moved));
        }
        // A mirror turns the inside out; swapping two corners turns it back.
        let is_mirrored = transform.matrix3.determinant() < 0.0;
        let mut shades = Shades::default();
        let mut without_look = 0;
        let built = self.path.first().map_or(object.id, |(_, built)| *built);
        let mut volumes: Vec<Purpose> = Vec::new();
        for (index, corners) in object.triangles.iter().enumerate() {
            // A volume's triangles follow each other.
            let purpose = self.project.triangle(built, index);
            if let Some(purpose) = purpose {
                if volumes.last() != Some(&purpose) {
                    volumes.push(purpose);
                }
                continue;
            }
            let in_range = |corner: u32| {
                if (corner as usize) < object.positions.len() { base as u32 + corner } else { u32::MAX }
            };
            let mut corners = corners.map(in_range);
            let looks = looks(model, object, index);
            without_look += u64::from(looks.iter().any(Option::is_none));
            let mut looks = looks.map(Option::unwrap_or_default);
            if is_mirrored {
                corners.swap(1, 2);
                looks.swap(1, 2);
            }
            self.mesh.triangles.push(corners);
            for look in looks {
                self.corner(model, look);
                shades.note(look.color);
            }
        }
        self.left_out.extend(volumes);
        if without_look > 0 {
            let message = "Triangles name a colour, material or place on a picture that the file does not have; they are shown plain.";
            let finding =
                Finding::new(PROPERTY_MISSING, message, "Export the model again, best without colours if none matter.");
            self.findings.push(finding.times(without_look).at([Place::element(format!("object {}", object.id))]));
        }
        let triangles = start..self.mesh.triangles.len();
        self.mesh.parts.push(Part {
            name: object.name.clone(),
            triangles,
            color: shades.single(),
            source: format!("object {}", object.id),
        });
        self.carried.colors |= shades.are_many;
        Ok(())
    }

    fn corner(&mut self, model: &Model, look: Look) {
        let mut corner = Corner { color: look.color.unwrap_or([255; 4]), ..Corner::PLAIN };
        if let Some((texture_id, uv)) = look.texture
            && let Some(path) = model.textures.get(&texture_id)
        {
            if !self.pictures.contains(path) {
                self.pictures.insert(path.clone());
            }
            let picture = self.picture.get_or_insert_with(|| path.clone());
            if picture == path {
                corner.uv = uv;
                self.carried.uvs = true;
            }
        }
        self.corners.push(corner);
    }

    /// A package of G-code alone says so: the model that it was sliced from is not in it.
    fn tell_sliced(&mut self) {
        if self.project.is_sliced && self.mesh.triangles.is_empty() {
            let message = "The file holds a sliced plate, as G-code for one printer, and no model.";
            let fix =
                "Save the project itself (File, Save project as), or export the model as 3MF or STL, and upload that.";
            self.findings.push(Finding::new(SLICED, message, fix));
        }
    }

    fn tell_beams(&mut self) {
        let beams: u64 = self.models.values().map(|model| model.beam_count).sum();
        if beams > 0 {
            let message = format!(
                "{} left out: lattices of beams are not turned into a surface yet.",
                count_of(beams, "beam was", "beams were")
            );
            let fix = "Export the lattice as a mesh, so that its surface can be checked.";
            self.findings.push(Finding::new(LEFT_OUT, message, fix).times(beams));
        }
    }

    fn finish(mut self) -> Mesh {
        if self.pictures.len() > 1 {
            let message = format!("The model has {} pictures; only the first was kept.", self.pictures.len());
            let finding = Finding::new(LEFT_OUT, message, "Join them into one picture to see all of them here.");
            self.findings.push(finding.at(self.pictures.iter().map(|path| Place::element(name(path.as_bytes())))));
        }
        if let Some(path) = self.picture.take().filter(|path| self.package.has(path)) {
            match self.package.part(&path).and_then(|bytes| texture::decode(&bytes, self.budget)) {
                Ok(raster) => self.mesh.texture = Some(Box::new(raster)),
                Err(stop) => self.findings.push((*stop).severity(Severity::Warn)),
            }
        }
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

/// The colours of one object's corners, as far as it matters whether they are all the same.
#[derive(Default)]
struct Shades {
    first: Option<Option<[u8; 4]>>,
    are_many: bool,
}

impl Shades {
    fn note(&mut self, color: Option<[u8; 4]>) {
        self.are_many |= *self.first.get_or_insert(color) != color;
    }

    fn single(&self) -> Option<[u8; 4]> {
        self.first.flatten().filter(|_| !self.are_many)
    }
}

/// The looks of a triangle's corners; none for one that names what is not there.
fn looks(model: &Model, object: &Object, triangle: usize) -> [Option<Look>; 3] {
    match (object.properties.get(triangle), object.default) {
        (Some(&Some((group, places))), _) => places.map(|place| look(model, group, place)),
        (_, Some((group, place))) => [look(model, group, place); 3],
        _ => [Some(Look::default()); 3],
    }
}
