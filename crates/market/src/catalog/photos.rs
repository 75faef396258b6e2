//! Photographs of what was made by a pattern: what is on each, their order, and which one stands for the listing.

use std::time::Duration;

use basis::{Actor, Scope};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use store::{
    bell::{self, Topic},
    entities::{file, listing, revision},
    facts::Kind,
};
use uuid::Uuid;

use super::{State, edit::judge_again, files, publish, state, supports};
use crate::{
    Error, FieldError, Fields, Market,
    context::commit,
    event::{ListingEdited, ListingField},
    limits,
};

/// How often whoever waits for a photograph looks without having been told of anything.
const LOOK: Duration = Duration::from_millis(500);

/// What is said of a listing's photographs.
#[derive(Clone, Debug, Default)]
pub struct PhotosEdit {
    /// Photographs in the order in which they are shown, with what is on each. One that is not named keeps what it has and
    /// comes last.
    pub photos: Vec<(Uuid, String)>,
    /// Which picture stands for the listing.
    pub cover: Cover,
}

/// Which picture stands for a listing on the shelf.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cover {
    /// The one that does; what was said did not name any.
    #[default]
    AsItIs,
    /// The one made from the file.
    OfFile,
    /// A photograph. One that is not the listing's changes nothing.
    Photo(Uuid),
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhotosOutcome {
    /// It is written; buyers see it where the pattern is on sale.
    Edited,
    /// Something cannot stay as it was typed.
    Invalid(Vec<FieldError>),
    /// There is no such listing of the asker.
    NotFound,
}

/// Says what is on the photographs of the version that is being prepared, or else of the one on sale.
///
/// # Errors
/// The database does not answer.
pub async fn edit_photos(market: &Market, actor: &Actor, id: Uuid, input: PhotosEdit) -> Result<PhotosOutcome, Error> {
    let mut fields = Fields::default();
    if !fields.list("photos", input.photos.len(), &limits::PHOTOS) {
        return Ok(PhotosOutcome::Invalid(fields.done().err().unwrap_or_default()));
    }
    let named = input.photos.iter().enumerate();
    let said: Vec<(Uuid, i32, String)> = named
        .map(|(place, (photo, alt))| {
            let alt = fields.line(&format!("alt_{photo}"), alt, &limits::PHOTO_ALT);
            (*photo, i32::try_from(place).unwrap_or(i32::MAX), alt)
        })
        .collect();
    if let Err(wrong) = fields.done() {
        return Ok(PhotosOutcome::Invalid(wrong));
    }
    let tx = market.begin().await?;
    let own = state::owned_locked(&tx, actor, id).await?.filter(|_| actor.may(Scope::Sell));
    let Some((listing, _)) = own else { return Ok(PhotosOutcome::NotFound) };
    let Some(revision) = listing.draft_revision_id.or(listing.revision_id) else { return Ok(PhotosOutcome::NotFound) };
    let photos = file::Entity::find()
        .filter(file::Column::RevisionId.eq(revision))
        .filter(file::Column::Kind.eq(Kind::Photo))
        .order_by_asc(file::Column::Position)
        .all(&tx)
        .await?;
    let count = i32::try_from(photos.len()).unwrap_or(i32::MAX);
    let is_there = |cover: &Uuid| photos.iter().any(|photo| photo.id == *cover);
    let cover = match input.cover {
        Cover::OfFile => None,
        Cover::Photo(named) if is_there(&named) => Some(named),
        Cover::Photo(_) | Cover::AsItIs => photos.iter().find(|photo| photo.is_cover).map(|photo| photo.id),
    };
    for photo in photos {
        let said = said.iter().find(|(id, ..)| *id == photo.id);
        let row = file::ActiveModel {
            id: Set(photo.id),
            position: Set(said.map_or(photo.position.saturating_add(count), |(_, place, _)| *place)),
            alt: Set(said.map_or(photo.alt, |(.., alt)| alt.clone())),
            is_cover: Set(cover == Some(photo.id)),
            ..Default::default()
        };
        file::Entity::update(row).exec(&tx).await?;
    }
    let changed = [ListingField::Photos];
    judge_again(market, &tx, &listing, &changed).await?;
    if listing.revision_id == Some(revision) {
        let files = files::of_revision(&tx, revision).await?;
        let facts = publish::facts(id, &files, supports::declared(&tx, id).await?)?;
        listing::Entity::update(facts).exec(&tx).await?;
        let on_sale = listing.state == State::Published;
        market.tell(&tx, ListingEdited { listing: id, on_sale, changed: changed.to_vec() }).await?;
    }
    commit(tx).await?;
    market.shelves_changed();
    Ok(PhotosOutcome::Edited)
}

/// Waits until every photograph of the version being prepared can be shown or could not be read, for `patience` at most.
///
/// # Errors
/// The database does not answer.
pub async fn photos_prepared(market: &Market, listing: Uuid, patience: Duration) -> Result<(), Error> {
    let mut bell = bell::listen(Topic::Committed);
    let prepared = async {
        while are_photos_waiting(market, listing).await? {
            // Somebody else's worker may not be heard.
            let _ = tokio::time::timeout(LOOK, bell.heard()).await;
        }
        Ok(())
    };
    tokio::time::timeout(patience, prepared).await.unwrap_or(Ok(()))
}

async fn are_photos_waiting(market: &Market, listing: Uuid) -> Result<bool, Error> {
    let revisions = revision::Entity::find()
        .select_only()
        .column(revision::Column::Id)
        .filter(revision::Column::ListingId.eq(listing))
        .into_query();
    let waiting = file::Entity::find()
        .filter(file::Column::RevisionId.in_subquery(revisions))
        .filter(file::Column::Kind.eq(Kind::Photo))
        .filter(file::Column::State.is_in([file::State::Waiting, file::State::Working]))
        .count(market.store().read())
        .await?;
    Ok(waiting > 0)
}
