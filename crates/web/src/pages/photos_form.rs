//! What a creator says of photographs: what is on them, in which order, and which one comes first.

use std::time::Duration;

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use market::catalog::{self, FileLine, PhotosEdit, PhotosOutcome};
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
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// `POST /upload/{listing}/photos`: `cover` is a photograph or nothing, `alt_{photo}` what is on each; `earlier` and `later`
/// move one by a place.
pub(crate) async fn save(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<Uuid>,
    form: Form,
) -> Result<Response, Fault> {
    visit.check(&form)?;
    let draft = upload::own(&app, &visit, id).await?;
    let mut photos: Vec<(Uuid, String)> =
        draft.photos.iter().map(|photo| (photo.id, form.value(&alt_field(photo.id)).to_owned())).collect();
    let place = |name: &str| photos.iter().position(|(photo, _)| photo.to_string() == form.value(name));
    if let Some((one, other)) =
        place("earlier")
            .and_then(|place| Some((place, place.checked_sub(1)?)))
            .or(place("later").filter(|place| place + 1 < photos.len()).map(|place| (place, place + 1)))
    {
        photos.swap(one, other);
    }
    let cover = form.value("cover").parse().ok();
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
pub(super) async fn shown(app: &App, visit: &Visit, listing: Uuid) -> Result<Response, Fault> {
    let is_waiting = |photo: &FileLine| !photo.is_done();
    let mut left = PATIENCE;
    while upload::own(app, visit, listing).await?.photos.iter().any(is_waiting) && !left.is_zero() {
        tokio::time::sleep(LOOK_EVERY).await;
        left = left.saturating_sub(LOOK_EVERY);
    }
    Ok(Redirect::to(&here(listing)).into_response())
}
