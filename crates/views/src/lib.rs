//! The view layer: every page of the marketplace as a plain struct and a template.
//!
//! A handler fills a page's struct with words and figures and renders it; nothing here knows a
//! row, a request or a rule. Templates lie in `templates/`, what a browser fetches in `static/`.
//! Pages hold no inline script and no inline style, work without either, and carry the CSRF
//! token in every form that changes something. Start with [`Layout`], then the page's own struct.
//!
//! ```
//! use askama::Template;
//! use views::{Layout, pages::Problem};
//! let page = Problem::not_found(Layout::new("Maquette"));
//! assert!(page.render().is_ok_and(|html| html.contains("Nothing is at this address")));
//! ```

mod asset;
mod chart;
mod form;
mod layout;
pub mod pages;
mod part;
pub mod reported;
mod structured;
pub mod words;

pub use asset::{StaticFile, asset_url, static_file};
pub use chart::Chart;
pub use form::{Choice, Form};
pub use layout::{Assets, Crumb, Layout, Link, Viewer};
pub use part::{Chip, Fact, FactWidth, FileLine, Finding, Grade, Mark, Pager, Picture, Tile, Verdict};
pub use structured::{Product, script_json};
