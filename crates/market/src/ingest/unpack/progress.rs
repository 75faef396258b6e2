//! How far unpacking an archive has come, for whoever waits.

use jobs::Running;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::{Error, Market, examiner::is_told, ingest::ExamineFile};

/// What is being done with an archive's files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnpackStage {
    /// They come out of the archive.
    Unpacking,
    /// They are out, and each is stored.
    Storing,
}

/// How far unpacking an archive has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnpackProgress {
    /// What is being done with its files.
    pub stage: UnpackStage,
    /// How many files this is done with.
    pub done: u32,
    /// How many there are, without those that are left out.
    pub of: u32,
}

/// How far unpacking the archive `file` has come; none before its turn, and once its files stand in its place.
///
/// # Errors
/// The database does not answer.
pub async fn unpacking(market: &Market, file: Uuid) -> Result<Option<UnpackProgress>, Error> {
    let key = ExamineFile::key_of(file);
    let said = jobs::progress(market.store().read(), std::slice::from_ref(&key)).await?.remove(&key);
    Ok(said.and_then(|said| serde_json::from_value(said).ok()))
}

/// Who is told how far it has come: the job's row, which pages read.
#[derive(Clone, Copy)]
pub(super) struct Follower<'a>(pub(super) Option<&'a Running>);

impl Follower<'_> {
    /// Tells that `done` files are through; of many files only now and then.
    pub(super) async fn told(self, stage: UnpackStage, done: u32, of: u32) -> Result<(), Error> {
        if let Some(running) = self.0
            && is_told(done, of)
        {
            running.progress(json!(UnpackProgress { stage, done, of })).await?;
        }
        Ok(())
    }
}
