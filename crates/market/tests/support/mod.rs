//! A market of its own for one test, and the people in it.
#![allow(dead_code, unused_imports)] // Each test file uses some of it.

mod archive;
mod shapes;
mod wire;
mod world;

pub use archive::{Claim, claiming, link, zip};
pub use shapes::{cube, open_cube, plate};
pub use wire::Wire;
pub use world::{World, attempt, basket_of, euro, said_of};
