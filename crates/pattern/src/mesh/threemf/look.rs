//! What a corner looks like that names a property by group and place.

use super::{model::Model, property::Property};

/// What a corner looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Look {
    pub(super) color: Option<[u8; 4]>,
    /// The picture's number and the place in it.
    pub(super) texture: Option<(u32, [f32; 2])>,
}

/// The look of place `index` in group `id`; none where either is not there. Groups of groups are followed once: the
/// specification forbids more.
pub(super) fn look(model: &Model, id: u32, index: usize) -> Option<Look> {
    match model.properties.get(&id)? {
        Property::Multi { group_ids, entries } => {
            let mut look = Look::default();
            let places = entries.get(index)?;
            for (layer, &group_id) in group_ids.iter().enumerate() {
                // A place left out is the first.
                let single = single(model, group_id, places.get(layer).copied().unwrap_or(0)).unwrap_or_default();
                look.color = look.color.or(single.color);
                look.texture = look.texture.or(single.texture);
            }
            Some(look)
        }
        _ => single(model, id, index),
    }
}

fn single(model: &Model, id: u32, index: usize) -> Option<Look> {
    let colored = |color: &[u8; 4]| Look { color: Some(*color), texture: None };
    match model.properties.get(&id)? {
        Property::Colors(colors) => colors.get(index).map(colored),
        Property::Texture { texture_id, uvs } => {
            uvs.get(index).map(|&uv| Look { color: None, texture: Some((*texture_id, uv)) })
        }
        Property::Composite { base_id, main } => match model.properties.get(base_id)? {
            Property::Colors(colors) => colors.get(*main.get(index)?).map(colored),
            _ => None,
        },
        Property::Multi { .. } => None,
    }
}
