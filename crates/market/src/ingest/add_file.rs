//! Adding an uploaded file to a revision being prepared.

use basis::{Actor, Scope};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;
use store::{
    Stored, Tx,
    entities::{blob, file},
};
use uuid::Uuid;

use super::ExamineFile;
use crate::{
    Error, Event, Market,
    catalog::{self, owned},
    context::commit,
    event::{FileAdded, FileReplaced},
    fields::clean_file_name,
};

/// A file that stands in the blob store.
#[derive(Clone, Debug)]
pub struct AddFile {
    /// Which listing it is for.
    pub listing: Uuid,
    /// The name it was uploaded under.
    pub name: String,
    /// Its content.
    pub stored: Stored,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddFileOutcome {
    /// It stands, and a job will look at it.
    Added(Uuid),
    /// There is no such listing of the asker.
    NotFound,
    /// The revision holds as many files as it may.
    TooMany {
        /// How many that is.
        files_max: u32,
    },
}

/// Adds a file. One of the same name in this revision is replaced: that is how a mended file is uploaded again.
///
/// # Errors
/// The database does not answer.
pub async fn add_file(market: &Market, actor: &Actor, input: AddFile) -> Result<AddFileOutcome, Error> {
    if !actor.may(Scope::Sell) {
        return Ok(AddFileOutcome::NotFound);
    }
    let Some(revision) = catalog::open_revision(market, actor, input.listing).await? else {
        return Ok(AddFileOutcome::NotFound);
    };
    let name = clean_file_name(&input.name);
    let tx = market.begin().await?;
    let Some((row, shop)) = owned(&tx, actor, input.listing).await? else { return Ok(AddFileOutcome::NotFound) };
    let in_revision = file::Entity::find().filter(file::Column::RevisionId.eq(revision));
    let count = in_revision.clone().count(&tx).await?;
    let before = in_revision.filter(file::Column::Name.eq(&name)).one(&tx).await?;
    let files_max = market.settings().files_max;
    if before.is_none() && count >= u64::from(files_max) {
        return Ok(AddFileOutcome::TooMany { files_max });
    }
    catalog::take_back(market, &tx, &row).await?;
    if let Some(before) = &before {
        file::Entity::delete_by_id(before.id).exec(&tx).await?;
    }
    remember_blob(market, &tx, &input.stored).await?;
    let id = market.id();
    let replaces = before.as_ref().map(|before| before.id);
    let position = before.map_or_else(|| i32::try_from(count).unwrap_or(i32::MAX), |before| before.position);
    let row = file::ActiveModel {
        id: Set(id),
        revision_id: Set(revision),
        position: Set(position),
        name: Set(name),
        blob: Set(input.stored.hash.to_string()),
        bytes: Set(i64::try_from(input.stored.bytes).unwrap_or(i64::MAX)),
        format: Set(String::new()),
        kind: Set(String::new()),
        state: Set("waiting".to_owned()),
        step: Set("Waiting for its turn".to_owned()),
        verdict: Set(String::new()),
        report: Set(json!(null)),
        artifacts: Set(json!({})),
        created_at: Set(market.now()),
    };
    file::Entity::insert(row).exec_without_returning(&tx).await?;
    market.enqueue(&tx, &ExamineFile { file: id, shop: shop.id }).await?;
    let (listing, bytes) = (input.listing, input.stored.bytes);
    let told: Event = match replaces {
        Some(replaces) => FileReplaced { file: id, replaces, listing, revision, bytes }.into(),
        None => FileAdded { file: id, listing, revision, bytes }.into(),
    };
    market.tell(&tx, told).await?;
    commit(tx).await?;
    Ok(AddFileOutcome::Added(id))
}

/// Writes the row of a blob that stands, unless there is one.
pub(super) async fn remember_blob(market: &Market, tx: &Tx, stored: &Stored) -> Result<(), Error> {
    let row = blob::ActiveModel {
        hash: Set(stored.hash.to_string()),
        bytes: Set(i64::try_from(stored.bytes).unwrap_or(i64::MAX)),
        media_type: Set("application/octet-stream".to_owned()),
        created_at: Set(market.now()),
    };
    let unless_there = sea_orm::sea_query::OnConflict::column(blob::Column::Hash).do_nothing().to_owned();
    blob::Entity::insert(row).on_conflict(unless_there).exec_without_returning(tx).await?;
    Ok(())
}
