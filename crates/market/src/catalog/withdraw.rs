//! Taking a listing off sale. Who bought it keeps it.

use basis::{Actor, Scope};
use serde_json::json;
use store::{Tx, entities::listing};
use uuid::Uuid;

use super::{State, cases::take_back, state};
use crate::{
    Error, Market,
    audit::{self, Action},
    context::commit,
    event::ListingWithdrawn,
};

/// Takes a listing of the asker off sale; false where there is none on sale.
///
/// # Errors
/// The database does not answer.
pub async fn withdraw(market: &Market, actor: &Actor, id: Uuid) -> Result<bool, Error> {
    let tx = market.begin().await?;
    let owned = state::owned_locked(&tx, actor, id).await?.filter(|_| actor.may(Scope::Sell));
    let Some((listing, _)) = owned.filter(|(listing, _)| listing.state == State::Published) else {
        return Ok(false);
    };
    take_off(market, &tx, actor, &listing).await?;
    commit(tx).await?;
    market.shelves_changed();
    Ok(true)
}

/// Takes a listing off sale or off the moderators' desk, wherever it stands, in the transaction that holds it.
pub(crate) async fn take_off(market: &Market, tx: &Tx, actor: &Actor, listing: &listing::Model) -> Result<(), Error> {
    take_back(market, tx, listing).await?;
    if listing.state != State::Published {
        return Ok(());
    }
    state::set_state(market, tx, listing.id, State::Withdrawn).await?;
    market.tell(tx, ListingWithdrawn { listing: listing.id, by: actor.account() }).await?;
    audit::write(market, tx, actor, Action::Withdrew, &format!("listing:{}", listing.id), json!({})).await
}
