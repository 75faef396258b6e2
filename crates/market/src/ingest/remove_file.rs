//! Taking a file out of a revision being prepared.

use basis::Actor;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use store::{
    Tx,
    entities::{file, step},
};
use uuid::Uuid;

use super::{
    next_version::revision_being_prepared,
    own_file::{OwnFile, own_file},
};
use crate::{Error, Market, blobs, catalog, context::commit, event::FileRemoved};

/// Takes a file out of what is being prepared of its listing, with what was made of it; false where the asker has no such
/// file. One that is on sale stays so: the next version begins without it. Its bytes are collected later, unless something
/// else names them.
///
/// # Errors
/// The database does not answer.
pub async fn remove_file(market: &Market, actor: &Actor, id: Uuid) -> Result<bool, Error> {
    let tx = market.begin().await?;
    let Some(OwnFile { file, listing, shop }) = own_file(&tx, actor, id).await? else { return Ok(false) };
    catalog::take_back(market, &tx, &listing).await?;
    let prepared = revision_being_prepared(market, &tx, &listing, shop.id).await?;
    // Names are unique in a revision, and a file that was carried over has kept its own.
    let out = file::Entity::find()
        .filter(file::Column::RevisionId.eq(prepared))
        .filter(file::Column::Name.eq(file.name))
        .one(&tx)
        .await?;
    let Some(out) = out else { return Ok(false) };
    forget(&tx, out.id).await?;
    market.tell(&tx, FileRemoved { file: out.id, listing: listing.id, revision: prepared }).await?;
    commit(tx).await?;
    Ok(true)
}

/// Deletes a file's row, and what its examination left: steps, and its place on the list of what may be served.
pub(super) async fn forget(tx: &Tx, id: Uuid) -> Result<(), Error> {
    // The row goes first: an examination that keeps a step at this moment locks it, and finds it gone afterwards.
    file::Entity::delete_by_id(id).exec(tx).await?;
    blobs::list_no_longer(tx, id).await?;
    step::Entity::delete_many().filter(step::Column::FileId.eq(id)).exec(tx).await?;
    Ok(())
}
