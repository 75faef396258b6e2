//! What a file is: a [`Mesh`], a [`Drawing`] or a [`Raster`], read within a [`Budget`].
//!
//! A reader takes bytes and gives a [`Reading`]: what could be read, and findings about what
//! could not. It never fails on content, never opens a file, never reads a clock. Every length
//! is in millimetres once it is here; the file's own unit is kept beside it.
//!
//! Start at [`read`]; each format is a folder of its own under [`mesh`], [`drawing`] or [`raster`].
//!
//! ```
//! use pattern::{Budget, Pattern};
//! let off = b"OFF\n3 1 0\n0 0 0\n10 0 0\n0 10 0\n3 0 1 2\n";
//! let reading = pattern::read(off, Some("corner.off"), &Budget::default());
//! let Some(Pattern::Mesh(mesh)) = reading.pattern else { panic!("a mesh") };
//! assert_eq!(mesh.triangles.len(), 1);
//! ```

mod archive;
mod budget;
mod detect;
mod finding;
mod format;
mod read;
mod told;
mod units;
mod utf16;
mod words;
mod write;

pub mod codes;
pub mod drawing;
pub mod mesh;
pub mod raster;

pub use archive::{Archive, ArchiveEntry, ArchiveFault, ArchiveLimits, UnpackError};
pub use budget::Budget;
pub use drawing::{Drawing, Effects};
pub use finding::{Code, Finding, Findings, Place, Severity};
pub use format::{Format, Kind};
pub use mesh::Mesh;
pub use raster::Raster;
pub use read::{Pattern, Reading, read};
pub use units::{Told, Unit, Units, Witness};
pub use write::{writable, write};
