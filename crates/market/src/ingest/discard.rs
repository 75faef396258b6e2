//! Deleting what is being prepared: a listing that was never on sale, or the new version of one that was.

use basis::{Actor, Scope};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use store::{
    Tx,
    entities::{case, file, listing, listing_attribute, listing_tag, offer, revision},
};
use uuid::Uuid;

use super::remove_file::forget;
use crate::{
    Error, Market,
    audit::{self, Action},
    catalog::{State, owned_locked, take_back},
    context::commit,
    event::DraftDiscarded,
};

/// What came of deleting a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiscardOutcome {
    /// The listing is gone: it was never on sale.
    Gone,
    /// The version that was being prepared is gone; the one before it stays.
    VersionGone,
    /// There is no such listing of the asker.
    NotFound,
    /// Nothing of it is being prepared.
    NothingPrepared,
    /// A moderator has decided about it, and that stays on record.
    Judged,
}

impl DiscardOutcome {
    /// What happened and what to do next.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Gone => "The draft is deleted.",
            Self::VersionGone => "The new version is deleted. The one before it stays as it was.",
            Self::NotFound => "There is no such listing of yours.",
            Self::NothingPrepared => "There is no draft to delete. A listing on sale can be taken off sale.",
            Self::Judged => {
                "A moderator has decided about it, so it stays on record. You can remove its files one by one."
            }
        }
    }
}

/// Deletes what is being prepared of a listing: its files, and the listing itself if it was never on sale. The bytes are
/// collected later, unless something else names them.
///
/// # Errors
/// The database does not answer.
pub async fn discard_draft(market: &Market, actor: &Actor, id: Uuid) -> Result<DiscardOutcome, Error> {
    let tx = market.begin().await?;
    let Some((listing, _)) = owned_locked(&tx, actor, id).await?.filter(|_| actor.may(Scope::Sell)) else {
        return Ok(DiscardOutcome::NotFound);
    };
    let Some(revision) = listing.draft_revision_id else { return Ok(DiscardOutcome::NothingPrepared) };
    let cases = case::Entity::find().filter(case::Column::RevisionId.eq(revision)).all(&tx).await?;
    if cases.iter().any(|case| case.decided_at.is_some()) {
        return Ok(DiscardOutcome::Judged);
    }
    take_back(market, &tx, &listing).await?;
    case::Entity::delete_many().filter(case::Column::RevisionId.eq(revision)).exec(&tx).await?;
    for file in file::Entity::find().filter(file::Column::RevisionId.eq(revision)).all(&tx).await? {
        forget(&tx, file.id).await?;
    }
    let outcome = match listing.revision_id {
        None => delete_listing(&tx, id, revision).await?,
        Some(_) => delete_version(market, &tx, &listing, revision).await?,
    };
    let is_gone = outcome == DiscardOutcome::Gone;
    market.tell(&tx, DraftDiscarded { listing: id, revision, is_gone }).await?;
    let facts = json!({ "revision": revision, "title": listing.title });
    audit::write(market, &tx, actor, Action::DiscardedDraft, &format!("listing:{id}"), facts).await?;
    commit(tx).await?;
    Ok(outcome)
}

async fn delete_listing(tx: &Tx, id: Uuid, revision: Uuid) -> Result<DiscardOutcome, Error> {
    listing_tag::Entity::delete_many().filter(listing_tag::Column::ListingId.eq(id)).exec(tx).await?;
    listing_attribute::Entity::delete_many().filter(listing_attribute::Column::ListingId.eq(id)).exec(tx).await?;
    offer::Entity::delete_many().filter(offer::Column::ListingId.eq(id)).exec(tx).await?;
    listing::Entity::delete_by_id(id).exec(tx).await?;
    revision::Entity::delete_by_id(revision).exec(tx).await?;
    Ok(DiscardOutcome::Gone)
}

async fn delete_version(
    market: &Market,
    tx: &Tx,
    listing: &listing::Model,
    revision: Uuid,
) -> Result<DiscardOutcome, Error> {
    let row = listing::ActiveModel {
        id: Set(listing.id),
        draft_revision_id: Set(None),
        // What waited for a moderator was off sale meanwhile: its creator puts the version before it back.
        state: Set(if listing.state == State::Held { State::Withdrawn } else { listing.state }),
        updated_at: Set(market.now()),
        ..Default::default()
    };
    listing::Entity::update(row).exec(tx).await?;
    revision::Entity::delete_by_id(revision).exec(tx).await?;
    Ok(DiscardOutcome::VersionGone)
}
