//! The next version of a listing on sale: it begins with the files of the one before, so that one of several can be
//! exchanged, added or left out, and the others are neither sent nor examined again.

use std::collections::HashMap;

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use store::{
    Tx,
    entities::{
        artifact,
        file::{self, State},
        listing, step,
    },
};
use uuid::Uuid;

use super::{ExamineFile, FinishFile, Step, job::missing};
use crate::{Error, Market, catalog, event::RevisionOpened};

/// The revision being prepared for a listing of `shop` that this transaction has locked; the next one where the last is on
/// sale.
pub(super) async fn revision_being_prepared(
    market: &Market,
    tx: &Tx,
    listing: &listing::Model,
    shop: Uuid,
) -> Result<Uuid, Error> {
    if let Some(open) = listing.draft_revision_id {
        return Ok(open);
    }
    let revision = catalog::insert_next_revision(market, tx, listing.id).await?;
    if let Some(before) = listing.revision_id {
        let files = carry_over(market, tx, (before, revision), shop).await?;
        market.tell(tx, RevisionOpened { listing: listing.id, revision, before, files }).await?;
    }
    Ok(revision)
}

/// Gives a revision the files of the one before it, with all that is known of them; tells how many they are.
async fn carry_over(market: &Market, tx: &Tx, (from, to): (Uuid, Uuid), shop: Uuid) -> Result<u64, Error> {
    let files: Vec<file::Model> = file::Entity::find()
        .filter(file::Column::RevisionId.eq(from))
        .filter(file::Column::State.ne(State::Removed))
        .order_by_asc(file::Column::Position)
        .all(tx)
        .await?;
    let copies: HashMap<Uuid, Uuid> = files.iter().map(|file| (file.id, market.id())).collect();
    let steps = step::Entity::find().filter(step::Column::FileId.is_in(copies.keys().copied())).all(tx).await?;
    // One that is to be examined anew, or is so at this moment, is so for the next version, too.
    let is_examined = |file: &file::Model| {
        let is_done = |step: &&Step| steps.iter().any(|row| row.file_id == file.id && step.is_told_by(row));
        file.state.is_done() && Step::first(file.kind).iter().all(|step| is_done(&step))
    };
    for file in &files {
        let state = if is_examined(file) { file.state } else { State::Waiting };
        let copy = file::Model { id: copies[&file.id], revision_id: to, state, step: String::new(), ..file.clone() };
        file::Entity::insert(copy.into_active_model()).exec_without_returning(tx).await?;
    }
    for row in &steps {
        let copy = step::ActiveModel { file_id: Set(copies[&row.file_id]), ..row.clone().into_active_model() };
        step::Entity::insert(copy).exec_without_returning(tx).await?;
    }
    let made = artifact::Entity::find()
        .filter(artifact::Column::FileId.is_in(copies.keys().copied()))
        .filter(artifact::Column::StaleAt.is_null());
    for row in made.all(tx).await? {
        let copy = artifact::ActiveModel { file_id: Set(copies[&row.file_id]), ..row.into_active_model() };
        artifact::Entity::insert(copy).exec_without_returning(tx).await?;
    }
    for file in &files {
        let copy = copies[&file.id];
        if !is_examined(file) {
            market.enqueue(tx, &ExamineFile { file: copy, shop }).await?;
        } else if !missing(tx, copy, Step::later(file.kind)).await?.is_empty() {
            market.enqueue(tx, &FinishFile { file: copy, shop }).await?;
        }
    }
    Ok(files.len() as u64)
}
