//! What a file that is sent is for.

use crate::fields::clean_file_name;

/// What a file is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// To be sold: a pattern, or what goes along with one.
    #[default]
    Sold,
    /// To be shown: a photograph of what was made.
    Photo,
}

impl Role {
    /// The name that a file has in its revision: photographs have a folder of their own there, so that none has the name of
    /// what is sold.
    pub(super) fn name(self, sent: &str) -> String {
        let clean = clean_file_name(sent);
        match self {
            Self::Sold => clean,
            Self::Photo => format!("{PHOTOS_FOLDER}{clean}"),
        }
    }
}

/// No name that is sent has a slash.
const PHOTOS_FOLDER: &str = "photos/";
