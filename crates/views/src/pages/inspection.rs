//! What was found in files that nobody uploaded: as one page that needs nothing else, and on the page where a browser
//! looks by itself.

use askama::Template;

use super::{FileReport, Light, Viewer3d};
use crate::{Fact, Finding, Layout, Mark, Verdict, asset};

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

/// `/inspect`: files are looked at in the browser, and nothing leaves it.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "inspect.html")]
pub struct Inspect {
    /// The frame.
    pub layout: Layout,
    /// `STL, OBJ, …`, as the door says what it takes.
    pub limits_words: String,
    /// For the file input: `.stl,.obj`.
    pub accept: String,
    /// The lights of every still, in a preview's axes.
    pub lights: Vec<Light>,
}

impl Inspect {
    fn lights_json(&self) -> String {
        crate::script_json(&self.lights)
    }
}

/// What stands in the frame of a file that a browser looked at.
#[derive(Clone, Debug, Default)]
pub enum InspectedStand {
    /// Nothing.
    #[default]
    None,
    /// A mesh; what to show comes with it and not from an address.
    Mesh(Viewer3d),
    /// A drawing, and where the findings are on it.
    Drawing(Vec<Mark>),
}

/// One file that a browser looked at.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "inspected_row.html")]
pub struct InspectedRow {
    /// The file's own name.
    pub name: String,
    /// `STL, 14 MB, 230,400 triangles`.
    pub facts_words: String,
    /// Sound or not.
    pub verdict: Verdict,
    /// Worst first.
    pub findings: Vec<Finding>,
    /// Measures.
    pub facts: Vec<Fact>,
    /// How it is shown.
    pub stand: InspectedStand,
    /// Whether mending is for something that was found.
    pub is_mendable: bool,
}

/// What mending a file in a browser came to. The file itself is handed over by the script that asked.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "mended_here.html")]
pub struct MendedHere {
    /// The mended file's name; none where nothing was mended.
    pub name: Option<String>,
    /// What its inspection came to.
    pub verdict: Option<Verdict>,
    /// What was done, in order, a sentence each.
    pub steps: Vec<String>,
    /// How far it is the same; why not, where nothing was mended.
    pub words: String,
}
