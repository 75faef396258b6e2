//! The one picture that stands for a pattern.

use pattern::Pattern;

use crate::{Image, Still, Studio, drawing, raster, repeat};

/// A square picture of whatever `pattern` is, `size_px` a side; none where there is nothing to show.
///
/// A mesh is photographed in plaster, a drawing is drawn in ink, a repeat fills the tile, a raster is fitted.
pub fn picture(pattern: &Pattern, size_px: u32) -> Option<Image> {
    match pattern {
        Pattern::Mesh(mesh) => Some(Studio::new(mesh)?.still(&Still { size_px, ..Still::default() })),
        Pattern::Drawing(tile) if tile.repeat => repeat(tile, size_px),
        Pattern::Drawing(sheet) => drawing(sheet, size_px),
        Pattern::Raster(pixels) => raster(pixels, size_px),
    }
}
