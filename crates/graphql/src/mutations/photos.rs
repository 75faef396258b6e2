//! Saying what is on photographs, in which order they are shown, and which one stands for the listing.

use std::collections::HashSet;

use async_graphql::{Context, Error, ID, InputObject, MaybeUndefined, Object};
use basis::{Actor, Scope};
use market::{
    FieldError, Market,
    catalog::{self, Cover, Draft, PhotosEdit, PhotosOutcome},
    limits,
};
use uuid::Uuid;

use super::listing::{ListingPayload, ListingStatus, NOT_YOURS, payload};
use crate::{
    query::uuid_of,
    refusal::{account, surprise},
    types::Problem,
};

/// One photograph, with what is on it.
#[derive(InputObject)]
struct PhotoInput {
    /// The photograph, as `draft { photos { id } }` names it.
    id: ID,
    /// What is on it, for those who do not see it: at most 200 characters. What is left out stays as it is.
    alt: Option<String>,
}

/// What can be said of a listing's photographs. What is left out stays as it is.
#[derive(InputObject)]
struct EditPhotosInput {
    /// The listing.
    listing: ID,
    /// Photographs in the order in which they are shown, at most 12 entries. One that is not named comes after them.
    photos: Option<Vec<PhotoInput>>,
    /// The photograph that stands for the listing on shelves; `null` for the picture made from the file.
    cover: MaybeUndefined<ID>,
}

/// Photographs that were named and are none of the listing's.
const STALE: &str =
    "There is no such photograph in the present version of the listing. Ask for `draft { photos { id } }`.";

#[derive(Default)]
pub(crate) struct PhotosMutation;

#[Object]
impl PhotosMutation {
    /// Says what is on the photographs of what is being prepared, or else of what is on sale: there buyers see it at once.
    /// `createUpload` takes a photograph in, `removeFile` takes one out.
    async fn edit_photos(&self, context: &Context<'_>, input: EditPhotosInput) -> Result<ListingPayload, Error> {
        let (market, actor): (&Market, &Actor) = (context.data()?, context.data()?);
        account(actor, &[Scope::Sell])?;
        let id = uuid_of(&input.listing)?;
        let Some(draft) = catalog::draft(market, actor, id).await.map_err(|error| surprise(&error))? else {
            return payload(context, ListingStatus::NotFound, NOT_YOURS, id).await;
        };
        let named = input.photos.unwrap_or_default();
        let ids = named.iter().map(|photo| uuid_of(&photo.id)).collect::<Result<Vec<_>, _>>()?;
        let cover = cover_of(&input.cover)?;
        if let Some(problem) = stale(&draft, &ids, cover) {
            return refused(context, id, vec![problem]).await;
        }
        let photos = ids.iter().zip(named).map(|(id, photo)| (*id, photo.alt.unwrap_or_else(|| alt_of(&draft, *id))));
        let edit = PhotosEdit { photos: photos.collect(), cover };
        match catalog::edit_photos(market, actor, id, edit).await.map_err(|error| surprise(&error))? {
            PhotosOutcome::Edited => payload(context, ListingStatus::Done, "The photographs are changed.", id).await,
            PhotosOutcome::NotFound => payload(context, ListingStatus::NotFound, NOT_YOURS, id).await,
            PhotosOutcome::Invalid(wrong) => refused(context, id, input_fields(wrong, &ids)).await,
        }
    }
}

fn cover_of(cover: &MaybeUndefined<ID>) -> Result<Cover, Error> {
    Ok(match cover {
        MaybeUndefined::Undefined => Cover::AsItIs,
        MaybeUndefined::Null => Cover::OfFile,
        MaybeUndefined::Value(id) => Cover::Photo(uuid_of(id)?),
    })
}

/// What is said where a photograph is named that is not the listing's, or one is named twice.
fn stale(draft: &Draft, ids: &[Uuid], cover: Cover) -> Option<FieldError> {
    if ids.len() > limits::PHOTOS.max {
        return None; // Too many in any case, which is said with the limit.
    }
    let is_there = |id: &Uuid| draft.photos.iter().any(|photo| photo.id == *id);
    let wrong = |field: String, message: &str| Some(FieldError { field, message: message.to_owned() });
    let mut seen = HashSet::new();
    for (place, id) in ids.iter().enumerate() {
        if !is_there(id) {
            return wrong(format!("photos[{place}].id"), STALE);
        }
        if !seen.insert(id) {
            return wrong(format!("photos[{place}].id"), "This photograph is named twice. Name it once, in its place.");
        }
    }
    match cover {
        Cover::Photo(id) if !is_there(&id) => wrong("cover".to_owned(), STALE),
        _ => None,
    }
}

/// What was said of a photograph before.
fn alt_of(draft: &Draft, id: Uuid) -> String {
    draft.photos.iter().find(|photo| photo.id == id).map(|photo| photo.alt.clone()).unwrap_or_default()
}

/// The same errors, under the names that the fields have in the input.
fn input_fields(wrong: Vec<FieldError>, ids: &[Uuid]) -> Vec<FieldError> {
    let place = |field: &str| ids.iter().position(|id| field == format!("alt_{id}"));
    let renamed = |error: FieldError| match place(&error.field) {
        Some(place) => FieldError { field: format!("photos[{place}].alt"), ..error },
        None => error,
    };
    wrong.into_iter().map(renamed).collect()
}

async fn refused(context: &Context<'_>, id: Uuid, problems: Vec<FieldError>) -> Result<ListingPayload, Error> {
    Ok(ListingPayload {
        problems: problems.into_iter().map(Problem::from).collect(),
        ..payload(context, ListingStatus::Invalid, "Nothing was changed. See `problems`.", id).await?
    })
}
