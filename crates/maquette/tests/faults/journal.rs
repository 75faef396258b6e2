//! What the market acknowledged, in a file of the harness's own: whatever stands here must be there afterwards.

use std::{
    fs::File,
    io::Write,
    path::Path,
    sync::{Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};

/// Something that the market said was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Acknowledged {
    /// An account was opened: one e-mail proves its address.
    Account { email: String },
    /// An attempt to buy became an order.
    Order { buyer: String, key: String, number: i64, state: String, total_minor: i64 },
    /// A file was taken into a draft.
    File { blake3: String },
    /// An import brought every file of a folder to its end.
    Import { blake3: Vec<String> },
}

/// The journal: appended to as answers come, and read when all is quiet.
pub struct Journal(Mutex<File>);

impl Journal {
    /// A new one at `path`.
    pub fn create(path: &Path) -> Self {
        let file = File::options().create_new(true).read(true).append(true).open(path).expect("a journal");
        Self(Mutex::new(file))
    }

    /// Notes what was acknowledged.
    pub fn note(&self, entry: &Acknowledged) {
        let mut line = serde_json::to_vec(entry).expect("JSON");
        line.push(b'\n');
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write_all(&line).expect("noted");
    }
}

/// Everything in the journal at `path`.
pub fn read(path: &Path) -> Vec<Acknowledged> {
    let text = std::fs::read_to_string(path).expect("the journal");
    text.lines().map(|line| serde_json::from_str(line).expect("an entry")).collect()
}
