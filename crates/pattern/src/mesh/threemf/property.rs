//! Colours, materials and texture coordinates that triangles name by group and place.

use super::model::Model;

/// A group of properties.
#[derive(Debug)]
pub(super) enum Property {
    /// `basematerials` and `colorgroup`.
    Colors(Vec<[u8; 4]>),
    /// `texture2dgroup`: the picture's number, and texture coordinates.
    Texture { texture_id: u32, uvs: Vec<[f32; 2]> },
    /// `compositematerials`: the group of materials, and for each mixture the place of what it has most of.
    Composite { base_id: u32, main: Vec<usize> },
    /// `multiproperties`: groups laid over each other, and for each entry a place in each.
    Multi { group_ids: Vec<u32>, entries: Vec<Vec<usize>> },
}

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

/// `#RRGGBB` or `#RRGGBBAA`.
pub(super) fn color(text: &str) -> Option<[u8; 4]> {
    let digits = text.trim().strip_prefix('#')?;
    let value = u32::from_str_radix(digits, 16).ok()?;
    match digits.len() {
        6 => Some((value << 8 | 0xFF).to_be_bytes()),
        8 => Some(value.to_be_bytes()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::color;

    #[test]
    fn colours_have_six_or_eight_digits() {
        assert_eq!(color("#FF8000"), Some([255, 128, 0, 255]));
        assert_eq!(color("#ff800040"), Some([255, 128, 0, 64]));
        assert_eq!([color("FF8000"), color("#FF80"), color("#GG8000")], [None; 3]);
    }
}
