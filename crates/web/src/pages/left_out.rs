//! What was left out of an archive, shown until its creator has seen it.

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use locale::Forms;
use market::{
    catalog::{Draft, Unpacking},
    ingest,
};
use uuid::Uuid;
use views::pages::LeftOut;

use crate::{App, extract::Path, fault::Fault, form::Form, visit::Visit, words};

/// What is shown of a draft's archives.
pub(super) fn left_out(forms: &Forms, draft: &Draft) -> Vec<LeftOut> {
    draft.unpackings.iter().map(|unpacking| one(forms, unpacking)).collect()
}

fn one(forms: &Forms, unpacking: &Unpacking) -> LeftOut {
    let files = words::spelled(forms, unpacking.files, "file", "files");
    let taken = match unpacking.photos {
        0 => files,
        photos => format!("{files} and {}", words::spelled(forms, photos, "photograph", "photographs").to_lowercase()),
    };
    let verb = if unpacking.files + unpacking.photos == 1 { "was" } else { "were" };
    let more = unpacking.left_out_count.saturating_sub(unpacking.left_out.len() as u64);
    LeftOut {
        words: format!("{taken} {verb} taken out of {}. Left out:", unpacking.archive),
        names: unpacking.left_out.clone(),
        more: (more > 0).then(|| format!("and {} more.", words::count(forms, more))),
    }
}

/// `POST /upload/{listing}/unpacked`: its creator has seen what was left out.
pub(crate) async fn seen(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<Uuid>,
    _: Form,
) -> Result<Response, Fault> {
    if !ingest::unpacking_seen(&app.market, &visit.actor, id).await? {
        return Err(Fault::NotFound);
    }
    Ok(Redirect::to(&format!("/upload/{id}")).into_response())
}
