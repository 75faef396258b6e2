//! Units of length: what a file was drawn in, and how sure that is.

use serde::{Deserialize, Serialize};

/// A unit of length that files are drawn in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)] // The names say it.
pub enum Unit {
    Micron,
    Millimetre,
    Centimetre,
    Inch,
    Foot,
    Metre,
    Point,
    Pixel,
}

impl Unit {
    /// Millimetres in one; a pixel is 1/96 inch (CSS), a point 1/72.
    pub fn mm(self) -> f64 {
        match self {
            Self::Micron => 0.001,
            Self::Millimetre => 1.0,
            Self::Centimetre => 10.0,
            Self::Inch => 25.4,
            Self::Foot => 304.8,
            Self::Metre => 1000.0,
            Self::Point => 25.4 / 72.0,
            Self::Pixel => 25.4 / 96.0,
        }
    }
}

/// The unit of a file, and whether the file says so itself or the reader had to assume it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Units {
    /// What one unit of the file's numbers is.
    pub unit: Unit,
    /// True where the file states it.
    pub stated: bool,
    /// What a comment or the name says where the format has no unit; programs do not go by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<Told>,
}

/// A unit that is told beside the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// What one unit of the file's numbers is.
    pub unit: Unit,
    /// What tells it.
    pub by: Witness,
}

/// What tells a unit that the format itself does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Witness {
    /// A comment in the file.
    Comment,
    /// The file's name, such as `bracket_inch.stl`.
    Name,
}

impl Units {
    /// The file says so.
    pub fn stated(unit: Unit) -> Self {
        Self { unit, stated: true, told: None }
    }

    /// The file says nothing; makers' programs take it to be `unit`.
    pub fn assumed(unit: Unit) -> Self {
        Self { unit, stated: false, told: None }
    }
}
