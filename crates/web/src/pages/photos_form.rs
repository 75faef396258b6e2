//! What a creator says of photographs: what is on them, in which order, and which one comes first.

use std::time::Duration;

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use market::catalog::{self, Cover, FileLine, PhotosEdit, PhotosOutcome};
use uuid::Uuid;

use super::{
    photos::alt_field,
    upload::{self, Typed},
};
use crate::{
    App,
    extract::Path,
    fault::Fault,
    form::{Form, complain},
    visit::Visit,
};

/// How long a page waits for photographs that were just sent: they take some tenths of a second each.
const PATIENCE: Duration = Duration::from_secs(4);
/// The form names none of the photographs there are: it was loaded before another page began the next version.
const STALE: &str =
    "These photographs have changed since you opened this page. Look at them as they are now, and save again.";

/// `POST /upload/{listing}/photos`: `cover` is a photograph or nothing, `alt_{photo}` what is on each; `earlier` and `later`
/// move one by a place. What the form does not name stays as it is: it may be older than the last change.
pub(crate) async fn save(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<Uuid>,
    form: Form,
) -> Result<Response, Fault> {
    let draft = upload::own(&app, &visit, id).await?;
    let said = |photo: &FileLine| Some((photo.id, form.sent(&alt_field(photo.id))?.to_owned()));
    let mut photos: Vec<(Uuid, String)> = draft.photos.iter().filter_map(said).collect();
    if photos.is_empty() {
        let stale = views::Form::new().refused(STALE);
        return upload::draft_page(&app, &visit, &draft, stale, None).await;
    }
    let place = |name: &str| photos.iter().position(|(photo, _)| photo.to_string() == form.value(name));
    if let Some((one, other)) =
        place("earlier")
            .and_then(|place| Some((place, place.checked_sub(1)?)))
            .or(place("later").filter(|place| place + 1 < photos.len()).map(|place| (place, place + 1)))
    {
        photos.swap(one, other);
    }
    let cover = match form.sent("cover") {
        None => Cover::AsItIs,
        Some("") => Cover::OfFile,
        Some(photo) => photo.parse().map_or(Cover::AsItIs, Cover::Photo),
    };
    match catalog::edit_photos(&app.market, &visit.actor, id, PhotosEdit { photos, cover }).await? {
        PhotosOutcome::Edited => Ok(visit.go(&here(id), "The photographs are saved.")),
        PhotosOutcome::Invalid(wrong) => {
            let wrong = complain(views::Form::new(), wrong);
            upload::draft_page(&app, &visit, &draft, wrong, Some(Typed::Photos(&form))).await
        }
        PhotosOutcome::NotFound => Err(Fault::NotFound),
    }
}

/// The draft's page at its photographs.
fn here(listing: Uuid) -> String {
    format!("/upload/{listing}#photos")
}

/// To the draft's page, once what was sent can be shown, or after a while.
pub(super) async fn shown(app: &App, listing: Uuid) -> Result<Response, Fault> {
    catalog::photos_prepared(&app.market, listing, PATIENCE).await?;
    Ok(Redirect::to(&here(listing)).into_response())
}
