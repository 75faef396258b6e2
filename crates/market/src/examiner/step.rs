//! The steps of a file's way, in order.

use serde::{Deserialize, Serialize};

/// A step. Each is idempotent; its version goes up when the same file would now give something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Read it and find what is wrong.
    Inspect,
    /// Photograph it.
    Render,
}

impl Step {
    /// All steps in order.
    pub const ALL: [Self; 2] = [Self::Inspect, Self::Render];

    /// The word that is stored.
    pub fn word(self) -> &'static str {
        match self {
            Self::Inspect => "inspect",
            Self::Render => "render",
        }
    }

    /// The step behind a stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.word() == word)
    }

    /// Its version.
    pub fn version(self) -> i32 {
        match self {
            Self::Inspect => i32::try_from(inspect::VERSION).unwrap_or(i32::MAX),
            Self::Render => 3,
        }
    }

    /// What the uploader reads while it runs.
    pub fn words(self) -> &'static str {
        match self {
            Self::Inspect => "Checking every edge",
            Self::Render => "Taking its picture",
        }
    }
}
