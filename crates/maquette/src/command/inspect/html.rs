//! The answer as one page that needs nothing else.

use ::inspect::Verdict;
use anyhow::{Context, Result};
use askama::Template;
use base64::{Engine, engine::general_purpose::STANDARD};
use locale::HOUSE;
use views::{
    FileLine, Picture,
    pages::{FileReport, Inspection},
    reported,
    words::some,
};

use super::work::Inspected;

/// The page as it is gathered.
pub(super) struct Page {
    files: Vec<FileReport>,
    /// How many pass, warn and fail.
    counts: [u64; 3],
}

impl Page {
    pub(super) fn new() -> Self {
        Self { files: Vec::new(), counts: [0; 3] }
    }

    pub(super) fn add(&mut self, inspected: Inspected) {
        let Inspected { path, bytes, report, shown, mended: _ } = inspected;
        self.counts[match report.verdict {
            Verdict::Pass => 0,
            Verdict::Warn => 1,
            Verdict::Fail => 2,
        }] += 1;
        let picture = shown.as_ref().map(|shown| Picture {
            url512: format!("data:image/webp;base64,{}", STANDARD.encode(&shown.webp)),
            alt: format!("{path}, with the places of the findings"),
            drawn: shown.drawn,
            ..Picture::default()
        });
        let format = report.format.map_or("not a pattern that is read here", |format| format.title());
        self.files.push(FileReport {
            file: FileLine { name: path, facts: format!("{format}, {} bytes", HOUSE.count(bytes)), verdict: None },
            verdict: reported::verdict(&report),
            picture,
            marks: shown.map(|shown| shown.marks).unwrap_or_default(),
            findings: reported::findings(&HOUSE, &report),
            facts: reported::facts(&HOUSE, &report),
            ..FileReport::default()
        });
    }

    pub(super) fn finish(self) -> Result<String> {
        let [pass, warn, fail] = self.counts;
        let title = match (pass + warn + fail, fail, warn) {
            (1, 1, _) => "One file fails".to_owned(),
            (1, 0, 1) => "One file to look at".to_owned(),
            (1, ..) => "One file is sound".to_owned(),
            (all, 0, 0) => format!("{} are sound", some(&HOUSE, all, "file", "files")),
            (all, ..) => {
                format!("{}: {fail} fail, {warn} to look at, {pass} sound", some(&HOUSE, all, "file", "files"))
            }
        };
        let made_by = concat!("Inspected by Maquette ", env!("CARGO_PKG_VERSION")).to_owned();
        Inspection { title, made_by, files: self.files }.render().context("the page cannot be written")
    }
}
