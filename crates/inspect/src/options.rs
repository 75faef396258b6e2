//! What an inspection is for, and how far it goes.

use crate::{Process, Sheet, Use};

/// How a file is looked at. The default is what a market asks of every upload: everything that is quick, and what is
/// costly as long as the file is of a usual size; what was left out is said in the report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// Leaves nothing out, whatever it costs.
    pub thorough: bool,
    /// Sides of the space in which the maker's machine works, mm; none asks nothing about it.
    pub bed_mm: Option<[f64; 3]>,
    /// How a mesh is going to be made; none asks nothing about it.
    pub process: Option<Process>,
    /// What a drawing is cut from, and with what; none takes what holds for most, and asks nothing about the tool.
    pub sheet: Option<Sheet>,
    /// What a drawing is for; none takes what its layers, labels and texts say, else that it is to be cut.
    pub used_for: Option<Use>,
}

impl Options {
    /// Leaves nothing out.
    pub fn thorough() -> Self {
        Self { thorough: true, ..Self::default() }
    }
}
