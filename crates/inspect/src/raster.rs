//! Pictures: their size, and whether the ground shows through.

use pattern::Raster;

use crate::report::RasterFacts;

/// The facts of a picture.
pub(crate) fn facts(raster: &Raster) -> RasterFacts {
    RasterFacts {
        width: raster.width,
        height: raster.height,
        dpi: raster.dpi,
        alpha: raster.pixels.iter().any(|pixel| pixel[3] < u8::MAX),
    }
}
