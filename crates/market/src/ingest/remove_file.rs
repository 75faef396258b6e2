//! Taking a file out of a revision being prepared.

use basis::{Actor, Scope};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use store::entities::{file, listing};
use uuid::Uuid;

use crate::{
    Error, Market,
    catalog::{self, owned},
    context::commit,
    event::FileRemoved,
};

/// Removes a file that is not on sale; false where the asker has no such file.
///
/// # Errors
/// The database does not answer.
pub async fn remove_file(market: &Market, actor: &Actor, id: Uuid) -> Result<bool, Error> {
    let tx = market.begin().await?;
    let Some(file) = file::Entity::find_by_id(id).one(&tx).await? else { return Ok(false) };
    let of_draft =
        listing::Entity::find().filter(listing::Column::DraftRevisionId.eq(file.revision_id)).one(&tx).await?;
    let Some(listing) = of_draft else { return Ok(false) };
    if owned(&tx, actor, listing.id).await?.is_none() || !actor.may(Scope::Sell) {
        return Ok(false);
    }
    catalog::take_back(market, &tx, &listing).await?;
    file::Entity::delete_by_id(id).exec(&tx).await?;
    market.tell(&tx, FileRemoved { file: id, listing: listing.id, revision: file.revision_id }).await?;
    commit(tx).await?;
    Ok(true)
}
