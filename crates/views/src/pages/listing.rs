//! A pattern's own page: pictures, facts, licences, files and what is like it.

use askama::Template;
use serde::Serialize;

use super::LicenceHelp;
use crate::{Crumb, Fact, FileLine, Finding, Layout, Link, Mark, Picture, Product, Tile, Verdict};

/// A dimension line over the still, in percent of the picture's side.
#[derive(Clone, Debug, Default)]
pub struct DimensionLine {
    /// One end, from the left and from above.
    pub from: (f32, f32),
    /// The other end.
    pub to: (f32, f32),
    /// `150 mm`.
    pub label: String,
}

impl DimensionLine {
    fn middle(&self) -> (f32, f32) {
        ((self.from.0 + self.to.0) / 2.0, (self.from.1 + self.to.1) / 2.0)
    }

    /// A tick across the line's end, as an SVG path.
    fn tick(&self, (x, y): (f32, f32)) -> String {
        let (dx, dy) = (self.to.0 - self.from.0, self.to.1 - self.from.1);
        let length = dx.hypot(dy).max(f32::EPSILON);
        let (tx, ty) = (-dy / length * 1.5, dx / length * 1.5);
        format!("M{:.2} {:.2}L{:.2} {:.2}", x - tx, y - ty, x + tx, y + ty)
    }

    fn ticks(&self) -> String {
        format!("{}{}", self.tick(self.from), self.tick(self.to))
    }

    /// The words' middle, far enough from the edges that none is cut off in the larger type of a phone.
    fn label_middle(&self) -> f32 {
        let half = self.label.chars().fold(1.0, |half, _| half + 1.1);
        self.middle().0.clamp(half, 100.0 - half)
    }

    fn label_base(&self) -> f32 {
        self.middle().1 + 0.95
    }
}

/// From where the still was taken, in the preview's own axes, so that the viewer starts there.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Camera {
    /// Where it stands.
    pub position: [f32; 3],
    /// What it looks at.
    pub target: [f32; 3],
    /// What is up.
    pub up: [f32; 3],
    /// The vertical angle of view in degrees.
    pub view_degrees: f32,
}

/// One light of the still.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Light {
    /// `key`, `fill`, `rim`, or `sky`, which comes from everywhere.
    pub kind: String,
    /// Towards the light, in the preview's axes; its length does not matter.
    pub from: [f32; 3],
    /// Linear red, green, blue.
    pub colour: [f32; 3],
    /// Of a surface that faces it, in the units of the still's exposure.
    pub strength: f32,
    /// Half its width seen from the object, as a tangent.
    pub spread: f32,
}

/// What a viewer needs to show a mesh.
#[derive(Clone, Debug, Default)]
pub struct Viewer3d {
    /// The preview as GLB: reduced, never the original.
    pub preview_url: String,
    /// Its size in words: `0.4 MB`.
    pub preview_size: String,
    /// Where the still was taken from.
    pub camera: Camera,
    /// The lights of the still.
    pub lights: Vec<Light>,
    /// Sides in mm along the preview's x, y and z.
    pub size_mm: [f32; 3],
    /// Places of findings in the preview's own axes, with their numbers.
    pub places: Vec<(u32, [f32; 3])>,
}

impl Viewer3d {
    pub(super) fn camera_json(&self) -> String {
        crate::script_json(&self.camera)
    }

    fn lights_json(&self) -> String {
        crate::script_json(&self.lights)
    }

    pub(super) fn size_json(&self) -> String {
        crate::script_json(&self.size_mm)
    }

    pub(super) fn places_json(&self) -> String {
        crate::script_json(&self.places)
    }
}

/// What stands in the large frame.
#[derive(Clone, Debug, Default)]
pub enum Stand {
    /// A picture and nothing more.
    #[default]
    Still,
    /// A mesh that can be turned.
    Mesh(Viewer3d),
    /// A drawing that can be zoomed, with its true size.
    Drawing {
        /// A large picture of it: a drawing's own lines are the original, which is for sale.
        url: String,
        /// What the addresses of its tiles begin with: `-tiles.json` says which there are, `-0.webp` is the first; none
        /// before they are made.
        tiles: Option<String>,
        /// Share of the picture's side that a millimetre takes.
        per_mm: f64,
        /// True width in mm.
        width_mm: f32,
        /// True height in mm.
        height_mm: f32,
    },
}

/// A licence that can be bought.
#[derive(Clone, Debug, Default)]
pub struct LicenceOffer {
    /// What is sent.
    pub value: String,
    /// `Make it yourself`.
    pub name: String,
    /// In plain words, one line.
    pub words: String,
    /// `€ 6.50` or `Free`.
    pub price: String,
    /// The one that is chosen at first.
    pub chosen: bool,
}

/// What the person who looks can do about it.
#[derive(Clone, Debug, Default)]
pub enum Standing {
    /// Buy it.
    #[default]
    Buyable,
    /// It is in their library, at this address.
    Owned(String),
    /// It is theirs, and is edited at this address.
    Own(String),
    /// It is in the basket already.
    InBasket,
    /// It cannot be bought now, for this reason.
    Off(String),
}

/// `/l/{slug}`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "listing.html")]
pub struct Listing {
    /// The frame.
    pub layout: Layout,
    /// The listing's identifier.
    pub id: String,
    /// Kind, category.
    pub crumbs: Vec<Crumb>,
    /// Its name.
    pub title: String,
    /// Who made it.
    pub creator: Link,
    /// `38 patterns`.
    pub creator_counts: String,
    /// One paragraph.
    pub lead: String,
    /// The rest of the description, by paragraph.
    pub paragraphs: Vec<String>,
    /// The first stands large, the others in the strip.
    pub pictures: Vec<Picture>,
    /// The large frame.
    pub stand: Stand,
    /// Over the first picture.
    pub dimensions: Vec<DimensionLine>,
    /// Findings' places on the first picture.
    pub marks: Vec<Mark>,
    /// Those that cost something.
    pub licences: Vec<LicenceOffer>,
    /// Those that are fetched at once.
    pub free: Vec<LicenceOffer>,
    /// What else to know of fetching them: `No account needed.`
    pub free_words: String,
    /// What this person can do.
    pub standing: Standing,
    /// `STL and 3MF, 14 MB`.
    pub files_words: String,
    /// Each file.
    pub files: Vec<FileLine>,
    /// The verified facts.
    pub facts: Vec<Fact>,
    /// The verdict over all.
    pub verdict: Verdict,
    /// The worst three findings, shortly.
    pub findings: Vec<Finding>,
    /// How many there are in all.
    pub finding_count: u32,
    /// The whole report.
    pub report_href: String,
    /// Where somebody says that it should not be on sale.
    pub complaint_href: String,
    /// What each licence allows, in sentences.
    pub licence_words: Vec<LicenceHelp>,
    /// Materials, difficulty and other things a maker asks for.
    pub attributes: Vec<Fact>,
    /// What the creator declares about AI.
    pub ai_words: String,
    /// Tags with their results.
    pub tags: Vec<Link>,
    /// What is like it.
    pub related: Vec<Tile>,
    /// `Shaped like this`, `Also by Orla Brandt`.
    pub related_title: String,
    /// For search engines.
    pub product: Product,
}

/// `/l/{slug}/report`, also printed.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "report.html")]
pub struct Report {
    /// The frame.
    pub layout: Layout,
    /// To the listing.
    pub crumbs: Vec<Crumb>,
    /// The listing's name.
    pub title: String,
    /// When, by which version: `Verified 23 November 2026 by Maquette 0.1`.
    pub made: String,
    /// One section a file.
    pub files: Vec<FileReport>,
}

/// What was found in one file.
#[derive(Clone, Debug, Default)]
pub struct FileReport {
    /// The file.
    pub file: FileLine,
    /// Sound or not.
    pub verdict: Verdict,
    /// How it looks.
    pub picture: Option<Picture>,
    /// Where the findings are on the picture.
    pub marks: Vec<Mark>,
    /// Worst first.
    pub findings: Vec<Finding>,
    /// Measures.
    pub facts: Vec<Fact>,
    /// BLAKE3 of the file, so that a buyer can compare.
    pub hash: String,
    /// What was left out and why, if anything.
    pub left_out: Vec<String>,
}

/// A link from a shop to elsewhere.
#[derive(Clone, Debug, Default)]
pub struct OutwardLink {
    /// Where it leads: an https address.
    pub href: String,
    /// What its creator calls it.
    pub label: String,
    /// The website's name; empty where the label is just that.
    pub host: String,
}

/// What a moderator does with a shop's picture and links. Posts `words` to `/s/{handle}/clear`.
#[derive(Clone, Debug, Default)]
pub struct ClearShop {
    /// Where it is sent.
    pub action: String,
    /// `words`.
    pub form: crate::Form,
}

/// `/s/{handle}`: a creator's shop.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "shop.html")]
pub struct Shop {
    /// The frame.
    pub layout: Layout,
    /// The creator's name.
    pub name: String,
    /// Their portrait or logo.
    pub picture: Option<Picture>,
    /// In their own words.
    pub about: Vec<String>,
    /// Where else they are.
    pub links: Vec<OutwardLink>,
    /// For a moderator, where there is something to take away.
    pub clear: Option<ClearShop>,
    /// Patterns, since when, where.
    pub facts: Vec<Fact>,
    /// Kinds they make.
    pub kinds: Vec<crate::Chip>,
    /// One page of patterns.
    pub tiles: Vec<Tile>,
    /// The way through the pages.
    pub pager: crate::Pager,
}

impl Listing {
    /// What stands on the button of a narrow screen: the price, or the lowest of several.
    fn bar_price(&self) -> String {
        let lowest = self.licences.first().map(|licence| licence.price.as_str()).unwrap_or_default();
        if self.licences.len() > 1 { format!("from {lowest}") } else { lowest.to_owned() }
    }

    /// The true size of a drawing: `84.1 × 118.9 mm`.
    fn sides(&self, width_mm: &f32, height_mm: &f32) -> String {
        self.layout.locale.figures(&format!("{width_mm} × {height_mm} mm")).into_owned()
    }

    /// Whether the report lists more than stands here.
    fn more_findings(&self) -> bool {
        self.finding_count as usize > self.findings.len()
    }
}
