//! Taking a file out of a revision being prepared.

use basis::{Actor, Scope};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use store::{
    Tx,
    entities::{file, listing, step},
};
use uuid::Uuid;

use crate::{
    Error, Market, blobs,
    catalog::{self, owned_locked},
    context::commit,
    event::FileRemoved,
};

/// Removes a file that is not on sale, with what was made of it; false where the asker has no such file. Its bytes are
/// collected later, unless something else names them.
///
/// # Errors
/// The database does not answer.
pub async fn remove_file(market: &Market, actor: &Actor, id: Uuid) -> Result<bool, Error> {
    let tx = market.begin().await?;
    let Some(file) = file::Entity::find_by_id(id).one(&tx).await? else { return Ok(false) };
    let of_draft =
        listing::Entity::find().filter(listing::Column::DraftRevisionId.eq(file.revision_id)).one(&tx).await?;
    let Some(listing) = of_draft else { return Ok(false) };
    let own = owned_locked(&tx, actor, listing.id).await?.filter(|_| actor.may(Scope::Sell));
    // It may have gone on sale while its lock was waited for.
    let Some((listing, _)) = own.filter(|(listing, _)| listing.draft_revision_id == Some(file.revision_id)) else {
        return Ok(false);
    };
    catalog::take_back(market, &tx, &listing).await?;
    forget(&tx, id).await?;
    market.tell(&tx, FileRemoved { file: id, listing: listing.id, revision: file.revision_id }).await?;
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
