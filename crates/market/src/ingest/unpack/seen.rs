//! Its creator has seen what was left out of an archive.

use basis::{Actor, Scope};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use store::entities::revision;
use uuid::Uuid;

use crate::{Error, Market, catalog::owned_locked, context::commit};

/// Forgets what was left out of the archives that were unpacked into what is being prepared of a listing; false where the
/// asker has no such listing.
///
/// # Errors
/// The database does not answer.
pub async fn unpacking_seen(market: &Market, actor: &Actor, listing: Uuid) -> Result<bool, Error> {
    let tx = market.begin().await?;
    let own = owned_locked(&tx, actor, listing).await?.filter(|_| actor.may(Scope::Sell));
    let Some((listing, _)) = own else { return Ok(false) };
    if let Some(prepared) = listing.draft_revision_id {
        let row = revision::ActiveModel { id: Set(prepared), unpacked: Set(json!([])), ..Default::default() };
        revision::Entity::update(row).exec(&tx).await?;
        commit(tx).await?;
    }
    Ok(true)
}
