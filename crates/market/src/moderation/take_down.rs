//! Taking a listing down for good: its bytes go, its rows and what was decided stay.

use basis::{Actor, Role, Scope};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;
use store::{
    LockForChange, Tx,
    entities::{account, case, file, listing, revision, shop, step},
};
use uuid::Uuid;

use super::decide::is_of;
use crate::{
    Email, Error, FieldError, Fields, Market, SendEmail,
    audit::{self, Action},
    blobs::{self, RemoveBlobs},
    catalog::{State, lock_listing},
    context::commit,
    event::ListingTakenDown,
    limits,
};

/// A listing that has to go: a stolen design, a thing that nobody may sell.
#[derive(Clone, Debug)]
pub struct TakeDown {
    /// The listing.
    pub listing: Uuid,
    /// Why: what the creator is told and the audit log keeps.
    pub words: String,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TakeDownOutcome {
    /// It is down. Its pictures are gone from this moment; its bytes go within minutes, unless other listings hold them.
    TakenDown,
    /// It is the asker's own listing: they take it off sale, and somebody else judges it.
    Own,
    /// There is no such listing, or it is down already, or the asker is neither moderator nor operator.
    NotFound,
    /// Something cannot stay as it was typed.
    Invalid(Vec<FieldError>),
}

/// Takes a listing down: nobody finds it, nobody downloads it, not even those who bought it, and it never comes back.
///
/// # Errors
/// The database does not answer.
pub async fn take_down(market: &Market, actor: &Actor, input: TakeDown) -> Result<TakeDownOutcome, Error> {
    if !(actor.is(Role::Moderator) || actor.is(Role::Operator)) || !actor.may(Scope::Admin) {
        return Ok(TakeDownOutcome::NotFound);
    }
    let mut fields = Fields::default();
    let words = fields.text("words", &input.words, &limits::TAKE_DOWN_WORDS);
    if let Err(wrong) = fields.done() {
        return Ok(TakeDownOutcome::Invalid(wrong));
    }
    let tx = market.begin().await?;
    let Some(row) = lock_listing(&tx, input.listing).await?.filter(|row| row.state != State::TakenDown) else {
        return Ok(TakeDownOutcome::NotFound);
    };
    if is_of(&tx, actor, row.shop_id).await? {
        return Ok(TakeDownOutcome::Own);
    }
    empty(market, &tx, actor, row.id, &words).await?;
    market.enqueue(&tx, &SendEmail { email: Email::TakenDown { listing: row.id, words } }).await?;
    commit(tx).await?;
    market.shelves_changed();
    Ok(TakeDownOutcome::TakenDown)
}

/// Takes a listing off every shelf for good, notes who did so and why, and queues the removal of its bytes.
pub(crate) async fn empty(market: &Market, tx: &Tx, actor: &Actor, listing: Uuid, words: &str) -> Result<(), Error> {
    let (hashes, by) = (strip(tx, listing).await?, actor.account());
    close(market, tx, listing, by, words).await?;
    let detail = json!({ "words": words, "blobs": hashes.len() });
    audit::write(market, tx, actor, Action::TookDown, &format!("listing:{listing}"), detail).await?;
    market.tell(tx, ListingTakenDown { listing, by }).await?;
    market.enqueue(tx, &RemoveBlobs { of: listing, hashes }).await
}

/// Takes everything off the files of all revisions but their names; gives the blobs that they no longer name.
async fn strip(tx: &Tx, listing: Uuid) -> Result<Vec<String>, Error> {
    let revisions = revision::Entity::find().filter(revision::Column::ListingId.eq(listing)).all(tx).await?;
    let of_listing = file::Column::RevisionId.is_in(revisions.into_iter().map(|revision| revision.id));
    let files = file::Entity::find().filter(of_listing.clone()).lock_for_change().all(tx).await?;
    let mut hashes = Vec::new();
    for file in files {
        hashes.push(file.blob);
        hashes.extend(blobs::list_no_longer(tx, file.id).await?);
        step::Entity::delete_many().filter(step::Column::FileId.eq(file.id)).exec(tx).await?;
    }
    file::Entity::update_many()
        .col_expr(file::Column::State, file::State::Removed.into())
        .col_expr(file::Column::Artifacts, Expr::value(json!({})))
        .filter(of_listing)
        .exec(tx)
        .await?;
    hashes.sort();
    hashes.dedup();
    Ok(hashes)
}

/// Takes the listing off every shelf, and its open cases off the moderators' desk: they are decided by this.
async fn close(market: &Market, tx: &Tx, id: Uuid, by: Option<Uuid>, words: &str) -> Result<(), Error> {
    let row = listing::ActiveModel {
        id: Set(id),
        state: Set(State::TakenDown),
        picture: Set(None),
        picture_small: Set(None),
        picture_medium: Set(None),
        updated_at: Set(market.now()),
        ..Default::default()
    };
    listing::Entity::update(row).exec(tx).await?;
    case::Entity::update_many()
        .col_expr(case::Column::State, Expr::value(case::State::Declined))
        .col_expr(case::Column::DecidedBy, Expr::value(by))
        .col_expr(case::Column::DecidedAt, Expr::value(Some(market.now())))
        .col_expr(case::Column::Words, Expr::value(words))
        .filter(case::Column::ListingId.eq(id))
        .filter(case::Column::State.eq(case::State::Open))
        .exec(tx)
        .await?;
    Ok(())
}

/// Writes to the creator that a listing was taken down, and why; nothing where nobody is there to read.
///
/// # Errors
/// The database or the mail server does not answer.
pub(crate) async fn write_taken_down(market: &Market, listing: Uuid, words: &str) -> Result<(), Error> {
    let read = market.store().read();
    let Some(listing) = listing::Entity::find_by_id(listing).one(read).await? else { return Ok(()) };
    let Some(shop) = shop::Entity::find_by_id(listing.shop_id).one(read).await? else { return Ok(()) };
    let Some(owner) = account::Entity::find_by_id(shop.account_id).one(read).await? else { return Ok(()) };
    let (name, title, base_url) = (owner.name, listing.title, &market.settings().base_url);
    let text = format!(
        "Hello {name},\n\n“{title}” was taken down. It can no longer be bought or downloaded.\n\n{words}\n\n{base_url}/studio\n"
    );
    market.mail().send(&owner.email, &format!("“{title}” was taken down"), &text).await
}
