//! The steps of a file's way, in order.

use serde::{Deserialize, Serialize};
use store::{entities::step, facts::Kind};

/// A step. Each is idempotent; its version goes up when the same file would now give something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Read it and find what is wrong.
    Inspect,
    /// Photograph it.
    Render,
    /// Make what it is looked at closely by: views from all sides and what a browser turns, or a drawing's tiles.
    Views,
    /// Work out what making it takes: time, weight, the thinnest wall.
    Making,
    /// Make a photograph that somebody took fit to be shown.
    Photo,
    /// Mend it; on request only.
    Mend,
    /// Unpack the files that go together in it.
    Unpack,
}

impl Step {
    const ALL: [Self; 7] =
        [Self::Inspect, Self::Render, Self::Views, Self::Making, Self::Photo, Self::Mend, Self::Unpack];
    /// Those of every pattern that a creator waits for: a verdict and a picture.
    pub const FIRST: [Self; 2] = [Self::Inspect, Self::Render];
    /// The one of a photograph.
    pub const OF_PHOTO: [Self; 1] = [Self::Photo];

    /// Those that a file of this kind is not ready without.
    pub fn first(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::Attachment | Kind::Archive => &[],
            Kind::Photo => &Self::OF_PHOTO,
            _ => &Self::FIRST,
        }
    }

    /// Those that are done once nobody waits for the first ones of another file.
    pub fn later(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::Mesh => &[Self::Views, Self::Making],
            Kind::Drawing => &[Self::Views],
            _ => &[],
        }
    }

    /// Whether nothing is done with the file before this is.
    pub fn is_waited_for(self) -> bool {
        Self::FIRST.contains(&self) || Self::OF_PHOTO.contains(&self)
    }

    /// The word that is stored.
    pub fn word(self) -> &'static str {
        match self {
            Self::Inspect => "inspect",
            Self::Render => "render",
            Self::Views => "views",
            Self::Making => "making",
            Self::Photo => "photo",
            Self::Mend => "mend",
            Self::Unpack => "unpack",
        }
    }

    /// The step behind a stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.word() == word)
    }

    /// Whether `row` holds what its present version gave.
    pub fn is_told_by(self, row: &step::Model) -> bool {
        row.step == self.word() && row.version == self.version()
    }

    /// Its version.
    pub fn version(self) -> i32 {
        match self {
            Self::Inspect => i32::try_from(inspect::VERSION).unwrap_or(i32::MAX),
            // 5: smaller pictures of meshes are made of the largest one.
            // 4: thinner lines on large pictures of drawings, whose closer look is left to the views; what lies flat, as below.
            Self::Render => 5,
            // 2: what lies flat is seen from higher up, and shadows run out of the frame.
            Self::Views => 2,
            Self::Photo | Self::Mend | Self::Unpack => 1,
            // By what inspection knows.
            Self::Making => i32::try_from(inspect::VERSION).unwrap_or(i32::MAX),
        }
    }

    /// What the uploader reads while it runs.
    pub fn words(self) -> &'static str {
        match self {
            Self::Inspect => "Checking every edge",
            Self::Render => "Taking its picture",
            Self::Views => "Looking at it closely",
            Self::Making => "Working out time and weight",
            Self::Photo => "Making it fit to be shown",
            Self::Mend => "Mending it",
            Self::Unpack => "Unpacking it",
        }
    }
}
