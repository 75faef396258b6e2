//! Pictures of what lies flat: drawings, repeats, rasters, and the mark laid over a preview.

mod drawing;
mod ink;
mod lettering;
mod raster;
mod watermark;

pub use drawing::{DrawingPlace, drawing, drawing_place, repeat};
pub use raster::{raster, square, whole};
pub use watermark::watermark;
