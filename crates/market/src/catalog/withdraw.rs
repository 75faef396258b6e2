//! Taking a listing off sale. Who bought it keeps it.

use basis::{Actor, Scope};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use store::entities::listing;
use uuid::Uuid;

use super::{State, state};
use crate::{Error, Market, audit, context::commit, event::ListingWithdrawn};

/// Takes a listing of the asker off sale; false where there is none on sale.
///
/// # Errors
/// The database does not answer.
pub async fn withdraw(market: &Market, actor: &Actor, id: Uuid) -> Result<bool, Error> {
    let tx = market.begin().await?;
    let owned = state::owned_locked(&tx, actor, id).await?.filter(|_| actor.may(Scope::Sell));
    let Some((listing, _)) = owned.filter(|(listing, _)| State::from_word(&listing.state) == State::Published) else {
        return Ok(false);
    };
    let row = listing::ActiveModel {
        id: Set(listing.id),
        state: Set(State::Withdrawn.word().to_owned()),
        updated_at: Set(market.now()),
        ..Default::default()
    };
    listing::Entity::update(row).exec(&tx).await?;
    market.tell(&tx, ListingWithdrawn { listing: id, by: actor.account() }).await?;
    audit::write(market, &tx, actor, "withdrew a listing", &format!("listing:{id}"), json!({})).await?;
    commit(tx).await?;
    market.shelves_changed();
    Ok(true)
}
