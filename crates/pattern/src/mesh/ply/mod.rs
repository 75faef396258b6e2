//! PLY (Greg Turk, The PLY Polygon File Format, 1994), ASCII and binary of either byte order.
//!
//! ```text
//! ply | format KIND 1.0 | element NAME COUNT | property TYPE NAME | property list TYPE TYPE NAME | end_header | data
//! ```
//!
//! Read are `vertex` (position, colour, texture coordinate), `face` (polygons, colours) and `tristrips`; all
//! other elements are stepped over. PLY has no unit; it is taken to be millimetres.

mod header;
mod read;
mod source;
mod write;

pub(crate) use header::is_ply;
pub use read::read;
pub use write::write;
