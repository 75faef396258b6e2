//! What was unpacked into a revision, and what of it was left out: kept until its creator has seen it.

use sea_orm::{ConnectionTrait, EntityTrait};
use serde::{Deserialize, Serialize};
use store::entities::revision;
use uuid::Uuid;

use crate::Error;

/// One archive of which something was left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unpacking {
    /// The archive's name.
    pub archive: String,
    /// Files that were taken out of it, photographs left out.
    pub files: u64,
    /// Photographs that were.
    pub photos: u64,
    /// What was left out, by its path in the archive; of many only the first ones.
    pub left_out: Vec<String>,
    /// How many were left out.
    pub left_out_count: u64,
}

/// What its creator has not yet seen of a revision, oldest first.
pub(crate) async fn unseen(connection: &impl ConnectionTrait, revision: Uuid) -> Result<Vec<Unpacking>, Error> {
    let row = revision::Entity::find_by_id(revision).one(connection).await?;
    Ok(row.map(|row| serde_json::from_value(row.unpacked)).transpose()?.unwrap_or_default())
}
