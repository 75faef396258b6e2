//! Taking a shop's picture and links away: what a moderator does, and what closing an account ends with.

use basis::{Actor, Role, Scope};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use store::{
    Tx,
    entities::{account, shop},
};
use uuid::Uuid;

use super::rows::{forget, lock, rows_of};
use crate::{
    Email, Error, FieldError, Fields, Market, SendEmail,
    audit::{self, Action},
    blobs::RemoveBlobs,
    context::commit,
    event::{ShopEdited, ShopField},
    limits,
};

/// A shop whose picture and links have to go.
#[derive(Clone, Debug)]
pub struct Clear {
    /// The word in its address.
    pub handle: String,
    /// Why: what the creator is told and the audit log keeps.
    pub words: String,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClearOutcome {
    /// They are gone from the page; the bytes go within minutes, unless others have the same.
    Cleared,
    /// The shop shows neither.
    Nothing,
    /// It is the asker's own shop: they edit it in the studio.
    Own,
    /// There is no such shop, or the asker is neither moderator nor operator.
    NotFound,
    /// Something cannot stay as it was typed.
    Invalid(Vec<FieldError>),
}

/// Takes picture and links of a shop away, tells its creator why, and notes who did so.
///
/// # Errors
/// The database does not answer.
pub async fn clear(market: &Market, actor: &Actor, input: Clear) -> Result<ClearOutcome, Error> {
    if !(actor.is(Role::Moderator) || actor.is(Role::Operator)) || !actor.may(Scope::Admin) {
        return Ok(ClearOutcome::NotFound);
    }
    let mut fields = Fields::default();
    let words = fields.text("words", &input.words, &limits::TAKE_DOWN_WORDS);
    if let Err(wrong) = fields.done() {
        return Ok(ClearOutcome::Invalid(wrong));
    }
    if limits::SLUG.refusal_of(&input.handle).is_some() {
        return Ok(ClearOutcome::NotFound);
    }
    let tx = market.begin().await?;
    let named = shop::Entity::find().filter(shop::Column::Handle.eq(&input.handle)).one(&tx).await?;
    let Some(named) = named else { return Ok(ClearOutcome::NotFound) };
    if actor.account() == Some(named.account_id) {
        return Ok(ClearOutcome::Own);
    }
    let Some((links, blobs)) = empty(market, &tx, named.id).await? else { return Ok(ClearOutcome::Nothing) };
    let detail = json!({ "words": words, "links": links, "blobs": blobs });
    audit::write(market, &tx, actor, Action::ClearedShop, &format!("shop:{}", named.id), detail).await?;
    market.enqueue(&tx, &SendEmail { email: Email::ShopCleared { shop: named.id, words } }).await?;
    commit(tx).await?;
    Ok(ClearOutcome::Cleared)
}

/// Takes picture and links off a shop, and queues the removal of the bytes; gives the links and how many blobs that were.
/// None where there was neither.
pub(crate) async fn empty(market: &Market, tx: &Tx, shop: Uuid) -> Result<Option<(serde_json::Value, usize)>, Error> {
    let Some(row) = lock(tx, shop).await? else { return Ok(None) };
    let mut hashes = Vec::new();
    let rows = rows_of(tx, shop).await?;
    let has_links = row.links.as_array().is_some_and(|links| !links.is_empty());
    let shown = [(ShopField::Picture, !rows.is_empty()), (ShopField::Links, has_links)];
    let changed: Vec<ShopField> = shown.into_iter().filter_map(|(field, is_there)| is_there.then_some(field)).collect();
    if changed.is_empty() {
        return Ok(None);
    }
    for row in rows {
        hashes.extend(forget(tx, row).await?);
    }
    let without = shop::ActiveModel { id: Set(shop), links: Set(json!([])), ..Default::default() };
    shop::Entity::update(without).exec(tx).await?;
    market.tell(tx, ShopEdited { shop, account: row.account_id, changed }).await?;
    let count = hashes.len();
    if count > 0 {
        market.enqueue(tx, &RemoveBlobs { of: shop, hashes }).await?;
    }
    Ok(Some((row.links, count)))
}

/// Writes to the creator that picture and links of the shop were taken away, and why; nothing where nobody is there to read.
///
/// # Errors
/// The database or the mail server does not answer.
pub(crate) async fn write_cleared(market: &Market, shop: Uuid, words: &str) -> Result<(), Error> {
    let read = market.store().read();
    let Some(shop) = shop::Entity::find_by_id(shop).one(read).await? else { return Ok(()) };
    let Some(owner) = account::Entity::find_by_id(shop.account_id).one(read).await? else { return Ok(()) };
    let (name, base_url) = (owner.name, &market.settings().base_url);
    let text = format!(
        "Hello {name},\n\na moderator has taken the picture and the links off the page of your shop. What you sell stays on \
         sale.\n\n{words}\n\nYou can show others: {base_url}/studio/shop\n"
    );
    market.mail().send(&owner.email, "Picture and links of your shop were removed", &text).await
}
