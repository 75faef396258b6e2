//! A finding: something a person should know about a file, what to do about it, and where it is.

use serde::{Deserialize, Serialize};

/// How much a finding weighs; ordered, so that the worst of several is their maximum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing to do.
    Info,
    /// It may go wrong; a person should look.
    Warn,
    /// It will go wrong: the file cannot go on sale like this.
    Fail,
}

impl Severity {
    /// The word that is stored and shown.
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

/// The fixed part of a finding. A code is never reused for another meaning.
///
/// R1xx reading, M3xx meshes, D4xx drawings, P5xx pictures, S6xx sewing patterns; declared once, beside the check that yields it. What others
/// ask for is gathered in `codes`, here for readers and in `inspect` for checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// `M302`.
    pub id: &'static str,
    /// `open-edge`.
    pub name: &'static str,
    /// How bad it is unless the check says otherwise.
    pub severity: Severity,
}

/// Where a finding is: a point, an element of the file, or both.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// A point in millimetres in the file's own axes; z is 0 in drawings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mm: Option<[f64; 3]>,
    /// The element in the file's own words: `triangle 17`, `line 204`, `#path12`, `3D/3dmodel.model`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub element: Option<String>,
}

impl Place {
    /// A point in space.
    pub fn point(mm: [f64; 3]) -> Self {
        Self { mm: Some(mm), element: None }
    }

    /// An element by name.
    pub fn element(name: impl Into<String>) -> Self {
        Self { mm: None, element: Some(name.into()) }
    }
}

/// One finding, in words a maker understands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// `M302`.
    pub code: String,
    /// `open-edge`.
    pub name: String,
    /// Its code's severity, unless the check knew better.
    pub severity: Severity,
    /// In how many places.
    pub count: u64,
    /// What is so, with figures and units: one or two plain sentences.
    pub message: String,
    /// What to do next.
    pub fix: String,
    /// Some of the places, at most `Budget::places_max`.
    #[serde(default)]
    pub at: Vec<Place>,
}

impl Finding {
    /// Whether it is a finding of this code.
    pub fn is(&self, code: Code) -> bool {
        self.code == code.id
    }

    /// A finding in one place; [`Finding::times`] and [`Finding::at`] say more.
    pub fn new(code: Code, message: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            code: code.id.to_owned(),
            name: code.name.to_owned(),
            severity: code.severity,
            count: 1,
            message: message.into(),
            fix: fix.into(),
            at: Vec::new(),
        }
    }

    /// In `count` places.
    #[must_use]
    pub fn times(mut self, count: u64) -> Self {
        self.count = count;
        self
    }

    /// With these places.
    #[must_use]
    pub fn at(mut self, places: impl IntoIterator<Item = Place>) -> Self {
        self.at.extend(places);
        self
    }

    /// As bad as `severity`, whatever its code usually is.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
}

/// Findings as they are gathered. A second finding of the same code and message adds to the first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    list: Vec<Finding>,
    places_max: usize,
}

impl Findings {
    /// None yet; each will list at most `places_max` places.
    pub fn new(places_max: usize) -> Self {
        Self { list: Vec::new(), places_max }
    }

    /// Adds `finding`.
    pub fn push(&mut self, mut finding: Finding) {
        finding.at.truncate(self.places_max);
        let same = |known: &&mut Finding| known.code == finding.code && known.message == finding.message;
        match self.list.iter_mut().find(same) {
            Some(known) => {
                known.count += finding.count;
                let room = self.places_max.saturating_sub(known.at.len());
                known.at.extend(finding.at.into_iter().take(room));
            }
            None => self.list.push(finding),
        }
    }

    /// Whether one of them says that something will go wrong.
    pub fn any_fail(&self) -> bool {
        self.list.iter().any(|finding| finding.severity == Severity::Fail)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them, worst first, otherwise in the order in which they were found.
    pub fn into_vec(mut self) -> Vec<Finding> {
        self.list.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        self.list
    }
}

impl Extend<Finding> for Findings {
    fn extend<I: IntoIterator<Item = Finding>>(&mut self, findings: I) {
        findings.into_iter().for_each(|finding| self.push(finding));
    }
}
