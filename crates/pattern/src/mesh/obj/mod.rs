//! OBJ (Wavefront Advanced Visualizer, Appendix B1): `v` with or without colours, `vt`, `f`, `o`, `g`, `usemtl`.
//!
//! Polygons are cut into triangles. Groups and objects become parts; a change of material begins one, too.
//! Materials and pictures lie in other files, which a reader of bytes does not have. OBJ has no unit;
//! makers' programs take it to be millimetres.

mod read;
mod write;

pub use read::read;
pub(crate) use read::{is_free_form, is_other_keyword, statements};
pub use write::write;
