//! Pictures of what lies flat: drawings, repeats, rasters, and the mark laid over a preview.

mod drawing;
mod ink;
mod lettering;
mod raster;
mod tiles;
mod watermark;

pub use drawing::{DrawingPlace, drawing, drawing_place, repeat};
pub use raster::{raster, square, whole};
pub use tiles::{Level, TILE_PX, levels, tiles};
pub use watermark::watermark;
