//! Pixels: PNG, JPEG, WebP.

mod density;
mod ending;
mod read;

pub use read::read;

/// A picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Raster {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// `width * height` pixels row by row from the top, sRGB with straight alpha.
    pub pixels: Vec<[u8; 4]>,
    /// Pixels to the inch, where the file says so.
    pub dpi: Option<f64>,
    /// Whether it is one repeat of an endless surface.
    pub repeat: bool,
}
