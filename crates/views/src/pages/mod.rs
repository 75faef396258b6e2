//! One file per page, or per group of pages that share a form.

mod browse;
mod home;
mod problem;

pub use browse::{Browse, BrowseResults, FilterGroup, Filters};
pub use home::{Home, Shelf};
pub use problem::Problem;
