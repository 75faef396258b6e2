//! Colours, materials and texture coordinates that triangles name by group and place.

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
