//! Where a listing stands, and whose it is.

use basis::{Actor, Role};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use store::{
    LockForChange, Tx,
    entities::{listing, revision, shop},
};
use uuid::Uuid;

pub use listing::State;

use crate::{Error, Market};

/// The listing with its shop, if it is the asker's own or the asker may act on all. Not yours looks like not there.
pub(crate) async fn owned(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    id: Uuid,
) -> Result<Option<(listing::Model, shop::Model)>, Error> {
    let Some(listing) = listing::Entity::find_by_id(id).one(connection).await? else { return Ok(None) };
    let Some(shop) = shop::Entity::find_by_id(listing.shop_id).one(connection).await? else { return Ok(None) };
    Ok(is_own(actor, &shop).then_some((listing, shop)))
}

/// The same, and nobody else changes the listing until `tx` ends: whoever decides by what a listing is, takes it so.
/// SQLite has one writer at a time in any case.
pub(crate) async fn owned_locked(
    tx: &Tx,
    actor: &Actor,
    id: Uuid,
) -> Result<Option<(listing::Model, shop::Model)>, Error> {
    let Some(listing) = lock_listing(tx, id).await? else { return Ok(None) };
    let Some(shop) = shop::Entity::find_by_id(listing.shop_id).one(tx).await? else { return Ok(None) };
    Ok(is_own(actor, &shop).then_some((listing, shop)))
}

/// The listing, which nobody else changes until `tx` ends.
pub(crate) async fn lock_listing(tx: &Tx, id: Uuid) -> Result<Option<listing::Model>, Error> {
    Ok(listing::Entity::find_by_id(id).lock_for_change().one(tx).await?)
}

/// Whether the shop is the asker's own, or the asker may act on all.
pub(crate) fn is_own(actor: &Actor, shop: &shop::Model) -> bool {
    actor.account() == Some(shop.account_id) || actor.is(Role::Operator)
}

/// Whether `revision` is one of the listing's.
pub(super) async fn has_revision(
    connection: &impl ConnectionTrait,
    listing: Uuid,
    revision: Uuid,
) -> Result<bool, Error> {
    let found = revision::Entity::find_by_id(revision).one(connection).await?;
    Ok(found.is_some_and(|found| found.listing_id == listing))
}

/// Notes where a listing stands from now on.
pub(crate) async fn set_state(market: &Market, tx: &Tx, id: Uuid, state: State) -> Result<(), Error> {
    let row =
        listing::ActiveModel { id: Set(id), state: Set(state), updated_at: Set(market.now()), ..Default::default() };
    listing::Entity::update(row).exec(tx).await?;
    Ok(())
}
