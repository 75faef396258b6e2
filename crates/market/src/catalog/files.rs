//! A revision's files, as pages and programs see them.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;
use store::{Hash, entities::file, facts::Kind};
use uuid::Uuid;

pub use file::State as FileState;

use super::{Category, category};
use crate::{
    Error,
    attachment::{self, Attachment},
    examiner::Step,
};

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
    /// The format that its content has, once that is known.
    pub format: Option<pattern::Format>,
    /// What sort of pattern it is.
    pub kind: Kind,
    /// Where it stands.
    pub state: FileState,
    /// The step under way.
    pub step: Option<Step>,
    /// The inspection's report, once there is one.
    pub report: Option<inspect::Report>,
    /// Pictures and previews made of it: name to blob.
    pub artifacts: serde_json::Map<String, Value>,
    /// What is on it, where it is a photograph.
    pub alt: String,
    /// Whether it stands for the listing; only a photograph can.
    pub is_cover: bool,
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

    /// What is being done with it, in words.
    pub fn step_words(&self) -> &'static str {
        self.step.map_or("Waiting for its turn", Step::words)
    }

    /// What it is, where it goes along with a pattern and is not judged.
    pub fn attachment(&self) -> Option<&'static Attachment> {
        attachment::by_name(&self.name).filter(|_| self.is_attachment())
    }

    /// Whether it goes along with a pattern and is not judged.
    pub fn is_attachment(&self) -> bool {
        self.kind == Kind::Attachment
    }

    /// Whether it is a photograph of what was made: shown, and not for sale.
    pub fn is_photo(&self) -> bool {
        self.kind == Kind::Photo
    }

    /// Whether it is an archive that waits to be unpacked, or could not be.
    pub fn is_archive(&self) -> bool {
        self.kind == Kind::Archive
    }

    /// What it is served as, by its name: whoever saves it opens it by that.
    pub fn media_type(&self) -> &'static str {
        let known = pattern::Format::from_name(&self.name).map(pattern::Format::media_type);
        known.or(self.attachment().map(|known| known.media_type)).unwrap_or("application/octet-stream")
    }

    /// Whether it was judged for what its listing's category says that drawings are for, as far as it is judged at all.
    pub fn is_judged_for(&self, slug: &str) -> bool {
        let wanted = category(slug).and_then(Category::used_for);
        let judged = self.report.as_ref().and_then(|report| report.drawing.as_ref());
        judged.is_none_or(|judged| judged.is_judged_for(wanted))
    }

    /// Whether everything that was to be found out is found out.
    pub fn is_done(&self) -> bool {
        self.state.is_done()
    }
}

/// The format behind a stored word; none where nothing is known yet.
fn format_of(word: &str) -> Result<Option<pattern::Format>, Error> {
    let known = pattern::Format::ALL.into_iter().find(|format| format.extension() == word);
    match (word, known) {
        ("", _) => Ok(None),
        (_, Some(format)) => Ok(Some(format)),
        (_, None) => Err(Error::Stored(format!("`{word}` is no format of a file"))),
    }
}

impl TryFrom<file::Model> for FileLine {
    type Error = Error;

    fn try_from(row: file::Model) -> Result<Self, Error> {
        let artifacts = match row.artifacts {
            Value::Object(map) => map,
            _ => serde_json::Map::new(),
        };
        Ok(Self {
            id: row.id,
            name: row.name,
            blob: row.blob,
            bytes: row.bytes.unsigned_abs(),
            format: format_of(&row.format)?,
            kind: row.kind,
            state: row.state,
            step: Step::from_word(&row.step),
            report: serde_json::from_value(row.report).ok(),
            artifacts,
            alt: row.alt,
            is_cover: row.is_cover,
        })
    }
}

/// What is sold, and the photographs of it.
pub(super) fn without_photos(files: Vec<FileLine>) -> (Vec<FileLine>, Vec<FileLine>) {
    files.into_iter().partition(|file| !file.is_photo())
}

/// The files of a revision in their order, its photographs among them.
pub(crate) async fn of_revision(connection: &impl ConnectionTrait, revision: Uuid) -> Result<Vec<FileLine>, Error> {
    let query = file::Entity::find().filter(file::Column::RevisionId.eq(revision)).order_by_asc(file::Column::Position);
    query.all(connection).await?.into_iter().map(FileLine::try_from).collect()
}
