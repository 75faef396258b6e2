//! Help: how files are verified, licences, for developers, copies.

use askama::Template;

use crate::{Grade, Layout, Link};

/// A licence in plain words.
#[derive(Clone, Debug, Default)]
pub struct LicenceHelp {
    /// Anchor in the page.
    pub id: String,
    /// `Make it yourself`.
    pub name: String,
    /// What may be done, must, and may not: those lists that hold something.
    pub rules: Vec<LicenceRule>,
    /// The binding text, where it is not these words.
    pub legal: Option<Link>,
}

/// One list of a licence.
#[derive(Clone, Debug, Default)]
pub struct LicenceRule {
    /// `You may not`.
    pub heading: String,
    /// What stands before each line: `may`, `must`, `may-not`.
    pub sign: &'static str,
    /// A sentence each.
    pub lines: Vec<String>,
}

/// A finding's entry in the manual.
#[derive(Clone, Debug, Default)]
pub struct FindingHelp {
    /// `M302`, also the anchor.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// How bad it is.
    pub grade: Grade,
    /// The smallest file that has it, with a ring round the place.
    pub picture: Option<String>,
    /// What is found.
    pub what: String,
    /// Why that matters; may be empty.
    pub why: String,
    /// What to do; may be empty.
    pub cure: String,
}

/// Findings about one sort of file.
#[derive(Clone, Debug, Default)]
pub struct FindingPart {
    /// The anchor.
    pub id: String,
    /// `Models`.
    pub title: String,
    /// In the order of their codes.
    pub findings: Vec<FindingHelp>,
}

/// `/help/verification`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "help_verification.html")]
pub struct HelpVerification {
    /// The frame.
    pub layout: Layout,
    /// `STL, 3MF, OBJ …`, by kind.
    pub formats: Vec<crate::Fact>,
}

/// `/help/findings`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "help_findings.html")]
pub struct HelpFindings {
    /// The frame.
    pub layout: Layout,
    /// Every code.
    pub parts: Vec<FindingPart>,
}

/// `/help/licences`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "help_licences.html")]
pub struct HelpLicences {
    /// The frame.
    pub layout: Layout,
    /// Every licence that can be chosen here.
    pub licences: Vec<LicenceHelp>,
}

/// `/help/developers`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "help_developers.html")]
pub struct HelpDevelopers {
    /// The frame.
    pub layout: Layout,
    /// This server's address, without a slash at its end.
    pub origin: String,
    /// `A listing's title`, `3 to 120 characters`.
    pub limits: Vec<(String, String)>,
    /// `Searches from one address`, `120 at once, then one each 50 ms`.
    pub rates: Vec<(String, String)>,
}

/// `/help/copies`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "help_copies.html")]
pub struct HelpCopies {
    /// The frame.
    pub layout: Layout,
    /// Where to write to.
    pub email: String,
}
