//! Why an archive is not unpacked, in words.

use serde::{Deserialize, Serialize};

use crate::words::figure;

/// Why an archive is not unpacked: nothing of it is taken then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum ArchiveFault {
    /// Its table of contents, which stands at its end, cannot be read.
    Damaged,
    /// It has more entries than are looked at.
    TooManyEntries {
        /// How many are.
        entries_max: usize,
    },
    /// Two of its entries have the very same path.
    Twice,
    /// What would be taken out of it is longer than it may be.
    TooLong {
        /// Bytes that it may have.
        bytes_max: u64,
    },
    /// One file in it is longer than any may be.
    FileTooLong {
        /// The file.
        path: String,
        /// Bytes that it may have.
        bytes_max: u64,
    },
    /// A file in it is locked with a password.
    Locked {
        /// The file.
        path: String,
    },
    /// A file in it is packed in a way that is not read here.
    Packing {
        /// The file.
        path: String,
    },
    /// A file in it unpacks to very many times its length, as no honest file does.
    Swollen {
        /// The file.
        path: String,
    },
    /// A file in it cannot be unpacked, or is not as long as the table of contents says.
    FileDamaged {
        /// The file.
        path: String,
    },
}

impl ArchiveFault {
    /// What is so.
    pub fn message(&self) -> String {
        match self {
            Self::Damaged => {
                "The archive is cut off or damaged: its table of contents, which stands at its end, cannot be read."
                    .to_owned()
            }
            Self::TooManyEntries { entries_max } => {
                format!(
                    "The archive has more than {} entries, the most that are looked at.",
                    figure(*entries_max as u64)
                )
            }
            Self::Twice => "Two files in the archive have the very same path, so that one would be lost.".to_owned(),
            Self::TooLong { bytes_max } => {
                format!("The archive unpacks to more than {} bytes, the most that is taken.", figure(*bytes_max))
            }
            Self::FileTooLong { path, bytes_max } => {
                format!("{path} has more than {} bytes, the most that a file of its kind may have.", figure(*bytes_max))
            }
            Self::Locked { path } => format!("{path} is locked with a password."),
            Self::Packing { path } => format!("{path} is packed in a way that is not read here."),
            Self::Swollen { path } => {
                format!("{path} unpacks to far more than any honest file of its length would.")
            }
            Self::FileDamaged { path } => {
                format!("{path} cannot be unpacked: it is damaged, or not as long as the archive says.")
            }
        }
    }

    /// What to do.
    pub fn fix(&self) -> &'static str {
        match self {
            Self::Damaged => "Upload it again; if it stays so, pack the files anew.",
            Self::TooManyEntries { .. } => "Pack only the files that belong to this pattern.",
            Self::Twice => "Unpack it, give each file a name of its own, and pack them anew.",
            Self::TooLong { .. } | Self::FileTooLong { .. } => {
                "Leave out what buyers do not need, or make it smaller, and pack the rest anew."
            }
            Self::Locked { .. } => "Unpack it with its password, and pack the files anew without one.",
            Self::Packing { .. } => "Pack the files anew with your system's own “Compress” or “Send to zip”.",
            Self::Swollen { .. } | Self::FileDamaged { .. } => {
                "Unpack it yourself, look at that file, and pack the files anew."
            }
        }
    }
}
