//! The front page: what this is, what is new, and a few shelves.

use askama::Template;

use crate::{Chip, Layout, Tile};

/// A row of patterns under a heading.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    /// What they have in common.
    pub title: String,
    /// Where all of them are.
    pub href: String,
    /// What the link says: `All 84 for sewing`.
    pub more: String,
    /// Five fill a row of a wide screen.
    pub tiles: Vec<Tile>,
}

/// `/`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "home.html")]
pub struct Home {
    /// The frame.
    pub layout: Layout,
    /// Everything, 3D print, Laser and CNC, Sewing, Graphic.
    pub kinds: Vec<Chip>,
    /// Ready-made filters: No supports, Free.
    pub shortcuts: Vec<Chip>,
    /// `1,284 patterns by 212 designers`.
    pub counts: String,
    /// Newest first.
    pub latest: Vec<Tile>,
    /// Further rows.
    pub shelves: Vec<Shelf>,
}
