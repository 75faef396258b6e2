//! Parameters in, a pattern out: the formulas behind the demonstration shop, and a start for anyone's own.
//!
//! Every formula is a file: a struct of parameters with units and defaults, and a function from it to a
//! [`pattern::Mesh`] or a [`pattern::Drawing`]. Meshes are closed, wound outward, in millimetres and stand on
//! z = 0; drawings are in millimetres with y down. Nothing here reads a clock, a file or a random source: what
//! looks random follows a seed.
//!
//! Start at [`collection()`] for finished pieces, or at any formula:
//!
//! ```
//! use generate::gear::{Gear, gear};
//! let wheel = gear(&Gear { teeth: 31, helix_deg: 20.0, ..Gear::default() });
//! assert!(wheel.triangles.len() > 1_000);
//! ```

mod tool;

pub mod bag;
pub mod bent;
pub mod case;
pub mod chess;
pub mod collection;
pub mod damage;
pub mod drive;
pub mod fitting;
pub mod form;
pub mod garment;
pub mod gear;
pub mod knot;
pub mod minimal;
pub mod plate;
pub mod repeat;
pub mod sheet_goods;
pub mod turned;
pub mod vessel;

pub use collection::{Creator, Piece, collection, creators};
