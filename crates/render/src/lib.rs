//! Pictures of patterns: a [`pattern::Pattern`] in, pixels out, on the CPU alone.
//!
//! Meshes stand as matte plaster in a photographer's studio, drawings are ink on a transparent
//! sheet, repeats fill the tile. The ground of every picture is transparent, and shadows are
//! alpha, so that one picture serves light and dark pages. Nothing here reads a file, a clock or
//! a random source: the same pattern gives the same pixels, whatever the number of cores.
//!
//! Start at [`picture`], or at [`Studio`] for several views of one mesh.
//!
//! ```
//! let mesh = pattern::Mesh {
//!     positions: vec![[0.0, 0.0, 0.0], [40.0, 0.0, 0.0], [0.0, 30.0, 0.0], [0.0, 0.0, 20.0]],
//!     triangles: vec![[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]],
//!     ..Default::default()
//! };
//! let studio = render::Studio::new(&mesh).expect("four triangles with area");
//! let still = studio.still(&render::Still { size_px: 64, ..Default::default() });
//! assert_eq!((still.width, still.height), (64, 64));
//! assert_eq!(still.pixels[0][3], 0, "the ground is transparent");
//! ```

mod card;
mod flat;
mod image;
mod picture;
mod preview;
mod studio;

pub use card::card;
pub use flat::{
    DrawingPlace, Level, TILE_PX, drawing, drawing_place, levels, raster, repeat, square, tiles, watermark, whole,
};
pub use image::{Error, Image};
pub use picture::picture;
pub use preview::preview_mesh;
pub use studio::{Camera, Light, LightKind, Still, Studio, lights};
