//! What was found in files that lie on somebody's own disk, as one page that needs nothing else.

use askama::Template;

use super::FileReport;
use crate::asset;

/// The page: its style sheet and its pictures are in it, so that it can be sent or kept as one file.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "inspection.html")]
pub struct Inspection {
    /// `Two files pass, one fails`.
    pub title: String,
    /// By which version: `Maquette 0.1`.
    pub made_by: String,
    /// One section a file; addresses of pictures hold their bytes.
    pub files: Vec<FileReport>,
}

impl Inspection {
    fn sheet(&self) -> &'static str {
        asset::SHEET
    }
}
