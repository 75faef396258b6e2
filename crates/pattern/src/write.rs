//! Writing a pattern as a file, whatever it was read from.

use crate::{Format, Pattern, drawing, mesh};

/// The format that `pattern` is written in: the one that it was read from where that can be written, else the one that
/// most programs read without losing anything of it.
pub fn writable(pattern: &Pattern, read_from: Option<Format>) -> Option<Format> {
    Some(match (pattern, read_from) {
        (Pattern::Drawing(_), Some(Format::Dxf)) => Format::Dxf,
        (Pattern::Drawing(_), _) => Format::Svg,
        (Pattern::Mesh(_), Some(own @ (Format::Stl | Format::Obj | Format::Ply | Format::ThreeMf | Format::Glb))) => {
            own
        }
        (Pattern::Mesh(mesh), _) if mesh.colors.is_empty() && mesh.texture.is_none() => Format::Stl,
        (Pattern::Mesh(_), _) => Format::ThreeMf,
        (Pattern::Raster(_), _) => return None,
    })
}

/// The bytes of `pattern` as a file of `format`; none where no such pattern is written in that.
pub fn write(pattern: &Pattern, format: Format) -> Option<Vec<u8>> {
    match (pattern, format) {
        (Pattern::Mesh(solid), Format::Stl) => Some(mesh::stl::write(solid)),
        (Pattern::Mesh(solid), Format::Obj) => Some(mesh::obj::write(solid)),
        (Pattern::Mesh(solid), Format::Ply) => Some(mesh::ply::write(solid)),
        (Pattern::Mesh(solid), Format::ThreeMf) => Some(mesh::threemf::write(solid)),
        (Pattern::Mesh(solid), Format::Glb) => Some(mesh::gltf::write(solid)),
        (Pattern::Drawing(sheet), Format::Dxf) => Some(drawing::dxf::write(sheet).into_bytes()),
        (Pattern::Drawing(sheet), Format::Svg) => Some(drawing::svg::write(sheet).into_bytes()),
        _ => None,
    }
}
