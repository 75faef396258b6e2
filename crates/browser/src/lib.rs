//! The verifier in a person's own browser: a file's bytes in, its report and what a page shows of it out.
//!
//! It is compiled to WebAssembly and runs in a worker; it opens no connection and has no way to. The report is byte for
//! byte the one that the server makes. Start at [`answer`]; `door` is how a script reaches it.
//!
//! ```
//! let stl = pattern::mesh::stl::write(&pattern::Mesh {
//!     positions: vec![[0.0, 0.0, 0.0], [40.0, 0.0, 0.0], [0.0, 30.0, 0.0], [0.0, 0.0, 20.0]],
//!     triangles: vec![[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]],
//!     ..Default::default()
//! });
//! let answer = browser::answer("corner.stl", &stl, None, &locale::HOUSE);
//! assert!(answer.report.contains(r#""watertight":true"#) && answer.row.contains("corner.stl"));
//! ```

mod answer;
#[cfg(target_arch = "wasm32")]
mod door;
mod mended;
mod sheet;
mod stand;

pub use answer::{Answer, Model, answer};
pub use mended::{Mended, mended};
