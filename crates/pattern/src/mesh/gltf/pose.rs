//! Where a node's mesh is at rest: by its own place, by every instance of it, or by the joints of its skin; with the morph
//! targets' default weights.

use glam::{DAffine3, DMat4, DQuat, DVec3};
use serde_json::Value;

use super::{
    accessor::Source,
    document::{Document, GltfMesh, Node, Primitive},
};
use crate::{
    Budget,
    mesh::trouble::{Limit, Stop, spend},
};

/// One mesh in many places.
pub(super) const INSTANCING: &str = "EXT_mesh_gpu_instancing";
/// Influences of joints in one set of attributes.
const INFLUENCES: usize = 4;

/// Where a mesh is.
#[derive(Clone, Debug)]
pub(super) enum Pose {
    /// Put there as it is.
    Rigid(DAffine3),
    /// Bent: each joint's place times the inverse of its place when it was bound, by its number in the skin.
    Skinned(Vec<DAffine3>),
}

impl Pose {
    /// Whether it turns the inside out.
    pub(super) fn is_mirrored(&self) -> bool {
        let one = match self {
            Self::Rigid(transform) => Some(transform),
            Self::Skinned(joints) => joints.first(),
        };
        one.is_some_and(|transform| transform.matrix3.determinant() < 0.0)
    }
}

/// The node's own transform.
pub(super) fn transform(node: &Node) -> DAffine3 {
    if let Some(matrix) = &node.matrix {
        return DAffine3::from_mat4(DMat4::from_cols_array(matrix));
    }
    placed(node.translation, node.rotation, node.scale)
}

fn placed(translation: Option<[f64; 3]>, rotation: Option<[f64; 4]>, scale: Option<[f64; 3]>) -> DAffine3 {
    let scale = scale.map_or(DVec3::ONE, DVec3::from_array);
    let rotation = rotation.map_or(DQuat::IDENTITY, DQuat::from_array);
    let translation = translation.map_or(DVec3::ZERO, DVec3::from_array);
    DAffine3::from_scale_rotation_translation(scale, rotation.normalize(), translation)
}

/// Every node's place in the scene, in metres: the skin's joints stand where they stand, whoever names them.
pub(super) fn places(document: &Document) -> Vec<DAffine3> {
    let mut parents: Vec<Option<usize>> = vec![None; document.nodes.len()];
    for (parent, node) in document.nodes.iter().enumerate() {
        for &child in &node.children {
            if let Some(slot) = parents.get_mut(child) {
                *slot = slot.or(Some(parent));
            }
        }
    }
    let mut places: Vec<Option<DAffine3>> = vec![None; document.nodes.len()];
    for start in 0..document.nodes.len() {
        // Up to a node whose place is known, and down again; a ring of nodes ends where it began.
        let mut chain = vec![start];
        let mut at = start;
        while places[at].is_none()
            && let Some(parent) = parents[at]
            && chain.len() <= document.nodes.len()
            && parent != start
        {
            chain.push(parent);
            at = parent;
        }
        let mut place = None;
        for index in chain.into_iter().rev() {
            let own = places[index]
                .unwrap_or_else(|| place.unwrap_or(DAffine3::IDENTITY) * transform(&document.nodes[index]));
            places[index] = Some(own);
            place = Some(own);
        }
    }
    places.into_iter().map(Option::unwrap_or_default).collect()
}

/// The poses of the node's mesh: one, or one for each instance. `outer` is where the node is, in millimetres; `scale` is the
/// scene's own. A skin moves a mesh by its joints alone.
pub(super) fn of(
    source: Source,
    node: &Node,
    outer: DAffine3,
    scale: DAffine3,
    places: &[DAffine3],
    budget: &Budget,
) -> Result<Vec<Pose>, Stop> {
    if let Some(joints) = node.skin.and_then(|skin| joints(source, skin, scale, places)) {
        return Ok(vec![Pose::Skinned(joints)]);
    }
    let Some(instances) = node.extensions.as_ref().and_then(|extensions| extensions.get(INSTANCING)) else {
        return Ok(vec![Pose::Rigid(outer)]);
    };
    Ok(instances_of(source, instances, budget)?.into_iter().map(|one| Pose::Rigid(outer * one)).collect())
}

fn joints(source: Source, skin: usize, scale: DAffine3, places: &[DAffine3]) -> Option<Vec<DAffine3>> {
    let skin = source.document.skins.get(skin)?;
    let inverse = skin.inverse_bind_matrices.and_then(|matrices| source.values::<16>(matrices, skin.joints.len()));
    let inverse = inverse.unwrap_or_default();
    let joint = |(number, joint): (usize, &usize)| {
        let bound = inverse
            .get(number)
            .map_or(DAffine3::IDENTITY, |matrix| DAffine3::from_mat4(DMat4::from_cols_array(matrix)));
        Some(scale * *places.get(*joint)? * bound)
    };
    skin.joints.iter().enumerate().map(joint).collect::<Option<Vec<_>>>().filter(|joints| !joints.is_empty())
}

fn instances_of(source: Source, extension: &Value, budget: &Budget) -> Result<Vec<DAffine3>, Stop> {
    let accessor = |name: &str| usize::try_from(extension.get("attributes")?.get(name)?.as_u64()?).ok();
    let [translation, rotation, scale] = ["TRANSLATION", "ROTATION", "SCALE"].map(accessor);
    let count =
        [translation, rotation, scale].into_iter().flatten().map(|index| source.count(index)).max().unwrap_or(0);
    spend(Limit::Nodes, count, budget.nodes_max)?;
    let translations = translation.and_then(|index| source.values::<3>(index, count)).unwrap_or_default();
    let rotations = rotation.and_then(|index| source.values::<4>(index, count)).unwrap_or_default();
    let scales = scale.and_then(|index| source.values::<3>(index, count)).unwrap_or_default();
    let there = [translations.len(), rotations.len(), scales.len()].into_iter().max().unwrap_or(0);
    let one =
        |index| placed(translations.get(index).copied(), rotations.get(index).copied(), scales.get(index).copied());
    Ok((0..there).map(one).collect())
}

/// Moves `positions` by the targets whose default weight is not zero; says whether any is.
pub(super) fn morph(
    source: Source,
    node: &Node,
    mesh: &GltfMesh,
    primitive: &Primitive,
    positions: &mut [[f64; 3]],
    budget: &Budget,
) -> Result<bool, Stop> {
    let weights = if node.weights.is_empty() { &mesh.weights } else { &node.weights };
    let moving = primitive.targets.iter().zip(weights).filter(|(_, weight)| **weight != 0.0);
    let mut targets = 0;
    for (target, weight) in moving {
        targets += 1;
        spend(Limit::Vertices, positions.len().saturating_mul(targets), budget.vertices_max)?;
        let shifts = target.position.and_then(|accessor| source.values::<3>(accessor, positions.len()));
        for (position, shift) in positions.iter_mut().zip(shifts.unwrap_or_default()) {
            for (value, shift) in position.iter_mut().zip(shift) {
                *value += weight * shift;
            }
        }
    }
    Ok(targets > 0)
}

/// Where the pose puts each of `positions`, in millimetres.
pub(super) fn put(source: Source, pose: &Pose, primitive: &Primitive, positions: &[[f64; 3]]) -> Vec<[f32; 3]> {
    let joints = match pose {
        Pose::Rigid(transform) => {
            let place = |&at: &[f64; 3]| transform.transform_point3(DVec3::from(at)).as_vec3().to_array();
            return positions.iter().map(place).collect();
        }
        Pose::Skinned(joints) => joints,
    };
    let attributes = &primitive.attributes;
    let read = |accessor: Option<usize>| {
        accessor.and_then(|accessor| source.values::<INFLUENCES>(accessor, positions.len())).unwrap_or_default()
    };
    let sets = [(attributes.joints, attributes.weights), (attributes.joints_more, attributes.weights_more)]
        .map(|(joints, weights)| (read(joints), read(weights)));
    let place = |(vertex, &at): (usize, &[f64; 3])| {
        let at = DVec3::from(at);
        let (mut sum, mut total) = (DVec3::ZERO, 0.0);
        for (numbers, weights) in &sets {
            let (Some(numbers), Some(weights)) = (numbers.get(vertex), weights.get(vertex)) else { continue };
            for (&number, &weight) in numbers.iter().zip(weights).filter(|(_, weight)| **weight > 0.0) {
                let joint = joints.get(number as usize).unwrap_or(&joints[0]);
                sum += joint.transform_point3(at) * weight;
                total += weight;
            }
        }
        // What no joint holds goes with the first.
        let at = if total > 0.0 { sum / total } else { joints[0].transform_point3(at) };
        at.as_vec3().to_array()
    };
    positions.iter().enumerate().map(place).collect()
}
