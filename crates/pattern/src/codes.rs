//! Codes of what readers find, by name: those that somebody else asks for.

use crate::{
    Code,
    drawing::{dxf, svg},
};

/// Pictures placed in an SVG.
pub const SVG_IMAGE: Code = svg::IMAGE;
/// Clips, masks, filters and pattern fills in an SVG.
pub const SVG_EFFECT: Code = svg::EFFECT;
/// Nothing in an SVG can be drawn.
pub const SVG_EMPTY: Code = svg::EMPTY;
/// Pictures placed in a DXF.
pub const DXF_IMAGE: Code = dxf::IMAGE;
/// Nothing in a DXF can be drawn.
pub const DXF_EMPTY: Code = dxf::EMPTY;
