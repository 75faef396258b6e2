//! A file of the asker's, with what it belongs to held.

use basis::{Actor, Scope};
use sea_orm::EntityTrait;
use store::{
    LockForChange, Tx,
    entities::{file, listing, revision, shop},
};
use uuid::Uuid;

use super::refusal::closed;
use crate::{Error, catalog::owned_locked};

/// A file of what its creator sees of a listing: of the version being prepared, else of the one on sale.
pub(super) struct OwnFile {
    pub(super) file: file::Model,
    pub(super) listing: listing::Model,
    pub(super) shop: shop::Model,
}

/// The file `id`, whose listing `tx` holds from now on; none where the asker has no such file, or it was taken down.
pub(super) async fn own_file(tx: &Tx, actor: &Actor, id: Uuid) -> Result<Option<OwnFile>, Error> {
    let Some(file) = file::Entity::find_by_id(id).one(tx).await? else { return Ok(None) };
    let Some(revision) = revision::Entity::find_by_id(file.revision_id).one(tx).await? else { return Ok(None) };
    let own = owned_locked(tx, actor, revision.listing_id).await?.filter(|_| actor.may(Scope::Sell));
    let Some((listing, shop)) = own else { return Ok(None) };
    // As it is now that nobody else changes it.
    let Some(file) = file::Entity::find_by_id(id).lock_for_change().one(tx).await? else { return Ok(None) };
    let is_shown = listing.draft_revision_id.or(listing.revision_id) == Some(revision.id);
    Ok((is_shown && closed(&listing).is_none()).then_some(OwnFile { file, listing, shop }))
}
