//! How a listing stands on its creator's page, and what they do about it: taking it off sale, deleting a draft.

use axum::{Extension, extract::State, response::Response};
use market::{
    catalog::{self, Draft, State as Standing},
    ingest::{self, DiscardOutcome},
};
use uuid::Uuid;
use views::pages::{Discard, OwnState};

use crate::{App, extract::Path, fault::Fault, form::Form, shape, visit::Visit};

/// What stands at the top and at the end of the page.
pub(super) fn own_state(draft: &Draft) -> OwnState {
    let listing = &draft.listing;
    let discard = |label: &str, words: &str| Discard { label: label.to_owned(), words: words.to_owned() };
    OwnState {
        id: listing.id.to_string(),
        title: if listing.title.is_empty() { "Untitled".to_owned() } else { listing.title.clone() },
        state: shape::standing(listing.state),
        decision: draft.decision.clone(),
        public_href: listing.revision.is_some().then(|| format!("/l/{}", listing.slug)),
        can_withdraw: listing.state == Standing::Published,
        discard: match (draft.revision, listing.revision, listing.state) {
            (None, ..) | (.., Standing::Declined | Standing::TakenDown) => None,
            (Some(_), None, _) => Some(discard("Delete this draft", "Its files and what you wrote are removed.")),
            (Some(_), Some(_), _) => {
                Some(discard("Delete the new version", "Its files are removed; the version before it stays."))
            }
        },
    }
}

/// What stands on the button that publishes; nothing where nothing waits to be published.
pub(super) fn publish_label(draft: &Draft, files: &str) -> String {
    match (draft.listing.state, draft.revision, draft.listing.revision) {
        (Standing::TakenDown, ..) | (Standing::Published, None, _) => String::new(),
        (Standing::Withdrawn, None, Some(_)) => "Put it back on sale".to_owned(),
        (Standing::Published, Some(_), _) => "Publish the new version".to_owned(),
        _ => format!("Publish {files}"),
    }
}

/// What stands on the button that saves: never a surprise.
pub(super) fn save_label(state: Standing) -> &'static str {
    match state {
        Standing::Draft | Standing::Declined => "Save as a draft",
        Standing::Published => "Save changes, on sale at once",
        Standing::Withdrawn => "Save, still off sale",
        Standing::Held | Standing::TakenDown => "Save changes",
    }
}

/// `POST /studio/{id}/withdraw`.
pub(crate) async fn withdraw(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<Uuid>,
    _: Form,
) -> Result<Response, Fault> {
    if !catalog::withdraw(&app.market, &visit.actor, id).await? {
        return Err(Fault::NotFound);
    }
    Ok(visit.go(&format!("/upload/{id}"), "It is off sale. Whoever bought it keeps it."))
}

/// `POST /studio/{id}/discard`.
pub(crate) async fn discard(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<Uuid>,
    _: Form,
) -> Result<Response, Fault> {
    let outcome = ingest::discard_draft(&app.market, &visit.actor, id).await?;
    match outcome {
        DiscardOutcome::NotFound => Err(Fault::NotFound),
        DiscardOutcome::Gone => Ok(visit.go("/studio", outcome.sentence())),
        DiscardOutcome::VersionGone | DiscardOutcome::NothingPrepared | DiscardOutcome::Judged => {
            Ok(visit.go(&format!("/upload/{id}"), outcome.sentence()))
        }
    }
}
