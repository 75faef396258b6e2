//! Uploading: files on their way, what was found in them, and what buyers will read.

use askama::Template;

use super::Light;
use crate::{Choice, Fact, Finding, Form, Layout, Mark, Picture, Verdict};

/// How far a file has come.
#[derive(Clone, Debug)]
pub enum RowState {
    /// Being worked on.
    Running {
        /// `Comparing with 1,284 patterns`, `Unpacking: 37 of 120 files`.
        step_words: String,
        /// Whether these words say already how much of it is done.
        is_counted: bool,
        /// Steps that are done.
        done: u32,
        /// Steps in all.
        of: u32,
    },
    /// Looked at.
    Done(Verdict),
    /// It goes along with the pattern, and nobody looks at it.
    Along,
    /// Not taken, with the reason and what to do.
    Refused {
        /// What is so.
        words: String,
        /// What to do.
        next: String,
    },
}

/// What was found, opened below the row.
#[derive(Clone, Debug, Default)]
pub struct RowReport {
    /// With the places marked.
    pub picture: Option<Picture>,
    /// Where.
    pub marks: Vec<Mark>,
    /// Worst first.
    pub findings: Vec<Finding>,
    /// Measures.
    pub facts: Vec<Fact>,
}

/// One file on its way; answered alone by `POST /upload/file` with `HX-Request`.
#[derive(Clone, Debug, Template)]
#[template(path = "upload_row.html")]
pub struct UploadRow {
    /// The file's identifier.
    pub id: String,
    /// The draft it belongs to.
    pub listing: String,
    /// For the forms in it.
    pub csrf: String,
    /// As it was called.
    pub name: String,
    /// `61 MB, 1,221,164 triangles`.
    pub facts_words: String,
    /// Once it is drawn.
    pub picture: Option<Picture>,
    /// How far.
    pub state: RowState,
    /// What was found.
    pub report: Option<RowReport>,
    /// Whether the report stands open at first.
    pub open: bool,
    /// What mending can do, or has done.
    pub mending: Mending,
}

/// How far a file is mended. Posts `listing` and `file` to `/upload/file/mend` and `/upload/file/mended`.
#[derive(Clone, Debug, Default)]
pub enum Mending {
    /// Nothing was found that it is for.
    #[default]
    Nothing,
    /// It can be asked for.
    Offered,
    /// It was asked for.
    Working,
    /// It waits for its creator's word.
    Proposed(Box<MendedFile>),
    /// It could not be mended; why.
    Refused(String),
}

/// A mended file beside the one that it was made of.
#[derive(Clone, Debug, Default)]
pub struct MendedFile {
    /// How the file is.
    pub before: Option<Picture>,
    /// How the mended one is.
    pub after: Option<Picture>,
    /// What was done, in order.
    pub steps: Vec<String>,
    /// What an inspection of it came to.
    pub verdict: Option<Verdict>,
    /// How far it is the same, and what is left to find, in sentences.
    pub words: String,
}

/// The list of files; answered alone by `GET /upload/{listing}/rows`, asked for every second
/// while `running`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "upload_rows.html")]
pub struct UploadRows {
    /// The draft, or empty before the first file.
    pub listing: String,
    /// `Three files on their way`.
    pub heading: String,
    /// What a person can do meanwhile.
    pub words: String,
    /// Whether any file is still worked on.
    pub running: bool,
    /// What was left out of archives, until that was seen.
    pub left_out: Vec<LeftOut>,
    /// For the form that says so.
    pub csrf: String,
    /// In the order they came.
    pub rows: Vec<UploadRow>,
    /// The button to publish, and the sentence under it.
    pub publish: Publish,
}

/// What was left out of one archive. Posts to `/upload/{listing}/unpacked`.
#[derive(Clone, Debug, Default)]
pub struct LeftOut {
    /// `Four files were taken out of robot.zip. Left out:`
    pub words: String,
    /// Paths in the archive.
    pub names: Vec<String>,
    /// `and 14 more.`
    pub more: Option<String>,
}

/// How the listing stands, for its creator, and what can be done about it. Posts to `/studio/{id}/withdraw` and
/// `/studio/{id}/discard`.
#[derive(Clone, Debug, Default)]
pub struct OwnState {
    /// The listing's identifier.
    pub id: String,
    /// Its name.
    pub title: String,
    /// On sale, draft, held.
    pub state: Verdict,
    /// What a moderator wrote about it.
    pub decision: Option<String>,
    /// To the public page, if there is one.
    pub public_href: Option<String>,
    /// Whether it can be taken off sale.
    pub can_withdraw: bool,
    /// What can be deleted, if anything.
    pub discard: Option<Discard>,
}

/// Something that can be deleted for good.
#[derive(Clone, Debug, Default)]
pub struct Discard {
    /// `Delete this draft`.
    pub label: String,
    /// What goes and what stays.
    pub words: String,
}

/// Whether the draft can go on sale, in words.
#[derive(Clone, Debug, Default)]
pub struct Publish {
    /// `Publish two sound files`; empty where nothing waits to be published.
    pub label: String,
    /// What holds it back; then the button is off.
    pub held: Option<String>,
    /// What else to know: `The dice can go live too, with its two findings shown to buyers.`
    pub words: String,
}

/// A licence that the creator may offer; sent as `licence` and `price_{value}`.
#[derive(Clone, Debug, Default)]
pub struct LicenceChoice {
    /// What is sent.
    pub value: String,
    /// `Make it yourself`.
    pub name: String,
    /// In plain words.
    pub words: String,
    /// Offered.
    pub chosen: bool,
    /// Whether what is made may be sold.
    pub sells: bool,
    /// The price as typed; none where the licence is always free.
    pub price: Option<String>,
    /// `€ 5.65`: what the creator receives of it; none where nothing is paid.
    pub yours: Option<String>,
    /// What is wrong with the price.
    pub wrong: Option<String>,
}

impl LicenceChoice {
    /// That what is sold under one licence is given away under another; the script puts in the same names.
    pub const UNDERCUT: &str =
        "Under “FREE” everyone may do without paying what you sell as “PAID”. Leave one of them out.";

    /// The same with the names of both.
    pub fn undercut(free: &str, paid: &str) -> String {
        Self::UNDERCUT.replace("FREE", free).replace("PAID", paid)
    }
}

/// Words to tick, and fields for words of one's own.
#[derive(Clone, Debug, Default)]
pub struct Ticks {
    /// Those that belong to this sort of pattern.
    pub near: Vec<Choice>,
    /// All others, which unfold.
    pub further: Vec<Choice>,
    /// What was written, a field each; at least one.
    pub own: Vec<String>,
}

impl Ticks {
    fn further_chosen(&self) -> bool {
        self.further.iter().any(|choice| choice.chosen)
    }
}

/// What buyers will read: the form beside the files.
///
/// Fields sent: `title`, `description`, `tags`, `category`, `material` and `machine` (repeated), `tried_on`, `difficulty`,
/// `supports`, `licence` (repeated), `price_{licence}`, `ai` and `csrf`.
#[derive(Clone, Debug, Default)]
pub struct Details {
    /// What was typed, what was wrong; values for `title`, `description`, `tags`, `ai`.
    pub form: Form,
    /// Where it is saved.
    pub action: String,
    /// `Save as a draft`, `Save changes, on sale at once`.
    pub save_label: String,
    /// Where it is published.
    pub publish_action: String,
    /// `category`.
    pub categories: Vec<Choice>,
    /// `material`, several: ticked, or in words of their own.
    pub materials: Ticks,
    /// `machine`, several; what it was tried on, `tried_on`, in words of their own.
    pub machines: Ticks,
    /// `difficulty`.
    pub difficulties: Vec<Choice>,
    /// What a program said of it besides, which nobody is asked for.
    pub beside: Vec<Own>,
    /// `supports`; empty where there is no model to print.
    pub supports: Vec<Choice>,
    /// Licences, each with its price.
    pub licences: Vec<LicenceChoice>,
    /// `ai`: none, some, all.
    pub ai: Vec<Choice>,
    /// What is given away beside a price for no more, in a sentence.
    pub undercut: Option<String>,
    /// How amounts are written.
    pub amounts: AmountForm,
    /// What the market keeps of a price, in ten-thousandths.
    pub fee_basis_points: u32,
    /// `You receive € 5.85 of each € 6.50.`
    pub payout_words: String,
}

/// A property that is written and not ticked.
#[derive(Clone, Debug)]
pub struct Own {
    /// The field: `fabric`.
    pub name: String,
    /// What it is called: `Fabric`.
    pub label: String,
    /// `Linen, 180 g/m²`, each in a field of its own.
    pub values: Vec<String>,
}

/// How an amount is written, for the script that adds one up while a price is typed.
#[derive(Clone, Debug, Default)]
pub struct AmountForm {
    /// What stands at the field: `€`.
    pub symbol: String,
    /// The symbol with `#` in place of the number: `# €`.
    pub pattern: String,
    /// Digits behind the decimal mark.
    pub digits: u32,
    /// What stands before them.
    pub decimal: char,
    /// What stands between groups of three digits.
    pub group: char,
    /// How many whole digits it takes until they are grouped.
    pub grouped_from: usize,
}

/// What a browser holds a file against before it sends it. The server asks all of it again.
#[derive(Clone, Debug, Default)]
pub struct SendLimits {
    /// Bytes of one file at most.
    pub bytes_max: u64,
    /// What is said of a longer one.
    pub too_large_words: String,
    /// The endings of what goes along and is not looked at: `.pdf,.step`.
    pub attachments: String,
    /// Bytes of such a file at most.
    pub attachment_bytes_max: u64,
    /// What is said of a longer one.
    pub attachment_too_large_words: String,
    /// Triangles of one STL at most.
    pub triangles_max: u64,
    /// What is said of one with more.
    pub too_many_triangles_words: String,
    /// Bytes that the creator's files may still take.
    pub room_left_bytes: u64,
    /// What is said of a file that does not fit into them.
    pub no_room_words: String,
}

/// Photographs of what was made, as their creator sees them. Posts to `/upload/{listing}/photos`, and files with
/// `role=photo` to `/upload/file`.
#[derive(Clone, Debug, Default)]
pub struct Photos {
    /// The listing; empty before there is a draft.
    pub listing: String,
    /// In the order in which they are shown.
    pub photos: Vec<Photo>,
    /// Whether there is room for one more.
    pub can_add: bool,
    /// `JPEG, PNG or WebP, up to 25 MB each, 12 at most.`
    pub limits_words: String,
    /// Whether one of them stands for the listing.
    pub has_cover: bool,
    /// Characters that say what is on one, at most.
    pub alt_max: usize,
}

/// One photograph, sent as its field and as `cover`.
#[derive(Clone, Debug, Default)]
pub struct Photo {
    /// The file's identifier.
    pub id: String,
    /// The field that says what is on it.
    pub field: String,
    /// What is on it, as typed.
    pub alt: String,
    /// Once it can be shown.
    pub picture: Option<Picture>,
    /// Why it cannot.
    pub words: String,
    /// Whether it stands for the listing.
    pub is_cover: bool,
    /// Whether none comes before it.
    pub is_first: bool,
    /// Whether none comes after it.
    pub is_last: bool,
}

/// `/upload` before the first file, `/upload/{listing}` after it.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "upload.html")]
pub struct Upload {
    /// The frame.
    pub layout: Layout,
    /// The files.
    pub files: UploadRows,
    /// What is wrong with what was just sent.
    pub form: Form,
    /// `STL, 3MF, OBJ, PLY, GLB, SVG, DXF, PNG. Up to 2 GB each. Your files take 14 MB of 20 GB.`
    pub limits_words: String,
    /// The same limits for the script.
    pub limits: SendLimits,
    /// The same for a browser's file dialog: `.stl,.3mf`.
    pub accept: String,
    /// The form, once there is a draft.
    pub details: Option<Details>,
    /// Photographs, once there is a draft.
    pub photos: Photos,
    /// How the listing stands, once there is a draft.
    pub own: OwnState,
    /// The lights of every still, in a preview's axes: files are looked at before they are sent.
    pub lights: Vec<Light>,
}

impl Upload {
    fn lights_json(&self) -> String {
        crate::script_json(&self.lights)
    }
}
