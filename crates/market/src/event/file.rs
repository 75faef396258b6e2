//! Events of files.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::told;

/// A file was put into a draft; a job will examine it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FileAdded {
    /// The file.
    pub file: Uuid,
    /// The listing it is for.
    pub listing: Uuid,
    /// The revision it stands in.
    pub revision: Uuid,
    /// Its length.
    pub bytes: u64,
}
told!(FileAdded, "file.added", 1, "file", file);

/// A file took the place of another one of the same name in its draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FileReplaced {
    /// The file.
    pub file: Uuid,
    /// The one that is no longer there.
    pub replaces: Uuid,
    /// The listing it is for.
    pub listing: Uuid,
    /// The revision it stands in.
    pub revision: Uuid,
    /// Its length.
    pub bytes: u64,
}
told!(FileReplaced, "file.replaced", 1, "file", file);

/// A file was taken out of a draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FileRemoved {
    /// The file.
    pub file: Uuid,
    /// The listing it was for.
    pub listing: Uuid,
    /// The revision it stood in.
    pub revision: Uuid,
}
told!(FileRemoved, "file.removed", 1, "file", file);

/// What an examination came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing that a person must look at.
    Pass,
    /// Something may go wrong.
    Warn,
    /// Something will go wrong.
    Fail,
}

impl From<inspect::Verdict> for Verdict {
    fn from(verdict: inspect::Verdict) -> Self {
        match verdict {
            inspect::Verdict::Pass => Self::Pass,
            inspect::Verdict::Warn => Self::Warn,
            inspect::Verdict::Fail => Self::Fail,
        }
    }
}

/// A file went through every step, or its examination was given up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FileExamined {
    /// The file.
    pub file: Uuid,
    /// The revision it stands in.
    pub revision: Uuid,
    /// What it came to.
    pub verdict: Verdict,
    /// Whether it was examined to its end; false where the examination was given up.
    pub finished: bool,
}
told!(FileExamined, "file.examined", 1, "file", file);
