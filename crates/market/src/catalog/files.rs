//! A revision's files, as pages and programs see them.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;
use store::{Hash, entities::file};
use uuid::Uuid;

use crate::Error;

/// One file with what is known of it.
#[derive(Clone, Debug)]
pub struct FileLine {
    /// The file.
    pub id: Uuid,
    /// The name it was uploaded under.
    pub name: String,
    /// Its content.
    pub blob: String,
    /// Its length.
    pub bytes: u64,
    /// Extension of its format, or an empty string.
    pub format: String,
    /// mesh, drawing, raster, or an empty string.
    pub kind: String,
    /// waiting, working, ready or failed.
    pub state: String,
    /// The step under way, in words.
    pub step: String,
    /// The inspection's report, once there is one.
    pub report: Option<inspect::Report>,
    /// Pictures and previews made of it: name to blob.
    pub artifacts: serde_json::Map<String, Value>,
}

impl FileLine {
    /// The blob of the artifact `name`.
    pub fn artifact(&self, name: &str) -> Option<Hash> {
        self.artifacts.get(name)?.as_str()?.parse().ok()
    }

    /// The blobs of the turntable's pictures, in order.
    pub fn turntable(&self) -> Vec<Hash> {
        (0..).map_while(|view| self.artifact(&format!("turn-{view:02}.webp"))).collect()
    }

    /// Whether everything that was to be found out is found out.
    pub fn is_done(&self) -> bool {
        matches!(self.state.as_str(), "ready" | "failed")
    }
}

impl From<file::Model> for FileLine {
    fn from(row: file::Model) -> Self {
        let artifacts = match row.artifacts {
            Value::Object(map) => map,
            _ => serde_json::Map::new(),
        };
        Self {
            id: row.id,
            name: row.name,
            blob: row.blob,
            bytes: row.bytes.unsigned_abs(),
            format: row.format,
            kind: row.kind,
            state: row.state,
            step: row.step,
            report: serde_json::from_value(row.report).ok(),
            artifacts,
        }
    }
}

/// The files of a revision in their order.
pub(crate) async fn of_revision(connection: &impl ConnectionTrait, revision: Uuid) -> Result<Vec<FileLine>, Error> {
    let query = file::Entity::find().filter(file::Column::RevisionId.eq(revision)).order_by_asc(file::Column::Position);
    Ok(query.all(connection).await?.into_iter().map(FileLine::from).collect())
}

/// Whether the blob with this hash is somebody's uploaded file, which only a download's link may open: every
/// other blob is a picture or a preview that anyone may see.
///
/// # Errors
/// The database does not answer.
pub async fn is_original(market: &crate::Market, hash: &Hash) -> Result<bool, Error> {
    let query = file::Entity::find().filter(file::Column::Blob.eq(hash.as_str()));
    Ok(query.one(market.store().read()).await?.is_some())
}
